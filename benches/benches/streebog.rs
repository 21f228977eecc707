// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog (GOST R 34.11-2012) with 256 and 512 bits: ours, gost-engine, Botan and the crate `streebog`.
//!
//! `4-streams` hashes four messages in one call, and is reported for one of them. `secret` is the portable form for
//! secret data, without tables; with vectors one form serves all data.

use std::ffi::CStr;
use std::hint::black_box;

use criterion::{BenchmarkId, Throughput, criterion_group, criterion_main};
use gostseal::hash::{SecretStreebog256, SecretStreebog512, Streebog256, Streebog512};
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, bench};
use gostseal_benches::rivals::{botan, openssl};
use gostseal_benches::{Input, SIZES};
use streebog::Digest;

/// How many messages `digest_many` gets.
const STREAMS: usize = 4;

fn streebog256(c: &mut Bench) {
    let names = (c"md_gost12_256", c"Streebog-256");
    rows::<Streebog256, SecretStreebog256, streebog::Streebog256, _>(
        c,
        "streebog256",
        names,
        Streebog256::digest_many,
    );
}

fn streebog512(c: &mut Bench) {
    let names = (c"md_gost12_512", c"Streebog-512");
    rows::<Streebog512, SecretStreebog512, streebog::Streebog512, _>(
        c,
        "streebog512",
        names,
        Streebog512::digest_many,
    );
}

fn rows<Ours: Digest, Secret: Digest, Crate: Digest, Many>(
    c: &mut Bench,
    name: &str,
    (engine, botan): (&CStr, &CStr),
    many: fn(&[&[u8]]) -> Many,
) {
    let mut engine = openssl::Digest::new(engine);
    let mut botan = botan::Digest::new(botan);
    let row = Family::Streebog.row();
    let mut group = c.benchmark_group(name);
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new(&row, name), |b| {
            b.iter(|| Ours::digest(black_box(input.get())));
        });
        if row.ends_with("portable") {
            group.bench_function(BenchmarkId::new(format!("{row}-secret"), name), |b| {
                b.iter(|| Secret::digest(black_box(input.get())));
            });
        }
        let mut inputs = [(); STREAMS].map(|()| Input::new(size));
        group.throughput(Throughput::Bytes((STREAMS * size) as u64));
        group.bench_function(BenchmarkId::new(format!("{row}-4-streams"), name), |b| {
            b.iter(|| {
                let messages = inputs.each_mut().map(|input| &*input.get());
                many(black_box(&messages))
            });
        });
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("gost-engine", name), |b| {
            b.iter(|| engine.digest(black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("rustcrypto", name), |b| {
            b.iter(|| Crate::digest(black_box(input.get())));
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
    targets = streebog256, streebog512
}
criterion_main!(benches);
