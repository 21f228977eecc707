// SPDX-License-Identifier: MIT OR Apache-2.0
//! Multiples of points: under secret scalars in constant time, and fast for public data.
//!
//! | Function | Use | How |
//! |---|---|---|
//! | [`multiply_base`] | keys, signing | 4-bit windows, one table for each: additions only |
//! | [`multiply`] | key agreement | 5-bit windows, table of 16 multiples made on the spot |
//! | [`combine_vartime`] | verification | interleaved non-adjacent forms, width 10 for P, 5 for Q |
//! | [`combine_prepared_vartime`] | verification, prepared key | tables for the windows: additions, few doublings or none |
//! | [`in_subgroup_vartime`] | import on the curves of cofactor 4 | non-adjacent form of q |
//!
//! In constant time, a table is read whole for every digit and the entry kept under a mask; a digit of zero adds some
//! entry all the same and drops the sum. Tables of P are made at their first use and stay: see [`BaseTables`].

use alloc::boxed::Box;
use alloc::vec::Vec;

use once_cell::race::OnceBox;

use super::recode::{MAX_WINDOW, MAX_WINDOWS, MIN_WINDOW, Naf, Windows, window_count};
use super::{Curve, Entry, Group};
use crate::ct::{Choice, ConditionallySelectable, ConstantTimeEq};
use crate::primitives::field::Field;

/// Window of the table of P for secret scalars: 32 KiB on a Weierstrass curve of 256 bits, 128 KiB on one of 512.
const BASE_WINDOW: u32 = MIN_WINDOW;

/// Window of a point seen once, under a secret scalar.
const POINT_WINDOW: u32 = 5;

/// Multiples in its table.
const POINT_TABLE: usize = 1 << (POINT_WINDOW - 1);

/// Width of the non-adjacent form for P: a table of 16 KiB (256 bits), 32 KiB (512), half as much again in Edwards
/// form. Each bit more saves 2 additions of 340 and doubles the table.
const BASE_NAF: u32 = 10;

/// Width of the non-adjacent form for a point seen once.
const POINT_NAF: u32 = 5;

/// Odd multiples in its table.
const POINT_NAF_TABLE: usize = 1 << (POINT_NAF - 2);

/// Octets of the table of P for verifications with a prepared key.
const BASE_BUDGET: usize = 640 << 10;

/// The tables of the base point of one curve. Each is made when it is first needed.
///
/// Two threads may make one at the same time; one result is kept. The contents are public constants.
pub(super) struct BaseTables<C: Curve> {
    /// For secret scalars.
    secret: OnceBox<Comb<C>>,
    /// Odd multiples P, 3 P, .., for the non-adjacent form.
    odd: OnceBox<Vec<C::Affine>>,
    /// For verification with a prepared key.
    prepared: OnceBox<Comb<C>>,
}

impl<C: Curve> BaseTables<C> {
    pub(super) const fn new() -> Self {
        Self {
            secret: OnceBox::new(),
            odd: OnceBox::new(),
            prepared: OnceBox::new(),
        }
    }

    fn secret(&self) -> &Comb<C> {
        self.secret.get_or_init(|| {
            Box::new(Comb::new_vartime(
                &C::generator(),
                Layout::full(BASE_WINDOW),
            ))
        })
    }

    fn odd(&self) -> &[C::Affine] {
        self.odd.get_or_init(|| {
            let mut odd = alloc::vec![C::Vt::IDENTITY; 1 << (BASE_NAF - 2)];
            odd_multiples_vartime::<C>(&C::generator(), &mut odd);
            Box::new(C::normalise_batch_vartime(&odd))
        })
    }

    pub(super) fn prepared(&self) -> &Comb<C> {
        self.prepared.get_or_init(|| {
            Box::new(match Layout::full_within::<C>(BASE_BUDGET) {
                Some(layout) => Comb::new_vartime(&C::generator(), layout),
                None => unreachable!("the budget holds a table of every curve"),
            })
        })
    }
}

/// The shape of a table of multiples: which windows of a scalar have a table of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Bits of a window.
    pub(super) window: u32,
    /// Every how many windows there is a table. The windows between two tables take `window` doublings each, all
    /// tables together.
    pub(super) spacing: usize,
}

impl Layout {
    /// A table for every window: additions only.
    pub(super) const fn full(window: u32) -> Self {
        Self { window, spacing: 1 }
    }

    /// The layout that multiplies fastest of those that fit into some octets; `None` when none does.
    pub(super) fn within<C: Curve>(budget: usize) -> Option<Self> {
        Self::best::<C>(budget, usize::MAX)
    }

    /// The same among those with a table for every window.
    fn full_within<C: Curve>(budget: usize) -> Option<Self> {
        Self::best::<C>(budget, 1)
    }

