// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is put on is taken off again, at every cutting; what is broken is refused at one place.

use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

use super::{Armor, Form, Unarmor};
use crate::formats::{ParseError, ParseErrorKind};

/// The octets that came out and the form, or the error.
type Taken = (Vec<u8>, Result<Form, ParseError>);

fn take_off(file: &[u8], chunk: usize) -> Taken {
    let mut unarmor = Unarmor::new();
    let mut out = Vec::new();
    for piece in file.chunks(chunk) {
        if let Err(error) = unarmor.update(piece, &mut out) {
            let before = out.len();
            assert_eq!(unarmor.update(b"MAA=", &mut out), Err(error));
            assert_eq!(unarmor.finish(&mut out), Err(error));
            assert_eq!(out.len(), before);
            return (out, Err(error));
        }
    }
    let form = unarmor.finish(&mut out);
    assert_eq!(
        unarmor.form().is_some(),
        form.is_ok() || unarmor.form().is_some()
    );
    (out, form)
}

/// Takes the armour off at every chunk size; all must agree.
fn taken(file: &[u8]) -> Taken {
    let whole = take_off(file, usize::MAX);
    for chunk in (1..file.len().min(200)).chain([1023, 1024, 1025]) {
        assert_eq!(take_off(file, chunk), whole, "chunk {chunk}");
    }
    whole
}

fn kind(file: &[u8]) -> ParseErrorKind {
    taken(file).1.expect_err("an error").kind
}

fn message(len: usize) -> Vec<u8> {
    let mut octets: Vec<u8> = (0..len).map(|i| (7 * i + 3) as u8).collect();
    for (octet, head) in octets.iter_mut().zip([0x30, 0x80]) {
        *octet = head;
    }
    octets
}

fn put_on(form: Form, message: &[u8], chunk: usize) -> Vec<u8> {
    let mut armor = Armor::new(form);
    let mut file = Vec::new();
    for piece in message.chunks(chunk) {
        armor.update(piece, &mut file);
    }
    armor.finish(&mut file);
    file
}

const FORMS: [Form; 4] = [Form::Binary, Form::Base64, Form::Pem, Form::Smime];

#[test]
fn what_is_put_on_is_taken_off() {
    for form in FORMS {
        for len in (2..150).chain([4095, 4096, 4097, 70_000]) {
            let message = message(len);
            let file = put_on(form, &message, usize::MAX);
            for chunk in [1, 7, 47, 48, 49, 1000] {
                assert_eq!(
                    put_on(form, &message, chunk),
                    file,
                    "{form:?} {len} {chunk}"
                );
            }
            if len < 100 || len == 4097 {
                assert_eq!(taken(&file), (message, Ok(form)), "{len}");
            } else {
                assert_eq!(take_off(&file, 1000), (message, Ok(form)), "{len}");
            }
        }
    }
}

