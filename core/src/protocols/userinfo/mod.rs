// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job: from a sealed user-info to claims that a signature proves, or one clear reason why not.
//!
//! ```text
//! text ── two dots ───────────────────────────────────► JWS ► policy ► signature ► trust ► claims
//!      └─ four dots ► JWE ► envelope ► one pair of quotes ─┘
//! ```
//!
//! Source: Sber Business ID, resource `/v2/oauth/user-info`, and the tokens in `vectors/real`. The plaintext of the
//! envelope is a JSON string literal around the JWS; it is unquoted exactly once, and a bare JWS is taken as it is.
//! Octets that leave the envelope are not authenticated: they go nowhere but into the verification of the JWS,
//! and a refusal there gives nothing of them away except through
//! [`JwsError::Untrusted`](crate::jose::JwsError::Untrusted), whose signature is good.
//!
//! [`Open`] opens, one by one or many at once, [`Seal`] makes what [`Open`] opens.

mod batch;
mod error;
mod open;
mod seal;

pub use error::{OpenError, SealError, Step};
pub use open::{Open, UserInfo};
pub use seal::Seal;
