// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates, CRLs and signed documents: ours and gost-engine through libcrypto.
//!
//! - `certificates`: each real certificate of an authority is read and its signature verified with its issuer's key, all in
//!   one call and reported for one. `cache` has tables for the keys that come often ([`KeyCache`]), made in the call.
//! - `crl`: a list is read, verified, and one certificate looked up in it. Ours takes it in pieces of 64 KiB and keeps
//!   nothing of it; the rival holds it all.
//! - `document`: a detached CAdES-BES over 1 KiB, its path to the anchor. `cached` is the second document of a
//!   signer ([`PathCache`]).
//! - `path`: the path of a real authority to one of the roots, all others at hand as extra certificates, signatures known.

use std::hint::black_box;

use criterion::{Throughput, criterion_group, criterion_main};
use gostseal::keys::PublicKey;
use gostseal::signed::Verifier;
use gostseal::trust::{
    Certificate, CrlScan, KeyCache, NoRevocation, Options, PathCache, RevocationPolicy, Trust,
    TrustStore, Usage, path,
};
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, bench};
use gostseal_benches::pki::{NOW, Office, RealCa};
use gostseal_benches::rivals::openssl;

const PIECE: usize = 64 << 10;

/// Octets for the tables of authorities.
const TABLES: usize = 16 << 20;

fn certificates(c: &mut Bench) {
    let ours = Family::Curves.row();
    let set = RealCa::read();
    let count = set.der.len();
    assert!(count > 1_200);
    let mut group = c.benchmark_group("certificates");
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function(&ours, |b| {
        b.iter(|| {
            let (certificates, keys) = read(&set);
            for (certificate, &issuer) in certificates.iter().zip(&set.issuers) {
                let key = keys[issuer].as_ref().expect("the key of an issuer");
                assert!(certificate.verify_signature(key).is_ok());
            }
        });
    });
    group.bench_function(format!("{ours}-cache"), |b| {
        b.iter(|| {
            let (certificates, keys) = read(&set);
            let cache = KeyCache::new(TABLES);
            for (certificate, &issuer) in certificates.iter().zip(&set.issuers) {
                let key = keys[issuer].as_ref().expect("the key of an issuer");
                assert!(
                    certificate
                        .verify_signature_prepared(&cache.get(key))
                        .is_ok()
                );
            }
        });
    });
    let rival = openssl::Certificates::new(
        set.der.iter().map(Vec::as_slice).collect(),
        set.issuers.clone(),
    );
    group.bench_function("gost-engine", |b| {
        b.iter(|| assert_eq!(black_box(&rival).verify(), count));
    });
    group.finish();
}

/// The certificates, and the keys of those that issue, each checked once.
fn read(set: &RealCa) -> (Vec<Certificate>, Vec<Option<PublicKey>>) {
    let read = |der: &Vec<u8>| Certificate::from_der(black_box(der)).expect("a certificate");
    let certificates: Vec<Certificate> = set.der.iter().map(read).collect();
    let mut keys: Vec<Option<PublicKey>> = vec![None; certificates.len()];
    for &issuer in &set.issuers {
        keys[issuer].get_or_insert_with(|| certificates[issuer].public_key().expect("a key"));
    }
    (certificates, keys)
}

fn crl(c: &mut Bench) {
    let ours = Family::Streebog.row();
    let office = Office::new();
    let key = office.root.public_key().expect("a key");
    let mut group = c.benchmark_group("crl");
    for (octets, size) in [(64 << 10, "64KiB"), (1 << 20, "1MiB"), (50 << 20, "50MiB")] {
        let list = office.crl(octets);
        group.throughput(Throughput::Bytes(list.len() as u64));
        group.bench_function(criterion::BenchmarkId::new(&ours, size), |b| {
            b.iter(|| {
                let mut scan = CrlScan::of([&office.person]);
                for piece in black_box(&list).chunks(PIECE) {
                    scan.update(piece).expect("a CRL");
                }
                let scanned = scan.finish().expect("a CRL");
                assert!(scanned.verify_signature(&key).is_ok());
            });
        });
        group.bench_function(criterion::BenchmarkId::new("gost-engine", size), |b| {
            b.iter(|| {
                let list = black_box(&list);
                assert!(!openssl::is_listed(
                    list,
                    office.root.der(),
                    office.person.der()
                ));
            });
        });
    }
    group.finish();
}

fn authorities(c: &mut Bench) {
    let ours = Family::Curves.row();
    let read = |der: &Vec<u8>| Certificate::from_der(der).expect("a certificate");
    let (roots, others): (Vec<Certificate>, Vec<Certificate>) = RealCa::read()
        .der
        .iter()
        .map(read)
        .partition(Certificate::is_self_issued);
    let store: TrustStore = roots.into_iter().collect();
    let cache = PathCache::new(4096, TABLES);
    let mut options = Options::new(None, Usage::Any);
    options.cache = Some(&cache);
    let leads = |leaf| path::verify_with(leaf, &others, &store, &options).is_ok();
    let leaves: Vec<&Certificate> = others.iter().filter(|leaf| leads(leaf)).take(16).collect();
    assert_eq!(leaves.len(), 16);
    let mut turn = leaves.into_iter().cycle();
    let mut group = c.benchmark_group("path");
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("{ours}-cached"), |b| {
        b.iter(|| assert!(leads(black_box(turn.next().expect("a cycle has no end")))));
    });
    group.finish();
}

fn document(c: &mut Bench) {
    let ours = Family::Curves.row();
    let office = Office::new();
    let content = [0x5a; 1024];
    let cms = office.sign(&content);
    let store: TrustStore = [office.root.clone()].into_iter().collect();
    let verifier = Verifier::new(Trust::Anchors(&store))
        .at(NOW)
        .content(&content)
        .revocation(&NoRevocation);
    let good = |verifier: &Verifier<'_>| {
        let report = verifier.report(black_box(&cms)).expect("a message");
        assert!(report.require(RevocationPolicy::SoftFail).is_ok());
    };
    let mut group = c.benchmark_group("document");
    group.throughput(Throughput::Elements(1));
    group.bench_function(&ours, |b| b.iter(|| good(&verifier)));
    let cache = PathCache::new(1024, TABLES);
    let cached = verifier.cache(&cache);
    group.bench_function(format!("{ours}-cached"), |b| b.iter(|| good(&cached)));
    group.bench_function("gost-engine", |b| {
        b.iter(|| {
            let cms = black_box(&cms);
            assert!(openssl::cms_is_good(cms, &content, office.root.der()));
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = bench();
    targets = certificates, crl, document, authorities
}
criterion_main!(benches);
