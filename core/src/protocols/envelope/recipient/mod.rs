// SPDX-License-Identifier: MIT OR Apache-2.0
//! RecipientInfo: reading one for a key holder, and what comes of all of them.
//!
//! Source: [RFC 5652, section 6.2].
//!
//! | file | holds |
//! |---|---|
//! | `transport` | KeyTransRecipientInfo |
//! | `agreement` | KeyAgreeRecipientInfo |
//! | `originator` | the certificates that a key agreement may name as its originator's |
//! | `verdict` | the refusal that matters most when none opens |
//! | `named` | the holder that knows its certificate |
//!
//! Any version from 0 to 2^64 - 1 is read: RFC 5652 asks for 0, 2 or 3, the text of RFC 4490 for 3, and peers write what
//! they like. Key exchange identifiers (`id-GostR3410-2001DH`, `id-tc26-agreement-…`) count as the algorithm of their
//! keys.
//!
//! KEKRecipientInfo, PasswordRecipientInfo and OtherRecipientInfo are read past: no standard says what they would hold
//! with GOST algorithms.
//!
//! [RFC 5652, section 6.2]: https://www.rfc-editor.org/rfc/rfc5652#section-6.2

mod agreement;
mod named;
mod originator;
mod transport;
mod verdict;

pub(super) use agreement::key_agreement;
pub use named::{CertificateId, RecipientKey};
pub(super) use originator::Originators;
pub(super) use transport::key_transport;
pub(super) use verdict::Recipients;

use super::error::{EnvelopeError, RecipientKind};
use crate::formats::ber::{Tag, Tlv};
use crate::formats::{ParseError, ParseErrorKind};
use crate::keys::{Cek, Decapsulator, RecipientId, UnwrapError, WrappedKey};

/// What a recipient structure came to.
pub(super) enum Outcome {
    /// The holder opened it; of what kind it is.
    Opened(Cek, RecipientKind),
    /// It is not for the holder.
    NotMine,
    /// It is for the holder, and does not open.
    Failed(UnwrapError),
    /// It cannot be read, or contradicts itself.
    Broken(EnvelopeError),
    /// It is of a kind that is not opened here.
    Unsupported(RecipientKind),
}

impl Outcome {
    fn ask<D: Decapsulator + ?Sized>(
        holder: &D,
        wrapped: &WrappedKey<'_>,
        kind: RecipientKind,
    ) -> Self {
        match holder.unwrap_cek(wrapped) {
            None => Self::NotMine,
            Some(Ok(cek)) => Self::Opened(cek, kind),
            Some(Err(error)) => Self::Failed(error),
        }
    }
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
