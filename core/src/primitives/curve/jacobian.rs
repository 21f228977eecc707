// SPDX-License-Identifier: MIT OR Apache-2.0
//! Weierstrass points for public data: Jacobian coordinates x = X/Z^2, y = Y/Z^3, identity Z = 0.
//!
//! The formulas are the classical ones (Hankerson, Menezes and Vanstone, "Guide to Elliptic Curve Cryptography",
//! section 3.2.2), which are cheaper than the complete ones and fail when the operands are equal, opposite or
//! neutral. Each addition looks for these cases and gives the right sum, so it **branches on the values**: nothing
//! secret may come here. Doubling has no exception, for a group of odd order has no point with y = 0.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use super::weierstrass::{Affine, CoefficientA, Weierstrass, WeierstrassParams};
use super::{Entry, Group};
use crate::ct::{Choice, ConditionallySelectable};
use crate::primitives::field::Field;

/// A point in Jacobian coordinates, for public data.
#[derive(Clone, Copy)]
pub(super) struct Jacobian<W: WeierstrassParams> {
    pub(super) X: W::Base,
    pub(super) Y: W::Base,
    pub(super) Z: W::Base,
}

/// A point with the powers of Z that an addition needs.
#[derive(Clone, Copy)]
pub(super) struct Cached<W: WeierstrassParams> {
    point: Jacobian<W>,
    /// Z^2.
    ZZ: W::Base,
    /// Z^3.
    ZZZ: W::Base,
}

impl<W: WeierstrassParams> Jacobian<W> {
    /// The sum from U1 = X1 Z2^2, S1 = Y1 Z2^3, H = X2 Z1^2 - U1, r = Y2 Z1^3 - S1 and `Z` = Z1 Z2.
    ///
    /// `None` when H = 0, that is when the operands have the same x.
    #[inline(always)]
    fn sum(U1: &W::Base, S1: &W::Base, H: &W::Base, r: &W::Base, Z: &W::Base) -> Option<Self> {
        if bool::from(H.is_zero()) {
            return None;
        }
        let HH = H.square();
        let HHH = H.mul(&HH);
        let V = U1.mul(&HH);
        let X = r.square().sub(&HHH).sub(&V.double());
        let Y = r.mul(&V.sub(&X)).sub(&S1.mul(&HHH));
        Some(Self { X, Y, Z: Z.mul(H) })
    }

    /// The sum of operands that have the same x: they are equal when `r` = 0, else opposite.
    #[cold]
    fn same_x(&self, r: &W::Base) -> Self {
        if bool::from(r.is_zero()) {
            self.double()
        } else {
            Self::IDENTITY
        }
    }
}

impl<W: WeierstrassParams> Group for Jacobian<W> {
    type Affine = Affine<W::Base>;
    type Cached = Cached<W>;
    const IDENTITY: Self = Self {
        X: W::Base::ONE,
        Y: W::Base::ONE,
        Z: W::Base::ZERO,
    };

    #[inline(always)]
    fn from_affine(point: &Self::Affine) -> Self {
        Self {
            X: point.x,
            Y: point.y,
            Z: W::Base::ONE,
        }
    }

    fn to_cached(self) -> Cached<W> {
        let ZZ = self.Z.square();
        Cached {
            point: self,
            ZZ,
            ZZZ: ZZ.mul(&self.Z),
        }
    }

    /// The identity gives the identity, for Z is a factor of the new Z.
    #[inline]
    fn double(&self) -> Self {
        // slope = 3 X^2 + a Z^4; the new point is X = slope^2 - 8 X Y^2, Y = slope (4 X Y^2 - X) - 8 Y^4, Z = 2 Y Z.
        let ZZ = self.Z.square();
        let slope = match W::A {
            CoefficientA::MinusThree => {
                let t = self.X.sub(&ZZ).mul(&self.X.add(&ZZ));
                t.double().add(&t)
            }
            CoefficientA::Small(_) => {
                let XX = self.X.square();
                XX.double()
                    .add(&XX)
                    .add(&Weierstrass::<W>::mul_a(&ZZ.square()))
            }
        };
        let YY2 = self.Y.square().double();
        let XYY4 = self.X.mul(&YY2).double();
        let X = slope.square().sub(&XYY4.double());
        let Y = slope.mul(&XYY4.sub(&X)).sub(&YY2.square().double());
        Self {
            X,
            Y,
            Z: self.Y.mul(&self.Z).double(),
        }
    }

    #[inline]
    fn add_affine(&self, rhs: &Self::Affine) -> Self {
        if bool::from(self.Z.is_zero()) {
            return Self::from_affine(rhs);
        }
        let ZZ = self.Z.square();
        let H = rhs.x.mul(&ZZ).sub(&self.X);
        let r = rhs.y.mul(&self.Z.mul(&ZZ)).sub(&self.Y);
        match Self::sum(&self.X, &self.Y, &H, &r, &self.Z) {
            Some(sum) => sum,
            None => self.same_x(&r),
        }
    }

    #[inline]
    fn add_cached(&self, rhs: &Cached<W>) -> Self {
        if bool::from(self.Z.is_zero()) {
            return rhs.point;
        }
        if bool::from(rhs.point.Z.is_zero()) {
            return *self;
        }
        let ZZ = self.Z.square();
        let U1 = self.X.mul(&rhs.ZZ);
        let S1 = self.Y.mul(&rhs.ZZZ);
        let H = rhs.point.X.mul(&ZZ).sub(&U1);
        let r = rhs.point.Y.mul(&self.Z.mul(&ZZ)).sub(&S1);
        match Self::sum(&U1, &S1, &H, &r, &self.Z.mul(&rhs.point.Z)) {
            Some(sum) => sum,
            None => self.same_x(&r),
        }
    }
}

impl<W: WeierstrassParams> ConditionallySelectable for Cached<W> {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = W::Base::conditional_select;
        Self {
            point: Jacobian {
                X: select(&a.point.X, &b.point.X, choice),
                Y: select(&a.point.Y, &b.point.Y, choice),
                Z: select(&a.point.Z, &b.point.Z, choice),
            },
            ZZ: select(&a.ZZ, &b.ZZ, choice),
            ZZZ: select(&a.ZZZ, &b.ZZZ, choice),
        }
    }
}

impl<W: WeierstrassParams> Entry for Cached<W> {
    #[inline(always)]
    fn neg(&self) -> Self {
        let point = Jacobian {
            Y: self.point.Y.neg(),
            ..self.point
        };
        Self { point, ..*self }
    }
}
