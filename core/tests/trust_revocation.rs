// SPDX-License-Identifier: MIT OR Apache-2.0
//! Revocation: CRLs and OCSP responses of the corpus, and those made to order, right or wrong in one point.
#![cfg(feature = "std")]

#[path = "../src/testutil.rs"]
mod testutil;
mod trust_support;

use gostseal::UnixTime;
use gostseal::trust::path::{self, Options};
use gostseal::trust::{
    CertIdHash, Certificate, Crl, CrlError, CrlScan, Evidence, Finding, Freshness, Need,
    NeedOptions, Nonce, OcspError, OcspResponse, PathError, Query, Revocation, RevocationPolicy,
    RevocationStatus, Revoked, Source, TrustStore, UnknownStatus, Usage,
};
use testutil::{Case, vector_bytes, vector_json};
use trust_support::*;

fn bc(id: &str) -> Certificate {
    Certificate::from_der(&vector_bytes(&format!("interop/bc/keys/{id}.cert.der"))).unwrap()
}

fn bc_at() -> UnixTime {
    "2026-12-01T00:00:00Z".parse().unwrap()
}

fn find(
    evidence: &Evidence,
    certificate: &Certificate,
    issuer: &Certificate,
    at: Option<UnixTime>,
) -> Finding {
    let issuer_key = issuer.public_key().unwrap();
    evidence.find(&Query {
        certificate,
        issuer,
        issuer_key: &issuer_key,
        at,
    })
}

fn of_crls(ders: &[Vec<u8>]) -> Evidence {
    let mut evidence = Evidence::new();
    for der in ders {
        evidence.add_crl(Crl::from_der(der).unwrap());
    }
    evidence
}

#[test]
fn crls_of_a_peer_are_judged_as_expected() {
    let index = vector_json("interop/bc/index.json");
    let mut judged = 0;
    for value in index["cases"].as_array().unwrap() {
        if value["type"] != "CRL" {
            continue;
        }
        let case = Case::new("bc", value.clone(), &["type", "expected", "verdict"]);
        let issuer = bc(case.str("issuer"));
        let evidence = of_crls(&[vector_bytes(&format!("interop/bc/{}", case.str("file")))]);
        let revoked: Vec<&str> = case
            .value("revoked")
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap())
            .collect();
        for key in index["keys"].as_array().unwrap() {
            let id = key["id"].as_str().unwrap();
            if key["issuer"] != value["issuer"] || id == "root512A" {
                continue;
            }
            let finding = find(&evidence, &bc(id), &issuer, Some(bc_at()));
            let stale = value["id"] == "crl_stale";
            let expected = match (stale, revoked.contains(&id)) {
                (true, _) => matches!(
                    finding,
                    Finding::Unknown(UnknownStatus::Crl(CrlError::Stale { .. }))
                ),
                (false, true) => matches!(
                    finding,
                    Finding::Revoked {
                        source: Source::Crl,
                        revoked: Revoked {
                            reason: Some(1),
                            ..
                        }
                    }
                ),
                // "expired" had expired before the list was made, which then says nothing of it.
                (false, false) => {
                    matches!(finding, Finding::Good { later: None, .. })
                        || id == "expired"
                            && finding
                                == Finding::Unknown(UnknownStatus::Crl(CrlError::AfterExpiry))
                }
            };
            assert!(expected, "{case} {id}: {finding:?}");
            judged += 1;
        }
    }
    assert!(judged > 20);
}

