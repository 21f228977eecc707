// SPDX-License-Identifier: MIT OR Apache-2.0
//! Points of the twisted Edwards form in lanes: the formulas of `curve/edwards.rs`, complete, in constant time.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use super::field::{LaneField, Words};
use super::group::{CompleteGroup, LaneCurve, LaneGroup};
use super::vector::{LANES, Vector, each};
use crate::primitives::curve::edwards::{Affine, Edwards, EdwardsParams, Extended};
use crate::primitives::field::Field;

/// The coordinates of a curve in lanes.
type Coordinate<V, E> = <<E as EdwardsParams>::Base as Words>::Fe<V>;

/// Eight points u = X/Z, v = Y/Z, with T = X Y/Z as the product of E and H.
pub(in super::super) struct LaneExtended<V: Vector, E: EdwardsParams<Base: Words>> {
    X: Coordinate<V, E>,
    Y: Coordinate<V, E>,
    Z: Coordinate<V, E>,
    E: Coordinate<V, E>,
    H: Coordinate<V, E>,
}

impl<V: Vector, E: EdwardsParams<Base: Words>> Clone for LaneExtended<V, E> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Vector, E: EdwardsParams<Base: Words>> Copy for LaneExtended<V, E> {}

/// Eight points by their coordinates.
#[derive(Clone, Copy)]
pub(in super::super) struct LaneAffine<Fe> {
    u: Fe,
    v: Fe,
    /// d u v.
    duv: Fe,
}

impl<V: Vector, E: EdwardsParams<Base: Words>> LaneExtended<V, E> {
    /// X = E F, Y = G H, Z = F G.
    #[inline(always)]
    fn complete(
        E: Coordinate<V, E>,
        F: &Coordinate<V, E>,
        G: &Coordinate<V, E>,
        H: Coordinate<V, E>,
    ) -> Self {
        Self {
            X: E.mul(F),
            Y: G.mul(&H),
            Z: F.mul(G),
            E,
            H,
        }
    }

    /// The sum from the coordinates X, Y, d T of the other operand and D = Z1 Z2.
    #[inline(always)]
    fn sum(
        &self,
        X: &Coordinate<V, E>,
        Y: &Coordinate<V, E>,
        dT: &Coordinate<V, E>,
        D: &Coordinate<V, E>,
    ) -> Self {
        let A = self.X.mul(X);
        let B = self.Y.mul(Y);
        let C = self.E.mul(&self.H).mul(dT);
        let E = self.X.add(&self.Y).mul(&X.add(Y)).sub(&A).sub(&B);
        Self::complete(E, &D.sub(&C), &D.add(&C), B.sub(&A))
    }
}

impl<V: Vector, E: EdwardsParams<Base: Words>> LaneGroup for LaneExtended<V, E> {
    type Vector = V;
    type Curve = Edwards<E>;
    type Fe = Coordinate<V, E>;
    type Affine = LaneAffine<Coordinate<V, E>>;

    #[inline(always)]
    fn load_affine(witness: V, entries: [&Affine<E>; LANES]) -> Self::Affine {
        LaneAffine {
            u: Self::Fe::load(witness, each(entries, |entry| &entry.u)),
            v: Self::Fe::load(witness, each(entries, |entry| &entry.v)),
            duv: Self::Fe::load(witness, each(entries, |entry| &entry.duv)),
        }
    }

    #[inline(always)]
    fn select_affine(clear: &Self::Affine, set: &Self::Affine, mask: u8) -> Self::Affine {
        LaneAffine {
            u: clear.u.select(&set.u, mask),
            v: clear.v.select(&set.v, mask),
            duv: clear.duv.select(&set.duv, mask),
        }
    }

    #[inline(always)]
    fn negate_affine(entry: &Self::Affine) -> Self::Affine {
        LaneAffine {
            u: entry.u.neg(),
            v: entry.v,
            duv: entry.duv.neg(),
        }
    }

    #[inline(always)]
    fn from_affine(entry: &Self::Affine) -> Self {
        Self {
            X: entry.u,
            Y: entry.v,
            Z: Self::Fe::splat(entry.u.witness(), &E::Base::ONE),
            E: entry.u,
            H: entry.v,
        }
    }

