// SPDX-License-Identifier: MIT OR Apache-2.0
//! Eight points at once: what the sums of `verify.rs` and `secret.rs` ask of the points of a curve.

use super::field::LaneField;
use super::vector::{LANES, Vector, Work};
use crate::primitives::curve::Curve;

/// A curve whose points have a form in lanes.
pub(in super::super) trait LaneCurve: Curve {
    /// Points for public data. An addition may fail, and then leaves a point without coordinates for good.
    type Public<V: Vector>: LaneGroup<Vector = V, Curve = Self>;
    /// Points under secret scalars.
    type Secret<V: Vector>: CompleteGroup<Vector = V, Curve = Self>;
}

/// Eight points, one in each lane.
pub(in super::super) trait LaneGroup: Copy {
    /// The vectors.
    type Vector: Vector;
    /// The curve.
    type Curve: Curve;
    /// The coordinates.
    type Fe: LaneField<Vector = Self::Vector>;
    /// Eight points of which none is the identity, as table entries.
    type Affine: Copy;

    /// An entry for each lane.
    fn load_affine(
        witness: Self::Vector,
        entries: [&<Self::Curve as Curve>::Affine; LANES],
    ) -> Self::Affine;

    /// `set` in the lanes of `mask`, `clear` in the others.
    fn select_affine(clear: &Self::Affine, set: &Self::Affine, mask: u8) -> Self::Affine;

    /// The opposite points.
    fn negate_affine(entry: &Self::Affine) -> Self::Affine;

    /// The same points.
    fn from_affine(entry: &Self::Affine) -> Self;

    /// What the coordinates are divided by; zero in the lanes where an addition failed.
    fn denominator(&self) -> Self::Fe;

    /// The points as entries, from the inverses of the denominators.
    fn to_affine(self, inverse: &Self::Fe) -> Self::Affine;

    /// `2 self`.
    fn double(&self) -> Self;

    /// `self + rhs`.
    fn add_affine(&self, rhs: &Self::Affine) -> Self;

    /// `self + rhs`.
    fn add(&self, rhs: &Self) -> Self;

    /// `set` in the lanes of `mask`, `self` in the others.
    fn select(&self, set: &Self, mask: u8) -> Self;

    /// The point of lane `lane ^ distance` in every lane.
    fn swap(&self, distance: usize) -> Self;

    /// The points of the first `N` lanes.
    fn store<const N: usize>(&self) -> [<Self::Curve as Curve>::Vt; N];
}

/// Eight points under secret scalars: every operation holds for all points and takes the same time for all.
pub(in super::super) trait CompleteGroup: Copy {
    /// The vectors.
    type Vector: Vector;
    /// The curve.
    type Curve: Curve;

    /// The neutral element in every lane.
    fn identity(witness: Self::Vector) -> Self;

    /// A point for each lane.
    fn load(witness: Self::Vector, points: [&<Self::Curve as Curve>::Affine; LANES]) -> Self;

    /// A vector of the same kind.
    fn witness(&self) -> Self::Vector;

    /// The opposite points.
    fn neg(&self) -> Self;

    /// `2 self`.
    fn double(&self) -> Self;

    /// `self + rhs`.
    fn add(&self, rhs: &Self) -> Self;

    /// `set` in the lanes of `mask`, `self` in the others.
    fn select(&self, set: &Self, mask: u8) -> Self;

    /// The point of each lane.
    fn store(&self) -> [<Self::Curve as Curve>::Ct; LANES];
}

/// [`LaneGroup::double`] as a call: written out wherever they are used, the formulas would be most of the library.
#[inline(always)]
pub(super) fn double<G: LaneGroup>(point: &G) -> G {
    struct Double<'a, G>(&'a G);

    impl<G: LaneGroup> Work for Double<'_, G> {
        type Output = G;

        #[inline(always)]
        fn run(self) -> G {
            self.0.double()
        }
    }

    point.denominator().witness().call(Double(point))
}

/// [`LaneGroup::add_affine`] as a call.
#[inline(always)]
pub(super) fn add_affine<G: LaneGroup>(point: &G, rhs: &G::Affine) -> G {
    struct AddAffine<'a, G: LaneGroup>(&'a G, &'a G::Affine);

    impl<G: LaneGroup> Work for AddAffine<'_, G> {
        type Output = G;

        #[inline(always)]
        fn run(self) -> G {
            self.0.add_affine(self.1)
        }
    }

    point.denominator().witness().call(AddAffine(point, rhs))
}

/// [`LaneGroup::add`] as a call.
#[inline(always)]
pub(super) fn add<G: LaneGroup>(point: &G, rhs: &G) -> G {
    struct Add<'a, G>(&'a G, &'a G);

    impl<G: LaneGroup> Work for Add<'_, G> {
        type Output = G;

        #[inline(always)]
        fn run(self) -> G {
            self.0.add(self.1)
        }
    }

    point.denominator().witness().call(Add(point, rhs))
}
