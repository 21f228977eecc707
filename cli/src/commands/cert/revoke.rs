// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert revoke` and `gostseal cert crl`: an authority for tests takes certificates back and says so.

use std::path::PathBuf;

use clap::Args;
use gostseal::issue::{self, CrlOptions, CrlReason, Revoked};
use gostseal::{ErrorCode, UnixTime};
use serde::Serialize;

use super::authority::{Authority, Issued, Revocation, time};
use crate::exit::{At as _, Refusal, shown};
use crate::input;
use crate::output::{Content, Output, Report, hex, report};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Revoke a certificate that the authority issued. The next `cert crl` says so
#[derive(Args)]
pub(crate) struct Revoke {
    /// The certificate
    #[arg(
        value_name = "CERT",
        required_unless_present = "serial",
        conflicts_with = "serial"
    )]
    certificate: Option<PathBuf>,

    /// Its serial number in hexadecimal digits, in the place of the certificate
    #[arg(long, value_name = "HEX")]
    serial: Option<String>,

    /// The folder of the authority
    #[arg(long, value_name = "DIR")]
    ca: PathBuf,

    /// Why: keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold,
    /// privilegeWithdrawn, unspecified
    #[arg(long, value_name = "REASON", default_value = "unspecified", value_parser = reason)]
    reason: CrlReason,

    /// When (RFC 3339); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

fn reason(text: &str) -> Result<CrlReason, String> {
    CrlReason::from_name(text).ok_or_else(|| "not a reason of RFC 5280 section 5.3.1".into())
}

impl Revoke {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/cert-revoke/1", || self.revoke())
    }

    fn revoke(&self) -> Result<Taken, Refusal> {
        let serial = match (&self.certificate, &self.serial) {
            (Some(path), _) => hex(input::certificate(path)?.serial()),
            (None, Some(serial)) => serial.to_ascii_uppercase(),
            (None, None) => {
                return Err(Refusal::new(
                    ErrorCode::InvalidArgument,
                    "name a certificate or give --serial",
                ));
            }
        };
        let mut authority = Authority::open(&self.ca)?;
        let found = authority
            .index
            .issued
            .iter_mut()
            .find(|issued| same_number(&issued.serial, &serial));
        let Some(issued) = found else {
            return Err(Refusal::new(
                ErrorCode::InvalidArgument,
                "the authority has not issued this certificate",
            )
            .at(shown(&self.ca)));
        };
        if issued.revoked.is_some() {
            return Err(
                Refusal::new(ErrorCode::InvalidArgument, "it was revoked before")
                    .at(shown(&self.ca)),
            );
        }
        let at = self.at.unwrap_or_else(UnixTime::now).to_string();
        issued.revoked = Some(Revocation {
            at: at.clone(),
            reason: self.reason.name().into(),
        });
        let taken = Taken {
            serial: issued.serial.clone(),
            subject: issued.subject.clone(),
            at,
            reason: self.reason.name(),
        };
        authority.save()?;
        Ok(taken)
    }
}

/// Whether two numbers are the same; zeros before them do not count.
fn same_number(a: &str, b: &str) -> bool {
    a.trim_start_matches('0') == b.trim_start_matches('0')
}

#[derive(Serialize)]
struct Taken {
    serial: String,
    subject: String,
    at: String,
    reason: &'static str,
}

impl Report for Taken {
    fn text(&self) -> String {
        format!(
            "revoked: {}\n  serial number: {}\n  at: {} ({})\n",
            self.subject, self.serial, self.at, self.reason
        )
    }
}

/// Write the authority's CRL
#[derive(Args)]
pub(crate) struct Crl {
    /// The folder of the authority
    #[arg(long, value_name = "DIR")]
    ca: PathBuf,

    /// Days until the next CRL
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u32,

    /// When it is made (RFC 3339); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,

    /// DER instead of PEM
    #[arg(long)]
    der: bool,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the CRL goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Crl {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/cert-crl/1", || self.make())
    }

    fn make(&self) -> Result<Made, Refusal> {
        let mut authority = Authority::open(&self.ca)?;
        authority.index.crl_number += 1;
        let entries = authority
            .index
            .issued
            .iter()
            .filter_map(|issued| issued.revoked.as_ref().map(|why| entry(issued, why)))
            .collect::<Result<Vec<Entry>, Refusal>>()
            .at(shown(&self.ca))?;
        let revoked: Vec<Revoked<'_>> = entries
            .iter()
            .map(|entry| Revoked {
                serial: &entry.serial,
                at: entry.at,
                reason: entry.reason,
                invalid_since: None,
            })
            .collect();
        let this_update = self.at.unwrap_or_else(UnixTime::now);
        let next_update = UnixTime(this_update.0.saturating_add(i64::from(self.days) * DAY));
        let options = CrlOptions {
            this_update,
            next_update: Some(next_update),
            number: authority.index.crl_number,
            delta_of: None,
            raw: &[],
        };
        let der = issue::crl(&authority.issuer()?, &options, &revoked)?;
        // A number that was used and not published does no harm; one that is used twice does.
        authority.save()?;
        let (octets, content) = if self.der {
            (der, Content::Binary)
        } else {
            (issue::crl_pem(&der).into_bytes(), Content::Plain)
        };
        let mut sink = self.output.open(content)?;
        sink.put(&octets)?;
        sink.finish()?;
        Ok(Made {
            number: options.number,
            revoked: revoked.len(),
            this_update: this_update.to_string(),
            next_update: next_update.to_string(),
        })
    }
}

struct Entry {
    serial: Vec<u8>,
    at: UnixTime,
    reason: CrlReason,
}

fn entry(issued: &Issued, why: &Revocation) -> Result<Entry, Refusal> {
    let broken = || {
        Refusal::new(
            ErrorCode::InvalidValue,
            "the list of certificates is broken",
        )
    };
    let digits = issued.serial.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return Err(broken());
    }
    let serial = digits
        .chunks_exact(2)
        .map(|pair| {
            let text = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(text, 16).ok()
        })
        .collect::<Option<Vec<u8>>>()
        .ok_or_else(broken)?;
    Ok(Entry {
        serial,
        at: time(&why.at)?,
        reason: CrlReason::from_name(&why.reason).ok_or_else(broken)?,
    })
}

#[derive(Serialize)]
struct Made {
    number: u64,
    revoked: usize,
    this_update: String,
    next_update: String,
}

impl Report for Made {}
