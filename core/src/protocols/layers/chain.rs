// SPDX-License-Identifier: MIT OR Apache-2.0
//! The layers in a row, each feeding the one within.
//!
//! What one stage gives goes at once to the next, innermost first, so that between two stages at most one piece of
//! 32 KiB and the caller's own piece are held, however much a compressed layer makes of it. When enough has come out
//! the chain stops taking and says how much it has taken.

use alloc::vec::Vec;

use super::error::LayerError;
use super::probe::Content;
use super::stage::Stage;
use super::{Limits, Unwrapped};
use crate::keys::{Cek, Decapsulator, UnwrapError, WrappedKey};

/// Octets of content after which no more are taken.
const ENOUGH: usize = 64 << 10;
/// Octets that are given to the outermost layer at once.
const PIECE: usize = 16 << 10;
/// Octets of content that may come out of any input.
const FREE: u64 = 64 << 20;

/// Opens layers one through the other: octets in, the innermost content out. See the [module](super) for what is
/// opened, and what is **not** judged on the way.
///
/// Octets go in by [`Self::update`] in pieces of any size; any cutting gives the same content and the same error.
/// Memory is flat whatever the sizes. After an error or the end no more input is taken.
///
/// ```
/// # use gostseal::layers::{Compressor, Layers, Limits};
/// # let mut message = Vec::new();
/// # let mut compressor = Compressor::new(None);
/// # compressor.update(b"12345", &mut message);
/// # compressor.finish(&mut message);
/// // No key: sealed layers are not opened then.
/// let mut layers = Layers::without_key(Limits::default());
/// let mut content = Vec::new();
/// let mut rest = &message[..];
/// while !rest.is_empty() {
///     let taken = layers.update(rest, &mut content)?;
///     rest = &rest[taken..];
/// }
/// let unwrapped = loop {
///     if let Some(unwrapped) = layers.finish(&mut content)? {
///         break unwrapped;
///     }
/// };
/// assert_eq!(content, b"12345");
/// assert_eq!(unwrapped.layers[0].name(), "CompressedData");
/// # Ok::<(), gostseal::layers::LayerError>(())
/// ```
pub struct Layers<D> {
    holder: Option<D>,
    limits: Limits,
    stages: Vec<Stage<D>>,
    taken: u64,
    given: u64,
    /// The stage that failed and why, until what it gave before has come out.
    failing: Option<(usize, LayerError)>,
    /// The outermost layer was told that its octets have ended.
    closed: bool,
    finished: bool,
}

/// A holder for layers that nobody opens.
#[derive(Clone, Copy, Debug)]
pub enum NoKey {}

impl Decapsulator for NoKey {
    fn unwrap_cek(&self, _: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        match *self {}
    }
}

impl Layers<NoKey> {
    /// Without a key: a sealed layer within another is content then.
    pub fn without_key(limits: Limits) -> Self {
        Self::make(None, limits)
    }
}

impl<D: Decapsulator + Clone> Layers<D> {
    /// With a holder of keys, who is asked for every sealed layer. A reference to a holder is one, too.
    pub fn new(holder: D) -> Self {
        Self::with_limits(holder, Limits::default())
    }

    /// With other limits.
    pub fn with_limits(holder: D, limits: Limits) -> Self {
        Self::make(Some(holder), limits)
    }

    fn make(holder: Option<D>, limits: Limits) -> Self {
        Self {
            holder,
            limits,
            stages: alloc::vec![Stage::outermost()],
            taken: 0,
            given: 0,
            failing: None,
            closed: false,
            finished: false,
        }
    }

    /// Takes octets from the front of `input` and appends content to `out`; how many were taken. They are fewer than all
    /// only when 64 KiB or more were appended: the rest is for the next call.
    ///
    /// # Errors
    /// [`LayerError`]; content before it has been appended.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, LayerError> {
        if self.finished || self.closed {
            return Err(LayerError::AlreadyFinished);
        }
        let before = out.len();
        let mut taken = 0;
        while self.pump(out, before)? {
            let Some(piece) = input.get(taken..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let piece = piece.get(..PIECE).unwrap_or(piece);
            taken += piece.len();
            self.taken += piece.len() as u64;
            self.feed(0, piece);
        }
        Ok(taken)
    }

