// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI of `gostseal`: conversions and ownership, no decision.
//!
//! The contract stands at the top of `include/gostseal.h`, which is generated from here. Every `extern "C"` body runs
//! inside [`guard::guard`], so that a defect becomes `GOSTSEAL_ERROR_INTERNAL_PANIC` and never crosses the boundary.
#![allow(non_camel_case_types)]

pub mod certificate;
pub mod claims;
pub mod cms;
pub mod guard;
pub mod hash;
pub mod jws;
pub mod keys;
pub mod layers;
pub mod opener;
mod ptr;
pub mod result;
pub mod sealer;
mod streaming;
pub mod trust;
pub mod userinfo;
pub mod version;

/// What the header says of threads: every object may pass to another one, and those named here may be shared.
const _: () = {
    const fn sent<T: Send>() {}
    const fn shared<T: Send + Sync>() {}
    shared::<keys::gostseal_private_key>();
    shared::<keys::gostseal_public_key>();
    shared::<certificate::gostseal_certificate>();
    shared::<trust::gostseal_trust_store>();
    shared::<claims::gostseal_claims>();
    sent::<cms::gostseal_signed>();
    sent::<guard::gostseal_error>();
    sent::<hash::gostseal_hash>();
    sent::<jws::gostseal_jws>();
    sent::<sealer::gostseal_sealer>();
};
