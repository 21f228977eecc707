// SPDX-License-Identifier: MIT OR Apache-2.0
//! `AlgorithmIdentifier`, and the digests by their identifiers.
//!
//! Source: [RFC 5280, section 4.1.1.2], [RFC 9215, section 2] and [RFC 4490, section 2].
//!
//! ```text
//! AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }
//! ```
//!
//! What follows the parameters is refused. Whether absent, NULL or other parameters are right is for the reader
//! of the algorithm to say: peers write NULL where RFC 9215 wants nothing.
//!
//! [RFC 5280, section 4.1.1.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2
//! [RFC 9215, section 2]: https://www.rfc-editor.org/rfc/rfc9215#section-2
//! [RFC 4490, section 2]: https://www.rfc-editor.org/rfc/rfc4490#section-2

use alloc::vec::Vec;

use super::ber::{Cursor, Tag, Tlv};
use super::{Oid, ParseError, ParseErrorKind, oid};
use crate::keys::KeyAlgorithm;
use crate::primitives::gost94::Gost94CryptoPro;
use crate::primitives::streebog::{Streebog256, Streebog512};

/// An algorithm with its parameters, borrowed from the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlgorithmIdentifier<'a> {
    /// The algorithm.
    pub(crate) oid: Oid,
    /// Its parameters, where there are any; may be NULL.
    pub(crate) parameters: Option<Tlv<'a>>,
    /// The whole SEQUENCE as it stands.
    pub(crate) raw: &'a [u8],
    /// Where `raw` starts.
    pub(crate) offset: u64,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next element of `cursor`.
    pub(crate) fn read(cursor: &mut Cursor<'a>, what: &'static str) -> Result<Self, ParseError> {
        Self::from_tlv(&cursor.expect(Tag::SEQUENCE, what)?, what)
    }

    /// Reads an element that was taken already. Any constructed tag passes, so that an implicit one does.
    pub(crate) fn from_tlv(tlv: &Tlv<'a>, what: &'static str) -> Result<Self, ParseError> {
        let mut fields = tlv.children(what)?;
        let oid = fields.required(what)?.oid(what)?;
        let parameters = fields.next(what)?;
        fields.end(what)?;
        Ok(Self {
            oid,
            parameters,
            raw: tlv.raw,
            offset: tlv.offset,
        })
    }

    /// The parameters, with NULL counted as absent. A NULL that holds octets is refused.
    pub(crate) fn meaningful_parameters(
        &self,
        what: &'static str,
    ) -> Result<Option<Tlv<'a>>, ParseError> {
        match self.parameters {
            Some(tlv) if tlv.tag == Tag::NULL => {
                if tlv.value.is_empty() {
                    Ok(None)
                } else {
                    Err(tlv.error(ParseErrorKind::Encoding, what))
                }
            }
            other => Ok(other),
        }
    }

    /// The parameters, which must be there; what they are is not looked at.
    pub(crate) fn required_parameters(&self, what: &'static str) -> Result<Tlv<'a>, ParseError> {
        self.parameters
            .ok_or_else(|| ParseError::new(ParseErrorKind::MissingField, self.offset, what))
    }

    /// Fails unless the parameters are absent or NULL.
    pub(crate) fn require_no_parameters(&self, what: &'static str) -> Result<(), ParseError> {
        match self.meaningful_parameters(what)? {
            None => Ok(()),
            Some(tlv) => Err(tlv.error(ParseErrorKind::UnexpectedTag, what)),
        }
    }
}

/// A hash function that messages and certificates name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// GOST R 34.11-94 with the CryptoPro parameters, 32 octets.
    Gost94,
    /// GOST R 34.11-2012 (Streebog), 32 octets.
    Streebog256,
    /// GOST R 34.11-2012 (Streebog), 64 octets.
    Streebog512,
}

impl DigestAlgorithm {
    /// Octets of the digest.
    pub const fn octets(self) -> usize {
        match self {
            Self::Gost94 | Self::Streebog256 => 32,
            Self::Streebog512 => 64,
        }
    }

    /// Its identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::Gost94 => oid::GOST_R3411_94,
            Self::Streebog256 => oid::TC26_GOST3411_12_256,
            Self::Streebog512 => oid::TC26_GOST3411_12_512,
        }
    }

    /// The hash function that `oid` names.
    ///
    /// `id-tc26-gost3411-94`, another name of GOST R 34.11-94, is known too.
    pub fn from_oid(oid: Oid) -> Option<Self> {
        match oid {
            oid::GOST_R3411_94 | oid::TC26_GOST3411_94 => Some(Self::Gost94),
            oid::TC26_GOST3411_12_256 => Some(Self::Streebog256),
            oid::TC26_GOST3411_12_512 => Some(Self::Streebog512),
            _ => None,
        }
    }

    /// The only hash function that keys of `algorithm` sign (RFC 4491 section 2.2, RFC 9215 section 2).
    pub const fn of_key(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Gost2001 => Self::Gost94,
            KeyAlgorithm::Gost2012_256 => Self::Streebog256,
            KeyAlgorithm::Gost2012_512 => Self::Streebog512,
        }
    }

    /// The digest of `data`: 32 or 64 octets as the hash function outputs them.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Gost94 => Gost94CryptoPro::digest(data).to_vec(),
            Self::Streebog256 => Streebog256::digest(data).to_vec(),
            Self::Streebog512 => Streebog512::digest(data).to_vec(),
        }
    }
}
