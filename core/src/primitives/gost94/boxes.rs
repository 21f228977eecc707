// SPDX-License-Identifier: MIT OR Apache-2.0
//! The S-boxes of GOST R 34.11-94 in the forms that the backends take, made when the crate is compiled.
//!
//! The rows are those of `gost28147::sbox`: row i substitutes nibble i of a word, counted from the lowest. There is no
//! algorithm here and no secret.

use super::super::gost28147::sbox::{self, Sbox};

/// A set of S-boxes in every form.
#[repr(align(64))]
pub(super) struct Boxes {
    /// `shuffles[i][x]` is row i of x, in the nibble of its octet: for byte shuffles and octet permutations.
    pub(super) shuffles: Shuffles,
    /// The rows as sums of products of the bits of x (algebraic normal form): word m has, in nibble i, the coefficients of
    /// the product of the bits in m in row i, one for each bit of the result.
    pub(super) polynomials: [u32; 16],
    /// `lookup[p][x]` is what octet p of value x adds to the result, rotated by 11 bits as a round does it.
    pub(super) lookup: [[u32; 256]; 4],
}

/// Rows 0, 2, 4, 6 as they are, and rows 1, 3, 5, 7 shifted to the high nibble.
#[repr(align(64))]
pub(super) struct Shuffles {
    pub(super) low: [[u8; 16]; 4],
    pub(super) high: [[u8; 16]; 4],
}

/// `id-GostR3411-94-CryptoProParamSet`.
pub(super) static CRYPTOPRO: Boxes = Boxes::of(&sbox::HASH_CRYPTOPRO);

/// `id-GostR3411-94-TestParamSet`.
pub(super) static TEST: Boxes = Boxes::of(&sbox::HASH_TEST);

impl Boxes {
    const fn of(sbox: &Sbox) -> Self {
        let rows = sbox.rows();
        let mut boxes = Self {
            shuffles: Shuffles {
                low: [[0; 16]; 4],
                high: [[0; 16]; 4],
            },
            polynomials: [0; 16],
            lookup: [[0; 256]; 4],
        };
        let mut p = 0;
        while p < 4 {
            let mut x = 0;
            while x < 16 {
                boxes.shuffles.low[p][x] = rows[2 * p][x];
                boxes.shuffles.high[p][x] = rows[2 * p + 1][x] << 4;
                x += 1;
            }
            let mut x = 0;
            while x < 256 {
                let octet = rows[2 * p][x & 15] | rows[2 * p + 1][x >> 4] << 4;
                boxes.lookup[p][x] = ((octet as u32) << (8 * p)).rotate_left(11);
                x += 1;
            }
            p += 1;
        }
        let mut i = 0;
        while i < 8 {
            // The Moebius transform turns values into coefficients.
            let mut coefficients = rows[i];
            let mut variable = 1;
            while variable < 16 {
                let mut x = 0;
                while x < 16 {
                    if x & variable != 0 {
                        coefficients[x] ^= coefficients[x ^ variable];
                    }
                    x += 1;
                }
                variable *= 2;
            }
            let mut m = 0;
            while m < 16 {
                boxes.polynomials[m] |= (coefficients[m] as u32) << (4 * i);
                m += 1;
            }
            i += 1;
        }
        boxes
    }
}
