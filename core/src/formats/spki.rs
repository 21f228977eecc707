// SPDX-License-Identifier: MIT OR Apache-2.0
//! SubjectPublicKeyInfo of GOST R 34.10-2001 and -2012 keys, and the parameters that PKCS#8 shares with it.
//!
//! Source: [RFC 4491, section 2.3.2] (2001) and [RFC 9215, section 4] (2012).
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
//!     -- the BIT STRING holds an OCTET STRING: x | y, each little-endian, 64 or 128 octets
//! GostR3410-2001-PublicKeyParameters ::= SEQUENCE {
//!     publicKeyParamSet OBJECT IDENTIFIER, digestParamSet OBJECT IDENTIFIER,
//!     encryptionParamSet OBJECT IDENTIFIER DEFAULT id-Gost28147-89-CryptoPro-A-ParamSet }
//! GostR3410-2012-PublicKeyParameters ::= SEQUENCE {
//!     publicKeyParamSet OBJECT IDENTIFIER, digestParamSet OBJECT IDENTIFIER OPTIONAL }
//! ```
//!
//! Accepted: CryptoPro's key exchange identifiers as the key's algorithm; the 2001 parameter sets (2.35.x, 2.36.x)
//! under the 2012-256 algorithm, with a 34.11-94 digestParamSet beside them, as BouncyCastle writes; a digestParamSet
//! that RFC 9215 wants absent, or the other way round; encryptionParamSet in a 2012 key. Refused: unused bits, octets
//! after the inner OCTET STRING, a key without the inner OCTET STRING, curve parameters spelled out, 34.11-94 beside a
//! parameter set of TC 26, Streebog in a 2001 key. digestParamSet chooses nothing: the hash is the algorithm's.
//! Absent and NULL parameters are those of the issuer, when the caller gives one.
//!
//! The point itself is checked by [`PublicKey::from_bytes_le`].
//!
//! [RFC 4491, section 2.3.2]: https://www.rfc-editor.org/rfc/rfc4491#section-2.3.2
//! [RFC 9215, section 4]: https://www.rfc-editor.org/rfc/rfc9215#section-4

use alloc::string::String;
use alloc::vec::Vec;

use super::algorithm::AlgorithmIdentifier;
use super::ber::{Cursor, Rules, Tag, Tlv};
use super::pem::{self, Label};
use super::text::decode_one;
use super::x509::Certificate;
use super::{FormatError, Oid, ParseError, ParseErrorKind, der_writer, oid};
use crate::keys::{KeyAlgorithm, KeyError, ParamSet, PublicKey};

/// The parameters of a GOST key: identifiers as found, not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyParameters {
    /// The curve.
    pub(crate) param_set: Oid,
    /// The digest, or its substitution boxes for a 2001 key.
    pub(crate) digest: Option<Oid>,
    /// The cipher's substitution boxes.
    pub(crate) cipher: Option<Oid>,
}

impl KeyParameters {
    /// Reads `parameters` of an AlgorithmIdentifier; `None` when they are absent or NULL.
    pub(crate) fn read(
        algorithm: &AlgorithmIdentifier<'_>,
        what: &'static str,
    ) -> Result<Option<Self>, ParseError> {
        let Some(tlv) = algorithm.meaningful_parameters(what)? else {
            return Ok(None);
        };
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
        }
        let mut fields = tlv.children(what)?;
        let param_set = fields.required(what)?.oid(what)?;
        let digest = fields.next(what)?.map(|tlv| tlv.oid(what)).transpose()?;
        let cipher = fields.next(what)?.map(|tlv| tlv.oid(what)).transpose()?;
        fields.end(what)?;
        Ok(Some(Self {
            param_set,
            digest,
            cipher,
        }))
    }

    /// The parameter set, for a key of `algorithm`; a digestParamSet that contradicts it is refused.
    pub(crate) fn resolve(&self, algorithm: KeyAlgorithm) -> Result<ParamSet, FormatError> {
        let param_set = ParamSet::from_oid(self.param_set)
            .ok_or(FormatError::UnsupportedParamSet(self.param_set))?;
        let contradicts = match (algorithm, self.digest) {
            (KeyAlgorithm::Gost2001, Some(digest)) => matches!(
                digest,
                oid::TC26_GOST3411_12_256 | oid::TC26_GOST3411_12_512
            ),
            (
                _,
                Some(oid::GOST_R3411_94_TEST | oid::GOST_R3411_94_CRYPTOPRO | oid::GOST_R3411_94),
            ) => !is_of_2001(param_set),
            _ => false,
        };
        if contradicts {
            return Err(KeyError::AlgorithmMismatch.into());
        }
        Ok(param_set)
    }

    /// The DER of the parameters of a key, with or without digestParamSet.
    pub(crate) fn to_der(
        algorithm: KeyAlgorithm,
        param_set: ParamSet,
        with_digest: bool,
    ) -> Vec<u8> {
        let digest = match algorithm {
            KeyAlgorithm::Gost2001 => oid::GOST_R3411_94_CRYPTOPRO,
            KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => algorithm.digest_oid(),
        };
        let digest = if with_digest {
            digest.to_der()
        } else {
            Vec::new()
        };
        der_writer::element(Tag::SEQUENCE, &[&param_set.oid().to_der(), &digest])
    }
}

/// A SubjectPublicKeyInfo, borrowed: the algorithm and the octets of the key, neither looked at yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubjectPublicKeyInfo<'a> {
    /// The algorithm and its parameters.
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    /// Content of the BIT STRING after the octet that counts unused bits (which is 0).
    pub(crate) key: &'a [u8],
    key_offset: u64,
}

