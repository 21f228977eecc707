// SPDX-License-Identifier: MIT OR Apache-2.0
//! The block cipher against the vectors and against the crate `magma`.

pub(super) mod cfb;
mod modes;

use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::backend::Backend;
use super::block::Gost28147;
use super::sbox::{self, Sbox};
use crate::testutil::{self, Case};

/// A cipher of the crate `magma` in the octet order of 28147-89: key words and block halves turned round.
pub(super) struct MagmaLe<C>(C);

pub(super) fn magma_le<C: KeyInit>(key: &[u8; 32]) -> MagmaLe<C> {
    let mut turned = *key;
    turned
        .as_chunks_mut::<4>()
        .0
        .iter_mut()
        .for_each(|word| word.reverse());
    MagmaLe(C::new_from_slice(&turned).unwrap())
}

impl<C: BlockCipherEncrypt + BlockCipherDecrypt> MagmaLe<C> {
    pub(super) fn encrypt(&self, block: &mut [u8; 8]) {
        block.reverse();
        self.0.encrypt_block((&mut block[..]).try_into().unwrap());
        block.reverse();
    }

    pub(super) fn decrypt(&self, block: &mut [u8; 8]) {
        block.reverse();
        self.0.decrypt_block((&mut block[..]).try_into().unwrap());
        block.reverse();
    }
}

fn check_ecb(case: &Case, backend: Backend) {
    let cipher = Gost28147::with_backend(&case.array("key"), sbox::tests::of(case), backend);
    let (plaintext, ciphertext) = (case.hex("plaintext"), case.hex("ciphertext"));
    let mut data = plaintext.clone();
    let (blocks, rest) = data.as_chunks_mut::<8>();
    assert!(rest.is_empty() && !blocks.is_empty(), "{case}");
    cipher.encrypt_blocks(blocks);
    assert_eq!(blocks.as_flattened(), ciphertext, "{case}");
    cipher.decrypt_blocks(blocks);
    assert_eq!(blocks.as_flattened(), plaintext, "{case}");
}

#[test]
fn ecb_matches_vectors() {
    for backend in Backend::available() {
        let ran = testutil::run("gost28147_ecb.json", &[], |case| {
            cfb::check_key_derivation(case, &case.array("key"));
            check_ecb(case, backend);
        });
        assert_eq!(ran, 34);
    }
}

#[test]
fn libgcrypt_ecb_matches_for_every_sbox() {
    for backend in Backend::available() {
        let mut matched = 0;
        testutil::run("gost28147_libgcrypt.json", &["sbox_oid"], |case| {
            if case.str("mode") != "ECB" {
                // The other modes have runners in `tests/cfb.rs` and `mac.rs`.
                return case.skip();
            }
            check_ecb(case, backend);
            matched += 1;
        });
        assert_eq!(matched, 8);
    }
}

fn agrees<C>(key: &[u8; 32], sbox: &'static Sbox, block: [u8; 8])
where
    C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt,
{
    let oracle = magma_le::<C>(key);
    for backend in Backend::available() {
        let ours = Gost28147::with_backend(key, sbox, backend);
        let (mut a, mut b) = (block, block);
        ours.encrypt_block(&mut a);
        oracle.encrypt(&mut b);
        assert_eq!(a, b);
        let (mut a, mut b) = (block, block);
        ours.decrypt_block(&mut a);
        oracle.decrypt(&mut b);
        assert_eq!(a, b);
    }
}

/// Boxes that the crate `magma` does not have under any name.
///
/// Two of its names stand for other boxes than RFC 4357 means: its `Gost89Test` and `Gost89CryptoProD` are the boxes of
/// GOST R 34.11-94, test and CryptoPro.
macro_rules! oracle_box {
    ($name:ident, $sbox:path) => {
        enum $name {}

        impl magma::Sbox for $name {
            const NAME: &'static str = stringify!($name);
            const SBOX: [[u8; 16]; 8] = *$sbox.rows();
        }
    };
}

oracle_box!(TestParamSet, sbox::TEST);
oracle_box!(CryptoProD, sbox::CRYPTOPRO_D);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_agree_with_magma(key: [u8; 32], block: [u8; 8]) {
        agrees::<magma::Gost89<TestParamSet>>(&key, &sbox::TEST, block);
        agrees::<magma::Gost89CryptoProA>(&key, &sbox::CRYPTOPRO_A, block);
        agrees::<magma::Gost89CryptoProB>(&key, &sbox::CRYPTOPRO_B, block);
        agrees::<magma::Gost89CryptoProC>(&key, &sbox::CRYPTOPRO_C, block);
        agrees::<magma::Gost89<CryptoProD>>(&key, &sbox::CRYPTOPRO_D, block);
        agrees::<magma::Magma>(&key, &sbox::TC26_Z, block);
        agrees::<magma::Gost89Test>(&key, &sbox::HASH_TEST, block);
        agrees::<magma::Gost89CryptoProD>(&key, &sbox::HASH_CRYPTOPRO, block);
    }
}
