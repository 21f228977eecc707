// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a verifier brings along, and the judgements that it gives: messages, time stamps, certificates.

use gostseal::ErrorCode;
use gostseal::UnixTime;
use gostseal::keys::PreparedKey;
use gostseal::signed::{self, MessageImprint, NamedHash, PushVerifier, SignedData, SignedError};
use gostseal::trust::{
    self, CertIdHash, Evidence as NoEvidence, NeedOptions, NoRevocation, RevocationPolicy, Trust,
    Usage, path,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::evidence::{Evidence, PathCache, PyNeed};
use crate::keys::PublicKey;
use crate::octets::Octets;
use crate::path::{CertificateReport, Verdicts};
use crate::report::{PyTimeStampVerdicts, VerifyReport};
use crate::source::{Sink, Source};
use crate::time::instant;
use crate::trust::{Pinned, TrustStore};
use crate::tsp::{TimeStampRequest, imprint_hash};
use crate::verdicts::Chosen;

/// A key to pin, kept.
enum KeptKey {
    Key(Py<PublicKey>),
    Certificate(Py<Certificate>),
}

/// When certificates must be valid.
#[derive(Clone, Copy)]
enum Time {
    Given(UnixTime),
    Clock,
    NotJudged,
}

/// What is brought to verifications, once for many of them.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct Verifier {
    pinned: Option<KeptKey>,
    anchors: Option<Py<TrustStore>>,
    authorities: Option<Py<TrustStore>>,
    certificates: Vec<trust::Certificate>,
    time: Time,
    evidence: Option<Py<Evidence>>,
    embedded_evidence: bool,
    time_stamps: Option<RevocationPolicy>,
    allow_unsorted_attributes: bool,
    cache: Option<Py<PathCache>>,
}

impl Verifier {
    fn at(&self) -> Option<UnixTime> {
        match self.time {
            Time::Given(time) => Some(time),
            Time::Clock => Some(UnixTime::now()),
            Time::NotJudged => None,
        }
    }

    fn trust(&self) -> Result<Trust<'_>, gostseal::FormatError> {
        Ok(match (&self.pinned, &self.anchors) {
            (Some(KeptKey::Key(key)), _) => Trust::Pinned(key.get().prepared()),
            (Some(KeptKey::Certificate(certificate)), _) => {
                let key: &PreparedKey = certificate.get().prepared()?;
                Trust::Pinned(key)
            }
            (None, Some(store)) => Trust::Anchors(store.get().inner()),
            (None, None) => Trust::None,
        })
    }

    /// Works with the core's verifier. To be called without the GIL.
    pub(crate) fn with<R>(
        &self,
        work: impl FnOnce(signed::Verifier<'_>) -> Result<R, SignedError>,
    ) -> Result<R, SignedError> {
        let evidence = self.evidence.as_ref().map(|evidence| evidence.get().read());
        let mut verifier = signed::Verifier::new(self.trust()?)
            .certificates(&self.certificates)
            .allow_unsorted_attributes(self.allow_unsorted_attributes);
        if let Some(time) = self.at() {
            verifier = verifier.at(time);
        }
        if let Some(evidence) = &evidence {
            verifier = verifier.revocation(&**evidence);
        }
        if !self.embedded_evidence {
            verifier = verifier.evidence(None);
        }
        if let Some(store) = &self.authorities {
            verifier = verifier.authorities(Trust::Anchors(store.get().inner()));
        }
        if let Some(policy) = self.time_stamps {
            verifier = verifier.trust_time_stamps(policy);
        }
        if let Some(cache) = &self.cache {
            verifier = verifier.cache(&cache.get().0);
        }
        work(verifier)
    }
}

/// The first exception of a file, or the judgement on what was read of it.
enum Stopped {
    File(PyErr),
    Message(SignedError),
}

impl From<PyErr> for Stopped {
    fn from(error: PyErr) -> Self {
        Self::File(error)
    }
}

