// SPDX-License-Identifier: MIT OR Apache-2.0
//! The NEON backend, for 64-bit Arm. It has not run on such a machine yet.
//!
//! Required: NEON, little-endian. N1 of four blocks stands in one register and N2 in another. The eight S-boxes of a
//! round are two `tbl` over four registers each: 64 octets hold the four boxes of the low nibbles, 64 others those of
//! the high nibbles, and the two bits above the nibble in an index say which of the four. Four such pairs, 16 blocks,
//! go side by side to hide the latency of `tbl`.
//!
//! No table is in memory: all are registers.

#![allow(
    unsafe_code,
    reason = "loads and stores of vectors, and the call behind the token"
)]

use core::arch::aarch64::*;

use super::super::block::{Block, RoundKeys};
use super::super::key_meshing::{C, SECTION_BLOCKS};
use super::super::sbox::Sbox;
use super::{DECRYPT, ENCRYPT, MAC, wipe_blocks};
use crate::cpu::HaveNeon;

/// Blocks in a pair of registers.
const LANES: usize = 4;

/// Blocks that are computed side by side.
const BULK: usize = 4 * LANES;

/// N1 and N2 of four blocks.
type Halves = [uint32x4_t; 2];

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveNeon, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { crypt_blocks(key, &ENCRYPT, sbox, blocks) }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveNeon, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { crypt_blocks(key, &DECRYPT, sbox, blocks) }
}

/// Encrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_encrypt(
    _: HaveNeon,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { cfb_encrypt_serially(key, sbox, register, blocks) }
}

/// Decrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_decrypt(
    _: HaveNeon,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { cfb_decrypt_bulk(key, sbox, register, blocks) }
}

/// Decrypts sections in CFB, each under its key, and meshes on from the last key into `next`.
pub(super) fn cfb_decrypt_sections(
    _: HaveNeon,
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { cfb_decrypt_many(keys, sbox, registers, blocks, next) }
}

/// Takes whole blocks into a MAC: 16 rounds each.
pub(super) fn mac_blocks(
    _: HaveNeon,
    key: &RoundKeys,
    sbox: &Sbox,
    state: &mut Block,
    blocks: &[Block],
) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { mac_serially(key, sbox, state, blocks) }
}

/// Meshes again and again: each key is the decryption of the constant under the one before.
pub(super) fn mesh_keys(_: HaveNeon, key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    // SAFETY: the token says that the processor has NEON.
    unsafe { ladder(key, sbox, next) }
}

#[target_feature(enable = "neon")]
fn crypt_blocks(key: &RoundKeys, order: &[u8; 32], sbox: &Sbox, blocks: &mut [Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let (bulk, rest) = blocks.as_chunks_mut::<BULK>();
    for blocks in bulk {
        crypt_lanes::<4>(&tables, &keys, order, blocks);
    }
    if rest.is_empty() {
        return;
    }
    let mut buffer = [[0; 8]; BULK];
    buffer[..rest.len()].copy_from_slice(rest);
    if rest.len() <= LANES {
        crypt_lanes::<1>(&tables, &keys, order, &mut buffer);
    } else {
        crypt_lanes::<4>(&tables, &keys, order, &mut buffer);
    }
    rest.copy_from_slice(&buffer[..rest.len()]);
    wipe_blocks(&mut buffer);
}

/// Encrypts the first 4 `N` blocks, or decrypts them.
#[target_feature(enable = "neon")]
#[inline]
fn crypt_lanes<const N: usize>(
    tables: &Tables,
    keys: &[uint32x4_t; 8],
    order: &[u8; 32],
    blocks: &mut [Block; BULK],
) {
    let (groups, _) = blocks.as_chunks_mut::<LANES>();
    let mut state = [[vdupq_n_u32(0); 2]; N];
    for (state, group) in state.iter_mut().zip(&*groups) {
        *state = load(group);
    }
    rounds(tables, keys, order, &mut state);
    for ([n1, n2], group) in state.iter().zip(groups) {
        // The last round does not exchange the halves.
        store(group, [*n2, *n1]);
    }
}

/// Encrypts each block under the key of its own.
#[target_feature(enable = "neon")]
fn crypt_each(keys: &[RoundKeys], sbox: &Sbox, blocks: &mut [Block]) {
    debug_assert_eq!(keys.len(), blocks.len());
    let tables = Tables::new(sbox);
    for (keys, blocks) in keys.chunks(LANES).zip(blocks.chunks_mut(LANES)) {
        let mut vectors = [vdupq_n_u32(0); 8];
        let mut pairs = [[0; 8]; LANES];
        for (i, vectors) in vectors.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            for (pair, key) in pairs.iter_mut().zip(keys) {
                let [low, high] = [key.words()[2 * i], key.words()[2 * i + 1]];
                *pair = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
            }
            *vectors = load(&pairs);
        }
        wipe_blocks(&mut pairs);
        let mut buffer = [[0; 8]; BULK];
        buffer[..blocks.len()].copy_from_slice(blocks);
        crypt_lanes::<1>(&tables, &vectors, &ENCRYPT, &mut buffer);
        blocks.copy_from_slice(&buffer[..blocks.len()]);
        wipe_blocks(&mut buffer);
    }
}

