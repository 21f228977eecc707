// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog (GOST R 34.11-2012) with 256 and 512 bits.
//!
//! Ours computes with the crate `streebog` for now, so the two rows of a group show what our types add to it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gostseal::hash::{Streebog256, Streebog512};
use gostseal_benches::{Input, SIZES};
use streebog::Digest;

fn streebog256(c: &mut Criterion) {
    rows::<Streebog256, streebog::Streebog256>(c, "streebog256");
}

fn streebog512(c: &mut Criterion) {
    rows::<Streebog512, streebog::Streebog512>(c, "streebog512");
}

fn rows<Ours: Digest, Rival: Digest>(c: &mut Criterion, name: &str) {
    let mut group = c.benchmark_group(name);
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("gostseal-portable", name), |b| {
            b.iter(|| Ours::digest(black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("rustcrypto-streebog", name), |b| {
            b.iter(|| Rival::digest(black_box(input.get())));
        });
    }
    group.finish();
}

criterion_group!(benches, streebog256, streebog512);
criterion_main!(benches);
