// SPDX-License-Identifier: MIT OR Apache-2.0
//! The certificates that a key agreement may name as its originator's: those that the caller gives, then those of the
//! message's originatorInfo.
//!
//! A certificate is not verified: who the originator is, is for the caller to say. Whoever seals can put any certificate
//! into a message, but not agree on a key with it without its private key: under a certificate that the caller trusts,
//! the content key came from its owner or from the recipient's own key.

use alloc::vec::Vec;

use super::CertificateId;
use crate::formats::FormatError;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::gost_asn1::SenderKey;
use crate::formats::x509::Certificate;
use crate::keys::RecipientId;
use crate::protocols::envelope::error::EnvelopeError;

/// Certificates of originatorInfo that are looked at.
const MOST: usize = 64;

/// The originators that are known.
#[derive(Default)]
pub(in crate::protocols::envelope) struct Originators {
    known: Vec<Originator>,
    /// The message's originatorInfo as it stands, tag `[0]` included, where there is one.
    pub(in crate::protocols::envelope) info: Option<Vec<u8>>,
    /// Whether its certificates are among the known ones: only a key agreement asks for them.
    info_read: bool,
}

struct Originator {
    issuer: Vec<u8>,
    serial: Vec<u8>,
    subject_key_id: Option<Vec<u8>>,
    key: Result<SenderKey, FormatError>,
}

impl Originator {
    fn new(certificate: &Certificate) -> Self {
        let id = CertificateId::of(certificate);
        Self {
            issuer: id.issuer.to_vec(),
            serial: id.serial.to_vec(),
            subject_key_id: id.subject_key_id.map(<[u8]>::to_vec),
            key: certificate.public_key().map(|key| SenderKey {
                algorithm: key.algorithm(),
                param_set: Some(key.param_set()),
                point: key.to_bytes_le(),
            }),
        }
    }

    fn id(&self) -> CertificateId<'_> {
        CertificateId {
            issuer: &self.issuer,
            serial: &self.serial,
            subject_key_id: self.subject_key_id.as_deref(),
        }
    }
}

impl Originators {
    /// Adds a certificate of the caller's.
    pub(in crate::protocols::envelope) fn add(&mut self, certificate: &Certificate) {
        self.known.push(Originator::new(certificate));
    }

    /// Adds the certificates of originatorInfo. One that cannot be read is passed over.
    fn read_info(&mut self) {
        let what = "originatorInfo";
        if self.info_read {
            return;
        }
        self.info_read = true;
        let Some(info) = &self.info else {
            return;
        };
        let certificates = Cursor::new(info, Rules::Ber)
            .required(what)
            .and_then(|info| info.children(what)?.required(what))
            .and_then(|certificates| certificates.children(what));
        let Ok(mut certificates) = certificates else {
            return;
        };
        for _ in 0..MOST {
            let Ok(Some(certificate)) = certificates.next(what) else {
                return;
            };
            if certificate.tag == Tag::SEQUENCE
                && let Ok(certificate) = Certificate::from_der(certificate.raw)
            {
                self.known.push(Originator::new(&certificate));
            }
        }
    }

    /// The key of the certificate that `id` names.
    pub(super) fn find(&mut self, id: &RecipientId<'_>) -> Result<SenderKey, EnvelopeError> {
        if self.named(id).is_none() {
            self.read_info();
        }
        match self.named(id) {
            Some(originator) => Ok(originator.key.clone()?),
            None => Err(EnvelopeError::OriginatorNotFound),
        }
    }

    fn named(&self, id: &RecipientId<'_>) -> Option<&Originator> {
        self.known.iter().find(|known| known.id().matches(id))
    }
}
