// SPDX-License-Identifier: MIT OR Apache-2.0
//! A prime field modulo any odd prime, in Montgomery form: the scalars modulo the orders of the groups, and the
//! coordinates of the curves whose prime has no special shape.
//!
//! An element `a` is held as `a R mod m` with `R = 2^(64 N)`, and always canonically, below `m`. The product is
//! the coarsely integrated operand scanning of Koç, Acar and Kaliski ("Analyzing and Comparing Montgomery
//! Multiplication Algorithms", 1996, section 5) with one masked subtraction at the end. The modulus may use all
//! `64 N` bits. Every constant is computed from [`Modulus::LIMBS`] at compile time.
//!
//! Inverses come from Fermat's theorem (constant time) and from `inverse.rs` (variable time). Not here: a check
//! that the modulus is prime, without which only inverses would be wrong.

use core::marker::PhantomData;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::DefaultIsZeroes;

use super::limbs::{self, mac, mask, opaque_mask};
use super::{Field, Modulus, inverse};

/// An element of GF(m), `m` = [`Modulus::LIMBS`] of `M`.
///
/// Invariant: the limbs are `a R mod m`, below `m`.
pub(crate) struct Mont<M, const N: usize> {
    limbs: [u64; N],
    modulus: PhantomData<fn() -> M>,
}

impl<M: Modulus<N>, const N: usize> Mont<M, N> {
    /// m, after the checks on which the arithmetic rests.
    const M: [u64; N] = {
        assert!(N >= 1 && M::LIMBS[0] & 1 == 1, "the modulus is odd");
        let mut high = M::LIMBS[0] >> 1;
        let mut i = 1;
        while i < N {
            high |= M::LIMBS[i];
            i += 1;
        }
        assert!(high != 0, "the modulus is above 2");
        M::LIMBS
    };

    /// -m^-1 mod 2^64, by Newton's iteration: `x` is right to 3 bits at first and to twice as many after each step.
    const M_NEG_INV: u64 = {
        let m = Self::M[0];
        let mut x = m;
        let mut i = 0;
        while i < 5 {
            x = x.wrapping_mul(2u64.wrapping_sub(m.wrapping_mul(x)));
            i += 1;
        }
        assert!(m.wrapping_mul(x) == 1);
        x.wrapping_neg()
    };

    /// R mod m, which is the form of one.
    const R: [u64; N] = Self::power_of_two(64 * N);

    /// R^2 mod m: a product with it brings an integer into the form.
    const R2: [u64; N] = Self::power_of_two(128 * N);

    /// R^3 mod m: a product with it corrects the inverse of a form.
    const R3: [u64; N] = Self::mont_mul_const(&Self::R2, &Self::R2);

    /// m - 2, the exponent that inverts.
    const M_MINUS_2: [u64; N] = {
        let mut two = [0; N];
        two[0] = 2;
        limbs::sub(&Self::M, &two).0
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
        let (_, below) = limbs::sub(&integer, &Self::M);
        assert!(below, "a constant is below the modulus");
        Self::new(Self::mont_mul_const(&integer, &Self::R2))
    }

    /// The element whose form is `limbs`. In: below `m`.
    #[cfg(test)]
    pub(super) fn from_raw_limbs(limbs: [u64; N]) -> Self {
        assert!(Self::is_canonical(&limbs));
        Self::new(limbs)
    }

    /// In: below `m`.
    #[inline(always)]
    const fn new(limbs: [u64; N]) -> Self {
        debug_assert!(Self::is_canonical(&limbs));
        Self {
            limbs,
            modulus: PhantomData,
        }
    }

    /// Whether `limbs` are below `m`.
    #[inline(always)]
    const fn is_canonical(limbs: &[u64; N]) -> bool {
        limbs::sub(limbs, &Self::M).1
    }

    /// 2^exponent mod m, for the constants.
    const fn power_of_two(exponent: usize) -> [u64; N] {
        let mut x = [0; N];
        x[0] = 1;
        let mut i = 0;
        while i < exponent {
            let (sum, carry) = limbs::add(&x, &x);
            x = Self::subtract_once_const(&sum, carry);
            i += 1;
        }
        x
    }

