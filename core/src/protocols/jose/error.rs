// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a token is refused, and at which step.

use alloc::boxed::Box;
use core::fmt;

use super::jws::UntrustedJws;
use crate::error::ErrorCode;
use crate::formats::UnixTime;
use crate::keys::KeyError;
use crate::protocols::signed::SignedError;

/// How a text breaks the rules of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// Not base64url, or not its one writing.
    Base64,
    /// The wrong number of parts, or a part that must be empty or must not be.
    Compact,
    /// A member stands twice in one object.
    DuplicateMember,
    /// Not JSON, or not the JSON type that must stand here.
    Json,
    /// A signature of a length that its algorithm does not have.
    Length,
    /// A member that must be present is absent.
    MissingMember,
    /// Nested deeper than the limit.
    TooDeep,
    /// Octets follow the JSON value.
    TrailingData,
    /// A value that is not allowed here.
    Value,
}

/// Text that is no token, or whose JSON cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenError {
    /// How the text breaks the rules.
    pub kind: TokenErrorKind,
    /// Offset in octets: in the token for its parts, in the decoded part for JSON.
    pub offset: u64,
    /// The part or member.
    pub what: &'static str,
}

impl TokenError {
    pub(crate) const fn new(kind: TokenErrorKind, offset: usize, what: &'static str) -> Self {
        Self {
            kind,
            offset: offset as u64,
            what,
        }
    }

    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self.kind {
            TokenErrorKind::Base64 => ErrorCode::InvalidBase64,
            TokenErrorKind::Compact => ErrorCode::InvalidCompact,
            TokenErrorKind::DuplicateMember => ErrorCode::DuplicateField,
            TokenErrorKind::Json => ErrorCode::InvalidJson,
            TokenErrorKind::Length => ErrorCode::InvalidFieldLength,
            TokenErrorKind::MissingMember => ErrorCode::MissingField,
            TokenErrorKind::TooDeep => ErrorCode::TooDeep,
            TokenErrorKind::TrailingData => ErrorCode::TrailingData,
            TokenErrorKind::Value => ErrorCode::InvalidValue,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            TokenErrorKind::Base64 => "invalid base64url",
            TokenErrorKind::Compact => "not the parts of a compact token",
            TokenErrorKind::DuplicateMember => "a member stands twice",
            TokenErrorKind::Json => "not the JSON that must stand here",
            TokenErrorKind::Length => "wrong length",
            TokenErrorKind::MissingMember => "is absent",
            TokenErrorKind::TooDeep => "nested too deep",
            TokenErrorKind::TrailingData => "is followed by trailing data",
            TokenErrorKind::Value => "is not allowed",
        };
        write!(f, "{}: {} at octet {}", self.what, text, self.offset)
    }
}

impl core::error::Error for TokenError {}

/// Why a JWE cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JweError {
    /// The text is no JWE of the shape that is opened here.
    Parse(TokenError),
    /// The header member of this name asks for something that is not supported.
    UnsupportedAlgorithm(&'static str),
}

impl JweError {
    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Parse(error) => error.code(),
            Self::UnsupportedAlgorithm(_) => ErrorCode::UnsupportedAlgorithm,
        }
    }
}

impl fmt::Display for JweError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::UnsupportedAlgorithm(member) => {
                write!(f, "JWE header: the value of {member} is not supported")
            }
        }
    }
}

impl core::error::Error for JweError {}

impl From<TokenError> for JweError {
    fn from(error: TokenError) -> Self {
        Self::Parse(error)
    }
}

/// Why a JWS is not believed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JwsError {
    /// The token's algorithm does not fit the signer's key.
    AlgorithmMismatch,
    /// The token's algorithm is not in the policy. `none` never is.
    AlgorithmNotAllowed,
    /// The signature does not verify. Nothing more is said.
    InvalidSignature,
    /// The text is no JWS.
    Parse(TokenError),
    /// The CMS in the third part is not believed.
    Signed(SignedError),
    /// The signature is raw, so it carries no certificate, and no key was given.
    SignerRequired,
    /// The signature is good, but its signer is not trusted. What was signed is inside, for display.
    Untrusted(Box<UntrustedJws>),
}

