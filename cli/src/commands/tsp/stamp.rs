// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal tsp stamp`: adds a time stamp to a signature; and the options of verbs that ask an authority for one.

use std::path::PathBuf;

use clap::Args;
use gostseal::signed::{self, RevocationPolicy, SignedError, TimeStamper, Verifier};
use gostseal::{ErrorCode, Label, Oid, UnixTime};
use serde::Serialize;

use super::oid;
use crate::exit::Refusal;
use crate::fetch::{Authority, NetworkOptions};
use crate::input::Input;
use crate::output::{Content, Output, Report};
use crate::trust::Believed;

/// Which authority gives the time stamp.
#[derive(Args)]
pub(crate) struct Stamping {
    /// Put a time stamp over the signature (CAdES-T), asked for of the authority behind this http URL
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,

    /// Whom the authority must be trusted by; without it its signature is checked and its certificate is not. May be
    /// given several times
    #[arg(long, value_name = "BUNDLE", requires = "tsa")]
    tsa_trust: Vec<PathBuf>,

    /// Ask for this policy of the authority, and take no other
    #[arg(long, value_name = "OID", value_parser = oid, requires = "tsa")]
    tsa_policy: Option<Oid>,

    #[command(flatten)]
    network: NetworkOptions,
}

impl Stamping {
    /// Whether a time stamp is asked for.
    pub(crate) fn is_asked(&self) -> bool {
        self.tsa.is_some()
    }

    /// Does some work with what asks for time stamps, where one is asked for.
    pub(crate) fn with_stamper<T>(
        &self,
        work: impl FnOnce(Option<&TimeStamper<'_>>) -> Result<T, SignedError>,
    ) -> Result<T, Refusal> {
        let Some(url) = &self.tsa else {
            return Ok(work(None)?);
        };
        let client = self.network.client();
        let authority = Authority::new(&client, url);
        let believed = Believed::read(&self.tsa_trust, None)?;
        let mut stamper = TimeStamper::new(&authority);
        if believed.store().is_some() {
            let verifier = Verifier::new(believed.trust()).at(UnixTime::now());
            stamper = stamper.verifier(verifier, RevocationPolicy::SoftFail);
        }
        if let Some(policy) = self.tsa_policy {
            stamper = stamper.policy(policy);
        }
        work(Some(&stamper)).map_err(|error| authority.reason(error).at(url))
    }
}

/// Add a time stamp to a signature of a message: CAdES-BES becomes CAdES-T
#[derive(Args)]
pub(crate) struct Stamp {
    #[command(flatten)]
    message: Input,

    /// Which signature, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    signer: u32,

    #[command(flatten)]
    stamping: Stamping,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the message goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Stamp {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/tsp-stamp/1", || self.stamp())
    }

    fn stamp(&self) -> Result<Stamped, Refusal> {
        if !self.stamping.is_asked() {
            let what = "name an authority: --tsa URL";
            return Err(Refusal::new(ErrorCode::InvalidArgument, what));
        }
        let name = self.message.name();
        let cms = self.message.read_structure(&[Label::Cms], "CMS")?;
        let index = usize::try_from(self.signer - 1).unwrap_or(usize::MAX);
        let message = self.stamping.with_stamper(|stamper| match stamper {
            Some(stamper) => signed::add_time_stamp(&cms, index, stamper),
            None => Err(SignedError::Transport),
        });
        let mut sink = self.output.open(Content::Binary)?;
        sink.put(&message.map_err(|refusal| refusal.at(&name))?)?;
        sink.finish()?;
        Ok(Stamped {
            signer: self.signer,
        })
    }
}

#[derive(Serialize)]
struct Stamped {
    /// Counted from 1.
    signer: u32,
}

impl Report for Stamped {}
