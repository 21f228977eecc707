// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why no path from a certificate to an anchor was found good.

use core::fmt;

use crate::ErrorCode;
use crate::formats::{FormatError, Oid, UnixTime};

/// Why a certificate is not trusted. Of several paths that fail, the one that came furthest gives the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// The search was given up at its limit.
    BudgetExceeded,
    /// A certificate is past its validity period.
    CertExpired {
        /// The time it was judged at.
        time: UnixTime,
        /// The end of its validity.
        not_after: UnixTime,
    },
    /// A certificate is before its validity period.
    CertNotYetValid {
        /// The time it was judged at.
        time: UnixTime,
        /// The start of its validity.
        not_before: UnixTime,
    },
    /// A certificate was revoked.
    CertRevoked {
        /// When.
        at: UnixTime,
    },
    /// The signature of a certificate does not verify with the key of any certificate that its issuer's name leads to.
    InvalidCertificateSignature,
    /// The key in a certificate cannot be used.
    InvalidKey(FormatError),
    /// No certificate that was given has the issuer's name.
    IssuerNotFound,
    /// Key usage or extended key usage of a certificate does not allow its use here.
    KeyUsageNotAllowed,
    /// The issuer's certificate is not one of a certification authority.
    NotCertificateAuthority,
    /// A CA certificate allows fewer certificates below it.
    PathLengthExceeded {
        /// What it allows.
        allowed: u32,
    },
    /// A certificate has a critical extension that is not understood here.
    UnknownCriticalExtension(Oid),
    /// A certificate is signed with an algorithm that is not supported.
    UnsupportedAlgorithm(Oid),
}

impl PathError {
    /// Its number.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::BudgetExceeded => ErrorCode::PathBudgetExceeded,
            Self::CertExpired { .. } => ErrorCode::CertificateExpired,
            Self::CertNotYetValid { .. } => ErrorCode::CertificateNotYetValid,
            Self::CertRevoked { .. } => ErrorCode::CertificateRevoked,
            Self::InvalidCertificateSignature => ErrorCode::InvalidCertificateSignature,
            Self::InvalidKey(FormatError::UnsupportedAlgorithm(_))
            | Self::UnsupportedAlgorithm(_) => ErrorCode::UnsupportedAlgorithm,
            Self::InvalidKey(FormatError::UnsupportedParamSet(_)) => ErrorCode::UnsupportedParamSet,
            Self::InvalidKey(_) => ErrorCode::InvalidCertificate,
            Self::IssuerNotFound => ErrorCode::IssuerNotFound,
            Self::KeyUsageNotAllowed => ErrorCode::KeyUsageNotAllowed,
            Self::NotCertificateAuthority => ErrorCode::NotCertificateAuthority,
            Self::PathLengthExceeded { .. } => ErrorCode::PathLengthExceeded,
            Self::UnknownCriticalExtension(_) => ErrorCode::UnknownCriticalExtension,
        }
    }

    /// The more telling of two errors of the same certificate's paths; of equals, the first.
    pub(super) fn most_specific(self, other: Self) -> Self {
        if other.rank() > self.rank() {
            other
        } else {
            self
        }
    }

    /// How far a path came: no issuer, an issuer whose signature fails, an issuer that did sign but may not.
    const fn rank(&self) -> u8 {
        match self {
            Self::IssuerNotFound => 0,
            Self::UnsupportedAlgorithm(_) => 1,
            Self::InvalidKey(_) => 2,
            Self::InvalidCertificateSignature => 3,
            Self::NotCertificateAuthority => 4,
            Self::KeyUsageNotAllowed => 5,
            Self::PathLengthExceeded { .. } => 6,
            Self::UnknownCriticalExtension(_) => 7,
            Self::CertNotYetValid { .. } => 8,
            Self::CertExpired { .. } => 9,
            Self::CertRevoked { .. } => 10,
            Self::BudgetExceeded => 11,
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BudgetExceeded => {
                f.write_str("the search for a certificate path was given up at its limit")
            }
            Self::CertExpired { time, not_after } => {
                write!(
                    f,
                    "certificate expired: valid until {not_after}, judged at {time}"
                )
            }
            Self::CertNotYetValid { time, not_before } => {
                write!(
                    f,
                    "certificate not valid yet: valid from {not_before}, judged at {time}"
                )
            }
            Self::CertRevoked { at } => write!(f, "certificate revoked at {at}"),
            Self::InvalidCertificateSignature => {
                f.write_str("signature of a certificate does not verify")
            }
            Self::InvalidKey(e) => write!(f, "key of a certificate: {e}"),
            Self::IssuerNotFound => f.write_str("no given certificate is the issuer's"),
            Self::KeyUsageNotAllowed => {
                f.write_str("key usage of a certificate does not allow its use here")
            }
            Self::NotCertificateAuthority => {
                f.write_str("issuer's certificate is not one of a certification authority")
            }
            Self::PathLengthExceeded { allowed } => {
                write!(
                    f,
                    "path is longer than a CA certificate allows ({allowed} below it)"
                )
            }
            Self::UnknownCriticalExtension(oid) => {
                write!(f, "critical extension {oid} is not understood")
            }
            Self::UnsupportedAlgorithm(oid) => {
                write!(f, "certificate signed with unsupported algorithm {oid}")
            }
        }
    }
}

impl core::error::Error for PathError {}
