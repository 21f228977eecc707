// SPDX-License-Identifier: MIT OR Apache-2.0
//! The judgement on a certificate: its path, what is known of revocation, what more would tell.

use gostseal::trust::{self, Finding, PathError, PathJudgement, Source};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::certificate::Certificate;
use crate::errors::OrRaise;
use crate::report::{certificates, exception, no_truth_value};
use crate::time::datetime;
use crate::verdicts::{Member, named};

/// What a judgement says, without its borrows.
pub(crate) struct Verdicts {
    path: Vec<trust::Certificate>,
    policies: Vec<String>,
    findings: Vec<Finding>,
    failure: Option<(PathError, usize, trust::Certificate)>,
}

impl Verdicts {
    pub(crate) fn new(judged: &PathJudgement<'_>) -> Self {
        let path = judged.path();
        Self {
            path: path
                .map(|path| path.certificates().iter().map(|&c| c.clone()).collect())
                .unwrap_or_default(),
            policies: path
                .map(|path| path.policies().iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            findings: judged.revocation().iter().map(|j| j.finding).collect(),
            failure: judged
                .failure()
                .map(|failure| (failure.error, failure.index, failure.certificate.clone())),
        }
    }
}

/// What was found about a certificate. It has no truth value.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct CertificateReport {
    verdicts: Verdicts,
    /// What more would tell of revocation.
    #[pyo3(get)]
    needs: Py<PyTuple>,
}

impl CertificateReport {
    pub(crate) fn new(verdicts: Verdicts, needs: Py<PyTuple>) -> Self {
        Self { verdicts, needs }
    }
}

#[pymethods]
impl CertificateReport {
    /// Whether a path was found that nothing speaks against.
    #[getter]
    fn path<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let name = match self.verdicts.failure {
            None => "ANCHOR",
            Some(_) => "REFUSED",
        };
        named(py, "PathVerdict", name)
    }

    /// The certificates of the path that was found: also when one of them is revoked.
    #[getter]
    fn path_certificates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        certificates(py, &self.verdicts.path)
    }

    /// The dotted identifiers of the policies that every certificate of the path was issued under.
    #[getter]
    fn policies<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.verdicts.policies)
    }

    /// What is known of each certificate below the anchor.
    #[getter]
    fn revocation<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let list = self
            .verdicts
            .findings
            .iter()
            .map(|finding| Py::new(py, RevocationFinding(*finding)))
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, list)
    }

    /// Why the certificate is refused, as an exception that is not raised.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        let (error, _, _) = self.verdicts.failure.as_ref()?;
        Some(exception(py, *error))
    }

    /// Which certificate the refusal is about, counted from the one that was asked about.
    #[getter]
    fn error_index(&self) -> Option<usize> {
        self.verdicts.failure.as_ref().map(|(_, index, _)| *index)
    }

    /// That certificate.
    #[getter]
    fn refused(&self) -> Option<Certificate> {
        let (_, _, certificate) = self.verdicts.failure.as_ref()?;
        Some(Certificate::new(certificate.clone()))
    }

    /// Raises why the certificate is refused, if it is.
    fn raise_for_status(&self, py: Python<'_>) -> PyResult<()> {
        match self.verdicts.failure {
            None => Ok(()),
            Some((error, _, _)) => Err(error).or_raise(py),
        }
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("CertificateReport"))
    }

    fn __repr__(&self) -> String {
        match &self.verdicts.failure {
            None => format!(
                "<gostseal.CertificateReport: leads to an anchor over {} certificates>",
                self.verdicts.path.len()
            ),
            Some((error, index, _)) => {
                format!("<gostseal.CertificateReport: certificate {index}: {error}>")
            }
        }
    }
}

/// What is known of the revocation of one certificate.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct RevocationFinding(Finding);

#[pymethods]
impl RevocationFinding {
    /// Good, revoked, or not known.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.member(py)
    }

    /// What told so: `crl`, `delta crl`, `ocsp` or `other`.
    #[getter]
    fn source(&self) -> Option<&'static str> {
        match self.0 {
            Finding::Good { source, .. } | Finding::Revoked { source, .. } => Some(match source {
                Source::Crl => "crl",
                Source::DeltaCrl => "delta crl",
                Source::Ocsp => "ocsp",
                _ => "other",
            }),
            _ => None,
        }
    }

    /// Since when it is revoked; of a good one: when it was revoked later than the time asked.
    #[getter]
    fn revoked_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0 {
            Finding::Revoked { revoked, .. }
            | Finding::Good {
                later: Some(revoked),
                ..
            } => datetime(py, revoked.at).map(Some),
            _ => Ok(None),
        }
    }

    /// Why it was revoked, where that is said.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        match self.0 {
            Finding::Revoked { revoked, .. }
            | Finding::Good {
                later: Some(revoked),
                ..
            } => revoked.reason.map(trust::reason_name),
            _ => None,
        }
    }

    /// As of when it is good, where that is known.
    #[getter]
    fn as_of<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0 {
            Finding::Good { as_of, .. } => as_of.map(|time| datetime(py, time)).transpose(),
            _ => Ok(None),
        }
    }

    /// Why nothing is known, as an exception that is not raised.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        match self.0 {
            Finding::Unknown(why) => Some(exception(py, PathError::StatusUnknown(why))),
            _ => None,
        }
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("RevocationFinding"))
    }
}
