// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every vector on every instruction set that the machine has.

use std::vec;
use std::vec::Vec;

use super::super::cipher::{Block, BlockOf, next_key};
use super::super::*;
use super::Tested;
use crate::primitives::gost3412::{Kuznyechik, Magma};
use crate::primitives::streebog::Streebog256;
use crate::testutil::{self, Case};

const CHUNKS: [usize; 8] = [1, 3, 8, 15, 16, 17, 1024, usize::MAX];

/// Runs `test` with the cipher of the case.
macro_rules! with_cipher {
    ($case:expr, $test:ident) => {
        match $case.str("cipher") {
            "magma" => $test::<Magma>($case),
            "kuznyechik" => $test::<Kuznyechik>($case),
            cipher => panic!("{}: {cipher}", $case),
        }
    };
}

#[test]
fn modes_match_vectors() {
    fn ctr<C: Tested>(case: &Case) {
        let (iv, plaintext) = (C::half(&case.hex("iv")), case.hex("plaintext"));
        for cipher in C::on_every_backend(&case.array("key")) {
            for chunk in CHUNKS {
                let mut mode = Ctr::with_cipher(cipher.rekeyed(&case.array("key")), &iv);
                let mut data = plaintext.clone();
                data.chunks_mut(chunk).for_each(|c| mode.apply(c).unwrap());
                assert_eq!(data, case.hex("ciphertext"), "{case} by {chunk}");
            }
        }
    }
    fn cbc<C: Tested>(case: &Case) {
        let (key, iv, plaintext) = (case.array("key"), case.hex("iv"), case.hex("plaintext"));
        for cipher in C::on_every_backend(&key) {
            for chunk in [1, 2, 3, usize::MAX] {
                let mut data = plaintext.clone();
                let (blocks, rest) = BlockOf::<C>::split_mut(&mut data);
                assert!(rest.is_empty(), "{case}");
                let mut mode = CbcEncryptor::with_cipher(cipher.rekeyed(&key), &iv).unwrap();
                blocks
                    .chunks_mut(chunk)
                    .for_each(|c| mode.encrypt_blocks(c));
                let octets = |blocks: &[BlockOf<C>]| -> Vec<u8> {
                    blocks.iter().flat_map(|b| b.as_ref().to_vec()).collect()
                };
                assert_eq!(octets(blocks), case.hex("ciphertext"), "{case} by {chunk}");
                let mut mode = CbcDecryptor::with_cipher(cipher.rekeyed(&key), &iv).unwrap();
                blocks
                    .chunks_mut(chunk)
                    .for_each(|c| mode.decrypt_blocks(c));
                assert_eq!(octets(blocks), plaintext, "{case} by {chunk}");
            }
        }
    }
    fn cfb<C: Tested>(case: &Case) {
        let (key, iv, plaintext) = (case.array("key"), case.hex("iv"), case.hex("plaintext"));
        for cipher in C::on_every_backend(&key) {
            for chunk in CHUNKS {
                let mut data = plaintext.clone();
                let mut mode = CfbEncryptor::with_cipher(cipher.rekeyed(&key), &iv).unwrap();
                data.chunks_mut(chunk).for_each(|c| mode.apply(c));
                assert_eq!(data, case.hex("ciphertext"), "{case} by {chunk}");
                let mut mode = CfbDecryptor::with_cipher(cipher.rekeyed(&key), &iv).unwrap();
                data.chunks_mut(chunk).for_each(|c| mode.apply(c));
                assert_eq!(data, plaintext, "{case} by {chunk}");
            }
        }
    }
    fn ofb<C: Tested>(case: &Case) {
        let (key, iv) = (case.array("key"), case.hex("iv"));
        for cipher in C::on_every_backend(&key) {
            for chunk in CHUNKS {
                let mut mode = Ofb::with_cipher(cipher.rekeyed(&key), &iv).unwrap();
                let mut data = case.hex("plaintext");
                data.chunks_mut(chunk).for_each(|c| mode.apply(c));
                assert_eq!(data, case.hex("ciphertext"), "{case} by {chunk}");
            }
        }
    }
    let mut ran = [0; 5];
    testutil::run(
        "gost3412_modes.json",
        &["kuznyechik_round_keys_for_first_key"],
        |case| match case.str("mode") {
            "ctr" => {
                with_cipher!(case, ctr);
                ran[0] += 1;
            }
            "cbc" => {
                with_cipher!(case, cbc);
                ran[1] += 1;
            }
            "cfb" => {
                with_cipher!(case, cfb);
                ran[2] += 1;
            }
            "ofb" => {
                with_cipher!(case, ofb);
                ran[3] += 1;
            }
            "ecb" => {
                // The ciphers have runners of their own.
                ran[4] += 1;
                case.skip();
            }
            mode => panic!("{case}: {mode}"),
        },
    );
    assert_eq!(ran, [16, 8, 15, 15, 68]);
}

