// SPDX-License-Identifier: MIT OR Apache-2.0
//! Magma against the vectors and against the crate `magma`.

use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use proptest::prelude::*;

use super::magma::Magma;
use crate::primitives::gost28147::Backend;
use crate::testutil;

#[test]
fn magma_matches_vectors() {
    for backend in Backend::available() {
        let mut ecb = 0;
        testutil::run(
            "gost3412_modes.json",
            &["kuznyechik_round_keys_for_first_key"],
            |case| {
                if case.str("cipher") != "magma" || case.str("mode") != "ecb" {
                    // Kuznyechik and the modes have runners of their own.
                    return case.skip();
                }
                let magma = Magma::with_backend(&case.array("key"), backend);
                let plaintext = case.hex("plaintext");
                let mut data = plaintext.clone();
                let (blocks, rest) = data.as_chunks_mut::<8>();
                assert!(rest.is_empty(), "{case}");
                magma.encrypt_blocks(blocks);
                assert_eq!(blocks.as_flattened(), case.hex("ciphertext"), "{case}");
                magma.decrypt_blocks(blocks);
                assert_eq!(data, plaintext, "{case}");
                ecb += 1;
            },
        );
        assert_eq!(ecb, 2);
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
}
