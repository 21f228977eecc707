// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog in 64-bit words without tables and branches: constant time on every target.
//!
//! A [`Pair`] is a word of the round key and the same word of the state: the two rounds are independent, and compilers
//! put a pair into one register where there is one of 128 bits. S is a Boolean circuit, bit b of all octets of eight
//! words being in word b. L is eight sums of words for each octet, by Horner's rule in GF(256), octets side by side:
//! which words are summed is a constant of the hash.

use core::ops::{BitAnd, BitXor, Not, Shl, Shr};

use super::super::constants::{C, Words, element};
use crate::ct::Zeroize;

/// The compression function g_N(h, m) of RFC 6986, section 8, into `h`.
pub(super) fn compress(h: &mut Words, n: &Words, m: &Words) {
    // The first round makes the first key; what it makes of the other half is not used.
    let mut x: State = core::array::from_fn(|i| Pair([h[i] ^ n[i], 0]));
    lps(&mut x);
    for (x, m) in x.iter_mut().zip(m) {
        x.0[1] = *m;
    }
    for c in &C {
        for (Pair([key, state]), c) in x.iter_mut().zip(c) {
            *state ^= *key;
            *key ^= c;
        }
        lps(&mut x);
    }
    for i in 0..8 {
        let Pair([key, state]) = x[i];
        h[i] ^= state ^ key ^ m[i];
    }
    x.iter_mut().for_each(|pair| pair.0.zeroize());
}

/// A word of the key and one of the state.
#[derive(Clone, Copy, Default)]
struct Pair([u64; 2]);

/// Eight words of each; words, or bit planes of them.
type State = [Pair; 8];

impl Pair {
    /// The same octet everywhere.
    const fn octets(octet: u8) -> Self {
        Self([u64::from_ne_bytes([octet; 8]); 2])
    }
}

macro_rules! by_words {
    ($($trait:ident $method:ident),+) => {$(
        impl $trait for Pair {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self([self.0[0].$method(other.0[0]), self.0[1].$method(other.0[1])])
            }
        }
    )+};
}

by_words!(BitAnd bitand, BitXor bitxor);

macro_rules! by_count {
    ($($trait:ident $method:ident),+) => {$(
        impl $trait<u32> for Pair {
            type Output = Self;
            #[inline(always)]
            fn $method(self, count: u32) -> Self {
                Self([self.0[0].$method(count), self.0[1].$method(count)])
            }
        }
    )+};
}

by_count!(Shl shl, Shr shr);

impl Not for Pair {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self([!self.0[0], !self.0[1]])
    }
}

/// L(P(S(x))) of key and state.
fn lps(x: &mut State) {
    transpose_bits(x);
    substitute(x);
    transpose_bits(x);
    mix(x);
    transpose_octets(x);
}

/// Octet k of word i becomes octet i of word k.
#[inline(always)]
fn transpose_octets(x: &mut State) {
    exchange(x, 4, 32, 0x0000_0000_ffff_ffff);
    exchange(x, 2, 16, 0x0000_ffff_0000_ffff);
    exchange(x, 1, 8, 0x00ff_00ff_00ff_00ff);
}

/// Bit b of an octet of word j becomes bit j of that octet of word b.
#[inline(always)]
fn transpose_bits(x: &mut State) {
    exchange(x, 4, 4, 0x0f0f_0f0f_0f0f_0f0f);
    exchange(x, 2, 2, 0x3333_3333_3333_3333);
    exchange(x, 1, 1, 0x5555_5555_5555_5555);
}

/// Exchanges the bits outside `mask` of each word with those inside it of the word `apart` above.
#[inline(always)]
fn exchange(x: &mut State, apart: usize, shift: u32, mask: u64) {
    for low in (0..8).filter(|i| i & apart == 0) {
        let moved = (x[low] >> shift ^ x[low + apart]) & Pair([mask; 2]);
        x[low + apart] = x[low + apart] ^ moved;
        x[low] = x[low] ^ moved << shift;
    }
}

