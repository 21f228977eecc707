// SPDX-License-Identifier: MIT OR Apache-2.0
//! The other implementations, each behind types that do what a row needs and no more.
//!
//! Every one is set up as a program that is careful of its speed would do it: algorithms are looked up once, objects
//! are kept, and a call does the work of one message. `tests/rivals_agree.rs` holds what they compute against ours, so
//! that no row is of other work than it says. BouncyCastle runs in its own process: `benches/java`.

pub mod botan;
pub mod openssl;
pub mod rustcrypto;
