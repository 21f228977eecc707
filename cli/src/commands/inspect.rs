// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal inspect`: what is inside.

use std::path::PathBuf;

use clap::Args;
use gostseal::envelope::RecipientKey;
use gostseal::inspect::inspect_within;
use gostseal::keys::Decapsulator;

use super::decrypt::certificate_id;
use crate::exit::Refusal;
use crate::input::{self, Input};
use crate::output::print;

/// Say what is inside: any CMS, JWE, JWS, certificate, CRL, key, PFX. No key is needed, nothing is verified
#[derive(Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    input: Input,

    /// Layers to look into: 1 is the input alone, 2 its content, too
    #[arg(long, value_name = "N", default_value_t = 1)]
    depth: u32,

    /// A private key (PKCS#8) for sealed layers
    #[arg(long, value_name = "K")]
    key: Option<PathBuf>,

    /// The recipient's certificate: only recipients that it names are opened
    #[arg(long, value_name = "C", requires = "key")]
    cert: Option<PathBuf>,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,

    /// Levels of the text to show
    #[arg(long, value_name = "N", conflicts_with = "json")]
    levels: Option<usize>,
}

impl Inspect {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        let key = self.key.as_deref().map(input::private_key).transpose()?;
        let certificate = match (&key, self.cert.as_deref()) {
            (Some(key), Some(path)) => Some(input::certificate_of(key, path)?),
            _ => None,
        };
        let named = match (&key, &certificate) {
            (Some(key), Some(certificate)) => {
                Some(RecipientKey::new(key, certificate_id(certificate)))
            }
            _ => None,
        };
        let holder = match (&named, &key) {
            (Some(named), _) => Some(named as &dyn Decapsulator),
            (None, key) => key.as_ref().map(|key| key as &dyn Decapsulator),
        };
        let report = inspect_within(&self.input.read()?, self.depth, holder);
        if self.json {
            print(&(report.to_json() + "\n"))
        } else {
            print(&report.to_text_to_depth(self.levels.unwrap_or(usize::MAX)))
        }
    }
}
