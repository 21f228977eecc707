// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verdicts on every SignedData of the corpus, one question at a time; time-stamp responses; messages in pieces.

mod signed_support;

use gostseal::signed::{
    BindingVerdict, CadesForm, ContentVerdict, EvidenceVerdict, ImprintVerdict, JudgedAt,
    MessageImprint, NamedHash, PathVerdict, PkiStatus, PushVerifier, Report, RevocationPolicy,
    RevocationVerdict, SignatureVerdict, SignedData, SignedError, TimeStampReq, TimeStampResp,
    Verifier,
};
use gostseal::trust::{Certificate, PathError, Trust, TrustStore, UnknownStatus};
use gostseal::{DigestAlgorithm, ErrorCode, UnixTime};
use signed_support::{Case, Family, read};

/// 2026-11-21T23:22:20Z, the genTime of the token of BouncyCastle.
const GEN_TIME: UnixTime = UnixTime(1_795_303_340);

/// The SignedData cases of a family with the octets of each and its content, where the index has it.
fn messages(name: &str) -> Vec<(String, Vec<u8>, Vec<Certificate>)> {
    let family = Family::load(name);
    let certificates: Vec<Certificate> = family
        .keys
        .values()
        .map(|key| key.certificate.clone())
        .collect();
    let mut list = Vec::new();
    for case in &family.cases {
        if case.text("type") == "SignedData" {
            let octets = read(&family.folder.join(case.text("file")));
            list.push((case.id.clone(), octets, certificates.clone()));
        }
        Case::skip(case);
    }
    assert!(!list.is_empty(), "{name}");
    list
}

const FAMILIES: [&str; 5] = [
    "interop/openssl",
    "interop/bc",
    "interop/rudonick",
    "interop/synthetic",
    "interop/malformed",
];

fn report(verifier: &Verifier<'_>, cms: &[u8]) -> Result<Report, SignedError> {
    verifier.report(cms)
}

#[test]
fn the_report_and_the_first_refusal_agree_on_every_message() {
    let mut judged = 0;
    for name in FAMILIES {
        for (id, cms, certificates) in messages(name) {
            for allow in [false, true] {
                let verifier = Verifier::new(Trust::None)
                    .certificates(&certificates)
                    .allow_unsorted_attributes(allow);
                let (report, examined) = (report(&verifier, &cms), verifier.examine(&cms));
                let (report, examined) = match (report, examined) {
                    (Ok(report), Ok(examined)) => (report, examined),
                    (report, examined) => {
                        assert_eq!(report.unwrap_err(), examined.unwrap_err(), "{id}");
                        continue;
                    }
                };
                assert_eq!(report.signers().len(), examined.signers().len(), "{id}");
                for (verdicts, old) in report.signers().iter().zip(examined.signers()) {
                    let refusal = verdicts.require_signature().err();
                    assert_eq!(refusal, old.as_ref().err().copied(), "{id}");
                    if let Ok(old) = old {
                        let good = SignatureVerdict::Good(old.attributes);
                        assert_eq!(verdicts.signature, good, "{id}");
                        assert_eq!(verdicts.certificate, old.certificate, "{id}");
                        let bound = verdicts.binding == BindingVerdict::Bound;
                        assert_eq!(bound, old.cades_bes, "{id}");
                        let bes = verdicts.form >= CadesForm::Bes;
                        assert_eq!(bes, old.cades_bes, "{id}");
                        assert_eq!(verdicts.unsigned_fault, None, "{id}");
                        assert_eq!(verdicts.evidence, EvidenceVerdict::Absent, "{id}");
                    }
                    assert_eq!(verdicts.path, PathVerdict::NotAsked, "{id}");
                    assert_eq!(verdicts.revocation, RevocationVerdict::NotAsked, "{id}");
                    judged += 1;
                }
            }
        }
    }
    assert!(judged > 100, "{judged}");
}

#[test]
fn one_fault_spoils_one_verdict() {
    let messages = messages("interop/malformed");
    let verdicts = |wanted: &str| {
        let (_, cms, _) = messages.iter().find(|(id, ..)| id == wanted).unwrap();
        let report = report(&Verifier::new(Trust::None), cms).unwrap();
        report.signers()[0].clone()
    };
    // Other content: the signature over the attributes is good all the same.
    let changed = verdicts("sig_content_changed");
    assert!(matches!(changed.signature, SignatureVerdict::Good(_)));
    assert_eq!(changed.content, ContentVerdict::Differs);
    assert_eq!(
        changed.require_signature(),
        Err(SignedError::DigestMismatch)
    );
    // Another certificate named: signature and content are good.
    let mismatch = verdicts("cades_certhash_wrong");
    assert!(matches!(mismatch.signature, SignatureVerdict::Good(_)));
    assert_eq!(mismatch.content, ContentVerdict::Same);
    assert_eq!(mismatch.binding, BindingVerdict::Mismatch);
    // A bad signature: the content is the one that the attributes name.
    let bad = verdicts("sig_r_plus_q");
    assert_eq!(bad.signature, SignatureVerdict::Bad);
    assert_eq!(bad.content, ContentVerdict::Same);
    // No certificate: the content can be judged, the signature cannot.
    let unknown = verdicts("sig_nocerts");
    let absent = SignedError::SignerCertificateNotFound;
    assert_eq!(unknown.signature, SignatureVerdict::NotChecked(absent));
    assert_eq!(unknown.content, ContentVerdict::Same);
    assert_eq!(unknown.certificate, None);
}

