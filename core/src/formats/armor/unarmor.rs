// SPDX-License-Identifier: MIT OR Apache-2.0
//! Taking the armour off: what a file is written in shows in its first octets, and each form has its own way to the
//! message.
//!
//! - A first octet 0x30 is a SEQUENCE and all is taken as it stands; so is what begins with a control character, for
//!   the reader of the octets to refuse.
//! - `-----BEGIN ` anywhere in a text begins a PEM block. Blocks whose label says that they are something else
//!   (certificates, keys) are passed over; the first other one is taken, whatever its label. Text before and after is
//!   passed over, headers inside are, too.
//! - Headers of a mail message that announce S/MIME, or a part of a multipart message that does, lead to their body.
//! - Ninety-six characters of base64 from the beginning, or all there is, are bare base64. Base64 of a SEQUENCE begins
//!   with `M` and a letter of `A` to `P`, so nothing is tried twice.

use alloc::vec::Vec;
use core::mem;

use super::Form;
use super::decoder::{Decoder, Stop, is_digit};
use super::mail::{Line, Mail};
use super::pem_frame::{Beginning, EndLine, Finder, Headers, LabelText, Step};
use crate::formats::{ParseError, ParseErrorKind};

/// Octets of text before the message: a long chain of certificates, or the headers of much-travelled mail.
const MAX_TEXT: u64 = 1 << 20;
/// Characters that make a text bare base64 when no other stands among them.
const ENOUGH: usize = 96;
/// CR LF that a mail program added: the most that may follow a message in octets.
const MAX_LINE_ENDS: usize = 4;

/// Takes the armour off a file that comes in pieces of any size.
///
/// Memory is flat, and any cutting into pieces gives the same octets and the same error. The octets are for the reader
/// of the message to judge: what is no text at all passes as it stands.
///
/// ```
/// let mut unarmor = gostseal::armor::Unarmor::new();
/// let mut der = Vec::new();
/// unarmor.update(b"-----BEGIN CMS-----\nMA", &mut der)?;
/// unarmor.update(b"A=\n-----END CMS-----\n", &mut der)?;
/// assert_eq!(unarmor.finish(&mut der)?, gostseal::armor::Form::Pem);
/// assert_eq!(der, [0x30, 0x00]);
/// # Ok::<(), gostseal::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Unarmor {
    state: State,
    form: Option<Form>,
    /// Octets taken.
    offset: u64,
    failed: Option<ParseError>,
    decoder: Decoder,
    decoded: Vec<u8>,
    /// Blocks were passed over for what their labels say.
    passed_over: bool,
    /// Line ends after a message in octets, which may or may not belong to it.
    line_ends: Vec<u8>,
}

#[derive(Debug)]
enum State {
    /// Before the first octet.
    Start,
    /// In text that does not say yet what it is, or that stands before the message.
    Text(TextBefore),
    /// Octets as they stand.
    Binary,
    /// Bare base64, up to the end.
    Base64,
    /// After the headers of a mail message.
    Body(TextBefore),
    /// Octets as they stand in a mail message.
    MailBinary,
    /// Base64 in a mail message; whether it is one of several parts.
    MailBase64(bool),
    PemLabel(LabelText, TextBefore),
    PemBeginning(Headers, EndLine),
    PemBody(EndLine),
    PemEnd(EndLine),
    /// What follows the message in its file.
    After,
}

/// What is known of the text so far.
#[derive(Debug)]
struct TextBefore {
    finder: Finder,
    mail: Mail,
    /// The characters, while all of them are base64.
    base64: Option<Vec<u8>>,
    /// Octets of a byte order mark so far.
    mark: usize,
}

impl TextBefore {
    fn new() -> Self {
        Self {
            finder: Finder::default(),
            mail: Mail::default(),
            base64: Some(Vec::new()),
            mark: 0,
        }
    }

