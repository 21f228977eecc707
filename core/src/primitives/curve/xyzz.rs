// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sums of many Weierstrass points for public data: coordinates x = X/ZZ, y = Y/ZZZ with ZZ^3 = ZZZ^2.
//!
//! Adding a point by its affine coordinates takes 8 M + 2 S here, one squaring less than in Jacobian coordinates, and a
//! sum over tables has no doublings, which would cost more. Two sums run side by side, product beside product: the
//! products of one addition wait for each other, those of two additions do not, and a processor looks ahead no
//! further than over three products.
//!
//! The formulas are those of Sutherland as listed at <https://hyperelliptic.org/EFD/g1p/auto-shortw-xyzz.html>
//! (madd-2008-s). Operands with the same x are left to `jacobian.rs`. **Branches on the values.**

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use super::Group;
use super::jacobian::Jacobian;
use super::weierstrass::{Affine, WeierstrassParams};
use crate::primitives::field::Field;

/// A sum so far. The identity has zero in all coordinates.
#[derive(Clone, Copy)]
struct Sum<W: WeierstrassParams> {
    X: W::Base,
    Y: W::Base,
    ZZ: W::Base,
    ZZZ: W::Base,
}

impl<W: WeierstrassParams> Sum<W> {
    const IDENTITY: Self = Self {
        X: W::Base::ZERO,
        Y: W::Base::ZERO,
        ZZ: W::Base::ZERO,
        ZZZ: W::Base::ZERO,
    };

    fn from_affine(point: &Affine<W::Base>) -> Self {
        Self {
            X: point.x,
            Y: point.y,
            ZZ: W::Base::ONE,
            ZZZ: W::Base::ONE,
        }
    }

    /// With Z = ZZZ, x = X ZZ^2 / Z^2 and y = Y ZZZ^2 / Z^3.
    fn to_jacobian(self) -> Jacobian<W> {
        if self.ZZ.is_zero_vartime() {
            return Jacobian::IDENTITY;
        }
        let ZZ = self.ZZZ.square();
        Jacobian {
            X: self.X.mul(&self.ZZ.square()),
            Y: self.Y.mul(&ZZ),
            Z: self.ZZZ,
            ZZ,
        }
    }

    fn from_jacobian(point: &Jacobian<W>) -> Self {
        if point.Z.is_zero_vartime() {
            return Self::IDENTITY;
        }
        Self {
            X: point.X,
            Y: point.Y,
            ZZ: point.ZZ,
            ZZZ: point.ZZ.mul(&point.Z),
        }
    }

    /// `self + point`, whatever they are.
    fn add(&self, point: &Affine<W::Base>) -> Self {
        Self::from_jacobian(&self.to_jacobian().add_affine(point))
    }
}

/// `(a + p, b + q)`.
#[inline(always)]
fn add_two<W: WeierstrassParams>(
    (a, p): (&Sum<W>, &Affine<W::Base>),
    (b, q): (&Sum<W>, &Affine<W::Base>),
) -> (Sum<W>, Sum<W>) {
    let (u_a, u_b) = (p.x.mul(&a.ZZ), q.x.mul(&b.ZZ));
    let (s_a, s_b) = (p.y.mul(&a.ZZZ), q.y.mul(&b.ZZZ));
    let (P_a, P_b) = (u_a.sub(&a.X), u_b.sub(&b.X));
    if P_a.is_zero_vartime() || P_b.is_zero_vartime() {
        return add_one_by_one((a, p), (b, q));
    }
    let (R_a, R_b) = (s_a.sub(&a.Y), s_b.sub(&b.Y));
    let (PP_a, PP_b) = (P_a.square(), P_b.square());
    let (RR_a, RR_b) = (R_a.square(), R_b.square());
    let (PPP_a, PPP_b) = (P_a.mul(&PP_a), P_b.mul(&PP_b));
    let (Q_a, Q_b) = (a.X.mul(&PP_a), b.X.mul(&PP_b));
    let (ZZ_a, ZZ_b) = (a.ZZ.mul(&PP_a), b.ZZ.mul(&PP_b));
    let X_a = RR_a.sub(&PPP_a).sub(&Q_a.double());
    let X_b = RR_b.sub(&PPP_b).sub(&Q_b.double());
    let (Y_a, Y_b) = (a.Y.mul(&PPP_a), b.Y.mul(&PPP_b));
    let (ZZZ_a, ZZZ_b) = (a.ZZZ.mul(&PPP_a), b.ZZZ.mul(&PPP_b));
    let (T_a, T_b) = (R_a.mul(&Q_a.sub(&X_a)), R_b.mul(&Q_b.sub(&X_b)));
    (
        Sum {
            X: X_a,
            Y: T_a.sub(&Y_a),
            ZZ: ZZ_a,
            ZZZ: ZZZ_a,
        },
        Sum {
            X: X_b,
            Y: T_b.sub(&Y_b),
            ZZ: ZZ_b,
            ZZZ: ZZZ_b,
        },
    )
}

/// The same where one of the sums is the identity or has the x of its point.
#[cold]
#[inline(never)]
fn add_one_by_one<W: WeierstrassParams>(
    (a, p): (&Sum<W>, &Affine<W::Base>),
    (b, q): (&Sum<W>, &Affine<W::Base>),
) -> (Sum<W>, Sum<W>) {
    (a.add(p), b.add(q))
}

/// The sum of points.
pub(super) fn sum_vartime<W: WeierstrassParams>(points: &[Affine<W::Base>]) -> Jacobian<W> {
    let (pairs, rest) = points.as_chunks::<2>();
    let Some(([p, q], pairs)) = pairs.split_first() else {
        return rest.first().map_or(Jacobian::IDENTITY, Group::from_affine);
    };
    let (mut a, mut b) = (Sum::<W>::from_affine(p), Sum::from_affine(q));
    for [p, q] in pairs {
        (a, b) = add_two((&a, p), (&b, q));
    }
    let sum = a.to_jacobian().add_cached(&b.to_jacobian().to_cached());
    rest.iter().fold(sum, |sum, point| sum.add_affine(point))
}