    /// `x + carry * 2^(64 N)`, less `m` when that is not below `m`.
    ///
    /// In: the whole is below `2 m`. Out: below `m`.
    #[inline(always)]
    fn subtract_once(x: &[u64; N], carry: bool) -> [u64; N] {
        let (difference, too_much) = Self::less_modulus(x, carry);
        Self::add_modulus(&difference, opaque_mask(too_much))
    }

    /// The same for constants, where masks need no care.
    const fn subtract_once_const(x: &[u64; N], carry: bool) -> [u64; N] {
        let (difference, too_much) = Self::less_modulus(x, carry);
        Self::add_modulus(&difference, mask(too_much))
    }

    /// `x + carry * 2^(64 N) - m`, and whether that is below zero. In: the whole is below `2 m`.
    #[inline(always)]
    const fn less_modulus(x: &[u64; N], carry: bool) -> ([u64; N], bool) {
        let (difference, borrow) = limbs::sub(x, &Self::M);
        // A carry comes with a borrow, for the whole is below 2 m. Only a borrow without a carry means too much.
        debug_assert!(borrow || !carry);
        (difference, borrow & !carry)
    }

    /// `x + m` under a mask.
    #[inline(always)]
    const fn add_modulus(x: &[u64; N], mask: u64) -> [u64; N] {
        let out = limbs::add(x, &limbs::and_mask(&Self::M, mask)).0;
        debug_assert!(Self::is_canonical(&out));
        out
    }

    /// `a b / R mod m`.
    ///
    /// In: one of them below `m`, the other any `N` limbs. Out: below `m`.
    #[inline(always)]
    fn mont_mul(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (t, high) = Self::mont_rounds(a, b);
        Self::subtract_once(&t, high)
    }

    /// The same for constants.
    const fn mont_mul_const(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (t, high) = Self::mont_rounds(a, b);
        Self::subtract_once_const(&t, high)
    }

    /// The product before the last subtraction, and its bit above the limbs: below `2 m` together.
    #[inline(always)]
    const fn mont_rounds(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
        debug_assert!(Self::is_canonical(a) || Self::is_canonical(b));
        // The accumulator is `t + high * 2^(64 N)`. Each round ends with it below `a + m`, so `high` is one bit.
        let mut t = [0; N];
        let mut high = false;
        let mut i = 0;
        while i < N {
            let mut carry = 0;
            let mut j = 0;
            while j < N {
                (t[j], carry) = mac(t[j], a[j], b[i], carry);
                j += 1;
            }
            let (top, over) = carry.overflowing_add(high as u64);

            let u = t[0].wrapping_mul(Self::M_NEG_INV);
            let (cleared, mut carry) = mac(t[0], u, Self::M[0], 0);
            debug_assert!(cleared == 0);
            let mut j = 1;
            while j < N {
                (t[j - 1], carry) = mac(t[j], u, Self::M[j], carry);
                j += 1;
            }
            let carried;
            (t[N - 1], carried) = top.overflowing_add(carry);
            debug_assert!(!(over && carried));
            high = over | carried;
            i += 1;
        }
        (t, high)
    }

    /// `self^(m - 2)` with a fixed window of 4 bits. The exponent is public, the table index is a part of it.
    fn fermat(&self) -> Self {
        let mut powers = [Self::ONE; 16];
        for i in 1..16 {
            powers[i] = powers[i - 1].mul(self);
        }
        let mut acc = Self::ONE;
        for i in (0..16 * N).rev() {
            let digit = (Self::M_MINUS_2[i / 16] >> (4 * (i % 16))) & 15;
            acc = acc.square().square().square().square();
            if digit != 0 {
                acc = acc.mul(&powers[digit as usize]);
            }
        }
        acc
    }
}

impl<M: Modulus<N>, const N: usize> Field for Mont<M, N> {
    const OCTETS: usize = 8 * N;
    const ZERO: Self = Self::new([0; N]);
    const ONE: Self = Self::new(Self::R);

