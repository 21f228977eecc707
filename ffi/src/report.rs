// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reports on messages: in one call, or piece by piece for those of any size. What they say is in `verdicts`.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;
use gostseal_core::signed::{PushVerifier, Report, SignedData};

use crate::evidence::policy;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;
use crate::streaming::{Streaming, Waiting};
use crate::verdicts::gostseal_signer_verdicts;
use crate::verifier::gostseal_verifier;

/// What was found about each signature of a message. Some may be bad, none need be trusted.
pub struct gostseal_report {
    report: Report,
    content: Option<Vec<u8>>,
}

/// Answers each question about each signature of CMS SignedData, DER or BER. Returns a new object, free with gostseal_report_free.
///
/// GOSTSEAL_OK SAYS NOTHING OF THE SIGNATURES: ask gostseal_report_require, or the verdicts. `content` is the content of a detached
/// signature, or (NULL, 0) when the message carries it; an empty detached content is a pointer that is not NULL, and 0.
///
/// # Safety
/// `verifier` is an object of this library, and so is what was set in it; `cms` and `content` point to as many octets as said;
/// `report` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_cms_report(
    verifier: *const gostseal_verifier,
    cms: *const u8,
    cms_len: usize,
    content: *const u8,
    content_len: usize,
    report: *mut *mut gostseal_report,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verifier = ptr::object(verifier, "verifier")?;
            let cms = ptr::slice(cms, cms_len, "cms")?;
            let given = ptr::slice(content, content_len, "content")?;
            ptr::check_out(report, "report")?;
            let detached = !content.is_null();
            let made = verifier.with(|verifier| {
                let verifier = if detached {
                    verifier.content(given)
                } else {
                    verifier
                };
                let report = verifier.report(cms)?;
                let content = SignedData::parse(cms)?
                    .unverified_content()
                    .map(<[u8]>::to_vec);
                Ok(gostseal_report { report, content })
            })?;
            ptr::give(report, made);
            Ok(())
        },
    )
}

/// Demands of every signature that it is good, over this content, and of a signer who is trusted. GOSTSEAL_OK, or the number of the
/// first refusal. `revocation` is one of the GOSTSEAL_REVOCATION_ numbers.
///
/// # Safety
/// `report` is an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_report_require(
    report: *const gostseal_report,
    revocation: u32,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let report = ptr::object(report, "report")?;
            Ok(report.report.require(policy(revocation)?)?)
        },
    )
}

/// The content that the message carries, if gostseal_report_require refuses nothing, else its refusal. Borrows; valid until the report
/// is freed. NULL and 0 for a detached signature, and for a message that was read piece by piece.
///
/// # Safety
/// `report` is an object of this library; `content` and `content_len` are writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_report_content(
    report: *const gostseal_report,
    revocation: u32,
    content: *mut *const u8,
    content_len: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let report = ptr::object(report, "report")?;
            ptr::check_out(content, "content")?;
            ptr::check_out(content_len, "content_len")?;
            report.report.require(policy(revocation)?)?;
            let octets = report.content.as_deref();
            ptr::write(content, octets.map_or(std::ptr::null(), <[u8]>::as_ptr));
            ptr::write(content_len, octets.map_or(0, <[u8]>::len));
            Ok(())
        },
    )
}

/// How many signers there are; at least 1. 0 when `report` is NULL.
///
/// # Safety
/// `report` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_report_signer_count(report: *const gostseal_report) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(report) }.map_or(0, |report| report.report.signers().len())
}

/// The verdicts on a signature, in the order of the message. Borrows; valid until the report is freed. NULL when there is no such
/// signer.
///
/// # Safety
/// `report` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_report_signer(
    report: *const gostseal_report,
    index: usize,
) -> *const gostseal_signer_verdicts {
    // SAFETY: as this function demands.
    let report = unsafe { ptr::optional(report) };
    gostseal_signer_verdicts::of(report.and_then(|report| report.report.signers().get(index)))
}

/// Frees a report and all verdicts in it. NULL is fine.
///
/// # Safety
/// `report` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_report_free(report: *mut gostseal_report) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(report) }
}

/// Reads a signed message, or the content of a detached one, piece by piece, in flat memory.
pub struct gostseal_verification {
    push: Option<PushVerifier>,
    /// Content of an attached message. Not verified.
    waiting: Waiting,
    /// Set while a call runs: a panic leaves it set, and no more input is taken.
    broken: bool,
}

