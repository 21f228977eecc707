// SPDX-License-Identifier: MIT OR Apache-2.0
//! Magma, the cipher of 64-bit blocks in GOST R 34.12-2015, and CTR.
//!
//! Specification: [RFC 8891](https://www.rfc-editor.org/rfc/rfc8891), CTR from GOST R 34.13-2015, section 5.2. The rounds
//! are those of GOST 28147-89 with S-box id-tc26-gost-28147-param-Z; all words and blocks are big-endian, so that
//! the octets of a block, and those of each key word, are turned round on the way to `gost28147` and back.
//!
//! **CTR is not authenticated**, and a key and IV used twice give both plaintexts away. The counter is IV | 0 and runs
//! over the whole block; CTR-ACPKM, which changes the key on the way, is another mode and not here.

use cipher::consts::{U4, U32};
use cipher::{Iv, IvSizeUser, Key, KeyInit, KeyIvInit, KeySizeUser};

use crate::ct::{Zeroize, Zeroizing};
#[cfg(test)]
use crate::primitives::gost28147::Backend;
use crate::primitives::gost28147::{
    BATCH, Gost28147, add_gamma, block_cipher_traits, sbox, stream_cipher_traits,
};

/// The block cipher Magma under one key.
///
/// Constant time in key and data. The key is wiped on drop.
pub struct Magma(Gost28147);

impl Magma {
    /// Takes a key of eight big-endian words.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Gost28147::new(&turned(key), &sbox::TC26_Z))
    }

    #[cfg(test)]
    pub(crate) fn with_backend(key: &[u8; 32], backend: Backend) -> Self {
        Self(Gost28147::with_backend(
            &turned(key),
            &sbox::TC26_Z,
            backend,
        ))
    }

    /// Another key on the same backend.
    pub(crate) fn rekeyed(&self, key: &[u8; 32]) -> Self {
        Self(self.0.rekeyed(&turned(key)))
    }

    /// Encrypts each block in place, independently of the others (ECB).
    pub fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        turn(blocks);
        self.0.encrypt_blocks(blocks);
        turn(blocks);
    }

    /// Decrypts each block in place, independently of the others (ECB).
    pub fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        turn(blocks);
        self.0.decrypt_blocks(blocks);
        turn(blocks);
    }
}

/// The key with each word turned round.
fn turned(key: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new(*key);
    for word in key.as_chunks_mut::<4>().0 {
        word.reverse();
    }
    key
}

/// Turns the octets of each block round.
fn turn(blocks: &mut [[u8; 8]]) {
    for block in blocks {
        block.reverse();
    }
}

/// Encrypts and decrypts with Magma in CTR, which is the same. The content is not authenticated. Wiped on drop.
pub struct MagmaCtr {
    cipher: Magma,
    counter: u64,
    /// The gamma of the block that is begun.
    gamma: [u8; 8],
    /// Octets of the current block that are done: 0 to 7.
    begun: usize,
}

impl MagmaCtr {
    /// Takes a key of eight big-endian words and an IV of half a block.
    pub fn new(key: &[u8; 32], iv: &[u8; 4]) -> Self {
        Self::with_cipher(Magma::new(key), iv)
    }

    pub(super) fn with_cipher(cipher: Magma, iv: &[u8; 4]) -> Self {
        Self {
            cipher,
            counter: u64::from(u32::from_be_bytes(*iv)) << 32,
            gamma: [0; 8],
            begun: 0,
        }
    }

    /// Does the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        let (head, rest) = match self.begun {
            0 => data.split_at_mut(0),
            begun => data.split_at_mut(data.len().min(8 - begun)),
        };
        self.partial(head);
        let (whole, tail) = rest.as_chunks_mut::<8>();
        for batch in whole.chunks_mut(BATCH) {
            add_gamma(batch, |gamma| self.make_gamma(gamma));
        }
        if !tail.is_empty() {
            let mut gamma = Zeroizing::new([[0; 8]]);
            self.make_gamma(&mut *gamma);
            [self.gamma] = *gamma;
            self.partial(tail);
        }
    }

    /// Encrypts the counter, block by block.
    fn make_gamma(&mut self, gamma: &mut [[u8; 8]]) {
        for block in &mut *gamma {
            *block = self.counter.to_be_bytes();
            self.counter = self.counter.wrapping_add(1);
        }
        self.cipher.encrypt_blocks(gamma);
    }

    /// Octets of one block, no more than it has left.
    fn partial(&mut self, data: &mut [u8]) {
        for (data, gamma) in data.iter_mut().zip(&self.gamma[self.begun..]) {
            *data ^= gamma;
        }
        self.begun = (self.begun + data.len()) % 8;
    }
}

impl Drop for MagmaCtr {
    fn drop(&mut self) {
        self.gamma.zeroize();
    }
}

block_cipher_traits!(Magma);
stream_cipher_traits!(MagmaCtr);

impl KeySizeUser for Magma {
    type KeySize = U32;
}

impl KeyInit for Magma {
    fn new(key: &Key<Self>) -> Self {
        Self::new(&key.0)
    }
}

impl KeySizeUser for MagmaCtr {
    type KeySize = U32;
}

impl IvSizeUser for MagmaCtr {
    type IvSize = U4;
}

impl KeyIvInit for MagmaCtr {
    fn new(key: &Key<Self>, iv: &Iv<Self>) -> Self {
        Self::new(&key.0, &iv.0)
    }
}

/// Prints the name only.
impl core::fmt::Debug for Magma {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Magma { .. }")
    }
}

/// Prints the name only.
impl core::fmt::Debug for MagmaCtr {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MagmaCtr { .. }")
    }
}
