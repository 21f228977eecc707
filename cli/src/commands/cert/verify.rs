// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert verify`: whether certificates lead to trusted ones, what is known of their revocation, and what would
//! have to be fetched to know more.

use std::path::PathBuf;

use base64ct::{Base64, Encoding as _};
use clap::{Args, ValueEnum};
use gostseal::trust::{
    Certificate, Finding, Need, NeedOptions, Options, PathJudgement, TrustStore, Usage, path,
};
use gostseal::{ErrorCode, UnixTime};
use serde::Serialize;

use crate::commands::verify::fetched_text;
use crate::evidence::{EvidenceOptions, Fetched, Sources};
use crate::exit::{At as _, Refusal, shown};
use crate::input;
use crate::output::{Judgement, Report, report_judgement, visible};
use crate::trust::{Believed, CertificateMembers, Judged};
use crate::verdicts::Verdict;

/// Verify that certificates lead to trusted ones. The first of each file is judged, the others may lead there
#[derive(Args)]
pub(crate) struct Verify {
    /// Certificates: PEM, DER, or certs-only CMS; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Trusted certificates: PEM with any number of blocks, DER, certs-only CMS, or a folder of such files. May be given
    /// several times
    #[arg(long, value_name = "BUNDLE", required = true)]
    trust: Vec<PathBuf>,

    /// What the key is to do
    #[arg(long, value_enum, default_value_t = Purpose::Any)]
    purpose: Purpose,

    #[command(flatten)]
    judged: Judged,

    #[command(flatten)]
    evidence: EvidenceOptions,

    /// Print what would have to be fetched to know of revocation: URLs of CRLs, and OCSP requests in base64
    #[arg(long)]
    needs: bool,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Purpose {
    /// Whatever
    Any,
    /// Sign documents
    Signature,
    /// Receive encrypted messages
    KeyTransport,
    /// Sign time stamps
    TimeStamping,
    /// Answer for the status of certificates
    OcspSigning,
}

impl From<Purpose> for Usage {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Any => Self::Any,
            Purpose::Signature => Self::Signature,
            Purpose::KeyTransport => Self::KeyTransport,
            Purpose::TimeStamping => Self::TimeStamping,
            Purpose::OcspSigning => Self::OcspSigning,
        }
    }
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report_judgement(self.json, "gostseal/cert-verify/1", || self.verify())
    }

    fn verify(&self) -> Result<Judgement<Verified>, Refusal> {
        let Believed::Anchors(store) = Believed::read(&self.trust, None)? else {
            return Err(Refusal::new(
                ErrorCode::TrustNotEstablished,
                "no trusted certificate was given",
            ));
        };
        let mut sources = self.evidence.sources()?;
        let (mut certificates, mut refusal) = (Vec::new(), None);
        for file in &self.files {
            let bundle = input::read_file_or_stdin(file)?;
            let mut bundle = Certificate::read_bundle(&bundle).at(shown(file))?;
            let others = bundle.split_off(1);
            for leaf in &bundle {
                let (entry, refused) = self.judge(leaf, &others, &store, &mut sources)?;
                refusal = refusal.or(refused.map(|refused| refused.at(shown(file))));
                certificates.push(Entry {
                    file: shown(file),
                    ..entry
                });
            }
        }
        let report = Verified {
            certificates,
            fetched: sources.fetched().to_vec(),
        };
        Ok(Judgement { report, refusal })
    }

    fn judge(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        store: &TrustStore,
        sources: &mut Sources,
    ) -> Result<(Entry, Option<Refusal>), Refusal> {
        let (at, usage) = (self.judged.time(), self.purpose.into());
        let pool = sources.settle(leaf, others, store, (at, usage))?;
        let mut options = Options::new(at, usage);
        options.revocation = sources.evidence();
        options.policy = self.evidence.policy();
        let judgement = path::judge(leaf, &pool, store, &options);
        let needs = match (self.needs, judgement.path()) {
            (true, Some(path)) => Some(
                sources
                    .evidence()
                    .needs(path, at, &NeedOptions::default())
                    .iter()
                    .filter_map(NeedMembers::new)
                    .collect(),
            ),
            (true, None) => Some(Vec::new()),
            (false, _) => None,
        };
        let refusal = judgement.failure().map(|failure| {
            let error = Refusal::from(failure.error);
            match failure.index {
                0 => error,
                index => error.of_certificate(index, &failure.certificate.subject().to_string()),
            }
        });
        Ok((Entry::new(leaf, &judgement, at, needs), refusal))
    }
}

