// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reports on signatures: one verdict for each question. None of them has a truth value.

use std::sync::Arc;

use gostseal::signed::{
    self, BindingVerdict, ContentVerdict, EvidenceVerdict, ImprintVerdict, JudgedAt, PathVerdict,
    Report, RevocationVerdict, SignatureVerdict, SignedError, TimeStampVerdicts,
};
use gostseal::trust::{PathError, RevocationPolicy, reason_name};
use gostseal::{DigestAlgorithm, Error};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::Certificate;
use crate::errors::{OrRaise, refusal};
use crate::time::datetime;
use crate::verdicts::{Chosen, Member};

/// Why something is no truth value.
pub(crate) fn no_truth_value(class: &str) -> PyErr {
    PyTypeError::new_err(format!(
        "{class} has no truth value: call raise_for_status() or read its verdicts"
    ))
}

/// The exception that a refusal is, not raised.
pub(crate) fn exception(py: Python<'_>, error: impl Into<Error>) -> Py<PyAny> {
    refusal(py, &error.into()).into_value(py).into_any()
}

pub(crate) fn policy(given: Option<Chosen<RevocationPolicy>>) -> RevocationPolicy {
    given.map_or(RevocationPolicy::SoftFail, |chosen| chosen.0)
}

pub(crate) fn digest_name(digest: DigestAlgorithm) -> &'static str {
    match digest {
        DigestAlgorithm::Gost94 => "gost94",
        DigestAlgorithm::Streebog256 => "streebog256",
        DigestAlgorithm::Streebog512 => "streebog512",
    }
}

pub(crate) fn certificates<'py>(
    py: Python<'py>,
    list: &[gostseal::trust::Certificate],
) -> PyResult<Bound<'py, PyTuple>> {
    let list = list
        .iter()
        .map(|certificate| Py::new(py, Certificate::new(certificate.clone())))
        .collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, list)
}

/// What was found about each signature of a message. **Some may be bad, none need be trusted.**
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct VerifyReport {
    report: Report,
    content: Option<Py<PyBytes>>,
}

impl VerifyReport {
    pub(crate) fn new(report: Report, content: Option<Py<PyBytes>>) -> Self {
        Self { report, content }
    }
}

#[pymethods]
impl VerifyReport {
    /// The verdicts on each signature, in the order of the message.
    #[getter]
    fn signers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let list = self
            .report
            .signers()
            .iter()
            .map(|signer| Py::new(py, SignerVerdicts::new(signer.clone())))
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, list)
    }

    /// The dotted identifier of what was signed.
    #[getter]
    fn content_type(&self) -> String {
        self.report.content_type().to_string()
    }

    /// Raises the first refusal, in the order of the message.
    #[pyo3(signature = (revocation=None))]
    fn raise_for_status(
        &self,
        py: Python<'_>,
        revocation: Option<Chosen<RevocationPolicy>>,
    ) -> PyResult<()> {
        self.report.require(policy(revocation)).or_raise(py)
    }

    /// The content that the message carries, if nothing is refused.
    #[pyo3(signature = (revocation=None))]
    fn verified_content<'py>(
        &self,
        py: Python<'py>,
        revocation: Option<Chosen<RevocationPolicy>>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        self.raise_for_status(py, revocation)?;
        Ok(self
            .content
            .as_ref()
            .map(|content| content.bind(py).clone()))
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("VerifyReport"))
    }

    fn __repr__(&self) -> String {
        let count = self.report.signers().len();
        format!("<gostseal.VerifyReport of {count} signers>")
    }
}

/// Everything that was found about one signature.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct SignerVerdicts(Arc<signed::SignerVerdicts>);

impl SignerVerdicts {
    fn new(verdicts: signed::SignerVerdicts) -> Self {
        Self(Arc::new(verdicts))
    }
}

#[pymethods]
impl SignerVerdicts {
    /// The signer's certificate, where it was found.
    #[getter]
    fn certificate(&self) -> Option<Certificate> {
        self.0.certificate.clone().map(Certificate::new)
    }

