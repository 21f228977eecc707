// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a report says of each signature: a verdict for each question, as JSON members and as a table.
//!
//! Each verdict has a word that programs may compare, a text for people, and the number of the error where there is one.

use gostseal::ErrorCode;
use gostseal::signed::{
    AttributeOrder, BindingVerdict, ContentVerdict, EvidenceVerdict, ImprintVerdict, JudgedAt,
    PathVerdict, RevocationVerdict, SignatureVerdict, SignedError, SignerVerdicts, TimeStampKind,
    TimeStampVerdicts,
};
use gostseal::trust::{Finding, PathError, PathJudgement};
use serde::Serialize;

use crate::output::{hex, visible};
use crate::trust::CertificateMembers;

/// The answer to one question.
#[derive(Clone, Serialize)]
pub(crate) struct Verdict {
    pub(crate) verdict: &'static str,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<ErrorNumber>,
}

/// The number of an error, and its name.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct ErrorNumber {
    code: u32,
    name: &'static str,
}

impl From<ErrorCode> for ErrorNumber {
    fn from(code: ErrorCode) -> Self {
        Self {
            code: code as u32,
            name: code.name(),
        }
    }
}

impl Verdict {
    pub(crate) fn new(verdict: &'static str, text: impl ToString) -> Self {
        Self {
            verdict,
            text: visible(&text.to_string()),
            error: None,
        }
    }

    pub(crate) fn with(mut self, code: ErrorCode) -> Self {
        self.error = Some(code.into());
        self
    }

    /// What is known of all certificates of a path together.
    pub(crate) fn of_revocation(judgement: &PathJudgement<'_>) -> Self {
        let found = judgement.revocation();
        let is_asked = found
            .iter()
            .any(|judged| judged.finding != Finding::NotAsked);
        Self::revocation(if is_asked {
            RevocationVerdict::of(found)
        } else {
            RevocationVerdict::NotAsked
        })
    }

    fn revocation(verdict: RevocationVerdict) -> Self {
        match verdict {
            RevocationVerdict::Good => Self::new("good", verdict),
            RevocationVerdict::Revoked { at, .. } => {
                Self::new("revoked", verdict).with(PathError::CertRevoked { at }.code())
            }
            RevocationVerdict::Unknown { why, .. } => {
                Self::new("unknown", verdict).with(PathError::StatusUnknown(why).code())
            }
            RevocationVerdict::NotAsked => Self::new("not asked", verdict),
            other => Self::new("other", other),
        }
    }

    fn not_checked(text: impl ToString, error: SignedError) -> Self {
        Self::new("not checked", text).with(error.code())
    }
}

/// The answers about one signature.
#[derive(Serialize)]
pub(crate) struct Verdicts {
    pub(crate) signature: Verdict,
    pub(crate) content: Verdict,
    pub(crate) certificate_binding: Verdict,
    pub(crate) path: Verdict,
    pub(crate) revocation: Verdict,
    pub(crate) judged_at: Verdict,
    pub(crate) evidence: Verdict,
}

/// Everything about one signature.
#[derive(Serialize)]
pub(crate) struct SignerMembers {
    /// What the trust rests on: `anchor`, `pinned key` or `none`.
    pub(crate) trust: &'static str,
    pub(crate) certificate: Option<CertificateMembers>,
    pub(crate) digest: &'static str,
    pub(crate) signed_attributes: &'static str,
    pub(crate) signing_time: Option<String>,
    pub(crate) cades_bes: bool,
    /// Subjects from the signer's certificate to the anchor.
    pub(crate) path: Vec<String>,
    /// The form by the attributes that are there, for instance `CAdES-T`.
    pub(crate) form: String,
    pub(crate) verdicts: Verdicts,
    pub(crate) time_stamps: Vec<StampMembers>,
    pub(crate) countersignatures: Vec<SignerMembers>,
    /// The first fault of the unsigned attributes, which were read up to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unsigned_fault: Option<String>,
    /// What `--explain` found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accidents: Option<Vec<String>>,
}

