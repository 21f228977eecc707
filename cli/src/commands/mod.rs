// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verbs, one file each.

pub(crate) mod cert;
pub(crate) mod decrypt;
pub(crate) mod docflow;
pub(crate) mod encrypt;
pub(crate) mod inspect;
pub(crate) mod jws;
pub(crate) mod key;
pub(crate) mod seal;
pub(crate) mod sign;
mod token;
pub(crate) mod tsp;
pub(crate) mod userinfo;
pub(crate) mod verify;
