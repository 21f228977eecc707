// SPDX-License-Identifier: MIT OR Apache-2.0
//! RecipientInfo: reading a KeyTransRecipientInfo for a key holder, and the holder that knows its certificate.
//!
//! Source: [RFC 5652, section 6.2.1], [RFC 4490, section 4.2.1].
//!
//! ```text
//! KeyTransRecipientInfo ::= SEQUENCE {
//!     version                 CMSVersion,
//!     rid                     CHOICE { IssuerAndSerialNumber, [0] SubjectKeyIdentifier },
//!     keyEncryptionAlgorithm  AlgorithmIdentifier,   -- the recipient's SubjectPublicKeyInfo algorithm
//!     encryptedKey            OCTET STRING }         -- GostR3410-KeyTransport
//! ```
//!
//! Any version from 0 to 2^64 - 1 is read: RFC 5652 asks for 0 or 2, the text of RFC 4490 for 3, and peers write what
//! they like. Key exchange identifiers (`id-GostR3410-2001DH`, `id-tc26-agreement-…`) count as the algorithm of their
//! keys. Absent or NULL key parameters, in the ephemeral key too, are the recipient's own; where both are there, they must
//! have one name.
//!
//! What is not here: key agreement and the wraps of R 1323565.1.025 (`KExp15`).
//!
//! [RFC 5652, section 6.2.1]: https://www.rfc-editor.org/rfc/rfc5652#section-6.2.1
//! [RFC 4490, section 4.2.1]: https://www.rfc-editor.org/rfc/rfc4490#section-4.2.1

use alloc::vec::Vec;

use super::error::{EnvelopeError, RecipientKind};
use crate::formats::ber::{Cursor, Rules, Tag, Tlv, normalize};
use crate::formats::gost_asn1::{KeyTransport, read_key_algorithm};
use crate::formats::x509::Certificate;
use crate::formats::{FormatError, ParseError, ParseErrorKind};
use crate::keys::{Cek, Decapsulator, PrivateKey, RecipientId, UnwrapError, WrappedKey};

const WHAT: &str = "KeyTransRecipientInfo";

/// What a recipient structure came to.
pub(super) enum Outcome {
    /// The holder opened it.
    Opened(Cek),
    /// It is not for the holder.
    NotMine,
    /// It is for the holder, and does not open.
    Failed(UnwrapError),
    /// It cannot be read, or contradicts itself.
    Broken(EnvelopeError),
    /// It is of a kind that is not opened here.
    Unsupported(RecipientKind),
}

/// Reads one KeyTransRecipientInfo, which stands at `offset` of the input, and asks the holder.
///
/// With `try_it` unset the structure is read, the holder not asked: `NotMine` then.
pub(super) fn key_transport<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    try_it: bool,
) -> Outcome {
    match read(input, offset, holder, try_it) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Broken(error),
    }
}

fn read<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    try_it: bool,
) -> Result<Outcome, EnvelopeError> {
    let der = normalize(input, offset, WHAT)?;
    let mut fields = Cursor::at(&der, offset, Rules::Ber)
        .required(WHAT)?
        .children(WHAT)?;
    integer(&fields.required("version of KeyTransRecipientInfo")?)?;
    let rid = fields.required("rid")?;
    let key_id;
    let recipient = if rid.tag == Tag::SEQUENCE {
        issuer_serial(&rid)?
    } else {
        // The normaliser cannot tell a constructed string under an implicit tag.
        key_id = rid.octets(Tag::context_primitive(0), "rid")?;
        RecipientId::SubjectKeyId(&key_id)
    };
    let what = "keyEncryptionAlgorithm";
    let algorithm = fields.expect(Tag::SEQUENCE, what)?;
    let encrypted_key = fields.expect(Tag::OCTET_STRING, "encryptedKey")?;
    fields.end(WHAT)?;
    let (algorithm, param_set) = match read_key_algorithm(algorithm.raw, algorithm.offset, what) {
        Ok(read) => read,
        Err(FormatError::UnsupportedAlgorithm(oid)) => {
            return Ok(Outcome::Unsupported(RecipientKind::KeyTransport(oid)));
        }
        Err(error) => return Err(error.into()),
    };
    let transport = KeyTransport::read(encrypted_key.value, encrypted_key.value_offset())?;
    // RFC 4490 section 4.2.1: present parameters must equal the recipient's. Another name of the same numbers is refused.
    let same_name = match (transport.ephemeral_param_set, param_set) {
        (Some(ephemeral), Some(recipient)) => ephemeral == recipient,
        _ => true,
    };
    if transport.ephemeral_algorithm != algorithm || !same_name {
        return Err(EnvelopeError::AlgorithmMismatch);
    }
    if !try_it {
        return Ok(Outcome::NotMine);
    }
    let wrapped = WrappedKey {
        recipient,
        algorithm,
        param_set,
        ephemeral_algorithm: transport.ephemeral_algorithm,
        ephemeral_param_set: transport.ephemeral_param_set,
        ephemeral: &transport.ephemeral,
        cipher: transport.cipher,
        ukm: transport.ukm,
        encrypted_key: transport.encrypted_key,
        mac: transport.mac,
    };
    Ok(match holder.unwrap_cek(&wrapped) {
        None => Outcome::NotMine,
        Some(Ok(cek)) => Outcome::Opened(cek),
        Some(Err(error)) => Outcome::Failed(error),
    })
}

