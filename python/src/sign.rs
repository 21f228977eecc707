// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signing: messages, signatures beside others and over others.

use std::sync::Mutex;

use gostseal::signed::{self, Preset, SignatureNaming, SignedError, SignerNaming, StreamSigner};
use gostseal::{ErrorCode, UnixTime, trust};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::keys::PrivateKey;
use crate::octets::Octets;
use crate::source::{Sink, Source};
use crate::time::instant;
use crate::tsp::{TimeStamper, with_cause};
use crate::verdicts::Chosen;

/// What signingTime says.
#[derive(Clone, Copy)]
enum SigningTime {
    Absent,
    Given(UnixTime),
    Clock,
}

/// A key with its certificate, and the form of the signatures that it makes.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct Signer {
    key: Py<PrivateKey>,
    certificate: Py<Certificate>,
    preset: Option<Preset>,
    detached: Option<bool>,
    signing_time: SigningTime,
    certificates: Vec<trust::Certificate>,
    include_signer: bool,
    signed_attributes: bool,
    signing_certificate: bool,
    by_key_identifier: bool,
    with_digest: bool,
    time_stamper: Option<Py<TimeStamper>>,
}

impl Signer {
    fn options(&self) -> signed::SignOptions<'_> {
        let time = match self.signing_time {
            SigningTime::Absent => None,
            SigningTime::Given(time) => Some(time),
            SigningTime::Clock => Some(UnixTime::now()),
        };
        let mut options = match (self.preset, time) {
            (Some(preset), Some(time)) => signed::SignOptions::preset(preset, time),
            _ => signed::SignOptions::default(),
        };
        options.signing_time = time;
        if let Some(detached) = self.detached {
            options.detached = detached;
        }
        options.include_certs = &self.certificates;
        options.include_signer = self.include_signer;
        options.signed_attrs = self.signed_attributes;
        options.signing_certificate_v2 = self.signing_certificate && self.signed_attributes;
        if self.by_key_identifier {
            options.signer_id = SignerNaming::SubjectKeyId;
        }
        if self.with_digest {
            options.signature_algorithm = SignatureNaming::WithDigest;
        }
        options
    }

    /// Gives what is needed to sign; to be called without the GIL.
    fn with<R>(
        &self,
        failed: &Mutex<Option<PyErr>>,
        work: impl FnOnce(
            &gostseal::keys::PrivateKey,
            &trust::Certificate,
            signed::SignOptions<'_>,
            Option<&signed::TimeStamper<'_>>,
        ) -> Result<R, SignedError>,
    ) -> Result<R, SignedError> {
        let (key, certificate) = (self.key.get().inner(), self.certificate.get().inner());
        match &self.time_stamper {
            None => work(key, certificate, self.options(), None),
            Some(stamper) => stamper.get().with(failed, |stamper| {
                work(key, certificate, self.options(), Some(stamper))
            }),
        }
    }
}

