// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 on every backend: vectors, the crate `gost94` as oracle, chunks.

use std::vec::Vec;

use digest::Digest;
use hex_literal::hex;

use super::backend::Backend;
use super::boxes::{CRYPTOPRO, TEST};
use super::hasher::ParamSet;
use super::step::Words;
use super::*;
use crate::testutil::{self, pattern};

/// The digest on a backend, the message given in chunks of a length.
fn hash<P: ParamSet>(backend: Backend, data: &[u8], chunk: usize) -> [u8; 32] {
    let mut hasher = Hasher::<Public, P>::on(backend);
    for part in data.chunks(chunk.max(1)) {
        hasher.update(part);
    }
    let mut digest = [0; 32];
    hasher.finish_into(&mut digest);
    digest
}

#[test]
fn digests_match_vectors_on_every_backend() {
    let ran = testutil::run("gost3411_94.json", &[], |case| {
        let message = case.message();
        let digest: [u8; 32] = case.array("digest");
        let set = (case.str("paramset"), case.str("oid"));
        for backend in Backend::available() {
            let ours = match set {
                ("id-GostR3411-94-CryptoProParamSet", "1.2.643.2.2.30.1") => {
                    hash::<CryptoPro>(backend, &message, usize::MAX)
                }
                ("id-GostR3411-94-TestParamSet", "1.2.643.2.2.30.0") => {
                    hash::<Test>(backend, &message, usize::MAX)
                }
                other => panic!("{case}: {other:?}"),
            };
            assert_eq!(ours, digest, "{case} {backend:?}");
        }
        if set.0 == "id-GostR3411-94-TestParamSet" {
            assert_eq!(Gost94Test::digest(&message), digest, "{case}");
        } else {
            assert_eq!(Gost94CryptoPro::digest(&message), digest, "{case}");
            assert_eq!(SecretGost94CryptoPro::digest(&message), digest, "{case}");
        }
    });
    assert_eq!(ran, 53);
}

/// Numbers that repeat with a test run but look like chance.
fn random(seed: &mut u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *seed ^ *seed >> 29
}

#[test]
fn backends_compress_alike_from_any_state() {
    let mut seed = 1;
    let mut words = || -> Words { core::array::from_fn(|_| random(&mut seed)) };
    for _ in 0..200 {
        let (h, m) = (words(), words());
        for boxes in [&CRYPTOPRO, &TEST] {
            let mut expected = h;
            Backend::Portable.compress(boxes, &mut expected, &m);
            for backend in Backend::available() {
                let mut out = h;
                backend.compress(boxes, &mut out, &m);
                assert_eq!(out, expected, "{backend:?}");
            }
        }
    }
}

#[test]
fn digests_of_all_lengths_are_those_of_the_crate() {
    let mut seed = 2;
    let data: Vec<u8> = (0..4096).map(|_| (random(&mut seed) >> 32) as u8).collect();
    // The slow backends of a debug build need not see every length.
    let step = if cfg!(debug_assertions) { 97 } else { 1 };
    for len in (0..=130)
        .chain((131..=4096).step_by(step))
        .chain([4095, 4096])
    {
        let message = &data[..len];
        let cryptopro: [u8; 32] = gost94::Gost94CryptoPro::digest(message).into();
        let test: [u8; 32] = gost94::Gost94Test::digest(message).into();
        for backend in Backend::available() {
            let chunk = 1 + random(&mut seed) as usize % 100;
            assert_eq!(
                hash::<CryptoPro>(backend, message, chunk),
                cryptopro,
                "{backend:?} {len}"
            );
            assert_eq!(
                hash::<Test>(backend, message, chunk),
                test,
                "{backend:?} {len}"
            );
        }
    }
}

#[test]
fn sums_carry_through_long_runs_of_ones() {
    for len in [32, 64, 96, 1024, 1030] {
        let message = std::vec![0xff; len];
        let expected: [u8; 32] = gost94::Gost94CryptoPro::digest(&message).into();
        for backend in Backend::available() {
            assert_eq!(
                hash::<CryptoPro>(backend, &message, 32),
                expected,
                "{backend:?}"
            );
        }
    }
}

#[test]
fn empty_string_is_hashed_as_the_standard_says() {
    assert_eq!(
        Gost94CryptoPro::digest(&[]),
        hex!("981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0")
    );
    assert_eq!(
        Gost94Test::digest(&[]),
        hex!("ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d")
    );
}

#[test]
fn chunks_give_the_digest_of_the_whole() {
    let data = pattern(0, 300);
    for chunk in [1, 3, 31, 32, 33, 63, 64, 65] {
        let mut hasher = Gost94CryptoPro::new();
        for part in data.chunks(chunk) {
            Digest::update(&mut hasher, part);
        }
        assert_eq!(
            <[u8; 32]>::from(hasher.finalize_reset()),
            Gost94CryptoPro::digest(&data)
        );
        // After a reset the hasher is as new.
        assert_eq!(
            <[u8; 32]>::from(hasher.finalize()),
            Gost94CryptoPro::digest(&[])
        );
    }
}

#[test]
fn secrets_never_meet_a_table() {
    assert_ne!(Backend::for_secret(), Backend::Portable);
}