#[test]
fn malformed_crls_are_judged_as_expected() {
    let index = vector_json("interop/malformed/index.json");
    let mut judged = 0;
    for value in index["cases"].as_array().unwrap() {
        if value["type"] != "CertificateList" {
            continue;
        }
        let case = Case::new(
            "malformed",
            value.clone(),
            &["type", "expected", "reason", "observed_openssl_gost_engine"],
        );
        let file = |name: &str| vector_bytes(&format!("interop/malformed/{name}"));
        let issuer = Certificate::from_der(&file(case.str("issuer_cert"))).unwrap();
        let at: UnixTime = case.str("at").parse().unwrap();
        let asked = case.value("serial_asked").as_u64().unwrap() as u8;
        let evidence = of_crls(&[file(case.str("file"))]);
        let finding = |serial: u8| {
            let mut spec = Spec::new("", "holder").serial(&[serial]);
            spec.issuer = issuer.subject().der().to_vec();
            find(&evidence, &spec.issue(&key(3), &key(2)), &issuer, Some(at))
        };
        if case.str("verdict") == "ok" {
            assert!(matches!(finding(asked), Finding::Revoked { .. }), "{case}");
            assert!(matches!(finding(7), Finding::Good { .. }), "{case}");
        } else {
            for serial in [asked, 7] {
                let Finding::Unknown(UnknownStatus::Crl(error)) = finding(serial) else {
                    panic!("{case}: {:?}", finding(serial));
                };
                let expected = match value["id"].as_str().unwrap() {
                    "crl_badsig" | "crl_otherissuer" => error == CrlError::InvalidSignature,
                    "crl_stale" => matches!(error, CrlError::Stale { .. }),
                    "crl_critext" => matches!(error, CrlError::UnknownCriticalExtension(_)),
                    _ => false,
                };
                assert!(expected, "{case}: {error}");
            }
        }
        judged += 1;
    }
    assert_eq!(judged, 5);
}

#[test]
fn ocsp_responses_of_a_peer_are_judged_as_expected() {
    let issuer = bc("int256A");
    for (id, file) in [
        ("leaf256A", "ocsp_leaf256A.ors"),
        ("revoked", "ocsp_revoked.ors"),
    ] {
        let response =
            OcspResponse::from_der(&vector_bytes(&format!("interop/bc/{file}"))).unwrap();
        let certificate = bc(id);
        assert!(response.is_about(&certificate, &issuer));
        let mut evidence = Evidence::new();
        evidence.add_ocsp(response);
        let finding = find(&evidence, &certificate, &issuer, Some(bc_at()));
        match id {
            "revoked" => {
                let at = "2026-11-16T23:22:20Z".parse().unwrap();
                let reason = Some(1);
                let source = Source::Ocsp;
                let revoked = Revoked { at, reason };
                assert_eq!(finding, Finding::Revoked { source, revoked });
            }
            _ => assert!(matches!(finding, Finding::Good { .. }), "{finding:?}"),
        }
        // It says nothing of any other certificate.
        assert_eq!(
            find(&evidence, &bc("leaf512A"), &issuer, Some(bc_at())),
            Finding::Unknown(UnknownStatus::NoEvidence)
        );
    }
}

/// An authority (key 1, "ca") and certificates of it.
struct House {
    ca: Certificate,
}

fn house() -> House {
    House {
        ca: Spec::ca("ca", "ca").issue(&key(1), &key(1)),
    }
}

impl House {
    fn leaf(&self, serial: u8) -> Certificate {
        Spec::new("ca", "leaf")
            .serial(&[serial])
            .issue(&key(3), &key(1))
    }

    fn by_crls(&self, crls: &[CrlSpec], serial: u8) -> Finding {
        self.by_crls_at(crls, serial, Some(NOW))
    }

    fn by_crls_at(&self, crls: &[CrlSpec], serial: u8, at: Option<UnixTime>) -> Finding {
        let ders: Vec<Vec<u8>> = crls.iter().map(|crl| crl.der(&key(1))).collect();
        find(&of_crls(&ders), &self.leaf(serial), &self.ca, at)
    }

    fn by_ocsp(&self, der: &[u8], nonce: Nonce) -> Finding {
        let mut evidence = Evidence::new();
        evidence.add_ocsp(OcspResponse::from_der(der).unwrap().with_nonce(nonce));
        find(&evidence, &self.leaf(5), &self.ca, Some(NOW))
    }
}

fn crl_unknown(error: CrlError) -> Finding {
    Finding::Unknown(UnknownStatus::Crl(error))
}