impl JwsError {
    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmMismatch => ErrorCode::AlgorithmMismatch,
            Self::AlgorithmNotAllowed => ErrorCode::AlgorithmNotAllowed,
            Self::InvalidSignature => ErrorCode::InvalidSignature,
            Self::Parse(error) => error.code(),
            Self::Signed(error) => error.code(),
            Self::SignerRequired => ErrorCode::SignerRequired,
            Self::Untrusted(token) => token.reason().code(),
        }
    }
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => f.write_str("the token's alg does not fit the signer's key"),
            Self::AlgorithmNotAllowed => f.write_str("the token's alg is not in the policy"),
            Self::InvalidSignature => f.write_str("invalid signature"),
            Self::Parse(error) => error.fmt(f),
            Self::Signed(error) => error.fmt(f),
            Self::SignerRequired => f.write_str(
                "a raw signature carries no certificate: the signer's key must be given",
            ),
            Self::Untrusted(token) => token.reason().fmt(f),
        }
    }
}

impl core::error::Error for JwsError {}

impl From<TokenError> for JwsError {
    fn from(error: TokenError) -> Self {
        Self::Parse(error)
    }
}

/// Why claims are refused. Claims are named as in their JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimsError {
    /// `aud` is not, and does not hold, the audience that the caller demands.
    AudienceMismatch,
    /// The token has expired.
    Expired {
        /// The whole second of `exp`.
        exp: UnixTime,
        /// The caller's time.
        now: UnixTime,
    },
    /// The claim has a type or value that its definition forbids.
    Invalid(&'static str),
    /// `iss` is not what the caller demands.
    IssuerMismatch,
    /// The caller demands the claim and it is absent.
    Missing(&'static str),
    /// `nonce` is not what the caller demands.
    NonceMismatch,
    /// The token is not valid yet.
    NotYetValid {
        /// The whole second of `nbf`.
        nbf: UnixTime,
        /// The caller's time.
        now: UnixTime,
    },
    /// `sub` is not what the caller demands.
    SubjectMismatch,
}

impl ClaimsError {
    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::AudienceMismatch => ErrorCode::AudienceMismatch,
            Self::Expired { .. } => ErrorCode::TokenExpired,
            Self::Invalid(_) => ErrorCode::InvalidClaim,
            Self::IssuerMismatch => ErrorCode::IssuerMismatch,
            Self::Missing(_) => ErrorCode::MissingClaim,
            Self::NonceMismatch => ErrorCode::NonceMismatch,
            Self::NotYetValid { .. } => ErrorCode::TokenNotYetValid,
            Self::SubjectMismatch => ErrorCode::SubjectMismatch,
        }
    }
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AudienceMismatch => f.write_str("claim aud: the audience is another one"),
            Self::Expired { exp, now } => {
                write!(f, "claim exp: expired at {}, now is {}", exp.0, now.0)
            }
            Self::Invalid(name) => write!(f, "claim {name}: forbidden type or value"),
            Self::IssuerMismatch => f.write_str("claim iss: the issuer is another one"),
            Self::Missing(name) => write!(f, "claim {name}: is absent"),
            Self::NonceMismatch => f.write_str("claim nonce: the nonce is another one"),
            Self::NotYetValid { nbf, now } => {
                write!(f, "claim nbf: valid from {}, now is {}", nbf.0, now.0)
            }
            Self::SubjectMismatch => f.write_str("claim sub: the subject is another one"),
        }
    }
}

impl core::error::Error for ClaimsError {}

/// Why a JWS cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The profile does not allow the key's algorithm.
    AlgorithmMismatch,
    /// The profile does not have the form that was asked for.
    FormNotInProfile,
    /// The header member is set by the profile or never written.
    HeaderMember,
    /// The holder of the key failed.
    Key(KeyError),
    /// The CMS cannot be made.
    Signed(SignedError),
}

impl SignError {
    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmMismatch => ErrorCode::AlgorithmMismatch,
            Self::FormNotInProfile | Self::HeaderMember => ErrorCode::InvalidArgument,
            Self::Key(KeyError::Entropy) => ErrorCode::EntropyFailed,
            Self::Key(_) => ErrorCode::KeyHolderFailed,
            Self::Signed(error) => error.code(),
        }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => {
                f.write_str("the profile does not allow the key's algorithm")
            }
            Self::FormNotInProfile => {
                f.write_str("the profile does not have this form of signature")
            }
            Self::HeaderMember => {
                f.write_str("alg, crit and b64 cannot be given as header members")
            }
            Self::Key(error) => error.fmt(f),
            Self::Signed(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SignError {}
