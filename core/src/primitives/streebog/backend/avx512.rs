// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog in 512-bit registers: constant time, no index but in registers. Features: AVX-512 F, BW, VL, VBMI and GFNI.
//!
//! S is a look-up in four registers: two permutations of octets from two registers each, chosen by the highest bit. M(k, j)
//! is one `gf2p8affineqb`.
//!
//! A single stream has a state in one register, octet i of word j at 8i + j, which is P of the order of RFC 6986. L is
//! eight permutations, of which number d brings the octets of word k xor d to place k, each followed by a
//! multiplication with M(k, k xor d) at place k: P is in the permutations. The rounds of key and state are
//! independent of each other and hide each other's latency.
//!
//! With four streams a lane of 128 bits is a stream, and has octets 0 to 7 of word j of the round key, then those of
//! the state; L multiplies whole registers, and P is a network of unpacks, which give the words in wire order.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::constants::{C, PI, Words, affine};
use crate::cpu::HaveAvx512;

/// Streams that [`compress_lanes`] takes.
pub(super) const LANES: usize = 4;

/// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
pub(super) fn compress(_: HaveAvx512, h: &mut Words, n: &Words, m: &Words) {
    // SAFETY: the token proves that the processor has the features.
    unsafe { single(h, n, m) }
}

/// [`compress`] of independent streams.
pub(super) fn compress_lanes(
    _: HaveAvx512,
    h: &mut [Words; LANES],
    n: &[Words; LANES],
    m: &[Words; LANES],
) {
    // SAFETY: the token proves that the processor has the features.
    unsafe { quadruple(h, n, m) }
}

/// A table of octets that fits one register.
#[repr(align(64))]
struct Octets([u8; 64]);

/// Exchanges octet i of word j with octet j of word i.
static TRANSPOSE: Octets = gather(0);

/// `GATHER[d]` brings octet i of word k xor d, in the order of RFC 6986, to 8k + i; the source is in the other order.
static GATHER: [Octets; 8] = [
    gather(0),
    gather(1),
    gather(2),
    gather(3),
    gather(4),
    gather(5),
    gather(6),
    gather(7),
];

const fn gather(d: usize) -> Octets {
    let mut indices = [0; 64];
    let mut at = 0;
    while at < 64 {
        let (k, i) = (at / 8, at % 8);
        indices[at] = (8 * i + (k ^ d)) as u8;
        at += 1;
    }
    Octets(indices)
}

/// `DIAGONALS[d]` has M(k, k xor d) at place k.
static DIAGONALS: [Words; 8] = {
    let mut matrices = [[0; 8]; 8];
    let mut i = 0;
    while i < 64 {
        let (d, k) = (i / 8, i % 8);
        matrices[d][k] = affine(k, k ^ d);
        i += 1;
    }
    matrices
};

/// `COLUMNS[j]` has M(k, j) at place k.
static COLUMNS: [Words; 8] = {
    let mut matrices = [[0; 8]; 8];
    let mut i = 0;
    while i < 64 {
        let (j, k) = (i / 8, i % 8);
        matrices[j][k] = affine(k, j);
        i += 1;
    }
    matrices
};

/// The constants of the key schedule in the order of a single stream.
static TRANSPOSED_C: [Words; 12] = {
    let mut all = [[0; 8]; 12];
    let mut at = 0;
    while at < 12 * 64 {
        let (c, j, i) = (at / 64, at / 8 % 8, at % 8);
        all[c][i] |= (C[c][j] >> (8 * i) & 255) << (8 * j);
        at += 1;
    }
    all
};

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn single(h: &mut Words, n: &Words, m: &Words) {
    let transpose = load_octets(&TRANSPOSE.0);
    let (hash, block) = (load(h), load(m));
    let mut key = _mm512_permutexvar_epi8(transpose, _mm512_xor_si512(hash, load(n)));
    let mut state = _mm512_permutexvar_epi8(transpose, block);
    key = lps(key);
    for c in &TRANSPOSED_C {
        state = lps(_mm512_xor_si512(state, key));
        key = lps(_mm512_xor_si512(key, load(c)));
    }
    let sum = _mm512_permutexvar_epi8(transpose, _mm512_xor_si512(state, key));
    store(h, xor3(hash, block, sum));
}

/// L(P(S(x))), octet i of word j being at 8i + j before and after.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn lps(x: __m512i) -> __m512i {
    let x = substitute(x);
    let term = |d: usize| {
        let moved = _mm512_permutexvar_epi8(load_octets(&GATHER[d].0), x);
        _mm512_gf2p8affine_epi64_epi8::<0>(moved, load(&DIAGONALS[d]))
    };
    let first = xor3(term(0), term(1), term(2));
    let second = xor3(term(3), term(4), term(5));
    xor3(first, second, _mm512_xor_si512(term(6), term(7)))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn quadruple(h: &mut [Words; LANES], n: &[Words; LANES], m: &[Words; LANES]) {
    let (hash, block) = (load_lanes(h), load_lanes(m));
    let count = load_lanes(n);
    let mut key = hash;
    for (key, n) in key.iter_mut().zip(count) {
        *key = _mm512_xor_si512(*key, n);
    }
    let mut state = block;
    [key, _] = lps_lanes(key, key);
    for c in &C {
        for (p, c) in c.as_chunks::<2>().0.iter().enumerate() {
            state[p] = _mm512_xor_si512(state[p], key[p]);
            let c = _mm512_broadcast_i32x4(_mm_set_epi64x(c[1] as i64, c[0] as i64));
            key[p] = _mm512_xor_si512(key[p], c);
        }
        [key, state] = lps_lanes(key, state);
    }
    for p in 0..4 {
        state[p] = xor3(state[p], key[p], _mm512_xor_si512(hash[p], block[p]));
    }
    store_lanes(h, state);
}

