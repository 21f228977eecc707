// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every certificate, request, CRL, OCSP response, time stamp and signed message of the corpus, judged through the API that
//! callers have and compared with the verdict of its index; the real authorities, and the bank's token.
//!
//! The count of each type is asserted, so that no case goes unjudged. That a refusal has the reason which the index
//! gives is asserted by `trust`, `trust_revocation` and `signed`.
#![cfg(feature = "std")]

mod signed_support;

use std::collections::BTreeMap;

use gostseal::issue::CertificationRequest;
use gostseal::signed::{
    BindingVerdict, CadesForm, ContentVerdict, ImprintVerdict, JudgedAt, MessageImprint,
    PathVerdict, RevocationPolicy, SignatureVerdict, SignedError, TimeStampReq, Verifier,
};
use gostseal::trust::path::{self, Options};
use gostseal::trust::{
    Certificate, Crl, Evidence, OcspResponse, PathCache, PathError, Query, Revocation,
    RevocationStatus, Trust, TrustStore, Usage,
};
use gostseal::{ErrorCode, UnixTime};
use sha2::{Digest, Sha256};
use signed_support::{Case, Family, certificate, dotted, hex, private_key, read, vectors};

/// The families, and how many cases of each type they have.
const FAMILIES: [(&str, &[(&str, usize)]); 6] = [
    (
        "formats/x509",
        &[("certificate", 16), ("crl", 3), ("csr", 3)],
    ),
    ("formats/cms", &[("SignedData", 5)]),
    ("interop/openssl", &[("SignedData", 10)]),
    (
        "interop/bc",
        &[
            ("CRL", 3),
            ("OCSPResponse", 2),
            ("SignedData", 7),
            ("TimeStampResp", 1),
        ],
    ),
    ("interop/synthetic", &[("SignedData", 5)]),
    (
        "interop/malformed",
        &[
            ("Certificate", 32),
            ("CertificateList", 5),
            ("SignedData", 56),
        ],
    ),
];

/// What other tests judge: nothing here is signed.
const ELSEWHERE: [&str; 8] = [
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "EnvelopedData",
    "GostR3410-KeyTransport (bare, as in CMS KeyTransRecipientInfo.encryptedKey)",
    "PFX",
    "PrivateKeyInfo",
    "PKCS8",
];

/// 2026-11-21T23:22:20Z: the certificates of BouncyCastle are valid, save for those that should not be.
const BC_TIME: UnixTime = UnixTime(1_795_303_340);

fn store(anchors: impl IntoIterator<Item = Certificate>) -> TrustStore {
    anchors.into_iter().collect()
}

/// Whether what the index says came out.
fn agrees(verdict: &str, accepted: bool) -> bool {
    match verdict {
        "ok" => accepted,
        "reject" | "unsupported" => !accepted,
        "either" => true,
        other => panic!("verdict {other}"),
    }
}

#[test]
fn every_signed_thing_of_the_corpus_comes_out_as_its_index_says() {
    for (name, counts) in FAMILIES {
        let family = Family::load(name);
        let mut judged: BTreeMap<String, usize> = BTreeMap::new();
        for case in &family.cases {
            let kind = case.text("type").to_string();
            let verdict = case.text("verdict").to_string();
            let accepted = match kind.as_str() {
                "SignedData" => signed_data(&family, case),
                "Certificate" => malformed_certificate(&family, case),
                "certificate" => example_certificate(&family, case),
                "csr" => request(&family, case),
                "crl" => example_crl(&family, case),
                "CRL" => peer_crl(&family, case),
                "CertificateList" => malformed_crl(&family, case),
                "OCSPResponse" => ocsp_response(&family, case),
                "TimeStampResp" => time_stamp(&family, case),
                other => {
                    assert!(ELSEWHERE.contains(&other), "{name}: type {other}");
                    case.skip();
                    continue;
                }
            };
            assert!(agrees(&verdict, accepted), "{name} {}: {verdict}", case.id);
            case.skip();
            *judged.entry(kind).or_default() += 1;
        }
        let judged: Vec<(&str, usize)> = judged.iter().map(|(k, n)| (k.as_str(), *n)).collect();
        assert_eq!(judged, counts, "{name}");
    }
}

fn file(family: &Family, case: &Case) -> Vec<u8> {
    read(&family.folder.join(case.text("file")))
}

/// Cut to each length that the case lists, the octets must be refused. Says whether it lists any.
fn prefixes_are_refused(case: &Case, octets: &[u8], read: impl Fn(&[u8]) -> bool) -> bool {
    let lengths = case.list("truncate_to");
    for length in &lengths {
        let length = length.as_u64().unwrap() as usize;
        assert!(!read(&octets[..length]), "{}: {length} octets", case.id);
    }
    !lengths.is_empty()
}

