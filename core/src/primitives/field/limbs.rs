// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arithmetic on little-endian arrays of 64-bit limbs, shared by the fields.
//!
//! Every function here is `const` or inlined, has no branch and no index that depends on the value of a limb
//! (parsing of hexadecimal constants apart, which happens at compile time), and is total: any limb values are
//! accepted unless a bound is stated. Nothing here knows a modulus; reduction lives in the field files.

use subtle::Choice;

use crate::ct;

/// `a + b + carry`: the sum modulo 2^64 and the carry out.
#[inline(always)]
pub(super) const fn adc(a: u64, b: u64, carry: bool) -> (u64, bool) {
    // Compilers turn a chain of this shape into add-with-carry instructions; through `u128` they often do not.
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum, first | second)
}

/// `a - b - borrow`: the difference modulo 2^64 and the borrow out.
#[inline(always)]
pub(super) const fn sbb(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow as u64);
    (difference, first | second)
}

/// `a * b`: the low and the high limb. The high one is at most 2^64 - 2.
#[inline(always)]
pub(super) const fn wide(a: u64, b: u64) -> (u64, u64) {
    let product = a as u128 * b as u128;
    (product as u64, (product >> 64) as u64)
}

/// All ones when `bit` is set, else zero.
#[inline(always)]
pub(super) const fn mask(bit: bool) -> u64 {
    (bit as u64).wrapping_neg()
}

/// All ones when `bit` is set, else zero, in a word of which the compiler knows nothing.
///
/// For every mask that comes from a secret: a compiler that sees one bit choose makes a branch of it, now and then even
/// where the choice is between a constant and zero (`scripts/check-constant-time` has caught it). [`mask`] is for constants.
#[inline(always)]
pub(super) fn opaque_mask(bit: bool) -> u64 {
    ct::opaque(mask(bit))
}

/// `a + b`: the sum modulo 2^(64 N) and the carry out.
#[inline(always)]
pub(super) const fn add<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    add_carry(a, b, false)
}

/// `a + b + carry`: the sum modulo 2^(64 N) and the carry out.
#[inline(always)]
const fn add_carry<const N: usize>(
    a: &[u64; N],
    b: &[u64; N],
    mut carry: bool,
) -> ([u64; N], bool) {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        (out[i], carry) = adc(a[i], b[i], carry);
        i += 1;
    }
    (out, carry)
}

/// `a - b`: the difference modulo 2^(64 N) and the borrow out.
#[inline(always)]
pub(super) const fn sub<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut out = [0; N];
    let mut borrow = false;
    let mut i = 0;
    while i < N {
        (out[i], borrow) = sbb(a[i], b[i], borrow);
        i += 1;
    }
    (out, borrow)
}

/// `a + word`: the sum modulo 2^(64 N) and the carry out.
#[inline(always)]
pub(super) const fn add_word<const N: usize>(a: &[u64; N], word: u64) -> ([u64; N], bool) {
    let mut out = [0; N];
    let mut carry;
    (out[0], carry) = adc(a[0], word, false);
    let mut i = 1;
    while i < N {
        (out[i], carry) = adc(a[i], 0, carry);
        i += 1;
    }
    (out, carry)
}

/// `a - word`: the difference modulo 2^(64 N) and the borrow out.
#[inline(always)]
pub(super) const fn sub_word<const N: usize>(a: &[u64; N], word: u64) -> ([u64; N], bool) {
    let mut out = [0; N];
    let mut borrow;
    (out[0], borrow) = sbb(a[0], word, false);
    let mut i = 1;
    while i < N {
        (out[i], borrow) = sbb(a[i], 0, borrow);
        i += 1;
    }
    (out, borrow)
}

/// `a * word + addend`: the low `N` limbs and the limb above them.
///
/// With `addend` at most `word` the top limb is at most `word`; with `addend` zero it is below `word`, or zero.
#[inline(always)]
pub(super) const fn mul_word<const N: usize>(
    a: &[u64; N],
    word: u64,
    addend: u64,
) -> ([u64; N], u64) {
    let mut out = [0; N];
    let (low, mut top) = wide(a[0], word);
    let mut carry;
    (out[0], carry) = adc(low, addend, false);
    let mut i = 1;
    while i < N {
        let (low, high) = wide(a[i], word);
        (out[i], carry) = adc(low, top, carry);
        top = high;
        i += 1;
    }
    (out, top + carry as u64)
}

/// `acc + a * b + carry`: the low and the high limb.
///
/// The result never exceeds 2^128 - 1, whatever the operands.
#[inline(always)]
pub(super) const fn mac(acc: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let product = acc as u128 + a as u128 * b as u128 + carry as u128;
    (product as u64, (product >> 64) as u64)
}

