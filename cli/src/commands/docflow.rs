// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal docflow`: both ends of the document-workflow calls that carry a signature. `check` answers as the service does,
//! `sign` writes the form body of the client.
//!
//! Not here: HTTP, sessions, and where rawdata comes from.

use std::path::PathBuf;

use base64ct::{Base64, Encoding as _};
use clap::{Args, Subcommand, ValueEnum};
use gostseal::docflow::{
    self, Accepted, Call, Cause, CertificateLookup as _, Fault, FinishProcess, KnownCertificates,
    Locale, Name, Over, Profile, Registered, Registry, Rejection, Request, Requirements,
    SignDocument, Verdict,
};
use gostseal::signed::SignedData;
use gostseal::trust::{Certificate, TrustStore, Usage};
use gostseal::{ErrorCode, UnixTime};
use serde::Serialize;

use super::jws::Order;
use crate::evidence::EvidenceOptions;
use crate::exit::{At as _, Refusal};
use crate::input::{self, Input, strip_line_end};
use crate::output::{Content, Output, Report, print, visible};
use crate::trust::{At, Believed};

/// Check and sign calls of a document workflow
#[derive(Subcommand)]
pub(crate) enum Docflow {
    Check(Check),
    Sign(Sign),
}

impl Docflow {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::Check(command) => command.run(),
            Self::Sign(command) => command.run(),
        }
    }
}

/// Which call.
#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// rest/api/docflow/sign
    Sign,
    /// rest/api/workflow/finish_process
    FinishProcess,
}

/// The form of signdata.
#[derive(Args)]
struct FormOptions {
    /// The form of signdata
    #[arg(long, value_enum, default_value_t = Form::Cms)]
    form: Form,

    /// The order of a raw signature
    #[arg(long, value_enum, default_value_t = Order::SrBe)]
    order: Order,

    /// signdata is over the text of rawdata, base64 as it was passed, and not over what it stands for
    #[arg(long)]
    over_text: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// CMS, attached or detached
    Cms,
    /// CMS that holds the data
    Attached,
    /// CMS without the data
    Detached,
    /// r and s alone
    Raw,
}

impl FormOptions {
    fn profile(&self) -> Profile {
        match self.form {
            Form::Cms => Profile::Cms,
            Form::Attached => Profile::CmsAttached,
            Form::Detached => Profile::CmsDetached,
            Form::Raw => Profile::Raw(self.order.into()),
        }
    }

    fn over(&self) -> Over {
        match self.over_text {
            true => Over::Text,
            false => Over::Octets,
        }
    }
}

/// Judge the form body of a call and print the service's answer: exit status 0 for errorCode 0, else that of the cause: 1 signature or data, 3 a parameter, 6 the certificate
#[derive(Args)]
pub(crate) struct Check {
    /// The form body
    #[command(flatten)]
    body: Input,

    /// Which call it is
    #[arg(long, value_enum)]
    call: Which,

    /// What the data is now, decoded; without it there is no such object
    #[arg(long, value_name = "FILE")]
    rawdata: Option<PathBuf>,

    /// What the data was before a change. May be given several times
    #[arg(long, value_name = "FILE")]
    superseded: Vec<PathBuf>,

    /// A certificate of the calling user under its certID. May be given several times
    #[arg(long, value_name = "CERTID=FILE", value_parser = known)]
    known: Vec<(String, PathBuf)>,

    /// Trusted certificates: files or folders. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    trust: Vec<PathBuf>,

    /// The process does not ask for a signature
    #[arg(long)]
    signature_optional: bool,

    /// Key and certificate need not be passed
    #[arg(long)]
    certificate_optional: bool,

    #[command(flatten)]
    form: FormOptions,

    #[command(flatten)]
    evidence: EvidenceOptions,

    #[command(flatten)]
    at: At,

    /// Say why, too: one JSON object around the answer
    #[arg(long)]
    json: bool,
}

fn known(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((id, file)) if !id.is_empty() && !file.is_empty() => Ok((id.into(), file.into())),
        _ => Err("CERTID=FILE is expected".into()),
    }
}

