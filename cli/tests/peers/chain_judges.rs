// SPDX-License-Identifier: MIT OR Apache-2.0
//! Four judges of a chain: this library, OpenSSL with gost-engine, GnuTLS, BouncyCastle. Each says in its own words what is
//! wrong; here the words become one of a few verdicts. Words that are not known here fail the test.

use std::process::Command;

use gostseal::trust::path::{self, Options};
use gostseal::trust::{Crl, Evidence, PathError, RevocationPolicy, TrustStore, Usage};

use super::chain::{Chain, Files, now};
use super::{ask_bouncy_castle, run};

/// What a judge says of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Good,
    Expired,
    NotYetValid,
    IssuerUnknown,
    BadSignature,
    NotAuthority,
    KeyUsage,
    PathLength,
    Revoked,
    CriticalExtension,
    Name,
    /// GnuTLS's word for several of these.
    Constraint,
    /// The judge cannot read the keys. It is no verdict on the chain.
    Unread,
}

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Judge {
    Gostseal,
    Openssl,
    Gnutls,
    BouncyCastle,
}

impl Judge {
    pub(crate) const ALL: [Self; 4] = [
        Self::Gostseal,
        Self::Openssl,
        Self::Gnutls,
        Self::BouncyCastle,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gostseal => "gostseal",
            Self::Openssl => "gost-engine",
            Self::Gnutls => "GnuTLS",
            Self::BouncyCastle => "BouncyCastle",
        }
    }

    pub(crate) fn judge(self, chain: &Chain, files: &Files) -> Verdict {
        match self {
            Self::Gostseal => gostseal(chain),
            Self::Openssl => openssl(files),
            Self::Gnutls => gnutls(files),
            Self::BouncyCastle => bouncy_castle(files),
        }
    }
}

fn gostseal(chain: &Chain) -> Verdict {
    let store: TrustStore = [chain.root.clone()].into_iter().collect();
    let mut evidence = Evidence::new();
    for der in &chain.crls {
        evidence.add_crl(Crl::from_der(der).expect("a CRL"));
    }
    let mut options = Options::new(Some(now()), Usage::Signature);
    options.revocation = &evidence;
    options.policy = RevocationPolicy::HardFail;
    let judged = path::judge(&chain.leaf, &chain.between, &store, &options);
    match judged.into_result() {
        Ok(_) => Verdict::Good,
        Err(failure) => match failure.error {
            PathError::CertExpired { .. } => Verdict::Expired,
            PathError::CertNotYetValid { .. } => Verdict::NotYetValid,
            PathError::IssuerNotFound => Verdict::IssuerUnknown,
            PathError::InvalidCertificateSignature => Verdict::BadSignature,
            PathError::NotCertificateAuthority => Verdict::NotAuthority,
            PathError::KeyUsageNotAllowed => Verdict::KeyUsage,
            PathError::PathLengthExceeded { .. } => Verdict::PathLength,
            PathError::CertRevoked { .. } => Verdict::Revoked,
            PathError::UnknownCriticalExtension(_) => Verdict::CriticalExtension,
            PathError::NameNotPermitted { .. } => Verdict::Name,
            other => panic!("gostseal: {other}"),
        },
    }
}

/// The verdict of the first of `words` that the text has.
fn find(who: &str, text: &str, words: &[(&str, Verdict)]) -> Verdict {
    let found = words.iter().find(|(word, _)| text.contains(word));
    found
        .unwrap_or_else(|| panic!("{who} says what is not known here: {text}"))
        .1
}

/// `openssl verify` at the present time, with a CRL for every certificate.
fn openssl(files: &Files) -> Verdict {
    let output = run(Command::new("openssl")
        .args(["verify", "-engine", "gost", "-crl_check_all", "-CRLfile"])
        .args([&files.crls, "-CAfile", &files.root])
        .args(["-untrusted", &files.between, &files.leaf]));
    if output.status.success() {
        return Verdict::Good;
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // Its numbers are those of X509_V_ERR_*.
    find(
        "OpenSSL",
        &text,
        &[
            ("error 7 at", Verdict::BadSignature),
            ("error 9 at", Verdict::NotYetValid),
            ("error 10 at", Verdict::Expired),
            ("error 20 at", Verdict::IssuerUnknown),
            ("error 23 at", Verdict::Revoked),
            ("error 25 at", Verdict::PathLength),
            ("error 32 at", Verdict::KeyUsage),
            ("error 34 at", Verdict::CriticalExtension),
            ("error 47 at", Verdict::Name),
            ("error 79 at", Verdict::NotAuthority),
        ],
    )
}

/// `certtool --verify` at the present time: it has no other. "Broken" algorithms are GOST R 34.10-2001 for it.
fn gnutls(files: &Files) -> Verdict {
    let output = run(Command::new("certtool")
        .args([
            "--verify",
            "--verify-allow-broken",
            "--load-ca-certificate",
            &files.root,
        ])
        .args(["--load-crl", &files.crls, "--infile", &files.chain]));
    let text = String::from_utf8_lossy(&output.stdout);
    let verdict = text
        .lines()
        .find_map(|line| line.strip_prefix("Chain verification output: "))
        .unwrap_or_else(|| panic!("GnuTLS gives no verdict: {text}"));
    let verdict = find(
        "GnuTLS",
        verdict,
        &[
            ("Verified. The certificate is trusted.", Verdict::Good),
            ("chain is revoked", Verdict::Revoked),
            ("not yet valid certificate", Verdict::NotYetValid),
            ("expired certificate", Verdict::Expired),
            ("issuer is not a CA", Verdict::NotAuthority),
            ("unknown critical extension", Verdict::CriticalExtension),
            ("violates the signer's constraints", Verdict::Constraint),
            (
                "signature in the certificate is invalid",
                Verdict::BadSignature,
            ),
            ("issuer is unknown", Verdict::IssuerUnknown),
            ("The certificate is NOT trusted.", Verdict::Unread),
        ],
    );
    assert_eq!(output.status.success(), verdict == Verdict::Good, "{text}");
    verdict
}

/// `CertPathValidator` of BouncyCastle's provider at the present time, with a CRL for every certificate.
fn bouncy_castle(files: &Files) -> Verdict {
    let answer = ask_bouncy_castle(&["path", &files.root, &files.chain, &files.crls]);
    if answer == "ok" {
        return Verdict::Good;
    }
    find(
        "BouncyCastle",
        &answer,
        &[
            ("certificate expired on", Verdict::Expired),
            ("certificate not valid till", Verdict::NotYetValid),
            (
                "Could not validate certificate signature",
                Verdict::BadSignature,
            ),
            ("does not match SubjectName", Verdict::IssuerUnknown),
            ("Not a CA certificate", Verdict::NotAuthority),
            ("does not permit key signing", Verdict::KeyUsage),
            ("Max path length not greater than zero", Verdict::PathLength),
            ("Certificate revocation after", Verdict::Revoked),
            ("unsupported critical extension", Verdict::CriticalExtension),
            ("Subtree check for certificate", Verdict::Name),
            ("ArrayIndexOutOfBoundsException: Index 1", Verdict::Unread),
        ],
    )
}
