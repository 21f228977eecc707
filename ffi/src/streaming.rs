// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the streaming objects share: octets that wait for the caller, and an end to calls after a panic.
#![allow(unsafe_code, reason = "this is the C boundary")]

use zeroize::{Zeroize as _, Zeroizing};

use crate::guard::Failure;
use crate::ptr;

/// An object that works piece by piece and takes no more input after a call that panicked.
pub(crate) trait Streaming: Sized {
    /// Set while a call runs: a panic leaves it set.
    fn broken(&mut self) -> &mut bool;

    /// What a call gives after one that panicked.
    fn already_finished() -> Failure;

    /// Runs one step, and none after one that panicked.
    fn step<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if std::mem::replace(self.broken(), true) {
            return Err(Self::already_finished());
        }
        let outcome = step(self);
        *self.broken() = false;
        outcome
    }
}

/// Octets that wait until the caller has room for them. They are wiped when they have been given.
#[derive(Default)]
pub(crate) struct Waiting {
    octets: Zeroizing<Vec<u8>>,
    /// How many at the front have been given.
    given: usize,
}

impl Waiting {
    pub(crate) fn octets(&self) -> &[u8] {
        self.octets.get(self.given..).unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.octets().is_empty()
    }

    /// Where more octets are appended.
    pub(crate) fn sink(&mut self) -> &mut Vec<u8> {
        self.octets.drain(..self.given);
        self.given = 0;
        &mut self.octets
    }

    /// Writes as many octets as `out` has room for.
    ///
    /// # Safety
    /// As [`ptr::copy_out`].
    pub(crate) unsafe fn give(
        &mut self,
        out: *mut u8,
        out_len: usize,
        written: *mut usize,
    ) -> Result<(), Failure> {
        let waiting = self.octets();
        let ready = waiting.get(..out_len).unwrap_or(waiting);
        let count = ready.len();
        // SAFETY: as this function demands.
        unsafe { ptr::copy_out(ready, out, out_len, written)? };
        self.wipe(count);
        Ok(())
    }

    /// Writes all octets; none, and how many there are, when `out` has no room for them.
    ///
    /// # Safety
    /// As [`ptr::copy_out`].
    pub(crate) unsafe fn give_all(
        &mut self,
        out: *mut u8,
        out_len: usize,
        written: *mut usize,
    ) -> Result<(), Failure> {
        let waiting = self.octets();
        let count = waiting.len();
        // SAFETY: as this function demands.
        unsafe { ptr::copy_out(waiting, out, out_len, written)? };
        self.wipe(count);
        Ok(())
    }

    /// Wipes the next octets, which have been given.
    fn wipe(&mut self, count: usize) {
        let end = self.given + count;
        self.octets[self.given..end].zeroize();
        self.given = end;
    }
}
