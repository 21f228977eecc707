// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages that no peer writes, signed here with a key of the corpus.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::ErrorCode;
use crate::formats::ber::Tag;
use crate::formats::der_writer::{element, indefinite, set_of};
use crate::formats::{DigestAlgorithm, Oid, der_writer, oid};
use crate::keys::{PrivateKey, SignatureOrder, Signer};
use crate::protocols::trust::Trust;
use crate::testutil::vector_bytes;

const CONTENT: &[u8] = b"content";

fn certificate(name: &str) -> Certificate {
    let file = vector_bytes(&format!("interop/malformed/keys/{name}.cert.der"));
    Certificate::from_der(&file).expect("certificate")
}

/// What a message is made of. Everything can be replaced.
struct Message {
    key: PrivateKey,
    certificate: Certificate,
    content_type: Oid,
    /// Whole attributes; none: the content is signed.
    attributes: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    sid: Vec<u8>,
    digest_algorithm: Vec<u8>,
    /// Makes the element of signedAttrs out of the attributes.
    signed_attributes: fn(Vec<Vec<u8>>) -> Vec<u8>,
    /// Makes the element of the signature out of its octets.
    signature: fn(&[u8]) -> Vec<u8>,
}

impl Message {
    /// A good message with contentType and messageDigest.
    fn new() -> Self {
        let key = vector_bytes("interop/malformed/keys/m_r256.p8.der");
        let certificate = certificate("m_r256");
        Self {
            key: PrivateKey::from_pkcs8_der(&key).expect("key"),
            content_type: oid::CT_DATA,
            attributes: vec![
                attribute(oid::AA_CONTENT_TYPE, &[&oid::CT_DATA.to_der()]),
                message_digest(),
            ],
            certificates: vec![certificate.der().to_vec()],
            sid: element(
                Tag::SEQUENCE,
                &[
                    certificate.issuer().der(),
                    &element(Tag::INTEGER, &[certificate.serial()]),
                ],
            ),
            certificate,
            digest_algorithm: der_writer::algorithm(&oid::TC26_GOST3411_12_256),
            signed_attributes: |list| set_of(Tag::context(0), list),
            signature: |octets| element(Tag::OCTET_STRING, &[octets]),
        }
    }

    /// A good message with one attribute more.
    fn with(attribute: Vec<u8>) -> Self {
        let mut message = Self::new();
        message.attributes.push(attribute);
        message
    }

    fn build(&self) -> Vec<u8> {
        let algorithm = DigestAlgorithm::Streebog256;
        let mut attributes = Vec::new();
        let mut digest = algorithm.digest(CONTENT);
        if !self.attributes.is_empty() {
            attributes = (self.signed_attributes)(self.attributes.clone());
            digest = algorithm.digest(&set_of(Tag::SET, self.attributes.clone()));
        }
        let signature = self.key.sign_digest(&digest, None).expect("signature");
        let info = element(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(1),
                &self.sid,
                &self.digest_algorithm,
                &attributes,
                &der_writer::algorithm(&oid::TC26_GOST3410_12_256),
                &(self.signature)(&signature.to_bytes(SignatureOrder::SrBe)),
            ],
        );
        let octets = element(Tag::OCTET_STRING, &[CONTENT]);
        let certificates: Vec<&[u8]> = self.certificates.iter().map(Vec::as_slice).collect();
        let signed_data = element(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(1),
                &element(Tag::SET, &[&self.digest_algorithm]),
                &element(
                    Tag::SEQUENCE,
                    &[
                        &self.content_type.to_der(),
                        &element(Tag::context(0), &[&octets]),
                    ],
                ),
                &element(Tag::context(0), &certificates),
                &element(Tag::SET, &[&info]),
            ],
        );
        element(
            Tag::SEQUENCE,
            &[
                &oid::CT_SIGNED_DATA.to_der(),
                &element(Tag::context(0), &[&signed_data]),
            ],
        )
    }

    /// The judgement on the one signature.
    fn judge(&self) -> Result<SignerReport, SignedError> {
        self.judge_by(Verifier::new(Trust::None))
    }

    fn judge_by(&self, verifier: Verifier<'_>) -> Result<SignerReport, SignedError> {
        verifier.examine(&self.build())?.signers()[0].clone()
    }
}

