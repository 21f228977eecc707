// SPDX-License-Identifier: MIT OR Apache-2.0
//! Raw signatures: r and s alone, over a content that stands elsewhere.

use std::path::Path;

use gostseal::hash::digest::Digest;
use gostseal::hash::{Gost94CryptoPro, Streebog256, Streebog512};
use gostseal::keys::{PublicKey, Signature, SignatureOrder};
use gostseal::signed::{self, JudgedAt, SignedError};
use gostseal::trust::{Certificate, Options, PathJudgement, Usage, path};
use gostseal::{DigestAlgorithm, ErrorCode, FormatError};

use super::message::{CHUNK, read_some};
use super::{Verified, Verify};
use crate::evidence::Sources;
use crate::exit::{At as _, Refusal, shown};
use crate::input::{self, strip_line_end};
use crate::output::{Judgement, visible};
use crate::trust::{Believed, CertificateMembers};
use crate::verdicts::{SignerMembers, Verdict, Verdicts};

impl Verify {
    pub(super) fn verify_raw(&self, believed: &Believed) -> Result<Judgement<Verified>, Refusal> {
        let name = self.input.name();
        let refuse = |code, what| Err(Refusal::new(code, what).at(&name));
        if self.output.is_some() {
            return refuse(
                ErrorCode::InvalidArgument,
                "a raw signature holds no content",
            );
        }
        let Some(content) = &self.content else {
            return refuse(
                ErrorCode::ContentRequired,
                "a raw signature needs --content DATA",
            );
        };
        let certificate = self.cert.as_deref().map(input::certificate).transpose()?;
        let octets = signature_octets(self.input.read()?);
        let mut sources = self.evidence.sources()?;
        let judged = match (&certificate, believed) {
            (Some(certificate), _) => Some(self.judge_path(certificate, believed, &mut sources)?),
            (None, Believed::Pinned(_)) => None,
            (None, _) => {
                let what = "a raw signature names no signer: give --cert CERT or --signer CERT|PUB";
                return refuse(ErrorCode::SignerRequired, what);
            }
        };
        let key = match (believed, &judged) {
            (Believed::Pinned(key), _) => key.public_key().clone(),
            (_, Some(judged)) => judged.key.clone().at(&name)?,
            (_, None) => return refuse(ErrorCode::SignerRequired, "no key"),
        };

        let (digest, length) = self.digest(content, DigestAlgorithm::of_key(key.algorithm()))?;
        let order: SignatureOrder = self.order.into();
        let good = Signature::from_bytes(order, &octets)
            .is_ok_and(|signature| key.verify_digest(&digest, &signature).is_ok());
        let mut signer = members(certificate.as_ref(), &key, good, judged.as_ref());
        let refusal = if !good {
            Some(Refusal::from(SignedError::InvalidSignature).at(&name))
        } else {
            match judged.map(|judged| judged.trusted) {
                None | Some(Ok(())) => None,
                Some(Err(error)) => Some(Refusal::from(error).of_good_signature().at(&name)),
            }
        };
        if self.explain && !good {
            let content = input::read_file(content)?;
            let found = signed::explain_raw(&content, &octets, order, &key);
            let texts = found.iter().map(|accident| visible(&accident.to_string()));
            signer.accidents = Some(texts.collect());
        }
        let report = Verified {
            signature: if good { "good" } else { "bad" },
            detached: true,
            content_type: "raw".into(),
            octets: length,
            signers: vec![signer],
            fetched: sources.fetched().to_vec(),
            trusted: refusal.is_none(),
        };
        Ok(Judgement { report, refusal })
    }

    /// The digest of a file, and its length.
    fn digest(&self, path: &Path, algorithm: DigestAlgorithm) -> Result<(Vec<u8>, u64), Refusal> {
        match algorithm {
            DigestAlgorithm::Gost94 => self.digest_with::<Gost94CryptoPro>(path),
            DigestAlgorithm::Streebog256 => self.digest_with::<Streebog256>(path),
            DigestAlgorithm::Streebog512 => self.digest_with::<Streebog512>(path),
        }
    }

    fn digest_with<D: Digest>(&self, path: &Path) -> Result<(Vec<u8>, u64), Refusal> {
        let source = input::open_file(path)?;
        let mut source = self.progress.watch(source.octets, source.length);
        let (mut hasher, mut octets, mut length) = (D::new(), vec![0; CHUNK], 0);
        loop {
            let count = read_some(&mut source, &mut octets, &shown(path))?;
            if count == 0 {
                return Ok((hasher.finalize().to_vec(), length));
            }
            hasher.update(octets.get(..count).unwrap_or_default());
            length += count as u64;
        }
    }

