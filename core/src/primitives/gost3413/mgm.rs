// SPDX-License-Identifier: MIT OR Apache-2.0
//! MGM, the mode of encryption with authentication and associated data: R 1323565.1.026-2019,
//! [RFC 9058](https://www.rfc-editor.org/rfc/rfc9058).
//!
//! The nonce is a block whose first bit is 0. Gamma is E(Y_1), E(Y_2) and so on, Y_1 = E(0 | nonce), counted up in the right
//! half. The tag is E of the sum of H_i times block i of data, ciphertext and their lengths in bits, each filled up with
//! zeros; H_i = E(Z_i), Z_1 = E(1 | nonce), counted up in the left half. Products are those of polynomials in GF(2^n).
//!
//! Refused: a nonce whose first bit is 1, more than 2^(n/2) - 1 bits of data and message together (2^32 - 1 with Magma), and
//! neither data nor message. Tags are whole blocks; shorter ones, which RFC 9058 allows, are not here.
//!
//! **A nonce used twice under one key gives both plaintexts away**, and lets tags be forged.
//!
//! Products are computed by integer multiplications, whose time must not depend on the factors: so it is on all
//! processors of 64 bits that this crate has backends for.

use core::fmt;

use aead::{AeadCore, AeadInOut, Nonce, Tag, TagPosition};
use cipher::consts::U32;
use cipher::inout::InOutBuf;
use cipher::{Key, KeyInit, KeySizeUser};

use super::cipher::{BATCH, Block, BlockOf, Gost3412, add_gamma, wipe};
use crate::ct;

/// Why MGM refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MgmError {
    /// Neither associated data nor a message.
    Empty,
    /// The tag does not belong to key, nonce, data and ciphertext. Which of them is wrong is not told.
    InvalidTag,
    /// The first bit of the nonce is not 0.
    Nonce,
    /// Data and message are longer than the mode allows.
    TooLong,
}

impl fmt::Display for MgmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "MGM: neither associated data nor a message",
            Self::InvalidTag => "MGM: tag does not match",
            Self::Nonce => "MGM: the first bit of the nonce must be 0",
            Self::TooLong => "MGM: data and message are too long",
        })
    }
}

impl core::error::Error for MgmError {}

/// Encrypts and authenticates whole messages in MGM. The key is wiped on drop.
///
/// The traits of the crate [`aead`] append the tag to the ciphertext, as [RFC
/// 9058](https://www.rfc-editor.org/rfc/rfc9058#section-4) and TLS have it, and tell no reason of a refusal.
///
/// ```
/// use gostseal::cipher::{Kuznyechik, Mgm};
///
/// let mgm = Mgm::<Kuznyechik>::new(&[7; 32]);
/// let nonce = [1; 16]; // a number that no other message under this key has
/// let mut message = *b"a secret";
/// let tag = mgm.encrypt_detached(&nonce, b"header", &mut message)?;
/// mgm.decrypt_detached(&nonce, b"header", &mut message, &tag)?;
/// assert_eq!(message, *b"a secret");
/// # Ok::<(), gostseal::cipher::MgmError>(())
/// ```
pub struct Mgm<C: Gost3412>(C);

impl<C: Gost3412> Mgm<C> {
    /// Takes a key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self::with_cipher(C::new(key))
    }

    pub(crate) fn with_cipher(cipher: C) -> Self {
        Self(cipher)
    }

    /// Encrypts `message` in place and gives the tag over it and `associated_data`.
    ///
    /// # Errors
    ///
    /// [`MgmError`] as in the module's head, `message` being left alone.
    pub fn encrypt_detached(
        &self,
        nonce: &C::Block,
        associated_data: &[u8],
        message: &mut [u8],
    ) -> Result<C::Block, MgmError> {
        let lengths = lengths::<C>(nonce, associated_data, message)?;
        self.add_gamma(nonce, message);
        Ok(self.tag(nonce, associated_data, message, lengths))
    }

    /// Checks the tag in constant time and, if it is good, decrypts `message` in place.
    ///
    /// # Errors
    ///
    /// [`MgmError::InvalidTag`], `message` being wiped and never having held plaintext. Other [`MgmError`]s as in the
    /// module's head, `message` being left alone.
    pub fn decrypt_detached(
        &self,
        nonce: &C::Block,
        associated_data: &[u8],
        message: &mut [u8],
        tag: &C::Block,
    ) -> Result<(), MgmError> {
        let lengths = lengths::<C>(nonce, associated_data, message)?;
        let expected = self.tag(nonce, associated_data, message, lengths);
        if !ct::eq(expected.as_ref(), tag.as_ref()) {
            message.fill(0);
            return Err(MgmError::InvalidTag);
        }
        self.add_gamma(nonce, message);
        Ok(())
    }

    fn encrypted(&self, mut block: BlockOf<C>) -> BlockOf<C> {
        self.0.encrypt_blocks(core::slice::from_mut(&mut block));
        block
    }

    fn add_gamma(&self, nonce: &C::Block, message: &mut [u8]) {
        let half = (1 << (4 * BlockOf::<C>::LEN)) - 1;
        let mut y = self.encrypted(*nonce).number();
        let mut make = |gamma: &mut [BlockOf<C>]| {
            for block in &mut *gamma {
                *block = Block::from_number(y);
                y = y & !half | y.wrapping_add(1) & half;
            }
            self.0.encrypt_blocks(gamma);
        };
        let (whole, tail) = BlockOf::<C>::split_mut(message);
        for batch in whole.chunks_mut(BATCH) {
            add_gamma(batch, &mut make);
        }
        if !tail.is_empty() {
            let mut last = [BlockOf::<C>::default()];
            last[0].as_mut()[..tail.len()].copy_from_slice(tail);
            add_gamma(&mut last, &mut make);
            tail.copy_from_slice(&last[0].as_ref()[..tail.len()]);
            wipe(&mut last);
        }
    }

    fn tag(
        &self,
        nonce: &C::Block,
        associated_data: &[u8],
        ciphertext: &[u8],
        lengths: BlockOf<C>,
    ) -> BlockOf<C> {
        let bits = 8 * BlockOf::<C>::LEN;
        let first = Block::from_number(nonce.number() | 1 << (bits - 1));
        let mut sum = Sum {
            cipher: &self.0,
            z: self.encrypted(first).number(),
            sum: [0; 2],
        };
        for data in [associated_data, ciphertext, lengths.as_ref()] {
            let (whole, tail) = BlockOf::<C>::split(data);
            for batch in whole.chunks(BATCH) {
                sum.add(batch);
            }
            if !tail.is_empty() {
                let mut last = BlockOf::<C>::default();
                last.as_mut()[..tail.len()].copy_from_slice(tail);
                sum.add(&[last]);
            }
        }
        self.encrypted(Block::reduced(sum.sum))
    }
}