fn ocsp_unknown(error: OcspError) -> Finding {
    Finding::Unknown(UnknownStatus::Ocsp(error))
}

#[test]
fn a_revocation_counts_from_its_date_or_from_an_earlier_doubt() {
    let house = house();
    let plain = || {
        [CrlSpec::new(
            "ca",
            vec![entry(&[5], days(-10), &[reason(1)])],
        )]
    };
    let at = |at| house.by_crls_at(&plain(), 5, at);
    let revoked = Revoked {
        at: days(-10),
        reason: Some(1),
    };
    let source = Source::Crl;
    assert_eq!(at(Some(NOW)), Finding::Revoked { source, revoked });
    assert_eq!(at(Some(days(-10))), Finding::Revoked { source, revoked });
    assert_eq!(at(None), Finding::Revoked { source, revoked });
    let later = Some(revoked);
    let as_of = Some(days(-1));
    let good = Finding::Good {
        source,
        as_of,
        later,
    };
    assert_eq!(at(Some(days(-11))), good);
    // invalidityDate: the key was in doubt before.
    let doubt = extension(INVALIDITY_DATE, false, &time(days(-20)));
    let doubted = [CrlSpec::new("ca", vec![entry(&[5], days(-10), &[doubt])])];
    assert_eq!(
        house.by_crls_at(&doubted, 5, Some(days(-15))).status(),
        RevocationStatus::Revoked {
            at: days(-20),
            reason: None
        }
    );
}

#[test]
fn a_list_that_went_stale_proves_revocations_only() {
    let house = house();
    let mut stale = CrlSpec::new(
        "ca",
        vec![
            entry(&[5], days(-10), &[]),
            entry(&[6], days(-10), &[reason(6)]),
        ],
    );
    stale.this_update = days(-9);
    stale.next_update = Some(days(-2));
    let stale = [stale];
    let error = CrlError::Stale {
        time: NOW,
        until: days(-2),
    };
    assert!(matches!(house.by_crls(&stale, 5), Finding::Revoked { .. }));
    assert_eq!(house.by_crls(&stale, 7), crl_unknown(error));
    // One on hold may have been let go since.
    assert_eq!(house.by_crls(&stale, 6), crl_unknown(error));
    // Without dates everything counts.
    assert!(matches!(
        house.by_crls_at(&stale, 7, None),
        Finding::Good { .. }
    ));
}

#[test]
fn a_list_without_next_update_lasts_as_long_as_the_caller_says() {
    let house = house();
    let mut crl = CrlSpec::new("ca", Vec::new());
    crl.this_update = days(-2);
    crl.next_update = None;
    let mut evidence = of_crls(&[crl.der(&key(1))]);
    let ask = |evidence: &Evidence| find(evidence, &house.leaf(5), &house.ca, Some(NOW));
    assert!(matches!(
        ask(&evidence),
        Finding::Unknown(UnknownStatus::Crl(CrlError::Stale { .. }))
    ));
    evidence.set_freshness(Freshness {
        without_next_update: 3 * 86_400,
        ..Freshness::default()
    });
    assert!(matches!(ask(&evidence), Finding::Good { .. }));
    evidence.set_freshness(Freshness {
        without_next_update: 3 * 86_400,
        max_age: Some(86_400),
        ..Freshness::default()
    });
    assert!(matches!(ask(&evidence), Finding::Unknown(_)));
}

