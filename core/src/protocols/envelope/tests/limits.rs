// SPDX-License-Identifier: MIT OR Apache-2.0
//! Limits, and which refusal wins when there are several recipients.

use std::vec;

use super::*;
use crate::FormatError;
use crate::envelope::{Limits, RecipientKind};
use crate::formats::ParseErrorKind;
use crate::formats::ber::{Tag, write};
use crate::testutil::vector_bytes;

/// The one KeyTransRecipientInfo of the base sample, and its encryptedContentInfo.
fn parts() -> (Vec<u8>, Vec<u8>) {
    let base = vector_bytes("interop/malformed/env89_base.der");
    assert_eq!((base[29], base[283]), (0x30, 0x30));
    (base[29..283].to_vec(), base[283..].to_vec())
}

/// A recipient whose encryptedKey is empty.
fn broken() -> Vec<u8> {
    let (mut info, _) = parts();
    let at = info
        .windows(3)
        .position(|octets| octets == [0x04, 0x81, 0xa4])
        .unwrap();
    info.truncate(at);
    info.extend_from_slice(&[0x04, 0]);
    element(Tag::SEQUENCE, &info[3..])
}

fn element(tag: Tag, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write::element(&mut out, tag, content);
    out
}

/// An envelope of the given parts, `between` standing after the version and `after` after the content.
fn envelope(between: &[u8], infos: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let fields = [
        &[0x02, 1, 0][..],
        between,
        &element(Tag::SET, &infos.concat()),
        &parts().1,
        after,
    ];
    let enveloped = element(Tag::context(0), &element(Tag::SEQUENCE, &fields.concat()));
    let oid = crate::formats::oid::CT_ENVELOPED_DATA.to_der();
    element(Tag::SEQUENCE, &[oid, enveloped].concat())
}

fn always(answer: Option<UnwrapError>) -> Always {
    Always {
        answer,
        asked: Cell::new(0),
    }
}

/// A holder that opens the recipients from the `after`-th on.
struct From(u32, Cell<u32>);

impl Decapsulator for From {
    fn unwrap_cek(&self, _: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        self.1.set(self.1.get() + 1);
        (self.1.get() > self.0).then(|| Ok(Cek([1; 32].into())))
    }
}

