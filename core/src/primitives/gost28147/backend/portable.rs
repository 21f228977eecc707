// SPDX-License-Identifier: MIT OR Apache-2.0
//! The portable backend: plain integer arithmetic.
//!
//! It is the specification of its siblings and reads like [RFC 5830](https://www.rfc-editor.org/rfc/rfc5830):
//! a round adds a key word to N1 modulo 2^32, substitutes the eight nibbles, rotates by 11 to the left and adds the
//! result to N2 modulo 2.
//!
//! Constant time: no memory is looked up by a secret, and no branch depends on one. There are two forms.
//!
//! * One block: a row of the S-box is a word of 64 bits, and nibble x is found by rotating the word by 4x. With 64-bit
//!   registers a variable rotation takes the same time for every count. On smaller targets it may branch on the count,
//!   so both halves of the word are shifted by 32-bit shifts and one is taken through a mask.
//! * Many blocks: 16 lanes side by side. The eight S-boxes are evaluated as polynomials over GF(2) in the four bits of
//!   each nibble, all eight nibbles of a word at once, in about 50 logical operations. The compiler turns them
//!   into the vector instructions that the target has by default (SSE2, NEON). No S-box needs code of its own, and
//!   nothing is transposed.
//!
//! CFB encryption and MAC are serial and take the first form; CFB decryption and ECB take the second.

use super::super::block::{Block, RoundKeys};
use super::super::key_meshing::{C, SECTION_BLOCKS};
use super::super::sbox::Sbox;
use super::{DECRYPT, ENCRYPT};
use crate::ct::Zeroizing;

/// Blocks that are computed side by side.
const LANES: usize = 16;

/// Up to this many blocks, half the lanes are faster.
const HALF: usize = LANES / 2;

/// Up to this many blocks, one at a time is faster than lanes of which most are empty.
const FEW: usize = 2;

/// Encrypts each block: 32 rounds, the simple substitution of RFC 5830, section 5.
pub(super) fn encrypt_blocks(key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    for chunk in blocks.chunks_mut(LANES) {
        match chunk.len() {
            count if count <= FEW => chunk
                .iter_mut()
                .for_each(|block| encrypt_block(key, sbox, block)),
            count if count <= HALF => lanes::<HALF>(key, &ENCRYPT, sbox, chunk),
            _ => lanes::<LANES>(key, &ENCRYPT, sbox, chunk),
        }
    }
}

/// Decrypts each block: the same with the order of the key words reversed.
pub(super) fn decrypt_blocks(key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    for chunk in blocks.chunks_mut(LANES) {
        match chunk.len() {
            count if count <= FEW => chunk
                .iter_mut()
                .for_each(|block| decrypt_block(key, sbox, block)),
            count if count <= HALF => lanes::<HALF>(key, &DECRYPT, sbox, chunk),
            _ => lanes::<LANES>(key, &DECRYPT, sbox, chunk),
        }
    }
}

/// Encrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_encrypt(
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    for block in blocks {
        encrypt_block(key, sbox, register);
        xor(register, block);
        *block = *register;
    }
}

/// Decrypts whole blocks in CFB; `register` is the block that feeds back.
///
/// What is encrypted is known beforehand: the register, then each ciphertext block but the last.
pub(super) fn cfb_decrypt(
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    let mut buffer = Zeroizing::new([[0; 8]; LANES]);
    for chunk in blocks.chunks_mut(LANES) {
        let (gamma, _) = buffer.split_at_mut(chunk.len());
        for (gamma, ciphertext) in gamma.iter_mut().zip(&*chunk) {
            *gamma = core::mem::replace(register, *ciphertext);
        }
        encrypt_blocks(key, sbox, gamma);
        for (block, gamma) in chunk.iter_mut().zip(gamma) {
            xor(block, gamma);
        }
    }
}

/// Decrypts sections in CFB, each under its key, and meshes on from the last key into `next`.
pub(super) fn cfb_decrypt_sections(
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    let sections = blocks.chunks_mut(SECTION_BLOCKS);
    for ((key, register), section) in keys.iter().zip(registers).zip(sections) {
        encrypt_block(key, sbox, register);
        cfb_decrypt(key, sbox, register, section);
    }
    if let Some(key) = keys.last() {
        mesh_keys(key, sbox, next);
    }
}

