// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whether the time of secret work differs between one secret and others: dudect, on the best backend of this machine.
//!
//! Source: Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?" (2017). Each case is run under one fixed secret
//! and under random ones, in random order, and the two distributions of times are compared by Welch's t-test. |t| above 5
//! that grows with the number of samples is a leak; a smaller one proves nothing by itself. `control` must show a leak, or
//! the machine is too noisy to tell. SECURITY.md says how to run it. No other check measures time.

use std::hint::black_box;

use dudect_bencher::rand::{Rng, RngExt};
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};
use gostseal::cipher::{sbox, unwrap_cryptopro};
use gostseal::hash::{HmacStreebog256, HmacStreebog512};
use gostseal::keys::{
    CipherParamSet, Decapsulator, Gost28147Wrap, KeyWrap, ParamSet, PrivateKey, RecipientId,
    WrappedKey,
};
use gostseal_assay::inputs::{algorithm, digest, key, scalar};

/// Samples of what takes tens of microseconds.
const SLOW: usize = 4_000;

/// Samples of what takes a microsecond or two.
const FAST: usize = 100_000;

/// Measures `work` on what `make` makes of the fixed secret and of random ones.
///
/// Each sample has an object of its own in both classes: one that came again and again would be in the cache.
fn compare<T, R>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    samples: usize,
    fixed: &[u8],
    make: impl Fn(&[u8]) -> T,
    work: impl Fn(&T) -> R,
) {
    let inputs: Vec<(Class, T)> = (0..samples)
        .map(|_| {
            let mut secret = fixed.to_vec();
            if rng.random::<bool>() {
                return (Class::Left, make(&secret));
            }
            // The last octet stays: it keeps a scalar below the order.
            let last = secret.len() - 1;
            rng.fill_bytes(&mut secret[..last]);
            (Class::Right, make(&secret))
        })
        .collect();
    for (class, input) in &inputs {
        runner.run_one(*class, || black_box(work(black_box(input))));
    }
}

fn private_key(param_set: ParamSet) -> impl Fn(&[u8]) -> PrivateKey {
    move |d| PrivateKey::from_bytes_le(algorithm(param_set), param_set, d).expect("a key")
}

fn sign(runner: &mut CtRunner, rng: &mut BenchRng, param_set: ParamSet) {
    let (digest, fixed) = (digest(param_set), scalar(param_set, 1));
    compare(runner, rng, SLOW, &fixed, private_key(param_set), |key| {
        key.sign_digest(&digest, Some(&[5; 32]))
    });
}

fn vko(runner: &mut CtRunner, rng: &mut BenchRng, param_set: ParamSet) {
    let ephemeral = key(param_set, 2).public_key().to_bytes_le();
    let wrapped = WrappedKey {
        recipient: RecipientId::SubjectKeyId(&[1]),
        algorithm: algorithm(param_set),
        param_set: None,
        sender_algorithm: algorithm(param_set),
        sender_param_set: None,
        sender: &ephemeral,
        wrap: KeyWrap::CryptoPro(Gost28147Wrap {
            cipher: CipherParamSet::Tc26Z,
            ukm: [3; 8],
            encrypted_key: [4; 32],
            mac: [5; 4],
        }),
    };
    let fixed = scalar(param_set, 3);
    compare(runner, rng, SLOW, &fixed, private_key(param_set), |key| {
        key.unwrap_cek(&wrapped).is_some()
    });
}

fn sign_cryptopro_a(runner: &mut CtRunner, rng: &mut BenchRng) {
    sign(runner, rng, ParamSet::CryptoProA);
}

fn sign_256_a(runner: &mut CtRunner, rng: &mut BenchRng) {
    sign(runner, rng, ParamSet::Tc26Gost3410_2012_256A);
}

fn sign_512_a(runner: &mut CtRunner, rng: &mut BenchRng) {
    sign(runner, rng, ParamSet::Tc26Gost3410_2012_512A);
}

fn vko_cryptopro_a(runner: &mut CtRunner, rng: &mut BenchRng) {
    vko(runner, rng, ParamSet::CryptoProA);
}

fn vko_cryptopro_b(runner: &mut CtRunner, rng: &mut BenchRng) {
    vko(runner, rng, ParamSet::CryptoProB);
}

fn vko_512_c(runner: &mut CtRunner, rng: &mut BenchRng) {
    vko(runner, rng, ParamSet::Tc26Gost3410_2012_512C);
}

fn key_unwrap(runner: &mut CtRunner, rng: &mut BenchRng) {
    let kek = |octets: &[u8]| <[u8; 32]>::try_from(octets).expect("32 octets");
    compare(runner, rng, FAST, &[0; 32], kek, |kek| {
        unwrap_cryptopro(kek, &[3; 8], &[4; 32], &[5; 4], &sbox::TC26_Z).is_some()
    });
}

fn hmac_streebog256(runner: &mut CtRunner, rng: &mut BenchRng) {
    compare(runner, rng, FAST, &[0; 32], <[u8]>::to_vec, |key| {
        HmacStreebog256::mac(key, &[&[6; 128]])
    });
}

fn hmac_streebog512(runner: &mut CtRunner, rng: &mut BenchRng) {
    compare(runner, rng, FAST, &[0; 64], <[u8]>::to_vec, |key| {
        HmacStreebog512::mac(key, &[&[6; 128]])
    });
}

/// A comparison that ends at the first difference: must be seen.
fn control(runner: &mut CtRunner, rng: &mut BenchRng) {
    let secret = [0x5a; 4096];
    compare(runner, rng, FAST, &secret, <[u8]>::to_vec, |octets| {
        octets.iter().zip(&secret).all(|(a, b)| black_box(a) == b)
    });
}

ctbench_main!(
    control,
    sign_cryptopro_a,
    sign_256_a,
    sign_512_a,
    vko_cryptopro_a,
    vko_cryptopro_b,
    vko_512_c,
    key_unwrap,
    hmac_streebog256,
    hmac_streebog512
);
