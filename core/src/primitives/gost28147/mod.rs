// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST 28147-89: the block cipher, CFB, CNT and CBC with CryptoPro key meshing, MAC and key wrap.
//!
//! Specification: [RFC 5830](https://www.rfc-editor.org/rfc/rfc5830), modes and wrap from
//! [RFC 4357](https://www.rfc-editor.org/rfc/rfc4357). Magma is another cipher to
//! this crate: it is in `gost3412`.
//!
//! | file | holds |
//! |---|---|
//! | `block` | key, block, simple substitution (ECB) |
//! | `sbox` | the S-boxes that have names |
//! | `cfb` | CFB, any chunking |
//! | `cnt` | CNT, the counter mode |
//! | `cbc` | CBC |
//! | `key_meshing` | the change of key after every 1024 octets |
//! | `mac` | imitovstavka |
//! | `key_wrap` | plain and CryptoPro wrap, KEK diversification |
//! | `traits` | the traits of the crate `cipher` |
//! | `backend` | the instruction sets, behind one narrow seam |
//!
//! Own code rather than the crate `magma`, which indexes tables of 256 octets by secrets, has the other octet
//! order and no 16-round MAC. Here no table is indexed by a secret and no branch depends on one.

mod backend;
mod block;
mod cbc;
mod cfb;
mod cnt;
mod key_meshing;
mod key_wrap;
mod mac;
pub mod sbox;
mod traits;

#[cfg(test)]
pub(crate) use backend::Backend;
pub use block::Gost28147;
pub(crate) use block::xor;
pub use cbc::{CbcDecryptor, CbcEncryptor};
pub use cfb::{CfbDecryptor, CfbEncryptor};
pub use cnt::Cnt;
pub use key_wrap::{unwrap_cryptopro, unwrap_none, wrap_cryptopro, wrap_none};
pub use mac::Gost28147Mac;
pub use sbox::Sbox;
pub(crate) use traits::block_cipher_traits;

#[cfg(test)]
mod tests;
