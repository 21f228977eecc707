// SPDX-License-Identifier: MIT OR Apache-2.0
//! CFB, the mode of GOST 28147-89 in CMS, with or without CryptoPro key meshing.
//!
//! Specification: [RFC 5830, section 7](https://www.rfc-editor.org/rfc/rfc5830#section-7) ("gamma with feedback"),
//! meshing as in `key_meshing`. The feedback is a whole block of 8 octets. A last partial block takes the leading
//! octets of its gamma: the ciphertext is as long as the plaintext, any length from 0 on.
//!
//! **CFB is not authenticated**: whoever alters the ciphertext alters the plaintext, and nothing here notices.
//!
//! Decryption hands the backend all whole blocks up to the next meshing at once; encryption is serial by
//! nature.

use super::backend::Backend;
use super::block::{Block, Gost28147};
use super::key_meshing::{SECTION, mesh_with_iv};
use super::sbox::Sbox;
use crate::ct::Zeroize;

/// Encrypts in CFB. The content is not authenticated.
pub struct CfbEncryptor(State);

/// Decrypts in CFB. The content is not authenticated: altered ciphertext gives altered plaintext.
pub struct CfbDecryptor(State);

impl CfbEncryptor {
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
        Self(State::new(
            Gost28147::with_backend(key, sbox, backend),
            iv,
            meshing,
        ))
    }

    /// Encrypts the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        self.0
            .apply(data, Gost28147::cfb_encrypt, |register, gamma, octet| {
                *octet ^= gamma;
                *register = *octet;
            });
    }
}

impl CfbDecryptor {
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
        Self(State::new(
            Gost28147::with_backend(key, sbox, backend),
            iv,
            meshing,
        ))
    }

    /// Decrypts the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        self.0
            .apply(data, Gost28147::cfb_decrypt, |register, gamma, octet| {
                *register = *octet;
                *octet ^= gamma;
            });
    }
}

/// Where in the content the mode stands. Wiped on drop.
struct State {
    cipher: Gost28147,
    /// The IV, then the last ciphertext block. While a block is begun, its first `begun` octets are those of
    /// the new ciphertext block.
    register: Block,
    /// The gamma of the block that is begun.
    gamma: Block,
    /// Octets of the current block that are done: 0 to 7.
    begun: usize,
    /// Octets left before the next meshing, if there is meshing. Changes by whole blocks.
    section: Option<usize>,
}

impl State {
    fn new(cipher: Gost28147, iv: &Block, meshing: bool) -> Self {
        Self {
            cipher,
            register: *iv,
            gamma: [0; 8],
            begun: 0,
            section: meshing.then_some(SECTION),
        }
    }

    /// `blocks` does whole blocks, `octet` does one octet: register octet, gamma octet, data octet.
    fn apply(
        &mut self,
        data: &mut [u8],
        blocks: impl Fn(&Gost28147, &mut Block, &mut [Block]),
        octet: impl Fn(&mut u8, u8, &mut u8),
    ) {
        // Finish the block that is begun.
        let mut rest = data;
        if self.begun > 0 {
            let (head, tail) = rest.split_at_mut(rest.len().min(8 - self.begun));
            self.partial(head, &octet);
            rest = tail;
        }
        let (mut whole, tail) = rest.as_chunks_mut::<8>();
        while !whole.is_empty() {
            let most = self.enter_block() / 8;
            let (now, later) = whole.split_at_mut(whole.len().min(most));
            blocks(&self.cipher, &mut self.register, now);
            self.leave_blocks(now.len());
            whole = later;
        }
        if !tail.is_empty() {
            self.enter_block();
            self.gamma = self.register;
            self.cipher.encrypt_block(&mut self.gamma);
            self.leave_blocks(1);
            self.partial(tail, &octet);
        }
    }

    /// Meshes if a section has ended, now that an octet follows. Returns how many octets the section still takes.
    fn enter_block(&mut self) -> usize {
        match &mut self.section {
            None => usize::MAX,
            Some(left) => {
                if *left == 0 {
                    mesh_with_iv(&mut self.cipher, &mut self.register);
                    *left = SECTION;
                }
                *left
            }
        }
    }

    fn leave_blocks(&mut self, count: usize) {
        if let Some(left) = &mut self.section {
            *left -= 8 * count;
        }
    }

    /// Octets of one block, no more than it has left.
    fn partial(&mut self, data: &mut [u8], octet: impl Fn(&mut u8, u8, &mut u8)) {
        let places = self.register.iter_mut().zip(&self.gamma).skip(self.begun);
        for ((register, gamma), data) in places.zip(&mut *data) {
            octet(register, *gamma, data);
        }
        self.begun = (self.begun + data.len()) % 8;
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // The register holds ciphertext, or an IV encrypted under a meshed key.
        self.register.zeroize();
        self.gamma.zeroize();
    }
}

/// Prints the name only.
impl core::fmt::Debug for CfbEncryptor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CfbEncryptor { .. }")
    }
}

/// Prints the name only.
impl core::fmt::Debug for CfbDecryptor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CfbDecryptor { .. }")
    }
}
