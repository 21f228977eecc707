// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal tsp verify`: whether a response or a token is a time stamp over some data, by an authority that is trusted.

use std::path::PathBuf;
use std::slice;

use clap::Args;
use gostseal::ErrorCode;
use gostseal::signed::{
    MessageImprint, NamedHash, SignedData, SignedError, TimeStampReq, TimeStampResp,
    TimeStampVerdicts, Verifier,
};
use gostseal::trust::Usage;
use serde::Serialize;

use super::TOKEN_LABELS;
use super::request::{ImprintOptions, digest_of};
use crate::commands::verify::fetched_text;
use crate::evidence::{EvidenceOptions, Fetched, Sources};
use crate::exit::{At as _, Refusal, shown};
use crate::input::{self, Input};
use crate::output::{Judgement, Report, report_judgement};
use crate::trust::{Believe, Believed, Judged};
use crate::verdicts::StampMembers;

/// Verify a time stamp: a TimeStampResp, or the token alone, over data, a digest or a request
#[derive(Args)]
pub(crate) struct Verify {
    /// The response or the token: DER, PEM or base64
    #[arg(value_name = "STAMP")]
    stamp: PathBuf,

    /// The data that the stamp must be over, of any size; `-` is standard input
    #[arg(id = "input", value_name = "DATA")]
    data: Option<PathBuf>,

    #[command(flatten)]
    imprint: ImprintOptions,

    /// The request that the response must answer: nonce and policy, too
    #[arg(long, value_name = "FILE", conflicts_with_all = ["input", "digest"])]
    request: Option<PathBuf>,

    #[command(flatten)]
    believe: Believe,

    #[command(flatten)]
    judged: Judged,

    #[command(flatten)]
    evidence: EvidenceOptions,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report_judgement(self.json, "gostseal/tsp-verify/1", || self.verify())
    }

    fn verify(&self) -> Result<Judgement<Verified>, Refusal> {
        let name = shown(&self.stamp);
        let file = input::read_file(&self.stamp)?;
        let der = input::structure(&file, TOKEN_LABELS, "time stamp").at(&name)?;
        let believed = self.believe.read()?;
        let mut sources = self.evidence.sources()?;
        let subject = self.subject(&der)?;
        let verdicts = loop {
            let mut verifier = Verifier::new(believed.trust())
                .certificates(sources.extra())
                .revocation(sources.evidence());
            if let Some(time) = self.judged.time() {
                verifier = verifier.at(time);
            }
            let verdicts = subject.judge(&der, &verifier).at(&name)?;
            if !learn(&mut sources, &verdicts, &believed)? {
                break verdicts;
            }
        };
        let refusal = match (
            verdicts.require_signature(),
            verdicts.require(self.evidence.policy()),
        ) {
            (Err(error), _) => Some(Refusal::from(error).at(&name)),
            (Ok(_), Err(error)) => Some(Refusal::from(error).of_good_signature().at(&name)),
            (Ok(_), Ok(_)) => None,
        };
        let report = Verified {
            time_stamp: match (&refusal, verdicts.require_signature()) {
                (None, _) => "good",
                (Some(_), Ok(_)) => "not trusted",
                (Some(_), Err(_)) => "bad",
            },
            stamp: StampMembers::from(&verdicts),
            fetched: sources.fetched().to_vec(),
        };
        Ok(Judgement { report, refusal })
    }

    /// What the stamp must be over.
    fn subject(&self, der: &[u8]) -> Result<Subject, Refusal> {
        let name = shown(&self.stamp);
        if let Some(path) = &self.request {
            let request = TimeStampReq::from_der(&input::read_file(path)?).at(shown(path))?;
            return Ok(Subject::Request(Box::new(request)));
        }
        if let Some(imprint) = self.imprint.given()? {
            return Ok(Subject::Imprint(imprint));
        }
        let Some(data) = self.data.as_deref().map(Input::from) else {
            let what = "name what the stamp is over: DATA, --digest or --request";
            return Err(Refusal::new(ErrorCode::ContentRequired, what));
        };
        // The token says which hash function it has.
        let none = MessageImprint::of(NamedHash::Gost(gostseal::DigestAlgorithm::Streebog256), b"");
        let verifier = Verifier::new(gostseal::trust::Trust::None);
        let stamp = verifier
            .time_stamp(&token(der).at(&name)?, &none)
            .at(&name)?;
        let hash = stamp
            .info
            .as_ref()
            .map_or(none.hash(), |info| info.imprint.hash());
        let digest = match hash {
            NamedHash::Gost(algorithm) => digest_of(&data, algorithm)?,
            other => other.digest(&data.read()?),
        };
        // A digest of the hash function's own has its length.
        let imprint = MessageImprint::from_digest(hash, &digest).unwrap_or(none);
        Ok(Subject::Imprint(imprint))
    }
}

/// What a stamp must be over.
enum Subject {
    Imprint(MessageImprint),
    Request(Box<TimeStampReq>),
}

impl Subject {
    fn judge(&self, der: &[u8], verifier: &Verifier<'_>) -> Result<TimeStampVerdicts, SignedError> {
        match self {
            Self::Imprint(imprint) => verifier.time_stamp(&token(der)?, imprint),
            Self::Request(request) => Ok(verifier.time_stamp_response(request, der)?.1),
        }
    }
}

/// The token in a response; a token as it stands.
fn token(der: &[u8]) -> Result<Vec<u8>, SignedError> {
    if SignedData::parse(der).is_ok() {
        return Ok(der.to_vec());
    }
    let response = TimeStampResp::from_der(der)?;
    response
        .unverified_token()
        .map(<[u8]>::to_vec)
        .ok_or(SignedError::TimeStampRefused(response.failure()))
}

fn learn(
    sources: &mut Sources,
    verdicts: &TimeStampVerdicts,
    believed: &Believed,
) -> Result<bool, Refusal> {
    match &verdicts.token {
        Ok(token) => sources.learn(
            (slice::from_ref(&**token), Usage::TimeStamping),
            (None, believed.store()),
        ),
        Err(_) => Ok(false),
    }
}

#[derive(Serialize)]
struct Verified {
    /// `good`, `not trusted` or `bad`.
    time_stamp: &'static str,
    stamp: StampMembers,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fetched: Vec<Fetched>,
}

impl Report for Verified {
    fn text(&self) -> String {
        let text = format!("time stamp {}\n{}", self.time_stamp, self.stamp.report());
        text + &fetched_text(&self.fetched)
    }
}
