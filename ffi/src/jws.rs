// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verification of a compact JWS.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::UnixTime;
use gostseal_core::jose::{JwsVerifier, VerifiedJws};

use crate::claims::gostseal_claims;
use crate::guard::{gostseal_error, guard, guard_quiet};
use crate::keys::gostseal_public_key;
use crate::ptr;
use crate::result::gostseal_result;
use crate::trust::{gostseal_trust_store, trust};

/// A JWS whose signature is good and whose signer is trusted.
pub struct gostseal_jws(VerifiedJws);

/// Verifies a compact JWS under every registered profile. Claims are not judged: expiry and audience are the caller's matter.
/// Returns a new object, free with gostseal_jws_free.
///
/// Give `signer` to pin the signer's key, or `anchors` for signatures that carry certificates; the other is NULL.
/// `now`, in seconds since 1970-01-01T00:00:00Z, is when certificates must be valid.
///
/// # Safety
/// `text` points to `text_len` octets; `signer` and `anchors` are NULL or objects of this library; `jws` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_jws_verify(
    text: *const u8,
    text_len: usize,
    signer: *const gostseal_public_key,
    anchors: *const gostseal_trust_store,
    now: i64,
    jws: *mut *mut gostseal_jws,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let text = ptr::slice(text, text_len, "text")?;
            ptr::check_out(jws, "jws")?;
            let verified = JwsVerifier::new(trust(signer, anchors)?)
                .at(UnixTime(now))
                .verify(text)?;
            ptr::give(jws, gostseal_jws(verified));
            Ok(())
        },
    )
}

/// The payload's octets. Borrows; valid until the JWS is freed.
///
/// # Safety
/// `jws` is an object of this library; `payload` and `payload_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_jws_payload(
    jws: *const gostseal_jws,
    payload: *mut *const u8,
    payload_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let octets = ptr::object(jws, "jws")?.0.payload();
        ptr::check_out(payload, "payload")?;
        ptr::check_out(payload_len, "payload_len")?;
        ptr::write(payload, octets.as_ptr());
        ptr::write(payload_len, octets.len());
        Ok(())
    })
}

/// The payload as claims, not judged. Returns a new object, free with gostseal_claims_free.
///
/// # Safety
/// `jws` is an object of this library; `claims` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_jws_claims(
    jws: *const gostseal_jws,
    claims: *mut *mut gostseal_claims,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let jws = ptr::object(jws, "jws")?;
            ptr::check_out(claims, "claims")?;
            let parsed = jws.0.claims()?;
            ptr::give(claims, gostseal_claims::new(parsed));
            Ok(())
        },
    )
}

/// Frees a JWS. NULL is fine.
///
/// # Safety
/// `jws` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_jws_free(jws: *mut gostseal_jws) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(jws) }
}
