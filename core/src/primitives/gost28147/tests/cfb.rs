// SPDX-License-Identifier: MIT OR Apache-2.0
//! CFB against the vectors, against RFC 4357 written out block by block over the crate `magma`, and
//! against itself in chunks.

use std::vec;
use std::vec::Vec;

use cipher::{BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::super::backend::Backend;
use super::super::cfb::{CfbDecryptor, CfbEncryptor};
use super::super::sbox;
use super::magma_le;
use crate::primitives::gost94::Gost94CryptoPro;
use crate::testutil::{self, Case, pattern};

/// Chunk sizes around the block, the section and the whole.
const CHUNKS: &[usize] = &[1, 2, 3, 7, 8, 9, 64, 511, 1016, 1023, 1024, 1025, 2048];

/// More octets than this run when `SLOW_TESTS=1` is set.
const SLOW: u64 = 1 << 30;

fn encrypt(e: &mut CfbEncryptor, data: &[u8], chunk: usize) -> Vec<u8> {
    let mut data = data.to_vec();
    data.chunks_mut(chunk).for_each(|c| e.apply(c));
    data
}

fn decrypt(d: &mut CfbDecryptor, data: &[u8], chunk: usize) -> Vec<u8> {
    let mut data = data.to_vec();
    data.chunks_mut(chunk).for_each(|c| d.apply(c));
    data
}

/// The last 16 octets of the encryption of `len` zero octets, in flat memory.
fn last_of_zeros(e: &mut CfbEncryptor, len: u64) -> Vec<u8> {
    let mut last = Vec::new();
    let mut left = len;
    let mut buffer = vec![0; 1 << 20];
    while left > 0 {
        let n = left.min(buffer.len() as u64) as usize;
        buffer[..n].fill(0);
        e.apply(&mut buffer[..n]);
        last.extend_from_slice(&buffer[n.saturating_sub(16)..n]);
        last.drain(..last.len().saturating_sub(16));
        left -= n as u64;
    }
    last
}

/// Where the case says that its key is a hash, checks that it is.
pub(in super::super) fn check_key_derivation(case: &Case, key: &[u8; 32]) {
    let Some(text) = case.opt_str("key_derivation") else {
        return;
    };
    let ascii = text
        .strip_prefix("key = GOST R 34.11-94 (CryptoPro params) of ASCII '")
        .and_then(|t| t.strip_suffix('\''))
        .unwrap_or_else(|| panic!("{case}: {text}"));
    assert_eq!(
        Gost94CryptoPro::digest(ascii.as_bytes()),
        *key,
        "{case}: key_derivation"
    );
}

/// Whether long cases run.
pub(in super::super) fn slow_tests() -> bool {
    std::env::var("SLOW_TESTS").is_ok_and(|v| v == "1")
}

#[test]
fn ciphertexts_match_vectors() {
    for backend in Backend::available() {
        let mut slow = Vec::new();
        let ran = testutil::run("gost28147_cfb.json", &[], |case| {
            let sbox = sbox::tests::of(case);
            let (key, iv) = (case.array("key"), case.array("iv"));
            let meshing = case.bool("key_meshing");
            check_key_derivation(case, &key);
            let mut encryptor = CfbEncryptor::with_backend(&key, &iv, sbox, meshing, backend);
            if let Some(len) = case.opt_u64("big") {
                assert_eq!(
                    case.str("plaintext_recipe"),
                    std::format!("{len} zero octets")
                );
                let last = case.hex("ciphertext_last_16");
                if len < SLOW || slow_tests() {
                    assert_eq!(last_of_zeros(&mut encryptor, len), last, "{case}");
                } else {
                    slow.push(len);
                }
                return;
            }
            let (plaintext, ciphertext) = (case.hex("plaintext"), case.hex("ciphertext"));
            assert_eq!(
                encrypt(&mut encryptor, &plaintext, usize::MAX),
                ciphertext,
                "{case}"
            );
            for &chunk in CHUNKS {
                let mut e = CfbEncryptor::with_backend(&key, &iv, sbox, meshing, backend);
                let mut d = CfbDecryptor::with_backend(&key, &iv, sbox, meshing, backend);
                assert_eq!(
                    encrypt(&mut e, &plaintext, chunk),
                    ciphertext,
                    "{case} by {chunk}"
                );
                assert_eq!(
                    decrypt(&mut d, &ciphertext, chunk),
                    plaintext,
                    "{case} by {chunk}"
                );
            }
        });
        assert_eq!(ran, 76);
        // 4 GiB and 16 octets: the one case that only SLOW_TESTS=1 runs.
        assert_eq!(
            slow,
            if slow_tests() {
                vec![]
            } else {
                vec![4_294_967_312]
            }
        );
    }
}

#[test]
fn libgcrypt_cfb_matches() {
    for backend in Backend::available() {
        let mut matched = 0;
        testutil::run("gost28147_libgcrypt.json", &[], |case| {
            if case.str("mode") != "CFB" {
                // The other modes have runners in `tests/mod.rs` and `mac.rs`.
                return case.skip();
            }
            let (key, iv) = (case.array("key"), case.array("iv"));
            let (sbox, meshing) = (sbox::tests::of(case), case.bool("key_meshing"));
            let (plaintext, ciphertext) = (case.hex("plaintext"), case.hex("ciphertext"));
            let mut e = CfbEncryptor::with_backend(&key, &iv, sbox, meshing, backend);
            let mut d = CfbDecryptor::with_backend(&key, &iv, sbox, meshing, backend);
            assert_eq!(encrypt(&mut e, &plaintext, 1000), ciphertext, "{case}");
            assert_eq!(decrypt(&mut d, &ciphertext, 1000), plaintext, "{case}");
            matched += 1;
        });
        assert_eq!(matched, 1);
    }
}

#[test]
fn every_length_is_the_same_in_every_chunking() {
    let (key, iv) = (<[u8; 32]>::try_from(pattern(7, 32)).unwrap(), [9; 8]);
    let plaintext = pattern(0, 2100);
    for backend in Backend::available() {
        for meshing in [false, true] {
            let new_e = || CfbEncryptor::with_backend(&key, &iv, &sbox::TC26_Z, meshing, backend);
            let new_d = || CfbDecryptor::with_backend(&key, &iv, &sbox::TC26_Z, meshing, backend);
            // CFB is causal: a shorter message is a prefix of the longer one.
            let whole = encrypt(&mut new_e(), &plaintext, usize::MAX);
            for chunk in [1, 5, 8, 13, 1023, 1024, 1025] {
                assert_eq!(encrypt(&mut new_e(), &plaintext, chunk), whole);
                assert_eq!(decrypt(&mut new_d(), &whole, chunk), plaintext);
            }
            for len in 0..=plaintext.len() {
                assert_eq!(
                    encrypt(&mut new_e(), &plaintext[..len], 1024),
                    whole[..len],
                    "{len}"
                );
                assert_eq!(
                    decrypt(&mut new_d(), &whole[..len], 1027),
                    plaintext[..len],
                    "{len}"
                );
            }
        }
    }
}

/// RFC 4357 word for word, block by block, over the crate `magma`.
fn reference<C: BlockCipherEncrypt + cipher::BlockCipherDecrypt + KeyInit>(
    key: &[u8; 32],
    iv: &[u8; 8],
    meshing: bool,
    plaintext: &[u8],
) -> Vec<u8> {
    let mut key = *key;
    let mut iv = *iv;
    let mut out = Vec::new();
    for (i, block) in plaintext.chunks(8).enumerate() {
        if meshing && i > 0 && i % 128 == 0 {
            let mut constant: [u8; 32] = hex_literal::hex!(
                "6900722264c904238d3adb9646e92ac418feac9400ed0712c086dcc2ef4ca92b"
            );
            let old = magma_le::<C>(&key);
            constant
                .as_chunks_mut::<8>()
                .0
                .iter_mut()
                .for_each(|b| old.decrypt(b));
            key = constant;
            magma_le::<C>(&key).encrypt(&mut iv);
        }
        magma_le::<C>(&key).encrypt(&mut iv);
        let ciphertext: Vec<u8> = block.iter().zip(&iv).map(|(p, g)| p ^ g).collect();
        iv[..ciphertext.len()].copy_from_slice(&ciphertext);
        out.extend(ciphertext);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cuts_agree_with_the_reference(
        key: [u8; 32],
        iv: [u8; 8],
        meshing: bool,
        plaintext in proptest::collection::vec(any::<u8>(), 0..=4200),
        cuts in proptest::collection::vec(0usize..=1100, 0..20),
    ) {
        let expected = reference::<magma::Gost89CryptoProB>(&key, &iv, meshing, &plaintext);
        for backend in Backend::available() {
            let mut e = CfbEncryptor::with_backend(&key, &iv, &sbox::CRYPTOPRO_B, meshing, backend);
            let mut d = CfbDecryptor::with_backend(&key, &iv, &sbox::CRYPTOPRO_B, meshing, backend);
            let mut data = plaintext.clone();
            let mut rest = &mut data[..];
            for &cut in &cuts {
                let (head, tail) = rest.split_at_mut(cut.min(rest.len()));
                e.apply(head);
                rest = tail;
            }
            e.apply(rest);
            prop_assert_eq!(&data, &expected);
            let mut rest = &mut data[..];
            for &cut in cuts.iter().rev() {
                let (head, tail) = rest.split_at_mut(cut.min(rest.len()));
                d.apply(head);
                rest = tail;
            }
            d.apply(rest);
            prop_assert_eq!(&data, &plaintext);
        }
    }
}
