// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik in 64-bit words without tables and branches: constant time on every target.
//!
//! S is a Boolean circuit on bit planes, after its decomposition (see `pi`): the multiplications in GF(16) as they are, the
//! substitutions of nibbles as sums of products of bits (algebraic normal form), which the compiler lays out from the
//! tables. Words come in pairs, which compilers put into one register where there is one of 128 bits.
//!
//! Up to [`FEW`] blocks are kept in rows, a block being two words: planes are made for S and undone, and L adds the
//! columns of its matrix that belong to bits that are set. More blocks are bit-sliced as a whole, [`MANY`] at once: plane
//! b of octet o is a pair of words with one bit of each block, and L is its definition, sixteen steps of a shift register.

use core::ops::{BitAnd, BitOr, BitXor, Not};

use zeroize::optimization_barrier;

use super::super::constants::linear;
use super::super::{Block, RoundKeys};
use super::by_batches;
use crate::primitives::pi::{
    ALPHA, NU0, NU1, Nibbles, OMEGA, PHI, SIGMA, inverse, inverse_rows, reciprocal,
};

/// The most blocks that rows take at once.
const FEW: usize = 8;

/// Blocks of a bit-sliced batch.
const MANY: usize = 128;

/// One round: L(S(x xor k)) in the place of x.
pub(super) fn lsx(k: &Block, x: &mut Block) {
    let mut rows = Rows::load(core::slice::from_ref(x));
    rows.add(k);
    rows.substitute::<false>();
    rows.linear::<false>(1);
    rows.store(core::slice::from_mut(x));
}

/// Encrypts each block.
pub(super) fn encrypt_blocks(keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() > FEW {
        return by_batches(blocks, |batch| encrypt_batch(keys, batch));
    }
    let [first @ .., last] = &keys.0;
    let mut rows = Rows::load(blocks);
    for key in first {
        rows.add(key);
        rows.substitute::<false>();
        rows.linear::<false>(blocks.len());
    }
    rows.add(last);
    rows.store(blocks);
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(keys: &RoundKeys, blocks: &mut [Block]) {
    if blocks.len() > FEW {
        return by_batches(blocks, |batch| decrypt_batch(keys, batch));
    }
    let [first @ .., last] = &keys.0;
    let mut rows = Rows::load(blocks);
    rows.add(last);
    for key in first.iter().rev() {
        rows.linear::<true>(blocks.len());
        rows.substitute::<true>();
        rows.add(key);
    }
    rows.store(blocks);
}

/// Two words side by side.
#[derive(Clone, Copy, Default)]
struct Pair([u64; 2]);

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

by_words!(BitAnd bitand, BitOr bitor, BitXor bitxor);

impl Not for Pair {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self([!self.0[0], !self.0[1]])
    }
}

/// Eight pairs; or the planes of their octets, the lowest bit first.
type Eight = [Pair; 8];

/// Up to eight blocks: of pair i, word 0 has octets 0 to 7 of block i, word 1 the others, the first octet lowest.
struct Rows(Eight);

impl Rows {
    fn load(blocks: &[Block]) -> Self {
        let mut rows = Eight::default();
        for (row, block) in rows.iter_mut().zip(blocks) {
            *row = words(block);
        }
        Self(rows)
    }

    fn store(&self, blocks: &mut [Block]) {
        for (Pair(row), block) in self.0.iter().zip(blocks) {
            for (octets, word) in block.as_chunks_mut::<8>().0.iter_mut().zip(row) {
                *octets = word.to_le_bytes();
            }
        }
    }

    fn add(&mut self, key: &Block) {
        let key = words(key);
        for row in &mut self.0 {
            *row = *row ^ key;
        }
    }

    fn substitute<const INVERSE: bool>(&mut self) {
        transpose_bits(&mut self.0);
        substitute::<INVERSE>(&mut self.0);
        transpose_bits(&mut self.0);
    }

    /// L of the first `count` rows.
    fn linear<const INVERSE: bool>(&mut self, count: usize) {
        let columns = if INVERSE { &INVERSE_COLUMNS } else { &COLUMNS };
        for Pair(row) in &mut self.0[..count] {
            let mut sum = [0; 2];
            for (word, columns) in row.iter().zip(columns) {
                for (bit, column) in columns.iter().enumerate() {
                    let mask = (word >> bit & 1).wrapping_neg();
                    sum[0] ^= mask & column[0];
                    sum[1] ^= mask & column[1];
                }
            }
            *row = sum;
        }
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        self.0 = Eight::default();
        optimization_barrier(&self.0);
    }
}

