// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verdicts on one signature or time stamp: one accessor for each question.
//!
//! Numbers begin at 1, and none of them is a truth value; 0 is what an accessor gives for NULL.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use gostseal_core::signed::{
    AttributeOrder, BindingVerdict, CadesForm, ContentVerdict, EvidenceVerdict, ImprintVerdict,
    JudgedAt, PathVerdict, RevocationVerdict, SignatureVerdict, SignedError, SignerVerdicts,
    TimeStampKind, TimeStampVerdicts,
};
use gostseal_core::trust::PathError;
use gostseal_core::{ErrorCode, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::evidence::policy;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// The signature is one of the certificate's key over the octets received.
pub const GOSTSEAL_SIGNATURE_GOOD: u32 = 1;
/// It is not. Nothing more is said.
pub const GOSTSEAL_SIGNATURE_BAD: u32 = 2;
/// It could not be checked.
pub const GOSTSEAL_SIGNATURE_NOT_CHECKED: u32 = 3;

/// There are no signed attributes: the signature is over the content.
pub const GOSTSEAL_ORDER_ABSENT: u32 = 1;
/// The signed attributes are sorted, as DER asks for.
pub const GOSTSEAL_ORDER_SORTED: u32 = 2;
/// They are not sorted; the signature is over the octets as transmitted.
pub const GOSTSEAL_ORDER_UNSORTED: u32 = 3;
/// They are not sorted; the signature is over the sorted octets. Only on request.
pub const GOSTSEAL_ORDER_RESORTED: u32 = 4;
/// The signature is not good, so that nothing is known of the order.
pub const GOSTSEAL_ORDER_UNKNOWN: u32 = 5;

/// messageDigest is the digest of the content.
pub const GOSTSEAL_CONTENT_SAME: u32 = 1;
/// There are no signed attributes: the signature itself covers the content.
pub const GOSTSEAL_CONTENT_SIGNED: u32 = 2;
/// messageDigest is the digest of something else.
pub const GOSTSEAL_CONTENT_DIFFERS: u32 = 3;
/// It could not be checked.
pub const GOSTSEAL_CONTENT_NOT_CHECKED: u32 = 4;

/// The signer signed the name of this certificate.
pub const GOSTSEAL_BINDING_BOUND: u32 = 1;
/// There is no signing-certificate attribute: another certificate with the same key would do as well.
pub const GOSTSEAL_BINDING_ABSENT: u32 = 2;
/// The attribute names another certificate.
pub const GOSTSEAL_BINDING_MISMATCH: u32 = 3;
/// It could not be checked.
pub const GOSTSEAL_BINDING_NOT_CHECKED: u32 = 4;

/// Certificates were judged without dates.
pub const GOSTSEAL_JUDGED_WITHOUT_TIME: u32 = 1;
/// Certificates were judged at the time that was given.
pub const GOSTSEAL_JUDGED_AT_GIVEN: u32 = 2;
/// Certificates were judged at the time that a trusted time stamp proves.
pub const GOSTSEAL_JUDGED_AT_TIME_STAMP: u32 = 3;

/// The certificate leads to an anchor.
pub const GOSTSEAL_PATH_ANCHOR: u32 = 1;
/// The key is the one that was pinned.
pub const GOSTSEAL_PATH_PINNED_KEY: u32 = 2;
/// The certificate does not lead to an anchor.
pub const GOSTSEAL_PATH_REFUSED: u32 = 3;
/// Nothing was given to trust signers by.
pub const GOSTSEAL_PATH_NOT_ASKED: u32 = 4;
/// There is no certificate to begin with.
pub const GOSTSEAL_PATH_NOT_CHECKED: u32 = 5;

/// All certificates of the path below the anchor are known to be good at the time judged.
pub const GOSTSEAL_STATUS_GOOD: u32 = 1;
/// One was revoked.
pub const GOSTSEAL_STATUS_REVOKED: u32 = 2;
/// None is known to be revoked, and of one nothing is known.
pub const GOSTSEAL_STATUS_UNKNOWN: u32 = 3;
/// There is no path whose certificates could be asked about, or nothing was to be asked.
pub const GOSTSEAL_STATUS_NOT_ASKED: u32 = 4;

/// There are neither references nor values.
pub const GOSTSEAL_EVIDENCE_ABSENT: u32 = 1;
/// There are references and no values: they must be fetched.
pub const GOSTSEAL_EVIDENCE_REFERENCES_ONLY: u32 = 2;
/// Every reference has its value; or there are values without references.
pub const GOSTSEAL_EVIDENCE_COMPLETE: u32 = 3;
/// A certificate that is referred to is not among the values.
pub const GOSTSEAL_EVIDENCE_CERTIFICATE_MISSING: u32 = 4;
/// A CRL or OCSP response that is referred to is not among the values.
pub const GOSTSEAL_EVIDENCE_REVOCATION_MISSING: u32 = 5;
/// They could not be read.
pub const GOSTSEAL_EVIDENCE_NOT_CHECKED: u32 = 6;

/// No signing-certificate attribute: plain CMS.
pub const GOSTSEAL_CADES_CMS: u32 = 1;
/// CAdES-BES: a signing-certificate attribute.
pub const GOSTSEAL_CADES_BES: u32 = 2;
/// CAdES-EPES: a signature policy beside it.
pub const GOSTSEAL_CADES_EPES: u32 = 3;
/// CAdES-T: a time stamp over the signature.
pub const GOSTSEAL_CADES_T: u32 = 4;
/// CAdES-C: references to certificates and revocation values.
pub const GOSTSEAL_CADES_C: u32 = 5;
/// CAdES-X Long: the values too.
pub const GOSTSEAL_CADES_X_LONG: u32 = 6;
/// CAdES-X Long Type 1: a time stamp over signature, time stamp and references.
pub const GOSTSEAL_CADES_X_LONG_TYPE_1: u32 = 7;
/// CAdES-X Long Type 2: a time stamp over the references alone.
pub const GOSTSEAL_CADES_X_LONG_TYPE_2: u32 = 8;
/// CAdES-A: an archive time stamp.
pub const GOSTSEAL_CADES_A: u32 = 9;

/// A time-stamp token that stands alone.
pub const GOSTSEAL_TIME_STAMP_ALONE: u32 = 1;
/// A time stamp over the content, before it was signed.
pub const GOSTSEAL_TIME_STAMP_CONTENT: u32 = 2;
/// A time stamp over the signature.
pub const GOSTSEAL_TIME_STAMP_SIGNATURE: u32 = 3;
/// A time stamp over signature, its time stamps and the references.
pub const GOSTSEAL_TIME_STAMP_ESC: u32 = 4;
/// A time stamp over the references.
pub const GOSTSEAL_TIME_STAMP_CERTS_CRLS: u32 = 5;
/// A time stamp over the whole message.
pub const GOSTSEAL_TIME_STAMP_ARCHIVE: u32 = 6;
/// A time stamp over the whole message by an index of hashes.
pub const GOSTSEAL_TIME_STAMP_ARCHIVE_V3: u32 = 7;

/// The time stamp is over what it should be over.
pub const GOSTSEAL_IMPRINT_SAME: u32 = 1;
/// It is over something else.
pub const GOSTSEAL_IMPRINT_DIFFERS: u32 = 2;
/// It could not be checked.
pub const GOSTSEAL_IMPRINT_NOT_CHECKED: u32 = 3;

/// The question whether the signature is good.
pub const GOSTSEAL_QUESTION_SIGNATURE: u32 = 1;
/// The question whether the content is the one that was signed.
pub const GOSTSEAL_QUESTION_CONTENT: u32 = 2;
/// The question whether the signer signed the name of its certificate.
pub const GOSTSEAL_QUESTION_BINDING: u32 = 3;
/// The question whether the certificate leads to an anchor.
pub const GOSTSEAL_QUESTION_PATH: u32 = 4;
/// The question what is known of revocation.
pub const GOSTSEAL_QUESTION_REVOCATION: u32 = 5;
/// The question whether the references of the longer forms are kept.
pub const GOSTSEAL_QUESTION_EVIDENCE: u32 = 6;
/// The question whether all unsigned attributes could be read.
pub const GOSTSEAL_QUESTION_UNSIGNED: u32 = 7;

/// Everything that was found about one signature. Part of what it came from.
pub struct gostseal_signer_verdicts {
    /// Only pointers to it exist, which are pointers to the core's verdicts.
    _never_made: (),
}

/// Everything that was found about one time stamp. Part of what it came from.
pub struct gostseal_time_stamp_verdicts {
    /// Only pointers to it exist, which are pointers to the core's verdicts.
    _never_made: (),
}

impl gostseal_signer_verdicts {
    /// The pointer for verdicts, NULL for none.
    pub(crate) fn of(verdicts: Option<&SignerVerdicts>) -> *const Self {
        verdicts.map_or(std::ptr::null(), |verdicts| {
            std::ptr::from_ref(verdicts).cast()
        })
    }
}

impl gostseal_time_stamp_verdicts {
    /// The pointer for verdicts, NULL for none.
    pub(crate) fn of(verdicts: Option<&TimeStampVerdicts>) -> *const Self {
        verdicts.map_or(std::ptr::null(), |verdicts| {
            std::ptr::from_ref(verdicts).cast()
        })
    }
}

/// # Safety
/// The pointer is NULL or came from [`gostseal_signer_verdicts::of`], and what it is a part of is alive.
unsafe fn signer<'a>(verdicts: *const gostseal_signer_verdicts) -> Option<&'a SignerVerdicts> {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(verdicts.cast::<SignerVerdicts>()) }
}

