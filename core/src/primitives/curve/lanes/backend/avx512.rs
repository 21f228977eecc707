// SPDX-License-Identifier: MIT OR Apache-2.0
//! Eight words as one 512-bit register, lane i at bits 64 i.
//!
//! Needs AVX-512F, -DQ, -VL and -IFMA, whose 52-bit multiplication is why limbs have 52 bits: `vpmadd52luq` and
//! `vpmadd52huq` multiply eight pairs of limbs and add half of each product to an accumulator, so that a product of
//! five limbs by five is 50 instructions for eight lanes. This file is one instruction a function and no algorithm.
#![allow(
    unsafe_code,
    reason = "intrinsics in functions that are compiled into callers of any instruction set"
)]

use core::arch::x86_64::*;

use super::super::vector::{LANES, Vector, Work};
use crate::cpu::HaveAvx512;

/// Eight words. A value is made with the token, so whoever has a value may use the instructions.
#[derive(Clone, Copy)]
pub(in super::super) struct Avx512Words(__m512i);

/// An expression of intrinsics.
macro_rules! with_avx512 {
    ($value:expr) => {
        // SAFETY: an `Avx512Words` or the token itself is among the operands, and `HaveAvx512` is given out only
        // where the processor and the operating system have every feature that is used here.
        unsafe { $value }
    };
}

impl Vector for Avx512Words {
    type Token = HaveAvx512;

    const INSTRUCTIONS: bool = true;

    #[inline(always)]
    fn zero(_: HaveAvx512) -> Self {
        Self(with_avx512!(_mm512_setzero_si512()))
    }

    #[inline(always)]
    fn call<W: Work>(self, work: W) -> W::Output {
        #[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma")]
        #[inline(never)]
        fn compiled<W: Work>(work: W) -> W::Output {
            work.run()
        }
        with_avx512!(compiled(work))
    }

    #[inline(always)]
    fn load(self, words: &[u64; LANES]) -> Self {
        // SAFETY: the array has the 64 octets that are read, from any address; `self` witnesses the feature.
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self) -> [u64; LANES] {
        let mut words = [0; LANES];
        // SAFETY: the array has the 64 octets that are written, at any address; `self` witnesses the feature.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self.0) };
        words
    }

    #[inline(always)]
    fn splat(self, word: u64) -> Self {
        Self(with_avx512!(_mm512_set1_epi64(word as i64)))
    }

    #[inline(always)]
    fn load4(self, rows: [&[u64; 4]; LANES]) -> [Self; 4] {
        // SAFETY: each array has the 32 octets that are read, from any address; `self` witnesses the features.
        let pair = |low: &[u64; 4], high: &[u64; 4]| unsafe {
            _mm512_inserti64x4::<1>(
                _mm512_castsi256_si512(_mm256_loadu_si256(low.as_ptr().cast())),
                _mm256_loadu_si256(high.as_ptr().cast()),
            )
        };
        // Rows r and r + 4 share a register. The unpackings interleave two such registers within 128 bits, and the
        // permutations put the 128-bit pieces of two of those into the order of the lanes.
        let (a, b) = (pair(rows[0], rows[4]), pair(rows[1], rows[5]));
        let (c, d) = (pair(rows[2], rows[6]), pair(rows[3], rows[7]));
        with_avx512!({
            let (ab02, ab13) = (_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
            let (cd02, cd13) = (_mm512_unpacklo_epi64(c, d), _mm512_unpackhi_epi64(c, d));
            let low = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
            let high = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
            [
                Self(_mm512_permutex2var_epi64(ab02, low, cd02)),
                Self(_mm512_permutex2var_epi64(ab13, low, cd13)),
                Self(_mm512_permutex2var_epi64(ab02, high, cd02)),
                Self(_mm512_permutex2var_epi64(ab13, high, cd13)),
            ]
        })
    }

    #[inline(always)]
    fn add(self, rhs: Self) -> Self {
        Self(with_avx512!(_mm512_add_epi64(self.0, rhs.0)))
    }

    #[inline(always)]
    fn sub(self, rhs: Self) -> Self {
        Self(with_avx512!(_mm512_sub_epi64(self.0, rhs.0)))
    }

    #[inline(always)]
    fn and(self, rhs: Self) -> Self {
        Self(with_avx512!(_mm512_and_si512(self.0, rhs.0)))
    }

    #[inline(always)]
    fn or(self, rhs: Self) -> Self {
        Self(with_avx512!(_mm512_or_si512(self.0, rhs.0)))
    }

    #[inline(always)]
    fn shl(self, count: u32) -> Self {
        Self(with_avx512!(_mm512_sllv_epi64(
            self.0,
            _mm512_set1_epi64(i64::from(count))
        )))
    }

    #[inline(always)]
    fn shr(self, count: u32) -> Self {
        Self(with_avx512!(_mm512_srlv_epi64(
            self.0,
            _mm512_set1_epi64(i64::from(count))
        )))
    }

    #[inline(always)]
    fn madd_lo(self, a: Self, b: Self) -> Self {
        Self(with_avx512!(_mm512_madd52lo_epu64(self.0, a.0, b.0)))
    }

    #[inline(always)]
    fn madd_hi(self, a: Self, b: Self) -> Self {
        Self(with_avx512!(_mm512_madd52hi_epu64(self.0, a.0, b.0)))
    }

    #[inline(always)]
    fn madd_lo_cut(self, a: Self, b: Self) -> Self {
        self.madd_lo(a, b)
    }

    #[inline(always)]
    fn madd_hi_cut(self, a: Self, b: Self) -> Self {
        self.madd_hi(a, b)
    }

    #[inline(always)]
    fn equal(self, rhs: Self) -> u8 {
        with_avx512!(_mm512_cmpeq_epi64_mask(self.0, rhs.0))
    }

    #[inline(always)]
    fn select(self, set: Self, mask: u8) -> Self {
        Self(with_avx512!(_mm512_mask_blend_epi64(mask, self.0, set.0)))
    }

    #[inline(always)]
    fn swap(self, distance: usize) -> Self {
        Self(with_avx512!(match distance {
            1 => _mm512_permutex_epi64::<0b10_11_00_01>(self.0),
            2 => _mm512_permutex_epi64::<0b01_00_11_10>(self.0),
            _ => _mm512_shuffle_i64x2::<0b01_00_11_10>(self.0, self.0),
        }))
    }
}