impl Streaming for gostseal_verification {
    fn broken(&mut self) -> &mut bool {
        &mut self.broken
    }

    fn already_finished() -> Failure {
        Failure::new(
            ErrorCode::AlreadyFinished,
            "the message was refused or has ended",
        )
    }
}

impl gostseal_verification {
    fn new(push: PushVerifier) -> Self {
        Self {
            push: Some(push),
            waiting: Waiting::default(),
            broken: false,
        }
    }

    fn update(&mut self, data: &[u8]) -> Result<(), Failure> {
        let mut push = self.push.take().ok_or_else(Self::already_finished)?;
        push.update(data, self.waiting.sink())?;
        self.push = Some(push);
        Ok(())
    }

    fn finish(&mut self, verifier: &gostseal_verifier) -> Result<Report, Failure> {
        if !self.waiting.is_empty() {
            return Err(Failure::new(
                ErrorCode::InsufficientSize,
                "content waits: gostseal_verification_update without data gives it",
            ));
        }
        // What the verifier lacks is said while there is still something to finish.
        verifier.at()?;
        let push = self.push.take().ok_or_else(Self::already_finished)?;
        let message = push.finish()?;
        // SAFETY: gostseal_verification_finish demands that what was set is alive.
        unsafe { verifier.with(|verifier| message.report(&verifier)) }
    }
}

/// Begins to read a message that carries its content, in DER or BER. Returns a new object, free with gostseal_verification_free.
///
/// # Safety
/// `verification` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verification_new_attached(
    verification: *mut *mut gostseal_verification,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(verification, "verification")?;
        let made = gostseal_verification::new(PushVerifier::attached());
        ptr::give(verification, made);
        Ok(())
    })
}

/// Begins to read the content of a detached signature `cms`, which is copied. Returns a new object, free with
/// gostseal_verification_free.
///
/// # Safety
/// `cms` points to `cms_len` octets; `verification` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verification_new_detached(
    cms: *const u8,
    cms_len: usize,
    verification: *mut *mut gostseal_verification,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(verification, "verification")?;
            let cms = ptr::slice(cms, cms_len, "cms")?;
            let made = PushVerifier::detached(cms.to_vec())?;
            ptr::give(verification, gostseal_verification::new(made));
            Ok(())
        },
    )
}

/// Takes the next octets of the message or of the content, all of them, and writes content of an attached message, UNVERIFIED, at
/// most `out_len` octets. What does not fit waits for the next call; a call without data (NULL, 0) gives it.
///
/// With as much room as there is data nothing waits. After an error but those of its arguments nothing more is taken.
///
/// # Safety
/// `verification` is an object of this library; `data` points to `data_len` octets, `out` to `out_len` writable ones that do not
/// overlap; `written` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verification_update(
    verification: *mut gostseal_verification,
    data: *const u8,
    data_len: usize,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verification = ptr::object_mut(verification, "verification")?;
            let data = ptr::slice(data, data_len, "data")?;
            ptr::check_out(written, "written")?;
            ptr::check_buffer(out, out_len)?;
            verification.step(|verification| verification.update(data))?;
            verification.waiting.give(out, out_len, written)
        },
    )
}

/// Says that the input has ended, and answers each question about each signature. Returns a new object, free with gostseal_report_free.
/// GOSTSEAL_OK SAYS NOTHING OF THE SIGNATURES, as with gostseal_cms_report.
///
/// GOSTSEAL_ERROR_INSUFFICIENT_SIZE when content still waits: take it first. Archive time stamps of versions 1 and 2 cover the content
/// itself and cannot be checked here.
///
/// # Safety
/// `verification` and `verifier` are objects of this library, and so is what was set in the latter; `report` is writable; `error` is
/// NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verification_finish(
    verification: *mut gostseal_verification,
    verifier: *const gostseal_verifier,
    report: *mut *mut gostseal_report,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verification = ptr::object_mut(verification, "verification")?;
            let verifier = ptr::object(verifier, "verifier")?;
            ptr::check_out(report, "report")?;
            let made = verification.step(|verification| verification.finish(verifier))?;
            ptr::give(
                report,
                gostseal_report {
                    report: made,
                    content: None,
                },
            );
            Ok(())
        },
    )
}

/// Frees a verification. NULL is fine.
///
/// # Safety
/// `verification` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verification_free(verification: *mut gostseal_verification) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(verification) }
}
