// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private and public keys of the corpus: PKCS#8 in every form, SubjectPublicKeyInfo, the keys of certificates.

#[path = "../src/testutil.rs"]
mod testutil;

use gostseal::keys::{KeyError, ParamSet, PrivateKey, PublicKey};
use gostseal::trust::Certificate;
use gostseal::{FormatError, Oid, ParseErrorKind};

use testutil::{Case, vector_bytes, vector_json};

/// Fields of `interop/malformed` that explain a case.
const EXPLAINED: &[&str] = &["type", "expected", "reason", "observed_openssl_gost_engine"];

fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().rev().copied().collect()
}

/// Compares a private key with the fields that every key of the corpus has.
fn assert_is(key: &PrivateKey, case: &Case) {
    assert_eq!(
        key.algorithm().oid(),
        Oid::new(case.str("key_oid")),
        "{case}"
    );
    assert_eq!(
        key.param_set().oid(),
        Oid::new(case.str("curve_oid")),
        "{case}"
    );
    assert_eq!(
        *key.to_bytes_le(),
        reversed(&case.hex("private_key")),
        "{case}"
    );
    let point = [
        reversed(&case.hex("public_x")),
        reversed(&case.hex("public_y")),
    ]
    .concat();
    assert_eq!(key.public_key().to_bytes_le(), point, "{case}");
}

/// What is written is read back, as DER and as PEM.
fn assert_round_trips(key: &PrivateKey) {
    let der = key.to_pkcs8_der();
    let again = PrivateKey::from_pkcs8_der(&der).unwrap();
    assert_eq!(*again.to_pkcs8_der(), *der);
    assert_eq!(again.public_key(), key.public_key());
    let pem = key.to_pkcs8_pem();
    let again = PrivateKey::from_pkcs8_pem(pem.as_bytes()).unwrap();
    assert_eq!(*again.to_pkcs8_der(), *der);

    let public = key.public_key();
    assert_eq!(
        PublicKey::from_spki_der(&public.to_spki_der()).as_ref(),
        Ok(public)
    );
    assert_eq!(
        PublicKey::from_spki_pem(public.to_spki_pem().as_bytes()).as_ref(),
        Ok(public)
    );
}

#[test]
fn published_private_keys_are_read() {
    let index = vector_json("formats/keys/index.json");
    let index = Case::new("keys", index, &["type", "private_key_form"]);
    let cases = index.list("cases");
    for case in &cases {
        assert_eq!(case.str("verdict"), "ok");
        let der = vector_bytes(&format!("formats/keys/{}", case.str("file")));
        let key = PrivateKey::from_pkcs8_der(&der).unwrap();
        assert_is(&key, case);
        assert_round_trips(&key);
    }
    assert_eq!(cases.len(), 12);
}

#[test]
fn every_form_of_a_private_key_is_read_and_encrypted_ones_are_named() {
    // What only an opener of encrypted keys can use; such keys are recognised here and not opened.
    const LATER: &[&str] = &[
        "derived_key",
        "description",
        "encryption_password",
        "expected",
        "iterations",
        "mac_kind",
        "made_by",
        "password",
        "password_utf8_hex",
        "prf",
    ];
    let index = Case::new(
        "keys_pfx",
        vector_json("interop/keys_pfx/index.json"),
        LATER,
    );
    let (mut plain, mut encrypted) = (0, 0);
    for case in index.list("cases") {
        let der = vector_bytes(&format!("interop/keys_pfx/{}", case.str("file")));
        let verdict = case.str("verdict");
        match case.str("type") {
            "PrivateKeyInfo" => {
                assert_eq!(verdict, "ok", "{case}");
                let key =
                    PrivateKey::from_pkcs8_der(&der).unwrap_or_else(|e| panic!("{case}: {e}"));
                assert_is(&key, &case.object("key"));
                assert_round_trips(&key);
                plain += 1;
            }
            "EncryptedPrivateKeyInfo" | "PFX" => {
                case.opt("key");
                let result = PrivateKey::from_pem_or_der(&der).map(|_| ());
                assert_eq!(result, Err(FormatError::EncryptedKey), "{case}");
                encrypted += 1;
            }
            other => panic!("{case}: unknown type {other}"),
        }
    }
    assert_eq!((plain, encrypted), (12, 51));
}

