// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fields whose prime has a shape that makes reduction cheap: what they have in common.
//!
//! An element is held as any `N` limbs, that is as any integer below 2^(64 N), which is less than twice the prime:
//! the smallest numbers have two representatives each, the others one. How a product or a sum is brought back into
//! the limbs is the [`Shape`]'s matter, and by which instructions that of the [`Isa`].
//!
//! Not here: the shapes themselves, which are in `crandall.rs` and `p255p3225.rs`, and primes without one.

use core::marker::PhantomData;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::DefaultIsZeroes;

use super::backend::Isa;
use super::limbs::{self, opaque_mask};
use super::{Field, inverse};

/// A prime above 2^(64 N - 1), and arithmetic modulo it on any `N` limbs. All is constant time.
pub(crate) trait Shape<const N: usize>: Sized + 'static {
    /// The prime, least significant limb first.
    const MODULUS: [u64; N];

    /// `a + b`.
    fn add<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a - b`.
    fn sub<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a b`.
    fn mul<I: Isa>(a: &[u64; N], b: &[u64; N]) -> [u64; N];

    /// `a^2`.
    fn square<I: Isa>(a: &[u64; N]) -> [u64; N];

    /// `a k`.
    fn mul_small(a: &[u64; N], k: u32) -> [u64; N];

    /// `a^(p - 2)` for the prime p.
    fn fermat<I: Isa>(a: &Special<Self, N, I>) -> Special<Self, N, I>;
}

/// An element of the field of a shape, computed with an instruction set.
///
/// Invariant: none, any limbs are an element.
pub(crate) struct Special<S, const N: usize, I> {
    limbs: [u64; N],
    kind: PhantomData<fn() -> (S, I)>,
}

impl<S: Shape<N>, const N: usize, I: Isa> Special<S, N, I> {
    /// An element from its canonical integer: 1 to `16 N` hexadecimal digits, most significant first.
    ///
    /// For constants: a mistake stops the compilation.
    ///
    /// # Panics
    ///
    /// On a wrong digit, a wrong length, or an integer that is not below the modulus.
    pub(crate) const fn from_hex(hex: &str) -> Self {
        let integer = limbs::from_hex::<N>(hex);
        let (_, below) = limbs::sub(&integer, &S::MODULUS);
        assert!(below, "a constant is below the modulus");
        Self::new(integer)
    }

    /// The integer that the element is held as: any representative.
    #[inline(always)]
    pub(crate) fn limbs(&self) -> &[u64; N] {
        &self.limbs
    }

    /// The element that `limbs` represent, canonical or not.
    #[cfg(test)]
    pub(super) fn from_raw_limbs(limbs: [u64; N]) -> Self {
        Self::new(limbs)
    }

    #[inline(always)]
    const fn new(limbs: [u64; N]) -> Self {
        Self {
            limbs,
            kind: PhantomData,
        }
    }

    /// The representative below the modulus.
    #[inline]
    fn canonical(&self) -> [u64; N] {
        // 2^(64 N) is below twice the modulus: one subtraction is enough.
        let (reduced, borrow) = limbs::sub(&self.limbs, &S::MODULUS);
        limbs::select(&reduced, &self.limbs, opaque_mask(borrow))
    }

    /// `self^(2^count)`.
    #[inline]
    pub(super) fn square_times(&self, count: usize) -> Self {
        let mut out = *self;
        for _ in 0..count {
            out = out.square();
        }
        out
    }
}

impl<S: Shape<N>, const N: usize, I: Isa> Field for Special<S, N, I> {
    const OCTETS: usize = 8 * N;
    const ZERO: Self = Self::new([0; N]);
    const ONE: Self = {
        let mut one = [0; N];
        one[0] = 1;
        Self::new(one)
    };

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        Self::new(S::add::<I>(&self.limbs, &rhs.limbs))
    }

    #[inline(always)]
    fn sub(&self, rhs: &Self) -> Self {
        Self::new(S::sub::<I>(&self.limbs, &rhs.limbs))
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
    fn half(&self) -> Self {
        let odd = limbs::and_mask(&S::MODULUS, limbs::mask(self.limbs[0] & 1 == 1));
        let (sum, carry) = limbs::add(&self.limbs, &odd);
        Self::new(limbs::half(&sum, carry))
    }

    #[inline(always)]
    fn mul(&self, rhs: &Self) -> Self {
        Self::new(S::mul::<I>(&self.limbs, &rhs.limbs))
    }

    #[inline(always)]
    fn square(&self) -> Self {
        Self::new(S::square::<I>(&self.limbs))
    }

    #[inline(always)]
    fn mul_small(&self, k: u32) -> Self {
        Self::new(S::mul_small(&self.limbs, k))
    }

    fn invert(&self) -> Self {
        S::fermat(self)
    }

    fn invert_vartime(&self) -> Self {
        Self::new(inverse::invert_vartime(&self.canonical(), &S::MODULUS))
    }

    fn from_bytes_le(bytes: &[u8]) -> Option<Self> {
        let integer = limbs::from_bytes_le(bytes)?;
        let (_, below) = limbs::sub(&integer, &S::MODULUS);
        below.then_some(Self::new(integer))
    }

    fn from_bytes_le_reduced(bytes: &[u8]) -> Self {
        let Some(integer) = limbs::from_bytes_le(bytes) else {
            panic!("a field element is read from exactly OCTETS octets");
        };
        Self::new(integer)
    }

    fn write_bytes_le(&self, out: &mut [u8]) {
        limbs::write_bytes_le(&self.canonical(), out);
    }

    #[inline]
    fn is_zero(&self) -> Choice {
        let zero = limbs::difference(&self.limbs, &[0; N]);
        let modulus = limbs::difference(&self.limbs, &S::MODULUS);
        limbs::is_zero_word(zero) | limbs::is_zero_word(modulus)
    }

    #[inline(always)]
    fn is_zero_vartime(&self) -> bool {
        self.limbs == [0; N] || self.limbs == S::MODULUS
    }
}

impl<S, const N: usize, I> Clone for Special<S, N, I> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, const N: usize, I> Copy for Special<S, N, I> {}

impl<S: Shape<N>, const N: usize, I: Isa> Default for Special<S, N, I> {
    #[inline]
    fn default() -> Self {
        Self::ZERO
    }
}

impl<S: Shape<N>, const N: usize, I: Isa> DefaultIsZeroes for Special<S, N, I> {}

impl<S: Shape<N>, const N: usize, I: Isa> ConditionallySelectable for Special<S, N, I> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self::new(limbs::select(
            &a.limbs,
            &b.limbs,
            opaque_mask(choice.into()),
        ))
    }
}

impl<S: Shape<N>, const N: usize, I: Isa> ConstantTimeEq for Special<S, N, I> {
    #[inline]
    fn ct_eq(&self, other: &Self) -> Choice {
        self.sub(other).is_zero()
    }
}
