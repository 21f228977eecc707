// SPDX-License-Identifier: MIT OR Apache-2.0
//! The modes against the vectors, against their definition computed by other crates' ciphers, and in every chunking.

mod definition;
mod vectors;

use std::vec::Vec;

use super::Gost3412;
use crate::primitives::gost3412::{Kuznyechik, Magma, kuznyechik};
use crate::primitives::gost28147;

/// A cipher with the crate that it is held against.
trait Tested: Gost3412 {
    /// The cipher on each instruction set of this machine.
    fn on_every_backend(key: &[u8; 32]) -> Vec<Self>;

    /// One block encrypted by the other crate.
    fn oracle(key: &[u8; 32], block: &mut [u8]);

    /// Half a block.
    fn half(octets: &[u8]) -> Self::HalfBlock;
}

impl Tested for Magma {
    fn on_every_backend(key: &[u8; 32]) -> Vec<Self> {
        let backends = gost28147::Backend::available();
        let with = |backend| Self::with_backend(key, backend);
        backends.into_iter().map(with).collect()
    }

    fn oracle(key: &[u8; 32], block: &mut [u8]) {
        use cipher::{BlockCipherEncrypt, KeyInit};
        magma::Magma::new(key.into()).encrypt_block(block.try_into().unwrap());
    }

    fn half(octets: &[u8]) -> [u8; 4] {
        octets.try_into().unwrap()
    }
}

impl Tested for Kuznyechik {
    fn on_every_backend(key: &[u8; 32]) -> Vec<Self> {
        let backends = kuznyechik::Backend::available();
        let with = |backend| Self::with_backend(key, backend);
        backends.into_iter().map(with).collect()
    }

    fn oracle(key: &[u8; 32], block: &mut [u8]) {
        use cipher::{BlockCipherEncrypt, KeyInit};
        ::kuznyechik::Kuznyechik::new(key.into()).encrypt_block(block.try_into().unwrap());
    }

    fn half(octets: &[u8]) -> [u8; 8] {
        octets.try_into().unwrap()
    }
}
