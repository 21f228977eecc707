// SPDX-License-Identifier: MIT OR Apache-2.0
//! KeyAgreeRecipientInfo: the content key under an agreement with the originator's key, for one recipient or many.
//!
//! Source: [RFC 5652, section 6.2.2], [RFC 4490, section 4.1.1], R 1323565.1.025-2019.
//!
//! ```text
//! KeyAgreeRecipientInfo ::= SEQUENCE {
//!     version                 CMSVersion,
//!     originator          [0] EXPLICIT CHOICE {
//!         issuerAndSerialNumber       IssuerAndSerialNumber,
//!         subjectKeyIdentifier    [0] SubjectKeyIdentifier,
//!         originatorKey           [1] OriginatorPublicKey },
//!     ukm                 [1] EXPLICIT OCTET STRING OPTIONAL,
//!     keyEncryptionAlgorithm  AlgorithmIdentifier,
//!     recipientEncryptedKeys  SEQUENCE OF SEQUENCE {
//!         rid                     CHOICE { IssuerAndSerialNumber, [0] RecipientKeyIdentifier },
//!         encryptedKey            OCTET STRING } }
//! ```
//!
//! | keyEncryptionAlgorithm | its parameters | ukm | encryptedKey |
//! |---|---|---|---|
//! | an agreement, or a public key's algorithm as older peers write it | KeyWrapAlgorithm | 8 octets, not zero | Gost28147-89-EncryptedKey |
//! | KExp15 | the agreement | 32 octets | KExp15 as it is |
//!
//! The UKM must be there. The originator's key is ephemeral (`originatorKey`) or that of a certificate, which is looked
//! for among those that the caller has given and those of originatorInfo. The parameters of an ephemeral key may be
//! absent: the recipient's then.
//!
//! [RFC 5652, section 6.2.2]: https://www.rfc-editor.org/rfc/rfc5652#section-6.2.2
//! [RFC 4490, section 4.1.1]: https://www.rfc-editor.org/rfc/rfc4490#section-4.1.1

use super::{Originators, Outcome, Recipients, integer, issuer_serial};
use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv, normalize};
use crate::formats::gost_asn1::{KeyWrapAlgorithm, SenderKey, kexp15_wrap, read_agreement};
use crate::formats::{FormatError, Oid, ParseError, ParseErrorKind, oid};
use crate::keys::{Decapsulator, KeyAlgorithm, KeyWrap, RecipientId, WrappedKey};
use crate::protocols::envelope::error::{EnvelopeError, RecipientKind};

const WHAT: &str = "KeyAgreeRecipientInfo";

/// Reads one KeyAgreeRecipientInfo, which stands at `offset` of the input, and asks the holder for each of its
/// recipients until one opens.
pub(in crate::protocols::envelope) fn key_agreement<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    originators: &mut Originators,
    recipients: &mut Recipients,
) {
    if let Err(outcome) = read(input, offset, holder, originators, recipients) {
        recipients.note(outcome);
    }
}

/// How the content key is wrapped for all recipients of the structure.
enum Wrap {
    Gost28147(KeyWrapAlgorithm, [u8; 8]),
    KExp15(Oid, [u8; 32]),
}

impl Wrap {
    /// The wrapped key of one recipient.
    fn read(&self, encrypted_key: &Tlv<'_>) -> Result<KeyWrap, FormatError> {
        let what = "encryptedKey";
        let octets = encrypted_key.octets(Tag::OCTET_STRING, what)?;
        let at = encrypted_key.value_offset();
        match self {
            Self::Gost28147(algorithm, ukm) => algorithm.read_key(&octets, *ukm, at),
            Self::KExp15(algorithm, ukm) => kexp15_wrap(*algorithm, &octets, *ukm, at),
        }
    }
}

/// What ends the reading of the structure is noted by the caller, what one recipient comes to here.
fn read<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    originators: &mut Originators,
    recipients: &mut Recipients,
) -> Result<(), Outcome> {
    let mut fields = Cursor::at(input, offset, Rules::Ber)
        .required(WHAT)
        .and_then(|info| info.children(WHAT))
        .map_err(broken)?;
    fields
        .required("version of KeyAgreeRecipientInfo")
        .and_then(|version| integer(&version))
        .map_err(broken)?;
    let originator = fields
        .expect(Tag::context(0), "originator")
        .map_err(broken)?;
    let ukm = match fields.peek() {
        Some(tag) if tag == Tag::context(1) => Some(fields.required("ukm").map_err(broken)?),
        _ => None,
    };
    let what = "keyEncryptionAlgorithm";
    let algorithm = AlgorithmIdentifier::read(&mut fields, what).map_err(broken)?;
    let keys = fields
        .expect(Tag::SEQUENCE, "recipientEncryptedKeys")
        .map_err(broken)?;
    fields.end(WHAT).map_err(broken)?;

    let (key_algorithm, wrap) = match wrap(&algorithm, ukm.as_ref()) {
        Ok(read) => read,
        Err(EnvelopeError::Format(FormatError::UnsupportedAlgorithm(oid))) => {
            return Err(Outcome::Unsupported(RecipientKind::KeyAgreement(oid)));
        }
        Err(error) => return Err(broken(error)),
    };
    let sender = sender(&originator, originators).map_err(broken)?;
    if sender.algorithm != key_algorithm {
        return Err(broken(EnvelopeError::AlgorithmMismatch));
    }
    let kind = RecipientKind::KeyAgreement(algorithm.oid);
    let mut entries = keys.children(WHAT).map_err(broken)?;
    if entries.is_empty() {
        return Err(broken(
            keys.error(ParseErrorKind::MissingField, "recipientEncryptedKeys"),
        ));
    }
    while let Some(key) = entries.next("RecipientEncryptedKey").map_err(broken)? {
        if recipients.opened() {
            return Ok(());
        }
        let outcome = recipient(&key, &sender, &wrap, kind, holder, recipients);
        recipients.note(outcome.unwrap_or_else(Outcome::Broken));
    }
    Ok(())
}