impl<'a> SubjectPublicKeyInfo<'a> {
    /// Reads an element; its tag may be an implicit one.
    pub(crate) fn from_tlv(tlv: &Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        let mut fields = tlv.children(what)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields, what)?;
        let bits = fields.expect(Tag::BIT_STRING, what)?;
        fields.end(what)?;
        let key = whole_octets(&bits, what)?;
        Ok(Self {
            algorithm,
            key,
            key_offset: bits.value_offset() + 1,
        })
    }

    /// Makes the key. `issuer` lends its parameters to a key that has none.
    ///
    /// # Errors
    /// Other algorithms and parameter sets are unsupported; everything else as the module says.
    pub(crate) fn to_public_key(
        self,
        issuer: Option<&PublicKey>,
    ) -> Result<PublicKey, FormatError> {
        const WHAT: &str = "SubjectPublicKeyInfo";
        let (algorithm, _) = oid::key_algorithm(self.algorithm.oid)
            .ok_or(FormatError::UnsupportedAlgorithm(self.algorithm.oid))?;
        let param_set = match KeyParameters::read(&self.algorithm, WHAT)? {
            Some(parameters) => parameters.resolve(algorithm)?,
            None => issuer
                .filter(|issuer| issuer.algorithm() == algorithm)
                .map(PublicKey::param_set)
                .ok_or(FormatError::KeyParametersAbsent)?,
        };
        let mut fields = Cursor::at(self.key, self.key_offset, Rules::Der);
        let point = fields.expect(Tag::OCTET_STRING, WHAT)?;
        fields.end(WHAT)?;
        if point.value.len() != 2 * algorithm.octets() {
            return Err(point.error(ParseErrorKind::FieldLength, WHAT).into());
        }
        Ok(PublicKey::from_bytes_le(algorithm, param_set, point.value)?)
    }
}

/// Content of a BIT STRING that must hold whole octets.
pub(crate) fn whole_octets<'a>(bits: &Tlv<'a>, what: &'static str) -> Result<&'a [u8], ParseError> {
    match bits.value.split_first() {
        Some((0, octets)) => Ok(octets),
        Some(_) => Err(bits.error(ParseErrorKind::Encoding, what)),
        None => Err(bits.error(ParseErrorKind::FieldLength, what)),
    }
}

impl PublicKey {
    /// Reads a DER SubjectPublicKeyInfo and checks the point.
    ///
    /// # Errors
    /// [`FormatError::KeyParametersAbsent`] when the parameters are absent or NULL.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, FormatError> {
        read_spki(der)?.to_public_key(None)
    }

    /// As [`Self::from_spki_der`], with absent parameters taken from the issuer's key of the same algorithm.
    pub fn from_spki_der_with_issuer(der: &[u8], issuer: &Self) -> Result<Self, FormatError> {
        read_spki(der)?.to_public_key(Some(issuer))
    }

    /// Reads the first `PUBLIC KEY` block of a PEM file, or DER, or bare base64.
    pub fn from_spki_pem(text: &[u8]) -> Result<Self, FormatError> {
        Self::from_spki_der(&decode_one(
            text,
            &[Label::PublicKey],
            "SubjectPublicKeyInfo",
        )?)
    }

    /// Reads the key of a certificate (DER, PEM or bare base64). Nothing else of the certificate is judged.
    pub fn from_certificate(pem_or_der: &[u8]) -> Result<Self, FormatError> {
        Certificate::from_pem_or_der(pem_or_der)?.public_key()
    }

    /// The DER SubjectPublicKeyInfo, with the algorithm's general identifier.
    ///
    /// digestParamSet is written as RFC 9215 section 4 asks: with the parameter sets of 2001, and not with those
    /// of 2012. A key that was read from a certificate is not promised the octets it had there.
    pub fn to_spki_der(&self) -> Vec<u8> {
        let with_digest =
            self.algorithm() == KeyAlgorithm::Gost2001 || is_of_2001(self.param_set());
        let parameters = KeyParameters::to_der(self.algorithm(), self.param_set(), with_digest);
        let algorithm = der_writer::element(
            Tag::SEQUENCE,
            &[&self.algorithm().oid().to_der(), &parameters],
        );
        let point = der_writer::element(Tag::OCTET_STRING, &[&self.to_bytes_le()]);
        let key = der_writer::element(Tag::BIT_STRING, &[&[0], &point]);
        der_writer::element(Tag::SEQUENCE, &[&algorithm, &key])
    }

    /// The SubjectPublicKeyInfo as a PEM block `PUBLIC KEY`.
    pub fn to_spki_pem(&self) -> String {
        core::mem::take(&mut *pem::encode("PUBLIC KEY", &self.to_spki_der()))
    }
}

/// Whether a parameter set is one of RFC 4357 (2.35.x, 2.36.x), which digestParamSet stands beside.
const fn is_of_2001(param_set: ParamSet) -> bool {
    matches!(
        param_set,
        ParamSet::Gost2001Test
            | ParamSet::CryptoProA
            | ParamSet::CryptoProB
            | ParamSet::CryptoProC
            | ParamSet::CryptoProXchA
            | ParamSet::CryptoProXchB
    )
}

fn read_spki(der: &[u8]) -> Result<SubjectPublicKeyInfo<'_>, ParseError> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let tlv = Cursor::single(der, Rules::Der, WHAT)?;
    if tlv.tag != Tag::SEQUENCE {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, WHAT));
    }
    SubjectPublicKeyInfo::from_tlv(&tlv, WHAT)
}
