// SPDX-License-Identifier: MIT OR Apache-2.0
//! The fields modulo 2^(64 N) - C with a small C, which are those of most GOST curves: 2^256 - 617 and 2^512 - 569.
//!
//! An element is held as any `N` limbs, that is as any integer below 2^(64 N): zero and the numbers below C have
//! two representatives each, the others one. As 2^(64 N) = C in the field, whatever stands above the `N` limbs is
//! multiplied by C and added below (Crandall's reduction). Two such folds reduce a product, and what is left above
//! after the second is one bit over a number so small that adding C to its lowest limb cannot carry.
//!
//! Not here: the other primes. 2^255 + 3225 has its own file since there the fold subtracts; all others use `Mont`.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::DefaultIsZeroes;

use super::limbs::{self, mask, opaque_mask};
use super::{Field, inverse};

/// An element of GF(2^256 - 617): the coordinates of CryptoPro-A, CryptoPro-XchA and tc26-256 A and B.
pub(crate) type Fe256m617 = Crandall<4, 617>;

/// An element of GF(2^512 - 569): the coordinates of tc26-512 A and C.
pub(crate) type Fe512m569 = Crandall<8, 569>;

/// An element of GF(2^(64 N) - C).
///
/// Invariant: none, any limbs are an element.
#[derive(Clone, Copy)]
pub(crate) struct Crandall<const N: usize, const C: u64>([u64; N]);

impl<const N: usize, const C: u64> Crandall<N, C> {
    /// 2^(64 N) - C.
    const MODULUS: [u64; N] = {
        // The bound on C keeps the folds short and lets the inversion chain end in ten bits.
        assert!(C & 1 == 1 && C <= 1021 && N >= 2);
        let mut limbs = [u64::MAX; N];
        limbs[0] -= C - 1;
        limbs
    };

    /// An element from its canonical integer: 1 to `16 N` hexadecimal digits, most significant first.
    ///
    /// For constants: a mistake stops the compilation.
    ///
    /// # Panics
    ///
    /// On a wrong digit, a wrong length, or an integer that is not below the modulus.
    pub(crate) const fn from_hex(hex: &str) -> Self {
        let integer = limbs::from_hex::<N>(hex);
        let (_, below) = limbs::sub(&integer, &Self::MODULUS);
        assert!(below, "a constant is below the modulus");
        Self(integer)
    }

    /// The element that `limbs` represent, canonical or not.
    #[cfg(test)]
    pub(super) fn from_raw_limbs(limbs: [u64; N]) -> Self {
        Self(limbs)
    }

    /// `low + high * 2^(64 N)`, folded.
    ///
    /// In: any `low`, `high` at most 2^54. Out: any limbs.
    #[inline(always)]
    fn fold_word(low: &[u64; N], high: u64) -> Self {
        debug_assert!(high <= 1 << 54);
        let (mut out, carry) = limbs::add_word(low, high * C);
        // A carry leaves `out` below high * C, hence its lowest limb has room for C.
        debug_assert!(!carry || out[0] < high * C);
        out[0] = out[0].wrapping_add(C & mask(carry));
        Self(out)
    }

    /// `low + high * 2^(64 N)`, folded. In and out: any limbs.
    #[inline(always)]
    fn fold(low: &[u64; N], high: &[u64; N]) -> Self {
        let (product, top) = limbs::mul_word(high, C, 0);
        let (low, carry) = limbs::add(low, &product);
        debug_assert!(top < C);
        Self::fold_word(&low, top + u64::from(carry))
    }

    /// The representative below the modulus.
    #[inline]
    fn canonical(&self) -> [u64; N] {
        // Adding C carries out exactly when the integer is not below the modulus, and then leaves the difference.
        let (reduced, carry) = limbs::add_word(&self.0, C);
        limbs::select(&self.0, &reduced, opaque_mask(carry))
    }

    /// `self^(2^count)`.
    #[inline]
    fn square_times(&self, count: usize) -> Self {
        let mut out = *self;
        for _ in 0..count {
            out = out.square();
        }
        out
    }
}

