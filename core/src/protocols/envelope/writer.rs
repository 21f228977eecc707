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
use crate::formats::armor::{Armor, Form};

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
    armor: Armor,
    /// Octets of the envelope.
    message: Vec<u8>,
    /// The same as the file has them.
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
            armor: Armor::new(Form::Binary),
            message: Vec::new(),
            out: Vec::new(),
        })
    }

    /// Writes the envelope as PEM, base64 or S/MIME. To be chosen before anything is written.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.armor = Armor::new(form);
        self
    }

    /// Writes the rest of the envelope and gives the inner writer back, flushed.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.sealer
            .finish(&mut self.message)
            .map_err(WriteError::Seal)?;
        self.pass_on().map_err(WriteError::Io)?;
        self.armor.finish(&mut self.out);
        self.inner.write_all(&self.out).map_err(WriteError::Io)?;
        self.inner.flush().map_err(WriteError::Io)?;
        Ok(self.inner)
    }

    /// Writes what there is of the envelope.
    fn pass_on(&mut self) -> io::Result<()> {
        self.armor.update(&self.message, &mut self.out);
        self.message.clear();
        self.inner.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    /// Takes all of `plaintext`. After an error the envelope is lost: what has been written of it is unknown.
    fn write(&mut self, plaintext: &[u8]) -> io::Result<usize> {
        self.message.clear();
        self.out.clear();
        self.sealer
            .update(plaintext, &mut self.message)
            .map_err(io::Error::other)?;
        self.pass_on()?;
        Ok(plaintext.len())
    }

    /// Flushes the inner writer; a segment that is being filled stays.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