/// # Safety
/// The pointer is NULL or came from [`gostseal_time_stamp_verdicts::of`], and what it is a part of is alive.
unsafe fn stamp<'a>(
    verdicts: *const gostseal_time_stamp_verdicts,
) -> Option<&'a TimeStampVerdicts> {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(verdicts.cast::<TimeStampVerdicts>()) }
}

fn null() -> Failure {
    Failure::null("verdicts")
}

/// What there is none of.
fn absent(what: &str) -> Failure {
    Failure::new(ErrorCode::MissingField, format!("there is no {what}"))
}

/// Whether the signature is good: one of the GOSTSEAL_SIGNATURE_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_signature(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.signature {
        SignatureVerdict::Good(_) => GOSTSEAL_SIGNATURE_GOOD,
        SignatureVerdict::Bad => GOSTSEAL_SIGNATURE_BAD,
        _ => GOSTSEAL_SIGNATURE_NOT_CHECKED,
    })
}

/// In which order the signed attributes stand: one of the GOSTSEAL_ORDER_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_attribute_order(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.signature {
        SignatureVerdict::Good(AttributeOrder::Absent) => GOSTSEAL_ORDER_ABSENT,
        SignatureVerdict::Good(AttributeOrder::Sorted) => GOSTSEAL_ORDER_SORTED,
        SignatureVerdict::Good(AttributeOrder::Unsorted) => GOSTSEAL_ORDER_UNSORTED,
        SignatureVerdict::Good(AttributeOrder::Resorted) => GOSTSEAL_ORDER_RESORTED,
        _ => GOSTSEAL_ORDER_UNKNOWN,
    })
}

