// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where an opener stands, and what it says in the end.

use alloc::vec::Vec;

use crate::formats::Oid;
use crate::keys::CipherParamSet;
use crate::protocols::envelope::content::ContentCipher;
use crate::protocols::envelope::error::RecipientKind;

/// Where an opener stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Before the encrypted content. No plaintext has been given.
    Head,
    /// In the encrypted content.
    Content,
    /// After the encrypted content.
    Tail,
    /// The envelope is complete: `finish` succeeds unless more octets come.
    Complete,
}

/// What one `update` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Octets of plaintext appended.
    pub written: usize,
    /// Where the opener stands now.
    pub stage: Stage,
}

/// What protects the content, once all of it has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authenticity {
    /// The MAC of the content agrees.
    Verified(VerifiedMac),
    /// The cipher has no MAC: whoever alters the ciphertext alters the plaintext unnoticed.
    Unauthenticated,
}

/// The MAC of a whole content has been verified: nobody without the content key altered it. Only
/// [`Opener::finish`](super::Opener::finish) makes one.
///
/// It says nothing of who sealed: anybody can, for a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedMac(pub(super) ());

/// What an envelope said of itself, known once it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The version of EnvelopedData or EncryptedData, as written: peers write 0 where RFC 5652 asks for 2.
    pub version: u64,
    /// The originatorInfo as it stands in the message, tag `[0]` included, where there is one.
    pub originator_info: Option<Vec<u8>>,
    /// How many RecipientInfos there are: none in EncryptedData.
    pub recipients: u32,
    /// Which of them opened, counted from 0; `None` in EncryptedData.
    pub opened_recipient: Option<u32>,
    /// How its content key came: the kind of the recipient and its keyEncryptionAlgorithm; `None` in EncryptedData.
    pub recipient_kind: Option<RecipientKind>,
    /// The type of the content, usually id-data.
    pub content_type: Oid,
    /// The cipher of the content.
    pub cipher: ContentCipher,
    /// The parameter set of GOST 28147-89; `None` with other ciphers.
    pub param_set: Option<CipherParamSet>,
    /// Octets of content.
    pub content_len: u64,
    /// What protects the content.
    pub authenticity: Authenticity,
}

impl Summary {
    /// The proof that the content has a MAC and that it agrees.
    pub const fn verified(&self) -> Option<VerifiedMac> {
        match self.authenticity {
            Authenticity::Verified(mac) => Some(mac),
            Authenticity::Unauthenticated => None,
        }
    }
}
