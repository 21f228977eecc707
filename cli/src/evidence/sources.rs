// SPDX-License-Identifier: MIT OR Apache-2.0
//! Gathers what the paths of a report ask for.
//!
//! A report is made, its paths are looked at, what they lack is read or fetched, and the report is made anew until nothing
//! more comes: each request is made once, so it ends. A request that fails is told in the report and decides nothing by itself: the certificate's status stays
//! unknown, and the policy says what becomes of it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;

use gostseal::UnixTime;
use gostseal::signed::{JudgedAt, PathVerdict, SignerVerdicts};
use gostseal::trust::{
    Certificate, Evidence, Need, NeedOptions, Nonce, OcspResponse, Options, PathError, TrustStore,
    Usage, path,
};
use serde::Serialize;

use super::crl::{self, Lists};
use crate::exit::{Refusal, read_failed, shown};
use crate::fetch::{self, Client};
use crate::output::visible;

/// Evidence and certificates that came together so far.
pub(crate) struct Sources {
    evidence: Evidence,
    extra: Vec<Certificate>,
    crls: Vec<CrlFile>,
    client: Option<Client>,
    /// Whether revocation is asked about at all.
    asks: bool,
    /// Certificates that large CRLs were read for.
    known: Vec<Certificate>,
    tried: BTreeSet<(String, Vec<u8>)>,
    fetched: Vec<Fetched>,
}

struct CrlFile {
    name: String,
    origin: Origin,
    /// Whether all of it was read.
    whole: bool,
}

enum Origin {
    Named(PathBuf),
    Fetched(File),
}

/// What became of one request.
#[derive(Clone, Serialize)]
pub(crate) struct Fetched {
    pub(crate) url: String,
    pub(crate) what: &'static str,
    /// Why it gave nothing.
    pub(crate) failure: Option<String>,
}

/// A certificate whose path is asked about.
struct Asked {
    /// From the certificate to the anchor.
    path: Vec<Certificate>,
    usage: Usage,
    at: Option<UnixTime>,
}

/// What the paths of a report ask for.
#[derive(Default)]
struct Found {
    asked: Vec<Asked>,
    /// Certificates whose issuers are missing.
    orphans: Vec<Certificate>,
}

impl Sources {
    pub(super) fn new(
        extra: Vec<Certificate>,
        responses: Vec<OcspResponse>,
        crls: Vec<PathBuf>,
        client: Option<Client>,
        asks: bool,
    ) -> Self {
        let mut evidence = Evidence::new();
        responses
            .into_iter()
            .for_each(|response| evidence.add_ocsp(response));
        let named = |path: PathBuf| CrlFile {
            name: shown(&path),
            origin: Origin::Named(path),
            whole: false,
        };
        Self {
            evidence,
            extra,
            crls: crls.into_iter().map(named).collect(),
            client,
            asks,
            known: Vec::new(),
            tried: BTreeSet::new(),
            fetched: Vec::new(),
        }
    }

    pub(crate) fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Certificates that may lead to anchors.
    pub(crate) fn extra(&self) -> &[Certificate] {
        &self.extra
    }

    pub(crate) fn fetched(&self) -> &[Fetched] {
        &self.fetched
    }

    /// Gathers what is lacking for these signers, whose certificates are for `usage`, and for what stands around their
    /// signatures; whether something came that may change the verdicts.
    pub(crate) fn learn(
        &mut self,
        (verdicts, usage): (&[SignerVerdicts], Usage),
        (signers, authorities): (Option<&TrustStore>, Option<&TrustStore>),
    ) -> Result<bool, Refusal> {
        let mut found = [Found::default(), Found::default()];
        verdicts
            .iter()
            .for_each(|signer| gather(signer, usage, &mut found));
        let [by_signers, by_authorities] = found;
        let mut news = false;
        for (found, store) in [(by_signers, signers), (by_authorities, authorities)] {
            if let Some(store) = store {
                news |= self.learn_paths(&found, store)?;
            }
        }
        Ok(news)
    }