/// One RecipientEncryptedKey.
fn recipient<D: Decapsulator + ?Sized>(
    key: &Tlv<'_>,
    sender: &SenderKey,
    wrap: &Wrap,
    kind: RecipientKind,
    holder: &D,
    recipients: &mut Recipients,
) -> Result<Outcome, EnvelopeError> {
    let what = "RecipientEncryptedKey";
    let der = normalize(key.raw, key.offset, what)?;
    let key = Cursor::at(&der, key.offset, Rules::Ber).expect(Tag::SEQUENCE, what)?;
    let mut fields = key.children(what)?;
    let rid = fields.required("rid")?;
    let key_id;
    let id = if rid.tag == Tag::SEQUENCE {
        issuer_serial(&rid)?
    } else if rid.tag == Tag::context(0) {
        // RecipientKeyIdentifier ::= SEQUENCE { subjectKeyIdentifier, date OPTIONAL, other OPTIONAL }
        key_id = rid
            .children("rKeyId")?
            .required("rKeyId")?
            .octets(Tag::OCTET_STRING, "rKeyId")?;
        RecipientId::SubjectKeyId(&key_id)
    } else {
        return Err(rid.error(ParseErrorKind::UnexpectedTag, "rid").into());
    };
    let encrypted_key = fields.required("encryptedKey")?;
    fields.end(what)?;
    let wrap = wrap.read(&encrypted_key)?;
    if !recipients.may_try() {
        return Ok(Outcome::NotMine);
    }
    let wrapped = WrappedKey {
        recipient: id,
        algorithm: sender.algorithm,
        param_set: sender.param_set,
        sender_algorithm: sender.algorithm,
        sender_param_set: sender.param_set,
        sender: &sender.point,
        wrap,
    };
    Ok(Outcome::ask(holder, &wrapped, kind))
}

/// The recipient's algorithm and the wrap.
fn wrap(
    algorithm: &AlgorithmIdentifier<'_>,
    ukm: Option<&Tlv<'_>>,
) -> Result<(KeyAlgorithm, Wrap), EnvelopeError> {
    let parameters = algorithm.required_parameters("keyEncryptionAlgorithm")?;
    let (raw, at) = (parameters.raw, parameters.offset);
    if let oid::TC26_MAGMA_KEXP15 | oid::TC26_KUZNYECHIK_KEXP15 = algorithm.oid {
        let key_algorithm = read_agreement(raw, at)?;
        let (ukm, _) = fixed(ukm, algorithm.offset)?;
        return Ok((key_algorithm, Wrap::KExp15(algorithm.oid, ukm)));
    }
    let key_algorithm = match algorithm.oid {
        oid::GOST_R3410_2001_ESDH => KeyAlgorithm::Gost2001,
        other => {
            oid::key_algorithm(other)
                .ok_or(FormatError::UnsupportedAlgorithm(other))?
                .0
        }
    };
    let wrap = KeyWrapAlgorithm::read(raw, at)?;
    let (ukm, at) = fixed(ukm, algorithm.offset)?;
    if ukm == [0; 8] || wrap.ukm.is_some_and(|second| second != ukm) {
        return Err(ParseError::new(ParseErrorKind::Value, at, "ukm").into());
    }
    Ok((key_algorithm, Wrap::Gost28147(wrap, ukm)))
}

/// The octets of the UKM under its explicit tag, and where they stand; `absent_at` is where they are missed.
fn fixed<const N: usize>(
    ukm: Option<&Tlv<'_>>,
    absent_at: u64,
) -> Result<([u8; N], u64), ParseError> {
    let what = "ukm of KeyAgreeRecipientInfo";
    let Some(explicit) = ukm else {
        return Err(ParseError::new(
            ParseErrorKind::MissingField,
            absent_at,
            what,
        ));
    };
    let mut inner = explicit.children(what)?;
    let ukm = inner.required(what)?;
    inner.end(what)?;
    let octets = ukm.octets(Tag::OCTET_STRING, what)?;
    let octets = (*octets)
        .try_into()
        .map_err(|_| ukm.error(ParseErrorKind::FieldLength, what))?;
    Ok((octets, ukm.value_offset()))
}

/// The originator's key, inside or by its certificate.
fn sender(originator: &Tlv<'_>, originators: &mut Originators) -> Result<SenderKey, EnvelopeError> {
    let what = "originator";
    let der = normalize(originator.raw, originator.offset, what)?;
    let mut fields = Cursor::at(&der, originator.offset, Rules::Ber)
        .required(what)?
        .children(what)?;
    let choice = fields.required(what)?;
    fields.end(what)?;
    let key_id;
    let id = if choice.tag == Tag::context(1) {
        return Ok(SenderKey::read_originator(choice.raw, choice.offset)?);
    } else if choice.tag == Tag::SEQUENCE {
        issuer_serial(&choice)?
    } else {
        key_id = choice.octets(Tag::context_primitive(0), what)?;
        RecipientId::SubjectKeyId(&key_id)
    };
    originators.find(&id)
}

fn broken(error: impl Into<EnvelopeError>) -> Outcome {
    Outcome::Broken(error.into())
}
