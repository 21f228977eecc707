// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert show`: what certificates hold, and the digests that name them.

use clap::Args;
use gostseal::inspect;
use gostseal::trust::Certificate;
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Report, hex, report};
use crate::trust::CertificateMembers;

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
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/cert-show/1", || self.show())
    }

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
    /// SHA-1 of the DER: the thumbprint of Windows and CryptoPro.
    thumbprint_sha1: String,
    /// Streebog-256 of the DER.
    fingerprint_streebog256: String,
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
            thumbprint_sha1: hex(&certificate.thumbprint_sha1()),
            fingerprint_streebog256: hex(&certificate.fingerprint_streebog256()),
            text: inspect::inspect(certificate.der()).to_text(),
        }
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.certificates {
            text += &entry.text;
            text += &format!("  thumbprint (SHA-1): {}\n", entry.thumbprint_sha1);
            text += &format!(
                "  fingerprint (Streebog-256): {}\n",
                entry.fingerprint_streebog256
            );
        }
        text
    }
}