    /// Says that the input has ended and appends the last content to `out`; `None` when 64 KiB or more were appended and
    /// more is to come: call again.
    ///
    /// # Errors
    /// [`LayerError`].
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<Unwrapped>, LayerError> {
        if self.finished {
            return Err(LayerError::AlreadyFinished);
        }
        self.closed = true;
        let before = out.len();
        loop {
            if !self.pump(out, before)? {
                return Ok(None);
            }
            // What was within a layer is complete when nothing more comes out of the layer.
            let Some(layer) = self.stages.iter().position(|stage| !stage.finished) else {
                break;
            };
            if let Some(stage) = self.stages.get_mut(layer)
                && let Err(fault) = stage.finish(self.holder.as_ref(), &self.limits)
            {
                self.failing = Some((layer, fault.in_layer(layer as u32)));
            }
        }
        self.finished = true;
        self.unwrapped().map(Some)
    }

    /// Where the layers stand: how many there are so far.
    pub fn depth(&self) -> usize {
        self.stages
            .iter()
            .filter(|stage| !stage.is_content())
            .count()
    }

    /// Moves what is between the stages inwards; false when `out` has got enough.
    ///
    /// A fault waits for what came before it, in which a stage within may find another one; that one is told then.
    fn pump(&mut self, out: &mut Vec<u8>, before: usize) -> Result<bool, LayerError> {
        loop {
            if out.len() - before >= ENOUGH {
                return Ok(false);
            }
            let failing = self.failing.map_or(0, |(layer, _)| layer);
            let found = self.stages.iter().rposition(Stage::has_output);
            let Some(from) = found.filter(|&from| from >= failing) else {
                return match self.failing {
                    Some((_, error)) => Err(self.fail(error)),
                    None => Ok(true),
                };
            };
            let Some(stage) = self.stages.get_mut(from) else {
                return Ok(true);
            };
            let is_content = stage.is_content();
            let piece = match stage.take() {
                Ok(piece) => piece,
                Err(fault) => {
                    self.failing = Some((from, fault.in_layer(from as u32)));
                    continue;
                }
            };
            if is_content {
                self.given += piece.len() as u64;
                out.extend_from_slice(&piece);
                let most = FREE.saturating_add(self.taken.saturating_mul(self.limits.expansion));
                if self.given > most {
                    let layer = from.saturating_sub(1) as u32;
                    return Err(self.fail(LayerError::Expansion { layer }));
                }
            } else if !piece.is_empty() {
                if from + 1 == self.stages.len() {
                    let may_open = self.stages.len() < self.limits.depth as usize;
                    self.stages.push(Stage::inner(may_open));
                }
                self.feed(from + 1, &piece);
            }
            if let Some(stage) = self.stages.get_mut(from) {
                stage.give_back(piece);
            }
        }
    }

    fn feed(&mut self, layer: usize, octets: &[u8]) {
        if let Some(stage) = self.stages.get_mut(layer)
            && let Err(fault) = stage.update(octets, self.holder.as_ref(), &self.limits)
        {
            self.failing = Some((layer, fault.in_layer(layer as u32)));
        }
    }

    fn fail(&mut self, error: LayerError) -> LayerError {
        self.finished = true;
        self.stages.clear();
        error
    }

    fn unwrapped(&mut self) -> Result<Unwrapped, LayerError> {
        let mut layers = Vec::with_capacity(self.stages.len());
        let mut content = (Content::Empty, 0);
        for (layer, stage) in core::mem::take(&mut self.stages).into_iter().enumerate() {
            if let Some(found) = stage.content() {
                content = found;
            }
            let found = stage.into_layer();
            layers.extend(found.map_err(|fault| self.fail(fault.in_layer(layer as u32)))?);
        }
        Ok(Unwrapped {
            layers,
            content: content.0,
            content_len: content.1,
        })
    }
}
