// SPDX-License-Identifier: MIT OR Apache-2.0
//! One number for every refusal, the same in Rust, C, Python and at the terminal.

use core::fmt;

use crate::formats::{FormatError, ParseError, ParseErrorKind};
use crate::keys::KeyError;
use crate::protocols::{docflow, envelope, issue, jose, layers, signed, trust, userinfo};

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $name:ident = $number:literal, $exit:literal;)*) => {
        /// The number of a refusal. Numbers are never reused.
        ///
        /// Blocks: 1xx caller, 2xx parse, 3xx cryptography, 4xx path and trust, 5xx claims, 6xx I/O,
        /// 7xx key holder, 9xx internal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u32)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])* $name = $number,)*
        }

        impl ErrorCode {
            /// Every code, in rising order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The variant's name, for instance `WrongKey`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What it means, in one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc,)*).trim_ascii(),)* }
            }

            /// The exit status that the command gives.
            pub const fn exit_status(self) -> u8 {
                match self { $(Self::$name => $exit,)* }
            }
        }
    };
}

error_codes! {
    /// An argument is out of its range or contradicts another one.
    InvalidArgument = 101, 2;
    /// The output buffer is too small; the needed size is reported.
    InsufficientSize = 102, 2;
    /// A pointer that must not be NULL is NULL.
    NullPointer = 103, 2;
    /// The object has finished or failed and takes no more input.
    AlreadyFinished = 104, 2;
    /// A raw signature carries no certificate: a signer's key must be given.
    SignerRequired = 105, 2;
    /// The signature is detached: the content must be given.
    ContentRequired = 106, 2;
    /// The user-info is encrypted: a key must be given.
    KeyRequired = 107, 2;

    /// The input ends inside a structure.
    Truncated = 201, 3;
    /// Octets follow the end of a structure.
    TrailingData = 202, 3;
    /// A length octet is reserved, or a length does not fit its parent.
    InvalidLength = 203, 3;
    /// Another type stands where this one must stand.
    UnexpectedTag = 204, 3;
    /// A value has an encoding that the rules forbid.
    InvalidEncoding = 205, 3;
    /// The nesting is deeper than the limit.
    TooDeep = 206, 3;
    /// There are more elements than the limit.
    LimitExceeded = 207, 3;
    /// The PEM armour is broken or its label is another one.
    InvalidPem = 208, 3;
    /// The text is not base64 or base64url of the kind that is allowed in this place.
    InvalidBase64 = 209, 3;
    /// The text is not JSON, or not the JSON that must stand in this place.
    InvalidJson = 210, 3;
    /// The text is no compact JWS or JWE.
    InvalidCompact = 211, 3;
    /// A field that must be present is absent.
    MissingField = 212, 3;
    /// A field or member that may stand once stands twice.
    DuplicateField = 213, 3;
    /// A fixed-length value has another length.
    InvalidFieldLength = 214, 3;
    /// The input is none of the formats that are recognised here.
    UnknownFormat = 215, 3;
    /// A value lies outside the range that its format allows.
    InvalidValue = 216, 3;
    /// A public key is no point of its curve's subgroup.
    InvalidPublicKey = 217, 3;
    /// A private key lies outside 1..q-1 or has a wrong length.
    InvalidPrivateKey = 218, 3;
    /// The key parameters are absent and there is no issuer to inherit them from.
    KeyParametersAbsent = 219, 3;

    /// The algorithm is not supported in this place.
    UnsupportedAlgorithm = 301, 4;
    /// The parameter set is unknown.
    UnsupportedParamSet = 302, 4;
    /// The CMS content type is not one that is opened here.
    UnsupportedContentType = 303, 4;
    /// The private key is encrypted, and encrypted keys are not opened yet.
    EncryptedKeyUnsupported = 304, 4;
    /// The algorithm that the token names is not in the caller's policy.
    AlgorithmNotAllowed = 305, 4;
    /// The algorithm or parameter set does not fit the key.
    AlgorithmMismatch = 306, 4;
    /// No recipient structure is for the key.
    NoRecipient = 311, 5;
    /// The wrapped content key does not open with the key.
    WrongKey = 312, 5;
    /// The signer's certificate is neither in the message nor given by the caller.
    SignerCertificateNotFound = 313, 5;
    /// The originator's certificate of a key agreement is neither in the message nor given by the caller.
    OriginatorCertificateNotFound = 314, 5;
    /// EncryptedData has no recipients: its content key must be given.
    ContentKeyRequired = 315, 5;
    /// The signature does not verify.
    InvalidSignature = 321, 1;
    /// The messageDigest attribute is not the digest of the content.
    DigestMismatch = 322, 1;
    /// A signed attribute is absent, stands twice, or contradicts the content.
    InvalidSignedAttributes = 323, 1;
    /// The message holds no signature at all.
    NoSigners = 324, 1;
    /// The signing-certificate attribute names another certificate.
    SigningCertificateMismatch = 325, 1;
    /// The MAC of the content does not agree: what was deciphered is worthless.
    InvalidMac = 326, 1;
    /// A time stamp is over something else than it should be, or answers another request.
    InvalidTimeStamp = 327, 1;

    /// The signature is good, but nothing was given to trust its signer by.
    TrustNotEstablished = 401, 6;
    /// No trusted certificate issued the signer's certificate.
    IssuerNotFound = 402, 6;
    /// A certificate is past its validity period.
    CertificateExpired = 403, 6;
    /// A certificate is before its validity period.
    CertificateNotYetValid = 404, 6;
    /// The issuer's certificate is not one of a certification authority.
    NotCertificateAuthority = 405, 6;
    /// The signature of a certificate does not verify.
    InvalidCertificateSignature = 406, 6;
    /// A certificate has a critical extension that is not understood.
    UnknownCriticalExtension = 407, 6;
    /// The path is longer than a CA certificate allows.
    PathLengthExceeded = 408, 6;
    /// The key usage of a certificate does not allow its use here.
    KeyUsageNotAllowed = 409, 6;
    /// The search for a path was given up at its limit.
    PathBudgetExceeded = 410, 6;
    /// A certificate contradicts itself or its profile.
    InvalidCertificate = 411, 6;
    /// A certificate was revoked.
    CertificateRevoked = 412, 6;
    /// A certificate has a name that a CA above it may not give.
    NameNotPermitted = 413, 6;
    /// The private key was not to sign at that time by its usage period.
    KeyPeriodViolated = 414, 6;
    /// The revocation status of a certificate is not known, and the policy asks for it.
    RevocationStatusUnknown = 415, 6;
    /// A CRL cannot be used for the certificate: signature, scope or kind.
    UnusableCrl = 416, 6;
    /// An OCSP response cannot be used for the certificate: signer, signature, nonce or content.
    UnusableOcspResponse = 417, 6;
    /// A CRL or an OCSP response is too old for the time that is judged at.
    StaleRevocationData = 418, 6;

    /// The audience is another one.
    AudienceMismatch = 501, 9;
    /// The issuer is another one.
    IssuerMismatch = 502, 9;
    /// The token has expired.
    TokenExpired = 503, 9;
    /// The token is not valid yet.
    TokenNotYetValid = 504, 9;
    /// The nonce is another one.
    NonceMismatch = 505, 9;
    /// The subject is another one.
    SubjectMismatch = 506, 9;
    /// A claim has a type or value that its definition forbids.
    InvalidClaim = 507, 9;
    /// A claim that the caller requires is absent.
    MissingClaim = 508, 9;

    /// Reading failed.
    ReadFailed = 601, 7;
    /// Writing failed.
    WriteFailed = 602, 7;

    /// The random source failed.
    EntropyFailed = 701, 8;
    /// The key holder failed.
    KeyHolderFailed = 702, 8;
    /// The time-stamp authority refused.
    TimeStampRefused = 703, 8;
    /// The time-stamp authority could not be reached.
    TransportFailed = 704, 8;

    /// A defect of the library was caught at its boundary.
    InternalPanic = 901, 8;
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{}", *self as u32)
    }
}

