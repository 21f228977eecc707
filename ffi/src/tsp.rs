// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time stamps: asking for them through a callback, checking answers, making them for tests and closed systems.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use std::ffi::{c_char, c_void};

use getrandom::SysRng;
use getrandom::rand_core::TryRng;
use gostseal_core::signed::{
    self, MessageImprint, NamedHash, RevocationPolicy, SignedError, TimeStampAuthority,
    TimeStampReq, TimeStampVerdicts, TimeStamper, Transport, TransportFailed,
};
use gostseal_core::{DigestAlgorithm, ErrorCode, Oid, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::evidence::policy;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::keys::gostseal_private_key;
use crate::octets::gostseal_octets;
use crate::ptr;
use crate::result::{GOSTSEAL_OK, gostseal_result};
use crate::verdicts::gostseal_time_stamp_verdicts;
use crate::verifier::gostseal_verifier;

/// GOST R 34.11-94.
pub const GOSTSEAL_DIGEST_GOST94: u32 = 1;
/// Streebog-256.
pub const GOSTSEAL_DIGEST_STREEBOG256: u32 = 2;
/// Streebog-512.
pub const GOSTSEAL_DIGEST_STREEBOG512: u32 = 3;

fn digest(number: u32) -> Result<DigestAlgorithm, Failure> {
    match number {
        GOSTSEAL_DIGEST_GOST94 => Ok(DigestAlgorithm::Gost94),
        GOSTSEAL_DIGEST_STREEBOG256 => Ok(DigestAlgorithm::Streebog256),
        GOSTSEAL_DIGEST_STREEBOG512 => Ok(DigestAlgorithm::Streebog512),
        _ => Err(Failure::new(
            ErrorCode::InvalidArgument,
            "digest is none of the GOSTSEAL_DIGEST_ numbers",
        )),
    }
}

/// A dotted identifier; NULL is none.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
unsafe fn oid(text: *const c_char, what: &str) -> Result<Option<Oid>, Failure> {
    // SAFETY: as this function demands.
    let Some(text) = (unsafe { ptr::text(text, what)? }) else {
        return Ok(None);
    };
    let oid = Oid::from_dotted(text).ok_or_else(|| {
        Failure::new(
            ErrorCode::InvalidArgument,
            format!("{what} is not a dotted object identifier"),
        )
    })?;
    Ok(Some(oid))
}

/// Carries a request to a time-stamp authority (application/timestamp-query) and gives what came back (application/timestamp-reply) to
/// gostseal_octets_append on `response`. Any result but GOSTSEAL_OK says that it failed. Neither pointer may be kept.
pub type gostseal_transport = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        request: *const u8,
        request_len: usize,
        response: *mut gostseal_octets,
    ) -> gostseal_result,
>;

/// Asks an authority for time stamps and checks what it answers.
pub struct gostseal_time_stamper {
    transport: Callback,
    verifier: *const gostseal_verifier,
    revocation: RevocationPolicy,
    policy: Option<Oid>,
}

struct Callback {
    call: unsafe extern "C" fn(
        *mut c_void,
        *const u8,
        usize,
        *mut gostseal_octets,
    ) -> gostseal_result,
    userdata: *mut c_void,
}

impl Transport for Callback {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
        let mut response = gostseal_octets(Vec::new());
        // SAFETY: gostseal_time_stamper_new demands a function that takes these.
        let result = unsafe {
            (self.call)(
                self.userdata,
                request.as_ptr(),
                request.len(),
                &mut response,
            )
        };
        if result == GOSTSEAL_OK {
            Ok(response.0)
        } else {
            Err(TransportFailed)
        }
    }
}

impl gostseal_time_stamper {
    /// Works with the core's time stamper.
    ///
    /// # Safety
    /// What was set is alive.
    pub(crate) unsafe fn with<R>(
        &self,
        work: impl FnOnce(&TimeStamper<'_>) -> Result<R, SignedError>,
    ) -> Result<R, Failure> {
        let mut stamper = TimeStamper::new(&self.transport);
        if let Some(policy) = self.policy {
            stamper = stamper.policy(policy);
        }
        // SAFETY: as this function demands.
        match unsafe { ptr::optional(self.verifier) } {
            None => Ok(work(&stamper)?),
            // SAFETY: as this function demands.
            Some(verifier) => unsafe {
                verifier.with(|verifier| work(&stamper.verifier(verifier, self.revocation)))
            },
        }
    }
}

/// Makes a time stamper that asks by `transport`, which is called with `userdata` within the calls that need a time stamp. Its tokens are
/// checked, their signers trusted by nothing yet. Returns a new object, free with gostseal_time_stamper_free.
///
/// # Safety
/// `transport` takes what its type says; `stamper` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamper_new(
    transport: gostseal_transport,
    userdata: *mut c_void,
    stamper: *mut *mut gostseal_time_stamper,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let call = transport.ok_or_else(|| Failure::null("transport"))?;
        ptr::check_out(stamper, "stamper")?;
        ptr::give(
            stamper,
            gostseal_time_stamper {
                transport: Callback { call, userdata },
                verifier: std::ptr::null(),
                revocation: RevocationPolicy::SoftFail,
                policy: None,
            },
        );
        Ok(())
    })
}

