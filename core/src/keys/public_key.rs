// SPDX-License-Identifier: MIT OR Apache-2.0
//! Public keys: a checked point under the names that the key was found with.
//!
//! Octets: x | y, each little-endian, as in the OCTET STRING of
//! [RFC 4491, section 2.3.2](https://www.rfc-editor.org/rfc/rfc4491#section-2.3.2) and
//! [RFC 9215, section 4](https://www.rfc-editor.org/rfc/rfc9215#section-4). Refused: any other length, coordinates of p
//! and more, points off the curve, and on the curves of cofactor 4 (256-A, 512-C) points outside the subgroup of order
//! q, with which anybody could make signatures. Not here: SPKI and certificates, which are in `formats`.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::{InvalidSignature, KeyAlgorithm, KeyError, ParamSet, PreparedKey, Signature};
use crate::primitives::curve::erased::PublicPoint;

/// A checked public key: on its curve, in the subgroup of order q.
///
/// Two keys are equal when algorithm, parameter set and point are: the same point under another name is another key.
/// A clone shares the point.
#[derive(Clone)]
pub struct PublicKey {
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
    point: Arc<dyn PublicPoint>,
}

impl PublicKey {
    /// Reads x | y, each little-endian (RFC 4491 2.3.2), 64 or 128 octets, and checks the point.
    pub fn from_bytes_le(
        algorithm: KeyAlgorithm,
        params: ParamSet,
        xy: &[u8],
    ) -> Result<Self, KeyError> {
        if algorithm.octets() != params.octets() {
            return Err(KeyError::AlgorithmMismatch);
        }
        let point = params.curve().import_public(xy)?;
        Ok(Self {
            algorithm,
            param_set: params,
            point,
        })
    }

    /// Takes a point of the parameter set's curve that needs no check.
    pub(super) fn from_point(
        algorithm: KeyAlgorithm,
        param_set: ParamSet,
        point: Arc<dyn PublicPoint>,
    ) -> Self {
        Self {
            algorithm,
            param_set,
            point,
        }
    }

    /// x | y, each little-endian.
    pub fn to_bytes_le(&self) -> Vec<u8> {
        self.point.xy().to_vec()
    }

    /// The algorithm.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The parameter set.
    pub fn param_set(&self) -> ParamSet {
        self.param_set
    }

    /// Verifies a signature of a digest (octets as the hash function outputs them). Variable time.
    ///
    /// The digest has 32 or 64 octets, as the key; one of another length does not verify.
    pub fn verify_digest(
        &self,
        digest: &[u8],
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        let (r, s) = (signature.r_bytes_le(), signature.s_bytes_le());
        InvalidSignature::unless(self.point.verify_vartime(digest, r, s))
    }

    /// Prepares the key for many verifications, with a table of [`PreparedKey::DEFAULT_BUDGET`] octets at most.
    pub fn prepare(&self) -> PreparedKey {
        self.prepare_within(PreparedKey::DEFAULT_BUDGET)
    }

    /// Prepares the key for many verifications, with the fastest table of so many octets at most.
    ///
    /// See [`PreparedKey`] for what the sizes bring. With a budget that is too small for any table the key verifies as
    /// an unprepared one does.
    pub fn prepare_within(&self, budget: usize) -> PreparedKey {
        PreparedKey::new(self.clone(), budget)
    }

    pub(super) fn point(&self) -> &dyn PublicPoint {
        &*self.point
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm
            && self.param_set == other.param_set
            && self.point.xy() == other.point.xy()
    }
}

impl Eq for PublicKey {}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.algorithm.hash(state);
        self.param_set.hash(state);
        self.point.xy().hash(state);
    }
}

/// Prints the names and x | y, little-endian.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PublicKey {{ algorithm: {:?}, param_set: {:?}, xy: ",
            self.algorithm, self.param_set
        )?;
        for octet in self.point.xy() {
            write!(f, "{octet:02x}")?;
        }
        f.write_str(" }")
    }
}