#[test]
fn deltas_add_and_remove() {
    let house = house();
    let base = || {
        CrlSpec::new(
            "ca",
            vec![
                entry(&[5], days(-10), &[reason(6)]),
                entry(&[6], days(-10), &[]),
            ],
        )
        .number(10)
    };
    let delta = |base: u8, number: u8| {
        CrlSpec::new(
            "ca",
            vec![
                entry(&[5], days(-2), &[reason(8)]),
                entry(&[7], days(-2), &[reason(4)]),
            ],
        )
        .number(number)
        .delta_to(base)
    };
    let both = || [base(), delta(10, 11)];
    assert!(matches!(
        house.by_crls(&[base()], 5),
        Finding::Revoked { .. }
    ));
    assert!(matches!(house.by_crls(&both(), 5), Finding::Good { .. }));
    assert!(matches!(
        house.by_crls(&both(), 6),
        Finding::Revoked {
            source: Source::Crl,
            ..
        }
    ));
    assert_eq!(
        house.by_crls(&both(), 7),
        Finding::Revoked {
            source: Source::DeltaCrl,
            revoked: Revoked {
                at: days(-2),
                reason: Some(4)
            }
        }
    );
    // A delta alone, or to a later base, says nothing.
    assert_eq!(
        house.by_crls(&[delta(10, 11)], 7),
        crl_unknown(CrlError::DeltaWithoutBase)
    );
    assert!(matches!(
        house.by_crls(&[base(), delta(11, 12)], 7),
        Finding::Good { .. }
    ));
}

fn point(content: &[&[u8]]) -> Vec<u8> {
    extension(ISSUING_POINT, true, &tlv(0x30, content))
}

#[test]
fn indirect_lists_are_refused_clearly() {
    let house = house();
    let indirect = CrlSpec::new("ca", Vec::new()).with(point(&[&[0x84, 1, 0xff]]));
    assert_eq!(
        house.by_crls(&[indirect], 5),
        crl_unknown(CrlError::Indirect)
    );
    let issuer = extension(
        CERTIFICATE_ISSUER,
        true,
        &tlv(0x30, &[&tlv(0xa4, &[&name("other")])]),
    );
    let unmarked = CrlSpec::new("ca", vec![entry(&[5], days(-10), &[issuer])]);
    assert_eq!(
        house.by_crls(&[unmarked], 5),
        crl_unknown(CrlError::Indirect)
    );
}

#[test]
fn a_list_covers_what_it_says() {
    let house = house();
    let scoped = |content: &[&[u8]]| [CrlSpec::new("ca", Vec::new()).with(point(content))];
    assert!(matches!(
        house.by_crls(&scoped(&[&[0x81, 1, 0xff]]), 5),
        Finding::Good { .. }
    ));
    for other in [&[0x82, 1, 0xff][..], &[0x85, 1, 0xff]] {
        assert_eq!(
            house.by_crls(&scoped(&[other]), 5),
            crl_unknown(CrlError::OutOfScope)
        );
    }
    // keyCompromise alone, then the other reasons too.
    let some = || CrlSpec::new("ca", Vec::new()).with(point(&[&[0x83, 2, 6, 0x40]]));
    let others = || CrlSpec::new("ca", Vec::new()).with(point(&[&[0x83, 3, 7, 0x3f, 0x80]]));
    assert_eq!(
        house.by_crls(&[some()], 5),
        crl_unknown(CrlError::OutOfScope)
    );
    assert!(matches!(
        house.by_crls(&[some(), others()], 5),
        Finding::Good { .. }
    ));
}

fn uri(url: &str) -> Vec<u8> {
    tlv(0x86, &[url.as_bytes()])
}

#[test]
fn a_list_of_another_place_says_nothing() {
    let house = house();
    let place = |url: &str| tlv(0xa0, &[&tlv(0xa0, &[&uri(url)])]);
    let leaf = |url: &str| {
        let points = tlv(0x30, &[&tlv(0x30, &[&place(url)])]);
        Spec::new("ca", "leaf")
            .serial(&[5])
            .with(extension(CRL_POINTS, false, &points))
            .issue(&key(3), &key(1))
    };
    let crl = CrlSpec::new("ca", Vec::new()).with(point(&[&place("http://a/1.crl")]));
    let evidence = of_crls(&[crl.der(&key(1))]);
    let ask = |url| find(&evidence, &leaf(url), &house.ca, Some(NOW));
    assert!(matches!(ask("http://a/1.crl"), Finding::Good { .. }));
    assert_eq!(ask("http://a/2.crl"), crl_unknown(CrlError::OutOfScope));
}

