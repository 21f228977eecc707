// SPDX-License-Identifier: MIT OR Apache-2.0
//! Curves y^2 = x^3 + a x + b of prime order, in constant time.
//!
//! The formulas are those of Renes, Costello and Batina, "Complete addition formulas for prime order elliptic
//! curves" (<https://eprint.iacr.org/2015/1060>): homogeneous coordinates x = X/Z, y = Y/Z, identity (0 : 1 : 0), no
//! exception on a group of odd order. Algorithms 1 to 6 of the paper differ in the operands alone, so they are
//! written here as one: first the products of the operands, then [`Projective::finish`].
//!
//! Points for public data have their own, faster coordinates in `jacobian.rs`. Curves of cofactor 4 are not
//! computed in this form at all.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use alloc::vec::Vec;
use core::marker::PhantomData;

use super::jacobian::Jacobian;
use super::lanes::Lanes;
use super::multiply::BaseTables;
use super::{Curve, Entry, Group, PointError, invert_batch_vartime};
use crate::ct::{Choice, ConditionallySelectable, ConstantTimeEq};
use crate::primitives::field::Field;

/// The coefficient a of a curve.
pub(super) enum CoefficientA {
    /// a = p - 3.
    MinusThree,
    /// A small positive number.
    Small(u32),
}

/// The coefficient b of a curve.
pub(super) enum CoefficientB<F> {
    /// A small positive number.
    Small(u32),
    /// Any element.
    Full(F),
}

/// The numbers of a curve of prime order.
pub(super) trait WeierstrassParams: Copy + Send + Sync + Sized + 'static {
    /// GF(p).
    type Base: Field;
    /// The integers modulo q.
    type Scalar: Field;

    /// q, least significant limb first.
    const ORDER: &'static [u64];
    /// a.
    const A: CoefficientA;
    /// b.
    const B: CoefficientB<Self::Base>;
    /// P.
    const GENERATOR: Affine<Self::Base>;

    /// The tables of P.
    fn tables() -> &'static BaseTables<Weierstrass<Self>>;

    /// What is computed in lanes.
    fn lanes() -> Option<&'static Lanes<Weierstrass<Self>>> {
        None
    }
}

/// A curve in Weierstrass form.
#[derive(Clone, Copy)]
pub(super) struct Weierstrass<W>(PhantomData<W>);

impl<W: WeierstrassParams> Weierstrass<W> {
    /// `a x`.
    #[inline(always)]
    pub(super) fn mul_a(x: &W::Base) -> W::Base {
        match W::A {
            CoefficientA::MinusThree => triple(x).neg(),
            CoefficientA::Small(a) => x.mul_small(a),
        }
    }

    /// `b x`.
    #[inline(always)]
    fn mul_b(x: &W::Base) -> W::Base {
        match W::B {
            CoefficientB::Small(b) => x.mul_small(b),
            CoefficientB::Full(b) => x.mul(&b),
        }
    }

    /// `x^3 + a x + b`.
    fn right_side(x: &W::Base) -> W::Base {
        x.square()
            .mul(x)
            .add(&Self::mul_a(x))
            .add(&Self::mul_b(&W::Base::ONE))
    }
}

/// `3 x`.
#[inline(always)]
fn triple<F: Field>(x: &F) -> F {
    x.double().add(x)
}

impl<W: WeierstrassParams> Curve for Weierstrass<W> {
    type Base = W::Base;
    type Scalar = W::Scalar;
    type Affine = Affine<W::Base>;
    type Ct = Projective<W>;
    type Vt = Jacobian<W>;

    const ORDER: &'static [u64] = W::ORDER;
    const COFACTOR_LOG2: u32 = 0;

    fn lanes() -> Option<&'static Lanes<Self>> {
        W::lanes()
    }

    fn generator() -> Self::Affine {
        W::GENERATOR
    }

    fn tables() -> &'static BaseTables<Self> {
        W::tables()
    }

    fn import_vartime(x: &W::Base, y: &W::Base) -> Result<Self::Affine, PointError> {
        if bool::from(y.square().ct_eq(&Self::right_side(x))) {
            Ok(Affine { x: *x, y: *y })
        } else {
            Err(PointError::NotOnCurve)
        }
    }

    fn x_fraction_vartime(point: &Self::Vt) -> Option<(W::Base, W::Base)> {
        if point.Z.is_zero_vartime() {
            return None;
        }
        Some((point.X, point.ZZ))
    }

    fn normalise(point: &Self::Ct) -> (W::Base, W::Base, Choice) {
        let inverse = point.Z.invert();
        (
            point.X.mul(&inverse),
            point.Y.mul(&inverse),
            point.Z.is_zero(),
        )
    }

    fn normalise_batch_vartime(points: &[Self::Vt]) -> Vec<Self::Affine> {
        let mut inverses: Vec<W::Base> = points.iter().map(|point| point.Z).collect();
        invert_batch_vartime(&mut inverses);
        let affine = |(point, inverse): (&Self::Vt, &W::Base)| {
            let square = inverse.square();
            Affine {
                x: point.X.mul(&square),
                y: point.Y.mul(&square).mul(inverse),
            }
        };
        points.iter().zip(&inverses).map(affine).collect()
    }
}

/// A point by its coordinates. Never the identity.
#[derive(Clone, Copy)]
pub(super) struct Affine<F> {
    pub(super) x: F,
    pub(super) y: F,
}

impl<F: Field> ConditionallySelectable for Affine<F> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self {
            x: F::conditional_select(&a.x, &b.x, choice),
            y: F::conditional_select(&a.y, &b.y, choice),
        }
    }
}

impl<F: Field> Entry for Affine<F> {
    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            x: self.x,
            y: self.y.neg(),
        }
    }
}

