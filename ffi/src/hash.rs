// SPDX-License-Identifier: MIT OR Apache-2.0
//! Streebog, streaming.
#![allow(unsafe_code, reason = "this is the C boundary")]
#![allow(dead_code, reason = "the constants are for C")]

use gostseal_core::ErrorCode;
use gostseal_core::hash::{Digest, Streebog256, Streebog512};

use crate::guard::{Failure, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// Octets of a Streebog-256 digest.
pub const GOSTSEAL_STREEBOG256_SIZE: usize = 32;
/// Octets of a Streebog-512 digest.
pub const GOSTSEAL_STREEBOG512_SIZE: usize = 64;

/// A running Streebog digest.
pub struct gostseal_hash(State);

enum State {
    Streebog256(Streebog256),
    Streebog512(Streebog512),
}

/// Starts a Streebog digest of `bits` 256 or 512 (GOST R 34.11-2012). Returns a new object, free with gostseal_hash_free.
///
/// # Safety
/// `hash` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_hash_new(
    bits: u32,
    hash: *mut *mut gostseal_hash,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        ptr::check_out(hash, "hash")?;
        let state = match bits {
            256 => State::Streebog256(Streebog256::new()),
            512 => State::Streebog512(Streebog512::new()),
            _ => {
                return Err(Failure::new(
                    ErrorCode::InvalidArgument,
                    "bits must be 256 or 512",
                ));
            }
        };
        ptr::give(hash, gostseal_hash(state));
        Ok(())
    })
}

/// Hashes the next octets.
///
/// # Safety
/// `hash` is an object of this library; `data` points to `data_len` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_hash_update(
    hash: *mut gostseal_hash,
    data: *const u8,
    data_len: usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let data = ptr::slice(data, data_len, "data")?;
        match &mut ptr::object_mut(hash, "hash")?.0 {
            State::Streebog256(state) => state.update(data),
            State::Streebog512(state) => state.update(data),
        }
        Ok(())
    })
}

/// Copies the digest of what was hashed so far, 32 or 64 octets; the object can go on.
///
/// # Safety
/// `hash` is an object of this library; `out` has room for `out_len` octets; `written` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_hash_digest(
    hash: *const gostseal_hash,
    out: *mut u8,
    out_len: usize,
    written: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        match &ptr::object(hash, "hash")?.0 {
            State::Streebog256(state) => {
                ptr::copy_out(&state.clone().finalize(), out, out_len, written)
            }
            State::Streebog512(state) => {
                ptr::copy_out(&state.clone().finalize(), out, out_len, written)
            }
        }
    })
}

/// Frees a digest. NULL is fine.
///
/// # Safety
/// `hash` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_hash_free(hash: *mut gostseal_hash) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(hash) }
}
