// SPDX-License-Identifier: MIT OR Apache-2.0
//! The document-workflow calls that carry a signature: the service's judgement and the client's half.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use std::ffi::c_char;

use gostseal_core::docflow::{
    self, Accepted, Call, FinishProcess, KnownCertificates, Over, Profile, Registry, Request,
    Requirements, SignDocument, Verdict,
};
use gostseal_core::keys::SignatureOrder;
use gostseal_core::trust::NoRevocation;
use gostseal_core::{ErrorCode, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::evidence::{GOSTSEAL_REVOCATION_SOFT_FAIL, policy};
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::keys::gostseal_private_key;
use crate::octets::gostseal_octets;
use crate::ptr;
use crate::result::gostseal_result;
use crate::sign::GOSTSEAL_NO_TIME;
use crate::verifier::gostseal_verifier;

/// The call docflow/sign: its errorCode is a number.
pub const GOSTSEAL_DOCFLOW_SIGN_DOCUMENT: u32 = 1;
/// The call workflow/finish_process: its errorCode is a string.
pub const GOSTSEAL_DOCFLOW_FINISH_PROCESS: u32 = 2;

/// signdata is CMS SignedData, attached or detached; what is made is attached.
pub const GOSTSEAL_DOCFLOW_CMS: u32 = 1;
/// signdata is CMS SignedData that holds the data.
pub const GOSTSEAL_DOCFLOW_CMS_ATTACHED: u32 = 2;
/// signdata is CMS SignedData without the data.
pub const GOSTSEAL_DOCFLOW_CMS_DETACHED: u32 = 3;
/// signdata is s, then r, each big-endian.
pub const GOSTSEAL_DOCFLOW_RAW_SR_BE: u32 = 4;
/// signdata is r, then s, each big-endian.
pub const GOSTSEAL_DOCFLOW_RAW_RS_BE: u32 = 5;
/// signdata is r, then s, each little-endian.
pub const GOSTSEAL_DOCFLOW_RAW_RS_LE: u32 = 6;
/// signdata is s, then r, each little-endian.
pub const GOSTSEAL_DOCFLOW_RAW_SR_LE: u32 = 7;

/// signdata is over the octets that rawdata stands for.
pub const GOSTSEAL_DOCFLOW_OVER_OCTETS: u32 = 1;
/// signdata is over the text of rawdata: base64, as it was passed.
pub const GOSTSEAL_DOCFLOW_OVER_TEXT: u32 = 2;

/// The signature is good and its signer is trusted.
pub const GOSTSEAL_DOCFLOW_SIGNED: u32 = 1;
/// No signature was asked for and none was judged.
pub const GOSTSEAL_DOCFLOW_UNSIGNED: u32 = 2;
/// The call is refused.
pub const GOSTSEAL_DOCFLOW_REFUSED: u32 = 3;

fn profile(number: u32) -> Result<Profile, Failure> {
    Ok(match number {
        GOSTSEAL_DOCFLOW_CMS => Profile::Cms,
        GOSTSEAL_DOCFLOW_CMS_ATTACHED => Profile::CmsAttached,
        GOSTSEAL_DOCFLOW_CMS_DETACHED => Profile::CmsDetached,
        GOSTSEAL_DOCFLOW_RAW_SR_BE => Profile::Raw(SignatureOrder::SrBe),
        GOSTSEAL_DOCFLOW_RAW_RS_BE => Profile::Raw(SignatureOrder::RsBe),
        GOSTSEAL_DOCFLOW_RAW_RS_LE => Profile::Raw(SignatureOrder::RsLe),
        GOSTSEAL_DOCFLOW_RAW_SR_LE => Profile::Raw(SignatureOrder::SrLe),
        _ => {
            return Err(invalid(
                "profile is none of the GOSTSEAL_DOCFLOW_ numbers of profiles",
            ));
        }
    })
}

fn over(number: u32) -> Result<Over, Failure> {
    match number {
        GOSTSEAL_DOCFLOW_OVER_OCTETS => Ok(Over::Octets),
        GOSTSEAL_DOCFLOW_OVER_TEXT => Ok(Over::Text),
        _ => Err(invalid(
            "over is none of the GOSTSEAL_DOCFLOW_OVER_ numbers",
        )),
    }
}

fn invalid(message: &str) -> Failure {
    Failure::new(ErrorCode::InvalidArgument, message)
}

/// A text that must be there.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
unsafe fn required<'a>(text: *const c_char, what: &str) -> Result<&'a str, Failure> {
    // SAFETY: as this function demands.
    unsafe { ptr::text(text, what)? }.ok_or_else(|| Failure::null(what))
}

/// Certificates by what a service calls them. They must be those of the calling user only, or anybody's good signature passes for the
/// user's.
pub struct gostseal_known_certificates(KnownCertificates);

/// Makes an empty list. Returns a new object, free with gostseal_known_certificates_free.
///
/// # Safety
/// `known` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_known_certificates_new(
    known: *mut *mut gostseal_known_certificates,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(known, "known")?;
        ptr::give(known, gostseal_known_certificates(KnownCertificates::new()));
        Ok(())
    })
}