    /// Notes a character for bare base64; true when there are enough.
    fn is_base64(&mut self, octet: u8) -> bool {
        let Some(seen) = &mut self.base64 else {
            return false;
        };
        if octet.is_ascii_whitespace() {
            return false;
        }
        let fits = match seen.len() {
            0 => octet == b'M',
            1 => matches!(octet, b'A'..=b'P'),
            _ => is_digit(octet),
        };
        if !fits {
            self.base64 = None;
            return false;
        }
        seen.push(octet);
        seen.len() >= ENOUGH
    }
}

impl Default for Unarmor {
    fn default() -> Self {
        Self::new()
    }
}

impl Unarmor {
    /// For one file.
    pub fn new() -> Self {
        Self {
            state: State::Start,
            form: None,
            offset: 0,
            failed: None,
            decoder: Decoder::default(),
            decoded: Vec::new(),
            passed_over: false,
            line_ends: Vec::new(),
        }
    }

    /// What the file is written in, once that is known.
    pub fn form(&self) -> Option<Form> {
        self.form
    }

    /// Takes the next octets, all of them, and appends those of the message to `out`.
    ///
    /// # Errors
    /// [`ParseErrorKind::UnknownFormat`] where the text is none of the forms, [`ParseErrorKind::Pem`] and
    /// [`ParseErrorKind::Base64`] for broken armour, [`ParseErrorKind::LimitExceeded`] for more than 1 MiB of text
    /// before the message. Offsets count octets of the text. What stands before the error has been appended; the error
    /// comes again when more is given.
    pub fn update(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), ParseError> {
        out.extend_from_slice(self.pass(input));
        self.failed.map_or(Ok(()), Err)
    }

