// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages within messages, opened one through the other.
#![allow(unsafe_code, reason = "this is the C boundary")]

use std::ffi::{CStr, c_char};

use gostseal_core::layers::{Content, Layer, LayerError, Layers, Limits, NoKey, Unwrapped};
use gostseal_core::signed::Verifier;
use gostseal_core::{ErrorCode, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::keys::{gostseal_private_key, gostseal_public_key};
use crate::opener::Borrowed;
use crate::ptr;
use crate::result::gostseal_result;
use crate::streaming::{Streaming, Waiting};
use crate::trust::{gostseal_trust_store, trust};

/// Opens messages within messages: signed, compressed, sealed, in any order. Signatures are NOT judged on the way.
pub struct gostseal_layers {
    layers: Open,
    /// Content.
    waiting: Waiting,
    /// Why a layer is refused, while content before that waits.
    failed: Option<LayerError>,
    unwrapped: Option<Unwrapped>,
    /// Set while a call runs: a panic leaves it set, and no more input is taken.
    broken: bool,
}

impl Streaming for gostseal_layers {
    fn broken(&mut self) -> &mut bool {
        &mut self.broken
    }

    fn already_finished() -> Failure {
        LayerError::AlreadyFinished.into()
    }
}

enum Open {
    WithKey(Box<Layers<Borrowed>>),
    WithoutKey(Box<Layers<NoKey>>),
}

impl gostseal_layers {
    /// Whether more content may come; false while some waits.
    fn ready(&mut self) -> Result<bool, Failure> {
        if !self.waiting.is_empty() {
            return Ok(false);
        }
        match self.failed.take() {
            Some(error) => Err(error.into()),
            None => Ok(true),
        }
    }

    /// An error waits for the content before it.
    fn judge<T>(&mut self, outcome: Result<T, LayerError>, otherwise: T) -> Result<T, Failure> {
        match outcome {
            Err(error) if !self.waiting.is_empty() => {
                self.failed = Some(error);
                Ok(otherwise)
            }
            outcome => Ok(outcome?),
        }
    }

    fn update(&mut self, data: &[u8]) -> Result<usize, Failure> {
        if !self.ready()? {
            return Ok(0);
        }
        let outcome = match &mut self.layers {
            Open::WithKey(layers) => layers.update(data, self.waiting.sink()),
            Open::WithoutKey(layers) => layers.update(data, self.waiting.sink()),
        };
        // What is given after a refusal is never looked at.
        self.judge(outcome, data.len())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if !self.ready()? || self.unwrapped.is_some() {
            return Ok(());
        }
        let outcome = match &mut self.layers {
            Open::WithKey(layers) => layers.finish(self.waiting.sink()),
            Open::WithoutKey(layers) => layers.finish(self.waiting.sink()),
        };
        self.unwrapped = self.judge(outcome, None)?;
        Ok(())
    }

    fn layer(&self, index: usize) -> Option<&Layer> {
        self.unwrapped.as_ref()?.layers.get(index)
    }
}

/// Makes an opener of layers. Returns a new object, free with gostseal_layers_free.
///
/// `key` may be NULL: a sealed layer within another is content then, and an outermost one is refused. `certificate` is as in
/// gostseal_opener_new. `depth` is how many layers are opened at most; 0 is 8. Key and certificate are borrowed and must outlive
/// the object.
///
/// # Safety
/// `key` and `certificate` are NULL or objects of this library; `layers` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_new(
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    depth: u32,
    layers: *mut *mut gostseal_layers,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(layers, "layers")?;
        let mut limits = Limits::default();
        if depth != 0 {
            limits.depth = depth;
        }
        let open = if key.is_null() {
            if !certificate.is_null() {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "a certificate without a key",
                ));
            }
            Open::WithoutKey(Box::new(Layers::without_key(limits)))
        } else {
            let holder = Borrowed { key, certificate };
            Open::WithKey(Box::new(Layers::with_limits(holder, limits)))
        };
        ptr::give(
            layers,
            gostseal_layers {
                layers: open,
                waiting: Waiting::default(),
                failed: None,
                unwrapped: None,
                broken: false,
            },
        );
        Ok(())
    })
}