#[test]
fn lines_have_64_characters() {
    for form in [Form::Base64, Form::Pem] {
        let file = String::from_utf8(put_on(form, &message(200), 9)).unwrap();
        let lines: Vec<usize> = file
            .lines()
            .filter(|line| !line.starts_with('-'))
            .map(str::len)
            .collect();
        assert_eq!(lines, [64, 64, 64, 64, 12]);
    }
    let file = put_on(Form::Smime, &message(200), 9);
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

const BODY: &str = "MAMCAQc=";
const OCTETS: &[u8] = &[0x30, 3, 2, 1, 7];

fn gives(file: &str, form: Form) {
    for file in [file.into(), file.replace('\n', "\r\n")] {
        assert_eq!(
            taken(file.as_bytes()),
            (OCTETS.to_vec(), Ok(form)),
            "{file}"
        );
    }
}

#[test]
fn reads_pem_of_any_kind() {
    for file in [
        format!("-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n"),
        format!("-----BEGIN PKCS7-----\n{BODY}\n-----END PKCS7-----"),
        format!(
            "-----BEGIN PKCS #7 ENVELOPED DATA-----\n{BODY}\n-----END PKCS #7 ENVELOPED DATA-----\ntail\n"
        ),
        format!("-----BEGIN ENCRYPTED-MESSAGE-----{BODY}-----END ENCRYPTED-MESSAGE-----"),
        String::from("-----BEGIN CMS-----MAMC AQc= -----END CMS-----"),
        format!(
            "\n\nBag Attributes: <No Attributes>\n----- ---BEGIN \n-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n"
        ),
        format!("MIIB of no base64, nor-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n"),
        "-------BEGIN CMS-----\nM\nA\nM\nCAQc\n=\n\n-----END CMS-----\n".to_owned(),
        // Another block first, then headers inside, as RFC 1421 has them.
        format!(
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n-----BEGIN MESSAGE-----\nComment: x\nContent-Domain: y\n\n{BODY}\n-----END MESSAGE-----\n"
        ),
        // In a mail.
        format!(
            "Subject: x\nContent-Type: text/plain\n\nHere:\n-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n-- \nme\n"
        ),
        format!(
            "Content-Type: application/octet-stream\n\n-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n"
        ),
    ] {
        gives(&file, Form::Pem);
    }
    // A text in another encoding before it.
    let text = [
        &b"\xef\xbb\xbf\xd1\xe0\xed\xea\n"[..],
        b"-----BEGIN CMS-----\nMAMCAQc=\n-----END CMS-----",
    ]
    .concat();
    assert_eq!(taken(&text), (OCTETS.to_vec(), Ok(Form::Pem)));
}

#[test]
fn reads_bare_base64() {
    for file in [
        "MAMCAQc=",
        " MAMCAQc=\n",
        "\n\nMA MC\nAQ\n\nc=\n\n",
        "\u{feff}MAMCAQc=",
    ] {
        gives(file, Form::Base64);
    }
    let long = message(300);
    let line: String = String::from_utf8(put_on(Form::Base64, &long, 300))
        .unwrap()
        .lines()
        .collect();
    assert_eq!(taken(line.as_bytes()), (long, Ok(Form::Base64)));
}

#[test]
fn reads_smime_of_any_kind() {
    for head in [
        "Content-Type: application/pkcs7-mime\n",
        "MIME-Version: 1.0\nContent-Disposition: attachment; filename=\"smime.p7m\"\n\
         Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\n\
         Content-Transfer-Encoding: base64\n",
        "From someone Sat Jan  3 01:05:34 2026\nReceived: by x\n\twith y: z\ncontent-type:\n APPLICATION/PKCS7-MIME\n ; a=b\nX-Y:\n",
        "Content-Type: multipart/mixed; boundary=b\n\nIn parts.\n--b\nContent-Type: text/plain\n\nHello: MAAA\n\n--b\n\
         Content-Transfer-Encoding: base64\nContent-Type: application/octet-stream; name=a.p7m\n",
    ] {
        gives(&format!("{head}\n{BODY}\n"), Form::Smime);
        let octets = [head.as_bytes(), b"\n", OCTETS].concat();
        assert_eq!(taken(&octets), (OCTETS.to_vec(), Ok(Form::Smime)));
    }
    gives(
        &format!(
            "Content-Type: multipart/mixed\n\n--b\nContent-Type: application/pkcs7-mime\n\n{BODY}\n--b--\n"
        ),
        Form::Smime,
    );
}

#[test]
fn octets_in_a_mail_keep_their_line_ends_apart() {
    for ends in ["", "\n", "\r\n", "\r\n\r\n", "\n\n\n\n\n\n\n"] {
        let head = b"Content-Type: application/pkcs7-mime\r\n\r\n";
        let file = [&head[..], b"0\x06\r\n\n\n\r\n", ends.as_bytes()].concat();
        for chunk in 1..file.len() {
            let mut unarmor = Unarmor::new();
            let mut octets = Vec::new();
            for piece in file.chunks(chunk) {
                octets.extend_from_slice(unarmor.pass(piece));
            }
            assert_eq!(unarmor.end(), Ok(Form::Smime));
            let (rest, line_ends) = unarmor.rest();
            octets.extend_from_slice(rest);
            assert_eq!(line_ends.len(), 4.min(6 + ends.len()));
            octets.extend_from_slice(line_ends);
            assert_eq!(octets, file[head.len()..]);
        }
    }
}

#[test]
fn what_is_no_text_passes_as_it_stands() {
    for octets in [
        &b"\x30\x80-----BEGIN CMS-----\n"[..],
        b"0",
        b"\x04\x01\x30",
        b"\x00",
        b"",
    ] {
        assert_eq!(taken(octets), (octets.to_vec(), Ok(Form::Binary)));
    }
}

#[test]
fn refuses_what_is_broken() {
    use ParseErrorKind::*;
    for (file, expected) in [
        ("hello", UnknownFormat),
        (" ", UnknownFormat),
        ("\n0\n", UnknownFormat),
        ("MQA=", UnknownFormat),
        ("Subject: x\n\nMAA=\n", UnknownFormat),
        ("Content-Type: application/pkcs7-mime\n", UnknownFormat),
        (
            "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: quoted-printable\n\nMAA=\n",
            UnknownFormat,
        ),
        ("Content-Type: application/pkcs7-mime\n\n", Truncated),
        (
            "Content-Type: application/pkcs7-mime\n\nMAA=\n--b\n",
            Base64,
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            Pem,
        ),
        ("-----BEGIN CMS", Truncated),
        ("-----BEGIN CMS\n-----\nMAA=\n", Pem),
        ("-----BEGIN CMS-----", Truncated),
        ("-----BEGIN CMS-----\nMAA=", Truncated),
        ("-----BEGIN CMS-----\nMAA=\n-----END CMS----", Truncated),
        ("-----BEGIN CMS-----\nMAA=\n-----END CMR-----", Pem),
        ("-----BEGIN CMS-----\nMAA=\n-----BEGIN CMS-----", Pem),
        ("-----BEGIN CMS-----\nMAA\n-----END CMS-----", Base64),
        ("-----BEGIN CMS-----\nMA==MAAA\n-----END CMS-----", Base64),
        ("-----BEGIN CMS-----\nMAA=\n!\n-----END CMS-----", Base64),
        ("-----BEGIN CMS-----\nMAB=\n-----END CMS-----", Base64),
        ("-----BEGIN CMS-----\nMA=A\n-----END CMS-----", Base64),
        ("-----BEGIN CMS-----\nM===\n-----END CMS-----", Base64),
        (
            "-----BEGIN MESSAGE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nMAA=\n-----END MESSAGE-----",
            Pem,
        ),
        ("MAA", Base64),
        ("MAB=", Base64),
        ("MA==\nMAAA", Base64),
    ] {
        assert_eq!(kind(file.as_bytes()), expected, "{file}");
    }
    let long = ["M"; 1].concat() + &"AAA/".repeat(100);
    assert_eq!(kind((long.clone() + "!").as_bytes()), Base64);
    assert_eq!(kind((long + "-").as_bytes()), Base64);
}

#[test]
fn an_error_is_where_it_is() {
    let file = b"-----BEGIN CMS-----\nMAMC\nAQ!=\n-----END CMS-----\n";
    let (octets, form) = taken(file);
    assert_eq!(octets, OCTETS[..3]);
    assert_eq!(
        form,
        Err(ParseError::new(ParseErrorKind::Base64, 27, "PEM"))
    );
}

#[test]
fn truncation_at_every_octet_is_an_error_or_the_message_without_its_last_octets() {
    let message = message(150);
    for form in [Form::Base64, Form::Pem, Form::Smime] {
        let file = put_on(form, &message, 150);
        let end = file.trim_ascii_end().len();
        for len in 0..file.len() {
            let (octets, verdict) = taken(&file[..len]);
            // The first four letters of "MIME-Version" are base64 of something else.
            let other = form == Form::Smime && len == 4;
            assert!(message.starts_with(&octets) || other, "{form:?} {len}");
            let whole = octets == message && len >= end;
            if form == Form::Pem {
                assert_eq!(verdict.is_ok(), whole || len == 0, "{len}: {verdict:?}");
            } else if whole {
                assert_eq!(verdict, Ok(form));
            } else {
                // Base64 that ends between groups is for the reader of the message to refuse.
                assert!(verdict.is_err() || octets.len() < message.len());
            }
        }
    }
}

#[test]
fn text_before_the_message_is_bounded() {
    let mut long = vec![b'x'; 1 << 20];
    long.extend_from_slice(b"\n-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n");
    let error = take_off(&long, 4096).1.unwrap_err();
    assert_eq!(
        (error.kind, error.offset),
        (ParseErrorKind::LimitExceeded, 1 << 20)
    );
    assert_eq!(take_off(&long[1000..], 4096).1, Ok(Form::Pem));
    for head in [
        "-----BEGIN CMS-----\n",
        "-----BEGIN CMS-----\nA: ",
        "Content-Type: ",
        "-----BEGIN X",
    ] {
        let mut endless = Unarmor::new();
        let mut out = Vec::new();
        endless.update(head.as_bytes(), &mut out).unwrap();
        let error = (0..100).find_map(|_| endless.update(&[b' '; 20_000], &mut out).err());
        let kind = error.expect("an error").kind;
        assert!(matches!(
            kind,
            ParseErrorKind::LimitExceeded | ParseErrorKind::Pem
        ));
        assert!(out.is_empty());
    }
}
