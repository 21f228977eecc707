// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal verify`: whether the signatures of a CMS SignedData are good and their signers trusted.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use gostseal::Label;
use gostseal::signed::{AttributeOrder, Examined, SignedData, SignerReport, Verifier};
use serde::Serialize;

use crate::exit::{At as _, Refusal, read_failed, shown};
use crate::input::{self, Input};
use crate::output::{Report, report};
use crate::progress::Progress;
use crate::trust::{At, Believe, CertificateMembers};

/// Octets of a detached content that are read at once.
const CHUNK: usize = 64 << 10;

/// Verify CMS SignedData: every signature must be good and every signer trusted
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    input: Input,

    /// The document of a detached signature
    #[arg(long, value_name = "DATA")]
    content: Option<PathBuf>,

    #[command(flatten)]
    believe: Believe,

    #[command(flatten)]
    at: At,

    #[command(flatten)]
    progress: Progress,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/verify/1", || self.verify())
    }

    fn verify(&self) -> Result<Verified, Refusal> {
        let name = self.input.name();
        let cms = self.input.read_structure(&[Label::Cms], "CMS")?;
        let believed = self.believe.read()?;
        let verifier = Verifier::new(believed.trust()).at(self.at.time());
        let data = SignedData::parse(&cms).at(&name)?;
        let detached = data.is_detached();
        let examined = match &self.content {
            Some(path) => examine_with(&verifier, data, (path, &self.progress), &name)?,
            None => verifier.examine(&cms).at(&name)?,
        };
        let mut signers = Vec::with_capacity(examined.signers().len());
        // Whether a signature is bad is said before whether a signer is trusted.
        let mut judged = Vec::with_capacity(examined.signers().len());
        for signer in examined.signers() {
            judged.push(
                signer
                    .as_ref()
                    .map_err(|&error| Refusal::from(error).at(&name))?,
            );
        }
        for signer in judged {
            if let Err(error) = signer.trust {
                return Err(Refusal::from(error).of_good_signature().at(&name));
            }
            signers.push(Signer::new(signer, believed.basis()));
        }
        Ok(Verified {
            signature: "good",
            detached,
            content_type: examined.content_type().to_string(),
            signers,
        })
    }
}

/// Verifies with the content of a file, which is read piece by piece.
fn examine_with<'m>(
    verifier: &Verifier<'_>,
    data: SignedData<'m>,
    (path, progress): (&Path, &Progress),
    name: &str,
) -> Result<Examined<'m>, Refusal> {
    let source = input::open_file(path)?;
    let mut source = progress.watch(source.octets, source.length);
    let mut digests = data.content_digests();
    let mut octets = vec![0; CHUNK];
    loop {
        match source.read(&mut octets) {
            Ok(0) => break,
            Ok(count) => digests.update(octets.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(read_failed(&error, shown(path))),
        }
    }
    verifier.examine_digests(data, &digests.finish()).at(name)
}

#[derive(Serialize)]
struct Verified {
    signature: &'static str,
    detached: bool,
    content_type: String,
    signers: Vec<Signer>,
}

#[derive(Serialize)]
struct Signer {
    trust: &'static str,
    certificate: Option<CertificateMembers>,
    digest: &'static str,
    signed_attributes: &'static str,
    signing_time: Option<String>,
    cades_bes: bool,
    /// Subjects from the signer's certificate to the anchor.
    path: Vec<String>,
}

impl Signer {
    fn new(signer: &SignerReport, trust: &'static str) -> Self {
        Self {
            trust,
            certificate: signer.certificate.as_ref().map(CertificateMembers::from),
            digest: signer.digest_algorithm.oid().name().unwrap_or_default(),
            signed_attributes: match signer.attributes {
                AttributeOrder::Absent => "absent",
                AttributeOrder::Sorted => "sorted",
                AttributeOrder::Unsorted => "unsorted, signed as transmitted",
                AttributeOrder::Resorted => "unsorted, signed sorted",
            },
            signing_time: signer.signing_time.map(|time| time.to_string()),
            cades_bes: signer.cades_bes,
            path: signer
                .path
                .iter()
                .map(|certificate| CertificateMembers::from(certificate).subject)
                .collect(),
        }
    }
}

impl Report for Verified {
    fn text(&self) -> String {
        let kind = if self.detached {
            "detached"
        } else {
            "attached"
        };
        let mut text = format!("signature good ({kind}), signer trusted\n");
        for signer in &self.signers {
            match &signer.certificate {
                Some(certificate) => {
                    text += &format!("signer: {}\n", certificate.subject);
                    text += &format!(
                        "  issuer: {}\n  serial number: {}\n",
                        certificate.issuer, certificate.serial
                    );
                }
                None => text += "signer: the pinned key\n",
            }
            text += &format!("  digest: {}\n", signer.digest);
            text += &format!("  signed attributes: {}\n", signer.signed_attributes);
            if signer.cades_bes {
                text += "  signing certificate: signed (CAdES-BES)\n";
            }
            if let Some(time) = &signer.signing_time {
                text += &format!("  signing time: {time} (the signer's own word)\n");
            }
            text += &format!("  trusted by: {}\n", signer.trust);
            for subject in signer.path.iter().skip(1) {
                text += &format!("    {subject}\n");
            }
        }
        text
    }
}
