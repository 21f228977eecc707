// SPDX-License-Identifier: MIT OR Apache-2.0
//! CNT and CBC against the vectors; every backend against the portable one on every length and at any place in
//! memory.

use std::vec;
use std::vec::Vec;

use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, StreamCipher};
use proptest::prelude::*;

use super::super::backend::Backend;
use super::super::cbc::{CbcDecryptor, CbcEncryptor};
use super::super::cfb::{CfbDecryptor, CfbEncryptor};
use super::super::cnt::Cnt;
use super::super::mac::Gost28147Mac;
use super::super::{Gost28147, sbox};
use super::cfb::{check_key_derivation, slow_tests};
use crate::testutil::{self, pattern};

const CHUNKS: &[usize] = &[1, 3, 7, 8, 9, 1016, 1023, 1024, 1025, usize::MAX];

/// The last 16 octets of `len` zero octets in CNT.
fn last_of_zeros(mut mode: Cnt, len: u64) -> Vec<u8> {
    let mut last = Vec::new();
    let mut left = len;
    let mut buffer = vec![0; 1 << 20];
    while left > 0 {
        let n = left.min(buffer.len() as u64) as usize;
        buffer[..n].fill(0);
        mode.apply(&mut buffer[..n]);
        last.extend_from_slice(&buffer[n.saturating_sub(16)..n]);
        last.drain(..last.len().saturating_sub(16));
        left -= n as u64;
    }
    last
}

#[test]
fn cnt_matches_vectors() {
    for backend in Backend::available() {
        let mut slow = 0;
        let ran = testutil::run("gost28147_cnt.json", &[], |case| {
            let (key, iv) = (case.array("key"), case.array("iv"));
            let (sbox, meshing) = (sbox::tests::of(case), case.bool("key_meshing"));
            check_key_derivation(case, &key);
            let new = || Cnt::with_backend(&key, &iv, sbox, meshing, backend);
            if let Some(len) = case.opt_u64("big") {
                assert_eq!(
                    case.str("plaintext_recipe"),
                    std::format!("{len} zero octets")
                );
                let last = case.hex("ciphertext_last_16");
                if len < 1 << 30 || slow_tests() {
                    assert_eq!(last_of_zeros(new(), len), last, "{case}");
                } else {
                    slow += 1;
                }
                return;
            }
            let (plaintext, ciphertext) = (case.hex("plaintext"), case.hex("ciphertext"));
            for &chunk in CHUNKS {
                let (mut data, mut mode) = (plaintext.clone(), new());
                data.chunks_mut(chunk).for_each(|c| mode.apply(c));
                assert_eq!(data, ciphertext, "{case} by {chunk}");
            }
            // The trait gives the same.
            let mut gamma = vec![7; plaintext.len()];
            new().write_keystream(&mut gamma);
            gamma.iter_mut().zip(&plaintext).for_each(|(g, p)| *g ^= p);
            assert_eq!(gamma, ciphertext, "{case}");
        });
        assert_eq!(ran, 27);
        // 4 GiB and 16 octets: the one case that only SLOW_TESTS=1 runs.
        assert_eq!(slow, if slow_tests() { 0 } else { 1 });
    }
}

#[test]
fn cbc_matches_vectors() {
    for backend in Backend::available() {
        let ran = testutil::run("gost28147_cbc.json", &[], |case| {
            let (key, iv) = (case.array("key"), case.array("iv"));
            let (sbox, meshing) = (sbox::tests::of(case), case.bool("key_meshing"));
            let (plaintext, ciphertext) = (case.hex("plaintext"), case.hex("ciphertext"));
            for chunk in [1, 2, 127, 128, 129, usize::MAX] {
                let mut data = plaintext.clone();
                let (blocks, rest) = data.as_chunks_mut::<8>();
                assert!(rest.is_empty() && !blocks.is_empty(), "{case}");
                let mut e = CbcEncryptor::with_backend(&key, &iv, sbox, meshing, backend);
                blocks.chunks_mut(chunk).for_each(|c| e.encrypt_blocks(c));
                assert_eq!(blocks.as_flattened(), ciphertext, "{case} by {chunk}");
                let mut d = CbcDecryptor::with_backend(&key, &iv, sbox, meshing, backend);
                blocks.chunks_mut(chunk).for_each(|c| d.decrypt_blocks(c));
                assert_eq!(blocks.as_flattened(), plaintext, "{case} by {chunk}");
            }
        });
        assert_eq!(ran, 39);
    }
}

