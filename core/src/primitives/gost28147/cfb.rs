// SPDX-License-Identifier: MIT OR Apache-2.0
//! CFB, the mode of GOST 28147-89 in CMS, with or without CryptoPro key meshing.
//!
//! Specification: [RFC 5830, section 7](https://www.rfc-editor.org/rfc/rfc5830#section-7) ("gamma with feedback"),
//! meshing as in `key_meshing`. The feedback is a whole block of 8 octets. A last partial block takes the leading
//! octets of its gamma: the ciphertext is as long as the plaintext, any length from 0 on.
//!
//! **CFB is not authenticated**: whoever alters the ciphertext alters the plaintext, and nothing here notices.
//!
//! Encryption is serial by nature. Decryption is not: the keys of many sections are computed ahead, since they need no
//! data, and their IVs, each the last ciphertext block of the section before, are encrypted side by side. Then each
//! section goes to the backend as a whole.

use super::backend::Backend;
use super::block::{Block, Gost28147, RoundKeys};
use super::key_meshing::{SECTION_BLOCKS, mesh_with_iv};
use super::sbox::Sbox;
use crate::ct::Zeroize;

/// Sections whose keys are computed ahead: 16 KiB of data.
const AHEAD: usize = 16;

/// Sections of the first batch.
const FIRST: usize = 4;

/// Declares the mode in one direction.
macro_rules! cfb {
    ($(#[$attr:meta])* $name:ident, $blocks:path, $sections:path, $octet:path) => {
        $(#[$attr])*
        pub struct $name(State);

        impl $name {
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

            /// Does the next octets in place. Any chunking gives the same result.
            pub fn apply(&mut self, data: &mut [u8]) {
                self.0.apply(data, $blocks, $sections, $octet);
            }
        }

        /// Prints the name only.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }
    };
}

cfb! {
    /// Encrypts in CFB. The content is not authenticated.
    CfbEncryptor, Gost28147::cfb_encrypt, State::encrypt_sections, encrypt_octet
}

cfb! {
    /// Decrypts in CFB. The content is not authenticated: altered ciphertext gives altered plaintext.
    CfbDecryptor, Gost28147::cfb_decrypt, State::decrypt_sections, decrypt_octet
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
    /// Whole blocks left before the next meshing, if there is meshing.
    section: Option<usize>,
}

impl State {
    fn new(cipher: Gost28147, iv: &Block, meshing: bool) -> Self {
        Self {
            cipher,
            register: *iv,
            gamma: [0; 8],
            begun: 0,
            section: meshing.then_some(SECTION_BLOCKS),
        }
    }

    /// `blocks` does whole blocks of one section, `sections` those that begin with a meshing, `octet` does one octet:
    /// register octet, gamma octet, data octet.
    #[inline]
    fn apply(
        &mut self,
        data: &mut [u8],
        blocks: fn(&Gost28147, &mut Block, &mut [Block]),
        sections: fn(&mut Self, &mut [Block]),
        octet: fn(&mut u8, u8, &mut u8),
    ) {
        // Finish the block that is begun.
        let mut rest = data;
        if self.begun > 0 {
            let (head, tail) = rest.split_at_mut(rest.len().min(8 - self.begun));
            self.partial(head, octet);
            rest = tail;
        }
        let (whole, tail) = rest.as_chunks_mut::<8>();
        let left = self.section.unwrap_or(usize::MAX);
        let (now, later) = whole.split_at_mut(whole.len().min(left));
        if !now.is_empty() {
            blocks(&self.cipher, &mut self.register, now);
            self.leave_blocks(now.len());
        }
        if !later.is_empty() {
            sections(self, later);
        }
        if !tail.is_empty() {
            if self.section == Some(0) {
                self.mesh();
            }
            self.gamma = self.register;
            self.cipher.encrypt_block(&mut self.gamma);
            self.leave_blocks(1);
            self.partial(tail, octet);
        }
    }

    /// Begins a section.
    fn mesh(&mut self) {
        mesh_with_iv(&mut self.cipher, &mut self.register);
        self.section = Some(SECTION_BLOCKS);
    }

    fn leave_blocks(&mut self, count: usize) {
        if let Some(left) = &mut self.section {
            *left -= count;
        }
    }

    /// Encrypts blocks that begin a section.
    fn encrypt_sections(&mut self, blocks: &mut [Block]) {
        for section in blocks.chunks_mut(SECTION_BLOCKS) {
            self.mesh();
            self.cipher.cfb_encrypt(&mut self.register, section);
            self.leave_blocks(section.len());
        }
    }

    /// Decrypts blocks that begin a section.
    ///
    /// While the sections of a batch are decrypted, the keys of the next batch are computed. Nothing is there to hide
    /// the keys of the first batch behind, so it is small.
    fn decrypt_sections(&mut self, blocks: &mut [Block]) {
        let sections =
            |blocks: &[Block], most: usize| blocks.len().div_ceil(SECTION_BLOCKS).min(most);
        let mut keys = [const { RoundKeys::ZERO }; AHEAD];
        let mut next = [const { RoundKeys::ZERO }; AHEAD];
        let mut count = sections(blocks, FIRST);
        self.cipher.mesh_keys(&mut keys[..count]);
        let mut rest = blocks;
        while count > 0 {
            let (now, later) = rest.split_at_mut(rest.len().min(count * SECTION_BLOCKS));
            let mut registers = [[0; 8]; AHEAD];
            for (i, section) in now.chunks(SECTION_BLOCKS).enumerate() {
                registers[i] = core::mem::replace(&mut self.register, section[section.len() - 1]);
            }
            let next_count = sections(later, AHEAD);
            self.cipher.cfb_decrypt_sections(
                &keys[..count],
                &mut registers[..count],
                now,
                &mut next[..next_count],
            );
            self.section = Some(count * SECTION_BLOCKS - now.len());
            if next_count == 0 {
                self.cipher
                    .set_key(core::mem::replace(&mut keys[count - 1], RoundKeys::ZERO));
            }
            core::mem::swap(&mut keys, &mut next);
            (rest, count) = (later, next_count);
        }
    }

    /// Octets of one block, no more than it has left.
    fn partial(&mut self, data: &mut [u8], octet: fn(&mut u8, u8, &mut u8)) {
        let places = self.register.iter_mut().zip(&self.gamma).skip(self.begun);
        for ((register, gamma), data) in places.zip(&mut *data) {
            octet(register, *gamma, data);
        }
        self.begun = (self.begun + data.len()) % 8;
    }
}

fn encrypt_octet(register: &mut u8, gamma: u8, data: &mut u8) {
    *data ^= gamma;
    *register = *data;
}

fn decrypt_octet(register: &mut u8, gamma: u8, data: &mut u8) {
    *register = *data;
    *data ^= gamma;
}

impl Drop for State {
    fn drop(&mut self) {
        // The register holds ciphertext, or an IV encrypted under a meshed key.
        self.register.zeroize();
        self.gamma.zeroize();
    }
}
