// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom a signature is believed from: anchors, and the path from a certificate to one of them.
//!
//! Source: [RFC 5280, section 6], as far as it is needed to believe a signer: signatures, validity at a given time, basic
//! constraints, path length, key usage, critical extensions. What is not here yet: name constraints, policies, CRLs
//! and OCSP. A critical extension that would need them is refused, and [`Revocation`] is the joint for the rest.
//!
//! The time is the caller's. Nothing here reads a clock.
//!
//! [RFC 5280, section 6]: https://www.rfc-editor.org/rfc/rfc5280#section-6

mod error;
#[cfg(feature = "std")]
mod key_cache;
pub mod path;
mod revocation;
mod store;

pub use crate::formats::x509::{
    Attribute, AuthorityKeyId, BasicConstraints, Certificate, Extension, KeyUsage, Name,
    PrivateKeyUsagePeriod, SignatureError,
};
pub use error::PathError;
#[cfg(feature = "std")]
pub use key_cache::KeyCache;
pub use path::{Budget, Options, Path, Usage};
pub use revocation::{NoRevocation, Revocation, RevocationStatus};
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
