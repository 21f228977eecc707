// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verification of CMS SignedData.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::signed::Verifier;
use gostseal_core::{ErrorCode, UnixTime};

use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::keys::gostseal_public_key;
use crate::ptr;
use crate::result::gostseal_result;
use crate::trust::{gostseal_trust_store, trust};

/// A signed message whose signatures are all good and whose signers are all trusted.
pub struct gostseal_signed {
    content: Option<Vec<u8>>,
    signers: Vec<String>,
}

/// Verifies CMS SignedData: every signature must be good and every signer trusted.
/// Returns a new object, free with gostseal_signed_free.
///
/// `cms` is DER or BER. `content` is the content of a detached signature, or (NULL, 0) when the message carries it; an
/// empty detached content is a pointer that is not NULL, and 0. Give `signer` to pin the signer's key, or `anchors`; the
/// other is NULL. With neither, a good signature gives GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED. `now`, in seconds since
/// 1970-01-01T00:00:00Z, is when certificates must be valid.
///
/// # Safety
/// `cms` and `content` point to as many octets as said; `signer` and `anchors` are NULL or objects of this library;
/// `signed_data` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_verify(
    cms: *const u8,
    cms_len: usize,
    content: *const u8,
    content_len: usize,
    signer: *const gostseal_public_key,
    anchors: *const gostseal_trust_store,
    now: i64,
    signed_data: *mut *mut gostseal_signed,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let cms = ptr::slice(cms, cms_len, "cms")?;
            ptr::check_out(signed_data, "signed_data")?;
            let mut verifier = Verifier::new(trust(signer, anchors)?).at(UnixTime(now));
            if !content.is_null() || content_len != 0 {
                verifier = verifier.content(ptr::slice(content, content_len, "content")?);
            }
            let verified = verifier.verify(cms)?;
            let signers = verified
                .signers()
                .iter()
                .map(|report| {
                    report
                        .certificate
                        .as_ref()
                        .map(|c| c.subject().to_string())
                        .unwrap_or_default()
                })
                .collect();
            let content = verified.content().map(<[u8]>::to_vec);
            ptr::give(signed_data, gostseal_signed { content, signers });
            Ok(())
        },
    )
}

/// The content that the message carries. Borrows; valid until the message is freed. NULL and 0 when it is detached.
///
/// # Safety
/// `signed_data` is an object of this library; `content` and `content_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signed_content(
    signed_data: *const gostseal_signed,
    content: *mut *const u8,
    content_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let signed = ptr::object(signed_data, "signed_data")?;
        ptr::check_out(content, "content")?;
        ptr::check_out(content_len, "content_len")?;
        let octets = signed.content.as_deref();
        ptr::write(content, octets.map_or(std::ptr::null(), <[u8]>::as_ptr));
        ptr::write(content_len, octets.map_or(0, <[u8]>::len));
        Ok(())
    })
}

/// How many signers there are; at least 1. 0 when `signed_data` is NULL.
///
/// # Safety
/// `signed_data` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signed_signer_count(
    signed_data: *const gostseal_signed,
) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(signed_data) }.map_or(0, |signed| signed.signers.len())
}

/// Copies the name of a signer's certificate, UTF-8 without a terminator; empty when its key was pinned without one.
///
/// # Safety
/// `signed_data` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signed_signer_name(
    signed_data: *const gostseal_signed,
    index: usize,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let signed = ptr::object(signed_data, "signed_data")?;
        let name = signed
            .signers
            .get(index)
            .ok_or_else(|| Failure::new(ErrorCode::InvalidArgument, "there is no such signer"))?;
        ptr::copy_out(name.as_bytes(), out, out_len, written)
    })
}

/// Frees a signed message. NULL is fine.
///
/// # Safety
/// `signed_data` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_signed_free(signed_data: *mut gostseal_signed) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(signed_data) }
}