/// Puts a certificate under an identifier, in the place of what was there. Letters have no case.
///
/// # Safety
/// `known` and `certificate` are objects of this library; `cert_id` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_known_certificates_insert(
    known: *mut gostseal_known_certificates,
    cert_id: *const c_char,
    certificate: *const gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let known = ptr::object_mut(known, "known")?;
        let cert_id = required(cert_id, "cert_id")?;
        let certificate = ptr::object(certificate, "certificate")?;
        known.0.insert(cert_id, certificate.0.clone());
        Ok(())
    })
}

/// Frees a list. NULL is fine.
///
/// # Safety
/// `known` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_known_certificates_free(known: *mut gostseal_known_certificates) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(known) }
}

/// What a service asks of a call. Fill with gostseal_docflow_requirements_init, then set fields.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gostseal_docflow_requirements {
    /// sizeof this structure, set by gostseal_docflow_requirements_init.
    pub struct_size: usize,
    /// The setting "require a signature" of the process type: 1 or 0. Signing a document is a signature always.
    pub signature: u32,
    /// The setting "require key and certificate": 1 or 0.
    pub key_and_certificate: u32,
    /// The form of signdata: GOSTSEAL_DOCFLOW_CMS or another of the profiles.
    pub profile: u32,
    /// What signdata is over: one of the GOSTSEAL_DOCFLOW_OVER_ numbers.
    pub over: u32,
    /// What must be known of revocation: one of the GOSTSEAL_REVOCATION_ numbers.
    pub revocation: u32,
    /// Reserved; 0.
    pub reserved: u32,
    /// What rawdata was before changes: a call with it is told that the data was changed. NULL with 0.
    pub superseded: *const *const u8,
    /// The lengths of these.
    pub superseded_lens: *const usize,
    /// How many.
    pub superseded_count: usize,
}

const DEFAULT: gostseal_docflow_requirements = gostseal_docflow_requirements {
    struct_size: size_of::<gostseal_docflow_requirements>(),
    signature: 1,
    key_and_certificate: 1,
    profile: GOSTSEAL_DOCFLOW_CMS,
    over: GOSTSEAL_DOCFLOW_OVER_OCTETS,
    revocation: GOSTSEAL_REVOCATION_SOFT_FAIL,
    reserved: 0,
    superseded: std::ptr::null(),
    superseded_lens: std::ptr::null(),
    superseded_count: 0,
};

/// Sets every field to its default: signature, key and certificate are demanded, CMS of either form over the decoded octets, and
/// revocation need not be known.
///
/// # Safety
/// `requirements` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_requirements_init(
    requirements: *mut gostseal_docflow_requirements,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(requirements, "requirements")?;
        ptr::write(requirements, DEFAULT);
        Ok(())
    })
}

/// # Safety
/// `requirements` is NULL or was filled by this library.
unsafe fn read(
    requirements: *const gostseal_docflow_requirements,
) -> Result<gostseal_docflow_requirements, Failure> {
    if requirements.is_null() {
        return Ok(DEFAULT);
    }
    // SAFETY: as this function demands. The size stands first and is read alone: a structure of another version may be
    // shorter than ours.
    let struct_size = unsafe { *ptr::object(requirements.cast::<usize>(), "requirements")? };
    if struct_size != size_of::<gostseal_docflow_requirements>() {
        return Err(invalid(
            "requirements.struct_size is not that of this library",
        ));
    }
    // SAFETY: as this function demands.
    let requirements = unsafe { *ptr::object(requirements, "requirements")? };
    if requirements.reserved != 0 {
        return Err(invalid("requirements.reserved is not 0"));
    }
    Ok(requirements)
}

