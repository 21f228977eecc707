// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert verify`: whether certificates lead to trusted ones.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gostseal::ErrorCode;
use gostseal::trust::{Certificate, Usage, path};
use serde::Serialize;

use super::Judged;
use crate::exit::{At as _, Refusal, shown};
use crate::input;
use crate::output::{Report, report};
use crate::trust::{Believed, CertificateMembers};

/// Verify that certificates lead to trusted ones. The first of each file is judged, the others may lead there
#[derive(Args)]
pub(crate) struct Verify {
    /// Certificates: PEM, DER, or certs-only CMS; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Trusted certificates: PEM with any number of blocks, DER, or certs-only CMS. May be given several times
    #[arg(long, value_name = "BUNDLE", required = true)]
    trust: Vec<PathBuf>,

    /// Certificates that may lead from the ones judged to trusted ones. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    extra: Vec<PathBuf>,

    /// What the key is to do
    #[arg(long, value_enum, default_value_t = Purpose::Any)]
    purpose: Purpose,

    #[command(flatten)]
    judged: Judged,

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
}

impl From<Purpose> for Usage {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Any => Self::Any,
            Purpose::Signature => Self::Signature,
            Purpose::KeyTransport => Self::KeyTransport,
        }
    }
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/cert-verify/1", || self.verify())
    }

    fn verify(&self) -> Result<Verified, Refusal> {
        let Believed::Anchors(store) = Believed::read(&self.trust, None)? else {
            return Err(Refusal::new(
                ErrorCode::TrustNotEstablished,
                "no trusted certificate was given",
            ));
        };
        let mut extra = Vec::new();
        for path in &self.extra {
            extra.extend(Certificate::read_bundle(&input::read_file(path)?).at(shown(path))?);
        }
        let mut certificates = Vec::new();
        for file in &self.files {
            let bundle = input::read_file_or_stdin(file)?;
            let mut bundle = Certificate::read_bundle(&bundle).at(shown(file))?;
            let others = bundle.split_off(1);
            let candidates: Vec<Certificate> = others.into_iter().chain(extra.clone()).collect();
            for leaf in &bundle {
                let path = path::verify(
                    leaf,
                    &candidates,
                    &store,
                    self.judged.time(),
                    self.purpose.into(),
                )
                .at(shown(file))?;
                certificates.push(Entry {
                    file: shown(file),
                    path: path
                        .certificates()
                        .iter()
                        .map(|certificate| CertificateMembers::from(*certificate))
                        .collect(),
                });
            }
        }
        Ok(Verified { certificates })
    }
}

#[derive(Serialize)]
struct Verified {
    certificates: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    /// From the certificate to the anchor.
    path: Vec<CertificateMembers>,
}

impl Report for Verified {
    fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.certificates {
            text += &format!("{}: trusted\n", entry.file);
            for certificate in &entry.path {
                text += &format!(
                    "  {}\n    {} to {}\n",
                    certificate.subject, certificate.not_before, certificate.not_after
                );
            }
        }
        text
    }
}