fn attribute(name: Oid, values: &[&[u8]]) -> Vec<u8> {
    element(Tag::SEQUENCE, &[&name.to_der(), &element(Tag::SET, values)])
}

fn message_digest() -> Vec<u8> {
    let digest = DigestAlgorithm::Streebog256.digest(CONTENT);
    attribute(
        oid::AA_MESSAGE_DIGEST,
        &[&element(Tag::OCTET_STRING, &[&digest])],
    )
}

/// A signing-certificate attribute of either version: `fields` are those of its one ESSCertID.
fn signing_certificate(name: Oid, fields: &[&[u8]]) -> Vec<u8> {
    let ids = element(Tag::SEQUENCE, &[&element(Tag::SEQUENCE, fields)]);
    attribute(name, &[&element(Tag::SEQUENCE, &[&ids])])
}

fn hash(octets: &[u8]) -> Vec<u8> {
    element(Tag::OCTET_STRING, &[octets])
}

/// An IssuerSerial with one directoryName.
fn issuer_serial(certificate: &Certificate, serial: &[u8]) -> Vec<u8> {
    let name = element(Tag::context(4), &[certificate.issuer().der()]);
    element(
        Tag::SEQUENCE,
        &[
            &element(Tag::SEQUENCE, &[&name]),
            &element(Tag::INTEGER, &[serial]),
        ],
    )
}

#[test]
fn the_message_that_the_other_tests_change_is_good() {
    let report = Message::new().judge().unwrap();
    assert_eq!(report.attributes, AttributeOrder::Sorted);
    assert_eq!(report.trust, Err(SignedError::TrustNotEstablished));
    assert!(!report.cades_bes);
    assert!(report.path.is_empty());
}

#[test]
fn signing_certificate_of_the_first_version_is_held_against_the_certificate() {
    let own = certificate("m_r256");
    let good = hash(&<sha1::Sha1 as sha1::Digest>::digest(own.der()));
    let wrong = hash(&[0; 20]);
    let serial = issuer_serial(&own, own.serial());
    let other = issuer_serial(&own, &[1]);
    let stranger = issuer_serial(&certificate("m_other"), own.serial());
    for (fields, named) in [
        (vec![&good[..]], true),
        (vec![&good[..], &serial], true),
        (vec![&wrong[..]], false),
        (vec![&wrong[..], &serial], false),
        (vec![&good[..], &other], false),
        (vec![&good[..], &stranger], false),
    ] {
        let attribute = signing_certificate(oid::AA_SIGNING_CERTIFICATE, &fields);
        match Message::with(attribute).judge() {
            Ok(report) => assert!(named && report.cades_bes),
            Err(e) => {
                assert!(!named);
                assert_eq!(e, SignedError::SigningCertificateMismatch);
            }
        }
    }
}

#[test]
fn signing_certificate_of_the_second_version_takes_the_hashes_of_its_header() {
    let der = certificate("m_r256").der().to_vec();
    let sha256 = <sha2::Sha256 as sha2::Digest>::digest(&der).to_vec();
    for (algorithm, digest) in [
        (None, sha256.clone()),
        (Some(oid::SHA256), sha256.clone()),
        (
            Some(oid::GOST_R3411_94),
            DigestAlgorithm::Gost94.digest(&der),
        ),
        (
            Some(oid::TC26_GOST3411_12_512),
            DigestAlgorithm::Streebog512.digest(&der),
        ),
    ] {
        let algorithm = algorithm.map_or_else(Vec::new, |oid| der_writer::algorithm(&oid));
        for flip in [0, 1] {
            let mut digest = digest.clone();
            digest[0] ^= flip;
            let fields = [&algorithm[..], &hash(&digest)];
            let attribute = signing_certificate(oid::AA_SIGNING_CERTIFICATE_V2, &fields);
            match Message::with(attribute).judge() {
                Ok(report) => assert!(flip == 0 && report.cades_bes),
                Err(e) => assert_eq!((flip, e), (1, SignedError::SigningCertificateMismatch)),
            }
        }
    }
    let fields = [&der_writer::algorithm(&oid::SHA512)[..], &hash(&[0; 64])];
    let attribute = signing_certificate(oid::AA_SIGNING_CERTIFICATE_V2, &fields);
    let refusal = Message::with(attribute).judge().unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::UnsupportedAlgorithm);
}

