// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom to trust: a pinned key, a store of anchors, or nobody.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;
use gostseal_core::trust::{Trust, TrustStore};

use crate::guard::{Failure, gostseal_error, guard};
use crate::keys::gostseal_public_key;
use crate::ptr;
use crate::result::gostseal_result;

/// Trust anchors. Once made, may be shared by threads.
pub struct gostseal_trust_store(pub(crate) TrustStore);

/// Makes a store from a bundle of certificates (DER, PEM with one or many, PKCS#7). Whatever is given is an anchor,
/// self-signed or not. Returns a new object, free with gostseal_trust_store_free.
///
/// # Safety
/// `data` points to `data_len` octets; `store` is writable; `error` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_trust_store_from_bundle(
    data: *const u8,
    data_len: usize,
    store: *mut *mut gostseal_trust_store,
    error: *mut *mut gostseal_error,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard(
        |e| unsafe { ptr::give_error(error, e) },
        || unsafe {
            ptr::check_out(store, "store")?;
            let parsed = TrustStore::from_bundle(ptr::slice(data, data_len, "data")?)?;
            ptr::give(store, gostseal_trust_store(parsed));
            Ok(())
        },
    )
}

/// Frees a store. NULL is fine.
///
/// # Safety
/// `store` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_trust_store_free(store: *mut gostseal_trust_store) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(store) }
}

/// The trust that a pinned key or a store gives; both together contradict each other.
///
/// # Safety
/// Both are NULL or objects of this library.
pub(crate) unsafe fn trust<'a>(
    pinned: *const gostseal_public_key,
    anchors: *const gostseal_trust_store,
) -> Result<Trust<'a>, Failure> {
    // SAFETY: as this function demands.
    match unsafe { (ptr::optional(pinned), ptr::optional(anchors)) } {
        (Some(_), Some(_)) => Err(Failure::new(
            ErrorCode::InvalidArgument,
            "a pinned key and a trust store were both given",
        )),
        (Some(key), None) => Ok(Trust::Pinned(&key.0)),
        (None, Some(store)) => Ok(Trust::Anchors(&store.0)),
        (None, None) => Ok(Trust::None),
    }
}
