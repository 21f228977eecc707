// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 by octet permutations: constant time, no index but in registers. Features: AVX-512 F, BW, VL, VBMI.
//!
//! The four encryptions of a step are the four lanes of 32 bits of a register; their keys are as many columns. Four
//! S-boxes are one `vpermb` from 64 octets, the index being the place of the octet and the nibble: two permutations are
//! a substitution of all four words. A round is a chain of dependent instructions, and this one is as short as it gets.
//!
//! The mixing transformation is linear in words of 16 bits. psi^61(H) and psi^62(M) are computed while the encryption runs,
//! psi^74 of the result after it: each is a handful of permutations, number c of which brings every word its c-th term.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::boxes::{Boxes, Shuffles};
use super::super::step::{self, OVER_H, OVER_M, OVER_S, Words};
use crate::cpu::HaveAvx512;

/// The step function of RFC 5831, section 5, into `h`.
pub(super) fn compress(_: HaveAvx512, boxes: &Boxes, h: &mut Words, m: &Words) {
    // SAFETY: the token proves that the processor has the features.
    unsafe { run(&boxes.shuffles, h, m) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn run(shuffles: &Shuffles, h: &mut Words, m: &Words) {
    let keys = keys(step::before_p(h, m));
    let hash = load(h);
    let rest = _mm256_xor_si256(psi::<OVER_H>(hash), psi::<OVER_M>(load(m)));
    let s = encrypt(shuffles, hash, keys);
    store(h, _mm256_xor_si256(rest, psi::<OVER_S>(s)));
}

/// P, and the keys by columns: number k has word k of the four keys.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn keys(before: [Words; 4]) -> [__m128i; 8] {
    // Octet k of words y1 to y4 becomes word k of a key.
    const P: [u8; 32] = {
        let mut indices = [0; 32];
        let mut i = 0;
        while i < 32 {
            indices[i] = (i / 4 + i % 4 * 8) as u8;
            i += 1;
        }
        indices
    };
    let mut low = [_mm_setzero_si128(); 4];
    let mut high = low;
    for (lane, words) in before.iter().enumerate() {
        let key = _mm256_permutexvar_epi8(load_indices(&P), load(words));
        low[lane] = _mm256_castsi256_si128(key);
        high[lane] = _mm256_extracti128_si256::<1>(key);
    }
    let [k0, k1, k2, k3] = transpose(low);
    let [k4, k5, k6, k7] = transpose(high);
    [k0, k1, k2, k3, k4, k5, k6, k7]
}

/// Exchanges lane b of register a with lane a of register b.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn transpose([a, b, c, d]: [__m128i; 4]) -> [__m128i; 4] {
    let (ab_low, ab_high) = (_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    let (cd_low, cd_high) = (_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    [
        _mm_unpacklo_epi64(ab_low, cd_low),
        _mm_unpackhi_epi64(ab_low, cd_low),
        _mm_unpacklo_epi64(ab_high, cd_high),
        _mm_unpackhi_epi64(ab_high, cd_high),
    ]
}

/// The four words encrypted, each under its key.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn encrypt(shuffles: &Shuffles, words: __m256i, keys: [__m128i; 8]) -> __m256i {
    let (low, high) = (load_tables(&shuffles.low), load_tables(&shuffles.high));
    let mut a = _mm256_cvtepi64_epi32(words);
    let mut b = _mm256_cvtepi64_epi32(_mm256_srli_epi64::<32>(words));
    for pass in 0..4 {
        for i in 0..8 {
            let key = keys[if pass < 3 { i } else { 7 - i }];
            let next = f(low, high, _mm_add_epi32(a, key), b);
            (a, b) = (next, a);
        }
    }
    // The last round does not exchange the halves.
    _mm256_set_m128i(_mm_unpackhi_epi32(b, a), _mm_unpacklo_epi32(b, a))
}

/// b plus the S-boxes and the rotation of x.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn f(low: __m512i, high: __m512i, x: __m128i, b: __m128i) -> __m128i {
    let nibble = _mm_set1_epi8(15);
    let place = _mm_set1_epi32(0x3020_1000);
    // (x & nibble) | place.
    let index = |x| _mm_ternarylogic_epi32::<0xea>(x, nibble, place);
    let look = |tables, x| {
        _mm512_castsi512_si128(_mm512_permutexvar_epi8(
            _mm512_castsi128_si512(index(x)),
            tables,
        ))
    };
    let sum = _mm_or_si128(look(low, x), look(high, _mm_srli_epi32::<4>(x)));
    _mm_xor_si128(b, _mm_rol_epi32::<11>(sum))
}

/// The terms of a power of psi as permutation indices and masks.
struct Terms<const POWER: usize>;

impl<const POWER: usize> Terms<POWER> {
    const COUNT: usize = {
        let rows = step::power(POWER);
        let (mut count, mut i) = (0, 0);
        while i < 16 {
            let terms = rows[i].count_ones() as usize;
            if terms > count {
                count = terms;
            }
            i += 1;
        }
        count
    };

    /// Octet i of the result has a c-th term where bit i is set, and it is at the index.
    const TERMS: ([u32; 16], [[u8; 32]; 16]) = {
        let mut masks = [0; 16];
        let mut indices = [[0; 32]; 16];
        let rows = step::power(POWER);
        let mut i = 0;
        while i < 16 {
            let (mut k, mut c) = (0, 0);
            while k < 16 {
                if rows[i] >> k & 1 == 1 {
                    masks[c] |= 3 << (2 * i);
                    indices[c][2 * i] = 2 * k;
                    indices[c][2 * i + 1] = 2 * k + 1;
                    c += 1;
                }
                k += 1;
            }
            i += 1;
        }
        (masks, indices)
    };
}

/// A power of psi.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn psi<const POWER: usize>(x: __m256i) -> __m256i {
    let (masks, indices) = const { &Terms::<POWER>::TERMS };
    let mut sums = [_mm256_setzero_si256(); 2];
    for c in 0..const { Terms::<POWER>::COUNT } {
        let term = _mm256_maskz_permutexvar_epi8(masks[c], load_indices(&indices[c]), x);
        sums[c % 2] = _mm256_xor_si256(sums[c % 2], term);
    }
    _mm256_xor_si256(sums[0], sums[1])
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_tables(tables: &[[u8; 16]; 4]) -> __m512i {
    // SAFETY: the reference is to 64 readable octets; the load needs no alignment.
    unsafe { _mm512_loadu_si512(tables.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_indices(indices: &[u8; 32]) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(indices.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &Words) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut Words, x: __m256i) {
    // SAFETY: the reference is to 32 writable octets; the store needs no alignment.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), x) }
}
