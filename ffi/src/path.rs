// SPDX-License-Identifier: MIT OR Apache-2.0
//! The judgement on a certificate: its path, what is known of revocation, what more would tell.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use gostseal_core::ErrorCode;
use gostseal_core::trust::{
    Certificate, Evidence, Finding, Need, NeedOptions, NoRevocation, Options, PathError, Usage,
    path,
};

use crate::certificate::gostseal_certificate;
use crate::evidence::policy;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;
use crate::verdicts::{
    GOSTSEAL_STATUS_GOOD, GOSTSEAL_STATUS_NOT_ASKED, GOSTSEAL_STATUS_REVOKED,
    GOSTSEAL_STATUS_UNKNOWN,
};
use crate::verifier::gostseal_verifier;

/// Whatever a certificate is for: key usage is not considered.
pub const GOSTSEAL_USAGE_ANY: u32 = 1;
/// The certificate's key is to receive keys.
pub const GOSTSEAL_USAGE_KEY_TRANSPORT: u32 = 2;
/// It is to answer for the status of certificates.
pub const GOSTSEAL_USAGE_OCSP_SIGNING: u32 = 3;
/// It is to sign documents.
pub const GOSTSEAL_USAGE_SIGNATURE: u32 = 4;
/// It is to sign time stamps.
pub const GOSTSEAL_USAGE_TIME_STAMPING: u32 = 5;

/// A CRL would tell of a certificate.
pub const GOSTSEAL_NEED_CRL: u32 = 1;
/// A delta CRL would, on top of a CRL.
pub const GOSTSEAL_NEED_DELTA_CRL: u32 = 2;
/// An answer of an OCSP responder would.
pub const GOSTSEAL_NEED_OCSP: u32 = 3;

/// What was found about a certificate.
pub struct gostseal_certificate_report {
    path: Vec<Certificate>,
    findings: Vec<Finding>,
    failure: Option<(PathError, usize, Certificate)>,
    needs: Vec<Need>,
}

/// Looks for a path from a certificate to an anchor of `verifier`, through its certificates, at its time, by its evidence. Returns a new
/// object, free with gostseal_certificate_report_free.
///
/// GOSTSEAL_OK SAYS NOTHING OF THE CERTIFICATE: ask gostseal_certificate_report_require. `usage` is one of the GOSTSEAL_USAGE_ numbers,
/// `revocation` one of the GOSTSEAL_REVOCATION_ numbers. `nonce`, up to 32 octets of the caller's random choice or (NULL, 0), goes into
/// OCSP requests.
///
/// # Safety
/// `certificate` and `verifier` are objects of this library, and so is what was set in the latter; `nonce` points to `nonce_len` octets;
/// `report` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_verify(
    certificate: *const gostseal_certificate,
    verifier: *const gostseal_verifier,
    usage: u32,
    revocation: u32,
    nonce: *const u8,
    nonce_len: usize,
    report: *mut *mut gostseal_certificate_report,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let leaf = &ptr::object(certificate, "certificate")?.0;
            let verifier = ptr::object(verifier, "verifier")?;
            let usage = match usage {
                GOSTSEAL_USAGE_ANY => Usage::Any,
                GOSTSEAL_USAGE_KEY_TRANSPORT => Usage::KeyTransport,
                GOSTSEAL_USAGE_OCSP_SIGNING => Usage::OcspSigning,
                GOSTSEAL_USAGE_SIGNATURE => Usage::Signature,
                GOSTSEAL_USAGE_TIME_STAMPING => Usage::TimeStamping,
                _ => return Err(invalid("usage is none of the GOSTSEAL_USAGE_ numbers")),
            };
            let policy = policy(revocation)?;
            let nonce = ptr::slice(nonce, nonce_len, "nonce")?;
            if nonce.len() > 32 {
                return Err(invalid("nonce: more than 32 octets"));
            }
            ptr::check_out(report, "report")?;
            let anchors = verifier
                .anchors()
                .ok_or_else(|| invalid("a path leads to anchors, and the verifier has none"))?;
            let at = verifier.at()?;
            let evidence = verifier.evidence().map(|evidence| &evidence.0);
            let mut options = Options::new(at, usage);
            options.policy = policy;
            options.revocation = match evidence {
                Some(evidence) => evidence,
                None => &NoRevocation,
            };
            options.cache = verifier.cache().map(|cache| &cache.0);
            let judged = path::judge(leaf, verifier.certificates(), anchors, &options);
            let nothing = Evidence::new();
            let how = NeedOptions {
                nonce: (!nonce.is_empty()).then_some(nonce),
                ..NeedOptions::default()
            };
            let found = judged.path();
            let made = gostseal_certificate_report {
                path: found
                    .map(|path| path.certificates().iter().map(|&c| c.clone()).collect())
                    .unwrap_or_default(),
                findings: judged.revocation().iter().map(|j| j.finding).collect(),
                failure: judged
                    .failure()
                    .map(|failure| (failure.error, failure.index, failure.certificate.clone())),
                needs: found
                    .map(|path| evidence.unwrap_or(&nothing).needs(path, at, &how))
                    .unwrap_or_default(),
            };
            ptr::give(report, made);
            Ok(())
        },
    )
}

fn invalid(message: &str) -> Failure {
    Failure::new(ErrorCode::InvalidArgument, message)
}

/// Demands that a path was found that nothing speaks against: GOSTSEAL_OK, or the number of the most telling reason.
///
/// # Safety
/// `report` is an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_require(
    report: *const gostseal_certificate_report,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            match ptr::object(report, "report")?.failure {
                None => Ok(()),
                Some((failure, _, _)) => Err(failure.into()),
            }
        },
    )
}