/// Takes whole blocks into a MAC: 16 rounds each (RFC 5830, section 8).
pub(super) fn mac_blocks(key: &RoundKeys, sbox: &Sbox, state: &mut Block, blocks: &[Block]) {
    for block in blocks {
        xor(state, block);
        let (mut n1, mut n2) = load(state);
        for _ in 0..2 {
            (n1, n2) = rounds_forward(key, sbox, n1, n2);
        }
        store(state, n1, n2);
    }
}

/// Meshes again and again: each key is the decryption of the constant under the one before.
pub(super) fn mesh_keys(key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    let mut key = key;
    for next in next {
        let mut blocks = Zeroizing::new(C);
        decrypt_blocks(key, sbox, &mut *blocks);
        for (words, block) in next
            .words_mut()
            .as_chunks_mut::<2>()
            .0
            .iter_mut()
            .zip(&*blocks)
        {
            *words = load(block).into();
        }
        key = next;
    }
}

fn encrypt_block(key: &RoundKeys, sbox: &Sbox, block: &mut Block) {
    let (mut n1, mut n2) = load(block);
    for _ in 0..3 {
        (n1, n2) = rounds_forward(key, sbox, n1, n2);
    }
    (n1, n2) = rounds_backward(key, sbox, n1, n2);
    // The last round does not exchange the halves.
    store(block, n2, n1);
}

fn decrypt_block(key: &RoundKeys, sbox: &Sbox, block: &mut Block) {
    let (mut n1, mut n2) = load(block);
    (n1, n2) = rounds_forward(key, sbox, n1, n2);
    for _ in 0..3 {
        (n1, n2) = rounds_backward(key, sbox, n1, n2);
    }
    // The last round does not exchange the halves.
    store(block, n2, n1);
}

/// 32 rounds over up to `N` blocks, with the key words in the order given.
fn lanes<const N: usize>(key: &RoundKeys, order: &[u8; 32], sbox: &Sbox, blocks: &mut [Block]) {
    let mut n1 = [0; N];
    let mut n2 = [0; N];
    for ((n1, n2), block) in n1.iter_mut().zip(&mut n2).zip(&*blocks) {
        (*n1, *n2) = load(block);
    }
    for &i in order {
        // The mask spares a bounds check.
        let x = key.words()[usize::from(i & 7)];
        let mut next = n2;
        for (next, n1) in next.iter_mut().zip(&n1) {
            *next ^=
                substitute_by_polynomials(sbox.polynomials(), n1.wrapping_add(x)).rotate_left(11);
        }
        (n1, n2) = (next, n1);
    }
    for ((n1, n2), block) in n1.iter().zip(&n2).zip(blocks) {
        // The last round does not exchange the halves.
        store(block, *n2, *n1);
    }
}

/// Eight rounds with X0, X1, … X7, each with the exchange of the halves.
#[inline(always)]
fn rounds_forward(key: &RoundKeys, sbox: &Sbox, mut n1: u32, mut n2: u32) -> (u32, u32) {
    for x in key.words() {
        (n1, n2) = (n2 ^ f(sbox, n1.wrapping_add(*x)), n1);
    }
    (n1, n2)
}

/// Eight rounds with X7, X6, … X0, each with the exchange of the halves.
#[inline(always)]
fn rounds_backward(key: &RoundKeys, sbox: &Sbox, mut n1: u32, mut n2: u32) -> (u32, u32) {
    for x in key.words().iter().rev() {
        (n1, n2) = (n2 ^ f(sbox, n1.wrapping_add(*x)), n1);
    }
    (n1, n2)
}

/// Substitution and rotation: K and R of RFC 5830, section 5.1.
#[inline(always)]
fn f(sbox: &Sbox, sum: u32) -> u32 {
    let substituted = if cfg!(target_pointer_width = "64") {
        substitute_64(sbox.words(), sum)
    } else {
        substitute_32(sbox.words(), sum)
    };
    substituted.rotate_left(11)
}

/// Substitutes the eight nibbles with 64-bit rotations.
#[inline(always)]
fn substitute_64(rows: &[u64; 8], sum: u32) -> u32 {
    // Four times the nibbles 0, 2, 4, 6 and 1, 3, 5, 7, one an octet: the counts of the rotations.
    let even = sum << 2 & 0x3c3c_3c3c;
    let odd = sum >> 2 & 0x3c3c_3c3c;
    // The count is taken modulo 64: what lies above the octet in question is a multiple of 64.
    let nibble = |i: usize, count: u32| rows[i].rotate_right(count & 63) as u32 & 15 << (4 * i);
    nibble(0, even)
        | nibble(1, odd)
        | nibble(2, even >> 8)
        | nibble(3, odd >> 8)
        | nibble(4, even >> 16)
        | nibble(5, odd >> 16)
        | nibble(6, even >> 24)
        | nibble(7, odd >> 24)
}

