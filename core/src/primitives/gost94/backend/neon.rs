// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 by table look-ups in registers: constant time, no index but in registers. Features: NEON. Compiled
//! for 64-bit Arm, **untested until it is run there**.
//!
//! The four encryptions of a step are the four lanes of 32 bits of a register; their keys are as many columns. Four S-boxes
//! are one look-up in 64 octets, the index being the place of the octet and the nibble. The mixing transformation is
//! linear in words of 16 bits: number c of its look-ups brings every word its c-th term.
#![allow(
    unsafe_code,
    reason = "instructions behind a witness token, and loads from references"
)]

use core::arch::aarch64::*;

use super::super::boxes::{Boxes, Shuffles};
use super::super::step::{self, OVER_H, OVER_M, OVER_S, Words};
use crate::cpu::HaveNeon;

/// The step function of RFC 5831, section 5, into `h`.
pub(super) fn compress(_: HaveNeon, boxes: &Boxes, h: &mut Words, m: &Words) {
    // SAFETY: the token proves that the processor has NEON.
    unsafe { run(&boxes.shuffles, h, m) }
}

#[target_feature(enable = "neon")]
fn run(shuffles: &Shuffles, h: &mut Words, m: &Words) {
    let keys = step::keys(h, m);
    let (of_h, of_m) = (psi::<OVER_H>(load(h)), psi::<OVER_M>(load(m)));
    let of_s = psi::<OVER_S>(load(&encrypt(shuffles, h, &keys)));
    let sum = |i: usize| veorq_u8(veorq_u8(of_h[i], of_m[i]), of_s[i]);
    store(h, [sum(0), sum(1)]);
}

/// The four words encrypted, each under its key.
#[inline]
#[target_feature(enable = "neon")]
fn encrypt(shuffles: &Shuffles, h: &Words, keys: &[[u32; 4]; 8]) -> Words {
    let (low, high) = (load_tables(&shuffles.low), load_tables(&shuffles.high));
    let [a, b] = step::split(h);
    let (mut a, mut b) = (load_lanes(&a), load_lanes(&b));
    for pass in 0..4 {
        for i in 0..8 {
            let key = load_lanes(&keys[if pass < 3 { i } else { 7 - i }]);
            let next = f(low, high, vaddq_u32(a, key), b);
            (a, b) = (next, a);
        }
    }
    // The last round does not exchange the halves.
    step::join([store_lanes(b), store_lanes(a)])
}

/// b plus the S-boxes and the rotation of x.
#[inline]
#[target_feature(enable = "neon")]
fn f(low: uint8x16x4_t, high: uint8x16x4_t, x: uint32x4_t, b: uint32x4_t) -> uint32x4_t {
    let place = vreinterpretq_u8_u32(vdupq_n_u32(0x3020_1000));
    let x = vreinterpretq_u8_u32(x);
    let lows = vorrq_u8(vandq_u8(x, vdupq_n_u8(15)), place);
    let highs = vorrq_u8(vshrq_n_u8::<4>(x), place);
    let sum = vorrq_u8(vqtbl4q_u8(low, lows), vqtbl4q_u8(high, highs));
    let sum = vreinterpretq_u32_u8(sum);
    veorq_u32(b, vorrq_u32(vshlq_n_u32::<11>(sum), vshrq_n_u32::<21>(sum)))
}

/// The terms of a power of psi as indices; one that is too large gives zero.
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

    const INDICES: [[[u8; 16]; 2]; 16] = {
        let mut indices = [[[0xff; 16]; 2]; 16];
        let rows = step::power(POWER);
        let mut i = 0;
        while i < 16 {
            let (mut k, mut c) = (0, 0);
            while k < 16 {
                if rows[i] >> k & 1 == 1 {
                    indices[c][i / 8][2 * (i % 8)] = 2 * k;
                    indices[c][i / 8][2 * (i % 8) + 1] = 2 * k + 1;
                    c += 1;
                }
                k += 1;
            }
            i += 1;
        }
        indices
    };
}

/// A power of psi.
#[inline]
#[target_feature(enable = "neon")]
fn psi<const POWER: usize>(x: [uint8x16_t; 2]) -> [uint8x16_t; 2] {
    let x = uint8x16x2_t(x[0], x[1]);
    let mut sums = [vdupq_n_u8(0); 2];
    for indices in const { &Terms::<POWER>::INDICES }
        .iter()
        .take(Terms::<POWER>::COUNT)
    {
        for (sum, indices) in sums.iter_mut().zip(indices) {
            *sum = veorq_u8(*sum, vqtbl2q_u8(x, load_table(indices)));
        }
    }
    sums
}

#[inline]
#[target_feature(enable = "neon")]
fn load_tables(tables: &[[u8; 16]; 4]) -> uint8x16x4_t {
    let [a, b, c, d] = tables.each_ref().map(|table| load_table(table));
    uint8x16x4_t(a, b, c, d)
}

#[inline]
#[target_feature(enable = "neon")]
fn load_table(table: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { vld1q_u8(table.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn load_lanes(lanes: &[u32; 4]) -> uint32x4_t {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { vld1q_u32(lanes.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn store_lanes(x: uint32x4_t) -> [u32; 4] {
    let mut lanes = [0; 4];
    // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
    unsafe { vst1q_u32(lanes.as_mut_ptr(), x) }
    lanes
}

#[inline]
#[target_feature(enable = "neon")]
fn load(words: &Words) -> [uint8x16_t; 2] {
    let (halves, _) = words.as_chunks::<2>();
    // SAFETY: each reference is to 16 readable octets; the loads need no alignment.
    [0, 1].map(|i| vreinterpretq_u8_u64(unsafe { vld1q_u64(halves[i].as_ptr()) }))
}

#[inline]
#[target_feature(enable = "neon")]
fn store(words: &mut Words, x: [uint8x16_t; 2]) {
    for (half, x) in words.as_chunks_mut::<2>().0.iter_mut().zip(x) {
        // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
        unsafe { vst1q_u64(half.as_mut_ptr(), vreinterpretq_u64_u8(x)) }
    }
}