/// # Safety
/// The lists have as many elements as said, and each is of the length said.
unsafe fn superseded<'a>(
    requirements: &gostseal_docflow_requirements,
) -> Result<Vec<&'a [u8]>, Failure> {
    const WHAT: &str = "requirements.superseded";
    let count = requirements.superseded_count;
    if count == 0 {
        return Ok(Vec::new());
    }
    if requirements.superseded_lens.is_null() {
        return Err(Failure::null("requirements.superseded_lens"));
    }
    // SAFETY: as this function demands; the count was checked against the pointers, which are as wide as the lengths.
    let (octets, lens) = unsafe {
        let octets = ptr::objects(requirements.superseded, count, WHAT)?;
        let lens = std::slice::from_raw_parts(requirements.superseded_lens, count);
        (octets, lens)
    };
    octets
        .iter()
        .zip(lens)
        // SAFETY: as this function demands.
        .map(|(&octets, &len)| unsafe { ptr::slice(octets, len, WHAT) })
        .collect()
}

/// The judgement on a call, and the answer to it.
pub struct gostseal_docflow_verdict {
    verdict: Verdict,
    json: String,
}

/// Judges a call, GOSTSEAL_DOCFLOW_SIGN_DOCUMENT or GOSTSEAL_DOCFLOW_FINISH_PROCESS, by the body of its form, in the order in which the
/// description lists the refusals. Returns a new object, free with gostseal_docflow_verdict_free. GOSTSEAL_OK SAYS NOTHING OF THE CALL:
/// ask gostseal_docflow_verdict_outcome.
///
/// `current` is what the object's data is now, decoded, or (NULL, 0) when there is no such object; empty data is a pointer that is not
/// NULL, and 0. Anchors, further certificates, evidence, cache and time, which must be set, are those of `verifier`. `requirements` is NULL
/// for the default.
///
/// # Safety
/// `body` and `current` point to as many octets as said; `known` and `verifier` are objects of this library, and so is what was set in the
/// latter; `requirements` is NULL or was filled by this library; `verdict` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_check(
    call: u32,
    body: *const u8,
    body_len: usize,
    current: *const u8,
    current_len: usize,
    known: *const gostseal_known_certificates,
    verifier: *const gostseal_verifier,
    requirements: *const gostseal_docflow_requirements,
    verdict: *mut *mut gostseal_docflow_verdict,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let call = match call {
                GOSTSEAL_DOCFLOW_SIGN_DOCUMENT => Call::SignDocument,
                GOSTSEAL_DOCFLOW_FINISH_PROCESS => Call::FinishProcess,
                _ => return Err(invalid("call is none of the two")),
            };
            let body = ptr::slice(body, body_len, "body")?;
            let octets = ptr::slice(current, current_len, "current")?;
            let current = (!current.is_null()).then_some(octets);
            let known = ptr::object(known, "known")?;
            let verifier = ptr::object(verifier, "verifier")?;
            ptr::check_out(verdict, "verdict")?;
            let given = read(requirements)?;
            let before = superseded(&given)?;
            let requirements = Requirements {
                signature: given.signature != 0,
                key_and_certificate: given.key_and_certificate != 0,
                profile: profile(given.profile)?,
                over: over(given.over)?,
                revocation: policy(given.revocation)?,
                superseded: &before,
            };
            let anchors = verifier
                .anchors()
                .ok_or_else(|| invalid("the verifier has no anchors"))?;
            let at = verifier
                .at()?
                .ok_or_else(|| invalid("a call is judged at a time, and the verifier has none"))?;
            let mut registry = Registry::new(&known.0, anchors, at);
            registry.intermediates = verifier.certificates();
            registry.revocation = match verifier.evidence() {
                Some(evidence) => &evidence.0,
                None => &NoRevocation,
            };
            registry.cache = verifier.cache().map(|cache| &cache.0);
            let request = Request::from_form(call, body);
            let judged = docflow::check(&request, &requirements, current, &registry);
            let json = judged.to_json();
            ptr::give(
                verdict,
                gostseal_docflow_verdict {
                    verdict: judged,
                    json,
                },
            );
            Ok(())
        },
    )
}

/// What was decided: GOSTSEAL_DOCFLOW_SIGNED, GOSTSEAL_DOCFLOW_UNSIGNED or GOSTSEAL_DOCFLOW_REFUSED. 0 when `verdict` is NULL.
///
/// # Safety
/// `verdict` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_verdict_outcome(
    verdict: *const gostseal_docflow_verdict,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(verdict) }.map_or(0, |verdict| match verdict.verdict.outcome() {
        Ok(Accepted::Signed(_)) => GOSTSEAL_DOCFLOW_SIGNED,
        Ok(_) => GOSTSEAL_DOCFLOW_UNSIGNED,
        Err(_) => GOSTSEAL_DOCFLOW_REFUSED,
    })
}

