// SPDX-License-Identifier: MIT OR Apache-2.0
//! Octets that come in pieces: from whatever has `read`, or from an iterable of bytes-like objects.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};

use crate::octets::Octets;

/// Octets that are asked of a file at a time.
const CHUNK: usize = 256 << 10;

/// Where pieces come from.
pub(crate) enum Source {
    File(Py<PyAny>),
    Iterable(Py<PyIterator>),
}

impl Source {
    /// # Errors
    /// TypeError for what neither reads nor iterates. A bytes-like object is one piece.
    pub(crate) fn new(source: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(read) = source.getattr("read") {
            return Ok(Self::File(read.unbind()));
        }
        if let Ok(octets) = source.extract::<Octets<'_>>() {
            let one = pyo3::types::PyTuple::new(source.py(), [octets.into_bytes()])?;
            return Ok(Self::Iterable(one.try_iter()?.unbind()));
        }
        Ok(Self::Iterable(source.try_iter()?.unbind()))
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Octets<'py>>> {
        match self {
            Self::File(read) => {
                let piece = read.bind(py).call1((CHUNK,))?;
                if piece.is_none() {
                    // A file that does not block and has nothing now: to go on would spin.
                    return Err(pyo3::exceptions::PyBlockingIOError::new_err(
                        "the file gave no octets and has not ended",
                    ));
                }
                let piece: Octets<'py> = piece.extract()?;
                Ok((!piece.as_slice().is_empty()).then_some(piece))
            }
            Self::Iterable(iterator) => match iterator.bind(py).clone().next() {
                None => Ok(None),
                Some(piece) => piece?.extract().map(Some),
            },
        }
    }

    /// As [`Self::next`], for whoever does not hold the GIL: the octets are copied.
    pub(crate) fn next_detached(&mut self) -> PyResult<Option<Vec<u8>>> {
        Python::attach(|py| {
            let piece = self.next(py)?;
            Ok(piece.map(|piece| piece.as_slice().to_vec()))
        })
    }
}

/// Where octets go: whatever has `write`.
pub(crate) struct Sink(Py<PyAny>);

impl Sink {
    pub(crate) fn new(target: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(target.getattr("write")?.unbind()))
    }

    /// Writes all of it, in as many calls as it takes.
    pub(crate) fn write(&self, py: Python<'_>, mut octets: &[u8]) -> PyResult<()> {
        while !octets.is_empty() {
            let taken = self.0.bind(py).call1((PyBytes::new(py, octets),))?;
            // A raw file says how many it took; what says nothing has taken all.
            let Ok(taken) = taken.extract::<usize>() else {
                return Ok(());
            };
            if taken == 0 {
                return Err(pyo3::exceptions::PyBlockingIOError::new_err(
                    "the file takes no octets",
                ));
            }
            octets = octets.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// As [`Self::write`], for whoever does not hold the GIL. Nothing is called for nothing.
    pub(crate) fn write_detached(&self, octets: &[u8]) -> PyResult<()> {
        if octets.is_empty() {
            return Ok(());
        }
        Python::attach(|py| self.write(py, octets))
    }
}
