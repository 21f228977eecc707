// SPDX-License-Identifier: MIT OR Apache-2.0
//! Prime fields of 256 and 512 bits: the coordinates of the curves and the scalars modulo their orders.
//!
//! | Type | Prime | Used by |
//! |---|---|---|
//! | [`Fe256m617`] | 2^256 - 617 | CryptoPro-A and XchA, tc26-256 A and B |
//! | [`Fe512m569`] | 2^512 - 569 | tc26-512 A and C |
//! | [`Fe255p3225`] | 2^255 + 3225 | CryptoPro-B (tc26-256 C) |
//! | [`Mont`] | any odd prime given by a [`Modulus`] marker | the other curves, and every scalar field |
//!
//! The curves are those of [RFC 4357, section 11.4](https://www.rfc-editor.org/rfc/rfc4357#section-11.4) and
//! [RFC 7836, appendix A](https://www.rfc-editor.org/rfc/rfc7836#appendix-A). Their numbers live with the curves.
//!
//! All elements are arrays of saturated 64-bit limbs, little-endian. An operation takes a time that depends on the
//! type only, unless its name ends in `_vartime`. What range an element may lie in is an invariant of its type,
//! stated at the top of its file; every operation accepts the whole range and gives back an element within it, so
//! that callers compose operations freely. Only [`Field::write_bytes_le`], [`Field::is_zero`] and the comparison
//! look through the representation, and they do it canonically.
//!
//! `special.rs` holds what the fields of primes with a shape have in common; `backend/` their products and sums, by
//! instruction set.
//!
//! Not here: points, square roots (no GOST format compresses points), and vector (SIMD) forms.

pub(crate) mod backend;
mod crandall;
mod inverse;
pub(crate) mod limbs;
mod mont;
mod p255p3225;
mod special;
#[cfg(test)]
mod tests;

pub(crate) use crandall::{Fe256m617, Fe512m569};
pub(crate) use mont::Mont;
pub(crate) use p255p3225::Fe255p3225;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::DefaultIsZeroes;

/// A prime field. Every operation is constant time unless its name ends in `_vartime`.
///
/// Every operation takes any element of the type and returns one: there is no magnitude for the caller to track.
/// `Default` is zero and wiping writes zero.
pub(crate) trait Field:
    Copy + Send + Sync + ConditionallySelectable + ConstantTimeEq + DefaultIsZeroes + 'static
{
    /// Octets of an element: 32 or 64.
    const OCTETS: usize;
    /// The neutral element of addition.
    const ZERO: Self;
    /// The neutral element of multiplication.
    const ONE: Self;

    /// `self + rhs`.
    fn add(&self, rhs: &Self) -> Self;

    /// `self - rhs`.
    fn sub(&self, rhs: &Self) -> Self;

    /// `-self`.
    fn neg(&self) -> Self;

    /// `self + self`.
    fn double(&self) -> Self;

    /// `self / 2`.
    fn half(&self) -> Self;

    /// `self * rhs`.
    fn mul(&self, rhs: &Self) -> Self;

    /// `self * self`.
    fn square(&self) -> Self;

    /// `self * k` for a small public constant `k`; every `k` is allowed.
    fn mul_small(&self, k: u32) -> Self;

    /// The inverse; zero gives zero.
    fn invert(&self) -> Self;

    /// The inverse in a time that depends on the element: for public data only. Zero gives zero.
    fn invert_vartime(&self) -> Self;

    /// Reads exactly [`Self::OCTETS`] octets, little-endian.
    ///
    /// `None` when the length is another one or the integer is not below the modulus. The time depends on whether
    /// the integer is accepted, not on which integer it is.
    fn from_bytes_le(bytes: &[u8]) -> Option<Self>;

    /// Reads exactly [`Self::OCTETS`] octets, little-endian, and reduces the integer modulo the modulus.
    ///
    /// # Panics
    ///
    /// When `bytes` has another length, which is a mistake of the caller.
    fn from_bytes_le_reduced(bytes: &[u8]) -> Self;

    /// Writes `self * integer`, as [`Self::write_bytes_le`] does. One product where reading, multiplying and writing
    /// take three.
    ///
    /// `integer` has [`Self::OCTETS`] octets, little-endian, of any value.
    ///
    /// # Panics
    ///
    /// When a slice has another length, which is a mistake of the caller.
    fn write_product_le(&self, integer: &[u8], out: &mut [u8]) {
        self.mul(&Self::from_bytes_le_reduced(integer))
            .write_bytes_le(out);
    }

    /// Writes exactly [`Self::OCTETS`] octets, little-endian: the representative below the modulus.
    ///
    /// # Panics
    ///
    /// When `out` has another length, which is a mistake of the caller.
    fn write_bytes_le(&self, out: &mut [u8]);

    /// Whether the element is zero, whichever representative it is held as.
    fn is_zero(&self) -> Choice;

    /// The same for public data, without care for the time.
    fn is_zero_vartime(&self) -> bool;
}

/// An odd prime of exactly `N` 64-bit limbs or fewer, as a type: what [`Mont`] computes modulo.
pub(crate) trait Modulus<const N: usize>: 'static {
    /// The modulus, least significant limb first. Odd and above 2; checked when [`Mont`] is first used.
    const LIMBS: [u64; N];
}
