// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages within messages: signed in an envelope, an envelope in a signature, compressed somewhere between; opened
//! one through the other without a temporary file, in flat memory.
//!
//! Sources: [RFC 5652], [RFC 3274] (CompressedData), [RFC 8551] (S/MIME).
//!
//! - [`Layers`] takes octets in pieces and gives the innermost content; [`Reader`] does so over a `std::io::Read`.
//! - [`Compressor`] writes CompressedData; around it `envelope::Writer` seals.
//!
//! A content is a layer when it begins as a message does: a ContentInfo in BER or DER, or one in PEM, base64 or S/MIME
//! within its first 4 KiB. What the layer around says of its type plays no part: senders write id-data for everything.
//! All else is content and passes as it stands.
//!
//! **Signatures are not judged on the way.** Content comes out while its signatures, which stand after it, are not read
//! yet. [`Layer::Signed`] keeps what is needed to judge them at the end.
//!
//! Not here: making signed layers piece by piece, detached contents, messages with several parts.
//!
//! [RFC 5652]: https://www.rfc-editor.org/rfc/rfc5652
//! [RFC 3274]: https://www.rfc-editor.org/rfc/rfc3274
//! [RFC 8551]: https://www.rfc-editor.org/rfc/rfc8551

mod carrier;
mod chain;
mod compress;
mod error;
mod probe;
#[cfg(feature = "std")]
mod reader;
mod stage;

use alloc::vec::Vec;

pub use chain::{Layers, NoKey};
pub use compress::Compressor;
pub use error::LayerError;
pub use probe::Content;
#[cfg(feature = "std")]
pub use reader::{ReadError, Reader};

use crate::formats::Oid;
use crate::formats::armor::Form;
use crate::protocols::envelope::Summary;
use crate::protocols::signed::{Examined, FinishedDigests, SignedData, SignedError, Verifier};

/// How far layers are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Layers that are opened: 8. What is within the last of them is content.
    pub depth: u32,
    /// How many times the octets that were read may come out, beyond the first 64 MiB: 200. Only compression makes more
    /// of them, a thousand times at most for each layer of it.
    pub expansion: u64,
    /// Octets around the content of a signed layer that are kept, certificates and CRLs above all: 8 MiB.
    pub structure: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 8,
            expansion: 200,
            structure: 8 << 20,
        }
    }
}

/// One layer that was opened, from the outside in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Layer {
    /// CompressedData.
    Compressed(Form),
    /// Data: a content with its type around it.
    Data(Form),
    /// DigestedData. The digest is not compared: it proves nothing.
    Digested(Form),
    /// An envelope.
    Enveloped(Form, Summary),
    /// SignedData.
    Signed(SignedLayer),
}

impl Layer {
    /// What the layer was written in.
    pub fn form(&self) -> Form {
        match self {
            Self::Compressed(form)
            | Self::Data(form)
            | Self::Digested(form)
            | Self::Enveloped(form, _) => *form,
            Self::Signed(signed) => signed.form,
        }
    }

    /// The name of its type as RFC 5652 and RFC 3274 write it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Compressed(_) => "CompressedData",
            Self::Data(_) => "Data",
            Self::Digested(_) => "DigestedData",
            Self::Enveloped(..) => "EnvelopedData",
            Self::Signed(_) => "SignedData",
        }
    }
}

/// A signed layer whose signatures **nobody has judged yet**: [`Self::examine`] does.
#[derive(Clone, Debug)]
pub struct SignedLayer {
    pub(super) form: Form,
    pub(super) content_type: Oid,
    pub(super) content_len: Option<u64>,
    pub(super) detached: Vec<u8>,
    pub(super) digests: FinishedDigests,
}

impl SignedLayer {
    /// The type of the content, as the layer says it.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// Octets of content; `None` where it stands elsewhere, which ends the layers.
    pub fn content_len(&self) -> Option<u64> {
        self.content_len
    }

    /// The same message without its content, as a detached signature is.
    pub fn detached(&self) -> &[u8] {
        &self.detached
    }

    /// Judges the signatures over the content that came out.
    ///
    /// # Errors
    /// As [`Verifier::examine_digests`]; [`SignedError::ContentRequired`] where the content stands elsewhere.
    pub fn examine(&self, verifier: &Verifier<'_>) -> Result<Examined<'_>, SignedError> {
        if self.content_len.is_none() {
            return Err(SignedError::ContentRequired);
        }
        verifier.examine_digests(SignedData::parse(&self.detached)?, &self.digests)
    }
}

/// What the layers were, and what is within.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unwrapped {
    /// The layers that were opened, from the outside in.
    pub layers: Vec<Layer>,
    /// What the innermost content begins as.
    pub content: Content,
    /// Octets of it.
    pub content_len: u64,
}
