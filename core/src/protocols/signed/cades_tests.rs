// SPDX-License-Identifier: MIT OR Apache-2.0
//! The longer forms of CAdES, built here step by step with the authorities of the corpus.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::amend::add_unsigned;
use super::attributes::read_unsigned;
use super::signer::{Identity, attribute};
use super::*;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::der_writer::{self, element};
use crate::formats::{DigestAlgorithm, Oid, UnixTime, oid};
use crate::keys::PrivateKey;
use crate::protocols::trust::{Revocation, RevocationStatus, Trust, TrustStore};
use crate::testutil::vector_bytes;

const CONTENT: &[u8] = b"content";
/// 2026-11-21T23:22:20Z.
const NOW: UnixTime = UnixTime(1_795_303_340);
const HASH: NamedHash = NamedHash::Gost(DigestAlgorithm::Streebog256);
const POLICY: Oid = Oid::new("1.2.643.2.2.38.4");

fn certificate(name: &str) -> Certificate {
    let file = vector_bytes(&alloc::format!("interop/bc/keys/{name}.cert.der"));
    Certificate::from_der(&file).unwrap()
}

fn key(name: &str) -> PrivateKey {
    let file = vector_bytes(&alloc::format!("interop/bc/keys/{name}.p8.der"));
    PrivateKey::from_pkcs8_der(&file).unwrap()
}

fn anchors() -> TrustStore {
    [certificate("root512A")].into_iter().collect()
}

/// A token over `imprint`.
fn token(imprint: MessageImprint, time: UnixTime) -> Vec<u8> {
    let (key, own) = (key("tsa"), certificate("tsa"));
    let authority = TimeStampAuthority::new(&key, &own, POLICY).unwrap();
    let request = TimeStampReq::new(imprint).to_der();
    let response = authority.answer(&request, &[1], time).unwrap();
    response.unverified_token().unwrap().to_vec()
}

/// The same message with one unsigned attribute more.
fn with(cms: &[u8], name: Oid, value: &[u8]) -> Vec<u8> {
    let data = SignedData::parse(cms).unwrap();
    add_unsigned(cms, &data, 0, attribute(&name, value), Vec::new()).unwrap()
}

fn bes() -> Vec<u8> {
    let chain = [certificate("int256A")];
    let options = SignOptions {
        include_certs: &chain,
        ..SignOptions::preset(Preset::CryptoPro, NOW)
    };
    sign(
        CONTENT,
        &key("leaf256A"),
        &certificate("leaf256A"),
        &options,
    )
    .unwrap()
}

fn signature(cms: &[u8]) -> Vec<u8> {
    SignedData::parse(cms).unwrap().signers[0]
        .signature
        .to_vec()
}

fn t() -> Vec<u8> {
    let cms = bes();
    let stamp = token(MessageImprint::of(HASH, &signature(&cms)), NOW);
    with(&cms, oid::AA_SIGNATURE_TIME_STAMP, &stamp)
}

/// attrType and attrValues of the attributes of a type.
fn contents(cms: &[u8], name: Oid) -> Vec<u8> {
    let data = SignedData::parse(cms).unwrap();
    let unsigned = read_unsigned(data.signers[0].unsigned.as_ref().unwrap()).unwrap();
    unsigned
        .iter()
        .filter(|attribute| attribute.oid == name)
        .flat_map(|attribute| attribute.content.to_vec())
        .collect()
}

fn other_hash(octets: &[u8]) -> Vec<u8> {
    element(
        Tag::SEQUENCE,
        &[
            &der_writer::algorithm(&HASH.oid()),
            &element(Tag::OCTET_STRING, &[&HASH.digest(octets)]),
        ],
    )
}

fn list(elements: &[&[u8]]) -> Vec<u8> {
    element(Tag::SEQUENCE, elements)
}

fn crl() -> Vec<u8> {
    vector_bytes("interop/bc/crl_int256A.crl")
}

/// The BasicOCSPResponse of the corpus, and the OCSPResponse around it.
fn ocsp() -> (Vec<u8>, Vec<u8>) {
    let whole = vector_bytes("interop/bc/ocsp_leaf256A.ors");
    let mut fields = Cursor::single(&whole, Rules::Der, "test")
        .unwrap()
        .children("test")
        .unwrap();
    fields.required("status").unwrap();
    let explicit = fields.required("bytes").unwrap();
    let bytes = explicit.children("test").unwrap().required("test").unwrap();
    let mut bytes = bytes.children("test").unwrap();
    bytes.required("type").unwrap();
    let basic = bytes.required("response").unwrap().value.to_vec();
    (basic, whole)
}

