// SPDX-License-Identifier: MIT OR Apache-2.0
//! The step function of GOST R 34.11-94 on every instruction set, and the choice among them.
//!
//! Every file has `compress` of the same shape. `portable` looks octets of the data up in tables and is for public
//! data; all others are constant time and serve both.

mod portable;
mod table_free;

#[cfg(test)]
use alloc::vec::Vec;

use super::boxes::Boxes;
use super::step::Words;

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    /// Look-ups, for public data only.
    Portable,
    /// Words without tables.
    TableFree,
}

impl Backend {
    /// The fastest of all.
    pub(super) fn for_public() -> Self {
        Self::vectors().unwrap_or(Self::Portable)
    }

    /// The fastest one whose time and cache lines do not depend on the data.
    pub(super) fn for_secret() -> Self {
        Self::vectors().unwrap_or(Self::TableFree)
    }

    /// The widest vectors of the processor.
    fn vectors() -> Option<Self> {
        None
    }

    /// Every backend that this machine has: for tests.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        std::vec![Self::Portable, Self::TableFree]
    }

    /// The step function of RFC 5831, section 5, into `h`.
    #[inline]
    pub(super) fn compress(self, boxes: &Boxes, h: &mut Words, m: &Words) {
        match self {
            Self::Portable => portable::compress(boxes, h, m),
            Self::TableFree => table_free::compress(boxes, h, m),
        }
    }
}
