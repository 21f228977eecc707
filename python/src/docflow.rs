// SPDX-License-Identifier: MIT OR Apache-2.0
//! The document-workflow calls that carry a signature: the service's judgement and the client's half.

use std::sync::{Mutex, PoisonError};

use gostseal::ErrorCode;
use gostseal::docflow::{
    self, Accepted, Answer, Call, CertificateLookup, FinishProcess, Locale, Over, Profile, Refused,
    Registered, Registry, Request, Requirements, SignDocument, SignedRawdata, Verdict,
};
use gostseal::trust::{NoRevocation, RevocationPolicy};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::keys::PrivateKey;
use crate::octets::Octets;
use crate::report::{certificates, no_truth_value, policy};
use crate::time::{datetime, instant};
use crate::verdicts::{Chosen, Member, named};
use crate::verify::Verifier;

fn call(py: Python<'_>, name: &str) -> PyResult<Call> {
    match name {
        "sign_document" => Ok(Call::SignDocument),
        "finish_process" => Ok(Call::FinishProcess),
        _ => {
            let message = "call must be 'sign_document' or 'finish_process'";
            Err(raise(py, ErrorCode::InvalidArgument, message))
        }
    }
}

fn locale(py: Python<'_>, name: Option<&str>) -> PyResult<Option<Locale>> {
    match name {
        None => Ok(None),
        Some("ru") => Ok(Some(Locale::Ru)),
        Some("en") => Ok(Some(Locale::En)),
        Some("kz") => Ok(Some(Locale::Kz)),
        Some(_) => {
            let message = "locale must be 'ru', 'en' or 'kz'";
            Err(raise(py, ErrorCode::InvalidArgument, message))
        }
    }
}

/// A callable that gives the certificate of a certID, or `None`. Its exception is kept.
struct Lookup<'a> {
    callable: &'a Py<PyAny>,
    failed: Mutex<Option<PyErr>>,
}

impl CertificateLookup for Lookup<'_> {
    fn find(&self, cert_id: &str) -> Registered {
        let found = Python::attach(|py| -> PyResult<Registered> {
            let found = self.callable.bind(py).call1((cert_id,))?;
            if found.is_none() {
                return Ok(Registered::Unknown);
            }
            let certificate = found.cast::<Certificate>()?;
            Ok(Registered::Certificate(
                (**certificate.get().inner()).clone(),
            ))
        });
        found.unwrap_or_else(|error| {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            Registered::Unavailable
        })
    }
}

/// Judges a call by the body of its form.
#[pyfunction]
#[pyo3(signature = (
    call_name, body, *, current_rawdata, lookup, verifier, require_signature=true, require_key_and_certificate=true,
    profile=None, over=None, revocation=None, superseded=Vec::new()
))]
#[allow(
    clippy::too_many_arguments,
    reason = "keyword arguments, as Python has them"
)]
pub(crate) fn docflow_check(
    py: Python<'_>,
    call_name: &str,
    body: Octets<'_>,
    current_rawdata: Option<Octets<'_>>,
    lookup: Py<PyAny>,
    verifier: Bound<'_, Verifier>,
    require_signature: bool,
    require_key_and_certificate: bool,
    profile: Option<Chosen<Profile>>,
    over: Option<Chosen<Over>>,
    revocation: Option<Chosen<RevocationPolicy>>,
    superseded: Vec<Octets<'_>>,
) -> PyResult<DocflowVerdict> {
    let call = call(py, call_name)?;
    let verifier = verifier.get();
    let Some(anchors) = verifier.anchors() else {
        let message = "the certificate of a call must lead to an anchor, and none were given";
        return Err(raise(py, ErrorCode::InvalidArgument, message));
    };
    let anchors = anchors.get().inner();
    let superseded: Vec<&[u8]> = superseded.iter().map(Octets::as_slice).collect();
    let requirements = Requirements {
        signature: require_signature,
        key_and_certificate: require_key_and_certificate,
        profile: profile.map_or(Profile::Cms, |profile| profile.0),
        over: over.map_or(Over::Octets, |over| over.0),
        revocation: policy(revocation),
        superseded: &superseded,
    };
    let (body, current) = (
        body.as_slice(),
        current_rawdata.as_ref().map(Octets::as_slice),
    );
    let lookup = Lookup {
        callable: &lookup,
        failed: Mutex::new(None),
    };
    let verdict = py.detach(|| {
        let evidence = verifier.evidence().map(|evidence| evidence.get().read());
        let mut registry = Registry::new(&lookup, anchors, verifier.time());
        registry.intermediates = verifier.certificates();
        registry.revocation = match &evidence {
            Some(evidence) => &**evidence,
            None => &NoRevocation,
        };
        registry.cache = verifier.cache().map(|cache| &cache.get().0);
        docflow::check(
            &Request::from_form(call, body),
            &requirements,
            current,
            &registry,
        )
    });
    let failed = lookup.failed.into_inner();
    match failed.unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(DocflowVerdict(verdict)),
    }
}

/// The judgement on a call, and the answer to it. It has no truth value.
#[pyclass(frozen, module = "gostseal.docflow")]
pub(crate) struct DocflowVerdict(Verdict);

