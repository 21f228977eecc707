// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal decrypt`: opens an envelope of any size, or a compact JWE.
//!
//! DER, BER, PEM, base64 and S/MIME are streamed; a JWE is read whole. Content with a MAC goes to a temporary file and appears when the
//! MAC agrees; `--unverified-stream` alone gives it to a pipe before.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use gostseal::envelope::{
    CertificateId, ContentCipher, EnvelopeError, OpenError, Opener, Reader, RecipientKey, Summary,
};
use gostseal::jose::Jwe;
use gostseal::keys::Decapsulator;
use gostseal::trust::Certificate;
use serde::Serialize;

use crate::exit::{At as _, Refusal, read_failed};
use crate::input::{self, Input, strip_line_end};
use crate::output::{Content, Output, Report};
use crate::progress::Progress;

/// Octets that are read and written at once.
const CHUNK: usize = 64 << 10;

/// Decrypt CMS EnvelopedData or a compact JWE. Who made the content is NOT known: only a signature inside is proof
///
/// Content with a MAC (-omac) appears only when the MAC agrees. Other content may have been altered by anybody.
#[derive(Args)]
pub(crate) struct Decrypt {
    #[command(flatten)]
    input: Input,

    /// The recipient's private key (PKCS#8)
    #[arg(long, value_name = "K", required_unless_present = "content_key")]
    key: Option<PathBuf>,

    /// A file of 32 octets, the content key that EncryptedData is opened with
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "cert", "originator"])]
    content_key: Option<PathBuf>,

    /// The recipient's certificate: only recipients that it names are opened
    #[arg(long, value_name = "C")]
    cert: Option<PathBuf>,

    #[command(flatten)]
    output: Output,

    /// The certificate of an originator that agreed with its own key, where the message does not carry it
    #[arg(long, value_name = "CERT")]
    originator: Vec<PathBuf>,

    /// Give content that has a MAC to standard output while nobody knows yet whether it agrees
    #[arg(long)]
    unverified_stream: bool,

    #[command(flatten)]
    progress: Progress,

    /// Report as one JSON object; the plaintext goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

impl Decrypt {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/decrypt/1", || self.decrypt())
    }

    fn decrypt(&self) -> Result<Decrypted, Refusal> {
        let Some(key) = &self.key else {
            // The argument parser demands one of the two.
            let path = self.content_key.as_deref().unwrap_or(Path::new(""));
            let summary = self.copy(self.envelope()?, &input::content_key(path)?)?;
            return Ok(Decrypted::new(&summary));
        };
        let key = input::private_key(key)?;
        let certificate = self
            .cert
            .as_deref()
            .map(|path| input::certificate_of(&key, path))
            .transpose()?;
        let named = certificate
            .as_ref()
            .map(|certificate| RecipientKey::new(&key, certificate_id(certificate)));
        let holder: &dyn Decapsulator = match &named {
            Some(named) => named,
            None => &key,
        };
        let summary = self.copy(self.envelope()?, holder)?;
        Ok(Decrypted::new(&summary))
    }

    /// The octets of the envelope, in whatever form.
    fn envelope(&self) -> Result<Box<dyn Read>, Refusal> {
        // Base64url of `{"`, which no other form begins with.
        const JOSE: &[u8] = b"ey";
        let failed = |error: io::Error| read_failed(&error, self.input.name());
        let source = self.input.open()?;
        let mut octets = self.progress.watch(source.octets, source.length);
        let mut head = Vec::new();
        octets
            .by_ref()
            .take(JOSE.len() as u64)
            .read_to_end(&mut head)
            .map_err(failed)?;
        if head != JOSE {
            return Ok(Box::new(Cursor::new(head).chain(octets)));
        }
        octets.read_to_end(&mut head).map_err(failed)?;
        strip_line_end(&mut head);
        let jwe = Jwe::parse(&head).at(self.input.name())?;
        Ok(Box::new(Cursor::new(jwe.ciphertext().to_vec())))
    }

    fn copy(&self, envelope: Box<dyn Read>, holder: &dyn Decapsulator) -> Result<Summary, Refusal> {
        let name = self.input.name();
        let mut opener = Opener::new(holder);
        for path in &self.originator {
            opener.add_originator(&input::certificate(path)?);
        }
        let mut reader = Reader::with_opener(envelope, opener).map_err(|error| match error {
            OpenError::Io(error) => read_failed(&error, &name),
            OpenError::Envelope(error) => Refusal::from(error).at(&name),
            error => read_failed(&io::Error::other(error.to_string()), &name),
        })?;
        let has_mac = reader.cipher().is_some_and(ContentCipher::authenticates);
        let mut sink = self.output.open(Content::Plain)?;
        if has_mac && !self.unverified_stream {
            sink = sink.held_back()?;
        }
        let mut plaintext = vec![0; CHUNK];
        loop {
            let count = read_some(&mut reader, &mut plaintext)
                .map_err(|error| refusal_of(&error, &name))?;
            let Some(octets) = plaintext.get(..count).filter(|octets| !octets.is_empty()) else {
                break;
            };
            sink.put(octets)?;
        }
        let Some(summary) = reader.summary().cloned() else {
            return Err(read_failed(&io::ErrorKind::UnexpectedEof.into(), &name));
        };
        sink.finish()?;
        Ok(summary)
    }
}

/// What a certificate says about whom it is for.
pub(super) fn certificate_id(certificate: &Certificate) -> CertificateId<'_> {
    CertificateId {
        issuer: certificate.issuer().der(),
        serial: certificate.serial(),
        subject_key_id: certificate.subject_key_id(),
    }
}

fn read_some(source: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// An error of the reader: the envelope's, or the file's.
fn refusal_of(error: &io::Error, name: &str) -> Refusal {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<EnvelopeError>())
    {
        Some(error) => Refusal::from(*error).at(name),
        None => read_failed(error, name),
    }
}

#[derive(Serialize)]
struct Decrypted {
    authenticated: bool,
    octets: u64,
    content_type: String,
    cipher: &'static str,
    /// Of GOST 28147-89.
    param_set: &'static str,
    version: u64,
    recipients: u32,
    /// Counted from 1.
    opened_recipient: u32,
}

impl Decrypted {
    fn new(summary: &Summary) -> Self {
        Self {
            authenticated: summary.verified().is_some(),
            octets: summary.content_len,
            content_type: summary.content_type.to_string(),
            cipher: summary.cipher.name(),
            param_set: summary
                .param_set
                .and_then(|set| set.oid().name())
                .unwrap_or_default(),
            version: summary.version,
            recipients: summary.recipients,
            opened_recipient: summary.opened_recipient.map_or(0, |opened| opened + 1),
        }
    }
}

impl Report for Decrypted {}
