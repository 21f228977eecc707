// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes and layers piece by piece. The file objects around them are in `python/pysrc/gostseal/_envelope.py`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use getrandom::SysRng;
use gostseal::ErrorCode;
use gostseal::armor::{Armor, Form};
use gostseal::envelope::{
    self, ContentCipher, EnvelopeError, FileOpener, Recipient, SealError, SealOptions, Stage,
};
use gostseal::layers::{self, LayerError, Limits, NoKey, Unwrapped};
use gostseal::signed::Verifier;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::Certificate;
use crate::cms::VerifiedCms;
use crate::errors::{OrRaise, raise};
use crate::keys::{Holder, PrivateKey};
use crate::octets::Octets;
use crate::time::instant;
use crate::trust::{Believed, Pinned, TrustStore};

/// Opens one envelope in DER, BER, PEM, base64 or S/MIME. **Its content is not authenticated.**
#[pyclass(frozen, module = "gostseal._native")]
pub(crate) struct Opener(Mutex<Opening>);

struct Opening {
    opener: FileOpener<Holder>,
    /// Why the envelope is refused, once it is.
    failed: Option<EnvelopeError>,
    complete: bool,
    /// Whether the content has a MAC that agrees.
    authenticated: bool,
}

impl Opening {
    /// The plaintext of the next octets. An error waits while there is plaintext before it, and is then given for ever.
    fn update(&mut self, octets: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut plaintext = Vec::with_capacity(octets.len());
        let outcome = self.opener.update(octets, &mut plaintext);
        self.judge(plaintext, outcome.map(|_| ()))
    }

    /// The last plaintext; nothing when there is no more and the envelope is complete.
    fn finish(&mut self) -> Result<Vec<u8>, EnvelopeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut plaintext = Vec::new();
        if self.complete {
            return Ok(plaintext);
        }
        let outcome = self.opener.finish(&mut plaintext);
        self.complete = outcome.is_ok();
        self.authenticated = outcome
            .as_ref()
            .is_ok_and(|summary| summary.verified().is_some());
        self.judge(plaintext, outcome.map(|_| ()))
    }

    fn judge(
        &mut self,
        plaintext: Vec<u8>,
        outcome: Result<(), EnvelopeError>,
    ) -> Result<Vec<u8>, EnvelopeError> {
        self.failed = outcome.err();
        match self.failed {
            Some(error) if plaintext.is_empty() => Err(error),
            _ => Ok(plaintext),
        }
    }
}

#[pymethods]
impl Opener {
    #[new]
    #[pyo3(signature = (key, certificate=None))]
    fn new(key: Bound<'_, PrivateKey>, certificate: Option<Bound<'_, Certificate>>) -> Self {
        let certificate = certificate.as_ref().map(|certificate| certificate.get());
        Self(Mutex::new(Opening {
            opener: FileOpener::new(Holder::new(key.get(), certificate)),
            failed: None,
            complete: false,
            authenticated: false,
        }))
    }

    /// Whether the content has a MAC that agrees; `None` before the envelope is complete.
    #[getter]
    fn authenticated(&self, py: Python<'_>) -> Option<bool> {
        py.detach(|| {
            let opening = locked(&self.0);
            opening.complete.then_some(opening.authenticated)
        })
    }

    /// Whether the encrypted content has not been reached yet, so that nothing says that the key opens it.
    #[getter]
    fn in_head(&self, py: Python<'_>) -> bool {
        py.detach(|| locked(&self.0).opener.stage() == Stage::Head)
    }

    /// Takes the next octets and gives their plaintext.
    fn update<'py>(&self, py: Python<'py>, data: Octets<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let data = data.as_slice();
        // The lock is taken and left without the GIL, so no thread holds the one while it waits for the other.
        let plaintext = py.detach(|| locked(&self.0).update(data)).or_raise(py)?;
        Ok(PyBytes::new(py, &plaintext))
    }

    /// Says that the input has ended, and gives the last plaintext.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let plaintext = py.detach(|| locked(&self.0).finish()).or_raise(py)?;
        Ok(PyBytes::new(py, &plaintext))
    }
}

/// A panic under the lock leaves a state that is whole enough: the core refuses what it cannot go on with.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes one envelope. **Its content is not authenticated.**
#[pyclass(frozen, module = "gostseal._native")]
pub(crate) struct Sealer(Mutex<Sealing>);

struct Sealing {
    sealer: envelope::Sealer,
    armor: Armor,
}

