// SPDX-License-Identifier: MIT OR Apache-2.0
//! CNT ("gamma"), the counter mode of GOST 28147-89, with or without CryptoPro key meshing.
//!
//! Specification: [RFC 5830, section 6](https://www.rfc-editor.org/rfc/rfc5830#section-6). The register N3 | N4 starts as
//! the encrypted IV; before each block C2 is added to N3 modulo 2^32 and C1 to N4 modulo 2^32 - 1, and the encrypted
//! register is the gamma. Meshing ([RFC 4357, section 2.3.2](https://www.rfc-editor.org/rfc/rfc4357#section-2.3.2)) changes
//! the key and encrypts the register under the new one.
//!
//! Edge case: a sum modulo 2^32 - 1 is what the carry comes back to, so that 2^32 - 1 itself stays and does not become
//! zero, as the standard has it. Some implementations differ there.
//!
//! **CNT is not authenticated**, and a key and IV used twice give both plaintexts away.

use super::backend::Backend;
use super::block::{BATCH, Block, Gost28147, add_gamma};
use super::key_meshing::{SECTION_BLOCKS, mesh_with_iv};
use super::sbox::Sbox;
use super::traits::stream_cipher_traits;
use crate::ct::Zeroize;

/// C2 of RFC 5830, for N3.
const C2: u32 = 0x0101_0101;

/// C1 of RFC 5830, for N4.
const C1: u32 = 0x0101_0104;

/// Encrypts and decrypts in CNT, which is the same. The content is not authenticated. Wiped on drop.
pub struct Cnt {
    cipher: Gost28147,
    /// N3 | N4, each little-endian.
    register: Block,
    /// The gamma of the block that is begun.
    gamma: Block,
    /// Octets of the current block that are done: 0 to 7.
    begun: usize,
    /// Whole blocks left before the next meshing, if there is meshing.
    section: Option<usize>,
}

impl Cnt {
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
        let cipher = Gost28147::with_backend(key, sbox, backend);
        let mut register = *iv;
        cipher.encrypt_block(&mut register);
        Self {
            cipher,
            register,
            gamma: [0; 8],
            begun: 0,
            section: meshing.then_some(SECTION_BLOCKS),
        }
    }

    /// Does the next octets in place. Any chunking gives the same result.
    pub fn apply(&mut self, data: &mut [u8]) {
        let (head, rest) = match self.begun {
            0 => data.split_at_mut(0),
            begun => data.split_at_mut(data.len().min(8 - begun)),
        };
        self.partial(head);
        let (mut whole, tail) = rest.as_chunks_mut::<8>();
        while !whole.is_empty() {
            let most = self.enter_block().min(BATCH);
            let (now, later) = whole.split_at_mut(whole.len().min(most));
            let cipher = &self.cipher;
            add_gamma(now, |gamma| {
                step(&mut self.register, gamma);
                cipher.encrypt_blocks(gamma);
            });
            self.leave_blocks(now.len());
            whole = later;
        }
        if !tail.is_empty() {
            self.enter_block();
            step(&mut self.register, core::slice::from_mut(&mut self.gamma));
            self.cipher.encrypt_block(&mut self.gamma);
            self.leave_blocks(1);
            self.partial(tail);
        }
    }

    /// Meshes if a section has ended, now that a block follows. Returns how many blocks the section still takes.
    fn enter_block(&mut self) -> usize {
        if self.section == Some(0) {
            mesh_with_iv(&mut self.cipher, &mut self.register);
            self.section = Some(SECTION_BLOCKS);
        }
        self.section.unwrap_or(usize::MAX)
    }

    fn leave_blocks(&mut self, count: usize) {
        if let Some(left) = &mut self.section {
            *left -= count;
        }
    }

    /// Octets of one block, no more than it has left.
    fn partial(&mut self, data: &mut [u8]) {
        for (data, gamma) in data.iter_mut().zip(&self.gamma[self.begun..]) {
            *data ^= gamma;
        }
        self.begun = (self.begun + data.len()) % 8;
    }
}

/// Steps the register once for each block and puts it there.
fn step(register: &mut Block, blocks: &mut [Block]) {
    let word = u64::from_le_bytes(*register);
    let (mut n3, mut n4) = (word as u32, (word >> 32) as u32);
    for block in blocks {
        n3 = n3.wrapping_add(C2);
        let (sum, carry) = n4.overflowing_add(C1);
        n4 = sum.wrapping_add(u32::from(carry));
        *block = (u64::from(n4) << 32 | u64::from(n3)).to_le_bytes();
    }
    *register = (u64::from(n4) << 32 | u64::from(n3)).to_le_bytes();
}

impl Drop for Cnt {
    fn drop(&mut self) {
        self.register.zeroize();
        self.gamma.zeroize();
    }
}

/// Prints the name only.
impl core::fmt::Debug for Cnt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Cnt { .. }")
    }
}

stream_cipher_traits!(Cnt);
