// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening of envelopes piece by piece. The file object around it is `python/pysrc/gostseal/_envelope.py`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gostseal::envelope::{self, EnvelopeError, Stage};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::OrRaise;
use crate::keys::{Holder, PrivateKey};
use crate::octets::Octets;

/// Opens one envelope. **Its content is not authenticated.**
#[pyclass(frozen, module = "gostseal._native")]
pub(crate) struct Opener(Mutex<State>);

struct State {
    opener: envelope::Opener<Holder>,
    /// Why the envelope is refused, once it is.
    failed: Option<EnvelopeError>,
}

impl State {
    /// The plaintext of the next octets. An error waits while there is plaintext before it, and is then given for ever.
    fn update(&mut self, octets: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut plaintext = Vec::with_capacity(octets.len());
        if let Err(error) = self.opener.update(octets, &mut plaintext) {
            self.failed = Some(error);
            if plaintext.is_empty() {
                return Err(error);
            }
        }
        Ok(plaintext)
    }

    fn finish(&mut self) -> Result<(), EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.opener
            .finish()
            .map(|_| ())
            .inspect_err(|error| self.failed = Some(*error))
    }
}

#[pymethods]
impl Opener {
    #[new]
    #[pyo3(signature = (key, certificate=None))]
    fn new(key: Bound<'_, PrivateKey>, certificate: Option<Bound<'_, Certificate>>) -> Self {
        let certificate = certificate.as_ref().map(|certificate| certificate.get());
        Self(Mutex::new(State {
            opener: envelope::Opener::new(Holder::new(key.get(), certificate)),
            failed: None,
        }))
    }

    /// Whether the encrypted content has not been reached yet, so that nothing says that the key opens it.
    #[getter]
    fn in_head(&self, py: Python<'_>) -> bool {
        py.detach(|| self.state().opener.stage() == Stage::Head)
    }

    /// Takes the next octets and gives their plaintext.
    fn update<'py>(&self, py: Python<'py>, data: Octets<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let data = data.as_slice();
        // The lock is taken and left without the GIL, so no thread holds the one while it waits for the other.
        let plaintext = py.detach(|| self.state().update(data)).or_raise(py)?;
        Ok(PyBytes::new(py, &plaintext))
    }

    /// Says that the input has ended.
    fn finish(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.state().finish()).or_raise(py)
    }
}

impl Opener {
    /// A panic under the lock leaves a state that is whole enough: the core's opener refuses what it cannot go on with.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
