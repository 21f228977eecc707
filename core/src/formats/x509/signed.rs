// SPDX-License-Identifier: MIT OR Apache-2.0
//! The signed shell that certificates, certificate requests and CRLs have in common ([RFC 5280, section 4.1]).
//!
//! ```text
//! SIGNED ::= SEQUENCE { toBeSigned ANY, algorithm AlgorithmIdentifier, signature BIT STRING }
//! ```
//!
//! The signature is s | r, each big-endian, over the digest of toBeSigned as it stands in the input
//! ([RFC 9215, section 2]). Parameters of the algorithm must be absent; NULL is accepted, since peers write it.
//!
//! [RFC 5280, section 4.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
//! [RFC 9215, section 2]: https://www.rfc-editor.org/rfc/rfc9215#section-2

use core::fmt;

use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv};
use crate::formats::spki::whole_octets;
use crate::formats::{DigestAlgorithm, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::{InvalidSignature, KeyAlgorithm, PublicKey, Signature, SignatureOrder};

/// Why the signature of a certificate does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The signature algorithm is one of another key type than the issuer's key.
    AlgorithmMismatch,
    /// The signature does not verify, or has a wrong length.
    Invalid,
    /// The signature algorithm is not supported (GOST R 34.10-94, RSA, …).
    UnsupportedAlgorithm(Oid),
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMismatch => {
                f.write_str("signature algorithm does not fit the issuer's key")
            }
            Self::Invalid => f.write_str("signature does not verify"),
            Self::UnsupportedAlgorithm(oid) => write!(f, "unsupported signature algorithm {oid}"),
        }
    }
}

impl core::error::Error for SignatureError {}

/// The three parts of a signed structure, borrowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    /// What is signed.
    pub(crate) tbs: Tlv<'a>,
    /// The signature algorithm.
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    /// The BIT STRING of the signature; it holds whole octets.
    pub(crate) signature: Tlv<'a>,
}

impl<'a> Signed<'a> {
    /// Splits a DER structure that nothing may follow.
    pub(crate) fn from_der(der: &'a [u8], what: &'static str) -> Result<Self, ParseError> {
        let tlv = Cursor::single(der, Rules::Der, what)?;
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
        }
        let mut fields = tlv.children(what)?;
        let tbs = fields.expect(Tag::SEQUENCE, what)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields, "signatureAlgorithm")?;
        let signature = fields.expect(Tag::BIT_STRING, "signatureValue")?;
        fields.end(what)?;
        whole_octets(&signature, "signatureValue")?;
        Ok(Self {
            tbs,
            algorithm,
            signature,
        })
    }
}

/// Verifies `signature` (s | r, big-endian) over `tbs` with the hash function that `algorithm` names.
pub(crate) fn verify(
    tbs: &[u8],
    algorithm: Oid,
    signature: &[u8],
    issuer: &PublicKey,
) -> Result<(), SignatureError> {
    verify_by(
        tbs,
        algorithm,
        signature,
        issuer.algorithm(),
        |digest, signature| issuer.verify_digest(digest, signature),
    )
}

/// As [`verify`], with a key of `key_algorithm` in whatever form the caller has it.
pub(crate) fn verify_by(
    tbs: &[u8],
    algorithm: Oid,
    signature: &[u8],
    key_algorithm: KeyAlgorithm,
    verify: impl FnOnce(&[u8], &Signature) -> Result<(), InvalidSignature>,
) -> Result<(), SignatureError> {
    let named = oid::signature_algorithm(algorithm)
        .ok_or(SignatureError::UnsupportedAlgorithm(algorithm))?;
    if named != key_algorithm {
        return Err(SignatureError::AlgorithmMismatch);
    }
    let signature = Signature::from_bytes(SignatureOrder::SrBe, signature)
        .map_err(|_| SignatureError::Invalid)?;
    let digest = DigestAlgorithm::of_key(named).digest(tbs);
    verify(&digest, &signature).map_err(|_| SignatureError::Invalid)
}