/// The two words of a block.
#[inline(always)]
const fn words(block: &Block) -> Pair {
    let word = u128::from_le_bytes(*block);
    Pair([word as u64, (word >> 64) as u64])
}

/// What each bit of each word adds to L of a block.
static COLUMNS: [[[u64; 2]; 64]; 2] = columns(false);
static INVERSE_COLUMNS: [[[u64; 2]; 64]; 2] = columns(true);

const fn columns(inverse: bool) -> [[[u64; 2]; 64]; 2] {
    let mut columns = [[[0; 2]; 64]; 2];
    let mut i = 0;
    while i < 128 {
        let mut unit = 1u128 << i;
        if inverse {
            unit = unit.swap_bytes();
        }
        let mut image = linear(unit.to_le_bytes());
        if inverse {
            image = u128::from_le_bytes(image).swap_bytes().to_le_bytes();
        }
        columns[i / 64][i % 64] = words(&image).0;
        i += 1;
    }
    columns
}

/// [`MANY`] blocks in planes.
struct Planes([Eight; 16]);

impl Planes {
    /// Block 64w + 8j + m goes to bit 8j + m of word w.
    fn load(blocks: &[Block; MANY]) -> Self {
        let mut planes = [Eight::default(); 16];
        for (w, blocks) in blocks.as_chunks::<64>().0.iter().enumerate() {
            for m in 0..8 {
                // Octets of the two halves of blocks m, m + 8 and so on.
                for half in 0..2 {
                    let mut octets: [u64; 8] =
                        core::array::from_fn(|j| words(&blocks[8 * j + m]).0[half]);
                    transpose_octets(&mut octets);
                    for (o, word) in octets.into_iter().enumerate() {
                        planes[8 * half + o][m].0[w] = word;
                    }
                }
            }
        }
        planes.iter_mut().for_each(transpose_bits);
        Self(planes)
    }

    fn store(mut self, blocks: &mut [Block; MANY]) {
        self.0.iter_mut().for_each(transpose_bits);
        for (w, blocks) in blocks.as_chunks_mut::<64>().0.iter_mut().enumerate() {
            for m in 0..8 {
                for half in 0..2 {
                    let mut octets: [u64; 8] =
                        core::array::from_fn(|o| self.0[8 * half + o][m].0[w]);
                    transpose_octets(&mut octets);
                    for (j, word) in octets.into_iter().enumerate() {
                        blocks[8 * j + m].as_chunks_mut::<8>().0[half] = word.to_le_bytes();
                    }
                }
            }
        }
    }

    fn add(&mut self, key: &Block) {
        for (planes, key) in self.0.iter_mut().zip(key) {
            for (bit, plane) in planes.iter_mut().enumerate() {
                *plane = *plane ^ Pair([u64::from(key >> bit & 1).wrapping_neg(); 2]);
            }
        }
    }

    fn substitute<const INVERSE: bool>(&mut self) {
        self.0.iter_mut().for_each(substitute::<INVERSE>);
    }

    /// R sixteen times, on the octets in this order or in the reversed one. Nothing is moved: step n has octet i at
    /// place i - n modulo 16, and what it makes takes the place of the octet that is dropped.
    fn linear<const INVERSE: bool>(&mut self) {
        for n in 0..16 {
            let place = |i: usize| {
                let at = i.wrapping_sub(n) % 16;
                if INVERSE { 15 - at } else { at }
            };
            let octet = |i| &self.0[place(i)];
            let next = register_step(octet);
            self.0[place(15)] = next;
        }
    }
}

impl Drop for Planes {
    fn drop(&mut self) {
        self.0 = Default::default();
        optimization_barrier(&self.0);
    }
}

