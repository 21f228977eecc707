// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes in every form that a file may have, at every cutting.

use std::io::Read as _;

use super::*;
use crate::armor::{Armor, Form};
use crate::envelope::{FileOpener, Reader, Stage};
use crate::testutil::vector_bytes;

const FORMS: [Form; 4] = [Form::Binary, Form::Base64, Form::Pem, Form::Smime];

fn file(form: Form, message: &[u8]) -> Vec<u8> {
    let mut armor = Armor::new(form);
    let mut file = Vec::new();
    armor.update(message, &mut file);
    armor.finish(&mut file);
    file
}

fn key() -> TestKey {
    TestKey::load("interop/malformed/keys/m_r256.p8.der", None)
}

fn open_file(
    file: &[u8],
    chunk: usize,
    key: &TestKey,
) -> (Vec<u8>, Result<Summary, EnvelopeError>) {
    let mut opener = FileOpener::new(&key.private);
    let mut plaintext = Vec::new();
    for piece in file.chunks(chunk) {
        if let Err(error) = opener.update(piece, &mut plaintext) {
            assert_eq!(
                opener.update(piece, &mut plaintext),
                Err(EnvelopeError::AlreadyFinished)
            );
            return (plaintext, Err(error));
        }
    }
    let end = opener.finish(&mut plaintext);
    (plaintext, end)
}

fn base() -> Vec<u8> {
    vector_bytes("interop/malformed/env89_base.der")
}

/// The same content in BER of indefinite length, in segments.
fn in_segments() -> Vec<u8> {
    vector_bytes("interop/malformed/env89_one_octet_segments.der")
}

#[test]
fn every_form_opens_the_same_at_every_cutting() {
    let key = key();
    let message = base();
    let expected = open_file(&message, usize::MAX, &key);
    assert!(expected.1.is_ok() && !expected.0.is_empty());
    for form in FORMS {
        let file = file(form, &message);
        for chunk in 1..file.len() {
            assert_eq!(open_file(&file, chunk, &key), expected, "{form:?} {chunk}");
        }
        let mut reader = Reader::new(&file[..], &key.private).unwrap();
        let mut plaintext = Vec::new();
        reader.read_to_end(&mut plaintext).unwrap();
        assert_eq!(plaintext, expected.0);
        assert_eq!(reader.form(), Some(form));
        assert_eq!(reader.summary(), expected.1.as_ref().ok());
    }
}

#[test]
fn truncation_at_every_octet_of_every_form_is_refused() {
    let key = key();
    let message = base();
    let (whole, _) = open_file(&message, usize::MAX, &key);
    for form in FORMS {
        let file = file(form, &message);
        // Line ends after the last character say nothing.
        let end = match form {
            Form::Binary => file.len(),
            _ => file.trim_ascii_end().len(),
        };
        for len in 0..file.len() {
            let cut = &file[..len];
            let (plaintext, verdict) = open_file(cut, usize::MAX, &key);
            assert!(whole.starts_with(&plaintext));
            if len >= end {
                assert!(verdict.is_ok(), "{form:?} {len}");
                continue;
            }
            let error = verdict.expect_err("a truncated file");
            assert!(
                matches!(error, EnvelopeError::Format(_)),
                "{form:?} {len}: {error:?}"
            );
            assert_eq!(open_file(cut, 7, &key), (plaintext, Err(error)));
        }
    }
}

#[test]
fn a_mail_may_end_in_line_ends_after_the_octets() {
    let key = key();
    let head = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    for message in [base(), in_segments()] {
        let expected = open_file(&message, usize::MAX, &key);
        assert!(expected.1.is_ok(), "{expected:?}");
        for ends in ["", "\r\n", "\n\n"] {
            let file = [head, &message[..], ends.as_bytes()].concat();
            for chunk in [1, 2, 3, file.len() - 1, file.len()] {
                assert_eq!(open_file(&file, chunk, &key), expected);
            }
        }
        let file = [head, &message[..], b"\r\nx"].concat();
        assert!(open_file(&file, 5, &key).1.is_err());
    }
}

#[test]
fn broken_armour_is_told_as_such_and_after_the_plaintext_before_it() {
    let key = key();
    let (whole, _) = open_file(&base(), usize::MAX, &key);
    let mut file = file(Form::Pem, &base());
    let at = file.len() - 100;
    file[at] = b'!';
    let (plaintext, error) = open_file(&file, usize::MAX, &key);
    assert!(!plaintext.is_empty() && whole.starts_with(&plaintext));
    let error = error.unwrap_err();
    assert_eq!(error.code().name(), "InvalidBase64");
    for chunk in [1, 5, 64] {
        assert_eq!(
            open_file(&file, chunk, &key),
            (plaintext.clone(), Err(error))
        );
    }
    let mut reader = Reader::new(&file[..], &key.private).unwrap();
    let mut read = Vec::new();
    assert!(reader.read_to_end(&mut read).is_err());
    assert_eq!(read, plaintext);
    let text = &b"no envelope at all"[..];
    assert_eq!(
        open_file(text, 3, &key).1.unwrap_err().code().name(),
        "UnknownFormat"
    );
}

#[test]
fn a_declared_length_in_any_form_allocates_nothing() {
    let key = key();
    for octets in [
        &b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff\x06\x09"[..],
        b"\x30\x84\xff\xff\xff\xff\x06\x84\xff\xff\xff\xff\x2a",
    ] {
        for form in FORMS {
            let (plaintext, verdict) = open_file(&file(form, octets), 3, &key);
            assert!(plaintext.is_empty() && verdict.is_err());
        }
    }
}

#[test]
fn the_stage_is_that_of_the_message() {
    let key = key();
    let file = file(Form::Smime, &base());
    let mut opener = FileOpener::new(&key.private);
    let mut out = Vec::new();
    assert_eq!((opener.stage(), opener.form()), (Stage::Head, None));
    opener.update(&file[..file.len() - 10], &mut out).unwrap();
    assert_eq!(
        (opener.stage(), opener.form()),
        (Stage::Content, Some(Form::Smime))
    );
    let progress = opener.update(&file[file.len() - 10..], &mut out).unwrap();
    assert_eq!(progress.stage, Stage::Complete);
    assert!(opener.work() > 0);
}