    fn best<C: Curve>(budget: usize, max_spacing: usize) -> Option<Self> {
        let mut best = None;
        for window in MIN_WINDOW..=MAX_WINDOW {
            let windows = window_count(C::Scalar::OCTETS, window);
            for spacing in 1..=windows.min(max_spacing) {
                let layout = Self { window, spacing };
                // An addition is to a doubling about as 4 to 3.
                let cost = 4 * windows + 3 * window as usize * (spacing - 1);
                if layout.octets::<C>() <= budget && best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, layout));
                }
            }
        }
        best.map(|(_, layout)| layout)
    }

    /// Octets of the table.
    pub(super) fn octets<C: Curve>(&self) -> usize {
        let tables = window_count(C::Scalar::OCTETS, self.window).div_ceil(self.spacing);
        (tables << (self.window - 1)) * size_of::<C::Affine>()
    }
}

/// Multiples of one point for windows of a scalar: `j 2^(window i)` times the point, `j` in `1..=2^(window-1)`, for
/// `i` = 0, `spacing`, 2 `spacing` and so on.
pub(super) struct Comb<C: Curve> {
    layout: Layout,
    entries: Vec<C::Affine>,
}

impl<C: Curve> Comb<C> {
    /// Makes the table of a public point of order q.
    pub(super) fn new_vartime(point: &C::Affine, layout: Layout) -> Self {
        let Layout { window, spacing } = layout;
        let tables = window_count(C::Scalar::OCTETS, window).div_ceil(spacing);
        let half = 1usize << (window - 1);
        let mut multiples = Vec::with_capacity(tables * half);
        let mut base = C::Vt::from_affine(point);
        for _ in 0..tables {
            let step = base.to_cached();
            let mut multiple = base;
            multiples.push(multiple);
            for _ in 1..half {
                multiple = multiple.add_cached(&step);
                multiples.push(multiple);
            }
            // The last multiple is 2^(window - 1) times the first.
            base = multiple.double();
            for _ in 0..window as usize * (spacing - 1) {
                base = base.double();
            }
        }
        // No multiple is the identity: j 2^i is no multiple of the prime q.
        Self {
            layout,
            entries: C::normalise_batch_vartime(&multiples),
        }
    }

    /// Octets of the table.
    pub(super) fn octets(&self) -> usize {
        size_of_val(&*self.entries)
    }

    /// Which windows have entries.
    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// The point itself.
    pub(super) fn first(&self) -> &C::Affine {
        &self.entries[0]
    }

    /// The entries of the window `i` `spacing`.
    pub(super) fn table(&self, i: usize) -> &[C::Affine] {
        let half = 1 << (self.layout.window - 1);
        &self.entries[i * half..(i + 1) * half]
    }

    /// The entries of each window that has some.
    pub(super) fn tables(&self) -> core::slice::ChunksExact<'_, C::Affine> {
        self.entries.chunks_exact(1 << (self.layout.window - 1))
    }

    /// `k` times the point, in constant time.
    fn multiply(&self, k: &C::Scalar) -> C::Ct {
        debug_assert_eq!(self.layout.spacing, 1);
        let windows = Windows::new::<C>(k, self.layout.window);
        let mut acc = C::Ct::IDENTITY;
        for (table, &digit) in self.tables().zip(windows.digits()) {
            let (entry, zero) = look_up(table, table[0], digit);
            let sum = acc.add_affine(&entry);
            acc = C::Ct::conditional_select(&sum, &acc, zero);
        }
        acc
    }

    /// Appends the table points that `windows` name and that no doubling follows.
    fn collect_vartime(&self, pass: usize, windows: &Windows, points: &mut Vec<C::Affine>) {
        let digits = windows
            .digits()
            .iter()
            .skip(pass)
            .step_by(self.layout.spacing);
        for (table, &digit) in self.tables().zip(digits) {
            match usize::from(digit.unsigned_abs()) {
                0 => {}
                j if digit > 0 => points.push(table[j - 1]),
                j => points.push(table[j - 1].neg()),
            }
        }
    }
}

/// `a P + b Q` by their tables, for public data, the scalars as in [`combine_vartime`]: passes of additions with doublings between them, of which there are
/// none where Q's layout has a table for every window. P's always has.
pub(super) fn combine_prepared_vartime<C: Curve>(
    (base, a): (&Comb<C>, &[u8]),
    (table, b): (&Comb<C>, &[u8]),
) -> C::Vt {
    debug_assert_eq!(base.layout.spacing, 1);
    let windows = Windows::of_octets::<C>(b, table.layout.window);
    let mut points = Vec::with_capacity(2 * MAX_WINDOWS);
    let mut acc = C::Vt::IDENTITY;
    for pass in (1..table.layout.spacing).rev() {
        points.clear();
        table.collect_vartime(pass, &windows, &mut points);
        for point in &points {
            acc = acc.add_affine(point);
        }
        for _ in 0..table.layout.window {
            acc = acc.double();
        }
    }
    points.clear();
    table.collect_vartime(0, &windows, &mut points);
    base.collect_vartime(
        0,
        &Windows::of_octets::<C>(a, base.layout.window),
        &mut points,
    );
    let sum = C::Vt::sum(&points);
    if table.layout.spacing == 1 {
        sum
    } else {
        acc.add_cached(&sum.to_cached())
    }
}

