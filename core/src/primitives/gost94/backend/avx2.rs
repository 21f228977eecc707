// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 by byte shuffles: constant time, no index but in registers. Features: AVX2.
//!
//! The four encryptions of a step are the four lanes of 32 bits of a 128-bit register; their keys are as many columns. A round is
//! a chain of dependent instructions, so what counts is its latency: the eight S-boxes are eight shuffles side by
//! side, each with the indices of the other octets made invalid, and a tree of sums.
//!
//! The mixing transformation is linear in words of 16 bits. psi^61(H) and psi^62(M) are computed while the encryption runs,
//! psi^74 of the result after it: each is a handful of shuffles, number c of which brings every word its c-th term.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::boxes::{Boxes, Shuffles};
use super::super::step::{self, OVER_H, OVER_M, OVER_S, Words};
use crate::cpu::HaveAvx2;

/// The step function of RFC 5831, section 5, into `h`.
pub(super) fn compress(_: HaveAvx2, boxes: &Boxes, h: &mut Words, m: &Words) {
    // SAFETY: the token proves that the processor has AVX2.
    unsafe { run(&boxes.shuffles, h, m) }
}

#[target_feature(enable = "avx2")]
fn run(shuffles: &Shuffles, h: &mut Words, m: &Words) {
    let keys = keys(step::before_p(h, m));
    let hash = load(h);
    let rest = _mm256_xor_si256(psi::<OVER_H>(hash), psi::<OVER_M>(load(m)));
    let s = encrypt(shuffles, hash, keys);
    store(h, _mm256_xor_si256(rest, psi::<OVER_S>(s)));
}

/// P, and the keys by columns: number k has word k of the four keys.
#[inline]
#[target_feature(enable = "avx2")]
fn keys(before: [Words; 4]) -> [__m128i; 8] {
    let interleave = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15,
    ));
    let mut low = [_mm_setzero_si128(); 4];
    let mut high = low;
    for (lane, words) in before.iter().enumerate() {
        let pairs = _mm256_shuffle_epi8(load(words), interleave);
        let (y12, y34) = (
            _mm256_castsi256_si128(pairs),
            _mm256_extracti128_si256::<1>(pairs),
        );
        low[lane] = _mm_unpacklo_epi16(y12, y34);
        high[lane] = _mm_unpackhi_epi16(y12, y34);
    }
    let [k0, k1, k2, k3] = transpose(low);
    let [k4, k5, k6, k7] = transpose(high);
    [k0, k1, k2, k3, k4, k5, k6, k7]
}

/// Exchanges lane b of register a with lane a of register b.
#[inline]
#[target_feature(enable = "avx2")]
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
#[target_feature(enable = "avx2")]
fn encrypt(shuffles: &Shuffles, words: __m256i, keys: [__m128i; 8]) -> __m256i {
    let low = shuffles.low.each_ref().map(|table| load_table(table));
    let high = shuffles.high.each_ref().map(|table| load_table(table));
    let (w12, w34) = (
        _mm256_castsi256_si128(words),
        _mm256_extracti128_si256::<1>(words),
    );
    let evens = _mm_shuffle_epi32::<0b11_01_10_00>(w12);
    let odds = _mm_shuffle_epi32::<0b11_01_10_00>(w34);
    let mut a = _mm_unpacklo_epi64(evens, odds);
    let mut b = _mm_unpackhi_epi64(evens, odds);
    for pass in 0..4 {
        for i in 0..8 {
            let key = keys[if pass < 3 { i } else { 7 - i }];
            let next = f(&low, &high, _mm_add_epi32(a, key), b);
            (a, b) = (next, a);
        }
    }
    // The last round does not exchange the halves.
    _mm256_set_m128i(_mm_unpackhi_epi32(b, a), _mm_unpacklo_epi32(b, a))
}

