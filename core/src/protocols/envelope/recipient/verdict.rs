// SPDX-License-Identifier: MIT OR Apache-2.0
//! What comes of all recipients together.
//!
//! They are judged one by one as they come. The first that opens decides; those after it are checked in their structure
//! only. When none opens, the first that was for the key says why; else the first that could not be read; else there is
//! no recipient.

use super::Outcome;
use crate::keys::Cek;
use crate::protocols::envelope::error::{EnvelopeError, RecipientKind};

/// What came of the recipients so far.
pub(in crate::protocols::envelope) struct Recipients {
    /// RecipientInfos that have begun.
    pub(in crate::protocols::envelope) count: u32,
    /// Recipients that were for the holder.
    pub(in crate::protocols::envelope) attempts: u32,
    /// How many of those there may be.
    most_attempts: u32,
    given_up: bool,
    /// A recipient of a kind that is opened here was read.
    readable: bool,
    /// Which one opened.
    pub(in crate::protocols::envelope) opened: Option<u32>,
    /// Of what kind it is.
    pub(in crate::protocols::envelope) opened_kind: Option<RecipientKind>,
    /// What it held, until the cipher takes it.
    pub(in crate::protocols::envelope) cek: Option<Cek>,
    /// The first refusal of a recipient that is for the holder.
    failed: Option<EnvelopeError>,
    /// The first recipient that could not be read.
    broken: Option<EnvelopeError>,
    /// The first kind that is not opened here.
    unsupported: Option<RecipientKind>,
}

impl Recipients {
    pub(in crate::protocols::envelope) fn new(most_attempts: u32) -> Self {
        Self {
            count: 0,
            attempts: 0,
            most_attempts,
            given_up: false,
            readable: false,
            opened: None,
            opened_kind: None,
            cek: None,
            failed: None,
            broken: None,
            unsupported: None,
        }
    }

    /// Whether one has opened.
    pub(in crate::protocols::envelope) fn opened(&self) -> bool {
        self.opened.is_some()
    }

    /// Whether the holder may be asked once more. That it may not is remembered.
    pub(super) fn may_try(&mut self) -> bool {
        let may = self.attempts < self.most_attempts;
        self.given_up |= !may;
        may
    }

    /// Notes what one recipient came to.
    pub(super) fn note(&mut self, outcome: Outcome) {
        self.readable |= !matches!(outcome, Outcome::Unsupported(_));
        match outcome {
            Outcome::Opened(cek, kind) => {
                self.attempts += 1;
                self.opened_kind = Some(kind);
                self.opened = Some(self.count - 1);
                self.cek = Some(cek);
            }
            Outcome::NotMine => {}
            Outcome::Failed(error) => {
                self.attempts += 1;
                self.failed.get_or_insert(EnvelopeError::Unwrap(error));
            }
            Outcome::Broken(error) => {
                self.broken.get_or_insert(error);
            }
            Outcome::Unsupported(kind) => self.unsupported(kind),
        }
    }

    /// Keeps the first kind that a GOST key could be for, else the first.
    pub(in crate::protocols::envelope) fn unsupported(&mut self, kind: RecipientKind) {
        let could_be_for_us = |kind: &RecipientKind| {
            matches!(
                kind,
                RecipientKind::KeyAgreement(_) | RecipientKind::KeyTransport(_)
            )
        };
        match &self.unsupported {
            Some(first) if could_be_for_us(first) || !could_be_for_us(&kind) => {}
            _ => self.unsupported = Some(kind),
        }
    }

    /// The verdict at the end of recipientInfos.
    pub(in crate::protocols::envelope) fn verdict(&self) -> Result<(), EnvelopeError> {
        if self.opened() {
            return Ok(());
        }
        if self.given_up {
            return Err(EnvelopeError::TooManyRecipients);
        }
        if let Some(error) = self.failed.or(self.broken) {
            return Err(error);
        }
        match self.unsupported {
            Some(kind) if !self.readable => Err(EnvelopeError::UnsupportedRecipient(kind)),
            _ => Err(EnvelopeError::NoRecipient),
        }
    }
}