/// The certificate that the refusal is about: `index` gets its place, counted from the one that was asked about, 0, and `certificate` a new
/// object, free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when nothing is refused.
///
/// # Safety
/// `report` is an object of this library; `index` and `certificate` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_refused(
    report: *const gostseal_certificate_report,
    index: *mut usize,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let report = ptr::object(report, "report")?;
        ptr::check_out(index, "index")?;
        ptr::check_out(certificate, "certificate")?;
        let Some((_, which, refused)) = &report.failure else {
            return Err(Failure::new(ErrorCode::MissingField, "nothing is refused"));
        };
        ptr::write(index, *which);
        ptr::give(certificate, gostseal_certificate(refused.clone()));
        Ok(())
    })
}

/// How many certificates the path has that was found: also when one of them is revoked or not known. 0 when there is none or `report` is
/// NULL.
///
/// # Safety
/// `report` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_path_count(
    report: *const gostseal_certificate_report,
) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(report) }.map_or(0, |report| report.path.len())
}

/// A certificate of the path, counted from the one that was asked about: 0. Returns a new object, free with gostseal_certificate_free.
///
/// # Safety
/// `report` is an object of this library; `certificate` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_path_certificate(
    report: *const gostseal_certificate_report,
    index: usize,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let report = ptr::object(report, "report")?;
        ptr::check_out(certificate, "certificate")?;
        let found = report
            .path
            .get(index)
            .ok_or_else(|| Failure::new(ErrorCode::MissingField, "there is no such certificate"))?;
        ptr::give(certificate, gostseal_certificate(found.clone()));
        Ok(())
    })
}

/// What is known of the revocation of a certificate of the path, counted as above: one of the GOSTSEAL_STATUS_ numbers. 0 for the anchor, for
/// what is beyond it, and when `report` is NULL. Of a revoked one `at` gets when and `reason` the CRLReason, or -1; either may be NULL.
///
/// # Safety
/// `report` is NULL or an object of this library; `at` and `reason` are NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_status(
    report: *const gostseal_certificate_report,
    index: usize,
    at: *mut i64,
    reason: *mut i32,
) -> u32 {
    // SAFETY: as this function demands.
    let report = unsafe { ptr::optional(report) };
    match report.and_then(|report| report.findings.get(index)) {
        None => 0,
        Some(Finding::Good { .. }) => GOSTSEAL_STATUS_GOOD,
        Some(Finding::Revoked { revoked, .. }) => {
            if !at.is_null() {
                // SAFETY: not NULL, and the caller vouches for the room.
                unsafe { ptr::write(at, revoked.at.0) };
            }
            if !reason.is_null() {
                // SAFETY: not NULL, and the caller vouches for the room.
                unsafe { ptr::write(reason, revoked.reason.map_or(-1, i32::from)) };
            }
            GOSTSEAL_STATUS_REVOKED
        }
        Some(Finding::Unknown(_)) => GOSTSEAL_STATUS_UNKNOWN,
        Some(_) => GOSTSEAL_STATUS_NOT_ASKED,
    }
}

/// How many things would tell of certificates that nothing is known of. 0 when `report` is NULL.
///
/// # Safety
/// `report` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_need_count(
    report: *const gostseal_certificate_report,
) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(report) }.map_or(0, |report| report.needs.len())
}

/// One of them: `kind` gets one of the GOSTSEAL_NEED_ numbers, `certificate` which certificate of the path it is for, `url` where that
/// certificate says that it is (UTF-8 without a terminator: foreign text, to be fetched with care or not at all), `request` what is to be
/// sent to an OCSP responder (application/ocsp-request), or NULL and 0. All borrow; valid until the report is freed.
///
/// # Safety
/// `report` is an object of this library; the outputs are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_need(
    report: *const gostseal_certificate_report,
    index: usize,
    kind: *mut u32,
    certificate: *mut usize,
    url: *mut *const u8,
    url_len: *mut usize,
    request: *mut *const u8,
    request_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let report = ptr::object(report, "report")?;
        ptr::check_out(kind, "kind")?;
        ptr::check_out(certificate, "certificate")?;
        ptr::check_out(url, "url")?;
        ptr::check_out(url_len, "url_len")?;
        ptr::check_out(request, "request")?;
        ptr::check_out(request_len, "request_len")?;
        let need = report.needs.get(index);
        let (number, which, address, octets): (_, _, &str, Option<&[u8]>) = match need {
            Some(Need::Crl {
                certificate,
                url,
                delta,
            }) => {
                let number = if *delta {
                    GOSTSEAL_NEED_DELTA_CRL
                } else {
                    GOSTSEAL_NEED_CRL
                };
                (number, *certificate, url, None)
            }
            Some(Need::Ocsp {
                certificate,
                url,
                request,
            }) => (GOSTSEAL_NEED_OCSP, *certificate, url, Some(request)),
            _ => return Err(invalid("there is no such need")),
        };
        ptr::write(kind, number);
        ptr::write(certificate, which);
        ptr::write(url, address.as_ptr());
        ptr::write(url_len, address.len());
        ptr::write(request, octets.map_or(std::ptr::null(), <[u8]>::as_ptr));
        ptr::write(request_len, octets.map_or(0, <[u8]>::len));
        Ok(())
    })
}

/// Frees a report. NULL is fine.
///
/// # Safety
/// `report` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_certificate_report_free(
    report: *mut gostseal_certificate_report,
) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(report) }
}