/// b plus the S-boxes and the rotation of x.
#[inline]
#[target_feature(enable = "avx2")]
fn f(low: &[__m128i; 4], high: &[__m128i; 4], x: __m128i, b: __m128i) -> __m128i {
    let nibble = _mm_set1_epi8(15);
    let lows = _mm_and_si128(x, nibble);
    let highs = _mm_and_si128(_mm_srli_epi32::<4>(x), nibble);
    // Octet p only: the others have their highest bit set, and a shuffle gives zero for them.
    let only = |p: u32| _mm_set1_epi32((0x8080_8080u32 ^ 0x80 << (8 * p)) as i32);
    let of_low = |p: usize| _mm_shuffle_epi8(low[p], _mm_or_si128(lows, only(p as u32)));
    let of_high = |p: usize| _mm_shuffle_epi8(high[p], _mm_or_si128(highs, only(p as u32)));
    let lows = _mm_or_si128(
        _mm_or_si128(of_low(0), of_low(1)),
        _mm_or_si128(of_low(2), of_low(3)),
    );
    let highs = _mm_or_si128(
        _mm_or_si128(of_high(0), of_high(1)),
        _mm_or_si128(of_high(2), of_high(3)),
    );
    let sum = _mm_or_si128(lows, highs);
    _mm_xor_si128(
        _mm_xor_si128(b, _mm_slli_epi32::<11>(sum)),
        _mm_srli_epi32::<21>(sum),
    )
}

/// The terms of a power of psi as shuffle indices, from the own lane of 128 bits and from the other one.
struct Terms<const POWER: usize>;

impl<const POWER: usize> Terms<POWER> {
    const COUNTS: [usize; 2] = {
        let mut counts = [0; 2];
        let rows = step::power(POWER);
        let mut i = 0;
        while i < 16 {
            let mut side = 0;
            while side < 2 {
                let terms = lane_of(rows[i], (i / 8) ^ side).count_ones() as usize;
                if terms > counts[side] {
                    counts[side] = terms;
                }
                side += 1;
            }
            i += 1;
        }
        counts
    };

    const INDICES: [[[u8; 32]; 8]; 2] = {
        let mut indices = [[[0x80; 32]; 8]; 2];
        let rows = step::power(POWER);
        let mut i = 0;
        while i < 16 {
            let mut side = 0;
            while side < 2 {
                let row = lane_of(rows[i], (i / 8) ^ side);
                let (mut k, mut c) = (0, 0);
                while k < 8 {
                    if row >> k & 1 == 1 {
                        indices[side][c][2 * i] = 2 * k;
                        indices[side][c][2 * i + 1] = 2 * k + 1;
                        c += 1;
                    }
                    k += 1;
                }
                side += 1;
            }
            i += 1;
        }
        indices
    };
}

/// The terms of a row that stand in a lane.
const fn lane_of(row: u16, lane: usize) -> u8 {
    (row >> (8 * lane)) as u8
}

/// A power of psi.
#[inline]
#[target_feature(enable = "avx2")]
fn psi<const POWER: usize>(x: __m256i) -> __m256i {
    let sides = [x, _mm256_permute2x128_si256::<1>(x, x)];
    let mut sums = [_mm256_setzero_si256(); 2];
    for side in 0..2 {
        for c in 0..const { Terms::<POWER>::COUNTS }[side] {
            let indices = load_indices(&const { &Terms::<POWER>::INDICES }[side][c]);
            let term = _mm256_shuffle_epi8(sides[side], indices);
            sums[side] = _mm256_xor_si256(sums[side], term);
        }
    }
    _mm256_xor_si256(sums[0], sums[1])
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_table(table: &[u8; 16]) -> __m128i {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { _mm_loadu_si128(table.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_indices(indices: &[u8; 32]) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(indices.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &Words) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(words: &mut Words, x: __m256i) {
    // SAFETY: the reference is to 32 writable octets; the store needs no alignment.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), x) }
}
