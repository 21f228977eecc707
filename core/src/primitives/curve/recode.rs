// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scalars as digits: signed fixed windows in constant time, and the non-adjacent form for public scalars.
//!
//! Both take the integer as little-endian octets or limbs and give digits with the least significant first.
//! Nothing here knows a curve.

use super::{Curve, MAX_LIMBS, MAX_OCTETS};
use crate::ct::{Choice, ConditionallySelectable, Zeroizing};
use crate::primitives::field::Field;

/// The narrowest window used anywhere, which makes the most digits.
pub(super) const MIN_WINDOW: u32 = 4;

/// The widest window used anywhere.
pub(super) const MAX_WINDOW: u32 = 9;

/// Digits of the longest scalar in the narrowest window.
pub(super) const MAX_WINDOWS: usize = 8 * MAX_OCTETS / MIN_WINDOW as usize;

/// Digits of the longest scalar in non-adjacent form.
const MAX_NAF: usize = 8 * MAX_OCTETS + 1;

/// A scalar as the sum of `digit[i] * 2^(window i)`, each digit in `-2^(window-1) ..= 2^(window-1)`.
///
/// Wiped when dropped.
pub(super) struct Windows {
    digits: Zeroizing<[i16; MAX_WINDOWS]>,
    count: usize,
}

/// The number of digits of a scalar of `octets` octets.
pub(super) const fn window_count(octets: usize, window: u32) -> usize {
    (8 * octets).div_ceil(window as usize)
}

impl Windows {
    /// Splits a scalar, in constant time.
    ///
    /// The smaller of k and q - k is split and the sign given back to the digits, so that the topmost digit never
    /// carries out: it leaves one bit free.
    pub(super) fn new<C: Curve>(k: &C::Scalar, window: u32) -> Self {
        let mut octets = Zeroizing::new([0u8; MAX_OCTETS]);
        let octets = &mut octets[..C::Scalar::OCTETS];
        k.write_bytes_le(octets);
        Self::of_octets::<C>(octets, window)
    }

    /// The same for a scalar by its octets, little-endian, below q.
    pub(super) fn of_octets<C: Curve>(k: &[u8], window: u32) -> Self {
        let mut octets = Zeroizing::new([0u8; MAX_OCTETS]);
        let mut opposite = Zeroizing::new([0u8; MAX_OCTETS]);
        let octets = &mut octets[..C::Scalar::OCTETS];
        let opposite = &mut opposite[..C::Scalar::OCTETS];
        octets.copy_from_slice(k);
        // For 0 this is q, which is not less.
        subtract_from_order::<C>(k, opposite);
        let negative = less(opposite, octets);
        for (octet, other) in octets.iter_mut().zip(opposite.iter()) {
            octet.conditional_assign(other, negative);
        }
        let sign = -i16::from(negative.unwrap_u8());

        let count = window_count(octets.len(), window);
        let mut digits = Zeroizing::new([0i16; MAX_WINDOWS]);
        let half = 1i16 << (window - 1);
        let mut carry = 0;
        for (i, digit) in digits.iter_mut().take(count).enumerate() {
            let value = bits(octets, i * window as usize, window) as i16 + carry;
            carry = (value + half - 1) >> window;
            // Negation in two's complement when the sign is -1.
            *digit = ((value - (carry << window)) ^ sign) - sign;
        }
        debug_assert_eq!(carry, 0, "half of q leaves the topmost bit free");
        Self { digits, count }
    }

    /// The digits, least significant first.
    pub(super) fn digits(&self) -> &[i16] {
        &self.digits[..self.count]
    }
}

/// `q - k` for `k` of at most q, in constant time.
fn subtract_from_order<C: Curve>(k: &[u8], out: &mut [u8]) {
    let mut borrow = 0;
    let words = k.as_chunks::<8>().0.iter().zip(C::ORDER);
    for (out, (k, order)) in out.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        let difference;
        (difference, borrow) = subtract(*order, u64::from_le_bytes(*k), borrow);
        *out = difference.to_le_bytes();
    }
}

/// Whether `a < b`, both little-endian of one length in whole words, in constant time.
fn less(a: &[u8], b: &[u8]) -> Choice {
    let mut borrow = 0;
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        (_, borrow) = subtract(u64::from_le_bytes(*a), u64::from_le_bytes(*b), borrow);
    }
    Choice::from(borrow as u8)
}

