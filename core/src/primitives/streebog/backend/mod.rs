// SPDX-License-Identifier: MIT OR Apache-2.0
//! The compression function of Streebog on every instruction set, and the choice among them.
//!
//! Every file has `compress` of the same shape; `avx512` has `compress_lanes` for several streams too. `portable` looks
//! octets of the data up in tables and is for public data; all others are constant time and serve both.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
mod table_free;

#[cfg(target_arch = "aarch64")]
use crate::cpu::HaveNeon;
#[cfg(target_arch = "x86_64")]
use crate::cpu::{HaveAvx2, HaveAvx512};

#[cfg(test)]
use alloc::vec::Vec;

use super::constants::Words;
use super::many;

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    /// Look-ups, for public data only.
    Portable,
    /// Words without tables.
    TableFree,
    #[cfg(target_arch = "x86_64")]
    Avx2(HaveAvx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(HaveAvx512),
    #[cfg(target_arch = "aarch64")]
    Neon(HaveNeon),
}

impl Backend {
    /// The fastest of all.
    pub(super) fn for_public() -> Self {
        Self::vectors().unwrap_or(Self::Portable)
    }

    /// The fastest one whose time and cache lines do not depend on the data.
    pub(super) fn for_secret() -> Self {
        Self::vectors().unwrap_or(Self::TableFree)
    }

    /// The widest vectors of the processor.
    fn vectors() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        return HaveAvx512::detect()
            .map(Self::Avx512)
            .or_else(|| HaveAvx2::detect().map(Self::Avx2));
        #[cfg(target_arch = "aarch64")]
        return HaveNeon::detect().map(Self::Neon);
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        None
    }

    /// Every backend that this machine has: for tests.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        let mut all = std::vec![Self::Portable, Self::TableFree];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(HaveAvx2::detect().map(Self::Avx2));
            all.extend(HaveAvx512::detect().map(Self::Avx512));
        }
        #[cfg(target_arch = "aarch64")]
        all.extend(HaveNeon::detect().map(Self::Neon));
        all
    }

    /// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
    #[inline]
    pub(super) fn compress(self, h: &mut Words, n: &Words, m: &Words) {
        match self {
            Self::Portable => portable::compress(h, n, m),
            Self::TableFree => table_free::compress(h, n, m),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(token) => avx2::compress(token, h, n, m),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(token) => avx512::compress(token, h, n, m),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(token) => neon::compress(token, h, n, m),
        }
    }

    /// Hashes each message from the initial value on and hands its number and final state to `done`; several at
    /// once where the instruction set pays for it.
    pub(super) fn hash_many(
        self,
        initial: &Words,
        messages: &[&[u8]],
        done: impl FnMut(usize, &Words),
    ) {
        let single = |h: &mut Words, n: &Words, m: &Words| self.compress(h, n, m);
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(token) => many::hash::<{ avx512::LANES }>(
                single,
                |h, n, m| avx512::compress_lanes(token, h, n, m),
                initial,
                messages,
                done,
            ),
            // One stream fills the units of the others.
            _ => many::hash::<1>(
                single,
                |h, n, m| single(&mut h[0], &n[0], &m[0]),
                initial,
                messages,
                done,
            ),
        }
    }
}
