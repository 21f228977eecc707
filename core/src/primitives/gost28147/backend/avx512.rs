// SPDX-License-Identifier: MIT OR Apache-2.0
//! The AVX-512 backend.
//!
//! Required: AVX-512 F, BW and VBMI. N1 of 16 blocks stands in one register and N2 in another, each a lane of 32
//! bits, so that key addition, rotation and exclusive or are single instructions. The eight S-boxes of a round
//! are two `vpermb`: one table of 64 octets holds the four boxes of the low nibbles, the other those of the high
//! nibbles, and the two bits above the nibble in an index say which of the four. A round is nine instructions for
//! 16 blocks. Up to eight such pairs, 128 blocks or one section between two meshings, go side by side to hide the
//! latency of `vpermb`. A key for each lane is one vector for each key word.
//!
//! No table is in memory: both are registers.

#![allow(
    unsafe_code,
    reason = "loads and stores of vectors, and the call behind the token"
)]

use core::arch::x86_64::*;

use super::super::block::{Block, RoundKeys};
use super::super::key_meshing::{C, SECTION_BLOCKS};
use super::super::sbox::Sbox;
use super::{DECRYPT, ENCRYPT, MAC, wipe_blocks};
use crate::cpu::HaveAvx512;

/// Blocks in a pair of registers.
const LANES: usize = 16;

/// Blocks that are computed side by side.
const BULK: usize = 8 * LANES;

/// N1 and N2 of 16 blocks.
type Halves = [__m512i; 2];

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveAvx512, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has these features.
    unsafe { crypt_blocks(key, &ENCRYPT, sbox, blocks) }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveAvx512, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has these features.
    unsafe { crypt_blocks(key, &DECRYPT, sbox, blocks) }
}

/// Encrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_encrypt(
    _: HaveAvx512,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has these features.
    unsafe { cfb_encrypt_serially(key, sbox, register, blocks) }
}

/// Decrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_decrypt(
    _: HaveAvx512,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has these features.
    unsafe { cfb_decrypt_bulk(key, sbox, register, blocks) }
}

/// Decrypts sections in CFB, each under its key, and meshes on from the last key into `next`.
pub(super) fn cfb_decrypt_sections(
    _: HaveAvx512,
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    // SAFETY: the token says that the processor has these features.
    unsafe { cfb_decrypt_many(keys, sbox, registers, blocks, next) }
}

/// Takes whole blocks into a MAC: 16 rounds each.
pub(super) fn mac_blocks(
    _: HaveAvx512,
    key: &RoundKeys,
    sbox: &Sbox,
    state: &mut Block,
    blocks: &[Block],
) {
    // SAFETY: the token says that the processor has these features.
    unsafe { mac_serially(key, sbox, state, blocks) }
}

