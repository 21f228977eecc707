// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys, digests and octets that are the same in every run. None of them is a secret of anybody.

use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey};

/// One parameter set for each of the nine curves, with a short name.
pub const CURVES: [(&str, ParamSet); 9] = [
    ("2001-test", ParamSet::Gost2001Test),
    ("cryptopro-a", ParamSet::CryptoProA),
    ("cryptopro-b", ParamSet::CryptoProB),
    ("cryptopro-c", ParamSet::CryptoProC),
    ("256-a", ParamSet::Tc26Gost3410_2012_256A),
    ("512-test", ParamSet::Tc26Gost3410_2012_512Test),
    ("512-a", ParamSet::Tc26Gost3410_2012_512A),
    ("512-b", ParamSet::Tc26Gost3410_2012_512B),
    ("512-c", ParamSet::Tc26Gost3410_2012_512C),
];

/// `len` octets in which swapped and repeated blocks show: a pattern of prime length.
pub fn pattern(seed: u8, len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8 ^ seed).collect()
}

/// The 2012 algorithm of the curve's length.
pub fn algorithm(param_set: ParamSet) -> KeyAlgorithm {
    match param_set.octets() {
        32 => KeyAlgorithm::Gost2012_256,
        _ => KeyAlgorithm::Gost2012_512,
    }
}

/// The integer of a private key, little-endian, below every order: its most significant octet is 1.
pub fn scalar(param_set: ParamSet, seed: u8) -> Vec<u8> {
    let mut d: Vec<u8> = (0..param_set.octets() as u8)
        .map(|i| i.wrapping_mul(197).wrapping_add(seed) ^ i)
        .collect();
    if let Some(top) = d.last_mut() {
        *top = 1;
    }
    d
}

/// A private key of the 2012 algorithm.
///
/// # Panics
/// Never: every seed gives an integer of 1..q-1.
pub fn key(param_set: ParamSet, seed: u8) -> PrivateKey {
    PrivateKey::from_bytes_le(algorithm(param_set), param_set, &scalar(param_set, seed))
        .expect("a scalar below the order")
}

/// A digest of the curve's length.
pub fn digest(param_set: ParamSet) -> Vec<u8> {
    pattern(0x5c, param_set.octets())
}
