// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert`: `show`, `verify` and `lint` look at certificates; `request` asks for one; `new-ca`, `issue`, `revoke`
//! and `crl` are a small authority for tests, which lives in a folder (`authority`).

mod authority;
mod issue;
mod lint;
mod profile;
mod request;
mod revoke;
mod show;
mod verify;

use clap::Subcommand;
use gostseal::UnixTime;

use crate::exit::Refusal;

/// Show, verify and judge certificates; make requests; a small authority for tests
#[derive(Subcommand)]
pub(crate) enum Cert {
    Show(show::Show),
    Verify(verify::Verify),
    Lint(lint::Lint),
    Request(request::Request),
    NewCa(authority::NewCa),
    Issue(issue::Issue),
    Revoke(revoke::Revoke),
    Crl(revoke::Crl),
}

impl Cert {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Show(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Lint(command) => command.run(),
            Self::Request(command) => command.run(),
            Self::NewCa(command) => command.run(),
            Self::Issue(command) => command.run(),
            Self::Revoke(command) => command.run(),
            Self::Crl(command) => command.run(),
        }
    }
}

/// When to judge certificates, if at all.
#[derive(clap::Args)]
struct Judged {
    /// Time to judge by (RFC 3339, for instance 2026-02-23T14:31:30Z); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,

    /// Do not judge by time at all
    #[arg(long, conflicts_with = "at")]
    no_check_time: bool,
}

impl Judged {
    fn time(&self) -> Option<UnixTime> {
        (!self.no_check_time).then(|| self.at.unwrap_or_else(UnixTime::now))
    }
}