impl From<SignedError> for Stopped {
    fn from(error: SignedError) -> Self {
        Self::Message(error)
    }
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (
        *, signer=None, anchors=None, authorities=None, certificates=Vec::new(), now=None, check_time=true,
        evidence=None, embedded_evidence=true, time_stamps=None, allow_unsorted_attributes=false, cache=None
    ))]
    #[allow(
        clippy::too_many_arguments,
        reason = "keyword arguments, as Python has them"
    )]
    fn new(
        py: Python<'_>,
        signer: Option<Pinned<'_>>,
        anchors: Option<Py<TrustStore>>,
        authorities: Option<Py<TrustStore>>,
        certificates: Vec<Bound<'_, Certificate>>,
        now: Option<Bound<'_, PyAny>>,
        check_time: bool,
        evidence: Option<Py<Evidence>>,
        embedded_evidence: bool,
        time_stamps: Option<Chosen<RevocationPolicy>>,
        allow_unsorted_attributes: bool,
        cache: Option<Py<PathCache>>,
    ) -> PyResult<Self> {
        let contradiction = if signer.is_some() && anchors.is_some() {
            Some("give either a key to pin or anchors, not both")
        } else if now.is_some() && !check_time {
            Some("give either a time or check_time=False, not both")
        } else {
            None
        };
        if let Some(message) = contradiction {
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
        let time = match (check_time, &now) {
            (false, _) => Time::NotJudged,
            (true, None) => Time::Clock,
            (true, Some(_)) => Time::Given(instant(now.as_ref())?),
        };
        let pinned = match signer {
            None => None,
            Some(Pinned::Key(key)) => Some(KeptKey::Key(key.unbind())),
            Some(Pinned::Certificate(certificate)) => {
                let kept = certificate.clone().unbind();
                let certificate = certificate.get();
                py.detach(|| certificate.prepared().map(|_| ()))
                    .or_raise(py)?;
                Some(KeptKey::Certificate(kept))
            }
        };
        Ok(Self {
            pinned,
            anchors,
            authorities,
            certificates: certificates
                .iter()
                .map(|certificate| (**certificate.get().inner()).clone())
                .collect(),
            time,
            evidence,
            embedded_evidence,
            time_stamps: time_stamps.map(|policy| policy.0),
            allow_unsorted_attributes,
            cache,
        })
    }

    /// Answers each question about each signature of a message.
    #[pyo3(signature = (data, *, content=None))]
    fn verify(
        &self,
        py: Python<'_>,
        data: Octets<'_>,
        content: Option<Octets<'_>>,
    ) -> PyResult<VerifyReport> {
        let (data, content) = (data.as_slice(), content.as_ref().map(Octets::as_slice));
        let judged = py.detach(|| {
            self.with(|verifier| {
                let verifier = match content {
                    Some(content) => verifier.content(content),
                    None => verifier,
                };
                let report = verifier.report(data)?;
                let carried = SignedData::parse(data)?
                    .unverified_content()
                    .map(<[u8]>::to_vec);
                Ok((report, carried))
            })
        });
        let (report, carried) = judged.or_raise(py)?;
        let carried = carried.map(|content| PyBytes::new(py, &content).unbind());
        Ok(VerifyReport::new(report, carried))
    }

    /// As `verify`, for a message that comes in pieces; its content goes to `out`, unverified.
    #[pyo3(signature = (source, *, out=None))]
    fn verify_stream(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        out: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<VerifyReport> {
        let mut source = Source::new(source)?;
        let sink = out.map(Sink::new).transpose()?;
        let judged = py.detach(|| -> Result<_, Stopped> {
            let mut push = PushVerifier::attached();
            let mut content = Vec::new();
            while let Some(piece) = source.next_detached()? {
                let outcome = push.update(&piece, &mut content);
                if let Some(sink) = &sink {
                    sink.write_detached(&content)?;
                }
                content.clear();
                outcome?;
            }
            let message = push.finish()?;
            Ok(self.with(|verifier| message.report(&verifier))?)
        });
        self.finish_stream(py, judged)
    }

    /// As `verify`, for a detached signature over content that comes in pieces.
    fn verify_detached_stream(
        &self,
        py: Python<'_>,
        data: Octets<'_>,
        content: &Bound<'_, PyAny>,
    ) -> PyResult<VerifyReport> {
        let mut source = Source::new(content)?;
        let message = data.as_slice().to_vec();
        let judged = py.detach(|| -> Result<_, Stopped> {
            let mut push = PushVerifier::detached(message)?;
            let mut nothing = Vec::new();
            while let Some(piece) = source.next_detached()? {
                push.update(&piece, &mut nothing)?;
            }
            let message = push.finish()?;
            Ok(self.with(|verifier| message.report(&verifier))?)
        });
        self.finish_stream(py, judged)
    }

    /// Judges a time-stamp token that should be over `data`.
    #[pyo3(signature = (token, data, *, hash="streebog256"))]
    fn verify_time_stamp(
        &self,
        py: Python<'_>,
        token: Octets<'_>,
        data: Octets<'_>,
        hash: &str,
    ) -> PyResult<PyTimeStampVerdicts> {
        let hash: NamedHash = imprint_hash(py, hash)?;
        let (token, data) = (token.as_slice(), data.as_slice());
        let judged = py.detach(|| {
            let imprint = MessageImprint::of(hash, data);
            self.with(|verifier| verifier.time_stamp(token, &imprint))
        });
        judged.or_raise(py).map(PyTimeStampVerdicts::new)
    }

    /// Judges the answer to a request for a time stamp: the token, and the verdicts on it.
    fn verify_time_stamp_response<'py>(
        &self,
        py: Python<'py>,
        request: Bound<'py, TimeStampRequest>,
        response: Octets<'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, PyTimeStampVerdicts)> {
        let (request, response) = (request.get(), response.as_slice());
        let judged = py.detach(|| {
            self.with(|verifier| verifier.time_stamp_response(request.inner(), response))
        });
        let (token, verdicts) = judged.or_raise(py)?;
        Ok((PyBytes::new(py, &token), PyTimeStampVerdicts::new(verdicts)))
    }

    /// Looks for a path from a certificate to an anchor.
    #[pyo3(signature = (certificate, *, usage=None, purpose=None, revocation=None, nonce=None))]
    fn verify_certificate(
        &self,
        py: Python<'_>,
        certificate: Bound<'_, Certificate>,
        usage: Option<Chosen<Usage>>,
        purpose: Option<&str>,
        revocation: Option<Chosen<RevocationPolicy>>,
        nonce: Option<Octets<'_>>,
    ) -> PyResult<CertificateReport> {
        let Some(anchors) = &self.anchors else {
            let message = "a path leads to anchors, and none were given";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        };
        let purpose = match purpose {
            None => None,
            Some(dotted) => Some(crate::tsp::oid(py, dotted)?),
        };
        let policy = crate::report::policy(revocation);
        let usage = usage.map_or(Usage::Any, |usage| usage.0);
        let nonce = nonce.as_ref().map(Octets::as_slice);
        if nonce.is_some_and(|nonce| !(1..=32).contains(&nonce.len())) {
            let message = "a nonce has 1 to 32 octets";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
        let leaf = certificate.get().inner();
        let store = anchors.get().inner();
        let (verdicts, needs) = py.detach(|| {
            let evidence = self.evidence.as_ref().map(|evidence| evidence.get().read());
            let at = self.at();
            let mut options = path::Options::new(at, usage);
            options.purpose = purpose;
            options.policy = policy;
            options.revocation = match &evidence {
                Some(evidence) => &**evidence,
                None => &NoRevocation,
            };
            options.cache = self.cache.as_ref().map(|cache| &cache.get().0);
            let judged = path::judge(leaf, &self.certificates, store, &options);
            let nothing = NoEvidence::new();
            let known = evidence.as_deref().unwrap_or(&nothing);
            let how = NeedOptions {
                hash: CertIdHash::default(),
                nonce,
            };
            let needs = judged
                .path()
                .map(|path| known.needs(path, at, &how))
                .unwrap_or_default();
            (Verdicts::new(&judged), needs)
        });
        let needs = needs
            .into_iter()
            .map(|need| Py::new(py, PyNeed::new(need)))
            .collect::<PyResult<Vec<_>>>()?;
        Ok(CertificateReport::new(
            verdicts,
            PyTuple::new(py, needs)?.unbind(),
        ))
    }
}

impl Verifier {
    pub(crate) fn certificates(&self) -> &[trust::Certificate] {
        &self.certificates
    }

    pub(crate) fn anchors(&self) -> Option<&Py<TrustStore>> {
        self.anchors.as_ref()
    }

    pub(crate) fn evidence(&self) -> Option<&Py<Evidence>> {
        self.evidence.as_ref()
    }

    pub(crate) fn cache(&self) -> Option<&Py<PathCache>> {
        self.cache.as_ref()
    }

    /// The time that is judged at; the system's clock where none was given.
    pub(crate) fn time(&self) -> UnixTime {
        self.at().unwrap_or_else(UnixTime::now)
    }

    fn finish_stream(
        &self,
        py: Python<'_>,
        judged: Result<signed::Report, Stopped>,
    ) -> PyResult<VerifyReport> {
        match judged {
            Ok(report) => Ok(VerifyReport::new(report, None)),
            Err(Stopped::File(error)) => Err(error),
            Err(Stopped::Message(error)) => Err(error).or_raise(py),
        }
    }
}