/// Judges a message by a report in which every question is asked.
fn signed_data(family: &Family, case: &Case) -> bool {
    let id = &case.id;
    let cms = file(family, case);
    let content = case.plaintext();
    let malformed = case.opt_text("signer").is_some();
    if prefixes_are_refused(case, &cms, |cms| {
        Verifier::new(Trust::None).report(cms).is_ok()
    }) {
        return false;
    }
    // Those of TK 26's presentation name no certificate that is known: their key is.
    let pinned = case.opt_text("signer_private_key").map(|d| {
        let d = hex(d);
        let params = gostseal::keys::ParamSet::from_oid(dotted(case.text("curve_oid"))).unwrap();
        let algorithm = match d.len() {
            32 => gostseal::keys::KeyAlgorithm::Gost2012_256,
            _ => gostseal::keys::KeyAlgorithm::Gost2012_512,
        };
        private_key(algorithm, params, &d).public_key().prepare()
    });
    let known: Vec<Certificate> = match case.opt_text("signer_cert_file") {
        Some(file) => vec![certificate(&family.folder.join(file))],
        // A message without certificates is refused for it.
        None if malformed => Vec::new(),
        None => family
            .keys
            .values()
            .map(|key| key.certificate.clone())
            .collect(),
    };
    // A family with a root has paths; the others' certificates are trusted as they are.
    let anchors = match family.keys.get("root512A") {
        Some(root) => store([root.certificate.clone()]),
        None if malformed => store(family.keys.values().map(|key| key.certificate.clone())),
        None => store(known.clone()),
    };
    let trust = match &pinned {
        Some(key) => Trust::Pinned(key),
        None => Trust::Anchors(&anchors),
    };
    let mut verifier = Verifier::new(trust).certificates(&known);
    if let (Some(true), Some(content)) = (case.flag("detached"), &content) {
        verifier = verifier.content(content);
    }
    let Ok(report) = verifier.report(&cms) else {
        return false;
    };
    let expected = case.list("signers").len().max(1);
    let mut good = !report.signers().is_empty();
    for signer in report.signers() {
        good &= if malformed {
            // Whether the keys of this family are trusted is not what its cases are about.
            signer.require_signature().is_ok()
        } else {
            signer.require(RevocationPolicy::SoftFail).is_ok()
        };
        assert_eq!(signer.judged_at, JudgedAt::NoTime, "{id}");
        if let Some(bes) = case.flag("cades_bes") {
            assert_eq!(signer.form == CadesForm::Bes, bes, "{id}");
            assert_eq!(signer.binding == BindingVerdict::Bound, bes, "{id}");
        }
        if let Some(attributes) = case.flag("signed_attributes") {
            assert_eq!(signer.content == ContentVerdict::Same, attributes, "{id}");
        }
        if good && family.keys.contains_key("root512A") {
            let PathVerdict::Anchor(path) = &signer.path else {
                panic!("{id}: {}", signer.path);
            };
            assert_eq!(path.len(), 3, "{id}");
        }
    }
    if !malformed {
        assert_eq!(report.signers().len(), expected, "{id}");
    }
    good
}

fn judge(
    leaf: &Certificate,
    extra: &[Certificate],
    store: &TrustStore,
    at: Option<UnixTime>,
) -> Result<usize, PathError> {
    let judged = path::judge(leaf, extra, store, &Options::new(at, Usage::Signature));
    let found = judged.into_result();
    found
        .map(|path| path.certificates().len())
        .map_err(|failure| failure.error)
}

fn malformed_certificate(family: &Family, case: &Case) -> bool {
    let der = file(family, case);
    if prefixes_are_refused(case, &der, |der| Certificate::from_der(der).is_ok()) {
        return false;
    }
    let Ok(leaf) = Certificate::from_der(&der) else {
        return false;
    };
    let anchor = certificate(&family.folder.join(case.text("trust_anchor")));
    let names = case.list("intermediates");
    let extra: Vec<Certificate> = names
        .iter()
        .map(|name| certificate(&family.folder.join(name.as_str().unwrap())))
        .collect();
    let at = case.text("at").parse().unwrap();
    judge(&leaf, &extra, &store([anchor]), Some(at)).is_ok()
}

/// The certificate that an example names as its issuer.
fn issuer(family: &Family, case: &Case) -> Certificate {
    certificate(&family.folder.join(case.text("issuer_file")))
}

