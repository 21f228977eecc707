// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verification of a compact JWS.

use gostseal::ErrorCode;
use gostseal::jose::{self, JwsVerifier, Profile, SignatureForm};
use gostseal::keys::SignatureOrder;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::octets::Text;
use crate::time::instant;
use crate::trust::{Believed, Pinned, TrustStore};

/// A JWS whose signature is good and whose signer is trusted.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct VerifiedJws {
    inner: jose::VerifiedJws,
    certificate: Option<Py<Certificate>>,
}

#[pymethods]
impl VerifiedJws {
    /// The header.
    #[getter]
    fn header<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.inner.header().to_json())
    }

    /// The decoded payload, as it was signed.
    #[getter]
    fn payload<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.inner.payload())
    }

    /// The payload as claims, not judged: expiry and audience are the caller's matter.
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &self.inner.claims().or_raise(py)?.to_json())
    }

    /// The signer's certificate, where the signature is CMS and carries it.
    #[getter]
    fn certificate(&self, py: Python<'_>) -> Option<Py<Certificate>> {
        self.certificate
            .as_ref()
            .map(|certificate| certificate.clone_ref(py))
    }

    /// The name of the profile by which it was verified.
    #[getter]
    fn profile(&self) -> &'static str {
        self.inner.profile().name()
    }

    /// The form of the signature: `raw` or `cms`.
    #[getter]
    fn form(&self) -> &'static str {
        match self.inner.form() {
            SignatureForm::Raw => "raw",
            SignatureForm::Cms => "cms",
        }
    }
}

/// Verifies a compact JWS.
#[pyfunction]
#[pyo3(signature = (text, *, signer=None, anchors=None, now=None, profile=None, order=None))]
#[allow(
    clippy::too_many_arguments,
    reason = "each is a keyword argument of Python"
)]
pub(crate) fn verify_jws<'py>(
    py: Python<'py>,
    text: Text<'py>,
    signer: Option<Pinned<'py>>,
    anchors: Option<Bound<'py, TrustStore>>,
    now: Option<Bound<'py, PyAny>>,
    profile: Option<String>,
    order: Option<String>,
) -> PyResult<VerifiedJws> {
    let now = instant(now.as_ref())?;
    let profiles = match profile.as_deref() {
        None => Profile::ALL,
        Some(name) => Profile::named(name).ok_or_else(|| {
            let message = format!("profile must be one of {}", Profile::NAMES.join(", "));
            raise(py, ErrorCode::InvalidArgument, &message)
        })?,
    };
    let order = match order.as_deref() {
        None => None,
        Some("sr-be") => Some(SignatureOrder::SrBe),
        Some("rs-be") => Some(SignatureOrder::RsBe),
        Some("rs-le") => Some(SignatureOrder::RsLe),
        Some("sr-le") => Some(SignatureOrder::SrLe),
        Some(_) => {
            let message = "order must be one of sr-be, rs-be, rs-le, sr-le";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
    };
    let believed = Believed::new(py, signer.as_ref(), anchors.as_ref())?;
    let text = text.as_slice();
    let verified = py.detach(|| {
        let verifier = JwsVerifier::new(believed.trust())
            .at(now)
            .profiles(profiles);
        match order {
            Some(order) => verifier.order(order).verify(text),
            None => verifier.verify(text),
        }
    });
    let inner = verified.or_raise(py)?;
    let certificate = inner
        .certificate()
        .map(|certificate| Py::new(py, Certificate::new(certificate.clone())))
        .transpose()?;
    Ok(VerifiedJws { inner, certificate })
}

/// JSON that the core wrote, as Python reads it.
pub(crate) fn parsed<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}