#[derive(Serialize)]
struct Verified {
    certificates: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fetched: Vec<Fetched>,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    subject: String,
    /// From the certificate to the anchor.
    path: Vec<CertificateMembers>,
    /// The path alone; revocation is beside it.
    verdict: Verdict,
    revocation: Verdict,
    /// What is known of each certificate below the anchor.
    status: Vec<Verdict>,
    judged_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<Vec<NeedMembers>>,
}

/// Something that would tell of a certificate.
#[derive(Serialize)]
struct NeedMembers {
    /// Its place in the path: 0 is the certificate judged.
    certificate: usize,
    /// `crl`, `delta crl` or `ocsp`.
    kind: &'static str,
    url: String,
    /// What is to be sent, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

impl NeedMembers {
    fn new(need: &Need) -> Option<Self> {
        match need {
            Need::Crl {
                certificate,
                url,
                delta,
            } => Some(Self {
                certificate: *certificate,
                kind: if *delta { "delta crl" } else { "crl" },
                url: visible(url),
                request: None,
            }),
            Need::Ocsp {
                certificate,
                url,
                request,
            } => Some(Self {
                certificate: *certificate,
                kind: "ocsp",
                url: visible(url),
                request: Some(Base64::encode_string(request)),
            }),
            _ => None,
        }
    }
}

impl Entry {
    fn new(
        leaf: &Certificate,
        judgement: &PathJudgement<'_>,
        at: Option<UnixTime>,
        needs: Option<Vec<NeedMembers>>,
    ) -> Self {
        let verdict = match (judgement.path(), judgement.failure()) {
            (Some(_), _) => Verdict::new("anchor", "trusted"),
            (None, Some(failure)) => Verdict::new("refused", failure).with(failure.code()),
            (None, None) => Verdict::new("refused", "not trusted"),
        };
        let path = judgement.path().map(path::Path::certificates);
        Self {
            file: String::new(),
            subject: visible(&leaf.subject().to_string()),
            path: path
                .unwrap_or_default()
                .iter()
                .map(|certificate| CertificateMembers::from(*certificate))
                .collect(),
            verdict,
            revocation: Verdict::of_revocation(judgement),
            status: judgement
                .revocation()
                .iter()
                .map(|j| status(&j.finding))
                .collect(),
            judged_at: at.map(|time| time.to_string()),
            needs,
        }
    }
}

/// What is known of one certificate.
fn status(finding: &Finding) -> Verdict {
    match finding {
        Finding::Good { as_of, later, .. } => {
            let mut text = "not revoked".to_string();
            if let Some(as_of) = as_of {
                text += &format!(", as of {as_of}");
            }
            if let Some(later) = later {
                text += &format!(", revoked later: {}", later.at);
            }
            Verdict::new("good", text)
        }
        Finding::Revoked { revoked, .. } => {
            Verdict::new("revoked", format!("revoked at {}", revoked.at))
        }
        Finding::Unknown(why) => Verdict::new("unknown", format!("nothing is known: {why}")),
        Finding::NotAsked => Verdict::new("not asked", "revocation not asked"),
        _ => Verdict::new("other", "unknown"),
    }
}

impl Report for Verified {
    fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.certificates {
            text += &format!("{}: {}\n", entry.file, entry.verdict.text);
            let statuses = entry.status.iter().map(Some).chain([None]);
            for (certificate, status) in entry.path.iter().zip(statuses) {
                text += &format!(
                    "  {}\n    {} to {}\n",
                    certificate.subject, certificate.not_before, certificate.not_after
                );
                if let Some(status) = status {
                    text += &format!("    {}\n", status.text);
                }
            }
            for need in entry.needs.iter().flatten() {
                let request = need.request.as_deref().unwrap_or_default();
                let line = format!("  {} {} {request}", need.kind, need.url);
                text += &format!("{}\n", line.trim_end());
            }
        }
        text + &fetched_text(&self.fetched)
    }
}
