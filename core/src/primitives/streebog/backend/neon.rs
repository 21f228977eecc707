// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog by table look-ups in 128-bit registers: constant time, no index but in registers. Features: NEON. Compiled
//! for 64-bit Arm, **untested until it is run there**.
//!
//! A register has octets 0 to 7 of word j of the round key, then those of word j of the state: the two rounds are
//! independent and share all tables. The steps are those of `avx2`, in lanes of half the width.
#![allow(
    unsafe_code,
    reason = "instructions behind a witness token, and loads from references"
)]

use core::arch::aarch64::*;

use super::super::constants::{ALPHA_C, FROM_ALPHA, MIXING, Nibbles, STEPS, TO_ALPHA, Words};
use crate::cpu::HaveNeon;

/// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
pub(super) fn compress(_: HaveNeon, h: &mut Words, n: &Words, m: &Words) {
    // SAFETY: the token proves that the processor has NEON.
    unsafe { single(h, n, m) }
}

#[target_feature(enable = "neon")]
fn single(h: &mut Words, n: &Words, m: &Words) {
    let (hash, count, block) = (load_all(h), load_all(n), load_all(m));
    let mut key = [0, 1, 2, 3].map(|p| convert(&TO_ALPHA, veorq_u8(hash[p], count[p])));
    let mut state = block.map(|block| convert(&TO_ALPHA, block));
    // What the first round would make of a state is not used.
    [key, _] = lps(key, key);
    for c in &ALPHA_C {
        let c = load_all(c);
        for p in 0..4 {
            state[p] = veorq_u8(state[p], key[p]);
            key[p] = veorq_u8(key[p], c[p]);
        }
        [key, state] = lps(key, state);
    }
    for (p, h) in h.as_chunks_mut::<2>().0.iter_mut().enumerate() {
        let sum = convert(&FROM_ALPHA, veorq_u8(state[p], key[p]));
        store(h, veorq_u8(sum, veorq_u8(hash[p], block[p])));
    }
}

/// L(P(S(x))) of two states of two words a register.
#[inline]
#[target_feature(enable = "neon")]
fn lps(key: [uint8x16_t; 4], state: [uint8x16_t; 4]) -> [[uint8x16_t; 4]; 2] {
    let mut sums = [vdupq_n_u8(0); 8];
    for (pair, tables) in MIXING.0.iter().enumerate() {
        for lane in 0..2 {
            // `MIXING` has words j and j + 2 in a pair.
            let at = pair / 2 * 2 + lane;
            let (key, state) = (
                vreinterpretq_u64_u8(key[at]),
                vreinterpretq_u64_u8(state[at]),
            );
            let word = match pair % 2 {
                0 => vzip1q_u64(key, state),
                _ => vzip2q_u64(key, state),
            };
            let [l, r] = substitute(vreinterpretq_u8_u64(word));
            for (sum, table) in sums.iter_mut().zip(tables) {
                let of_l = vqtbl1q_u8(load_nibbles(&table[0][lane]), l);
                let of_r = vqtbl1q_u8(load_nibbles(&table[1][lane]), r);
                *sum = veorq_u8(*sum, veorq_u8(of_l, of_r));
            }
        }
    }
    let low = [0, 2, 4, 6].map(|k: usize| vzip1q_u8(sums[k], sums[k + 1]));
    let high = [0, 2, 4, 6].map(|k: usize| vzip2q_u8(sums[k], sums[k + 1]));
    [words(low), words(high)]
}

/// The words whose octets k and k + 1 stand in pairs.
#[inline]
#[target_feature(enable = "neon")]
fn words(pairs: [uint8x16_t; 4]) -> [uint8x16_t; 4] {
    let pairs = pairs.map(|pair| vreinterpretq_u16_u8(pair));
    let low03 = vreinterpretq_u32_u16(vzip1q_u16(pairs[0], pairs[1]));
    let low47 = vreinterpretq_u32_u16(vzip1q_u16(pairs[2], pairs[3]));
    let high03 = vreinterpretq_u32_u16(vzip2q_u16(pairs[0], pairs[1]));
    let high47 = vreinterpretq_u32_u16(vzip2q_u16(pairs[2], pairs[3]));
    [
        vreinterpretq_u8_u32(vzip1q_u32(low03, low47)),
        vreinterpretq_u8_u32(vzip2q_u32(low03, low47)),
        vreinterpretq_u8_u32(vzip1q_u32(high03, high47)),
        vreinterpretq_u8_u32(vzip2q_u32(high03, high47)),
    ]
}

/// S but for its linear ends: l, and the logarithm of r * PHI(l).
#[inline]
#[target_feature(enable = "neon")]
fn substitute(x: uint8x16_t) -> [uint8x16_t; 2] {
    let l = vshrq_n_u8::<4>(x);
    let r = vandq_u8(x, vdupq_n_u8(15));
    let look = |table: &Nibbles, x| vqtbl1q_u8(load_nibbles(table), x);
    let quotient = add_logs(look(&STEPS.log, l), look(&STEPS.log_inverse, r));
    // Where r is 0 the quotient gives nothing; elsewhere the index is too large to give anything.
    let only_zero = vorrq_u8(l, vtstq_u8(r, r));
    let l = veorq_u8(look(&STEPS.nu1, quotient), look(&STEPS.nu0, only_zero));
    [l, add_logs(look(&STEPS.log, r), look(&STEPS.log_phi, l))]
}

/// The sum of logarithms modulo 15.
#[inline]
#[target_feature(enable = "neon")]
fn add_logs(a: uint8x16_t, b: uint8x16_t) -> uint8x16_t {
    let sum = vaddq_u8(a, b);
    vminq_u8(sum, vsubq_u8(sum, vdupq_n_u8(15)))
}

/// A linear map of octets given by nibbles.
#[inline]
#[target_feature(enable = "neon")]
fn convert(tables: &[Nibbles; 2], x: uint8x16_t) -> uint8x16_t {
    veorq_u8(
        vqtbl1q_u8(load_nibbles(&tables[0]), vandq_u8(x, vdupq_n_u8(15))),
        vqtbl1q_u8(load_nibbles(&tables[1]), vshrq_n_u8::<4>(x)),
    )
}

#[inline]
#[target_feature(enable = "neon")]
fn load_all(words: &Words) -> [uint8x16_t; 4] {
    let (pairs, _) = words.as_chunks::<2>();
    [0, 1, 2, 3].map(|p| load(&pairs[p]))
}

#[inline]
#[target_feature(enable = "neon")]
fn load_nibbles(table: &Nibbles) -> uint8x16_t {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { vld1q_u8(table.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn load(words: &[u64; 2]) -> uint8x16_t {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    vreinterpretq_u8_u64(unsafe { vld1q_u64(words.as_ptr()) })
}

#[inline]
#[target_feature(enable = "neon")]
fn store(words: &mut [u64; 2], x: uint8x16_t) {
    // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
    unsafe { vst1q_u64(words.as_mut_ptr(), vreinterpretq_u64_u8(x)) }
}
