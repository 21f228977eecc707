// SPDX-License-Identifier: MIT OR Apache-2.0
//! BER ([X.690]): definite and indefinite lengths, constructed strings, non-minimal lengths.
//!
//! [`cursor`] walks octets that are all in memory and gives raw ranges, so that what was signed is hashed as it
//! stands. [`push`] reads octets that come in pieces. [`normalize`] turns small structures into DER, so that the
//! DER crates can decode them; [`write`] writes DER. Depth and counts are bounded; nothing is allocated from a
//! declared length.
//!
//! [X.690]: https://www.itu.int/rec/T-REC-X.690

pub(crate) mod cursor;
mod normalize;
pub(crate) mod push;
pub(crate) mod write;

pub(crate) use cursor::{Cursor, Rules, Tag, Tlv};
pub(crate) use normalize::normalize;