#[pymethods]
impl Sealer {
    #[new]
    fn new(
        py: Python<'_>,
        recipients: Vec<Bound<'_, Certificate>>,
        form: &str,
        cipher: &str,
    ) -> PyResult<Self> {
        let Some(cipher) = ContentCipher::from_name(cipher) else {
            let message = "there is no such cipher";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        };
        let form = match form {
            "der" => Form::Binary,
            "pem" => Form::Pem,
            "base64" => Form::Base64,
            "smime" => Form::Smime,
            _ => {
                let message = "form must be 'der', 'pem', 'base64' or 'smime'";
                return Err(raise(py, ErrorCode::InvalidArgument, message));
            }
        };
        let certificates: Vec<_> = recipients
            .iter()
            .map(|certificate| Arc::clone(certificate.get().inner()))
            .collect();
        let sealer = py.detach(|| -> Result<_, gostseal::Error> {
            let mut owners = Vec::with_capacity(certificates.len());
            for certificate in &certificates {
                owners.push((certificate, certificate.public_key()?));
            }
            let mut recipients = Vec::with_capacity(owners.len());
            for (certificate, key) in &owners {
                recipients.push(Recipient::from_certificate(certificate, key)?);
            }
            let mut options = SealOptions::default();
            options.cipher = cipher;
            Ok(envelope::Sealer::new(&recipients, &options, &mut SysRng)?)
        });
        Ok(Self(Mutex::new(Sealing {
            sealer: sealer.or_raise(py)?,
            armor: Armor::new(form),
        })))
    }

    /// Takes plaintext and gives what is finished of the envelope.
    fn update<'py>(&self, py: Python<'py>, data: Octets<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let data = data.as_slice();
        let sealed = py.detach(|| -> Result<_, SealError> {
            let mut sealing = locked(&self.0);
            let (mut message, mut out) = (Vec::new(), Vec::new());
            sealing.sealer.update(data, &mut message)?;
            sealing.armor.update(&message, &mut out);
            Ok(out)
        });
        Ok(PyBytes::new(py, &sealed.or_raise(py)?))
    }

    /// Gives the rest of the envelope.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let sealed = py.detach(|| -> Result<_, SealError> {
            let mut sealing = locked(&self.0);
            let (mut message, mut out) = (Vec::new(), Vec::new());
            sealing.sealer.finish(&mut message)?;
            sealing.armor.update(&message, &mut out);
            sealing.armor.finish(&mut out);
            Ok(out)
        });
        Ok(PyBytes::new(py, &sealed.or_raise(py)?))
    }
}

/// Opens messages within messages. **Signatures are not judged on the way.**
#[pyclass(frozen, module = "gostseal._native")]
pub(crate) struct Layers(Mutex<Walking>);

struct Walking {
    layers: Walk,
    /// Why a layer is refused, once it is.
    failed: Option<LayerError>,
    unwrapped: Option<Arc<Unwrapped>>,
}

enum Walk {
    WithKey(Box<layers::Layers<Holder>>),
    WithoutKey(Box<layers::Layers<NoKey>>),
}

impl Walking {
    /// How many octets were taken, and content. An error waits while there is content before it.
    fn update(&mut self, octets: &[u8]) -> Result<(usize, Vec<u8>), LayerError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut content = Vec::new();
        let outcome = match &mut self.layers {
            Walk::WithKey(layers) => layers.update(octets, &mut content),
            Walk::WithoutKey(layers) => layers.update(octets, &mut content),
        };
        self.judge(outcome, octets.len(), content)
    }

    /// The next of the last content; nothing when there is no more and every layer is complete.
    fn finish(&mut self) -> Result<Vec<u8>, LayerError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut content = Vec::new();
        while content.is_empty() && self.unwrapped.is_none() {
            let outcome = match &mut self.layers {
                Walk::WithKey(layers) => layers.finish(&mut content),
                Walk::WithoutKey(layers) => layers.finish(&mut content),
            };
            let (unwrapped, given) = self.judge(outcome, None, content)?;
            self.unwrapped = unwrapped.map(Arc::new);
            content = given;
            if self.failed.is_some() {
                break;
            }
        }
        Ok(content)
    }

    fn judge<T>(
        &mut self,
        outcome: Result<T, LayerError>,
        otherwise: T,
        content: Vec<u8>,
    ) -> Result<(T, Vec<u8>), LayerError> {
        match outcome {
            Ok(value) => Ok((value, content)),
            Err(error) => {
                self.failed = Some(error);
                if content.is_empty() {
                    Err(error)
                } else {
                    Ok((otherwise, content))
                }
            }
        }
    }
}

