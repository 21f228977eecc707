// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is made here is read by the readers of `formats` and believed by `trust`.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::*;
use crate::formats::ber::Tag;
use crate::formats::der_writer::element;
use crate::formats::x509::Certificate;
use crate::formats::x509::signed::{self, Signed};
use crate::formats::{UnixTime, oid};
use crate::keys::{KeyAlgorithm, ParamSet, PrivateKey};
use crate::protocols::trust::{PathError, TrustStore, Usage, path};

/// 2026-02-23T14:31:30Z.
const NOW: UnixTime = UnixTime(1_771_857_090);
const YEAR: i64 = 365 * 86_400;

fn key(seed: u8) -> PrivateKey {
    let d = [seed; 32];
    PrivateKey::from_bytes_le(
        KeyAlgorithm::Gost2012_256,
        ParamSet::Tc26Gost3410_2012_256A,
        &d.map(|octet| octet & 0x3f | 1),
    )
    .expect("key")
}

fn serial(number: u8) -> SerialNumber {
    SerialNumber::from_bytes_be(&[number]).expect("serial number")
}

fn validity() -> Validity {
    Validity {
        not_before: UnixTime(NOW.0 - YEAR),
        not_after: UnixTime(NOW.0 + YEAR),
    }
}

fn name(text: &str) -> Subject {
    Subject::parse(text).expect("name")
}

/// A root, and what it issued for a request.
fn pair(root: &Template<'_>, leaf: &Template<'_>) -> (Certificate, Certificate) {
    let (root_key, leaf_key) = (key(3), key(5));
    let root = self_sign(
        &name("CN=Тестовый корень,C=RU"),
        &root_key,
        serial(1),
        validity(),
        root,
    )
    .expect("root");
    let request = request(&name("CN=Иванов,C=RU"), &leaf_key, leaf).expect("request");
    let issuer = Issuer::new(&root, &root_key).expect("issuer");
    let leaf = issue(&issuer, &request, None, serial(0x80), validity(), leaf).expect("leaf");
    (root, leaf)
}

fn authority(path_len: Option<u8>) -> Template<'static> {
    Template::new(Role::Authority { path_len })
}

#[test]
fn issued_certificates_lead_to_their_root() {
    let (root, leaf) = pair(&authority(Some(0)), &Template::new(Role::Person));
    assert!(root.is_self_issued());
    let constraints = root.basic_constraints().expect("basicConstraints");
    assert_eq!((constraints.ca, constraints.path_len), (true, Some(0)));
    assert_eq!(leaf.issuer().der(), root.subject().der());
    assert_eq!(
        leaf.authority_key_id().and_then(|id| id.key_id),
        root.subject_key_id()
    );
    // A high bit is not a sign.
    assert_eq!(leaf.serial(), [0, 0x80]);
    let store: TrustStore = [root.clone()].into_iter().collect();
    let path = path::verify(&leaf, &[], &store, Some(NOW), Usage::Signature).expect("path");
    assert_eq!(path.certificates(), [&leaf, &root]);
    let late = UnixTime(NOW.0 + YEAR + 1);
    assert!(matches!(
        path::verify(&leaf, &[], &store, Some(late), Usage::Signature),
        Err(PathError::CertExpired { .. })
    ));
}

#[test]
fn every_key_algorithm_signs_requests_and_certificates() {
    for (algorithm, param_set) in [
        (KeyAlgorithm::Gost2001, ParamSet::CryptoProA),
        (KeyAlgorithm::Gost2012_256, ParamSet::CryptoProXchA),
        (KeyAlgorithm::Gost2012_512, ParamSet::Tc26Gost3410_2012_512A),
        (KeyAlgorithm::Gost2012_512, ParamSet::Tc26Gost3410_2012_512C),
    ] {
        let mut d = [7; 64];
        d[algorithm.octets() - 1] = 1;
        let key =
            PrivateKey::from_bytes_le(algorithm, param_set, &d[..algorithm.octets()]).expect("key");
        let template = Template::new(Role::Person);
        let asked = request(&name("CN=a"), &key, &template).expect("request");
        assert_eq!(asked.verify_signature(), Ok(()));
        assert_eq!(asked.public_key().as_ref(), Ok(key.public_key()));
        assert!(
            asked
                .extensions()
                .any(|extension| extension.oid == oid::CE_KEY_USAGE && extension.critical)
        );
        let own = self_sign(&name("CN=a"), &key, serial(1), validity(), &template).expect("own");
        assert_eq!(own.verify_signature(key.public_key()), Ok(()));
    }
}

