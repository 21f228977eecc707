// SPDX-License-Identifier: MIT OR Apache-2.0
//! Many signatures in one call.
//!
//! A batch is single verifications side by side and never a combination of them: each verdict is exactly that of
//! [`PublicKey::verify_digest`], whatever else is in the batch. What is shared is time. On processors with AVX-512 IFMA
//! eight signatures on one curve are verified at once, where the curve is one of CryptoPro-A, CryptoPro-B, 256-A, 512-A and
//! 512-C under any of their names; on the others, and on other processors, only the inversions are shared.
//!
//! Verification is in variable time: everything in a batch is public.

use alloc::vec::Vec;

use super::{InvalidSignature, PreparedKey, PublicKey, Signature};
use crate::primitives::curve::erased;

/// The key of a signature in a batch.
#[derive(Clone, Copy, Debug)]
pub enum BatchKey<'a> {
    /// A key as it is.
    Plain(&'a PublicKey),
    /// A key with tables.
    Prepared(&'a PreparedKey),
}

impl<'a> BatchKey<'a> {
    /// The key.
    pub fn public_key(self) -> &'a PublicKey {
        match self {
            Self::Plain(key) => key,
            Self::Prepared(key) => key.public_key(),
        }
    }
}

impl<'a> From<&'a PublicKey> for BatchKey<'a> {
    fn from(key: &'a PublicKey) -> Self {
        Self::Plain(key)
    }
}

impl<'a> From<&'a PreparedKey> for BatchKey<'a> {
    fn from(key: &'a PreparedKey) -> Self {
        Self::Prepared(key)
    }
}

/// A signature to verify, with its key and its digest.
#[derive(Clone, Copy, Debug)]
pub struct BatchItem<'a> {
    key: BatchKey<'a>,
    digest: &'a [u8],
    signature: &'a Signature,
}

impl<'a> BatchItem<'a> {
    /// Joins what [`PublicKey::verify_digest`] takes.
    pub fn new(key: impl Into<BatchKey<'a>>, digest: &'a [u8], signature: &'a Signature) -> Self {
        Self {
            key: key.into(),
            digest,
            signature,
        }
    }
}

/// Verifies each signature; the verdicts stand in the order of `items`.
///
/// Keys, plain and prepared, may be on any curves; each item's verdict is that of `verify_digest` of its key. Most is
/// gained where many items share a curve and a kind of key.
pub fn verify_batch(items: &[BatchItem<'_>]) -> Vec<Result<(), InvalidSignature>> {
    let mut verdicts = alloc::vec![Err(InvalidSignature); items.len()];
    // There are nine curves: each pass takes the items of one.
    let mut left: Vec<usize> = (0..items.len()).collect();
    while let Some(&first) = left.first() {
        let set = items[first].key.public_key().param_set();
        let (group, others) = left
            .into_iter()
            .partition(|&i| items[i].key.public_key().param_set().same_curve(set));
        left = others;
        let group: Vec<usize> = group;
        let erased: Vec<_> = group.iter().map(|&i| erase(&items[i])).collect();
        let good = set.curve().verify_batch_vartime(&erased);
        for (&i, good) in group.iter().zip(good) {
            if good {
                verdicts[i] = Ok(());
            }
        }
    }
    verdicts
}

fn erase<'a>(item: &BatchItem<'a>) -> erased::BatchItem<'a> {
    erased::BatchItem {
        key: match item.key {
            BatchKey::Plain(key) => erased::BatchKey::Plain(key.point()),
            BatchKey::Prepared(key) => match key.table() {
                Some(table) => erased::BatchKey::Prepared(table),
                None => erased::BatchKey::Plain(key.public_key().point()),
            },
        },
        digest: item.digest,
        r: item.signature.r_bytes_le(),
        s: item.signature.s_bytes_le(),
    }
}
