// SPDX-License-Identifier: MIT OR Apache-2.0
//! KeyTransRecipientInfo: the content key under an agreement with an ephemeral key.
//!
//! Source: [RFC 5652, section 6.2.1], [RFC 4490, section 4.2.1], R 1323565.1.025-2019.
//!
//! ```text
//! KeyTransRecipientInfo ::= SEQUENCE {
//!     version                 CMSVersion,
//!     rid                     CHOICE { IssuerAndSerialNumber, [0] SubjectKeyIdentifier },
//!     keyEncryptionAlgorithm  AlgorithmIdentifier,
//!     encryptedKey            OCTET STRING }
//! ```
//!
//! | keyEncryptionAlgorithm | encryptedKey | wrap |
//! |---|---|---|
//! | the recipient's SubjectPublicKeyInfo algorithm | GostR3410-KeyTransport | VKO, CryptoPro key wrap |
//! | KExp15, the agreement as its parameters | the structure of R 1323565.1.025 | KEG, KExp15 |
//!
//! Absent or NULL key parameters, in the ephemeral key too, are the recipient's own; where both are there, they must
//! have one name. The wrap need not be of the content's cipher.
//!
//! [RFC 5652, section 6.2.1]: https://www.rfc-editor.org/rfc/rfc5652#section-6.2.1
//! [RFC 4490, section 4.2.1]: https://www.rfc-editor.org/rfc/rfc4490#section-4.2.1

use super::{Outcome, Recipients, integer, issuer_serial};
use crate::formats::algorithm::AlgorithmIdentifier;
use crate::formats::ber::{Cursor, Rules, Tag, Tlv, normalize};
use crate::formats::gost_asn1::{
    KExp15Transport, KeyTransport, read_agreement, read_key_algorithm,
};
use crate::formats::{FormatError, oid};
use crate::keys::{Decapsulator, Gost28147Wrap, KeyWrap, RecipientId, WrappedKey};
use crate::protocols::envelope::error::{EnvelopeError, RecipientKind};

const WHAT: &str = "KeyTransRecipientInfo";

/// Reads one KeyTransRecipientInfo, which stands at `offset` of the input, and asks the holder.
pub(in crate::protocols::envelope) fn key_transport<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    recipients: &mut Recipients,
) {
    let outcome = read(input, offset, holder, recipients).unwrap_or_else(Outcome::Broken);
    recipients.note(outcome);
}

fn read<D: Decapsulator + ?Sized>(
    input: &[u8],
    offset: u64,
    holder: &D,
    recipients: &mut Recipients,
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
    let algorithm = AlgorithmIdentifier::read(&mut fields, "keyEncryptionAlgorithm")?;
    let encrypted_key = fields.expect(Tag::OCTET_STRING, "encryptedKey")?;
    fields.end(WHAT)?;
    match algorithm.oid {
        oid::TC26_MAGMA_KEXP15 | oid::TC26_KUZNYECHIK_KEXP15 => {
            kexp15(recipient, &algorithm, &encrypted_key, holder, recipients)
        }
        _ => cryptopro(recipient, &algorithm, &encrypted_key, holder, recipients),
    }
}

/// GostR3410-KeyTransport of RFC 4490.
fn cryptopro<D: Decapsulator + ?Sized>(
    recipient: RecipientId<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    encrypted_key: &Tlv<'_>,
    holder: &D,
    recipients: &mut Recipients,
) -> Result<Outcome, EnvelopeError> {
    let what = "keyEncryptionAlgorithm";
    let kind = RecipientKind::KeyTransport(algorithm.oid);
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
    if !recipients.may_try() {
        return Ok(Outcome::NotMine);
    }
    let wrapped = WrappedKey {
        recipient,
        algorithm,
        param_set,
        sender_algorithm: transport.ephemeral_algorithm,
        sender_param_set: transport.ephemeral_param_set,
        sender: &transport.ephemeral,
        wrap: KeyWrap::CryptoPro(Gost28147Wrap {
            cipher: transport.cipher,
            ukm: transport.ukm,
            encrypted_key: transport.encrypted_key,
            mac: transport.mac,
        }),
    };
    Ok(Outcome::ask(holder, &wrapped, kind))
}

/// Key transport of R 1323565.1.025.
fn kexp15<D: Decapsulator + ?Sized>(
    recipient: RecipientId<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    encrypted_key: &Tlv<'_>,
    holder: &D,
    recipients: &mut Recipients,
) -> Result<Outcome, EnvelopeError> {
    let (raw, at) = (encrypted_key.value, encrypted_key.value_offset());
    let agreement = algorithm.required_parameters("keyEncryptionAlgorithm")?;
    let key_algorithm = match read_agreement(agreement.raw, agreement.offset) {
        Ok(read) => read,
        Err(FormatError::UnsupportedAlgorithm(oid)) => {
            return Ok(Outcome::Unsupported(RecipientKind::KeyTransport(oid)));
        }
        Err(error) => return Err(error.into()),
    };
    let kind = RecipientKind::KeyTransport(algorithm.oid);
    let transport = KExp15Transport::read(algorithm.oid, raw, at)?;
    if transport.sender.algorithm != key_algorithm {
        return Err(EnvelopeError::AlgorithmMismatch);
    }
    if !recipients.may_try() {
        return Ok(Outcome::NotMine);
    }
    let wrapped = WrappedKey {
        recipient,
        algorithm: key_algorithm,
        // The identifier names no curve: the recipient's is that of the ephemeral key.
        param_set: transport.sender.param_set,
        sender_algorithm: transport.sender.algorithm,
        sender_param_set: transport.sender.param_set,
        sender: &transport.sender.point,
        wrap: transport.wrap,
    };
    Ok(Outcome::ask(holder, &wrapped, kind))
}
