// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signature values: the two integers r and s, and the four orders in which they are found.
//!
//! [RFC 4490, section 3](https://www.rfc-editor.org/rfc/rfc4490#section-3) and
//! [RFC 9215, section 2](https://www.rfc-editor.org/rfc/rfc9215#section-2) write s | r, both big-endian: that is the
//! default, and what the traits of the crate `signature` read and write. CryptoPro CSP hands out the whole reversed.
//! There is no ASN.1 inside a signature value.
//!
//! A value of 64 or 128 octets is accepted here whatever it says; whether r and s lie in 1..q-1 is judged when the
//! signature is verified. Any other length is refused: leading zeros are never left out.

use alloc::vec::Vec;
use core::fmt;

use super::{KeyError, PreparedKey, PrivateKey, PublicKey};
use crate::primitives::curve::MAX_OCTETS;

/// The order of the two integers of a signature and of their octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureOrder {
    /// s | r, each big-endian: X.509, CMS, ESIA (RFC 4490 section 3).
    #[default]
    SrBe,
    /// r | s, each big-endian.
    RsBe,
    /// r | s, each little-endian: the raw value of CryptoPro CSP.
    RsLe,
    /// s | r, each little-endian.
    SrLe,
}

impl SignatureOrder {
    /// Whether s comes first, and whether the integers are big-endian.
    const fn parts(self) -> (bool, bool) {
        match self {
            Self::SrBe => (true, true),
            Self::RsBe => (false, true),
            Self::RsLe => (false, false),
            Self::SrLe => (true, false),
        }
    }
}

/// The signature does not verify. Nothing more is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSignature;

impl InvalidSignature {
    /// The verdict on a signature that is good or not.
    pub(super) fn unless(good: bool) -> Result<(), Self> {
        if good { Ok(()) } else { Err(Self) }
    }
}

impl fmt::Display for InvalidSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid signature")
    }
}

impl core::error::Error for InvalidSignature {}

/// A signature: the integers r and s, 64 or 128 octets together.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// Octets of r and of s: 32 or 64.
    octets: usize,
    /// Little-endian, zero after the first `octets`.
    r: [u8; MAX_OCTETS],
    s: [u8; MAX_OCTETS],
}

impl Signature {
    /// Reads 64 or 128 octets. Any other length is refused; the range of r and s is judged when verifying.
    pub fn from_bytes(order: SignatureOrder, bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() != 64 && bytes.len() != 128 {
            return Err(KeyError::Length);
        }
        let mut signature = Self::zero(bytes.len() / 2);
        let (first, second) = bytes.split_at(bytes.len() / 2);
        let (s_first, big_endian) = order.parts();
        let (r, s) = if s_first {
            (second, first)
        } else {
            (first, second)
        };
        copy(&mut signature.r, r, big_endian);
        copy(&mut signature.s, s, big_endian);
        Ok(signature)
    }

    /// Writes 64 or 128 octets.
    pub fn to_bytes(&self, order: SignatureOrder) -> Vec<u8> {
        let mut bytes = alloc::vec![0; 2 * self.octets];
        let (first, second) = bytes.split_at_mut(self.octets);
        let (s_first, big_endian) = order.parts();
        let (r, s) = if s_first {
            (second, first)
        } else {
            (first, second)
        };
        copy(r, self.r_bytes_le(), big_endian);
        copy(s, self.s_bytes_le(), big_endian);
        bytes
    }

    /// A signature to be filled, of integers of 32 or 64 octets.
    pub(super) fn zero(octets: usize) -> Self {
        Self {
            octets,
            r: [0; MAX_OCTETS],
            s: [0; MAX_OCTETS],
        }
    }

    /// r.
    pub(super) fn r_bytes_le(&self) -> &[u8] {
        &self.r[..self.octets]
    }

    /// s.
    pub(super) fn s_bytes_le(&self) -> &[u8] {
        &self.s[..self.octets]
    }

    /// r and s.
    pub(super) fn parts_mut(&mut self) -> (&mut [u8], &mut [u8]) {
        (&mut self.r[..self.octets], &mut self.s[..self.octets])
    }
}

/// Copies an integer, reversing its octets when one side is big-endian and the other is not.
fn copy(to: &mut [u8], from: &[u8], reverse: bool) {
    let to = to.iter_mut().zip(0..from.len());
    for (octet, i) in to {
        *octet = from[if reverse { from.len() - 1 - i } else { i }];
    }
}

/// Prints the octets s | r, big-endian.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        for octet in self.to_bytes(SignatureOrder::SrBe) {
            write!(f, "{octet:02x}")?;
        }
        f.write_str(")")
    }
}

/// Reads s | r, big-endian.
impl TryFrom<&[u8]> for Signature {
    type Error = KeyError;

    fn try_from(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::from_bytes(SignatureOrder::SrBe, bytes)
    }
}

/// Writes s | r, big-endian.
impl From<Signature> for Vec<u8> {
    fn from(signature: Signature) -> Self {
        signature.to_bytes(SignatureOrder::SrBe)
    }
}

/// s | r, big-endian.
impl ::signature::SignatureEncoding for Signature {
    type Repr = Vec<u8>;
}

/// The joint for whatever holds a signing key: software, a token, a cloud service.
pub trait Signer {
    /// The public key of the signing key.
    fn public_key(&self) -> &PublicKey;

    /// Signs a digest of 32 or 64 octets, as the hash function outputs it.
    fn sign_digest(&self, digest: &[u8]) -> Result<Signature, KeyError>;
}

/// Draws 32 octets from the system for each signature; without the feature `std`, the nonce comes from key and digest.
impl Signer for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        self.public_key()
    }

    #[cfg(feature = "std")]
    fn sign_digest(&self, digest: &[u8]) -> Result<Signature, KeyError> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| KeyError::Entropy)?;
        self.sign_digest(digest, Some(&random))
    }

    #[cfg(not(feature = "std"))]
    fn sign_digest(&self, digest: &[u8]) -> Result<Signature, KeyError> {
        self.sign_digest(digest, None)
    }
}

/// As [`Signer::sign_digest`].
impl ::signature::hazmat::PrehashSigner<Signature> for PrivateKey {
    fn sign_prehash(&self, prehash: &[u8]) -> Result<Signature, ::signature::Error> {
        Signer::sign_digest(self, prehash).map_err(|_| ::signature::Error::new())
    }
}

/// The verdict of a verification under the trait of the crate `signature`.
macro_rules! prehash_verifier {
    ($($key:ident, $doc:literal;)*) => {$(
        #[doc = $doc]
        impl ::signature::hazmat::PrehashVerifier<Signature> for $key {
            fn verify_prehash(
                &self,
                prehash: &[u8],
                signature: &Signature,
            ) -> Result<(), ::signature::Error> {
                self.verify_digest(prehash, signature)
                    .map_err(|_| ::signature::Error::new())
            }
        }
    )*};
}

prehash_verifier! {
    PublicKey, "As [`PublicKey::verify_digest`].";
    PreparedKey, "As [`PreparedKey::verify_digest`].";
}
