// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 with the S-boxes of CryptoPro.
//!
//! Ours computes with the crate `gost94`, so the two rows show what our type adds to it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gost94::{Digest, Gost94CryptoPro};
use gostseal_benches::{Input, SIZES};

fn cryptopro(c: &mut Criterion) {
    let mut group = c.benchmark_group("gost3411-94-cryptopro");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("gostseal-portable", name), |b| {
            b.iter(|| gostseal::hash::Gost94CryptoPro::digest(black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("rustcrypto-gost94", name), |b| {
            b.iter(|| Gost94CryptoPro::digest(black_box(input.get())));
        });
    }
    group.finish();
}

criterion_group!(benches, cryptopro);
criterion_main!(benches);
