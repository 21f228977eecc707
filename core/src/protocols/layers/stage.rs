// SPDX-License-Identifier: MIT OR Apache-2.0
//! One layer: octets in, content out, whatever kind it turns out to be.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use super::carrier::{Carrier, Kind};
use super::error::Fault;
use super::probe::{self, Content, Head};
use super::{Layer, Limits, SignedLayer};
use crate::formats::armor::{Form, Unarmor};
use crate::formats::zlib::Inflate;
use crate::formats::{FormatError, ParseError, ParseErrorKind};
use crate::keys::Decapsulator;
use crate::protocols::envelope::{EnvelopeError, Opener, Stage as OpenerStage};

/// Leading octets of a content that are looked at for what it is.
const CONTENT_HEAD: usize = 64;

/// One layer, or the content within the last one.
pub(super) struct Stage<D> {
    unarmor: Unarmor,
    work: Work<D>,
    /// Content that the stage within has not taken.
    out: Vec<u8>,
    pub(super) finished: bool,
}

enum Work<D> {
    /// It is not known yet whether this is a layer; the octets so far.
    Unknown(Vec<u8>),
    /// A layer whose type is not known yet; its octets so far.
    Untyped(Vec<u8>),
    Opener(Box<Opener<D>>),
    Carrier(Box<Carrier>),
    Compressed(Box<Carrier>, Squeezed),
    /// No layer: content.
    Content {
        head: Vec<u8>,
        len: u64,
        message: bool,
    },
    /// It has ended.
    Layer(Layer),
}

/// Compressed octets on their way.
struct Squeezed {
    inflate: Inflate,
    octets: Vec<u8>,
    taken: usize,
    /// More comes out without more going in.
    more: bool,
}

impl<D: Decapsulator + Clone> Stage<D> {
    /// The outermost layer, which must be one.
    pub(super) fn outermost() -> Self {
        Self::with(Work::Untyped(Vec::new()))
    }

    /// What is within a layer. `may_open`: it may be another one.
    pub(super) fn inner(may_open: bool) -> Self {
        Self::with(if may_open {
            Work::Unknown(Vec::new())
        } else {
            Work::Content {
                head: Vec::new(),
                len: 0,
                message: false,
            }
        })
    }

    fn with(work: Work<D>) -> Self {
        Self {
            unarmor: Unarmor::new(),
            work,
            out: Vec::new(),
            finished: false,
        }
    }

    /// Whether this is content, which goes to the caller.
    pub(super) fn is_content(&self) -> bool {
        matches!(self.work, Work::Content { .. })
    }

    /// Whether there is something for the stage within.
    pub(super) fn has_output(&self) -> bool {
        !self.out.is_empty()
            || matches!(&self.work, Work::Compressed(_, squeezed) if squeezed.is_pending())
    }

    /// Gives what there is for the stage within, a bounded piece of it.
    pub(super) fn take(&mut self) -> Result<Vec<u8>, Fault> {
        if self.out.is_empty()
            && let Work::Compressed(_, squeezed) = &mut self.work
        {
            squeezed.step(&mut self.out)?;
        }
        Ok(mem::take(&mut self.out))
    }

    /// Gives a piece back whose room can be used again.
    pub(super) fn give_back(&mut self, mut room: Vec<u8>) {
        if self.out.is_empty() {
            room.clear();
            self.out = room;
        }
    }

    /// Takes octets, all of them.
    pub(super) fn update(
        &mut self,
        input: &[u8],
        holder: Option<&D>,
        limits: &Limits,
    ) -> Result<(), Fault> {
        if let Work::Unknown(held) = &mut self.work {
            held.extend_from_slice(input);
            return self.decide(false, holder, limits);
        }
        if let Work::Content { head, len, .. } = &mut self.work {
            let room = CONTENT_HEAD.saturating_sub(head.len());
            head.extend_from_slice(input.get(..room).unwrap_or(input));
            *len += input.len() as u64;
            self.out.extend_from_slice(input);
            return Ok(());
        }
        let octets = self.unarmor.pass(input);
        let done = Self::open(&mut self.work, octets, &mut self.out, holder, limits);
        match self.unarmor.failed() {
            Some(error) => done.and(Err(error.into())),
            None => done,
        }
    }

    /// Says that there are no more octets.
    pub(super) fn finish(&mut self, holder: Option<&D>, limits: &Limits) -> Result<(), Fault> {
        if matches!(self.work, Work::Unknown(_)) {
            self.decide(true, holder, limits)?;
        }
        self.finished = true;
        if self.is_content() {
            return Ok(());
        }
        let ended = self.unarmor.end();
        let (octets, line_ends) = self.unarmor.rest();
        Self::open(&mut self.work, octets, &mut self.out, holder, limits)?;
        if !self.work.is_done() {
            Self::open(&mut self.work, line_ends, &mut self.out, holder, limits)?;
        }
        let form = ended?;
        self.end(form)
    }

    /// What the layer was, once it has ended and its content was taken.
    pub(super) fn into_layer(self) -> Result<Option<Layer>, Fault> {
        match self.work {
            Work::Layer(layer) => Ok(Some(layer)),
            Work::Compressed(_, squeezed) if !squeezed.inflate.ended() => {
                Err(squeezed.error(ParseErrorKind::Truncated).into())
            }
            Work::Compressed(..) => Ok(Some(Layer::Compressed(
                self.unarmor.form().unwrap_or(Form::Binary),
            ))),
            _ => Ok(None),
        }
    }

