// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use gostseal::keys::PreparedKey;
use gostseal::{FormatError, trust};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyBytes, PyInt};

use crate::errors::OrRaise;
use crate::keys::PublicKey;
use crate::octets::Text;
use crate::time::datetime;

/// A certificate, read and not judged.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct Certificate {
    inner: Arc<trust::Certificate>,
    prepared: OnceLock<PreparedKey>,
}

impl Certificate {
    pub(crate) fn new(certificate: trust::Certificate) -> Self {
        Self {
            inner: Arc::new(certificate),
            prepared: OnceLock::new(),
        }
    }

    pub(crate) fn inner(&self) -> &Arc<trust::Certificate> {
        &self.inner
    }

    /// Its key, to pin it.
    pub(crate) fn prepared(&self) -> Result<&PreparedKey, FormatError> {
        let key = self.inner.public_key()?;
        Ok(self.prepared.get_or_init(|| key.prepare()))
    }
}

#[pymethods]
impl Certificate {
    /// Reads one certificate: DER, PEM or base64.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Text<'_>) -> PyResult<Self> {
        trust::Certificate::from_pem_or_der(data.as_slice())
            .or_raise(py)
            .map(Self::new)
    }

    /// The subject's name, as RFC 4514 writes it.
    #[getter]
    fn subject(&self) -> String {
        self.inner.subject().to_string()
    }

    /// The issuer's name, as RFC 4514 writes it.
    #[getter]
    fn issuer(&self) -> String {
        self.inner.issuer().to_string()
    }

    /// The serial number.
    #[getter]
    fn serial<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let octets = PyBytes::new(py, self.inner.serial());
        let signed = [("signed", true)].into_py_dict(py)?;
        py.get_type::<PyInt>()
            .call_method("from_bytes", (octets, "big"), Some(&signed))
    }

    /// The start of its validity.
    #[getter]
    fn not_before<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.inner.not_before())
    }

    /// The end of its validity.
    #[getter]
    fn not_after<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.inner.not_after())
    }

    /// The certificate as it was signed.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.inner.der())
    }

    /// The key in it, its point checked.
    fn public_key(&self, py: Python<'_>) -> PyResult<PublicKey> {
        py.detach(|| self.inner.public_key())
            .or_raise(py)
            .map(PublicKey::new)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner.der() == other.inner.der()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.inner.der().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("<gostseal.Certificate {}>", self.inner.subject())
    }
}
