// SPDX-License-Identifier: MIT OR Apache-2.0
//! Eight field elements at once, modulo a prime next to a power of two: 2^BITS - C, or 2^BITS + |C| for a negative C.
//!
//! Limb i of all eight elements is one vector; limbs have 52 bits. Two numbers say everything of a prime here: `TOP`,
//! the bits of the topmost limb that lie below 2^BITS, and `FOLD` = |C| 2^(52 L - BITS), with which 2^(52 L) = FOLD in
//! the field, or -FOLD.
//!
//! Invariant: limbs are below 2^52, the topmost below 2^(TOP + 1). Every operation takes any such element and gives
//! such an element back, so that callers compose operations freely; each ends in [`Fe::carry`]. The instructions look
//! at 52 bits of a multiplicand, hence the invariant is what the products rest on; the portable vectors check it.
//!
//! Subtraction adds a multiple of the prime whose limbs are all larger than what is subtracted ([`Fe::bias`]), so that
//! no limb is ever negative.

use super::vector::{LANES, LIMB_BITS, LIMB_MASK, Vector, Work};
use crate::primitives::field::backend::Isa;
use crate::primitives::field::{Fe255p3225, Fe256m617, Fe512m569, Field};

/// Eight elements of a field. Constant time, but for the names that end in `_vartime`.
pub(in super::super) trait LaneField: Copy + Send + Sync + 'static {
    /// The vectors.
    type Vector: Vector;
    /// The same field without lanes.
    type Scalar: Field;

    /// `value` in every lane.
    fn splat(witness: Self::Vector, value: &Self::Scalar) -> Self;

    /// One element for each lane.
    fn load(witness: Self::Vector, values: [&Self::Scalar; LANES]) -> Self;

    /// The elements of the first `N` lanes.
    fn store<const N: usize>(&self) -> [Self::Scalar; N];

    /// A vector of the same kind.
    fn witness(&self) -> Self::Vector;

    /// Reads the limbs that `to_rows` wrote.
    #[cfg(test)]
    fn from_rows(witness: Self::Vector, rows: &[[u64; LANES]]) -> Self;

    /// Writes the limbs, one row for each; gives the number of rows.
    #[cfg(test)]
    fn to_rows(self, rows: &mut [[u64; LANES]]) -> usize;

    /// `self + rhs`.
    fn add(&self, rhs: &Self) -> Self;

    /// `self - rhs`.
    fn sub(&self, rhs: &Self) -> Self;

    /// `-self`.
    fn neg(&self) -> Self;

    /// `self * rhs`.
    fn mul(&self, rhs: &Self) -> Self;

    /// `self * self`.
    fn square(&self) -> Self;

    /// `self * FACTOR`, for a factor of 1 to 8.
    fn times<const FACTOR: u32>(&self) -> Self;

    /// `self - 2^SHIFT rhs`, for a shift of 0 to 3.
    fn sub_shifted<const SHIFT: u32>(&self, rhs: &Self) -> Self;

    /// `self - a - 2 b`.
    fn sub_and_twice(&self, a: &Self, b: &Self) -> Self;

    /// `set` in the lanes of `mask`, `self` in the others.
    fn select(&self, set: &Self, mask: u8) -> Self;

    /// The element of lane `lane ^ distance` in every lane.
    fn swap(&self, distance: usize) -> Self;
}

/// A field that has a form in lanes.
pub(in super::super) trait Words: Field {
    /// Eight of its elements.
    type Fe<V: Vector>: LaneField<Vector = V, Scalar = Self>;

    /// The integer that the element is held as, 4 or 8 words: any representative.
    fn words(&self) -> &[u64];
}

/// Eight elements of GF(2^BITS - C), in L limbs each.
pub(in super::super) struct Fe<V, F, const L: usize, const BITS: u32, const C: i64> {
    limbs: [V; L],
    field: core::marker::PhantomData<fn() -> F>,
}

impl<V: Copy, F, const L: usize, const BITS: u32, const C: i64> Clone for Fe<V, F, L, BITS, C> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Copy, F, const L: usize, const BITS: u32, const C: i64> Copy for Fe<V, F, L, BITS, C> {}

