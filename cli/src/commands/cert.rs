// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert`: shows certificates.

use clap::{Args, Subcommand};
use gostseal::inspect;
use gostseal::trust::Certificate;
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Report, hex, report};
use crate::trust::CertificateMembers;

/// Show certificates
#[derive(Subcommand)]
pub(crate) enum Cert {
    Show(Show),
}

impl Cert {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Show(show) => report(show.json, "gostseal/cert-show/1", || show.show()),
        }
    }
}

/// Show every certificate of a file: PEM, DER, or certs-only CMS. Nothing is verified
#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    input: Input,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    fn show(&self) -> Result<Shown, Refusal> {
        let certificates = Certificate::read_bundle(&self.input.read()?).at(self.input.name())?;
        Ok(Shown {
            certificates: certificates.iter().map(Entry::new).collect(),
        })
    }
}

#[derive(Serialize)]
struct Shown {
    certificates: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    version: u8,
    #[serde(flatten)]
    names: CertificateMembers,
    /// What the key is for: name of the algorithm, of the parameter set, the point's octets x | y.
    public_key: Option<KeyMembers>,
    signature_algorithm: String,
    subject_key_id: Option<String>,
    ca: bool,
    self_issued: bool,
    /// The whole as `inspect` shows it.
    #[serde(skip)]
    text: String,
}

#[derive(Serialize)]
struct KeyMembers {
    algorithm: &'static str,
    param_set: &'static str,
    octets: String,
}

impl Entry {
    fn new(certificate: &Certificate) -> Self {
        let signature_algorithm = certificate.signature_algorithm();
        Self {
            version: certificate.version(),
            names: certificate.into(),
            public_key: certificate.public_key().ok().map(|key| KeyMembers {
                algorithm: key.algorithm().oid().name().unwrap_or_default(),
                param_set: key.param_set().name(),
                octets: hex(&key.to_bytes_le()),
            }),
            signature_algorithm: signature_algorithm
                .name()
                .map_or_else(|| signature_algorithm.to_string(), String::from),
            subject_key_id: certificate.subject_key_id().map(hex),
            ca: certificate
                .basic_constraints()
                .is_some_and(|constraints| constraints.ca),
            self_issued: certificate.is_self_issued(),
            text: inspect::inspect(certificate.der()).to_text(),
        }
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        self.certificates
            .iter()
            .map(|entry| entry.text.as_str())
            .collect()
    }
}