impl KeyError {
    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmMismatch => ErrorCode::AlgorithmMismatch,
            Self::Entropy => ErrorCode::EntropyFailed,
            Self::Length => ErrorCode::InvalidFieldLength,
            Self::ScalarOutOfRange => ErrorCode::InvalidPrivateKey,
            Self::Ukm => ErrorCode::InvalidArgument,
            Self::CoordinateOutOfRange | Self::NotOnCurve | Self::WrongSubgroup => {
                ErrorCode::InvalidPublicKey
            }
        }
    }
}

impl ParseError {
    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self.kind {
            ParseErrorKind::Base64 => ErrorCode::InvalidBase64,
            ParseErrorKind::DuplicateField => ErrorCode::DuplicateField,
            ParseErrorKind::Encoding => ErrorCode::InvalidEncoding,
            ParseErrorKind::FieldLength => ErrorCode::InvalidFieldLength,
            ParseErrorKind::Length => ErrorCode::InvalidLength,
            ParseErrorKind::LimitExceeded => ErrorCode::LimitExceeded,
            ParseErrorKind::MissingField => ErrorCode::MissingField,
            ParseErrorKind::Pem => ErrorCode::InvalidPem,
            ParseErrorKind::TooDeep => ErrorCode::TooDeep,
            ParseErrorKind::TrailingData => ErrorCode::TrailingData,
            ParseErrorKind::Truncated => ErrorCode::Truncated,
            ParseErrorKind::UnexpectedTag => ErrorCode::UnexpectedTag,
            ParseErrorKind::UnknownFormat => ErrorCode::UnknownFormat,
            ParseErrorKind::Value => ErrorCode::InvalidValue,
        }
    }
}

