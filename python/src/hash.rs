// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog (GOST R 34.11-2012) in the manner of `hashlib`.

use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gostseal::hash::{Digest, Streebog256, Streebog512};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::PyBytes;

use crate::octets::{DETACH_ABOVE, Octets};

/// A running digest.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct Hash(Mutex<State>);

#[derive(Clone)]
enum State {
    Streebog256(Streebog256),
    Streebog512(Streebog512),
}

impl State {
    fn update(&mut self, data: &[u8]) {
        match self {
            Self::Streebog256(state) => state.update(data),
            Self::Streebog512(state) => state.update(data),
        }
    }

    fn digest(self) -> Vec<u8> {
        match self {
            Self::Streebog256(state) => state.finalize().to_vec(),
            Self::Streebog512(state) => state.finalize().to_vec(),
        }
    }
}

#[pymethods]
impl Hash {
    /// Hashes the next octets.
    fn update(&self, py: Python<'_>, data: Octets<'_>) {
        let data = data.as_slice();
        if data.len() > DETACH_ABOVE {
            // The lock is taken and left without the GIL, so no thread holds the one while it waits for the other.
            py.detach(|| {
                let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                state.update(data);
            });
        } else {
            self.lock(py).update(data);
        }
    }

    /// The digest of what was hashed so far; the object can go on.
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let state = self.lock(py).clone();
        PyBytes::new(py, &state.digest())
    }

    /// The same in hexadecimal.
    fn hexdigest(&self, py: Python<'_>) -> String {
        let state = self.lock(py).clone();
        state.digest().iter().fold(String::new(), |mut hex, octet| {
            // Writing to a String does not fail.
            let _ = write!(hex, "{octet:02x}");
            hex
        })
    }

    /// A copy that goes its own way.
    fn copy(&self, py: Python<'_>) -> Self {
        Self(Mutex::new(self.lock(py).clone()))
    }

    /// The name: `streebog256` or `streebog512`.
    #[getter]
    fn name(&self, py: Python<'_>) -> &'static str {
        match *self.lock(py) {
            State::Streebog256(_) => "streebog256",
            State::Streebog512(_) => "streebog512",
        }
    }

    /// Octets of the digest.
    #[getter]
    fn digest_size(&self, py: Python<'_>) -> usize {
        match *self.lock(py) {
            State::Streebog256(_) => 32,
            State::Streebog512(_) => 64,
        }
    }

    /// Octets of a block, for HMAC: 64 for both.
    #[getter]
    fn block_size(&self) -> usize {
        64
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<gostseal.Hash {}>", self.name(py))
    }
}

impl Hash {
    fn start(py: Python<'_>, state: State, data: Option<Octets<'_>>) -> Self {
        let hash = Self(Mutex::new(state));
        if let Some(data) = data {
            hash.update(py, data);
        }
        hash
    }

    fn lock(&self, py: Python<'_>) -> MutexGuard<'_, State> {
        // A thread that hashes much holds the lock for long; this one lets the GIL go while it waits.
        let state = self.0.lock_py_attached(py);
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Streebog-256, as a function of `hashlib`.
#[pyfunction]
#[pyo3(signature = (data=None, *, usedforsecurity=true), text_signature = "(data=b'', *, usedforsecurity=True)")]
pub(crate) fn streebog256(py: Python<'_>, data: Option<Octets<'_>>, usedforsecurity: bool) -> Hash {
    // `hashlib` has the argument for hashes that a policy forbids; none does here.
    let _ = usedforsecurity;
    Hash::start(py, State::Streebog256(Streebog256::new()), data)
}

/// Streebog-512, as a function of `hashlib`.
#[pyfunction]
#[pyo3(signature = (data=None, *, usedforsecurity=true), text_signature = "(data=b'', *, usedforsecurity=True)")]
pub(crate) fn streebog512(py: Python<'_>, data: Option<Octets<'_>>, usedforsecurity: bool) -> Hash {
    let _ = usedforsecurity;
    Hash::start(py, State::Streebog512(Streebog512::new()), data)
}