/// Whether the content is the one that was signed: one of the GOSTSEAL_CONTENT_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_content(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.content {
        ContentVerdict::Same => GOSTSEAL_CONTENT_SAME,
        ContentVerdict::Signed => GOSTSEAL_CONTENT_SIGNED,
        ContentVerdict::Differs => GOSTSEAL_CONTENT_DIFFERS,
        _ => GOSTSEAL_CONTENT_NOT_CHECKED,
    })
}

/// Whether the signer signed the name of its certificate: one of the GOSTSEAL_BINDING_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_binding(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.binding {
        BindingVerdict::Bound => GOSTSEAL_BINDING_BOUND,
        BindingVerdict::Absent => GOSTSEAL_BINDING_ABSENT,
        BindingVerdict::Mismatch => GOSTSEAL_BINDING_MISMATCH,
        _ => GOSTSEAL_BINDING_NOT_CHECKED,
    })
}

/// By what the time was chosen that certificates were judged at: one of the GOSTSEAL_JUDGED_ numbers. 0 when `verdicts` is NULL.
/// `time` is NULL or gets that time, in seconds since 1970-01-01T00:00:00Z; it is left alone where there is none.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library; `time` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_judged_at(
    verdicts: *const gostseal_signer_verdicts,
    time: *mut i64,
) -> u32 {
    // SAFETY: as this function demands.
    let Some(verdicts) = (unsafe { signer(verdicts) }) else {
        return 0;
    };
    let (number, at) = match verdicts.judged_at {
        JudgedAt::Given(at) => (GOSTSEAL_JUDGED_AT_GIVEN, at),
        JudgedAt::TimeStamp(at) => (GOSTSEAL_JUDGED_AT_TIME_STAMP, at),
        _ => return GOSTSEAL_JUDGED_WITHOUT_TIME,
    };
    if !time.is_null() {
        // SAFETY: not NULL, and the caller vouches for the room.
        unsafe { ptr::write(time, at.0) };
    }
    number
}

