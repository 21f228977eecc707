// SPDX-License-Identifier: MIT OR Apache-2.0
//! Constant-time comparison and selection, and the wiping of secrets.
//!
//! Everything secret in the crate is compared through [`eq`] and wiped through [`zeroize`].

pub(crate) use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
pub(crate) use zeroize::{Zeroize, Zeroizing};

/// Compares two octet strings in a time that depends on their lengths only.
///
/// Strings of different lengths are unequal.
pub(crate) fn eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
