// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal sign`: makes a CMS SignedData (CAdES-BES).

use std::path::PathBuf;

use clap::Args;
use gostseal::UnixTime;
use gostseal::signed::{self, SignOptions};
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::{self, Input};
use crate::output::{Content, Output, Report};
use crate::trust::CertificateMembers;

/// Sign a document: CMS SignedData in DER with the signer's certificate inside (CAdES-BES)
#[derive(Args)]
pub(crate) struct Sign {
    #[command(flatten)]
    input: Input,

    /// The signer's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The signer's certificate
    #[arg(long, value_name = "C")]
    cert: PathBuf,

    /// Leave the document out of the signature
    #[arg(long)]
    detached: bool,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the signature goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Sign {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/sign/1", || self.sign())
    }

    fn sign(&self) -> Result<Signed, Refusal> {
        let key = input::private_key(&self.key)?;
        let certificate = input::certificate_of(&key, &self.cert)?;
        let document = self.input.read()?;
        let time = UnixTime::now();
        let options = SignOptions {
            detached: self.detached,
            signing_time: Some(time),
            ..SignOptions::default()
        };
        let cms = signed::sign(&document, &key, &certificate, &options).at(self.input.name())?;
        let mut sink = self.output.open(Content::Binary)?;
        sink.put(&cms)?;
        sink.finish()?;
        Ok(Signed {
            detached: self.detached,
            octets: document.len(),
            signing_time: time.to_string(),
            signer: CertificateMembers::from(&certificate),
        })
    }
}

#[derive(Serialize)]
struct Signed {
    detached: bool,
    octets: usize,
    signing_time: String,
    signer: CertificateMembers,
}

impl Report for Signed {}
