// SPDX-License-Identifier: MIT OR Apache-2.0
//! The products, squares, sums and differences of the fields whose prime has a shape, by instruction set.
//!
//! | File | Needs | For |
//! |---|---|---|
//! | `portable.rs` | nothing | every target; the specification of the others |
//! | `adx.rs` | BMI2 and ADX | x86-64 since Broadwell and Zen |
//!
//! The instruction set is a type, so that point formulas are compiled once for each and nothing is chosen within
//! them. A curve is computed on [`Adx`] only where its key was made by a choice that held the token
//! [`HaveAdx`](crate::cpu::HaveAdx): see `curve/erased.rs`.

#[cfg(target_arch = "x86_64")]
mod adx;
mod portable;

#[cfg(target_arch = "x86_64")]
pub(crate) use adx::Adx;
pub(crate) use portable::Portable;
pub(super) use portable::{crandall_fold_word, p255_fold_word};

/// An instruction set for arithmetic modulo 2^(64 N) - C and 2^255 + 3225.
///
/// Elements are any limbs, least significant first, in and out; results need not be the representative below the
/// modulus, and two instruction sets may give different ones. All is constant time.
pub(crate) trait Isa: Copy + Send + Sync + 'static {
    /// `a + b` modulo 2^(64 N) - C.
    fn crandall_add<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a - b` modulo 2^(64 N) - C.
    fn crandall_sub<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a b` modulo 2^(64 N) - C.
    fn crandall_mul<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a^2` modulo 2^(64 N) - C.
    fn crandall_square<const N: usize, const C: u64>(a: &[u64; N]) -> [u64; N];

    /// `a + b` modulo 2^255 + 3225.
    fn p255_add(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4];

    /// `a - b` modulo 2^255 + 3225.
    fn p255_sub(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4];

    /// `a b` modulo 2^255 + 3225.
    fn p255_mul(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4];

    /// `a^2` modulo 2^255 + 3225.
    fn p255_square(a: &[u64; 4]) -> [u64; 4];
}
