// SPDX-License-Identifier: MIT OR Apache-2.0
//! CMS SignedData with GOST signatures: verifying and making ([RFC 5652, section 5], [RFC 4490, section 3],
//! R 1323565.1.025-2019, [RFC 9215]), with the signing-certificate attributes of CAdES-BES.
//!
//! - `data` reads the structure, `attributes` what was signed beside the content, `digests` takes the content.
//! - `judge` judges one signature, `cades` the time stamps, values and countersignatures around it, `embedded` the CRLs and OCSP responses that it carries; `report` has the
//!   verdicts, one type for each question. `verifier` is what callers see of it, for messages that are in memory, `push` for those of any size.
//! - `explain` tells why a bad signature may be so.
//! - `signer` makes messages, `amend` adds to them, `timestamp` asks for time stamps and makes them; [`DocumentSigner`] is the joint for whatever else makes them.
//!
//! Not here: PEM and base64; the JWS around a detached signature (`jose`); whether a chain holds (`trust`); transport.
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5
//! [RFC 4490, section 3]: https://www.rfc-editor.org/rfc/rfc4490#section-3
//! [RFC 9215]: https://www.rfc-editor.org/rfc/rfc9215

mod amend;
mod attributes;
mod cades;
#[cfg(test)]
mod cades_tests;
mod data;
mod digests;
mod embedded;
mod error;
mod explain;
#[cfg(test)]
mod explain_tests;
mod judge;
mod push;
mod report;
mod signer;
#[cfg(test)]
mod tests;
mod timestamp;
mod verifier;

use alloc::vec::Vec;

use crate::formats::x509::Certificate;

pub use crate::formats::ess::NamedHash;
pub use crate::formats::tsp::{
    Accuracy, MessageImprint, PkiFailure, PkiStatus, TimeStampReq, TimeStampResp, TstInfo,
};
pub use crate::protocols::trust::RevocationPolicy;
pub use amend::{add_time_stamp, cosign, cosign_stamped, countersign};
pub use data::SignedData;
pub use digests::{ContentDigests, FinishedDigests};
pub use embedded::{EmbeddedEvidence, EmbeddedValues, EvidenceReader};
pub use error::{AttributeFault, SignedError};
pub use explain::{Accident, ContentForm, explain_raw};
pub use push::{PushVerifier, PushedMessage};
pub use report::{
    BindingVerdict, CadesForm, ContentVerdict, EvidenceVerdict, ImprintVerdict, JudgedAt,
    PathVerdict, Report, RevocationVerdict, SignatureVerdict, SignerVerdicts, TimeStampKind,
    TimeStampVerdicts,
};
pub use signer::{
    KeySigner, Preset, SignOptions, SignatureNaming, SignerNaming, StreamSigner, sign,
};
pub use timestamp::{TimeStampAuthority, TimeStamper, Transport, TransportFailed};
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
