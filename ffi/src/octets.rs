// SPDX-License-Identifier: MIT OR Apache-2.0
//! Octets of a length that nobody knows ahead.
#![allow(unsafe_code, reason = "this is the C boundary")]

use gostseal_core::ErrorCode;

use crate::guard::{Failure, guard_quiet};
use crate::ptr;
use crate::result::gostseal_result;

/// Octets that the library made, or that a callback gives to it.
pub struct gostseal_octets(pub(crate) Vec<u8>);

/// The octets. Borrows; valid until they are freed or added to.
///
/// # Safety
/// `octets` is an object of this library; `data` and `data_len` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_octets_data(
    octets: *const gostseal_octets,
    data: *mut *const u8,
    data_len: *mut usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let octets = ptr::object(octets, "octets")?;
        ptr::check_out(data, "data")?;
        ptr::check_out(data_len, "data_len")?;
        ptr::write(data, octets.0.as_ptr());
        ptr::write(data_len, octets.0.len());
        Ok(())
    })
}

/// Octets that a callback may give at most, all calls together.
const MAX_GIVEN: usize = 64 << 20;

/// Adds octets: what a callback that is given an object for its answer calls, as often as it likes. At most 64 MiB, then
/// GOSTSEAL_ERROR_LIMIT_EXCEEDED.
///
/// # Safety
/// `octets` is an object of this library; `data` points to `data_len` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_octets_append(
    octets: *mut gostseal_octets,
    data: *const u8,
    data_len: usize,
) -> gostseal_result {
    // SAFETY: as this function demands.
    guard_quiet(|| unsafe {
        let octets = ptr::object_mut(octets, "octets")?;
        let data = ptr::slice(data, data_len, "data")?;
        if data.len() > MAX_GIVEN.saturating_sub(octets.0.len()) {
            return Err(Failure::new(
                ErrorCode::LimitExceeded,
                "an answer of more than 64 MiB",
            ));
        }
        octets.0.extend_from_slice(data);
        Ok(())
    })
}

/// Frees octets. NULL is fine.
///
/// # Safety
/// `octets` is NULL or an object of this library that is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gostseal_octets_free(octets: *mut gostseal_octets) {
    // SAFETY: as this function demands.
    unsafe { ptr::free(octets) }
}
