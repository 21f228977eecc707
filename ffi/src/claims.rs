// SPDX-License-Identifier: MIT OR Apache-2.0
//! Claims that a signature proves.
#![allow(unsafe_code, reason = "this is the C boundary")]

use std::ffi::c_char;

use gostseal_core::ErrorCode;
use gostseal_core::jose::{Claims, Value};

use crate::guard::{Failure, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// Claims of a token. May be read by several threads.
pub struct gostseal_claims {
    pub(crate) claims: Claims,
    pub(crate) json: String,
}

impl gostseal_claims {
    pub(crate) fn new(claims: Claims) -> Self {
        Self {
            json: claims.to_json(),
            claims,
        }
    }
}

/// The claims as one JSON object, UTF-8 without a terminator. Borrows; valid until the claims are freed.
///
/// # Safety
/// `claims` is an object of this library; `json` and `json_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_claims_json(
    claims: *const gostseal_claims,
    json: *mut *const c_char,
    json_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let claims = ptr::object(claims, "claims")?;
        ptr::check_out(json, "json")?;
        ptr::check_out(json_len, "json_len")?;
        ptr::write(json, claims.json.as_ptr().cast());
        ptr::write(json_len, claims.json.len());
        Ok(())
    })
}

/// Copies one claim: the text of a string, the JSON of anything else; UTF-8 without a terminator.
///
/// GOSTSEAL_ERROR_MISSING_CLAIM when there is none of this name.
///
/// # Safety
/// `claims` is an object of this library; `name` is NUL-terminated; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_claims_get(
    claims: *const gostseal_claims,
    name: *const c_char,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let claims = ptr::object(claims, "claims")?;
        let name = ptr::text(name, "name")?.ok_or_else(|| Failure::null("name"))?;
        let value = claims
            .claims
            .get(name)
            .ok_or_else(|| Failure::new(ErrorCode::MissingClaim, format!("no claim {name:?}")))?;
        match value {
            Value::String(text) => ptr::copy_out(text.as_bytes(), out, out_len, written),
            other => ptr::copy_out(other.to_string().as_bytes(), out, out_len, written),
        }
    })
}

/// Frees claims. NULL is fine.
///
/// # Safety
/// `claims` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_claims_free(claims: *mut gostseal_claims) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(claims) }
}
