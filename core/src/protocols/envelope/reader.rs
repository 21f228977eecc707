// SPDX-License-Identifier: MIT OR Apache-2.0
//! An envelope as a `std::io::Read` of its plaintext.
//!
//! Not here: seeking, and any verdict on who made the content.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::vec::Vec;

use super::content::ContentCipher;
use super::error::EnvelopeError;
use super::file_opener::FileOpener;
use super::opener::{Opener, Stage, Summary};
use crate::formats::armor::Form;
use crate::keys::Decapsulator;

/// Octets read at once.
const CHUNK: usize = 64 << 10;

/// Why an envelope cannot be opened from a `Read`.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The envelope does not open.
    Envelope(EnvelopeError),
    /// Reading failed.
    Io(io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Envelope(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Envelope(error) => Some(error),
            Self::Io(error) => Some(error),
        }
    }
}

impl From<OpenError> for io::Error {
    /// An [`EnvelopeError`] becomes `InvalidData` and can be taken out of it by `get_ref` and a downcast.
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Envelope(error) => Self::new(io::ErrorKind::InvalidData, error),
            OpenError::Io(error) => error,
        }
    }
}

/// **The content is NOT authenticated**: see [`Opener`]. Reads the plaintext of an envelope of any size in flat memory.
///
/// The envelope may be DER or BER, PEM, base64 or S/MIME: see [`crate::armor::Unarmor`].
///
/// A `read` that gives 0 says that the envelope is complete and nothing follows it. An envelope that is not gives an
/// error of the kind `InvalidData` that holds an [`EnvelopeError`], after the plaintext before it.
pub struct Reader<R, D> {
    inner: R,
    opener: FileOpener<D>,
    /// Ciphertext as read.
    input: Vec<u8>,
    /// Plaintext that has not been given out: from `given` on.
    plain: Vec<u8>,
    given: usize,
    /// An error found after plaintext that had to be given out first.
    failed: Option<EnvelopeError>,
    summary: Option<Summary>,
}

impl<R: Read, D: Decapsulator> Reader<R, D> {
    /// Reads up to the content, so that a wrong key shows here.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn new(inner: R, holder: D) -> Result<Self, OpenError> {
        Self::with_opener(inner, Opener::new(holder))
    }

    /// As [`Self::new`], with an opener that has had no input yet.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn with_opener(inner: R, opener: Opener<D>) -> Result<Self, OpenError> {
        let mut reader = Self {
            inner,
            opener: FileOpener::with_opener(opener),
            input: std::vec![0; CHUNK],
            plain: Vec::new(),
            given: 0,
            failed: None,
            summary: None,
        };
        while reader.opener.stage() == Stage::Head && reader.failed.is_none() {
            reader.fill().map_err(OpenError::Io)?;
        }
        // Nothing was given out that an error would have to wait for.
        match reader.failed {
            Some(error) if reader.plain.is_empty() => Err(OpenError::Envelope(error)),
            _ => Ok(reader),
        }
    }

    /// What the envelope said of itself; `None` before `read` has given 0.
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }

    /// The cipher of the content, until the envelope has ended. **What is read under one that authenticates is not verified
    /// before `read` has given 0.**
    pub fn cipher(&self) -> Option<ContentCipher> {
        self.opener.cipher()
    }

    /// What the envelope is written in, once that is known.
    pub fn form(&self) -> Option<Form> {
        self.opener.form()
    }

    /// Reads a piece and deciphers it.
    fn fill(&mut self) -> io::Result<()> {
        let len = loop {
            match self.inner.read(&mut self.input) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.plain.clear();
        self.given = 0;
        // A `Read` that claims more than it was given breaks its contract; nothing beyond the buffer is taken.
        let octets = self.input.get(..len).unwrap_or_default();
        if octets.is_empty() {
            match self.opener.finish(&mut self.plain) {
                Ok(summary) => self.summary = Some(summary),
                Err(error) => self.failed = Some(error),
            }
        } else if let Err(error) = self.opener.update(octets, &mut self.plain) {
            self.failed = Some(error);
        }
        Ok(())
    }
}

impl<R: Read, D: Decapsulator> Read for Reader<R, D> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let ready = self.plain.get(self.given..).unwrap_or_default();
            if !ready.is_empty() {
                let len = ready.len().min(out.len());
                let (out, ready) = (&mut out[..len], &ready[..len]);
                out.copy_from_slice(ready);
                self.given += len;
                return Ok(len);
            }
            if let Some(error) = self.failed {
                return Err(OpenError::Envelope(error).into());
            }
            if self.summary.is_some() {
                return Ok(0);
            }
            self.fill()?;
        }
    }
}
