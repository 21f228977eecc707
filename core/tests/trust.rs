// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates and paths of the corpus: malformed ones, a peer's chains, published authorities.

#[path = "../src/testutil.rs"]
mod testutil;

use gostseal::keys::KeyError;
use gostseal::trust::path::{self, Budget, Options};
use gostseal::trust::{Certificate, PathError, Revocation, RevocationStatus, TrustStore, Usage};
use gostseal::{ErrorCode, FormatError, ParseError, ParseErrorKind, UnixTime};

use testutil::{Case, vector_bytes, vector_json};

/// Why a certificate is refused: it cannot be read, or it is not trusted.
#[derive(Debug)]
enum Refusal {
    Parse(ParseError),
    Path(PathError),
}

/// Judges a certificate and gives the length of its path.
fn judge(
    der: &[u8],
    extra: &[Certificate],
    store: &TrustStore,
    at: &str,
) -> Result<usize, Refusal> {
    let leaf = Certificate::from_der(der).map_err(Refusal::Parse)?;
    let at = Some(at.parse().unwrap());
    let path = path::verify(&leaf, extra, store, at, Usage::Signature).map_err(Refusal::Path)?;
    assert_eq!(path.certificates().first(), Some(&&leaf));
    Ok(path.certificates().len())
}

/// Whether the refusal is for the reason that the index gives.
fn is_expected(id: &str, refusal: &Refusal) -> bool {
    use ParseErrorKind as Kind;
    match refusal {
        Refusal::Parse(e) => match id {
            "x_sig_mismatch" => (e.kind, e.what) == (Kind::Value, "signatureAlgorithm"),
            "x_sig_unused" => (e.kind, e.what) == (Kind::Encoding, "signatureValue"),
            "x_nb_after_na" => (e.kind, e.what) == (Kind::Value, "validity"),
            "x_v1_with_ext" => e.what == "extensions",
            "x_ext_dup" => e.kind == Kind::DuplicateField,
            "x_time_bad" | "x_time_offset" | "x_time_empty" => e.kind == Kind::Encoding,
            "x_trailing" => e.kind == Kind::TrailingData,
            "x_nonminimal" | "x_indef" => e.kind == Kind::Length,
            _ => false,
        },
        Refusal::Path(PathError::InvalidKey(e)) => match id {
            "x_key_offcurve" | "x_key_zero" => *e == FormatError::Key(KeyError::NotOnCurve),
            "x_key_raw" | "x_key_short" | "x_key_trail" | "x_key_explicit"
            | "x_key_emptyparams" => {
                matches!(e, FormatError::Parse(_))
            }
            // The issuer's key is on another curve or has another algorithm.
            "x_key_noparams" => {
                matches!(
                    e,
                    FormatError::KeyParametersAbsent | FormatError::Key(KeyError::NotOnCurve)
                )
            }
            "x_key_unknowncurve" => matches!(e, FormatError::UnsupportedParamSet(_)),
            "x_key_wrongdigest" => *e == FormatError::Key(KeyError::AlgorithmMismatch),
            "x_forged_smallorder" => *e == FormatError::Key(KeyError::WrongSubgroup),
            _ => false,
        },
        Refusal::Path(e) => match id {
            "x_sig_flip" | "x_sig_zero" | "x_fake_issuer" => {
                *e == PathError::InvalidCertificateSignature
            }
            "x_expired" => {
                matches!(e, PathError::CertExpired { time, not_after } if time > not_after)
            }
            "x_notyet" => {
                matches!(e, PathError::CertNotYetValid { time, not_before } if time < not_before)
            }
            "x_crit_unknown" => matches!(e, PathError::UnknownCriticalExtension(_)),
            "x_issuer_not_ca" => *e == PathError::NotCertificateAuthority,
            _ => false,
        },
    }
}

