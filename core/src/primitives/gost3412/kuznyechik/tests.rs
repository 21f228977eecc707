// SPDX-License-Identifier: MIT OR Apache-2.0
//! Kuznyechik against the vectors, the crate `kuznyechik` and itself.

use std::vec::Vec;

use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::{Backend, Kuznyechik};
use crate::testutil::{self, Case};

#[test]
fn blocks_match_vectors() {
    for backend in Backend::available() {
        let mut ecb = 0;
        testutil::run(
            "gost3412_modes.json",
            &["kuznyechik_round_keys_for_first_key"],
            |case| {
                if case.str("cipher") != "kuznyechik" || case.str("mode") != "ecb" {
                    // Magma and the modes have runners of their own.
                    return case.skip();
                }
                let cipher = Kuznyechik::with_backend(&case.array("key"), backend);
                let plaintext = case.hex("plaintext");
                let mut data = plaintext.clone();
                let (blocks, rest) = data.as_chunks_mut::<16>();
                assert!(rest.is_empty(), "{case}");
                cipher.encrypt_blocks(blocks);
                assert_eq!(blocks.as_flattened(), case.hex("ciphertext"), "{case}");
                cipher.decrypt_blocks(blocks);
                assert_eq!(data, plaintext, "{case}");
                ecb += 1;
            },
        );
        assert_eq!(ecb, 66);
    }
}

#[test]
fn round_keys_match_the_example_of_the_standard() {
    let name = "gost3412_modes.json";
    let file = Case::new(name, testutil::vector_json(name), &["cases"]);
    let expected: Vec<_> = file
        .value("kuznyechik_round_keys_for_first_key")
        .as_array()
        .unwrap()
        .iter()
        .map(|key| testutil::hex(key.as_str().unwrap()).unwrap())
        .collect();
    let key: Vec<u8> = expected[..2].concat();
    for backend in Backend::available() {
        let cipher = Kuznyechik::with_backend(key[..].try_into().unwrap(), backend);
        assert_eq!(
            cipher.keys.0.as_flattened(),
            expected.concat(),
            "{backend:?}"
        );
    }
}

/// Every number of blocks up to two whole batches of every backend, with octets that differ from block to block.
#[test]
fn every_number_of_blocks_agrees_with_the_crate_kuznyechik() {
    let key: [u8; 32] = core::array::from_fn(|i| (7 * i + 3) as u8);
    let oracle = kuznyechik::Kuznyechik::new(&key.into());
    let data: Vec<[u8; 16]> = testutil::pattern(5, 16 * 260).as_chunks().0.to_vec();
    let mut expected = data.clone();
    for block in &mut expected {
        oracle.encrypt_block(block.into());
    }
    for backend in Backend::available() {
        let cipher = Kuznyechik::with_backend(&key, backend);
        for count in 0..=data.len() {
            let mut blocks = data[..count].to_vec();
            cipher.encrypt_blocks(&mut blocks);
            assert_eq!(blocks, expected[..count], "{backend:?} {count}");
            cipher.decrypt_blocks(&mut blocks);
            assert_eq!(blocks, data[..count], "{backend:?} {count}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_agree_with_the_crate_kuznyechik(
        key: [u8; 32],
        start in proptest::collection::vec(any::<[u8; 16]>(), 1..70),
    ) {
        let oracle = kuznyechik::Kuznyechik::new(&key.into());
        for backend in Backend::available() {
            let ours = Kuznyechik::with_backend(&key, backend);
            let (mut a, mut b) = (start.clone(), start.clone());
            ours.encrypt_blocks(&mut a);
            b.iter_mut().for_each(|block| oracle.encrypt_block(block.into()));
            prop_assert_eq!(&a, &b);
            ours.decrypt_blocks(&mut a);
            prop_assert_eq!(&a, &start);
            let mut c = start.clone();
            ours.decrypt_blocks(&mut c);
            b.clone_from(&start);
            b.iter_mut().for_each(|block| oracle.decrypt_block(block.into()));
            prop_assert_eq!(c, b);
        }
    }
}
