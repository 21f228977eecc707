// SPDX-License-Identifier: MIT OR Apache-2.0
//! The joint for whatever knows of revoked certificates: CRLs, OCSP responses, a service.
//!
//! What is not here: any such thing. [`NoRevocation`] knows nothing.

use crate::formats::UnixTime;
use crate::formats::x509::Certificate;

/// What is known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// Not revoked, and this is known.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: UnixTime,
        /// CRLReason (RFC 5280 section 5.3.1), where it is given.
        reason: Option<u8>,
    },
    /// Nothing is known.
    Unknown,
}

/// Something that knows of revoked certificates.
pub trait Revocation {
    /// What is known of `certificate`, which `issuer` issued, as of `at` (`None`: the time is not considered).
    ///
    /// It is asked once for each certificate of a path whose signatures are verified, the anchor excepted.
    /// [`RevocationStatus::Unknown`] does not refuse the path: a source that must know says so by its own policy.
    fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Option<UnixTime>,
    ) -> RevocationStatus;
}

/// Knows nothing: every certificate is [`RevocationStatus::Unknown`].
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRevocation;

impl Revocation for NoRevocation {
    fn status(&self, _: &Certificate, _: &Certificate, _: Option<UnixTime>) -> RevocationStatus {
        RevocationStatus::Unknown
    }
}