fn example_certificate(family: &Family, case: &Case) -> bool {
    let id = &case.id;
    let leaf = certificate(&family.folder.join(case.text("file")));
    let anchors = if case.text("verdict") == "unsupported" {
        TrustStore::new()
    } else {
        let issuer = issuer(family, case);
        let key = issuer.public_key().unwrap();
        assert_eq!(leaf.verify_signature(&key), Ok(()), "{id}");
        store([issuer])
    };
    let judged = path::verify(&leaf, &[], &anchors, None, Usage::Any);
    match judged {
        Ok(path) => {
            let own = anchors.contains(&leaf);
            assert_eq!(path.certificates().len(), if own { 1 } else { 2 }, "{id}");
            true
        }
        Err(error) => {
            assert_eq!(
                error.code(),
                ErrorCode::UnsupportedAlgorithm,
                "{id}: {error}"
            );
            false
        }
    }
}

fn request(family: &Family, case: &Case) -> bool {
    let request = CertificationRequest::from_der(&file(family, case)).unwrap();
    let key = issuer(family, case).public_key().unwrap();
    assert_eq!(request.public_key(), Ok(key), "{}", case.id);
    request.verify_signature().is_ok()
}

/// What CRLs say of a certificate of an issuer.
fn by_crl(
    der: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    at: UnixTime,
) -> RevocationStatus {
    let mut evidence = Evidence::new();
    match Crl::from_der(der) {
        Ok(crl) => evidence.add_crl(crl),
        Err(_) => return RevocationStatus::Unknown,
    }
    evidence.status(certificate, issuer, Some(at))
}

fn example_crl(family: &Family, case: &Case) -> bool {
    let id = &case.id;
    let (der, issuer) = (file(family, case), issuer(family, case));
    let crl = Crl::from_der(&der).unwrap();
    let at = crl.this_update();
    assert_eq!(
        crl.verify_signature(&issuer.public_key().unwrap()),
        Ok(()),
        "{id}"
    );
    assert!(crl.next_update().is_none_or(|next| next >= at), "{id}");
    let mut changed = der;
    let last = changed.len() - 1;
    changed[last] ^= 1;
    // The issuer's own certificate is self-signed, and the list is the issuer's.
    let status = by_crl(&changed, &issuer, &issuer, at);
    assert_eq!(status, RevocationStatus::Unknown, "{id}");
    true
}

/// Says whether the list proves anything at the time; what it says is compared here.
fn peer_crl(family: &Family, case: &Case) -> bool {
    let der = file(family, case);
    let issuer = &family.keys[case.text("issuer")].certificate;
    let revoked: Vec<String> = case
        .list("revoked")
        .iter()
        .map(|id| id.as_str().unwrap().to_string())
        .collect();
    let mut proved = 0;
    for key in family.keys.values() {
        let own = &key.certificate == issuer;
        if own || key.certificate.issuer().der() != issuer.subject().der() {
            continue;
        }
        let status = by_crl(&der, &key.certificate, issuer, BC_TIME);
        match status {
            RevocationStatus::Unknown => continue,
            RevocationStatus::Good => assert!(!revoked.contains(&key.id), "{}", key.id),
            RevocationStatus::Revoked { .. } => assert!(revoked.contains(&key.id), "{}", key.id),
            other => panic!("{other:?}"),
        }
        proved += 1;
    }
    // A list that went stale is well made and proves nothing.
    assert_eq!(proved == 0, case.id == "crl_stale", "{}", case.id);
    true
}

fn malformed_crl(family: &Family, case: &Case) -> bool {
    let der = file(family, case);
    let issuer = certificate(&family.folder.join(case.text("issuer_cert")));
    let at = case.text("at").parse().unwrap();
    // A certificate of the issuer with the serial number that is asked for.
    let base = family
        .cases
        .iter()
        .find(|case| case.id == "x_base")
        .unwrap();
    let base = file(family, base);
    let serial = case.number("serial_asked").unwrap() as u8;
    let asked = with_serial(&base, serial);
    match by_crl(&der, &asked, &issuer, at) {
        RevocationStatus::Unknown => false,
        RevocationStatus::Revoked { .. } => {
            let other = with_serial(&base, 7);
            assert_eq!(by_crl(&der, &other, &issuer, at), RevocationStatus::Good);
            true
        }
        other => panic!("{}: {other:?}", case.id),
    }
}