#[test]
fn keys_and_certificates_of_every_peer_agree_with_their_index() {
    // Issuers and paths are for the tests of `trust`.
    const OF_PATHS: &[&str] = &[
        "ca",
        "chain",
        "chain_expected",
        "curve",
        "issuer",
        "jca_alg",
        "openssl_verify",
    ];
    let mut read = 0;
    for peer in ["bc", "jws", "malformed", "openssl", "rudonick", "synthetic"] {
        let index = vector_json(&format!("interop/{peer}/index.json"));
        for value in index["keys"].as_array().unwrap() {
            let case = Case::new(peer, value.clone(), OF_PATHS);
            let file = |field| vector_bytes(&format!("interop/{peer}/{}", case.str(field)));
            if case.opt("private_key_file").is_none() {
                // A key of small order, which signatures are forged with.
                let refused = Err(FormatError::Key(KeyError::WrongSubgroup));
                assert_eq!(
                    PublicKey::from_certificate(&file("cert_file")),
                    refused,
                    "{case}"
                );
                for field in ["curve_oid", "key_oid", "public_x", "public_y"] {
                    case.opt(field);
                }
                assert_eq!(value["id"], "smallorder");
                continue;
            }
            let key = PrivateKey::from_pem_or_der(&file("private_key_file"));
            let key = key.unwrap_or_else(|e| panic!("{case}: {e}"));
            assert_is(&key, &case);
            assert_round_trips(&key);
            let certificate = file("cert_file");
            let public = Ok(key.public_key());
            assert_eq!(
                PublicKey::from_certificate(&certificate).as_ref(),
                public,
                "{case}"
            );
            let certificate = Certificate::from_pem_or_der(&certificate).unwrap();
            let spki = PublicKey::from_spki_der(certificate.spki_der());
            assert_eq!(spki.as_ref(), public, "{case}");
            read += 1;
        }
    }
    assert_eq!(read, 45);
}

#[test]
fn malformed_private_keys_are_refused_for_their_reason() {
    let index = vector_json("interop/malformed/index.json");
    let mut refused = 0;
    for value in index["cases"].as_array().unwrap() {
        if value["type"] != "PrivateKeyInfo" {
            continue;
        }
        let case = Case::new("malformed", value.clone(), EXPLAINED);
        let der = vector_bytes(&format!("interop/malformed/{}", case.str("file")));
        let result = PrivateKey::from_pkcs8_der(&der);
        if case.str("verdict") == "ok" {
            let point = result.unwrap().public_key().to_bytes_le();
            assert_eq!(&point[..32], reversed(&case.hex("public_x")), "{case}");
            continue;
        }
        assert_eq!(case.str("verdict"), "reject");
        let error = result.map(|_| ()).unwrap_err();
        let is_expected = match value["id"].as_str().unwrap() {
            "p8_zero" | "p8_q" | "p8_qplus" | "p8_64_mask_zero" => {
                error == FormatError::Key(KeyError::ScalarOutOfRange)
            }
            "p8_31" | "p8_empty" | "p8_emptyoctet" | "p8_len_mismatch" => {
                error == FormatError::Key(KeyError::Length)
            }
            "p8_noparams" => error == FormatError::KeyParametersAbsent,
            "p8_curve_unknown" => matches!(error, FormatError::UnsupportedParamSet(_)),
            "p8_intneg" => {
                matches!(error, FormatError::Parse(e) if e.kind == ParseErrorKind::Value)
            }
            id => panic!("no expectation for {id}"),
        };
        assert!(is_expected, "{case}: {error:?}");
        refused += 1;
    }
    assert_eq!(refused, 11);
}

#[test]
fn every_prefix_of_a_private_key_is_refused() {
    for file in ["p8_octet_le_k2.der", "p8_v2_pub_k1.der"] {
        let der = vector_bytes(&format!("interop/keys_pfx/{file}"));
        assert!(PrivateKey::from_pkcs8_der(&der).is_ok());
        for end in 0..der.len() {
            assert!(
                PrivateKey::from_pkcs8_der(&der[..end]).is_err(),
                "{file}: {end} octets"
            );
        }
        let longer = [&der[..], &[0]].concat();
        let error = PrivateKey::from_pkcs8_der(&longer).map(|_| ()).unwrap_err();
        let trailing =
            matches!(error, FormatError::Parse(e) if e.kind == ParseErrorKind::TrailingData);
        assert!(trailing, "{error}");
    }
}

const GOST2001: &[u8] = &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x13];
const GOST2012_256: &[u8] = &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, 0x01];
const STREEBOG256: &[u8] = &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x02, 0x02];
const GOST94_CRYPTOPRO: &[u8] = &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x1e, 0x01];
/// 256-paramSetB has the numbers of XchA.
const TC26_256_B: &[u8] = &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x01, 0x02];
const XCHA: &[u8] = &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x24, 0x00];

/// An element whose length is below 256.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let header = if length < 0x80 {
        vec![tag, length]
    } else {
        vec![tag, 0x81, length]
    };
    [&header[..], content].concat()
}

fn key_parameters(identifiers: &[&[u8]]) -> Vec<u8> {
    let fields: Vec<u8> = identifiers.iter().flat_map(|oid| element(6, oid)).collect();
    element(0x30, &fields)
}

fn spki(algorithm: &[u8], parameters: &[u8], bits: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, &[&element(6, algorithm), parameters].concat());
    element(0x30, &[algorithm, element(3, bits)].concat())
}

fn public_key(file: &str) -> PublicKey {
    PublicKey::from_certificate(&vector_bytes(&format!("interop/openssl/keys/{file}"))).unwrap()
}

