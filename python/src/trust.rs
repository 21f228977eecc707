// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom a signature is believed from: a pinned key, or anchors.

use gostseal::keys::PreparedKey;
use gostseal::{ErrorCode, trust};
use pyo3::prelude::*;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::keys::PublicKey;
use crate::octets::{Text, detached};

/// Certificates that are trusted, self-signed or not.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct TrustStore(trust::TrustStore);

impl TrustStore {
    pub(crate) fn inner(&self) -> &trust::TrustStore {
        &self.0
    }
}

#[pymethods]
impl TrustStore {
    /// Trusts every certificate of a file: PEM with any number of blocks, DER, base64, certs-only CMS.
    #[new]
    fn new(py: Python<'_>, bundle: Text<'_>) -> PyResult<Self> {
        let bundle = bundle.as_slice();
        detached(py, bundle.len(), || trust::TrustStore::from_bundle(bundle))
            .or_raise(py)
            .map(Self)
    }

    fn __len__(&self) -> usize {
        self.0.anchors().len()
    }

    fn __contains__(&self, certificate: &Certificate) -> bool {
        self.0.contains(certificate.inner())
    }
}

/// A key to pin: a public key, or the key of a certificate that is not judged.
#[derive(FromPyObject)]
pub(crate) enum Pinned<'py> {
    Key(Bound<'py, PublicKey>),
    Certificate(Bound<'py, Certificate>),
}

/// What signers are believed by, as the caller gave it.
pub(crate) struct Believed<'a> {
    pinned: Option<&'a PreparedKey>,
    anchors: Option<&'a TrustStore>,
}

impl<'a> Believed<'a> {
    /// # Errors
    /// Both a pinned key and anchors: which of them counts would be a guess.
    pub(crate) fn new(
        py: Python<'_>,
        pinned: Option<&'a Pinned<'_>>,
        anchors: Option<&'a Bound<'_, TrustStore>>,
    ) -> PyResult<Self> {
        if pinned.is_some() && anchors.is_some() {
            let message = "give either a key to pin or anchors, not both";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
        let pinned = match pinned {
            None => None,
            Some(Pinned::Key(key)) => {
                let key = key.get();
                Some(py.detach(|| key.prepared()))
            }
            Some(Pinned::Certificate(certificate)) => {
                let certificate = certificate.get();
                Some(py.detach(|| certificate.prepared()).or_raise(py)?)
            }
        };
        Ok(Self {
            pinned,
            anchors: anchors.map(|anchors| anchors.get()),
        })
    }

    pub(crate) fn trust(&self) -> trust::Trust<'a> {
        match (self.pinned, self.anchors) {
            (Some(key), _) => trust::Trust::Pinned(key),
            (None, Some(store)) => trust::Trust::Anchors(&store.0),
            (None, None) => trust::Trust::None,
        }
    }
}