fn parse_kind(opened: &Opened) -> ParseErrorKind {
    match opened.end {
        Err(EnvelopeError::Format(FormatError::Parse(error))) => error.kind,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn reads_ten_thousand_recipients_in_linear_work() {
    let input = envelope(&[], &vec![parts().0; 10_000], &[]);
    let holder = always(None);
    let opened = open_chunked(&input, 1023, &holder);
    assert_eq!(opened.end, Err(EnvelopeError::NoRecipient));
    assert_eq!(holder.asked.get(), 10_000);
    let last = open_chunked(&input, usize::MAX, From(9_999, Cell::new(0)))
        .end
        .unwrap();
    assert_eq!(
        (last.recipients, last.opened_recipient),
        (10_000, Some(9_999))
    );
    let first = open_chunked(&input, usize::MAX, From(0, Cell::new(0)))
        .end
        .unwrap();
    assert_eq!(
        (first.recipients, first.opened_recipient),
        (10_000, Some(0))
    );
}

#[test]
fn gives_up_beyond_ten_thousand_recipients() {
    let input = envelope(&[], &vec![vec![0xa2, 0]; 10_001], &[]);
    assert_eq!(
        open(&input, always(None)).end,
        Err(EnvelopeError::TooManyRecipients)
    );
    let input = envelope(&[], &vec![vec![0xa2, 0]; 10_000], &[]);
    let end = open(&input, always(None)).end;
    assert_eq!(
        end,
        Err(EnvelopeError::UnsupportedRecipient(
            RecipientKind::KeyEncryptionKey
        ))
    );
    assert_eq!(end.unwrap_err().code().name(), "NoRecipient");
}

#[test]
fn asks_at_most_64_times_a_holder_that_refuses() {
    let refuses = || always(Some(UnwrapError::WrongKey));
    let holder = refuses();
    let opened = open_chunked(&envelope(&[], &vec![parts().0; 65], &[]), 1025, &holder);
    assert_eq!(opened.end, Err(EnvelopeError::TooManyRecipients));
    assert_eq!(holder.asked.get(), 64);
    let holder = refuses();
    let opened = open_chunked(&envelope(&[], &vec![parts().0; 64], &[]), 1025, &holder);
    assert_eq!(
        opened.end,
        Err(EnvelopeError::Unwrap(UnwrapError::WrongKey))
    );
    assert_eq!(holder.asked.get(), 64);
}

#[test]
fn tells_the_refusal_that_matters_most() {
    let good = parts().0;
    // For us and broken off, before what could not be read, before what is for others.
    let infos = [broken(), good.clone(), vec![0xa2, 0]];
    let end = |infos: &[Vec<u8>], answer| open(&envelope(&[], infos, &[]), always(answer)).end;
    assert_eq!(
        end(&infos, Some(UnwrapError::WrongKey)),
        Err(EnvelopeError::Unwrap(UnwrapError::WrongKey))
    );
    let opened = open(&envelope(&[], &infos, &[]), always(None));
    assert_eq!(parse_kind(&opened), ParseErrorKind::MissingField);
    assert_eq!(
        end(&[good, vec![0xa2, 0]], None),
        Err(EnvelopeError::NoRecipient)
    );
    assert_eq!(end(&[], None), Err(EnvelopeError::NoRecipient));
    let kinds = [vec![0xa3, 0], vec![0xa2, 0], vec![0xa4, 0]];
    assert_eq!(
        end(&kinds, None),
        Err(EnvelopeError::UnsupportedRecipient(RecipientKind::Password))
    );
}

#[test]
fn opens_the_second_of_two_recipients_whatever_the_other_is() {
    let opened = |infos: &[Vec<u8>]| {
        let end = open_chunked(&envelope(&[], infos, &[]), 7, From(0, Cell::new(0))).end;
        end.map(|summary| summary.opened_recipient.unwrap())
    };
    let good = parts().0;
    assert_eq!(opened(&[broken(), good.clone()]), Ok(1));
    assert_eq!(opened(&[vec![0xa2, 0], good.clone()]), Ok(1));
    // What stands after the one that opened is looked at in its structure only.
    assert_eq!(opened(&[good.clone(), broken()]), Ok(0));
    assert!(opened(&[good, vec![0x05, 0]]).is_err());
}

#[test]
fn keeps_originator_info_within_its_limit() {
    let infos = [parts().0];
    let originator = element(
        Tag::context(0),
        &element(Tag::context(0), &[0x05, 0].repeat(1000)),
    );
    let opened = open_chunked(
        &envelope(&originator, &infos, &[]),
        1,
        From(0, Cell::new(0)),
    );
    assert_eq!(opened.end.unwrap().originator_info, Some(originator));
    let large = element(
        Tag::context(0),
        &element(Tag::OCTET_STRING, &vec![0; 1 << 20]),
    );
    let opened = open_chunked(&envelope(&large, &infos, &[]), 1025, From(0, Cell::new(0)));
    assert_eq!(parse_kind(&opened), ParseErrorKind::LimitExceeded);
}

#[test]
fn refuses_by_declared_length_before_the_octets_come() {
    let kind = |input: &[u8]| {
        let mut opener = Opener::new(always(None));
        let error = opener.update(input, &mut Vec::new()).unwrap_err();
        parse_kind(&Opened {
            plaintext: Vec::new(),
            end: Err(error),
        })
    };
    let mut head = vec![0x30, 0x80];
    head.extend_from_slice(&crate::formats::oid::CT_ENVELOPED_DATA.to_der());
    head.extend_from_slice(&[0xa0, 0x80, 0x30, 0x80, 0x02, 1, 0, 0x31, 0x80]);
    // A PasswordRecipientInfo of 2 GiB, a KeyTransRecipientInfo of 64 KiB, one with a field of 64 KiB.
    for info in [
        &[0xa3, 0x84, 0x7f, 255, 255, 255][..],
        &[0x30, 0x83, 1, 0, 0],
        &[0x30, 0x80, 0x04, 0x83, 1, 0, 0],
    ] {
        assert_eq!(kind(&[&head, info].concat()), ParseErrorKind::LimitExceeded);
    }
}

#[test]
fn reads_past_attributes_within_their_limit() {
    let infos = [parts().0];
    let attributes = element(
        Tag::context(1),
        &element(Tag::SEQUENCE, &[0x05, 0].repeat(20)),
    );
    let opened = open_chunked(
        &envelope(&[], &infos, &attributes),
        3,
        From(0, Cell::new(0)),
    );
    assert_eq!((opened.verdict(), opened.plaintext.len()), ("opens", 300));
    let large = element(
        Tag::context(1),
        &element(Tag::OCTET_STRING, &vec![0; 1 << 20]),
    );
    let opened = open_chunked(&envelope(&[], &infos, &large), 1025, From(0, Cell::new(0)));
    assert_eq!(parse_kind(&opened), ParseErrorKind::LimitExceeded);
    let foreign = element(Tag::context(2), &[]);
    let opened = open_chunked(
        &envelope(&[], &infos, &foreign),
        1025,
        From(0, Cell::new(0)),
    );
    assert_eq!(parse_kind(&opened), ParseErrorKind::TrailingData);
}

#[test]
fn limits_can_be_chosen() {
    let limits = Limits {
        recipients: 1,
        ..Limits::default()
    };
    let mut opener = Opener::with_limits(always(None), limits);
    let input = envelope(&[], &vec![parts().0; 2], &[]);
    assert_eq!(
        opener.update(&input, &mut Vec::new()),
        Err(EnvelopeError::TooManyRecipients)
    );
}