/// A point in homogeneous coordinates; all operations are in constant time.
#[derive(Clone, Copy)]
pub(super) struct Projective<W: WeierstrassParams> {
    pub(super) X: W::Base,
    pub(super) Y: W::Base,
    pub(super) Z: W::Base,
}

impl<W: WeierstrassParams> Projective<W> {
    /// The numbers m, n, w of a sum from the products of its operands: `xx` = X1 X2, `zz` = Z1 Z2,
    /// `xz` = X1 Z2 + X2 Z1.
    ///
    /// m = a xz + 3 b zz, n = a xx + 3 b xz - a^2 zz, w = 3 xx + a zz.
    #[inline(always)]
    fn terms(xx: &W::Base, zz: &W::Base, xz: &W::Base) -> (W::Base, W::Base, W::Base) {
        match W::A {
            CoefficientA::MinusThree => {
                let zz3 = triple(zz);
                let m = triple(&Weierstrass::<W>::mul_b(zz).sub(xz));
                let n = triple(&Weierstrass::<W>::mul_b(xz).sub(xx).sub(&zz3));
                (m, n, triple(xx).sub(&zz3))
            }
            CoefficientA::Small(a) => {
                let azz = zz.mul_small(a);
                let m = xz.mul_small(a).add(&triple(&Weierstrass::<W>::mul_b(zz)));
                let n = triple(&Weierstrass::<W>::mul_b(xz)).add(&xx.sub(&azz).mul_small(a));
                (m, n, triple(xx).add(&azz))
            }
        }
    }

    /// X and Y of a sum, with Z left to the caller:
    /// X = xy (yy - m) - yz n, Y = (yy + m) (yy - m) + w n.
    #[inline(always)]
    fn finish(
        xy: &W::Base,
        yz: &W::Base,
        (minus, plus): (&W::Base, &W::Base),
        (n, w): (&W::Base, &W::Base),
        Z: W::Base,
    ) -> Self {
        Self {
            X: xy.mul(minus).sub(&yz.mul(n)),
            Y: plus.mul(minus).add(&w.mul(n)),
            Z,
        }
    }

    /// The sum from all products of its operands: `xx`, `yy`, `zz` and the sums of the mixed ones.
    #[inline(always)]
    fn sum(
        (xx, yy, zz): (&W::Base, &W::Base, &W::Base),
        (xy, yz, xz): (&W::Base, &W::Base, &W::Base),
    ) -> Self {
        let (m, n, w) = Self::terms(xx, zz, xz);
        let (minus, plus) = (yy.sub(&m), yy.add(&m));
        let Z = yz.mul(&plus).add(&xy.mul(&w));
        Self::finish(xy, yz, (&minus, &plus), (&n, &w), Z)
    }
}

impl<W: WeierstrassParams> Group for Projective<W> {
    type Affine = Affine<W::Base>;
    type Cached = Self;
    const IDENTITY: Self = Self {
        X: W::Base::ZERO,
        Y: W::Base::ONE,
        Z: W::Base::ZERO,
    };

    fn from_affine(point: &Self::Affine) -> Self {
        Self {
            X: point.x,
            Y: point.y,
            Z: W::Base::ONE,
        }
    }

    fn to_cached(self) -> Self {
        self
    }

    fn double(&self) -> Self {
        let (xx, yy, zz) = (self.X.square(), self.Y.square(), self.Z.square());
        let xy = self.X.mul(&self.Y).double();
        let yz = self.Y.mul(&self.Z).double();
        let xz = self.X.mul(&self.Z).double();
        let (m, n, w) = Self::terms(&xx, &zz, &xz);
        let (minus, plus) = (yy.sub(&m), yy.add(&m));
        // 8 Y^3 Z.
        let Z = yz.mul(&yy).double().double();
        Self::finish(&xy, &yz, (&minus, &plus), (&n, &w), Z)
    }

    fn add_affine(&self, rhs: &Self::Affine) -> Self {
        let (xx, yy) = (self.X.mul(&rhs.x), self.Y.mul(&rhs.y));
        let xy = self
            .X
            .add(&self.Y)
            .mul(&rhs.x.add(&rhs.y))
            .sub(&xx)
            .sub(&yy);
        let yz = rhs.y.mul(&self.Z).add(&self.Y);
        let xz = rhs.x.mul(&self.Z).add(&self.X);
        Self::sum((&xx, &yy, &self.Z), (&xy, &yz, &xz))
    }

    fn add_cached(&self, rhs: &Self) -> Self {
        let (xx, yy, zz) = (self.X.mul(&rhs.X), self.Y.mul(&rhs.Y), self.Z.mul(&rhs.Z));
        let xy = self
            .X
            .add(&self.Y)
            .mul(&rhs.X.add(&rhs.Y))
            .sub(&xx)
            .sub(&yy);
        let yz = self
            .Y
            .add(&self.Z)
            .mul(&rhs.Y.add(&rhs.Z))
            .sub(&yy)
            .sub(&zz);
        let xz = self
            .X
            .add(&self.Z)
            .mul(&rhs.X.add(&rhs.Z))
            .sub(&xx)
            .sub(&zz);
        Self::sum((&xx, &yy, &zz), (&xy, &yz, &xz))
    }
}

impl<W: WeierstrassParams> ConditionallySelectable for Projective<W> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self {
            X: W::Base::conditional_select(&a.X, &b.X, choice),
            Y: W::Base::conditional_select(&a.Y, &b.Y, choice),
            Z: W::Base::conditional_select(&a.Z, &b.Z, choice),
        }
    }
}

impl<W: WeierstrassParams> Entry for Projective<W> {
    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            X: self.X,
            Y: self.Y.neg(),
            Z: self.Z,
        }
    }
}
