// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ciphers of GOST R 34.12-2015 and their modes of GOST R 34.13-2015.
//!
//! | file | holds |
//! |---|---|
//! | `magma` | Magma: blocks (ECB) and CTR |
//!
//! Kuznyechik and the modes with ACPKM are not here yet.

mod magma;

pub use magma::{Magma, MagmaCtr};

#[cfg(test)]
mod tests;
