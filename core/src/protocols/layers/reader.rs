// SPDX-License-Identifier: MIT OR Apache-2.0
//! Layers as a `std::io::Read` of the innermost content.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::vec::Vec;

use super::error::LayerError;
use super::{Layers, Unwrapped};
use crate::keys::Decapsulator;

/// Octets read at once.
const CHUNK: usize = 64 << 10;

/// Why layers cannot be opened from a `Read`.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// Reading failed.
    Io(io::Error),
    /// A layer does not open.
    Layer(LayerError),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Layer(error) => error.fmt(f),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Layer(error) => Some(error),
        }
    }
}

impl From<ReadError> for io::Error {
    /// A [`LayerError`] becomes `InvalidData` and can be taken out of it by `get_ref` and a downcast.
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error,
            ReadError::Layer(error) => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

/// Reads the innermost content of layers of any size in flat memory. See [`Layers`].
///
/// A `read` that gives 0 says that every layer is complete. A layer that is not, or is broken, gives an error of the
/// kind `InvalidData` that holds a [`LayerError`], after the content before it.
pub struct Reader<R, D> {
    inner: R,
    layers: Layers<D>,
    /// Octets as read, and how many of them were taken.
    input: Vec<u8>,
    filled: usize,
    taken: usize,
    ended: bool,
    /// Content that has not been given out: from `given` on.
    content: Vec<u8>,
    given: usize,
    failed: Option<LayerError>,
    unwrapped: Option<Unwrapped>,
}

impl<R: Read, D: Decapsulator + Clone> Reader<R, D> {
    /// With layers that have had no input yet. Nothing is read here.
    pub fn new(inner: R, layers: Layers<D>) -> Self {
        Self {
            inner,
            layers,
            input: std::vec![0; CHUNK],
            filled: 0,
            taken: 0,
            ended: false,
            content: Vec::new(),
            given: 0,
            failed: None,
            unwrapped: None,
        }
    }

    /// What the layers were; `None` before `read` has given 0.
    pub fn unwrapped(&self) -> Option<&Unwrapped> {
        self.unwrapped.as_ref()
    }

    /// As [`Self::unwrapped`], for keeps.
    pub fn into_unwrapped(self) -> Option<Unwrapped> {
        self.unwrapped
    }

    /// Goes one step on.
    fn fill(&mut self) -> io::Result<()> {
        self.content.clear();
        self.given = 0;
        if self.taken == self.filled && !self.ended {
            let len = loop {
                match self.inner.read(&mut self.input) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            // A `Read` that claims more than it was given breaks its contract; nothing beyond the buffer is taken.
            self.filled = len.min(self.input.len());
            self.taken = 0;
            self.ended = len == 0;
        }
        let outcome = if self.ended {
            self.layers.finish(&mut self.content).map(|unwrapped| {
                self.unwrapped = unwrapped;
            })
        } else {
            let rest = self.input.get(self.taken..self.filled).unwrap_or_default();
            self.layers.update(rest, &mut self.content).map(|taken| {
                self.taken += taken;
            })
        };
        self.failed = outcome.err();
        Ok(())
    }
}

impl<R: Read, D: Decapsulator + Clone> Read for Reader<R, D> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let ready = self.content.get(self.given..).unwrap_or_default();
            if !ready.is_empty() {
                let len = ready.len().min(out.len());
                let (out, ready) = (&mut out[..len], &ready[..len]);
                out.copy_from_slice(ready);
                self.given += len;
                return Ok(len);
            }
            if let Some(error) = self.failed {
                return Err(ReadError::Layer(error).into());
            }
            if self.unwrapped.is_some() {
                return Ok(0);
            }
            self.fill()?;
        }
    }
}
