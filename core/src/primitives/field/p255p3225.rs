// SPDX-License-Identifier: MIT OR Apache-2.0
//! The field modulo p = 2^255 + 3225, that of CryptoPro-B (tc26-256 C), which is the parameter set of the banks' keys.
//!
//! An element is held as any four limbs, that is as any integer below 2^256 = 2 p - 6450: numbers below 2^255 - 3225
//! have two representatives each, the others one.
//!
//! As 2^255 = -3225 in the field, folding subtracts, and a plain fold could end a little below zero or above 2^256
//! over and over. Each operation therefore subtracts one multiple of p more than it needs, or chooses the multiple
//! from the two top bits, so that the last step only adds or only subtracts and cannot leave the range. There is one
//! such step in each operation, and no comparison.
//!
//! Not here: the primes below a power of two (`crandall.rs`), whose fold adds.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::DefaultIsZeroes;

use super::limbs::{self, opaque_mask};
use super::{Field, inverse};

/// -2^255 in the field.
const C: u64 = 3225;

/// The bits of the top limb that count below 2^255.
const LOW63: u64 = u64::MAX >> 1;

/// 2^255 + 3225.
const MODULUS: [u64; 4] = [C, 0, 0, 1 << 63];

/// An element of GF(2^255 + 3225): the coordinates of CryptoPro-B.
///
/// Invariant: none, any limbs are an element.
#[derive(Clone, Copy)]
pub(crate) struct Fe255p3225([u64; 4]);

impl Fe255p3225 {
    /// An element from its canonical integer: 1 to 64 hexadecimal digits, most significant first.
    ///
    /// For constants: a mistake stops the compilation.
    ///
    /// # Panics
    ///
    /// On a wrong digit, a wrong length, or an integer that is not below the modulus.
    pub(crate) const fn from_hex(hex: &str) -> Self {
        let integer = limbs::from_hex::<4>(hex);
        let (_, below) = limbs::sub(&integer, &MODULUS);
        assert!(below, "a constant is below the modulus");
        Self(integer)
    }

    /// The element that `limbs` represent, canonical or not.
    #[cfg(test)]
    pub(super) fn from_raw_limbs(limbs: [u64; 4]) -> Self {
        Self(limbs)
    }

    /// `r - top * 2^256`, folded.
    ///
    /// In: any `r`, `top` from 1 to 2^48. Out: below 2^255 + 6450 `top`.
    #[inline(always)]
    fn fold_negative(mut r: [u64; 4], top: u64) -> Self {
        debug_assert!((1..=1 << 48).contains(&top));
        // The bits from 2^255 up count `(r >> 255) - 2 top`, which is negative: its fold adds.
        let count = 2 * top - (r[3] >> 63);
        r[3] &= LOW63;
        let (out, carry) = limbs::add_word(&r, C * count);
        debug_assert!(!carry);
        Self(out)
    }

    /// `low + high * 2^256`, folded. In: any limbs. Out: below 2^255 + 2^26.
    #[inline(always)]
    fn fold(low: &[u64; 4], high: &[u64; 4]) -> Self {
        // Less 2 p (high + 1) this is low - 2 C (high + 1) - 2^256, which is negative.
        let (t, top) = limbs::mul_word(high, 2 * C, 2 * C);
        let (r, borrow) = limbs::sub(low, &t);
        debug_assert!(top <= 2 * C);
        Self::fold_negative(r, top + u64::from(borrow) + 1)
    }

    /// The representative below the modulus.
    #[inline]
    fn canonical(&self) -> [u64; 4] {
        // 2^256 < 2 p: one subtraction is enough.
        let (reduced, borrow) = limbs::sub(&self.0, &MODULUS);
        limbs::select(&reduced, &self.0, opaque_mask(borrow))
    }
}

impl Field for Fe255p3225 {
    const OCTETS: usize = 32;
    const ZERO: Self = Self([0; 4]);
    const ONE: Self = Self([1, 0, 0, 0]);

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        // The bits from 2^255 up count 0 to 3. Of a count of 1 or more, one stays as bit 255 and gives the room from
        // which the fold of the rest subtracts.
        let (mut sum, carry) = limbs::add(&self.0, &rhs.0);
        let (bit, carry) = (sum[3] >> 63, u64::from(carry));
        let keep = bit | carry;
        let count = 2 * carry + bit - keep;
        sum[3] = sum[3] & LOW63 | keep << 63;
        let (out, borrow) = limbs::sub_word(&sum, C * count);
        debug_assert!(!borrow);
        Self(out)
    }

    #[inline(always)]
    fn sub(&self, rhs: &Self) -> Self {
        // The bits from 2^255 up count -2 to 1. A count of 1 stays as bit 255; the fold of a negative count adds.
        let (mut difference, borrow) = limbs::sub(&self.0, &rhs.0);
        let (bit, borrow) = (difference[3] >> 63, u64::from(borrow));
        let keep = bit & !borrow;
        let count = 2 * borrow - (bit & borrow);
        difference[3] = difference[3] & LOW63 | keep << 63;
        let (out, carry) = limbs::add_word(&difference, C * count);
        debug_assert!(!carry);
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
        // Less 2 p (high + 1), as in `fold`.
        let (low, high) = limbs::mul_word(&self.0, u64::from(k), 0);
        let (r, borrow) = limbs::sub_word(&low, 2 * C * (high + 1));
        Self::fold_negative(r, u64::from(borrow) + 1)
    }

    fn invert(&self) -> Self {
        // Fermat: the exponent is p - 2 = 2^255 + 3223, public, a one and 255 bits that are zero down to the last 12.
        let mut acc = *self;
        for i in (0..255).rev() {
            acc = acc.square();
            if i < 12 && (C - 2) >> i & 1 == 1 {
                acc = acc.mul(self);
            }
        }
        acc
    }

    fn invert_vartime(&self) -> Self {
        Self(inverse::invert_vartime(&self.canonical(), &MODULUS))
    }

    fn from_bytes_le(bytes: &[u8]) -> Option<Self> {
        let integer = limbs::from_bytes_le(bytes)?;
        let (_, below) = limbs::sub(&integer, &MODULUS);
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
        let zero = limbs::difference(&self.0, &[0; 4]);
        let modulus = limbs::difference(&self.0, &MODULUS);
        limbs::is_zero_word(zero) | limbs::is_zero_word(modulus)
    }
}

impl Default for Fe255p3225 {
    #[inline]
    fn default() -> Self {
        Self::ZERO
    }
}

impl DefaultIsZeroes for Fe255p3225 {}

impl ConditionallySelectable for Fe255p3225 {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self(limbs::select(&a.0, &b.0, opaque_mask(choice.into())))
    }
}

impl ConstantTimeEq for Fe255p3225 {
    #[inline]
    fn ct_eq(&self, other: &Self) -> Choice {
        self.sub(other).is_zero()
    }
}
