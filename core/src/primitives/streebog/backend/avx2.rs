// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog by byte shuffles in 256-bit registers: constant time, no index but in registers. Features: AVX2.
//!
//! A lane of 128 bits has octets 0 to 7 of word j of the round key, then those of word j of the state: the two
//! rounds are independent and share all tables. The lanes of a register are words j and j + 2. One
//! stream keeps the shuffle units busy: two side by side were no faster than one after the other.
//!
//! S goes through logarithms in GF(16) (see `constants`), 18 instructions for 32 octets, six of them shuffles. Its last
//! linear part, L and the first linear part of the next S are one pair of shuffles for each element of the matrix, so
//! that 64 shuffles make L of key and state. P is a network of unpacks after it, and gives the words in wire order.
//!
//! The values between rounds are `alpha` of those of RFC 6986.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::constants::{ALPHA_C, FROM_ALPHA, MIXING, Nibbles, STEPS, TO_ALPHA, Words};
use crate::cpu::HaveAvx2;

/// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
pub(super) fn compress(_: HaveAvx2, h: &mut Words, n: &Words, m: &Words) {
    // SAFETY: the token proves that the processor has AVX2.
    unsafe { single(h, n, m) }
}

#[target_feature(enable = "avx2")]
fn single(h: &mut Words, n: &Words, m: &Words) {
    let (hash, count, block) = (load_both(h), load_both(n), load_both(m));
    let mut key = [0, 1].map(|i| convert(&TO_ALPHA, _mm256_xor_si256(hash[i], count[i])));
    // The first round has no constant and makes the first key; what it makes of the state is not used. It is in the loop
    // so that `lps` has one caller and is inlined: registers need not go through memory.
    let mut state = key;
    for (i, c) in [&[0; 8]].into_iter().chain(&ALPHA_C).enumerate() {
        if i == 1 {
            state = block.map(|block| convert(&TO_ALPHA, block));
        }
        let c = load_both(c);
        for half in 0..2 {
            state[half] = _mm256_xor_si256(state[half], key[half]);
            key[half] = _mm256_xor_si256(key[half], c[half]);
        }
        [key, state] = lps(key, state);
    }
    for (i, h) in h.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let sum = convert(&FROM_ALPHA, _mm256_xor_si256(state[i], key[i]));
        store(
            h,
            _mm256_xor_si256(sum, _mm256_xor_si256(hash[i], block[i])),
        );
    }
}

/// L(P(S(x))) of two states of four words a register.
#[inline]
#[target_feature(enable = "avx2")]
fn lps(key: [__m256i; 2], state: [__m256i; 2]) -> [[__m256i; 2]; 2] {
    // Words 0 and 2, 1 and 3, 4 and 6, 5 and 7.
    let words = [
        _mm256_unpacklo_epi64(key[0], state[0]),
        _mm256_unpackhi_epi64(key[0], state[0]),
        _mm256_unpacklo_epi64(key[1], state[1]),
        _mm256_unpackhi_epi64(key[1], state[1]),
    ];
    let words = words.map(|word| substitute(word));
    // Octet k in the low lane, octet k + 4 in the high one. Octets are finished one after the other, so that what follows
    // need not wait for all of them.
    let octet = |k: usize| {
        let mut sum = _mm256_setzero_si256();
        for ([l, r], tables) in words.iter().zip(&MIXING.0) {
            let of_l = _mm256_shuffle_epi8(load_pair(&tables[k][0]), *l);
            let of_r = _mm256_shuffle_epi8(load_pair(&tables[k][1]), *r);
            sum = _mm256_xor_si256(sum, _mm256_xor_si256(of_l, of_r));
        }
        sum
    };
    let octets = [0, 1, 2, 3].map(|k| {
        let (low, high) = (octet(k), octet(k + 4));
        let crossed = _mm256_permute2x128_si256::<0x21>(low, high);
        let kept = _mm256_blend_epi32::<0xf0>(low, high);
        _mm256_xor_si256(crossed, kept)
    });
    let key01 = _mm256_unpacklo_epi8(octets[0], octets[1]);
    let key23 = _mm256_unpacklo_epi8(octets[2], octets[3]);
    let state01 = _mm256_unpackhi_epi8(octets[0], octets[1]);
    let state23 = _mm256_unpackhi_epi8(octets[2], octets[3]);
    // Double words of octets 0 to 3 in the low lane, 4 to 7 in the high one: joined to words.
    let join = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    [
        [
            _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi16(key01, key23), join),
            _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi16(key01, key23), join),
        ],
        [
            _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi16(state01, state23), join),
            _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi16(state01, state23), join),
        ],
    ]
}

/// S but for its linear ends: l, and the logarithm of r * PHI(l).
#[inline]
#[target_feature(enable = "avx2")]
fn substitute(x: __m256i) -> [__m256i; 2] {
    let nibble = _mm256_set1_epi8(15);
    let l = _mm256_and_si256(_mm256_srli_epi16::<4>(x), nibble);
    let r = _mm256_and_si256(x, nibble);
    let look = |table: &Nibbles, x| _mm256_shuffle_epi8(twice(table), x);
    let quotient = add_logs(look(&STEPS.log, l), look(&STEPS.log_inverse, r));
    // Where r is 0 the quotient gives nothing; elsewhere the index has its highest bit set.
    let only_zero = _mm256_or_si256(l, _mm256_cmpgt_epi8(r, _mm256_setzero_si256()));
    let l = _mm256_xor_si256(look(&STEPS.nu1, quotient), look(&STEPS.nu0, only_zero));
    [l, add_logs(look(&STEPS.log, r), look(&STEPS.log_phi, l))]
}

/// The sum of logarithms modulo 15.
#[inline]
#[target_feature(enable = "avx2")]
fn add_logs(a: __m256i, b: __m256i) -> __m256i {
    let sum = _mm256_add_epi8(a, b);
    _mm256_min_epu8(sum, _mm256_sub_epi8(sum, _mm256_set1_epi8(15)))
}

/// A linear map of octets given by nibbles.
#[inline]
#[target_feature(enable = "avx2")]
fn convert(tables: &[Nibbles; 2], x: __m256i) -> __m256i {
    let nibble = _mm256_set1_epi8(15);
    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(x), nibble);
    _mm256_xor_si256(
        _mm256_shuffle_epi8(twice(&tables[0]), _mm256_and_si256(x, nibble)),
        _mm256_shuffle_epi8(twice(&tables[1]), high),
    )
}

/// A table in both lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn twice(table: &Nibbles) -> __m256i {
    _mm256_broadcastsi128_si256(load_nibbles(table))
}

/// Words 0 to 3 and 4 to 7.
#[inline]
#[target_feature(enable = "avx2")]
fn load_both(words: &Words) -> [__m256i; 2] {
    let (halves, _) = words.as_chunks::<4>();
    [load(&halves[0]), load(&halves[1])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_nibbles(table: &Nibbles) -> __m128i {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { _mm_loadu_si128(table.as_ptr().cast()) }
}

/// A table in each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn load_pair(tables: &[Nibbles; 2]) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(tables.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[u64; 4]) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(words: &mut [u64; 4], x: __m256i) {
    // SAFETY: the reference is to 32 writable octets; the store needs no alignment.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), x) }
}
