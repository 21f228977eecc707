// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a mode needs of a cipher of GOST R 34.12-2015, and of its blocks.
//!
//! A block is octets of the wire, the most significant first; where arithmetic is meant it is a polynomial or a number in
//! that order, in the low bits of a `u128`.

use cipher::BlockSizeUser;
use cipher::array::ArraySize;
use cipher::consts::{U4, U8};
use zeroize::optimization_barrier;

use crate::ct::{Zeroize, Zeroizing};
use crate::primitives::gost3412::{Kuznyechik, Magma};

/// Blocks that modes hand to a cipher at once: a multiple of what any backend does side by side.
pub(super) const BATCH: usize = 128;

/// D of ACPKM.
const D: [u8; 32] = {
    let mut d = [0; 32];
    let mut i = 0;
    while i < 32 {
        d[i] = 0x80 + i as u8;
        i += 1;
    }
    d
};

/// A cipher of GOST R 34.12-2015: [`Magma`] or [`Kuznyechik`]. No other type can be one.
pub trait Gost3412: sealed::Sealed + BlockSizeUser + Sized {
    /// A block: 8 octets with Magma, 16 with Kuznyechik.
    type Block: Block;

    /// Half a block: the IV of CTR.
    type HalfBlock: AsRef<[u8]> + for<'a> TryFrom<&'a [u8]> + Copy;

    /// The octets of half a block.
    #[doc(hidden)]
    type HalfSize: ArraySize;

    /// N, the octets of a section in CMS and PKCS#12 (R 1323565.1.025-2019, RFC 9337): 8 KiB with Magma, 256 KiB with
    /// Kuznyechik.
    const SECTION: usize;

    /// The IV of ones.
    #[doc(hidden)]
    const ONES: Self::HalfBlock;

    /// Takes a key.
    fn new(key: &[u8; 32]) -> Self;

    /// Encrypts each block in place, independently of the others.
    fn encrypt_blocks(&self, blocks: &mut [Self::Block]);

    /// Decrypts each block in place, independently of the others.
    fn decrypt_blocks(&self, blocks: &mut [Self::Block]);

    /// The state of a MAC after some blocks: for each of them E(state xor block).
    #[doc(hidden)]
    fn absorb(&self, state: &mut Self::Block, blocks: &[Self::Block]) {
        for block in blocks {
            *state = state.xor(*block);
            self.encrypt_blocks(core::slice::from_mut(state));
        }
    }

    /// The same cipher under another key, computed by the same instruction set.
    #[doc(hidden)]
    fn rekeyed(&self, key: &[u8; 32]) -> Self;
}

/// The block of a cipher.
pub(crate) type BlockOf<C> = <C as Gost3412>::Block;

mod sealed {
    /// Keeps [`super::Gost3412`] and [`super::Block`] to the types of this file.
    pub trait Sealed {}

    impl Sealed for crate::primitives::gost3412::Magma {}
    impl Sealed for crate::primitives::gost3412::Kuznyechik {}
    impl Sealed for [u8; 8] {}
    impl Sealed for [u8; 16] {}
}

impl Gost3412 for Magma {
    type Block = [u8; 8];
    type HalfBlock = [u8; 4];
    type HalfSize = U4;

    const SECTION: usize = 8 * 1024;
    const ONES: [u8; 4] = [0xff; 4];

    fn new(key: &[u8; 32]) -> Self {
        Self::new(key)
    }

    fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.encrypt_blocks(blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.decrypt_blocks(blocks);
    }

    fn absorb(&self, state: &mut [u8; 8], blocks: &[[u8; 8]]) {
        self.absorb(state, blocks);
    }

    fn rekeyed(&self, key: &[u8; 32]) -> Self {
        self.rekeyed(key)
    }
}

impl Gost3412 for Kuznyechik {
    type Block = [u8; 16];
    type HalfBlock = [u8; 8];
    type HalfSize = U8;