/// The certificate with a serial number of one octet in the place of its own; nobody looks at its signature.
fn with_serial(der: &[u8], serial: u8) -> Certificate {
    let own = Certificate::from_der(der).unwrap();
    let [octet] = own.serial() else {
        panic!("{} octets of serial number", own.serial().len())
    };
    // version [0] and serialNumber stand first in what is signed.
    let wanted = [2, 1, 2, 2, 1, *octet];
    let at = der.windows(6).position(|octets| octets == wanted).unwrap();
    let mut changed = der.to_vec();
    changed[at + 5] = serial;
    Certificate::from_der(&changed).unwrap()
}

fn ocsp_response(family: &Family, case: &Case) -> bool {
    let id = &case.id;
    let certificate = |field: &str| &family.keys[case.text(field)].certificate;
    let (subject, issuer) = (certificate("subject"), certificate("issuer"));
    let mut evidence = Evidence::new();
    evidence.add_ocsp(OcspResponse::from_der(&file(family, case)).unwrap());
    let issuer_key = issuer.public_key().unwrap();
    let query = Query {
        certificate: subject,
        issuer,
        issuer_key: &issuer_key,
        at: Some(BC_TIME),
    };
    let status = evidence.find(&query).status();
    let revoked = matches!(status, RevocationStatus::Revoked { .. });
    assert_eq!(revoked, case.text("subject") == "revoked", "{id}");
    status == RevocationStatus::Good || revoked
}

fn time_stamp(family: &Family, case: &Case) -> bool {
    let request = read(&family.folder.join(case.text("request_file")));
    let request = TimeStampReq::from_der(&request).unwrap();
    let anchors = store([family.keys["root512A"].certificate.clone()]);
    let extra = [family.keys["int256A"].certificate.clone()];
    let verifier = Verifier::new(Trust::Anchors(&anchors))
        .certificates(&extra)
        .at(BC_TIME);
    let response = file(family, case);
    let (token, verdicts) = verifier.time_stamp_response(&request, &response).unwrap();
    assert_eq!(token, read(&family.folder.join(case.text("token_file"))));
    let content = case.plaintext().unwrap();
    let imprint = MessageImprint::of(request.imprint().hash(), &content);
    let alone = verifier.time_stamp(&token, &imprint).unwrap();
    assert_eq!(alone.imprint, ImprintVerdict::Same);
    let info = verdicts.info.as_ref().unwrap();
    assert_eq!(info.serial, [case.number("serial").unwrap() as u8]);
    let token = verdicts.token.as_deref().unwrap();
    let signer = &family.keys[case.text("tsa")].certificate;
    assert_eq!(token.certificate.as_ref(), Some(signer));
    alone.require(RevocationPolicy::SoftFail) == Ok(BC_TIME)
        && verdicts.require(RevocationPolicy::SoftFail) == Ok(BC_TIME)
}