    /// Gathers what the path of one certificate lacks, and gives the certificates that may lead from it to an anchor:
    /// those `given` and those that are here.
    pub(crate) fn settle(
        &mut self,
        leaf: &Certificate,
        given: &[Certificate],
        store: &TrustStore,
        (at, usage): (Option<UnixTime>, Usage),
    ) -> Result<Vec<Certificate>, Refusal> {
        loop {
            let pool: Vec<Certificate> = given.iter().chain(&self.extra).cloned().collect();
            let judgement = path::judge(leaf, &pool, store, &Options::new(at, usage));
            let mut found = Found::default();
            match (judgement.path(), judgement.failure()) {
                (Some(path), _) => {
                    let path = path.certificates().iter().copied().cloned().collect();
                    found.asked.push(Asked { path, usage, at });
                }
                (None, Some(failure)) if lacks_issuer(&failure.error) => {
                    found.orphans.push(failure.certificate.clone());
                }
                _ => {}
            }
            if !self.learn_paths(&found, store)? {
                return Ok(pool);
            }
        }
    }

    /// Gathers what these paths and certificates without issuers lack.
    fn learn_paths(&mut self, found: &Found, store: &TrustStore) -> Result<bool, Refusal> {
        let Found { asked, orphans } = found;
        let mut news = false;
        for orphan in orphans {
            news |= self.fetch_issuers(orphan);
        }
        if !self.asks {
            return Ok(news);
        }
        news |= self.read_crls(asked)?;
        for asked in asked {
            news |= self.fetch_evidence(asked, store)?;
        }
        Ok(news)
    }

    /// Reads the CRLs that were named, for those certificates that they were not read for yet.
    fn read_crls(&mut self, asked: &[Asked]) -> Result<bool, Refusal> {
        let mut new: Vec<Certificate> = Vec::new();
        for certificate in asked.iter().flat_map(|asked| &asked.path) {
            if !self.known.contains(certificate) && !new.contains(certificate) {
                new.push(certificate.clone());
            }
        }
        if new.is_empty() {
            return Ok(false);
        }
        let mut news = false;
        for list in self.crls.iter_mut().filter(|list| !list.whole) {
            let opened = match &list.origin {
                Origin::Named(path) => File::open(path),
                Origin::Fetched(file) => file.try_clone(),
            };
            let mut file = opened.map_err(|error| read_failed(&error, &list.name))?;
            // A clone shares the place with the file that it was made of.
            std::io::Seek::rewind(&mut file).map_err(|error| read_failed(&error, &list.name))?;
            match crl::read(file, &list.name, &new)? {
                Lists::Whole(crls) => {
                    list.whole = true;
                    crls.into_iter().for_each(|crl| self.evidence.add_crl(crl));
                }
                Lists::Scanned(crl) => self.evidence.add_crl(*crl),
            }
            news = true;
        }
        self.known.extend(new);
        Ok(news)
    }

    fn fetch_issuers(&mut self, orphan: &Certificate) -> bool {
        let mut news = false;
        for url in orphan.ca_issuer_urls() {
            let Some(octets) = self.request(url, "issuer's certificate", &[], |client| {
                let octets = client.get(url)?;
                Ok(Certificate::read_bundle(&octets)?)
            }) else {
                continue;
            };
            for certificate in octets {
                if !self.extra.contains(&certificate) {
                    self.extra.push(certificate);
                    news = true;
                }
            }
        }
        news
    }

