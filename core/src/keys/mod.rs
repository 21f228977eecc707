// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys, signatures and key agreement of GOST R 34.10-2001 and -2012: no ASN.1 here.
//!
//! PEM, PKCS#8, SPKI and certificate constructors are `impl` blocks in `formats`.

mod batch;
mod holder;
mod keg;
mod nonce;
mod param_set;
mod prepared_key;
mod private_key;
mod public_key;
mod signature;
pub(crate) mod vko;
mod wrapped;

#[cfg(test)]
mod tests;

pub use batch::{BatchItem, BatchKey, verify_batch};
pub use holder::{Cek, ContentKey, Decapsulator, UnwrapError};
pub use keg::keg;
pub use param_set::{CipherParamSet, KeyAlgorithm, ParamSet};
pub use prepared_key::PreparedKey;
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use signature::{InvalidSignature, Signature, SignatureOrder, Signer};
pub use wrapped::{Agreement, Gost28147Wrap, KExp15Wrap, KeyWrap, RecipientId, WrappedKey};

use core::fmt;

use crate::primitives::curve::PointError;

/// Why octets make no key, or a key cannot do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The parameter set does not belong to the algorithm (a 512-bit curve under a 256-bit key).
    AlgorithmMismatch,
    /// A coordinate is p or more.
    CoordinateOutOfRange,
    /// The random source failed.
    Entropy,
    /// The key or digest has another length than the parameter set asks for.
    Length,
    /// The point does not satisfy the curve's equation.
    NotOnCurve,
    /// The private key is 0, or q or more.
    ScalarOutOfRange,
    /// The key agreement gives the identity, or the UKM is 0 or has a wrong length.
    Ukm,
    /// The point is the identity or lies outside the subgroup of order q.
    WrongSubgroup,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlgorithmMismatch => "parameter set does not belong to the key's algorithm",
            Self::CoordinateOutOfRange => "public key: coordinate is not below p",
            Self::Entropy => "the random source failed",
            Self::Length => "key or digest of wrong length",
            Self::NotOnCurve => "public key: point is not on the curve",
            Self::ScalarOutOfRange => "private key is not in 1..q-1",
            Self::Ukm => "UKM is zero or of wrong length",
            Self::WrongSubgroup => "public key: point is not in the subgroup of order q",
        })
    }
}

impl core::error::Error for KeyError {}

impl From<PointError> for KeyError {
    fn from(error: PointError) -> Self {
        match error {
            PointError::CoordinateOutOfRange => Self::CoordinateOutOfRange,
            PointError::Length => Self::Length,
            PointError::NotOnCurve => Self::NotOnCurve,
            PointError::WrongSubgroup => Self::WrongSubgroup,
        }
    }
}
