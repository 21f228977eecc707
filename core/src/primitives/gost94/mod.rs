// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94, the hash function of GOST R 34.10-2001 signatures.
//!
//! Specification: [RFC 5831](https://www.rfc-editor.org/rfc/rfc5831), S-boxes from
//! [RFC 4357, section 11.2](https://www.rfc-editor.org/rfc/rfc4357#section-11.2). The initial vector is zero.
//! Digests are octets in wire order, as CMS and certificates carry them; the standard prints them reversed. Any
//! length from 0 on is accepted, whole octets only. The digest of the empty string is that of RFC 5831
//! (`981e5f3c…` with the CryptoPro S-boxes).
//!
//! The algorithm is kept to verify and decrypt what exists. Nothing new is signed with it.
//!
//! **Public and secret data are told apart by type.** [`Gost94CryptoPro`] and [`Gost94Test`] are for what is public:
//! messages, certificates. They take the fastest backend, which on a processor without vector instructions looks octets of
//! the state up in tables. [`SecretGost94CryptoPro`] is for secrets: HMAC keys, the shared point of VKO. Its time
//! and memory accesses depend on lengths only. On vector units one form in registers is both the fastest and
//! constant time.
//!
//! Wiping: state, buffer and working words in memory are wiped when a hasher is dropped. What a moved hasher leaves at
//! its old place is not, nor what a compiler keeps of a step in registers or spills.

mod backend;
mod boxes;
mod hasher;
mod step;

use digest::consts::U32;

use super::hash_type::{Public, Secret, hash_type};
use hasher::{CryptoPro, Hasher, Test};

hash_type! {
    /// GOST R 34.11-94 with the S-boxes `id-GostR3411-94-CryptoProParamSet`: what certificates and CMS use. For public
    /// data.
    ///
    /// The digest has 32 octets, the block 32.
    Gost94CryptoPro(Hasher<Public, CryptoPro>), output: 32 as U32, block: U32
}

hash_type! {
    /// GOST R 34.11-94 with the S-boxes `id-GostR3411-94-TestParamSet`: the examples of the standard. For public data.
    ///
    /// The digest has 32 octets, the block 32.
    Gost94Test(Hasher<Public, Test>), output: 32 as U32, block: U32
}

hash_type! {
    /// GOST R 34.11-94 with the S-boxes `id-GostR3411-94-CryptoProParamSet` for secret data: constant time on every
    /// backend.
    ///
    /// The digest has 32 octets, the block 32.
    SecretGost94CryptoPro(Hasher<Secret, CryptoPro>), output: 32 as U32, block: U32
}

#[cfg(test)]
mod tests;