impl<const N: usize, const C: u64> Field for Crandall<N, C> {
    const OCTETS: usize = 8 * N;
    const ZERO: Self = Self([0; N]);
    const ONE: Self = {
        let mut one = [0; N];
        one[0] = 1;
        Self(one)
    };

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.0, &rhs.0);
        Self::fold_word(&sum, u64::from(carry))
    }

    #[inline(always)]
    fn sub(&self, rhs: &Self) -> Self {
        // A borrow stands for -2^(64 N) = -C. When subtracting C borrows again, the lowest limb is within C of 2^64
        // and can give C once more.
        let (difference, borrow) = limbs::sub(&self.0, &rhs.0);
        let (mut out, borrow) = limbs::sub_word(&difference, C & mask(borrow));
        debug_assert!(!borrow || out[0] > C);
        out[0] = out[0].wrapping_sub(C & mask(borrow));
        Self(out)
    }

    #[inline(always)]
    fn neg(&self) -> Self {
        Self::ZERO.sub(self)
    }

    #[inline(always)]
    fn double(&self) -> Self {
        self.add(self)
    }

    #[inline(always)]
    fn mul(&self, rhs: &Self) -> Self {
        let (low, high) = limbs::mul_wide(&self.0, &rhs.0);
        Self::fold(&low, &high)
    }

    #[inline(always)]
    fn square(&self) -> Self {
        let (low, high) = limbs::square_wide(&self.0);
        Self::fold(&low, &high)
    }

    #[inline(always)]
    fn mul_small(&self, k: u32) -> Self {
        let (low, high) = limbs::mul_word(&self.0, u64::from(k), 0);
        Self::fold_word(&low, high)
    }

    fn invert(&self) -> Self {
        // Fermat: the exponent is 2^(64 N) - C - 2, that is 64 N - 10 ones and ten bits of 1022 - C. The powers
        // self^(2^n - 1) are built along the binary digits of n = 64 N - 10. All of this is public.
        let ones = 64 * N - 10;
        let mut acc = *self;
        let mut n = 1;
        for i in (0..ones.ilog2()).rev() {
            acc = acc.square_times(n).mul(&acc);
            n *= 2;
            if ones >> i & 1 == 1 {
                acc = acc.square().mul(self);
                n += 1;
            }
        }
        debug_assert!(n == ones);
        for i in (0..10).rev() {
            acc = acc.square();
            if (1022 - C) >> i & 1 == 1 {
                acc = acc.mul(self);
            }
        }
        acc
    }

    fn invert_vartime(&self) -> Self {
        Self(inverse::invert_vartime(&self.canonical(), &Self::MODULUS))
    }

    fn from_bytes_le(bytes: &[u8]) -> Option<Self> {
        let integer = limbs::from_bytes_le(bytes)?;
        let (_, below) = limbs::sub(&integer, &Self::MODULUS);
        below.then_some(Self(integer))
    }

    fn from_bytes_le_reduced(bytes: &[u8]) -> Self {
        let Some(integer) = limbs::from_bytes_le(bytes) else {
            panic!("a field element is read from exactly OCTETS octets");
        };
        Self(integer)
    }

    fn write_bytes_le(&self, out: &mut [u8]) {
        limbs::write_bytes_le(&self.canonical(), out);
    }

    #[inline]
    fn is_zero(&self) -> Choice {
        let zero = limbs::difference(&self.0, &[0; N]);
        let modulus = limbs::difference(&self.0, &Self::MODULUS);
        limbs::is_zero_word(zero) | limbs::is_zero_word(modulus)
    }
}

impl<const N: usize, const C: u64> Default for Crandall<N, C> {
    #[inline]
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const N: usize, const C: u64> DefaultIsZeroes for Crandall<N, C> {}

impl<const N: usize, const C: u64> ConditionallySelectable for Crandall<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self(limbs::select(&a.0, &b.0, opaque_mask(choice.into())))
    }
}

impl<const N: usize, const C: u64> ConstantTimeEq for Crandall<N, C> {
    #[inline]
    fn ct_eq(&self, other: &Self) -> Choice {
        self.sub(other).is_zero()
    }
}
