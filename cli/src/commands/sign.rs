// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal sign`: makes a CMS SignedData (CAdES-BES, with a time stamp CAdES-T), or adds a signature to one.
//!
//! The document is read in pieces and may be of any size; only a message that a signature is added to is in memory.

use std::io;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gostseal::keys::PrivateKey;
use gostseal::signed::{
    self, Preset, SignOptions, SignatureNaming, SignedData, SignerNaming, StreamSigner,
};
use gostseal::trust::Certificate;
use gostseal::{ErrorCode, Label, UnixTime};
use serde::Serialize;

use super::tsp::Stamping;
use crate::exit::{At as _, Refusal, read_failed, shown};
use crate::input::{self, Input};
use crate::output::{Content, Output, Report};
use crate::progress::Progress;
use crate::trust::CertificateMembers;

/// Octets of a document that are read at once.
const CHUNK: usize = 64 << 10;

/// Sign a document of any size: CMS SignedData with the signer's certificate inside (CAdES-BES), or add a signature to one
#[derive(Args)]
pub(crate) struct Sign {
    #[command(flatten)]
    input: Input,

    /// The signer's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The signer's certificate
    #[arg(long, value_name = "C")]
    cert: PathBuf,

    /// Put the document into the message. This is so unless a preset says otherwise
    #[arg(long, conflicts_with = "detached")]
    attached: bool,

    /// Leave the document out of the signature
    #[arg(long)]
    detached: bool,

    /// The form that a kind of service takes
    #[arg(long, value_enum)]
    preset: Option<Service>,

    /// Sign the document of this message beside those who signed it; FILE is the document, needed where the message is
    /// detached
    #[arg(long, value_name = "CMS", conflicts_with_all = ["countersign", "attached", "detached", "preset"])]
    cosign: Option<PathBuf>,

    /// Sign a signature of this message; there is no FILE then
    #[arg(long, value_name = "CMS", conflicts_with_all = ["attached", "detached", "preset", "input"])]
    countersign: Option<PathBuf>,

    /// Which signature is countersigned, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1, requires = "countersign", value_parser = clap::value_parser!(u32).range(1..))]
    signer: u32,

    #[command(flatten)]
    form: FormOptions,

    #[command(flatten)]
    stamping: Stamping,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    progress: Progress,

    /// Report as one JSON object; the signature goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

/// What stands in the message beside the signature.
#[derive(Args)]
struct FormOptions {
    /// Certificates to put beside the signer's own. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    chain: Vec<PathBuf>,

    /// Leave the signer's own certificate out
    #[arg(long)]
    no_certificate: bool,

    /// The time that the signer says it signs at (RFC 3339); without it the system's clock
    #[arg(long, value_name = "TIME", conflicts_with = "no_signing_time")]
    signing_time: Option<UnixTime>,

    /// Do not say when it is signed
    #[arg(long)]
    no_signing_time: bool,

    /// Do not name the certificate under the signature: plain CMS in place of CAdES-BES
    #[arg(long)]
    no_signing_certificate: bool,

    /// Sign the document itself, without any signed attributes
    #[arg(long, conflicts_with_all = ["signing_time", "tsa"])]
    no_attributes: bool,

    /// Name the signer by its subject key identifier in place of issuer and serial number
    #[arg(long)]
    key_id: bool,

    /// Write the algorithm of digest and key together, as certificates do, in place of the key's alone
    #[arg(long)]
    digest_in_algorithm: bool,

    /// Write indefinite lengths (BER) in place of DER. Attached messages have them always
    #[arg(long)]
    ber: bool,
}

/// A kind of service.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Service {
    /// CryptoPro CSP and CryptoARM: attached
    Cryptopro,
    /// Document exchange: detached
    Diadoc,
    /// Reports to authorities: detached
    Tax,
    /// Bank tokens and payment documents: detached, indefinite lengths; give --chain
    Bank,
}

impl From<Service> for Preset {
    fn from(service: Service) -> Self {
        match service {
            Service::Cryptopro => Self::CryptoPro,
            Service::Diadoc => Self::Diadoc,
            Service::Tax => Self::Tax,
            Service::Bank => Self::Bank,
        }
    }
}

