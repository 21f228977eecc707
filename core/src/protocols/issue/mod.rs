// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes certification requests, certificates and CRLs: the parts of a small authority for tests and integrators.
//!
//! Sources: [RFC 5280] and [RFC 9215] for certificates and CRLs, [RFC 2986] for requests, order 795 of the FSB for the
//! fields of qualified certificates.
//!
//! - `subject` makes names with the Russian attributes in their string types;
//! - `template` makes extensions;
//! - `certificate` makes requests and certificates, self-signed and issued;
//! - `crl` makes CRLs.
//!
//! Nothing is judged but that a signer's key is the issuer's: an authority for tests must make chains that are
//! expired, too long or wrong in other ways. Times, serial numbers and randomness are the caller's.
//!
//! What is not here: where keys and lists are kept (the command has a folder), whether a certificate is any good
//! (`lint`, `trust`). It is no accredited authority and makes no qualified certificates.
//!
//! [RFC 5280]: https://www.rfc-editor.org/rfc/rfc5280
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215
//! [RFC 2986]: https://www.rfc-editor.org/rfc/rfc2986

mod certificate;
mod crl;
mod error;
mod subject;
mod template;
#[cfg(test)]
mod tests;

pub use crate::formats::{CertificationRequest, CrlReason};
pub use certificate::{Issuer, SerialNumber, Validity, certificate_pem, issue, request, self_sign};
pub use crl::{CrlOptions, Revoked, crl, crl_pem};
pub use error::IssueError;
pub use subject::{Field, Subject};
pub use template::{RawExtension, Role, Template};