    #[inline(always)]
    fn denominator(&self) -> Self::Fe {
        self.Z
    }

    #[inline(always)]
    fn to_affine(self, inverse: &Self::Fe) -> Self::Affine {
        let (u, v) = (self.X.mul(inverse), self.Y.mul(inverse));
        let d = Self::Fe::splat(inverse.witness(), &E::D);
        LaneAffine {
            u,
            v,
            duv: d.mul(&u).mul(&v),
        }
    }

    #[inline(always)]
    fn double(&self) -> Self {
        let A = self.X.square();
        let B = self.Y.square();
        let G = A.add(&B);
        let E = self.X.add(&self.Y).square().sub(&G);
        let F = G.sub_shifted::<1>(&self.Z.square());
        Self::complete(E, &F, &G, A.sub(&B))
    }

    #[inline(always)]
    fn add_affine(&self, rhs: &Self::Affine) -> Self {
        self.sum(&rhs.u, &rhs.v, &rhs.duv, &self.Z)
    }

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        let d = Self::Fe::splat(self.Z.witness(), &E::D);
        let dT = d.mul(&rhs.E).mul(&rhs.H);
        self.sum(&rhs.X, &rhs.Y, &dT, &self.Z.mul(&rhs.Z))
    }

    #[inline(always)]
    fn select(&self, set: &Self, mask: u8) -> Self {
        Self {
            X: self.X.select(&set.X, mask),
            Y: self.Y.select(&set.Y, mask),
            Z: self.Z.select(&set.Z, mask),
            E: self.E.select(&set.E, mask),
            H: self.H.select(&set.H, mask),
        }
    }

    #[inline(always)]
    fn swap(&self, distance: usize) -> Self {
        Self {
            X: self.X.swap(distance),
            Y: self.Y.swap(distance),
            Z: self.Z.swap(distance),
            E: self.E.swap(distance),
            H: self.H.swap(distance),
        }
    }

    fn store<const N: usize>(&self) -> [Extended<E>; N] {
        let (X, Y, Z) = (
            self.X.store::<N>(),
            self.Y.store::<N>(),
            self.Z.store::<N>(),
        );
        let (E, H) = (self.E.store::<N>(), self.H.store::<N>());
        core::array::from_fn(|lane| Extended {
            X: X[lane],
            Y: Y[lane],
            Z: Z[lane],
            E: E[lane],
            H: H[lane],
        })
    }
}

impl<V: Vector, E: EdwardsParams<Base: Words>> CompleteGroup for LaneExtended<V, E> {
    type Vector = V;
    type Curve = Edwards<E>;

    #[inline(always)]
    fn identity(witness: V) -> Self {
        let zero = Coordinate::<V, E>::splat(witness, &E::Base::ZERO);
        let one = Coordinate::<V, E>::splat(witness, &E::Base::ONE);
        Self {
            X: zero,
            Y: one,
            Z: one,
            E: zero,
            H: one,
        }
    }

    #[inline(always)]
    fn load(witness: V, points: [&Affine<E>; LANES]) -> Self {
        Self::from_affine(&Self::load_affine(witness, points))
    }

    #[inline(always)]
    fn witness(&self) -> V {
        self.X.witness()
    }

    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            X: self.X.neg(),
            E: self.E.neg(),
            ..*self
        }
    }

    #[inline(always)]
    fn double(&self) -> Self {
        LaneGroup::double(self)
    }

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        LaneGroup::add(self, rhs)
    }

    #[inline(always)]
    fn select(&self, set: &Self, mask: u8) -> Self {
        LaneGroup::select(self, set, mask)
    }

    fn store(&self) -> [Extended<E>; LANES] {
        LaneGroup::store::<LANES>(self)
    }
}

impl<E: EdwardsParams<Base: Words>> LaneCurve for Edwards<E> {
    type Public<V: Vector> = LaneExtended<V, E>;
    type Secret<V: Vector> = LaneExtended<V, E>;
}
