// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert request`: asks an authority for a certificate (PKCS #10).

use std::path::PathBuf;

use clap::Args;
use gostseal::issue::{self, Subject};
use serde::Serialize;

use super::profile::Extensions;
use crate::exit::{At as _, Refusal};
use crate::input;
use crate::output::{Content, Output, Report, visible};

/// Make a certification request (PKCS #10) in PEM
#[derive(Args)]
pub(crate) struct Request {
    /// The private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The subject as RFC 4514 writes it: CN=Иванов Иван,ИНН=500100732259,СНИЛС=11223344595,C=RU
    #[arg(long, value_name = "NAME")]
    subject: String,

    #[command(flatten)]
    extensions: Extensions,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the request goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Request {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/cert-request/1", || self.make())
    }

    fn make(&self) -> Result<Made, Refusal> {
        let key = input::private_key(&self.key)?;
        let subject = Subject::parse(&self.subject).at("--subject")?;
        let request = self.extensions.with_template(None, |template| {
            Ok(issue::request(&subject, &key, template)?)
        })?;
        let mut sink = self.output.open(Content::Plain)?;
        sink.put(request.to_pem().as_bytes())?;
        sink.finish()?;
        Ok(Made {
            subject: visible(&request.subject().to_string()),
        })
    }
}

#[derive(Serialize)]
struct Made {
    subject: String,
}

impl Report for Made {}
