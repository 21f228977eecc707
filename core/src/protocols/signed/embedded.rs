// SPDX-License-Identifier: MIT OR Apache-2.0
//! The CRLs and OCSP responses that a message carries, asked where the caller knows nothing: SignedData.crls and
//! revocation-values ([RFC 5652, section 10.2.1], [RFC 5126, section 6.3.4]).
//!
//! They are read when a path first asks, so that a message whose signers lead nowhere costs nothing.
//!
//! [RFC 5652, section 10.2.1]: https://www.rfc-editor.org/rfc/rfc5652#section-10.2.1
//! [RFC 5126, section 6.3.4]: https://www.rfc-editor.org/rfc/rfc5126#section-6.3.4

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::{Cell, OnceCell};

use super::Certificate;
use crate::formats::ber::Tag;
use crate::formats::der_writer::{self, element};
use crate::formats::{UnixTime, oid};
use crate::protocols::trust::{
    Crl, Evidence, Finding, Freshness, OcspResponse, Query, Revocation, RevocationStatus,
    UnknownStatus,
};

/// CRLs, OCSP responses and certificates that a message carries. **Nothing of it has been verified.**
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EmbeddedValues<'v> {
    /// CertificateLists, as they stand.
    pub crls: Vec<&'v [u8]>,
    /// BasicOCSPResponses, as they stand.
    pub ocsp: Vec<Cow<'v, [u8]>>,
    /// The certificates at hand, those of CRL signers and OCSP responders among them.
    pub certificates: &'v [Certificate],
}

/// The joint for whatever reads the CRLs and OCSP responses that a message carries.
pub trait EvidenceReader {
    /// What `values` say. Whatever cannot be verified must say nothing.
    fn read<'v>(&'v self, values: EmbeddedValues<'v>) -> Box<dyn Revocation + 'v>;
}

/// Judges embedded CRLs and OCSP responses as [`Evidence`] judges those that the caller brings.
///
/// What cannot be read says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmbeddedEvidence {
    /// How old they may be for the time that is judged at.
    pub freshness: Freshness,
}

impl EvidenceReader for EmbeddedEvidence {
    fn read<'v>(&'v self, values: EmbeddedValues<'v>) -> Box<dyn Revocation + 'v> {
        let mut evidence = Evidence::new();
        evidence.set_freshness(self.freshness);
        let crls = values.crls.iter().map(|der| Crl::from_der(der));
        crls.flatten().for_each(|crl| evidence.add_crl(crl));
        let responses = values.ocsp.iter();
        responses
            .flat_map(|basic| OcspResponse::from_der(&whole_response(basic)))
            .for_each(|response| evidence.add_ocsp(response));
        Box::new(evidence)
    }
}

/// Asks the caller's source first, and what the message carries where that knows nothing.
pub(super) struct Sources<'s> {
    given: &'s dyn Revocation,
    reader: Option<&'s dyn EvidenceReader>,
    values: Cell<Option<EmbeddedValues<'s>>>,
    embedded: OnceCell<Option<Box<dyn Revocation + 's>>>,
}

impl<'s> Sources<'s> {
    pub(super) fn new(
        given: &'s dyn Revocation,
        reader: Option<&'s dyn EvidenceReader>,
        values: EmbeddedValues<'s>,
    ) -> Self {
        let any = !values.crls.is_empty() || !values.ocsp.is_empty();
        Self {
            given,
            reader: reader.filter(|_| any),
            values: Cell::new(Some(values)),
            embedded: OnceCell::new(),
        }
    }

    fn embedded(&self) -> Option<&(dyn Revocation + 's)> {
        let read = || Some(self.reader?.read(self.values.take()?));
        self.embedded.get_or_init(read).as_deref()
    }
}

impl Revocation for Sources<'_> {
    fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Option<UnixTime>,
    ) -> RevocationStatus {
        match self.given.status(certificate, issuer, at) {
            RevocationStatus::Unknown => match self.embedded() {
                Some(embedded) => embedded.status(certificate, issuer, at),
                None => RevocationStatus::Unknown,
            },
            known => known,
        }
    }

    fn find(&self, query: &Query<'_>) -> Finding {
        match self.given.find(query) {
            Finding::Unknown(given) => {
                let embedded = self.embedded().map(|embedded| embedded.find(query));
                match embedded {
                    // What was given and could not be used tells more than that nothing is embedded.
                    None | Some(Finding::Unknown(UnknownStatus::NoEvidence)) => {
                        Finding::Unknown(given)
                    }
                    Some(found) => found,
                }
            }
            known => known,
        }
    }
}

/// The OCSPResponse of status successful around a BasicOCSPResponse.
pub(super) fn whole_response(basic: &[u8]) -> Vec<u8> {
    let bytes = element(
        Tag::SEQUENCE,
        &[
            &der_writer::oid(&oid::OCSP_BASIC),
            &element(Tag::OCTET_STRING, &[basic]),
        ],
    );
    element(
        Tag::SEQUENCE,
        &[
            &element(Tag(0x0a), &[&[0]]),
            &element(Tag::context(0), &[&bytes]),
        ],
    )
}
