// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST 28147-89: CFB in both directions, and the MAC.
//!
//! The crate `magma` has the block cipher of GOST R 34.12-2015 only: no CFB of the CMS kind, no key meshing, no 16-round
//! MAC, and the other octet order. Its rows are CFB written here over its blocks, with the S-box of CryptoPro-A and
//! **without meshing** (`rustcrypto-magma-no-meshing`): the same work for each block, other octets. The row of ours to
//! hold them against is `gostseal-portable-no-meshing`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gostseal::cipher::{CfbDecryptor, CfbEncryptor, Gost28147Mac, sbox};
use gostseal_benches::{Input, SIZES};
use magma::Gost89CryptoProA;
use magma::cipher::{Array, Block, BlockCipherEncrypt, KeyInit};

const KEY: [u8; 32] = *b"a key of 32 octets for benchmark";
const IV: [u8; 8] = *b"an IV, 8";

/// How many blocks are handed to the rival at once: as many as it could want for computing them in parallel.
const BATCH: usize = 64;

fn cfb_decrypt(c: &mut Criterion) {
    let mut group = c.benchmark_group("gost28147-cfb-decrypt");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        for (implementation, meshing) in OURS {
            group.bench_function(BenchmarkId::new(implementation, name), |b| {
                b.iter(|| {
                    let data = black_box(input.get());
                    CfbDecryptor::new(&KEY, &IV, &sbox::CRYPTOPRO_A, meshing).apply(data);
                });
            });
        }
        group.bench_function(BenchmarkId::new("rustcrypto-magma-no-meshing", name), |b| {
            b.iter(|| magma_cfb_decrypt(black_box(input.get())));
        });
    }
    group.finish();
}

fn cfb_encrypt(c: &mut Criterion) {
    let mut group = c.benchmark_group("gost28147-cfb-encrypt");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        for (implementation, meshing) in OURS {
            group.bench_function(BenchmarkId::new(implementation, name), |b| {
                b.iter(|| {
                    let data = black_box(input.get());
                    CfbEncryptor::new(&KEY, &IV, &sbox::CRYPTOPRO_A, meshing).apply(data);
                });
            });
        }
        group.bench_function(BenchmarkId::new("rustcrypto-magma-no-meshing", name), |b| {
            b.iter(|| magma_cfb_encrypt(black_box(input.get())));
        });
    }
    group.finish();
}

fn mac(c: &mut Criterion) {
    let mut group = c.benchmark_group("gost28147-mac");
    for (size, name) in SIZES {
        let mut input = Input::new(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("gostseal-portable", name), |b| {
            b.iter(|| {
                let mut mac = Gost28147Mac::new(&KEY, &sbox::CRYPTOPRO_A, true);
                mac.update(black_box(input.get()));
                mac.finalize()
            });
        });
    }
    group.finish();
}

const OURS: [(&str, bool); 2] = [
    ("gostseal-portable", true),
    ("gostseal-portable-no-meshing", false),
];

/// All gammas of a batch at once, since decryption knows every ciphertext block beforehand.
fn magma_cfb_decrypt(data: &mut [u8]) {
    let cipher = Gost89CryptoProA::new(&Array::from(KEY));
    let mut register = Array::from(IV);
    let mut gamma = [Block::<Gost89CryptoProA>::default(); BATCH];
    for batch in data.as_chunks_mut::<8>().0.chunks_mut(BATCH) {
        let gamma = &mut gamma[..batch.len()];
        for (gamma, block) in gamma.iter_mut().zip(&*batch) {
            *gamma = std::mem::replace(&mut register, Array::from(*block));
        }
        cipher.encrypt_blocks(gamma);
        for (block, gamma) in batch.iter_mut().zip(gamma) {
            xor(block, gamma);
        }
    }
}

fn magma_cfb_encrypt(data: &mut [u8]) {
    let cipher = Gost89CryptoProA::new(&Array::from(KEY));
    let mut register = Array::from(IV);
    for block in data.as_chunks_mut::<8>().0 {
        cipher.encrypt_block(&mut register);
        xor(block, &register);
        register = Array::from(*block);
    }
}

fn xor(block: &mut [u8; 8], gamma: &Block<Gost89CryptoProA>) {
    for (octet, gamma) in block.iter_mut().zip(gamma) {
        *octet ^= gamma;
    }
}

criterion_group!(benches, cfb_decrypt, cfb_encrypt, mac);
criterion_main!(benches);
