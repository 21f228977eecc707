// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a SignedData is not believed, or cannot be made.

use core::fmt;

use crate::ErrorCode;
use crate::formats::tsp::PkiFailure;
use crate::formats::{FormatError, Oid, ParseError};
use crate::keys::KeyError;
use crate::protocols::trust::PathError;

/// Why a SignedData is not believed, or cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedError {
    /// The digest, the signature algorithm and the signer's key do not belong together, or the
    /// algorithm-protection attribute names others than the SignerInfo.
    AlgorithmMismatch,
    /// An archive time stamp covers what would be changed.
    ArchiveTimeStamped,
    /// The certificate to sign with holds another key than the signer.
    CertificateMismatch,
    /// The signature is detached and no content was given.
    ContentRequired,
    /// The messageDigest attribute is not the digest of the content, or the content given is not
    /// the one that the message carries.
    DigestMismatch,
    /// A structure cannot be read or names an algorithm that is not supported here.
    Format(FormatError),
    /// A signature does not verify. Nothing more is said.
    InvalidSignature,
    /// The signed attributes break the rules of their standard.
    InvalidSignedAttributes(AttributeFault),
    /// The message holds no signature at all.
    NoSigners,
    /// The signature is good, but its signer's certificate leads to no anchor.
    Path(PathError),
    /// The message has no signature of this number.
    NoSuchSigner,
    /// The signer's certificate is neither in the message nor among those given.
    SignerCertificateNotFound,
    /// The signing-certificate attribute names another certificate.
    SigningCertificateMismatch,
    /// The holder of the signing key failed.
    Signing(KeyError),
    /// The time of signing lies outside the years 0 to 9999.
    TimeOutOfRange,
    /// The certificate has no subject key identifier to be named by.
    SubjectKeyIdAbsent,
    /// A time stamp is over something else, or a response answers another request.
    TimeStampMismatch,
    /// The time-stamp authority refused, for this reason where it says one.
    TimeStampRefused(Option<PkiFailure>),
    /// A message could not be carried to a time-stamp authority and back.
    Transport,
    /// The signature is good, but nothing was given to trust its signer by.
    TrustNotEstablished,
    /// The message is no SignedData, or the content is of a type that cannot be signed so.
    UnsupportedContentType(Oid),
}

/// What is wrong with the signed attributes (RFC 5652 sections 5.3 and 11, RFC 5035 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeFault {
    /// There are none, and the content itself reads as a set of signed attributes.
    ContentReadsAsAttributes,
    /// contentType is not the type of the content.
    ContentTypeMismatch,
    /// An attribute that may stand once stands twice.
    Duplicate,
    /// signedAttrs or an attribute holds nothing.
    Empty,
    /// contentType is absent.
    MissingContentType,
    /// messageDigest is absent.
    MissingMessageDigest,
    /// An attribute of one value has several.
    MultipleValues,
    /// There are none, and the content is not plain data.
    Required,
}

impl SignedError {
    /// The number that every surface shows.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmMismatch => ErrorCode::AlgorithmMismatch,
            Self::ArchiveTimeStamped
            | Self::CertificateMismatch
            | Self::NoSuchSigner
            | Self::SubjectKeyIdAbsent
            | Self::TimeOutOfRange => ErrorCode::InvalidArgument,
            Self::ContentRequired => ErrorCode::ContentRequired,
            Self::DigestMismatch => ErrorCode::DigestMismatch,
            Self::Format(e) => e.code(),
            Self::InvalidSignature => ErrorCode::InvalidSignature,
            Self::InvalidSignedAttributes(_) => ErrorCode::InvalidSignedAttributes,
            Self::NoSigners => ErrorCode::NoSigners,
            Self::Path(e) => e.code(),
            Self::SignerCertificateNotFound => ErrorCode::SignerCertificateNotFound,
            Self::SigningCertificateMismatch => ErrorCode::SigningCertificateMismatch,
            Self::Signing(KeyError::Entropy) => ErrorCode::EntropyFailed,
            Self::Signing(_) => ErrorCode::KeyHolderFailed,
            Self::TimeStampMismatch => ErrorCode::InvalidTimeStamp,
            Self::TimeStampRefused(_) => ErrorCode::TimeStampRefused,
            Self::Transport => ErrorCode::TransportFailed,
            Self::TrustNotEstablished => ErrorCode::TrustNotEstablished,
            Self::UnsupportedContentType(_) => ErrorCode::UnsupportedContentType,
        }
    }
}

impl fmt::Display for SignedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlgorithmMismatch => "digest, signature algorithm and key do not belong together",
            Self::ArchiveTimeStamped => "an archive time stamp covers what would be changed",
            Self::CertificateMismatch => "the certificate is not that of the signing key",
            Self::ContentRequired => "the signature is detached and no content was given",
            Self::DigestMismatch => "the content is not the one that was signed",
            Self::Format(e) => return e.fmt(f),
            Self::InvalidSignature => "invalid signature",
            Self::InvalidSignedAttributes(fault) => return fault.fmt(f),
            Self::NoSigners => "the message holds no signature",
            Self::Path(e) => return e.fmt(f),
            Self::NoSuchSigner => "the message has no signature of this number",
            Self::SignerCertificateNotFound => "the signer's certificate is absent",
            Self::SigningCertificateMismatch => {
                "the signing-certificate attribute names another certificate"
            }
            Self::Signing(e) => return write!(f, "signing failed: {e}"),
            Self::TimeOutOfRange => "the time of signing lies outside the years 0 to 9999",
            Self::SubjectKeyIdAbsent => "the certificate has no subject key identifier",
            Self::TimeStampMismatch => "the time stamp is over something else",
            Self::TimeStampRefused(Some(failure)) => {
                return write!(f, "the time-stamp authority refused: {failure}");
            }
            Self::TimeStampRefused(None) => "the time-stamp authority refused",
            Self::Transport => "the time-stamp authority could not be reached",
            Self::TrustNotEstablished => "signature good, trust not established",
            Self::UnsupportedContentType(oid) => {
                return write!(f, "unsupported content type {oid}");
            }
        })
    }
}

impl fmt::Display for AttributeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContentReadsAsAttributes => {
                "signed attributes are absent and the content reads as such"
            }
            Self::ContentTypeMismatch => "signed attribute contentType is not that of the content",
            Self::Duplicate => "a signed attribute stands twice",
            Self::Empty => "signed attributes without content",
            Self::MissingContentType => "signed attribute contentType is absent",
            Self::MissingMessageDigest => "signed attribute messageDigest is absent",
            Self::MultipleValues => "a signed attribute has several values",
            Self::Required => "signed attributes are absent and the content is not plain data",
        })
    }
}

impl core::error::Error for SignedError {}

impl From<FormatError> for SignedError {
    fn from(e: FormatError) -> Self {
        Self::Format(e)
    }
}

impl From<ParseError> for SignedError {
    fn from(e: ParseError) -> Self {
        Self::Format(FormatError::Parse(e))
    }
}

impl From<AttributeFault> for SignedError {
    fn from(fault: AttributeFault) -> Self {
        Self::InvalidSignedAttributes(fault)
    }
}