    const SECTION: usize = 256 * 1024;
    const ONES: [u8; 8] = [0xff; 8];

    fn new(key: &[u8; 32]) -> Self {
        Self::new(key)
    }

    fn encrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.encrypt_blocks(blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.decrypt_blocks(blocks);
    }

    fn rekeyed(&self, key: &[u8; 32]) -> Self {
        self.rekeyed(key)
    }
}

/// Octets of a block, and arithmetic on them.
pub trait Block:
    sealed::Sealed + AsRef<[u8]> + AsMut<[u8]> + Copy + Default + Zeroize + PartialEq + core::fmt::Debug
{
    /// Octets of a block.
    #[doc(hidden)]
    const LEN: usize;

    /// The block of a number; higher bits are dropped.
    #[doc(hidden)]
    fn from_number(number: u128) -> Self;

    /// The number of a block.
    #[doc(hidden)]
    fn number(self) -> u128;

    /// Whole blocks and the rest.
    #[doc(hidden)]
    fn split(data: &[u8]) -> (&[Self], &[u8]);

    /// Whole blocks and the rest.
    #[doc(hidden)]
    fn split_mut(data: &mut [u8]) -> (&mut [Self], &mut [u8]);

    /// The block times x in GF(2^n), as OMAC has it.
    #[doc(hidden)]
    fn doubled(self) -> Self;

    /// Adds the product of two polynomials, of up to twice the bits of a block, to `sum`: low half, high half.
    #[doc(hidden)]
    fn add_product(sum: &mut [u128; 2], a: Self, b: Self);

    /// The remainder of such a sum in GF(2^n), as MGM has it.
    #[doc(hidden)]
    fn reduced(sum: [u128; 2]) -> Self;

    /// The sum of two blocks modulo 2.
    #[doc(hidden)]
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self::from_number(self.number() ^ other.number())
    }
}

impl Block for [u8; 8] {
    const LEN: usize = 8;

    #[inline(always)]
    fn from_number(number: u128) -> Self {
        (number as u64).to_be_bytes()
    }

    #[inline(always)]
    fn number(self) -> u128 {
        u128::from(u64::from_be_bytes(self))
    }

    fn split(data: &[u8]) -> (&[Self], &[u8]) {
        data.as_chunks()
    }

    fn split_mut(data: &mut [u8]) -> (&mut [Self], &mut [u8]) {
        data.as_chunks_mut()
    }

    fn doubled(self) -> Self {
        let x = u64::from_be_bytes(self);
        ((x << 1) ^ ((x >> 63) * 0x1b)).to_be_bytes()
    }

    fn add_product(sum: &mut [u128; 2], a: Self, b: Self) {
        sum[0] ^= carryless(u64::from_be_bytes(a), u64::from_be_bytes(b));
    }

    /// Modulo x^64 + x^4 + x^3 + x + 1.
    fn reduced(sum: [u128; 2]) -> Self {
        let fold = |x: u128| x ^ x << 1 ^ x << 3 ^ x << 4;
        let high = fold(sum[0] >> 64);
        // Four bits at most have come out at the top.
        let low = sum[0] ^ high ^ fold(high >> 64);
        Self::from_number(low)
    }
}

impl Block for [u8; 16] {
    const LEN: usize = 16;

    #[inline(always)]
    fn from_number(number: u128) -> Self {
        number.to_be_bytes()
    }

    #[inline(always)]
    fn number(self) -> u128 {
        u128::from_be_bytes(self)
    }

    fn split(data: &[u8]) -> (&[Self], &[u8]) {
        data.as_chunks()
    }

    fn split_mut(data: &mut [u8]) -> (&mut [Self], &mut [u8]) {
        data.as_chunks_mut()
    }

    fn doubled(self) -> Self {
        let x = u128::from_be_bytes(self);
        ((x << 1) ^ ((x >> 127) * 0x87)).to_be_bytes()
    }

