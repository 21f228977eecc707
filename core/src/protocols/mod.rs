// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decisions: what is opened, what is believed, and why not.

pub mod docflow;
pub mod envelope;
pub mod inspect;
pub mod issue;
pub mod jose;
pub mod layers;
pub mod lint;
pub mod signed;
pub mod trust;
pub mod userinfo;
