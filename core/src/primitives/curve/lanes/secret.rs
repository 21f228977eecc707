// SPDX-License-Identifier: MIT OR Apache-2.0
//! Multiples of eight points by eight secret scalars, in constant time.
//!
//! As `multiply::multiply` does it: signed digits of fixed windows, a table of the multiples of each point, every
//! entry of it read for every digit and kept under a mask, complete formulas. Nothing is gathered by a secret index,
//! and no branch depends on a digit.

use super::Scalars;
use super::group::CompleteGroup;
use super::vector::{LANES, Vector, Work};
use crate::ct::Zeroizing;
use crate::primitives::curve::Curve;

/// The window of the digits.
pub(in super::super) const SECRET_WINDOW: u32 = 4;

/// Multiples in a table.
const SECRET_TABLE: usize = 1 << (SECRET_WINDOW - 1);

/// The multiple of each point by the digits of each scalar.
pub(super) fn multiply<G: CompleteGroup>(
    zero: G::Vector,
    points: [&<G::Curve as Curve>::Affine; LANES],
    scalars: &Scalars,
) -> [<G::Curve as Curve>::Ct; LANES] {
    let (point, mut sum): (G, G) = zero.call(Load { zero, points });
    let mut table = [point; SECRET_TABLE];
    for i in 1..SECRET_TABLE {
        table[i] = add(&table[i - 1], &point);
    }
    for window in (0..scalars[0].digits().len()).rev() {
        for _ in 0..SECRET_WINDOW {
            sum = zero.call(Double(&sum));
        }
        let entry = zero.call(LookUp {
            table: &table,
            scalars,
            window,
        });
        sum = add(&sum, &entry);
    }
    sum.store()
}

/// The points, and the identity.
struct Load<'a, G: CompleteGroup> {
    zero: G::Vector,
    points: [&'a <G::Curve as Curve>::Affine; LANES],
}

impl<G: CompleteGroup> Work for Load<'_, G> {
    type Output = (G, G);

    #[inline(always)]
    fn run(self) -> (G, G) {
        (G::load(self.zero, self.points), G::identity(self.zero))
    }
}

/// [`CompleteGroup::double`] as a call.
struct Double<'a, G>(&'a G);

impl<G: CompleteGroup> Work for Double<'_, G> {
    type Output = G;

    #[inline(always)]
    fn run(self) -> G {
        self.0.double()
    }
}

/// [`CompleteGroup::add`] as a call.
fn add<G: CompleteGroup>(left: &G, right: &G) -> G {
    struct Add<'a, G>(&'a G, &'a G);

    impl<G: CompleteGroup> Work for Add<'_, G> {
        type Output = G;

        #[inline(always)]
        fn run(self) -> G {
            self.0.add(self.1)
        }
    }

    left.witness().call(Add(left, right))
}

/// The entry for the digit of each lane.
struct LookUp<'a, G> {
    table: &'a [G; SECRET_TABLE],
    scalars: &'a Scalars,
    window: usize,
}

impl<G: CompleteGroup> Work for LookUp<'_, G> {
    type Output = G;

    #[inline(always)]
    fn run(self) -> G {
        let witness = self.table[0].witness();
        let mut magnitudes = Zeroizing::new([0; LANES]);
        let mut signs = Zeroizing::new([0; LANES]);
        for lane in 0..LANES {
            let digit = i64::from(self.scalars[lane].digits()[self.window]);
            let sign = digit >> 63;
            magnitudes[lane] = ((digit ^ sign) - sign) as u64;
            signs[lane] = (sign & 1) as u64;
        }
        let magnitudes = witness.load(&magnitudes);
        let mut entry = G::identity(witness);
        for (j, candidate) in (1..).zip(self.table) {
            entry = entry.select(candidate, magnitudes.equal(witness.splat(j)));
        }
        let negative = witness.load(&signs).equal(witness.splat(1));
        entry.select(&entry.neg(), negative)
    }
}
