// SPDX-License-Identifier: MIT OR Apache-2.0
//! The AVX2 backend.
//!
//! Required: AVX2. There are two layouts.
//!
//! * **Planes**, for bulk: 32 blocks, each of their 8 octets in a register of its own, and two such groups side by
//!   side to hide latencies. A register then needs one table for each nibble, and the tables are looked up by
//!   `vpshufb`. The addition goes octet by octet with carries as masks: the key octets have their top bit flipped,
//!   so that sums come out flipped too and a signed comparison of key and sum gives the carry; the tables of the
//!   high nibbles take the flip away. The rotation by 11 costs nothing: 8 of it renames registers, and 3 stands in
//!   the tables, two of them for a high nibble, whose bits fall into two octets. A round is 50 instructions for 32
//!   blocks.
//! * **Words**, for eight blocks or fewer, where latency is all: N1 of eight blocks in one register, N2 in another.
//!   A `vpshufb` for each of the eight nibbles looks at one octet of each word, the index being zero elsewhere;
//!   the tables give zero for zero, and what that leaves out is one constant of each round. The serial modes (CFB
//!   encryption, MAC, the key ladder) take this form.
//!
//! No table is in memory: all are registers or are read as a whole. Key planes are wiped after use.

#![allow(
    unsafe_code,
    reason = "loads and stores of vectors, and the call behind the token"
)]

use core::arch::x86_64::*;

use zeroize::optimization_barrier;

use super::super::block::{Block, RoundKeys};
use super::super::key_meshing::{C, SECTION_BLOCKS};
use super::super::sbox::Sbox;
use super::{DECRYPT, ENCRYPT, MAC, wipe_blocks};
use crate::cpu::HaveAvx2;

/// Blocks in a group of planes.
const GROUP: usize = 32;

/// Blocks of two groups side by side.
const PAIR: usize = 2 * GROUP;

/// Blocks in the layout of words.
const WORDS: usize = 8;

/// Eight octets of 32 blocks each, or one half of the block when it is four.
type Planes<const N: usize> = [__m256i; N];

/// Encrypts each block.
pub(super) fn encrypt_blocks(_: HaveAvx2, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { crypt_blocks(key, &ENCRYPT, sbox, blocks) }
}

/// Decrypts each block.
pub(super) fn decrypt_blocks(_: HaveAvx2, key: &RoundKeys, sbox: &Sbox, blocks: &mut [Block]) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { crypt_blocks(key, &DECRYPT, sbox, blocks) }
}

/// Encrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_encrypt(
    _: HaveAvx2,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { cfb_encrypt_serially(key, sbox, register, blocks) }
}

/// Decrypts whole blocks in CFB; `register` is the block that feeds back.
pub(super) fn cfb_decrypt(
    _: HaveAvx2,
    key: &RoundKeys,
    sbox: &Sbox,
    register: &mut Block,
    blocks: &mut [Block],
) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { cfb_decrypt_bulk(key, sbox, register, blocks) }
}

/// Decrypts sections in CFB, each under its key, and meshes on from the last key into `next`.
pub(super) fn cfb_decrypt_sections(
    _: HaveAvx2,
    keys: &[RoundKeys],
    sbox: &Sbox,
    registers: &mut [Block],
    blocks: &mut [Block],
    next: &mut [RoundKeys],
) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { cfb_decrypt_many(keys, sbox, registers, blocks, next) }
}

/// Takes whole blocks into a MAC: 16 rounds each.
pub(super) fn mac_blocks(
    _: HaveAvx2,
    key: &RoundKeys,
    sbox: &Sbox,
    state: &mut Block,
    blocks: &[Block],
) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { mac_serially(key, sbox, state, blocks) }
}

/// Meshes again and again: each key is the decryption of the constant under the one before.
pub(super) fn mesh_keys(_: HaveAvx2, key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    // SAFETY: the token says that the processor has AVX2.
    unsafe { ladder(key, sbox, next) }
}

