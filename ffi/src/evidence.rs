// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLs and OCSP responses that a caller brings, and what remembers signatures of certificates.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use gostseal_core::trust::{
    Crl, CrlScan, Evidence, Freshness, Nonce, OcspResponse, PathCache, RevocationPolicy,
};
use gostseal_core::{ErrorCode, ParseError};

use crate::certificate::gostseal_certificate;
use crate::guard::{Failure, gostseal_error, guard, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// A path is refused when the status of one of its certificates is not known.
pub const GOSTSEAL_REVOCATION_HARD_FAIL: u32 = 1;
/// A path is good when the status of one of its certificates is not known, and reports say so.
pub const GOSTSEAL_REVOCATION_SOFT_FAIL: u32 = 2;
/// Nothing is asked: a certificate may be revoked and the path good.
pub const GOSTSEAL_REVOCATION_NONE: u32 = 3;

/// A policy by its number; nothing stands for a default.
pub(crate) fn policy(number: u32) -> Result<RevocationPolicy, Failure> {
    match number {
        GOSTSEAL_REVOCATION_HARD_FAIL => Ok(RevocationPolicy::HardFail),
        GOSTSEAL_REVOCATION_SOFT_FAIL => Ok(RevocationPolicy::SoftFail),
        GOSTSEAL_REVOCATION_NONE => Ok(RevocationPolicy::None),
        _ => Err(Failure::new(
            ErrorCode::InvalidArgument,
            "revocation is none of the GOSTSEAL_REVOCATION_ numbers",
        )),
    }
}

/// CRLs and OCSP responses. Nothing is fetched. It must not be added to while another call works with it.
pub struct gostseal_evidence(pub(crate) Evidence);

/// Takes a CRL of any size in pieces, and keeps what it says of certain certificates.
pub struct gostseal_crl_scan {
    scan: Option<CrlScan>,
}

/// Remembers keys and signatures of certificates, so that the next document of a signer costs one signature. May be shared by
/// threads.
pub struct gostseal_path_cache(pub(crate) PathCache);

/// Makes evidence without anything in it. Returns a new object, free with gostseal_evidence_free.
///
/// # Safety
/// `evidence` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_evidence_new(
    evidence: *mut *mut gostseal_evidence,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(evidence, "evidence")?;
        ptr::give(evidence, gostseal_evidence(Evidence::new()));
        Ok(())
    })
}

/// Says how old evidence may be: `without_next_update` seconds after thisUpdate where there is no nextUpdate (86400 unless
/// told), `max_age` seconds after thisUpdate at the most (UINT32_MAX for until nextUpdate, as unless told), and by how many
/// seconds the caller's clock may be ahead.
///
/// # Safety
/// `evidence` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_evidence_set_freshness(
    evidence: *mut gostseal_evidence,
    without_next_update: u32,
    max_age: u32,
    skew: u32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let evidence = ptr::object_mut(evidence, "evidence")?;
        evidence.0.set_freshness(Freshness {
            without_next_update,
            max_age: (max_age != u32::MAX).then_some(max_age),
            skew,
        });
        Ok(())
    })
}

/// Adds every CRL of a file: DER, PEM or base64.
///
/// # Safety
/// `evidence` is an object of this library; `data` points to `data_len` octets; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_evidence_add_crl(
    evidence: *mut gostseal_evidence,
    data: *const u8,
    data_len: usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let evidence = ptr::object_mut(evidence, "evidence")?;
            for crl in Crl::read_bundle(ptr::slice(data, data_len, "data")?)? {
                evidence.0.add_crl(crl);
            }
            Ok(())
        },
    )
}

