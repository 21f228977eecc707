// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job in one call.
#![allow(unsafe_code, reason = "this is the C boundary")]

use std::ffi::c_char;

use gostseal_core::envelope::{CertificateId, RecipientKey};
use gostseal_core::keys::{Decapsulator, PrivateKey};
use gostseal_core::trust::Certificate;
use gostseal_core::{ErrorCode, UnixTime, userinfo};

use crate::certificate::gostseal_certificate;
use crate::claims::gostseal_claims;
use crate::guard::{Failure, gostseal_error, guard};
use crate::keys::{gostseal_private_key, gostseal_public_key};
use crate::ptr;
use crate::result::gostseal_result;
use crate::trust::{gostseal_trust_store, trust};

/// What a caller brings to a user-info and demands of it. Fill with gostseal_userinfo_options_init, then set fields.
/// Everything is borrowed for the call; strings are NUL-terminated UTF-8.
#[repr(C)]
pub struct gostseal_userinfo_options {
    /// sizeof this structure, set by gostseal_userinfo_options_init.
    pub struct_size: usize,
    /// The recipient's key; NULL for plain JWS only.
    pub key: *const gostseal_private_key,
    /// The recipient's certificate; NULL tries every recipient of the key's algorithm and curve.
    pub certificate: *const gostseal_certificate,
    /// The bank's key, pinned; NULL with `anchors`.
    pub bank: *const gostseal_public_key,
    /// Trust anchors for signatures that carry certificates; NULL with `bank`.
    pub anchors: *const gostseal_trust_store,
    /// The audience that must be named; NULL for any.
    pub audience: *const c_char,
    /// The issuer that must be named; NULL for any.
    pub issuer: *const c_char,
    /// The nonce that must be there; NULL for any or none.
    pub nonce: *const c_char,
    /// Now, in seconds since 1970-01-01T00:00:00Z. Must be set.
    pub now: i64,
    /// Seconds that clocks may differ by.
    pub leeway: u32,
    /// Whether `exp` must be there: 0 or 1.
    pub require_exp: u32,
}

/// Sets every field to its default: nothing given, nothing demanded, `now` not set.
///
/// # Safety
/// `options` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_userinfo_options_init(
    options: *mut gostseal_userinfo_options,
) -> gostseal_result {
    // SAFETY: as this function demands.
    crate::guard::guard_quiet(|| unsafe {
        ptr::check_out(options, "options")?;
        ptr::write(
            options,
            gostseal_userinfo_options {
                struct_size: size_of::<gostseal_userinfo_options>(),
                key: std::ptr::null(),
                certificate: std::ptr::null(),
                bank: std::ptr::null(),
                anchors: std::ptr::null(),
                audience: std::ptr::null(),
                issuer: std::ptr::null(),
                nonce: std::ptr::null(),
                now: i64::MIN,
                leeway: 0,
                require_exp: 0,
            },
        );
        Ok(())
    })
}

/// Opens a user-info, a compact JWE or JWS, and gives the claims that the bank's signature proves.
/// Returns a new object, free with gostseal_claims_free.
///
/// # Safety
/// `options` was filled as above; `text` points to `text_len` octets; `claims` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_userinfo_open(
    options: *const gostseal_userinfo_options,
    text: *const u8,
    text_len: usize,
    claims: *mut *mut gostseal_claims,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            // The size stands first and is read alone: a structure of another version may be shorter than ours.
            let struct_size = *ptr::object(options.cast::<usize>(), "options")?;
            let text = ptr::slice(text, text_len, "text")?;
            ptr::check_out(claims, "claims")?;
            if struct_size != size_of::<gostseal_userinfo_options>() {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "options.struct_size is not that of this library",
                ));
            }
            let options = ptr::object(options, "options")?;
            if options.now == i64::MIN {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "options.now is not set",
                ));
            }
            let mut open = userinfo::Open::new(trust(options.bank, options.anchors)?)
                .at(UnixTime(options.now))
                .leeway(options.leeway)
                .require_exp(options.require_exp != 0);
            if let Some(audience) = ptr::text(options.audience, "options.audience")? {
                open = open.audience(audience);
            }
            if let Some(issuer) = ptr::text(options.issuer, "options.issuer")? {
                open = open.issuer(issuer);
            }
            if let Some(nonce) = ptr::text(options.nonce, "options.nonce")? {
                open = open.nonce(nonce);
            }
            let holder = ptr::optional(options.key)
                .map(|key| recipient_key(&key.0, ptr::optional(options.certificate).map(|c| &c.0)));
            if let Some(holder) = &holder {
                open = open.key(&**holder);
            }
            let info = open.open(text)?;
            ptr::give(claims, gostseal_claims::new(info.claims));
            Ok(())
        },
    )
}

/// A key that matches recipients by its certificate, or a bare key.
pub(crate) fn recipient_key<'a>(
    key: &'a PrivateKey,
    certificate: Option<&'a Certificate>,
) -> Box<dyn Decapsulator + 'a> {
    match certificate {
        Some(certificate) => Box::new(RecipientKey::new(key, CertificateId::of(certificate))),
        None => Box::new(key),
    }
}
