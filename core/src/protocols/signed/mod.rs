// SPDX-License-Identifier: MIT OR Apache-2.0
//! CMS SignedData with GOST signatures: verifying and making ([RFC 5652, section 5], [RFC 4490, section 3],
//! R 1323565.1.025-2019, [RFC 9215]), with the signing-certificate attributes of CAdES-BES.
//!
//! - `data` reads the structure, `attributes` and `cades` what was signed beside the content,
//!   `digests` takes the content.
//! - `verifier` decides whether the signatures are good and whether their signers are trusted.
//! - `signer` makes messages; [`DocumentSigner`] is the joint for whatever else makes them.
//!
//! Not here: countersignatures, time stamps and the longer CAdES forms; PEM and base64; the JWS around a
//! detached signature (`jose`); whether a chain holds (`trust`).
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5
//! [RFC 4490, section 3]: https://www.rfc-editor.org/rfc/rfc4490#section-3
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215

mod attributes;
mod cades;
mod data;
mod digests;
mod error;
mod signer;
#[cfg(test)]
mod tests;
mod verifier;

use alloc::vec::Vec;

use crate::formats::x509::Certificate;

pub use data::SignedData;
pub use digests::{ContentDigests, FinishedDigests};
pub use error::{AttributeFault, SignedError};
pub use signer::{KeySigner, SignOptions, sign};
pub use verifier::{AttributeOrder, Examined, SignerReport, TrustBasis, Verified, Verifier};

/// The joint for whatever turns a document into a finished CMS signature: software, a cloud service.
///
/// A service may want a confirmation (a code, a press on a telephone) before it signs. Then
/// [`begin`](Self::begin) answers [`SigningStep::ConfirmationRequired`] with whatever the service needs to
/// go on, and [`resume`](Self::resume) is called once the person has confirmed.
///
/// Whoever receives the message verifies it against the document before it relies on it.
pub trait DocumentSigner {
    /// What is kept while a confirmation is awaited; [`core::convert::Infallible`] where none ever is.
    type Pending;

    /// Why it failed.
    type Error;

    /// Hands over the whole document.
    fn begin(&self, document: &[u8]) -> Result<SigningStep<Self::Pending>, Self::Error>;

    /// Goes on after a confirmation.
    fn resume(&self, pending: Self::Pending) -> Result<SigningStep<Self::Pending>, Self::Error>;
}

/// How far a [`DocumentSigner`] has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningStep<P> {
    /// A person must confirm; then [`DocumentSigner::resume`] goes on with what is held here.
    ConfirmationRequired(P),
    /// The finished ContentInfo.
    Signed(Vec<u8>),
}