/// Demands that the authority is trusted as `verifier` says, which must outlive the stamper. `revocation` is one of the
/// GOSTSEAL_REVOCATION_ numbers.
///
/// # Safety
/// `stamper` and `verifier` are objects of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamper_set_verifier(
    stamper: *mut gostseal_time_stamper,
    verifier: *const gostseal_verifier,
    revocation: u32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let stamper = ptr::object_mut(stamper, "stamper")?;
        ptr::object(verifier, "verifier")?;
        stamper.revocation = policy(revocation)?;
        stamper.verifier = verifier;
        Ok(())
    })
}

/// Asks for a policy of the authority, a dotted identifier, and takes no other. NULL: any.
///
/// # Safety
/// `stamper` is an object of this library; `policy` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamper_set_policy(
    stamper: *mut gostseal_time_stamper,
    policy: *const c_char,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let stamper = ptr::object_mut(stamper, "stamper")?;
        stamper.policy = oid(policy, "policy")?;
        Ok(())
    })
}

/// Frees a time stamper. NULL is fine.
///
/// # Safety
/// `stamper` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamper_free(stamper: *mut gostseal_time_stamper) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(stamper) }
}

/// Adds a time stamp over the signature number `index` of a message: CAdES-BES becomes CAdES-T. Returns new octets, free with
/// gostseal_octets_free. GOSTSEAL_ERROR_TRANSPORT_FAILED when the transport did, GOSTSEAL_ERROR_TIME_STAMP_REFUSED when the authority
/// refused.
///
/// # Safety
/// `cms` points to `cms_len` octets; `stamper` is an object of this library, and so is what was set in it; `message` is writable;
/// `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_add_time_stamp(
    cms: *const u8,
    cms_len: usize,
    index: usize,
    stamper: *const gostseal_time_stamper,
    message: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let cms = ptr::slice(cms, cms_len, "cms")?;
            let stamper = ptr::object(stamper, "stamper")?;
            ptr::check_out(message, "message")?;
            let made = stamper.with(|stamper| signed::add_time_stamp(cms, index, stamper))?;
            ptr::give(message, gostseal_octets(made));
            Ok(())
        },
    )
}

/// Writes a request for a time stamp over data, by one of the GOSTSEAL_DIGEST_ numbers. `policy` is a dotted identifier or NULL; `nonce`
/// has up to 32 octets, and (NULL, 0) draws eight; `certificate` says whether the authority is to put its certificate into the token.
/// Returns new octets, free with gostseal_octets_free.
///
/// # Safety
/// `data` and `nonce` point to as many octets as said; `policy` is NULL or NUL-terminated; `request` is writable; `error` is NULL or
/// writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_request(
    data: *const u8,
    data_len: usize,
    digest_number: u32,
    policy: *const c_char,
    nonce: *const u8,
    nonce_len: usize,
    certificate: u32,
    request: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let data = ptr::slice(data, data_len, "data")?;
            let algorithm = digest(digest_number)?;
            let policy = oid(policy, "policy")?;
            let nonce = ptr::slice(nonce, nonce_len, "nonce")?;
            ptr::check_out(request, "request")?;
            if nonce.len() > 32 {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "nonce: more than 32 octets",
                ));
            }
            let mut drawn = [0; 8];
            let nonce = if nonce.is_empty() {
                SysRng
                    .try_fill_bytes(&mut drawn)
                    .map_err(|_| Failure::new(ErrorCode::EntropyFailed, "no random octets"))?;
                &drawn
            } else {
                nonce
            };
            let imprint = MessageImprint::of(NamedHash::Gost(algorithm), data);
            let mut made = TimeStampReq::new(imprint)
                .certificate(certificate != 0)
                .nonce(nonce);
            if let Some(policy) = policy {
                made = made.policy(policy);
            }
            ptr::give(request, gostseal_octets(made.to_der()));
            Ok(())
        },
    )
}

/// A time-stamp token, and what was found about it.
pub struct gostseal_time_stamp {
    token: Vec<u8>,
    verdicts: TimeStampVerdicts,
}

