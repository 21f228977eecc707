// SPDX-License-Identifier: MIT OR Apache-2.0
//! The fields modulo 2^(64 N) - C with a small C, which are those of most GOST curves: 2^256 - 617 and 2^512 - 569.
//!
//! Zero and the numbers below C have two representatives each, the others one. How sums and products are reduced is
//! in `backend/portable.rs`.
//!
//! Not here: the other primes. 2^255 + 3225 has its own file since there the fold subtracts; all others use `Mont`.

use super::Field;
use super::backend::{Isa, Portable, crandall_fold_word};
use super::limbs;
use super::special::{Shape, Special};

/// An element of GF(2^256 - 617): the coordinates of CryptoPro-A, CryptoPro-XchA and tc26-256 A and B.
pub(crate) type Fe256m617<I = Portable> = Special<Crandall<617>, 4, I>;

/// An element of GF(2^512 - 569): the coordinates of tc26-512 A and C.
pub(crate) type Fe512m569<I = Portable> = Special<Crandall<569>, 8, I>;

/// The shape 2^(64 N) - C.
pub(crate) struct Crandall<const C: u64>;

impl<const N: usize, const C: u64> Shape<N> for Crandall<C> {
    const MODULUS: [u64; N] = {
        // The bound on C keeps the folds short and lets the inversion chain end in ten bits.
        assert!(C & 1 == 1 && C <= 1021 && N >= 2);
        let mut limbs = [u64::MAX; N];
        limbs[0] -= C - 1;
        limbs
    };

    #[inline(always)]
    fn add<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        I::crandall_add::<N, C>(a, b)
    }

    #[inline(always)]
    fn sub<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        I::crandall_sub::<N, C>(a, b)
    }

    #[inline(always)]
    fn mul<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        I::crandall_mul::<N, C>(a, b)
    }

    #[inline(always)]
    fn square<I: Isa>(a: &[u64; N]) -> [u64; N] {
        I::crandall_square::<N, C>(a)
    }

    #[inline(always)]
    fn mul_small(a: &[u64; N], k: u32) -> [u64; N] {
        let (low, high) = limbs::mul_word(a, u64::from(k), 0);
        crandall_fold_word::<N, C>(&low, high)
    }

    fn fermat<I: Isa>(a: &Special<Self, N, I>) -> Special<Self, N, I> {
        // The exponent is 2^(64 N) - C - 2, that is 64 N - 10 ones and ten bits of 1022 - C. The powers a^(2^n - 1)
        // are built along the binary digits of n = 64 N - 10. All of this is public.
        let ones = 64 * N - 10;
        let mut acc = *a;
        let mut n = 1;
        for i in (0..ones.ilog2()).rev() {
            acc = acc.square_times(n).mul(&acc);
            n *= 2;
            if ones >> i & 1 == 1 {
                acc = acc.square().mul(a);
                n += 1;
            }
        }
        debug_assert!(n == ones);
        for i in (0..10).rev() {
            acc = acc.square();
            if (1022 - C) >> i & 1 == 1 {
                acc = acc.mul(a);
            }
        }
        acc
    }
}