impl FormatError {
    /// The number that every surface shows.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::EncryptedKey => ErrorCode::EncryptedKeyUnsupported,
            Self::Key(error) => error.code(),
            Self::KeyParametersAbsent => ErrorCode::KeyParametersAbsent,
            Self::Parse(error) => error.code(),
            Self::UnsupportedAlgorithm(_) => ErrorCode::UnsupportedAlgorithm,
            Self::UnsupportedParamSet(_) => ErrorCode::UnsupportedParamSet,
        }
    }
}

macro_rules! any_error {
    ($($(#[doc = $doc:literal])* $variant:ident($error:ty),)*) => {
        /// Any refusal of this crate, for callers that treat all alike: its number and one line of text.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[doc = $doc])* $variant($error),)*
        }

        impl Error {
            /// The number that every surface shows.
            pub fn code(&self) -> ErrorCode {
                match self { $(Self::$variant(error) => error.code(),)* }
            }
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant(error) => error.fmt(f),)* }
            }
        }

        impl core::error::Error for Error {}

        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

any_error! {
    /// A structure, a key file or a certificate.
    Format(FormatError),
    /// A key.
    Key(KeyError),
    /// Octets.
    Parse(ParseError),
    /// Opening an envelope.
    Envelope(envelope::EnvelopeError),
    /// Making an envelope.
    EnvelopeSeal(envelope::SealError),
    /// Opening layers.
    Layers(layers::LayerError),
    /// Verifying or making SignedData.
    Signed(signed::SignedError),
    /// Making requests, certificates and CRLs.
    Issue(issue::IssueError),
    /// Signing for a document-workflow call.
    Docflow(docflow::ClientError),
    /// A certificate path.
    Path(trust::PathError),
    /// A compact token.
    Token(jose::TokenError),
    /// A JWE.
    Jwe(jose::JweError),
    /// Verifying a JWS.
    Jws(jose::JwsError),
    /// Making a JWS.
    JwsSign(jose::SignError),
    /// Claims.
    Claims(jose::ClaimsError),
    /// Opening a user-info.
    UserInfo(userinfo::OpenError),
    /// Sealing a user-info.
    UserInfoSeal(userinfo::SealError),
}
