// SPDX-License-Identifier: MIT OR Apache-2.0
//! Weierstrass points with a = -3 in lanes, for public data: x = X/Z^2, y = Y/Z^3.
//!
//! The formulas are those of `curve/jacobian.rs`, but nothing branches on values. Where the operands of an addition have
//! the same x, that is where they are equal or opposite, its H is zero and so is the new Z, of which H is a factor. Z is
//! a factor of every later Z too: such a lane ends with Z = 0, in whatever it would have come to, and is then computed
//! without lanes. The caller keeps lanes that hold nothing yet out of additions.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use super::field::{LaneField, Words};
use super::group::{LaneCurve, LaneGroup};
use super::projective::LaneProjective;
use super::vector::{LANES, Vector, each};
use crate::primitives::curve::jacobian;
use crate::primitives::curve::weierstrass::{Affine, Weierstrass, WeierstrassParams};
use crate::primitives::field::Field;

/// The coordinates of a curve in lanes.
type Coordinate<V, W> = <<W as WeierstrassParams>::Base as Words>::Fe<V>;

/// Eight points in Jacobian coordinates.
pub(in super::super) struct LaneJacobian<V: Vector, W: WeierstrassParams<Base: Words>> {
    X: Coordinate<V, W>,
    Y: Coordinate<V, W>,
    Z: Coordinate<V, W>,
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> Clone for LaneJacobian<V, W> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> Copy for LaneJacobian<V, W> {}

/// Eight points by their coordinates.
#[derive(Clone, Copy)]
pub(in super::super) struct LaneAffine<Fe> {
    pub(super) x: Fe,
    pub(super) y: Fe,
}

impl<Fe: LaneField> LaneAffine<Fe> {
    #[inline(always)]
    pub(super) fn load(witness: Fe::Vector, entries: [&Affine<Fe::Scalar>; LANES]) -> Self {
        Self {
            x: Fe::load(witness, each(entries, |entry| &entry.x)),
            y: Fe::load(witness, each(entries, |entry| &entry.y)),
        }
    }

    #[inline(always)]
    pub(super) fn select(&self, set: &Self, mask: u8) -> Self {
        Self {
            x: self.x.select(&set.x, mask),
            y: self.y.select(&set.y, mask),
        }
    }

    #[inline(always)]
    pub(super) fn neg(&self) -> Self {
        Self {
            x: self.x,
            y: self.y.neg(),
        }
    }
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> LaneJacobian<V, W> {
    /// The sum from U1 = X1 Z2^2, S1 = Y1 Z2^3, H = X2 Z1^2 - U1, r = Y2 Z1^3 - S1 and `Z` = Z1 Z2.
    #[inline(always)]
    fn sum(
        U1: &Coordinate<V, W>,
        S1: &Coordinate<V, W>,
        H: &Coordinate<V, W>,
        r: &Coordinate<V, W>,
        Z: &Coordinate<V, W>,
    ) -> Self {
        let HH = H.square();
        let HHH = H.mul(&HH);
        let V = U1.mul(&HH);
        let X = r.square().sub_and_twice(&HHH, &V);
        let Y = r.mul(&V.sub(&X)).sub(&S1.mul(&HHH));
        Self { X, Y, Z: Z.mul(H) }
    }
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> LaneGroup for LaneJacobian<V, W> {
    type Vector = V;
    type Curve = Weierstrass<W>;
    type Fe = Coordinate<V, W>;
    type Affine = LaneAffine<Coordinate<V, W>>;

    #[inline(always)]
    fn load_affine(witness: V, entries: [&Affine<W::Base>; LANES]) -> Self::Affine {
        LaneAffine::load(witness, entries)
    }

    #[inline(always)]
    fn select_affine(clear: &Self::Affine, set: &Self::Affine, mask: u8) -> Self::Affine {
        clear.select(set, mask)
    }

    #[inline(always)]
    fn negate_affine(entry: &Self::Affine) -> Self::Affine {
        entry.neg()
    }

    #[inline(always)]
    fn from_affine(entry: &Self::Affine) -> Self {
        let one = W::Base::ONE;
        Self {
            X: entry.x,
            Y: entry.y,
            Z: Coordinate::<V, W>::splat(entry.x.witness(), &one),
        }
    }

    #[inline(always)]
    fn denominator(&self) -> Self::Fe {
        self.Z
    }

    #[inline(always)]
    fn to_affine(self, inverse: &Self::Fe) -> Self::Affine {
        let square = inverse.square();
        LaneAffine {
            x: self.X.mul(&square),
            y: self.Y.mul(&square).mul(inverse),
        }
    }

    #[inline(always)]
    fn double(&self) -> Self {
        // slope = 3 (X - Z^2) (X + Z^2); the new point is X = slope^2 - 8 X Y^2, Y = slope (4 X Y^2 - X) - 8 Y^4,
        // Z = 2 Y Z.
        let ZZ = self.Z.square();
        let slope = self.X.sub(&ZZ).mul(&self.X.add(&ZZ)).times::<3>();
        let YY = self.Y.square();
        let XYY = self.X.mul(&YY);
        let X = slope.square().sub_shifted::<3>(&XYY);
        let Y = slope
            .mul(&XYY.times::<4>().sub(&X))
            .sub_shifted::<3>(&YY.square());
        Self {
            X,
            Y,
            Z: self.Y.mul(&self.Z).times::<2>(),
        }
    }

    #[inline(always)]
    fn add_affine(&self, rhs: &Self::Affine) -> Self {
        let ZZ = self.Z.square();
        let H = rhs.x.mul(&ZZ).sub(&self.X);
        let r = rhs.y.mul(&self.Z.mul(&ZZ)).sub(&self.Y);
        Self::sum(&self.X, &self.Y, &H, &r, &self.Z)
    }

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        let (ZZ1, ZZ2) = (self.Z.square(), rhs.Z.square());
        let U1 = self.X.mul(&ZZ2);
        let S1 = self.Y.mul(&rhs.Z.mul(&ZZ2));
        let H = rhs.X.mul(&ZZ1).sub(&U1);
        let r = rhs.Y.mul(&self.Z.mul(&ZZ1)).sub(&S1);
        Self::sum(&U1, &S1, &H, &r, &self.Z.mul(&rhs.Z))
    }

    #[inline(always)]
    fn select(&self, set: &Self, mask: u8) -> Self {
        Self {
            X: self.X.select(&set.X, mask),
            Y: self.Y.select(&set.Y, mask),
            Z: self.Z.select(&set.Z, mask),
        }
    }

    #[inline(always)]
    fn swap(&self, distance: usize) -> Self {
        Self {
            X: self.X.swap(distance),
            Y: self.Y.swap(distance),
            Z: self.Z.swap(distance),
        }
    }

    fn store<const N: usize>(&self) -> [jacobian::Jacobian<W>; N] {
        let (X, Y, Z) = (
            self.X.store::<N>(),
            self.Y.store::<N>(),
            self.Z.store::<N>(),
        );
        core::array::from_fn(|lane| jacobian::Jacobian {
            X: X[lane],
            Y: Y[lane],
            Z: Z[lane],
            ZZ: Z[lane].square(),
        })
    }
}

impl<W: WeierstrassParams<Base: Words>> LaneCurve for Weierstrass<W> {
    type Public<V: Vector> = LaneJacobian<V, W>;
    type Secret<V: Vector> = LaneProjective<V, W>;
}