impl Sign {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/sign/1", || self.sign())
    }

    fn sign(&self) -> Result<Signed, Refusal> {
        let key = input::private_key(&self.key)?;
        let certificate = input::certificate_of(&key, &self.cert)?;
        let mut chain = Vec::new();
        for path in &self.form.chain {
            chain.extend(Certificate::read_bundle(&input::read_file(path)?).at(shown(path))?);
        }
        let options = self.options(&chain);
        let identity = (&key, &certificate);
        let (octets, detached) = match (&self.cosign, &self.countersign) {
            (Some(message), _) => self.cosign(message, identity, &options)?,
            (None, Some(message)) => self.countersign(message, identity, &options)?,
            (None, None) => (self.sign_document(identity, &options)?, options.detached),
        };
        Ok(Signed {
            detached,
            octets,
            signing_time: options.signing_time.map(|time| time.to_string()),
            time_stamped: self.stamping.is_asked(),
            signer: CertificateMembers::from(&certificate),
        })
    }

    fn options<'a>(&self, chain: &'a [Certificate]) -> SignOptions<'a> {
        let form = &self.form;
        let time = form.signing_time.unwrap_or_else(UnixTime::now);
        let options = match self.preset {
            Some(service) => SignOptions::preset(service.into(), time),
            None => SignOptions {
                signing_time: Some(time),
                ..SignOptions::default()
            },
        };
        SignOptions {
            detached: (options.detached || self.detached) && !self.attached,
            signed_attrs: !form.no_attributes,
            signing_time: options
                .signing_time
                .filter(|_| !form.no_signing_time && !form.no_attributes),
            signing_certificate_v2: !form.no_signing_certificate && !form.no_attributes,
            include_certs: chain,
            include_signer: !form.no_certificate,
            ber_indefinite: options.ber_indefinite || form.ber,
            signer_id: match form.key_id {
                true => SignerNaming::SubjectKeyId,
                false => SignerNaming::IssuerSerial,
            },
            signature_algorithm: match form.digest_in_algorithm {
                true => SignatureNaming::WithDigest,
                false => SignatureNaming::Key,
            },
        }
    }

    /// Signs the document in one pass, and gives the number of its octets.
    fn sign_document(
        &self,
        (key, certificate): (&PrivateKey, &Certificate),
        options: &SignOptions<'_>,
    ) -> Result<u64, Refusal> {
        let name = self.input.name();
        let source = self.input.open()?;
        let mut source = self.progress.watch(source.octets, source.length);
        let mut signer = StreamSigner::new(key, certificate, *options).at(&name)?;
        let mut sink = self.output.open(Content::Binary)?;
        let (mut octets, mut message, mut length) = (vec![0; CHUNK], Vec::new(), 0);
        loop {
            let count = match source.read(&mut octets) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(read_failed(&error, &name)),
            };
            signer.update(octets.get(..count).unwrap_or_default(), &mut message);
            length += count as u64;
            sink.put(&message)?;
            message.clear();
        }
        self.stamping.with_stamper(|stamper| match stamper {
            None => signer.finish(&mut message),
            Some(stamper) => signer.finish_stamped(stamper, &mut message),
        })?;
        sink.put(&message)?;
        sink.finish()?;
        Ok(length)
    }

    fn cosign(
        &self,
        message: &Path,
        (key, certificate): (&PrivateKey, &Certificate),
        options: &SignOptions<'_>,
    ) -> Result<(u64, bool), Refusal> {
        let cms = input::structure(&input::read_file(message)?, &[Label::Cms], "CMS")
            .at(shown(message))?;
        let data = SignedData::parse(&cms).at(shown(message))?;
        let content = match data.is_detached() || self.input.is_given() {
            true => Some(self.input.read()?),
            false => None,
        };
        let length = content
            .as_deref()
            .or(data.unverified_content())
            .map_or(0, <[u8]>::len);
        let content = content.as_deref();
        let signed = self.stamping.with_stamper(|stamper| match stamper {
            None => signed::cosign(&cms, content, key, certificate, options),
            Some(stamper) => {
                signed::cosign_stamped(&cms, content, key, certificate, options, stamper)
            }
        });
        self.write(&signed.map_err(|refusal| refusal.at(shown(message)))?)?;
        Ok((length as u64, data.is_detached()))
    }

    fn countersign(
        &self,
        message: &Path,
        (key, certificate): (&PrivateKey, &Certificate),
        options: &SignOptions<'_>,
    ) -> Result<(u64, bool), Refusal> {
        if self.stamping.is_asked() {
            let what = "a counter-signature takes no time stamp here: see tsp stamp";
            return Err(Refusal::new(ErrorCode::InvalidArgument, what));
        }
        let cms = input::structure(&input::read_file(message)?, &[Label::Cms], "CMS")
            .at(shown(message))?;
        let data = SignedData::parse(&cms).at(shown(message))?;
        let length = data.unverified_content().map_or(0, <[u8]>::len);
        let index = usize::try_from(self.signer - 1).unwrap_or(usize::MAX);
        let signed =
            signed::countersign(&cms, index, key, certificate, options).at(shown(message))?;
        self.write(&signed)?;
        Ok((length as u64, data.is_detached()))
    }

    fn write(&self, message: &[u8]) -> Result<(), Refusal> {
        let mut sink = self.output.open(Content::Binary)?;
        sink.put(message)?;
        sink.finish()
    }
}

#[derive(Serialize)]
struct Signed {
    detached: bool,
    /// Octets of the document, where it was at hand.
    octets: u64,
    signing_time: Option<String>,
    time_stamped: bool,
    signer: CertificateMembers,
}

impl Report for Signed {}
