// SPDX-License-Identifier: MIT OR Apache-2.0
//! Putting the armour on: the octets of a message in, a file out, in pieces of any size.

use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::Form;

/// Octets of one line of 64 characters.
const LINE: usize = 48;

/// Writes a message that comes in pieces of any size in one of the forms.
///
/// Lines have 64 characters; they end in LF, those of S/MIME in CR LF as [RFC 8551] asks for. PEM has the label `CMS`
/// of [RFC 7468, section 9]. How the message is cut into pieces does not show.
///
/// ```
/// use gostseal::armor::{Armor, Form};
/// let mut armor = Armor::new(Form::Pem);
/// let mut text = Vec::new();
/// armor.update(&[0x30, 0x00], &mut text);
/// armor.finish(&mut text);
/// assert_eq!(text, b"-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n");
/// ```
///
/// [RFC 8551]: https://www.rfc-editor.org/rfc/rfc8551
/// [RFC 7468, section 9]: https://www.rfc-editor.org/rfc/rfc7468#section-9
#[derive(Debug)]
pub struct Armor {
    form: Form,
    /// Octets of the line that is not full; less than [`LINE`] between calls.
    line: Vec<u8>,
    begun: bool,
}

impl Armor {
    /// For one file. [`Form::Smime`] is a message of the type `enveloped-data` in base64.
    pub fn new(form: Form) -> Self {
        Self {
            form,
            line: Vec::new(),
            begun: false,
        }
    }

    /// Takes the next octets of the message, all of them, and appends what is finished of the file to `out`.
    pub fn update(&mut self, message: &[u8], out: &mut Vec<u8>) {
        if self.form == Form::Binary {
            out.extend_from_slice(message);
            return;
        }
        self.begin(out);
        let mut rest = message;
        if !self.line.is_empty() {
            let (head, tail) = rest.split_at(rest.len().min(LINE - self.line.len()));
            self.line.extend_from_slice(head);
            rest = tail;
            if self.line.len() < LINE {
                return;
            }
            let line = core::mem::take(&mut self.line);
            self.write_line(&line, out);
        }
        let mut lines = rest.chunks_exact(LINE);
        for line in &mut lines {
            self.write_line(line, out);
        }
        self.line.extend_from_slice(lines.remainder());
    }

    /// Appends the rest of the file to `out`.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.form == Form::Binary {
            return;
        }
        self.begin(out);
        let line = core::mem::take(&mut self.line);
        if !line.is_empty() {
            self.write_line(&line, out);
        }
        if self.form == Form::Pem {
            out.extend_from_slice(b"-----END CMS-----\n");
        }
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if core::mem::replace(&mut self.begun, true) {
            return;
        }
        match self.form {
            Form::Pem => out.extend_from_slice(b"-----BEGIN CMS-----\n"),
            Form::Smime => out.extend_from_slice(
                b"MIME-Version: 1.0\r\n\
                  Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n\
                  Content-Transfer-Encoding: base64\r\n\
                  Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n",
            ),
            Form::Binary | Form::Base64 => {}
        }
    }

    fn write_line(&self, octets: &[u8], out: &mut Vec<u8>) {
        let mut digits = [0; LINE / 3 * 4];
        // A line always has room for its octets.
        if let Ok(text) = Base64::encode(octets, &mut digits) {
            out.extend_from_slice(text.as_bytes());
        }
        let end: &[u8] = if self.form == Form::Smime {
            b"\r\n"
        } else {
            b"\n"
        };
        out.extend_from_slice(end);
    }
}