#[target_feature(enable = "avx2")]
fn crypt_blocks(key: &RoundKeys, order: &[u8; 32], sbox: &Sbox, blocks: &mut [Block]) {
    if blocks.len() <= WORDS {
        return crypt_words(key, order, sbox, blocks);
    }
    let tables = PlaneTables::new(sbox);
    let keys = KeyPlanes::broadcast(key);
    let (pairs, rest) = blocks.as_chunks_mut::<PAIR>();
    for pair in pairs {
        crypt_groups::<2>(&tables, &keys, order, pair);
    }
    if rest.len() <= WORDS {
        return crypt_words(key, order, sbox, rest);
    }
    let mut buffer = [[0; 8]; PAIR];
    buffer[..rest.len()].copy_from_slice(rest);
    if rest.len() <= GROUP {
        crypt_groups::<1>(&tables, &keys, order, &mut buffer[..GROUP]);
    } else {
        crypt_groups::<2>(&tables, &keys, order, &mut buffer);
    }
    rest.copy_from_slice(&buffer[..rest.len()]);
    wipe_blocks(&mut buffer);
}

/// Encrypts `N` groups, or decrypts them.
#[target_feature(enable = "avx2")]
#[inline]
fn crypt_groups<const N: usize>(
    tables: &PlaneTables,
    keys: &KeyPlanes,
    order: &[u8; 32],
    blocks: &mut [Block],
) {
    let (groups, _) = blocks.as_chunks_mut::<GROUP>();
    let mut state = [[_mm256_setzero_si256(); 8]; N];
    for (state, group) in state.iter_mut().zip(&*groups) {
        *state = load_planes(group);
    }
    rounds(tables, keys, order, &mut state);
    for (state, group) in state.iter().zip(groups) {
        store_planes(*state, group);
    }
}

/// Encrypts each block under the key of its own.
#[target_feature(enable = "avx2")]
fn crypt_each(keys: &[RoundKeys], sbox: &Sbox, blocks: &mut [Block]) {
    debug_assert_eq!(keys.len(), blocks.len());
    let tables = PlaneTables::new(sbox);
    for (keys, blocks) in keys.chunks(GROUP).zip(blocks.chunks_mut(GROUP)) {
        if let ([key], [_]) = (keys, &mut *blocks) {
            crypt_words(key, &ENCRYPT, sbox, blocks);
            continue;
        }
        let planes = KeyPlanes::each(keys);
        let mut buffer = [[0; 8]; GROUP];
        buffer[..blocks.len()].copy_from_slice(blocks);
        crypt_groups::<1>(&tables, &planes, &ENCRYPT, &mut buffer);
        blocks.copy_from_slice(&buffer[..blocks.len()]);
        wipe_blocks(&mut buffer);
    }
}

#[target_feature(enable = "avx2")]
fn cfb_decrypt_bulk(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let (pairs, rest) = blocks.as_chunks_mut::<PAIR>();
    if !pairs.is_empty() {
        let tables = PlaneTables::new(sbox);
        let keys = KeyPlanes::broadcast(key);
        for pair in pairs {
            // What is encrypted is the register and each ciphertext block but the last.
            let first = core::mem::replace(register, pair[PAIR - 1]);
            let (groups, _) = pair.as_chunks_mut::<GROUP>();
            let mut state = [
                load_planes_after(&first, &groups[0]),
                load_planes_after(&groups[0][GROUP - 1], &groups[1]),
            ];
            rounds(&tables, &keys, &ENCRYPT, &mut state);
            for (state, group) in state.into_iter().zip(groups) {
                xor_planes(state, group);
            }
        }
    }
    if rest.is_empty() {
        return;
    }
    let mut buffer = [[0; 8]; PAIR];
    let gamma = &mut buffer[..rest.len()];
    gamma[0] = core::mem::replace(register, rest[rest.len() - 1]);
    gamma[1..].copy_from_slice(&rest[..rest.len() - 1]);
    crypt_blocks(key, &ENCRYPT, sbox, gamma);
    for (block, gamma) in rest.iter_mut().zip(&*gamma) {
        *block = (u64::from_ne_bytes(*block) ^ u64::from_ne_bytes(*gamma)).to_ne_bytes();
    }
    wipe_blocks(&mut buffer);
}

/// The tables of the layout of planes, each in both halves of its register.
struct PlaneTables {
    /// By the low nibble of octet i: bits 3 to 6 of octet i + 1.
    low: [__m256i; 4],
    /// By the high nibble of octet i, its top bit flipped: bit 7 of octet i + 1.
    high: [__m256i; 4],
    /// By the same: bits 0 to 2 of octet i + 2.
    over: [__m256i; 4],
}

