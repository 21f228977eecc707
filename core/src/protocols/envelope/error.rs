// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why an envelope does not open, or is not made.
//!
//! Parsing says everything (kind, offset, field). The unwrapping of the content key says nothing beyond "wrong key":
//! another key, altered CEK_ENC, CEK_MAC or UKM are one value.

use core::fmt;

use crate::ErrorCode;
use crate::formats::{FormatError, Oid, ParseError};
use crate::keys::{KeyError, UnwrapError};

/// A kind of RecipientInfo.
///
/// For those that are not key transport or key agreement no standard says what they hold with GOST algorithms: they are
/// read past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipientKind {
    /// KEKRecipientInfo: a key encryption key shared beforehand.
    KeyEncryptionKey,
    /// KeyAgreeRecipientInfo; its keyEncryptionAlgorithm, or the part of it that is not of GOST.
    KeyAgreement(Oid),
    /// KeyTransRecipientInfo; its keyEncryptionAlgorithm, or the part of it that is not of GOST.
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
            Self::KeyAgreement(oid) => write!(f, "key agreement by {oid}"),
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
    /// keyEncryptionAlgorithm and the sender's key name different algorithms or parameter sets.
    AlgorithmMismatch,
    /// The opener has finished or failed and takes no more input.
    AlreadyFinished,
    /// EncryptedData has no recipients, and the holder has no content key.
    ContentKeyRequired,
    /// The content is longer than its cipher allows under one key.
    ContentTooLong,
    /// The octets are no envelope, or name an algorithm or parameter set that is not supported.
    Format(FormatError),
    /// The MAC of the content does not agree: all plaintext that was given out is worthless.
    InvalidMac,
    /// No recipient is for the key.
    NoRecipient,
    /// A key agreement names a certificate as its originator's that was not given and is not in the message.
    OriginatorNotFound,
    /// More recipients than the limit, or more than the limit that are for the key and do not open.
    TooManyRecipients,
    /// The ContentInfo holds another content type than envelopedData or encryptedData.
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
            Self::ContentKeyRequired => ErrorCode::ContentKeyRequired,
            Self::ContentTooLong => ErrorCode::LimitExceeded,
            Self::Format(error) => error.code(),
            Self::InvalidMac => ErrorCode::InvalidMac,
            Self::NoRecipient => ErrorCode::NoRecipient,
            Self::OriginatorNotFound => ErrorCode::OriginatorCertificateNotFound,
            Self::TooManyRecipients => ErrorCode::LimitExceeded,
            Self::UnsupportedContentType(_) => ErrorCode::UnsupportedContentType,
            Self::UnsupportedRecipient(kind) => match kind {
                RecipientKind::KeyAgreement(_) | RecipientKind::KeyTransport(_) => {
                    ErrorCode::UnsupportedAlgorithm
                }
                _ => ErrorCode::NoRecipient,
            },
            Self::Unwrap(error) => match error {
                UnwrapError::Agreement | UnwrapError::EphemeralMismatch => {
                    ErrorCode::AlgorithmMismatch
                }
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
                f.write_str("keyEncryptionAlgorithm and the sender's key disagree")
            }
            Self::AlreadyFinished => f.write_str("the opener takes no more input"),
            Self::ContentKeyRequired => {
                f.write_str("EncryptedData has no recipients: its content key must be given")
            }
            Self::ContentTooLong => f.write_str("the content is longer than its cipher allows"),
            Self::Format(error) => error.fmt(f),
            Self::InvalidMac => f.write_str("the MAC of the content does not agree"),
            Self::NoRecipient => f.write_str("no recipient is for the key"),
            Self::OriginatorNotFound => {
                f.write_str("the originator's certificate is neither given nor in the message")
            }
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
    /// The content is longer than its cipher allows under one key, or not as long as was said.
    ContentLength,
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
    /// A recipient's wrap and the content's cipher are of different standards, or the wrap asks for another key.
    WrapMismatch,
}

impl SealError {
    /// The number of the refusal.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlreadyFinished => ErrorCode::AlreadyFinished,
            Self::ContentLength => ErrorCode::InvalidArgument,
            Self::WrapMismatch => ErrorCode::AlgorithmMismatch,
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
            Self::ContentLength => {
                f.write_str("the content is too long for its cipher, or not as long as was said")
            }
            Self::WrapMismatch => {
                f.write_str("the recipient's key cannot wrap the key of this content cipher")
            }
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
