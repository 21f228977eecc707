// SPDX-License-Identifier: MIT OR Apache-2.0
//! Magma, the cipher of 64-bit blocks in GOST R 34.12-2015.
//!
//! Specification: [RFC 8891](https://www.rfc-editor.org/rfc/rfc8891). The rounds are those of GOST 28147-89 with S-box
//! id-tc26-gost-28147-param-Z; all words and blocks are big-endian, so that the octets of a block, and those of each key
//! word, are turned round on the way to `gost28147` and back. The modes are in `gost3413`.

use cipher::consts::U32;
use cipher::{Key, KeyInit, KeySizeUser};
use zeroize::optimization_barrier;

use crate::ct::Zeroizing;
#[cfg(test)]
use crate::primitives::gost28147::Backend;
use crate::primitives::gost28147::{Gost28147, block_cipher_traits, sbox, xor};

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

    /// The state of a MAC after some blocks: for each of them E(state xor block).
    ///
    /// What goes into E is the ciphertext of CFB, in which the block before is encrypted and the next one added: so the
    /// chain stays in registers.
    pub(crate) fn absorb(&self, state: &mut [u8; 8], blocks: &[[u8; 8]]) {
        let mut buffer = [[0; 8]; CHAIN];
        for blocks in blocks.chunks(CHAIN) {
            let chain = &mut buffer[..blocks.len()];
            chain.copy_from_slice(blocks);
            xor(&mut chain[..1], core::slice::from_ref(state));
            turn(chain);
            let [register, rest @ ..] = chain else {
                break;
            };
            self.0.cfb_encrypt(register, rest);
            self.0.encrypt_block(register);
            register.reverse();
            *state = *register;
        }
        let used = &mut buffer[..blocks.len().min(CHAIN)];
        used.fill([0; 8]);
        optimization_barrier(used);
    }

    /// Decrypts each block in place, independently of the others (ECB).
    pub fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        turn(blocks);
        self.0.decrypt_blocks(blocks);
        turn(blocks);
    }
}

/// Blocks of a chain that are done at once.
const CHAIN: usize = 128;

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

block_cipher_traits!(Magma);

impl KeySizeUser for Magma {
    type KeySize = U32;
}

impl KeyInit for Magma {
    fn new(key: &Key<Self>) -> Self {
        Self::new(&key.0)
    }
}

/// Prints the name only.
impl core::fmt::Debug for Magma {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Magma { .. }")
    }
}
