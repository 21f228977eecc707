// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is read: files and standard input, octets, tokens, keys and certificates.
//!
//! DER, PEM and base64 are recognised by content, never by the file's name. From text that holds one token, one
//! trailing CR LF or LF is taken off and nothing else.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use gostseal::inspect::{self, Kind};
use gostseal::keys::{ContentKey, PrivateKey, PublicKey};
use gostseal::trust::Certificate;
use gostseal::{ErrorCode, Label, decode_any};
use zeroize::Zeroizing;

use crate::exit::{At as _, Refusal, read_failed, shown};

/// The one input of a verb.
#[derive(Args)]
pub(crate) struct Input {
    /// File to read; `-` or none is standard input
    #[arg(id = "input", value_name = "FILE")]
    file: Option<PathBuf>,
}

/// An input that is open.
pub(crate) struct Source {
    pub(crate) octets: Box<dyn Read>,
    /// How many octets there are, where that is known.
    pub(crate) length: Option<u64>,
}

impl Input {
    /// For verbs that describe their input themselves.
    pub(crate) fn from(path: &Path) -> Self {
        Self {
            file: Some(path.into()),
        }
    }

    /// The input as messages name it.
    pub(crate) fn name(&self) -> String {
        match self.path() {
            Some(path) => shown(path),
            None => "standard input".into(),
        }
    }

    fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Whether a file, or `-`, was named.
    pub(crate) fn is_given(&self) -> bool {
        self.file.is_some()
    }

    /// Whether it is a file that can be read again.
    pub(crate) fn is_file(&self) -> bool {
        self.path().is_some_and(Path::is_file)
    }

    /// Opens the input.
    pub(crate) fn open(&self) -> Result<Source, Refusal> {
        match self.path() {
            Some(path) => open(path),
            // Whoever types a verb alone wants its help, not a terminal that waits.
            None if self.file.is_none() && io::stdin().is_terminal() => Err(Refusal::new(
                ErrorCode::InvalidArgument,
                "no input: name a FILE, pipe something in, or say - to type it",
            )),
            None => Ok(Source {
                octets: Box::new(io::stdin().lock()),
                length: None,
            }),
        }
    }

    /// Reads the input whole.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Refusal> {
        read_whole(self.open()?, &self.name())
    }

    /// Reads text that holds one token.
    pub(crate) fn read_token(&self) -> Result<Vec<u8>, Refusal> {
        let mut text = self.read()?;
        strip_line_end(&mut text);
        Ok(text)
    }

    /// Reads the first structure that has one of `labels` or none.
    pub(crate) fn read_structure(
        &self,
        labels: &[Label],
        what: &'static str,
    ) -> Result<Vec<u8>, Refusal> {
        structure(&self.read()?, labels, what).at(self.name())
    }
}

fn open(path: &Path) -> Result<Source, Refusal> {
    let file = File::open(path).map_err(|error| read_failed(&error, shown(path)))?;
    let length = file
        .metadata()
        .ok()
        .filter(|metadata| metadata.is_file())
        .map(|metadata| metadata.len());
    Ok(Source {
        octets: Box::new(file),
        length,
    })
}

fn read_whole(mut source: Source, name: &str) -> Result<Vec<u8>, Refusal> {
    let mut octets = Vec::new();
    source
        .octets
        .read_to_end(&mut octets)
        .map_err(|error| read_failed(&error, name))?;
    Ok(octets)
}

/// Opens a file that is named by an option.
pub(crate) fn open_file(path: &Path) -> Result<Source, Refusal> {
    open(path)
}

/// Reads a file that is named by an option.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Refusal> {
    read_whole(open(path)?, &shown(path))
}

/// Reads one file of several that are named as arguments; `-` is standard input.
pub(crate) fn read_file_or_stdin(path: &Path) -> Result<Vec<u8>, Refusal> {
    if path != Path::new("-") {
        return read_file(path);
    }
    let source = Source {
        octets: Box::new(io::stdin().lock()),
        length: None,
    };
    read_whole(source, "standard input")
}

/// Takes one CR LF or LF off the end.
pub(crate) fn strip_line_end(text: &mut Vec<u8>) {
    if text.last() == Some(&b'\n') {
        text.pop();
        if text.last() == Some(&b'\r') {
            text.pop();
        }
    }
}

/// The octets of the first structure of a file that has one of `labels` or none.
pub(crate) fn structure(
    file: &[u8],
    labels: &[Label],
    what: &'static str,
) -> Result<Vec<u8>, Refusal> {
    let found = decode_any(file, what)?;
    let fits = |label: Option<Label>| label.is_none_or(|label| labels.contains(&label));
    match found.iter().find(|structure| fits(structure.label())) {
        Some(structure) => Ok(structure.to_vec()),
        None => Err(Refusal::new(
            ErrorCode::InvalidPem,
            format_args!("{what}: no PEM block of the kind that is needed"),
        )),
    }
}

/// Reads a private key (PKCS#8).
pub(crate) fn private_key(path: &Path) -> Result<PrivateKey, Refusal> {
    PrivateKey::from_pem_or_der(&read_file(path)?).at(shown(path))
}

/// Reads a content key: 32 octets.
pub(crate) fn content_key(path: &Path) -> Result<ContentKey, Refusal> {
    let octets = Zeroizing::new(read_file(path)?);
    let mut key = Zeroizing::new([0; 32]);
    if octets.len() != key.len() {
        let what = "a content key has 32 octets";
        return Err(Refusal::new(ErrorCode::InvalidFieldLength, what).at(shown(path)));
    }
    key.copy_from_slice(&octets);
    Ok(ContentKey::new(key))
}

/// Reads the first certificate of a file.
pub(crate) fn certificate(path: &Path) -> Result<Certificate, Refusal> {
    Certificate::from_pem_or_der(&read_file(path)?).at(shown(path))
}

/// Reads a public key: a certificate's or a bare SubjectPublicKeyInfo.
pub(crate) fn public_key(path: &Path) -> Result<PublicKey, Refusal> {
    let der = structure(
        &read_file(path)?,
        &[Label::Certificate, Label::PublicKey],
        "key or certificate",
    )
    .at(shown(path))?;
    let key = match inspect::inspect(&der).kind {
        Kind::PublicKey => PublicKey::from_spki_der(&der),
        _ => PublicKey::from_certificate(&der),
    };
    key.at(shown(path))
}

/// Reads the certificate of a private key and makes sure that it is.
pub(crate) fn certificate_of(key: &PrivateKey, path: &Path) -> Result<Certificate, Refusal> {
    let certificate = certificate(path)?;
    // Absent key parameters cannot be compared here; the library judges such a certificate in its place.
    if let Ok(public) = certificate.public_key()
        && public.to_bytes_le() != key.public_key().to_bytes_le()
    {
        let refusal = Refusal::new(
            ErrorCode::InvalidArgument,
            "the certificate is not that of the key",
        );
        return Err(refusal.at(shown(path)));
    }
    Ok(certificate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_line_end_off() {
        for (text, left) in [
            ("a", "a"),
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a\n\n", "a\n"),
            ("a\r", "a\r"),
            ("\n", ""),
            ("", ""),
        ] {
            let mut octets = text.as_bytes().to_vec();
            strip_line_end(&mut octets);
            assert_eq!(octets, left.as_bytes());
        }
    }
}
