// SPDX-License-Identifier: MIT OR Apache-2.0
//! Curves u^2 + v^2 = 1 + d u^2 v^2 of cofactor 4: the twisted Edwards form with e = 1 of
//! [RFC 7836, appendix A.2](https://www.rfc-editor.org/rfc/rfc7836#appendix-A.2), 256-A and 512-C.
//!
//! Keys and signatures carry Weierstrass coordinates. With s = (e - d)/4 and t = (e + d)/6:
//!
//! ```text
//! u = (x - t) / y            x = s (1 + v) / (1 - v) + t
//! v = (x - t - s)/(x - t + s)    y = (x - t) / u
//! ```
//!
//! Addition is that of Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited"
//! (<https://eprint.iacr.org/2008/522>), section 3.1. As e is a square and d is none, it is complete: it holds for all
//! rational points, whatever their order, so one set of formulas in constant time serves secret and public data.
//! For the same reason the map has no exception on a rational point but those of order 1 and 2.
//!
//! Refused on import: points off the curve, and points with y = 0, where the map divides by zero. The subgroup is
//! checked by the caller.

#![allow(
    non_snake_case,
    reason = "projective coordinates keep the capital letters of the papers"
)]

use alloc::vec::Vec;
use core::marker::PhantomData;

use super::lanes::Lanes;
use super::multiply::BaseTables;
use super::{Curve, Entry, Group, PointError, invert_batch_vartime};
use crate::ct::{Choice, ConditionallySelectable, ConstantTimeEq};
use crate::primitives::field::Field;

/// The numbers of a curve of cofactor 4.
pub(super) trait EdwardsParams: Copy + Send + Sync + Sized + 'static {
    /// GF(p).
    type Base: Field;
    /// The integers modulo q.
    type Scalar: Field;

    /// q, least significant limb first.
    const ORDER: &'static [u64];
    /// d, no square.
    const D: Self::Base;
    /// s = (e - d)/4.
    const S: Self::Base;
    /// t = (e + d)/6.
    const T: Self::Base;
    /// a of the Weierstrass form.
    const A: Self::Base;
    /// b of the Weierstrass form.
    const B: Self::Base;
    /// u of P.
    const GENERATOR_U: Self::Base;
    /// v of P.
    const GENERATOR_V: Self::Base;

    /// The tables of P.
    fn tables() -> &'static BaseTables<Edwards<Self>>;

    /// What is computed in lanes.
    fn lanes() -> Option<&'static Lanes<Edwards<Self>>> {
        None
    }
}

/// A curve in twisted Edwards form.
#[derive(Clone, Copy)]
pub(super) struct Edwards<E>(PhantomData<E>);

impl<E: EdwardsParams> Curve for Edwards<E> {
    type Base = E::Base;
    type Scalar = E::Scalar;
    type Affine = Affine<E>;
    type Ct = Extended<E>;
    type Vt = Extended<E>;

    const ORDER: &'static [u64] = E::ORDER;
    const COFACTOR_LOG2: u32 = 2;

