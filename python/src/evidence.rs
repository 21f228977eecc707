// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLs and OCSP responses that a caller brings, and what remembers signatures of certificates.

use std::cell::Cell;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use gostseal::trust::{self, Crl, CrlScan, Freshness, Need, Nonce, OcspResponse};
use gostseal::{ErrorCode, ParseError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::octets::{Octets, Text};
use crate::source::Source;
use crate::verdicts::named;

thread_local! {
    /// How many judgements of this thread are reading evidence. A transport that is called meanwhile must not write to it:
    /// it would wait for itself.
    static READING: Cell<usize> = const { Cell::new(0) };
}

/// CRLs and OCSP responses. Nothing is fetched.
#[pyclass(frozen, module = "gostseal")]
#[derive(Default)]
pub(crate) struct Evidence(RwLock<trust::Evidence>);

/// Evidence that is being read.
pub(crate) struct Reading<'a>(RwLockReadGuard<'a, trust::Evidence>);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        READING.set(READING.get().saturating_sub(1));
    }
}

impl std::ops::Deref for Reading<'_> {
    type Target = trust::Evidence;

    fn deref(&self) -> &trust::Evidence {
        &self.0
    }
}

impl Evidence {
    /// To be called without the GIL.
    pub(crate) fn read(&self) -> Reading<'_> {
        let guard = self.0.read().unwrap_or_else(PoisonError::into_inner);
        READING.set(READING.get() + 1);
        Reading(guard)
    }

    fn change(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut trust::Evidence) + Send,
    ) -> PyResult<()> {
        if READING.get() > 0 {
            let message = "evidence cannot be added from within a judgement";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
        py.detach(|| change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner)));
        Ok(())
    }
}

#[pymethods]
impl Evidence {
    #[new]
    #[pyo3(signature = (*, max_age=None, without_next_update=86_400, skew=0))]
    fn new(max_age: Option<u32>, without_next_update: u32, skew: u32) -> Self {
        let mut evidence = trust::Evidence::new();
        evidence.set_freshness(Freshness {
            without_next_update,
            max_age,
            skew,
        });
        Self(RwLock::new(evidence))
    }

    /// Adds every CRL of a file and says how many it had.
    fn add_crl(&self, py: Python<'_>, data: Text<'_>) -> PyResult<usize> {
        let data = data.as_slice();
        let crls = py.detach(|| Crl::read_bundle(data)).or_raise(py)?;
        let count = crls.len();
        self.change(py, |evidence| {
            crls.into_iter().for_each(|crl| evidence.add_crl(crl));
        })?;
        Ok(count)
    }

    /// Scans a DER CRL of any size for certificates, and adds what it says of them.
    fn scan_crl(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        certificates: Vec<Bound<'_, Certificate>>,
    ) -> PyResult<()> {
        let mut source = Source::new(source)?;
        let wanted: Vec<_> = certificates.iter().map(|c| c.get().inner()).collect();
        let mut scan = CrlScan::of(wanted.into_iter().map(|certificate| &**certificate));
        while let Some(chunk) = source.next(py)? {
            let chunk = chunk.as_slice();
            py.detach(|| scan.update(chunk)).or_raise(py)?;
        }
        let crl: Result<Crl, ParseError> = py.detach(|| scan.finish());
        let crl = crl.or_raise(py)?;
        self.change(py, |evidence| evidence.add_crl(crl))
    }

    /// Adds a DER OCSP response.
    #[pyo3(signature = (data, *, nonce=None, require_nonce=true))]
    fn add_ocsp(
        &self,
        py: Python<'_>,
        data: Octets<'_>,
        nonce: Option<Octets<'_>>,
        require_nonce: bool,
    ) -> PyResult<()> {
        let mut response = OcspResponse::from_der(data.as_slice()).or_raise(py)?;
        if let Some(nonce) = nonce {
            let nonce = nonce.as_slice().to_vec();
            response = response.with_nonce(if require_nonce {
                Nonce::Required(nonce)
            } else {
                Nonce::IfPresent(nonce)
            });
        }
        self.change(py, |evidence| evidence.add_ocsp(response))
    }

    /// How many CRLs were added.
    #[getter]
    fn crl_count(&self, py: Python<'_>) -> usize {
        py.detach(|| self.read().crls().len())
    }

    /// How many OCSP responses were added.
    #[getter]
    fn ocsp_count(&self, py: Python<'_>) -> usize {
        py.detach(|| self.read().responses().len())
    }
}

/// Remembers which signatures of certificates were good.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct PathCache(pub(crate) trust::PathCache);

#[pymethods]
impl PathCache {
    #[new]
    #[pyo3(signature = (certificates=4096, key_octets=16_777_216))]
    fn new(certificates: usize, key_octets: usize) -> Self {
        Self(trust::PathCache::new(certificates, key_octets))
    }

    /// How many signatures are remembered.
    fn __len__(&self, py: Python<'_>) -> usize {
        py.detach(|| self.0.len())
    }

    /// Forgets them.
    fn clear(&self, py: Python<'_>) {
        py.detach(|| self.0.clear());
    }
}

/// Something that would tell of a certificate.
#[pyclass(frozen, name = "Need", module = "gostseal")]
pub(crate) struct PyNeed {
    need: Need,
}

impl PyNeed {
    pub(crate) fn new(need: Need) -> Self {
        Self { need }
    }
}

#[pymethods]
impl PyNeed {
    /// What it is.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let name = match &self.need {
            Need::Crl { delta: false, .. } => "CRL",
            Need::Crl { delta: true, .. } => "DELTA_CRL",
            _ => "OCSP",
        };
        named(py, "NeedKind", name)
    }

    /// Which certificate of the path it is for, counted from 0.
    #[getter]
    fn certificate(&self) -> usize {
        match &self.need {
            Need::Crl { certificate, .. } | Need::Ocsp { certificate, .. } => *certificate,
            _ => 0,
        }
    }

    /// Where that certificate says that it is.
    #[getter]
    fn url(&self) -> &str {
        match &self.need {
            Need::Crl { url, .. } | Need::Ocsp { url, .. } => url,
            _ => "",
        }
    }

    /// What is to be sent to an OCSP responder.
    #[getter]
    fn request<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        match &self.need {
            Need::Ocsp { request, .. } => Some(PyBytes::new(py, request)),
            _ => None,
        }
    }

    fn __repr__(&self) -> String {
        format!("<gostseal.Need {}>", self.url())
    }
}