fn issuer_serial<'a>(rid: &Tlv<'a>) -> Result<RecipientId<'a>, ParseError> {
    let what = "issuerAndSerialNumber";
    let mut fields = rid.children(what)?;
    let issuer = fields.expect(Tag::SEQUENCE, what)?;
    let serial = fields.expect(Tag::INTEGER, what)?;
    fields.end(what)?;
    if serial.value.is_empty() {
        return Err(serial.error(ParseErrorKind::Encoding, what));
    }
    Ok(RecipientId::IssuerSerial {
        issuer: issuer.raw,
        serial: serial.value,
    })
}

/// Reads a version number: an INTEGER from 0 to 2^64 - 1, in as few octets as X.690 section 8.3.2 asks for.
pub(super) fn integer(tlv: &Tlv<'_>) -> Result<u64, ParseError> {
    let what = "version";
    if tlv.tag != Tag::INTEGER {
        return Err(tlv.error(ParseErrorKind::UnexpectedTag, what));
    }
    let octets = match tlv.value {
        [] => return Err(tlv.error(ParseErrorKind::Encoding, what)),
        [0, next, ..] if next & 0x80 == 0 => return Err(tlv.error(ParseErrorKind::Encoding, what)),
        [first, ..] if first & 0x80 != 0 => return Err(tlv.error(ParseErrorKind::Value, what)),
        [0, rest @ ..] => rest,
        octets => octets,
    };
    if octets.len() > 8 {
        return Err(tlv.error(ParseErrorKind::Value, what));
    }
    Ok(octets
        .iter()
        .fold(0, |value, &octet| value << 8 | u64::from(octet)))
}

/// What a certificate says about whom it is for, as recipients name it. DER octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateId<'a> {
    /// DER of the issuer's Name.
    pub issuer: &'a [u8],
    /// Content octets of the serial number's INTEGER.
    pub serial: &'a [u8],
    /// Content octets of the SubjectKeyIdentifier extension's OCTET STRING, where the certificate has one.
    pub subject_key_id: Option<&'a [u8]>,
}

impl<'a> CertificateId<'a> {
    /// What `certificate` says.
    pub fn of(certificate: &'a Certificate) -> Self {
        Self {
            issuer: certificate.issuer().der(),
            serial: certificate.serial(),
            subject_key_id: certificate.subject_key_id(),
        }
    }

    /// Whether `recipient` names this certificate, octet by octet.
    pub fn matches(&self, recipient: &RecipientId<'_>) -> bool {
        match *recipient {
            RecipientId::IssuerSerial { issuer, serial } => {
                self.issuer == issuer && self.serial == serial
            }
            RecipientId::SubjectKeyId(id) => self.subject_key_id == Some(id),
        }
    }
}

/// A key holder together with its certificate: it takes the recipients that name the certificate and no others.
///
/// A bare [`PrivateKey`] tries every recipient of its algorithm and curve instead.
#[derive(Debug)]
pub struct RecipientKey<'a, D: ?Sized = PrivateKey> {
    holder: &'a D,
    certificate: CertificateId<'a>,
}

impl<'a, D: Decapsulator + ?Sized> RecipientKey<'a, D> {
    /// Joins a holder and its certificate. That they belong together is not checked: a foreign pair opens nothing.
    pub fn new(holder: &'a D, certificate: CertificateId<'a>) -> Self {
        Self {
            holder,
            certificate,
        }
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for RecipientKey<'_, D> {
    /// A recipient that names the certificate but has another algorithm or curve than the key is an
    /// [`UnwrapError::EphemeralMismatch`], not somebody else's.
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        if !self.certificate.matches(&wrapped.recipient) {
            return None;
        }
        let unwrapped = self.holder.unwrap_cek(wrapped);
        Some(unwrapped.unwrap_or(Err(UnwrapError::EphemeralMismatch)))
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        let named = |wrapped: &WrappedKey<'_>| self.certificate.matches(&wrapped.recipient);
        let mine: Vec<WrappedKey<'_>> = wrapped.iter().filter(|w| named(w)).copied().collect();
        let mut unwrapped = self.holder.unwrap_ceks(&mine).into_iter();
        wrapped
            .iter()
            .map(|wrapped| {
                named(wrapped).then(|| {
                    let unwrapped = unwrapped.next().flatten();
                    unwrapped.unwrap_or(Err(UnwrapError::EphemeralMismatch))
                })
            })
            .collect()
    }
}