#[pymethods]
impl Signer {
    #[new]
    #[pyo3(signature = (
        key, certificate, *, preset=None, detached=None, signing_time=None, certificates=Vec::new(),
        include_signer=true, signed_attributes=true, signing_certificate=true, by_key_identifier=false,
        with_digest=false, time_stamper=None
    ))]
    #[allow(
        clippy::too_many_arguments,
        reason = "keyword arguments, as Python has them"
    )]
    fn new(
        py: Python<'_>,
        key: Py<PrivateKey>,
        certificate: Py<Certificate>,
        preset: Option<Chosen<Preset>>,
        detached: Option<bool>,
        signing_time: Option<Bound<'_, PyAny>>,
        certificates: Vec<Bound<'_, Certificate>>,
        include_signer: bool,
        signed_attributes: bool,
        signing_certificate: bool,
        by_key_identifier: bool,
        with_digest: bool,
        time_stamper: Option<Py<TimeStamper>>,
    ) -> PyResult<Self> {
        let (own, certified) = (key.get().inner(), certificate.get().inner());
        let fits = py.detach(|| StreamSigner::new(own, certified, Default::default()).map(|_| ()));
        fits.or_raise(py)?;
        let signing_time = match (&signing_time, &preset) {
            (Some(_), _) => SigningTime::Given(instant(signing_time.as_ref())?),
            (None, Some(_)) => SigningTime::Clock,
            (None, None) => SigningTime::Absent,
        };
        Ok(Self {
            key,
            certificate,
            preset: preset.map(|preset| preset.0),
            detached,
            signing_time,
            certificates: certificates
                .iter()
                .map(|certificate| (**certificate.get().inner()).clone())
                .collect(),
            include_signer,
            signed_attributes,
            signing_certificate,
            by_key_identifier,
            with_digest,
            time_stamper,
        })
    }

    /// Signs content and gives the message.
    fn sign<'py>(&self, py: Python<'py>, content: Octets<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let content = content.as_slice();
        let failed = Mutex::new(None);
        let message = py.detach(|| {
            self.with(&failed, |key, certificate, options, stamper| {
                let Some(stamper) = stamper else {
                    return signed::sign(content, key, certificate, &options);
                };
                let mut signer = StreamSigner::new(key, certificate, options)?;
                let mut message = Vec::new();
                signer.update(content, &mut message);
                signer.finish_stamped(stamper, &mut message)?;
                Ok(message)
            })
        });
        Ok(PyBytes::new(py, &with_cause(py, message, failed)?))
    }

    /// Signs content that comes in pieces, in flat memory, and writes the message to whatever has `write`.
    fn sign_stream(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let mut source = Source::new(source)?;
        let sink = Sink::new(target)?;
        let failed = Mutex::new(None);
        let mut stopped: Option<PyErr> = None;
        let outcome = py.detach(|| {
            self.with(&failed, |key, certificate, options, stamper| {
                let mut signer = StreamSigner::new(key, certificate, options)?;
                let mut message = Vec::new();
                loop {
                    let piece = match source.next_detached() {
                        Ok(Some(piece)) => piece,
                        Ok(None) => break,
                        Err(error) => {
                            stopped = Some(error);
                            return Ok(());
                        }
                    };
                    signer.update(&piece, &mut message);
                    if let Err(error) = sink.write_detached(&message) {
                        stopped = Some(error);
                        return Ok(());
                    }
                    message.clear();
                }
                match stamper {
                    Some(stamper) => signer.finish_stamped(stamper, &mut message)?,
                    None => signer.finish(&mut message)?,
                }
                stopped = sink.write_detached(&message).err();
                Ok(())
            })
        });
        match stopped {
            Some(error) => Err(error),
            None => with_cause(py, outcome, failed),
        }
    }

    /// Adds a signature over the same content to a message.
    #[pyo3(signature = (data, *, content=None))]
    fn cosign<'py>(
        &self,
        py: Python<'py>,
        data: Octets<'py>,
        content: Option<Octets<'py>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (data, content) = (data.as_slice(), content.as_ref().map(Octets::as_slice));
        let failed = Mutex::new(None);
        let message = py.detach(|| {
            self.with(
                &failed,
                |key, certificate, options, stamper| match stamper {
                    Some(stamper) => {
                        signed::cosign_stamped(data, content, key, certificate, &options, stamper)
                    }
                    None => signed::cosign(data, content, key, certificate, &options),
                },
            )
        });
        Ok(PyBytes::new(py, &with_cause(py, message, failed)?))
    }

    /// Signs a signature of a message.
    #[pyo3(signature = (data, index=0))]
    fn countersign<'py>(
        &self,
        py: Python<'py>,
        data: Octets<'py>,
        index: usize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        if self.time_stamper.is_some() {
            let message = "a countersignature gets no time stamp";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        }
        let data = data.as_slice();
        let failed = Mutex::new(None);
        let message = py.detach(|| {
            self.with(&failed, |key, certificate, options, _| {
                signed::countersign(data, index, key, certificate, &options)
            })
        });
        Ok(PyBytes::new(py, &with_cause(py, message, failed)?))
    }
}