#[pymethods]
impl DocflowVerdict {
    /// What was decided.
    #[getter]
    fn outcome<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let name = match self.0.outcome() {
            Ok(Accepted::Signed(_)) => "SIGNED",
            Ok(_) => "UNSIGNED",
            Err(_) => "REFUSED",
        };
        named(py, "DocflowOutcome", name)
    }

    /// The whole answer, as the service sends it.
    #[getter]
    fn json(&self) -> String {
        self.0.to_json()
    }

    /// errorCode: a number in one call, a string in the other.
    #[getter]
    fn error_code(&self) -> u8 {
        self.0.error_code()
    }

    /// errorMessage.
    #[getter]
    fn error_message(&self) -> String {
        self.0.error_message()
    }

    /// Which refusal it is.
    #[getter]
    fn fault<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0.outcome() {
            Ok(_) => Ok(None),
            Err(rejection) => rejection.fault.member(py).map(Some),
        }
    }

    /// The parameter that is missing or incorrect.
    #[getter]
    fn parameter(&self) -> Option<&'static str> {
        match self.0.outcome().err()?.fault {
            docflow::Fault::Incorrect(name) | docflow::Fault::Missing(name) => Some(name.as_str()),
            _ => None,
        }
    }

    /// Why the call is refused, for the log of the service. It is not part of the answer.
    #[getter]
    fn cause(&self) -> Option<String> {
        let rejection = self.0.outcome().err()?;
        Some(rejection.cause.to_string())
    }

    /// The signer's certificate of a call that is signed.
    #[getter]
    fn certificate(&self) -> Option<Certificate> {
        match self.0.outcome() {
            Ok(Accepted::Signed(signed)) => Some(Certificate::new(signed.certificate.clone())),
            _ => None,
        }
    }

    /// From the signer's certificate to the anchor.
    #[getter]
    fn path_certificates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match self.0.outcome() {
            Ok(Accepted::Signed(signed)) => certificates(py, &signed.path),
            _ => Ok(PyTuple::empty(py)),
        }
    }

    /// When the signer says that it signed.
    #[getter]
    fn signing_time<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.0.outcome() {
            Ok(Accepted::Signed(signed)) => signed
                .signing_time
                .map(|time| datetime(py, time))
                .transpose(),
            _ => Ok(None),
        }
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(no_truth_value("Verdict"))
    }

    fn __repr__(&self) -> String {
        format!("<gostseal.docflow.Verdict {}>", self.0.to_json())
    }
}

/// rawdata with a signature over it.
#[pyclass(frozen, module = "gostseal.docflow")]
pub(crate) struct DocflowSigned {
    rawdata: String,
    signdata: Vec<u8>,
    certificate: gostseal::trust::Certificate,
    cert_id: String,
}

impl DocflowSigned {
    fn signed(&self) -> SignedRawdata<'_> {
        SignedRawdata {
            rawdata: &self.rawdata,
            signdata: self.signdata.clone(),
            certificate: self.certificate.clone(),
            cert_id: &self.cert_id,
        }
    }
}

#[pymethods]
impl DocflowSigned {
    /// The signature: a ContentInfo, or r and s.
    #[getter]
    fn signdata<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.signdata)
    }

    /// The body of the call that signs a document.
    #[pyo3(signature = (document_id, *, locale_name=None))]
    fn sign_document_body(
        &self,
        py: Python<'_>,
        document_id: &str,
        locale_name: Option<&str>,
    ) -> PyResult<String> {
        let locale = locale(py, locale_name)?;
        Ok(SignDocument {
            document_id,
            locale,
        }
        .body(&self.signed()))
    }

    /// The body of the call that finishes a process.
    #[pyo3(signature = (proc_inst_id, signal, *, comment=None, locale_name=None))]
    fn finish_process_body(
        &self,
        py: Python<'_>,
        proc_inst_id: &str,
        signal: &str,
        comment: Option<&str>,
        locale_name: Option<&str>,
    ) -> PyResult<String> {
        let locale = locale(py, locale_name)?;
        Ok(FinishProcess {
            proc_inst_id,
            signal,
            comment,
            locale,
        }
        .body(&self.signed()))
    }
}

/// Signs rawdata.
#[pyfunction]
#[pyo3(signature = (rawdata, *, key, certificate, cert_id, profile=None, over=None, signing_time=None))]
#[allow(
    clippy::too_many_arguments,
    reason = "keyword arguments, as Python has them"
)]
pub(crate) fn docflow_sign_rawdata(
    py: Python<'_>,
    rawdata: String,
    key: Bound<'_, PrivateKey>,
    certificate: Bound<'_, Certificate>,
    cert_id: String,
    profile: Option<Chosen<Profile>>,
    over: Option<Chosen<Over>>,
    signing_time: Option<Bound<'_, PyAny>>,
) -> PyResult<DocflowSigned> {
    let form = (
        profile.map_or(Profile::Cms, |profile| profile.0),
        over.map_or(Over::Octets, |over| over.0),
    );
    let time = match &signing_time {
        None => None,
        given => Some(instant(given.as_ref())?),
    };
    let (key, certificate) = (key.get().inner(), certificate.get().inner());
    let signdata = py.detach(|| {
        docflow::sign_rawdata(&rawdata, form, key, (&cert_id, certificate), time)
            .map(|signed| signed.signdata)
    });
    let signdata = signdata.or_raise(py)?;
    Ok(DocflowSigned {
        signdata,
        certificate: (**certificate).clone(),
        rawdata,
        cert_id,
    })
}

/// Reads an answer: errorCode, errorMessage, and whether rawdata is to be got anew and signed once more.
#[pyfunction]
pub(crate) fn docflow_read_answer(
    py: Python<'_>,
    json: Octets<'_>,
) -> PyResult<(i64, String, &'static str)> {
    let (answer, what) = match Answer::read(json.as_slice()) {
        Ok(answer) => (answer, "accepted"),
        Err(Refused::RawdataStale(answer)) => (answer, "stale"),
        Err(Refused::Refused(answer)) => (answer, "refused"),
        Err(_) => {
            let message = "no answer of a document-workflow call";
            return Err(raise(py, ErrorCode::InvalidJson, message));
        }
    };
    Ok((answer.error_code, answer.error_message, what))
}