#[test]
fn path_and_revocation_are_questions_of_their_own() {
    let family = Family::keys("interop/bc");
    let leaf = &family.keys["leaf256A"];
    let (_, cms, certificates) = messages("interop/bc")
        .into_iter()
        .find(|(id, ..)| id == "bc_sig_256A")
        .unwrap();
    let root = [family.keys["root512A"].certificate.clone()];
    let store: TrustStore = root.into_iter().collect();
    let verifier = Verifier::new(Trust::Anchors(&store)).certificates(&certificates);
    let in_time = verifier.at(GEN_TIME).report(&cms).unwrap();
    let signer = &in_time.signers()[0];
    assert_eq!(signer.judged_at, JudgedAt::Given(GEN_TIME));
    let PathVerdict::Anchor(path) = &signer.path else {
        panic!("{}", signer.path)
    };
    assert_eq!(path.len(), 3);
    assert_eq!(path[0], leaf.certificate);
    assert_eq!(
        signer.revocation,
        RevocationVerdict::Unknown {
            index: 0,
            why: UnknownStatus::NoEvidence
        }
    );
    assert_eq!(in_time.require(RevocationPolicy::SoftFail), Ok(()));
    assert_eq!(in_time.require(RevocationPolicy::None), Ok(()));
    let refusal = in_time.require(RevocationPolicy::HardFail).unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::RevocationStatusUnknown);

    let late = UnixTime(4_000_000_000);
    let expired = verifier.at(late).report(&cms).unwrap();
    let signer = &expired.signers()[0];
    assert!(matches!(
        signer.path,
        PathVerdict::Refused {
            error: PathError::CertExpired { .. },
            index: 0,
            ..
        }
    ));
    assert!(matches!(signer.signature, SignatureVerdict::Good(_)));
    assert_eq!(signer.revocation, RevocationVerdict::NotAsked);
}

/// Request and response of BouncyCastle, and the anchor of its authority.
fn time_stamp() -> (TimeStampReq, Vec<u8>, TrustStore, Vec<Certificate>) {
    let family = Family::keys("interop/bc");
    let file = |name: &str| read(&family.folder.join(name));
    let root = [family.keys["root512A"].certificate.clone()];
    (
        TimeStampReq::from_der(&file("tsp_request.tsq")).unwrap(),
        file("tsp_response.tsr"),
        root.into_iter().collect(),
        vec![family.keys["int256A"].certificate.clone()],
    )
}

#[test]
fn the_time_stamp_of_bouncy_castle_proves_its_time() {
    let (request, response, store, extra) = time_stamp();
    let verifier = Verifier::new(Trust::Anchors(&store))
        .certificates(&extra)
        .at(GEN_TIME);
    let (token, verdicts) = verifier.time_stamp_response(&request, &response).unwrap();
    assert_eq!(verdicts.imprint, ImprintVerdict::Same);
    assert_eq!(verdicts.require(RevocationPolicy::SoftFail), Ok(GEN_TIME));
    let info = verdicts.info.as_ref().unwrap();
    assert_eq!(info.serial, [42]);
    let inner = verdicts.token.as_deref().unwrap();
    assert!(
        matches!(inner.path, PathVerdict::Anchor(_)),
        "{}",
        inner.path
    );
    assert_eq!(inner.binding, BindingVerdict::Bound);

    // The same token over other data.
    let streebog = NamedHash::Gost(DigestAlgorithm::Streebog256);
    let other = MessageImprint::of(streebog, b"other");
    let verdicts = verifier.time_stamp(&token, &other).unwrap();
    assert_eq!(verdicts.imprint, ImprintVerdict::Differs);
    assert_eq!(
        verdicts.require(RevocationPolicy::None),
        Err(SignedError::TimeStampMismatch)
    );
    // Nobody to trust: the signature is good, and proves no time.
    let verdicts = Verifier::new(Trust::None)
        .time_stamp(&token, request.imprint())
        .unwrap();
    assert_eq!(verdicts.require_signature(), Ok(GEN_TIME));
    assert_eq!(
        verdicts.require(RevocationPolicy::None),
        Err(SignedError::TrustNotEstablished)
    );
}