/// The plaintext of a case.
fn acpkm_plaintext(case: &Case) -> Vec<u8> {
    let Some(recipe) = case.opt_str("plaintext_recipe") else {
        return case.hex("plaintext");
    };
    described(recipe).unwrap_or_else(|| panic!("{case}: {recipe}"))
}

/// Whether `data` is the ciphertext of a case, which long ones give by digest and end.
fn is_acpkm_ciphertext(case: &Case, data: &[u8]) -> bool {
    if let Some(expected) = case.opt_hex("ciphertext") {
        return data == expected;
    }
    Streebog256::digest(data)[..] == case.hex("ciphertext_streebog256")
        && data.ends_with(&case.hex("ciphertext_last_56"))
}

/// Plaintexts that the file describes in words.
fn described(recipe: &str) -> Option<Vec<u8>> {
    let count = recipe.strip_suffix(" zero octets")?.parse().ok()?;
    Some(vec![0; count])
}

#[test]
fn acpkm_matches_vectors() {
    fn keys<C: Tested>(case: &Case) {
        let expected: Vec<_> = case
            .value("next_keys")
            .as_array()
            .unwrap()
            .iter()
            .map(|key| testutil::hex(key.as_str().unwrap()).unwrap())
            .collect();
        assert!(!expected.is_empty());
        for mut cipher in C::on_every_backend(&case.array("key")) {
            for expected in &expected {
                let key = next_key(&cipher);
                assert_eq!(key[..], expected[..], "{case}");
                cipher = cipher.rekeyed(&key);
            }
        }
    }
    fn ctr<C: Tested>(case: &Case) {
        let (key, iv) = (case.array("key"), C::half(&case.hex("iv")));
        let section = case.u64("section_size_octets") as usize;
        let plaintext = acpkm_plaintext(case);
        for cipher in C::on_every_backend(&key) {
            for chunk in CHUNKS {
                let mut mode = CtrAcpkm::with_cipher(cipher.rekeyed(&key), &iv, section).unwrap();
                let mut data = plaintext.clone();
                data.chunks_mut(chunk).for_each(|c| mode.apply(c).unwrap());
                assert!(is_acpkm_ciphertext(case, &data), "{case} by {chunk}");
            }
        }
    }
    fn omac<C: Tested>(case: &Case) {
        let key = case.array("key");
        let section = case.u64("section_size_octets") as usize;
        let master = case.u64("master_section_T_octets") as usize;
        let (message, expected) = (case.hex("message"), case.hex("mac"));
        for cipher in C::on_every_backend(&key) {
            for chunk in CHUNKS {
                let mut mode =
                    OmacAcpkm::with_cipher(cipher.rekeyed(&key), section, master).unwrap();
                message.chunks(chunk).for_each(|c| mode.update(c).unwrap());
                let mac = mode.finalize().unwrap();
                assert_eq!(mac.as_ref(), expected, "{case} by {chunk}");
            }
        }
    }
    let mut ran = [0; 3];
    testutil::run("acpkm.json", &[], |case| match case.str("kind") {
        "ACPKM" => {
            with_cipher!(case, keys);
            ran[0] += 1;
        }
        "CTR-ACPKM" => {
            with_cipher!(case, ctr);
            ran[1] += 1;
        }
        "OMAC-ACPKM" => {
            with_cipher!(case, omac);
            ran[2] += 1;
        }
        kind => panic!("{case}: {kind}"),
    });
    assert_eq!(ran, [2, 30, 4]);
}

