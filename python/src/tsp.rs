// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time stamps as such: requests, responses, and what carries them to an authority and back.

use std::sync::{Mutex, PoisonError};

use getrandom::rand_core::TryRng;
use gostseal::signed::{
    self, MessageImprint, NamedHash, RevocationPolicy, SignedError, TimeStampReq, TimeStampResp,
    Transport, TransportFailed,
};
use gostseal::{DigestAlgorithm, ErrorCode, Oid};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::keys::PrivateKey;
use crate::octets::Octets;
use crate::time::instant;
use crate::verdicts::{Chosen, Member};
use crate::verify::Verifier;

pub(crate) fn oid(py: Python<'_>, dotted: &str) -> PyResult<Oid> {
    Oid::from_dotted(dotted).ok_or_else(|| {
        raise(
            py,
            ErrorCode::InvalidArgument,
            "not a dotted object identifier",
        )
    })
}

pub(crate) fn imprint_hash(py: Python<'_>, name: &str) -> PyResult<NamedHash> {
    Ok(match name {
        "gost94" => NamedHash::Gost(DigestAlgorithm::Gost94),
        "streebog256" => NamedHash::Gost(DigestAlgorithm::Streebog256),
        "streebog512" => NamedHash::Gost(DigestAlgorithm::Streebog512),
        "sha1" => NamedHash::Sha1,
        "sha256" => NamedHash::Sha256,
        "sha384" => NamedHash::Sha384,
        "sha512" => NamedHash::Sha512,
        _ => {
            let message = "there is no such hash function";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
    })
}

/// A request for a time stamp.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct TimeStampRequest(TimeStampReq);

impl TimeStampRequest {
    pub(crate) fn inner(&self) -> &TimeStampReq {
        &self.0
    }
}

#[pymethods]
impl TimeStampRequest {
    #[new]
    #[pyo3(signature = (data, *, hash="streebog256", policy=None, nonce=None, certificate=true))]
    fn new(
        py: Python<'_>,
        data: Octets<'_>,
        hash: &str,
        policy: Option<&str>,
        nonce: Option<Octets<'_>>,
        certificate: bool,
    ) -> PyResult<Self> {
        let hash = imprint_hash(py, hash)?;
        let data = data.as_slice();
        let imprint = py.detach(|| MessageImprint::of(hash, data));
        let mut request = TimeStampReq::new(imprint).certificate(certificate);
        if let Some(policy) = policy {
            request = request.policy(oid(py, policy)?);
        }
        request = match nonce {
            Some(nonce) if (1..=32).contains(&nonce.as_slice().len()) => {
                request.nonce(nonce.as_slice())
            }
            Some(_) => {
                let message = "a nonce has 1 to 32 octets";
                return Err(raise(py, ErrorCode::InvalidArgument, message));
            }
            None => {
                let mut drawn = [0; 8];
                getrandom::SysRng
                    .try_fill_bytes(&mut drawn)
                    .map_err(|_| raise(py, ErrorCode::EntropyFailed, "no random octets"))?;
                request.nonce(&drawn)
            }
        };
        Ok(Self(request))
    }

    /// Reads a request.
    #[staticmethod]
    fn from_der(py: Python<'_>, data: Octets<'_>) -> PyResult<Self> {
        TimeStampReq::from_der(data.as_slice())
            .or_raise(py)
            .map(Self)
    }

    /// What is sent as `application/timestamp-query`.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_der())
    }

    /// The digest of what is to be stamped.
    #[getter]
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.imprint().digest())
    }

    /// The dotted identifier of the policy that is asked for.
    #[getter]
    fn policy(&self) -> Option<String> {
        self.0.requested_policy().map(|policy| policy.to_string())
    }

    /// Content octets of the nonce as an INTEGER.
    #[getter]
    fn nonce<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.0.nonce_octets().map(|nonce| PyBytes::new(py, nonce))
    }
}

/// What an authority answered. **Nothing of it has been verified.**
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct TimeStampResponse(TimeStampResp);

#[pymethods]
impl TimeStampResponse {
    /// Reads a response.
    #[staticmethod]
    fn from_der(py: Python<'_>, data: Octets<'_>) -> PyResult<Self> {
        TimeStampResp::from_der(data.as_slice())
            .or_raise(py)
            .map(Self)
    }

    /// The response in DER.
    #[getter]
    fn der<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_der())
    }

    /// How the authority answered.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.status().member(py)
    }

    /// What it said, for people. It is not signed.
    #[getter]
    fn text(&self) -> String {
        self.0.text().join("\n")
    }

    /// Why it refused, where it says so.
    #[getter]
    fn failure(&self) -> Option<String> {
        self.0.failure().map(|failure| failure.to_string())
    }

    /// The token, as it stands.
    #[getter]
    fn unverified_token<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        let token = self.0.unverified_token();
        token.map(|token| PyBytes::new(py, token))
    }
}

/// A transport that is a Python callable. Its exception is kept, to be the cause of the refusal.
struct Callable<'a> {
    callable: &'a Py<PyAny>,
    failed: &'a Mutex<Option<PyErr>>,
}

