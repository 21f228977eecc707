// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal tsp reply`: an authority for tests answers a request.

use std::path::PathBuf;

use clap::Args;
use gostseal::signed::{Accuracy, PkiStatus, TimeStampAuthority};
use gostseal::{ErrorCode, Oid, UnixTime};
use serde::Serialize;

use super::oid;
use crate::exit::{At as _, Refusal};
use crate::input::{self, Input};
use crate::output::{Content, Output, Report, hex};

/// Answer a request for a time stamp, for tests: a TimeStampResp in DER
#[derive(Args)]
pub(crate) struct Reply {
    #[command(flatten)]
    request: Input,

    /// The authority's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The authority's certificate, for time stamps alone: see cert issue --profile tsa
    #[arg(long, value_name = "C")]
    cert: PathBuf,

    /// The policy of the authority
    #[arg(long, value_name = "OID", value_parser = oid, default_value = "1.2.643.2.2.38.4")]
    policy: Oid,

    /// Seconds that the clock may be off
    #[arg(long, value_name = "SECONDS")]
    accuracy: Option<u32>,

    /// The time to state (RFC 3339); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the response goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Reply {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/tsp-reply/1", || self.answer())
    }

    fn answer(&self) -> Result<Answered, Refusal> {
        let key = input::private_key(&self.key)?;
        let certificate = input::certificate_of(&key, &self.cert)?;
        let name = self.request.name();
        let request = self.request.read()?;
        let mut authority = TimeStampAuthority::new(&key, &certificate, self.policy).at(&name)?;
        if let Some(seconds) = self.accuracy {
            authority = authority.accuracy(Accuracy {
                seconds,
                millis: 0,
                micros: 0,
            });
        }
        let mut serial = [0; 16];
        getrandom::fill(&mut serial)
            .map_err(|error| Refusal::new(ErrorCode::EntropyFailed, error))?;
        // Positive, and of as many octets whatever was drawn.
        serial[0] = serial[0] & 0x3f | 0x40;
        let time = self.at.unwrap_or_else(UnixTime::now);
        let response = authority.answer(&request, &serial, time).at(&name)?;
        let mut sink = self.output.open(Content::Binary)?;
        sink.put(&response.to_der())?;
        sink.finish()?;
        Ok(Answered {
            granted: matches!(
                response.status(),
                PkiStatus::Granted | PkiStatus::GrantedWithMods
            ),
            failure: response.failure().map(|failure| failure.to_string()),
            time: time.to_string(),
            serial: hex(&serial),
        })
    }
}

#[derive(Serialize)]
struct Answered {
    granted: bool,
    failure: Option<String>,
    time: String,
    serial: String,
}

impl Report for Answered {}
