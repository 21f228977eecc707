// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the arithmetic in lanes asks of a vector of eight 64-bit words.
//!
//! The operations are those of AVX-512 with IFMA, one instruction each; `backend/avx512.rs` is nothing but them, and
//! `backend/portable.rs` says in plain integers what each of them does. Everything above is written once, against
//! [`Vector`], so that what the portable words show is what the instructions compute.
//!
//! A value of a vector type can only be made with the token of its instruction set. The value is therefore a witness
//! that the instructions exist, and every operation on values is safe.

/// Words of a vector.
pub(in super::super) const LANES: usize = 8;

/// The bits of a limb: the width of the products of [`Vector::madd_lo`].
pub(super) const LIMB_BITS: u32 = 52;

/// The low [`LIMB_BITS`] bits.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// `part` of each of eight: `map` of arrays, which compilers do not always inline.
#[inline(always)]
pub(super) fn each<T: Copy, U: Copy>(whole: [T; LANES], part: impl Fn(T) -> U) -> [U; LANES] {
    let mut parts = [part(whole[0]); LANES];
    for (out, &one) in parts.iter_mut().zip(&whole).skip(1) {
        *out = part(one);
    }
    parts
}

/// Something to do with vectors that is compiled once, for their instruction set, and called.
pub(in super::super) trait Work {
    /// What comes of it.
    type Output;

    /// Does it. Implementations are `#[inline(always)]`, so that the body is compiled where its caller says.
    fn run(self) -> Self::Output;
}

/// Eight 64-bit words. A mask has one bit for each, the first the lowest.
pub(in super::super) trait Vector: Copy + Send + Sync + 'static {
    /// The witness that the instructions exist.
    type Token: Copy;

    /// Whether operations are instructions, which are written out, or calls.
    const INSTRUCTIONS: bool;

    /// Zeros.
    fn zero(token: Self::Token) -> Self;

    /// Calls `work`, compiled with the instructions that `self` is a witness of.
    fn call<W: Work>(self, work: W) -> W::Output;

    /// The words, loaded.
    fn load(self, words: &[u64; LANES]) -> Self;

    /// The words, stored.
    fn store(self) -> [u64; LANES];

    /// The same word in every lane.
    fn splat(self, word: u64) -> Self;

    /// Four words for each lane, as four vectors: `out[i]` holds `rows[lane][i]`.
    fn load4(self, rows: [&[u64; 4]; LANES]) -> [Self; 4];

    /// The sum modulo 2^64.
    fn add(self, rhs: Self) -> Self;

    /// The difference modulo 2^64.
    fn sub(self, rhs: Self) -> Self;

    /// The bits that are in both.
    fn and(self, rhs: Self) -> Self;

    /// The bits that are in either.
    fn or(self, rhs: Self) -> Self;

    /// Shifts towards the higher bits. `count` is below 64.
    fn shl(self, count: u32) -> Self;

    /// Shifts towards the lower bits, zeros coming in. `count` is below 64.
    fn shr(self, count: u32) -> Self;

    /// `self` and the low 52 bits of `a b`. `a` and `b` are below 2^52.
    fn madd_lo(self, a: Self, b: Self) -> Self;

    /// `self` and `a b` shifted down by 52 bits. `a` and `b` are below 2^52.
    fn madd_hi(self, a: Self, b: Self) -> Self;

    /// As [`Self::madd_lo`], with the low 52 bits of an `a` of any size.
    fn madd_lo_cut(self, a: Self, b: Self) -> Self;

    /// As [`Self::madd_hi`], with the low 52 bits of an `a` of any size.
    fn madd_hi_cut(self, a: Self, b: Self) -> Self;

    /// The lanes in which the words are equal.
    fn equal(self, rhs: Self) -> u8;

    /// `set` in the lanes of `mask`, `self` in the others.
    fn select(self, set: Self, mask: u8) -> Self;

    /// The word of lane `lane ^ distance` in every lane. `distance` is 1, 2 or 4.
    fn swap(self, distance: usize) -> Self;
}