/// S of every octet, in bit planes: see `constants` on its parts.
#[inline(always)]
fn substitute(x: &mut State) {
    let [x0, x1, x2, x3, x4, x5, x6, x7] = *x;
    // alpha
    let x13 = x1 ^ x3;
    let x06 = x0 ^ x6;
    let r = [x5, x4 ^ x13, x2 ^ x6, x7 ^ x13];
    let l = [x06 ^ x1 ^ x2 ^ x3 ^ x5 ^ x7, x06 ^ x1, x06, x3];
    let nonzero = !(!r[0] & !r[1] & !r[2] & !r[3]);
    let by_quotient = nu1(&Monomials::of(&product(&l, &inverse(&Monomials::of(&r)))));
    let by_l = nu0(&Monomials::of(&l));
    let l: Nibble = core::array::from_fn(|b| by_l[b] ^ (nonzero & (by_l[b] ^ by_quotient[b])));
    let r = sigma(&Monomials::of(&product(&r, &phi(&Monomials::of(&l)))));
    // omega
    let [y0, y1, y2, y3] = r;
    let [y4, y5, y6, y7] = l;
    let y13 = y1 ^ y3;
    *x = [y0, y1 ^ y7, y2 ^ y6, y3, y4 ^ y7 ^ y13, y5, y2, y13];
}

/// Four planes of a nibble, the lowest bit first.
type Nibble = [Pair; 4];

/// The product in GF(16) modulo x^4 + x^3 + 1.
#[inline(always)]
fn product(a: &Nibble, b: &Nibble) -> Nibble {
    let mut c = [Pair::default(); 7];
    for (i, &a) in a.iter().enumerate() {
        for (j, &b) in b.iter().enumerate() {
            c[i + j] = c[i + j] ^ (a & b);
        }
    }
    let high = c[5] ^ c[6];
    [
        c[0] ^ c[4] ^ high,
        c[1] ^ high,
        c[2] ^ c[6],
        c[3] ^ c[4] ^ high,
    ]
}

/// The products of the bits of a nibble, named by the bits that are in them. The functions of a nibble are sums of them
/// (algebraic normal form).
struct Monomials {
    m1: Pair,
    m2: Pair,
    m3: Pair,
    m4: Pair,
    m5: Pair,
    m6: Pair,
    m7: Pair,
    m8: Pair,
    m9: Pair,
    m10: Pair,
    m11: Pair,
    m12: Pair,
    m13: Pair,
    m14: Pair,
    m15: Pair,
}

impl Monomials {
    #[inline(always)]
    fn of(&[m1, m2, m4, m8]: &Nibble) -> Self {
        let (m3, m12) = (m1 & m2, m4 & m8);
        Self {
            m1,
            m2,
            m3,
            m4,
            m5: m1 & m4,
            m6: m2 & m4,
            m7: m3 & m4,
            m8,
            m9: m1 & m8,
            m10: m2 & m8,
            m11: m3 & m8,
            m12,
            m13: m1 & m12,
            m14: m2 & m12,
            m15: m3 & m12,
        }
    }
}

/// The inverse in GF(16), 0 for 0.
#[inline(always)]
fn inverse(m: &Monomials) -> Nibble {
    [
        m.m1 ^ m.m3 ^ m.m8 ^ m.m9 ^ m.m12 ^ m.m13 ^ m.m14,
        m.m4 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m9 ^ m.m11 ^ m.m12 ^ m.m14,
        m.m2 ^ m.m3 ^ m.m4 ^ m.m6 ^ m.m7 ^ m.m9 ^ m.m10 ^ m.m12 ^ m.m13,
        m.m2 ^ m.m5 ^ m.m6 ^ m.m9 ^ m.m11 ^ m.m13,
    ]
}

