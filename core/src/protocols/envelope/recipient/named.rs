// SPDX-License-Identifier: MIT OR Apache-2.0
//! A key holder that knows its certificate: it takes the recipients that name it, and no others.
//!
//! Source: [RFC 5652, section 6.2](https://www.rfc-editor.org/rfc/rfc5652#section-6.2): a recipient is named by issuer
//! and serial number or by the subject key identifier.

use alloc::vec::Vec;

use crate::formats::x509::Certificate;
use crate::keys::{Cek, Decapsulator, PrivateKey, RecipientId, UnwrapError, WrappedKey};

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

    fn content_key(&self) -> Option<Cek> {
        self.holder.content_key()
    }
}