#[target_feature(enable = "neon")]
fn cfb_decrypt_bulk(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let mut gamma = [[0; 8]; BULK];
    for blocks in blocks.chunks_mut(BULK) {
        // What is encrypted is the register and each ciphertext block but the last.
        for (gamma, ciphertext) in gamma.iter_mut().zip(&*blocks) {
            *gamma = core::mem::replace(register, *ciphertext);
        }
        crypt_lanes::<4>(&tables, &keys, &ENCRYPT, &mut gamma);
        for (block, gamma) in blocks.iter_mut().zip(&gamma) {
            *block = (u64::from_ne_bytes(*block) ^ u64::from_ne_bytes(*gamma)).to_ne_bytes();
        }
    }
    wipe_blocks(&mut gamma);
}

#[target_feature(enable = "neon")]
fn cfb_decrypt_many(
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    crypt_each(keys, sbox, registers);
    let sections = blocks.chunks_mut(SECTION_BLOCKS);
    for ((key, register), section) in keys.iter().zip(registers).zip(sections) {
        cfb_decrypt_bulk(key, sbox, register, section);
    }
    if let Some(key) = keys.last() {
        ladder(key, sbox, next);
    }
}

#[target_feature(enable = "neon")]
fn cfb_encrypt_serially(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let mut feedback = load_block(register);
    for block in &mut *blocks {
        let mut state = [halves_of(feedback)];
        rounds(&tables, &keys, &ENCRYPT, &mut state);
        // The last round does not exchange the halves.
        let [[n1, n2]] = state;
        feedback = veorq_u32(vzip1q_u32(n2, n1), load_block(block));
        store_block(block, feedback);
    }
    store_block(register, feedback);
}

