// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik by table look-ups in 128-bit registers: constant time, no index but in registers. Features: NEON. Compiled
//! for 64-bit Arm, **untested until it is run there**.
//!
//! The steps are those of `avx2` in registers of half the width: [`MANY`] blocks octet by octet, up to [`FEW`] one after
//! the other.
#![allow(
    unsafe_code,
    reason = "instructions behind a witness token, and loads from references"
)]

use core::arch::aarch64::*;

use super::super::constants::{MATRIX, POLYNOMIAL, product};
use super::super::{Block, RoundKeys};
use super::by_batches;
use crate::cpu::HaveNeon;
use crate::primitives::pi::{BACKWARD, FORWARD, FORWARD_STEPS, Nibbles};

/// The most blocks that are done one after the other.
const FEW: usize = 2;

/// Blocks that are done octet by octet.
const MANY: usize = 16;

/// One round: L(S(x xor k)) in the place of x.
pub(super) fn lsx(_: HaveNeon, k: &Block, x: &mut Block) {
    // SAFETY: the token proves that the processor has NEON.
    unsafe { round(k, x) }
}

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveNeon, keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() <= FEW {
        for block in blocks {
            // SAFETY: the token proves that the processor has NEON.
            unsafe { encrypt_single(keys, block) }
        }
    } else {
        // SAFETY: the token proves that the processor has NEON.
        by_batches(blocks, |batch| unsafe { encrypt_many(keys, batch) });
    }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveNeon, keys: &RoundKeys, blocks: &mut [Block]) {
    // SAFETY: the token proves that the processor has NEON.
    by_batches(blocks, |batch| unsafe { decrypt_many(keys, batch) });
}

/// `MULTIPLES[t]` has what S adds by l, then by the logarithm, times x^t.
static MULTIPLES: [[Nibbles; 2]; 8] = {
    let mut tables = [[[0; 16]; 2]; 8];
    let mut i = 0;
    while i < 8 * 16 {
        let (t, x) = (i / 16, i % 16);
        tables[t][0][x] = product(FORWARD_STEPS.end_l[x], 1 << t, POLYNOMIAL);
        tables[t][1][x] = product(FORWARD_STEPS.end_p[x], 1 << t, POLYNOMIAL);
        i += 1;
    }
    tables
};

/// `MOVES[t][d]` brings octet k + d modulo 16 to place k, where the element of the matrix has bit t.
static MOVES: [[Nibbles; 16]; 8] = {
    let mut moves = [[[0x80; 16]; 16]; 8];
    let mut i = 0;
    while i < 16 * 16 * 8 {
        let (k, d, t) = (i / 128, i / 8 % 16, i % 8);
        let j = (k + d) % 16;
        if MATRIX[k][j] >> t & 1 == 1 {
            moves[t][d][k] = j as u8;
        }
        i += 1;
    }
    moves
};

#[target_feature(enable = "neon")]
fn round(k: &Block, x: &mut Block) {
    let state = veorq_u8(load(x), load(k));
    store(x, substitute_and_mix(state));
}

#[target_feature(enable = "neon")]
fn encrypt_single(keys: &RoundKeys, block: &mut Block) {
    let [first @ .., last] = &keys.0;
    let mut state = load(block);
    for key in first {
        state = substitute_and_mix(veorq_u8(state, load(key)));
    }
    store(block, veorq_u8(state, load(last)));
}

/// L(S(x)) of one block.
#[inline]
#[target_feature(enable = "neon")]
fn substitute_and_mix(x: uint8x16_t) -> uint8x16_t {
    let [l, p] = substitute_begun(x);
    let mut sums = [vdupq_n_u8(0); 2];
    for (tables, moves) in MULTIPLES.iter().zip(&MOVES) {
        let multiple = veorq_u8(
            vqtbl1q_u8(load(&tables[0]), l),
            vqtbl1q_u8(load(&tables[1]), p),
        );
        for pair in moves.as_chunks::<2>().0 {
            for (sum, indices) in sums.iter_mut().zip(pair) {
                *sum = veorq_u8(*sum, vqtbl1q_u8(multiple, load(indices)));
            }
        }
    }
    veorq_u8(sums[0], sums[1])
}

#[target_feature(enable = "neon")]
fn encrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    for key in first {
        for (octets, key) in state.iter_mut().zip(key) {
            let [l, p] = substitute_begun(veorq_u8(*octets, vdupq_n_u8(*key)));
            *octets = veorq_u8(
                vqtbl1q_u8(load(&FORWARD.end_l), l),
                vqtbl1q_u8(load(&FORWARD.end_p), p),
            );
        }
        mix::<false>(&mut state);
    }
    for (octets, key) in state.iter_mut().zip(last) {
        *octets = veorq_u8(*octets, vdupq_n_u8(*key));
    }
    store_many(blocks, state);
}

#[target_feature(enable = "neon")]
fn decrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    for (octets, key) in state.iter_mut().zip(last) {
        *octets = veorq_u8(*octets, vdupq_n_u8(*key));
    }
    for key in first.iter().rev() {
        mix::<true>(&mut state);
        for (octets, key) in state.iter_mut().zip(key) {
            *octets = veorq_u8(substitute_inverse(*octets), vdupq_n_u8(*key));
        }
    }
    store_many(blocks, state);
}