/// References and values; `hashed` is what the reference to the OCSP response is the hash of.
fn long(cms: &[u8], certificates: &[&[u8]], hashed: &[u8]) -> Vec<u8> {
    let (basic, _) = ocsp();
    let issuer = certificate("int256A");
    let certificate_refs = list(&[&list(&[&other_hash(issuer.der())])]);
    let crl_ids = element(
        Tag::context(0),
        &[&list(&[&list(&[&list(&[&other_hash(&crl())])])])],
    );
    let ocsp_id = list(&[&list(&[]), &other_hash(hashed)]);
    let ocsp_ids = element(Tag::context(1), &[&list(&[&list(&[&ocsp_id])])]);
    let revocation_refs = list(&[&list(&[&crl_ids, &ocsp_ids])]);
    let revocation_values = list(&[
        &element(Tag::context(0), &[&list(&[&crl()])]),
        &element(Tag::context(1), &[&list(&[&basic])]),
    ]);
    let mut cms = with(cms, oid::AA_CERTIFICATE_REFS, &certificate_refs);
    cms = with(&cms, oid::AA_REVOCATION_REFS, &revocation_refs);
    cms = with(&cms, oid::AA_CERTIFICATE_VALUES, &list(certificates));
    with(&cms, oid::AA_REVOCATION_VALUES, &revocation_values)
}

fn x_long_type_1() -> Vec<u8> {
    let issuer = certificate("int256A");
    let cms = long(&t(), &[issuer.der()], &ocsp().0);
    let input = [
        signature(&cms),
        contents(&cms, oid::AA_SIGNATURE_TIME_STAMP),
        contents(&cms, oid::AA_CERTIFICATE_REFS),
        contents(&cms, oid::AA_REVOCATION_REFS),
    ]
    .concat();
    let stamp = token(MessageImprint::of(HASH, &input), UnixTime(NOW.0 + 10));
    with(&cms, oid::AA_ESC_TIME_STAMP, &stamp)
}

fn judge(cms: &[u8]) -> SignerVerdicts {
    let store = anchors();
    let report = Verifier::new(Trust::Anchors(&store))
        .at(UnixTime(NOW.0 + 1000))
        .trust_time_stamps(RevocationPolicy::SoftFail)
        .report(cms)
        .unwrap();
    report.signers()[0].clone()
}

/// The messages of `vectors/own/cades`, which the tests of the other surfaces read.
#[test]
#[ignore = "writes vectors/own/cades"]
fn writes_the_corpus() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/own/cades");
    std::fs::create_dir_all(folder).unwrap();
    let long = long(&t(), &[certificate("int256A").der()], &ocsp().0);
    for (name, message) in [
        ("t", t()),
        ("x_long", long),
        ("x_long_type_1", x_long_type_1()),
        ("a_v2", archive_v2(&x_long_type_1())),
        (
            "a_v3",
            archive_v3(&t(), oid::AA_ATS_HASH_INDEX_V3, UnixTime(NOW.0 + 100)),
        ),
    ] {
        std::fs::write(alloc::format!("{folder}/{name}.der"), message).unwrap();
    }
}

#[test]
fn each_attribute_raises_the_form() {
    assert_eq!(judge(&bes()).form, CadesForm::Bes);
    assert_eq!(judge(&t()).form, CadesForm::T);
    let long = long(&t(), &[certificate("int256A").der()], &ocsp().0);
    assert_eq!(judge(&long).form, CadesForm::XLong);
    let verdicts = judge(&x_long_type_1());
    assert_eq!(verdicts.form, CadesForm::XLongType1);
    assert_eq!(verdicts.unsigned_fault, None);
    assert_eq!(verdicts.require(RevocationPolicy::SoftFail), Ok(()));
    // The signature is judged at the time of its own stamp, the oldest proof.
    assert_eq!(verdicts.judged_at, JudgedAt::TimeStamp(NOW));
    assert_eq!(verdicts.time_stamps.len(), 2);
    for stamp in &verdicts.time_stamps {
        assert_eq!(stamp.imprint, ImprintVerdict::Same, "{}", stamp.kind);
        assert!(stamp.require(RevocationPolicy::SoftFail).is_ok());
    }
}

