// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal verify`: whether the signatures of a CMS SignedData, or a raw signature, are good and their signers trusted.
//!
//! `message` reads messages and contents of any size in flat memory, `raw` judges r and s alone. What comes out is a table
//! of verdicts for each signer, printed whether the whole is accepted or refused; the refusal and the exit status are
//! those of the first bad signature, else of the first signer that is not trusted.

mod message;
mod raw;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gostseal::ErrorCode;
use gostseal::signed::{Report as Verdicts, SignedData, Verifier};
use gostseal::trust::{Trust, Usage};
use serde::Serialize;

use self::message::{Forms, Message};
use super::jws::Order;
use crate::evidence::{EvidenceOptions, Fetched, Sources};
use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Content, Judgement, Output, Report, Sink, report_judgement, visible};
use crate::progress::Progress;
use crate::trust::{Believe, Believed, Judged};
use crate::verdicts::{SignerMembers, wants_content};

/// Verify CMS SignedData or a raw signature: every signature must be good and every signer trusted
///
/// Prints the verdicts on each signer: signature, content, certificate binding, path, revocation, time stamps, evidence,
/// counter-signatures.
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    input: Input,

    /// The document of a detached or raw signature, of any size
    #[arg(long, value_name = "DATA")]
    content: Option<PathBuf>,

    /// The form that the signature must have
    #[arg(long, value_enum)]
    form: Option<Form>,

    /// The signer's certificate, for a raw signature that is judged by --trust
    #[arg(long, value_name = "CERT", conflicts_with = "signer")]
    cert: Option<PathBuf>,

    /// The order of a raw signature
    #[arg(long, value_enum, default_value_t = Order::SrBe)]
    order: Order,

    #[command(flatten)]
    believe: Believe,

    #[command(flatten)]
    judged: Judged,

    #[command(flatten)]
    evidence: EvidenceOptions,

    /// Judge certificates at the time that a good time stamp over the signature proves
    #[arg(long)]
    trust_time_stamps: bool,

    /// Whom time-stamp authorities are trusted by, in the place of --trust. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    tsa_trust: Vec<PathBuf>,

    /// Take signatures over sorted attributes that do not stand sorted, and say so
    #[arg(long)]
    lenient_attributes: bool,

    /// Tell the usual accidents apart where a signature or a content does not fit: byte order, line ends, encodings,
    /// identifiers. Reads the content into memory
    #[arg(long)]
    explain: bool,

    /// Write the content of an attached message to OUT, only when every signature is good and every signer trusted; `-` is
    /// standard output, in the place of the report
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    #[command(flatten)]
    progress: Progress,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

