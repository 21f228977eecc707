// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal decrypt`: opens an envelope of any size, or a compact JWE.
//!
//! DER, BER, PEM, base64 and S/MIME are streamed; a JWE is read whole.

use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use clap::Args;
use gostseal::envelope::{CertificateId, EnvelopeError, OpenError, Reader, RecipientKey, Summary};
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

/// Decrypt CMS EnvelopedData or a compact JWE. What comes out is NOT authenticated: only a signature inside is proof
#[derive(Args)]
pub(crate) struct Decrypt {
    #[command(flatten)]
    input: Input,

    /// The recipient's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    key: PathBuf,

    /// The recipient's certificate: only recipients that it names are opened
    #[arg(long, value_name = "C")]
    cert: Option<PathBuf>,

    #[command(flatten)]
    output: Output,

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
        let key = input::private_key(&self.key)?;
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
        let mut reader = Reader::new(envelope, holder).map_err(|error| match error {
            OpenError::Io(error) => read_failed(&error, &name),
            OpenError::Envelope(error) => Refusal::from(error).at(&name),
            error => read_failed(&io::Error::other(error.to_string()), &name),
        })?;
        let mut sink = self.output.open(Content::Plain)?;
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