fn sha256(der: &[u8]) -> String {
    let digest = Sha256::digest(der);
    digest.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Each of the 1,223 real authorities is judged by a path of its own, one after the other over one cache.
#[test]
fn the_paths_of_the_real_authorities_are_as_expected() {
    let folder = vectors().join("real-ca");
    let bundle = std::fs::read(folder.join("certificates.pem")).unwrap();
    let certificates = Certificate::read_bundle(&bundle).unwrap();
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    assert_eq!(expected.as_object().unwrap().len(), certificates.len());
    let by_digest: BTreeMap<String, &Certificate> = certificates
        .iter()
        .map(|certificate| (sha256(certificate.der()), certificate))
        .collect();
    let (roots, others): (Vec<_>, Vec<_>) = certificates
        .iter()
        .cloned()
        .partition(Certificate::is_self_issued);
    let mut others_by_name: BTreeMap<Vec<u8>, Vec<&Certificate>> = BTreeMap::new();
    for other in &others {
        let name = other.subject().der().to_vec();
        others_by_name.entry(name).or_default().push(other);
    }
    let anchors = store(roots);
    let cache = PathCache::new(4096, 8 << 20);
    let mut options = Options::new(None, Usage::Any);
    options.cache = Some(&cache);

    // What a message would bring along: whatever has the name of an issuer, and of its issuers. The crowd of all
    // 1,223 is for `trust`.
    let brought = |leaf: &Certificate| {
        let mut brought: Vec<Certificate> = Vec::new();
        let mut names = vec![leaf.issuer().der().to_vec()];
        while let Some(name) = names.pop() {
            for other in others_by_name.get(&name).into_iter().flatten() {
                if !brought.contains(other) {
                    names.push(other.issuer().der().to_vec());
                    brought.push((*other).clone());
                }
            }
        }
        brought
    };

    let (mut found, mut refused) = (0, 0);
    for (digest, certificate) in &by_digest {
        let case = &expected[digest];
        let extra = brought(certificate);
        let judged = path::judge(certificate, &extra, &anchors, &options);
        match (case["verdict"].as_str().unwrap(), judged.into_result()) {
            ("signature ok", Ok(path)) => {
                let issuer = by_digest[case["issuer_sha256"].as_str().unwrap()];
                let key = issuer.public_key().unwrap();
                let next = path.certificates().get(1).copied().unwrap_or(certificate);
                // Of several certificates of the issuer's key any may stand in the path.
                assert_eq!(next.subject().der(), issuer.subject().der(), "{digest}");
                assert_eq!(next.public_key().unwrap(), key, "{digest}");
                assert_eq!(certificate.verify_signature(&key), Ok(()), "{digest}");
                assert!(anchors.contains(path.certificates().last().unwrap()));
                found += 1;
            }
            ("refused", Err(failure)) => {
                let error = failure.error;
                assert!(
                    matches!(error, PathError::UnknownCriticalExtension(_)),
                    "{digest}"
                );
                refused += 1;
            }
            (verdict, Ok(_)) => panic!("{digest}: {verdict}, and a path"),
            (verdict, Err(failure)) => panic!("{digest}: {verdict}, but {failure}"),
        }
    }
    assert_eq!((found, refused), (1222, 1));

    // All that was good is remembered: one signature that is not would be the last.
    options.budget.signatures = 1;
    let remembered = cache.len();
    let again = by_digest.values().filter(|certificate| {
        let extra = brought(certificate);
        let judged = path::judge(certificate, &extra, &anchors, &options);
        judged.into_result().is_ok()
    });
    assert_eq!(again.count(), 1222);
    assert_eq!(cache.len(), remembered);
    // One octet of a signature changed: not what is remembered, and not good.
    let mut der = others[0].der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let forged = Certificate::from_der(&der).unwrap();
    options.budget = Default::default();
    let extra = brought(&forged);
    let judged = path::judge(&forged, &extra, &anchors, &options);
    let error = judged.into_result().unwrap_err().error;
    assert_eq!(error, PathError::InvalidCertificateSignature);
}

/// The bank's token: by its authority, by the signer's own certificate, which is not self-signed, and without dates.
#[test]
fn the_token_of_the_bank_is_judged_by_its_path() {
    let folder = vectors().join("real");
    let cms = read(&folder.join("sber_ift_idtoken_2026.sig.cms.ber"));
    let input = read(&folder.join("sber_ift_idtoken_2026.signing_input"));
    let authority = certificate(&folder.join("sber_ift_ca_2024.cer.pem"));
    let certificates = Certificate::read_bundle(&cms).unwrap();
    let signer = certificates
        .iter()
        .find(|certificate| certificate.issuer().der() == authority.subject().der())
        .expect("the signer's certificate");
    assert!(!signer.is_self_issued());
    // 2026-02-23T14:31:30Z, its signingTime; and a day when the certificate has long expired.
    let signed_at = UnixTime(1_771_857_090);
    let late = UnixTime(4_000_000_000);
    let cache = PathCache::new(16, 1 << 20);
    for (anchor, length) in [(&authority, 2), (signer, 1)] {
        let anchors = store([anchor.clone()]);
        let verifier = Verifier::new(Trust::Anchors(&anchors))
            .content(&input)
            .cache(&cache);
        for (verifier, at) in [
            (verifier, JudgedAt::NoTime),
            (verifier.at(signed_at), JudgedAt::Given(signed_at)),
        ] {
            let report = verifier.report(&cms).unwrap();
            let [verdicts] = report.signers() else {
                panic!("{} signers", report.signers().len())
            };
            assert!(matches!(verdicts.signature, SignatureVerdict::Good(_)));
            assert_eq!(verdicts.content, ContentVerdict::Same);
            assert_eq!(verdicts.binding, BindingVerdict::Bound);
            assert_eq!(verdicts.form, CadesForm::Bes);
            assert_eq!(verdicts.judged_at, at);
            let PathVerdict::Anchor(path) = &verdicts.path else {
                panic!("{}", verdicts.path);
            };
            assert_eq!((path.len(), &path[0]), (length, signer));
            assert_eq!(report.require(RevocationPolicy::SoftFail), Ok(()));
        }
        let report = verifier.at(late).report(&cms).unwrap();
        let refusal = report.require(RevocationPolicy::SoftFail).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::CertificateExpired);
    }
    let report = Verifier::new(Trust::None).content(&input).report(&cms);
    assert_eq!(
        report.unwrap().require(RevocationPolicy::None),
        Err(SignedError::TrustNotEstablished)
    );
}
