// SPDX-License-Identifier: MIT OR Apache-2.0
//! Public keys with a table of their multiples, for signers whose signatures come again and again.
//!
//! The table holds the multiples of the key for each window of a scalar, so that a verification is a sum of table
//! points without doublings and takes about a quarter of the time (a third on 512 bits). It takes 256 KiB (keys of
//! 256 bits, windows of 8 bits) or 344 KiB (512 bits, windows of 6), half as much again on 256-A and 512-C. Making it
//! costs as much as 10 to 25 plain verifications and so pays from the 35th signature on. The first prepared key of a
//! curve makes the table of its base point too, which stays.
//!
//! Verdicts are those of [`PublicKey::verify_digest`].

use alloc::sync::Arc;
use core::fmt;

use super::{InvalidSignature, PublicKey, Signature};
use crate::primitives::curve::erased::PreparedPoint;

/// A public key with tables for fast verification. A clone shares them.
#[derive(Clone)]
pub struct PreparedKey {
    key: PublicKey,
    table: Arc<dyn PreparedPoint>,
}

impl PreparedKey {
    pub(super) fn new(key: PublicKey) -> Self {
        let table = key.point().prepare();
        Self { key, table }
    }

    /// The key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// As [`PublicKey::verify_digest`].
    pub fn verify_digest(
        &self,
        digest: &[u8],
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let (r, s) = (signature.r_bytes_le(), signature.s_bytes_le());
        if self.table.verify_vartime(digest, r, s) {
            Ok(())
        } else {
            Err(InvalidSignature)
        }
    }
}

/// Prints the key.
impl fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PreparedKey").field(&self.key).finish()
    }
}
