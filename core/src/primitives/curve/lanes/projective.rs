// SPDX-License-Identifier: MIT OR Apache-2.0
//! Weierstrass points with a = -3 in lanes, in constant time: the complete formulas of `curve/weierstrass.rs`, in
//! homogeneous coordinates x = X/Z, y = Y/Z, identity (0 : 1 : 0). They have no exception on a group of odd order.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use super::field::{LaneField, Words};
use super::group::CompleteGroup;
use super::vector::{LANES, Vector, each};
use crate::primitives::curve::weierstrass::{
    Affine, CoefficientB, Projective, Weierstrass, WeierstrassParams,
};
use crate::primitives::field::Field;

/// The coordinates of a curve in lanes.
type Coordinate<V, W> = <<W as WeierstrassParams>::Base as Words>::Fe<V>;

/// Eight points in homogeneous coordinates.
pub(in super::super) struct LaneProjective<V: Vector, W: WeierstrassParams<Base: Words>> {
    X: Coordinate<V, W>,
    Y: Coordinate<V, W>,
    Z: Coordinate<V, W>,
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> Clone for LaneProjective<V, W> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> Copy for LaneProjective<V, W> {}

impl<V: Vector, W: WeierstrassParams<Base: Words>> LaneProjective<V, W> {
    /// b.
    #[inline(always)]
    fn b(witness: V) -> Coordinate<V, W> {
        let b = match W::B {
            CoefficientB::Small(b) => W::Base::ONE.mul_small(b),
            CoefficientB::Full(b) => b,
        };
        Coordinate::<V, W>::splat(witness, &b)
    }

    /// The sum from m = 3 (b zz - xz), n = 3 (b xz - xx - 3 zz) and w = 3 (xx - zz), with Z left to the caller:
    /// X = xy (yy - m) - yz n, Y = (yy + m) (yy - m) + w n.
    #[inline(always)]
    fn terms(
        xx: &Coordinate<V, W>,
        zz: &Coordinate<V, W>,
        xz: &Coordinate<V, W>,
    ) -> [Coordinate<V, W>; 3] {
        let b = Self::b(xx.witness());
        let m = b.mul(zz).sub(xz).times::<3>();
        let n = b.mul(xz).sub_and_twice(xx, zz).sub(zz).times::<3>();
        [m, n, xx.sub(zz).times::<3>()]
    }
}

impl<V: Vector, W: WeierstrassParams<Base: Words>> CompleteGroup for LaneProjective<V, W> {
    type Vector = V;
    type Curve = Weierstrass<W>;

    #[inline(always)]
    fn identity(witness: V) -> Self {
        let [zero, one] =
            [W::Base::ZERO, W::Base::ONE].map(|value| Coordinate::<V, W>::splat(witness, &value));
        Self {
            X: zero,
            Y: one,
            Z: zero,
        }
    }

    #[inline(always)]
    fn load(witness: V, points: [&Affine<W::Base>; LANES]) -> Self {
        Self {
            X: Coordinate::<V, W>::load(witness, each(points, |point| &point.x)),
            Y: Coordinate::<V, W>::load(witness, each(points, |point| &point.y)),
            Z: Coordinate::<V, W>::splat(witness, &W::Base::ONE),
        }
    }

    #[inline(always)]
    fn witness(&self) -> V {
        self.X.witness()
    }

    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            Y: self.Y.neg(),
            ..*self
        }
    }

    #[inline(always)]
    fn double(&self) -> Self {
        let (xx, yy, zz) = (self.X.square(), self.Y.square(), self.Z.square());
        let xy = self.X.mul(&self.Y).times::<2>();
        let yz = self.Y.mul(&self.Z).times::<2>();
        let xz = self.X.mul(&self.Z).times::<2>();
        let [m, n, w] = Self::terms(&xx, &zz, &xz);
        let (minus, plus) = (yy.sub(&m), yy.add(&m));
        Self {
            X: xy.mul(&minus).sub(&yz.mul(&n)),
            Y: plus.mul(&minus).add(&w.mul(&n)),
            // 8 Y^3 Z.
            Z: yz.mul(&yy).times::<4>(),
        }
    }

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        let (xx, yy, zz) = (self.X.mul(&rhs.X), self.Y.mul(&rhs.Y), self.Z.mul(&rhs.Z));
        let mixed = |a: &Coordinate<V, W>,
                     b: &Coordinate<V, W>,
                     c: &Coordinate<V, W>,
                     d: &Coordinate<V, W>| a.add(b).mul(&c.add(d));
        let xy = mixed(&self.X, &self.Y, &rhs.X, &rhs.Y).sub(&xx).sub(&yy);
        let yz = mixed(&self.Y, &self.Z, &rhs.Y, &rhs.Z).sub(&yy).sub(&zz);
        let xz = mixed(&self.X, &self.Z, &rhs.X, &rhs.Z).sub(&xx).sub(&zz);
        let [m, n, w] = Self::terms(&xx, &zz, &xz);
        let (minus, plus) = (yy.sub(&m), yy.add(&m));
        Self {
            X: xy.mul(&minus).sub(&yz.mul(&n)),
            Y: plus.mul(&minus).add(&w.mul(&n)),
            Z: yz.mul(&plus).add(&xy.mul(&w)),
        }
    }

    #[inline(always)]
    fn select(&self, set: &Self, mask: u8) -> Self {
        Self {
            X: self.X.select(&set.X, mask),
            Y: self.Y.select(&set.Y, mask),
            Z: self.Z.select(&set.Z, mask),
        }
    }

    fn store(&self) -> [Projective<W>; LANES] {
        let (X, Y, Z) = (
            self.X.store::<LANES>(),
            self.Y.store::<LANES>(),
            self.Z.store::<LANES>(),
        );
        core::array::from_fn(|lane| Projective {
            X: X[lane],
            Y: Y[lane],
            Z: Z[lane],
        })
    }
}
