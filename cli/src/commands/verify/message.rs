// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads a message, and the content of a detached one, in flat memory.
//!
//! What is small is held whole, since archive time stamps and `--explain` need the content; what is large goes by in
//! pieces, and is read again from its file where something needs it after all.

use std::io::{self, Read};
use std::path::Path;

use gostseal::Label;
use gostseal::armor::Unarmor;
use gostseal::signed::{
    Accident, PushVerifier, PushedMessage, Report, SignedData, SignedError, Verifier,
};

use crate::exit::{At as _, Refusal, read_failed, shown};
use crate::input::{self, Input, Source};
use crate::output::Sink;
use crate::progress::Progress;

/// Octets that are read at once.
pub(super) const CHUNK: usize = 64 << 10;
/// Octets of a message or of a content that are held.
const HELD: usize = 4 << 20;

/// Where message and content come from.
#[derive(Clone, Copy)]
pub(super) struct Forms<'a> {
    pub(super) input: &'a Input,
    pub(super) content: Option<&'a Path>,
    pub(super) progress: &'a Progress,
}

/// A message with its content.
pub(super) enum Message {
    Whole {
        cms: Vec<u8>,
        content: Option<Vec<u8>>,
    },
    Pushed {
        message: PushedMessage,
        attached: bool,
    },
}

impl Forms<'_> {
    /// Reads the message; the content of an attached one goes to `sink`, unverified.
    pub(super) fn read(&self, sink: Option<&mut Sink>) -> Result<Message, Refusal> {
        match self.content {
            Some(path) => self.read_detached(path),
            None => self.read_attached(sink),
        }
    }

    /// Reads everything into memory, where it stands in files.
    pub(super) fn read_whole(&self) -> Result<Option<Message>, Refusal> {
        if !self.input.is_file() {
            return Ok(None);
        }
        let cms = self.input.read_structure(&[Label::Cms], "CMS")?;
        let content = self.content.map(input::read_file).transpose()?;
        Ok(Some(Message::Whole { cms, content }))
    }

    fn read_attached(&self, mut sink: Option<&mut Sink>) -> Result<Message, Refusal> {
        let name = self.input.name();
        let source = self.input.open()?;
        let mut source = self.progress.watch(source.octets, source.length);
        let mut unarmor = Unarmor::new();
        let mut push = PushVerifier::attached();
        // While all is held, a fault is left to whoever reads the whole: it knows more of it.
        let mut fault = None;
        let mut held = Some(Vec::new());
        let (mut octets, mut der, mut content) = (vec![0; CHUNK], Vec::new(), Vec::new());
        loop {
            let count = read_some(&mut source, &mut octets, &name)?;
            der.clear();
            match octets.get(..count).filter(|octets| !octets.is_empty()) {
                Some(octets) => unarmor.update(octets, &mut der).at(&name)?,
                None => unarmor.finish(&mut der).map(|_| ()).at(&name)?,
            }
            held = held.filter(|held: &Vec<u8>| held.len() + der.len() <= HELD);
            if let Some(held) = &mut held {
                held.extend_from_slice(&der);
            }
            if fault.is_none() {
                fault = push.update(&der, &mut content).err();
            }
            if let (None, Some(error)) = (&held, fault) {
                return Err(error).at(&name);
            }
            if let Some(sink) = sink.as_deref_mut() {
                sink.put(&content)?;
            }
            content.clear();
            if count == 0 {
                break;
            }
        }
        match held {
            Some(cms) => Ok(Message::Whole { cms, content: None }),
            None => Ok(Message::Pushed {
                message: push.finish().at(&name)?,
                attached: true,
            }),
        }
    }

    fn read_detached(&self, path: &Path) -> Result<Message, Refusal> {
        let name = self.input.name();
        let cms = self.input.read_structure(&[Label::Cms], "CMS")?;
        let Source { octets, length } = input::open_file(path)?;
        let mut source = self.progress.watch(octets, length);
        let mut push = PushVerifier::detached(cms.clone()).at(&name)?;
        let mut held = Some(Vec::new());
        let mut octets = vec![0; CHUNK];
        loop {
            let count = read_some(&mut source, &mut octets, &shown(path))?;
            let octets = octets.get(..count).unwrap_or_default();
            if octets.is_empty() {
                break;
            }
            push.update(octets, &mut Vec::new()).at(&name)?;
            held = held.filter(|held: &Vec<u8>| held.len() + octets.len() <= HELD);
            if let Some(held) = &mut held {
                held.extend_from_slice(octets);
            }
        }
        match held {
            Some(content) => Ok(Message::Whole {
                cms,
                content: Some(content),
            }),
            None => Ok(Message::Pushed {
                message: push.finish().at(&name)?,
                attached: false,
            }),
        }
    }
}

impl Message {
    pub(super) fn data(&self) -> Result<SignedData<'_>, SignedError> {
        match self {
            Self::Whole { cms, .. } => SignedData::parse(cms),
            Self::Pushed { message, .. } => message.data(),
        }
    }

    /// Whether the message carried content that is not kept.
    pub(super) fn is_attached(&self) -> bool {
        matches!(self, Self::Pushed { attached: true, .. })
    }

    /// Octets of the content.
    pub(super) fn content_len(&self) -> u64 {
        match self {
            Self::Whole {
                content: Some(content),
                ..
            } => content.len() as u64,
            Self::Whole { cms, .. } => SignedData::parse(cms)
                .ok()
                .and_then(|data| data.unverified_content().map(<[u8]>::len))
                .unwrap_or_default() as u64,
            Self::Pushed { message, .. } => message.content_len(),
        }
    }

    pub(super) fn report(&self, verifier: Verifier<'_>) -> Result<Report, SignedError> {
        match self {
            Self::Whole {
                cms,
                content: Some(content),
            } => verifier.content(content).report(cms),
            Self::Whole { cms, content: None } => verifier.report(cms),
            Self::Pushed { message, .. } => message.report(&verifier),
        }
    }

    pub(super) fn explain(
        &self,
        verifier: Verifier<'_>,
    ) -> Result<Vec<Vec<Accident>>, SignedError> {
        match self {
            Self::Whole {
                cms,
                content: Some(content),
            } => verifier.content(content).explain(cms),
            Self::Whole { cms, content: None } => verifier.explain(cms),
            Self::Pushed { .. } => Err(SignedError::ContentRequired),
        }
    }
}

/// Reads what there is, at most as much as fits; 0 at the end.
pub(super) fn read_some(
    source: &mut impl Read,
    octets: &mut [u8],
    name: &str,
) -> Result<usize, Refusal> {
    loop {
        match source.read(octets) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(read_failed(&error, name)),
            Ok(count) => return Ok(count),
        }
    }
}
