// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sums of a verification in lanes: z1 P + z2 Q, for public data.
//!
//! Digits are signed, of fixed windows, so that all lanes double and add at the same steps. P comes from its table for
//! every window, hence without doublings; so does Q, where the key is prepared. For a key seen once, the table of Q is
//! made in lanes, brought to coordinates by one inversion for all, and each entry picked under masks.
//!
//! A lane whose digits were all zero so far holds nothing: it takes the next entry in place of a sum. A lane whose
//! digit is zero keeps what it has. Lanes in which an addition fails end without coordinates, as those do that hold
//! nothing to the end.

use super::field::LaneField;
use super::group::{LaneGroup, add, add_affine, double};
use super::vector::{LANES, Vector, Work, each};
use super::{Scalars, Sums};
use crate::primitives::curve::multiply::Comb;
use crate::primitives::curve::recode::Windows;
use crate::primitives::curve::{Curve, Group, invert_batch_vartime};

/// The window for a key seen once.
pub(in super::super) const PLAIN_WINDOW: u32 = 4;

/// Multiples in its table.
const PLAIN_TABLE: usize = 1 << (PLAIN_WINDOW - 1);

/// The entries of a table without lanes.
type Entries<G> = <<G as LaneGroup>::Curve as Curve>::Affine;

/// Points without lanes.
type Point<G> = <<G as LaneGroup>::Curve as Curve>::Vt;

/// z1 P + z2 Q for keys seen once.
pub(super) fn plain<G: LaneGroup>(
    zero: G::Vector,
    base: &Comb<G::Curve>,
    z1: &Scalars,
    keys: [&Entries<G>; LANES],
    z2: &Scalars,
) -> Sums<G::Curve> {
    let sum: Sum<G> = zero.call(Plain {
        zero,
        base,
        z1,
        keys,
        z2,
    });
    sum.store()
}

/// z1 P + z2 Q for keys with tables of one layout.
pub(super) fn prepared<G: LaneGroup>(
    zero: G::Vector,
    base: &Comb<G::Curve>,
    z1: &Scalars,
    keys: [&Comb<G::Curve>; LANES],
    z2: &Scalars,
) -> Sums<G::Curve> {
    let sum: Sum<G> = zero.call(Prepared {
        zero,
        base,
        z1,
        keys,
        z2,
    });
    sum.store()
}

/// The sum of two multiples from their tables, its terms spread over the lanes.
pub(super) fn single<G: LaneGroup>(
    zero: G::Vector,
    terms: [(&Comb<G::Curve>, &Windows); 2],
) -> Point<G> {
    let sum: Sum<G> = zero.call(Single { zero, terms });
    let [point] = sum.store();
    point
}

/// A sum in each lane.
struct Sum<G> {
    point: G,
    /// The lanes that hold nothing yet.
    empty: u8,
}

impl<G: LaneGroup> Sum<G> {
    /// Nothing in any lane.
    #[inline(always)]
    fn empty(any: &G::Affine) -> Self {
        Self {
            point: G::from_affine(any),
            empty: u8::MAX,
        }
    }

    /// Adds an entry in every lane but those of `skip`.
    #[inline(always)]
    fn add(&mut self, entry: &G::Affine, skip: u8) {
        if self.empty == u8::MAX {
            self.point = G::from_affine(entry);
            self.empty = skip;
            return;
        }
        let mut sum = add_affine(&self.point, entry);
        if self.empty != 0 {
            sum = sum.select(&G::from_affine(entry), self.empty);
        }
        if skip != 0 {
            sum = sum.select(&self.point, skip);
        }
        self.point = sum;
        self.empty &= skip;
    }

    /// The points of the first lanes.
    #[inline(always)]
    fn store<const N: usize>(&self) -> [Point<G>; N] {
        let mut points = self.point.store::<N>();
        for (lane, point) in points.iter_mut().enumerate() {
            if self.empty >> lane & 1 == 1 {
                *point = Point::<G>::IDENTITY;
            }
        }
        points
    }
}

/// One digit in each lane.
struct Digits {
    magnitudes: [u64; LANES],
    negative: u8,
    zero: u8,
}

impl Digits {
    #[inline(always)]
    fn new(digits: [i16; LANES]) -> Self {
        let mask = |test: fn(i16) -> bool| {
            (0..LANES).fold(0, |mask, lane| mask | u8::from(test(digits[lane])) << lane)
        };
        Self {
            magnitudes: digits.map(|digit| u64::from(digit.unsigned_abs())),
            negative: mask(|digit| digit < 0),
            zero: mask(|digit| digit == 0),
        }
    }

    /// The digits of one window of eight scalars.
    #[inline(always)]
    fn of(scalars: &Scalars, window: usize) -> Self {
        Self::new(core::array::from_fn(|lane| scalars[lane].digits()[window]))
    }
}

/// Adds the entry for a digit from a table for each lane.
#[inline(always)]
fn add_from_tables<G: LaneGroup>(
    zero: G::Vector,
    sum: &mut Sum<G>,
    tables: [&[Entries<G>]; LANES],
    digits: &Digits,
) {
    if digits.zero == u8::MAX {
        return;
    }
    let entries = core::array::from_fn(|lane| {
        // A digit of zero takes some entry, which is dropped.
        &tables[lane][digits.magnitudes[lane].saturating_sub(1) as usize]
    });
    let entry = G::load_affine(zero, entries);
    let entry = G::select_affine(&entry, &G::negate_affine(&entry), digits.negative);
    sum.add(&entry, digits.zero);
}

/// Adds z1 P from the table of P.
#[inline(always)]
fn add_base<G: LaneGroup>(zero: G::Vector, sum: &mut Sum<G>, base: &Comb<G::Curve>, z1: &Scalars) {
    for (i, table) in base.tables().enumerate() {
        add_from_tables(zero, sum, [table; LANES], &Digits::of(z1, i));
    }
}