/// Whether the certificate leads to an anchor: one of the GOSTSEAL_PATH_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_path(verdicts: *const gostseal_signer_verdicts) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.path {
        PathVerdict::Anchor(_) => GOSTSEAL_PATH_ANCHOR,
        PathVerdict::PinnedKey => GOSTSEAL_PATH_PINNED_KEY,
        PathVerdict::Refused { .. } => GOSTSEAL_PATH_REFUSED,
        PathVerdict::NotAsked => GOSTSEAL_PATH_NOT_ASKED,
        _ => GOSTSEAL_PATH_NOT_CHECKED,
    })
}

/// How many certificates the path has, signer's and anchor's included. 0 when there is none or `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_path_count(
    verdicts: *const gostseal_signer_verdicts,
) -> usize {
    // SAFETY: as this function demands.
    match unsafe { signer(verdicts) }.map(|verdicts| &verdicts.path) {
        Some(PathVerdict::Anchor(path)) => path.len(),
        _ => 0,
    }
}

/// A certificate of the path, counted from the signer's: 0. Returns a new object, free with gostseal_certificate_free.
///
/// # Safety
/// `verdicts` is part of an object of this library; `certificate` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_path_certificate(
    verdicts: *const gostseal_signer_verdicts,
    index: usize,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdicts = signer(verdicts).ok_or_else(null)?;
        ptr::check_out(certificate, "certificate")?;
        let found = match &verdicts.path {
            PathVerdict::Anchor(path) => path.get(index),
            _ => None,
        };
        let found = found.ok_or_else(|| absent("such certificate"))?;
        ptr::give(certificate, gostseal_certificate(found.clone()));
        Ok(())
    })
}

/// The certificate that the refusal of a path is about: `index` gets its place, counted from the signer's, 0, and `certificate` a new object,
/// free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when no path is refused.
///
/// # Safety
/// `verdicts` is part of an object of this library; `index` and `certificate` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_path_refused(
    verdicts: *const gostseal_signer_verdicts,
    index: *mut usize,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdicts = signer(verdicts).ok_or_else(null)?;
        ptr::check_out(index, "index")?;
        ptr::check_out(certificate, "certificate")?;
        let PathVerdict::Refused {
            index: which,
            certificate: refused,
            ..
        } = &verdicts.path
        else {
            return Err(absent("refused path"));
        };
        ptr::write(index, *which);
        ptr::give(certificate, gostseal_certificate(refused.clone()));
        Ok(())
    })
}

/// What is known of revocation: one of the GOSTSEAL_STATUS_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_revocation(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.revocation {
        RevocationVerdict::Good => GOSTSEAL_STATUS_GOOD,
        RevocationVerdict::Revoked { .. } => GOSTSEAL_STATUS_REVOKED,
        RevocationVerdict::Unknown { .. } => GOSTSEAL_STATUS_UNKNOWN,
        _ => GOSTSEAL_STATUS_NOT_ASKED,
    })
}

