// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates: whose they are, and the recipient's for its envelope.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::trust::Certificate;

use crate::guard::{gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// An X.509 certificate. May be shared by threads.
pub struct gostseal_certificate(pub(crate) Certificate);

/// Reads a certificate, DER or PEM. Returns a new object, free with gostseal_certificate_free.
///
/// # Safety
/// `data` points to `data_len` octets; `certificate` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_from_bytes(
    data: *const u8,
    data_len: usize,
    certificate: *mut *mut gostseal_certificate,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(certificate, "certificate")?;
            let parsed = Certificate::from_pem_or_der(ptr::slice(data, data_len, "data")?)?;
            ptr::give(certificate, gostseal_certificate(parsed));
            Ok(())
        },
    )
}

/// Copies the subject's name, UTF-8 without a terminator, into `out`.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_subject(
    certificate: *const gostseal_certificate,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::copy_out(
            certificate.0.subject().to_string().as_bytes(),
            out,
            out_len,
            written,
        )
    })
}

/// Frees a certificate. NULL is fine.
///
/// # Safety
/// `certificate` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_free(certificate: *mut gostseal_certificate) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(certificate) }
}
