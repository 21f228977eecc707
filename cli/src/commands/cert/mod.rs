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