/// Which certificate of the path was revoked, when, and why: `reason` gets the CRLReason of RFC 5280 section 5.3.1, or -1.
/// GOSTSEAL_ERROR_MISSING_FIELD when none was.
///
/// # Safety
/// `verdicts` is part of an object of this library; `index`, `at` and `reason` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_revoked(
    verdicts: *const gostseal_signer_verdicts,
    index: *mut usize,
    at: *mut i64,
    reason: *mut i32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdicts = signer(verdicts).ok_or_else(null)?;
        ptr::check_out(index, "index")?;
        ptr::check_out(at, "at")?;
        ptr::check_out(reason, "reason")?;
        let RevocationVerdict::Revoked {
            index: which,
            at: when,
            reason: why,
        } = verdicts.revocation
        else {
            return Err(absent("revoked certificate"));
        };
        ptr::write(index, which);
        ptr::write(at, when.0);
        ptr::write(reason, why.map_or(-1, i32::from));
        Ok(())
    })
}

/// Whether the references of the longer forms are kept: one of the GOSTSEAL_EVIDENCE_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_evidence(
    verdicts: *const gostseal_signer_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.evidence {
        EvidenceVerdict::Absent => GOSTSEAL_EVIDENCE_ABSENT,
        EvidenceVerdict::ReferencesOnly => GOSTSEAL_EVIDENCE_REFERENCES_ONLY,
        EvidenceVerdict::Complete => GOSTSEAL_EVIDENCE_COMPLETE,
        EvidenceVerdict::CertificateMissing => GOSTSEAL_EVIDENCE_CERTIFICATE_MISSING,
        EvidenceVerdict::RevocationMissing => GOSTSEAL_EVIDENCE_REVOCATION_MISSING,
        _ => GOSTSEAL_EVIDENCE_NOT_CHECKED,
    })
}

/// Which form of CAdES the attributes have: one of the GOSTSEAL_CADES_ numbers. It says what is there, not that it is good. 0 when
/// `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_form(verdicts: *const gostseal_signer_verdicts) -> u32 {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| match verdicts.form {
        CadesForm::Bes => GOSTSEAL_CADES_BES,
        CadesForm::Epes => GOSTSEAL_CADES_EPES,
        CadesForm::T => GOSTSEAL_CADES_T,
        CadesForm::C => GOSTSEAL_CADES_C,
        CadesForm::XLong => GOSTSEAL_CADES_X_LONG,
        CadesForm::XLongType1 => GOSTSEAL_CADES_X_LONG_TYPE_1,
        CadesForm::XLongType2 => GOSTSEAL_CADES_X_LONG_TYPE_2,
        CadesForm::A => GOSTSEAL_CADES_A,
        _ => GOSTSEAL_CADES_CMS,
    })
}

/// Why a question, one of the GOSTSEAL_QUESTION_ numbers, has no good answer: GOSTSEAL_OK when it has one, else the number of what stands
/// against it.
///
/// # Safety
/// `verdicts` is part of an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_error(
    verdicts: *const gostseal_signer_verdicts,
    question: u32,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verdicts = signer(verdicts).ok_or_else(null)?;
            match refusal(verdicts, question)? {
                None => Ok(()),
                Some(error) => Err(error.into()),
            }
        },
    )
}