impl Transport for Callable<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
        let answer = Python::attach(|py| -> PyResult<Vec<u8>> {
            let answer = self.callable.bind(py).call1((PyBytes::new(py, request),))?;
            Ok(answer.extract::<Octets<'_>>()?.as_slice().to_vec())
        });
        answer.map_err(|error| {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            *failed = Some(error);
            TransportFailed
        })
    }
}

/// Asks an authority for time stamps and checks what it answers.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct TimeStamper {
    transport: Py<PyAny>,
    verifier: Option<Py<Verifier>>,
    revocation: RevocationPolicy,
    policy: Option<Oid>,
}

impl TimeStamper {
    /// Works with the core's time stamper; called without the GIL. An exception of the transport is put into `failed`.
    pub(crate) fn with<R>(
        &self,
        failed: &Mutex<Option<PyErr>>,
        work: impl FnOnce(&signed::TimeStamper<'_>) -> Result<R, SignedError>,
    ) -> Result<R, SignedError> {
        let transport = Callable {
            callable: &self.transport,
            failed,
        };
        let mut stamper = signed::TimeStamper::new(&transport);
        if let Some(policy) = self.policy {
            stamper = stamper.policy(policy);
        }
        match &self.verifier {
            None => work(&stamper),
            Some(verifier) => verifier
                .get()
                .with(|verifier| work(&stamper.verifier(verifier, self.revocation))),
        }
    }
}

/// The refusal, with the transport's exception as its cause.
pub(crate) fn with_cause<T>(
    py: Python<'_>,
    outcome: Result<T, SignedError>,
    failed: Mutex<Option<PyErr>>,
) -> PyResult<T> {
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcome.map_err(|error| {
        let refusal = crate::errors::refusal(py, &error.into());
        if failed.is_some() {
            refusal.set_cause(py, failed);
        }
        refusal
    })
}

#[pymethods]
impl TimeStamper {
    #[new]
    #[pyo3(signature = (transport, *, verifier=None, revocation=None, policy=None))]
    fn new(
        py: Python<'_>,
        transport: Py<PyAny>,
        verifier: Option<Py<Verifier>>,
        revocation: Option<Chosen<RevocationPolicy>>,
        policy: Option<&str>,
    ) -> PyResult<Self> {
        if !transport.bind(py).is_callable() {
            return Err(pyo3::exceptions::PyTypeError::new_err(
                "transport: a callable is needed",
            ));
        }
        Ok(Self {
            transport,
            verifier,
            revocation: crate::report::policy(revocation),
            policy: policy.map(|dotted| oid(py, dotted)).transpose()?,
        })
    }

    /// Gives a token over data.
    #[pyo3(signature = (data, *, hash="streebog256"))]
    fn stamp<'py>(
        &self,
        py: Python<'py>,
        data: Octets<'py>,
        hash: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let NamedHash::Gost(hash) = imprint_hash(py, hash)? else {
            let message = "a GOST hash function is needed";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        };
        let data = data.as_slice();
        let failed = Mutex::new(None);
        let token = py.detach(|| self.with(&failed, |stamper| stamper.stamp(hash, data)));
        Ok(PyBytes::new(py, &with_cause(py, token, failed)?))
    }

    /// Adds a time stamp over a signature of a message.
    #[pyo3(signature = (data, index=0))]
    fn add_time_stamp<'py>(
        &self,
        py: Python<'py>,
        data: Octets<'py>,
        index: usize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let data = data.as_slice();
        let failed = Mutex::new(None);
        let message = py.detach(|| {
            self.with(&failed, |stamper| {
                signed::add_time_stamp(data, index, stamper)
            })
        });
        Ok(PyBytes::new(py, &with_cause(py, message, failed)?))
    }
}

/// Makes time stamps, for tests and closed systems.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct TimeStampAuthority {
    key: Py<PrivateKey>,
    certificate: Py<Certificate>,
    policy: Oid,
}

#[pymethods]
impl TimeStampAuthority {
    #[new]
    fn new(
        py: Python<'_>,
        key: Py<PrivateKey>,
        certificate: Py<Certificate>,
        policy: &str,
    ) -> PyResult<Self> {
        let policy = oid(py, policy)?;
        let (own, certified) = (key.get(), certificate.get());
        py.detach(|| {
            signed::TimeStampAuthority::new(own.inner(), certified.inner(), policy).map(|_| ())
        })
        .or_raise(py)?;
        Ok(Self {
            key,
            certificate,
            policy,
        })
    }

    /// Answers a request.
    #[pyo3(signature = (request, *, serial, now=None))]
    fn answer<'py>(
        &self,
        py: Python<'py>,
        request: Octets<'py>,
        serial: Octets<'py>,
        now: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let time = instant(now.as_ref())?;
        let (request, serial) = (request.as_slice(), serial.as_slice());
        let answer = py.detach(|| {
            let certificate = self.certificate.get().inner();
            signed::TimeStampAuthority::new(self.key.get().inner(), certificate, self.policy)?
                .answer(request, serial, time)
        });
        Ok(PyBytes::new(py, &answer.or_raise(py)?.to_der()))
    }
}