/// `a * b`: the low and the high `N` limbs.
#[inline(always)]
pub(super) fn mul_wide<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], [u64; N]) {
    if N == 8 {
        // Eight limbs and their carries are more than the registers hold; three products of four limbs are faster.
        let (low, high) = mul_halves(&halves(a), &halves(b));
        return (join(&low), join(&high));
    }
    mul_rows(a, b)
}

/// `a * b` by Karatsuba's identity, on numbers cut into two halves of four limbs.
///
/// With `x = 2^256` the product is `l + (l + h + (a0 - a1) (b1 - b0)) x + h x^2`, where `l = a0 b0`, `h = a1 b1`.
#[inline(always)]
fn mul_halves(a: &[[u64; 4]; 2], b: &[[u64; 4]; 2]) -> ([[u64; 4]; 2], [[u64; 4]; 2]) {
    let (l0, l1) = mul_rows(&a[0], &b[0]);
    let (h0, h1) = mul_rows(&a[1], &b[1]);
    let (a_distance, a_negative) = distance(&a[0], &a[1]);
    let (b_distance, b_negative) = distance(&b[1], &b[0]);
    let (m0, m1) = mul_rows(&a_distance, &b_distance);

    // The middle is l + h + m or l + h - m; -m is not m + 1 - 2^512. It is not negative and below 2^513.
    let negative = a_negative ^ b_negative;
    let flip = opaque_mask(negative);
    let (s0, carry) = add(&l0, &h0);
    let (s1, sum_top) = add_carry(&l1, &h1, carry);
    let (s0, carry) = add_carry(&s0, &xor_mask(&m0, flip), negative);
    let (s1, carry) = add_carry(&s1, &xor_mask(&m1, flip), carry);
    let top = (sum_top as u64 + carry as u64).wrapping_sub(negative as u64);
    debug_assert!(top <= 1);

    let (out1, carry) = add(&l1, &s0);
    let (out2, carry) = add_carry(&h0, &s1, carry);
    let (out3, carry) = add_word(&h1, top + carry as u64);
    debug_assert!(!carry);
    ([l0, out1], [out2, out3])
}

/// The two halves of 8 limbs. In: `N` is 8.
#[inline(always)]
const fn halves<const N: usize>(a: &[u64; N]) -> [[u64; 4]; 2] {
    [[a[0], a[1], a[2], a[3]], [a[4], a[5], a[6], a[7]]]
}

/// 8 limbs from their halves. In: `N` is 8.
#[inline(always)]
const fn join<const N: usize>(a: &[[u64; 4]; 2]) -> [u64; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = a[i / 4][i % 4];
        i += 1;
    }
    out
}

/// `|a - b|` and whether `a - b` is negative.
#[inline(always)]
fn distance<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let (difference, borrow) = sub(a, b);
    let (out, _) = add_word(&xor_mask(&difference, opaque_mask(borrow)), borrow as u64);
    (out, borrow)
}

/// `a * b`, row by row, each with one carry of a whole limb.
#[inline(always)]
const fn mul_rows<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], [u64; N]) {
    let mut low = [0; N];
    let mut high = [0; N];
    let mut i = 0;
    while i < N {
        let mut carry = 0;
        let mut j = 0;
        while j < N {
            let limb = if i + j < N {
                &mut low[i + j]
            } else {
                &mut high[i + j - N]
            };
            (*limb, carry) = mac(*limb, a[j], b[i], carry);
            j += 1;
        }
        high[i] = carry;
        i += 1;
    }
    (low, high)
}

/// `a * a`: the low and the high `N` limbs.
///
/// The products of different limbs are computed once and doubled: `N (N + 1) / 2` multiplications, not `N^2`.
#[inline(always)]
pub(super) const fn square_wide<const N: usize>(a: &[u64; N]) -> ([u64; N], [u64; N]) {
    let mut low = [0; N];
    let mut high = [0; N];
    let mut i = 0;
    while i + 1 < N {
        // One row: a[i] times the limbs above it, in two chains of carries as in `mul_wide`.
        let mut top = 0;
        let mut joined = false;
        let mut added = false;
        let mut j = i + 1;
        while j < N {
            let (product, product_top) = wide(a[i], a[j]);
            let part;
            (part, joined) = adc(product, top, joined);
            top = product_top;
            let limb = if i + j < N {
                &mut low[i + j]
            } else {
                &mut high[i + j - N]
            };
            (*limb, added) = adc(*limb, part, added);
            j += 1;
        }
        high[i] = top + joined as u64 + added as u64;
        i += 1;
    }
    // The whole is below 2^(128 N), hence neither doubling nor the squares of the limbs carry out.
    let mut doubled = false;
    let mut carry = false;
    let mut i = 0;
    while i < N {
        let (square_low, square_high) = wide(a[i], a[i]);
        let parts = [square_low, square_high];
        let mut k = 2 * i;
        while k < 2 * i + 2 {
            let limb = if k < N { &mut low[k] } else { &mut high[k - N] };
            (*limb, doubled) = adc(*limb, *limb, doubled);
            (*limb, carry) = adc(*limb, parts[k - 2 * i], carry);
            k += 1;
        }
        i += 1;
    }
    debug_assert!(!carry && !doubled);
    (low, high)
}