#[inline(always)]
fn nu0(m: &Monomials) -> Nibble {
    [
        m.m1 ^ m.m2 ^ m.m3 ^ m.m6 ^ m.m9 ^ m.m11 ^ m.m13,
        !(m.m1 ^ m.m3 ^ m.m8 ^ m.m9 ^ m.m10 ^ m.m14),
        m.m1 ^ m.m3 ^ m.m4 ^ m.m7 ^ m.m10 ^ m.m11 ^ m.m12,
        m.m3 ^ m.m5 ^ m.m6 ^ m.m10 ^ m.m12 ^ m.m13,
    ]
}

#[inline(always)]
fn nu1(m: &Monomials) -> Nibble {
    [
        !(m.m1 ^ m.m2 ^ m.m4 ^ m.m6 ^ m.m8),
        !(m.m2 ^ m.m4 ^ m.m5 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m12 ^ m.m14),
        !(m.m3 ^ m.m4 ^ m.m5 ^ m.m10 ^ m.m12),
        m.m2 ^ m.m5 ^ m.m12,
    ]
}

#[inline(always)]
fn phi(m: &Monomials) -> Nibble {
    [
        !(m.m1 ^ m.m4 ^ m.m5 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m10 ^ m.m12 ^ m.m13 ^ m.m15),
        !(m.m3 ^ m.m4 ^ m.m7 ^ m.m10 ^ m.m11 ^ m.m12 ^ m.m14 ^ m.m15),
        m.m4 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m9 ^ m.m12 ^ m.m14 ^ m.m15,
        !(m.m1 ^ m.m3 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m9 ^ m.m12 ^ m.m13),
    ]
}

#[inline(always)]
fn sigma(m: &Monomials) -> Nibble {
    [
        m.m1 ^ m.m3 ^ m.m8 ^ m.m9 ^ m.m14,
        m.m5 ^ m.m6 ^ m.m7 ^ m.m8 ^ m.m9 ^ m.m10 ^ m.m13,
        !(m.m2 ^ m.m3 ^ m.m4 ^ m.m6 ^ m.m8 ^ m.m13),
        !(m.m2 ^ m.m6 ^ m.m8 ^ m.m9 ^ m.m10 ^ m.m11 ^ m.m12),
    ]
}

/// `TERMS[k][t]` has bit j set where the factor of octet j in octet k has bit t: M(k, j) is a multiplication in GF(256)
/// modulo x^8 + x^4 + x^3 + x^2 + 1.
static TERMS: [[u8; 8]; 8] = {
    let mut terms = [[0; 8]; 8];
    let mut i = 0;
    while i < 64 {
        let (k, j) = (i / 8, i % 8);
        let factor = element(k, j, 1);
        let mut t = 0;
        while t < 8 {
            terms[k][t] |= (factor >> t & 1) << j;
            t += 1;
        }
        i += 1;
    }
    terms
};

/// L of the columns: octet i of word j is octet j of word i of what L takes, and the same way out.
#[inline(always)]
fn mix(x: &mut State) {
    // The sums of every choice of four words. The indices are constants of the hash, not data.
    let sums = [0, 4].map(|first| {
        let mut sums = [Pair::default(); 16];
        for choice in 1..16usize {
            let rest = choice & (choice - 1);
            sums[choice] = sums[rest] ^ x[first + choice.trailing_zeros() as usize];
        }
        sums
    });
    for (x, terms) in x.iter_mut().zip(&TERMS) {
        let mut sum = Pair::default();
        for &term in terms.iter().rev() {
            let (low, high) = (usize::from(term & 15), usize::from(term >> 4));
            sum = double(sum) ^ sums[0][low] ^ sums[1][high];
        }
        *x = sum;
    }
}

/// Each octet times x in GF(256).
#[inline(always)]
fn double(a: Pair) -> Pair {
    let high = a >> 7 & Pair::octets(1);
    // 0x1d where the highest bit was set.
    let reduction = high ^ high << 2 ^ high << 3 ^ high << 4;
    (a & Pair::octets(0x7f)) << 1 ^ reduction
}
