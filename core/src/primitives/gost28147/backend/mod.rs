// SPDX-License-Identifier: MIT OR Apache-2.0
//! What computes blocks: one file for each instruction set, all with the same functions.
//!
//! A [`Backend`] is chosen once, when a key is set up; this file holds the only `match`. The seam is narrow:
//! whole blocks under one key, the keys that meshing makes, and CFB sections under many keys. Chunking, MAC padding and
//! key wrap are above it.
//!
//! CFB decryption is parallel, unlike encryption and MAC, and has its own functions in the seam for that reason. All
//! other parallel modes are made of [`Backend::encrypt_blocks`] and [`Backend::decrypt_blocks`].

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;
mod portable;

#[cfg(test)]
use std::vec::Vec;

use zeroize::optimization_barrier;

use super::block::{Block, RoundKeys};
use super::sbox::Sbox;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
use crate::cpu::HaveNeon;
#[cfg(target_arch = "x86_64")]
use crate::cpu::{HaveAvx2, HaveAvx512};

/// Which key word each round of an encryption takes: three times forward, once backward.
const ENCRYPT: [u8; 32] = [
    0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 0,
];

/// The order of a decryption: once forward, three times backward.
const DECRYPT: [u8; 32] = [
    0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0,
];

/// The order of a MAC: twice forward.
const MAC: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7];

/// An instruction set that can compute blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// Plain integer arithmetic, on every target.
    Portable,
    /// Vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2(HaveAvx2),
    /// Vectors of 512 bits with octet permutations.
    #[cfg(target_arch = "x86_64")]
    Avx512(HaveAvx512),
    /// Vectors of 128 bits on 64-bit Arm.
    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
    Neon(HaveNeon),
}

impl Backend {
    /// The backends that this machine can run, the fastest last: tests run every vector on each.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Self> {
        let mut all = Vec::from([Self::Portable]);
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(HaveAvx2::detect().map(Self::Avx2));
            all.extend(HaveAvx512::detect().map(Self::Avx512));
        }
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        all.extend(HaveNeon::detect().map(Self::Neon));
        all
    }

    /// The fastest backend that this machine can run.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(token) = HaveAvx512::detect() {
                return Self::Avx512(token);
            }
            if let Some(token) = HaveAvx2::detect() {
                return Self::Avx2(token);
            }
        }
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        if let Some(token) = HaveNeon::detect() {
            return Self::Neon(token);
        }
        Self::Portable
    }
}

/// Declares the functions of the seam, each as a `match` over the backends.
macro_rules! seam {
    ($($(#[$attr:meta])* fn $name:ident($($arg:ident: $type:ty),*);)+) => {
        impl Backend {
            $($(#[$attr])*
            pub(super) fn $name(self, $($arg: $type),*) {
                match self {
                    Self::Portable => portable::$name($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    Self::Avx2(token) => avx2::$name(token, $($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    Self::Avx512(token) => avx512::$name(token, $($arg),*),
                    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
                    Self::Neon(token) => neon::$name(token, $($arg),*),
                }
            })+
        }
    };
}

seam! {
    /// Encrypts each block.
    fn encrypt_blocks(key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]);

    /// Decrypts each block.
    fn decrypt_blocks(key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]);

    /// Encrypts whole blocks in CFB. `register` is the IV and becomes the last ciphertext block.
    fn cfb_encrypt(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]);

    /// Decrypts whole blocks in CFB. `register` is the IV and becomes the last ciphertext block.
    fn cfb_decrypt(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]);

    /// Decrypts sections in CFB, of which the last may be shorter, and meshes on from the last of `keys` into `next`.
    ///
    /// Each section has its key and in `registers` the block that its IV is made of by encryption; each register
    /// becomes the last ciphertext block. `next` needs no data: a backend may compute it while it decrypts.
    fn cfb_decrypt_sections(
        keys: &[RoundKeys],
        sbox: &Sbox,
        registers: &mut [Block],
        blocks: &mut [Block],
        next: &mut [RoundKeys]
    );

    /// Takes whole blocks into a MAC: `state` = 16 rounds of `state` xor block, one after the other.
    fn mac_blocks(key: &RoundKeys, sbox: &Sbox, state: &mut Block, blocks: &[Block]);

    /// Meshes again and again: the first of `next` is made by `key`, each other one by that before it.
    fn mesh_keys(key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]);
}

/// Wipes blocks that held gamma or keys, in whole vectors.
fn wipe_blocks(blocks: &mut [Block]) {
    blocks.fill([0; 8]);
    optimization_barrier(blocks);
}
