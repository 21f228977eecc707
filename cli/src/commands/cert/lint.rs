// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert lint`: why Windows, a CSP or a profile would refuse a certificate.

use clap::Args;
use gostseal::ErrorCode;
use gostseal::lint::{self, Finding, Severity};
use gostseal::trust::Certificate;
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Report, report, visible};
use crate::trust::Judged;

/// Say why Windows, a CSP or a profile would refuse each certificate of a file. Whom it leads to is for `cert verify`
#[derive(Args)]
pub(crate) struct Lint {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    judged: Judged,

    /// Exit with status 6 when a certificate would be refused
    #[arg(long)]
    strict: bool,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Lint {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        let mut refused = false;
        report(self.json, "gostseal/cert-lint/1", || {
            let linted = self.lint()?;
            refused = linted.certificates.iter().any(|entry| entry.refused);
            Ok(linted)
        })?;
        if self.strict && refused {
            return Err(Refusal::new(
                ErrorCode::InvalidCertificate,
                "a certificate would be refused",
            )
            .at(self.input.name()));
        }
        Ok(())
    }

    fn lint(&self) -> Result<Linted, Refusal> {
        let certificates = Certificate::read_bundle(&self.input.read()?).at(self.input.name())?;
        let at = self.judged.time();
        Ok(Linted {
            certificates: certificates
                .iter()
                .map(|certificate| {
                    let findings = lint::lint(certificate, at);
                    Entry {
                        subject: visible(&certificate.subject().to_string()),
                        refused: findings
                            .iter()
                            .any(|finding| finding.rule.severity() == Severity::Refused),
                        findings: findings.iter().map(FindingMembers::from).collect(),
                    }
                })
                .collect(),
        })
    }
}

#[derive(Serialize)]
struct Linted {
    certificates: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    subject: String,
    refused: bool,
    findings: Vec<FindingMembers>,
}

#[derive(Serialize)]
struct FindingMembers {
    rule: &'static str,
    severity: &'static str,
    about: Option<String>,
    text: &'static str,
}

impl From<&Finding> for FindingMembers {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.name(),
            severity: match finding.rule.severity() {
                Severity::Refused => "refused",
                Severity::Warning => "warning",
            },
            about: finding
                .about
                .map(|oid| oid.name().map_or_else(|| oid.to_string(), String::from)),
            text: finding.rule.text(),
        }
    }
}

impl Report for Linted {
    fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.certificates {
            text += &format!("{}\n", entry.subject);
            if entry.findings.is_empty() {
                text += "  no findings\n";
            }
            for finding in &entry.findings {
                let about = finding
                    .about
                    .as_ref()
                    .map_or_else(String::new, |about| format!(" ({about})"));
                text += &format!(
                    "  {}: {}{about}: {}\n",
                    finding.severity, finding.rule, finding.text
                );
            }
        }
        text
    }
}