impl PlaneTables {
    #[target_feature(enable = "avx2")]
    #[inline]
    fn new(sbox: &Sbox) -> Self {
        let row = |i: usize| _mm256_broadcastsi128_si256(load_128(&sbox.rows()[i]));
        let flipped = |i: usize| _mm256_shuffle_epi32::<0b01_00_11_10>(row(2 * i + 1));
        Self {
            low: [0, 1, 2, 3].map(|i| _mm256_slli_epi16::<3>(row(2 * i))),
            high: [0, 1, 2, 3].map(|i| {
                _mm256_and_si256(_mm256_slli_epi16::<7>(flipped(i)), _mm256_set1_epi8(-128))
            }),
            over: [0, 1, 2, 3]
                .map(|i| _mm256_and_si256(_mm256_srli_epi16::<1>(flipped(i)), _mm256_set1_epi8(7))),
        }
    }
}

/// The octets of the key words X0 to X7, one plane each, with the top bit flipped. Wiped on drop.
struct KeyPlanes([Planes<4>; 8]);

impl KeyPlanes {
    /// One key in all lanes.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn broadcast(key: &RoundKeys) -> Self {
        let mut planes = [[_mm256_setzero_si256(); 4]; 8];
        for (planes, word) in planes.iter_mut().zip(key.words()) {
            for (plane, octet) in planes.iter_mut().zip(word.to_le_bytes()) {
                *plane = _mm256_set1_epi8((octet ^ 0x80) as i8);
            }
        }
        Self(planes)
    }

    /// Up to 32 keys, one in each lane.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn each(keys: &[RoundKeys]) -> Self {
        let mut planes = [[_mm256_setzero_si256(); 4]; 8];
        let mut buffer = [[0; 8]; GROUP];
        for (i, planes) in planes.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            for (block, key) in buffer.iter_mut().zip(keys) {
                let [low, high] = [key.words()[2 * i], key.words()[2 * i + 1]];
                *block = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
            }
            let octets = load_planes(&buffer);
            for (plane, octets) in planes.as_flattened_mut().iter_mut().zip(octets) {
                *plane = _mm256_xor_si256(octets, _mm256_set1_epi8(-128));
            }
        }
        wipe_blocks(&mut buffer);
        Self(planes)
    }
}

impl Drop for KeyPlanes {
    fn drop(&mut self) {
        // SAFETY: zeros are a vector.
        self.0 = unsafe { core::mem::zeroed() };
        optimization_barrier(&self.0);
    }
}

/// 32 rounds over `N` groups, which end with their halves exchanged.
#[target_feature(enable = "avx2")]
#[inline]
fn rounds<const N: usize>(
    tables: &PlaneTables,
    keys: &KeyPlanes,
    order: &[u8; 32],
    state: &mut [Planes<8>; N],
) {
    for [even, odd] in order.as_chunks::<2>().0 {
        let [even, odd] = [even, odd].map(|&i| &keys.0[usize::from(i & 7)]);
        for [n1, n2, n3, n4, n5, n6, n7, n8] in state.iter_mut() {
            [*n5, *n6, *n7, *n8] = round(tables, even, [*n1, *n2, *n3, *n4], [*n5, *n6, *n7, *n8]);
        }
        for [n1, n2, n3, n4, n5, n6, n7, n8] in state.iter_mut() {
            [*n1, *n2, *n3, *n4] = round(tables, odd, [*n5, *n6, *n7, *n8], [*n1, *n2, *n3, *n4]);
        }
    }
}

/// One round: `to` + R(K(`from` + key)).
#[target_feature(enable = "avx2")]
#[inline]
fn round(tables: &PlaneTables, key: &Planes<4>, from: Planes<4>, mut to: Planes<4>) -> Planes<4> {
    let nibble = _mm256_set1_epi8(15);
    let mut carry = _mm256_setzero_si256();
    for i in 0..4 {
        let plain = _mm256_add_epi8(from[i], key[i]);
        // A carry is -1. It comes from the addition of the key or from that of the carry before.
        let sum = _mm256_sub_epi8(plain, carry);
        carry = _mm256_or_si256(
            _mm256_cmpgt_epi8(key[i], plain),
            _mm256_cmpgt_epi8(plain, sum),
        );
        let low = _mm256_and_si256(sum, nibble);
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(sum), nibble);
        let next = _mm256_xor_si256(
            _mm256_shuffle_epi8(tables.low[i], low),
            _mm256_shuffle_epi8(tables.high[i], high),
        );
        to[(i + 1) % 4] = _mm256_xor_si256(to[(i + 1) % 4], next);
        to[(i + 2) % 4] =
            _mm256_xor_si256(to[(i + 2) % 4], _mm256_shuffle_epi8(tables.over[i], high));
    }
    to
}