#[test]
fn omac_matches_vectors() {
    fn check<C: Tested>(case: &Case) {
        let (key, message, expected) = (case.array("key"), case.hex("message"), case.hex("mac"));
        for cipher in C::on_every_backend(&key) {
            for chunk in CHUNKS {
                let new = || {
                    let mut mode = Omac::with_cipher(cipher.rekeyed(&key));
                    message.chunks(chunk).for_each(|c| mode.update(c));
                    mode
                };
                let mac = new().finalize();
                assert_eq!(
                    mac.as_ref()[..expected.len()],
                    expected,
                    "{case} by {chunk}"
                );
                assert_eq!(new().verify(&expected), Ok(()), "{case}");
                let mut wrong = expected.clone();
                *wrong.last_mut().unwrap() ^= 1;
                for wrong in [&wrong[..], &expected[..3], &[], &[0; 17]] {
                    assert_eq!(new().verify(wrong), Err(InvalidMac), "{case}");
                }
            }
        }
    }
    let ran = testutil::run("gost3412_omac.json", &[], |case| with_cipher!(case, check));
    assert_eq!(ran, 18);
}

#[test]
fn mgm_matches_vectors() {
    fn check<C: Tested>(case: &Case) {
        let block = |name| {
            let mut block = BlockOf::<C>::default();
            block.as_mut().copy_from_slice(&case.hex(name));
            block
        };
        let (key, nonce, tag) = (case.array("key"), block("icn"), block("tag"));
        let (aad, plaintext) = (case.hex("aad"), case.hex("plaintext"));
        let ciphertext = case.hex("ciphertext");
        for cipher in C::on_every_backend(&key) {
            let mgm = Mgm::with_cipher(cipher);
            let mut data = plaintext.clone();
            let given = mgm.encrypt_detached(&nonce, &aad, &mut data).unwrap();
            assert_eq!((&data, given), (&ciphertext, tag), "{case}");
            mgm.decrypt_detached(&nonce, &aad, &mut data, &tag).unwrap();
            assert_eq!(data, plaintext, "{case}");

            // Whatever is altered, no octet of plaintext is there afterwards.
            let refused = |aad: &[u8], data: &[u8], tag| {
                let mut data = data.to_vec();
                let result = mgm.decrypt_detached(&nonce, aad, &mut data, &tag);
                assert_eq!(result, Err(MgmError::InvalidTag), "{case}");
                assert_eq!(data, vec![0; data.len()], "{case}");
            };
            for bit in 0..8 * BlockOf::<C>::LEN {
                let mut wrong = tag;
                wrong.as_mut()[bit / 8] ^= 1 << (bit % 8);
                refused(&aad, &ciphertext, wrong);
            }
            for at in 0..ciphertext.len() {
                let mut wrong = ciphertext.clone();
                wrong[at] ^= 0x10;
                refused(&aad, &wrong, tag);
            }
            for at in 0..aad.len() {
                let mut wrong = aad.clone();
                wrong[at] ^= 0x10;
                refused(&wrong, &ciphertext, tag);
            }
            // A zero that moves the border between data and message is seen in the lengths.
            refused(&[&aad[..], &[0]].concat(), &ciphertext, tag);
            refused(&aad, &[&ciphertext[..], &[0]].concat(), tag);
        }
    }
    let ran = testutil::run("mgm.json", &[], |case| with_cipher!(case, check));
    assert_eq!(ran, 14);
}