#[test]
fn both_versions_of_signing_certificate_must_agree() {
    let own = certificate("m_r256");
    let sha1 = hash(&<sha1::Sha1 as sha1::Digest>::digest(own.der()));
    let mut message = Message::with(signing_certificate(oid::AA_SIGNING_CERTIFICATE, &[&sha1]));
    let wrong = signing_certificate(oid::AA_SIGNING_CERTIFICATE_V2, &[&hash(&[0; 32])]);
    message.attributes.push(wrong);
    let refusal = message.judge().unwrap_err();
    assert_eq!(refusal, SignedError::SigningCertificateMismatch);
}

#[test]
fn attributes_that_may_stand_once_stand_once_with_one_value() {
    let time = der_writer::time(crate::UnixTime(1_771_857_090)).unwrap();
    let fault = |message: &Message| match message.judge().unwrap_err() {
        SignedError::InvalidSignedAttributes(fault) => fault,
        other => panic!("{other}"),
    };
    let once = attribute(oid::AA_SIGNING_TIME, &[&time]);
    assert!(
        Message::with(once.clone())
            .judge()
            .unwrap()
            .signing_time
            .is_some()
    );
    let mut twice = Message::with(once.clone());
    twice.attributes.push(once);
    assert_eq!(fault(&twice), AttributeFault::Duplicate);
    let two_values = attribute(oid::AA_SIGNING_TIME, &[&time, &time]);
    assert_eq!(
        fault(&Message::with(two_values)),
        AttributeFault::MultipleValues
    );
    // Unknown attributes may have any number of values, but not none.
    let unknown = attribute(oid::AA_CONTENT_HINTS, &[&time, &time]);
    assert!(Message::with(unknown).judge().is_ok());
    let none = attribute(oid::AA_CONTENT_HINTS, &[]);
    assert_eq!(fault(&Message::with(none)), AttributeFault::Empty);
}

#[test]
fn algorithm_protection_must_name_the_algorithms_of_the_signer_info() {
    let protection = |digest: Oid, signature: Option<Oid>| {
        let signature =
            signature.map_or_else(Vec::new, |oid| element(Tag::context(1), &[&oid.to_der()]));
        let fields = [&der_writer::algorithm(&digest)[..], &signature];
        attribute(
            oid::AA_CMS_ALGORITHM_PROTECTION,
            &[&element(Tag::SEQUENCE, &fields)],
        )
    };
    let (digest, key) = (oid::TC26_GOST3411_12_256, oid::TC26_GOST3410_12_256);
    assert!(Message::with(protection(digest, Some(key))).judge().is_ok());
    for (digest, key) in [
        (oid::TC26_GOST3411_12_512, Some(key)),
        (digest, Some(oid::TC26_SIGNWITHDIGEST_GOST3410_12_256)),
        (digest, None),
    ] {
        let refusal = Message::with(protection(digest, key)).judge().unwrap_err();
        assert_eq!(refusal, SignedError::AlgorithmMismatch);
    }
}

#[test]
fn content_that_is_not_plain_data_needs_attributes_that_name_its_type() {
    let mut message = Message::new();
    message.content_type = oid::CT_TST_INFO;
    let refusal = message.judge().unwrap_err();
    assert_eq!(refusal, AttributeFault::ContentTypeMismatch.into());
    message.attributes[0] = attribute(oid::AA_CONTENT_TYPE, &[&oid::CT_TST_INFO.to_der()]);
    assert!(message.judge().is_ok());
    message.attributes.clear();
    assert_eq!(
        message.judge().unwrap_err(),
        AttributeFault::Required.into()
    );
    message.content_type = oid::CT_DATA;
    assert_eq!(message.judge().unwrap().attributes, AttributeOrder::Absent);
}

#[test]
fn signed_attributes_are_der() {
    let mut message = Message::new();
    message.signed_attributes = |mut list| {
        list.sort();
        indefinite(Tag::context(0), &[&list.concat()])
    };
    assert_eq!(
        message.judge().unwrap_err().code(),
        ErrorCode::InvalidLength
    );
}