/// `a - b - borrow` and the borrow out, 0 or 1.
#[inline(always)]
fn subtract(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let difference = u128::from(a)
        .wrapping_sub(u128::from(b))
        .wrapping_sub(u128::from(borrow));
    (difference as u64, (difference >> 127) as u64)
}

/// `count` bits of a little-endian integer from bit `start`; bits past its end are zero. `count` is at most 9.
#[inline(always)]
fn bits(octets: &[u8], start: usize, count: u32) -> u16 {
    let octet = |i: usize| octets.get(i).copied().map_or(0, u16::from);
    let pair = octet(start / 8) | octet(start / 8 + 1) << 8;
    (pair >> (start % 8)) & ((1 << count) - 1)
}

/// A public integer in non-adjacent form of some width: a digit is zero or odd, below `2^(width-1)` in magnitude, and
/// each digit but zero is followed by `width - 1` zeros.
pub(super) struct Naf {
    digits: [i16; MAX_NAF],
    count: usize,
}

impl Naf {
    /// Splits a public scalar by its octets, little-endian, which make whole limbs.
    pub(super) fn of_octets_vartime(k: &[u8], width: u32) -> Self {
        let mut limbs = [0u64; MAX_LIMBS];
        for (limb, word) in limbs.iter_mut().zip(k.as_chunks::<8>().0) {
            *limb = u64::from_le_bytes(*word);
        }
        Self::new_vartime(&limbs[..k.len() / 8], width)
    }

    /// Splits a public integer of at most 8 limbs, least significant first. `width` is 2 to 12.
    pub(super) fn new_vartime(limbs: &[u64], width: u32) -> Self {
        debug_assert!(limbs.len() <= MAX_LIMBS && (2..=12).contains(&width));
        let limb = |i: usize| limbs.get(i).copied().unwrap_or(0);
        let mut digits = [0i16; MAX_NAF];
        let mut count = 0;
        let mut carry = 0;
        let mut bit = 0;
        let end = 64 * limbs.len() + 1;
        while bit < end {
            let shift = bit % 64;
            let mut word = limb(bit / 64) >> shift;
            if shift + width as usize > 64 {
                word |= limb(bit / 64 + 1) << (64 - shift);
            }
            if word & 1 == carry {
                bit += 1;
                continue;
            }
            let value = (word & ((1 << width) - 1)) + carry;
            carry = (value >> (width - 1)) & 1;
            digits[bit] = value as i16 - ((carry as i16) << width);
            count = bit + 1;
            bit += width as usize;
        }
        Self { digits, count }
    }

    /// The digits, least significant first, without zeros on top.
    pub(super) fn digits(&self) -> &[i16] {
        &self.digits[..self.count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_adjacent_form_sums_to_the_integer() {
        for width in 2..=12 {
            for seed in 0..200u64 {
                // Runs of ones make the carries long.
                let k = match seed {
                    0 => 0,
                    1 => u64::MAX,
                    _ => seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | (u64::MAX << (seed % 64)),
                };
                let naf = Naf::new_vartime(&[k], width);
                let mut sum = 0i128;
                let mut since = width as usize;
                for (i, &digit) in naf.digits().iter().enumerate() {
                    since += 1;
                    if digit != 0 {
                        assert!(digit & 1 == 1 && i32::from(digit).abs() < 1 << (width - 1));
                        assert!(since >= width as usize || sum == 0);
                        since = 0;
                    }
                    sum += i128::from(digit) << i;
                }
                assert_eq!(sum, i128::from(k), "width {width}");
            }
        }
    }

    #[test]
    fn less_compares_little_endian() {
        let cases: [([u64; 2], [u64; 2], bool); 5] = [
            ([0, 1], [u64::MAX, 0], false),
            ([u64::MAX, 0], [0, 1], true),
            ([7, 7], [7, 7], false),
            ([6, 7], [7, 7], true),
            ([7, u64::MAX], [7, 7], false),
        ];
        for (a, b, expected) in cases {
            let [a, b] = [a, b].map(|words| words.map(u64::to_le_bytes).concat());
            assert_eq!(bool::from(less(&a, &b)), expected);
        }
    }
}