/// The octet that R puts in front, by Horner's rule: coefficients that are equal, or share their terms, are summed first.
#[inline(always)]
fn register_step<'a>(octet: impl Fn(usize) -> &'a Eight) -> Eight {
    let sum = |i, j| add(octet(i), octet(j));
    let (c148, c32, c133) = (sum(0, 14), sum(1, 13), sum(2, 12));
    let (c16, c194, c192) = (sum(3, 11), sum(4, 10), sum(5, 9));
    let (c1, c251) = (add(&sum(6, 8), octet(15)), octet(7));
    let c148_133 = add(&c148, &c133);
    let c194_251 = add(&c194, c251);
    let c194_192_251 = add(&c194_251, &c192);
    let mut v = add(&c148_133, &c194_192_251);
    v = add(&double(&v), &c194_192_251);
    v = add(&double(&v), &add(&c32, c251));
    v = add(&double(&v), &add(&add(&c148, &c16), c251));
    v = add(&double(&v), c251);
    v = add(&double(&v), &c148_133);
    v = add(&double(&v), &c194_251);
    add(&double(&v), &add(&add(&c133, c251), &c1))
}

#[inline(always)]
fn add(a: &Eight, b: &Eight) -> Eight {
    core::array::from_fn(|bit| a[bit] ^ b[bit])
}

/// Each octet times x in GF(256).
#[inline(always)]
fn double(&[v0, v1, v2, v3, v4, v5, v6, v7]: &Eight) -> Eight {
    [v7, v0 ^ v7, v1, v2, v3, v4, v5 ^ v7, v6 ^ v7]
}

fn encrypt_batch(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut planes = Planes::load(blocks);
    for key in first {
        planes.add(key);
        planes.substitute::<false>();
        planes.linear::<false>();
    }
    planes.add(last);
    planes.store(blocks);
}

fn decrypt_batch(keys: &RoundKeys, blocks: &mut [Block; MANY]) {
    let [first @ .., last] = &keys.0;
    let mut planes = Planes::load(blocks);
    planes.add(last);
    for key in first.iter().rev() {
        planes.linear::<true>();
        planes.substitute::<true>();
        planes.add(key);
    }
    planes.store(blocks);
}

/// Octet k of word i becomes octet i of word k.
#[inline(always)]
fn transpose_octets(x: &mut [u64; 8]) {
    for (apart, mask) in [
        (4, 0x0000_0000_ffff_ffff_u64),
        (2, 0x0000_ffff_0000_ffff),
        (1, 0x00ff_00ff_00ff_00ff),
    ] {
        for low in (0..8).filter(|i| i & apart == 0) {
            let moved = (x[low] >> (8 * apart) ^ x[low + apart]) & mask;
            x[low + apart] ^= moved;
            x[low] ^= moved << (8 * apart);
        }
    }
}

/// Bit b of an octet of pair j becomes bit j of that octet of pair b.
#[inline(always)]
fn transpose_bits(x: &mut Eight) {
    exchange::<4>(x, 0x0f0f_0f0f_0f0f_0f0f);
    exchange::<2>(x, 0x3333_3333_3333_3333);
    exchange::<1>(x, 0x5555_5555_5555_5555);
}

/// Exchanges the bits outside `mask` of each pair with those inside it of the pair `APART` above.
#[inline(always)]
fn exchange<const APART: usize>(x: &mut Eight, mask: u64) {
    for low in (0..8).filter(|i| i & APART == 0) {
        for w in 0..2 {
            let moved = (x[low].0[w] >> APART ^ x[low + APART].0[w]) & mask;
            x[low + APART].0[w] ^= moved;
            x[low].0[w] ^= moved << APART;
        }
    }
}

/// S, or its inverse, of every octet, in planes.
#[inline(always)]
fn substitute<const INVERSE: bool>(x: &mut Eight) {
    if INVERSE {
        let (l, r) = halves(&matrix::<OmegaInverse>(x));
        let r = product(&lookup::<SigmaInverse>(&r), &lookup::<PhiReciprocal>(&l));
        let zero = !(r[0] | r[1] | r[2] | r[3]);
        let by_product = product(&lookup::<Nu1Inverse>(&l), &r);
        let by_l = lookup::<Nu0Inverse>(&l);
        // A product with zero is zero.
        let l = core::array::from_fn(|b| by_product[b] ^ (zero & by_l[b]));
        *x = matrix::<AlphaInverse>(&joined(&l, &r));
    } else {
        let (l, r) = halves(&matrix::<Alpha>(x));
        let zero = !(r[0] | r[1] | r[2] | r[3]);
        let by_quotient = lookup::<Nu1>(&product(&l, &lookup::<Reciprocal>(&r)));
        let by_l = lookup::<Nu0>(&l);
        let l = core::array::from_fn(|b| by_quotient[b] ^ (zero & (by_l[b] ^ by_quotient[b])));
        let r = lookup::<Sigma>(&product(&r, &lookup::<Phi>(&l)));
        *x = matrix::<Omega>(&joined(&l, &r));
    }
}