/// `(a + carry * 2^(64 N)) / 2`, the lowest bit dropped.
#[inline(always)]
pub(super) const fn half<const N: usize>(a: &[u64; N], carry: bool) -> [u64; N] {
    let mut out = [0; N];
    let mut above = carry as u64;
    let mut i = N;
    while i > 0 {
        i -= 1;
        out[i] = a[i] >> 1 | above << 63;
        above = a[i];
    }
    out
}

/// Each limb of `a` and-ed with `mask`.
#[inline(always)]
pub(super) const fn and_mask<const N: usize>(a: &[u64; N], mask: u64) -> [u64; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = a[i] & mask;
        i += 1;
    }
    out
}

/// Each limb of `a` xor-ed with `mask`.
#[inline(always)]
const fn xor_mask<const N: usize>(a: &[u64; N], mask: u64) -> [u64; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = a[i] ^ mask;
        i += 1;
    }
    out
}

/// `a` or `b`: `b` where `mask` is all ones, `a` where it is zero.
#[inline(always)]
pub(super) const fn select<const N: usize>(a: &[u64; N], b: &[u64; N], mask: u64) -> [u64; N] {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = a[i] ^ (mask & (a[i] ^ b[i]));
        i += 1;
    }
    out
}

/// The or of all bits in which `a` and `b` differ: 0 exactly when they are equal.
#[inline(always)]
pub(super) const fn difference<const N: usize>(a: &[u64; N], b: &[u64; N]) -> u64 {
    let mut acc = 0;
    let mut i = 0;
    while i < N {
        acc |= a[i] ^ b[i];
        i += 1;
    }
    acc
}

/// Whether `word` is zero, without a comparison that could become a branch.
#[inline(always)]
pub(super) fn is_zero_word(word: u64) -> Choice {
    Choice::from(1 ^ ((word | word.wrapping_neg()) >> 63) as u8)
}

/// Reads exactly `8 N` octets, little-endian; `None` for any other length.
#[inline]
pub(super) fn from_bytes_le<const N: usize>(bytes: &[u8]) -> Option<[u64; N]> {
    let (words, rest) = bytes.as_chunks::<8>();
    if words.len() != N || !rest.is_empty() {
        return None;
    }
    let mut out = [0; N];
    for (limb, word) in out.iter_mut().zip(words) {
        *limb = u64::from_le_bytes(*word);
    }
    Some(out)
}

/// Writes exactly `8 N` octets, little-endian.
///
/// # Panics
///
/// When `out` has another length, which is a mistake of the caller.
#[inline]
pub(super) fn write_bytes_le<const N: usize>(limbs: &[u64; N], out: &mut [u8]) {
    let (words, rest) = out.as_chunks_mut::<8>();
    assert!(
        words.len() == N && rest.is_empty(),
        "a field element is written to exactly OCTETS octets"
    );
    for (word, limb) in words.iter_mut().zip(limbs) {
        *word = limb.to_le_bytes();
    }
}

/// Reads an integer of 1 to `16 N` hexadecimal digits, most significant first, as the standards print them.
///
/// Meant for constants: a wrong digit or a wrong length stops the compilation.
///
/// # Panics
///
/// On an empty or too long string and on a character that is not a hexadecimal digit.
pub(crate) const fn from_hex<const N: usize>(hex: &str) -> [u64; N] {
    let digits = hex.as_bytes();
    assert!(
        !digits.is_empty() && digits.len() <= 16 * N,
        "a constant has 1 to 16 N hexadecimal digits"
    );
    let mut out = [0; N];
    let mut i = 0;
    while i < digits.len() {
        let digit = match digits[digits.len() - 1 - i] {
            c @ b'0'..=b'9' => c - b'0',
            c @ b'a'..=b'f' => c - b'a' + 10,
            c @ b'A'..=b'F' => c - b'A' + 10,
            _ => panic!("a constant holds hexadecimal digits only"),
        };
        out[i / 16] |= (digit as u64) << (4 * (i % 16));
        i += 1;
    }
    out
}