/// Octets 0 to 7 of 32 blocks. The order of the blocks is that of [`store_planes`], and no other.
#[target_feature(enable = "avx2")]
#[inline]
fn load_planes(blocks: &[Block; GROUP]) -> Planes<8> {
    let (vectors, _) = blocks.as_flattened().as_chunks::<32>();
    planes_of([0, 1, 2, 3, 4, 5, 6, 7].map(|i| load(&vectors[i])))
}

/// The same for `first` and all `blocks` but the last.
#[target_feature(enable = "avx2")]
#[inline]
fn load_planes_after(first: &Block, blocks: &[Block; GROUP]) -> Planes<8> {
    let octets = blocks.as_flattened();
    let (head, _) = octets.as_chunks::<32>();
    let (tail, _) = octets[24..].as_chunks::<32>();
    let head = _mm256_permute4x64_epi64::<0b10_01_00_00>(load(&head[0]));
    let first = _mm256_set1_epi64x(i64::from_le_bytes(*first));
    let head = _mm256_blend_epi32::<0b0000_0011>(head, first);
    planes_of([
        head,
        load(&tail[0]),
        load(&tail[1]),
        load(&tail[2]),
        load(&tail[3]),
        load(&tail[4]),
        load(&tail[5]),
        load(&tail[6]),
    ])
}

/// Stores the blocks of a state whose halves are exchanged.
#[target_feature(enable = "avx2")]
#[inline]
fn store_planes(state: Planes<8>, blocks: &mut [Block; GROUP]) {
    let (vectors, _) = blocks.as_flattened_mut().as_chunks_mut::<32>();
    for (vector, value) in vectors.iter_mut().zip(blocks_of(state)) {
        store(vector, value);
    }
}

/// Adds the blocks of a state whose halves are exchanged.
#[target_feature(enable = "avx2")]
#[inline]
fn xor_planes(state: Planes<8>, blocks: &mut [Block; GROUP]) {
    let (vectors, _) = blocks.as_flattened_mut().as_chunks_mut::<32>();
    for (vector, value) in vectors.iter_mut().zip(blocks_of(state)) {
        store(vector, _mm256_xor_si256(load(vector), value));
    }
}

/// Puts octet i of all blocks into plane i.
#[target_feature(enable = "avx2")]
#[inline]
fn planes_of(vectors: [__m256i; 8]) -> Planes<8> {
    // Octet i of two blocks becomes word i, then words are transposed over the eight vectors.
    let pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15,
    ));
    transpose([0, 1, 2, 3, 4, 5, 6, 7].map(|i| _mm256_shuffle_epi8(vectors[i], pairs)))
}

/// The inverse of [`planes_of`], with the halves of the blocks exchanged.
#[target_feature(enable = "avx2")]
#[inline]
fn blocks_of([n1, n2, n3, n4, n5, n6, n7, n8]: Planes<8>) -> [__m256i; 8] {
    let pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15,
    ));
    let words = transpose([n5, n6, n7, n8, n1, n2, n3, n4]);
    [0, 1, 2, 3, 4, 5, 6, 7].map(|i| _mm256_shuffle_epi8(words[i], pairs))
}

/// Transposes 8 by 8 words of 16 bits in each half of the registers.
#[target_feature(enable = "avx2")]
#[inline]
fn transpose(v: [__m256i; 8]) -> [__m256i; 8] {
    let [a, b] = [0, 4].map(|i| {
        let low = [
            _mm256_unpacklo_epi16(v[i], v[i + 1]),
            _mm256_unpackhi_epi16(v[i], v[i + 1]),
        ];
        let high = [
            _mm256_unpacklo_epi16(v[i + 2], v[i + 3]),
            _mm256_unpackhi_epi16(v[i + 2], v[i + 3]),
        ];
        [
            _mm256_unpacklo_epi32(low[0], high[0]),
            _mm256_unpackhi_epi32(low[0], high[0]),
            _mm256_unpacklo_epi32(low[1], high[1]),
            _mm256_unpackhi_epi32(low[1], high[1]),
        ]
    });
    [
        _mm256_unpacklo_epi64(a[0], b[0]),
        _mm256_unpackhi_epi64(a[0], b[0]),
        _mm256_unpacklo_epi64(a[1], b[1]),
        _mm256_unpackhi_epi64(a[1], b[1]),
        _mm256_unpacklo_epi64(a[2], b[2]),
        _mm256_unpackhi_epi64(a[2], b[2]),
        _mm256_unpacklo_epi64(a[3], b[3]),
        _mm256_unpackhi_epi64(a[3], b[3]),
    ]
}

