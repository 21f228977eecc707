// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command `gostseal`.
//!
//! One file per verb in `commands`; what they share is beside this file: `input` (files, standard input, PEM and
//! base64), `output` (standard output, files that appear whole or not at all, reports), `trust` (whom a signature is
//! believed by, and when), `evidence` (what is known of revoked certificates), `fetch` (HTTP), `verdicts` (what a report
//! says of each signature), `exit` (refusals and exit statuses), `progress`. Nothing is computed here: every
//! decision is the library's.

#![forbid(unsafe_code)]

mod commands;
mod evidence;
mod exit;
mod fetch;
mod input;
mod output;
mod progress;
mod trust;
mod verdicts;

use std::panic;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gostseal::ErrorCode;

use crate::exit::Refusal;

/// Open, verify, seal and sign what Russian e-services send in GOST cryptography.
#[derive(Parser)]
#[command(
    name = "gostseal",
    version,
    after_help = "Exit status: 0 good; 1 signature or integrity bad; 2 misuse; 3 not parseable; 4 algorithm unsupported;\n\
                  5 no usable key or recipient; 6 trust not established, the signature itself is good; 7 input or output;\n\
                  8 key holder or network; 9 a claim refused.\n\n\
                  gostseal is not a certified cryptographic protection tool (СКЗИ)."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Inspect(commands::inspect::Inspect),
    Userinfo(commands::userinfo::UserInfo),
    Decrypt(commands::decrypt::Decrypt),
    Encrypt(commands::encrypt::Encrypt),
    Sign(commands::sign::Sign),
    Verify(commands::verify::Verify),
    /// Verify or sign a compact JWS
    #[command(subcommand)]
    Jws(commands::jws::Jws),
    /// Show, verify and judge certificates; make requests; a small authority for tests
    #[command(subcommand)]
    Cert(commands::cert::Cert),
    /// Ask for time stamps, answer for tests, verify them, add them to signatures
    #[command(subcommand)]
    Tsp(commands::tsp::Tsp),
    /// Check and sign calls of a document workflow (docflow/sign, workflow/finish_process)
    #[command(subcommand)]
    Docflow(commands::docflow::Docflow),
    /// Make or show a key
    #[command(subcommand)]
    Key(commands::key::Key),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    output::remove_unfinished_on_interrupt();
    // A defect is told in one line like any refusal; unwinding has removed what was unfinished.
    panic::set_hook(Box::new(|_| {}));
    match panic::catch_unwind(|| cli.command.run()) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(refusal)) => refusal.report(),
        Err(_) => {
            Refusal::new(ErrorCode::InternalPanic, ErrorCode::InternalPanic.meaning()).report()
        }
    }
}

impl Command {
    fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Inspect(command) => command.run(),
            Self::Userinfo(command) => command.run(),
            Self::Decrypt(command) => command.run(),
            Self::Encrypt(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Jws(command) => command.run(),
            Self::Cert(command) => command.run(),
            Self::Tsp(command) => command.run(),
            Self::Docflow(command) => command.run(),
            Self::Key(command) => command.run(),
        }
    }
}
