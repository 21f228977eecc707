// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik by byte shuffles in 256-bit registers: constant time, no index but in registers. Features: AVX2.
//!
//! Many blocks are done octet by octet, [`MANY`] at once: register o has octet o of each. L is its definition there,
//! sixteen steps of a shift register, each a sum by Horner's rule of 46 instructions, none of which waits for a load but
//! of the state. To double is three: a shuffle makes the polynomial of the octets whose highest bit is clear, and one
//! constant for each step undoes what that adds too much.
//!
//! Up to [`FEW`] blocks are done one after the other, a block being in both lanes of a register. S ends in look-ups of
//! nibbles, which give the multiples of its value by x^t in one lane and by x^(t+4) in the other; L is the sum of 16
//! shuffles of each of four such registers. Fewer than that cost less than a batch with room left.
#![allow(
    unsafe_code,
    reason = "instructions that the target's baseline lacks, behind a witness token"
)]

use core::arch::x86_64::*;

use super::super::constants::{MATRIX, POLYNOMIAL, product};
use super::super::{Block, RoundKeys};
use super::by_batches;
use crate::cpu::HaveAvx2;
use crate::primitives::pi::{BACKWARD, FORWARD, FORWARD_STEPS, Nibbles};

/// The most blocks that are done one after the other.
const FEW: usize = 4;

/// Blocks that are done octet by octet.
const MANY: usize = 32;

/// One round: L(S(x xor k)) in the place of x.
pub(super) fn lsx(_: HaveAvx2, k: &Block, x: &mut Block) {
    // SAFETY: the token proves that the processor has AVX2.
    unsafe { round(k, x) }
}

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveAvx2, keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() <= FEW {
        for block in blocks {
            // SAFETY: the token proves that the processor has AVX2.
            unsafe { encrypt_single(keys, block) }
        }
    } else {
        // SAFETY: the token proves that the processor has AVX2.
        by_batches(blocks, |batch| unsafe { encrypt_many(keys, batch) });
    }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveAvx2, keys: &RoundKeys, blocks: &mut [Block]) {
    // SAFETY: the token proves that the processor has AVX2.
    by_batches(blocks, |batch| unsafe { decrypt_many(keys, batch) });
}

/// A table for each lane.
#[repr(align(32))]
struct Lanes([[u8; 16]; 2]);

/// `MULTIPLES[t]` has what S adds by l, then by the logarithm, times x^t in lane 0 and x^(t+4) in lane 1.
static MULTIPLES: [[Lanes; 2]; 4] = [multiples(0), multiples(1), multiples(2), multiples(3)];

const fn multiples(t: usize) -> [Lanes; 2] {
    let mut tables = [Lanes([[0; 16]; 2]), Lanes([[0; 16]; 2])];
    let mut i = 0;
    while i < 32 {
        let (lane, x) = (i / 16, i % 16);
        let power = 1 << (t + 4 * lane);
        tables[0].0[lane][x] = product(FORWARD_STEPS.end_l[x], power, POLYNOMIAL);
        tables[1].0[lane][x] = product(FORWARD_STEPS.end_p[x], power, POLYNOMIAL);
        i += 1;
    }
    tables
}

/// `MOVES[t][d]` brings octet k + d modulo 16 to place k, where the element of the matrix has the bit of the lane's power.
static MOVES: [[Lanes; 16]; 4] = {
    let mut moves = [const { [const { Lanes([[0x80; 16]; 2]) }; 16] }; 4];
    let mut i = 0;
    while i < 16 * 16 * 8 {
        let (k, d, t) = (i / 128, i / 8 % 16, i % 8);
        let j = (k + d) % 16;
        if MATRIX[k][j] >> t & 1 == 1 {
            moves[t % 4][d].0[t / 4][k] = j as u8;
        }
        i += 1;
    }
    moves
};

#[target_feature(enable = "avx2")]
fn round(k: &Block, x: &mut Block) {
    let state = _mm256_xor_si256(load_twice(x), load_twice(k));
    store_low(x, substitute_and_mix(state));
}

#[target_feature(enable = "avx2")]
fn encrypt_single(keys: &RoundKeys, block: &mut Block) {
    let [first @ .., last] = &keys.0;
    let mut state = load_twice(block);
    for key in first {
        state = substitute_and_mix(_mm256_xor_si256(state, load_twice(key)));
    }
    store_low(block, _mm256_xor_si256(state, load_twice(last)));
}

