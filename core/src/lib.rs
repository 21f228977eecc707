// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal` opens, verifies, seals and signs what Russian e-services send in GOST cryptography.
//!
//! The modules below are named by what a user wants. Inside, the crate is built in floors, each of which
//! knows only those under it: `protocols` (decisions), `formats` (bytes and structures), `keys`,
//! `primitives` (bytes in, bytes out). `ARCHITECTURE.md` says where everything is.
//!
//! The crate has no network, no threads and no global state. It is not a certified cryptographic
//! protection tool (СКЗИ).
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod cpu;
mod ct;
mod error;
mod formats;
pub mod keys;
mod primitives;
mod protocols;
#[cfg(test)]
mod testutil;

pub use error::{Error, ErrorCode};
pub use formats::armor;
pub use formats::x509::Certificate;
pub use formats::{
    DigestAlgorithm, Encoded, FormatError, InvalidTime, Label, Oid, ParseError, ParseErrorKind,
    UnixTime, decode_any,
};
pub use protocols::{
    docflow, envelope, inspect, issue, jose, layers, lint, signed, trust, userinfo,
};

/// Hash functions, which implement the traits of the crate [`digest`], and HMAC on each.
///
/// `Secret…` types are for data that nobody may learn of: their time and memory accesses depend on lengths only. The
/// others are for messages, certificates and whatever else is public. HMAC is for secrets always.
pub mod hash {
    pub use crate::primitives::gost94::{Gost94CryptoPro, Gost94Test, SecretGost94CryptoPro};
    pub use crate::primitives::hmac::{HmacGost94, HmacStreebog256, HmacStreebog512};
    pub use crate::primitives::streebog::{
        SecretStreebog256, SecretStreebog512, Streebog256, Streebog512,
    };
    pub use digest::{self, Digest};
}

/// GOST 28147-89, Magma, Kuznyechik and their modes: sharp tools. Whole messages are opened by [`envelope`].
///
/// Block ciphers and stream modes implement the traits of the crate `cipher`, MGM those of [`aead`], OMAC those of
/// `digest`.
pub mod cipher {
    pub use crate::primitives::gost3412::{Kuznyechik, Magma};
    pub use crate::primitives::gost3413::{
        Ctr, CtrAcpkm, CtrAcpkmOmacDecryptor, CtrAcpkmOmacEncryptor, Gost3412, InvalidMac,
        InvalidSection, MessageTooLong, Mgm, MgmError, Omac, OmacAcpkm,
    };
    pub use crate::primitives::gost28147::{
        CbcDecryptor, CbcEncryptor, CfbDecryptor, CfbEncryptor, Cnt, Gost28147, Gost28147Mac, Sbox,
        sbox, unwrap_cryptopro, unwrap_none, wrap_cryptopro, wrap_none,
    };
    pub use crate::primitives::kexp15::{kexp15, kimp15};
    pub use aead;

    /// CBC, CFB and OFB of GOST R 34.13-2015 with Magma and Kuznyechik. None of them is authenticated.
    pub mod feedback {
        pub use crate::primitives::gost3413::{
            CbcDecryptor, CbcEncryptor, CfbDecryptor, CfbEncryptor, InvalidIv, Ofb,
        };
    }
}

/// Key derivation.
pub mod kdf {
    pub use crate::primitives::kdf::{
        KdfError, kdf_gostr3411_2012_256, kdf_tree_gostr3411_2012_256,
    };
}

/// The Rust example of README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