impl<C: Gost3412> KeySizeUser for Mgm<C> {
    type KeySize = U32;
}

impl<C: Gost3412> KeyInit for Mgm<C> {
    fn new(key: &Key<Self>) -> Self {
        Self::new(&key.0)
    }
}

impl<C: Gost3412> AeadCore for Mgm<C> {
    type NonceSize = C::BlockSize;
    type TagSize = C::BlockSize;
    const TAG_POSITION: TagPosition = TagPosition::Postfix;
}

impl<C: Gost3412> AeadInOut for Mgm<C> {
    fn encrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
    ) -> aead::Result<Tag<Self>> {
        let (nonce, message) = (block(nonce), buffer.into_out_with_copied_in());
        let tag = self.encrypt_detached(&nonce, associated_data, message);
        let tag: C::Block = tag.map_err(|_| aead::Error)?;
        Ok(Tag::<Self>::from_fn(|i| tag.as_ref()[i]))
    }

    /// If the tag is wrong, what would hold the plaintext is wiped and never has held it.
    fn decrypt_inout_detached(
        &self,
        nonce: &Nonce<Self>,
        associated_data: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &Tag<Self>,
    ) -> aead::Result<()> {
        let (nonce, message) = (block(nonce), buffer.into_out_with_copied_in());
        self.decrypt_detached(&nonce, associated_data, message, &block(tag))
            .map_err(|_| aead::Error)
    }
}

/// A block of its octets, which are as many.
fn block<B: Block>(octets: &[u8]) -> B {
    let mut block = B::default();
    block.as_mut().copy_from_slice(octets);
    block
}

/// The sum of H_i times block i, not reduced.
struct Sum<'a, C> {
    cipher: &'a C,
    z: u128,
    sum: [u128; 2],
}

impl<C: Gost3412> Sum<'_, C> {
    /// Takes at most [`BATCH`] blocks.
    fn add(&mut self, blocks: &[BlockOf<C>]) {
        let one = 1 << (4 * BlockOf::<C>::LEN);
        let mut buffer = [BlockOf::<C>::default(); BATCH];
        let h = &mut buffer[..blocks.len()];
        for h in &mut *h {
            *h = Block::from_number(self.z);
            // What leaves the left half leaves the block.
            self.z = self.z.wrapping_add(one);
        }
        self.cipher.encrypt_blocks(h);
        for (h, block) in h.iter().zip(blocks) {
            Block::add_product(&mut self.sum, *h, *block);
        }
        wipe(h);
    }
}

/// The block of lengths, if everything is as the mode wants it.
fn lengths<C: Gost3412>(
    nonce: &BlockOf<C>,
    associated_data: &[u8],
    message: &[u8],
) -> Result<BlockOf<C>, MgmError> {
    let half = 4 * BlockOf::<C>::LEN;
    if nonce.as_ref()[0] & 0x80 != 0 {
        return Err(MgmError::Nonce);
    }
    let (a, c) = (8 * associated_data.len() as u128, 8 * message.len() as u128);
    if a + c == 0 {
        return Err(MgmError::Empty);
    }
    if (a + c) >> half != 0 {
        return Err(MgmError::TooLong);
    }
    Ok(Block::from_number(a << half | c))
}

/// Prints the name only.
impl<C: Gost3412> fmt::Debug for Mgm<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mgm { .. }")
    }
}
