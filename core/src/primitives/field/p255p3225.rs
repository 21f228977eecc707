// SPDX-License-Identifier: MIT OR Apache-2.0
//! The field modulo p = 2^255 + 3225, that of CryptoPro-B (tc26-256 C), which is the parameter set of the banks' keys.
//!
//! An element is any integer below 2^256 = 2 p - 6450: numbers below 2^255 - 3225 have two representatives each, the
//! others one. How sums and products are reduced is in `backend/portable.rs`.
//!
//! Not here: the primes below a power of two (`crandall.rs`), whose fold adds.

use super::Field;
use super::backend::{Isa, Portable, p255_fold_word};
use super::limbs;
use super::special::{Shape, Special};

/// An element of GF(2^255 + 3225): the coordinates of CryptoPro-B.
pub(crate) type Fe255p3225<I = Portable> = Special<P255p3225, 4, I>;

/// The shape 2^255 + 3225.
pub(crate) struct P255p3225;

impl Shape<4> for P255p3225 {
    const MODULUS: [u64; 4] = [3225, 0, 0, 1 << 63];

    #[inline(always)]
    fn add<I: Isa>(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        I::p255_add(a, b)
    }

    #[inline(always)]
    fn sub<I: Isa>(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        I::p255_sub(a, b)
    }

    #[inline(always)]
    fn mul<I: Isa>(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
        I::p255_mul(a, b)
    }

    #[inline(always)]
    fn square<I: Isa>(a: &[u64; 4]) -> [u64; 4] {
        I::p255_square(a)
    }

    #[inline(always)]
    fn mul_small(a: &[u64; 4], k: u32) -> [u64; 4] {
        let (low, high) = limbs::mul_word(a, u64::from(k), 0);
        p255_fold_word(&low, high)
    }

    fn fermat<I: Isa>(a: &Special<Self, 4, I>) -> Special<Self, 4, I> {
        // The exponent is p - 2 = 2^255 + 3223, public, a one and 255 bits that are zero down to the last 12.
        let mut acc = *a;
        for i in (0..255).rev() {
            acc = acc.square();
            if i < 12 && 3223 >> i & 1 == 1 {
                acc = acc.mul(a);
            }
        }
        acc
    }
}