#[test]
fn a_request_of_another_key_is_refused() {
    let template = Template::new(Role::Person);
    let (root, _) = pair(&authority(None), &template);
    let asked = request(&name("CN=a"), &key(9), &template).expect("request");
    let mut der = asked.der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let forged = CertificationRequest::from_der(&der).expect("request");
    let signer = key(3);
    let issuer = Issuer::new(&root, &signer).expect("issuer");
    assert_eq!(
        issue(&issuer, &forged, None, serial(1), validity(), &template),
        Err(IssueError::ProofOfPossession)
    );
    assert!(matches!(
        Issuer::new(&root, &key(9)),
        Err(IssueError::CertificateMismatch)
    ));
}

#[test]
fn russian_fields_have_their_string_types() {
    let subject = Subject::new()
        .with(Field::Country, "RU")
        .and_then(|subject| subject.with(Field::Inn, "500100732259"))
        .and_then(|subject| subject.with(Field::InnLe, "7707083893"))
        .and_then(|subject| subject.with(Field::Ogrn, "1027700132195"))
        .and_then(|subject| subject.with(Field::OgrnIp, "304500116000157"))
        .and_then(|subject| subject.with(Field::Snils, "11223344595"))
        .and_then(|subject| subject.with(Field::CommonName, "ООО «Ромашка», тест"))
        .expect("name");
    let der = subject.to_der();
    let read = crate::formats::x509::Name::from_der(&der).expect("Name");
    let tags: Vec<u8> = read
        .attributes()
        .iter()
        .map(|attribute| attribute.der[0])
        .collect();
    assert_eq!(tags, [0x13, 0x12, 0x12, 0x12, 0x12, 0x12, 0x0c]);
    // The text of a name makes the same name again.
    assert_eq!(Subject::parse(&read.to_string()), Ok(subject));
}

#[test]
fn names_that_break_their_rules_are_refused() {
    for (text, error) in [
        ("CN", IssueError::NameSyntax(0)),
        ("CN=a,XX=b", IssueError::NameSyntax(5)),
        ("CN=a+O=b", IssueError::NameSyntax(0)),
        ("CN=a\\", IssueError::NameSyntax(0)),
        ("CN=", IssueError::Field(Field::CommonName)),
        ("C=Россия", IssueError::Field(Field::Country)),
        ("INN=7707083893", IssueError::Field(Field::Inn)),
        ("ИННЮЛ=770708389З", IssueError::Field(Field::InnLe)),
        ("E=почта@example.org", IssueError::Field(Field::Email)),
        ("CN=a\0b", IssueError::Field(Field::CommonName)),
    ] {
        assert_eq!(Subject::parse(text), Err(error), "{text:?}");
    }
    let trailing = Subject::parse("CN= a\\ , O = b").expect("name").to_der();
    let trailing = crate::formats::x509::Name::from_der(&trailing).expect("Name");
    assert_eq!(trailing.text_of(oid::AT_COMMON_NAME).as_deref(), Some("a "));
    assert_eq!(trailing.text_of(oid::AT_ORGANIZATION).as_deref(), Some("b"));
}

#[test]
fn every_extension_of_a_template_is_read_back() {
    // nameConstraints that permit DNS names under a.ru.
    const PERMITTED: &[u8] = b"\x30\x0a\xa0\x08\x30\x06\x82\x04a.ru";
    let template = Template {
        key_period: Some((NOW, UnixTime(NOW.0 + YEAR))),
        policies: &[oid::SIGN_TOOL_KC1, oid::SIGN_TOOL_KC2],
        purposes: &[oid::CRYPTOPRO_USER_RC],
        subject_sign_tool: Some("СКЗИ «Пример»"),
        issuer_sign_tool: Some(["а", "б", "в", "г"]),
        identification_kind: Some(1),
        dns_names: &["example.org"],
        emails: &["a@example.org"],
        crl_urls: &["http://example.org/ca.crl"],
        ocsp_urls: &["http://example.org/ocsp"],
        issuer_urls: &["http://example.org/ca.cer"],
        raw: &[RawExtension {
            oid: oid::CE_NAME_CONSTRAINTS,
            critical: true,
            value: PERMITTED,
        }],
        ..Template::new(Role::Person)
    };
    let (_, leaf) = pair(&authority(None), &template);
    let period = leaf.private_key_usage_period().expect("period");
    assert_eq!(period.not_before, Some(NOW));
    assert_eq!(period.not_after, Some(UnixTime(NOW.0 + YEAR)));
    assert_eq!(
        leaf.key_usage().expect("keyUsage").names().count(),
        5,
        "{:?}",
        leaf.key_usage()
    );
    assert_eq!(leaf.ext_key_usage().map(<[_]>::len), Some(3));
    for oid in [
        oid::CE_BASIC_CONSTRAINTS,
        oid::CE_CERTIFICATE_POLICIES,
        oid::SUBJECT_SIGN_TOOL,
        oid::ISSUER_SIGN_TOOL,
        oid::IDENTIFICATION_KIND,
        oid::CE_SUBJECT_ALT_NAME,
        oid::CE_CRL_DISTRIBUTION_POINTS,
        oid::PE_AUTHORITY_INFO_ACCESS,
        oid::CE_SUBJECT_KEY_ID,
        oid::CE_AUTHORITY_KEY_ID,
    ] {
        assert!(leaf.extension(oid).is_some_and(|e| !e.critical), "{oid}");
    }
    assert!(
        leaf.extension(oid::CE_NAME_CONSTRAINTS)
            .is_some_and(|e| e.critical && e.value == PERMITTED)
    );
}

