// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which step refused a user-info, and why.

use core::fmt;

use crate::error::ErrorCode;
use crate::formats::FormatError;
use crate::protocols::envelope;
use crate::protocols::jose::{ClaimsError, JweError, JwsError, SignError, TokenError};

/// The steps from a text to claims, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Reading the JWE around the envelope.
    Jwe,
    /// Opening the envelope.
    Envelope,
    /// Reading the JWS, and whether the policy allows its algorithm.
    Jws,
    /// Verifying the signature.
    Signature,
    /// Whether the signer is trusted. The signature is good.
    Trust,
    /// Judging the claims. The signature is good and its signer trusted.
    Claims,
}

impl Step {
    /// The step's name, for instance `Envelope`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jwe => "Jwe",
            Self::Envelope => "Envelope",
            Self::Jws => "Jws",
            Self::Signature => "Signature",
            Self::Trust => "Trust",
            Self::Claims => "Claims",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jwe => "JWE",
            Self::Envelope => "envelope",
            Self::Jws => "JWS",
            Self::Signature => "signature",
            Self::Trust => "trust",
            Self::Claims => "claims",
        })
    }
}

/// Why a user-info gives no claims.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The claims are not what the caller demands. Everything before them is good.
    Claims(ClaimsError),
    /// The payload is no claims set. The signature is good and its signer trusted.
    ClaimsJson(TokenError),
    /// The text is neither a JWS nor a JWE.
    Compact(TokenError),
    /// The envelope does not open.
    Envelope(envelope::EnvelopeError),
    /// The JWE cannot be read.
    Jwe(JweError),
    /// The JWS is not believed.
    Jws(JwsError),
    /// The user-info is encrypted and no key was given.
    KeyRequired,
    /// The envelope opened, but its plaintext is neither text nor a JSON string of text.
    Plaintext(TokenError),
    /// No time was given to judge certificates and claims by.
    TimeRequired,
}

impl OpenError {
    /// The step that refused.
    pub fn step(&self) -> Step {
        match self {
            Self::Jwe(_) => Step::Jwe,
            Self::Envelope(_) | Self::KeyRequired => Step::Envelope,
            Self::Compact(_) | Self::Plaintext(_) => Step::Jws,
            Self::Jws(error) => match error {
                JwsError::InvalidSignature => Step::Signature,
                JwsError::Untrusted(_) => Step::Trust,
                // The CMS is unreadable or of a foreign algorithm, or else its signature is bad.
                JwsError::Signed(error) => match error.code().exit_status() {
                    3 | 4 => Step::Jws,
                    _ => Step::Signature,
                },
                JwsError::SignerRequired => Step::Signature,
                _ => Step::Jws,
            },
            Self::Claims(_) | Self::ClaimsJson(_) | Self::TimeRequired => Step::Claims,
        }
    }

    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Claims(error) => error.code(),
            Self::ClaimsJson(error) | Self::Compact(error) | Self::Plaintext(error) => error.code(),
            Self::Envelope(error) => error.code(),
            Self::Jwe(error) => error.code(),
            Self::Jws(error) => error.code(),
            Self::KeyRequired => ErrorCode::KeyRequired,
            Self::TimeRequired => ErrorCode::InvalidArgument,
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claims(error) => error.fmt(f),
            Self::ClaimsJson(error) | Self::Compact(error) | Self::Plaintext(error) => error.fmt(f),
            Self::Envelope(error) => error.fmt(f),
            Self::Jwe(error) => error.fmt(f),
            Self::Jws(error) => error.fmt(f),
            Self::KeyRequired => f.write_str("the user-info is encrypted: a key must be given"),
            Self::TimeRequired => {
                f.write_str("a time must be given to judge certificates and claims by")
            }
        }
    }
}

impl core::error::Error for OpenError {}

/// Why a user-info cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// The claims are no JSON object, or one that no reader would take.
    Claims(TokenError),
    /// The envelope cannot be made.
    Envelope(envelope::SealError),
    /// The recipient's certificate has no key that can be used.
    Recipient(FormatError),
    /// The JWS cannot be made.
    Sign(SignError),
}

impl SealError {
    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Claims(error) => error.code(),
            Self::Envelope(error) => error.code(),
            Self::Recipient(error) => error.code(),
            Self::Sign(error) => error.code(),
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claims(error) => error.fmt(f),
            Self::Envelope(error) => error.fmt(f),
            Self::Recipient(error) => error.fmt(f),
            Self::Sign(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SealError {}