#[target_feature(enable = "neon")]
fn mac_serially(key: &RoundKeys, sbox: &Sbox, state: &mut Block, blocks: &[Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let mut sum = load_block(state);
    for block in blocks {
        sum = veorq_u32(sum, load_block(block));
        let mut state = [halves_of(sum)];
        rounds(&tables, &keys, &MAC, &mut state);
        let [[n1, n2]] = state;
        sum = vzip1q_u32(n1, n2);
    }
    store_block(state, sum);
}

#[target_feature(enable = "neon")]
fn ladder(key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    let tables = Tables::new(sbox);
    let mut keys = broadcast(key);
    let constant = load(&C);
    let mut blocks = C;
    for next in next {
        let mut state = [constant];
        rounds(&tables, &keys, &DECRYPT, &mut state);
        // The last round does not exchange the halves.
        let [[n1, n2]] = state;
        store(&mut blocks, [n2, n1]);
        for (words, block) in next
            .words_mut()
            .as_chunks_mut::<2>()
            .0
            .iter_mut()
            .zip(&blocks)
        {
            let word = u64::from_le_bytes(*block);
            *words = [word as u32, (word >> 32) as u32];
        }
        keys = broadcast(next);
    }
    wipe_blocks(&mut blocks);
}

/// The S-boxes as two tables of four boxes each.
struct Tables {
    /// What the low nibble of octet i becomes, at index 16i + nibble.
    low: uint8x16x4_t,
    /// What the high nibble of octet i becomes, in the high nibble.
    high: uint8x16x4_t,
}

impl Tables {
    #[target_feature(enable = "neon")]
    #[inline]
    fn new(sbox: &Sbox) -> Self {
        let row = |i: usize| load_octets(&sbox.rows()[i]);
        let high = |i: usize| vshlq_n_u8::<4>(row(i));
        Self {
            low: uint8x16x4_t(row(0), row(2), row(4), row(6)),
            high: uint8x16x4_t(high(1), high(3), high(5), high(7)),
        }
    }
}

/// The key words, each in all lanes.
#[target_feature(enable = "neon")]
#[inline]
fn broadcast(key: &RoundKeys) -> [uint32x4_t; 8] {
    key.words().map(|word| vdupq_n_u32(word))
}

/// Rounds over 4 `N` blocks.
#[target_feature(enable = "neon")]
#[inline]
fn rounds<const N: usize, const ROUNDS: usize>(
    tables: &Tables,
    keys: &[uint32x4_t; 8],
    order: &[u8; ROUNDS],
    state: &mut [Halves; N],
) {
    for [even, odd] in order.as_chunks::<2>().0 {
        for [n1, n2] in state.iter_mut() {
            *n2 = round(tables, keys[usize::from(even & 7)], *n1, *n2);
        }
        for [n1, n2] in state.iter_mut() {
            *n1 = round(tables, keys[usize::from(odd & 7)], *n2, *n1);
        }
    }
}

/// One round: `to` + R(K(`from` + key)).
#[target_feature(enable = "neon")]
#[inline]
fn round(tables: &Tables, key: uint32x4_t, from: uint32x4_t, to: uint32x4_t) -> uint32x4_t {
    let which = vreinterpretq_u8_u32(vdupq_n_u32(0x3020_1000));
    let sum = vreinterpretq_u8_u32(vaddq_u32(from, key));
    let low = vorrq_u8(vandq_u8(sum, vdupq_n_u8(15)), which);
    let high = vorrq_u8(vshrq_n_u8::<4>(sum), which);
    let substituted = vreinterpretq_u32_u8(vorrq_u8(
        vqtbl4q_u8(tables.low, low),
        vqtbl4q_u8(tables.high, high),
    ));
    // Shifted left by 11, with what falls out put in on the right.
    let turned = vsriq_n_u32::<21>(vshlq_n_u32::<11>(substituted), substituted);
    veorq_u32(to, turned)
}

/// N1 and N2 of four blocks.
#[target_feature(enable = "neon")]
#[inline]
fn load(blocks: &[Block; LANES]) -> Halves {
    let (octets, _) = blocks.as_flattened().as_chunks::<16>();
    let [a, b] = [&octets[0], &octets[1]].map(|octets| vreinterpretq_u32_u8(load_octets(octets)));
    [vuzp1q_u32(a, b), vuzp2q_u32(a, b)]
}

/// Stores N1 and N2 of four blocks.
#[target_feature(enable = "neon")]
#[inline]
fn store(blocks: &mut [Block; LANES], [n1, n2]: Halves) {
    let (octets, _) = blocks.as_flattened_mut().as_chunks_mut::<16>();
    store_octets(&mut octets[0], vreinterpretq_u8_u32(vzip1q_u32(n1, n2)));
    store_octets(&mut octets[1], vreinterpretq_u8_u32(vzip2q_u32(n1, n2)));
}

/// N1 and N2 of the block in the lowest lanes.
#[target_feature(enable = "neon")]
#[inline]
fn halves_of(block: uint32x4_t) -> Halves {
    [block, vdupq_laneq_u32::<1>(block)]
}

/// A block in the lowest lanes.
#[target_feature(enable = "neon")]
#[inline]
fn load_block(block: &Block) -> uint32x4_t {
    vreinterpretq_u32_u64(vdupq_n_u64(u64::from_le_bytes(*block)))
}

#[target_feature(enable = "neon")]
#[inline]
fn store_block(block: &mut Block, vector: uint32x4_t) {
    *block = vgetq_lane_u64::<0>(vreinterpretq_u64_u32(vector)).to_le_bytes();
}

#[target_feature(enable = "neon")]
#[inline]
fn load_octets(octets: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the reference covers the 16 octets, which may stand anywhere.
    unsafe { vld1q_u8(octets.as_ptr()) }
}

#[target_feature(enable = "neon")]
#[inline]
fn store_octets(octets: &mut [u8; 16], vector: uint8x16_t) {
    // SAFETY: the reference covers the 16 octets, which may stand anywhere.
    unsafe { vst1q_u8(octets.as_mut_ptr(), vector) }
}