/// Judges the answer to a request: it must be over the same digest, and have the nonce and policy that were asked for. Returns a new
/// object, free with gostseal_time_stamp_free.
///
/// GOSTSEAL_OK SAYS NOTHING OF WHO ANSWERED: ask gostseal_time_stamp_verdicts_require of its verdicts.
///
/// # Safety
/// `verifier` is an object of this library, and so is what was set in it; `request` and `response` point to as many octets as said;
/// `stamp` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_check(
    verifier: *const gostseal_verifier,
    request: *const u8,
    request_len: usize,
    response: *const u8,
    response_len: usize,
    stamp: *mut *mut gostseal_time_stamp,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verifier = ptr::object(verifier, "verifier")?;
            let request = ptr::slice(request, request_len, "request")?;
            let response = ptr::slice(response, response_len, "response")?;
            ptr::check_out(stamp, "stamp")?;
            let request = TimeStampReq::from_der(request)?;
            let (token, verdicts) =
                verifier.with(|verifier| verifier.time_stamp_response(&request, response))?;
            ptr::give(stamp, gostseal_time_stamp { token, verdicts });
            Ok(())
        },
    )
}

/// Judges a token that should be over data, by one of the GOSTSEAL_DIGEST_ numbers. As gostseal_time_stamp_check.
///
/// # Safety
/// `verifier` is an object of this library, and so is what was set in it; `token` and `data` point to as many octets as said; `stamp`
/// is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_from_token(
    verifier: *const gostseal_verifier,
    token: *const u8,
    token_len: usize,
    data: *const u8,
    data_len: usize,
    digest_number: u32,
    stamp: *mut *mut gostseal_time_stamp,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verifier = ptr::object(verifier, "verifier")?;
            let token = ptr::slice(token, token_len, "token")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(stamp, "stamp")?;
            let imprint = MessageImprint::of(NamedHash::Gost(digest(digest_number)?), data);
            let verdicts = verifier.with(|verifier| verifier.time_stamp(token, &imprint))?;
            let token = token.to_vec();
            ptr::give(stamp, gostseal_time_stamp { token, verdicts });
            Ok(())
        },
    )
}

/// The verdicts on a time stamp. Borrows; valid until it is freed. NULL when `stamp` is.
///
/// # Safety
/// `stamp` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_get_verdicts(
    stamp: *const gostseal_time_stamp,
) -> *const gostseal_time_stamp_verdicts {
    // SAFETY: as this function demands.
    gostseal_time_stamp_verdicts::of(unsafe { ptr::optional(stamp) }.map(|stamp| &stamp.verdicts))
}

/// The token, a whole ContentInfo. Borrows; valid until the time stamp is freed.
///
/// # Safety
/// `stamp` is an object of this library; `token` and `token_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_token(
    stamp: *const gostseal_time_stamp,
    token: *mut *const u8,
    token_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let stamp = ptr::object(stamp, "stamp")?;
        ptr::check_out(token, "token")?;
        ptr::check_out(token_len, "token_len")?;
        ptr::write(token, stamp.token.as_ptr());
        ptr::write(token_len, stamp.token.len());
        Ok(())
    })
}

/// Frees a time stamp and its verdicts. NULL is fine.
///
/// # Safety
/// `stamp` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_free(stamp: *mut gostseal_time_stamp) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(stamp) }
}

/// Answers a request as an authority, for tests and closed systems. The certificate must be that of `key`, and for time stamps alone, or
/// nobody believes it. `policy` is a dotted identifier, `serial` a big-endian number that is never used twice, `now` the time stamped. A
/// request that cannot be read or asks for another policy is refused in the response. Returns new octets, free with gostseal_octets_free.
///
/// # Safety
/// `key` and `certificate` are objects of this library; `policy` is NUL-terminated; `request` and `serial` point to as many octets as
/// said; `response` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_answer(
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    policy: *const c_char,
    request: *const u8,
    request_len: usize,
    serial: *const u8,
    serial_len: usize,
    now: i64,
    response: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let key = ptr::object(key, "key")?;
            let certificate = ptr::object(certificate, "certificate")?;
            let policy = oid(policy, "policy")?.ok_or_else(|| Failure::null("policy"))?;
            let request = ptr::slice(request, request_len, "request")?;
            let serial = ptr::slice(serial, serial_len, "serial")?;
            ptr::check_out(response, "response")?;
            let authority = TimeStampAuthority::new(&key.0, &certificate.0, policy)?;
            let made = authority.answer(request, serial, UnixTime(now))?;
            ptr::give(response, gostseal_octets(made.to_der()));
            Ok(())
        },
    )
}