/// Meshes again and again: each key is the decryption of the constant under the one before.
pub(super) fn mesh_keys(_: HaveAvx512, key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    // SAFETY: the token says that the processor has these features.
    unsafe { ladder(key, sbox, next) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn crypt_blocks(key: &RoundKeys, order: &[u8; 32], sbox: &Sbox, blocks: &mut [Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let (bulk, rest) = blocks.as_chunks_mut::<BULK>();
    for blocks in bulk {
        crypt_lanes::<8>(&tables, &keys, order, blocks);
    }
    if rest.is_empty() {
        return;
    }
    let mut buffer = [[0; 8]; BULK];
    buffer[..rest.len()].copy_from_slice(rest);
    match rest.len().div_ceil(LANES) {
        1 => crypt_lanes::<1>(&tables, &keys, order, &mut buffer),
        2 => crypt_lanes::<2>(&tables, &keys, order, &mut buffer),
        3 | 4 => crypt_lanes::<4>(&tables, &keys, order, &mut buffer),
        _ => crypt_lanes::<8>(&tables, &keys, order, &mut buffer),
    }
    rest.copy_from_slice(&buffer[..rest.len()]);
    wipe_blocks(&mut buffer[..rest.len()]);
}

/// Encrypts the first 16 `N` blocks, or decrypts them.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn crypt_lanes<const N: usize>(
    tables: &Tables,
    keys: &[__m512i; 8],
    order: &[u8; 32],
    blocks: &mut [Block; BULK],
) {
    let (groups, _) = blocks.as_chunks_mut::<LANES>();
    let mut state = [[_mm512_setzero_si512(); 2]; N];
    for (state, group) in state.iter_mut().zip(&*groups) {
        let (vectors, _) = group.as_flattened().as_chunks::<64>();
        *state = halves_of([load(&vectors[0]), load(&vectors[1])]);
    }
    rounds(tables, keys, order, &mut state);
    for (state, group) in state.iter().zip(groups) {
        let (vectors, _) = group.as_flattened_mut().as_chunks_mut::<64>();
        let [low, high] = blocks_of(*state);
        store(&mut vectors[0], low);
        store(&mut vectors[1], high);
    }
}

/// Encrypts each block under the key of its own.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn crypt_each(keys: &[RoundKeys], sbox: &Sbox, blocks: &mut [Block]) {
    debug_assert_eq!(keys.len(), blocks.len());
    let tables = Tables::new(sbox);
    for (keys, blocks) in keys.chunks(LANES).zip(blocks.chunks_mut(LANES)) {
        let mut vectors = [_mm512_setzero_si512(); 8];
        let mut pairs = [[0; 8]; LANES];
        for (i, vectors) in vectors.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            for (pair, key) in pairs.iter_mut().zip(keys) {
                let [low, high] = [key.words()[2 * i], key.words()[2 * i + 1]];
                *pair = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
            }
            // Lanes in the order that blocks have.
            let (octets, _) = pairs.as_flattened().as_chunks::<64>();
            *vectors = halves_of([load(&octets[0]), load(&octets[1])]);
        }
        wipe_blocks(&mut pairs);
        let mut buffer = [[0; 8]; BULK];
        buffer[..blocks.len()].copy_from_slice(blocks);
        crypt_lanes::<1>(&tables, &vectors, &ENCRYPT, &mut buffer);
        blocks.copy_from_slice(&buffer[..blocks.len()]);
        wipe_blocks(&mut buffer[..LANES]);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn cfb_decrypt_bulk(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let (bulk, rest) = blocks.as_chunks_mut::<BULK>();
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    for blocks in bulk {
        let mut state = cfb_load(register, blocks);
        rounds(&tables, &keys, &ENCRYPT, &mut state);
        cfb_store(&state, blocks);
    }
    if rest.is_empty() {
        return;
    }
    let mut buffer = [[0; 8]; BULK];
    let gamma = &mut buffer[..rest.len()];
    gamma[0] = core::mem::replace(register, rest[rest.len() - 1]);
    gamma[1..].copy_from_slice(&rest[..rest.len() - 1]);
    crypt_blocks(key, &ENCRYPT, sbox, gamma);
    for (block, gamma) in rest.iter_mut().zip(&*gamma) {
        *block = (u64::from_ne_bytes(*block) ^ u64::from_ne_bytes(*gamma)).to_ne_bytes();
    }
    wipe_blocks(gamma);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn cfb_decrypt_many(
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    let Some(mut last) = keys.last() else {
        return;
    };
    crypt_each(keys, sbox, registers);
    let tables = Tables::new(sbox);
    let mut next = next.iter_mut();
    let sections = blocks.chunks_mut(SECTION_BLOCKS);
    for ((key, register), section) in keys.iter().zip(registers).zip(sections) {
        match (section.as_chunks_mut::<BULK>().0, next.next()) {
            ([section], Some(next)) => {
                // A step of the ladder is one chain more beside the eight of the section.
                let keys = broadcast(key);
                let mut state = cfb_load(register, section);
                let mut step = constant();
                rounds_beside(&tables, &keys, &mut state, &broadcast(last), &mut step);
                cfb_store(&state, section);
                store_key(step, next);
                last = next;
            }
            (_, step) => {
                cfb_decrypt_bulk(key, sbox, register, section);
                if let Some(next) = step {
                    ladder(last, sbox, core::slice::from_mut(next));
                    last = next;
                }
            }
        }
    }
    ladder(last, sbox, next.into_slice());
}

/// What is encrypted: the register and each ciphertext block but the last, which the register becomes.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn cfb_load(register: &mut Block, blocks: &[Block; BULK]) -> [Halves; 8] {
    let first = core::mem::replace(register, blocks[BULK - 1]);
    let (vectors, _) = blocks.as_flattened().as_chunks::<64>();
    let mut before = _mm512_set1_epi64(i64::from_le_bytes(first));
    let mut state = [[_mm512_setzero_si512(); 2]; 8];
    for (state, [low, high]) in state.iter_mut().zip(vectors.as_chunks::<2>().0) {
        let [low, high] = [load(low), load(high)];
        *state = halves_of([
            _mm512_alignr_epi64::<7>(low, before),
            _mm512_alignr_epi64::<7>(high, low),
        ]);
        before = high;
    }
    state
}

/// Adds the gamma.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn cfb_store(state: &[Halves; 8], blocks: &mut [Block; BULK]) {
    let (vectors, _) = blocks.as_flattened_mut().as_chunks_mut::<64>();
    for (state, pair) in state.iter().zip(vectors.as_chunks_mut::<2>().0) {
        for (vector, gamma) in pair.iter_mut().zip(blocks_of(*state)) {
            store(vector, _mm512_xor_si512(load(vector), gamma));
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn cfb_encrypt_serially(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let mut feedback = load_block(register);
    for block in &mut *blocks {
        let mut state = [[feedback, _mm512_srli_epi64::<32>(feedback)]];
        rounds(&tables, &keys, &ENCRYPT, &mut state);
        // The last round does not exchange the halves.
        let [[n1, n2]] = state;
        feedback = _mm512_xor_si512(_mm512_unpacklo_epi32(n2, n1), load_block(block));
        store_block(block, feedback);
    }
    store_block(register, feedback);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn mac_serially(key: &RoundKeys, sbox: &Sbox, state: &mut Block, blocks: &[Block]) {
    let tables = Tables::new(sbox);
    let keys = broadcast(key);
    let mut sum = load_block(state);
    for block in blocks {
        sum = _mm512_xor_si512(sum, load_block(block));
        let mut state = [[sum, _mm512_srli_epi64::<32>(sum)]];
        rounds(&tables, &keys, &MAC, &mut state);
        let [[n1, n2]] = state;
        sum = _mm512_unpacklo_epi32(n1, n2);
    }
    store_block(state, sum);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn ladder(key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    let tables = Tables::new(sbox);
    let mut keys = broadcast(key);
    for next in next {
        let mut state = [constant()];
        rounds(&tables, &keys, &DECRYPT, &mut state);
        store_key(state[0], next);
        keys = broadcast(next);
    }
}

/// The constant of key meshing in the lowest lanes.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn constant() -> Halves {
    let mut words = [[0; 4]; 2];
    for (i, block) in C.iter().enumerate() {
        let word = u64::from_le_bytes(*block);
        (words[0][i], words[1][i]) = (word as i32, (word >> 32) as i32);
    }
    words.map(|[a, b, c, d]| _mm512_castsi128_si512(_mm_setr_epi32(a, b, c, d)))
}

/// Takes the key that a step of the ladder has made. The last round does not exchange the halves.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn store_key(state: Halves, key: &mut RoundKeys) {
    let [n1, n2] = state.map(|half| _mm512_castsi512_si128(half));
    let (halves, _) = key.words_mut().as_chunks_mut();
    store_words(&mut halves[0], _mm_unpacklo_epi32(n2, n1));
    store_words(&mut halves[1], _mm_unpackhi_epi32(n2, n1));
}

/// The S-boxes as two tables of four boxes each.
struct Tables {
    /// What the low nibble of octet i becomes, at index 16i + nibble.
    low: __m512i,
    /// What the high nibble of octet i becomes, in the high nibble.
    high: __m512i,
}

impl Tables {
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[inline]
    fn new(sbox: &Sbox) -> Self {
        let [mut low, mut high] = [[[0; 16]; 4]; 2];
        for (i, [even, odd]) in sbox.rows().as_chunks::<2>().0.iter().enumerate() {
            (low[i], high[i]) = (*even, *odd);
        }
        let [low, high] = [low, high].map(|rows| load(&rows.as_flattened().as_chunks().0[0]));
        // Nibbles do not reach the next octet.
        Self {
            low,
            high: _mm512_slli_epi16::<4>(high),
        }
    }
}

/// The key words, each in all lanes.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn broadcast(key: &RoundKeys) -> [__m512i; 8] {
    key.words().map(|word| _mm512_set1_epi32(word as i32))
}

/// Rounds over 16 `N` blocks.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn rounds<const N: usize, const ROUNDS: usize>(
    tables: &Tables,
    keys: &[__m512i; 8],
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

/// An encryption of 128 blocks, and beside it a decryption of 16 under another key.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn rounds_beside(
    tables: &Tables,
    keys: &[__m512i; 8],
    state: &mut [Halves; 8],
    other_keys: &[__m512i; 8],
    [m1, m2]: &mut Halves,
) {
    for i in 0..16 {
        let [even, odd] = [2 * i, 2 * i + 1].map(|i| usize::from(ENCRYPT[i] & 7));
        let [other_even, other_odd] = [2 * i, 2 * i + 1].map(|i| usize::from(DECRYPT[i] & 7));
        *m2 = round(tables, other_keys[other_even], *m1, *m2);
        for [n1, n2] in state.iter_mut() {
            *n2 = round(tables, keys[even], *n1, *n2);
        }
        *m1 = round(tables, other_keys[other_odd], *m2, *m1);
        for [n1, n2] in state.iter_mut() {
            *n1 = round(tables, keys[odd], *n2, *n1);
        }
    }
}

/// One round: `to` + R(K(`from` + key)).
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn round(tables: &Tables, key: __m512i, from: __m512i, to: __m512i) -> __m512i {
    let nibble = _mm512_set1_epi8(15);
    let which = _mm512_set1_epi32(0x3020_1000);
    let sum = _mm512_add_epi32(from, key);
    // (a & b) | c.
    let low = _mm512_ternarylogic_epi32::<0xea>(sum, nibble, which);
    let high = _mm512_ternarylogic_epi32::<0xea>(_mm512_srli_epi32::<4>(sum), nibble, which);
    let substituted = _mm512_or_si512(
        _mm512_permutexvar_epi8(low, tables.low),
        _mm512_permutexvar_epi8(high, tables.high),
    );
    _mm512_xor_si512(to, _mm512_rol_epi32::<11>(substituted))
}

/// N1 and N2 of 16 blocks. The order of the blocks is that of [`blocks_of`], and no other.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn halves_of(vectors: [__m512i; 2]) -> Halves {
    let [low, high] = vectors.map(|vector| _mm512_castsi512_ps(vector));
    [
        _mm512_castps_si512(_mm512_shuffle_ps::<0b10_00_10_00>(low, high)),
        _mm512_castps_si512(_mm512_shuffle_ps::<0b11_01_11_01>(low, high)),
    ]
}

/// The inverse of [`halves_of`], with the halves exchanged: the last round does not exchange them.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn blocks_of([n1, n2]: Halves) -> [__m512i; 2] {
    [_mm512_unpacklo_epi32(n2, n1), _mm512_unpackhi_epi32(n2, n1)]
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn load(octets: &[u8; 64]) -> __m512i {
    // SAFETY: the reference covers the 64 octets, which may stand anywhere.
    unsafe { _mm512_loadu_si512(octets.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn store(octets: &mut [u8; 64], vector: __m512i) {
    // SAFETY: the reference covers the 64 octets, which may stand anywhere.
    unsafe { _mm512_storeu_si512(octets.as_mut_ptr().cast(), vector) }
}

/// Stores four key words.
#[inline(always)]
fn store_words(words: &mut [u32; 4], vector: __m128i) {
    // SAFETY: the reference covers the 16 octets, which may stand anywhere.
    unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), vector) }
}

/// A block in the lowest lanes.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn load_block(block: &Block) -> __m512i {
    _mm512_castsi128_si512(_mm_cvtsi64_si128(i64::from_le_bytes(*block)))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
fn store_block(block: &mut Block, vector: __m512i) {
    *block = _mm_cvtsi128_si64(_mm512_castsi512_si128(vector)).to_le_bytes();
}
