// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI of `gostseal`: conversions and ownership, no decision.
//!
//! The contract stands at the top of `include/gostseal.h`, which is generated from here. Every `extern "C"` body runs
//! inside [`guard::guard`], so that a defect becomes `GOSTSEAL_ERROR_INTERNAL_PANIC` and never crosses the boundary.
#![allow(non_camel_case_types)]

pub mod certificate;
pub mod claims;
pub mod cms;
pub mod docflow;
pub mod evidence;
pub mod guard;
pub mod hash;
pub mod jws;
pub mod keys;
pub mod layers;
pub mod octets;
pub mod opener;
pub mod path;
mod ptr;
pub mod report;
pub mod result;
pub mod sealer;
pub mod sign;
mod streaming;
pub mod trust;
pub mod tsp;
pub mod userinfo;
pub mod verdicts;
pub mod verifier;
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
    shared::<evidence::gostseal_path_cache>();
    sent::<evidence::gostseal_evidence>();
    sent::<evidence::gostseal_crl_scan>();
    sent::<octets::gostseal_octets>();
    sent::<docflow::gostseal_docflow_verdict>();
    sent::<docflow::gostseal_known_certificates>();
    sent::<path::gostseal_certificate_report>();
    sent::<report::gostseal_report>();
    sent::<report::gostseal_verification>();
    sent::<tsp::gostseal_time_stamp>();
};
