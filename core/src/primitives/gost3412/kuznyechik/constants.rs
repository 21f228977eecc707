// SPDX-License-Identifier: MIT OR Apache-2.0
//! The linear map of Kuznyechik ([RFC 7801, section 4.2](https://www.rfc-editor.org/rfc/rfc7801#section-4.2)) and, made of
//! it when the crate is compiled, the tables of the backends.
//!
//! A block is counted in octets of the wire, 0 to 15: octet i is a_(15-i) of the standard. R puts the sum of
//! `COEFFICIENTS[i]` times octet i in front and drops the last octet; L is R sixteen times. So octet k of L(x) is the sum
//! over j of M(k, j) times octet j, in GF(256) modulo x^8 + x^7 + x^6 + x + 1.
//!
//! The coefficients but the last read the same from both ends, so that the inverse of L is L with the octets of a block in
//! reversed order, before and after: M'(k, j) = M(15 - k, 15 - j).
//!
//! There is no secret here.

use super::Block;

/// The coefficients of R by octets of the wire.
pub(super) const COEFFICIENTS: [u8; 16] = [
    148, 32, 133, 16, 194, 192, 1, 251, 1, 192, 194, 16, 133, 32, 148, 1,
];

/// x^8 + x^7 + x^6 + x + 1 without its highest term.
pub(super) const POLYNOMIAL: u8 = 0xc3;

/// The product in GF(256) modulo x^8 + `polynomial`.
pub(super) const fn product(mut a: u8, mut b: u8, polynomial: u8) -> u8 {
    let mut sum = 0;
    while b != 0 {
        if b & 1 == 1 {
            sum ^= a;
        }
        a = (a << 1) ^ ((a >> 7) * polynomial);
        b >>= 1;
    }
    sum
}

/// L, for constants only.
pub(super) const fn linear(mut x: Block) -> Block {
    let mut step = 0;
    while step < 16 {
        let mut sum = 0;
        let mut i = 16;
        while i > 0 {
            i -= 1;
            sum ^= product(x[i], COEFFICIENTS[i], POLYNOMIAL);
            x[i] = if i > 0 { x[i - 1] } else { sum };
        }
        step += 1;
    }
    x
}

/// M, by rows.
pub(super) const MATRIX: [Block; 16] = {
    let mut rows = [[0; 16]; 16];
    let mut j = 0;
    while j < 16 {
        let mut unit = [0; 16];
        unit[j] = 1;
        let column = linear(unit);
        let mut k = 0;
        while k < 16 {
            rows[k][j] = column[k];
            k += 1;
        }
        j += 1;
    }
    rows
};

/// C_1 to C_32 of the key schedule: RFC 7801, section 4.3.
pub(super) static ITERATION: [Block; 32] = {
    let mut constants = [[0; 16]; 32];
    let mut i = 0;
    while i < 32 {
        constants[i][15] = i as u8 + 1;
        constants[i] = linear(constants[i]);
        i += 1;
    }
    constants
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testutil::hex;

    /// RFC 7801, section 5.2 and 5.3, and the first constants of section 5.4.
    #[test]
    fn linear_map_matches_the_examples_of_the_standard() {
        let of = |text: &str| -> Block { hex(text).unwrap().try_into().unwrap() };
        assert_eq!(
            linear(of("64a59400000000000000000000000000")),
            of("d456584dd0e3e84cc3166e4b7fa2890d")
        );
        assert_eq!(ITERATION[0], of("6ea276726c487ab85d27bd10dd849401"));
        assert_eq!(ITERATION[7], of("f6593616e6055689adfba18027aa2a08"));
    }

    #[test]
    fn reversed_octets_make_the_inverse() {
        for i in 0..128 {
            let mut x = [0; 16];
            x[i / 8] = 1 << (i % 8);
            let mut y = linear(x);
            y.reverse();
            let mut back = linear(y);
            back.reverse();
            assert_eq!(back, x);
        }
    }
}