    #[inline]
    fn add(&self, rhs: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.limbs, &rhs.limbs);
        Self::new(Self::subtract_once(&sum, carry))
    }

    #[inline]
    fn sub(&self, rhs: &Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.limbs, &rhs.limbs);
        Self::new(limbs::add(&difference, &limbs::and_mask(&Self::M, opaque_mask(borrow))).0)
    }

    #[inline]
    fn neg(&self) -> Self {
        Self::ZERO.sub(self)
    }

    #[inline]
    fn double(&self) -> Self {
        self.add(self)
    }

    #[inline]
    fn half(&self) -> Self {
        let odd = limbs::and_mask(&Self::M, mask(self.limbs[0] & 1 == 1));
        let (sum, carry) = limbs::add(&self.limbs, &odd);
        Self::new(limbs::half(&sum, carry))
    }

    // Not inlined: the code is long, the curves that compute with it are rare, and scalars are few.
    #[inline(never)]
    fn mul(&self, rhs: &Self) -> Self {
        Self::new(Self::mont_mul(&self.limbs, &rhs.limbs))
    }

    #[inline]
    fn square(&self) -> Self {
        self.mul(self)
    }

    #[inline]
    fn mul_small(&self, k: u32) -> Self {
        // k reaches m only for a modulus of one limb, hence the reducing way.
        let mut integer = [0; N];
        integer[0] = u64::from(k);
        self.mul(&Self::new(Self::mont_mul(&integer, &Self::R2)))
    }

    fn invert(&self) -> Self {
        self.fermat()
    }

    fn invert_vartime(&self) -> Self {
        let inverse = inverse::invert_vartime(&self.limbs, &Self::M);
        Self::new(Self::mont_mul(&inverse, &Self::R3))
    }

    fn from_bytes_le(bytes: &[u8]) -> Option<Self> {
        let integer = limbs::from_bytes_le(bytes)?;
        if !Self::is_canonical(&integer) {
            return None;
        }
        Some(Self::new(Self::mont_mul(&integer, &Self::R2)))
    }

    fn from_bytes_le_reduced(bytes: &[u8]) -> Self {
        let Some(integer) = limbs::from_bytes_le(bytes) else {
            panic!("a field element is read from exactly OCTETS octets");
        };
        Self::new(Self::mont_mul(&integer, &Self::R2))
    }

    fn write_product_le(&self, integer: &[u8], out: &mut [u8]) {
        let Some(integer) = limbs::from_bytes_le(integer) else {
            panic!("a field element is read from exactly OCTETS octets");
        };
        limbs::write_bytes_le(&Self::mont_mul(&self.limbs, &integer), out);
    }

    fn write_bytes_le(&self, out: &mut [u8]) {
        let mut one = [0; N];
        one[0] = 1;
        limbs::write_bytes_le(&Self::mont_mul(&self.limbs, &one), out);
    }

    #[inline]
    fn is_zero(&self) -> Choice {
        let word = limbs::difference(&self.limbs, &[0; N]);
        limbs::is_zero_word(word)
    }

    #[inline]
    fn is_zero_vartime(&self) -> bool {
        self.limbs == [0; N]
    }
}

impl<M, const N: usize> Clone for Mont<M, N> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, const N: usize> Copy for Mont<M, N> {}

impl<M: Modulus<N>, const N: usize> Default for Mont<M, N> {
    #[inline]
    fn default() -> Self {
        Self::ZERO
    }
}

impl<M: Modulus<N>, const N: usize> DefaultIsZeroes for Mont<M, N> {}

impl<M: Modulus<N>, const N: usize> ConditionallySelectable for Mont<M, N> {
    #[inline]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self::new(limbs::select(
            &a.limbs,
            &b.limbs,
            opaque_mask(choice.into()),
        ))
    }
}

impl<M: Modulus<N>, const N: usize> ConstantTimeEq for Mont<M, N> {
    #[inline]
    fn ct_eq(&self, other: &Self) -> Choice {
        let word = limbs::difference(&self.limbs, &other.limbs);
        limbs::is_zero_word(word)
    }
}