#[test]
fn block_cipher_traits_give_the_blocks_of_the_type() {
    let key = [0x31; 32];
    for backend in Backend::available() {
        let ours = Gost28147::with_backend(&key, &sbox::CRYPTOPRO_C, backend);
        for count in [0, 1, 2, 127, 128, 129, 300] {
            let start = pattern(count, 8 * count as usize);
            let mut expected = start.clone();
            ours.encrypt_blocks(expected.as_chunks_mut::<8>().0);
            let mut data = start.clone();
            let blocks = cipher::Array::cast_slice_from_core_mut(data.as_chunks_mut::<8>().0);
            BlockCipherEncrypt::encrypt_blocks(&ours, blocks);
            assert_eq!(
                cipher::Array::cast_slice_to_core(blocks).as_flattened(),
                expected
            );
            BlockCipherDecrypt::decrypt_blocks(&ours, blocks);
            assert_eq!(
                cipher::Array::cast_slice_to_core(blocks).as_flattened(),
                start
            );
            if let [first, ..] = blocks {
                BlockCipherEncrypt::encrypt_block(&ours, first);
                assert_eq!(first[..], expected[..8]);
                BlockCipherDecrypt::decrypt_block(&ours, first);
            }
            assert_eq!(data, start);
        }
    }
}

/// Every mode over one text, on one backend.
fn outputs(
    backend: Backend,
    key: &[u8; 32],
    iv: &[u8; 8],
    meshing: bool,
    data: &[u8],
) -> Vec<Vec<u8>> {
    let sbox = &sbox::CRYPTOPRO_A;
    let mut out = vec![data.to_vec(); 7];
    CfbDecryptor::with_backend(key, iv, sbox, meshing, backend).apply(&mut out[0]);
    CfbEncryptor::with_backend(key, iv, sbox, meshing, backend).apply(&mut out[1]);
    Cnt::with_backend(key, iv, sbox, meshing, backend).apply(&mut out[2]);
    CbcDecryptor::with_backend(key, iv, sbox, meshing, backend)
        .decrypt_blocks(out[3].as_chunks_mut::<8>().0);
    let ecb = Gost28147::with_backend(key, sbox, backend);
    ecb.encrypt_blocks(out[4].as_chunks_mut::<8>().0);
    ecb.decrypt_blocks(out[5].as_chunks_mut::<8>().0);
    let mut mac = Gost28147Mac::with_backend(key, iv, sbox, meshing, backend);
    mac.update(data);
    out[6] = mac.finalize().to_vec();
    out
}

#[test]
fn every_length_is_the_same_on_every_backend() {
    let (key, iv) = (<[u8; 32]>::try_from(pattern(5, 32)).unwrap(), [0xa5; 8]);
    let data = pattern(1, 4096);
    let mut compared = 0;
    for backend in Backend::available() {
        // Whole blocks and their neighbours tell all lengths.
        for len in (0..=4096).filter(|len| [0, 1, 7].contains(&(len % 8))) {
            let data = &data[..len];
            let expected = outputs(Backend::Portable, &key, &iv, true, data);
            assert_eq!(
                outputs(backend, &key, &iv, true, data),
                expected,
                "{backend:?} {len}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 1537);
}

#[test]
fn key_words_of_every_carry_are_the_same_on_every_backend() {
    // Octets of zeros and ones are where carries of the octet-wise addition begin, pass and end.
    let octets = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];
    for backend in Backend::available() {
        for seed in 0..36 {
            let key: Vec<u8> = (0..32)
                .map(|i| octets[(seed / 6 + i * (seed % 6 + 1)) % 6])
                .collect();
            let data: Vec<u8> = (0..2304)
                .map(|i| octets[(i / 7 + i * i + seed) % 6])
                .collect();
            let key = key.try_into().unwrap();
            assert_eq!(
                outputs(backend, &key, &[0xff; 8], true, &data),
                outputs(Backend::Portable, &key, &[0xff; 8], true, &data),
                "{backend:?} {seed}"
            );
        }
    }
}

#[test]
fn octets_around_the_data_stay_at_any_place_in_memory() {
    let (key, iv) = ([0x77; 32], [0x12; 8]);
    for backend in Backend::available() {
        for len in [0, 1, 8, 63, 64, 255, 256, 257, 512, 1024, 1031, 2048, 5000] {
            let text = pattern(len as u64, len);
            let mut expected = text.clone();
            CfbDecryptor::with_backend(&key, &iv, &sbox::TEST, true, Backend::Portable)
                .apply(&mut expected);
            for place in 0..64 {
                let mut room = vec![0xee; len + 128];
                room[place..place + len].copy_from_slice(&text);
                CfbDecryptor::with_backend(&key, &iv, &sbox::TEST, true, backend)
                    .apply(&mut room[place..place + len]);
                assert_eq!(
                    room[place..place + len],
                    expected,
                    "{backend:?} {len} at {place}"
                );
                assert!(room[..place].iter().all(|&octet| octet == 0xee));
                assert!(room[place + len..].iter().all(|&octet| octet == 0xee));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_the_same_on_every_backend(
        key: [u8; 32],
        iv: [u8; 8],
        meshing: bool,
        data in proptest::collection::vec(any::<u8>(), 0..=80_000),
    ) {
        let expected = outputs(Backend::Portable, &key, &iv, meshing, &data);
        for backend in Backend::available() {
            prop_assert_eq!(outputs(backend, &key, &iv, meshing, &data), expected.clone());
        }
    }
}
