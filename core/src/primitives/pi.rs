// SPDX-License-Identifier: MIT OR Apache-2.0
//! The substitution of octets that GOST R 34.11-2012 and GOST R 34.12-2015 share, and its parts.
//!
//! Specification: [RFC 6986, section 6.2](https://www.rfc-editor.org/rfc/rfc6986#section-6.2) and
//! [RFC 7801, section 4.1](https://www.rfc-editor.org/rfc/rfc7801#section-4.1). S is `omega`, after two multiplications in
//! GF(16) and four substitutions of nibbles, after `alpha` (the decomposition of
//! [Biryukov, Perrin and Udovenko, 2016](https://eprint.iacr.org/2016/071)):
//!
//! ```text
//! (l, r) = alpha(x)                         l is the high nibble
//! l = NU0[l] if r = 0, else NU1[l * (1/r)]
//! r = SIGMA[r * PHI[l]]
//! S(x) = omega(l, r)
//! ```
//!
//! PHI is never zero, so that the way back is as short. Everything here is computed when the crate is compiled; no table
//! is indexed by a secret unless the table is in a register.

/// S.
#[rustfmt::skip]
pub(crate) const PI: [u8; 256] = [
    252, 238, 221, 17, 207, 110, 49, 22, 251, 196, 250, 218, 35, 197, 4, 77,
    233, 119, 240, 219, 147, 46, 153, 186, 23, 54, 241, 187, 20, 205, 95, 193,
    249, 24, 101, 90, 226, 92, 239, 33, 129, 28, 60, 66, 139, 1, 142, 79,
    5, 132, 2, 174, 227, 106, 143, 160, 6, 11, 237, 152, 127, 212, 211, 31,
    235, 52, 44, 81, 234, 200, 72, 171, 242, 42, 104, 162, 253, 58, 206, 204,
    181, 112, 14, 86, 8, 12, 118, 18, 191, 114, 19, 71, 156, 183, 93, 135,
    21, 161, 150, 41, 16, 123, 154, 199, 243, 145, 120, 111, 157, 158, 178, 177,
    50, 117, 25, 61, 255, 53, 138, 126, 109, 84, 198, 128, 195, 189, 13, 87,
    223, 245, 36, 169, 62, 168, 67, 201, 215, 121, 214, 246, 124, 34, 185, 3,
    224, 15, 236, 222, 122, 148, 176, 188, 220, 232, 40, 80, 78, 51, 10, 74,
    167, 151, 96, 115, 30, 0, 98, 68, 26, 184, 56, 130, 100, 159, 38, 65,
    173, 69, 70, 146, 39, 94, 85, 47, 140, 163, 165, 125, 105, 213, 149, 59,
    7, 88, 179, 64, 134, 172, 29, 247, 48, 55, 107, 228, 136, 217, 231, 137,
    225, 27, 131, 73, 76, 63, 248, 254, 141, 83, 170, 144, 202, 216, 133, 97,
    32, 113, 103, 164, 45, 43, 9, 91, 203, 155, 37, 208, 190, 229, 108, 82,
    89, 166, 116, 210, 230, 244, 180, 192, 209, 102, 175, 194, 57, 75, 99, 182,
];

/// The inverse of S.
pub(crate) const PI_INVERSE: [u8; 256] = {
    let mut inverse = [0; 256];
    let mut x = 0;
    while x < 256 {
        inverse[PI[x] as usize] = x as u8;
        x += 1;
    }
    inverse
};

/// `alpha`, by rows: the first gives the highest bit.
pub(crate) const ALPHA: [u8; 8] = [0x08, 0x41, 0x43, 0xef, 0x8a, 0x44, 0x1a, 0x20];

/// `omega`, by rows.
pub(crate) const OMEGA: [u8; 8] = [0x0a, 0x04, 0x20, 0x9a, 0x08, 0x44, 0x82, 0x01];

/// A table of a nibble, the value for 0 first.
pub(crate) type Nibbles = [u8; 16];

/// The substitutions of nibbles inside S.
pub(crate) const NU0: Nibbles = [2, 5, 3, 11, 6, 9, 14, 10, 0, 4, 15, 1, 8, 13, 12, 7];
pub(crate) const NU1: Nibbles = [7, 6, 12, 9, 0, 15, 8, 1, 4, 5, 11, 14, 13, 2, 3, 10];
pub(crate) const PHI: Nibbles = [11, 2, 11, 8, 12, 4, 1, 12, 6, 3, 5, 8, 14, 3, 6, 11];
pub(crate) const SIGMA: Nibbles = [12, 13, 0, 4, 8, 11, 10, 14, 3, 9, 5, 2, 15, 1, 6, 7];

