// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal cert show`: what certificates hold, and the digests that name them.

use clap::Args;
use gostseal::trust::{Certificate, IssuerSignTool, StateIdentifiers};
use gostseal::{Oid, inspect};
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::Input;
use crate::output::{Report, hex, report, visible};
use crate::trust::CertificateMembers;

/// Show every certificate of a file: PEM, DER, or certs-only CMS. Nothing is verified
#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    input: Input,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/cert-show/1", || self.show())
    }

    fn show(&self) -> Result<Shown, Refusal> {
        let certificates = Certificate::read_bundle(&self.input.read()?).at(self.input.name())?;
        Ok(Shown {
            certificates: certificates.iter().map(Entry::new).collect(),
        })
    }
}

#[derive(Serialize)]
struct Shown {
    certificates: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    version: u8,
    #[serde(flatten)]
    names: CertificateMembers,
    /// What the key is for: name of the algorithm, of the parameter set, the point's octets x | y.
    public_key: Option<KeyMembers>,
    signature_algorithm: String,
    subject_key_id: Option<String>,
    ca: bool,
    self_issued: bool,
    /// ИНН, ОГРН, ОГРНИП, СНИЛС of the subject.
    state_identifiers: StateMembers,
    /// The subject's signing tool (СКЗИ).
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_sign_tool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer_sign_tool: Option<ToolMembers>,
    /// 0 in person, 1 by a qualified signature, 2 by a passport's chip, 3 by biometrics.
    #[serde(skip_serializing_if = "Option::is_none")]
    identification_kind: Option<u8>,
    policies: Vec<String>,
    /// SHA-1 of the DER: the thumbprint of Windows and CryptoPro.
    thumbprint_sha1: String,
    /// Streebog-256 of the DER.
    fingerprint_streebog256: String,
    /// The whole as `inspect` shows it.
    #[serde(skip)]
    text: String,
}

#[derive(Serialize)]
struct KeyMembers {
    algorithm: &'static str,
    param_set: &'static str,
    octets: String,
}

/// The state identifiers of a name; absent ones are left out.
#[derive(Serialize)]
struct StateMembers {
    #[serde(skip_serializing_if = "Option::is_none")]
    inn: Option<String>,
    /// ИНН of an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    inn_le: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ogrn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ogrnip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snils: Option<String>,
}

/// The issuer's tools.
#[derive(Serialize)]
struct ToolMembers {
    sign_tool: String,
    ca_tool: String,
    sign_tool_certificate: String,
    ca_tool_certificate: String,
}

impl From<StateIdentifiers> for StateMembers {
    fn from(found: StateIdentifiers) -> Self {
        let shown = |text: Option<String>| text.map(|text| visible(&text));
        Self {
            inn: shown(found.inn),
            inn_le: shown(found.inn_le),
            ogrn: shown(found.ogrn),
            ogrnip: shown(found.ogrnip),
            snils: shown(found.snils),
        }
    }
}

impl From<IssuerSignTool> for ToolMembers {
    fn from(tool: IssuerSignTool) -> Self {
        Self {
            sign_tool: visible(&tool.sign_tool),
            ca_tool: visible(&tool.ca_tool),
            sign_tool_certificate: visible(&tool.sign_tool_certificate),
            ca_tool_certificate: visible(&tool.ca_tool_certificate),
        }
    }
}

impl Entry {
    fn new(certificate: &Certificate) -> Self {
        let signature_algorithm = certificate.signature_algorithm();
        Self {
            version: certificate.version(),
            names: certificate.into(),
            public_key: certificate.public_key().ok().map(|key| KeyMembers {
                algorithm: key.algorithm().oid().name().unwrap_or_default(),
                param_set: key.param_set().name(),
                octets: hex(&key.to_bytes_le()),
            }),
            signature_algorithm: signature_algorithm
                .name()
                .map_or_else(|| signature_algorithm.to_string(), String::from),
            subject_key_id: certificate.subject_key_id().map(hex),
            ca: certificate
                .basic_constraints()
                .is_some_and(|constraints| constraints.ca),
            self_issued: certificate.is_self_issued(),
            state_identifiers: certificate.subject().state_identifiers().into(),
            subject_sign_tool: certificate.subject_sign_tool().map(|tool| visible(&tool)),
            issuer_sign_tool: certificate.issuer_sign_tool().map(ToolMembers::from),
            identification_kind: certificate.identification_kind(),
            policies: certificate.policies().iter().map(Oid::to_string).collect(),
            thumbprint_sha1: hex(&certificate.thumbprint_sha1()),
            fingerprint_streebog256: hex(&certificate.fingerprint_streebog256()),
            text: inspect::inspect(certificate.der()).to_text(),
        }
    }
}

impl Entry {
    /// What a Russian qualified certificate says beyond X.509, a line each.
    fn qualified(&self) -> String {
        let found = &self.state_identifiers;
        let tool = self.issuer_sign_tool.as_ref();
        let lines = [
            ("ИНН", found.inn.as_ref()),
            ("ИНН ЮЛ", found.inn_le.as_ref()),
            ("ОГРН", found.ogrn.as_ref()),
            ("ОГРНИП", found.ogrnip.as_ref()),
            ("СНИЛС", found.snils.as_ref()),
            ("СКЗИ", self.subject_sign_tool.as_ref()),
            ("СКЗИ УЦ", tool.map(|tool| &tool.sign_tool)),
            ("ПО УЦ", tool.map(|tool| &tool.ca_tool)),
        ];
        lines
            .into_iter()
            .filter_map(|(name, text)| Some(format!("  {name}: {}\n", text?)))
            .collect()
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        let mut text = String::new();
        for entry in &self.certificates {
            text += &entry.text;
            text += &entry.qualified();
            text += &format!("  thumbprint (SHA-1): {}\n", entry.thumbprint_sha1);
            text += &format!(
                "  fingerprint (Streebog-256): {}\n",
                entry.fingerprint_streebog256
            );
        }
        text
    }
}
