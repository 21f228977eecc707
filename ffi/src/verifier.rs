// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is brought to verifications, once for many of them.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::signed::{RevocationPolicy, SignedError, Verifier};
use gostseal_core::trust::{Certificate, Trust, TrustStore};
use gostseal_core::{ErrorCode, UnixTime};

use crate::certificate::gostseal_certificate;
use crate::evidence::{gostseal_evidence, gostseal_path_cache, policy};
use crate::guard::{Failure, guard_quiet};
use crate::keys::gostseal_public_key;
use crate::ptr;
use crate::result::gostseal_result;
use crate::trust::{gostseal_trust_store, trust};

/// What is brought to verifications: whom to trust, when, by which evidence.
pub struct gostseal_verifier {
    signer: *const gostseal_public_key,
    anchors: *const gostseal_trust_store,
    authorities: *const gostseal_trust_store,
    certificates: Vec<Certificate>,
    time: Time,
    evidence: *const gostseal_evidence,
    embedded: bool,
    time_stamps: Option<RevocationPolicy>,
    resort: bool,
    cache: *const gostseal_path_cache,
}

/// When certificates must be valid.
#[derive(Clone, Copy)]
enum Time {
    /// Nobody said, and a guess would be wrong either way.
    Unset,
    At(UnixTime),
    NotJudged,
}

impl gostseal_verifier {
    /// The time to judge at.
    pub(crate) fn at(&self) -> Result<Option<UnixTime>, Failure> {
        match self.time {
            Time::At(time) => Ok(Some(time)),
            Time::NotJudged => Ok(None),
            Time::Unset => Err(Failure::new(
                ErrorCode::InvalidArgument,
                "neither gostseal_verifier_set_time nor gostseal_verifier_ignore_time was called",
            )),
        }
    }

    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// # Safety
    /// The store that was set is alive.
    pub(crate) unsafe fn anchors(&self) -> Option<&TrustStore> {
        // SAFETY: as this function demands.
        unsafe { ptr::optional(self.anchors) }.map(|store| &store.0)
    }

    /// # Safety
    /// The evidence that was set is alive, and nobody adds to it.
    pub(crate) unsafe fn evidence(&self) -> Option<&gostseal_evidence> {
        // SAFETY: as this function demands.
        unsafe { ptr::optional(self.evidence) }
    }

    /// # Safety
    /// The cache that was set is alive.
    pub(crate) unsafe fn cache(&self) -> Option<&gostseal_path_cache> {
        // SAFETY: as this function demands.
        unsafe { ptr::optional(self.cache) }
    }

    /// Works with the core's verifier.
    ///
    /// # Safety
    /// Everything that was set is alive.
    pub(crate) unsafe fn with<R>(
        &self,
        work: impl FnOnce(Verifier<'_>) -> Result<R, SignedError>,
    ) -> Result<R, Failure> {
        let at = self.at()?;
        // SAFETY: as this function demands.
        let (trust, authorities, evidence, cache) = unsafe {
            (
                trust(self.signer, self.anchors)?,
                ptr::optional(self.authorities),
                self.evidence(),
                self.cache(),
            )
        };
        let mut verifier = Verifier::new(trust)
            .certificates(&self.certificates)
            .allow_unsorted_attributes(self.resort);
        if let Some(time) = at {
            verifier = verifier.at(time);
        }
        if let Some(store) = authorities {
            verifier = verifier.authorities(Trust::Anchors(&store.0));
        }
        if let Some(evidence) = evidence {
            verifier = verifier.revocation(&evidence.0);
        }
        if !self.embedded {
            verifier = verifier.evidence(None);
        }
        if let Some(policy) = self.time_stamps {
            verifier = verifier.trust_time_stamps(policy);
        }
        if let Some(cache) = cache {
            verifier = verifier.cache(&cache.0);
        }
        Ok(work(verifier)?)
    }
}

/// Makes a verifier that trusts nobody. Returns a new object, free with gostseal_verifier_free.
///
/// Whom to trust is set with gostseal_verifier_set_signer or gostseal_verifier_set_anchors, when certificates must be valid with
/// gostseal_verifier_set_time or gostseal_verifier_ignore_time: one of the two must be called. What is set is borrowed and must
/// outlive the verifier, certificates excepted, which are copied.
///
/// # Safety
/// `verifier` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_new(
    verifier: *mut *mut gostseal_verifier,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(verifier, "verifier")?;
        ptr::give(
            verifier,
            gostseal_verifier {
                signer: std::ptr::null(),
                anchors: std::ptr::null(),
                authorities: std::ptr::null(),
                certificates: Vec::new(),
                time: Time::Unset,
                evidence: std::ptr::null(),
                embedded: true,
                time_stamps: None,
                resort: false,
                cache: std::ptr::null(),
            },
        );
        Ok(())
    })
}