#[test]
fn the_signature_time_stamp_is_judged_at_the_time_of_the_stamp_over_it() {
    let verdicts = judge(&x_long_type_1());
    for stamp in &verdicts.time_stamps {
        let token = stamp.token.as_deref().unwrap();
        let expected = match stamp.kind {
            TimeStampKind::Signature => JudgedAt::TimeStamp(UnixTime(NOW.0 + 10)),
            _ => JudgedAt::Given(UnixTime(NOW.0 + 1000)),
        };
        assert_eq!(token.judged_at, expected, "{}", stamp.kind);
    }
}

#[test]
fn every_reference_must_have_its_value() {
    let issuer = certificate("int256A");
    let root = certificate("root512A");
    let (basic, whole) = ocsp();
    for (certificates, hashed, expected) in [
        (issuer.der(), &basic, EvidenceVerdict::Complete),
        // Some hash the whole response.
        (issuer.der(), &whole, EvidenceVerdict::Complete),
        // The message itself holds the issuer's certificate.
        (root.der(), &basic, EvidenceVerdict::Complete),
        (issuer.der(), &crl(), EvidenceVerdict::RevocationMissing),
    ] {
        let cms = long(&t(), &[certificates], hashed);
        assert_eq!(judge(&cms).evidence, expected);
    }
    // A message without the issuer.
    let options = SignOptions::preset(Preset::CryptoPro, NOW);
    let bare = sign(
        CONTENT,
        &key("leaf256A"),
        &certificate("leaf256A"),
        &options,
    )
    .unwrap();
    let cms = long(&bare, &[root.der()], &basic);
    assert_eq!(judge(&cms).evidence, EvidenceVerdict::CertificateMissing);
    let refs = list(&[&list(&[&other_hash(issuer.der())])]);
    let cms = with(&bare, oid::AA_CERTIFICATE_REFS, &refs);
    assert_eq!(judge(&cms).evidence, EvidenceVerdict::ReferencesOnly);
    let cms = with(&bare, oid::AA_REVOCATION_VALUES, &element(Tag::SET, &[]));
    assert!(matches!(
        judge(&cms).evidence,
        EvidenceVerdict::Complete | EvidenceVerdict::NotChecked(_)
    ));
    assert!(judge(&cms).unsigned_fault.is_some());
}

/// What was handed over, and one answer to every question.
struct Reader {
    answer: RevocationStatus,
    counts: RefCell<Vec<[usize; 2]>>,
}

struct Answer(RevocationStatus);

impl Revocation for Answer {
    fn status(&self, _: &Certificate, _: &Certificate, _: Option<UnixTime>) -> RevocationStatus {
        self.0
    }
}

impl EvidenceReader for Reader {
    fn read<'v>(&'v self, values: EmbeddedValues<'v>) -> Box<dyn Revocation + 'v> {
        let counts = [values.crls.len(), values.ocsp.len()];
        self.counts.borrow_mut().push(counts);
        Box::new(Answer(self.answer))
    }
}

#[test]
fn embedded_values_answer_what_the_caller_does_not_know() {
    let cms = x_long_type_1();
    let store = anchors();
    let revoked = RevocationStatus::Revoked {
        at: NOW,
        reason: Some(1),
    };
    for (given, embedded, expected, reads) in [
        (
            RevocationStatus::Unknown,
            RevocationStatus::Good,
            RevocationVerdict::Good,
            1,
        ),
        (
            RevocationStatus::Unknown,
            revoked,
            RevocationVerdict::Revoked {
                index: 0,
                at: NOW,
                reason: Some(1),
            },
            1,
        ),
        // Nobody asks, so that nothing is read.
        (RevocationStatus::Good, revoked, RevocationVerdict::Good, 0),
    ] {
        let given = Answer(given);
        let reader = Reader {
            answer: embedded,
            counts: RefCell::default(),
        };
        let report = Verifier::new(Trust::Anchors(&store))
            .at(NOW)
            .revocation(&given)
            .evidence(Some(&reader))
            .report(&cms)
            .unwrap();
        assert_eq!(report.signers()[0].revocation, expected);
        assert_eq!(*reader.counts.borrow(), vec![[1, 1]; reads]);
    }
}

/// An archive time stamp of version 2 over the whole message.
fn archive_v2(cms: &[u8]) -> Vec<u8> {
    let data = SignedData::parse(cms).unwrap();
    let info = &data.signers[0];
    let unsigned = read_unsigned(info.unsigned.as_ref().unwrap()).unwrap();
    let raw: Vec<&[u8]> = unsigned.iter().map(|attribute| attribute.raw).collect();
    let input = [
        data.encapsulated,
        data.certificate_set.as_ref().unwrap().raw,
        info.fields,
        &element(Tag::context(1), &raw),
    ]
    .concat();
    let first = token(MessageImprint::of(HASH, &input), UnixTime(NOW.0 + 100));
    with(cms, oid::AA_ARCHIVE_TIME_STAMP_V2, &first)
}

