// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why an envelope does not open, or is not made.
//!
//! Parsing says everything (kind, offset, field). The unwrapping of the content key says nothing beyond "wrong key":
//! another key, altered CEK_ENC, CEK_MAC or UKM are one value.

use core::fmt;

use crate::ErrorCode;
use crate::formats::{FormatError, Oid, ParseError};
use crate::keys::{KeyError, UnwrapError};

/// A kind of RecipientInfo that is read past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipientKind {
    /// KEKRecipientInfo: a key encryption key shared beforehand.
    KeyEncryptionKey,
    /// KeyAgreeRecipientInfo.
    KeyAgreement,
    /// KeyTransRecipientInfo with another keyEncryptionAlgorithm than a GOST R 34.10 public key's.
    KeyTransport(Oid),
    /// OtherRecipientInfo.
    Other,
    /// PasswordRecipientInfo.
    Password,
}

impl fmt::Display for RecipientKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyEncryptionKey => f.write_str("key encryption key"),
            Self::KeyAgreement => f.write_str("key agreement"),
            Self::KeyTransport(oid) => write!(f, "key transport by {oid}"),
            Self::Other => f.write_str("other recipient info"),
            Self::Password => f.write_str("password"),
        }
    }
}

/// Why an envelope does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// keyEncryptionAlgorithm and the ephemeral key name different algorithms or parameter sets.
    AlgorithmMismatch,
    /// The opener has finished or failed and takes no more input.
    AlreadyFinished,
    /// The octets are no envelope, or name an algorithm or parameter set that is not supported.
    Format(FormatError),
    /// No recipient is for the key.
    NoRecipient,
    /// More recipients than the limit, or more than the limit that are for the key and do not open.
    TooManyRecipients,
    /// The ContentInfo holds another content type than envelopedData.
    UnsupportedContentType(Oid),
    /// No recipient is of a kind that is opened here; the kind of the first that a GOST key could be for.
    UnsupportedRecipient(RecipientKind),
    /// A recipient is for the key, but its wrapped key does not open.
    Unwrap(UnwrapError),
}

impl EnvelopeError {
    /// The number of the refusal.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmMismatch => ErrorCode::AlgorithmMismatch,
            Self::AlreadyFinished => ErrorCode::AlreadyFinished,
            Self::Format(error) => error.code(),
            Self::NoRecipient => ErrorCode::NoRecipient,
            Self::TooManyRecipients => ErrorCode::LimitExceeded,
            Self::UnsupportedContentType(_) => ErrorCode::UnsupportedContentType,
            Self::UnsupportedRecipient(kind) => match kind {
                RecipientKind::KeyAgreement | RecipientKind::KeyTransport(_) => {
                    ErrorCode::UnsupportedAlgorithm
                }
                _ => ErrorCode::NoRecipient,
            },
            Self::Unwrap(error) => match error {
                UnwrapError::EphemeralMismatch => ErrorCode::AlgorithmMismatch,
                UnwrapError::EphemeralKey(error) => ephemeral_code(*error),
                UnwrapError::Holder => ErrorCode::KeyHolderFailed,
                UnwrapError::WrongKey => ErrorCode::WrongKey,
            },
        }
    }
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => {
                f.write_str("keyEncryptionAlgorithm and the ephemeral key disagree")
            }
            Self::AlreadyFinished => f.write_str("the opener takes no more input"),
            Self::Format(error) => error.fmt(f),
            Self::NoRecipient => f.write_str("no recipient is for the key"),
            Self::TooManyRecipients => f.write_str("more recipients than the limit"),
            Self::UnsupportedContentType(oid) => write!(f, "unsupported content type {oid}"),
            Self::UnsupportedRecipient(kind) => write!(f, "unsupported kind of recipient: {kind}"),
            Self::Unwrap(error) => write!(f, "recipient: {error}"),
        }
    }
}

impl core::error::Error for EnvelopeError {}

impl From<FormatError> for EnvelopeError {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

impl From<ParseError> for EnvelopeError {
    fn from(error: ParseError) -> Self {
        Self::Format(error.into())
    }
}

/// Why an envelope is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// The sealer has finished or failed and takes no more input.
    AlreadyFinished,
    /// The random source failed.
    Entropy,
    /// A recipient's or the originator's octets are not DER, or a structure would exceed 256 MiB.
    InvalidArgument,
    /// The key agreement with a recipient failed.
    Key(KeyError),
    /// There is no recipient.
    NoRecipient,
    /// More recipients than are read.
    TooManyRecipients,
}

impl SealError {
    /// The number of the refusal.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlreadyFinished => ErrorCode::AlreadyFinished,
            Self::Entropy => ErrorCode::EntropyFailed,
            Self::InvalidArgument | Self::NoRecipient | Self::TooManyRecipients => {
                ErrorCode::InvalidArgument
            }
            Self::Key(error) => error.code(),
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyFinished => f.write_str("the sealer takes no more input"),
            Self::Entropy => f.write_str("the random source failed"),
            Self::InvalidArgument => f.write_str("a recipient or a certificate is not DER"),
            Self::Key(error) => error.fmt(f),
            Self::NoRecipient => f.write_str("there is no recipient"),
            Self::TooManyRecipients => f.write_str("more recipients than are read"),
        }
    }
}

impl core::error::Error for SealError {}

impl From<KeyError> for SealError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Entropy => Self::Entropy,
            error => Self::Key(error),
        }
    }
}

/// The number of what a key agreement with a foreign point refuses.
fn ephemeral_code(error: KeyError) -> ErrorCode {
    match error {
        KeyError::Ukm => ErrorCode::InvalidValue,
        error => error.code(),
    }
}
