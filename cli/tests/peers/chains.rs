// SPDX-License-Identifier: MIT OR Apache-2.0
//! The judges agree on every chain, whoever made it. Where one says something else, that stands in [`exception`] with its
//! reason, and is asserted as everything is.

use super::Scratch;
use super::chain::{self, Chain, Fault, KINDS, Kind};
use super::chain_judges::{Judge, Verdict};
use super::table::Table;

/// What a fault is called.
fn expected(fault: Fault) -> Verdict {
    match fault {
        Fault::None => Verdict::Good,
        Fault::Expired | Fault::AuthorityExpired => Verdict::Expired,
        Fault::NotYetValid => Verdict::NotYetValid,
        Fault::IssuerAbsent => Verdict::IssuerUnknown,
        Fault::WrongIssuer
        | Fault::Forged
        | Fault::SwappedSignature
        | Fault::LittleEndianSignature => Verdict::BadSignature,
        Fault::PathLength => Verdict::PathLength,
        Fault::NotAuthority => Verdict::NotAuthority,
        Fault::NoCertSign => Verdict::KeyUsage,
        Fault::Revoked | Fault::AuthorityRevoked => Verdict::Revoked,
        Fault::CriticalExtension => Verdict::CriticalExtension,
        Fault::NameConstraint => Verdict::Name,
    }
}

/// Who made a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    Gostseal,
    Openssl,
}

/// What a judge says that is not what is expected.
fn exception(maker: Maker, kind: Kind, fault: Fault, judge: Judge) -> Option<Verdict> {
    let tc26 = kind.name.contains("TC26");
    match (judge, fault) {
        // GnuTLS 3.7 has two curves: CryptoPro-A, which is also CryptoPro-XA and TC26 256-B, and TC26 512-A. "The curve is
        // unsupported", says `certtool -i`; its judgement names no reason.
        (Judge::Gnutls, _) if ["2012-256, TC26-A", "2012-512, TC26-C"].contains(&kind.name) => {
            Some(Verdict::Unread)
        }
        // BouncyCastle 1.72 cannot read keys whose parameters lack digestParamSet, which is OPTIONAL, and which RFC 9215
        // section 4.2 wants left out for curves of TC 26. gost-engine leaves it out too, but with 512-A.
        (Judge::BouncyCastle, _)
            if tc26 && (maker == Maker::Gostseal || kind.name != "2012-512, TC26-A") =>
        {
            Some(Verdict::Unread)
        }
        // A CertPathValidator gets the path as it is, and verifies the signature with the key of whatever comes next before
        // it compares the names.
        (Judge::BouncyCastle, Fault::IssuerAbsent) => Some(Verdict::BadSignature),
        // These take the authority key identifier for a condition: the only certificate of the issuer's name is none of the
        // issuer. For us and BouncyCastle it puts candidates in order (RFC 4158 section 3.5.13), and the signature decides.
        (Judge::Openssl | Judge::Gnutls, Fault::WrongIssuer) => Some(Verdict::IssuerUnknown),
        // GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE is its word for these three.
        (Judge::Gnutls, Fault::PathLength | Fault::NoCertSign | Fault::NameConstraint) => {
            Some(Verdict::Constraint)
        }
        _ => None,
    }
}

fn judge_all(maker: Maker, test: &'static str, make: fn(Kind, Fault) -> Chain) {
    let mut table = Table::new(test);
    let mut judged = 0;
    for kind in KINDS {
        for fault in Fault::ALL {
            let scratch = Scratch::new();
            let chain = make(kind, fault);
            let files = chain.write(&scratch);
            for judge in Judge::ALL {
                let said = judge.judge(&chain, &files);
                let other = exception(maker, kind, fault, judge);
                let case = format!("{}, made by {maker:?}: {fault:?} by {judge:?}", kind.name);
                assert_eq!(said, other.unwrap_or(expected(fault)), "{case}");
                let agrees = match said {
                    said if said == expected(fault) => "agrees",
                    // One word for the fault and two others.
                    Verdict::Constraint => "agrees",
                    Verdict::Unread => "unread",
                    Verdict::Good => panic!("{case}"),
                    _ => "otherwise",
                };
                table.line(&["chain", fault.name(), judge.name(), agrees]);
                judged += 1;
            }
        }
    }
    assert_eq!(judged, KINDS.len() * Fault::ALL.len() * Judge::ALL.len());
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn all_judge_our_chains_alike() {
    judge_all(Maker::Gostseal, "chains-gostseal", chain::ours);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn all_judge_the_chains_of_openssl_alike() {
    judge_all(Maker::Openssl, "chains-gost-engine", chain::of_openssl);
}