#[test]
fn serial_numbers_are_positive_and_short() {
    let content =
        |number: &[u8]| SerialNumber::from_bytes_be(number).map(|serial| serial.content().to_vec());
    assert_eq!(content(&[0, 0, 5]), Ok([5].to_vec()));
    assert_eq!(content(&[0x80]), Ok([0, 0x80].to_vec()));
    assert_eq!(content(&[0x7f; 20]).map(|octets| octets.len()), Ok(20));
    for bad in [&[][..], &[0, 0], &[0x80; 20], &[1; 21]] {
        assert_eq!(content(bad), Err(IssueError::SerialNumber));
    }
    assert_eq!(SerialNumber::from_random([0xff; 16]).content().len(), 16);
    assert_eq!(SerialNumber::from_random([0; 16]).content().len(), 16);
}

#[test]
fn a_crl_is_signed_by_its_issuer_and_says_what_it_was_told() {
    let (root, leaf) = pair(&authority(None), &Template::new(Role::Person));
    let signer = key(3);
    let issuer = Issuer::new(&root, &signer).expect("issuer");
    let options = CrlOptions {
        this_update: NOW,
        next_update: Some(UnixTime(NOW.0 + 86_400)),
        number: 0x80,
        delta_of: None,
        raw: &[],
    };
    let entry = Revoked {
        serial: leaf.serial(),
        at: NOW,
        reason: CrlReason::KeyCompromise,
        invalid_since: Some(UnixTime(NOW.0 - 60)),
    };
    let der = crl(&issuer, &options, &[entry]).expect("CRL");
    let read = Signed::from_der(&der, "CRL").expect("CRL");
    let signature = &read.signature.value[1..];
    assert_eq!(
        signed::verify(
            read.tbs.raw,
            read.algorithm.oid,
            signature,
            signer.public_key()
        ),
        Ok(())
    );
    let holds = |part: &[u8]| der.windows(part.len()).any(|window| window == part);
    assert!(holds(&element(Tag::INTEGER, &[leaf.serial()])));
    assert!(holds(&[0x0a, 1, 1]), "reason keyCompromise");
    assert!(holds(b"20260223143030Z"), "invalidityDate");
    assert!(holds(&[0x02, 2, 0, 0x80]), "cRLNumber");
    // An empty list is left out, and a delta says so critically.
    let delta = CrlOptions {
        delta_of: Some(0),
        ..options
    };
    let der = crl(&issuer, &delta, &[]).expect("CRL");
    let read = Signed::from_der(&der, "CRL").expect("CRL");
    let fields = read.tbs.children("CRL").map(|mut fields| {
        let mut count = 0;
        while let Ok(Some(_)) = fields.next("CRL") {
            count += 1;
        }
        count
    });
    assert_eq!(fields, Ok(6));
    let backwards = CrlOptions {
        next_update: Some(UnixTime(NOW.0 - 1)),
        ..options
    };
    assert_eq!(crl(&issuer, &backwards, &[]), Err(IssueError::Time));
}

#[test]
fn reasons_are_found_by_their_names() {
    for number in [
        CrlReason::Unspecified,
        CrlReason::CertificateHold,
        CrlReason::RemoveFromCrl,
        CrlReason::AaCompromise,
    ] {
        assert_eq!(CrlReason::from_name(number.name()), Some(number));
    }
    assert_eq!(
        CrlReason::from_name("keycompromise"),
        Some(CrlReason::KeyCompromise)
    );
    assert_eq!(CrlReason::from_name("theft"), None);
}
