// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arithmetic on limbs in plain Rust, for every target, and the specification of the other instruction sets.
//!
//! Crandall's reduction: as 2^(64 N) = C in the field, whatever stands above the `N` limbs is multiplied by C and
//! added below. Two such folds reduce a product, and what is left above after the second is one bit over a number so
//! small that adding C to its lowest limb cannot carry.
//!
//! Modulo 2^255 + 3225 folding subtracts, for 2^255 = -3225, and a plain fold could end a little below zero or above
//! 2^256 over and over. Each operation therefore subtracts one multiple of p more than it needs, or chooses the
//! multiple from the two top bits, so that the last step only adds or only subtracts and cannot leave the range. There
//! is one such step in each operation, and no comparison.

use super::Isa;
use crate::primitives::field::limbs::{self, opaque_mask};

/// No instruction set beyond the target's own.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

impl Isa for Portable {
    #[inline(always)]
    fn crandall_add<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (sum, carry) = limbs::add(a, b);
        crandall_fold_word::<N, C>(&sum, u64::from(carry))
    }

    #[inline(always)]
    fn crandall_sub<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        // A borrow stands for -2^(64 N) = -C. When subtracting C borrows again, the lowest limb is within C of 2^64
        // and can give C once more.
        let (difference, borrow) = limbs::sub(a, b);
        let (mut out, borrow) = limbs::sub_word(&difference, C & opaque_mask(borrow));
        debug_assert!(!borrow || out[0] > C);
        out[0] = out[0].wrapping_sub(C & opaque_mask(borrow));
        out
    }

    #[inline(always)]
    fn crandall_mul<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        if N > 4 {
            long_mul::<N, C>(a, b)
        } else {
            let (low, high) = limbs::mul_wide(a, b);
            crandall_fold::<N, C>(&low, &high)
        }
    }

    #[inline(always)]
    fn crandall_square<const N: usize, const C: u64>(a: &[u64; N]) -> [u64; N] {
        if N > 4 {
            long_square::<N, C>(a)
        } else {
            let (low, high) = limbs::square_wide(a);
            crandall_fold::<N, C>(&low, &high)
        }
    }

    #[inline(always)]
    fn p255_add(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        // The bits from 2^255 up count 0 to 3. Of a count of 1 or more, one stays as bit 255 and gives the room from
        // which the fold of the rest subtracts.
        let (mut sum, carry) = limbs::add(a, b);
        let (bit, carry) = (sum[3] >> 63, u64::from(carry));
        let keep = bit | carry;
        let count = 2 * carry + bit - keep;
        sum[3] = sum[3] & LOW63 | keep << 63;
        let (out, borrow) = limbs::sub_word(&sum, P255_C * count);
        debug_assert!(!borrow);
        out
    }

    #[inline(always)]
    fn p255_sub(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        // The bits from 2^255 up count -2 to 1. A count of 1 stays as bit 255; the fold of a negative count adds.
        let (mut difference, borrow) = limbs::sub(a, b);
        let (bit, borrow) = (difference[3] >> 63, u64::from(borrow));
        let keep = bit & !borrow;
        let count = 2 * borrow - (bit & borrow);
        difference[3] = difference[3] & LOW63 | keep << 63;
        let (out, carry) = limbs::add_word(&difference, P255_C * count);
        debug_assert!(!carry);
        out
    }

    #[inline(always)]
    fn p255_mul(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        let (low, high) = limbs::mul_wide(a, b);
        p255_fold(&low, &high)
    }

    #[inline(always)]
    fn p255_square(a: &[u64; 4]) -> [u64; 4] {
        let (low, high) = limbs::square_wide(a);
        p255_fold(&low, &high)
    }
}

/// A product of many limbs. Not inlined: the call is a small part of it, and the code is long.
#[inline(never)]
fn long_mul<const N: usize, const C: u64>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
    let (low, high) = limbs::mul_wide(a, b);
    crandall_fold::<N, C>(&low, &high)
}

/// A square of many limbs, as [`long_mul`].
#[inline(never)]
fn long_square<const N: usize, const C: u64>(a: &[u64; N]) -> [u64; N] {
    let (low, high) = limbs::square_wide(a);
    crandall_fold::<N, C>(&low, &high)
}

/// `low + high * 2^(64 N)` modulo 2^(64 N) - C.
///
/// In: any `low`, `high` at most 2^54. Out: any limbs.
#[inline(always)]
pub(in crate::primitives::field) fn crandall_fold_word<const N: usize, const C: u64>(
    low: &[u64; N],
    high: u64,
) -> [u64; N] {
    debug_assert!(high <= 1 << 54);
    let (mut out, carry) = limbs::add_word(low, high * C);
    // A carry leaves `out` below high * C, hence its lowest limb has room for C.
    debug_assert!(!carry || out[0] < high * C);
    out[0] = out[0].wrapping_add(C & opaque_mask(carry));
    out
}

/// `low + high * 2^(64 N)` modulo 2^(64 N) - C. In and out: any limbs.
#[inline(always)]
fn crandall_fold<const N: usize, const C: u64>(low: &[u64; N], high: &[u64; N]) -> [u64; N] {
    let (product, top) = limbs::mul_word(high, C, 0);
    let (low, carry) = limbs::add(low, &product);
    debug_assert!(top < C);
    crandall_fold_word::<N, C>(&low, top + u64::from(carry))
}

/// -2^255 modulo 2^255 + 3225.
const P255_C: u64 = 3225;

/// The bits of the top limb that count below 2^255.
const LOW63: u64 = u64::MAX >> 1;

/// `r - top * 2^256` modulo 2^255 + 3225.
///
/// In: any `r`, `top` from 1 to 2^48. Out: below 2^255 + 6450 `top`.
#[inline(always)]
fn p255_fold_negative(mut r: [u64; 4], top: u64) -> [u64; 4] {
    debug_assert!((1..=1 << 48).contains(&top));
    // The bits from 2^255 up count `(r >> 255) - 2 top`, which is negative: its fold adds.
    let count = 2 * top - (r[3] >> 63);
    r[3] &= LOW63;
    let (out, carry) = limbs::add_word(&r, P255_C * count);
    debug_assert!(!carry);
    out
}

/// `low + high * 2^256` modulo 2^255 + 3225. In: any limbs. Out: below 2^255 + 2^26.
#[inline(always)]
fn p255_fold(low: &[u64; 4], high: &[u64; 4]) -> [u64; 4] {
    // Less 2 p (high + 1) this is low - 2 C (high + 1) - 2^256, which is negative.
    let (t, top) = limbs::mul_word(high, 2 * P255_C, 2 * P255_C);
    let (r, borrow) = limbs::sub(low, &t);
    debug_assert!(top <= 2 * P255_C);
    p255_fold_negative(r, top + u64::from(borrow) + 1)
}

/// `low + high * 2^256` modulo 2^255 + 3225. In: any `low`, `high` a word of 32 bits. Out: any limbs.
#[inline(always)]
pub(in crate::primitives::field) fn p255_fold_word(low: &[u64; 4], high: u64) -> [u64; 4] {
    // Less 2 p (high + 1), as in `p255_fold`.
    let (r, borrow) = limbs::sub_word(low, 2 * P255_C * (high + 1));
    p255_fold_negative(r, u64::from(borrow) + 1)
}