#[test]
fn critical_entry_extensions_that_nobody_knows_refuse_the_list() {
    let house = house();
    let strange = extension(&[0x55, 29, 99], true, &[5, 0]);
    let crl = CrlSpec::new("ca", vec![entry(&[9], days(-10), &[strange])]);
    assert!(matches!(
        house.by_crls(&[crl], 5),
        Finding::Unknown(UnknownStatus::Crl(CrlError::UnknownCriticalExtension(_)))
    ));
}

#[test]
fn the_issuer_must_be_allowed_to_sign_lists() {
    // keyCertSign without cRLSign.
    let ca = Spec::ca("ca", "ca")
        .with(extension(KEY_USAGE, true, &[3, 2, 2, 4]))
        .issue(&key(1), &key(1));
    let evidence = of_crls(&[CrlSpec::new("ca", Vec::new()).der(&key(1))]);
    assert_eq!(
        find(&evidence, &house().leaf(5), &ca, Some(NOW)),
        crl_unknown(CrlError::IssuerMayNotSign)
    );
}

#[test]
fn an_issuer_answers_for_its_certificates() {
    let house = house();
    let (leaf, ca) = (house.leaf(5), &house.ca);
    let good = OcspSpec::good().der(&leaf, ca, ca, &key(1));
    assert!(matches!(
        house.by_ocsp(&good, Nonce::Ignored),
        Finding::Good {
            source: Source::Ocsp,
            ..
        }
    ));
    let forged = OcspSpec::good().der(&leaf, ca, ca, &key(2));
    assert_eq!(
        house.by_ocsp(&forged, Nonce::Ignored),
        ocsp_unknown(OcspError::InvalidSignature)
    );
    let mut unknown = OcspSpec::good();
    unknown.status = vec![0x82, 0];
    assert_eq!(
        house.by_ocsp(&unknown.der(&leaf, ca, ca, &key(1)), Nonce::Ignored),
        ocsp_unknown(OcspError::UnknownToResponder)
    );
    let revoked = OcspSpec::revoked(days(-3)).der(&leaf, ca, ca, &key(1));
    assert!(matches!(
        house.by_ocsp(&revoked, Nonce::Ignored),
        Finding::Revoked { .. }
    ));
    let mut stale = OcspSpec::good();
    (stale.this_update, stale.next_update) = (days(-9), Some(days(-8)));
    assert_eq!(
        house.by_ocsp(&stale.der(&leaf, ca, ca, &key(1)), Nonce::Ignored),
        ocsp_unknown(OcspError::Stale {
            time: NOW,
            until: days(-8)
        })
    );
    assert_eq!(
        house.by_ocsp(&[0x30, 3, 0x0a, 1, 3], Nonce::Ignored),
        ocsp_unknown(OcspError::Refused(3))
    );
}

#[test]
fn a_delegate_must_be_the_issuers_and_made_for_it() {
    let house = house();
    let leaf = house.leaf(5);
    let purpose = extension(
        EXT_KEY_USAGE,
        true,
        &tlv(0x30, &[&tlv(6, &[&[0x2b, 6, 1, 5, 5, 7, 3, 9]])]),
    );
    let made_for_it = || Spec::new("ca", "responder").with(purpose.clone());
    let answer = |delegate: &Certificate| {
        let mut spec = OcspSpec::good();
        spec.certificates = vec![delegate.der().to_vec()];
        let der = spec.der(&leaf, &house.ca, delegate, &key(8));
        house.by_ocsp(&der, Nonce::Ignored)
    };
    assert!(matches!(
        answer(&made_for_it().issue(&key(8), &key(1))),
        Finding::Good { .. }
    ));
    let refused = ocsp_unknown(OcspError::ResponderNotAuthorized);
    // Another authority's, one without the purpose, one that had expired when it answered.
    assert_eq!(answer(&made_for_it().issue(&key(8), &key(2))), refused);
    assert_eq!(
        answer(&Spec::new("ca", "responder").issue(&key(8), &key(1))),
        refused
    );
    let mut old = made_for_it();
    old.not_after = days(-50);
    assert_eq!(answer(&old.issue(&key(8), &key(1))), refused);
}