/// The entry for a digit, or `zero_entry` (perhaps negated) for zero, and whether the digit is zero.
///
/// `table[j - 1]` is the entry for j. The whole table is read, whatever the digit.
#[inline(always)]
fn look_up<T: Entry>(table: &[T], zero_entry: T, digit: i16) -> (T, Choice) {
    let sign = digit >> 15;
    let magnitude = ((digit ^ sign) - sign) as u16;
    let mut entry = zero_entry;
    for (j, candidate) in (1u16..).zip(table) {
        entry.conditional_assign(candidate, j.ct_eq(&magnitude));
    }
    let negative = Choice::from((sign & 1) as u8);
    entry = T::conditional_select(&entry, &entry.neg(), negative);
    (entry, magnitude.ct_eq(&0))
}

/// `k P`, in constant time.
pub(super) fn multiply_base<C: Curve>(k: &C::Scalar) -> C::Ct {
    C::tables().secret().multiply(k)
}

/// `k Q`, in constant time.
pub(super) fn multiply<C: Curve>(k: &C::Scalar, point: &C::Affine) -> C::Ct {
    let mut multiple = C::Ct::from_affine(point);
    let mut table = [multiple.to_cached(); POINT_TABLE];
    for entry in table.iter_mut().skip(1) {
        multiple = multiple.add_affine(point);
        *entry = multiple.to_cached();
    }
    let windows = Windows::new::<C>(k, POINT_WINDOW);
    let mut acc = C::Ct::IDENTITY;
    for &digit in windows.digits().iter().rev() {
        for _ in 0..POINT_WINDOW {
            acc = acc.double();
        }
        let (entry, _) = look_up(&table, C::Ct::IDENTITY.to_cached(), digit);
        acc = acc.add_cached(&entry);
    }
    acc
}

/// Fills `out` with Q, 3 Q, 5 Q and so on.
fn odd_multiples_vartime<C: Curve>(point: &C::Affine, out: &mut [C::Vt]) {
    let mut multiple = C::Vt::from_affine(point);
    let twice = multiple.double().to_cached();
    for entry in out {
        *entry = multiple;
        multiple = multiple.add_cached(&twice);
    }
}

/// `a P + b Q`, for public data. The scalars are octets, little-endian, below q.
pub(super) fn combine_vartime<C: Curve>(a: &[u8], b: &[u8], point: &C::Affine) -> C::Vt {
    let a = Naf::of_octets_vartime(a, BASE_NAF);
    let b = Naf::of_octets_vartime(b, POINT_NAF);
    interleave_vartime::<C>((a.digits(), C::tables().odd()), b.digits(), point)
}

/// Whether q Q is the identity. The point may have any order.
pub(super) fn in_subgroup_vartime<C: Curve>(point: &C::Affine) -> bool {
    let order = Naf::new_vartime(C::ORDER, POINT_NAF);
    let multiple = interleave_vartime::<C>((&[], &[]), order.digits(), point);
    C::x_fraction_vartime(&multiple).is_none()
}

/// The sum of a multiple of P by digits and table of odd multiples, and a multiple of Q by digits.
fn interleave_vartime<C: Curve>(
    (base_digits, base_table): (&[i16], &[C::Affine]),
    digits: &[i16],
    point: &C::Affine,
) -> C::Vt {
    let mut table = [C::Vt::IDENTITY; POINT_NAF_TABLE];
    odd_multiples_vartime::<C>(point, &mut table);
    let table = table.map(C::Vt::to_cached);

    let mut acc = C::Vt::IDENTITY;
    for i in (0..digits.len().max(base_digits.len())).rev() {
        acc = acc.double();
        if let Some(entry) = pick_vartime(&table, digits.get(i)) {
            acc = acc.add_cached(&entry);
        }
        if let Some(entry) = pick_vartime(base_table, base_digits.get(i)) {
            acc = acc.add_affine(&entry);
        }
    }
    acc
}

/// The entry for an odd public digit from a table of odd multiples; `None` for zero and past the end.
#[inline(always)]
fn pick_vartime<T: Entry>(table: &[T], digit: Option<&i16>) -> Option<T> {
    match *digit? {
        0 => None,
        digit if digit > 0 => Some(table[usize::from(digit.unsigned_abs() / 2)]),
        digit => Some(table[usize::from(digit.unsigned_abs() / 2)].neg()),
    }
}