/// The whole answer, as the service sends it: JSON in UTF-8 without a terminator. Borrows; valid until the verdict is freed.
///
/// # Safety
/// `verdict` is an object of this library; `json` and `json_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_verdict_json(
    verdict: *const gostseal_docflow_verdict,
    json: *mut *const c_char,
    json_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdict = ptr::object(verdict, "verdict")?;
        ptr::check_out(json, "json")?;
        ptr::check_out(json_len, "json_len")?;
        ptr::write(json, verdict.json.as_ptr().cast());
        ptr::write(json_len, verdict.json.len());
        Ok(())
    })
}

/// Copies why the call is refused, for the log of the service, UTF-8 without a terminator; empty when it is not. It is not part of the
/// answer.
///
/// # Safety
/// `verdict` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_verdict_cause(
    verdict: *const gostseal_docflow_verdict,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdict = ptr::object(verdict, "verdict")?;
        let refused = verdict.verdict.outcome().err();
        let cause = refused.map_or_else(String::new, |rejection| rejection.cause.to_string());
        ptr::copy_out(cause.as_bytes(), out, out_len, written)
    })
}

/// The signer's certificate of a call that is signed. Returns a new object, free with gostseal_certificate_free.
/// GOSTSEAL_ERROR_MISSING_FIELD when it is not.
///
/// # Safety
/// `verdict` is an object of this library; `certificate` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_verdict_certificate(
    verdict: *const gostseal_docflow_verdict,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdict = ptr::object(verdict, "verdict")?;
        ptr::check_out(certificate, "certificate")?;
        let Ok(Accepted::Signed(signed)) = verdict.verdict.outcome() else {
            return Err(Failure::new(ErrorCode::MissingField, "nothing is signed"));
        };
        ptr::give(
            certificate,
            gostseal_certificate(signed.certificate.clone()),
        );
        Ok(())
    })
}

/// Frees a verdict. NULL is fine.
///
/// # Safety
/// `verdict` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_verdict_free(verdict: *mut gostseal_docflow_verdict) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(verdict) }
}

/// Signs rawdata and makes the body of a call, percent-encoded once: the client's half. `object` is documentID or procInstID; `signal` is
/// for GOSTSEAL_DOCFLOW_FINISH_PROCESS alone, else NULL. `signing_time` is GOSTSEAL_NO_TIME for none. Returns new octets, free with
/// gostseal_octets_free.
///
/// # Safety
/// `rawdata`, `cert_id`, `object` and, unless NULL, `signal` are NUL-terminated; `key` and `certificate` are objects of this library;
/// `body` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_docflow_sign(
    call: u32,
    rawdata: *const c_char,
    profile_number: u32,
    over_number: u32,
    key: *const gostseal_private_key,
    certificate: *const gostseal_certificate,
    cert_id: *const c_char,
    signing_time: i64,
    object: *const c_char,
    signal: *const c_char,
    body: *mut *mut gostseal_octets,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let rawdata = required(rawdata, "rawdata")?;
            let form = (profile(profile_number)?, over(over_number)?);
            let key = &ptr::object(key, "key")?.0;
            let certificate = &ptr::object(certificate, "certificate")?.0;
            let cert_id = required(cert_id, "cert_id")?;
            let object = required(object, "object")?;
            let signal = ptr::text(signal, "signal")?;
            ptr::check_out(body, "body")?;
            let time = (signing_time != GOSTSEAL_NO_TIME).then_some(UnixTime(signing_time));
            let sign = || docflow::sign_rawdata(rawdata, form, key, (cert_id, certificate), time);
            let made = match (call, signal) {
                (GOSTSEAL_DOCFLOW_SIGN_DOCUMENT, None) => SignDocument {
                    document_id: object,
                    locale: None,
                }
                .body(&sign()?),
                (GOSTSEAL_DOCFLOW_FINISH_PROCESS, Some(signal)) => FinishProcess {
                    proc_inst_id: object,
                    signal,
                    comment: None,
                    locale: None,
                }
                .body(&sign()?),
                _ => {
                    return Err(invalid(
                        "call is none of the two, or signal does not belong to it",
                    ));
                }
            };
            ptr::give(body, gostseal_octets(made.into_bytes()));
            Ok(())
        },
    )
}