/// S but for the look-ups at its end: l and the logarithm that they take.
#[inline]
#[target_feature(enable = "neon")]
fn substitute_begun(x: uint8x16_t) -> [uint8x16_t; 2] {
    let look = |table: &Nibbles, x| vqtbl1q_u8(load(table), x);
    let x = map_nibbles(&FORWARD.start, x);
    let l = vshrq_n_u8::<4>(x);
    let r = vandq_u8(x, vdupq_n_u8(15));
    let q = add_logs(look(&FORWARD.first_l, l), look(&FORWARD.first_r, r));
    // Where r is 0 the quotient gives nothing; elsewhere the index is too large to give anything.
    let zero = vorrq_u8(l, vtstq_u8(r, r));
    let l = veorq_u8(look(&FORWARD.by_q, q), look(&FORWARD.only_zero, zero));
    [
        l,
        add_logs(look(&FORWARD.first_l, r), look(&FORWARD.second_l, l)),
    ]
}

/// The inverse of S.
#[inline]
#[target_feature(enable = "neon")]
fn substitute_inverse(x: uint8x16_t) -> uint8x16_t {
    let look = |table: &Nibbles, x| vqtbl1q_u8(load(table), x);
    let x = map_nibbles(&BACKWARD.start, x);
    let l = vshrq_n_u8::<4>(x);
    let r = vandq_u8(x, vdupq_n_u8(15));
    let q = add_logs(look(&BACKWARD.first_r, r), look(&BACKWARD.first_l, l));
    let p = add_logs(q, look(&BACKWARD.second_l, l));
    // Only where q is the logarithm of 0 the index is small enough to give something.
    let zero = vorrq_u8(l, vcltq_u8(q, vdupq_n_u8(0x80)));
    let by_logs = veorq_u8(look(&BACKWARD.end_q, q), look(&BACKWARD.end_p, p));
    veorq_u8(by_logs, look(&BACKWARD.only_zero, zero))
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
fn map_nibbles(tables: &[Nibbles; 2], x: uint8x16_t) -> uint8x16_t {
    veorq_u8(
        vqtbl1q_u8(load(&tables[0]), vandq_u8(x, vdupq_n_u8(15))),
        vqtbl1q_u8(load(&tables[1]), vshrq_n_u8::<4>(x)),
    )
}

/// L, or its inverse, of blocks octet by octet. Nothing is moved: step n has octet i at place i - n modulo 16, and what it
/// makes takes the place of the octet that is dropped. The inverse counts the places from the other end.
#[inline]
#[target_feature(enable = "neon")]
fn mix<const INVERSE: bool>(state: &mut [uint8x16_t; 16]) {
    macro_rules! steps {
        ($($n:literal)+) => {$(
            let place = |i: usize| {
                let at = i.wrapping_sub($n) % 16;
                if INVERSE { 15 - at } else { at }
            };
            let next = register_step(|i| state[place(i)]);
            state[place(15)] = next;
        )+};
    }
    steps! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 }
}

/// The octets that R puts in front, by Horner's rule: coefficients that are equal, or share their terms, are summed first.
#[inline]
#[target_feature(enable = "neon")]
fn register_step(x: impl Fn(usize) -> uint8x16_t) -> uint8x16_t {
    let add = |a, b| veorq_u8(a, b);
    // Each octet times x.
    let double = |v| {
        let high = vcltzq_s8(vreinterpretq_s8_u8(v));
        add(vaddq_u8(v, v), vandq_u8(high, vdupq_n_u8(POLYNOMIAL)))
    };
    let (c148, c32, c133) = (add(x(0), x(14)), add(x(1), x(13)), add(x(2), x(12)));
    let (c16, c194, c192) = (add(x(3), x(11)), add(x(4), x(10)), add(x(5), x(9)));
    let (c1, c251) = (add(add(x(6), x(8)), x(15)), x(7));
    let c148_133 = add(c148, c133);
    let c194_251 = add(c194, c251);
    let c194_192_251 = add(c194_251, c192);
    let mut v = add(c148_133, c194_192_251);
    v = add(double(v), c194_192_251);
    v = add(double(v), add(c32, c251));
    v = add(double(v), add(add(c148, c16), c251));
    v = add(double(v), c251);
    v = add(double(v), c148_133);
    v = add(double(v), c194_251);
    add(double(v), add(add(c133, c251), c1))
}

/// Octet o of each block in register o.
#[inline]
#[target_feature(enable = "neon")]
fn load_many(blocks: &[Block; MANY]) -> [uint8x16_t; 16] {
    transpose(blocks.each_ref().map(|block| load(block)))
}

#[inline]
#[target_feature(enable = "neon")]
fn store_many(blocks: &mut [Block; MANY], state: [uint8x16_t; 16]) {
    for (block, row) in blocks.iter_mut().zip(transpose(state)) {
        store(block, row);
    }
}

/// Exchanges octet i of register j with octet j of register i.
///
/// One stage moves the highest bit of the number of an octet, which counts through all registers, to the lowest place.
#[inline]
#[target_feature(enable = "neon")]
fn transpose(mut x: [uint8x16_t; 16]) -> [uint8x16_t; 16] {
    for _ in 0..4 {
        let mut next = x;
        for i in 0..8 {
            next[2 * i] = vzip1q_u8(x[i], x[i + 8]);
            next[2 * i + 1] = vzip2q_u8(x[i], x[i + 8]);
        }
        x = next;
    }
    x
}

#[inline]
#[target_feature(enable = "neon")]
fn load(octets: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { vld1q_u8(octets.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn store(octets: &mut [u8; 16], x: uint8x16_t) {
    // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
    unsafe { vst1q_u8(octets.as_mut_ptr(), x) }
}
