// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal encrypt`: makes an envelope of any size for the owners of certificates.

use std::io::{self, Read as _, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use getrandom::SysRng;
use gostseal::armor;
use gostseal::envelope::{
    ContentCipher, KeyManagement, Recipient, SealError, SealOptions, WriteError, Writer,
};
use gostseal::keys::{CipherParamSet, KeyAlgorithm, PublicKey, RecipientId};
use gostseal::trust::Certificate;
use serde::Serialize;

use crate::exit::{At as _, Refusal, read_failed, shown, write_failed};
use crate::input::{self, Input};
use crate::output::{Content, Output, Report, Sink};
use crate::progress::Progress;

/// Octets that are read at once.
const CHUNK: usize = 64 << 10;

/// Encrypt for the owners of certificates: CMS EnvelopedData. Who made it is NOT proved: sign first
///
/// DER where the length of the input is known, else BER.
#[derive(Args)]
pub(crate) struct Encrypt {
    #[command(flatten)]
    input: Input,

    /// A recipient's certificate. May be given several times
    #[arg(long, value_name = "CERT", required = true)]
    to: Vec<PathBuf>,

    /// The cipher of the content. Those in -omac notice whatever is altered; all but gost28147 are for 2012 keys
    #[arg(long, value_name = "NAME", default_value = "gost28147")]
    cipher: Cipher,

    /// Give the key by key agreement instead of key transport
    #[arg(long)]
    agree: bool,

    /// S-boxes of content and key wrap: CryptoPro A to D, or Z of TC 26. The default is Z, and A for 2001 keys
    #[arg(long, value_name = "S", ignore_case = true)]
    param_set: Option<Set>,

    /// What the envelope is written in
    #[arg(long, value_name = "FORM", default_value = "der")]
    form: Form,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    progress: Progress,

    /// Report as one JSON object; the envelope goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Cipher {
    Gost28147,
    MagmaCtrAcpkm,
    MagmaCtrAcpkmOmac,
    KuznyechikCtrAcpkm,
    KuznyechikCtrAcpkmOmac,
}

impl From<Cipher> for ContentCipher {
    fn from(cipher: Cipher) -> Self {
        match cipher {
            Cipher::Gost28147 => Self::Gost28147,
            Cipher::MagmaCtrAcpkm => Self::MagmaCtrAcpkm,
            Cipher::MagmaCtrAcpkmOmac => Self::MagmaCtrAcpkmOmac,
            Cipher::KuznyechikCtrAcpkm => Self::KuznyechikCtrAcpkm,
            Cipher::KuznyechikCtrAcpkmOmac => Self::KuznyechikCtrAcpkmOmac,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
enum Set {
    A,
    B,
    C,
    D,
    Z,
}

impl From<Set> for CipherParamSet {
    fn from(set: Set) -> Self {
        match set {
            Set::A => Self::CryptoProA,
            Set::B => Self::CryptoProB,
            Set::C => Self::CryptoProC,
            Set::D => Self::CryptoProD,
            Set::Z => Self::Tc26Z,
        }
    }
}

/// What an envelope may be written in.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// The octets themselves
    Der,
    /// PEM with the label CMS
    Pem,
    /// Base64 with nothing around it
    Base64,
    /// A mail message, smime.p7m
    Smime,
}

impl From<Form> for armor::Form {
    fn from(form: Form) -> Self {
        match form {
            Form::Der => Self::Binary,
            Form::Pem => Self::Pem,
            Form::Base64 => Self::Base64,
            Form::Smime => Self::Smime,
        }
    }
}

impl Encrypt {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/encrypt/1", || self.encrypt())
    }

    fn encrypt(&self) -> Result<Encrypted, Refusal> {
        let mut owners: Vec<(Certificate, PublicKey)> = Vec::with_capacity(self.to.len());
        for path in &self.to {
            let certificate = input::certificate(path)?;
            let key = certificate.public_key().at(shown(path))?;
            owners.push((certificate, key));
        }
        let param_set = self.param_set.map(CipherParamSet::from);
        let recipients: Vec<Recipient<'_>> = owners
            .iter()
            .map(|(certificate, key)| {
                let id = RecipientId::IssuerSerial {
                    issuer: certificate.issuer().der(),
                    serial: certificate.serial(),
                };
                let mut recipient = Recipient::new(key, id);
                if self.agree {
                    recipient = recipient.management(KeyManagement::Agreement);
                }
                match param_set {
                    Some(param_set) => recipient.param_set(param_set),
                    None => recipient,
                }
            })
            .collect();
        let mut options = SealOptions::default();
        options.param_set = param_set;

        let name = self.input.name();
        let source = self.input.open()?;
        options.cipher = self.cipher.into();
        options.content_len = source.length;
        let mut source = self.progress.watch(source.octets, source.length);
        let content = match self.form {
            Form::Der => Content::Binary,
            Form::Pem | Form::Base64 | Form::Smime => Content::Plain,
        };
        let sink = Sealed(self.output.open(content)?);
        let writer = Writer::new(sink, &recipients, &options, &mut SysRng)?;
        let mut writer = writer.form(self.form.into());
        let mut plaintext = vec![0; CHUNK];
        let mut octets = 0;
        loop {
            let count = match source.read(&mut plaintext) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                done => done.map_err(|error| read_failed(&error, &name))?,
            };
            let Some(piece) = plaintext.get(..count).filter(|piece| !piece.is_empty()) else {
                break;
            };
            octets += count as u64;
            writer
                .write_all(piece)
                .map_err(|error| refusal_of(&error))?;
        }
        let sink = writer.finish().map_err(|error| match error {
            WriteError::Seal(error) => error.into(),
            WriteError::Io(error) => refusal_of(&error),
            error => refusal_of(&io::Error::other(error.to_string())),
        })?;
        sink.0.finish()?;
        let used = param_set.unwrap_or_else(|| default_set(&owners));
        let cipher = ContentCipher::from(self.cipher);
        Ok(Encrypted {
            octets,
            recipients: owners.len(),
            cipher: cipher.name(),
            param_set: match cipher {
                ContentCipher::Gost28147 => used.oid().name().unwrap_or_default(),
                _ => "",
            },
        })
    }
}

/// The set that the library takes for the content when none is named.
fn default_set(owners: &[(Certificate, PublicKey)]) -> CipherParamSet {
    if owners
        .iter()
        .any(|(_, key)| key.algorithm() == KeyAlgorithm::Gost2001)
    {
        CipherParamSet::CryptoProA
    } else {
        CipherParamSet::Tc26Z
    }
}

/// A sink as the library's writer wants it; a refusal travels inside the error.
struct Sealed(Sink);

impl Write for Sealed {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0
            .put(octets)
            .map_err(|refusal| io::Error::other(Carried(refusal)))?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug)]
struct Carried(Refusal);

impl std::fmt::Display for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("writing failed")
    }
}

impl std::error::Error for Carried {}

fn refusal_of(error: &io::Error) -> Refusal {
    let inner = error.get_ref();
    if let Some(Carried(refusal)) = inner.and_then(|inner| inner.downcast_ref()) {
        return refusal.clone();
    }
    match inner.and_then(|inner| inner.downcast_ref::<SealError>()) {
        Some(error) => Refusal::from(*error),
        None => write_failed(error, "envelope"),
    }
}

#[derive(Serialize)]
struct Encrypted {
    octets: u64,
    recipients: usize,
    cipher: &'static str,
    /// Of GOST 28147-89.
    param_set: &'static str,
}

impl Report for Encrypted {}
