// SPDX-License-Identifier: MIT OR Apache-2.0
//! What computes blocks: one file for each instruction set, all with the same functions.
//!
//! A [`Backend`] is chosen once, when a key is set up; this file holds the only `match`. The seam is narrow:
//! whole blocks under one key. Chunking, key meshing, MAC padding and key wrap are above it.
//!
//! CFB decryption is parallel, unlike encryption and MAC, and has its own function in the seam for that reason: a
//! backend may compute all blocks of the call at once, up to the 128 between two key meshings.

mod portable;

use super::block::{Block, RoundKeys};
use super::sbox::Sbox;

/// An instruction set that can compute blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// Plain integer arithmetic, on every target.
    Portable,
}

impl Backend {
    /// The backends that this machine can run, the fastest last: tests run every vector on each.
    #[cfg(test)]
    pub(crate) fn available() -> &'static [Self] {
        &[Self::Portable]
    }

    /// The fastest backend that this machine can run.
    pub(crate) fn best() -> Self {
        Self::Portable
    }

    /// Encrypts each block.
    pub(super) fn encrypt_blocks(self, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
        match self {
            Self::Portable => portable::encrypt_blocks(key, sbox, blocks),
        }
    }

    /// Decrypts each block.
    pub(super) fn decrypt_blocks(self, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
        match self {
            Self::Portable => portable::decrypt_blocks(key, sbox, blocks),
        }
    }

    /// Encrypts whole blocks in CFB. `register` is the IV and becomes the last ciphertext block.
    pub(super) fn cfb_encrypt(
        self,
        key: &RoundKeys,
        sbox: &Sbox,
        register: &mut Block,
        blocks: &mut [Block],
    ) {
        match self {
            Self::Portable => portable::cfb_encrypt(key, sbox, register, blocks),
        }
    }

    /// Decrypts whole blocks in CFB. `register` is the IV and becomes the last ciphertext block.
    pub(super) fn cfb_decrypt(
        self,
        key: &RoundKeys,
        sbox: &Sbox,
        register: &mut Block,
        blocks: &mut [Block],
    ) {
        match self {
            Self::Portable => portable::cfb_decrypt(key, sbox, register, blocks),
        }
    }

    /// Takes whole blocks into a MAC: `state` = 16 rounds of `state` xor block, one after the other.
    pub(super) fn mac_blocks(
        self,
        key: &RoundKeys,
        sbox: &Sbox,
        state: &mut Block,
        blocks: &[Block],
    ) {
        match self {
            Self::Portable => portable::mac_blocks(key, sbox, state, blocks),
        }
    }
}