/// The form of a signature.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// CMS with the content inside
    Attached,
    /// CMS without the content
    Detached,
    /// r and s alone: octets, hexadecimal digits or base64
    Raw,
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        const SCHEMA: &str = "gostseal/verify/1";
        if self.output.as_deref() == Some(Path::new("-")) {
            if self.json {
                let what = "--json and the content cannot both go to standard output";
                return Err(Refusal::new(ErrorCode::InvalidArgument, what));
            }
            return self.verify()?.refusal.map_or(Ok(()), Err);
        }
        report_judgement(self.json, SCHEMA, || self.verify())
    }

    fn verify(&self) -> Result<Judgement<Verified>, Refusal> {
        let believed = self.believe.read()?;
        let authorities = match &*self.tsa_trust {
            [] => None,
            bundles => Some(Believed::read(bundles, None)?),
        };
        if self.form == Some(Form::Raw) {
            return self.verify_raw(&believed);
        }
        if self.cert.is_some() {
            let what = "--cert is for --form raw; --signer pins the signer's key";
            return Err(Refusal::new(ErrorCode::InvalidArgument, what));
        }
        let name = self.input.name();
        let mut sink = match &self.output {
            Some(path) => Some(Output::to(path).open(Content::Plain)?.held_back()?),
            None => None,
        };
        let forms = Forms {
            input: &self.input,
            content: self.content.as_deref(),
            progress: &self.progress,
        };
        let message = forms.read(sink.as_mut())?;
        self.demand_form(&message.data().at(&name)?, sink.as_ref())?;

        let mut sources = self.evidence.sources()?;
        let verdicts = self.report(&message, &believed, authorities.as_ref(), &mut sources)?;
        // In one piece it may tell more.
        let whole = match verdicts.signers().iter().any(wants_content) {
            true => forms.read_whole()?,
            false => None,
        };
        let verdicts = match &whole {
            Some(whole) => self.report(whole, &believed, authorities.as_ref(), &mut sources)?,
            None => verdicts,
        };
        let mut signers: Vec<SignerMembers> =
            verdicts.signers().iter().map(SignerMembers::from).collect();
        let outcome = self.outcome(&verdicts, &name);
        if self.explain {
            self.explain(
                whole.as_ref().unwrap_or(&message),
                &forms,
                &believed,
                &mut signers,
            )?;
        }
        let refusal = match (outcome, sink) {
            (Ok(()), Some(sink)) => {
                sink.finish()?;
                None
            }
            (outcome, _) => outcome.err(),
        };
        let report = Verified {
            signature: overall(&verdicts),
            detached: message.data().at(&name)?.is_detached() && !message.is_attached(),
            content_type: verdicts.content_type().to_string(),
            octets: message.content_len(),
            signers,
            fetched: sources.fetched().to_vec(),
            trusted: refusal.is_none(),
        };
        Ok(Judgement { report, refusal })
    }

    /// A verifier that knows what came together so far.
    fn verifier<'a>(
        &'a self,
        believed: &'a Believed,
        authorities: Option<&'a Believed>,
        sources: &'a Sources,
    ) -> Verifier<'a> {
        let mut verifier = Verifier::new(believed.trust())
            .certificates(sources.extra())
            .revocation(sources.evidence())
            .allow_unsorted_attributes(self.lenient_attributes);
        if let Some(time) = self.judged.time() {
            verifier = verifier.at(time);
        }
        if let Some(authorities) = authorities {
            verifier = verifier.authorities(authorities.trust());
        }
        if self.trust_time_stamps {
            verifier = verifier.trust_time_stamps(self.evidence.policy());
        }
        verifier
    }

    /// Makes the report, as often as something comes that may change it.
    fn report(
        &self,
        message: &Message,
        believed: &Believed,
        authorities: Option<&Believed>,
        sources: &mut Sources,
    ) -> Result<Verdicts, Refusal> {
        let signers = believed.store();
        let stampers = authorities.map_or(signers, Believed::store);
        loop {
            let verifier = self.verifier(believed, authorities, sources);
            let verdicts = message.report(verifier).at(self.input.name())?;
            if !sources.learn((verdicts.signers(), Usage::Signature), (signers, stampers))? {
                return Ok(verdicts);
            }
        }
    }

    fn demand_form(&self, data: &SignedData<'_>, sink: Option<&Sink>) -> Result<(), Refusal> {
        let detached = data.is_detached() && self.content.is_some();
        let (code, what) = match self.form {
            Some(Form::Attached) if detached => (
                ErrorCode::ContentRequired,
                "the signature is detached, and an attached one is asked for",
            ),
            Some(Form::Detached) if !detached => (
                ErrorCode::InvalidArgument,
                "the message carries its content, and a detached signature is asked for",
            ),
            _ if detached && sink.is_some() => (
                ErrorCode::InvalidArgument,
                "-o writes the content of attached messages, and this signature is detached",
            ),
            _ => return Ok(()),
        };
        Err(Refusal::new(code, what).at(self.input.name()))
    }

    /// Whether the whole is accepted. A bad signature is told before a signer who is not trusted.
    fn outcome(&self, verdicts: &Verdicts, name: &str) -> Result<(), Refusal> {
        for signer in verdicts.signers() {
            signer.require_signature().at(name)?;
        }
        let trusted = verdicts.require(self.evidence.policy());
        trusted.map_err(|error| Refusal::from(error).of_good_signature().at(name))
    }

    fn explain(
        &self,
        message: &Message,
        forms: &Forms<'_>,
        believed: &Believed,
        signers: &mut [SignerMembers],
    ) -> Result<(), Refusal> {
        let good = |signer: &SignerMembers| {
            signer.verdicts.signature.verdict == "good"
                && matches!(signer.verdicts.content.verdict, "same" | "signed")
        };
        if signers.iter().all(good) {
            return Ok(());
        }
        let again;
        let message = match message {
            Message::Whole { .. } => message,
            Message::Pushed { .. } => {
                again = forms.read_whole()?.ok_or_else(|| {
                    let what = "--explain reads a large message twice: name a file";
                    Refusal::new(ErrorCode::InvalidArgument, what)
                })?;
                &again
            }
        };
        let trust = match believed {
            Believed::Pinned(key) => Trust::Pinned(key),
            _ => Trust::None,
        };
        let found = message
            .explain(Verifier::new(trust))
            .at(self.input.name())?;
        for (signer, accidents) in signers.iter_mut().zip(found) {
            if !good(signer) {
                let texts = accidents
                    .iter()
                    .map(|accident| visible(&accident.to_string()));
                signer.accidents = Some(texts.collect());
            }
        }
        Ok(())
    }
}

/// Whether every signature is good, for the first line.
fn overall(verdicts: &Verdicts) -> &'static str {
    let mut refusals = verdicts
        .signers()
        .iter()
        .filter_map(|signer| signer.require_signature().err());
    match refusals.next() {
        None => "good",
        Some(error) if error.code().exit_status() == 1 => "bad",
        Some(_) => "not judged",
    }
}

#[derive(Serialize)]
struct Verified {
    /// `good`, `bad` or `not judged`: of all signatures together.
    signature: &'static str,
    detached: bool,
    content_type: String,
    /// Octets of the content.
    octets: u64,
    signers: Vec<SignerMembers>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fetched: Vec<Fetched>,
    #[serde(skip)]
    trusted: bool,
}

impl Report for Verified {
    fn text(&self) -> String {
        let kind = if self.detached {
            "detached"
        } else {
            "attached"
        };
        let trust = match (self.signature, self.trusted) {
            (_, true) => ", signer trusted",
            ("good", false) => ", signer not trusted",
            _ => "",
        };
        let mut text = format!("signature {} ({kind}){trust}\n", self.signature);
        for (number, signer) in self.signers.iter().enumerate() {
            let title = match self.signers.len() {
                1 => "signer".into(),
                _ => format!("signer {}", number + 1),
            };
            text += &signer.table(&title, 0);
        }
        text + &fetched_text(&self.fetched)
    }
}

/// What was fetched, a line for each request.
pub(crate) fn fetched_text(fetched: &[Fetched]) -> String {
    let line = |fetched: &Fetched| {
        let outcome = fetched.failure.as_deref().unwrap_or("fetched");
        format!("{} {}: {outcome}\n", fetched.what, fetched.url)
    };
    fetched.iter().map(line).collect()
}