/// # Safety
/// `verifier` is NULL or an object of this library.
unsafe fn change(
    verifier: *mut gostseal_verifier,
    change: impl FnOnce(&mut gostseal_verifier) -> Result<(), Failure>,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe { change(ptr::object_mut(verifier, "verifier")?) })
}

/// Pins the signer's key: nobody else is believed, and certificates are not looked at. NULL takes it back. With anchors too, calls give
/// GOSTSEAL_ERROR_INVALID_ARGUMENT.
///
/// # Safety
/// `verifier` is an object of this library; `signer` is NULL or one that outlives it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_signer(
    verifier: *mut gostseal_verifier,
    signer: *const gostseal_public_key,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.signer = signer;
            Ok(())
        })
    }
}

/// Sets the anchors that signers' certificates must lead to. NULL takes them back.
///
/// # Safety
/// `verifier` is an object of this library; `anchors` is NULL or one that outlives it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_anchors(
    verifier: *mut gostseal_verifier,
    anchors: *const gostseal_trust_store,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.anchors = anchors;
            Ok(())
        })
    }
}

/// Sets the anchors of time-stamp authorities. NULL: those of signers, as unless told.
///
/// # Safety
/// `verifier` is an object of this library; `anchors` is NULL or one that outlives it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_authorities(
    verifier: *mut gostseal_verifier,
    anchors: *const gostseal_trust_store,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.authorities = anchors;
            Ok(())
        })
    }
}

/// Adds a certificate to look for signers and issuers in. It is not trusted for it.
///
/// # Safety
/// `verifier` and `certificate` are objects of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_add_certificate(
    verifier: *mut gostseal_verifier,
    certificate: *const gostseal_certificate,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            let certificate = ptr::object(certificate, "certificate")?;
            verifier.certificates.push(certificate.0.clone());
            Ok(())
        })
    }
}

/// Sets when certificates must be valid, in seconds since 1970-01-01T00:00:00Z.
///
/// # Safety
/// `verifier` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_time(
    verifier: *mut gostseal_verifier,
    now: i64,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.time = Time::At(UnixTime(now));
            Ok(())
        })
    }
}

/// Judges without dates: an expired certificate is as good as any, and whatever was ever revoked is revoked.
///
/// # Safety
/// `verifier` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_ignore_time(
    verifier: *mut gostseal_verifier,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.time = Time::NotJudged;
            Ok(())
        })
    }
}

/// Sets what knows of revoked certificates. NULL: nothing does but what messages carry.
///
/// # Safety
/// `verifier` is an object of this library; `evidence` is NULL or one that outlives it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_evidence(
    verifier: *mut gostseal_verifier,
    evidence: *const gostseal_evidence,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.evidence = evidence;
            Ok(())
        })
    }
}

/// Whether the CRLs and OCSP responses that messages carry are asked where the evidence knows nothing: 1, as unless told, or 0.
///
/// # Safety
/// `verifier` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_embedded_evidence(
    verifier: *mut gostseal_verifier,
    used: u32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.embedded = used != 0;
            Ok(())
        })
    }
}

/// Judges a signer's certificates at the earliest time that a good time stamp over its signature proves, where there is one.
/// `revocation`, one of the GOSTSEAL_REVOCATION_ numbers, is what must be known of the authority's certificates.
///
/// # Safety
/// `verifier` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_trust_time_stamps(
    verifier: *mut gostseal_verifier,
    revocation: u32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.time_stamps = Some(policy(revocation)?);
            Ok(())
        })
    }
}

/// Whether a signature over unsorted attributes that is not good as transmitted is verified over the sorted ones too: 1 or 0, as
/// unless told. GOSTSEAL_ORDER_RESORTED tells of one that needed it.
///
/// # Safety
/// `verifier` is an object of this library.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_allow_unsorted_attributes(
    verifier: *mut gostseal_verifier,
    allow: u32,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.resort = allow != 0;
            Ok(())
        })
    }
}

/// Sets what remembers keys and signatures of certificates. NULL: nothing does.
///
/// # Safety
/// `verifier` is an object of this library; `cache` is NULL or one that outlives it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_set_cache(
    verifier: *mut gostseal_verifier,
    cache: *const gostseal_path_cache,
) -> gostseal_result {
    // SAFETY: as this function demands.
    unsafe {
        change(verifier, |verifier| {
            verifier.cache = cache;
            Ok(())
        })
    }
}

/// Frees a verifier, and nothing that was set. NULL is fine.
///
/// # Safety
/// `verifier` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_verifier_free(verifier: *mut gostseal_verifier) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(verifier) }
}
