// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 with the S-boxes of CryptoPro: ours, gost-engine, Botan and the crate `gost94`.
//!
//! `secret` is the portable form for secret data, without tables; with vectors one form serves all data.

use std::hint::black_box;

use criterion::{BenchmarkId, Throughput, criterion_group, criterion_main};
use gost94::{Digest, Gost94CryptoPro};
use gostseal::hash::SecretGost94CryptoPro;
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, bench};
use gostseal_benches::rivals::{botan, openssl};
use gostseal_benches::{Input, SIZES};

fn cryptopro(c: &mut Bench) {
    let mut engine = openssl::Digest::new(c"md_gost94");
    let mut botan = botan::Digest::new(c"GOST-R-34.11-94");
    let row = Family::Gost94.row();
    let mut group = c.benchmark_group("gost3411-94-cryptopro");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new(&row, name), |b| {
            b.iter(|| gostseal::hash::Gost94CryptoPro::digest(black_box(input.get())));
        });
        if row.ends_with("portable") {
            group.bench_function(BenchmarkId::new(format!("{row}-secret"), name), |b| {
                b.iter(|| SecretGost94CryptoPro::digest(black_box(input.get())));
            });
        }
        group.bench_function(BenchmarkId::new("gost-engine", name), |b| {
            b.iter(|| engine.digest(black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("rustcrypto", name), |b| {
            b.iter(|| Gost94CryptoPro::digest(black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("botan", name), |b| {
            b.iter(|| botan.digest(black_box(input.get())));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = bench();
    targets = cryptopro
}
criterion_main!(benches);
