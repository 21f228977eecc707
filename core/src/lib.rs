// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal` opens, verifies, seals and signs what Russian e-services send in GOST cryptography.
//!
//! The crate has no network, no threads and no global state. It is not a certified cryptographic
//! protection tool (СКЗИ).
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]

mod error;

pub use error::ErrorCode;