struct Plain<'a, G: LaneGroup> {
    zero: G::Vector,
    base: &'a Comb<G::Curve>,
    z1: &'a Scalars,
    keys: [&'a Entries<G>; LANES],
    z2: &'a Scalars,
}

impl<G: LaneGroup> Work for Plain<'_, G> {
    type Output = Sum<G>;

    #[inline(always)]
    fn run(self) -> Sum<G> {
        let key = G::load_affine(self.zero, self.keys);
        let table = multiples_vartime::<G>(&key);
        let mut sum: Sum<G> = Sum::empty(&key);
        for i in (0..self.z2[0].digits().len()).rev() {
            if sum.empty != u8::MAX {
                for _ in 0..PLAIN_WINDOW {
                    sum.point = double(&sum.point);
                }
            }
            let digits = Digits::of(self.z2, i);
            let magnitudes = self.zero.load(&digits.magnitudes);
            let mut entry = table[0];
            for (j, candidate) in (2..).zip(&table[1..]) {
                let mask = magnitudes.equal(self.zero.splat(j));
                entry = G::select_affine(&entry, candidate, mask);
            }
            let entry = G::select_affine(&entry, &G::negate_affine(&entry), digits.negative);
            sum.add(&entry, digits.zero);
        }
        add_base(self.zero, &mut sum, self.base, self.z1);
        sum
    }
}

/// Q, 2 Q, .. in each lane, as table entries.
#[inline(always)]
fn multiples_vartime<G: LaneGroup>(key: &G::Affine) -> [G::Affine; PLAIN_TABLE] {
    let mut multiples = [G::from_affine(key); PLAIN_TABLE];
    multiples[1] = double(&multiples[0]);
    for i in 2..PLAIN_TABLE {
        // i Q is neither Q nor -Q: the addition does not fail.
        multiples[i] = add_affine(&multiples[i - 1], key);
    }
    // partial[i] is the product of the denominators before i.
    let mut partial = [multiples[0].denominator(); PLAIN_TABLE];
    let mut product = partial[0];
    for i in 1..PLAIN_TABLE {
        partial[i] = product;
        product = product.mul(&multiples[i].denominator());
    }
    let mut inverses: [_; LANES] = product.store::<LANES>();
    invert_batch_vartime(&mut inverses);
    let mut inverse = G::Fe::load(product.witness(), inverses.each_ref());
    let mut table = [*key; PLAIN_TABLE];
    for i in (1..PLAIN_TABLE).rev() {
        table[i] = multiples[i].to_affine(&inverse.mul(&partial[i]));
        inverse = inverse.mul(&multiples[i].denominator());
    }
    table
}

struct Prepared<'a, G: LaneGroup> {
    zero: G::Vector,
    base: &'a Comb<G::Curve>,
    z1: &'a Scalars,
    keys: [&'a Comb<G::Curve>; LANES],
    z2: &'a Scalars,
}

impl<G: LaneGroup> Work for Prepared<'_, G> {
    type Output = Sum<G>;

    #[inline(always)]
    fn run(self) -> Sum<G> {
        let any = G::load_affine(self.zero, each(self.keys, |key| key.first()));
        let mut sum: Sum<G> = Sum::empty(&any);
        // As `multiply::combine_prepared_vartime`: the windows that have no table share their doublings.
        let layout = self.keys[0].layout();
        for pass in (0..layout.spacing).rev() {
            let windows = (pass..self.z2[0].digits().len()).step_by(layout.spacing);
            for (i, window) in windows.enumerate() {
                let tables = each(self.keys, |key| key.table(i));
                add_from_tables(self.zero, &mut sum, tables, &Digits::of(self.z2, window));
            }
            if pass != 0 && sum.empty != u8::MAX {
                for _ in 0..layout.window {
                    sum.point = double(&sum.point);
                }
            }
        }
        add_base(self.zero, &mut sum, self.base, self.z1);
        sum
    }
}

struct Single<'a, G: LaneGroup> {
    zero: G::Vector,
    terms: [(&'a Comb<G::Curve>, &'a Windows); 2],
}

impl<G: LaneGroup> Work for Single<'_, G> {
    type Output = Sum<G>;

    #[inline(always)]
    fn run(self) -> Sum<G> {
        let any = self.terms[0].0.first();
        let mut sum: Sum<G> = Sum::empty(&G::load_affine(self.zero, [any; LANES]));
        let mut terms = self
            .terms
            .into_iter()
            .flat_map(|(comb, windows)| comb.tables().zip(windows.digits()));
        loop {
            let terms: [_; LANES] = core::array::from_fn(|_| terms.next());
            if terms[0].is_none() {
                break;
            }
            let digits = Digits::new(each(terms, |term| term.map_or(0, |(_, &digit)| digit)));
            let tables = each(terms, |term| {
                term.map_or(core::slice::from_ref(any), |(table, _)| table)
            });
            add_from_tables(self.zero, &mut sum, tables, &digits);
        }
        for distance in [1, 2, 4] {
            let other = sum.point.swap(distance);
            let other_empty = swap_mask(sum.empty, distance);
            let mut joined = add(&sum.point, &other);
            if sum.empty | other_empty != 0 {
                joined = joined.select(&other, sum.empty);
                joined = joined.select(&sum.point, other_empty);
            }
            sum = Sum {
                point: joined,
                empty: sum.empty & other_empty,
            };
        }
        sum
    }
}

/// The bit of lane `lane ^ distance` in the place of every lane.
fn swap_mask(mask: u8, distance: usize) -> u8 {
    (0..LANES).fold(0, |out, lane| out | (mask >> (lane ^ distance) & 1) << lane)
}