#[test]
fn archive_time_stamps_of_version_2_cover_the_message() {
    let stamped = archive_v2(&x_long_type_1());
    let verdicts = judge(&stamped);
    assert_eq!(verdicts.form, CadesForm::A);
    let archive = verdicts
        .time_stamps
        .iter()
        .find(|stamp| stamp.kind == TimeStampKind::Archive)
        .unwrap();
    assert_eq!(archive.imprint, ImprintVerdict::Same);
    assert_eq!(
        archive.require(RevocationPolicy::SoftFail),
        Ok(UnixTime(NOW.0 + 100))
    );
    assert_eq!(verdicts.judged_at, JudgedAt::TimeStamp(NOW));
    // What would change what it covers is refused.
    let (key, own) = (key("leaf512A"), certificate("leaf512A"));
    let options = SignOptions::default();
    assert_eq!(
        countersign(&stamped, 0, &key, &own, &options).unwrap_err(),
        SignedError::ArchiveTimeStamped
    );
    assert_eq!(
        cosign(&stamped, None, &key, &own, &options).unwrap_err(),
        SignedError::ArchiveTimeStamped
    );
    let without = SignOptions {
        include_signer: false,
        ..options
    };
    let two = cosign(&stamped, None, &key, &own, &without).unwrap();
    let store = anchors();
    let given = [own];
    let report = Verifier::new(Trust::Anchors(&store))
        .certificates(&given)
        .at(NOW)
        .report(&two)
        .unwrap();
    for signer in report.signers() {
        assert_eq!(signer.require_signature(), Ok(()));
        for stamp in &signer.time_stamps {
            assert_eq!(stamp.imprint, ImprintVerdict::Same);
        }
    }
}

/// An archive time stamp of version 3 over all that is there.
fn archive_v3(cms: &[u8], name: Oid, time: UnixTime) -> Vec<u8> {
    let data = SignedData::parse(cms).unwrap();
    let info = &data.signers[0];
    let unsigned = read_unsigned(info.unsigned.as_ref().unwrap()).unwrap();
    let hashes = |inputs: Vec<Vec<u8>>| {
        let elements: Vec<Vec<u8>> = inputs
            .iter()
            .map(|input| element(Tag::OCTET_STRING, &[&HASH.digest(input)]))
            .collect();
        let parts: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
        list(&parts)
    };
    let attributes = unsigned
        .iter()
        .map(|attribute| {
            if name == oid::AA_ATS_HASH_INDEX_V3 {
                [attribute.name, attribute.values[0].raw].concat()
            } else {
                attribute.raw.to_vec()
            }
        })
        .collect();
    let certificates = data.certificates.iter().map(|der| der.to_vec()).collect();
    let index = list(&[
        &der_writer::algorithm(&HASH.oid()),
        &hashes(certificates),
        &hashes(vec![]),
        &hashes(attributes),
    ]);
    let input = [
        &der_writer::oid(&data.content_type)[..],
        &HASH.digest(CONTENT),
        info.fields,
        &index,
    ]
    .concat();
    let token = token(MessageImprint::of(HASH, &input), time);
    let token = with(&token, name, &index);
    with(cms, oid::AA_ARCHIVE_TIME_STAMP_V3, &token)
}