#[test]
fn malformed_certificates_are_refused_for_their_reason() {
    const EXPLAINED: &[&str] = &["type", "expected", "reason", "observed_openssl_gost_engine"];
    // CRLs are another part's work.
    const LATER: &[&str] = &[
        "crl_base",
        "crl_badsig",
        "crl_otherissuer",
        "crl_stale",
        "crl_critext",
    ];
    let index = vector_json("interop/malformed/index.json");
    let file = |name: &str| vector_bytes(&format!("interop/malformed/{name}"));
    let (mut judged, mut later) = (0, 0);
    for value in index["cases"].as_array().unwrap() {
        let id = value["id"].as_str().unwrap();
        match value["type"].as_str().unwrap() {
            "CertificateList" => {
                assert!(LATER.contains(&id), "{id}");
                later += 1;
                continue;
            }
            "Certificate" => judged += 1,
            _ => continue,
        }
        let case = Case::new("malformed", value.clone(), EXPLAINED);
        let der = file(case.str("file"));
        let verdict = case.str("verdict");
        if let Some(prefixes) = case.opt("truncate_to") {
            let prefixes = prefixes.as_array().unwrap();
            assert!(!prefixes.is_empty() && verdict == "reject");
            for end in prefixes {
                let end = end.as_u64().unwrap() as usize;
                assert!(
                    Certificate::from_der(&der[..end]).is_err(),
                    "{case}: {end} octets"
                );
            }
            // A prefix cannot be read, so nobody judges it.
            case.opt("trust_anchor");
            case.opt("at");
            continue;
        }
        let store = TrustStore::from_bundle(&file(case.str("trust_anchor"))).unwrap();
        let names = case.opt("intermediates").and_then(|list| list.as_array());
        let extra: Vec<Certificate> = names
            .into_iter()
            .flatten()
            .map(|name| Certificate::from_der(&file(name.as_str().unwrap())).unwrap())
            .collect();
        match (verdict, judge(&der, &extra, &store, case.str("at"))) {
            ("ok", Ok(length)) => assert_eq!(length, 2, "{case}"),
            // A negative serial number is tolerated.
            ("either", Ok(length)) => assert_eq!((id, length), ("x_serial_neg", 2)),
            ("reject", Err(refusal)) => assert!(is_expected(id, &refusal), "{case}: {refusal:?}"),
            (verdict, result) => panic!("{case}: {verdict}, but {result:?}"),
        }
    }
    assert_eq!((judged, later), (32, LATER.len()));
}

fn bc(id: &str) -> Certificate {
    Certificate::from_der(&vector_bytes(&format!("interop/bc/keys/{id}.cert.der"))).unwrap()
}

fn store_of(id: &str) -> TrustStore {
    [bc(id)].into_iter().collect()
}

const AT: &str = "2026-12-01T00:00:00Z";

#[test]
fn chains_of_a_peer_are_judged_as_expected() {
    let index = vector_json("interop/bc/index.json");
    let keys = index["keys"].as_array().unwrap();
    let ids: Vec<&str> = keys.iter().map(|key| key["id"].as_str().unwrap()).collect();
    let store = store_of("root512A");
    // Everything but the root comes with the message, wanted or not.
    let extra: Vec<Certificate> = ids
        .iter()
        .filter(|id| **id != "root512A")
        .map(|id| bc(id))
        .collect();
    for (key, id) in keys.iter().zip(&ids) {
        let leaf = bc(id);
        let result = path::verify(&leaf, &extra, &store, Some(AT.parse().unwrap()), Usage::Any);
        match key["chain_expected"].as_str().unwrap() {
            "self-signed trust anchor" => assert_eq!(result.unwrap().certificates().len(), 1),
            "valid" => {
                let path = result.unwrap_or_else(|e| panic!("{id}: {e}"));
                let mut chain = vec![leaf.clone()];
                chain.extend(
                    key["chain"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|id| bc(id.as_str().unwrap())),
                );
                assert!(path.certificates().iter().copied().eq(chain.iter()), "{id}");
                assert_eq!(path.key(), &leaf.public_key().unwrap());
            }
            "invalid" => {
                let error = result.map(|_| ()).unwrap_err();
                let is_expected = match *id {
                    "expired" => matches!(error, PathError::CertExpired { .. }),
                    "notyet" => matches!(error, PathError::CertNotYetValid { .. }),
                    "fakeca_leaf" => error == PathError::NotCertificateAuthority,
                    "leaf_pathlen" => error == PathError::PathLengthExceeded { allowed: 0 },
                    _ => false,
                };
                assert!(is_expected, "{id}: {error}");
            }
            other => panic!("{id}: {other}"),
        }
    }
    assert_eq!(ids.len(), 17);
}

