// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog on every backend: vectors, the crate `streebog` as oracle, chunks, several messages at once.

use std::vec::Vec;

use digest::Digest;

use super::constants::Words;
use super::*;
use crate::testutil::{self, pattern};

/// The digest on a backend, the message given in chunks of a length.
fn hash<const OCTETS: usize>(backend: Backend, data: &[u8], chunk: usize) -> [u8; OCTETS] {
    let mut hasher = Hasher::<Public, OCTETS>::on(backend);
    for part in data.chunks(chunk.max(1)) {
        hasher.update(part);
    }
    let mut digest = [0; OCTETS];
    hasher.finish_into(&mut digest);
    digest
}

#[test]
fn digests_match_vectors_on_every_backend() {
    let ran = testutil::run("streebog.json", &[], |case| {
        let message = case.message();
        let digest = case.hex("digest");
        let bits = case.u64("bits");
        for backend in Backend::available() {
            match bits {
                256 => assert_eq!(
                    hash::<32>(backend, &message, usize::MAX)[..],
                    digest,
                    "{case} {backend:?}"
                ),
                512 => assert_eq!(
                    hash::<64>(backend, &message, usize::MAX)[..],
                    digest,
                    "{case} {backend:?}"
                ),
                bits => panic!("{case}: {bits} bits"),
            }
        }
        match bits {
            256 => {
                assert_eq!(Streebog256::digest(&message)[..], digest, "{case}");
                assert_eq!(SecretStreebog256::digest(&message)[..], digest, "{case}");
            }
            _ => {
                assert_eq!(Streebog512::digest(&message)[..], digest, "{case}");
                assert_eq!(SecretStreebog512::digest(&message)[..], digest, "{case}");
            }
        }
    });
    assert_eq!(ran, 307);
}

/// Numbers that repeat with a test run but look like chance.
fn random(seed: &mut u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *seed ^ *seed >> 29
}

fn random_octets(seed: &mut u64, len: usize) -> Vec<u8> {
    (0..len).map(|_| (random(seed) >> 32) as u8).collect()
}

#[test]
fn backends_compress_alike_from_any_state() {
    let mut seed = 1;
    let mut words = || -> Words { core::array::from_fn(|_| random(&mut seed)) };
    for _ in 0..200 {
        let (h, n, m) = (words(), words(), words());
        let mut expected = h;
        Backend::Portable.compress(&mut expected, &n, &m);
        for backend in Backend::available() {
            let mut out = h;
            backend.compress(&mut out, &n, &m);
            assert_eq!(out, expected, "{backend:?}");
        }
    }
}

#[test]
fn digests_of_all_lengths_are_those_of_the_crate() {
    let mut seed = 2;
    let data = random_octets(&mut seed, 4096);
    // The slow backends of a debug build need not see every length.
    let lengths =
        (0..=260).chain((261..=4096).step_by(if cfg!(debug_assertions) { 97 } else { 1 }));
    for len in lengths.chain([4095, 4096]) {
        let message = &data[..len];
        let short: [u8; 32] = streebog::Streebog256::digest(message).into();
        let long: [u8; 64] = streebog::Streebog512::digest(message).into();
        for backend in Backend::available() {
            let chunk = 1 + random(&mut seed) as usize % 200;
            assert_eq!(
                hash::<32>(backend, message, chunk),
                short,
                "{backend:?} {len} {chunk}"
            );
            assert_eq!(
                hash::<64>(backend, message, chunk),
                long,
                "{backend:?} {len} {chunk}"
            );
        }
    }
}

#[test]
fn sums_carry_through_long_runs_of_ones() {
    // Blocks of ones make every word of the sum carry.
    for len in [64, 128, 192, 1024, 1030] {
        let message = std::vec![0xff; len];
        let expected: [u8; 64] = streebog::Streebog512::digest(&message).into();
        for backend in Backend::available() {
            assert_eq!(hash::<64>(backend, &message, 64), expected, "{backend:?}");
        }
    }
}

#[test]
fn messages_hashed_at_once_have_their_own_digests() {
    let mut seed = 3;
    let data = random_octets(&mut seed, 2000);
    for backend in Backend::available() {
        for count in 0..20 {
            let messages: Vec<&[u8]> = (0..count)
                .map(|_| {
                    let start = random(&mut seed) as usize % 1000;
                    let len = random(&mut seed) as usize % 400;
                    &data[start..start + len]
                })
                .collect();
            let short: Vec<[u8; 32]> = messages.iter().map(|m| Streebog256::digest(m)).collect();
            let long: Vec<[u8; 64]> = messages.iter().map(|m| Streebog512::digest(m)).collect();
            assert_eq!(digest_many::<32>(backend, &messages), short, "{backend:?}");
            assert_eq!(digest_many::<64>(backend, &messages), long, "{backend:?}");
        }
    }
    assert_eq!(
        Streebog256::digest_many(&[b"a", b""]),
        [Streebog256::digest(b"a"), Streebog256::digest(b"")]
    );
    assert_eq!(
        Streebog512::digest_many(&[b"a"]),
        [Streebog512::digest(b"a")]
    );
}

#[test]
fn chunks_give_the_digest_of_the_whole() {
    let data = pattern(0, 300);
    for chunk in [1, 3, 63, 64, 65, 127, 128, 129] {
        let mut short = Streebog256::new();
        let mut long = SecretStreebog512::new();
        for part in data.chunks(chunk) {
            Digest::update(&mut short, part);
            Digest::update(&mut long, part);
        }
        assert_eq!(
            <[u8; 32]>::from(short.finalize_reset()),
            Streebog256::digest(&data)
        );
        assert_eq!(
            <[u8; 64]>::from(long.finalize()),
            Streebog512::digest(&data)
        );
        // After a reset the hasher is as new.
        assert_eq!(<[u8; 32]>::from(short.finalize()), Streebog256::digest(&[]));
    }
}

#[test]
fn secrets_never_meet_a_table() {
    assert_ne!(Backend::for_secret(), Backend::Portable);
}