impl Check {
    fn run(&self) -> Result<(), Refusal> {
        let verdict = self.check()?;
        let refusal = verdict.outcome().err().map(refusal);
        let cause = refusal.as_ref().map(Refusal::what);
        if self.json {
            let framed = Framed {
                schema: "gostseal/docflow-check/1",
                ok: cause.is_none(),
                answer: verdict.to_json(),
                error_code: verdict.error_code(),
                error_message: verdict.error_message(),
                cause: cause.map(visible),
                signer: match verdict.outcome() {
                    Ok(Accepted::Signed(signed)) => {
                        Some(visible(&signed.certificate.subject().to_string()))
                    }
                    _ => None,
                },
            };
            // Maps with other keys than strings are what fails here, and there are none.
            print(&(serde_json::to_string(&framed).unwrap_or_default() + "\n"))?;
        } else {
            print(&(verdict.to_json() + "\n"))?;
        }
        match refusal {
            None => Ok(()),
            Some(refusal) => Err(refusal.at(self.body.name())),
        }
    }

    fn check(&self) -> Result<Verdict, Refusal> {
        let body = self.body.read_token()?;
        let call = match self.call {
            Which::Sign => Call::SignDocument,
            Which::FinishProcess => Call::FinishProcess,
        };
        let request = Request::from_form(call, &body);
        let current = self.rawdata.as_deref().map(input::read_file).transpose()?;
        let superseded = self
            .superseded
            .iter()
            .map(|path| input::read_file(path))
            .collect::<Result<Vec<_>, Refusal>>()?;
        let superseded: Vec<&[u8]> = superseded.iter().map(Vec::as_slice).collect();
        let mut lookup = KnownCertificates::new();
        for (id, path) in &self.known {
            lookup.insert(id, input::certificate(path)?);
        }
        let nobody = TrustStore::new();
        let believed = Believed::read(&self.trust, None)?;
        let store = believed.store().unwrap_or(&nobody);
        let at = self.at.time();
        let mut sources = self.evidence.sources()?;
        let mut given = certificates_within(&request);
        if let Some(certificate) = signer_of(&request, &lookup) {
            let usage = Usage::Signature;
            given = sources.settle(&certificate, &given, store, (Some(at), usage))?;
        }
        let mut registry = Registry::new(&lookup, store, at);
        registry.intermediates = &given;
        registry.revocation = sources.evidence();
        let requirements = Requirements {
            signature: !self.signature_optional,
            key_and_certificate: !self.certificate_optional,
            profile: self.form.profile(),
            over: self.form.over(),
            revocation: self.evidence.policy(),
            superseded: &superseded,
        };
        Ok(docflow::check(
            &request,
            &requirements,
            current.as_deref(),
            &registry,
        ))
    }
}

/// Why a call is refused, as the log has it. The number is that of what is wrong with signature or certificate; a parameter
/// that is missing or wrong by itself is like a field of a structure that is so.
fn refusal(rejection: &Rejection) -> Refusal {
    let code = match (rejection.fault, rejection.cause) {
        (_, Cause::Signature(error)) => error.code(),
        (_, Cause::Certificate(error)) => error.code(),
        (_, Cause::Path(error)) => error.code(),
        (Fault::DataChanged, _) | (_, Cause::OtherData) => ErrorCode::DigestMismatch,
        (_, Cause::OtherCertificate | Cause::SignedByOther) => {
            ErrorCode::SigningCertificateMismatch
        }
        (Fault::Missing(_) | Fault::SignatureRequired, _) => ErrorCode::MissingField,
        _ => ErrorCode::InvalidValue,
    };
    let message = rejection.fault.message(Locale::En);
    match rejection.cause {
        Cause::None => Refusal::new(code, message),
        cause => Refusal::new(code, format_args!("{message}: {cause}")),
    }
}

/// The certificate that is passed or named, for which evidence is gathered before anything is judged.
fn signer_of(request: &Request, lookup: &KnownCertificates) -> Option<Certificate> {
    let value = |name| request.parameter(name).value();
    if let Some(text) = value(Name::Certificate) {
        return Certificate::from_pem_or_der(&decode(text)?).ok();
    }
    match lookup.find(value(Name::CertId)?) {
        Registered::Certificate(certificate) => Some(certificate),
        _ => None,
    }
}