#[test]
fn the_nonce_is_compared_when_it_is_asked_for() {
    let house = house();
    let answer = |sent: Option<u8>, nonce| {
        let mut spec = OcspSpec::good();
        spec.nonce = sent.map(|octet| vec![octet; 16]);
        let der = spec.der(&house.leaf(5), &house.ca, &house.ca, &key(1));
        house.by_ocsp(&der, nonce)
    };
    let wanted = || vec![7; 16];
    for (sent, nonce, expected) in [
        (Some(7), Nonce::Required(wanted()), None),
        (Some(7), Nonce::IfPresent(wanted()), None),
        (None, Nonce::IfPresent(wanted()), None),
        (Some(8), Nonce::Ignored, None),
        (
            Some(8),
            Nonce::IfPresent(wanted()),
            Some(OcspError::NonceMismatch),
        ),
        (
            Some(8),
            Nonce::Required(wanted()),
            Some(OcspError::NonceMismatch),
        ),
        (
            None,
            Nonce::Required(wanted()),
            Some(OcspError::NonceAbsent),
        ),
    ] {
        match expected {
            None => assert!(matches!(answer(sent, nonce), Finding::Good { .. })),
            Some(error) => assert_eq!(answer(sent, nonce), ocsp_unknown(error)),
        }
    }
}

#[test]
fn the_policy_says_what_becomes_of_the_unknown() {
    let (leaf, extra) = (bc("leaf256A"), [bc("int256A")]);
    let store: TrustStore = [bc("root512A")].into_iter().collect();
    let empty = Evidence::new();
    let crls = of_crls(&[
        vector_bytes("interop/bc/crl_int256A.crl"),
        vector_bytes("interop/bc/crl_root512A.crl"),
    ]);
    let judge = |leaf: &Certificate, evidence: &Evidence, policy| {
        let mut options = Options::new(Some(bc_at()), Usage::Any);
        options.revocation = evidence;
        options.policy = policy;
        let verdict = path::judge(leaf, &extra, &store, &options);
        assert_eq!(verdict.revocation().len(), 2);
        assert!(verdict.path().is_some());
        verdict
            .into_result()
            .map(|_| ())
            .map_err(|e| (e.error, e.index))
    };
    use RevocationPolicy::{HardFail, None, SoftFail};
    assert_eq!(
        judge(&leaf, &empty, HardFail),
        Err((PathError::StatusUnknown(UnknownStatus::NoEvidence), 0))
    );
    assert_eq!(judge(&leaf, &empty, SoftFail), Ok(()));
    for policy in [HardFail, SoftFail, None] {
        assert_eq!(judge(&leaf, &crls, policy), Ok(()));
    }
    let revoked = bc("revoked");
    for policy in [HardFail, SoftFail] {
        assert!(matches!(
            judge(&revoked, &crls, policy),
            Err((PathError::CertRevoked { .. }, 0))
        ));
    }
    assert_eq!(judge(&revoked, &crls, None), Ok(()));
}