/// The inverse of a substitution.
pub(crate) const fn inverse(table: &Nibbles) -> Nibbles {
    let mut inverse = [0; 16];
    let mut x = 0;
    while x < 16 {
        inverse[table[x] as usize] = x as u8;
        x += 1;
    }
    inverse
}

/// The matrix of eight rows times an octet.
pub(crate) const fn apply(rows: &[u8; 8], x: u8) -> u8 {
    let mut y = 0;
    let mut i = 0;
    while i < 8 {
        y = y << 1 | ((rows[i] & x).count_ones() & 1) as u8;
        i += 1;
    }
    y
}

/// The inverse of a matrix.
pub(crate) const fn inverse_rows(rows: &[u8; 8]) -> [u8; 8] {
    // Column c of the inverse is what `rows` takes to bit c.
    let mut inverse = [0; 8];
    let mut x = 0;
    while x < 256 {
        let y = apply(rows, x as u8);
        if y.is_power_of_two() {
            let mut i = 0;
            while i < 8 {
                if x >> (7 - i) & 1 == 1 {
                    inverse[i] |= y;
                }
                i += 1;
            }
        }
        x += 1;
    }
    inverse
}

/// The powers of the generator in GF(16) modulo x^4 + x^3 + 1.
pub(crate) const POWERS: [u8; 15] = {
    let mut powers = [1; 15];
    let mut i = 1;
    while i < 15 {
        let twice = powers[i - 1] << 1;
        powers[i] = if twice & 16 == 0 { twice } else { twice ^ 0x19 };
        i += 1;
    }
    powers
};

/// The logarithm of zero: a sum with it has its highest bit set also after 15 was taken away, and a shuffle gives zero
/// for it.
pub(crate) const LOG_ZERO: u8 = 0xf0;

/// The logarithm in GF(16): 0 to 14, or [`LOG_ZERO`].
pub(crate) const LOG: Nibbles = {
    let mut log = [LOG_ZERO; 16];
    let mut i = 0;
    while i < 15 {
        log[POWERS[i] as usize] = i as u8;
        i += 1;
    }
    log
};

/// The inverse in GF(16), 0 for 0.
pub(crate) const fn reciprocal(x: u8) -> u8 {
    if x == 0 {
        return 0;
    }
    POWERS[(15 - LOG[x as usize]) as usize % 15]
}

/// S in five steps of byte shuffles, for one direction: the linear map at its start, two multiplications by sums of
/// logarithms, the linear map at its end.
///
/// Forward, with x = `start` as nibbles l and r:
///
/// ```text
/// q = first_l[l] + first_r[r]                               logarithm of l / r
/// l = by_q[q] xor only_zero[l if r = 0, else nothing]
/// p = second_r[r] + second_l[l]                             logarithm of r * PHI(l)
/// y = end_l[l] xor end_p[p]
/// ```
#[repr(align(64))]
pub(crate) struct Forward {
    pub(crate) start: [Nibbles; 2],
    pub(crate) first_l: Nibbles,
    pub(crate) first_r: Nibbles,
    pub(crate) by_q: Nibbles,
    pub(crate) only_zero: Nibbles,
    pub(crate) second_l: Nibbles,
    pub(crate) end_l: Nibbles,
    pub(crate) end_p: Nibbles,
}

/// S as [`Forward`]. `second_r` is `first_l`: both are [`LOG`].
pub(crate) static FORWARD: Forward = FORWARD_STEPS;

/// [`FORWARD`], for further tables.
pub(crate) const FORWARD_STEPS: Forward = {
    let mut steps = Forward {
        start: by_nibbles(&ALPHA),
        first_l: LOG,
        first_r: [LOG_ZERO; 16],
        by_q: [0; 16],
        only_zero: [0; 16],
        second_l: LOG,
        end_l: [0; 16],
        end_p: [0; 16],
    };
    let mut x = 0;
    while x < 16 {
        // The l between the steps is kept xor NU1(0), and SIGMA(0) goes with it: a product of zero gives nothing.
        let l = x as u8 ^ NU1[0];
        steps.first_r[x] = LOG[reciprocal(x as u8) as usize];
        steps.only_zero[x] = NU0[x] ^ NU1[0];
        steps.second_l[x] = LOG[PHI[l as usize] as usize];
        steps.end_l[x] = apply(&OMEGA, l << 4 | SIGMA[0]);
        if x < 15 {
            steps.by_q[x] = NU1[POWERS[x] as usize] ^ NU1[0];
            steps.end_p[x] = apply(&OMEGA, SIGMA[POWERS[x] as usize] ^ SIGMA[0]);
        }
        x += 1;
    }
    steps
};

