// SPDX-License-Identifier: MIT OR Apache-2.0
//! The block cipher: a key, an S-box and the backend chosen for them; simple substitution (ECB).
//!
//! Specification: [RFC 5830, section 5](https://www.rfc-editor.org/rfc/rfc5830#section-5). A block is two 32-bit
//! words N1 | N2, a key eight 32-bit words X0 to X7, all little-endian. This is the octet order of CMS and of
//! every RFC on 28147-89. Magma (GOST R 34.12-2015) fixes S-box Z and turns the octets round: it is in `gost3412`.

use zeroize::optimization_barrier;

use super::backend::Backend;
use super::sbox::Sbox;
use super::traits::block_cipher_traits;

/// Blocks that the modes hand over at once where they need room beside them: what any backend does side by side.
pub(crate) const BATCH: usize = 128;

/// A block: N1 | N2, each little-endian.
pub(super) type Block = [u8; 8];

/// The key words X0 to X7, wiped on drop.
pub(super) struct RoundKeys([u32; 8]);

impl RoundKeys {
    /// A place for a key.
    pub(super) const ZERO: Self = Self([0; 8]);

    /// Reads eight little-endian words.
    pub(super) fn from_bytes_le(key: &[u8; 32]) -> Self {
        let mut words = [0; 8];
        for (word, octets) in words.iter_mut().zip(key.as_chunks::<4>().0) {
            *word = u32::from_le_bytes(*octets);
        }
        Self(words)
    }

    #[inline(always)]
    pub(super) fn words(&self) -> &[u32; 8] {
        &self.0
    }

    #[inline(always)]
    pub(super) fn words_mut(&mut self) -> &mut [u32; 8] {
        &mut self.0
    }
}

impl Drop for RoundKeys {
    fn drop(&mut self) {
        // Many keys come and go in key meshing: this wipes by vectors, not by words.
        self.0 = [0; 8];
        optimization_barrier(&self.0);
    }
}

/// The block cipher GOST 28147-89 under one key.
///
/// Constant time in key and data. The key is wiped on drop. Blocks of 8 octets encrypted one by one (ECB) are for
/// key wrap and tests; for data take a mode.
pub struct Gost28147 {
    key: RoundKeys,
    sbox: &'static Sbox,
    backend: Backend,
}

impl Gost28147 {
    /// Takes a key of eight little-endian words.
    pub fn new(key: &[u8; 32], sbox: &'static Sbox) -> Self {
        Self::with_backend(key, sbox, Backend::best())
    }

    pub(crate) fn with_backend(key: &[u8; 32], sbox: &'static Sbox, backend: Backend) -> Self {
        Self {
            key: RoundKeys::from_bytes_le(key),
            sbox,
            backend,
        }
    }

    /// Another key with the same S-box on the same backend.
    pub(crate) fn rekeyed(&self, key: &[u8; 32]) -> Self {
        Self::with_backend(key, self.sbox, self.backend)
    }

    /// Puts the key that key meshing makes of this one in its place.
    pub(super) fn mesh(&mut self) {
        let mut next = RoundKeys::ZERO;
        self.mesh_keys(core::slice::from_mut(&mut next));
        self.key = next;
    }

    /// Puts another key in the place of this one, which is wiped.
    pub(super) fn set_key(&mut self, key: RoundKeys) {
        self.key = key;
    }

    /// Encrypts one block in place.
    pub fn encrypt_block(&self, block: &mut [u8; 8]) {
        self.encrypt_blocks(core::slice::from_mut(block));
    }

    /// Decrypts one block in place.
    pub fn decrypt_block(&self, block: &mut [u8; 8]) {
        self.decrypt_blocks(core::slice::from_mut(block));
    }

    /// Encrypts each block in place, independently of the others.
    pub fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.backend.encrypt_blocks(&self.key, self.sbox, blocks);
    }

    /// Decrypts each block in place, independently of the others.
    pub fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.backend.decrypt_blocks(&self.key, self.sbox, blocks);
    }

    /// Encrypts whole blocks in CFB; `register` is the block that feeds back.
    pub(crate) fn cfb_encrypt(&self, register: &mut Block, blocks: &mut [Block]) {
        self.backend
            .cfb_encrypt(&self.key, self.sbox, register, blocks);
    }

    /// See [`Backend::cfb_decrypt`].
    pub(super) fn cfb_decrypt(&self, register: &mut Block, blocks: &mut [Block]) {
        self.backend
            .cfb_decrypt(&self.key, self.sbox, register, blocks);
    }

    /// See [`Backend::mesh_keys`].
    pub(super) fn mesh_keys(&self, next: &mut [RoundKeys]) {
        self.backend.mesh_keys(&self.key, self.sbox, next);
    }

    /// See [`Backend::cfb_decrypt_sections`].
    pub(super) fn cfb_decrypt_sections(
        &self,
        keys: &[RoundKeys],
        registers: &mut [Block],
        blocks: &mut [Block],
        next: &mut [RoundKeys],
    ) {
        self.backend
            .cfb_decrypt_sections(keys, self.sbox, registers, blocks, next);
    }

    /// See [`Backend::mac_blocks`].
    pub(super) fn mac_blocks(&self, state: &mut Block, blocks: &[Block]) {
        self.backend.mac_blocks(&self.key, self.sbox, state, blocks);
    }

    #[cfg(test)]
    pub(super) fn key_bytes_le(&self) -> [u8; 32] {
        let mut key = [0; 32];
        for (octets, word) in key.as_chunks_mut::<4>().0.iter_mut().zip(self.key.words()) {
            *octets = word.to_le_bytes();
        }
        key
    }
}

block_cipher_traits!(Gost28147);

/// Prints the name only.
impl core::fmt::Debug for Gost28147 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Gost28147 { .. }")
    }
}

/// Adds each block of `from` to that of `into` modulo 2.
pub(crate) fn xor(into: &mut [Block], from: &[Block]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into = (u64::from_ne_bytes(*into) ^ u64::from_ne_bytes(*from)).to_ne_bytes();
    }
}

/// Adds gamma to at most [`BATCH`] blocks; `make` makes the gamma, which is wiped.
pub(crate) fn add_gamma(blocks: &mut [Block], make: impl FnOnce(&mut [Block])) {
    let mut buffer = [[0; 8]; BATCH];
    let gamma = &mut buffer[..blocks.len()];
    make(gamma);
    xor(blocks, gamma);
    gamma.fill([0; 8]);
    optimization_barrier(gamma);
}
