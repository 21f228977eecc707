// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ciphers of GOST R 34.12-2015.
//!
//! | file | holds |
//! |---|---|
//! | `kuznyechik` | Kuznyechik: blocks (ECB) |
//! | `magma` | Magma: blocks (ECB) |
//!
//! The modes for both are in `gost3413`.

pub(crate) mod kuznyechik;
mod magma;

pub use kuznyechik::Kuznyechik;
pub use magma::Magma;

#[cfg(test)]
mod tests;