/// Everything about one time stamp.
#[derive(Serialize)]
pub(crate) struct StampMembers {
    kind: String,
    /// What the authority states. It is proved by good verdicts only.
    time: Option<String>,
    serial: Option<String>,
    policy: Option<String>,
    imprint: Verdict,
    /// Verdicts on the authority's signature; `null` when the token cannot be read.
    token: Option<Box<SignerMembers>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

impl From<&SignerVerdicts> for SignerMembers {
    fn from(signer: &SignerVerdicts) -> Self {
        let (trust, path): (_, &[_]) = match &signer.path {
            PathVerdict::Anchor(path) => ("anchor", path),
            PathVerdict::PinnedKey => ("pinned key", &[]),
            _ => ("none", &[]),
        };
        Self {
            trust,
            certificate: signer.certificate.as_ref().map(CertificateMembers::from),
            digest: signer
                .digest_algorithm
                .and_then(|algorithm| algorithm.oid().name())
                .unwrap_or_default(),
            signed_attributes: match signer.signature {
                SignatureVerdict::Good(AttributeOrder::Absent) => "absent",
                SignatureVerdict::Good(AttributeOrder::Sorted) => "sorted",
                SignatureVerdict::Good(AttributeOrder::Unsorted) => {
                    "unsorted, signed as transmitted"
                }
                SignatureVerdict::Good(AttributeOrder::Resorted) => "unsorted, signed sorted",
                _ => "not judged",
            },
            signing_time: signer.signing_time.map(|time| time.to_string()),
            cades_bes: signer.binding == BindingVerdict::Bound,
            path: path
                .iter()
                .map(|certificate| visible(&certificate.subject().to_string()))
                .collect(),
            form: signer.form.to_string(),
            verdicts: Verdicts::from(signer),
            time_stamps: signer.time_stamps.iter().map(StampMembers::from).collect(),
            countersignatures: signer.countersignatures.iter().map(Self::from).collect(),
            unsigned_fault: signer.unsigned_fault.map(|fault| fault.to_string()),
            accidents: None,
        }
    }
}

impl From<&SignerVerdicts> for Verdicts {
    fn from(signer: &SignerVerdicts) -> Self {
        let bad = ErrorCode::InvalidSignature;
        Self {
            signature: match signer.signature {
                SignatureVerdict::Good(_) => Verdict::new("good", signer.signature),
                SignatureVerdict::Bad => Verdict::new("bad", signer.signature).with(bad),
                SignatureVerdict::NotChecked(e) => Verdict::not_checked(signer.signature, e),
                other => Verdict::new("other", other),
            },
            content: match signer.content {
                ContentVerdict::Same => Verdict::new("same", signer.content),
                ContentVerdict::Signed => Verdict::new("signed", signer.content),
                ContentVerdict::Differs => {
                    Verdict::new("differs", signer.content).with(ErrorCode::DigestMismatch)
                }
                ContentVerdict::NotChecked(e) => Verdict::not_checked(signer.content, e),
                other => Verdict::new("other", other),
            },
            certificate_binding: match signer.binding {
                BindingVerdict::Bound => Verdict::new("bound", signer.binding),
                BindingVerdict::Absent => Verdict::new("absent", signer.binding),
                BindingVerdict::Mismatch => Verdict::new("mismatch", signer.binding)
                    .with(ErrorCode::SigningCertificateMismatch),
                BindingVerdict::NotChecked(e) => Verdict::not_checked(signer.binding, e),
                other => Verdict::new("other", other),
            },
            path: match &signer.path {
                PathVerdict::Anchor(_) => Verdict::new("anchor", &signer.path),
                PathVerdict::PinnedKey => Verdict::new("pinned key", &signer.path),
                PathVerdict::Refused { error, .. } => {
                    Verdict::new("refused", &signer.path).with(error.code())
                }
                PathVerdict::NotAsked => {
                    Verdict::new("not asked", &signer.path).with(ErrorCode::TrustNotEstablished)
                }
                PathVerdict::NotChecked(e) => Verdict::not_checked(&signer.path, *e),
                other => Verdict::new("other", other),
            },
            revocation: Verdict::revocation(signer.revocation),
            judged_at: match signer.judged_at {
                JudgedAt::NoTime => Verdict::new("no time", signer.judged_at),
                JudgedAt::Given(_) => Verdict::new("given", signer.judged_at),
                JudgedAt::TimeStamp(_) => Verdict::new("time stamp", signer.judged_at),
                other => Verdict::new("other", other),
            },
            evidence: match signer.evidence {
                EvidenceVerdict::Absent => Verdict::new("absent", signer.evidence),
                EvidenceVerdict::ReferencesOnly => Verdict::new("references only", signer.evidence),
                EvidenceVerdict::Complete => Verdict::new("complete", signer.evidence),
                EvidenceVerdict::CertificateMissing => {
                    Verdict::new("certificate missing", signer.evidence)
                }
                EvidenceVerdict::RevocationMissing => {
                    Verdict::new("revocation missing", signer.evidence)
                }
                EvidenceVerdict::NotChecked(e) => Verdict::not_checked(signer.evidence, e),
                other => Verdict::new("other", other),
            },
        }
    }
}

impl From<&TimeStampVerdicts> for StampMembers {
    fn from(stamp: &TimeStampVerdicts) -> Self {
        let info = stamp.info.as_ref();
        Self {
            kind: stamp.kind.to_string(),
            time: info.map(|info| info.time.to_string()),
            serial: info.map(|info| hex(&info.serial)),
            policy: info.map(|info| info.policy.to_string()),
            imprint: match stamp.imprint {
                ImprintVerdict::Same => Verdict::new("same", stamp.imprint),
                ImprintVerdict::Differs => {
                    Verdict::new("differs", stamp.imprint).with(ErrorCode::InvalidTimeStamp)
                }
                ImprintVerdict::NotChecked(e) => Verdict::not_checked(stamp.imprint, e),
                other => Verdict::new("other", other),
            },
            token: stamp
                .token
                .as_ref()
                .ok()
                .map(|token| Box::new(SignerMembers::from(&**token))),
            fault: stamp.token.as_ref().err().map(SignedError::to_string),
        }
    }
}

/// Width of the questions.
const COLUMN: usize = 20;

impl SignerMembers {
    /// The table, each line `indent` columns in.
    pub(crate) fn table(&self, title: &str, indent: usize) -> String {
        let space = " ".repeat(indent);
        let mut text = match &self.certificate {
            Some(certificate) => format!(
                "{space}{title}: {}\n{space}  issuer: {}\n{space}  serial number: {}\n",
                certificate.subject, certificate.issuer, certificate.serial
            ),
            None if self.trust == "pinned key" => format!("{space}{title}: the pinned key\n"),
            None => format!("{space}{title}: unknown\n"),
        };
        let mut row = |question: &str, answer: &str| {
            text += &format!("{space}  {question:COLUMN$} {answer}\n");
        };
        row("form", &self.form);
        row("digest", self.digest);
        row("signed attributes", self.signed_attributes);
        if let Some(time) = &self.signing_time {
            row("signing time", &format!("{time} (the signer's own word)"));
        }
        let verdicts = &self.verdicts;
        row("signature", &verdicts.signature.text);
        row("content", &verdicts.content.text);
        row("certificate binding", &verdicts.certificate_binding.text);
        row("path", &verdicts.path.text);
        for subject in self.path.iter().skip(1) {
            row("", &format!("  {subject}"));
        }
        row("revocation", &verdicts.revocation.text);
        row("judged", &verdicts.judged_at.text);
        row("evidence", &verdicts.evidence.text);
        let count = |count: usize| match count {
            0 => "none".to_string(),
            count => count.to_string(),
        };
        row("time stamps", &count(self.time_stamps.len()));
        row("counter-signatures", &count(self.countersignatures.len()));
        if let Some(fault) = &self.unsigned_fault {
            row("unsigned attributes", fault);
        }
        for accident in self.accidents.iter().flatten() {
            row("accident", accident);
        }
        if self.accidents.as_ref().is_some_and(Vec::is_empty) {
            row("accident", "none of the usual ones");
        }
        for stamp in &self.time_stamps {
            text += &stamp.table(indent + 2);
        }
        for countersigner in &self.countersignatures {
            text += &countersigner.table("counter-signature", indent + 2);
        }
        text
    }
}

impl StampMembers {
    fn table(&self, indent: usize) -> String {
        let space = " ".repeat(indent);
        let time = self.time.as_deref().unwrap_or("time unknown");
        let mut text = format!("{space}{}: {time}\n", self.kind);
        text += &format!("{space}  {:COLUMN$} {}\n", "imprint", self.imprint.text);
        if let Some(fault) = &self.fault {
            text += &format!("{space}  {:COLUMN$} {fault}\n", "token");
        }
        if let Some(token) = &self.token {
            text += &token.table("authority", indent + 2);
        }
        text
    }

    pub(crate) fn report(&self) -> String {
        self.table(0)
    }
}

/// Whether a stamp covers the content itself, so that it cannot be checked when that went by in pieces.
pub(crate) fn wants_content(signer: &SignerVerdicts) -> bool {
    signer.time_stamps.iter().any(|stamp| {
        stamp.kind == TimeStampKind::Archive
            && stamp.imprint == ImprintVerdict::NotChecked(SignedError::ContentRequired)
    })
}
