// SPDX-License-Identifier: MIT OR Apache-2.0
//! Public keys with a table of their multiples, for signers whose signatures come again and again.
//!
//! The table holds the multiples of the key for windows of a scalar. With a table for every window a verification is a
//! sum of table points without doublings; in a smaller budget some windows have none, and a few doublings take their
//! place. The first prepared key of a curve makes the table of its base point too, of 640 KiB at most, which stays.
//!
//! Verdicts are those of [`PublicKey::verify_digest`].

use alloc::sync::Arc;
use core::fmt;

use super::{InvalidSignature, PublicKey, Signature};
use crate::primitives::curve::erased::PreparedPoint;

/// A public key with tables for fast verification. A clone shares them.
///
/// | budget | CryptoPro-A: table | a verification takes | pays from use | 512-A: table | a verification takes | pays from use |
/// |---|---|---|---|---|---|---|
/// | none | none | 1 | | none | 1 | |
/// | 16 KiB | 13 KiB | 0.34 | 3 | 16 KiB | 0.42 | 2 |
/// | 64 KiB | 44 KiB | 0.29 | 7 | 60 KiB | 0.35 | 4 |
/// | 256 KiB | 256 KiB | 0.23 | 33 | 256 KiB | 0.30 | 11 |
///
/// Times are in parts of an unprepared verification, measured on a Zen 4; "pays from" counts the making of the table.
#[derive(Clone)]
pub struct PreparedKey {
    key: PublicKey,
    /// `None` when the budget is too small for a table.
    table: Option<Arc<dyn PreparedPoint>>,
}

impl PreparedKey {
    /// The octets that [`PublicKey::prepare`] takes at most: 256 KiB.
    pub const DEFAULT_BUDGET: usize = 256 << 10;

    pub(super) fn new(key: PublicKey, budget: usize) -> Self {
        let table = key.point().prepare(budget);
        Self { key, table }
    }

    /// The key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The table, where there is one.
    pub(super) fn table(&self) -> Option<&dyn PreparedPoint> {
        self.table.as_deref()
    }

    /// Octets that the table takes.
    pub fn table_octets(&self) -> usize {
        self.table.as_ref().map_or(0, |table| table.octets())
    }

    /// As [`PublicKey::verify_digest`].
    pub fn verify_digest(
        &self,
        digest: &[u8],
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let Some(table) = &self.table else {
            return self.key.verify_digest(digest, signature);
        };
        let (r, s) = (signature.r_bytes_le(), signature.s_bytes_le());
        InvalidSignature::unless(table.verify_vartime(digest, r, s))
    }
}

/// Prints the key.
impl fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PreparedKey").field(&self.key).finish()
    }
}
