// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private and public keys.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use gostseal::envelope::{CertificateId, RecipientKey};
use gostseal::keys::{
    Cek, Decapsulator, KeyAlgorithm, ParamSet, PreparedKey, Signature, SignatureOrder, Signer,
    UnwrapError, WrappedKey,
};
use gostseal::{ErrorCode, keys, trust};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::octets::{Octets, Text};

/// A private key. Wiped when the last reference goes; its octets cannot be had.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct PrivateKey(Arc<keys::PrivateKey>);

/// A public key whose point was checked.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct PublicKey {
    key: keys::PublicKey,
    /// Tables for many verifications, made when the key is first pinned.
    prepared: OnceLock<PreparedKey>,
}

/// A key holder for envelopes: a key, with the certificate that recipients may name.
#[derive(Clone)]
pub(crate) struct Holder {
    key: Arc<keys::PrivateKey>,
    certificate: Option<Arc<trust::Certificate>>,
}

impl Holder {
    pub(crate) fn new(key: &PrivateKey, certificate: Option<&Certificate>) -> Self {
        Self {
            key: Arc::clone(&key.0),
            certificate: certificate.map(|certificate| Arc::clone(certificate.inner())),
        }
    }
}

impl Decapsulator for Holder {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        let Some(certificate) = &self.certificate else {
            return self.key.unwrap_cek(wrapped);
        };
        let id = CertificateId {
            issuer: certificate.issuer().der(),
            serial: certificate.serial(),
            subject_key_id: certificate.subject_key_id(),
        };
        RecipientKey::new(&*self.key, id).unwrap_cek(wrapped)
    }
}

#[pymethods]
impl PrivateKey {
    /// Reads a PEM file of PKCS#8.
    #[staticmethod]
    fn from_pem(py: Python<'_>, data: Text<'_>) -> PyResult<Self> {
        let data = data.as_slice();
        Self::new(py, || keys::PrivateKey::from_pkcs8_pem(data))
    }

    /// Reads DER of PKCS#8.
    #[staticmethod]
    fn from_der(py: Python<'_>, data: Octets<'_>) -> PyResult<Self> {
        let data = data.as_slice();
        Self::new(py, || keys::PrivateKey::from_pkcs8_der(data))
    }

    /// Reads PKCS#8: DER, PEM or base64.
    #[staticmethod]
    fn from_pkcs8(py: Python<'_>, data: Text<'_>) -> PyResult<Self> {
        let data = data.as_slice();
        Self::new(py, || keys::PrivateKey::from_pem_or_der(data))
    }

    /// The public key.
    fn public_key(&self) -> PublicKey {
        PublicKey::new(self.0.public_key().clone())
    }

    /// The name of the algorithm.
    #[getter]
    fn algorithm(&self) -> String {
        algorithm_name(self.0.algorithm())
    }

    /// The name of the parameter set.
    #[getter]
    fn param_set(&self) -> String {
        param_set_name(self.0.param_set())
    }

    /// Signs a digest of 32 or 64 octets: s, then r, each big-endian.
    fn sign_digest<'py>(
        &self,
        py: Python<'py>,
        digest: Octets<'py>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let digest = digest.as_slice();
        let signature = py
            .detach(|| Signer::sign_digest(&*self.0, digest))
            .or_raise(py)?;
        Ok(PyBytes::new(py, &signature.to_bytes(SignatureOrder::SrBe)))
    }

    fn __repr__(&self) -> String {
        describe("PrivateKey", self.0.algorithm(), self.0.param_set())
    }
}

impl PrivateKey {
    pub(crate) fn inner(&self) -> &keys::PrivateKey {
        &self.0
    }

    fn new(
        py: Python<'_>,
        read: impl FnOnce() -> Result<keys::PrivateKey, gostseal::FormatError> + Send,
    ) -> PyResult<Self> {
        // The public key is computed with it.
        let key = py.detach(read).or_raise(py)?;
        Ok(Self(Arc::new(key)))
    }
}

#[pymethods]
impl PublicKey {
    /// Reads the key of a certificate: DER, PEM or base64. The certificate itself is not judged.
    #[staticmethod]
    fn from_certificate(py: Python<'_>, data: Text<'_>) -> PyResult<Self> {
        let data = data.as_slice();
        let key = py.detach(|| keys::PublicKey::from_certificate(data));
        key.or_raise(py).map(Self::new)
    }

    /// Reads a SubjectPublicKeyInfo: DER or PEM.
    #[staticmethod]
    fn from_spki(py: Python<'_>, data: Text<'_>) -> PyResult<Self> {
        let data = data.as_slice();
        let key = py.detach(|| match data.first() {
            Some(b'-') => keys::PublicKey::from_spki_pem(data),
            _ => keys::PublicKey::from_spki_der(data),
        });
        key.or_raise(py).map(Self::new)
    }

    /// The name of the algorithm.
    #[getter]
    fn algorithm(&self) -> String {
        algorithm_name(self.key.algorithm())
    }

    /// The name of the parameter set.
    #[getter]
    fn param_set(&self) -> String {
        param_set_name(self.key.param_set())
    }

    /// DER of its SubjectPublicKeyInfo.
    #[getter]
    fn spki<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.key.to_spki_der())
    }

    /// Verifies a signature of a digest: s, then r, each big-endian. Returns nothing or raises `InvalidSignature`.
    fn verify_digest(
        &self,
        py: Python<'_>,
        digest: Octets<'_>,
        signature: Octets<'_>,
    ) -> PyResult<()> {
        let (digest, signature) = (digest.as_slice(), signature.as_slice());
        let good = py.detach(|| {
            Signature::from_bytes(SignatureOrder::SrBe, signature).is_ok_and(|signature| {
                match self.prepared.get() {
                    Some(key) => key.verify_digest(digest, &signature),
                    None => self.key.verify_digest(digest, &signature),
                }
                .is_ok()
            })
        });
        if good {
            Ok(())
        } else {
            Err(raise(py, ErrorCode::InvalidSignature, "invalid signature"))
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.key == other.key
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.key.algorithm().hash(&mut hasher);
        self.key.param_set().hash(&mut hasher);
        self.key.to_bytes_le().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        describe("PublicKey", self.key.algorithm(), self.key.param_set())
    }
}

impl PublicKey {
    pub(crate) fn new(key: keys::PublicKey) -> Self {
        Self {
            key,
            prepared: OnceLock::new(),
        }
    }

    /// With tables, to pin it.
    pub(crate) fn prepared(&self) -> &PreparedKey {
        self.prepared.get_or_init(|| self.key.prepare())
    }
}

fn algorithm_name(algorithm: KeyAlgorithm) -> String {
    let oid = algorithm.oid();
    oid.name().map_or_else(|| oid.to_string(), String::from)
}

fn param_set_name(param_set: ParamSet) -> String {
    let oid = param_set.oid();
    oid.name().map_or_else(|| oid.to_string(), String::from)
}

fn describe(class: &str, algorithm: KeyAlgorithm, param_set: ParamSet) -> String {
    let (algorithm, param_set) = (algorithm_name(algorithm), param_set_name(param_set));
    format!("<gostseal.{class} {algorithm} {param_set}>")
}
