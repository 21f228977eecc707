// SPDX-License-Identifier: MIT OR Apache-2.0
//! An envelope as a `std::io::Write` of its plaintext.
//!
//! Not here: DER; the length of the content is not known before its end.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::vec::Vec;

use rand_core::TryCryptoRng;

use super::error::SealError;
use super::sealer::{Recipient, SealOptions, Sealer};

/// Why an envelope cannot be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// Writing failed.
    Io(io::Error),
    /// The envelope cannot be made.
    Seal(SealError),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Seal(error) => error.fmt(f),
        }
    }
}

impl Error for WriteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Seal(error) => Some(error),
        }
    }
}

/// **The content is NOT authenticated**: see [`Sealer`]. Writes an envelope of any size in flat memory.
///
/// Without [`Self::finish`] the envelope is incomplete, and every reader refuses it.
pub struct Writer<W> {
    inner: W,
    sealer: Sealer,
    out: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins an envelope.
    ///
    /// # Errors
    /// As [`Sealer::new`].
    pub fn new<R: TryCryptoRng + ?Sized>(
        inner: W,
        recipients: &[Recipient<'_>],
        options: &SealOptions<'_>,
        rng: &mut R,
    ) -> Result<Self, SealError> {
        Ok(Self {
            inner,
            sealer: Sealer::new(recipients, options, rng)?,
            out: Vec::new(),
        })
    }

    /// Writes the rest of the envelope and gives the inner writer back, flushed.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.sealer
            .finish(&mut self.out)
            .map_err(WriteError::Seal)?;
        self.inner.write_all(&self.out).map_err(WriteError::Io)?;
        self.inner.flush().map_err(WriteError::Io)?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Writer<W> {
    /// Takes all of `plaintext`. After an error the envelope is lost: what has been written of it is unknown.
    fn write(&mut self, plaintext: &[u8]) -> io::Result<usize> {
        self.out.clear();
        self.sealer
            .update(plaintext, &mut self.out)
            .map_err(io::Error::other)?;
        self.inner.write_all(&self.out)?;
        self.out.clear();
        Ok(plaintext.len())
    }

    /// Flushes the inner writer; a segment that is being filled stays.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
