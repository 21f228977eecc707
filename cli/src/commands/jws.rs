// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal jws`: verifies and signs compact JWS.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use gostseal::ErrorCode;
use gostseal::jose::{self, ClaimsPolicy, JwsVerifier, Object, Profile};
use gostseal::keys::SignatureOrder;
use serde::Serialize;

use super::token::{claims_text, form_name};
use crate::exit::{At as _, Refusal, shown};
use crate::input::{self, Input};
use crate::output::{Report, hex, print, report, visible};
use crate::trust::{At, Believe, CertificateMembers};

/// Verify or sign a compact JWS
#[derive(Subcommand)]
pub(crate) enum Jws {
    Verify(Verify),
    Sign(Sign),
}

impl Jws {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Verify(verify) => {
                report(verify.json, "gostseal/jws-verify/1", || verify.verify())
            }
            Self::Sign(sign) => sign.run(),
        }
    }
}

/// Verify a JWS: its algorithm, its signature, its signer, its claims
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    believe: Believe,

    /// The service whose tokens are accepted; without it every registered one
    #[arg(long, value_name = "P", value_parser = profile)]
    profile: Option<&'static [Profile]>,

    /// The order of a raw signature, in place of the profile's
    #[arg(long, value_enum)]
    order: Option<Order>,

    /// Demand this audience
    #[arg(long, value_name = "A")]
    aud: Option<String>,

    /// Demand this issuer
    #[arg(long, value_name = "I")]
    iss: Option<String>,

    #[command(flatten)]
    at: At,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

/// Sign a payload raw; one line end at its end is left out
#[derive(Args)]
pub(crate) struct Sign {
    #[command(flatten)]
    payload: Input,

    /// The signer's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The service that the token is for
    #[arg(long, value_name = "P", value_parser = profile)]
    profile: &'static [Profile],
}

/// The order of the integers of a raw signature.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Order {
    /// s | r, each big-endian: RFC 4490, ESIA
    SrBe,
    /// r | s, each big-endian
    RsBe,
    /// r | s, each little-endian: the raw value of CryptoPro CSP
    RsLe,
    /// s | r, each little-endian
    SrLe,
}

impl From<Order> for SignatureOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::SrBe => Self::SrBe,
            Order::RsBe => Self::RsBe,
            Order::RsLe => Self::RsLe,
            Order::SrLe => Self::SrLe,
        }
    }
}

fn profile(name: &str) -> Result<&'static [Profile], String> {
    Profile::named(name).ok_or_else(|| format!("known are {}", Profile::NAMES.join(", ")))
}

impl Verify {
    fn verify(&self) -> Result<Verified, Refusal> {
        let name = self.input.name();
        let token = self.input.read_token()?;
        let believed = self.believe.read()?;
        let now = self.at.time();
        let mut verifier = JwsVerifier::new(believed.trust()).at(now);
        if let Some(profiles) = self.profile {
            verifier = verifier.profiles(profiles);
        }
        if let Some(order) = self.order {
            verifier = verifier.order(order.into());
        }
        let jws = verifier.verify(&token).at(&name)?;
        let mut policy = ClaimsPolicy::new(now);
        if let Some(audience) = &self.aud {
            policy = policy.audience(audience);
        }
        if let Some(issuer) = &self.iss {
            policy = policy.issuer(issuer);
        }
        let payload = match jws.claims() {
            Ok(claims) => {
                policy
                    .check(&claims)
                    .map_err(|error| Refusal::from(error).of_good_signature().at(&name))?;
                Payload::Claims(claims.as_object().clone())
            }
            // A payload need not be claims, unless something is demanded of them or it tries to be.
            Err(error)
                if self.aud.is_some() || self.iss.is_some() || looks_like_json(jws.payload()) =>
            {
                return Err(Refusal::from(error).of_good_signature().at(&name));
            }
            Err(_) => Payload::from_octets(jws.payload()),
        };
        Ok(Verified {
            signature: "good",
            trust: believed.basis(),
            alg: jws.profile().alg(),
            form: form_name(jws.form()),
            signer: jws.certificate().map(CertificateMembers::from),
            payload,
        })
    }
}

fn looks_like_json(payload: &[u8]) -> bool {
    payload.trim_ascii_start().first() == Some(&b'{')
}

impl Sign {
    fn run(&self) -> Result<(), Refusal> {
        let key = input::private_key(&self.key)?;
        let Some(profile) = self
            .profile
            .iter()
            .find(|profile| profile.allows_key(key.algorithm()))
        else {
            let what = "the profile has no algorithm for this key";
            return Err(Refusal::new(ErrorCode::AlgorithmMismatch, what).at(shown(&self.key)));
        };
        let payload = self.payload.read_token()?;
        let token = jose::sign(profile, &payload, &key).at(self.payload.name())?;
        print(&(token + "\n"))
    }
}

#[derive(Serialize)]
struct Verified {
    signature: &'static str,
    trust: &'static str,
    alg: &'static str,
    form: &'static str,
    signer: Option<CertificateMembers>,
    #[serde(flatten)]
    payload: Payload,
}

/// What was signed.
#[derive(Serialize)]
enum Payload {
    /// A JSON object.
    #[serde(rename = "claims")]
    Claims(Object),
    /// Octets that are no text, as hexadecimal digits.
    #[serde(rename = "payload_hex")]
    Hex(String),
    /// Other text.
    #[serde(rename = "payload_text")]
    Text(String),
}

impl Payload {
    fn from_octets(octets: &[u8]) -> Self {
        match std::str::from_utf8(octets) {
            Ok(text) => Self::Text(text.into()),
            Err(_) => Self::Hex(hex(octets)),
        }
    }
}

impl Report for Verified {
    fn text(&self) -> String {
        let mut text = format!(
            "signature good ({}, {}); trusted by {}\n",
            self.alg, self.form, self.trust
        );
        if let Some(signer) = &self.signer {
            text += &format!("signer: {}\n", signer.subject);
        }
        text + &match &self.payload {
            Payload::Claims(claims) => claims_text(claims),
            Payload::Text(payload) => format!("payload: {}\n", visible(payload)),
            Payload::Hex(payload) => format!("payload: {payload}\n"),
        }
    }
}
