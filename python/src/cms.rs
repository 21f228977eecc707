// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verification of CMS SignedData.

use gostseal::signed::{SignerReport, Verified, Verifier};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::Certificate;
use crate::errors::OrRaise;
use crate::octets::Octets;
use crate::time::{datetime, instant};
use crate::trust::{Believed, Pinned, TrustStore};

/// A message whose signatures are all good and whose signers are all trusted.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct VerifiedCms {
    /// The content that the message carries; `None` for a detached signature.
    #[pyo3(get)]
    content: Option<Py<PyBytes>>,
    /// The signers, in the order of the message.
    #[pyo3(get)]
    signers: Py<PyTuple>,
}

/// One signer of a message.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct CmsSigner {
    /// The signer's certificate; `None` with a pinned key only, when the message carries none.
    #[pyo3(get)]
    certificate: Option<Py<Certificate>>,
    /// When the signer says that it signed.
    #[pyo3(get)]
    signing_time: Option<Py<PyAny>>,
    /// Whether a signed attribute names the certificate: then this is a CAdES-BES.
    #[pyo3(get)]
    cades_bes: bool,
}

impl VerifiedCms {
    pub(crate) fn new(py: Python<'_>, verified: &Verified<'_>) -> PyResult<Self> {
        let signers = verified
            .signers()
            .iter()
            .map(|report| CmsSigner::new(py, report))
            .collect::<PyResult<Vec<_>>>()?;
        Ok(Self {
            content: verified
                .content()
                .map(|content| PyBytes::new(py, content).unbind()),
            signers: PyTuple::new(py, signers)?.unbind(),
        })
    }
}

impl CmsSigner {
    fn new(py: Python<'_>, report: &SignerReport) -> PyResult<Self> {
        let certificate = report.certificate.clone();
        let signing_time = report.signing_time;
        Ok(Self {
            certificate: certificate
                .map(|certificate| Py::new(py, Certificate::new(certificate)))
                .transpose()?,
            signing_time: signing_time
                .map(|instant| datetime(py, instant).map(Bound::unbind))
                .transpose()?,
            cades_bes: report.cades_bes,
        })
    }
}

/// Verifies CMS SignedData in BER or DER: every signature must be good and every signer trusted.
#[pyfunction]
#[pyo3(signature = (data, *, content=None, signer=None, anchors=None, now=None))]
pub(crate) fn verify_cms<'py>(
    py: Python<'py>,
    data: Octets<'py>,
    content: Option<Octets<'py>>,
    signer: Option<Pinned<'py>>,
    anchors: Option<Bound<'py, TrustStore>>,
    now: Option<Bound<'py, PyAny>>,
) -> PyResult<VerifiedCms> {
    let now = instant(now.as_ref())?;
    let believed = Believed::new(py, signer.as_ref(), anchors.as_ref())?;
    let (data, content) = (data.as_slice(), content.as_ref().map(Octets::as_slice));
    let verified = py.detach(|| {
        let verifier = Verifier::new(believed.trust()).at(now);
        match content {
            Some(content) => verifier.content(content).verify(data),
            None => verifier.verify(data),
        }
    });
    VerifiedCms::new(py, &verified.or_raise(py)?)
}