    fn add_product(sum: &mut [u128; 2], a: Self, b: Self) {
        let (a, b) = (a.number(), b.number());
        let (a0, a1, b0, b1) = (a as u64, (a >> 64) as u64, b as u64, (b >> 64) as u64);
        let (low, high) = (carryless(a0, b0), carryless(a1, b1));
        let middle = carryless(a0 ^ a1, b0 ^ b1) ^ low ^ high;
        sum[0] ^= low ^ middle << 64;
        sum[1] ^= high ^ middle >> 64;
    }

    /// Modulo x^128 + x^7 + x^2 + x + 1.
    fn reduced([low, high]: [u128; 2]) -> Self {
        let fold = |x: u128| x ^ x << 1 ^ x << 2 ^ x << 7;
        // What the shifts push out at the top comes back below.
        let over = high >> 127 ^ high >> 126 ^ high >> 121;
        (low ^ fold(high) ^ fold(over)).to_be_bytes()
    }
}

/// The product of two polynomials of 64 bits, by integer multiplications that leave room for the carries.
fn carryless(a: u64, b: u64) -> u128 {
    let low = carryless_low(a, b);
    let high = carryless_low(a.reverse_bits(), b.reverse_bits()).reverse_bits() >> 1;
    u128::from(high) << 64 | u128::from(low)
}

/// The low half of the product: each factor holds one bit in four, so that sums of up to 15 bits stay apart. At the place
/// where 16 meet, the carry leaves the word.
fn carryless_low(a: u64, b: u64) -> u64 {
    const EVERY_FOURTH: u64 = 0x1111_1111_1111_1111;
    let part = |x: u64, i: usize| x & EVERY_FOURTH << i;
    let mut product = 0;
    for sum in 0..4 {
        let mut column = 0;
        for i in 0..4 {
            column ^= part(a, i).wrapping_mul(part(b, (sum + 4 - i) % 4));
        }
        product |= part(column, sum);
    }
    product
}

/// The next key of ACPKM: R 1323565.1.017-2018, section 4.1 ([RFC 8645, section
/// 6.2.1](https://www.rfc-editor.org/rfc/rfc8645#section-6.2.1)).
pub(super) fn next_key<C: Gost3412>(cipher: &C) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new(D);
    cipher.encrypt_blocks(C::Block::split_mut(&mut *key).0);
    key
}

/// Adds gamma to at most [`BATCH`] blocks; `make` makes the gamma, which is wiped.
pub(super) fn add_gamma<B: Block>(blocks: &mut [B], make: impl FnOnce(&mut [B])) {
    let mut buffer = [B::default(); BATCH];
    let gamma = &mut buffer[..blocks.len()];
    make(gamma);
    for (block, gamma) in blocks.iter_mut().zip(&*gamma) {
        *block = block.xor(*gamma);
    }
    wipe(gamma);
}

/// Wipes blocks, in whole vectors.
pub(super) fn wipe<B: Block>(blocks: &mut [B]) {
    blocks.fill(B::default());
    optimization_barrier(blocks);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit.
    fn slow(a: u64, b: u64) -> u128 {
        (0..64)
            .filter(|i| b >> i & 1 == 1)
            .fold(0, |sum, i| sum ^ u128::from(a) << i)
    }

    #[test]
    fn products_agree_with_those_bit_by_bit() {
        let mut x = 0x0123_4567_89ab_cdef_u64;
        let mut numbers = std::vec![0, 1, u64::MAX, 1 << 63];
        for _ in 0..60 {
            x = x
                .wrapping_mul(0x5851_f42d_4c95_7f2d)
                .wrapping_add(0x1405_7b7e_f767_814f);
            numbers.push(x ^ x >> 33);
        }
        for &a in &numbers {
            for &b in &numbers {
                assert_eq!(carryless(a, b), slow(a, b), "{a:x} {b:x}");
            }
        }
    }
}