fn refusal(verdicts: &SignerVerdicts, question: u32) -> Result<Option<SignedError>, Failure> {
    Ok(match question {
        GOSTSEAL_QUESTION_SIGNATURE => match verdicts.signature {
            SignatureVerdict::Good(_) => None,
            SignatureVerdict::NotChecked(e) => Some(e),
            _ => Some(SignedError::InvalidSignature),
        },
        GOSTSEAL_QUESTION_CONTENT => match verdicts.content {
            ContentVerdict::Same | ContentVerdict::Signed => None,
            ContentVerdict::NotChecked(e) => Some(e),
            _ => Some(SignedError::DigestMismatch),
        },
        GOSTSEAL_QUESTION_BINDING => match verdicts.binding {
            BindingVerdict::Bound | BindingVerdict::Absent => None,
            BindingVerdict::NotChecked(e) => Some(e),
            _ => Some(SignedError::SigningCertificateMismatch),
        },
        GOSTSEAL_QUESTION_PATH => match &verdicts.path {
            PathVerdict::Anchor(_) | PathVerdict::PinnedKey => None,
            PathVerdict::Refused { error, .. } => Some(SignedError::Path(*error)),
            PathVerdict::NotChecked(e) => Some(*e),
            _ => Some(SignedError::TrustNotEstablished),
        },
        GOSTSEAL_QUESTION_REVOCATION => match verdicts.revocation {
            RevocationVerdict::Revoked { at, .. } => {
                Some(SignedError::Path(PathError::CertRevoked { at }))
            }
            RevocationVerdict::Unknown { why, .. } => {
                Some(SignedError::Path(PathError::StatusUnknown(why)))
            }
            _ => None,
        },
        GOSTSEAL_QUESTION_EVIDENCE => match verdicts.evidence {
            EvidenceVerdict::NotChecked(e) => Some(e),
            _ => None,
        },
        GOSTSEAL_QUESTION_UNSIGNED => verdicts.unsigned_fault,
        _ => {
            return Err(Failure::new(
                ErrorCode::InvalidArgument,
                "question is none of the GOSTSEAL_QUESTION_ numbers",
            ));
        }
    })
}

/// Demands a good signature over this content by a signer who is trusted at the time that was judged: GOSTSEAL_OK, or the number of the
/// first refusal. `revocation` is one of the GOSTSEAL_REVOCATION_ numbers. Time stamps and countersignatures are not demanded.
///
/// # Safety
/// `verdicts` is part of an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_require(
    verdicts: *const gostseal_signer_verdicts,
    revocation: u32,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verdicts = signer(verdicts).ok_or_else(null)?;
            Ok(verdicts.require(policy(revocation)?)?)
        },
    )
}

/// As gostseal_verdicts_require, without path and revocation.
///
/// # Safety
/// `verdicts` is part of an object of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_require_signature(
    verdicts: *const gostseal_signer_verdicts,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe { Ok(signer(verdicts).ok_or_else(null)?.require_signature()?) },
    )
}

/// The signer's certificate. Returns a new object, free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when none was found.
///
/// # Safety
/// `verdicts` is part of an object of this library; `certificate` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_certificate(
    verdicts: *const gostseal_signer_verdicts,
    certificate: *mut *mut gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdicts = signer(verdicts).ok_or_else(null)?;
        ptr::check_out(certificate, "certificate")?;
        let found = verdicts.certificate.as_ref();
        let found = found.ok_or_else(|| absent("certificate of the signer"))?;
        ptr::give(certificate, gostseal_certificate(found.clone()));
        Ok(())
    })
}

/// When the signer says that it signed, in seconds since 1970-01-01T00:00:00Z. It proves nothing. GOSTSEAL_ERROR_MISSING_FIELD when it
/// does not say.
///
/// # Safety
/// `verdicts` is part of an object of this library; `time` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_signing_time(
    verdicts: *const gostseal_signer_verdicts,
    time: *mut i64,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let verdicts = signer(verdicts).ok_or_else(null)?;
        give_time(verdicts.signing_time, "signing time", time)
    })
}

/// # Safety
/// `time` is NULL or writable.
unsafe fn give_time(found: Option<UnixTime>, what: &str, time: *mut i64) -> Result<(), Failure> {
    ptr::check_out(time, "time")?;
    let found = found.ok_or_else(|| absent(what))?;
    // SAFETY: checked above.
    unsafe { ptr::write(time, found.0) };
    Ok(())
}

/// How many countersignatures there are. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_countersignature_count(
    verdicts: *const gostseal_signer_verdicts,
) -> usize {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| verdicts.countersignatures.len())
}

/// The verdicts on a countersignature. Borrows, as `verdicts` does. NULL when there is no such one.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_countersignature(
    verdicts: *const gostseal_signer_verdicts,
    index: usize,
) -> *const gostseal_signer_verdicts {
    // SAFETY: as this function demands.
    let verdicts = unsafe { signer(verdicts) };
    gostseal_signer_verdicts::of(verdicts.and_then(|v| v.countersignatures.get(index)))
}

