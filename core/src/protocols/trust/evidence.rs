// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLs and OCSP responses together: what they say of a certificate, and what more would be needed.
//!
//! A revocation that anything proves is believed. Else a certificate is good when an OCSP response says so, or CRLs
//! that together cover every reason do not list it. Evidence that is younger than the time judged at is welcome:
//! it says what happened until then, and a certificate that was revoked later was good ([RFC 5126, section 4.4.1],
//! in which validation data is collected after the signature).
//!
//! Nothing is fetched here. [`Evidence::needs`] lists what a caller may fetch, by URLs that certificates name: they
//! are foreign text, to be fetched with care or not at all.
//!
//! [RFC 5126, section 4.4.1]: https://www.rfc-editor.org/rfc/rfc5126#section-4.4.1

use alloc::string::String;
use alloc::vec::Vec;

use super::{
    CertIdHash, Crl, CrlError, Finding, OcspError, OcspResponse, Path, Query, Revocation,
    RevocationStatus, Source, UnknownStatus, ocsp_request,
};
use crate::formats::UnixTime;
use crate::formats::x509::Certificate;

/// How old evidence may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Seconds that evidence without nextUpdate may be used after thisUpdate: a day.
    pub without_next_update: u32,
    /// Seconds after thisUpdate that evidence may be used even where nextUpdate is later; `None`: until nextUpdate.
    pub max_age: Option<u32>,
    /// Seconds by which the caller's clock may be ahead: none.
    pub skew: u32,
}

impl Default for Freshness {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Freshness {
    /// A day without nextUpdate, until nextUpdate where there is one, no skew.
    pub const DEFAULT: Self = Self {
        without_next_update: 86_400,
        max_age: None,
        skew: 0,
    };

    /// Until when evidence may be used.
    pub(super) fn until(&self, this_update: UnixTime, next_update: Option<UnixTime>) -> UnixTime {
        let after = |seconds: u32| this_update.0.saturating_add(i64::from(seconds));
        let mut until = next_update.map_or_else(|| after(self.without_next_update), |next| next.0);
        if let Some(max_age) = self.max_age {
            until = until.min(after(max_age));
        }
        UnixTime(until.saturating_add(i64::from(self.skew)))
    }
}

/// CRLs and OCSP responses that were given.
#[derive(Debug, Default)]
pub struct Evidence {
    crls: Vec<Crl>,
    responses: Vec<OcspResponse>,
    freshness: Freshness,
}

/// Something that would tell of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// A CRL.
    Crl {
        /// Which certificate of the path it is for, counted from 0.
        certificate: usize,
        /// Where its certificate says that it is. Most often `http:`, sometimes `ldap:` or `file:`.
        url: String,
        /// Whether it is a delta.
        delta: bool,
    },
    /// An answer of an OCSP responder.
    Ocsp {
        /// Which certificate of the path it is for, counted from 0.
        certificate: usize,
        /// Where its certificate says that the responder is.
        url: String,
        /// What is to be sent.
        request: Vec<u8>,
    },
}

/// How requests are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct NeedOptions<'a> {
    /// The hash function that names the issuer in OCSP requests.
    pub hash: CertIdHash,
    /// A nonce for the OCSP requests, 1 to 32 octets of the caller's random choice.
    pub nonce: Option<&'a [u8]>,
}

impl Evidence {
    /// No evidence yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a CRL.
    pub fn add_crl(&mut self, crl: Crl) {
        self.crls.push(crl);
    }

    /// Adds an OCSP response.
    pub fn add_ocsp(&mut self, response: OcspResponse) {
        self.responses.push(response);
    }

    /// Chooses how old evidence may be.
    pub fn set_freshness(&mut self, freshness: Freshness) {
        self.freshness = freshness;
    }

    /// The CRLs, in the order they were added.
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// The OCSP responses, in the order they were added.
    pub fn responses(&self) -> &[OcspResponse] {
        &self.responses
    }

    /// What would tell of those certificates of a path that nothing here tells of at `at`: in the order of the path, OCSP
    /// before CRLs.
    pub fn needs(
        &self,
        path: &Path<'_>,
        at: Option<UnixTime>,
        options: &NeedOptions<'_>,
    ) -> Vec<Need> {
        let mut needs = Vec::new();
        for (index, query) in path.queries(at).enumerate() {
            if matches!(
                self.find(&query),
                Finding::Good { .. } | Finding::Revoked { .. }
            ) {
                continue;
            }
            let (certificate, issuer) = (query.certificate, query.issuer);
            for url in certificate.ocsp_urls() {
                needs.push(Need::Ocsp {
                    certificate: index,
                    url: url.into(),
                    request: ocsp_request(certificate, issuer, options.hash, options.nonce),
                });
            }
            for (urls, delta) in [
                (certificate.crl_urls(), false),
                (certificate.delta_crl_urls(), true),
            ] {
                for url in urls {
                    needs.push(Need::Crl {
                        certificate: index,
                        url: url.into(),
                        delta,
                    });
                }
            }
        }
        needs
    }