#[test]
fn archive_time_stamps_of_version_3_cover_what_their_index_names() {
    let archives = |verdicts: &SignerVerdicts| -> Vec<ImprintVerdict> {
        let stamps = verdicts.time_stamps.iter();
        stamps
            .filter(|stamp| stamp.kind == TimeStampKind::ArchiveV3)
            .map(|stamp| stamp.imprint)
            .collect()
    };
    for name in [oid::AA_ATS_HASH_INDEX, oid::AA_ATS_HASH_INDEX_V3] {
        let one = archive_v3(&t(), name, UnixTime(NOW.0 + 100));
        let verdicts = judge(&one);
        assert_eq!(verdicts.form, CadesForm::A);
        assert_eq!(archives(&verdicts), [ImprintVerdict::Same]);
        // A second one over the first, and a countersignature after it.
        let two = archive_v3(&one, name, UnixTime(NOW.0 + 200));
        let (key, own) = (key("leaf512A"), certificate("leaf512A"));
        let three = countersign(&two, 0, &key, &own, &SignOptions::default()).unwrap();
        let verdicts = judge(&three);
        assert_eq!(archives(&verdicts), [ImprintVerdict::Same; 2]);
        assert_eq!(verdicts.countersignatures.len(), 1);
        assert_eq!(verdicts.judged_at, JudgedAt::TimeStamp(NOW));
        // The older one is judged at the time of the newer one.
        let judged: Vec<JudgedAt> = verdicts
            .time_stamps
            .iter()
            .filter(|stamp| stamp.kind == TimeStampKind::ArchiveV3)
            .map(|stamp| stamp.token.as_deref().unwrap().judged_at)
            .collect();
        assert!(judged.contains(&JudgedAt::Given(UnixTime(NOW.0 + 1000))));
        assert!(judged.contains(&JudgedAt::TimeStamp(UnixTime(NOW.0 + 200))));
        // In pieces as well: the digest of the content is enough.
        let mut push = PushVerifier::attached();
        let mut out = Vec::new();
        push.update(&three, &mut out).unwrap();
        let pushed = push.finish().unwrap();
        let store = anchors();
        let report = pushed
            .report(&Verifier::new(Trust::Anchors(&store)))
            .unwrap();
        assert_eq!(archives(&report.signers()[0]), [ImprintVerdict::Same; 2]);
    }
    // What the index names is gone: the signature time stamp was taken out.
    let one = archive_v3(&t(), oid::AA_ATS_HASH_INDEX_V3, NOW);
    let stamp = {
        let data = SignedData::parse(&one).unwrap();
        let unsigned = read_unsigned(data.signers[0].unsigned.as_ref().unwrap()).unwrap();
        let archive = unsigned
            .iter()
            .find(|attribute| attribute.oid == oid::AA_ARCHIVE_TIME_STAMP_V3)
            .unwrap();
        archive.values[0].raw.to_vec()
    };
    let bare = with(&bes(), oid::AA_ARCHIVE_TIME_STAMP_V3, &stamp);
    assert_eq!(archives(&judge(&bare)), [ImprintVerdict::Differs]);
}

#[test]
fn broken_unsigned_attributes_are_no_fault_of_the_signature() {
    let cms = with(&bes(), oid::AA_SIGNATURE_TIME_STAMP, &[0x05, 0]);
    let verdicts = judge(&cms);
    assert_eq!(verdicts.require(RevocationPolicy::SoftFail), Ok(()));
    assert!(verdicts.time_stamps[0].token.is_err());
    let cms = with(&bes(), oid::AA_COUNTERSIGNATURE, &[0x05, 0]);
    let verdicts = judge(&cms);
    assert_eq!(verdicts.require(RevocationPolicy::SoftFail), Ok(()));
    assert!(verdicts.unsigned_fault.is_some());
    assert!(verdicts.countersignatures.is_empty());
}

#[test]
fn countersignatures_are_judged_to_a_limited_depth() {
    let (key, own) = (key("leaf512A"), certificate("leaf512A"));
    let options = SignOptions::default();
    // Countersignatures of countersignatures, innermost first.
    let identity = Identity::new(&key, &own).unwrap();
    let digest = |octets: &[u8]| identity.digest.digest(octets);
    let cms = bes();
    let mut chain = vec![
        identity
            .sign(None, &digest(&signature(&cms)), &options)
            .unwrap(),
    ];
    for _ in 0..5 {
        let over = digest(&chain.last().unwrap().signature);
        chain.push(identity.sign(None, &over, &options).unwrap());
    }
    let mut value: Option<Vec<u8>> = None;
    while let Some(mut info) = chain.pop() {
        if let Some(inner) = &value {
            info.unsigned
                .push(attribute(&oid::AA_COUNTERSIGNATURE, inner));
        }
        value = Some(info.to_der());
    }
    let data = SignedData::parse(&cms).unwrap();
    let counter = attribute(&oid::AA_COUNTERSIGNATURE, &value.unwrap());
    let cms = add_unsigned(&cms, &data, 0, counter, vec![own.der().to_vec()]).unwrap();
    let verdicts = judge(&cms);
    let mut level = &verdicts;
    let mut depth = 0;
    while let Some(counter) = level.countersignatures.first() {
        assert_eq!(counter.require_signature(), Ok(()));
        depth += 1;
        level = counter;
    }
    assert_eq!(depth, 3);
    assert!(level.unsigned_fault.is_some());
}