    /// Fetches for one path until nothing is needed or nothing more can be had.
    fn fetch_evidence(&mut self, asked: &Asked, store: &TrustStore) -> Result<bool, Refusal> {
        let (Some((leaf, above)), true) = (asked.path.split_first(), self.client.is_some()) else {
            return Ok(false);
        };
        let judgement = path::judge(leaf, above, store, &Options::new(asked.at, asked.usage));
        let Some(path) = judgement.path() else {
            return Ok(false);
        };
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce)
            .map_err(|error| Refusal::new(gostseal::ErrorCode::EntropyFailed, error))?;
        let options = NeedOptions {
            nonce: Some(&nonce),
            ..NeedOptions::default()
        };
        let mut news = false;
        loop {
            let needs = self.evidence.needs(path, asked.at, &options);
            let untried = |need: &&Need| !self.tried.contains(&attempt(need, &asked.path));
            let Some(need) = needs.iter().find(untried) else {
                return Ok(news);
            };
            self.tried.insert(attempt(need, &asked.path));
            let got = match need {
                Need::Ocsp { url, request, .. } => {
                    let response = self.ask(url, "OCSP response", |client| {
                        let octets = client.post(url, &fetch::OCSP, request)?;
                        Ok(OcspResponse::from_der(&octets)?)
                    });
                    response.map(|response| {
                        let nonce = Nonce::IfPresent(nonce.to_vec());
                        self.evidence.add_ocsp(response.with_nonce(nonce));
                    })
                }
                Need::Crl { url, .. } => {
                    let known: Vec<Certificate> =
                        self.known.iter().chain(&asked.path).cloned().collect();
                    let lists = self.ask(url, "CRL", |client| {
                        let file = client.get_crl(url)?;
                        let kept = file.try_clone();
                        let mut file = kept.map_err(|error| read_failed(&error, url))?;
                        std::io::Seek::rewind(&mut file)
                            .map_err(|error| read_failed(&error, url))?;
                        let copy = file.try_clone().map_err(|error| read_failed(&error, url))?;
                        Ok((crl::read(copy, url, &known)?, file))
                    });
                    lists.map(|(lists, file)| match lists {
                        Lists::Whole(crls) => {
                            crls.into_iter().for_each(|crl| self.evidence.add_crl(crl));
                        }
                        Lists::Scanned(crl) => {
                            self.evidence.add_crl(*crl);
                            self.crls.push(CrlFile {
                                name: url.clone(),
                                origin: Origin::Fetched(file),
                                whole: false,
                            });
                        }
                    })
                }
                _ => None,
            };
            news |= got.is_some();
        }
    }

    /// As [`Self::ask`], once for each URL.
    fn request<T>(
        &mut self,
        url: &str,
        what: &'static str,
        request: &[u8],
        work: impl FnOnce(&Client) -> Result<T, Refusal>,
    ) -> Option<T> {
        if self.client.is_none() || !self.tried.insert((url.into(), request.into())) {
            return None;
        }
        self.ask(url, what, work)
    }

    /// Does some work over the network and notes what became of it.
    fn ask<T>(
        &mut self,
        url: &str,
        what: &'static str,
        work: impl FnOnce(&Client) -> Result<T, Refusal>,
    ) -> Option<T> {
        let outcome = work(self.client.as_ref()?);
        self.fetched.push(Fetched {
            url: visible(url),
            what,
            failure: outcome.as_ref().err().map(|refusal| refusal.what().into()),
        });
        outcome.ok()
    }
}

/// What makes a request another one: for OCSP the certificate asked about, since nonces differ.
fn attempt(need: &Need, path: &[Certificate]) -> (String, Vec<u8>) {
    match need {
        Need::Ocsp {
            certificate, url, ..
        } => {
            let certificate = path.get(*certificate).map(Certificate::der);
            (url.clone(), certificate.unwrap_or_default().to_vec())
        }
        Need::Crl { url, .. } => (url.clone(), Vec::new()),
        _ => (String::new(), Vec::new()),
    }
}

/// The paths of a signer, its time stamps and its countersigners: `found[1]` has those of authorities.
fn gather(signer: &SignerVerdicts, usage: Usage, found: &mut [Found; 2]) {
    let at = match signer.judged_at {
        JudgedAt::Given(time) | JudgedAt::TimeStamp(time) => Some(time),
        _ => None,
    };
    let [signers, authorities] = &mut *found;
    let place = match usage {
        Usage::TimeStamping => authorities,
        _ => signers,
    };
    match &signer.path {
        PathVerdict::Anchor(path) => place.asked.push(Asked {
            path: path.clone(),
            usage,
            at,
        }),
        PathVerdict::Refused {
            error, certificate, ..
        } if lacks_issuer(error) => place.orphans.push(certificate.clone()),
        _ => {}
    }
    for stamp in &signer.time_stamps {
        if let Ok(token) = &stamp.token {
            gather(token, Usage::TimeStamping, found);
        }
    }
    for countersigner in &signer.countersignatures {
        gather(countersigner, Usage::Signature, found);
    }
}

/// Whether another certificate of the issuer might help.
fn lacks_issuer(error: &PathError) -> bool {
    matches!(
        error,
        PathError::IssuerNotFound | PathError::InvalidCertificateSignature
    )
}
