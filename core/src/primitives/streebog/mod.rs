// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog, the hash function of GOST R 34.11-2012, with 256 and 512 bits of output.
//!
//! Specification: [RFC 6986](https://www.rfc-editor.org/rfc/rfc6986). Messages and digests are octet strings
//! in wire order, as CMS and certificates carry them; RFC 6986 prints them reversed. Any length from 0 on is
//! accepted, whole octets only.
//!
//! The types speak the traits of the crate `digest` (`Update`, `FixedOutput`, `Reset`, `Digest` and so on).
//!
//! **Public and secret data are told apart by type.** [`Streebog256`] and [`Streebog512`] are for what is public:
//! messages whose digest is signed or verified, certificates. They take the fastest backend, which on a processor without
//! vector instructions looks octets of the state up in tables, so that whoever shares the cache may learn of the data.
//! [`SecretStreebog256`] and [`SecretStreebog512`] are for secrets: HMAC keys, derived keys, the shared point of a key
//! agreement, the state of a nonce generator. Their time and their memory accesses depend on lengths only. On vector
//! units one form in registers is both the fastest and constant time, and the types compute the same way.
//!
//! Wiping: state, buffer and working words in memory are wiped when a hasher is dropped. What a moved hasher leaves at
//! its old place is not, nor what a compiler keeps of a compression in registers or spills.

mod backend;
mod constants;
mod hasher;
mod many;

use alloc::vec;
use alloc::vec::Vec;

use digest::consts::{U32, U64};

use super::hash_type::{Public, Secret, hash_type};
use backend::Backend;
use hasher::Hasher;

hash_type! {
    /// Streebog with 256 bits of output: GOST R 34.11-2012, `id-tc26-gost3411-12-256`. For public data.
    ///
    /// The digest has 32 octets, the block 64.
    Streebog256(Hasher<Public, 32>), output: 32 as U32, block: U64
}

hash_type! {
    /// Streebog with 512 bits of output: GOST R 34.11-2012, `id-tc26-gost3411-12-512`. For public data.
    ///
    /// The digest has 64 octets, the block 64.
    Streebog512(Hasher<Public, 64>), output: 64 as U64, block: U64
}

hash_type! {
    /// Streebog with 256 bits of output for secret data: constant time on every backend.
    ///
    /// The digest has 32 octets, the block 64.
    SecretStreebog256(Hasher<Secret, 32>), output: 32 as U32, block: U64
}

hash_type! {
    /// Streebog with 512 bits of output for secret data: constant time on every backend.
    ///
    /// The digest has 64 octets, the block 64.
    SecretStreebog512(Hasher<Secret, 64>), output: 64 as U64, block: U64
}

impl Streebog256 {
    /// Hashes several messages at once, of any lengths; the digests are in the order of the messages.
    ///
    /// With AVX-512 four messages share the registers; elsewhere they are hashed one after the other.
    pub fn digest_many(messages: &[&[u8]]) -> Vec<[u8; 32]> {
        digest_many(Backend::for_public(), messages)
    }
}

impl Streebog512 {
    /// Hashes several messages at once, of any lengths; the digests are in the order of the messages.
    ///
    /// With AVX-512 four messages share the registers; elsewhere they are hashed one after the other.
    pub fn digest_many(messages: &[&[u8]]) -> Vec<[u8; 64]> {
        digest_many(Backend::for_public(), messages)
    }
}

fn digest_many<const OCTETS: usize>(backend: Backend, messages: &[&[u8]]) -> Vec<[u8; OCTETS]> {
    let mut digests = vec![[0u8; OCTETS]; messages.len()];
    backend.hash_many(&hasher::initial(OCTETS), messages, |number, h| {
        hasher::write(h, &mut digests[number]);
    });
    digests
}

#[cfg(test)]
mod tests;
