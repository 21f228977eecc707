// SPDX-License-Identifier: MIT OR Apache-2.0
//! Magma against the vectors and against the crate `magma`.

use std::vec::Vec;

use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::magma::{Magma, MagmaCtr};
use crate::primitives::gost28147::Backend;
use crate::testutil;

#[test]
fn magma_matches_vectors() {
    for backend in Backend::available() {
        let (mut ecb, mut ctr, mut others) = (0, 0, 0);
        testutil::run(
            "gost3412_modes.json",
            &["kuznyechik_round_keys_for_first_key"],
            |case| {
                if case.str("cipher") != "magma" {
                    // Kuznyechik is not here yet.
                    return case.skip();
                }
                let mode = case.str("mode");
                if ["cbc", "cfb", "ofb"].contains(&mode) {
                    // Modes that no message here uses with Magma.
                    others += 1;
                    return case.skip();
                }
                let (key, plaintext) = (case.array("key"), case.hex("plaintext"));
                let ciphertext = case.hex("ciphertext");
                match mode {
                    "ecb" => {
                        let magma = Magma::with_backend(&key, backend);
                        let mut data = plaintext.clone();
                        let (blocks, rest) = data.as_chunks_mut::<8>();
                        assert!(rest.is_empty(), "{case}");
                        magma.encrypt_blocks(blocks);
                        assert_eq!(blocks.as_flattened(), ciphertext, "{case}");
                        magma.decrypt_blocks(blocks);
                        assert_eq!(data, plaintext, "{case}");
                        ecb += 1;
                    }
                    "ctr" => {
                        for chunk in [1, 3, 8, 9, 1024, usize::MAX] {
                            let magma = Magma::with_backend(&key, backend);
                            let mut mode = MagmaCtr::with_cipher(magma, &case.array("iv"));
                            let mut data = plaintext.clone();
                            data.chunks_mut(chunk).for_each(|c| mode.apply(c));
                            assert_eq!(data, ciphertext, "{case} by {chunk}");
                        }
                        ctr += 1;
                    }
                    mode => panic!("{case}: {mode}"),
                }
            },
        );
        assert_eq!((ecb, ctr, others), (2, 8, 18));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_agree_with_the_crate_magma(key: [u8; 32], start: [[u8; 8]; 5]) {
        let oracle = magma::Magma::new(&key.into());
        for backend in Backend::available() {
            let ours = Magma::with_backend(&key, backend);
            let (mut a, mut b) = (start, start);
            ours.encrypt_blocks(&mut a);
            b.iter_mut().for_each(|block| oracle.encrypt_block(block.into()));
            prop_assert_eq!(a, b);
            let (mut a, mut b) = (start, start);
            ours.decrypt_blocks(&mut a);
            b.iter_mut().for_each(|block| oracle.decrypt_block(block.into()));
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn any_cuts_of_ctr_are_the_encrypted_counter(
        key: [u8; 32],
        iv: [u8; 4],
        len in 0usize..5000,
        cuts in proptest::collection::vec(0usize..=1100, 0..20),
    ) {
        let oracle = magma::Magma::new(&key.into());
        let mut expected: Vec<u8> = (0..len.div_ceil(8) as u64)
            .flat_map(|i| {
                let mut block = ((u64::from(u32::from_be_bytes(iv)) << 32) + i).to_be_bytes();
                oracle.encrypt_block((&mut block).into());
                block
            })
            .collect();
        expected.truncate(len);
        for backend in Backend::available() {
            let mut mode = MagmaCtr::with_cipher(Magma::with_backend(&key, backend), &iv);
            let mut data = std::vec![0; len];
            let mut rest = &mut data[..];
            for &cut in &cuts {
                let (head, tail) = rest.split_at_mut(cut.min(rest.len()));
                mode.apply(head);
                rest = tail;
            }
            mode.apply(rest);
            prop_assert_eq!(&data, &expected);
        }
    }
}