/// A loop over limbs, written out: limbs stay in registers only where every index is a constant.
macro_rules! unroll {
    ($i:ident in $start:tt..$end:expr => $body:block) => {
        unroll!(@ $i, $start, $end, $body, 0 1 2 3 4 5 6 7 8 9)
    };
    ($i:ident in $start:ident + 1..$end:expr => $body:block) => {
        unroll!(@ $i, $start + 1, $end, $body, 0 1 2 3 4 5 6 7 8 9)
    };
    (@ $i:ident, $start:expr, $end:expr, $body:block, $($n:literal)+) => {
        $({
            let $i: usize = $n;
            if ($start..$end).contains(&$i) $body
        })+
    };
}

/// Limbs from which products are outlined: shorter ones are compiled into the formulas.
const OUTLINED_LIMBS: usize = 10;

impl<V: Vector, F: Words, const L: usize, const BITS: u32, const C: i64> Fe<V, F, L, BITS, C> {
    /// Bits of the topmost limb below 2^BITS.
    const TOP: u32 = {
        // The bounds of the folds below rest on these.
        assert!((L == 5 || L == 10) && C.unsigned_abs() < 1 << 12);
        let top = BITS - LIMB_BITS * (L as u32 - 1);
        assert!(top >= 43 && top <= 48);
        top
    };

    /// 2^(52 L) in the field, but for the sign.
    const FOLD: u64 = C.unsigned_abs() << (LIMB_BITS - Self::TOP);

    /// Whether the prime is above the power of two.
    const ABOVE: bool = C < 0;

    #[inline(always)]
    fn new(limbs: [V; L]) -> Self {
        Self {
            limbs,
            field: core::marker::PhantomData,
        }
    }

    /// A multiple of the prime with limbs that are large and not normal: about 2^`size` each, the topmost about
    /// 2^(TOP + `multiple`).
    ///
    /// It is 2^`multiple` times the prime, with 2^`size` added to each limb but the topmost and taken from the next.
    #[inline(always)]
    fn bias(i: usize, size: u32, multiple: u32) -> u64 {
        let borrowed = 1u64 << (size - LIMB_BITS);
        if i == 0 {
            let correction = C.unsigned_abs() << multiple;
            if Self::ABOVE {
                (1 << size) + correction
            } else {
                (1 << size) - correction
            }
        } else if i == L - 1 {
            (1 << (Self::TOP + multiple)) - borrowed
        } else {
            (1 << size) - borrowed
        }
    }

    /// Adds a multiple of the prime that exceeds the sum of 2^`weight` elements in each limb.
    #[inline(always)]
    fn biased(limbs: &[V; L], weight: u32) -> [V; L] {
        // 2^(53 + weight) - |C| 2^(2 + weight) >= 2^weight (2^52 - 1) with 2^(52 + weight) - 2^(14 + weight) to spare;
        // 2^(TOP + 2 + weight) - 2^(1 + weight) >= 2^weight (2^(TOP + 1) - 1).
        let mut out = *limbs;
        for (i, limb) in out.iter_mut().enumerate() {
            let bias = Self::bias(i, LIMB_BITS + 1 + weight, 2 + weight);
            *limb = limb.add(limb.splat(bias));
        }
        out
    }

    /// Brings limbs below 2^60 into the invariant.
    ///
    /// Above a power of two, limb 0 must be 2^29 at least: what is left of a bias.
    #[inline(always)]
    fn carry(mut limbs: [V; L]) -> Self {
        let witness = limbs[0];
        let mask = witness.splat(LIMB_MASK);
        // What stands from 2^BITS on, less than 2^(60 - 43), is folded before the carries run, which leaves the topmost
        // limb below 2^TOP + 2^8.
        let top = limbs[L - 1].shr(Self::TOP);
        limbs[L - 1] = limbs[L - 1].and(witness.splat((1 << Self::TOP) - 1));
        let c = witness.splat(C.unsigned_abs());
        limbs[0] = if Self::ABOVE {
            limbs[0].sub(witness.splat(0).madd_lo(top, c))
        } else {
            limbs[0].madd_lo(top, c)
        };
        unroll!(i in 1..L => {
            limbs[i] = limbs[i].add(limbs[i - 1].shr(LIMB_BITS));
            limbs[i - 1] = limbs[i - 1].and(mask);
        });
        Self::new(limbs)
    }