/// L(P(S(x))) of two states of two words and four streams a register.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn lps_lanes(key: [__m512i; 4], state: [__m512i; 4]) -> [[__m512i; 4]; 2] {
    let mut sums = [_mm512_setzero_si512(); 8];
    for (p, matrices) in COLUMNS.as_chunks::<2>().0.iter().enumerate() {
        // Two words at a time, so that one instruction adds both.
        let even = substitute(_mm512_unpacklo_epi64(key[p], state[p]));
        let odd = substitute(_mm512_unpackhi_epi64(key[p], state[p]));
        for (k, sum) in sums.iter_mut().enumerate() {
            let of_even = _mm512_set1_epi64(matrices[0][k] as i64);
            let of_odd = _mm512_set1_epi64(matrices[1][k] as i64);
            *sum = xor3(
                *sum,
                _mm512_gf2p8affine_epi64_epi8::<0>(even, of_even),
                _mm512_gf2p8affine_epi64_epi8::<0>(odd, of_odd),
            );
        }
    }
    let mut pairs = [[sums[0]; 4]; 2];
    for p in 0..4 {
        pairs[0][p] = _mm512_unpacklo_epi8(sums[2 * p], sums[2 * p + 1]);
        pairs[1][p] = _mm512_unpackhi_epi8(sums[2 * p], sums[2 * p + 1]);
    }
    let words = |pairs: [__m512i; 4]| {
        let low03 = _mm512_unpacklo_epi16(pairs[0], pairs[1]);
        let low47 = _mm512_unpacklo_epi16(pairs[2], pairs[3]);
        let high03 = _mm512_unpackhi_epi16(pairs[0], pairs[1]);
        let high47 = _mm512_unpackhi_epi16(pairs[2], pairs[3]);
        [
            _mm512_unpacklo_epi32(low03, low47),
            _mm512_unpackhi_epi32(low03, low47),
            _mm512_unpacklo_epi32(high03, high47),
            _mm512_unpackhi_epi32(high03, high47),
        ]
    };
    [words(pairs[0]), words(pairs[1])]
}

/// S of every octet.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn substitute(x: __m512i) -> __m512i {
    let (tables, _) = PI.as_chunks::<64>();
    let [t0, t1, t2, t3] = [0, 1, 2, 3].map(|i: usize| load_octets(&tables[i]));
    let low = _mm512_permutex2var_epi8(t0, x, t1);
    let high = _mm512_permutex2var_epi8(t2, x, t3);
    _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), low, high)
}

/// The sum of three values.
#[inline]
#[target_feature(enable = "avx512f")]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

/// Words 2p and 2p + 1 of the streams in register p.
#[inline]
#[target_feature(enable = "avx512f")]
fn load_lanes(words: &[Words; LANES]) -> [__m512i; 4] {
    transpose_lanes(words.each_ref().map(|words| load(words)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store_lanes(words: &mut [Words; LANES], x: [__m512i; 4]) {
    for (words, x) in words.iter_mut().zip(transpose_lanes(x)) {
        store(words, x);
    }
}

/// Exchanges lane b of register a with lane a of register b.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose_lanes([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (ab_even, ab_odd) = (
        _mm512_shuffle_i64x2::<0x88>(a, b),
        _mm512_shuffle_i64x2::<0xdd>(a, b),
    );
    let (cd_even, cd_odd) = (
        _mm512_shuffle_i64x2::<0x88>(c, d),
        _mm512_shuffle_i64x2::<0xdd>(c, d),
    );
    [
        _mm512_shuffle_i64x2::<0x88>(ab_even, cd_even),
        _mm512_shuffle_i64x2::<0x88>(ab_odd, cd_odd),
        _mm512_shuffle_i64x2::<0xdd>(ab_even, cd_even),
        _mm512_shuffle_i64x2::<0xdd>(ab_odd, cd_odd),
    ]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &Words) -> __m512i {
    // SAFETY: the reference is to 64 readable octets; the load needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_octets(octets: &[u8; 64]) -> __m512i {
    // SAFETY: the reference is to 64 readable octets; the load needs no alignment.
    unsafe { _mm512_loadu_si512(octets.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut Words, x: __m512i) {
    // SAFETY: the reference is to 64 writable octets; the store needs no alignment.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), x) }
}