#[test]
fn what_is_needed_is_listed_for_those_that_nothing_tells_of() {
    let house = house();
    let access = tlv(
        0x30,
        &[&tlv(
            0x30,
            &[
                &tlv(6, &[&[0x2b, 6, 1, 5, 5, 7, 48, 1]]),
                &uri("http://ocsp.ca/"),
            ],
        )],
    );
    let points = tlv(
        0x30,
        &[&tlv(
            0x30,
            &[&tlv(
                0xa0,
                &[&tlv(
                    0xa0,
                    &[&uri("http://ca/1.crl"), &uri("http://b/1.crl")],
                )],
            )],
        )],
    );
    let leaf = Spec::new("ca", "leaf")
        .serial(&[5])
        .with(extension(INFO_ACCESS, false, &access))
        .with(extension(CRL_POINTS, false, &points))
        .issue(&key(3), &key(1));
    let store: TrustStore = [house.ca.clone()].into_iter().collect();
    let path = path::verify(&leaf, &[], &store, Some(NOW), Usage::Any).unwrap();
    let options = NeedOptions {
        nonce: Some(&[7; 16]),
        ..NeedOptions::default()
    };
    let crl = |url: &str| Need::Crl {
        certificate: 0,
        url: url.into(),
        delta: false,
    };
    let request = gostseal::trust::ocsp_request(&leaf, &house.ca, CertIdHash::Sha1, Some(&[7; 16]));
    let ocsp = Need::Ocsp {
        certificate: 0,
        url: "http://ocsp.ca/".into(),
        request,
    };
    assert_eq!(
        Evidence::new().needs(&path, Some(NOW), &options),
        [ocsp, crl("http://ca/1.crl"), crl("http://b/1.crl")]
    );
    let known = of_crls(&[CrlSpec::new("ca", Vec::new()).der(&key(1))]);
    assert_eq!(known.needs(&path, Some(NOW), &options), []);
}

#[test]
fn a_list_is_scanned_for_the_certificates_asked_about() {
    let house = house();
    let mut entries = Vec::new();
    let one = |serial: u32| entry(&[&[1][..], &serial.to_be_bytes()].concat(), days(-10), &[]);
    let length = one(0).len();
    // One of 50 MiB is for `crl_memory`.
    let count = (1 << 20) / length as u32;
    let mut all = Vec::with_capacity(count as usize * length);
    for serial in 0..count {
        all.extend(one(serial));
    }
    entries.push(all);
    let der = CrlSpec::new("ca", entries).der(&key(1));
    assert!(der.len() >= 1 << 20);
    let leaf = |serial: u32| {
        Spec::new("ca", "leaf")
            .serial(&[&[1][..], &serial.to_be_bytes()].concat())
            .issue(&key(3), &key(1))
    };
    let (listed, other, unasked) = (leaf(count / 2), leaf(count), leaf(1));
    let crl = Crl::scan(&der[..], [&listed, &other]).unwrap().unwrap();
    assert_eq!(crl.entry_count(), u64::from(count));
    let mut evidence = Evidence::new();
    evidence.add_crl(crl);
    let ask = |leaf| find(&evidence, leaf, &house.ca, Some(NOW));
    assert!(matches!(ask(&listed), Finding::Revoked { .. }));
    assert!(matches!(ask(&other), Finding::Good { .. }));
    assert_eq!(ask(&unasked), crl_unknown(CrlError::NotScanned));
}

#[test]
fn a_changed_octet_of_a_list_or_a_response_is_never_good() {
    let house = house();
    let crl = CrlSpec::new("ca", vec![entry(&[5], days(-10), &[reason(1)])])
        .number(3)
        .der(&key(1));
    let response = OcspSpec::revoked(days(-3)).der(&house.leaf(5), &house.ca, &house.ca, &key(1));
    let mut refused = 0;
    for at in 0..crl.len() {
        let mut changed = crl.clone();
        changed[at] ^= 1;
        let mut scan = CrlScan::all();
        let read = scan.update(&changed).and_then(|()| scan.finish());
        if let Ok(crl) = read {
            let mut evidence = Evidence::new();
            evidence.add_crl(crl);
            let finding = find(&evidence, &house.leaf(5), &house.ca, None);
            assert!(matches!(finding, Finding::Unknown(_)), "{at}: {finding:?}");
        }
        refused += 1;
    }
    for at in 0..response.len() {
        let mut changed = response.clone();
        changed[at] ^= 1;
        if let Ok(response) = OcspResponse::from_der(&changed) {
            let mut evidence = Evidence::new();
            evidence.add_ocsp(response);
            let finding = find(&evidence, &house.leaf(5), &house.ca, None);
            assert!(matches!(finding, Finding::Unknown(_)), "{at}: {finding:?}");
        }
        refused += 1;
    }
    assert!(refused > 400);
}