/// The certificates that signdata carries: they may lead from the signer to an anchor, and none is trusted.
fn certificates_within(request: &Request) -> Vec<Certificate> {
    let text = request.parameter(Name::SignData).value();
    let octets = text.and_then(decode).unwrap_or_default();
    let Ok(message) = SignedData::parse(&octets) else {
        return Vec::new();
    };
    let certificates = message.unverified_certificates().iter();
    certificates
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// What a parameter in base64 stands for. What is wrong with it is told by whoever judges the call.
fn decode(text: &str) -> Option<Vec<u8>> {
    let compact: String = text.split_ascii_whitespace().collect();
    Base64::decode_vec(&compact).ok()
}

#[derive(Serialize)]
struct Framed<'a> {
    schema: &'a str,
    ok: bool,
    /// What the service answers.
    answer: String,
    error_code: u8,
    error_message: String,
    /// Why, for the log.
    cause: Option<String>,
    signer: Option<String>,
}

/// Sign rawdata and write the form body of a call, encoded once
#[derive(Args)]
pub(crate) struct Sign {
    /// rawdata as the service gave it: base64
    #[command(flatten)]
    rawdata: Input,

    /// documentID, for docflow/sign
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "process",
        conflicts_with = "process"
    )]
    document: Option<String>,

    /// procInstID, for workflow/finish_process
    #[arg(long, value_name = "ID", requires = "signal")]
    process: Option<String>,

    /// The signal of the process, for instance got_agree
    #[arg(long, value_name = "SIGNAL", requires = "process")]
    signal: Option<String>,

    /// A comment, for a process
    #[arg(long, value_name = "TEXT", requires = "process")]
    comment: Option<String>,

    /// The language of messages
    #[arg(long, value_enum)]
    locale: Option<Language>,

    /// The signer's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The signer's certificate
    #[arg(long, value_name = "C")]
    cert: PathBuf,

    /// What the service calls the certificate
    #[arg(long, value_name = "CERTID")]
    cert_id: String,

    #[command(flatten)]
    form: FormOptions,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the body goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Ru,
    En,
    Kz,
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::Ru => Self::Ru,
            Language::En => Self::En,
            Language::Kz => Self::Kz,
        }
    }
}

impl Sign {
    fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/docflow-sign/1", || self.sign())
    }

    fn sign(&self) -> Result<Signed, Refusal> {
        let name = self.rawdata.name();
        let key = input::private_key(&self.key)?;
        let certificate = input::certificate_of(&key, &self.cert)?;
        let mut rawdata = self.rawdata.read()?;
        strip_line_end(&mut rawdata);
        let rawdata = str::from_utf8(&rawdata)
            .map_err(|_| Refusal::new(ErrorCode::InvalidBase64, "rawdata is not base64"))
            .at(&name)?;
        let signed = docflow::sign_rawdata(
            rawdata,
            (self.form.profile(), self.form.over()),
            &key,
            (&self.cert_id, &certificate),
            Some(UnixTime::now()),
        )
        .at(&name)?;
        let locale = self.locale.map(Locale::from);
        let (call, body) = match (&self.document, &self.process, &self.signal) {
            (Some(document_id), ..) => {
                let call = SignDocument {
                    document_id,
                    locale,
                };
                (SignDocument::CALL, call.body(&signed))
            }
            (None, Some(proc_inst_id), Some(signal)) => {
                let call = FinishProcess {
                    proc_inst_id,
                    signal,
                    comment: self.comment.as_deref(),
                    locale,
                };
                (FinishProcess::CALL, call.body(&signed))
            }
            _ => {
                let what = "name a document, or a process and its signal";
                return Err(Refusal::new(ErrorCode::InvalidArgument, what));
            }
        };
        let mut sink = self.output.open(Content::Plain)?;
        sink.put(body.as_bytes())?;
        sink.finish()?;
        Ok(Signed {
            path: call.path(),
            octets: body.len(),
        })
    }
}

#[derive(Serialize)]
struct Signed {
    /// Where it is to be posted, after the base address of the service.
    path: &'static str,
    octets: usize,
}

impl Report for Signed {}