/// L(S(x)) of the block in both lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn substitute_and_mix(x: __m256i) -> __m256i {
    let [l, p] = substitute_begun(x);
    let mut sums = [_mm256_setzero_si256(); 4];
    for ((tables, moves), sum) in MULTIPLES.iter().zip(&MOVES).zip(&mut sums) {
        let multiple = _mm256_xor_si256(
            _mm256_shuffle_epi8(load_lanes(&tables[0]), l),
            _mm256_shuffle_epi8(load_lanes(&tables[1]), p),
        );
        for pair in moves.as_chunks::<2>().0 {
            let two = _mm256_xor_si256(
                _mm256_shuffle_epi8(multiple, load_lanes(&pair[0])),
                _mm256_shuffle_epi8(multiple, load_lanes(&pair[1])),
            );
            *sum = _mm256_xor_si256(*sum, two);
        }
    }
    let sum = _mm256_xor_si256(
        _mm256_xor_si256(sums[0], sums[1]),
        _mm256_xor_si256(sums[2], sums[3]),
    );
    _mm256_xor_si256(sum, _mm256_permute2x128_si256::<0x01>(sum, sum))
}

#[target_feature(enable = "avx2")]
fn encrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    for key in first {
        for (octets, key) in state.iter_mut().zip(key) {
            let [l, p] = substitute_begun(_mm256_xor_si256(*octets, broadcast(*key)));
            *octets = _mm256_xor_si256(
                _mm256_shuffle_epi8(twice(&FORWARD.end_l), l),
                _mm256_shuffle_epi8(twice(&FORWARD.end_p), p),
            );
        }
        mix::<false>(&mut state);
    }
    for (octets, key) in state.iter_mut().zip(last) {
        *octets = _mm256_xor_si256(*octets, broadcast(*key));
    }
    store_many(blocks, state);
}

#[target_feature(enable = "avx2")]
fn decrypt_many(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut state = load_many(blocks);
    for (octets, key) in state.iter_mut().zip(last) {
        *octets = _mm256_xor_si256(*octets, broadcast(*key));
    }
    for key in first.iter().rev() {
        mix::<true>(&mut state);
        for (octets, key) in state.iter_mut().zip(key) {
            *octets = _mm256_xor_si256(substitute_inverse(*octets), broadcast(*key));
        }
    }
    store_many(blocks, state);
}

/// S but for the look-ups at its end: l and the logarithm that they take.
#[inline]
#[target_feature(enable = "avx2")]
fn substitute_begun(x: __m256i) -> [__m256i; 2] {
    let nibble = _mm256_set1_epi8(15);
    let look = |table: &Nibbles, x| _mm256_shuffle_epi8(twice(table), x);
    let x = map_nibbles(&FORWARD.start, x);
    let l = _mm256_and_si256(_mm256_srli_epi16::<4>(x), nibble);
    let r = _mm256_and_si256(x, nibble);
    let q = add_logs(look(&FORWARD.first_l, l), look(&FORWARD.first_r, r));
    // Where r is 0 the quotient gives nothing; elsewhere the index has its highest bit set.
    let zero = _mm256_or_si256(l, _mm256_cmpgt_epi8(r, _mm256_setzero_si256()));
    let l = _mm256_xor_si256(look(&FORWARD.by_q, q), look(&FORWARD.only_zero, zero));
    [
        l,
        add_logs(look(&FORWARD.first_l, r), look(&FORWARD.second_l, l)),
    ]
}

/// The inverse of S.
#[inline]
#[target_feature(enable = "avx2")]
fn substitute_inverse(x: __m256i) -> __m256i {
    let nibble = _mm256_set1_epi8(15);
    let look = |table: &Nibbles, x| _mm256_shuffle_epi8(twice(table), x);
    let x = map_nibbles(&BACKWARD.start, x);
    let l = _mm256_and_si256(_mm256_srli_epi16::<4>(x), nibble);
    let r = _mm256_and_si256(x, nibble);
    let q = add_logs(look(&BACKWARD.first_r, r), look(&BACKWARD.first_l, l));
    let p = add_logs(q, look(&BACKWARD.second_l, l));
    // Only where q is the logarithm of 0 the index has its highest bit clear.
    let zero = _mm256_or_si256(l, _mm256_cmpgt_epi8(q, _mm256_set1_epi8(-1)));
    let by_logs = _mm256_xor_si256(look(&BACKWARD.end_q, q), look(&BACKWARD.end_p, p));
    _mm256_xor_si256(by_logs, look(&BACKWARD.only_zero, zero))
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
fn map_nibbles(tables: &[Nibbles; 2], x: __m256i) -> __m256i {
    let nibble = _mm256_set1_epi8(15);
    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(x), nibble);
    _mm256_xor_si256(
        _mm256_shuffle_epi8(twice(&tables[0]), _mm256_and_si256(x, nibble)),
        _mm256_shuffle_epi8(twice(&tables[1]), high),
    )
}