    /// The digest that was signed.
    #[getter]
    fn digest_algorithm(&self) -> Option<&'static str> {
        self.0.digest_algorithm.map(digest_name)
    }

    /// When the signer says that it signed. It proves nothing.
    #[getter]
    fn signing_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0
            .signing_time
            .map(|time| datetime(py, time))
            .transpose()
    }

    /// Which form of CAdES the attributes have.
    #[getter]
    fn form<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.form.member(py)
    }

    /// Whether the signature is one of the certificate's key.
    #[getter]
    fn signature<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.signature.member(py)
    }

    /// In which order the signed attributes of a good signature stand.
    #[getter]
    fn attribute_order<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0.signature {
            SignatureVerdict::Good(order) => order.member(py).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether the content is the one that was signed.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.content.member(py)
    }

    /// Whether the signer signed the name of its certificate.
    #[getter]
    fn binding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.binding.member(py)
    }

    /// By what the time was chosen that certificates were judged at.
    #[getter]
    fn judged_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.judged_at.member(py)
    }

    /// That time.
    #[getter]
    fn judged_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0.judged_at {
            JudgedAt::Given(time) | JudgedAt::TimeStamp(time) => datetime(py, time).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether the certificate leads to an anchor.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.path.member(py)
    }

    /// The certificates from the signer's to the anchor.
    #[getter]
    fn path_certificates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match &self.0.path {
            PathVerdict::Anchor(path) => certificates(py, path),
            _ => Ok(PyTuple::empty(py)),
        }
    }

    /// Which certificate of the path was refused, counted from the signer's.
    #[getter]
    fn path_index(&self) -> Option<usize> {
        match &self.0.path {
            PathVerdict::Refused { index, .. } => Some(*index),
            _ => None,
        }
    }

    /// That certificate.
    #[getter]
    fn path_refused(&self) -> Option<Certificate> {
        match &self.0.path {
            PathVerdict::Refused { certificate, .. } => Some(Certificate::new(certificate.clone())),
            _ => None,
        }
    }

    /// What is known of revocation.
    #[getter]
    fn revocation<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.revocation.member(py)
    }

    /// Which certificate of the path was revoked or is not known.
    #[getter]
    fn revocation_index(&self) -> Option<usize> {
        match self.0.revocation {
            RevocationVerdict::Revoked { index, .. } | RevocationVerdict::Unknown { index, .. } => {
                Some(index)
            }
            _ => None,
        }
    }

    /// When it was revoked.
    #[getter]
    fn revoked_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0.revocation {
            RevocationVerdict::Revoked { at, .. } => datetime(py, at).map(Some),
            _ => Ok(None),
        }
    }

    /// Why it was revoked, where that is said.
    #[getter]
    fn revocation_reason(&self) -> Option<&'static str> {
        match self.0.revocation {
            RevocationVerdict::Revoked { reason, .. } => reason.map(reason_name),
            _ => None,
        }
    }

    /// The time stamps, in the order of the message.
    #[getter]
    fn time_stamps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let list = self
            .0
            .time_stamps
            .iter()
            .map(|stamp| Py::new(py, PyTimeStampVerdicts::new(stamp.clone())))
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, list)
    }

    /// Whether the references of the longer forms are kept.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.evidence.member(py)
    }

    /// The signatures over this signature.
    #[getter]
    fn countersignatures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let list = self
            .0
            .countersignatures
            .iter()
            .map(|signer| Py::new(py, Self::new(signer.clone())))
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, list)
    }

    /// Why a question has no good answer, as an exception that is not raised.
    fn error(&self, py: Python<'_>, question: &str) -> PyResult<Option<Py<PyAny>>> {
        let error = match question {
            "signature" => match self.0.signature {
                SignatureVerdict::Good(_) => None,
                SignatureVerdict::NotChecked(e) => Some(e),
                _ => Some(SignedError::InvalidSignature),
            },
            "content" => match self.0.content {
                ContentVerdict::Same | ContentVerdict::Signed => None,
                ContentVerdict::NotChecked(e) => Some(e),
                _ => Some(SignedError::DigestMismatch),
            },
            "binding" => match self.0.binding {
                BindingVerdict::Bound | BindingVerdict::Absent => None,
                BindingVerdict::NotChecked(e) => Some(e),
                _ => Some(SignedError::SigningCertificateMismatch),
            },
            "path" => match &self.0.path {
                PathVerdict::Anchor(_) | PathVerdict::PinnedKey => None,
                PathVerdict::Refused { error, .. } => Some(SignedError::Path(*error)),
                PathVerdict::NotChecked(e) => Some(*e),
                _ => Some(SignedError::TrustNotEstablished),
            },
            "revocation" => match self.0.revocation {
                RevocationVerdict::Revoked { at, .. } => {
                    Some(SignedError::Path(PathError::CertRevoked { at }))
                }
                RevocationVerdict::Unknown { why, .. } => {
                    Some(SignedError::Path(PathError::StatusUnknown(why)))
                }
                _ => None,
            },
            "evidence" => match self.0.evidence {
                EvidenceVerdict::NotChecked(e) => Some(e),
                _ => None,
            },
            "unsigned" => self.0.unsigned_fault,
            _ => {
                return Err(pyo3::exceptions::PyValueError::new_err(
                    "there is no such question",
                ));
            }
        };
        Ok(error.map(|error| exception(py, error)))
    }

    /// The earliest time that a good and trusted time stamp over the signature proves.
    #[pyo3(signature = (revocation=None))]
    fn proved_time<'py>(
        &self,
        py: Python<'py>,
        revocation: Option<Chosen<RevocationPolicy>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0
            .proved_time(policy(revocation))
            .map(|time| datetime(py, time))
            .transpose()
    }

    /// Raises the first refusal: signature, content, binding, path, revocation.
    #[pyo3(signature = (revocation=None))]
    fn raise_for_status(
        &self,
        py: Python<'_>,
        revocation: Option<Chosen<RevocationPolicy>>,
    ) -> PyResult<()> {
        self.0.require(policy(revocation)).or_raise(py)
    }

    /// Raises the first refusal of signature, content and binding: trust is not asked for.
    fn raise_for_signature(&self, py: Python<'_>) -> PyResult<()> {
        self.0.require_signature().or_raise(py)
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("SignerVerdicts"))
    }

    fn __repr__(&self) -> String {
        let v = &self.0;
        format!(
            "<gostseal.SignerVerdicts {}: signature {}, content {}, certificate {}, path {}, revocation {}>",
            v.form, v.signature, v.content, v.binding, v.path, v.revocation
        )
    }
}

