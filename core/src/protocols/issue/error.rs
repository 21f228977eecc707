// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a request, a certificate or a CRL cannot be made.

use core::fmt;

use super::Field;
use crate::ErrorCode;
use crate::formats::{FormatError, ParseError};
use crate::keys::KeyError;

/// Why a request, a certificate or a CRL cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// The issuer's certificate holds another key than the signer.
    CertificateMismatch,
    /// A value does not fit its field of a name.
    Field(Field),
    /// The text of a name breaks its grammar, at this octet.
    NameSyntax(usize),
    /// What is issued from cannot be read, or its key cannot be used.
    Format(FormatError),
    /// identificationKind is 0 to 3.
    IdentificationKind,
    /// The signature of the request is not one of its key.
    ProofOfPossession,
    /// A serial number has 1 to 20 octets and is positive.
    SerialNumber,
    /// The holder of the signing key failed.
    Signing(KeyError),
    /// A text of an extension is none of its type (URLs and addresses are ASCII).
    Text,
    /// A time lies outside the years 0 to 9999, or an end lies before its start.
    Time,
}

impl IssueError {
    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::CertificateMismatch
            | Self::Field(_)
            | Self::NameSyntax(_)
            | Self::IdentificationKind
            | Self::SerialNumber
            | Self::Text
            | Self::Time => ErrorCode::InvalidArgument,
            Self::Format(e) => e.code(),
            Self::ProofOfPossession => ErrorCode::InvalidSignature,
            Self::Signing(KeyError::Entropy) => ErrorCode::EntropyFailed,
            Self::Signing(_) => ErrorCode::KeyHolderFailed,
        }
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CertificateMismatch => "the certificate is not that of the signing key",
            Self::Field(field) => {
                return write!(f, "name: {} is {}", field.name(), field.rule());
            }
            Self::NameSyntax(at) => {
                return write!(
                    f,
                    "name: not a list of FIELD=VALUE with commas, at octet {at}"
                );
            }
            Self::Format(e) => return e.fmt(f),
            Self::IdentificationKind => "identificationKind is 0 to 3",
            Self::ProofOfPossession => "the signature of the request is not one of its key",
            Self::SerialNumber => "a serial number has 1 to 20 octets and is positive",
            Self::Signing(e) => return write!(f, "signing failed: {e}"),
            Self::Text => "a text of an extension has characters that its type does not have",
            Self::Time => {
                "a time lies outside the years 0 to 9999, or an end lies before its start"
            }
        })
    }
}

impl core::error::Error for IssueError {}

impl From<FormatError> for IssueError {
    fn from(e: FormatError) -> Self {
        Self::Format(e)
    }
}

impl From<ParseError> for IssueError {
    fn from(e: ParseError) -> Self {
        Self::Format(FormatError::Parse(e))
    }
}
