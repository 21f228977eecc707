// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can be wrong with foreign bytes.

use core::fmt;

use super::Oid;
use crate::keys::KeyError;

/// How the octets break the rules of their format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Text is not base64 or base64url of the kind that is allowed in this place.
    Base64,
    /// A field or member that may stand once stands twice.
    DuplicateField,
    /// A value has an encoding that the rules forbid: a padded OID, a reserved form, a calendar error.
    Encoding,
    /// A fixed-length value has another length.
    FieldLength,
    /// A length octet is reserved, or a length does not fit its parent.
    Length,
    /// More elements than the reader's limit.
    LimitExceeded,
    /// A field that must be present is absent.
    MissingField,
    /// The armour of a PEM file is broken or its label is another one.
    Pem,
    /// The nesting is deeper than the reader's limit.
    TooDeep,
    /// Octets follow the end of the structure.
    TrailingData,
    /// The input ends inside the structure.
    Truncated,
    /// Another type stands where this one must stand.
    UnexpectedTag,
    /// The input is none of the formats that are recognised here.
    UnknownFormat,
    /// A value lies outside the range that the format allows.
    Value,
}

/// Foreign bytes that cannot be read: what, where, and in which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// How the octets break the rules.
    pub kind: ParseErrorKind,
    /// Offset in octets from the start of the input (of the decoded octets for PEM and base64).
    pub offset: u64,
    /// The structure or field being read, in the words of its standard.
    pub what: &'static str,
}

impl ParseError {
    /// Makes an error about the field `what` at `offset`.
    pub(crate) const fn new(kind: ParseErrorKind, offset: u64, what: &'static str) -> Self {
        Self { kind, offset, what }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            ParseErrorKind::Base64 => "invalid base64",
            ParseErrorKind::DuplicateField => "stands twice",
            ParseErrorKind::Encoding => "invalid encoding",
            ParseErrorKind::FieldLength => "wrong length",
            ParseErrorKind::Length => "invalid length octets",
            ParseErrorKind::LimitExceeded => "more elements than the limit",
            ParseErrorKind::MissingField => "is absent",
            ParseErrorKind::Pem => "invalid PEM",
            ParseErrorKind::TooDeep => "nested too deep",
            ParseErrorKind::TrailingData => "is followed by trailing data",
            ParseErrorKind::Truncated => "is truncated",
            ParseErrorKind::UnexpectedTag => "unexpected type",
            ParseErrorKind::UnknownFormat => "is of no known format",
            ParseErrorKind::Value => "value out of range",
        };
        write!(f, "{}: {} at octet {}", self.what, text, self.offset)
    }
}

impl core::error::Error for ParseError {}

/// A structure that was read but cannot be used, or could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The private key is encrypted (PBES2, PFX); this version does not open it.
    EncryptedKey,
    /// The key's octets make no key.
    Key(KeyError),
    /// The key parameters are absent or NULL and no issuer was given to inherit from.
    KeyParametersAbsent,
    /// The octets cannot be read.
    Parse(ParseError),
    /// The algorithm is not one that is supported in this place.
    UnsupportedAlgorithm(Oid),
    /// The parameter set is unknown.
    UnsupportedParamSet(Oid),
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EncryptedKey => f.write_str("encrypted key unsupported"),
            Self::Key(e) => e.fmt(f),
            Self::KeyParametersAbsent => {
                f.write_str("key parameters are absent and there is no issuer to inherit from")
            }
            Self::Parse(e) => e.fmt(f),
            Self::UnsupportedAlgorithm(oid) => write!(f, "unsupported algorithm {oid}"),
            Self::UnsupportedParamSet(oid) => write!(f, "unsupported parameter set {oid}"),
        }
    }
}

impl core::error::Error for FormatError {}

impl From<ParseError> for FormatError {
    fn from(e: ParseError) -> Self {
        Self::Parse(e)
    }
}

impl From<KeyError> for FormatError {
    fn from(e: KeyError) -> Self {
        Self::Key(e)
    }
}