    /// Folds the columns of a product: column i counts 2^(52 i).
    ///
    /// In: columns below 2^57, the last one below 2^52.
    #[inline(always)]
    fn fold(columns: [[V; L]; 2]) -> Self {
        let [mut low, high] = columns;
        let witness = low[0];
        let zero = witness.splat(0);
        let fold = witness.splat(Self::FOLD);
        // The high half times FOLD, as sums of less than 2^53; what comes to stand at 2^(52 L) is below 2^19 and
        // folded again.
        let mut sum = [zero; L];
        let mut over = zero;
        unroll!(i in 0..L => {
            sum[i] = sum[i].madd_lo_cut(high[i], fold);
            if i + 1 < L {
                sum[i + 1] = sum[i + 1].madd_hi_cut(high[i], fold);
                sum[i + 1] = sum[i + 1].madd_lo(high[i].shr(LIMB_BITS), fold);
            } else {
                over = over.madd_hi_cut(high[i], fold);
            }
        });
        if Self::ABOVE {
            // 2^(52 L) = -FOLD: the first fold subtracts, the fold of what is over adds again.
            unroll!(i in 0..L => {
                let bias = Self::bias(i, LIMB_BITS + 2, LIMB_BITS + 3 - Self::TOP);
                low[i] = low[i].add(witness.splat(bias)).sub(sum[i]);
            });
        } else {
            unroll!(i in 0..L => {
                low[i] = low[i].add(sum[i]);
            });
        }
        low[0] = low[0].madd_lo(over, fold);
        Self::carry(low)
    }

    #[inline(always)]
    fn mul_inline(&self, rhs: &Self) -> Self {
        let zero = self.limbs[0].splat(0);
        let mut columns = [[zero; L]; 2];
        unroll!(i in 0..L => {
            unroll!(j in 0..L => {
                let (a, b) = (self.limbs[i], rhs.limbs[j]);
                let low = &mut columns[(i + j) / L][(i + j) % L];
                *low = low.madd_lo(a, b);
                let high = &mut columns[(i + j + 1) / L][(i + j + 1) % L];
                *high = high.madd_hi(a, b);
            });
        });
        Self::fold(columns)
    }

    #[inline(always)]
    fn square_inline(&self) -> Self {
        let zero = self.limbs[0].splat(0);
        let mut columns = [[zero; L]; 2];
        unroll!(i in 0..L => {
            unroll!(j in i + 1..L => {
                let (a, b) = (self.limbs[i], self.limbs[j]);
                let low = &mut columns[(i + j) / L][(i + j) % L];
                *low = low.madd_lo(a, b);
                let high = &mut columns[(i + j + 1) / L][(i + j + 1) % L];
                *high = high.madd_hi(a, b);
            });
        });
        // The products of different limbs count twice, those of equal ones once.
        unroll!(i in 0..L => {
            columns[0][i] = columns[0][i].add(columns[0][i]);
            columns[1][i] = columns[1][i].add(columns[1][i]);
        });
        unroll!(i in 0..L => {
            let a = self.limbs[i];
            let low = &mut columns[2 * i / L][2 * i % L];
            *low = low.madd_lo(a, a);
            let high = &mut columns[(2 * i + 1) / L][(2 * i + 1) % L];
            *high = high.madd_hi(a, a);
        });
        Self::fold(columns)
    }