/// How many time stamps there are. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_time_stamp_count(
    verdicts: *const gostseal_signer_verdicts,
) -> usize {
    // SAFETY: as this function demands.
    unsafe { signer(verdicts) }.map_or(0, |verdicts| verdicts.time_stamps.len())
}

/// The verdicts on a time stamp. Borrows, as `verdicts` does. NULL when there is no such one.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verdicts_time_stamp(
    verdicts: *const gostseal_signer_verdicts,
    index: usize,
) -> *const gostseal_time_stamp_verdicts {
    // SAFETY: as this function demands.
    let verdicts = unsafe { signer(verdicts) };
    gostseal_time_stamp_verdicts::of(verdicts.and_then(|v| v.time_stamps.get(index)))
}

/// What a time stamp covers: one of the GOSTSEAL_TIME_STAMP_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_verdicts_kind(
    verdicts: *const gostseal_time_stamp_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { stamp(verdicts) }.map_or(0, |verdicts| match verdicts.kind {
        TimeStampKind::Content => GOSTSEAL_TIME_STAMP_CONTENT,
        TimeStampKind::Signature => GOSTSEAL_TIME_STAMP_SIGNATURE,
        TimeStampKind::Esc => GOSTSEAL_TIME_STAMP_ESC,
        TimeStampKind::CertsCrls => GOSTSEAL_TIME_STAMP_CERTS_CRLS,
        TimeStampKind::Archive => GOSTSEAL_TIME_STAMP_ARCHIVE,
        TimeStampKind::ArchiveV3 => GOSTSEAL_TIME_STAMP_ARCHIVE_V3,
        _ => GOSTSEAL_TIME_STAMP_ALONE,
    })
}

/// Whether a time stamp is over what it should be over: one of the GOSTSEAL_IMPRINT_ numbers. 0 when `verdicts` is NULL.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_verdicts_imprint(
    verdicts: *const gostseal_time_stamp_verdicts,
) -> u32 {
    // SAFETY: as this function demands.
    unsafe { stamp(verdicts) }.map_or(0, |verdicts| match verdicts.imprint {
        ImprintVerdict::Same => GOSTSEAL_IMPRINT_SAME,
        ImprintVerdict::Differs => GOSTSEAL_IMPRINT_DIFFERS,
        _ => GOSTSEAL_IMPRINT_NOT_CHECKED,
    })
}

/// The verdicts on the authority's signature. Borrows, as `verdicts` does. NULL when the token cannot be read.
///
/// # Safety
/// `verdicts` is NULL or part of an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_verdicts_token(
    verdicts: *const gostseal_time_stamp_verdicts,
) -> *const gostseal_signer_verdicts {
    // SAFETY: as this function demands.
    let verdicts = unsafe { stamp(verdicts) };
    gostseal_signer_verdicts::of(verdicts.and_then(|v| v.token.as_deref().ok()))
}

/// The time that a time stamp proves, in seconds since 1970-01-01T00:00:00Z, or the number of the first refusal: token, imprint, path,
/// and revocation as `revocation`, one of the GOSTSEAL_REVOCATION_ numbers, demands.
///
/// # Safety
/// `verdicts` is part of an object of this library; `time` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_verdicts_require(
    verdicts: *const gostseal_time_stamp_verdicts,
    revocation: u32,
    time: *mut i64,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verdicts = stamp(verdicts).ok_or_else(null)?;
            ptr::check_out(time, "time")?;
            let proved = verdicts.require(policy(revocation)?)?;
            ptr::write(time, proved.0);
            Ok(())
        },
    )
}

/// As gostseal_time_stamp_verdicts_require, under a good signature of whom nobody need trust.
///
/// # Safety
/// `verdicts` is part of an object of this library; `time` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_time_stamp_verdicts_require_signature(
    verdicts: *const gostseal_time_stamp_verdicts,
    time: *mut i64,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let verdicts = stamp(verdicts).ok_or_else(null)?;
            ptr::check_out(time, "time")?;
            let stated = verdicts.require_signature()?;
            ptr::write(time, stated.0);
            Ok(())
        },
    )
}