/// Four planes of a nibble, the lowest bit first.
type Nibble = [Pair; 4];

/// The high and the low nibble.
#[inline(always)]
fn halves(&[r0, r1, r2, r3, l0, l1, l2, l3]: &Eight) -> (Nibble, Nibble) {
    ([l0, l1, l2, l3], [r0, r1, r2, r3])
}

/// The octet of a high and a low nibble.
#[inline(always)]
fn joined(&[l0, l1, l2, l3]: &Nibble, &[r0, r1, r2, r3]: &Nibble) -> Eight {
    [r0, r1, r2, r3, l0, l1, l2, l3]
}

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

/// A linear map of octets, which is a constant: the compiler leaves only the sums.
trait Matrix {
    /// The rows, that of the highest bit first.
    const ROWS: [u8; 8];
}

#[inline(always)]
fn matrix<M: Matrix>(x: &Eight) -> Eight {
    core::array::from_fn(|bit| {
        let mut sum = Pair::default();
        for (from, &x) in x.iter().enumerate() {
            if M::ROWS[7 - bit] >> from & 1 == 1 {
                sum = sum ^ x;
            }
        }
        sum
    })
}

/// A table of nibbles, which is a constant: the compiler leaves only the sums.
trait Table {
    const TABLE: Nibbles;
    /// Bit m of word b is set if the product of the bits of m is a term of bit b.
    const TERMS: [u16; 4] = {
        let mut terms = [0; 4];
        let mut b = 0;
        while b < 4 {
            let mut m = 0;
            while m < 16 {
                // The sum over all x inside m.
                let mut sum = 0;
                let mut x = 0;
                while x < 16 {
                    if x & !m == 0 {
                        sum ^= Self::TABLE[x] >> b & 1;
                    }
                    x += 1;
                }
                terms[b] |= (sum as u16) << m;
                m += 1;
            }
            b += 1;
        }
        terms
    };
}

#[inline(always)]
fn lookup<T: Table>(x: &Nibble) -> Nibble {
    let mut products = [Pair::default(); 16];
    for m in 1..16usize {
        let rest = m & (m - 1);
        let bit = x[m.trailing_zeros() as usize];
        products[m] = if rest == 0 { bit } else { products[rest] & bit };
    }
    core::array::from_fn(|b| {
        let mut sum = Pair([u64::from(T::TERMS[b] & 1).wrapping_neg(); 2]);
        for (m, &product) in products.iter().enumerate().skip(1) {
            if T::TERMS[b] >> m & 1 == 1 {
                sum = sum ^ product;
            }
        }
        sum
    })
}

macro_rules! constants {
    ($trait:ident $item:ident $type:ty: $($name:ident = $value:expr;)+) => {$(
        struct $name;

        impl $trait for $name {
            const $item: $type = $value;
        }
    )+};
}

constants! { Matrix ROWS [u8; 8]:
    Alpha = ALPHA;
    Omega = OMEGA;
    AlphaInverse = inverse_rows(&ALPHA);
    OmegaInverse = inverse_rows(&OMEGA);
}

constants! { Table TABLE Nibbles:
    Reciprocal = reciprocals(&IDENTITY);
    Nu0 = NU0;
    Nu1 = NU1;
    Phi = PHI;
    Sigma = SIGMA;
    PhiReciprocal = reciprocals(&PHI);
    Nu0Inverse = inverse(&NU0);
    Nu1Inverse = inverse(&NU1);
    SigmaInverse = inverse(&SIGMA);
}

const IDENTITY: Nibbles = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// The inverse in GF(16) of each value of a table.
const fn reciprocals(table: &Nibbles) -> Nibbles {
    let mut reciprocals = [0; 16];
    let mut x = 0;
    while x < 16 {
        reciprocals[x] = reciprocal(table[x]);
        x += 1;
    }
    reciprocals
}
