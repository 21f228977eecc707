// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the programs of this package share: requests to valgrind, and inputs.
//!
//! `instruction-counts` is run by `scripts/check-counts`, `constant-time` by `scripts/check-constant-time`. Both stand on
//! the public interface of the library, built as it is released; `scripts/check-disassembly` reads their code. The
//! example `timing` is run by hand.
#![deny(unsafe_code)]

pub mod inputs;
pub mod secret;
pub mod valgrind;