    fn judge_path(
        &self,
        certificate: &Certificate,
        believed: &Believed,
        sources: &mut Sources,
    ) -> Result<JudgedPath, Refusal> {
        let at = self.judged.time();
        let judged_at = match at {
            None => Verdict::new("no time", JudgedAt::NoTime),
            Some(time) => Verdict::new("given", JudgedAt::Given(time)),
        };
        let own = certificate.public_key();
        let Some(store) = believed.store() else {
            return Ok(JudgedPath {
                key: own,
                subjects: Vec::new(),
                path: Verdict::new("not asked", "nothing to trust signers by")
                    .with(ErrorCode::TrustNotEstablished),
                revocation: Verdict::new("not asked", "not asked"),
                judged_at,
                trusted: Err(SignedError::TrustNotEstablished),
            });
        };
        let extra = sources.settle(certificate, &[], store, (at, Usage::Signature))?;
        let mut options = Options::new(at, Usage::Signature);
        options.revocation = sources.evidence();
        options.policy = self.evidence.policy();
        let judgement = path::judge(certificate, &extra, store, &options);
        Ok(JudgedPath::new(&judgement, own, judged_at))
    }
}

/// What is known of the path of the certificate.
struct JudgedPath {
    key: Result<PublicKey, FormatError>,
    subjects: Vec<String>,
    path: Verdict,
    revocation: Verdict,
    judged_at: Verdict,
    trusted: Result<(), SignedError>,
}

impl JudgedPath {
    fn new(
        judgement: &PathJudgement<'_>,
        own: Result<PublicKey, FormatError>,
        judged_at: Verdict,
    ) -> Self {
        let path = judgement.path();
        let subjects: Vec<String> = path
            .iter()
            .flat_map(|path| path.certificates())
            .map(|certificate| visible(&certificate.subject().to_string()))
            .collect();
        let verdict = match (path, judgement.failure()) {
            (Some(path), _) => {
                let count = path.certificates().len();
                let text = format!("leads to an anchor over {count} certificates");
                Verdict::new("anchor", text)
            }
            (None, Some(failure)) => Verdict::new("refused", failure).with(failure.code()),
            (None, None) => Verdict::new("refused", "no path"),
        };
        Self {
            key: path.map_or(own, |path| Ok(path.key().clone())),
            subjects,
            path: verdict,
            revocation: Verdict::of_revocation(judgement),
            judged_at,
            trusted: judgement
                .failure()
                .map_or(Ok(()), |failure| Err(SignedError::Path(failure.error))),
        }
    }
}

/// The octets of a signature that may be written as hexadecimal digits or base64.
fn signature_octets(mut file: Vec<u8>) -> Vec<u8> {
    if matches!(file.len(), 64 | 128) && !file.is_ascii() {
        return file;
    }
    strip_line_end(&mut file);
    let text: Vec<u8> = file
        .iter()
        .copied()
        .filter(|o| !o.is_ascii_whitespace())
        .collect();
    if matches!(text.len(), 128 | 256) && text.iter().all(u8::is_ascii_hexdigit) {
        return signed::ContentForm::HexDecoded.of(&text).unwrap_or(file);
    }
    match signed::ContentForm::Base64Decoded.of(&text) {
        Some(octets) if matches!(octets.len(), 64 | 128) => octets,
        _ => file,
    }
}

fn members(
    certificate: Option<&Certificate>,
    key: &PublicKey,
    good: bool,
    judged: Option<&JudgedPath>,
) -> SignerMembers {
    let none = |text| Verdict::new("absent", text);
    let signature = match good {
        true => Verdict::new("good", "good"),
        false => Verdict::new("bad", "bad").with(ErrorCode::InvalidSignature),
    };
    let content = match good {
        true => Verdict::new("signed", "signed directly"),
        false => Verdict::new("not checked", "not checked: invalid signature"),
    };
    let (path, revocation, judged_at) = match judged {
        Some(judged) => (
            judged.path.clone(),
            judged.revocation.clone(),
            judged.judged_at.clone(),
        ),
        None => (
            Verdict::new("pinned key", "the pinned key"),
            Verdict::new("not asked", "not asked"),
            Verdict::new("no time", JudgedAt::NoTime),
        ),
    };
    let subjects = judged.map_or(&[][..], |judged| &judged.subjects);
    SignerMembers {
        trust: match (judged, subjects) {
            (None, _) => "pinned key",
            (Some(_), []) => "none",
            (Some(_), _) => "anchor",
        },
        certificate: certificate.map(CertificateMembers::from),
        digest: DigestAlgorithm::of_key(key.algorithm())
            .oid()
            .name()
            .unwrap_or_default(),
        signed_attributes: "absent",
        signing_time: None,
        cades_bes: false,
        path: subjects.to_vec(),
        form: "raw".into(),
        verdicts: Verdicts {
            signature,
            content,
            certificate_binding: none("no certificate is named under the signature"),
            path,
            revocation,
            judged_at,
            evidence: none("none"),
        },
        time_stamps: Vec::new(),
        countersignatures: Vec::new(),
        unsigned_fault: None,
        accidents: None,
    }
}
