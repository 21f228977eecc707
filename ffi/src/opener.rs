// SPDX-License-Identifier: MIT OR Apache-2.0
//! The streaming opener of CMS EnvelopedData.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;
use gostseal_core::envelope::{EnvelopeError, FileOpener};
use gostseal_core::keys::{Cek, Decapsulator, UnwrapError, WrappedKey};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard};
use crate::keys::gostseal_private_key;
use crate::ptr;
use crate::result::gostseal_result;
use crate::streaming::{Streaming, Waiting};
use crate::userinfo::recipient_key;

/// Opens one envelope, piece by piece. The plaintext is UNAUTHENTICATED before gostseal_opener_finish, and after it unless
/// gostseal_opener_authenticated says otherwise.
pub struct gostseal_opener {
    opener: FileOpener<Borrowed>,
    /// Plaintext.
    waiting: Waiting,
    /// Why the envelope is refused, while plaintext before that waits.
    failed: Option<EnvelopeError>,
    /// The envelope is complete, and the caller has not been told while plaintext waits.
    complete: bool,
    /// The content had a MAC and it agrees.
    authenticated: bool,
    /// Set while a call runs: a panic leaves it set, and the opener takes no more input.
    broken: bool,
}

impl Streaming for gostseal_opener {
    fn broken(&mut self) -> &mut bool {
        &mut self.broken
    }

    fn already_finished() -> Failure {
        EnvelopeError::AlreadyFinished.into()
    }
}

impl gostseal_opener {
    fn update(&mut self, data: &[u8]) -> Result<(), Failure> {
        if self.waiting.is_empty()
            && let Some(error) = self.failed.take()
        {
            return Err(error.into());
        }
        if data.is_empty() || self.failed.is_some() {
            return Ok(());
        }
        if let Err(error) = self.opener.update(data, self.waiting.sink()) {
            return self.refuse(error);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() && !self.complete {
            if let Some(error) = self.failed.take() {
                return Err(error.into());
            }
            match self.opener.finish(self.waiting.sink()) {
                Ok(summary) => {
                    self.complete = true;
                    self.authenticated = summary.verified().is_some();
                }
                Err(error) => self.refuse(error)?,
            }
        }
        if !self.waiting.is_empty() {
            return Err(Failure::new(
                ErrorCode::InsufficientSize,
                "plaintext waits: gostseal_opener_update without data gives it",
            ));
        }
        self.complete = false;
        Ok(())
    }

    /// A refusal waits for the plaintext before it.
    fn refuse(&mut self, error: EnvelopeError) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Err(error.into());
        }
        self.failed = Some(error);
        Ok(())
    }
}

/// A key and certificate that the C caller keeps alive.
#[derive(Clone, Copy)]
pub(crate) struct Borrowed {
    pub(crate) key: *const gostseal_private_key,
    pub(crate) certificate: *const gostseal_certificate,
}

impl Decapsulator for Borrowed {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        // SAFETY: gostseal_opener_new demands that both outlive the opener.
        let (key, certificate) =
            unsafe { (ptr::optional(self.key)?, ptr::optional(self.certificate)) };
        recipient_key(&key.0, certificate.map(|c| &c.0)).unwrap_cek(wrapped)
    }
}

/// Makes an opener. Returns a new object, free with gostseal_opener_free.
///
/// With a certificate, recipients are matched by issuer and serial number or by SubjectKeyIdentifier; without (NULL), every
/// recipient of the key's algorithm and curve is tried. Key and certificate are borrowed and must outlive the opener.
///
/// # Safety
/// `key` and, unless NULL, `certificate` are objects of this library; `opener` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_new(
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    opener: *mut *mut gostseal_opener,
) -> gostseal_result {
    // SAFETY: as this function demands.
    crate::guard::guard_quiet(|| unsafe {
        ptr::object(key, "key")?;
        ptr::check_out(opener, "opener")?;
        let holder = Borrowed { key, certificate };
        ptr::give(
            opener,
            gostseal_opener {
                opener: FileOpener::new(holder),
                waiting: Waiting::default(),
                failed: None,
                complete: false,
                authenticated: false,
                broken: false,
            },
        );
        Ok(())
    })
}

/// Takes the next octets of the envelope (DER, BER, PEM, base64 or S/MIME, recognised by content) and writes plaintext.
///
/// `out_len` must be at least `data_len`; else GOSTSEAL_ERROR_INSUFFICIENT_SIZE, nothing is taken and *written holds the needed size.
/// `data` and `out` must not overlap. Now and then a few octets more come out than went in: what does not fit waits for the next
/// call, and a call without data (NULL, 0) gives it. A wrong key is an error before the first octet of plaintext. An error
/// waits for the plaintext before it: it is the result of the call after. After any error but these of its arguments the
/// opener takes no more input.
///
/// # Safety
/// `opener` is an object of this library; `data` points to `data_len` octets, `out` to `out_len` writable ones that do not overlap;
/// `written` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_update(
    opener: *mut gostseal_opener,
    data: *const u8,
    data_len: usize,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let opener = ptr::object_mut(opener, "opener")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(written, "written")?;
            if out_len < data_len {
                ptr::write(written, data_len);
                return Err(Failure::new(
                    ErrorCode::InsufficientSize,
                    "the output buffer must be as long as the input",
                ));
            }
            ptr::check_buffer(out, out_len)?;
            opener.step(|opener| opener.update(data))?;
            opener.waiting.give(out, out_len, written)
        },
    )
}

/// Octets of plaintext that wait: what a call without data (NULL, 0) would give. 0 when `opener` is NULL.
///
/// # Safety
/// `opener` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_waiting(opener: *const gostseal_opener) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(opener) }.map_or(0, |opener| opener.waiting.octets().len())
}

/// Whether the content has a MAC that agrees: 1 after a good gostseal_opener_finish of such an envelope, else 0. It says nothing of
/// who sealed. 0 when `opener` is NULL.
///
/// # Safety
/// `opener` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_authenticated(opener: *const gostseal_opener) -> u32 {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(opener) }.map_or(0, |opener| {
        u32::from(opener.authenticated && !opener.complete)
    })
}

/// Says that the input has ended. GOSTSEAL_ERROR_TRUNCATED when the envelope is not complete: what was given out is only its beginning.
/// GOSTSEAL_ERROR_INVALID_MAC when the content has a MAC that does not agree: what was given out is worthless.
///
/// GOSTSEAL_ERROR_INSUFFICIENT_SIZE when plaintext still waits: take it by gostseal_opener_update without data until nothing more
/// comes, then ask again.
///
/// # Safety
/// `opener` is an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_finish(
    opener: *mut gostseal_opener,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe { ptr::object_mut(opener, "opener")?.step(gostseal_opener::finish) },
    )
}

/// Frees an opener. NULL is fine.
///
/// # Safety
/// `opener` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_opener_free(opener: *mut gostseal_opener) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(opener) }
}
