// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik in 512-bit registers: constant time, no index but in registers. Features: AVX-512 F, BW, VL, VBMI and GFNI.
//!
//! S is a look-up in four registers: two permutations of octets from two registers each, chosen by the highest bit.
//! Multiplications are `gf2p8mulb`, which has another representation of GF(256), that modulo x^8 + x^4 + x^3 + x + 1. So
//! blocks and keys are turned into that representation first and back at last, and S has a table for it.
//!
//! Many blocks are done octet by octet, [`MANY`] at once: register o has octet o of each. L is its definition there,
//! sixteen steps of a shift register.
//!
//! Few blocks are done four to a register. L is the sum of 16 rotations of each block, octet by octet times a
//! constant of its own.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::constants::{MATRIX, POLYNOMIAL, product};
use super::super::{Block, RoundKeys};
use super::by_batches;
use crate::cpu::HaveAvx512;
use crate::primitives::pi::{PI, PI_INVERSE};

/// Blocks in a register of rows.
const ROWS: usize = 4;

/// The most blocks that are done in rows: what a batch octet by octet costs no matter how many there are.
const FEW: usize = 16;

/// Blocks that are done octet by octet.
const MANY: usize = 64;

/// One round: L(S(x xor k)) in the place of x.
pub(super) fn lsx(_: HaveAvx512, k: &Block, x: &mut Block) {
    // SAFETY: the token proves that the processor has the features.
    unsafe { round(k, x) }
}

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveAvx512, keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() <= FEW {
        // SAFETY: the token proves that the processor has the features.
        by_batches(blocks, |batch| unsafe { encrypt_rows(keys, batch) });
    } else {
        // SAFETY: the token proves that the processor has the features.
        by_batches(blocks, |batch| unsafe { encrypt_many(keys, batch) });
    }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveAvx512, keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() <= FEW {
        // SAFETY: the token proves that the processor has the features.
        by_batches(blocks, |batch| unsafe { decrypt_rows(keys, batch) });
    } else {
        // SAFETY: the token proves that the processor has the features.
        by_batches(blocks, |batch| unsafe { decrypt_many(keys, batch) });
    }
}

/// A table of all octets, in the order of registers.
#[repr(align(64))]
struct Table([u8; 256]);

/// The polynomial of `gf2p8mulb`, without its highest term.
const OTHER: u8 = 0x1b;

/// The powers x^0 to x^7 in the other representation: those of a root of x^8 + [`POLYNOMIAL`].
const IMAGES: [u8; 8] = {
    let mut root = 2;
    loop {
        let mut powers = [1; 9];
        let mut i = 1;
        while i < 9 {
            powers[i] = product(powers[i - 1], root, OTHER);
            i += 1;
        }
        let mut sum = powers[8];
        let mut i = 0;
        while i < 8 {
            if POLYNOMIAL >> i & 1 == 1 {
                sum ^= powers[i];
            }
            i += 1;
        }
        if sum == 0 {
            let [head @ .., _] = powers;
            break head;
        }
        root += 1;
    }
};

/// An octet in the other representation.
const fn turned(x: u8) -> u8 {
    let mut sum = 0;
    let mut bit = 0;
    while bit < 8 {
        sum ^= (x >> bit & 1) * IMAGES[bit];
        bit += 1;
    }
    sum
}

/// The inverse of [`turned`] by table.
const TURNED_BACK: [u8; 256] = {
    let mut table = [0; 256];
    let mut x = 0;
    while x < 256 {
        table[turned(x as u8) as usize] = x as u8;
        x += 1;
    }
    table
};

/// Into the other representation, and out of it.
static TURN: Table = {
    let mut all = [0; 256];
    let mut x = 0;
    while x < 256 {
        all[x] = turned(x as u8);
        x += 1;
    }
    Table(all)
};
static TURN_BACK: Table = Table(TURNED_BACK);

/// S and its inverse in the other representation.
static SUBSTITUTION: Table = turned_table(&PI);
static INVERSE: Table = turned_table(&PI_INVERSE);

const fn turned_table(table: &[u8; 256]) -> Table {
    let mut all = [0; 256];
    let mut x = 0;
    while x < 256 {
        all[x] = turned(table[TURNED_BACK[x] as usize]);
        x += 1;
    }
    Table(all)
}

/// `DIAGONALS[d]` has at place k the element of the matrix that multiplies octet k + d modulo 16, in the other
/// representation.
static DIAGONALS: [Block; 16] = diagonals(false);
static INVERSE_DIAGONALS: [Block; 16] = diagonals(true);