    /// What the content begins as, and how long it is.
    pub(super) fn content(&self) -> Option<(Content, u64)> {
        match &self.work {
            Work::Content {
                message: true, len, ..
            } => Some((Content::Message, *len)),
            Work::Content { head, len, .. } => Some((Content::of(head), *len)),
            _ => None,
        }
    }

    /// Finds out whether this is a layer.
    fn decide(&mut self, ended: bool, holder: Option<&D>, limits: &Limits) -> Result<(), Fault> {
        let Work::Unknown(held) = &mut self.work else {
            return Ok(());
        };
        let Some(verdict) = probe::probe(held, ended) else {
            return Ok(());
        };
        let held = mem::take(held);
        let opens = verdict.is_some_and(|oid| holder.is_some() || !probe::is_sealed(oid));
        self.work = if opens {
            Work::Untyped(Vec::new())
        } else {
            Work::Content {
                head: Vec::new(),
                len: 0,
                message: verdict.is_some(),
            }
        };
        self.update(&held, holder, limits)
    }

    /// Opens octets that have no armour.
    fn open(
        work: &mut Work<D>,
        octets: &[u8],
        out: &mut Vec<u8>,
        holder: Option<&D>,
        limits: &Limits,
    ) -> Result<(), Fault> {
        match work {
            Work::Untyped(held) => {
                held.extend_from_slice(octets);
                let content_type = match probe::content_type(held) {
                    Head::More => return Ok(()),
                    Head::Other => return Err(unknown(held)),
                    Head::Type(content_type) => content_type,
                };
                let held = mem::take(held);
                *work = match (Kind::of(content_type), holder) {
                    (Some(Kind::Compressed), _) => Work::Compressed(
                        Box::new(Carrier::new(Kind::Compressed, limits.structure)),
                        Squeezed::new(),
                    ),
                    (Some(kind), _) => {
                        Work::Carrier(Box::new(Carrier::new(kind, limits.structure)))
                    }
                    (None, Some(holder)) => Work::Opener(Box::new(Opener::new(holder.clone()))),
                    (None, None) => {
                        return Err(EnvelopeError::UnsupportedContentType(content_type).into());
                    }
                };
                Self::open(work, &held, out, holder, limits)
            }
            Work::Opener(opener) => Ok(opener.update(octets, out).map(|_| ())?),
            Work::Carrier(carrier) => Ok(carrier.update(octets, out)?),
            Work::Compressed(carrier, squeezed) => {
                Ok(carrier.update(octets, &mut squeezed.octets)?)
            }
            Work::Unknown(_) | Work::Content { .. } | Work::Layer(_) => Ok(()),
        }
    }

    /// The octets have ended.
    fn end(&mut self, form: Form) -> Result<(), Fault> {
        let work = mem::replace(&mut self.work, Work::Untyped(Vec::new()));
        self.work = match work {
            Work::Untyped(_) => {
                return Err(ParseError::new(ParseErrorKind::Truncated, 0, "ContentInfo").into());
            }
            Work::Opener(mut opener) => Work::Layer(Layer::Enveloped(form, opener.finish()?)),
            Work::Compressed(carrier, squeezed) => {
                if !carrier.is_done() {
                    carrier.finish()?;
                    return Ok(());
                }
                // What is still to come out says whether the stream is whole.
                Work::Compressed(carrier, squeezed)
            }
            Work::Carrier(carrier) => {
                let carried = carrier.finish()?;
                Work::Layer(match (carried.kind, carried.digests) {
                    (Kind::Signed, Some(digests)) => Layer::Signed(SignedLayer {
                        form,
                        content_type: carried.content_type,
                        content_len: carried.content_len,
                        detached: carried.detached,
                        digests,
                    }),
                    (Kind::Digested, _) => Layer::Digested(form),
                    _ => Layer::Data(form),
                })
            }
            other => other,
        };
        Ok(())
    }
}

impl<D: Decapsulator> Work<D> {
    fn is_done(&self) -> bool {
        match self {
            Self::Opener(opener) => opener.stage() == OpenerStage::Complete,
            Self::Carrier(carrier) | Self::Compressed(carrier, _) => carrier.is_done(),
            _ => false,
        }
    }
}

impl Squeezed {
    fn new() -> Self {
        Self {
            inflate: Inflate::new(),
            octets: Vec::new(),
            taken: 0,
            more: false,
        }
    }

    fn is_pending(&self) -> bool {
        self.more || !self.octets.is_empty()
    }

    /// Expands a bounded piece.
    fn step(&mut self, out: &mut Vec<u8>) -> Result<(), Fault> {
        let mut input = self.octets.get(self.taken..).unwrap_or_default();
        let outcome = self.inflate.update(&mut input, out);
        self.taken = self.octets.len() - input.len();
        self.more = outcome == Ok(true);
        if !self.more {
            self.octets.clear();
            self.taken = 0;
        }
        Ok(outcome.map(|_| ()).map_err(|kind| self.error(kind))?)
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, 0, "compressed content")
    }
}

fn unknown(octets: &[u8]) -> Fault {
    // As the reader of a ContentInfo says it.
    let kind = match octets.first() {
        Some(0x30) => ParseErrorKind::UnknownFormat,
        _ => ParseErrorKind::UnexpectedTag,
    };
    FormatError::Parse(ParseError::new(kind, 0, "ContentInfo")).into()
}