/// Adds an OCSP response in DER. `nonce` is the one of the request, or (NULL, 0); unless `nonce_required` is 0 a response without
/// it tells nothing.
///
/// # Safety
/// `evidence` is an object of this library; `data` and `nonce` point to as many octets as said; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_evidence_add_ocsp(
    evidence: *mut gostseal_evidence,
    data: *const u8,
    data_len: usize,
    nonce: *const u8,
    nonce_len: usize,
    nonce_required: u32,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let evidence = ptr::object_mut(evidence, "evidence")?;
            let nonce = ptr::slice(nonce, nonce_len, "nonce")?;
            let mut response = OcspResponse::from_der(ptr::slice(data, data_len, "data")?)?;
            if !nonce.is_empty() {
                response = response.with_nonce(if nonce_required == 0 {
                    Nonce::IfPresent(nonce.to_vec())
                } else {
                    Nonce::Required(nonce.to_vec())
                });
            }
            evidence.0.add_ocsp(response);
            Ok(())
        },
    )
}

/// Frees evidence. NULL is fine.
///
/// # Safety
/// `evidence` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_evidence_free(evidence: *mut gostseal_evidence) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(evidence) }
}

/// Begins to read a CRL in DER for what it says of `count` certificates: memory does not grow with the list. Returns a new
/// object, free with gostseal_crl_scan_free.
///
/// # Safety
/// `certificates` points to `count` pointers to objects of this library; `scan` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_crl_scan_new(
    certificates: *const *const gostseal_certificate,
    count: usize,
    scan: *mut *mut gostseal_crl_scan,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(scan, "scan")?;
        let mut wanted = Vec::new();
        for &certificate in ptr::objects(certificates, count, "certificates")? {
            wanted.push(&ptr::object(certificate, "certificate")?.0);
        }
        let made = CrlScan::of(wanted);
        ptr::give(scan, gostseal_crl_scan { scan: Some(made) });
        Ok(())
    })
}

/// Takes the next octets of the CRL. After an error nothing more is taken.
///
/// # Safety
/// `scan` is an object of this library; `data` points to `data_len` octets; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_crl_scan_update(
    scan: *mut gostseal_crl_scan,
    data: *const u8,
    data_len: usize,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let scan = ptr::object_mut(scan, "scan")?;
            let data = ptr::slice(data, data_len, "data")?;
            // Taken out while it works: a panic leaves nothing to go on with.
            let mut reader = scan.scan.take().ok_or_else(finished)?;
            let outcome: Result<(), ParseError> = reader.update(data);
            outcome?;
            scan.scan = Some(reader);
            Ok(())
        },
    )
}

/// Says that the CRL has ended, and adds what it says to `evidence`.
///
/// # Safety
/// `scan` and `evidence` are objects of this library; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_crl_scan_finish(
    scan: *mut gostseal_crl_scan,
    evidence: *mut gostseal_evidence,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            let scan = ptr::object_mut(scan, "scan")?;
            let evidence = ptr::object_mut(evidence, "evidence")?;
            let reader = scan.scan.take().ok_or_else(finished)?;
            evidence.0.add_crl(reader.finish()?);
            Ok(())
        },
    )
}

fn finished() -> Failure {
    Failure::new(
        ErrorCode::AlreadyFinished,
        "the CRL was refused or has ended",
    )
}

/// Frees a scan. NULL is fine.
///
/// # Safety
/// `scan` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_crl_scan_free(scan: *mut gostseal_crl_scan) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(scan) }
}

/// Makes a cache of so many certificates at most (some 700 octets each), with so many octets for the keys of authorities. Returns a
/// new object, free with gostseal_path_cache_free.
///
/// # Safety
/// `cache` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_path_cache_new(
    certificates: usize,
    key_octets: usize,
    cache: *mut *mut gostseal_path_cache,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(cache, "cache")?;
        ptr::give(
            cache,
            gostseal_path_cache(PathCache::new(certificates, key_octets)),
        );
        Ok(())
    })
}

/// How many signatures are remembered. 0 when `cache` is NULL.
///
/// # Safety
/// `cache` is NULL or an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_path_cache_len(cache: *const gostseal_path_cache) -> usize {
    // SAFETY: as this function demands.
    unsafe { ptr::optional(cache) }.map_or(0, |cache| cache.0.len())
}

/// Frees a cache. NULL is fine.
///
/// # Safety
/// `cache` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_path_cache_free(cache: *mut gostseal_path_cache) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(cache) }
}
