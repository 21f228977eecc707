// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes: CMS EnvelopedData with GOST key transport, opened and sealed in any size.
//!
//! **GOST 28147-89 in CFB is not authenticated**: a good end says that the envelope is complete, never that nobody
//! altered its content. Only a signature inside says that.
//!
//! - [`Opener`] takes octets in pieces and gives plaintext; [`FileOpener`] takes PEM, base64 and S/MIME, too;
//!   [`Reader`] does the same over a `std::io::Read`.
//! - [`Sealer`] takes plaintext in pieces and gives BER of indefinite length; [`Writer`] does so over a
//!   `std::io::Write`; [`seal`] gives DER at once.
//! - [`RecipientKey`] joins a key holder and its certificate, so that it takes the recipients that name it.
//!
//! Read: KeyTransRecipientInfo with GostR3410-KeyTransport ([RFC 4490, section 4.2]) for GOST R 34.10-2001 and -2012
//! keys of 256 and 512 bits. Not here: key agreement, the ciphers of R 1323565.1.025, EncryptedData.
//!
//! [RFC 4490, section 4.2]: https://www.rfc-editor.org/rfc/rfc4490#section-4.2

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

pub use error::{EnvelopeError, RecipientKind, SealError};
pub use file_opener::FileOpener;
pub use opener::{Limits, Opener, Progress, Stage, Summary};
#[cfg(feature = "std")]
pub use reader::{OpenError, Reader};
pub use recipient::{CertificateId, RecipientKey};
pub use sealer::{Recipient, SealOptions, Sealer, seal};
#[cfg(feature = "std")]
pub use writer::{WriteError, Writer};