    /// Packs the limbs into words, 4 or 8: an integer below 2^256 or 2^512.
    #[inline(always)]
    fn pack(&self) -> [[u64; LANES]; 8] {
        // Below a power of two, BITS is the width of the words. The first carry leaves less than 2^BITS + 2^(BITS - 35),
        // the second less than 2^BITS, for when it folds, little is left above |C|. Above a power of two the words are a
        // bit wider than BITS, as the invariant is.
        let zero = self.limbs[0].splat(0);
        let limbs = if Self::ABOVE {
            self.limbs
        } else {
            Self::carry(Self::carry(self.limbs).limbs).limbs
        };
        let mut words = [zero; 8];
        for (i, limb) in limbs.iter().enumerate() {
            let bit = LIMB_BITS * i as u32;
            let (word, shift) = ((bit / 64) as usize, bit % 64);
            words[word] = words[word].or(limb.shl(shift));
            if shift > 64 - LIMB_BITS && word + 1 < 8 {
                words[word + 1] = limb.shr(64 - shift);
            }
        }
        let mut rows = [[0; LANES]; 8];
        for (row, word) in rows.iter_mut().zip(words) {
            *row = word.store();
        }
        rows
    }
}

impl<I: Isa> Words for Fe256m617<I> {
    type Fe<V: Vector> = Fe<V, Self, 5, 256, 617>;

    #[inline(always)]
    fn words(&self) -> &[u64] {
        self.limbs()
    }
}

impl<I: Isa> Words for Fe255p3225<I> {
    type Fe<V: Vector> = Fe<V, Self, 5, 255, -3225>;

    #[inline(always)]
    fn words(&self) -> &[u64] {
        self.limbs()
    }
}

impl<I: Isa> Words for Fe512m569<I> {
    type Fe<V: Vector> = Fe<V, Self, 10, 512, 569>;

    #[inline(always)]
    fn words(&self) -> &[u64] {
        self.limbs()
    }
}

/// A product as a call.
struct Product<'a, T>(&'a T, &'a T);

impl<V: Vector, F: Words, const L: usize, const BITS: u32, const C: i64> Work
    for Product<'_, Fe<V, F, L, BITS, C>>
{
    type Output = Fe<V, F, L, BITS, C>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        self.0.mul_inline(self.1)
    }
}

/// [`Fe::pack`] as a call.
struct Pack<'a, T>(&'a T);

impl<V: Vector, F: Words, const L: usize, const BITS: u32, const C: i64> Work
    for Pack<'_, Fe<V, F, L, BITS, C>>
{
    type Output = [[u64; LANES]; 8];

    #[inline(always)]
    fn run(self) -> Self::Output {
        self.0.pack()
    }
}

/// A square as a call.
struct Square<'a, T>(&'a T);

impl<V: Vector, F: Words, const L: usize, const BITS: u32, const C: i64> Work
    for Square<'_, Fe<V, F, L, BITS, C>>
{
    type Output = Fe<V, F, L, BITS, C>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        self.0.square_inline()
    }
}

