// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.10-2012 over a digest, on every curve: sign, verify, verify with a prepared key, and preparing one.
//!
//! Groups are named by the curve: `verify-256A`, `sign-512C`. Names of the same numbers (CryptoPro-A is 256-B) have one
//! group. No crate computes these curves; gost-engine and Botan would be the rivals and are not here.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey};

const CURVES: [(&str, ParamSet); 7] = [
    ("256A", ParamSet::Tc26Gost3410_2012_256A),
    ("256B", ParamSet::Tc26Gost3410_2012_256B),
    ("256C", ParamSet::Tc26Gost3410_2012_256C),
    ("256D", ParamSet::Tc26Gost3410_2012_256D),
    ("512A", ParamSet::Tc26Gost3410_2012_512A),
    ("512B", ParamSet::Tc26Gost3410_2012_512B),
    ("512C", ParamSet::Tc26Gost3410_2012_512C),
];

fn key(param_set: ParamSet) -> PrivateKey {
    let algorithm = match param_set.octets() {
        32 => KeyAlgorithm::Gost2012_256,
        _ => KeyAlgorithm::Gost2012_512,
    };
    // Little-endian and below every order: the most significant octet is small.
    let d: Vec<u8> = (0..param_set.octets() as u8)
        .rev()
        .map(|i| i.wrapping_mul(37) ^ i)
        .collect();
    PrivateKey::from_bytes_le(algorithm, param_set, &d).expect("a key")
}

fn digest(param_set: ParamSet) -> Vec<u8> {
    (0..param_set.octets() as u8)
        .map(|i| i.wrapping_mul(59))
        .collect()
}

fn verify(c: &mut Criterion) {
    for (name, param_set) in CURVES {
        let (key, digest) = (key(param_set), digest(param_set));
        let signature = key
            .sign_digest(&digest, Some(&[7; 32]))
            .expect("a signature");
        let public = key.public_key();
        let prepared = public.prepare();
        assert!(public.verify_digest(&digest, &signature).is_ok());
        assert!(prepared.verify_digest(&digest, &signature).is_ok());
        let mut group = c.benchmark_group(format!("verify-{name}"));
        group.bench_function("gostseal-portable", |b| {
            b.iter(|| public.verify_digest(black_box(&digest), &signature));
        });
        group.bench_function("gostseal-portable-prepared", |b| {
            b.iter(|| prepared.verify_digest(black_box(&digest), &signature));
        });
        group.finish();
        c.benchmark_group(format!("prepare-{name}"))
            .bench_function("gostseal-portable", |b| {
                b.iter(|| black_box(public).prepare())
            });
    }
}

fn sign(c: &mut Criterion) {
    for (name, param_set) in CURVES {
        let (key, digest) = (key(param_set), digest(param_set));
        c.benchmark_group(format!("sign-{name}"))
            .bench_function("gostseal-portable", |b| {
                b.iter(|| key.sign_digest(black_box(&digest), Some(&[7; 32])));
            });
    }
}

criterion_group!(benches, verify, sign);
criterion_main!(benches);
