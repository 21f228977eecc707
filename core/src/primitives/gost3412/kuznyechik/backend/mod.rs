// SPDX-License-Identifier: MIT OR Apache-2.0
//! What computes blocks: one file for each instruction set, all with the same functions.
//!
//! A [`Backend`] is chosen once, when a key is set up; this file holds the only `match`. Each file does a few blocks one
//! beside the other and many blocks octet by octet, and chooses between the two by their number, which is public.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

#[cfg(test)]
use std::vec::Vec;

use zeroize::optimization_barrier;

use super::{Block, RoundKeys};
#[cfg(target_arch = "aarch64")]
use crate::cpu::HaveNeon;
#[cfg(target_arch = "x86_64")]
use crate::cpu::{HaveAvx2, HaveAvx512};

/// An instruction set that can compute blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// Plain integer arithmetic, on every target.
    Portable,
    /// Vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2(HaveAvx2),
    /// Vectors of 512 bits with octet permutations and Galois field instructions.
    #[cfg(target_arch = "x86_64")]
    Avx512(HaveAvx512),
    /// Vectors of 128 bits.
    #[cfg(target_arch = "aarch64")]
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
        #[cfg(target_arch = "aarch64")]
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
        #[cfg(target_arch = "aarch64")]
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
                    #[cfg(target_arch = "aarch64")]
                    Self::Neon(token) => neon::$name(token, $($arg),*),
                }
            })+
        }
    };
}

seam! {
    /// One round: L(S(x xor k)) in the place of x.
    fn lsx(k: &Block, x: &mut Block);

    /// Encrypts each block.
    fn encrypt_blocks(keys: &RoundKeys, blocks: &mut [Block]);

    /// Decrypts each block.
    fn decrypt_blocks(keys: &RoundKeys, blocks: &mut [Block]);
}

/// Does blocks by batches of `N`. A last batch with room left is filled up with zeros in a buffer, which is wiped.
fn by_batches<const N: usize>(blocks: &mut [Block], mut batch: impl FnMut(&mut [Block; N])) {
    let (whole, rest) = blocks.as_chunks_mut::<N>();
    whole.iter_mut().for_each(&mut batch);
    if !rest.is_empty() {
        let mut buffer = [[0; 16]; N];
        buffer[..rest.len()].copy_from_slice(rest);
        batch(&mut buffer);
        rest.copy_from_slice(&buffer[..rest.len()]);
        buffer.fill([0; 16]);
        optimization_barrier(&buffer);
    }
}