    fn find_by_crls(&self, query: &Query<'_>) -> Finding {
        let mut covered = 0;
        let mut good: Option<Finding> = None;
        let mut unknown = None;
        let mut note = |e: CrlError| match unknown {
            Some(UnknownStatus::Crl(found)) if CrlError::rank(&found) >= e.rank() => {}
            _ => unknown = Some(UnknownStatus::Crl(e)),
        };
        for crl in self.crls.iter().filter(|crl| crl.is_of(query.issuer)) {
            if crl.is_delta() {
                if !self.crls.iter().any(|base| base.is_continued_by(crl)) {
                    note(CrlError::DeltaWithoutBase);
                }
                continue;
            }
            match self.judge_crl(crl, query) {
                Ok((Finding::Revoked { source, revoked }, _)) => {
                    return Finding::Revoked { source, revoked };
                }
                Ok((finding, reasons)) => {
                    covered |= reasons;
                    // What is known of a later revocation is kept.
                    if !matches!(good, Some(Finding::Good { later: Some(_), .. })) {
                        good = Some(finding);
                    }
                }
                Err(e) => note(e),
            }
        }
        match (good, unknown) {
            (Some(good), _) if Crl::covers_all(covered) => good,
            (Some(_), None) => Finding::Unknown(UnknownStatus::Crl(CrlError::OutOfScope)),
            (_, Some(unknown)) => Finding::Unknown(unknown),
            (None, None) => Finding::Unknown(UnknownStatus::NoEvidence),
        }
    }

    /// What a CRL and the deltas on top of it say, and for which reasons.
    fn judge_crl(&self, crl: &Crl, query: &Query<'_>) -> Result<(Finding, u16), CrlError> {
        const HOLD: Option<u8> = Some(6);
        const REMOVED: Option<u8> = Some(8);
        let reasons = match crl.check(query, &self.freshness) {
            // Who was revoked for good stays so: an old list proves it as well as a new one.
            Err(CrlError::Stale { .. })
                if crl
                    .entry(query.certificate)
                    .is_some_and(|revoked| revoked.reason != HOLD && revoked.reason != REMOVED) =>
            {
                0
            }
            checked => checked?,
        };
        let mut entry = crl.entry(query.certificate);
        let (mut newest, mut source) = (crl, Source::Crl);
        for delta in self.crls.iter().filter(|delta| crl.is_continued_by(delta)) {
            if delta.this_update() < newest.this_update()
                || delta.check(query, &self.freshness).is_err()
            {
                continue;
            }
            newest = delta;
            if let Some(change) = delta.entry(query.certificate) {
                entry = Some(change);
                source = Source::DeltaCrl;
            }
        }
        let entry = entry.filter(|revoked| revoked.reason != REMOVED);
        let finding = match entry {
            Some(revoked) if query.at.is_none_or(|time| time >= revoked.at) => {
                Finding::Revoked { source, revoked }
            }
            later => {
                if later.is_none() {
                    newest.check_absence(query)?;
                }
                Finding::Good {
                    source,
                    as_of: Some(newest.this_update()),
                    later,
                }
            }
        };
        Ok((finding, reasons))
    }
}

impl Revocation for Evidence {
    /// The key of `issuer` must be in its certificate: one with inherited parameters needs [`Revocation::find`].
    fn status(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Option<UnixTime>,
    ) -> RevocationStatus {
        match issuer.public_key() {
            Ok(issuer_key) => self
                .find(&Query {
                    certificate,
                    issuer,
                    issuer_key: &issuer_key,
                    at,
                })
                .status(),
            Err(_) => RevocationStatus::Unknown,
        }
    }

    fn find(&self, query: &Query<'_>) -> Finding {
        let mut good = None;
        let mut error: Option<OcspError> = None;
        for response in &self.responses {
            match response.judge(query, &self.freshness) {
                Ok(Finding::Revoked { source, revoked }) => {
                    return Finding::Revoked { source, revoked };
                }
                Ok(finding) => good = Some(finding),
                Err(OcspError::OtherCertificate) => {}
                Err(e) if error.is_none_or(|found| e.rank() > found.rank()) => error = Some(e),
                Err(_) => {}
            }
        }
        match (self.find_by_crls(query), good, error) {
            (revoked @ Finding::Revoked { .. }, _, _) => revoked,
            (_, Some(good), _) => good,
            (good @ Finding::Good { .. }, None, _) => good,
            (_, None, Some(e)) => Finding::Unknown(UnknownStatus::Ocsp(e)),
            (unknown, None, None) => unknown,
        }
    }
}