#[test]
fn an_intermediate_or_the_certificate_itself_may_be_the_anchor() {
    let leaf = bc("leaf256A");
    let at = Some(AT.parse().unwrap());
    let length = |store: &TrustStore| {
        path::verify(&leaf, &[], store, at, Usage::Signature).map(|path| path.certificates().len())
    };
    assert_eq!(length(&store_of("int256A")), Ok(2));
    assert_eq!(length(&store_of("leaf256A")), Ok(1));
    assert_eq!(
        length(&store_of("root512A")),
        Err(PathError::IssuerNotFound)
    );
    assert_eq!(length(&TrustStore::new()), Err(PathError::IssuerNotFound));
}

#[test]
fn a_trusted_signer_does_not_vouch_for_others() {
    let leaf = bc("fakeca_leaf");
    let store = store_of("leaf256A");
    let error = path::verify(&leaf, &[], &store, None, Usage::Any)
        .map(|_| ())
        .unwrap_err();
    assert_eq!(error, PathError::NotCertificateAuthority);
    assert_eq!(error.code(), ErrorCode::NotCertificateAuthority);
}

#[test]
fn the_time_is_the_callers_and_may_be_left_out() {
    let (leaf, extra, store) = (bc("expired"), [bc("int256A")], store_of("root512A"));
    let judge = |at| path::verify(&leaf, &extra, &store, at, Usage::Any).map(|_| ());
    assert_eq!(judge(None), Ok(()));
    let time = UnixTime(leaf.not_after().0 + 1);
    let expired = PathError::CertExpired {
        time,
        not_after: leaf.not_after(),
    };
    assert_eq!(judge(Some(time)), Err(expired));
    let time = UnixTime(leaf.not_before().0 - 1);
    let early = PathError::CertNotYetValid {
        time,
        not_before: leaf.not_before(),
    };
    assert_eq!(judge(Some(time)), Err(early));
}

#[test]
fn certificates_of_time_stamp_and_status_services_sign_no_documents() {
    let store = store_of("root512A");
    for service in ["tsa", "ocsp"] {
        let (leaf, extra) = (bc(service), [bc("int256A")]);
        let judge = |usage| path::verify(&leaf, &extra, &store, None, usage).map(|_| ());
        assert_eq!(judge(Usage::Signature), Err(PathError::KeyUsageNotAllowed));
        assert_eq!(judge(Usage::Any), Ok(()));
    }
}

#[test]
fn a_search_stops_at_its_budget() {
    let (leaf, extra, store) = (bc("leaf256A"), [bc("int256A")], store_of("root512A"));
    let judge = |budget| {
        let mut options = Options::new(None, Usage::Any);
        options.budget = budget;
        path::verify_with(&leaf, &extra, &store, &options).map(|_| ())
    };
    assert_eq!(judge(Budget::default()), Ok(()));
    // Exactly what the path needs: three certificates, two signatures, two names at each of two steps.
    assert_eq!(
        judge(Budget {
            path_len: 3,
            signatures: 2,
            names: 4
        }),
        Ok(())
    );
    for budget in [
        Budget {
            path_len: 2,
            signatures: 2,
            names: 4,
        },
        Budget {
            path_len: 3,
            signatures: 1,
            names: 4,
        },
        Budget {
            path_len: 3,
            signatures: 2,
            names: 3,
        },
    ] {
        assert_eq!(judge(budget), Err(PathError::BudgetExceeded));
    }
}