    /// Says that the file has ended, and appends what is left of the message.
    ///
    /// # Errors
    /// As [`Self::update`], and [`ParseErrorKind::Truncated`] for a PEM block without its end.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<Form, ParseError> {
        let form = self.end();
        out.extend_from_slice(&self.decoded);
        out.append(&mut self.line_ends);
        form
    }

    /// Takes the next octets and gives those of the message. What is wrong with them is [`Self::failed`] then.
    pub(crate) fn pass<'a>(&'a mut self, input: &'a [u8]) -> &'a [u8] {
        self.decoded.clear();
        let mut rest = input;
        while !rest.is_empty() && self.failed.is_none() {
            if matches!(self.state, State::Binary) && self.decoded.is_empty() {
                self.offset += rest.len() as u64;
                return rest;
            }
            let taken = self.step(rest);
            self.offset += taken as u64;
            rest = rest.get(taken..).unwrap_or_default();
        }
        &self.decoded
    }

    /// Says that the file has ended; what is left of the message is [`Self::rest`] then.
    pub(crate) fn end(&mut self) -> Result<Form, ParseError> {
        self.decoded.clear();
        if let Some(error) = self.failed {
            return Err(error);
        }
        match mem::replace(&mut self.state, State::After) {
            // Nothing at all: the reader of the message says that it is truncated.
            State::Start => self.form = Some(Form::Binary),
            State::Text(text) => match text.base64 {
                Some(digits) if !digits.is_empty() => self.begin_base64(&digits),
                _ if self.passed_over => self.fail(ParseErrorKind::Pem, "PEM"),
                _ => self.fail(ParseErrorKind::UnknownFormat, "file"),
            },
            State::Body(_) => self.fail(ParseErrorKind::Truncated, "S/MIME"),
            State::PemLabel(..)
            | State::PemBeginning(..)
            | State::PemBody(_)
            | State::PemEnd(_) => self.fail(ParseErrorKind::Truncated, "PEM"),
            State::Base64 | State::MailBase64(_) => {}
            State::Binary | State::MailBinary | State::After => {}
        }
        if self.failed.is_none() && !self.decoder.is_whole() {
            self.fail(ParseErrorKind::Base64, "base64");
        }
        match (self.failed, self.form) {
            (Some(error), _) => Err(error),
            (None, Some(form)) => Ok(form),
            (None, None) => Err(self.error(ParseErrorKind::UnknownFormat, "file")),
        }
    }

    /// After [`Self::end`]: octets of the message, and line ends that belong to it only if it is not complete without.
    pub(crate) fn rest(&self) -> (&[u8], &[u8]) {
        (&self.decoded, &self.line_ends)
    }

    /// Why the file is refused.
    pub(crate) fn failed(&self) -> Option<ParseError> {
        self.failed
    }

    /// Takes octets from the front of `input`, which is not empty; how many.
    fn step(&mut self, input: &[u8]) -> usize {
        let octet = input[0];
        match mem::replace(&mut self.state, State::After) {
            State::Start => {
                if octet == 0x30 || (octet < b' ' && !octet.is_ascii_whitespace()) {
                    self.form = Some(Form::Binary);
                    self.state = State::Binary;
                } else {
                    self.state = State::Text(TextBefore::new());
                }
                0
            }
            State::Text(text) => self.text(text, input),
            State::Body(text) => {
                match octet {
                    0x30 => {
                        self.form = Some(Form::Smime);
                        self.state = State::MailBinary;
                        return 0;
                    }
                    b'M' => {
                        self.form = Some(Form::Smime);
                        self.state = State::MailBase64(text.mail.multipart);
                        return 0;
                    }
                    _ if octet.is_ascii_whitespace() => self.state = State::Body(text),
                    // A message in PEM, or a part that is none.
                    _ => {
                        self.state = State::Text(text);
                        return 0;
                    }
                }
                self.limit();
                1
            }
            State::Binary => {
                self.state = State::Binary;
                self.decoded.extend_from_slice(input);
                input.len()
            }
            State::MailBinary => {
                self.state = State::MailBinary;
                self.mail_binary(input);
                input.len()
            }
            State::Base64 => {
                self.state = State::Base64;
                self.decode(input, "base64");
                input.len()
            }
            State::MailBase64(multipart) => {
                self.state = State::MailBase64(multipart);
                match self.decoder.push(input, &mut self.decoded) {
                    // The boundary after a part.
                    Stop::Foreign(at) if multipart && input.get(at) == Some(&b'-') => {
                        self.state = State::After;
                    }
                    stop => self.judge(stop, "base64"),
                }
                input.len()
            }
            State::PemLabel(label, text) => self.pem_label(label, text, octet),
            State::PemBeginning(headers, end) => self.pem_beginning(headers, end, octet),
            State::PemBody(end) => match self.decoder.push(input, &mut self.decoded) {
                Stop::Foreign(at) if input.get(at) == Some(&b'-') => {
                    if !self.decoder.is_whole() {
                        self.offset += at as u64;
                        self.fail(ParseErrorKind::Base64, "PEM");
                    }
                    self.state = State::PemEnd(end);
                    at
                }
                stop => {
                    self.judge(stop, "PEM");
                    self.state = State::PemBody(end);
                    input.len()
                }
            },
            State::PemEnd(mut end) => {
                match end.octet(octet) {
                    Step::More => self.state = State::PemEnd(end),
                    Step::Done => self.state = State::After,
                    Step::Broken => self.fail(ParseErrorKind::Pem, "PEM"),
                }
                1
            }
            State::After => input.len(),
        }
    }

    fn text(&mut self, mut text: TextBefore, input: &[u8]) -> usize {
        let octet = input[0];
        self.limit();
        // A byte order mark before all else is no text.
        if text.mark as u64 == self.offset && b"\xef\xbb\xbf".get(text.mark) == Some(&octet) {
            text.mark += 1;
            self.state = State::Text(text);
            return 1;
        }
        let line = text.mail.octet(octet);
        if text.is_base64(octet) {
            let digits = text.base64.take().unwrap_or_default();
            self.begin_base64(&digits);
        } else if text.finder.octet(octet) {
            text.mail.give_up();
            self.state = State::PemLabel(LabelText::default(), text);
        } else {
            match line {
                Line::Other => self.state = State::Text(text),
                Line::Body => self.state = State::Body(text),
                Line::Refused => {
                    self.fail(ParseErrorKind::UnknownFormat, "Content-Transfer-Encoding")
                }
            }
        }
        1
    }

    fn pem_label(&mut self, mut label: LabelText, text: TextBefore, octet: u8) -> usize {
        self.limit();
        match label.octet(octet) {
            Step::More => self.state = State::PemLabel(label, text),
            Step::Broken => self.fail(ParseErrorKind::Pem, "PEM"),
            Step::Done if label.may_be_message() => {
                self.form = Some(Form::Pem);
                self.state = State::PemBeginning(Headers::new(), label.end_line());
            }
            // Its lines are text like what was before it.
            Step::Done => {
                self.passed_over = true;
                self.state = State::Text(text);
            }
        }
        1
    }

    fn pem_beginning(&mut self, mut headers: Headers, mut end: EndLine, octet: u8) -> usize {
        self.limit();
        match headers.octet(octet) {
            Beginning::More => {
                self.state = State::PemBeginning(headers, end);
                1
            }
            Beginning::Encrypted => {
                self.fail(ParseErrorKind::Pem, "PEM");
                1
            }
            Beginning::Body => {
                self.decode_kept(headers.kept());
                self.state = State::PemBody(end);
                0
            }
            Beginning::End(dashes) => {
                self.decode_kept(headers.kept());
                if self.failed.is_none() && !self.decoder.is_whole() {
                    self.fail(ParseErrorKind::Base64, "PEM");
                }
                for _ in 0..dashes {
                    end.octet(b'-');
                }
                self.state = State::PemEnd(end);
                1
            }
        }
    }

    fn decode_kept(&mut self, text: &[u8]) {
        let stop = self.decoder.push(text, &mut self.decoded);
        let at = self.offset;
        self.offset = at.saturating_sub(text.len() as u64);
        self.judge(stop, "PEM");
        self.offset = at;
    }

    fn begin_base64(&mut self, digits: &[u8]) {
        self.form = Some(Form::Base64);
        self.state = State::Base64;
        self.decode(digits, "base64");
    }

    /// Decodes text that is base64 up to the end of the file.
    fn decode(&mut self, text: &[u8], what: &'static str) {
        let stop = self.decoder.push(text, &mut self.decoded);
        self.judge(stop, what);
    }

    fn judge(&mut self, stop: Stop, what: &'static str) {
        if let Stop::Foreign(at) | Stop::Bad(at) = stop {
            self.failed = Some(ParseError::new(
                ParseErrorKind::Base64,
                self.offset + at as u64,
                what,
            ));
        }
    }

    /// Passes octets on but for line ends, which may be the mail program's.
    fn mail_binary(&mut self, input: &[u8]) {
        let is_end = |octet: &u8| matches!(octet, b'\r' | b'\n');
        let mut kept = input.iter().rev().take(MAX_LINE_ENDS);
        let ends = kept.position(|octet| !is_end(octet));
        let ends = ends.unwrap_or(input.len().min(MAX_LINE_ENDS));
        if ends < input.len() {
            self.decoded.append(&mut self.line_ends);
        }
        let (octets, ends) = input.split_at(input.len() - ends);
        self.decoded.extend_from_slice(octets);
        self.line_ends.extend_from_slice(ends);
        let surplus = self.line_ends.len().saturating_sub(MAX_LINE_ENDS);
        self.decoded.extend(self.line_ends.drain(..surplus));
    }

    /// Refuses text that is too long to stand before a message.
    fn limit(&mut self) {
        if self.offset >= MAX_TEXT {
            self.fail(ParseErrorKind::LimitExceeded, "text before the message");
        }
    }

    fn fail(&mut self, kind: ParseErrorKind, what: &'static str) {
        if self.failed.is_none() {
            self.failed = Some(self.error(kind, what));
        }
    }

    fn error(&self, kind: ParseErrorKind, what: &'static str) -> ParseError {
        ParseError::new(kind, self.offset, what)
    }
}
