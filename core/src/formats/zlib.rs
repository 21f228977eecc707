// SPDX-License-Identifier: MIT OR Apache-2.0
//! The zlib format ([RFC 1950]) piece by piece, by the crate `miniz_oxide`.
//!
//! Memory is that of the window, whatever the streams say of themselves. What comes out of a few octets may be a
//! thousand times as much, so it is given out in bounded pieces; how much is too much is for the caller to say.
//!
//! [RFC 1950]: https://www.rfc-editor.org/rfc/rfc1950

use alloc::boxed::Box;
use alloc::vec::Vec;

use miniz_oxide::deflate::core::CompressorOxide;
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::ParseErrorKind;

/// Octets that are written at once.
const ROOM: usize = 32 << 10;

/// A stream that is being read.
pub(crate) struct Inflate {
    state: Box<InflateState>,
    ended: bool,
}

impl Inflate {
    pub(crate) fn new() -> Self {
        Self {
            state: InflateState::new_boxed(DataFormat::Zlib),
            ended: false,
        }
    }

    /// Whether the stream is complete, its checksum included.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Takes octets from the front of `input` and appends at most 32 KiB to `out`; whether more is to come without
    /// more input. The input is taken whole unless it is.
    ///
    /// # Errors
    /// [`ParseErrorKind::Encoding`] for a stream that is none or whose checksum differs,
    /// [`ParseErrorKind::TrailingData`] for octets after it. What was good before has been appended.
    pub(crate) fn update(
        &mut self,
        input: &mut &[u8],
        out: &mut Vec<u8>,
    ) -> Result<bool, ParseErrorKind> {
        let start = out.len();
        out.resize(start + ROOM, 0);
        let mut filled = 0;
        let outcome = loop {
            if self.ended {
                break if input.is_empty() {
                    Ok(false)
                } else {
                    Err(ParseErrorKind::TrailingData)
                };
            }
            let room = out.get_mut(start + filled..).unwrap_or_default();
            let done = inflate(&mut self.state, input, room, MZFlush::None);
            *input = input.get(done.bytes_consumed..).unwrap_or_default();
            filled += done.bytes_written;
            match done.status {
                Ok(MZStatus::StreamEnd) => self.ended = true,
                Ok(_) if filled == ROOM => break Ok(true),
                Ok(_) if done.bytes_consumed + done.bytes_written > 0 => {}
                Ok(_) | Err(MZError::Buf) => break Ok(false),
                Err(_) => break Err(ParseErrorKind::Encoding),
            }
        };
        out.truncate(start + filled);
        outcome
    }
}

/// A stream that is being written.
pub(crate) struct Deflate(Box<CompressorOxide>);

impl Deflate {
    pub(crate) fn new() -> Self {
        Self(Box::default())
    }

    /// Takes all of `input` and appends what is finished of the stream.
    pub(crate) fn update(&mut self, input: &[u8], out: &mut Vec<u8>) {
        self.run(input, MZFlush::None, out);
    }

    /// Appends the rest of the stream.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        self.run(&[], MZFlush::Finish, out);
    }

    fn run(&mut self, mut input: &[u8], flush: MZFlush, out: &mut Vec<u8>) {
        loop {
            let start = out.len();
            out.resize(start + ROOM, 0);
            let room = out.get_mut(start..).unwrap_or_default();
            let done = deflate(&mut self.0, input, room, flush);
            input = input.get(done.bytes_consumed..).unwrap_or_default();
            out.truncate(start + done.bytes_written);
            let more = match done.status {
                Ok(MZStatus::Ok) => flush == MZFlush::Finish || !input.is_empty(),
                // The end, or nothing left to do; other errors are those of misuse.
                _ => false,
            };
            if !more {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    fn squeeze(octets: &[u8], chunk: usize) -> Vec<u8> {
        let mut deflate = Deflate::new();
        let mut out = Vec::new();
        for piece in octets.chunks(chunk) {
            deflate.update(piece, &mut out);
        }
        deflate.finish(&mut out);
        out
    }

    fn expand(stream: &[u8], chunk: usize) -> (Vec<u8>, Result<bool, ParseErrorKind>) {
        let mut inflate = Inflate::new();
        let mut out = Vec::new();
        for mut piece in stream.chunks(chunk) {
            loop {
                let before = out.len();
                let more = inflate.update(&mut piece, &mut out);
                assert!(out.len() - before <= ROOM);
                match more {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(kind) => return (out, Err(kind)),
                }
            }
            assert!(piece.is_empty());
        }
        (out, Ok(inflate.ended()))
    }

    fn sample(len: usize) -> Vec<u8> {
        (0..len).map(|i| ((i * i) >> 5) as u8).collect()
    }

    #[test]
    fn what_is_squeezed_expands_at_every_cutting() {
        for len in [0, 1, 100, 33_000, 200_000] {
            let octets = sample(len);
            for cut in [1000, usize::MAX] {
                let stream = squeeze(&octets, cut);
                for chunk in [1, 7, 1024, usize::MAX] {
                    assert_eq!(expand(&stream, chunk), (octets.clone(), Ok(true)), "{len}");
                }
            }
        }
    }

    #[test]
    fn a_stream_of_one_octet_a_million_times_comes_in_pieces() {
        let stream = squeeze(&vec![7; 10 << 20], usize::MAX);
        assert!(stream.len() < 20_000);
        let (octets, ended) = expand(&stream, usize::MAX);
        assert_eq!((octets.len(), ended), (10 << 20, Ok(true)));
    }

    #[test]
    fn refuses_what_is_altered_cut_or_followed() {
        let octets = sample(5000);
        let stream = squeeze(&octets, usize::MAX);
        for len in 0..stream.len() {
            let (out, ended) = expand(&stream[..len], 100);
            assert!(octets.starts_with(&out));
            assert_eq!(ended, Ok(false), "{len}");
        }
        let followed = [&stream[..], &[0]].concat();
        assert_eq!(expand(&followed, 3).1, Err(ParseErrorKind::TrailingData));
        let mut altered = stream.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(expand(&altered, 9).1, Err(ParseErrorKind::Encoding));
        assert_eq!(expand(b"no zlib", 1).1, Err(ParseErrorKind::Encoding));
    }
}
