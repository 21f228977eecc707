// SPDX-License-Identifier: MIT OR Apache-2.0
//! The joint for whatever knows of revoked certificates: CRLs, OCSP responses, a service; and the policy for what is
//! not known.
//!
//! What is not here: CRLs and OCSP responses, which [`Evidence`](super::Evidence) holds. [`NoRevocation`] knows nothing.

use core::fmt;

use super::{CrlError, OcspError};
use crate::formats::x509::Certificate;
use crate::formats::{CrlReason, UnixTime};
use crate::keys::PublicKey;

/// What is known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// Not revoked, and this is known.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: UnixTime,
        /// CRLReason (RFC 5280 section 5.3.1), where it is given.
        reason: Option<u8>,
    },
    /// Nothing is known.
    Unknown,
}

/// The name of a CRLReason, for instance `keyCompromise` (RFC 5280 section 5.3.1).
pub fn reason_name(reason: u8) -> &'static str {
    CrlReason::from_code(reason).map_or("unknown reason", CrlReason::name)
}

/// What becomes of a path when the status of one of its certificates is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationPolicy {
    /// It is refused.
    HardFail,
    /// Nothing is asked; a certificate may be revoked and the path good.
    None,
    /// It is good, and its report says what is not known.
    #[default]
    SoftFail,
}

/// Which certificate is asked about.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The certificate above it in the path.
    pub issuer: &'a Certificate,
    /// The key of the one above, with its parameters where its own certificate has none.
    pub issuer_key: &'a PublicKey,
    /// The time that is judged at; `None`: time is not considered, and whatever was ever revoked is revoked.
    pub at: Option<UnixTime>,
}

/// What told of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A CRL.
    Crl,
    /// A delta CRL on top of a CRL.
    DeltaCrl,
    /// An OCSP response.
    Ocsp,
    /// Something of the caller's.
    Other,
}

/// A revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Since when the certificate is not valid: the date of revocation, or an earlier one since which its key is known
    /// or feared to be another's (invalidityDate).
    pub at: UnixTime,
    /// CRLReason (RFC 5280 section 5.3.1), where it is given.
    pub reason: Option<u8>,
}

/// What was found out about one certificate, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// Not revoked at the time asked.
    Good {
        /// What told so.
        source: Source,
        /// As of when it told so, where that is known.
        as_of: Option<UnixTime>,
        /// It was revoked later than the time asked.
        later: Option<Revoked>,
    },
    /// The policy does not ask.
    NotAsked,
    /// Revoked at the time asked.
    Revoked {
        /// What told so.
        source: Source,
        /// When and why.
        revoked: Revoked,
    },
    /// Nothing is known.
    Unknown(UnknownStatus),
}

/// Why nothing is known of a certificate: of several reasons the one that came nearest to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownStatus {
    /// A CRL of its issuer cannot be used.
    Crl(CrlError),
    /// Nothing that was given is about it.
    NoEvidence,
    /// An OCSP response about it cannot be used.
    Ocsp(OcspError),
}

impl fmt::Display for UnknownStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crl(e) => write!(f, "CRL: {e}"),
            Self::NoEvidence => f.write_str("no CRL and no OCSP response is about it"),
            Self::Ocsp(e) => write!(f, "OCSP response: {e}"),
        }
    }
}

impl Finding {
    /// The finding in short.
    pub const fn status(&self) -> RevocationStatus {
        match self {
            Self::Good { .. } => RevocationStatus::Good,
            Self::Revoked { revoked, .. } => RevocationStatus::Revoked {
                at: revoked.at,
                reason: revoked.reason,
            },
            Self::NotAsked | Self::Unknown(_) => RevocationStatus::Unknown,
        }
    }
}

impl From<RevocationStatus> for Finding {
    fn from(status: RevocationStatus) -> Self {
        match status {
            RevocationStatus::Good => Self::Good {
                source: Source::Other,
                as_of: None,
                later: None,
            },
            RevocationStatus::Revoked { at, reason } => Self::Revoked {
                source: Source::Other,
                revoked: Revoked { at, reason },
            },
            RevocationStatus::Unknown => Self::Unknown(UnknownStatus::NoEvidence),
        }
    }
}

/// Something that knows of revoked certificates.
pub trait Revocation {
    /// What is known of `certificate`, which `issuer` issued, as of `at` (`None`: the time is not considered).
    ///
    /// It is asked once for each certificate of a path whose signatures are verified, the anchor excepted. What becomes
    /// of [`RevocationStatus::Unknown`] is for the [`RevocationPolicy`] to say.
    fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Option<UnixTime>,
    ) -> RevocationStatus;

    /// As [`Self::status`], with what told so, or why nothing is known. This is what a path asks.
    fn find(&self, query: &Query<'_>) -> Finding {
        self.status(query.certificate, query.issuer, query.at)
            .into()
    }
}

/// Knows nothing: every certificate is [`RevocationStatus::Unknown`].
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRevocation;

impl Revocation for NoRevocation {
    fn status(&self, _: &Certificate, _: &Certificate, _: Option<UnixTime>) -> RevocationStatus {
        RevocationStatus::Unknown
    }
}
