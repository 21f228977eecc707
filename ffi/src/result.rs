// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of results, and the object that holds the details of a failure.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use std::ffi::{CStr, c_char};

use gostseal_core::ErrorCode;

use crate::guard::gostseal_error;
use crate::ptr;

/// The result of a fallible call: GOSTSEAL_OK or one of the GOSTSEAL_ERROR_ numbers.
pub type gostseal_result = u32;

/// Success.
pub const GOSTSEAL_OK: gostseal_result = 0;
/// An argument is out of its range or contradicts another one.
pub const GOSTSEAL_ERROR_INVALID_ARGUMENT: gostseal_result = 101;
/// The output buffer is too small; the needed size is reported.
pub const GOSTSEAL_ERROR_INSUFFICIENT_SIZE: gostseal_result = 102;
/// A pointer that must not be NULL is NULL.
pub const GOSTSEAL_ERROR_NULL_POINTER: gostseal_result = 103;
/// The object has finished or failed and takes no more input.
pub const GOSTSEAL_ERROR_ALREADY_FINISHED: gostseal_result = 104;
/// A raw signature carries no certificate: a signer's key must be given.
pub const GOSTSEAL_ERROR_SIGNER_REQUIRED: gostseal_result = 105;
/// The signature is detached: the content must be given.
pub const GOSTSEAL_ERROR_CONTENT_REQUIRED: gostseal_result = 106;
/// The user-info is encrypted: a key must be given.
pub const GOSTSEAL_ERROR_KEY_REQUIRED: gostseal_result = 107;
/// The input ends inside a structure.
pub const GOSTSEAL_ERROR_TRUNCATED: gostseal_result = 201;
/// Octets follow the end of a structure.
pub const GOSTSEAL_ERROR_TRAILING_DATA: gostseal_result = 202;
/// A length octet is reserved, or a length does not fit its parent.
pub const GOSTSEAL_ERROR_INVALID_LENGTH: gostseal_result = 203;
/// Another type stands where this one must stand.
pub const GOSTSEAL_ERROR_UNEXPECTED_TAG: gostseal_result = 204;
/// A value has an encoding that the rules forbid.
pub const GOSTSEAL_ERROR_INVALID_ENCODING: gostseal_result = 205;
/// The nesting is deeper than the limit.
pub const GOSTSEAL_ERROR_TOO_DEEP: gostseal_result = 206;
/// There are more elements than the limit.
pub const GOSTSEAL_ERROR_LIMIT_EXCEEDED: gostseal_result = 207;
/// The PEM armour is broken or its label is another one.
pub const GOSTSEAL_ERROR_INVALID_PEM: gostseal_result = 208;
/// The text is not base64 or base64url of the kind that is allowed in this place.
pub const GOSTSEAL_ERROR_INVALID_BASE64: gostseal_result = 209;
/// The text is not JSON, or not the JSON that must stand in this place.
pub const GOSTSEAL_ERROR_INVALID_JSON: gostseal_result = 210;
/// The text is no compact JWS or JWE.
pub const GOSTSEAL_ERROR_INVALID_COMPACT: gostseal_result = 211;
/// A field that must be present is absent.
pub const GOSTSEAL_ERROR_MISSING_FIELD: gostseal_result = 212;
/// A field or member that may stand once stands twice.
pub const GOSTSEAL_ERROR_DUPLICATE_FIELD: gostseal_result = 213;
/// A fixed-length value has another length.
pub const GOSTSEAL_ERROR_INVALID_FIELD_LENGTH: gostseal_result = 214;
/// The input is none of the formats that are recognised here.
pub const GOSTSEAL_ERROR_UNKNOWN_FORMAT: gostseal_result = 215;
/// A value lies outside the range that its format allows.
pub const GOSTSEAL_ERROR_INVALID_VALUE: gostseal_result = 216;
/// A public key is no point of its curve's subgroup.
pub const GOSTSEAL_ERROR_INVALID_PUBLIC_KEY: gostseal_result = 217;
/// A private key lies outside 1..q-1 or has a wrong length.
pub const GOSTSEAL_ERROR_INVALID_PRIVATE_KEY: gostseal_result = 218;
/// The key parameters are absent and there is no issuer to inherit them from.
pub const GOSTSEAL_ERROR_KEY_PARAMETERS_ABSENT: gostseal_result = 219;
/// The algorithm is not supported in this place.
pub const GOSTSEAL_ERROR_UNSUPPORTED_ALGORITHM: gostseal_result = 301;
/// The parameter set is unknown.
pub const GOSTSEAL_ERROR_UNSUPPORTED_PARAM_SET: gostseal_result = 302;
/// The CMS content type is not one that is opened here.
pub const GOSTSEAL_ERROR_UNSUPPORTED_CONTENT_TYPE: gostseal_result = 303;
/// The private key is encrypted, and encrypted keys are not opened yet.
pub const GOSTSEAL_ERROR_ENCRYPTED_KEY_UNSUPPORTED: gostseal_result = 304;
/// The algorithm that the token names is not in the caller's policy.
pub const GOSTSEAL_ERROR_ALGORITHM_NOT_ALLOWED: gostseal_result = 305;
/// The algorithm or parameter set does not fit the key.
pub const GOSTSEAL_ERROR_ALGORITHM_MISMATCH: gostseal_result = 306;
/// No recipient structure is for the key.
pub const GOSTSEAL_ERROR_NO_RECIPIENT: gostseal_result = 311;
/// The wrapped content key does not open with the key.
pub const GOSTSEAL_ERROR_WRONG_KEY: gostseal_result = 312;
/// The signer's certificate is neither in the message nor given by the caller.
pub const GOSTSEAL_ERROR_SIGNER_CERTIFICATE_NOT_FOUND: gostseal_result = 313;
/// The originator's certificate of a key agreement is neither in the message nor given by the caller.
pub const GOSTSEAL_ERROR_ORIGINATOR_CERTIFICATE_NOT_FOUND: gostseal_result = 314;
/// EncryptedData has no recipients: its content key must be given.
pub const GOSTSEAL_ERROR_CONTENT_KEY_REQUIRED: gostseal_result = 315;
/// The signature does not verify.
pub const GOSTSEAL_ERROR_INVALID_SIGNATURE: gostseal_result = 321;
/// The messageDigest attribute is not the digest of the content.
pub const GOSTSEAL_ERROR_DIGEST_MISMATCH: gostseal_result = 322;
/// A signed attribute is absent, stands twice, or contradicts the content.
pub const GOSTSEAL_ERROR_INVALID_SIGNED_ATTRIBUTES: gostseal_result = 323;
/// The message holds no signature at all.
pub const GOSTSEAL_ERROR_NO_SIGNERS: gostseal_result = 324;
/// The signing-certificate attribute names another certificate.
pub const GOSTSEAL_ERROR_SIGNING_CERTIFICATE_MISMATCH: gostseal_result = 325;
/// The MAC of the content does not agree: what was deciphered is worthless.
pub const GOSTSEAL_ERROR_INVALID_MAC: gostseal_result = 326;
/// A time stamp is over something else than it should be, or answers another request.
pub const GOSTSEAL_ERROR_INVALID_TIME_STAMP: gostseal_result = 327;
/// The signature is good, but nothing was given to trust its signer by.
pub const GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED: gostseal_result = 401;
/// No trusted certificate issued the signer's certificate.
pub const GOSTSEAL_ERROR_ISSUER_NOT_FOUND: gostseal_result = 402;
/// A certificate is past its validity period.
pub const GOSTSEAL_ERROR_CERTIFICATE_EXPIRED: gostseal_result = 403;
/// A certificate is before its validity period.
pub const GOSTSEAL_ERROR_CERTIFICATE_NOT_YET_VALID: gostseal_result = 404;
/// The issuer's certificate is not one of a certification authority.
pub const GOSTSEAL_ERROR_NOT_CERTIFICATE_AUTHORITY: gostseal_result = 405;
/// The signature of a certificate does not verify.
pub const GOSTSEAL_ERROR_INVALID_CERTIFICATE_SIGNATURE: gostseal_result = 406;
/// A certificate has a critical extension that is not understood.
pub const GOSTSEAL_ERROR_UNKNOWN_CRITICAL_EXTENSION: gostseal_result = 407;
/// The path is longer than a CA certificate allows.
pub const GOSTSEAL_ERROR_PATH_LENGTH_EXCEEDED: gostseal_result = 408;
/// The key usage of a certificate does not allow its use here.
pub const GOSTSEAL_ERROR_KEY_USAGE_NOT_ALLOWED: gostseal_result = 409;
/// The search for a path was given up at its limit.
pub const GOSTSEAL_ERROR_PATH_BUDGET_EXCEEDED: gostseal_result = 410;
/// A certificate contradicts itself or its profile.
pub const GOSTSEAL_ERROR_INVALID_CERTIFICATE: gostseal_result = 411;
/// A certificate was revoked.
pub const GOSTSEAL_ERROR_CERTIFICATE_REVOKED: gostseal_result = 412;
/// A certificate has a name that a CA above it may not give.
pub const GOSTSEAL_ERROR_NAME_NOT_PERMITTED: gostseal_result = 413;
/// The private key was not to sign at that time by its usage period.
pub const GOSTSEAL_ERROR_KEY_PERIOD_VIOLATED: gostseal_result = 414;
/// The revocation status of a certificate is not known, and the policy asks for it.
pub const GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN: gostseal_result = 415;
/// A CRL cannot be used for the certificate: signature, scope or kind.
pub const GOSTSEAL_ERROR_UNUSABLE_CRL: gostseal_result = 416;
/// An OCSP response cannot be used for the certificate: signer, signature, nonce or content.
pub const GOSTSEAL_ERROR_UNUSABLE_OCSP_RESPONSE: gostseal_result = 417;
/// A CRL or an OCSP response is too old for the time that is judged at.
pub const GOSTSEAL_ERROR_STALE_REVOCATION_DATA: gostseal_result = 418;
/// The audience is another one.
pub const GOSTSEAL_ERROR_AUDIENCE_MISMATCH: gostseal_result = 501;
/// The issuer is another one.
pub const GOSTSEAL_ERROR_ISSUER_MISMATCH: gostseal_result = 502;
/// The token has expired.
pub const GOSTSEAL_ERROR_TOKEN_EXPIRED: gostseal_result = 503;
/// The token is not valid yet.
pub const GOSTSEAL_ERROR_TOKEN_NOT_YET_VALID: gostseal_result = 504;
/// The nonce is another one.
pub const GOSTSEAL_ERROR_NONCE_MISMATCH: gostseal_result = 505;
/// The subject is another one.
pub const GOSTSEAL_ERROR_SUBJECT_MISMATCH: gostseal_result = 506;
/// A claim has a type or value that its definition forbids.
pub const GOSTSEAL_ERROR_INVALID_CLAIM: gostseal_result = 507;
/// A claim that the caller requires is absent.
pub const GOSTSEAL_ERROR_MISSING_CLAIM: gostseal_result = 508;
/// Reading failed.
pub const GOSTSEAL_ERROR_READ_FAILED: gostseal_result = 601;
/// Writing failed.
pub const GOSTSEAL_ERROR_WRITE_FAILED: gostseal_result = 602;
/// The random source failed.
pub const GOSTSEAL_ERROR_ENTROPY_FAILED: gostseal_result = 701;
/// The key holder failed.
pub const GOSTSEAL_ERROR_KEY_HOLDER_FAILED: gostseal_result = 702;
/// The time-stamp authority refused.
pub const GOSTSEAL_ERROR_TIME_STAMP_REFUSED: gostseal_result = 703;
/// The time-stamp authority could not be reached.
pub const GOSTSEAL_ERROR_TRANSPORT_FAILED: gostseal_result = 704;
/// A defect of the library was caught at its boundary.
pub const GOSTSEAL_ERROR_INTERNAL_PANIC: gostseal_result = 901;

