// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal inspect`: what is inside.

use clap::Args;

use crate::exit::Refusal;
use crate::input::Input;
use crate::output::print;

/// Say what is inside: any CMS, JWE, JWS, certificate, CRL, key, PFX. No key is needed, nothing is verified
#[derive(Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    input: Input,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,

    /// Levels of the text to show
    #[arg(long, value_name = "N", conflicts_with = "json")]
    depth: Option<usize>,
}

impl Inspect {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        let report = gostseal::inspect::inspect(&self.input.read()?);
        if self.json {
            print(&(report.to_json() + "\n"))
        } else {
            print(&report.to_text_to_depth(self.depth.unwrap_or(usize::MAX)))
        }
    }
}