const fn diagonals(inverse: bool) -> [Block; 16] {
    let mut diagonals = [[0; 16]; 16];
    let mut i = 0;
    while i < 256 {
        let (d, k) = (i / 16, i % 16);
        let j = (k + d) % 16;
        let element = if inverse {
            MATRIX[15 - k][15 - j]
        } else {
            MATRIX[k][j]
        };
        diagonals[d][k] = turned(element);
        i += 1;
    }
    diagonals
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn round(k: &Block, x: &mut Block) {
    let sum = _mm512_xor_si512(four_times(x), four_times(k));
    let state = look_up(&SUBSTITUTION, turn(sum));
    let state = turn_back(mix_rows(&DIAGONALS, state));
    store(x, _mm512_castsi512_si128(state));
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn encrypt_rows(keys: &RoundKeys, blocks: &mut [Block; ROWS]) {
    let [first @ .., last] = &keys.0;
    let mut state = turn(load_rows(blocks));
    for key in first {
        state = _mm512_xor_si512(state, turn(four_times(key)));
        state = mix_rows(&DIAGONALS, look_up(&SUBSTITUTION, state));
    }
    store_rows(blocks, _mm512_xor_si512(turn_back(state), four_times(last)));
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn decrypt_rows(keys: &RoundKeys, blocks: &mut [Block; ROWS]) {
    let [first @ .., last] = &keys.0;
    let mut state = turn(_mm512_xor_si512(load_rows(blocks), four_times(last)));
    for key in first.iter().rev() {
        state = look_up(&INVERSE, mix_rows(&INVERSE_DIAGONALS, state));
        state = _mm512_xor_si512(state, turn(four_times(key)));
    }
    store_rows(blocks, turn_back(state));
}

/// L of each block.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn mix_rows(diagonals: &[Block; 16], x: __m512i) -> __m512i {
    let [
        d0,
        d1,
        d2,
        d3,
        d4,
        d5,
        d6,
        d7,
        d8,
        d9,
        d10,
        d11,
        d12,
        d13,
        d14,
        d15,
    ] = diagonals;
    macro_rules! term {
        ($diagonal:ident, $by:literal) => {
            _mm512_gf2p8mul_epi8(_mm512_alignr_epi8::<$by>(x, x), four_times($diagonal))
        };
    }
    let sums = [
        xor3(term!(d0, 0), term!(d1, 1), term!(d2, 2)),
        xor3(term!(d3, 3), term!(d4, 4), term!(d5, 5)),
        xor3(term!(d6, 6), term!(d7, 7), term!(d8, 8)),
        xor3(term!(d9, 9), term!(d10, 10), term!(d11, 11)),
        xor3(term!(d12, 12), term!(d13, 13), term!(d14, 14)),
    ];
    let most = xor3(sums[0], sums[1], sums[2]);
    let rest = xor3(sums[3], sums[4], term!(d15, 15));
    _mm512_xor_si512(most, rest)
}

/// Into the other representation.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn turn(x: __m512i) -> __m512i {
    look_up(&TURN, x)
}

/// Out of the other representation.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn turn_back(x: __m512i) -> __m512i {
    look_up(&TURN_BACK, x)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn encrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    for octets in &mut state {
        *octets = turn(*octets);
    }
    for key in first {
        let key = turn(four_times(key));
        for (octet, octets) in state.iter_mut().enumerate() {
            let sum = _mm512_xor_si512(*octets, broadcast(key, octet));
            *octets = look_up(&SUBSTITUTION, sum);
        }
        mix_many::<false>(&mut state);
    }
    let key = four_times(last);
    for (octet, octets) in state.iter_mut().enumerate() {
        *octets = _mm512_xor_si512(turn_back(*octets), broadcast(key, octet));
    }
    store_many(blocks, state);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,gfni")]
fn decrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    let key = four_times(last);
    for (octet, octets) in state.iter_mut().enumerate() {
        *octets = turn(_mm512_xor_si512(*octets, broadcast(key, octet)));
    }
    for key in first.iter().rev() {
        let key = turn(four_times(key));
        mix_many::<true>(&mut state);
        for (octet, octets) in state.iter_mut().enumerate() {
            let substituted = look_up(&INVERSE, *octets);
            *octets = _mm512_xor_si512(substituted, broadcast(key, octet));
        }
    }
    for octets in &mut state {
        *octets = turn_back(*octets);
    }
    store_many(blocks, state);
}