    fn lanes() -> Option<&'static Lanes<Self>> {
        E::lanes()
    }

    fn generator() -> Affine<E> {
        Affine::new(E::GENERATOR_U, E::GENERATOR_V)
    }

    fn tables() -> &'static BaseTables<Self> {
        E::tables()
    }

    fn import_vartime(x: &E::Base, y: &E::Base) -> Result<Affine<E>, PointError> {
        let right_side = x.square().add(&E::A).mul(x).add(&E::B);
        if !bool::from(y.square().ct_eq(&right_side)) {
            return Err(PointError::NotOnCurve);
        }
        // The only point with y = 0 has order 2.
        if bool::from(y.is_zero()) {
            return Err(PointError::WrongSubgroup);
        }
        let x_t = x.sub(&E::T);
        let denominator = x_t.add(&E::S);
        // x - t = -s has no rational y, as d is no square: the denominator is not zero.
        let inverse = y.mul(&denominator).invert_vartime();
        Ok(Affine::new(
            x_t.mul(&denominator).mul(&inverse),
            x_t.sub(&E::S).mul(y).mul(&inverse),
        ))
    }

    fn x_fraction_vartime(point: &Extended<E>) -> Option<(E::Base, E::Base)> {
        // v = 1 at the identity alone.
        let denominator = point.Z.sub(&point.Y);
        if bool::from(denominator.is_zero()) {
            return None;
        }
        let numerator = E::S
            .mul(&point.Z.add(&point.Y))
            .add(&E::T.mul(&denominator));
        Some((numerator, denominator))
    }

    fn normalise(point: &Extended<E>) -> (E::Base, E::Base, Choice) {
        // x - t = s (Z + Y) / (Z - Y) and y = (x - t) Z / X share the inverse of (Z - Y) X.
        let denominator = point.Z.sub(&point.Y);
        let inverse = denominator.mul(&point.X).invert();
        let common = E::S.mul(&point.Z.add(&point.Y)).mul(&inverse);
        let x = common.mul(&point.X).add(&E::T);
        (x, common.mul(&point.Z), denominator.is_zero())
    }

    fn normalise_batch_vartime(points: &[Extended<E>]) -> Vec<Affine<E>> {
        let mut inverses: Vec<E::Base> = points.iter().map(|point| point.Z).collect();
        invert_batch_vartime(&mut inverses);
        let affine = |(point, inverse): (&Extended<E>, &E::Base)| {
            Affine::new(point.X.mul(inverse), point.Y.mul(inverse))
        };
        points.iter().zip(&inverses).map(affine).collect()
    }
}

/// A point by its coordinates.
#[derive(Clone, Copy)]
pub(super) struct Affine<E: EdwardsParams> {
    pub(super) u: E::Base,
    pub(super) v: E::Base,
    /// d u v.
    pub(super) duv: E::Base,
}

impl<E: EdwardsParams> Affine<E> {
    fn new(u: E::Base, v: E::Base) -> Self {
        Self {
            u,
            v,
            duv: E::D.mul(&u).mul(&v),
        }
    }
}

/// A point in projective coordinates u = X/Z, v = Y/Z, with X Y/Z as the product of E and H.
///
/// The product is taken only where a sum needs it: a doubling does not.
#[derive(Clone, Copy)]
pub(super) struct Extended<E: EdwardsParams> {
    pub(super) X: E::Base,
    pub(super) Y: E::Base,
    pub(super) Z: E::Base,
    pub(super) E: E::Base,
    pub(super) H: E::Base,
}

/// A point as a table entry.
#[derive(Clone, Copy)]
pub(super) struct Cached<E: EdwardsParams> {
    X: E::Base,
    Y: E::Base,
    Z: E::Base,
    /// d X Y/Z.
    dT: E::Base,
}

impl<E: EdwardsParams> Extended<E> {
    /// X = E F, Y = G H, Z = F G.
    #[inline(always)]
    fn complete(E: E::Base, F: &E::Base, G: &E::Base, H: E::Base) -> Self {
        Self {
            X: E.mul(F),
            Y: G.mul(&H),
            Z: F.mul(G),
            E,
            H,
        }
    }

    /// The sums of each point and its table entry.
    #[inline(always)]
    fn add_two([p, q]: &[Self; 2], [r, s]: &[Affine<E>; 2]) -> [Self; 2] {
        let A = [p.X.mul(&r.u), q.X.mul(&s.u)];
        let B = [p.Y.mul(&r.v), q.Y.mul(&s.v)];
        let T = [p.E.mul(&p.H), q.E.mul(&q.H)];
        let E = [
            p.X.add(&p.Y).mul(&r.u.add(&r.v)),
            q.X.add(&q.Y).mul(&s.u.add(&s.v)),
        ];
        let C = [T[0].mul(&r.duv), T[1].mul(&s.duv)];
        let H = [B[0].sub(&A[0]), B[1].sub(&A[1])];
        let E = [E[0].sub(&A[0]).sub(&B[0]), E[1].sub(&A[1]).sub(&B[1])];
        let F = [p.Z.sub(&C[0]), q.Z.sub(&C[1])];
        let G = [p.Z.add(&C[0]), q.Z.add(&C[1])];
        let Y = [G[0].mul(&H[0]), G[1].mul(&H[1])];
        let X = [E[0].mul(&F[0]), E[1].mul(&F[1])];
        let Z = [F[0].mul(&G[0]), F[1].mul(&G[1])];
        [0, 1].map(|i| Self {
            X: X[i],
            Y: Y[i],
            Z: Z[i],
            E: E[i],
            H: H[i],
        })
    }

