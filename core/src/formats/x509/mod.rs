// SPDX-License-Identifier: MIT OR Apache-2.0
//! X.509 certificates: strict DER in, accessors out ([RFC 5280], profile of [RFC 9215]).
//!
//! [`certificate`] reads a certificate and keeps its octets, so that what was signed is hashed as it stands.
//! [`extensions`] has the extensions that decide something, [`name`] turns names into text, [`signed`] verifies the
//! signature that certificates, requests and CRLs carry in the same way, [`bundle`] reads files of several certificates.
//!
//! [`distribution`] says where CRLs and responders are, [`general_name`] reads alternative names and name constraints,
//! [`qualified`] what Russian certificates add.
//!
//! What is not here: whether a certificate is trusted (`protocols::trust`), CRLs, OCSP and requests (`formats::crl`, `formats::ocsp`).
//!
//! [RFC 5280]: https://www.rfc-editor.org/rfc/rfc5280
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215

mod bundle;
mod certificate;
mod distribution;
pub(crate) mod extensions;
mod general_name;
mod name;
mod qualified;
pub(crate) mod signed;
#[cfg(test)]
mod tests;

pub use certificate::Certificate;
pub use distribution::DistributionPoint;
pub(crate) use distribution::IssuingDistributionPoint;
pub use extensions::{
    AuthorityKeyId, BasicConstraints, Extension, KeyUsage, PrivateKeyUsagePeriod,
};
pub use general_name::{GeneralName, NameConstraints};
pub use name::{Attribute, Name};
pub use qualified::{IssuerSignTool, StateIdentifiers};
pub use signed::SignatureError;
