// SPDX-License-Identifier: MIT OR Apache-2.0
//! CBC with GOST 28147-89, with or without CryptoPro key meshing.
//!
//! Specification: [RFC 4357, section 2.1](https://www.rfc-editor.org/rfc/rfc4357#section-2.1): the standard itself has no
//! such mode. Meshing as in `key_meshing`; the IV that it encrypts is the last ciphertext block. gost-engine never
//! meshes in this mode.
//!
//! Whole blocks only: padding is the caller's. **CBC is not authenticated**, and whoever tells an attacker whether the
//! padding was right gives the plaintext away.

use super::backend::Backend;
use super::block::{BATCH, Block, Gost28147, xor};
use super::key_meshing::{SECTION_BLOCKS, mesh_with_iv};
use super::sbox::Sbox;
use crate::ct::Zeroize;

/// Encrypts in CBC. The content is not authenticated.
#[derive(Debug)]
pub struct CbcEncryptor(State);

/// Decrypts in CBC. The content is not authenticated: altered ciphertext gives altered plaintext.
#[derive(Debug)]
pub struct CbcDecryptor(State);

impl CbcEncryptor {
    /// Takes key and IV; `meshing` turns CryptoPro key meshing on.
    pub fn new(key: &[u8; 32], iv: &[u8; 8], sbox: &'static Sbox, meshing: bool) -> Self {
        Self::with_backend(key, iv, sbox, meshing, Backend::best())
    }

    pub(super) fn with_backend(
        key: &[u8; 32],
        iv: &[u8; 8],
        sbox: &'static Sbox,
        meshing: bool,
        backend: Backend,
    ) -> Self {
        Self(State::new(key, iv, sbox, meshing, backend))
    }

    /// Encrypts the next blocks in place.
    pub fn encrypt_blocks(&mut self, blocks: &mut [[u8; 8]]) {
        let mut rest = blocks;
        while !rest.is_empty() {
            let (now, later) = self.0.enter(rest);
            for block in now {
                xor(core::slice::from_mut(block), &[self.0.register]);
                self.0.cipher.encrypt_block(block);
                self.0.register = *block;
            }
            rest = later;
        }
    }
}

impl CbcDecryptor {
    /// Takes key and IV; `meshing` turns CryptoPro key meshing on.
    pub fn new(key: &[u8; 32], iv: &[u8; 8], sbox: &'static Sbox, meshing: bool) -> Self {
        Self::with_backend(key, iv, sbox, meshing, Backend::best())
    }

    pub(super) fn with_backend(
        key: &[u8; 32],
        iv: &[u8; 8],
        sbox: &'static Sbox,
        meshing: bool,
        backend: Backend,
    ) -> Self {
        Self(State::new(key, iv, sbox, meshing, backend))
    }

    /// Decrypts the next blocks in place.
    pub fn decrypt_blocks(&mut self, blocks: &mut [[u8; 8]]) {
        let mut rest = blocks;
        while !rest.is_empty() {
            let (now, later) = self.0.enter(rest);
            for batch in now.chunks_mut(BATCH) {
                // What is added afterwards: the register, then each ciphertext block but the last.
                let before = self.0.register;
                self.0.register = batch[batch.len() - 1];
                let mut feedback = [[0; 8]; BATCH];
                feedback[0] = before;
                feedback[1..batch.len()].copy_from_slice(&batch[..batch.len() - 1]);
                self.0.cipher.decrypt_blocks(batch);
                xor(batch, &feedback);
            }
            rest = later;
        }
    }
}

/// Where in the content the mode stands. Wiped on drop.
struct State {
    cipher: Gost28147,
    /// The IV, then the last ciphertext block.
    register: Block,
    /// Whole blocks left before the next meshing, if there is meshing.
    section: Option<usize>,
}

impl State {
    fn new(
        key: &[u8; 32],
        iv: &Block,
        sbox: &'static Sbox,
        meshing: bool,
        backend: Backend,
    ) -> Self {
        Self {
            cipher: Gost28147::with_backend(key, sbox, backend),
            register: *iv,
            section: meshing.then_some(SECTION_BLOCKS),
        }
    }

    /// Splits off the blocks up to the end of the section, which a meshing begins if the last has ended.
    fn enter<'a>(&mut self, blocks: &'a mut [Block]) -> (&'a mut [Block], &'a mut [Block]) {
        let Some(left) = &mut self.section else {
            return blocks.split_at_mut(blocks.len());
        };
        if *left == 0 {
            mesh_with_iv(&mut self.cipher, &mut self.register);
            *left = SECTION_BLOCKS;
        }
        let (now, later) = blocks.split_at_mut(blocks.len().min(*left));
        *left -= now.len();
        (now, later)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // The register holds ciphertext, or an IV encrypted under a meshed key.
        self.register.zeroize();
    }
}

/// Prints the name only.
impl core::fmt::Debug for State {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("..")
    }
}
