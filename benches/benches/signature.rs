// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.10-2012 over a digest, and key agreement, on every curve: ours, gost-engine and Botan.
//!
//! Groups are named by the curve: `verify-CryptoPro-A`, `sign-512C`, `vko-256A`. Names of the same numbers (CryptoPro-A is
//! 256-B and XchA) have one group. `verify` has ours with a key seen once, with a prepared one (`prepared`, and what its
//! table may take), and many at once (`batch`, reported for one). No rival prepares keys, and Botan refuses good
//! signatures on the curves of cofactor 4. `vko` opens a wrapped content key, VKO and the unwrapping with it. P-256 of
//! OpenSSL is the ceiling: another curve, in assembler that was tuned for years.

use std::hint::black_box;

use criterion::{BenchmarkGroup, Throughput, criterion_group, criterion_main};
use gostseal::keys::{BatchItem, BatchKey, verify_batch};
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, ThreadTime, bench};
use gostseal_benches::curves::{CURVES, Case, Signed};
use gostseal_benches::rivals::{botan, openssl};
use gostseal_benches::transport::Transport;

/// Tables of a prepared key: their names in rows and the octets that they may take.
const PREPARED: [(&str, usize); 3] = [
    ("16KiB", 16 << 10),
    ("64KiB", 64 << 10),
    ("256KiB", 256 << 10),
];

/// A row whose calls take the signatures in turn.
fn row<R>(
    group: &mut BenchmarkGroup<'_, ThreadTime>,
    name: &str,
    signed: &[Signed],
    mut call: impl FnMut(&Signed) -> R,
) {
    let mut turn = signed.iter().cycle();
    group.bench_function(name, |b| {
        b.iter(|| call(black_box(turn.next().expect("a cycle has no end"))));
    });
}

/// A row that verifies all signatures in one call, and is reported for one of them.
fn batch<'a>(
    group: &mut BenchmarkGroup<'_, ThreadTime>,
    name: &str,
    key: impl Into<BatchKey<'a>> + Copy,
    signed: &'a [Signed],
) {
    let items: Vec<_> = signed
        .iter()
        .map(|s| BatchItem::new(key, &s.digest, &s.signature))
        .collect();
    group.throughput(Throughput::Elements(items.len() as u64));
    group.bench_function(name, |b| {
        b.iter(|| {
            let verdicts = verify_batch(black_box(&items));
            assert!(verdicts.iter().all(Result::is_ok));
        });
    });
    group.throughput(Throughput::Elements(1));
}

fn verify(c: &mut Bench) {
    let ours = Family::Curves.row();
    let p256_digest = [0x5a; 32];
    let mut p256 = openssl::Key::p256();
    let (p256_signature, p256_len) = p256.sign(&p256_digest);
    for curve in CURVES {
        let case = Case::new(curve);
        let public = case.key.public_key();
        let prepared = PREPARED.map(|(name, budget)| (name, public.prepare_within(budget)));
        let mut engine = openssl::Key::public(&case.spki);
        let mut botan = botan::Key::new(&case.numbers);
        let mut group = c.benchmark_group(format!("verify-{}", curve.name));
        group.throughput(Throughput::Elements(1));
        row(&mut group, &ours, &case.signed, |s| {
            assert!(public.verify_digest(&s.digest, &s.signature).is_ok());
        });
        for (name, prepared) in &prepared {
            let name = format!("{ours}-prepared-{name}");
            row(&mut group, &name, &case.signed, |s| {
                assert!(prepared.verify_digest(&s.digest, &s.signature).is_ok());
            });
        }
        let [.., (_, largest)] = &prepared;
        batch(&mut group, &format!("{ours}-batch"), public, &case.signed);
        let name = format!("{ours}-batch-prepared");
        batch(&mut group, &name, largest, &case.signed);
        row(&mut group, "gost-engine", &case.signed, |s| {
            assert!(engine.verify(&s.digest, &s.octets));
        });
        if botan::verifies(curve.param_set) {
            row(&mut group, "botan", &case.signed, |s| {
                assert!(botan.verify(&s.digest, &s.octets));
            });
        }
        if case.key.algorithm().octets() == 32 {
            group.bench_function("openssl-p256", |b| {
                b.iter(|| {
                    assert!(p256.verify(black_box(&p256_digest), &p256_signature[..p256_len]));
                });
            });
        }
        group.finish();

        let mut group = c.benchmark_group(format!("prepare-{}", curve.name));
        group.throughput(Throughput::Elements(1));
        for (name, budget) in PREPARED {
            let name = format!("{ours}-prepared-{name}");
            group.bench_function(name, |b| {
                b.iter(|| black_box(public).prepare_within(budget))
            });
        }
        group.finish();
    }
}

fn sign(c: &mut Bench) {
    let ours = Family::Curves.row();
    let mut p256 = openssl::Key::p256();
    for curve in CURVES {
        let case = Case::new(curve);
        let mut engine = openssl::Key::private(&case.pkcs8);
        let mut botan = botan::Key::new(&case.numbers);
        let mut group = c.benchmark_group(format!("sign-{}", curve.name));
        group.throughput(Throughput::Elements(1));
        row(&mut group, &ours, &case.signed, |s| {
            case.key.sign_digest(&s.digest, Some(&[7; 32]))
        });
        row(&mut group, "gost-engine", &case.signed, |s| {
            engine.sign(&s.digest)
        });
        row(&mut group, "botan", &case.signed, |s| botan.sign(&s.digest));
        if case.key.algorithm().octets() == 32 {
            row(&mut group, "openssl-p256", &case.signed, |s| {
                p256.sign(&s.digest)
            });
        }
        group.finish();
    }
}

fn vko(c: &mut Bench) {
    let ours = Family::Curves.row();
    for curve in CURVES {
        let case = Case::new(curve);
        let transport = Transport::new(&case);
        let mut engine = openssl::Key::private(&case.pkcs8);
        let mut group = c.benchmark_group(format!("vko-{}", curve.name));
        group.throughput(Throughput::Elements(1));
        group.bench_function(&ours, |b| {
            b.iter(|| assert!(black_box(&transport).opens(&case.key)));
        });
        group.bench_function("gost-engine", |b| {
            b.iter(|| engine.open(black_box(transport.blob())));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = bench();
    targets = verify, sign, vko
}
criterion_main!(benches);