#[test]
fn unsorted_attributes_that_were_signed_sorted_are_verified_on_request() {
    let mut message = Message::new();
    message.attributes.sort();
    message.attributes.reverse();
    message.signed_attributes = |list| element(Tag::context(0), &[&list.concat()]);
    assert_eq!(message.judge().unwrap_err(), SignedError::InvalidSignature);
    let lenient = Verifier::new(Trust::None).allow_unsorted_attributes(true);
    let report = message.judge_by(lenient).unwrap();
    assert_eq!(report.attributes, AttributeOrder::Resorted);
}

#[test]
fn the_outer_structure_may_be_ber() {
    let mut message = Message::new();
    message.signature = |octets| {
        let (head, tail) = octets.split_at(10);
        let segments = [
            element(Tag::OCTET_STRING, &[head]),
            element(Tag::OCTET_STRING, &[]),
            element(Tag::OCTET_STRING, &[tail]),
        ];
        indefinite(Tag(0x24), &[&segments.concat()])
    };
    // The issuer with a length in two octets where one is enough.
    let issuer = message.certificate.issuer().der();
    let header = [0x30, 0x82, 0, issuer[1]];
    let serial = element(Tag::INTEGER, &[message.certificate.serial()]);
    message.sid = element(Tag::SEQUENCE, &[&header, &issuer[2..], &serial]);
    assert!(message.judge().is_ok());

    // The key identifier in segments.
    let id = message.certificate.subject_key_id().unwrap();
    let (head, tail) = id.split_at(3);
    let segments = [
        element(Tag::OCTET_STRING, &[head]),
        element(Tag::OCTET_STRING, &[tail]),
    ];
    message.sid = indefinite(Tag::context(0), &[&segments.concat()]);
    assert!(message.judge().is_ok());
}

#[test]
fn algorithm_parameters_are_absent_or_null() {
    let mut message = Message::new();
    let with = |parameters: &[u8]| {
        let algorithm = oid::TC26_GOST3411_12_256.to_der();
        element(Tag::SEQUENCE, &[&algorithm, parameters])
    };
    message.digest_algorithm = with(&element(Tag::NULL, &[]));
    assert!(message.judge().is_ok());
    message.digest_algorithm = with(&oid::GOST_R3411_94_CRYPTOPRO.to_der());
    assert_eq!(
        message.judge().unwrap_err().code(),
        ErrorCode::UnexpectedTag
    );
}

#[test]
fn certificates_of_others_and_of_other_kinds_are_passed_over() {
    let mut message = Message::new();
    let own = message.certificates.remove(0);
    let garbage = element(Tag::SEQUENCE, &[&element(Tag::NULL, &[])]);
    let attribute_certificate = element(Tag::context(2), &[]);
    message.certificates = vec![
        attribute_certificate,
        garbage.clone(),
        certificate("m_other").der().to_vec(),
    ];
    // The fault of what cannot be read is the answer when nothing fits.
    assert_eq!(
        message.judge().unwrap_err().code(),
        ErrorCode::UnexpectedTag
    );
    message.certificates.push(own);
    assert!(message.judge().is_ok());
    message.certificates = vec![element(Tag::INTEGER, &[&[1]])];
    assert_eq!(
        message.judge().unwrap_err().code(),
        ErrorCode::UnexpectedTag
    );
    // Certificates that the caller gives are looked at first.
    message.certificates = vec![garbage];
    let given = [certificate("m_r256")];
    let verifier = Verifier::new(Trust::None).certificates(&given);
    assert!(message.judge_by(verifier).is_ok());
}