/// What a result means, in one sentence. Never NULL; static, not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn gostseal_result_str(result: gostseal_result) -> *const c_char {
    meaning(result).as_ptr()
}

/// Octets of [`TEXTS`].
const TEXTS_LEN: usize = {
    let mut len = 0;
    let mut i = 0;
    while i < ErrorCode::ALL.len() {
        len += ErrorCode::ALL[i].meaning().len() + 1;
        i += 1;
    }
    len
};

/// The sentences in the order of [`ErrorCode::ALL`], each with its terminator: made when the library is compiled.
static TEXTS: [u8; TEXTS_LEN] = {
    let mut texts = [0; TEXTS_LEN];
    let mut at = 0;
    let mut i = 0;
    while i < ErrorCode::ALL.len() {
        let text = ErrorCode::ALL[i].meaning().as_bytes();
        let mut j = 0;
        while j < text.len() {
            texts[at] = text[j];
            at += 1;
            j += 1;
        }
        at += 1;
        i += 1;
    }
    texts
};

fn meaning(result: gostseal_result) -> &'static CStr {
    if result == GOSTSEAL_OK {
        return c"Success.";
    }
    let mut start = 0;
    for code in ErrorCode::ALL {
        if *code as gostseal_result == result {
            let text = TEXTS.get(start..).map(CStr::from_bytes_until_nul);
            return text.and_then(Result::ok).unwrap_or(c"An unknown result.");
        }
        start += code.meaning().len() + 1;
    }
    c"An unknown result."
}

/// The number of a failure. 0 when `error` is NULL.
///
/// # Safety
/// `error` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_error_code(error: *const gostseal_error) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(error) }.map_or(GOSTSEAL_OK, |error| error.code)
}

/// What failed and where, in one line of UTF-8 without secrets. Borrows; valid until the error is freed.
///
/// # Safety
/// `error` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_error_message(error: *const gostseal_error) -> *const c_char {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(error) }.map_or(c"".as_ptr(), |error| error.message.as_ptr())
}

/// Frees the details of a failure. NULL is fine.
///
/// # Safety
/// `error` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_error_free(error: *mut gostseal_error) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(error) }
}