/// Everything that was found about one time stamp.
#[pyclass(frozen, name = "TimeStampVerdicts", module = "gostseal")]
pub(crate) struct PyTimeStampVerdicts(TimeStampVerdicts);

impl PyTimeStampVerdicts {
    pub(crate) fn new(verdicts: TimeStampVerdicts) -> Self {
        Self(verdicts)
    }
}

#[pymethods]
impl PyTimeStampVerdicts {
    /// What it covers.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.kind.member(py)
    }

    /// Whether it is over what it should be over.
    #[getter]
    fn imprint<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.imprint.member(py)
    }

    /// The time that it states. It is proved by a good token and imprint only.
    #[getter]
    fn stated_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let info = self.0.info.as_ref();
        info.map(|info| datetime(py, info.time)).transpose()
    }

    /// The dotted identifier of the authority's policy, as stated.
    #[getter]
    fn policy(&self) -> Option<String> {
        self.0.info.as_ref().map(|info| info.policy.to_string())
    }

    /// The serial number, as stated: content octets, big-endian.
    #[getter]
    fn serial<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        let info = self.0.info.as_ref();
        info.map(|info| PyBytes::new(py, &info.serial))
    }

    /// The verdicts on the authority's signature; `None` when the token cannot be read.
    #[getter]
    fn token(&self) -> Option<SignerVerdicts> {
        let token = self.0.token.as_ref().ok()?;
        Some(SignerVerdicts::new((**token).clone()))
    }

    /// Why the token or its imprint could not be judged, as an exception that is not raised.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        let error = match (&self.0.token, self.0.imprint) {
            (Err(e), _) => *e,
            (Ok(_), ImprintVerdict::NotChecked(e)) => e,
            _ => return None,
        };
        Some(exception(py, error))
    }

    /// The time that the stamp proves, or the first refusal.
    #[pyo3(signature = (revocation=None))]
    fn proved_time<'py>(
        &self,
        py: Python<'py>,
        revocation: Option<Chosen<RevocationPolicy>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.0.require(policy(revocation)).or_raise(py)?)
    }

    /// The time that the stamp states under a good signature of whom nobody need trust, or the first refusal.
    fn signed_time<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.0.require_signature().or_raise(py)?)
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("TimeStampVerdicts"))
    }

    fn __repr__(&self) -> String {
        format!("<gostseal.TimeStampVerdicts of a {}>", self.0.kind)
    }
}
