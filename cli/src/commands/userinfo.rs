// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal userinfo`: from a sealed user-info to the claims that its signature proves.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gostseal::envelope::RecipientKey;
use gostseal::jose::Object;
use gostseal::keys::Decapsulator;
use gostseal::userinfo;
use serde::Serialize;

use super::decrypt::certificate_id;
use super::seal::Seal;
use super::token::{claims_text, form_name};
use crate::exit::{At as _, Refusal};
use crate::input::{self, Input};
use crate::output::{Report, report};
use crate::trust::{At, Believed, CertificateMembers};

/// Open a user-info (JWE or JWS) and print the claims that the bank's signature proves
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct UserInfo {
    #[command(subcommand)]
    verb: Option<Verb>,

    #[command(flatten)]
    open: Open,
}

#[derive(Subcommand)]
enum Verb {
    Seal(Seal),
}

#[derive(Args)]
struct Open {
    #[command(flatten)]
    input: Input,

    /// The recipient's private key (PKCS#8), for a user-info that is encrypted
    #[arg(long, value_name = "K")]
    key: Option<PathBuf>,

    /// The recipient's certificate: only recipients that it names are opened
    #[arg(long, value_name = "C", requires = "key")]
    cert: Option<PathBuf>,

    /// The bank's own certificate or public key
    #[arg(long, value_name = "CERT|PUB", conflicts_with = "trust")]
    bank: Option<PathBuf>,

    /// Trusted certificates, one of which issued the bank's. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    trust: Vec<PathBuf>,

    /// Demand this audience
    #[arg(long, value_name = "A")]
    aud: Option<String>,

    /// Demand this issuer
    #[arg(long, value_name = "I")]
    iss: Option<String>,

    /// Demand this nonce
    #[arg(long, value_name = "N")]
    nonce: Option<String>,

    /// Demand an expiry time
    #[arg(long)]
    require_exp: bool,

    /// Forgive clocks that differ by this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    leeway: u32,

    #[command(flatten)]
    at: At,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl UserInfo {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match &self.verb {
            Some(Verb::Seal(seal)) => seal.run(),
            None => report(self.open.json, "gostseal/userinfo/1", || self.open.open()),
        }
    }
}

impl Open {
    fn open(&self) -> Result<Opened, Refusal> {
        let text = self.input.read_token()?;
        let believed = Believed::read(&self.trust, self.bank.as_deref())?;
        let key = self.key.as_deref().map(input::private_key).transpose()?;
        let certificate = match (&key, &self.cert) {
            (Some(key), Some(path)) => Some(input::certificate_of(key, path)?),
            _ => None,
        };
        let named = match (&key, &certificate) {
            (Some(key), Some(certificate)) => {
                Some(RecipientKey::new(key, certificate_id(certificate)))
            }
            _ => None,
        };
        let holder: Option<&dyn Decapsulator> = match (&named, &key) {
            (Some(named), _) => Some(named),
            (None, Some(key)) => Some(key),
            (None, None) => None,
        };

        let mut open = userinfo::Open::new(believed.trust())
            .at(self.at.time())
            .require_exp(self.require_exp)
            .leeway(self.leeway);
        if let Some(holder) = holder {
            open = open.key(holder);
        }
        if let Some(audience) = &self.aud {
            open = open.audience(audience);
        }
        if let Some(issuer) = &self.iss {
            open = open.issuer(issuer);
        }
        if let Some(nonce) = &self.nonce {
            open = open.nonce(nonce);
        }
        let info = open.open(&text).at(self.input.name())?;
        Ok(Opened {
            encrypted: info.encrypted,
            signature: "good",
            trust: believed.basis(),
            alg: info.jws.profile().alg(),
            form: form_name(info.jws.form()),
            signer: info.jws.certificate().map(CertificateMembers::from),
            claims: info.claims.as_object().clone(),
        })
    }
}

#[derive(Serialize)]
struct Opened {
    encrypted: bool,
    signature: &'static str,
    trust: &'static str,
    alg: &'static str,
    form: &'static str,
    signer: Option<CertificateMembers>,
    claims: Object,
}

impl Report for Opened {
    fn text(&self) -> String {
        let sealed = if self.encrypted {
            "encrypted"
        } else {
            "not encrypted"
        };
        let mut text = format!(
            "user-info: {sealed}; signature good ({}, {}); trusted by {}\n",
            self.alg, self.form, self.trust
        );
        if let Some(signer) = &self.signer {
            text += &format!("signer: {}\n", signer.subject);
        }
        text + &claims_text(&self.claims)
    }
}
