// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why no path from a certificate to an anchor was found good.

use core::fmt;

use super::UnknownStatus;
use crate::ErrorCode;
use crate::formats::{FormatError, Oid, ParseError, UnixTime};

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
    /// An extension of a certificate that decides something here breaks its syntax.
    InvalidExtension(ParseError),
    /// The signature of a certificate does not verify with the key of any certificate that its issuer's name leads to.
    InvalidCertificateSignature,
    /// The key in a certificate cannot be used.
    InvalidKey(FormatError),
    /// No certificate that was given has the issuer's name.
    IssuerNotFound,
    /// Key usage or extended key usage of a certificate does not allow its use here.
    KeyUsageNotAllowed,
    /// The private key was not to sign any more at the time that is judged at (private key usage period).
    KeyPeriodEnded {
        /// The time it was judged at.
        time: UnixTime,
        /// The last instant of the period.
        not_after: UnixTime,
    },
    /// The private key was not to sign yet at the time that is judged at (private key usage period).
    KeyPeriodNotBegun {
        /// The time it was judged at.
        time: UnixTime,
        /// The first instant of the period.
        not_before: UnixTime,
    },
    /// A certificate has a name that a CA above it may not give.
    NameNotPermitted {
        /// The form of the name: the tag number of GeneralName.
        form: u8,
    },
    /// The issuer's certificate is not one of a certification authority.
    NotCertificateAuthority,
    /// A CA certificate allows fewer certificates below it.
    PathLengthExceeded {
        /// What it allows.
        allowed: u32,
    },
    /// Extended key usage lacks the purpose that is asked for.
    PurposeNotAllowed(Oid),
    /// The policy asks for the status of every certificate, and that of one is not known.
    StatusUnknown(UnknownStatus),
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
            Self::InvalidExtension(_) => ErrorCode::InvalidCertificate,
            Self::IssuerNotFound => ErrorCode::IssuerNotFound,
            Self::KeyPeriodEnded { .. } | Self::KeyPeriodNotBegun { .. } => {
                ErrorCode::KeyPeriodViolated
            }
            Self::KeyUsageNotAllowed | Self::PurposeNotAllowed(_) => ErrorCode::KeyUsageNotAllowed,
            Self::NameNotPermitted { .. } => ErrorCode::NameNotPermitted,
            Self::StatusUnknown(_) => ErrorCode::RevocationStatusUnknown,
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
            Self::KeyUsageNotAllowed | Self::PurposeNotAllowed(_) => 5,
            Self::PathLengthExceeded { .. } => 6,
            Self::UnknownCriticalExtension(_) => 7,
            Self::InvalidExtension(_) => 8,
            Self::NameNotPermitted { .. } => 9,
            Self::CertNotYetValid { .. } => 10,
            Self::CertExpired { .. } => 11,
            Self::KeyPeriodNotBegun { .. } => 12,
            Self::KeyPeriodEnded { .. } => 13,
            Self::StatusUnknown(_) => 14,
            Self::CertRevoked { .. } => 15,
            Self::BudgetExceeded => 16,
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
            Self::InvalidExtension(e) => write!(f, "extension of a certificate: {e}"),
            Self::IssuerNotFound => f.write_str("no given certificate is the issuer's"),
            Self::KeyUsageNotAllowed => {
                f.write_str("key usage of a certificate does not allow its use here")
            }
            Self::KeyPeriodEnded { time, not_after } => write!(
                f,
                "private key was to sign until {not_after}, judged at {time}"
            ),
            Self::KeyPeriodNotBegun { time, not_before } => write!(
                f,
                "private key was to sign from {not_before} on, judged at {time}"
            ),
            Self::NameNotPermitted { form } => {
                let form = match form {
                    1 => "mail address",
                    2 => "DNS name",
                    4 => "directory name",
                    6 => "URI",
                    7 => "IP address",
                    _ => "name",
                };
                write!(
                    f,
                    "a CA certificate does not permit a {form} of a certificate below it"
                )
            }
            Self::PurposeNotAllowed(oid) => {
                write!(f, "extended key usage of a certificate lacks {oid}")
            }
            Self::StatusUnknown(why) => write!(f, "revocation status not known: {why}"),
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