    /// The sum from the coordinates X, Y, d T of the other operand and D = Z1 Z2.
    #[inline(always)]
    fn sum_of(&self, X: &E::Base, Y: &E::Base, dT: &E::Base, D: &E::Base) -> Self {
        let A = self.X.mul(X);
        let B = self.Y.mul(Y);
        let C = self.E.mul(&self.H).mul(dT);
        let E = self.X.add(&self.Y).mul(&X.add(Y)).sub(&A).sub(&B);
        Self::complete(E, &D.sub(&C), &D.add(&C), B.sub(&A))
    }
}

impl<E: EdwardsParams> Group for Extended<E> {
    type Affine = Affine<E>;
    type Cached = Cached<E>;
    const IDENTITY: Self = Self {
        X: E::Base::ZERO,
        Y: E::Base::ONE,
        Z: E::Base::ONE,
        E: E::Base::ZERO,
        H: E::Base::ONE,
    };

    fn from_affine(point: &Affine<E>) -> Self {
        Self {
            X: point.u,
            Y: point.v,
            Z: E::Base::ONE,
            E: point.u,
            H: point.v,
        }
    }

    fn to_cached(self) -> Cached<E> {
        let dT = E::D.mul(&self.E).mul(&self.H);
        Cached {
            X: self.X,
            Y: self.Y,
            Z: self.Z,
            dT,
        }
    }

    #[inline]
    fn double(&self) -> Self {
        let A = self.X.square();
        let B = self.Y.square();
        let C = self.Z.square().double();
        let G = A.add(&B);
        let E = self.X.add(&self.Y).square().sub(&G);
        Self::complete(E, &G.sub(&C), &G, A.sub(&B))
    }

    #[inline]
    fn add_affine(&self, rhs: &Affine<E>) -> Self {
        self.sum_of(&rhs.u, &rhs.v, &rhs.duv, &self.Z)
    }

    #[inline]
    fn add_cached(&self, rhs: &Cached<E>) -> Self {
        self.sum_of(&rhs.X, &rhs.Y, &rhs.dT, &self.Z.mul(&rhs.Z))
    }

    /// Two sums side by side, product beside product, as in `xyzz.rs` and for the same reason.
    fn sum(points: &[Affine<E>]) -> Self {
        let (pairs, rest) = points.as_chunks::<2>();
        let mut sums = [Self::IDENTITY; 2];
        for pair in pairs {
            sums = Self::add_two(&sums, pair);
        }
        let [a, b] = sums;
        let sum = a.add_cached(&b.to_cached());
        rest.iter().fold(sum, |sum, point| sum.add_affine(point))
    }
}

impl<E: EdwardsParams> ConditionallySelectable for Extended<E> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = E::Base::conditional_select;
        Self {
            X: select(&a.X, &b.X, choice),
            Y: select(&a.Y, &b.Y, choice),
            Z: select(&a.Z, &b.Z, choice),
            E: select(&a.E, &b.E, choice),
            H: select(&a.H, &b.H, choice),
        }
    }
}

impl<E: EdwardsParams> ConditionallySelectable for Affine<E> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = E::Base::conditional_select;
        Self {
            u: select(&a.u, &b.u, choice),
            v: select(&a.v, &b.v, choice),
            duv: select(&a.duv, &b.duv, choice),
        }
    }
}

impl<E: EdwardsParams> Entry for Affine<E> {
    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            u: self.u.neg(),
            v: self.v,
            duv: self.duv.neg(),
        }
    }
}

impl<E: EdwardsParams> ConditionallySelectable for Cached<E> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = E::Base::conditional_select;
        Self {
            X: select(&a.X, &b.X, choice),
            Y: select(&a.Y, &b.Y, choice),
            Z: select(&a.Z, &b.Z, choice),
            dT: select(&a.dT, &b.dT, choice),
        }
    }
}

impl<E: EdwardsParams> Entry for Cached<E> {
    #[inline(always)]
    fn neg(&self) -> Self {
        Self {
            X: self.X.neg(),
            dT: self.dT.neg(),
            ..*self
        }
    }
}
