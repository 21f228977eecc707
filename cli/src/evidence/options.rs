// SPDX-License-Identifier: MIT OR Apache-2.0
//! The options of verbs that ask whether certificates were revoked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gostseal::trust::{Certificate, RevocationPolicy};

use super::Sources;
use crate::exit::{At as _, Refusal, shown};
use crate::fetch::NetworkOptions;
use crate::input;

/// Evidence, as the command line gives it.
#[derive(Args)]
pub(crate) struct EvidenceOptions {
    /// Certificates that may lead from signers to trusted ones; none is trusted for it. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    extra: Vec<PathBuf>,

    /// A CRL of any size, DER or PEM. May be given several times
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// An OCSP response, DER. May be given several times
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<PathBuf>,

    /// What must be known of the revocation of certificates
    #[arg(long, value_enum, default_value_t = Policy::SoftFail)]
    revocation: Policy,

    /// Fetch over http what is missing: issuers' certificates, OCSP responses and CRLs, from where certificates say that
    /// they are. The URLs are foreign text
    #[arg(long)]
    fetch: bool,

    #[command(flatten)]
    network: NetworkOptions,
}

/// What becomes of certificates whose status is not known.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Policy {
    /// They are refused
    HardFail,
    /// They are taken, and the report says what is not known
    SoftFail,
    /// Nothing is asked
    None,
}

impl From<Policy> for RevocationPolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::HardFail => Self::HardFail,
            Policy::SoftFail => Self::SoftFail,
            Policy::None => Self::None,
        }
    }
}

impl EvidenceOptions {
    pub(crate) fn policy(&self) -> RevocationPolicy {
        self.revocation.into()
    }

    /// What the options name. CRLs are read when it is known which certificates are asked about.
    pub(crate) fn sources(&self) -> Result<Sources, Refusal> {
        let mut extra = Vec::new();
        for path in &self.extra {
            extra.extend(Certificate::read_bundle(&input::read_file(path)?).at(shown(path))?);
        }
        let mut responses = Vec::new();
        for path in &self.ocsp {
            let octets = input::read_file(path)?;
            let response = gostseal::trust::OcspResponse::from_der(&octets).at(shown(path))?;
            responses.push(response);
        }
        let client = self.fetch.then(|| self.network.client());
        let asks = self.revocation != Policy::None;
        Ok(Sources::new(
            extra,
            responses,
            self.crl.clone(),
            client,
            asks,
        ))
    }
}
