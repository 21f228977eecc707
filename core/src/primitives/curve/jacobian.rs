// SPDX-License-Identifier: MIT OR Apache-2.0
//! Weierstrass points for public data: Jacobian coordinates x = X/Z^2, y = Y/Z^3, identity Z = 0, with Z^2 at hand.
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
use super::{Entry, Group, xyzz};
use crate::ct::{Choice, ConditionallySelectable};
use crate::primitives::field::Field;

/// A point in Jacobian coordinates, for public data.
#[derive(Clone, Copy)]
pub(super) struct Jacobian<W: WeierstrassParams> {
    pub(super) X: W::Base,
    pub(super) Y: W::Base,
    pub(super) Z: W::Base,
    /// Z^2, which every operation needs. It is made with Z, beside other products, not when the next operation
    /// waits for it.
    pub(super) ZZ: W::Base,
}

/// A point with the powers of Z that an addition needs.
#[derive(Clone, Copy)]
pub(super) struct Cached<W: WeierstrassParams> {
    point: Jacobian<W>,
    /// Z^3.
    ZZZ: W::Base,
}

impl<W: WeierstrassParams> Jacobian<W> {
    /// The sum from U1 = X1 Z2^2, S1 = Y1 Z2^3, H = X2 Z1^2 - U1, r = Y2 Z1^3 - S1 and `Z` = Z1 Z2. H is not zero.
    #[inline(always)]
    fn sum(U1: &W::Base, S1: &W::Base, H: &W::Base, r: &W::Base, Z: &W::Base) -> Self {
        let HH = H.square();
        let Z = Z.mul(H);
        let rr = r.square();
        let V = U1.mul(&HH);
        let HHH = H.mul(&HH);
        let ZZ = Z.square();
        let X = rr.sub(&HHH).sub(&V.double());
        let YHHH = S1.mul(&HHH);
        let Y = r.mul(&V.sub(&X)).sub(&YHHH);
        Self { X, Y, Z, ZZ }
    }

    /// The sum of operands that have the same x: they are equal when `r` = 0, else opposite.
    #[cold]
    fn same_x(&self, r: &W::Base) -> Self {
        if r.is_zero_vartime() {
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
        ZZ: W::Base::ZERO,
    };

    #[inline(always)]
    fn from_affine(point: &Self::Affine) -> Self {
        Self {
            X: point.x,
            Y: point.y,
            Z: W::Base::ONE,
            ZZ: W::Base::ONE,
        }
    }

    fn to_cached(self) -> Cached<W> {
        Cached {
            point: self,
            ZZZ: self.ZZ.mul(&self.Z),
        }
    }

    /// The identity gives the identity, for Z is a factor of the new Z.
    #[inline]
    fn double(&self) -> Self {
        // With Z = Y Z in place of 2 Y Z, which names the same point, there is less to double:
        // L = (3 X^2 + a Z^4)/2, X = L^2 - 2 X Y^2, Y = L (X Y^2 - X) - Y^4. The order is that in which the operands
        // become ready.
        let YY = self.Y.square();
        let L = match W::A {
            CoefficientA::MinusThree => {
                let t = self.X.sub(&self.ZZ).mul(&self.X.add(&self.ZZ));
                t.half().add(&t)
            }
            CoefficientA::Small(_) => {
                let XX = self.X.square();
                let a = Weierstrass::<W>::mul_a(&self.ZZ.square());
                XX.double().add(&XX).add(&a).half()
            }
        };
        let Z = self.Y.mul(&self.Z);
        let XYY = self.X.mul(&YY);
        let LL = L.square();
        let ZZ = Z.square();
        let X = LL.sub(&XYY.double());
        let YYYY = YY.square();
        let Y = L.mul(&XYY.sub(&X)).sub(&YYYY);
        Self { X, Y, Z, ZZ }
    }

    #[inline]
    fn add_affine(&self, rhs: &Self::Affine) -> Self {
        if self.Z.is_zero_vartime() {
            return Self::from_affine(rhs);
        }
        let H = rhs.x.mul(&self.ZZ).sub(&self.X);
        let r = rhs.y.mul(&self.Z.mul(&self.ZZ)).sub(&self.Y);
        if H.is_zero_vartime() {
            return self.same_x(&r);
        }
        Self::sum(&self.X, &self.Y, &H, &r, &self.Z)
    }

    #[inline]
    fn add_cached(&self, rhs: &Cached<W>) -> Self {
        if self.Z.is_zero_vartime() {
            return rhs.point;
        }
        if rhs.point.Z.is_zero_vartime() {
            return *self;
        }
        let U1 = self.X.mul(&rhs.point.ZZ);
        let H = rhs.point.X.mul(&self.ZZ).sub(&U1);
        let ZZZ = self.Z.mul(&self.ZZ);
        let S1 = self.Y.mul(&rhs.ZZZ);
        let Z = self.Z.mul(&rhs.point.Z);
        let r = rhs.point.Y.mul(&ZZZ).sub(&S1);
        if H.is_zero_vartime() {
            return self.same_x(&r);
        }
        Self::sum(&U1, &S1, &H, &r, &Z)
    }

    fn sum(points: &[Self::Affine]) -> Self {
        xyzz::sum_vartime(points)
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
                ZZ: select(&a.point.ZZ, &b.point.ZZ, choice),
            },
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