#[test]
fn revocation_is_asked_for_every_certificate_below_the_anchor() {
    struct Revokes(Certificate);
    impl Revocation for Revokes {
        fn status(
            &self,
            certificate: &Certificate,
            issuer: &Certificate,
            at: Option<UnixTime>,
        ) -> RevocationStatus {
            assert!(certificate.issuer().matches(&issuer.subject()));
            match at {
                Some(at) if *certificate == self.0 => RevocationStatus::Revoked {
                    at,
                    reason: Some(1),
                },
                _ => RevocationStatus::Good,
            }
        }
    }
    let (leaf, extra, store) = (bc("leaf256A"), [bc("int256A")], store_of("root512A"));
    let at: UnixTime = AT.parse().unwrap();
    for (revoked, expected) in [
        ("leaf256A", Err(PathError::CertRevoked { at })),
        ("int256A", Err(PathError::CertRevoked { at })),
        ("root512A", Ok(())),
    ] {
        let revocation = Revokes(bc(revoked));
        let mut options = Options::new(Some(at), Usage::Any);
        options.revocation = &revocation;
        let result = path::verify_with(&leaf, &extra, &store, &options).map(|_| ());
        assert_eq!(result, expected, "{revoked}");
    }
}

#[test]
fn published_chains_verify_up_to_the_given_root() {
    let x509 = |name: &str| {
        Certificate::from_der(&vector_bytes(&format!("formats/x509/{name}.der"))).unwrap()
    };
    for (root, leaf) in [
        ("cryptopro_test_root", "cryptopro_test_int"),
        ("guc2022", "sertum-q-2025"),
        ("mincifry-root-ca", "mincifry-sub-ca"),
        // A root without basic constraints: no CA to RFC 5280, but the caller's choice as an anchor.
        ("tc26_root256", "tc26_sender512"),
    ] {
        let store: TrustStore = [x509(root)].into_iter().collect();
        let leaf = x509(leaf);
        let found = path::verify(&leaf, &[], &store, None, Usage::Any);
        let found = found.unwrap_or_else(|e| panic!("{root}: {e}"));
        assert_eq!(found.certificates().len(), 2);
    }
}

/// Authorities lead to the head authorities of the set, whatever certificates of the same name stand around.
#[test]
fn paths_of_real_authorities_are_found_within_the_budget() {
    let certificates = Certificate::read_bundle(&vector_bytes("real-ca/certificates.pem")).unwrap();
    let (roots, others): (Vec<_>, Vec<_>) = certificates
        .into_iter()
        .partition(Certificate::is_self_issued);
    let store: TrustStore = roots.into_iter().collect();
    // One in twenty keeps the test short; the tests of x509 verify every signature.
    let mut found = 0;
    for leaf in others.iter().step_by(20) {
        let path = path::verify(leaf, &others, &store, None, Usage::Any);
        let path = path.unwrap_or_else(|e| panic!("{leaf:?}: {e}"));
        assert!(path.certificates().len() >= 2);
        found += 1;
    }
    assert!(found > 50);
}

#[test]
fn certificates_of_a_signed_message_are_a_bundle() {
    let message = vector_bytes("interop/bc/bc_sig_256A.p7s");
    let certificates = Certificate::read_bundle(&message).unwrap();
    assert!(certificates.contains(&bc("leaf256A")));
    let enveloped = vector_bytes("interop/bc/bc_ktri_leaf256A_0.cms");
    let error = Certificate::read_bundle(&enveloped).unwrap_err();
    assert_eq!(
        (error.kind, error.what),
        (ParseErrorKind::Value, "contentType")
    );
    let no_certificate = b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n";
    let error = Certificate::read_bundle(no_certificate).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::MissingField);
}