/// Substitutes the eight nibbles with 32-bit shifts: both halves of a row, then a mask.
#[inline(always)]
fn substitute_32(rows: &[u64; 8], sum: u32) -> u32 {
    let mut out = 0;
    for (i, row) in rows.iter().enumerate() {
        let row = row.rotate_right(4 * i as u32);
        let x = sum >> (4 * i) & 15;
        let count = 4 * (x & 7);
        let low = row as u32 >> count;
        let high = (row >> 32) as u32 >> count;
        // All ones where x is 8 or more.
        let mask = (x >> 3).wrapping_neg();
        out |= ((low & !mask | high & mask) & 15) << (4 * i);
    }
    out
}

/// Substitutes the eight nibbles by evaluating the polynomials of the S-boxes.
#[inline(always)]
fn substitute_by_polynomials(p: &[u32; 16], sum: u32) -> u32 {
    // Bit i of each nibble, spread over the nibble.
    let spread = |i: u32| {
        let bit = sum >> i & 0x1111_1111;
        (bit << 4).wrapping_sub(bit)
    };
    let (x0, x1, x2, x3) = (spread(0), spread(1), spread(2), spread(3));
    let x01 = x0 & x1;
    // The part of the polynomial in x0 and x1 that goes with the products of x2 and x3 in m.
    let part = |m: usize| p[m] ^ x0 & p[m + 1] ^ x1 & p[m + 2] ^ x01 & p[m + 3];
    part(0) ^ x2 & part(4) ^ x3 & (part(8) ^ x2 & part(12))
}

/// N1 and N2, each little-endian.
#[inline(always)]
fn load(block: &Block) -> (u32, u32) {
    let word = u64::from_le_bytes(*block);
    (word as u32, (word >> 32) as u32)
}

#[inline(always)]
fn store(block: &mut Block, n1: u32, n2: u32) {
    *block = (u64::from(n2) << 32 | u64::from(n1)).to_le_bytes();
}

#[inline(always)]
fn xor(into: &mut Block, from: &Block) {
    *into = (u64::from_ne_bytes(*into) ^ u64::from_ne_bytes(*from)).to_ne_bytes();
}

#[cfg(test)]
mod tests {
    use super::super::super::sbox;
    use super::*;
    use crate::testutil::pattern;

    #[test]
    fn every_substitution_is_the_rows() {
        for sbox in [
            &sbox::TEST,
            &sbox::CRYPTOPRO_A,
            &sbox::TC26_Z,
            &sbox::HASH_CRYPTOPRO,
        ] {
            let mut sum = 0x0123_4567u32;
            for _ in 0..1000 {
                let by_rows = (0..8).fold(0, |out, i| {
                    out | u32::from(sbox.rows()[i][(sum >> (4 * i) & 15) as usize]) << (4 * i)
                });
                assert_eq!(substitute_64(sbox.words(), sum), by_rows);
                assert_eq!(substitute_32(sbox.words(), sum), by_rows);
                assert_eq!(substitute_by_polynomials(sbox.polynomials(), sum), by_rows);
                sum = sum.wrapping_mul(0x9e37_79b1).wrapping_add(0x7f4a_7c15);
            }
        }
    }

    #[test]
    fn lanes_compute_what_single_blocks_do() {
        let key = RoundKeys::from_bytes_le(&[0x42; 32]);
        for count in 0..=2 * LANES + 1 {
            let start = pattern(count as u64, 8 * count);
            let mut bulk = start.clone();
            let blocks = bulk.as_chunks_mut::<8>().0;
            encrypt_blocks(&key, &sbox::TC26_Z, blocks);
            let mut single = start.clone();
            for block in single.as_chunks_mut::<8>().0 {
                encrypt_block(&key, &sbox::TC26_Z, block);
            }
            assert_eq!(blocks.as_flattened(), single);
            decrypt_blocks(&key, &sbox::TC26_Z, blocks);
            assert_eq!(blocks.as_flattened(), start);
            for block in single.as_chunks_mut::<8>().0 {
                decrypt_block(&key, &sbox::TC26_Z, block);
            }
            assert_eq!(single, start);
        }
    }
}