#[test]
fn a_pinned_key_must_be_that_of_the_certificate_inside() {
    let mut message = Message::new();
    let own = message.key.public_key().prepare();
    let other = certificate("m_other").public_key().unwrap().prepare();
    let pinned = Verifier::new(Trust::Pinned(&own));
    let stranger = Verifier::new(Trust::Pinned(&other));
    assert_eq!(
        message.judge_by(pinned).unwrap().trust,
        Ok(TrustBasis::PinnedKey)
    );
    assert_eq!(
        message.judge_by(stranger).unwrap_err(),
        SignedError::InvalidSignature
    );

    // The pinned key did sign, but the message names the certificate of another one.
    let given = [certificate("m_other")];
    let [foreign] = &given;
    message.certificates = vec![foreign.der().to_vec()];
    assert_eq!(
        message.judge_by(pinned).unwrap_err(),
        SignedError::SignerCertificateNotFound
    );
    let serial = element(Tag::INTEGER, &[foreign.serial()]);
    message.sid = element(Tag::SEQUENCE, &[foreign.issuer().der(), &serial]);
    assert_eq!(
        message.judge_by(pinned).unwrap_err(),
        SignedError::InvalidSignature
    );

    // Without certificates the key alone decides.
    message.certificates.clear();
    let report = message.judge_by(pinned).unwrap();
    assert_eq!(
        (report.certificate, report.trust),
        (None, Ok(TrustBasis::PinnedKey))
    );
    assert_eq!(
        message.judge_by(stranger).unwrap_err(),
        SignedError::InvalidSignature
    );
    assert_eq!(
        message.judge().unwrap_err(),
        SignedError::SignerCertificateNotFound
    );
}

#[test]
fn what_the_signer_writes_is_minimal_der_in_the_order_of_the_standard() {
    let message = Message::new();
    let options = SignOptions {
        signing_time: Some(crate::UnixTime(1_771_857_090)),
        ..SignOptions::default()
    };
    let cms = sign(CONTENT, &message.key, &message.certificate, &options).unwrap();
    let normal = crate::formats::ber::normalize(&cms, 0, "ContentInfo").unwrap();
    assert_eq!(&*normal, cms);
    let data = SignedData::parse(&cms).unwrap();
    assert!(data.signers[0].attributes.as_ref().unwrap().is_sorted());
    // BER of the same shape says the same once it is brought to DER, but for the order of certificates.
    let options = SignOptions {
        ber_indefinite: true,
        ..options
    };
    let ber = sign(CONTENT, &message.key, &message.certificate, &options).unwrap();
    let normal = crate::formats::ber::normalize(&ber, 0, "ContentInfo").unwrap();
    assert_eq!(normal.len(), cms.len());
    let signature = cms.len() - 64;
    assert_eq!(normal[..signature], cms[..signature]);
}

#[test]
fn a_signer_that_fails_is_told_apart_from_a_bad_argument() {
    struct Broken(crate::keys::PublicKey);
    impl Signer for Broken {
        fn public_key(&self) -> &crate::keys::PublicKey {
            &self.0
        }
        fn sign_digest(&self, _: &[u8]) -> Result<crate::keys::Signature, crate::keys::KeyError> {
            Err(crate::keys::KeyError::Length)
        }
    }
    let own = certificate("m_r256");
    let broken = Broken(own.public_key().unwrap());
    let refusal = sign(CONTENT, &broken, &own, &SignOptions::default()).unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::KeyHolderFailed);
}

#[test]
fn a_content_time_stamp_is_over_the_content() {
    let base = Message::new();
    let authority =
        TimeStampAuthority::new(&base.key, &base.certificate, Oid::new("1.2.643.2.2.38.4"))
            .unwrap();
    let streebog = NamedHash::Gost(DigestAlgorithm::Streebog256);
    for (hash, stamped, expected) in [
        (streebog, CONTENT, ImprintVerdict::Same),
        (streebog, b"other", ImprintVerdict::Differs),
        // A digest that no signature of the message uses is taken of the content at hand.
        (NamedHash::Sha256, CONTENT, ImprintVerdict::Same),
    ] {
        let request = TimeStampReq::new(MessageImprint::of(hash, stamped)).to_der();
        let response = authority
            .answer(&request, &[1], crate::UnixTime(1_771_857_090))
            .unwrap();
        let token = response.unverified_token().unwrap();
        let cms = Message::with(attribute(oid::AA_CONTENT_TIME_STAMP, &[token])).build();
        let report = Verifier::new(Trust::None).report(&cms).unwrap();
        let [stamp] = &report.signers()[0].time_stamps[..] else {
            panic!("one stamp")
        };
        assert_eq!(stamp.kind, TimeStampKind::Content);
        assert_eq!(stamp.imprint, expected);
        // It says when the content was there, not the signature.
        assert_eq!(
            report.signers()[0].proved_time(RevocationPolicy::None),
            None
        );
    }
}
