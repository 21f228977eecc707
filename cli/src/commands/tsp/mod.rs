// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal tsp`: time stamps (RFC 3161): `request` asks for one, `reply` answers for tests, `verify` judges a response
//! or a token, `stamp` adds one to a signature.

mod reply;
mod request;
mod stamp;
mod verify;

use clap::Subcommand;
use gostseal::{Label, Oid};

pub(crate) use stamp::Stamping;

use crate::exit::Refusal;

/// Ask for time stamps, answer for tests, verify them, add them to signatures
#[derive(Subcommand)]
pub(crate) enum Tsp {
    Request(request::Request),
    Reply(reply::Reply),
    Verify(verify::Verify),
    Stamp(stamp::Stamp),
}

impl Tsp {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Request(command) => command.run(),
            Self::Reply(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Stamp(command) => command.run(),
        }
    }
}

/// Labels of what may hold a token in PEM.
const TOKEN_LABELS: &[Label] = &[Label::Cms, Label::Other];

fn oid(text: &str) -> Result<Oid, String> {
    Oid::from_dotted(text).ok_or_else(|| "not an object identifier in dotted form".into())
}