#[test]
fn public_keys_inherit_parameters_from_the_issuer_alone() {
    let key = public_key("gost2012_256_XA.cert.pem");
    let other = public_key("gost2012_512_A.cert.pem");
    let bits = [&[0, 4, 64], &key.to_bytes_le()[..]].concat();
    let absent = Err(FormatError::KeyParametersAbsent);
    for parameters in [&[][..], &[5, 0]] {
        let der = spki(GOST2012_256, parameters, &bits);
        assert_eq!(PublicKey::from_spki_der(&der), absent);
        assert_eq!(PublicKey::from_spki_der_with_issuer(&der, &other), absent);
        assert_eq!(
            PublicKey::from_spki_der_with_issuer(&der, &key).as_ref(),
            Ok(&key)
        );
    }
    // A NULL that holds something, and parameters that are neither NULL nor a SEQUENCE.
    for parameters in [&[5, 1, 0][..], &[2, 1, 0]] {
        let der = spki(GOST2012_256, parameters, &bits);
        let result = PublicKey::from_spki_der_with_issuer(&der, &key);
        assert!(matches!(result, Err(FormatError::Parse(_))));
    }
}

#[test]
fn public_keys_of_another_shape_are_refused() {
    let plain = key_parameters(&[XCHA]);
    let streebog = key_parameters(&[XCHA, STREEBOG256]);
    let gost94 = key_parameters(&[XCHA, GOST94_CRYPTOPRO]);
    let key = public_key("gost2012_256_XA.cert.pem");
    let point = key.to_bytes_le();
    let good = [&[0, 4, 64], &point[..]].concat();
    let read = |algorithm, parameters: &[u8], bits: &[u8]| {
        PublicKey::from_spki_der(&spki(algorithm, parameters, bits))
    };
    assert_eq!(read(GOST2012_256, &plain, &good).as_ref(), Ok(&key));
    assert_eq!(read(GOST2012_256, &streebog, &good).as_ref(), Ok(&key));
    assert!(read(GOST2001, &gost94, &good).is_ok());

    // BouncyCastle writes this; with a parameter set of TC 26 it contradicts itself, as does the reverse.
    assert_eq!(read(GOST2012_256, &gost94, &good).as_ref(), Ok(&key));
    let tc26_gost94 = key_parameters(&[TC26_256_B, GOST94_CRYPTOPRO]);
    assert!(read(GOST2012_256, &key_parameters(&[TC26_256_B]), &good).is_ok());
    let mismatch = Err(FormatError::Key(KeyError::AlgorithmMismatch));
    assert_eq!(read(GOST2012_256, &tc26_gost94, &good), mismatch);
    assert_eq!(read(GOST2001, &streebog, &good), mismatch);

    let unused_bits = [&[1, 4, 64], &point[..]].concat();
    let trailing = [&good[..], &[0]].concat();
    let no_octet_string = [&[0], &point[..]].concat();
    let short = [&[0, 4, 63], &point[1..]].concat();
    for bits in [
        &unused_bits[..],
        &trailing,
        &no_octet_string,
        &short,
        &[0],
        &[],
    ] {
        let error = read(GOST2012_256, &streebog, bits).unwrap_err();
        assert!(matches!(error, FormatError::Parse(_)), "{error}");
    }
}

#[test]
fn written_keys_have_the_parameters_that_readers_ask_for() {
    for (file, param_set, in_spki) in [
        ("gost2012_256_XA.p8.pem", ParamSet::CryptoProXchA, true),
        (
            "gost2012_256_TCA.p8.pem",
            ParamSet::Tc26Gost3410_2012_256A,
            false,
        ),
    ] {
        let pem = vector_bytes(&format!("interop/openssl/keys/{file}"));
        let key = PrivateKey::from_pkcs8_pem(&pem).unwrap();
        assert_eq!(key.param_set(), param_set);
        let has_digest = |der: &[u8]| der.windows(8).any(|window| window == STREEBOG256);
        assert!(has_digest(&key.to_pkcs8_der()));
        assert_eq!(has_digest(&key.public_key().to_spki_der()), in_spki);
    }
}

#[test]
fn keys_of_another_pem_label_are_told_apart() {
    let certificate = vector_bytes("interop/openssl/keys/gost2012_256_XA.cert.pem");
    let error = PrivateKey::from_pkcs8_pem(&certificate)
        .map(|_| ())
        .unwrap_err();
    let no_label = matches!(error, FormatError::Parse(e) if e.kind == ParseErrorKind::Pem);
    assert!(no_label, "{error}");
    let encrypted =
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let result = PrivateKey::from_pkcs8_pem(encrypted).map(|_| ());
    assert_eq!(result, Err(FormatError::EncryptedKey));
    // A bundle: the key stands after its certificate.
    let key = vector_bytes("interop/openssl/keys/gost2012_256_XA.p8.pem");
    let bundle = [certificate, key].concat();
    assert!(PrivateKey::from_pem_or_der(&bundle).is_ok());
    assert!(PublicKey::from_certificate(&bundle).is_ok());
}