/// Encrypts up to eight blocks, or decrypts them.
#[target_feature(enable = "avx2")]
fn crypt_words(key: &RoundKeys, order: &[u8; 32], sbox: &Sbox, blocks: &mut [Block]) {
    if blocks.is_empty() {
        return;
    }
    let tables = WordTables::new(sbox);
    let keys = broadcast_words(key);
    let mut buffer = [[0; 8]; WORDS];
    buffer[..blocks.len()].copy_from_slice(blocks);
    let (vectors, _) = buffer.as_flattened_mut().as_chunks_mut::<32>();
    let [a, b] = [&vectors[0], &vectors[1]].map(|v| _mm256_castsi256_ps(load(v)));
    let n1 = _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(a, b));
    let n2 = _mm256_castps_si256(_mm256_shuffle_ps::<0b11_01_11_01>(a, b));
    let [n1, n2] = word_rounds(&tables, &keys, order, [n1, n2]);
    // The last round does not exchange the halves.
    store(&mut vectors[0], _mm256_unpacklo_epi32(n2, n1));
    store(&mut vectors[1], _mm256_unpackhi_epi32(n2, n1));
    blocks.copy_from_slice(&buffer[..blocks.len()]);
    wipe_blocks(&mut buffer);
}

#[target_feature(enable = "avx2")]
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

#[target_feature(enable = "avx2")]
fn cfb_encrypt_serially(key: &RoundKeys, sbox: &Sbox, register: &mut Block, blocks: &mut [Block]) {
    let tables = WordTables::new(sbox);
    let keys = broadcast_words(key);
    let mut feedback = load_block(register);
    for block in &mut *blocks {
        let halves = [feedback, _mm256_srli_epi64::<32>(feedback)];
        let [n1, n2] = word_rounds(&tables, &keys, &ENCRYPT, halves);
        // The last round does not exchange the halves.
        feedback = _mm256_xor_si256(_mm256_unpacklo_epi32(n2, n1), load_block(block));
        store_block(block, feedback);
    }
    store_block(register, feedback);
}

#[target_feature(enable = "avx2")]
fn mac_serially(key: &RoundKeys, sbox: &Sbox, state: &mut Block, blocks: &[Block]) {
    let tables = WordTables::new(sbox);
    let keys = broadcast_words(key);
    let mut sum = load_block(state);
    for block in blocks {
        sum = _mm256_xor_si256(sum, load_block(block));
        let halves = [sum, _mm256_srli_epi64::<32>(sum)];
        let [n1, n2] = word_rounds(&tables, &keys, &MAC, halves);
        sum = _mm256_unpacklo_epi32(n1, n2);
    }
    store_block(state, sum);
}

#[target_feature(enable = "avx2")]
fn ladder(key: &RoundKeys, sbox: &Sbox, next: &mut [RoundKeys]) {
    let tables = WordTables::new(sbox);
    let mut keys = broadcast_words(key);
    let (vectors, _) = C.as_flattened().as_chunks::<32>();
    // Words X0, X2, X4, X6 and X1, X3, X5, X7 of what is decrypted, once in each half.
    let constant = load(&vectors[0]);
    let even =
        _mm256_permute4x64_epi64::<0b10_00_10_00>(_mm256_shuffle_epi32::<0b11_01_10_00>(constant));
    let odd =
        _mm256_permute4x64_epi64::<0b11_01_11_01>(_mm256_shuffle_epi32::<0b11_01_10_00>(constant));
    for next in next {
        let [n1, n2] = word_rounds(&tables, &keys, &DECRYPT, [even, odd]);
        let words = next.words_mut();
        let low = _mm256_unpacklo_epi32(n2, n1);
        let high = _mm256_unpackhi_epi32(n2, n1);
        store_words(words, _mm256_permute2x128_si256::<0b10_0000>(low, high));
        keys = broadcast_words(next);
    }
}

