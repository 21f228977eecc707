// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom a signature is believed from: anchors, the path from a certificate to one of them, and what is known of its
//! revocation.
//!
//! Source: [RFC 5280, section 6], with [RFC 4491], [RFC 9215] and what Russian qualified certificates add.
//! [`path`] builds and judges: signatures, validity at a given time, basic constraints, path length, key usage, purposes, name
//! constraints, critical extensions. [`Evidence`] judges CRLs and OCSP responses and says what more would be needed
//! ([`Evidence::needs`]); it takes octets and never opens a socket. [`PathCache`] remembers which signatures
//! were good, so that the next document of a signer costs one.
//!
//! Policies are told and not enforced; a critical extension that constrains them is refused.
//!
//! The time is the caller's. Nothing here reads a clock.
//!
//! [RFC 5280, section 6]: https://www.rfc-editor.org/rfc/rfc5280#section-6
//! [RFC 4491]: https://www.rfc-editor.org/rfc/rfc4491
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215

mod crl;
mod error;
mod evidence;
#[cfg(feature = "std")]
mod key_cache;
mod names;
mod ocsp;
pub mod path;
#[cfg(feature = "std")]
mod path_cache;
mod revocation;
mod store;

pub use crate::formats::ocsp::CertIdHash;
pub use crate::formats::x509::{
    Attribute, AuthorityKeyId, BasicConstraints, Certificate, DistributionPoint, Extension,
    GeneralName, IssuerSignTool, KeyUsage, Name, NameConstraints, PrivateKeyUsagePeriod,
    SignatureError, StateIdentifiers,
};
pub use crl::{Crl, CrlError, CrlScan};
pub use error::PathError;
pub use evidence::{Evidence, Freshness, Need, NeedOptions};
#[cfg(feature = "std")]
pub use key_cache::KeyCache;
pub use ocsp::{Nonce, OcspError, OcspResponse, ocsp_request};
pub use path::{Budget, Judged, KeyPeriod, Options, Path, PathFailure, PathJudgement, Usage};
#[cfg(feature = "std")]
pub use path_cache::PathCache;
pub use revocation::{
    Finding, NoRevocation, Query, Revocation, RevocationPolicy, RevocationStatus, Revoked, Source,
    UnknownStatus, reason_name,
};
#[cfg(feature = "std")]
pub use store::FolderReport;
pub use store::TrustStore;

use crate::keys::PreparedKey;

/// What a signer is believed by.
#[derive(Clone, Copy, Default)]
pub enum Trust<'a> {
    /// Nothing: a good signature is reported as good and its signer as not trusted.
    #[default]
    None,
    /// One key: the signer's. Certificates are not looked at.
    Pinned(&'a PreparedKey),
    /// Certificates that are trusted, self-signed or not; the signer's must lead to one of them.
    Anchors(&'a TrustStore),
}
