// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 in 32-bit words without tables and branches: constant time on every target.
//!
//! The four encryptions of a step are four lanes. An S-box is a polynomial over GF(2) in the bits of its nibble, and
//! the eight of a word are evaluated together: the lowest bits of the nibbles hold the products, which are spread to
//! four bits and masked with the coefficients.

use super::super::boxes::Boxes;
use super::super::step::{self, Words};
use crate::ct::Zeroize;

/// The step function of RFC 5831, section 5, into `h`.
pub(super) fn compress(boxes: &Boxes, h: &mut Words, m: &Words) {
    let mut keys = step::keys(h, m);
    let mut s = step::encrypt(h, &keys, |x| substitute(&boxes.polynomials, x));
    *h = step::mix(h, m, &s);
    keys.zeroize();
    s.zeroize();
}

/// The S-boxes and the rotation of a round, in each lane.
#[inline(always)]
fn substitute(polynomials: &[u32; 16], x: [u32; 4]) -> [u32; 4] {
    const LOWEST: u32 = 0x1111_1111;
    let mut products = [[LOWEST; 4]; 16];
    for (bit, variable) in [1, 2, 4, 8].into_iter().enumerate() {
        products[variable] = x.map(|x| x >> bit & LOWEST);
        for rest in 1..variable {
            products[variable + rest] =
                core::array::from_fn(|lane| products[variable][lane] & products[rest][lane]);
        }
    }
    let mut sum = [polynomials[0]; 4];
    for (product, polynomial) in products.iter().zip(polynomials).skip(1) {
        for (sum, product) in sum.iter_mut().zip(product) {
            *sum ^= (product << 4).wrapping_sub(*product) & polynomial;
        }
    }
    sum.map(|sum| sum.rotate_left(11))
}