/// The tables of the layout of words, each in both halves of its register.
struct WordTables {
    /// Ones in the low nibble of octet i of each word.
    mask: [__m256i; 4],
    /// By the low nibble of an octet: what it becomes, less what zero becomes.
    low: [__m256i; 4],
    /// By the high nibble of an octet, in the high nibble: what it becomes, less what zero becomes.
    high: [__m256i; 4],
    /// What the word zero becomes in a round.
    zero: __m256i,
}

impl WordTables {
    #[target_feature(enable = "avx2")]
    #[inline]
    fn new(sbox: &Sbox) -> Self {
        let row = |i: usize| {
            let row = _mm256_broadcastsi128_si256(load_128(&sbox.rows()[i]));
            _mm256_xor_si256(row, _mm256_set1_epi8(sbox.rows()[i][0] as i8))
        };
        let zero = sbox
            .rows()
            .iter()
            .rfold(0, |word, row| word << 4 | u32::from(row[0]));
        Self {
            mask: [0, 8, 16, 24].map(|shift| _mm256_set1_epi32(15 << shift)),
            low: [0, 1, 2, 3].map(|i| row(2 * i)),
            high: [0, 1, 2, 3].map(|i| _mm256_slli_epi16::<4>(row(2 * i + 1))),
            zero: _mm256_set1_epi32(zero.rotate_left(11) as i32),
        }
    }
}

/// The key words, each in all lanes.
#[target_feature(enable = "avx2")]
#[inline]
fn broadcast_words(key: &RoundKeys) -> [__m256i; 8] {
    key.words().map(|word| _mm256_set1_epi32(word as i32))
}

/// Rounds over eight blocks.
#[target_feature(enable = "avx2")]
#[inline]
fn word_rounds<const N: usize>(
    tables: &WordTables,
    keys: &[__m256i; 8],
    order: &[u8; N],
    [mut n1, mut n2]: [__m256i; 2],
) -> [__m256i; 2] {
    for [even, odd] in order.as_chunks::<2>().0 {
        n2 = word_round(tables, keys[usize::from(even & 7)], n1, n2);
        n1 = word_round(tables, keys[usize::from(odd & 7)], n2, n1);
    }
    [n1, n2]
}

/// One round: `to` + R(K(`from` + key)).
#[target_feature(enable = "avx2")]
#[inline]
fn word_round(tables: &WordTables, key: __m256i, from: __m256i, to: __m256i) -> __m256i {
    let sum = _mm256_add_epi32(from, key);
    let high = _mm256_srli_epi32::<4>(sum);
    // Each table gives zero for the octets that are not its own.
    let look_up = |rows: &[__m256i; 4], nibbles| {
        let [a, b, c, d] = [0, 1, 2, 3]
            .map(|i| _mm256_shuffle_epi8(rows[i], _mm256_and_si256(nibbles, tables.mask[i])));
        _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d))
    };
    let substituted = _mm256_or_si256(look_up(&tables.low, sum), look_up(&tables.high, high));
    let to = _mm256_xor_si256(to, tables.zero);
    let to = _mm256_xor_si256(to, _mm256_slli_epi32::<11>(substituted));
    _mm256_xor_si256(to, _mm256_srli_epi32::<21>(substituted))
}

#[inline(always)]
fn load_128(octets: &[u8; 16]) -> __m128i {
    // SAFETY: the reference covers the 16 octets, which may stand anywhere.
    unsafe { _mm_loadu_si128(octets.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(octets: &[u8; 32]) -> __m256i {
    // SAFETY: the reference covers the 32 octets, which may stand anywhere.
    unsafe { _mm256_loadu_si256(octets.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store(octets: &mut [u8; 32], vector: __m256i) {
    // SAFETY: the reference covers the 32 octets, which may stand anywhere.
    unsafe { _mm256_storeu_si256(octets.as_mut_ptr().cast(), vector) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store_words(words: &mut [u32; 8], vector: __m256i) {
    // SAFETY: the reference covers the 32 octets, which may stand anywhere.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), vector) }
}

/// A block in the lowest lanes.
#[target_feature(enable = "avx2")]
#[inline]
fn load_block(block: &Block) -> __m256i {
    _mm256_castsi128_si256(_mm_cvtsi64_si128(i64::from_le_bytes(*block)))
}

#[target_feature(enable = "avx2")]
#[inline]
fn store_block(block: &mut Block, vector: __m256i) {
    *block = _mm_cvtsi128_si64(_mm256_castsi256_si128(vector)).to_le_bytes();
}