#[pymethods]
impl Layers {
    #[new]
    #[pyo3(signature = (key=None, certificate=None, depth=None))]
    fn new(
        key: Option<Bound<'_, PrivateKey>>,
        certificate: Option<Bound<'_, Certificate>>,
        depth: Option<u32>,
    ) -> Self {
        let mut limits = Limits::default();
        limits.depth = depth.unwrap_or(limits.depth);
        let certificate = certificate.as_ref().map(|certificate| certificate.get());
        let layers = match key {
            Some(key) => {
                let holder = Holder::new(key.get(), certificate);
                Walk::WithKey(Box::new(layers::Layers::with_limits(holder, limits)))
            }
            None => Walk::WithoutKey(Box::new(layers::Layers::without_key(limits))),
        };
        Self(Mutex::new(Walking {
            layers,
            failed: None,
            unwrapped: None,
        }))
    }

    /// Takes octets: how many of them, and the content that came out.
    fn update<'py>(
        &self,
        py: Python<'py>,
        data: Octets<'py>,
    ) -> PyResult<(usize, Bound<'py, PyBytes>)> {
        let data = data.as_slice();
        let (taken, content) = py.detach(|| locked(&self.0).update(data)).or_raise(py)?;
        Ok((taken, PyBytes::new(py, &content)))
    }

    /// Says that the input has ended, and gives more content, or nothing when there is no more.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let content = py.detach(|| locked(&self.0).finish()).or_raise(py)?;
        Ok(PyBytes::new(py, &content))
    }

    /// The layers, outermost first, once all are complete.
    #[getter]
    fn layers<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(unwrapped) = py.detach(|| locked(&self.0).unwrapped.clone()) else {
            return Ok(None);
        };
        let layers = (0..unwrapped.layers.len()).map(|index| Layer {
            unwrapped: Arc::clone(&unwrapped),
            index,
        });
        PyTuple::new(py, layers.collect::<Vec<_>>()).map(Some)
    }

    /// What the innermost content begins as, once all layers are complete.
    #[getter]
    fn content_type(&self, py: Python<'_>) -> Option<&'static str> {
        py.detach(|| {
            let walking = locked(&self.0);
            let unwrapped = walking.unwrapped.as_ref()?;
            Some(unwrapped.content.name())
        })
    }
}

/// One layer that was opened.
#[pyclass(frozen, module = "gostseal")]
pub(crate) struct Layer {
    unwrapped: Arc<Unwrapped>,
    index: usize,
}

impl Layer {
    fn layer(&self) -> Option<&layers::Layer> {
        self.unwrapped.layers.get(self.index)
    }
}

#[pymethods]
impl Layer {
    /// The name of its type.
    #[getter]
    fn r#type(&self) -> &'static str {
        self.layer().map_or("", layers::Layer::name)
    }

    /// What it was written in.
    #[getter]
    fn form(&self) -> &'static str {
        match self.layer().map(layers::Layer::form) {
            Some(Form::Base64) => "base64",
            Some(Form::Pem) => "pem",
            Some(Form::Smime) => "smime",
            _ => "der",
        }
    }

    /// Whether the content of an envelope has a MAC that agrees.
    #[getter]
    fn authenticated(&self) -> bool {
        match self.layer() {
            Some(layers::Layer::Enveloped(_, summary)) => summary.verified().is_some(),
            _ => false,
        }
    }

    /// Verifies the signatures of a signed layer over the content that came out.
    #[pyo3(signature = (*, signer=None, anchors=None, now=None))]
    fn verify(
        &self,
        py: Python<'_>,
        signer: Option<Pinned<'_>>,
        anchors: Option<Bound<'_, TrustStore>>,
        now: Option<Bound<'_, PyAny>>,
    ) -> PyResult<VerifiedCms> {
        let Some(layers::Layer::Signed(signed)) = self.layer() else {
            let message = "the layer is not signed";
            return Err(raise(py, ErrorCode::InvalidArgument, message));
        };
        let now = instant(now.as_ref())?;
        let believed = Believed::new(py, signer.as_ref(), anchors.as_ref())?;
        let verified = py.detach(|| {
            let verifier = Verifier::new(believed.trust()).at(now);
            signed.examine(&verifier)?.require_trust()
        });
        VerifiedCms::new(py, &verified.or_raise(py)?)
    }

    fn __repr__(&self) -> String {
        format!("<gostseal.Layer {} {}>", self.r#type(), self.form())
    }
}
