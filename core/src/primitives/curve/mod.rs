// SPDX-License-Identifier: MIT OR Apache-2.0
//! The elliptic curves of GOST R 34.10-2001 and -2012, and what signatures and key agreement compute on them.
//!
//! Numbers: [RFC 4357, section 11.4](https://www.rfc-editor.org/rfc/rfc4357#section-11.4) and
//! [RFC 7836, appendix A](https://www.rfc-editor.org/rfc/rfc7836#appendix-A). Fourteen names stand for nine curves:
//!
//! | Curve | Model | Prime | Cofactor |
//! |---|---|---|---|
//! | 2001 test set | Weierstrass, a = 7 | 2^255 + 1073 | 1 |
//! | CryptoPro-A, XchA, 256-B | Weierstrass, a = -3 | 2^256 - 617 | 1 |
//! | CryptoPro-B, 256-C | Weierstrass, a = -3 | 2^255 + 3225 | 1 |
//! | CryptoPro-C, XchB, 256-D | Weierstrass, a = -3 | a prime without shape | 1 |
//! | 256-A | twisted Edwards, e = 1 | 2^256 - 617 | 4 |
//! | 512 test set | Weierstrass, a = 7 | a prime without shape | 1 |
//! | 512-A | Weierstrass, a = -3 | 2^512 - 569 | 1 |
//! | 512-B | Weierstrass, a = -3 | 2^511 + 111 | 1 |
//! | 512-C | twisted Edwards, e = 1 | 2^512 - 569 | 4 |
//!
//! | File | Holds |
//! |---|---|
//! | `params.rs` | the numbers and the list of curves |
//! | `weierstrass.rs` | the complete formulas in constant time |
//! | `jacobian.rs` | faster formulas with exceptions, for public data |
//! | `xyzz.rs` | sums of many points, for public data |
//! | `edwards.rs` | the complete formulas of the twisted Edwards form, for both |
//! | `recode.rs`, `multiply.rs` | scalars to digits, digits to multiples, tables |
//! | `scheme.rs` | signature, verification, agreement, over any curve |
//! | `lanes/` | eight verifications at once, on AVX-512 |
//! | `erased.rs` | the same behind `dyn`, one static for each curve: what `keys` uses |
//!
//! Secret scalars meet constant-time code only: fixed windows, tables scanned whole under masks, complete formulas.
//! Verification is in variable time and says so in its names (`_vartime`).
//!
//! Every foreign point goes through [`erased::CurveParams::import_public`]: coordinates below p, the curve's
//! equation, and on the curves of cofactor 4 the subgroup of order q. The identity has no coordinates in any
//! format and cannot be written. Not here: OIDs, encodings of keys, hash functions, and how nonces are made.

mod edwards;
pub(crate) mod erased;
mod jacobian;
mod lanes;
mod multiply;
pub(crate) mod params;
mod recode;
mod scheme;
mod weierstrass;
mod xyzz;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::field::Field;
use crate::ct::{Choice, ConditionallySelectable};

/// Limbs of the longest scalar.
const MAX_LIMBS: usize = 8;

/// Octets of the longest coordinate and scalar.
pub(crate) const MAX_OCTETS: usize = 8 * MAX_LIMBS;

/// Why a foreign point is no public key. The data is public, so the reason is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointError {
    /// A coordinate is p or more.
    CoordinateOutOfRange,
    /// Another number of octets than two coordinates have.
    Length,
    /// The curve's equation does not hold.
    NotOnCurve,
    /// The point lies outside the subgroup of order q.
    WrongSubgroup,
}

/// An entry of a table of multiples: picked under a mask, and negated for a digit below zero.
trait Entry: Copy + Send + Sync + ConditionallySelectable + 'static {
    /// The opposite point.
    fn neg(&self) -> Self;
}

/// Points in coordinates to compute with.
///
/// Additions are total: equal, opposite and neutral operands give the right sum.
trait Group: Copy + Send + Sync + 'static {
    /// An entry of a table for many uses. Never the identity.
    type Affine: Entry;
    /// An entry of a table for one use, made without an inversion.
    type Cached: Entry;
    /// The neutral element.
    const IDENTITY: Self;

    /// The same point.
    fn from_affine(point: &Self::Affine) -> Self;

    /// The same point as a table entry.
    fn to_cached(self) -> Self::Cached;

    /// `2 self`.
    fn double(&self) -> Self;

    /// `self + rhs`.
    fn add_affine(&self, rhs: &Self::Affine) -> Self;

    /// `self + rhs`.
    fn add_cached(&self, rhs: &Self::Cached) -> Self;

    /// The sum of points. In variable time where [`Self::double`] is.
    fn sum(points: &[Self::Affine]) -> Self {
        let add = |sum: Self, point| sum.add_affine(point);
        points.iter().fold(Self::IDENTITY, add)
    }
}

/// A curve: its two fields, its coordinates, its numbers.
trait Curve: Sized + Send + Sync + 'static {
    /// The field of the coordinates, GF(p).
    type Base: Field;
    /// The integers modulo q.
    type Scalar: Field;
    /// Points as tables and keys hold them.
    type Affine: Entry;
    /// Points under secret scalars: every operation takes the same time for all points.
    type Ct: Group<Affine = Self::Affine> + ConditionallySelectable;
    /// Points for public data: operations may branch on the values.
    type Vt: Group<Affine = Self::Affine>;

    /// q, least significant limb first.
    const ORDER: &'static [u64];
    /// log2 of the cofactor: 0 or 2.
    const COFACTOR_LOG2: u32;

    /// What is computed eight at a time, on curves that have it.
    fn lanes() -> Option<&'static lanes::Lanes<Self>>;

    /// The base point P.
    fn generator() -> Self::Affine;

    /// The tables of P, made at their first use.
    fn tables() -> &'static multiply::BaseTables<Self>;

    /// The point with the Weierstrass coordinates x and y. Checks the equation, not the subgroup.
    fn import_vartime(x: &Self::Base, y: &Self::Base) -> Result<Self::Affine, PointError>;

    /// The Weierstrass x as numerator and denominator; `None` for the identity.
    fn x_fraction_vartime(point: &Self::Vt) -> Option<(Self::Base, Self::Base)>;

    /// The Weierstrass x and y, by a constant-time inversion, and whether the point is the identity, which has none.
    fn normalise(point: &Self::Ct) -> (Self::Base, Self::Base, Choice);

    /// The points as table entries, by one inversion for all. None of them is the identity.
    fn normalise_batch_vartime(points: &[Self::Vt]) -> Vec<Self::Affine>;
}

/// The inverses of all elements, by one inversion (Montgomery's trick). None of them is zero.
fn invert_batch_vartime<F: Field>(elements: &mut [F]) {
    let mut partial = Vec::with_capacity(elements.len());
    let mut product = F::ONE;
    for element in elements.iter() {
        partial.push(product);
        product = product.mul(element);
    }
    let mut inverse = product.invert_vartime();
    for (element, before) in elements.iter_mut().zip(&partial).rev() {
        let next = inverse.mul(element);
        *element = inverse.mul(before);
        inverse = next;
    }
}
