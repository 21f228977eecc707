// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private keys: an integer d of 1..q-1, held where it is wiped, used in constant time.
//!
//! Octets: little-endian, 32 or 64, as in PKCS#8 of CryptoPro. Masked keys are those of R 50.1.112-2016 (RFC 9548):
//! k | M1 | .. | Ms with d = k M1 .. Ms mod q. Refused: 0, and q or more, for d and for each part of a masked key. Not
//! here: the encodings of PKCS#8 and of containers, which are in `formats`, and hashing.
//!
//! The signature is [RFC 7091, section 6.1](https://www.rfc-editor.org/rfc/rfc7091#section-6.1), the nonce that of
//! `nonce.rs`.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::nonce::Nonces;
use super::{KeyAlgorithm, KeyError, ParamSet, PublicKey, Signature};
use crate::ct::Zeroizing;
use crate::primitives::curve::MAX_OCTETS;
use crate::primitives::curve::erased::SecretScalar;

/// How often a random source may give an integer out of range. On the curve that suits least (CryptoPro-C, q about
/// 0.61 * 2^256) a good source fails so often with a probability of 2^-340.
const MAX_DRAWS: usize = 256;

/// A private key: an integer 0 < d < q of a parameter set.
///
/// It cannot be cloned, prints no secret and is wiped when dropped.
pub struct PrivateKey {
    secret: Box<dyn SecretScalar>,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads the integer d, little-endian, 32 or 64 octets.
    pub fn from_bytes_le(
        algorithm: KeyAlgorithm,
        params: ParamSet,
        d: &[u8],
    ) -> Result<Self, KeyError> {
        if algorithm.octets() != params.octets() {
            return Err(KeyError::AlgorithmMismatch);
        }
        if d.len() != params.octets() {
            return Err(KeyError::Length);
        }
        Self::from_parts(algorithm, params, d)
    }

    /// Reads a masked key k | M1 | .. | Ms (R 50.1.112): d = k*M1*..*Ms mod q, each part little-endian.
    ///
    /// Each part has 32 or 64 octets and is in 1..q-1. k alone is allowed.
    pub fn from_masked_bytes_le(
        algorithm: KeyAlgorithm,
        params: ParamSet,
        parts: &[u8],
    ) -> Result<Self, KeyError> {
        if algorithm.octets() != params.octets() {
            return Err(KeyError::AlgorithmMismatch);
        }
        if parts.is_empty() || !parts.len().is_multiple_of(params.octets()) {
            return Err(KeyError::Length);
        }
        Self::from_parts(algorithm, params, parts)
    }

    /// Draws a new key.
    pub fn generate<R: rand_core::TryCryptoRng + ?Sized>(
        algorithm: KeyAlgorithm,
        params: ParamSet,
        rng: &mut R,
    ) -> Result<Self, KeyError> {
        if algorithm.octets() != params.octets() {
            return Err(KeyError::AlgorithmMismatch);
        }
        let mut buffer = Zeroizing::new([0; MAX_OCTETS]);
        let d = &mut buffer[..params.octets()];
        let surplus = 8 * d.len() - params.curve().order_bits();
        for _ in 0..MAX_DRAWS {
            rng.try_fill_bytes(d).map_err(|_| KeyError::Entropy)?;
            if let Some(top) = d.last_mut() {
                *top >>= surplus;
            }
            match Self::from_parts(algorithm, params, d) {
                Err(KeyError::ScalarOutOfRange) => {}
                result => return result,
            }
        }
        Err(KeyError::Entropy)
    }

    /// The product of the parts. The lengths are right.
    fn from_parts(
        algorithm: KeyAlgorithm,
        params: ParamSet,
        parts: &[u8],
    ) -> Result<Self, KeyError> {
        let secret = params
            .curve()
            .import_secret(parts)
            .ok_or(KeyError::ScalarOutOfRange)?;
        let public = PublicKey::from_point(algorithm, params, secret.public());
        Ok(Self { secret, public })
    }

    /// The integer d, little-endian.
    pub fn to_bytes_le(&self) -> Zeroizing<Vec<u8>> {
        let mut d = Zeroizing::new(alloc::vec![0; self.param_set().octets()]);
        self.secret.write_bytes_le(&mut d);
        d
    }

    /// The algorithm.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.public.algorithm()
    }

    /// The parameter set.
    pub fn param_set(&self) -> ParamSet {
        self.public.param_set()
    }

    /// The public key d*P (computed once).
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a digest (octets as the hash function outputs them). `additional` = 32 fresh random octets where there are any.
    ///
    /// The digest has 32 or 64 octets, as the key. Without `additional` the same key and digest give the same
    /// signature.
    pub fn sign_digest(
        &self,
        digest: &[u8],
        additional: Option<&[u8; 32]>,
    ) -> Result<Signature, KeyError> {
        let params = self.param_set();
        let octets = params.octets();
        if digest.len() != octets {
            return Err(KeyError::Length);
        }
        let curve = params.curve();
        let mut e_buffer = [0; MAX_OCTETS];
        let e = &mut e_buffer[..octets];
        curve.digest_scalar(digest, e);

        let d = self.to_bytes_le();
        let d_be: Zeroizing<Vec<u8>> = Zeroizing::new(d.iter().rev().copied().collect());
        let e_be: Vec<u8> = e.iter().rev().copied().collect();
        let random = additional.map_or(&[][..], |random| &random[..]);
        let mut nonces = Nonces::new(
            curve.order_bits(),
            &d_be,
            &e_be,
            [params.nonce_domain(), random],
        );

        let mut signature = Signature::zero(octets);
        let (r, s) = signature.parts_mut();
        loop {
            let k = nonces.next_bytes_le();
            if self.secret.sign(e, &k[..octets], r, s) {
                return Ok(signature);
            }
        }
    }

    pub(super) fn secret(&self) -> &dyn SecretScalar {
        &*self.secret
    }
}

/// Prints algorithm and parameter set only.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("algorithm", &self.algorithm())
            .field("param_set", &self.param_set())
            .finish_non_exhaustive()
    }
}
