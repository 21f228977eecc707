// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bytes in, bytes out: no OID, no ASN.1, no I/O.

pub(crate) mod curve;
pub(crate) mod field;
pub(crate) mod gost28147;
pub(crate) mod gost3412;
pub(crate) mod gost3413;
pub(crate) mod gost94;
mod hash_type;
pub(crate) mod hmac;
pub(crate) mod kdf;
pub(crate) mod kexp15;
mod pi;
pub(crate) mod streebog;