#[test]
fn an_answer_must_be_to_this_request() {
    let (request, response, _, _) = time_stamp();
    let verifier = Verifier::new(Trust::None);
    let imprint = request.imprint().clone();
    let streebog = NamedHash::Gost(DigestAlgorithm::Streebog256);
    for other in [
        TimeStampReq::new(imprint.clone()).nonce(&[1]),
        TimeStampReq::new(MessageImprint::of(streebog, b"other")),
        TimeStampReq::new(imprint.clone()).policy(gostseal::Oid::new("1.2.3")),
    ] {
        let refusal = verifier.time_stamp_response(&other, &response).unwrap_err();
        assert_eq!(refusal, SignedError::TimeStampMismatch);
        assert_eq!(refusal.code(), ErrorCode::InvalidTimeStamp);
    }
    // Without a nonce any answer over the same digest will do.
    let without = TimeStampReq::new(imprint);
    assert!(verifier.time_stamp_response(&without, &response).is_ok());
    let parsed = TimeStampResp::from_der(&response).unwrap();
    assert_eq!(parsed.status(), PkiStatus::Granted);
}

#[test]
fn a_signature_of_a_document_is_no_time_stamp() {
    let (request, ..) = time_stamp();
    for (id, cms, _) in messages("interop/bc") {
        let refusal = Verifier::new(Trust::None)
            .time_stamp(&cms, request.imprint())
            .unwrap_err();
        assert!(
            matches!(refusal, SignedError::UnsupportedContentType(_)),
            "{id}: {refusal}"
        );
    }
}

#[test]
fn a_message_in_pieces_is_judged_as_in_one() {
    let mut attached = 0;
    for name in FAMILIES {
        for (id, cms, certificates) in messages(name) {
            let Ok(data) = SignedData::parse(&cms) else {
                continue;
            };
            let Some(content) = data.unverified_content().map(<[u8]>::to_vec) else {
                continue;
            };
            let verifier = Verifier::new(Trust::None).certificates(&certificates);
            let Ok(whole) = verifier.report(&cms) else {
                continue;
            };
            for chunk in [1, 7, 1023, 1024, 1025, cms.len()] {
                // One octet at a time is for short messages.
                if chunk == 1 && cms.len() > 20_000 {
                    continue;
                }
                let mut push = PushVerifier::attached();
                let mut out = Vec::new();
                for piece in cms.chunks(chunk) {
                    push.update(piece, &mut out).unwrap();
                }
                assert_eq!(out, content, "{id}");
                let message = push.finish().unwrap();
                assert_eq!(message.content_len(), content.len() as u64);
                let pieces = message.report(&verifier).unwrap();
                for (one, other) in whole.signers().iter().zip(pieces.signers()) {
                    // A digest that the message does not announce is not taken ahead.
                    if matches!(other.content, ContentVerdict::NotChecked(_))
                        && !matches!(one.content, ContentVerdict::NotChecked(_))
                    {
                        assert_eq!(id, "sig_digalg_mismatch");
                        continue;
                    }
                    assert_eq!(one.require_signature(), other.require_signature(), "{id}");
                    assert_eq!(one.signature, other.signature, "{id}");
                    assert_eq!(one.content, other.content, "{id}");
                    assert_eq!(one.binding, other.binding, "{id}");
                }
            }
            attached += 1;

            // The same content beside the message.
            let mut push = PushVerifier::detached(cms.clone()).unwrap();
            let mut nothing = Vec::new();
            for piece in content.chunks(777) {
                push.update(piece, &mut nothing).unwrap();
            }
            let beside = push.finish().unwrap().report(&verifier).unwrap();
            assert_eq!(beside.signers().len(), whole.signers().len(), "{id}");
            assert!(nothing.is_empty());
            let mut push = PushVerifier::detached(cms).unwrap();
            push.update(b"other content", &mut nothing).unwrap();
            match push.finish().unwrap().report(&verifier) {
                Err(refusal) => assert_eq!(refusal, SignedError::DigestMismatch, "{id}"),
                // No digest that is known here: nothing can be compared, and nothing is said to be good.
                Ok(report) => {
                    assert_eq!(id, "sig_digalg_unknown");
                    assert!(report.require(RevocationPolicy::None).is_err());
                }
            }
        }
    }
    assert!(attached > 40, "{attached}");
}

#[test]
fn a_message_that_ends_early_is_refused_at_the_end() {
    let (_, cms, _) = messages("interop/openssl").swap_remove(0);
    for length in 0..cms.len() {
        let mut push = PushVerifier::attached();
        let mut out = Vec::new();
        let refused = push.update(&cms[..length], &mut out).is_err();
        assert!(refused || push.finish().is_err(), "{length}");
    }
}

#[test]
fn what_stands_around_the_content_is_limited() {
    let (_, cms, _) = messages("interop/openssl").swap_remove(0);
    let mut push = PushVerifier::attached_within(100);
    let mut out = Vec::new();
    let refusal = push.update(&cms, &mut out).unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::LimitExceeded);
    // After an error there is nothing more.
    assert!(push.update(&[0], &mut out).is_err());
    assert!(push.finish().is_err());
}