/// The inverse of S in the same manner. With y = `start` as nibbles l and r:
///
/// ```text
/// q = first_r[r] + first_l[l]                               logarithm of the r before SIGMA and PHI
/// p = q + second_l[l]                                       logarithm of the l before NU1
/// x = end_q[q] xor end_p[p] xor only_zero[l if q is that of zero, else nothing]
/// ```
#[repr(align(64))]
pub(crate) struct Backward {
    pub(crate) start: [Nibbles; 2],
    pub(crate) first_l: Nibbles,
    pub(crate) first_r: Nibbles,
    pub(crate) second_l: Nibbles,
    pub(crate) end_q: Nibbles,
    pub(crate) end_p: Nibbles,
    pub(crate) only_zero: Nibbles,
}

/// The inverse of S as [`Backward`].
pub(crate) static BACKWARD: Backward = {
    let (sigma, nu0, nu1) = (inverse(&SIGMA), inverse(&NU0), inverse(&NU1));
    let alpha = inverse_rows(&ALPHA);
    let mut steps = Backward {
        start: by_nibbles(&inverse_rows(&OMEGA)),
        first_l: [0; 16],
        first_r: [0; 16],
        second_l: [0; 16],
        end_q: [0; 16],
        end_p: [0; 16],
        only_zero: [0; 16],
    };
    let mut x = 0;
    while x < 16 {
        steps.first_l[x] = LOG[reciprocal(PHI[x]) as usize];
        steps.first_r[x] = LOG[sigma[x] as usize];
        steps.second_l[x] = LOG[nu1[x] as usize];
        steps.only_zero[x] = apply(&alpha, nu0[x] << 4);
        if x < 15 {
            steps.end_q[x] = apply(&alpha, POWERS[x]);
            steps.end_p[x] = apply(&alpha, POWERS[x] << 4);
        }
        x += 1;
    }
    steps
};

/// A linear map of octets by nibbles: of the low one, of the high one.
pub(crate) const fn by_nibbles(rows: &[u8; 8]) -> [Nibbles; 2] {
    let mut tables = [[0; 16]; 2];
    let mut x = 0;
    while x < 16 {
        tables[0][x] = apply(rows, x as u8);
        tables[1][x] = apply(rows, (x as u8) << 4);
        x += 1;
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        POWERS[(LOG[usize::from(a)] + LOG[usize::from(b)]) as usize % 15]
    }

    #[test]
    fn decomposition_gives_the_substitution_of_the_standard() {
        for x in 0..=255 {
            let lr = apply(&ALPHA, x);
            let (mut l, mut r) = (lr >> 4, lr & 15);
            l = match r {
                0 => NU0[usize::from(l)],
                _ => NU1[usize::from(product(l, reciprocal(r)))],
            };
            r = SIGMA[usize::from(product(r, PHI[usize::from(l)]))];
            assert_eq!(apply(&OMEGA, l << 4 | r), PI[usize::from(x)], "{x}");
        }
    }

    /// What a byte shuffle does.
    fn look(table: &Nibbles, index: u8) -> u8 {
        if index & 0x80 != 0 {
            return 0;
        }
        table[usize::from(index & 15)]
    }

    fn add(a: u8, b: u8) -> u8 {
        let sum = a.wrapping_add(b);
        sum.min(sum.wrapping_sub(15))
    }

    #[test]
    fn steps_give_the_substitution_and_its_inverse() {
        for x in 0..=255u8 {
            let s = &FORWARD;
            let lr = s.start[0][usize::from(x & 15)] ^ s.start[1][usize::from(x >> 4)];
            let (l, r) = (lr >> 4, lr & 15);
            let q = add(look(&s.first_l, l), look(&s.first_r, r));
            let zero = l | if r > 0 { 0xff } else { 0 };
            let l = look(&s.by_q, q) ^ look(&s.only_zero, zero);
            let p = add(look(&s.first_l, r), look(&s.second_l, l));
            let y = look(&s.end_l, l) ^ look(&s.end_p, p);
            assert_eq!(y, PI[usize::from(x)], "{x}");

            let s = &BACKWARD;
            let lr = s.start[0][usize::from(y & 15)] ^ s.start[1][usize::from(y >> 4)];
            let (l, r) = (lr >> 4, lr & 15);
            let q = add(look(&s.first_r, r), look(&s.first_l, l));
            let p = add(q, look(&s.second_l, l));
            let zero = l | if q & 0x80 == 0 { 0xff } else { 0 };
            let back = look(&s.end_q, q) ^ look(&s.end_p, p) ^ look(&s.only_zero, zero);
            assert_eq!(back, x, "{y}");
            assert_eq!(PI_INVERSE[usize::from(y)], x, "{y}");
        }
    }
}