/// Takes octets of the outermost layer and writes the innermost content, at most `out_len` octets.
///
/// *taken is how many octets of `data` were taken; the rest is to be given again. None are taken while content waits, of which
/// a few octets can make much: go on until all are taken. An error waits for the content before it: it is the result of a later
/// call.
///
/// # Safety
/// `layers` is an object of this library; `data` points to `data_len` octets, `out` to `out_len` writable ones that do not overlap;
/// `taken` and `written` are writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_update(
    layers: *mut gostseal_layers,
    data: *const u8,
    data_len: usize,
    taken: *mut usize,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let layers = ptr::object_mut(layers, "layers")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(taken, "taken")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            let count = layers.step(|layers| layers.update(data))?;
            layers.waiting.give(out, out_len, written)?;
            ptr::write(taken, count);
            Ok(())
        },
    )
}

/// Says that the input has ended and writes the last content, at most `out_len` octets. Go on until *done is 1: then every
/// layer is complete, and what they were can be asked.
///
/// # Safety
/// `layers` is an object of this library; `out` points to `out_len` writable octets; `written` and `done` are writable; `error` is
/// NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_finish(
    layers: *mut gostseal_layers,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    done: *mut u32,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let layers = ptr::object_mut(layers, "layers")?;
            ptr::check_out(written, "written")?;
            ptr::check_out(done, "done")?;
            ptr::check_buffer(out, out_len)?;
            layers.step(gostseal_layers::finish)?;
            layers.waiting.give(out, out_len, written)?;
            let complete = layers.unwrapped.is_some() && layers.waiting.is_empty();
            ptr::write(done, u32::from(complete));
            Ok(())
        },
    )
}

/// How many layers were opened. 0 before gostseal_layers_finish was done, and when `layers` is NULL.
///
/// # Safety
/// `layers` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_count(layers: *const gostseal_layers) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(layers) }
        .and_then(|layers| layers.unwrapped.as_ref())
        .map_or(0, |unwrapped| unwrapped.layers.len())
}

/// The type of a layer, counted from the outermost, 0: "EnvelopedData", "SignedData", "CompressedData", "DigestedData" or "Data". A
/// static string; NULL when there is no such layer.
///
/// # Safety
/// `layers` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_type(
    layers: *const gostseal_layers,
    index: usize,
) -> *const c_char {
    // SAFETY: as this function demands.
    let layer = unsafe { ptr::optional(layers) }.and_then(|layers| layers.layer(index));
    let name: &CStr = match layer {
        None => return std::ptr::null(),
        Some(Layer::Compressed(_)) => c"CompressedData",
        Some(Layer::Digested(_)) => c"DigestedData",
        Some(Layer::Enveloped(..)) => c"EnvelopedData",
        Some(Layer::Signed(_)) => c"SignedData",
        Some(_) => c"Data",
    };
    name.as_ptr()
}

/// What the innermost content begins as: "ZIP", "PDF", "XML", "text", "octets", "message" (one that was not opened) or "empty". A
/// guess by its first octets. A static string; NULL before gostseal_layers_finish was done.
///
/// # Safety
/// `layers` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_content_type(
    layers: *const gostseal_layers,
) -> *const c_char {
    // SAFETY: as this function demands.
    let layers = unsafe { ptr::optional(layers) };
    let name: &CStr = match layers.and_then(|layers| layers.unwrapped.as_ref()) {
        None => return std::ptr::null(),
        Some(unwrapped) => match unwrapped.content {
            Content::Empty => c"empty",
            Content::Message => c"message",
            Content::Pdf => c"PDF",
            Content::Text => c"text",
            Content::Xml => c"XML",
            Content::Zip => c"ZIP",
            _ => c"octets",
        },
    };
    name.as_ptr()
}

/// Verifies the signatures of a layer of the type SignedData over the content that came out: every one must be good and every
/// signer trusted. `signer`, `anchors` and `now` are as in gostseal_cms_verify.
///
/// # Safety
/// `layers` is an object of this library; `signer` and `anchors` are NULL or objects of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_verify(
    layers: *const gostseal_layers,
    index: usize,
    signer: *const gostseal_public_key,
    anchors: *const gostseal_trust_store,
    now: i64,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let layers = ptr::object(layers, "layers")?;
            let Some(Layer::Signed(signed)) = layers.layer(index) else {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "there is no such layer, or it is not signed",
                ));
            };
            let verifier = Verifier::new(trust(signer, anchors)?).at(UnixTime(now));
            let examined = signed.examine(&verifier)?;
            let _good = examined.require_trust()?;
            Ok(())
        },
    )
}

/// Frees an opener of layers. NULL is fine.
///
/// # Safety
/// `layers` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_layers_free(layers: *mut gostseal_layers) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(layers) }
}
