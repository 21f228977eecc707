// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST 28147-89: the block cipher, CFB with CryptoPro key meshing, MAC and key wrap.
//!
//! Specification: [RFC 5830](https://www.rfc-editor.org/rfc/rfc5830), modes and wrap from
//! [RFC 4357](https://www.rfc-editor.org/rfc/rfc4357). The modes CNT and CBC are not here yet. Magma is another cipher to
//! this crate (see `block`).
//!
//! | file | holds |
//! |---|---|
//! | `block` | key, block, simple substitution (ECB) |
//! | `sbox` | the S-boxes that have names |
//! | `cfb` | CFB, any chunking |
//! | `key_meshing` | the change of key after every 1024 octets |
//! | `mac` | imitovstavka |
//! | `key_wrap` | plain and CryptoPro wrap, KEK diversification |
//! | `backend` | the instruction sets, behind one narrow seam |
//!
//! Own code rather than the crate `magma`, which indexes tables of 256 octets by secrets, has the other octet
//! order and no 16-round MAC. Here no table is indexed by a secret and no branch depends on one.

mod backend;
mod block;
mod cfb;
mod key_meshing;
mod key_wrap;
mod mac;
pub mod sbox;

pub use block::Gost28147;
pub use cfb::{CfbDecryptor, CfbEncryptor};
pub use key_wrap::{unwrap_cryptopro, unwrap_none, wrap_cryptopro, wrap_none};
pub use mac::Gost28147Mac;
pub use sbox::Sbox;

#[cfg(test)]
mod tests;
