// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert issue`: an authority for tests issues a certificate for a request.

use std::path::PathBuf;

use clap::Args;
use gostseal::Label;
use gostseal::issue::{self, CertificationRequest, Subject};
use serde::Serialize;

use super::authority::{Authority, random_serial};
use super::profile::{Extensions, Lifetime};
use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Content, Output, Report};
use crate::trust::CertificateMembers;

/// Issue a certificate for a request, in PEM. The request's own extensions are not taken over
#[derive(Args)]
pub(crate) struct Issue {
    #[command(flatten)]
    input: Input,

    /// The folder of the authority
    #[arg(long, value_name = "DIR")]
    ca: PathBuf,

    /// A subject in the place of the request's
    #[arg(long, value_name = "NAME")]
    subject: Option<String>,

    /// Days, from the start of validity, in which the private key may sign (privateKeyUsagePeriod)
    #[arg(long, value_name = "N")]
    key_days: Option<u32>,

    /// Write the authority's certificate, and those above it, after the new one
    #[arg(long)]
    chain: bool,

    #[command(flatten)]
    extensions: Extensions,

    #[command(flatten)]
    lifetime: Lifetime,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the certificate goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Issue {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/cert-issue/1", || self.issue())
    }

    fn issue(&self) -> Result<Issued, Refusal> {
        let name = self.input.name();
        let der = self
            .input
            .read_structure(&[Label::CertificateRequest], "CertificationRequest")?;
        let request = CertificationRequest::from_der(&der).at(&name)?;
        let subject = match &self.subject {
            Some(text) => Some(Subject::parse(text).at("--subject")?),
            None => None,
        };
        let mut authority = Authority::open(&self.ca)?;
        let validity = self.lifetime.validity();
        let key_period = self
            .key_days
            .map(|days| Lifetime::days_from(validity.not_before, days));
        let serial = random_serial()?;
        let certificate = self.extensions.with_template(key_period, |template| {
            let issuer = authority.issuer()?;
            issue::issue(
                &issuer,
                &request,
                subject.as_ref(),
                serial,
                validity,
                template,
            )
            .at(&name)
        })?;
        // What is not in the list cannot be revoked: the list comes before the certificate.
        authority.index.add(&certificate);
        authority.save()?;
        let mut text = issue::certificate_pem(&certificate);
        if self.chain {
            text.extend(authority.chain.iter().map(issue::certificate_pem));
        }
        let mut sink = self.output.open(Content::Plain)?;
        sink.put(text.as_bytes())?;
        sink.finish()?;
        Ok(Issued {
            certificate: CertificateMembers::from(&certificate),
        })
    }
}

#[derive(Serialize)]
struct Issued {
    certificate: CertificateMembers,
}

impl Report for Issued {}
