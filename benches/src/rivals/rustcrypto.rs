// SPDX-License-Identifier: MIT OR Apache-2.0
//! CFB with key meshing over the crate `magma`, which has the block cipher of GOST R 34.12-2015 only.
//!
//! That block cipher is GOST 28147-89 with the octets of block and of key words in the other order. Everything else of
//! the mode is written here: decryption hands the crate many blocks at once. It gives the octets of ours.

use magma::Gost89CryptoProA;
use magma::cipher::{Array, Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

/// How many blocks are handed to the crate at once: a section of key meshing has 128.
const BATCH: usize = 128;

/// The constant of key meshing (RFC 4357, section 2.3.2).
const MESHING: [u8; 32] = [
    0x69, 0x00, 0x72, 0x22, 0x64, 0xc9, 0x04, 0x23, 0x8d, 0x3a, 0xdb, 0x96, 0x46, 0xe9, 0x2a, 0xc4,
    0x18, 0xfe, 0xac, 0x94, 0x00, 0xed, 0x07, 0x12, 0xc0, 0x86, 0xdc, 0xc2, 0xef, 0x4c, 0xa9, 0x2b,
];

/// CFB decryption, in place; octets beyond the last whole block stay as they are.
pub fn cfb_decrypt(key: &[u8; 32], iv: &[u8; 8], data: &mut [u8]) {
    let mut gamma = [Block::<Gost89CryptoProA>::default(); BATCH];
    sections(key, iv, data, |cipher, register, section| {
        let gamma = &mut gamma[..section.len()];
        for (gamma, block) in gamma.iter_mut().zip(&*section) {
            *gamma = reversed(std::mem::replace(register, *block));
        }
        cipher.encrypt_blocks(gamma);
        for (block, gamma) in section.iter_mut().zip(gamma) {
            *block = xor(*block, reversed((*gamma).into()).into());
        }
    });
}

/// CFB encryption, in place; octets beyond the last whole block stay as they are.
pub fn cfb_encrypt(key: &[u8; 32], iv: &[u8; 8], data: &mut [u8]) {
    sections(key, iv, data, |cipher, register, section| {
        for block in section {
            *block = xor(*block, encrypt(cipher, *register));
            *register = *block;
        }
    });
}

/// Hands `blocks` one section after another, with the cipher under the key of the section and the register.
fn sections(
    key: &[u8; 32],
    iv: &[u8; 8],
    data: &mut [u8],
    mut blocks: impl FnMut(&Gost89CryptoProA, &mut [u8; 8], &mut [[u8; 8]]),
) {
    let mut cipher = keyed(key);
    let mut register = *iv;
    for (i, section) in data.as_chunks_mut::<8>().0.chunks_mut(BATCH).enumerate() {
        if i > 0 {
            let mut key = [0; 32];
            for (key, block) in key
                .as_chunks_mut::<8>()
                .0
                .iter_mut()
                .zip(MESHING.as_chunks::<8>().0)
            {
                let mut block = reversed(*block);
                cipher.decrypt_block(&mut block);
                *key = reversed(block.into()).into();
            }
            cipher = keyed(&key);
            register = encrypt(&cipher, register);
        }
        blocks(&cipher, &mut register, section);
    }
}

fn keyed(key: &[u8; 32]) -> Gost89CryptoProA {
    let mut words = *key;
    for word in words.as_chunks_mut::<4>().0 {
        word.reverse();
    }
    Gost89CryptoProA::new(&Array::from(words))
}

fn encrypt(cipher: &Gost89CryptoProA, block: [u8; 8]) -> [u8; 8] {
    let mut block = reversed(block);
    cipher.encrypt_block(&mut block);
    reversed(block.into()).into()
}

fn reversed(block: [u8; 8]) -> Block<Gost89CryptoProA> {
    u64::from_le_bytes(block).to_be_bytes().into()
}

fn xor(left: [u8; 8], right: [u8; 8]) -> [u8; 8] {
    (u64::from_ne_bytes(left) ^ u64::from_ne_bytes(right)).to_ne_bytes()
}