impl<V: Vector, F: Words, const L: usize, const BITS: u32, const C: i64> LaneField
    for Fe<V, F, L, BITS, C>
{
    type Vector = V;
    type Scalar = F;

    #[inline(always)]
    fn splat(witness: V, value: &F) -> Self {
        Self::load(witness, [value; LANES])
    }

    #[inline(always)]
    fn load(witness: V, values: [&F; LANES]) -> Self {
        let mut words = [witness; 8];
        for quarter in 0..L / 5 {
            let mut rows = [&[0; 4]; LANES];
            for (row, value) in rows.iter_mut().zip(values) {
                let (four, _) = value.words().as_chunks::<4>();
                *row = &four[quarter];
            }
            let loaded = witness.load4(rows);
            words[4 * quarter..4 * quarter + 4].copy_from_slice(&loaded);
        }
        let mask = witness.splat(LIMB_MASK);
        let mut limbs = [witness; L];
        for (i, limb) in limbs.iter_mut().enumerate() {
            let bit = LIMB_BITS * i as u32;
            let (word, shift) = ((bit / 64) as usize, bit % 64);
            *limb = words[word].shr(shift);
            if shift > 64 - LIMB_BITS && word + 1 < 4 * (L / 5) {
                *limb = limb.or(words[word + 1].shl(64 - shift));
            }
            *limb = limb.and(mask);
        }
        // Words hold 256 or 512 bits: at most one bit more than the prime has.
        Self::new(limbs)
    }

    fn store<const N: usize>(&self) -> [F; N] {
        let rows = self.witness().call(Pack(self));
        core::array::from_fn(|lane| {
            let mut octets = [0; 64];
            for (octets, row) in octets.as_chunks_mut::<8>().0.iter_mut().zip(&rows) {
                *octets = row[lane].to_le_bytes();
            }
            F::from_bytes_le_reduced(&octets[..F::OCTETS])
        })
    }

    #[inline(always)]
    fn witness(&self) -> V {
        self.limbs[0]
    }

    #[cfg(test)]
    fn from_rows(witness: V, rows: &[[u64; LANES]]) -> Self {
        let mut limbs = [witness; L];
        for (limb, row) in limbs.iter_mut().zip(rows) {
            *limb = witness.load(row);
        }
        Self::new(limbs)
    }

    #[cfg(test)]
    fn to_rows(self, rows: &mut [[u64; LANES]]) -> usize {
        for (limb, row) in self.limbs.iter().zip(rows) {
            *row = limb.store();
        }
        L
    }

    #[inline(always)]
    fn add(&self, rhs: &Self) -> Self {
        let mut limbs = self.limbs;
        for (limb, rhs) in limbs.iter_mut().zip(&rhs.limbs) {
            *limb = limb.add(*rhs);
        }
        if Self::ABOVE {
            limbs = Self::biased(&limbs, 0);
        }
        Self::carry(limbs)
    }

    #[inline(always)]
    fn sub(&self, rhs: &Self) -> Self {
        self.sub_shifted::<0>(rhs)
    }

    #[inline(always)]
    fn neg(&self) -> Self {
        let zero = Self::new([self.limbs[0].splat(0); L]);
        zero.sub(self)
    }

    #[inline(always)]
    fn mul(&self, rhs: &Self) -> Self {
        if V::INSTRUCTIONS && L < OUTLINED_LIMBS {
            self.mul_inline(rhs)
        } else {
            self.limbs[0].call(Product(self, rhs))
        }
    }

    #[inline(always)]
    fn square(&self) -> Self {
        if V::INSTRUCTIONS && L < OUTLINED_LIMBS {
            self.square_inline()
        } else {
            self.limbs[0].call(Square(self))
        }
    }

    #[inline(always)]
    fn times<const FACTOR: u32>(&self) -> Self {
        const { assert!(FACTOR >= 1 && FACTOR <= 8) };
        let mut limbs = self.limbs;
        for limb in &mut limbs {
            let one = *limb;
            let mut sum = one.splat(0);
            for bit in 0..4 {
                if FACTOR >> bit & 1 == 1 {
                    sum = sum.add(one.shl(bit));
                }
            }
            *limb = sum;
        }
        if Self::ABOVE {
            limbs = Self::biased(&limbs, 0);
        }
        Self::carry(limbs)
    }

    #[inline(always)]
    fn sub_shifted<const SHIFT: u32>(&self, rhs: &Self) -> Self {
        const { assert!(SHIFT <= 3) };
        let mut limbs = Self::biased(&self.limbs, SHIFT);
        for (limb, rhs) in limbs.iter_mut().zip(&rhs.limbs) {
            *limb = limb.sub(rhs.shl(SHIFT));
        }
        Self::carry(limbs)
    }

    #[inline(always)]
    fn sub_and_twice(&self, a: &Self, b: &Self) -> Self {
        let mut limbs = Self::biased(&self.limbs, 2);
        for (i, limb) in limbs.iter_mut().enumerate() {
            *limb = limb.sub(a.limbs[i]).sub(b.limbs[i].shl(1));
        }
        Self::carry(limbs)
    }

    #[inline(always)]
    fn select(&self, set: &Self, mask: u8) -> Self {
        let mut limbs = self.limbs;
        for (limb, set) in limbs.iter_mut().zip(&set.limbs) {
            *limb = limb.select(*set, mask);
        }
        Self::new(limbs)
    }

    #[inline(always)]
    fn swap(&self, distance: usize) -> Self {
        let mut limbs = self.limbs;
        for limb in &mut limbs {
            *limb = limb.swap(distance);
        }
        Self::new(limbs)
    }
}
