// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes: CMS EnvelopedData and EncryptedData with GOST algorithms, opened and sealed in any size.
//!
//! **Plaintext is not authenticated while it comes.** Under GOST 28147-89 and CTR-ACPKM it never is: a good end says that
//! the envelope is complete, not that nobody altered its content; only a signature inside says that. Under
//! CTR-ACPKM-OMAC the end says that the MAC agrees, by a [`VerifiedMac`] that nothing else gives.
//!
//! - [`Opener`] takes octets in pieces and gives plaintext; [`FileOpener`] takes PEM, base64 and S/MIME, too;
//!   [`Reader`] does the same over a `std::io::Read`.
//! - [`Sealer`] takes plaintext in pieces; [`Writer`] does so over a `std::io::Write`; [`seal`] does it at once.
//! - [`RecipientKey`] joins a key holder and its certificate, so that it takes the recipients that name it.
//!
//! | content | key of a recipient comes by |
//! |---|---|
//! | GOST 28147-89 in CFB, [RFC 4490] | key transport (VKO, CryptoPro wrap), key agreement (VKO, CryptoPro or plain wrap) |
//! | Magma, Kuznyechik in CTR-ACPKM and CTR-ACPKM-OMAC, R 1323565.1.025-2019 | key transport and key agreement (KEG, KExp15) |
//!
//! Key agreement is with an ephemeral key of the originator's or with a static one, whose certificate is given to the
//! opener or stands in the message. Recipients by a shared key or a password are refused, being defined nowhere with
//! GOST algorithms.
//!
//! [RFC 4490]: https://www.rfc-editor.org/rfc/rfc4490

mod content;
mod error;
mod file_opener;
mod opener;
#[cfg(feature = "std")]
mod reader;
mod recipient;
mod sealer;
#[cfg(feature = "std")]
mod writer;

#[cfg(test)]
mod tests;

pub use content::ContentCipher;
pub use error::{EnvelopeError, RecipientKind, SealError};
pub use file_opener::FileOpener;
pub use opener::{Authenticity, Limits, Opener, Progress, Stage, Summary, VerifiedMac};
#[cfg(feature = "std")]
pub use reader::{OpenError, Reader};
pub use recipient::{CertificateId, RecipientKey};
pub use sealer::{
    KeyManagement, Recipient, SealOptions, Sealer, WrapAlgorithm, seal, seal_encrypted_data,
};
#[cfg(feature = "std")]
pub use writer::{WriteError, Writer};
