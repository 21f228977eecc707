// SPDX-License-Identifier: MIT OR Apache-2.0
//! Eight words as an array: what each instruction of `avx512.rs` computes, in plain integers.
//!
//! It is slower than the arithmetic without lanes, so nothing but tests computes with it.

use super::super::vector::{LANES, LIMB_BITS, LIMB_MASK, Vector, Work};

/// Eight words.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct PortableWords([u64; LANES]);

impl PortableWords {
    #[inline(always)]
    fn zip(self, rhs: Self, op: impl Fn(u64, u64) -> u64) -> Self {
        Self(core::array::from_fn(|lane| op(self.0[lane], rhs.0[lane])))
    }

    /// `self` and the bits of `a b` from `shift` on, as the instruction takes them.
    #[inline(always)]
    fn madd(self, a: Self, b: Self, shift: u32) -> Self {
        Self(core::array::from_fn(|lane| {
            let factor = |word: u64| u128::from(word & LIMB_MASK);
            let product = factor(a.0[lane]) * factor(b.0[lane]);
            self.0[lane].wrapping_add((product >> shift) as u64 & LIMB_MASK)
        }))
    }

    fn assert_limbs(self) {
        debug_assert!(
            self.0.iter().all(|&word| word <= LIMB_MASK),
            "a multiplicand of 2^52 and more: {:x?}",
            self.0
        );
    }
}

impl Vector for PortableWords {
    type Token = ();

    const INSTRUCTIONS: bool = false;

    #[inline(never)]
    fn zero((): ()) -> Self {
        Self([0; LANES])
    }

    #[inline(never)]
    fn call<W: Work>(self, work: W) -> W::Output {
        work.run()
    }

    #[inline(never)]
    fn load(self, words: &[u64; LANES]) -> Self {
        Self(*words)
    }

    #[inline(never)]
    fn store(self) -> [u64; LANES] {
        self.0
    }

    #[inline(never)]
    fn splat(self, word: u64) -> Self {
        Self([word; LANES])
    }

    #[inline(never)]
    fn load4(self, rows: [&[u64; 4]; LANES]) -> [Self; 4] {
        core::array::from_fn(|i| Self(rows.map(|row| row[i])))
    }

    #[inline(never)]
    fn add(self, rhs: Self) -> Self {
        self.zip(rhs, u64::wrapping_add)
    }

    #[inline(never)]
    fn sub(self, rhs: Self) -> Self {
        self.zip(rhs, u64::wrapping_sub)
    }

    #[inline(never)]
    fn and(self, rhs: Self) -> Self {
        self.zip(rhs, |a, b| a & b)
    }

    #[inline(never)]
    fn or(self, rhs: Self) -> Self {
        self.zip(rhs, |a, b| a | b)
    }

    #[inline(never)]
    fn shl(self, count: u32) -> Self {
        self.zip(self, |a, _| a << count)
    }

    #[inline(never)]
    fn shr(self, count: u32) -> Self {
        self.zip(self, |a, _| a >> count)
    }

    #[inline(never)]
    fn madd_lo(self, a: Self, b: Self) -> Self {
        a.assert_limbs();
        self.madd_lo_cut(a, b)
    }

    #[inline(never)]
    fn madd_hi(self, a: Self, b: Self) -> Self {
        a.assert_limbs();
        self.madd_hi_cut(a, b)
    }

    #[inline(never)]
    fn madd_lo_cut(self, a: Self, b: Self) -> Self {
        b.assert_limbs();
        self.madd(a, b, 0)
    }

    #[inline(never)]
    fn madd_hi_cut(self, a: Self, b: Self) -> Self {
        b.assert_limbs();
        self.madd(a, b, LIMB_BITS)
    }

    #[inline(never)]
    fn equal(self, rhs: Self) -> u8 {
        (0..LANES).fold(0, |mask, lane| {
            mask | u8::from(self.0[lane] == rhs.0[lane]) << lane
        })
    }

    #[inline(never)]
    fn select(self, set: Self, mask: u8) -> Self {
        Self(core::array::from_fn(|lane| {
            if mask >> lane & 1 == 1 {
                set.0[lane]
            } else {
                self.0[lane]
            }
        }))
    }

    #[inline(never)]
    fn swap(self, distance: usize) -> Self {
        Self(core::array::from_fn(|lane| self.0[lane ^ distance]))
    }
}
