// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates: whose they are, and the recipient's for its envelope.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;
use gostseal_core::trust::Certificate;

use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// ИНН of a natural person, 12 digits; older certificates of organisations have 00 and their 10 digits.
pub const GOSTSEAL_IDENTIFIER_INN: u32 = 1;
/// ИНН of an organisation, 10 digits.
pub const GOSTSEAL_IDENTIFIER_INN_LE: u32 = 2;
/// ОГРН, 13 digits.
pub const GOSTSEAL_IDENTIFIER_OGRN: u32 = 3;
/// ОГРНИП, 15 digits.
pub const GOSTSEAL_IDENTIFIER_OGRNIP: u32 = 4;
/// СНИЛС, 11 digits.
pub const GOSTSEAL_IDENTIFIER_SNILS: u32 = 5;

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

/// Copies the issuer's name, UTF-8 without a terminator, into `out`.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_issuer(
    certificate: *const gostseal_certificate,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::copy_out(
            certificate.0.issuer().to_string().as_bytes(),
            out,
            out_len,
            written,
        )
    })
}

/// Copies the serial number, content octets of the INTEGER, big-endian, into `out`.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_serial(
    certificate: *const gostseal_certificate,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::copy_out(certificate.0.serial(), out, out_len, written)
    })
}

/// The octets of the certificate in DER. Borrows; valid until the certificate is freed.
///
/// # Safety
/// `certificate` is an object of this library; `data` and `data_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_der(
    certificate: *const gostseal_certificate,
    data: *mut *const u8,
    data_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::check_out(data, "data")?;
        ptr::check_out(data_len, "data_len")?;
        ptr::write(data, certificate.0.der().as_ptr());
        ptr::write(data_len, certificate.0.der().len());
        Ok(())
    })
}

/// The first and the last second of the certificate's validity, since 1970-01-01T00:00:00Z.
///
/// # Safety
/// `certificate` is an object of this library; `not_before` and `not_after` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_validity(
    certificate: *const gostseal_certificate,
    not_before: *mut i64,
    not_after: *mut i64,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::check_out(not_before, "not_before")?;
        ptr::check_out(not_after, "not_after")?;
        ptr::write(not_before, certificate.0.not_before().0);
        ptr::write(not_after, certificate.0.not_after().0);
        Ok(())
    })
}

/// Copies the thumbprint, SHA-1 of the certificate, as Windows and CryptoPro name it: 20 octets.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_thumbprint(
    certificate: *const gostseal_certificate,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::copy_out(&certificate.0.thumbprint(), out, out_len, written)
    })
}

/// Copies the fingerprint, Streebog-256 of the certificate: 32 octets.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_fingerprint(
    certificate: *const gostseal_certificate,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        ptr::copy_out(&certificate.0.fingerprint(), out, out_len, written)
    })
}

/// Copies a state identifier of the subject, one of the GOSTSEAL_IDENTIFIER_ numbers, UTF-8 without a terminator.
/// GOSTSEAL_ERROR_MISSING_FIELD when it has none.
///
/// # Safety
/// `certificate` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_identifier(
    certificate: *const gostseal_certificate,
    identifier: u32,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let certificate = ptr::object(certificate, "certificate")?;
        let all = certificate.0.subject().state_identifiers();
        let text = match identifier {
            GOSTSEAL_IDENTIFIER_INN => all.inn,
            GOSTSEAL_IDENTIFIER_INN_LE => all.inn_le,
            GOSTSEAL_IDENTIFIER_OGRN => all.ogrn,
            GOSTSEAL_IDENTIFIER_OGRNIP => all.ogrnip,
            GOSTSEAL_IDENTIFIER_SNILS => all.snils,
            _ => {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "identifier is none of the GOSTSEAL_IDENTIFIER_ numbers",
                ));
            }
        };
        let text = text.ok_or_else(|| {
            Failure::new(
                ErrorCode::MissingField,
                "the subject has no such identifier",
            )
        })?;
        ptr::copy_out(text.as_bytes(), out, out_len, written)
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