/// An octet of a key at all places.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn broadcast(key: __m512i, octet: usize) -> __m512i {
    _mm512_permutexvar_epi8(_mm512_set1_epi8(octet as i8), key)
}

/// L, or its inverse, of blocks octet by octet. Nothing is moved: step n has octet i at place i - n modulo 16, and what it
/// makes takes the place of the octet that is dropped. The inverse counts the places from the other end.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn mix_many<const INVERSE: bool>(state: &mut [__m512i; 16]) {
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

/// The octets that R puts in front.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn register_step(x: impl Fn(usize) -> __m512i) -> __m512i {
    macro_rules! term {
        ($factor:literal, $x:expr) => {
            _mm512_gf2p8mul_epi8($x, _mm512_set1_epi8(const { turned($factor) as i8 }))
        };
    }
    let pair = |i: usize, j: usize| _mm512_xor_si512(x(i), x(j));
    let first = xor3(
        term!(148, pair(0, 14)),
        term!(32, pair(1, 13)),
        term!(133, pair(2, 12)),
    );
    let second = xor3(
        term!(16, pair(3, 11)),
        term!(194, pair(4, 10)),
        term!(192, pair(5, 9)),
    );
    let third = xor3(term!(251, x(7)), x(15), pair(6, 8));
    xor3(first, second, third)
}

/// What the table has for every octet.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn look_up(table: &Table, x: __m512i) -> __m512i {
    let (tables, _) = table.0.as_chunks::<64>();
    let [t0, t1, t2, t3] = [0, 1, 2, 3].map(|i: usize| load_table(&tables[i]));
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

/// Octet o of each block in register o.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_many(blocks: &[Block; MANY]) -> [__m512i; 16] {
    let mut rows = [_mm512_setzero_si512(); 16];
    for (i, row) in rows.iter_mut().enumerate() {
        let lanes = [0, 16, 32, 48].map(|first: usize| load(&blocks[first + i]));
        *row = joined(lanes);
    }
    transpose(rows)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store_many(blocks: &mut [Block; MANY], state: [__m512i; 16]) {
    for (i, row) in transpose(state).into_iter().enumerate() {
        store(&mut blocks[i], _mm512_castsi512_si128(row));
        store(&mut blocks[i + 16], _mm512_extracti32x4_epi32::<1>(row));
        store(&mut blocks[i + 32], _mm512_extracti32x4_epi32::<2>(row));
        store(&mut blocks[i + 48], _mm512_extracti32x4_epi32::<3>(row));
    }
}

/// Exchanges octet i of register j with octet j of register i, in each lane.
///
/// One stage moves the highest bit of the number of an octet, which counts through all registers, to the lowest place.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn transpose(mut x: [__m512i; 16]) -> [__m512i; 16] {
    for _ in 0..4 {
        let mut next = x;
        for i in 0..8 {
            next[2 * i] = _mm512_unpacklo_epi8(x[i], x[i + 8]);
            next[2 * i + 1] = _mm512_unpackhi_epi8(x[i], x[i + 8]);
        }
        x = next;
    }
    x
}

/// Four lanes in one register.
#[inline]
#[target_feature(enable = "avx512f")]
fn joined([a, b, c, d]: [__m128i; 4]) -> __m512i {
    let x = _mm512_inserti32x4::<1>(_mm512_castsi128_si512(a), b);
    _mm512_inserti32x4::<3>(_mm512_inserti32x4::<2>(x, c), d)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_rows(blocks: &[Block; ROWS]) -> __m512i {
    // SAFETY: the reference is to 64 readable octets; the load needs no alignment.
    unsafe { _mm512_loadu_si512(blocks.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store_rows(blocks: &mut [Block; ROWS], x: __m512i) {
    // SAFETY: the reference is to 64 writable octets; the store needs no alignment.
    unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), x) }
}

/// Sixteen octets in each lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn four_times(octets: &[u8; 16]) -> __m512i {
    _mm512_broadcast_i32x4(load(octets))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_table(octets: &[u8; 64]) -> __m512i {
    // SAFETY: the reference is to 64 readable octets; the load needs no alignment.
    unsafe { _mm512_loadu_si512(octets.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(octets: &[u8; 16]) -> __m128i {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { _mm_loadu_si128(octets.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(octets: &mut [u8; 16], x: __m128i) {
    // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
    unsafe { _mm_storeu_si128(octets.as_mut_ptr().cast(), x) }
}
