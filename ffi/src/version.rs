// SPDX-License-Identifier: MIT OR Apache-2.0
//! The version, as macros and as functions.
#![allow(unsafe_code, reason = "exported names")]

use std::ffi::c_char;

/// Major version: the ABI.
pub const GOSTSEAL_VERSION_MAJOR: u32 = 0;
/// Minor version.
pub const GOSTSEAL_VERSION_MINOR: u32 = 1;
/// Patch version.
pub const GOSTSEAL_VERSION_PATCH: u32 = 0;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// The version of the library, for instance "0.1.0". Static, not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn gostseal_version() -> *const c_char {
    VERSION.as_ptr().cast()
}

/// The version of the library as a number: major * 65536 + minor * 256 + patch.
#[unsafe(no_mangle)]
pub extern "C" fn gostseal_version_number() -> u32 {
    GOSTSEAL_VERSION_MAJOR << 16 | GOSTSEAL_VERSION_MINOR << 8 | GOSTSEAL_VERSION_PATCH
}
