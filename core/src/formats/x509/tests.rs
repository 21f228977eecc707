// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates, requests and CRLs of `vectors/formats/x509`, and every certificate of `vectors/real-ca`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::collections::HashMap;
use std::format;

use digest::Digest;

use super::signed::{self, Signed};
use super::{Certificate, SignatureError};
use crate::formats::spki::whole_octets;
use crate::formats::{Oid, UnixTime, oid};
use crate::keys::PublicKey;
use crate::testutil::{Case, vector_bytes, vector_json};

fn file(name: &str) -> Vec<u8> {
    vector_bytes(&format!("formats/x509/{name}"))
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&file(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Verifies the signature of anything signed in the manner of X.509.
fn verify(der: &[u8], issuer: &PublicKey) -> Result<(), SignatureError> {
    let parts = Signed::from_der(der, "signed").expect("a signed structure");
    let signature = whole_octets(&parts.signature, "signature").expect("whole octets");
    signed::verify(parts.tbs.raw, parts.algorithm.oid, signature, issuer)
}

#[test]
fn signatures_of_the_corpus_verify() {
    const EXPLAINED: &[&str] = &["expected", "type", "algorithm"];
    let index = Case::new(
        "x509",
        vector_json("formats/x509/index.json"),
        &[EXPLAINED, &["source", "notes"]].concat(),
    );
    let cases = index.list("cases");
    let mut verified = 0;
    for case in &cases {
        let der = file(case.str("file"));
        if case.str("verdict") == "unsupported" {
            let certificate = Certificate::from_der(&der).unwrap();
            let unsupported = oid::GOST_R3411_94_WITH_GOST_R3410_94;
            let other = certificate_key("rfc4491_gost2001.der");
            assert_eq!(
                certificate.verify_signature(&other),
                Err(SignatureError::UnsupportedAlgorithm(unsupported)),
                "{case}"
            );
            assert!(certificate.public_key().is_err(), "{case}");
            continue;
        }
        assert_eq!(case.str("verdict"), "ok", "{case}");
        let issuer_file = case.str("issuer_file");
        let issuer = certificate_key(issuer_file);
        assert_eq!(verify(&der, &issuer), Ok(()), "{case}");
        if let Some(curve) = case.opt_str("curve_oid") {
            assert_eq!(issuer.param_set().oid(), Oid::new(curve), "{case}");
        }
        if let Some(d) = case.opt_hex("private_key") {
            let mut d = d;
            d.reverse();
            // The key is that of the certificate itself, or of the issuer of a request or CRL.
            let key = match Certificate::from_der(&der) {
                Ok(certificate) => certificate.public_key().unwrap(),
                Err(_) => issuer,
            };
            let private =
                crate::keys::PrivateKey::from_bytes_le(key.algorithm(), key.param_set(), &d)
                    .unwrap();
            assert_eq!(private.public_key(), &key, "{case}");
        }
        for (field, at) in [("signature_s", 0), ("signature_r", 1)] {
            if let Some(half) = case.opt_hex(field) {
                let certificate = Certificate::from_der(&der).unwrap();
                let n = half.len();
                assert_eq!(
                    &certificate.signature()[at * n..(at + 1) * n],
                    half,
                    "{case}"
                );
            }
        }
        verified += 1;
    }
    assert_eq!(verified + 1, cases.len());
}

fn sha256_hex(octets: &[u8]) -> String {
    sha2::Sha256::digest(octets)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect()
}

fn certificate_key(name: &str) -> PublicKey {
    certificate(name)
        .public_key()
        .unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn russian_names_and_extensions_come_out() {
    let root = certificate("cryptopro_test_root.der");
    let attributes = root.subject().attributes();
    let text = |oid| {
        attributes
            .iter()
            .find(|attribute| attribute.oid == oid)
            .and_then(|a| a.text.clone())
    };
    assert!(text(oid::OGRN).is_some() && text(oid::INN).is_some());
    assert!(root.extension(oid::SUBJECT_SIGN_TOOL).is_some());
    assert!(root.extension(oid::ISSUER_SIGN_TOOL).is_some());

    let head = certificate("guc2022.der");
    assert_eq!(
        head.subject().common_name().as_deref(),
        Some("Минцифры России")
    );
    assert!(head.is_self_issued());
    assert!(
        head.basic_constraints()
            .is_some_and(|constraints| constraints.ca)
    );
    let issued = certificate("sertum-q-2025.der");
    assert!(issued.issuer().matches(&head.subject()));
    assert_eq!(
        issued.authority_key_id().and_then(|id| id.key_id),
        head.subject_key_id()
    );
    let intermediate = certificate("cryptopro_test_int.der");
    assert_eq!(
        intermediate
            .basic_constraints()
            .and_then(|constraints| constraints.path_len),
        Some(0)
    );
}

#[test]
fn any_changed_bit_of_a_certificate_is_refused() {
    let der = file("rfc4491_gost2001.der");
    let original = Certificate::from_der(&der).unwrap();
    let issuer = original.public_key().unwrap();
    let start = der.len() - original.signature().len();
    let tbs = original.tbs().as_ptr() as usize - original.der().as_ptr() as usize;
    let signed = (tbs..tbs + original.tbs().len()).chain(start..der.len());
    let mut flipped = 0;
    for at in signed {
        for bit in 0..8 {
            let mut changed = der.clone();
            changed[at] ^= 1 << bit;
            let refused = Certificate::from_der(&changed).map_or(true, |certificate| {
                certificate.verify_signature(&issuer).is_err()
            });
            assert!(refused, "octet {at}, bit {bit}");
            flipped += 1;
        }
    }
    assert!(flipped > 2000);
}

/// Every certificate that Russian authorities published parses and has a usable key.
#[test]
fn certificates_of_real_authorities_are_read() {
    let certificates = Certificate::read_bundle(&vector_bytes("real-ca/certificates.pem")).unwrap();
    assert_eq!(certificates.len(), 1223);
    for certificate in &certificates {
        let name = certificate.subject().to_string();
        assert!(!name.contains("=#") && !name.is_empty(), "{name}");
        assert!(
            certificate
                .basic_constraints()
                .is_some_and(|constraints| constraints.ca),
            "{name}"
        );
        assert!(certificate.not_before() > UnixTime(1_300_000_000), "{name}");
        assert!(certificate.extensions().count() > 3, "{name}");
    }
}

#[test]
fn signatures_of_real_authorities_are_judged_as_expected() {
    let certificates = Certificate::read_bundle(&vector_bytes("real-ca/certificates.pem")).unwrap();
    let expected = vector_json("real-ca/expected.json");
    let expected = expected.as_object().unwrap();
    assert_eq!(expected.len(), certificates.len());
    let by_hash: HashMap<_, _> = certificates
        .iter()
        .map(|certificate| (sha256_hex(certificate.der()), certificate))
        .collect();
    let mut keys: HashMap<&str, PublicKey> = HashMap::new();
    let mut good = 0;
    for (hash, verdict) in expected {
        let case = Case::new(hash, verdict.clone(), &["why"]);
        let certificate = by_hash[hash];
        if case.str("verdict") == "refused" {
            // The peer's reason is an extension that nobody may mark critical, not the signature.
            let critical = certificate
                .extensions()
                .find(|extension| extension.critical && extension.oid == oid::ISSUER_SIGN_TOOL);
            assert!(critical.is_some(), "{case}");
            continue;
        }
        assert_eq!(case.str("verdict"), "signature ok", "{case}");
        let issuer_hash = verdict["issuer_sha256"].as_str().unwrap();
        case.str("issuer_sha256");
        let issuer = keys
            .entry(issuer_hash)
            .or_insert_with(|| by_hash[issuer_hash].public_key().unwrap());
        assert_eq!(certificate.verify_signature(issuer), Ok(()), "{case}");
        assert!(
            certificate
                .issuer()
                .matches(&by_hash[issuer_hash].subject()),
            "{case}"
        );
        good += 1;
    }
    assert_eq!(good, 1222);
}
