// SPDX-License-Identifier: MIT OR Apache-2.0
//! Octets from Python, and when the GIL is let go over them.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMemoryView, PyString};

/// Inputs longer than this are worked on without the GIL.
pub(crate) const DETACH_ABOVE: usize = 2 << 10;

/// A bytes-like argument: `bytes` as they are, a copy of any other buffer.
pub(crate) struct Octets<'py>(Bound<'py, PyBytes>);

/// A bytes-like argument or a `str`, which gives its UTF-8.
pub(crate) struct Text<'py>(Bound<'py, PyBytes>);

impl<'py> Octets<'py> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(crate) fn into_bytes(self) -> Bound<'py, PyBytes> {
        self.0
    }
}

impl Text<'_> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl<'py> FromPyObject<'_, 'py> for Octets<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Self(bytes.to_owned()));
        }
        // `tobytes` takes buffers of any format and stride. Whatever is no buffer is a TypeError here.
        let copy = PyMemoryView::from(&object)?.call_method0("tobytes")?;
        Ok(Self(copy.cast_into()?))
    }
}

impl<'py> FromPyObject<'_, 'py> for Text<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.cast::<PyString>() {
            // A lone surrogate becomes U+FFFD, which no format here allows in a place that matters: the core refuses it.
            Ok(text) => Ok(Self(PyBytes::new(
                object.py(),
                text.to_string_lossy().as_bytes(),
            ))),
            Err(_) => object.extract::<Octets<'py>>().map(|octets| Self(octets.0)),
        }
    }
}

/// Works on `len` octets, without the GIL when they are many.
pub(crate) fn detached<T: Send>(py: Python<'_>, len: usize, work: impl FnOnce() -> T + Send) -> T {
    if len > DETACH_ABOVE {
        py.detach(work)
    } else {
        work()
    }
}
