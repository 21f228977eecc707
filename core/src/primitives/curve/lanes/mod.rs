// SPDX-License-Identifier: MIT OR Apache-2.0
//! Eight computations on one curve at once, on processors with AVX-512 IFMA.
//!
//! | File | Holds |
//! |---|---|
//! | `vector.rs`, `backend/` | vectors of eight words: the instructions |
//! | `field.rs` | eight field elements, in limbs of 52 bits |
//! | `group.rs` | what is asked of eight points |
//! | `jacobian.rs`, `projective.rs`, `edwards.rs` | the formulas |
//! | `verify.rs` | the sums of a verification, for eight signatures or spread over the lanes for one |
//! | `secret.rs` | multiples under secret scalars, in constant time |
//! | `batch.rs` | many verifications or agreements: eight at a time, and one by one what does not fit |
//!
//! Lanes never meet, but in the tree that ends a single sum: a batch is single verifications side by side, and what is in
//! one lane has no bearing on another. Curves: those of a = -3 over 2^256 - 617, 2^255 + 3225 and 2^512 - 569, and the
//! twisted Edwards forms. Those over a prime without shape (CryptoPro-C, 512-B) and the test sets are computed without
//! lanes.

#![cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "other targets have no vectors to compute with")
)]

pub(super) mod backend;
pub(super) mod batch;
mod edwards;
mod field;
mod group;
mod jacobian;
mod projective;
pub(super) mod secret;
mod vector;
mod verify;

#[cfg(test)]
mod tests;

use super::Curve;
use super::multiply::Comb;
use super::recode::Windows;
use backend::{Backend, on_backend};
use group::LaneCurve;
use vector::{LANES, Vector};

/// The multiples of a verification, for each lane: z1 of the base point, z2 of the key.
pub(super) type Scalars = [Windows; LANES];

/// What is computed in lanes on a curve, without the types that depend on the instruction set.
pub(super) struct Lanes<C: Curve> {
    /// z1 P + z2 Q in each lane, by digits of the window of the table of P and of [`verify::PLAIN_WINDOW`].
    plain: Plain<C>,
    /// The same from tables, by digits of their windows.
    prepared: Prepared<C>,
    /// One sum of two multiples from their tables, which have entries for every window, its terms spread over the lanes.
    single: Single<C>,
    /// The multiple of each point by the digits, of [`secret::SECRET_WINDOW`], of each scalar, in constant time.
    multiply: Multiply<C>,
}

/// The table of P, the digits of z1; the keys, the digits of z2.
type Plain<C> =
    fn(Backend, &Comb<C>, &Scalars, [&<C as Curve>::Affine; LANES], &Scalars) -> Sums<C>;

/// The table of P, the digits of z1; the tables of the keys, of one layout, the digits of z2.
type Prepared<C> = fn(Backend, &Comb<C>, &Scalars, [&Comb<C>; LANES], &Scalars) -> Sums<C>;

/// Two tables and digits of their windows.
type Single<C> = fn(Backend, [(&Comb<C>, &Windows); 2]) -> <C as Curve>::Vt;

/// Points and scalars.
type Multiply<C> =
    fn(Backend, [&<C as Curve>::Affine; LANES], &Scalars) -> [<C as Curve>::Ct; LANES];

/// A sum for each lane. Where an addition failed the point has no coordinates, as the identity has none.
pub(super) type Sums<C> = [<C as Curve>::Vt; LANES];

impl<C: LaneCurve> Lanes<C> {
    /// Those of one curve.
    pub(super) const NEW: Self = Self {
        plain: |backend, base, z1, keys, z2| {
            on_backend!(backend, zero => {
                verify::plain::<C::Public<_>>(zero, base, z1, keys, z2)
            })
        },
        prepared: |backend, base, z1, keys, z2| {
            on_backend!(backend, zero => {
                verify::prepared::<C::Public<_>>(zero, base, z1, keys, z2)
            })
        },
        single: |backend, terms| on_backend!(backend, zero => verify::single::<C::Public<_>>(zero, terms)),
        multiply: |backend, points, scalars| on_backend!(backend, zero => secret::multiply::<C::Secret<_>>(zero, points, scalars)),
    };
}
