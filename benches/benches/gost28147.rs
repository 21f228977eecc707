// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST 28147-89 with the S-boxes of CryptoPro-A: CFB in both directions, and the MAC, all with key meshing.
//!
//! A message is one call: key schedule, IV and all octets. gost-engine and ours compute the same octets, and so does the
//! crate `magma` (`rustcrypto`) under a mode that is written in `rivals/rustcrypto.rs`. Botan has neither these S-boxes
//! nor key meshing: `botan-no-meshing` is its own CFB with the S-boxes it has, less work for each KiB. `aes-256-ctr` is
//! the ceiling: another cipher, which the processor has instructions for.

use std::hint::black_box;

use criterion::{BenchmarkId, Throughput, criterion_group, criterion_main};
use gostseal::cipher::{CfbDecryptor, CfbEncryptor, Gost28147Mac, sbox};
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, bench};
use gostseal_benches::rivals::{botan, openssl, rustcrypto};
use gostseal_benches::{Input, SIZES};

const KEY: [u8; 32] = *b"a key of 32 octets for benchmark";
const IV: [u8; 8] = *b"an IV, 8";
const COUNTER: [u8; 16] = *b"an IV, 16 octets";

type Cfb = fn(&[u8; 32], &[u8; 8], &mut [u8]);

fn decrypt(c: &mut Bench) {
    let ours: Cfb = |key, iv, data| {
        CfbDecryptor::new(key, iv, &sbox::CRYPTOPRO_A, true).apply(data);
    };
    cfb(
        c,
        "gost28147-cfb-decrypt",
        false,
        ours,
        rustcrypto::cfb_decrypt,
    );
}

fn encrypt(c: &mut Bench) {
    let ours: Cfb = |key, iv, data| {
        CfbEncryptor::new(key, iv, &sbox::CRYPTOPRO_A, true).apply(data);
    };
    cfb(
        c,
        "gost28147-cfb-encrypt",
        true,
        ours,
        rustcrypto::cfb_encrypt,
    );
}

fn cfb(c: &mut Bench, name: &str, encrypt: bool, ours: Cfb, magma: Cfb) {
    let mut engine = openssl::Cipher::new(c"gost89", 8, encrypt);
    let mut aes = openssl::Cipher::new(c"aes-256-ctr", 16, encrypt);
    let mut botan = botan::Cfb::new(encrypt);
    let row = Family::Gost28147.row();
    let mut group = c.benchmark_group(name);
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new(&row, name), |b| {
            b.iter(|| ours(&KEY, &IV, black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("gost-engine", name), |b| {
            b.iter(|| engine.apply(&KEY, &IV, black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("rustcrypto", name), |b| {
            b.iter(|| magma(&KEY, &IV, black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("botan-no-meshing", name), |b| {
            b.iter(|| botan.apply(&KEY, &IV, black_box(input.get())));
        });
        group.bench_function(BenchmarkId::new("aes-256-ctr", name), |b| {
            b.iter(|| aes.apply(&KEY, &COUNTER, black_box(input.get())));
        });
    }
    group.finish();
}

fn mac(c: &mut Bench) {
    let mut engine = openssl::Mac::new(&KEY);
    let row = Family::Gost28147.row();
    let mut group = c.benchmark_group("gost28147-mac");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new(&row, name), |b| {
            b.iter(|| {
                let mut mac = Gost28147Mac::new(&KEY, &sbox::CRYPTOPRO_A, true);
                mac.update(black_box(input.get()));
                mac.finalize()
            });
        });
        group.bench_function(BenchmarkId::new("gost-engine", name), |b| {
            b.iter(|| engine.mac(black_box(input.get())));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = bench();
    targets = decrypt, encrypt, mac
}
criterion_main!(benches);