/// L, or its inverse, of blocks octet by octet. Nothing is moved: step n has octet i at place i - n modulo 16, and what it
/// makes takes the place of the octet that is dropped. The inverse counts the places from the other end.
#[inline]
#[target_feature(enable = "avx2")]
fn mix<const INVERSE: bool>(state: &mut [__m256i; 16]) {
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
#[target_feature(enable = "avx2")]
fn register_step(x: impl Fn(usize) -> __m256i) -> __m256i {
    let add = |a, b| _mm256_xor_si256(a, b);
    let polynomial = _mm256_set1_epi8(POLYNOMIAL as i8);
    // Each octet times x, plus the polynomial.
    let double = |v| add(_mm256_add_epi8(v, v), _mm256_shuffle_epi8(polynomial, v));
    let (c148, c32, c133) = (add(x(0), x(14)), add(x(1), x(13)), add(x(2), x(12)));
    let (c16, c194, c192) = (add(x(3), x(11)), add(x(4), x(10)), add(x(5), x(9)));
    let (c1, c251) = (add(add(x(6), x(8)), x(15)), x(7));
    let c148_133 = add(c148, c133);
    let c194_251 = add(c194, c251);
    let c194_192_251 = add(c194_251, c192);
    let c133_251 = add(c133, c251);
    let mut v = add(c148_133, c194_192_251);
    v = add(double(v), c194_192_251);
    v = add(double(v), add(c32, c251));
    v = add(double(v), add(add(c148, c16), c251));
    v = add(double(v), c251);
    v = add(double(v), c148_133);
    v = add(double(v), c194_251);
    add(
        double(v),
        add(add(c133_251, c1), _mm256_set1_epi8(EXCESS as i8)),
    )
}

/// What seven doublings add too much: the polynomial times the sum of x^0 to x^6.
const EXCESS: u8 = product(0x7f, POLYNOMIAL, POLYNOMIAL);

/// Octet o of each block in register o.
#[inline]
#[target_feature(enable = "avx2")]
fn load_many(blocks: &[Block; MANY]) -> [__m256i; 16] {
    let mut rows = [_mm256_setzero_si256(); 16];
    for (i, row) in rows.iter_mut().enumerate() {
        *row = _mm256_set_m128i(load(&blocks[i + 16]), load(&blocks[i]));
    }
    transpose(rows)
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_many(blocks: &mut [Block; MANY], state: [__m256i; 16]) {
    for (i, row) in transpose(state).into_iter().enumerate() {
        store(&mut blocks[i], _mm256_castsi256_si128(row));
        store(&mut blocks[i + 16], _mm256_extracti128_si256::<1>(row));
    }
}

/// Exchanges octet i of register j with octet j of register i, in each lane.
///
/// One stage moves the highest bit of the number of an octet, which counts through all registers, to the lowest place.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose(mut x: [__m256i; 16]) -> [__m256i; 16] {
    for _ in 0..4 {
        let mut next = x;
        for i in 0..8 {
            next[2 * i] = _mm256_unpacklo_epi8(x[i], x[i + 8]);
            next[2 * i + 1] = _mm256_unpackhi_epi8(x[i], x[i + 8]);
        }
        x = next;
    }
    x
}

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast(octet: u8) -> __m256i {
    _mm256_set1_epi8(octet as i8)
}

/// Sixteen octets in both lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn twice(table: &Nibbles) -> __m256i {
    _mm256_broadcastsi128_si256(load(table))
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_twice(block: &Block) -> __m256i {
    _mm256_broadcastsi128_si256(load(block))
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_low(block: &mut Block, x: __m256i) {
    store(block, _mm256_castsi256_si128(x));
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(octets: &[u8; 16]) -> __m128i {
    // SAFETY: the reference is to 16 readable octets; the load needs no alignment.
    unsafe { _mm_loadu_si128(octets.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_lanes(lanes: &Lanes) -> __m256i {
    // SAFETY: the reference is to 32 readable octets; the load needs no alignment.
    unsafe { _mm256_loadu_si256(lanes.0.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(octets: &mut [u8; 16], x: __m128i) {
    // SAFETY: the reference is to 16 writable octets; the store needs no alignment.
    unsafe { _mm_storeu_si128(octets.as_mut_ptr().cast(), x) }
}
