// SPDX-License-Identifier: MIT OR Apache-2.0
//! The streaming opener of CMS EnvelopedData.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;
use gostseal_core::envelope::{EnvelopeError, Opener};
use gostseal_core::keys::{Cek, Decapsulator, UnwrapError, WrappedKey};
use zeroize::{Zeroize as _, Zeroizing};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard};
use crate::keys::gostseal_private_key;
use crate::ptr;
use crate::result::gostseal_result;
use crate::userinfo::recipient_key;

/// Opens one envelope, piece by piece. The plaintext is UNAUTHENTICATED: GOST 28147-89 in CFB mode has no integrity.
pub struct gostseal_opener {
    opener: Opener<Borrowed>,
    plaintext: Zeroizing<Vec<u8>>,
    /// Set while a call runs: a panic leaves it set, and the opener takes no more input.
    broken: bool,
}

impl gostseal_opener {
    /// Runs one step, and none after one that panicked.
    fn step<T>(
        &mut self,
        step: impl FnOnce(&mut Opener<Borrowed>, &mut Vec<u8>) -> Result<T, EnvelopeError>,
    ) -> Result<T, EnvelopeError> {
        if std::mem::replace(&mut self.broken, true) {
            return Err(EnvelopeError::AlreadyFinished);
        }
        let outcome = step(&mut self.opener, &mut self.plaintext);
        self.broken = false;
        outcome
    }
}

/// A key and certificate that the C caller keeps alive.
struct Borrowed {
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
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
                opener: Opener::new(holder),
                plaintext: Zeroizing::new(Vec::new()),
                broken: false,
            },
        );
        Ok(())
    })
}

/// Takes the next octets of the envelope and writes the plaintext that they give, at most `data_len` octets.
///
/// `out_len` must be at least `data_len`; else GOSTSEAL_ERROR_INSUFFICIENT_SIZE, nothing is taken and *written holds the needed size.
/// `data` and `out` must not overlap. A wrong key is an error before the first octet of plaintext. After any error but
/// these of its arguments the opener takes no more input.
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
            opener.step(|opener, plaintext| {
                plaintext.zeroize();
                opener.update(data, plaintext)
            })?;
            ptr::copy_out(&opener.plaintext, out, out_len, written)
        },
    )
}

/// Says that the input has ended. GOSTSEAL_ERROR_TRUNCATED when the envelope is not complete: what was given out is only its beginning.
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
        || unsafe {
            ptr::object_mut(opener, "opener")?.step(|opener, _| opener.finish())?;
            Ok(())
        },
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
