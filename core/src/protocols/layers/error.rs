// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why layers do not open.

use core::fmt;

use crate::ErrorCode;
use crate::formats::{FormatError, ParseError};
use crate::protocols::envelope::EnvelopeError;

/// Why layers do not open. Offsets count octets of the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayerError {
    /// The layers have ended or failed and take no more input.
    AlreadyFinished,
    /// An envelope does not open.
    Envelope {
        /// Layers around it.
        layer: u32,
        /// Why it does not open.
        error: EnvelopeError,
    },
    /// More comes out of compression than [`Limits::expansion`](super::Limits::expansion) allows.
    Expansion {
        /// Layers around the compressed one.
        layer: u32,
    },
    /// A layer cannot be read, or is of a kind that is not opened here.
    Format {
        /// Layers around it.
        layer: u32,
        /// Why it cannot be read.
        error: FormatError,
    },
}

impl LayerError {
    /// The number of the refusal.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlreadyFinished => ErrorCode::AlreadyFinished,
            Self::Envelope { error, .. } => error.code(),
            Self::Expansion { .. } => ErrorCode::LimitExceeded,
            Self::Format { error, .. } => error.code(),
        }
    }

    /// How many layers are around the one that is refused.
    pub fn layer(&self) -> u32 {
        match self {
            Self::AlreadyFinished => 0,
            Self::Envelope { layer, .. }
            | Self::Expansion { layer }
            | Self::Format { layer, .. } => *layer,
        }
    }
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyFinished => return f.write_str("the layers take no more input"),
            Self::Envelope { error, .. } => error.fmt(f),
            Self::Expansion { .. } => f.write_str("compression beyond the limit"),
            Self::Format { error, .. } => error.fmt(f),
        }?;
        match self.layer() {
            0 => Ok(()),
            layer => write!(f, ", in layer {}", layer + 1),
        }
    }
}

impl core::error::Error for LayerError {}

/// A refusal of one layer, which does not know how many are around it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    Envelope(EnvelopeError),
    Format(FormatError),
}

impl Fault {
    pub(super) fn in_layer(self, layer: u32) -> LayerError {
        match self {
            Self::Envelope(error) => LayerError::Envelope { layer, error },
            Self::Format(error) => LayerError::Format { layer, error },
        }
    }
}

impl From<EnvelopeError> for Fault {
    fn from(error: EnvelopeError) -> Self {
        Self::Envelope(error)
    }
}

impl From<FormatError> for Fault {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Self::Format(error.into())
    }
}
