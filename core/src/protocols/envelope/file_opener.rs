// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening envelopes as files have them: DER or BER, PEM, base64, S/MIME.
//!
//! An [`Unarmor`] in front of an [`Opener`], and nothing more.

use alloc::vec::Vec;

use super::content::ContentCipher;
use super::error::EnvelopeError;
use super::opener::{Opener, Progress, Stage, Summary};
use crate::formats::armor::{Form, Unarmor};
use crate::keys::Decapsulator;

/// An [`Opener`] that takes the armour off first: PEM with any label, base64, S/MIME. What is read, what comes out and
/// what is proved by it is as [`Opener`] says.
pub struct FileOpener<D> {
    unarmor: Unarmor,
    opener: Opener<D>,
}

impl<D: Decapsulator> FileOpener<D> {
    /// An opener for one file.
    pub fn new(holder: D) -> Self {
        Self::with_opener(Opener::new(holder))
    }

    /// With an opener that has had no input yet.
    pub fn with_opener(opener: Opener<D>) -> Self {
        Self {
            unarmor: Unarmor::new(),
            opener,
        }
    }

    /// Takes the next octets, all of them, and appends plaintext to `out`.
    ///
    /// # Errors
    /// As [`Opener::update`] and [`Unarmor::update`]. Offsets count octets of the text in errors of the armour, and
    /// those of the message in errors of the message.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<Progress, EnvelopeError> {
        let progress = self.opener.update(self.unarmor.pass(input), out)?;
        match self.unarmor.failed() {
            Some(error) => Err(self.refuse(error.into())),
            None => Ok(progress),
        }
    }

    /// Says that the input has ended, and appends the last plaintext to `out`.
    ///
    /// # Errors
    /// As [`Opener::finish`] and [`Unarmor::finish`].
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<Summary, EnvelopeError> {
        let ended = self.unarmor.end();
        let (octets, line_ends) = self.unarmor.rest();
        self.opener.update(octets, out)?;
        if self.opener.stage() != Stage::Complete {
            self.opener.update(line_ends, out)?;
        }
        if let Err(error) = ended {
            return Err(self.refuse(error.into()));
        }
        self.opener.finish()
    }

    /// Where the opener stands.
    pub fn stage(&self) -> Stage {
        self.opener.stage()
    }

    /// As [`Opener::cipher`].
    pub fn cipher(&self) -> Option<ContentCipher> {
        self.opener.cipher()
    }

    /// What the file is written in, once that is known.
    pub fn form(&self) -> Option<Form> {
        self.unarmor.form()
    }

    /// As [`Opener::work`].
    pub fn work(&self) -> u64 {
        self.opener.work()
    }

    /// Makes the opener wipe what it holds: it will not be used again.
    fn refuse(&mut self, error: EnvelopeError) -> EnvelopeError {
        // Whatever it says, the armour is what is broken.
        let _ = self.opener.finish();
        error
    }
}
