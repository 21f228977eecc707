// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use gostseal::keys::PreparedKey;
use gostseal::{FormatError, trust};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyBytes, PyInt, PyTuple};

use crate::errors::OrRaise;
use crate::keys::PublicKey;
use crate::octets::{Text, detached};
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

    /// Reads every certificate of a file: PEM with any number of blocks, DER, base64, certs-only CMS.
    #[staticmethod]
    fn read_bundle<'py>(py: Python<'py>, data: Text<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let data = data.as_slice();
        let read = detached(py, data.len(), || trust::Certificate::read_bundle(data));
        crate::report::certificates(py, &read.or_raise(py)?)
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

    /// SHA-1 of the certificate, as Windows and CryptoPro name it.
    #[getter]
    fn thumbprint<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.inner.thumbprint())
    }

    /// Streebog-256 of the certificate.
    #[getter]
    fn fingerprint<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.inner.fingerprint())
    }

    /// ИНН of a person or a sole trader.
    #[getter]
    fn inn(&self) -> Option<String> {
        self.inner.subject().state_identifiers().inn
    }

    /// ИНН of a legal entity.
    #[getter]
    fn inn_le(&self) -> Option<String> {
        self.inner.subject().state_identifiers().inn_le
    }

    /// ОГРН.
    #[getter]
    fn ogrn(&self) -> Option<String> {
        self.inner.subject().state_identifiers().ogrn
    }

    /// ОГРНИП.
    #[getter]
    fn ogrnip(&self) -> Option<String> {
        self.inner.subject().state_identifiers().ogrnip
    }

    /// СНИЛС.
    #[getter]
    fn snils(&self) -> Option<String> {
        self.inner.subject().state_identifiers().snils
    }

    /// СКЗИ of the subject.
    #[getter]
    fn sign_tool(&self) -> Option<String> {
        self.inner.subject_sign_tool()
    }

    /// Where CRLs are, as the certificate says.
    #[getter]
    fn crl_urls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.crl_urls())
    }

    /// Where OCSP responders are, as the certificate says.
    #[getter]
    fn ocsp_urls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.ocsp_urls())
    }

    /// Where the issuer's certificate is, as the certificate says.
    #[getter]
    fn ca_issuer_urls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.ca_issuer_urls())
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
