// SPDX-License-Identifier: MIT OR Apache-2.0
//! Limits, and which refusal wins when there are several recipients.

use std::vec;

use super::*;
use crate::FormatError;
use crate::envelope::{Limits, RecipientKind};
use crate::formats::ParseErrorKind;
use crate::formats::ber::{Cursor, Rules, Tag, write};
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

/// The one KeyAgreeRecipientInfo of the base sample for key agreement: what stands before recipientEncryptedKeys, and
/// the one RecipientEncryptedKey.
fn agreement(sample: &str) -> (Vec<u8>, Vec<u8>) {
    let base = vector_bytes(sample);
    let what = "test";
    let fields = |octets: &[u8]| -> Vec<Vec<u8>> {
        let mut cursor = Cursor::new(octets, Rules::Ber)
            .required(what)
            .and_then(|element| element.children(what))
            .unwrap();
        let mut out = Vec::new();
        while let Some(field) = cursor.next(what).unwrap() {
            out.push(field.raw.to_vec());
        }
        out
    };
    let enveloped = &fields(&fields(&base)[1])[0];
    let info = fields(&fields(&fields(enveloped)[1])[0]);
    assert_eq!(info.len(), 5);
    (info[..4].concat(), fields(&info[4])[0].clone())
}

/// A KeyAgreeRecipientInfo with so many recipients.
fn agreed(before: &[u8], key: &[u8], count: usize) -> Vec<u8> {
    let keys = element(Tag::SEQUENCE, &key.repeat(count));
    element(Tag::context(1), &[before, &keys].concat())
}

#[test]
fn reads_ten_thousand_recipients_of_one_agreement_in_linear_work() {
    for sample in ["kari_base", "kari15_base"] {
        let (before, key) = agreement(&format!("interop/malformed/{sample}.der"));
        let input = envelope(&[], &[agreed(&before, &key, 10_000)], &[]);
        let holder = always(None);
        let opened = open_chunked(&input, 1023, &holder);
        assert_eq!(opened.end, Err(EnvelopeError::NoRecipient));
        assert_eq!(holder.asked.get(), 10_000);
        let last = open_chunked(&input, usize::MAX, From(9_999, Cell::new(0)));
        let summary = last.end.unwrap();
        assert_eq!((summary.recipients, summary.opened_recipient), (1, Some(0)));
        let holder = always(Some(UnwrapError::WrongKey));
        let opened = open_chunked(&input, 4096, &holder);
        assert_eq!(opened.end, Err(EnvelopeError::TooManyRecipients));
        assert_eq!(holder.asked.get(), 64);
        // As many agreements of one recipient each.
        let input = envelope(&[], &vec![agreed(&before, &key, 1); 10_000], &[]);
        let holder = always(None);
        let opened = open_chunked(&input, 4096, &holder);
        assert_eq!(opened.end, Err(EnvelopeError::NoRecipient));
        assert_eq!(holder.asked.get(), 10_000);
    }
}

#[test]
fn an_agreement_has_a_limit_of_its_own() {
    let (before, key) = agreement("interop/malformed/kari_base.der");
    let count = (4 << 20) / key.len() + 1;
    let opened = open_chunked(
        &envelope(&[], &[agreed(&before, &key, count)], &[]),
        65_536,
        always(None),
    );
    assert_eq!(parse_kind(&opened), ParseErrorKind::LimitExceeded);
}

#[test]
fn one_bad_recipient_of_an_agreement_hides_no_other() {
    let (before, key) = agreement("interop/malformed/kari_base.der");
    let empty = element(Tag::SEQUENCE, &[]);
    let mut info = Vec::new();
    for entry in [&empty, &key, &empty] {
        info.extend_from_slice(entry);
    }
    let keys = element(Tag::SEQUENCE, &info);
    let info = element(Tag::context(1), &[&before[..], &keys].concat());
    let holder = From(0, Cell::new(0));
    let input = envelope(&[], &[info], &[]);
    let opened = open_chunked(&input, 7, holder);
    assert_eq!(opened.verdict(), "opens");
    let opened = open(&input, always(None));
    assert_eq!(parse_kind(&opened), ParseErrorKind::MissingField);
}

#[test]
fn unknown_originators_and_their_certificates_cost_linear_work() {
    let (before, key) = agreement("interop/synthetic/kari15_r256_kuznyechik_static_100.der");
    let certificate = vector_bytes("interop/synthetic/keys/s_r256.cert.der");
    let certificates = element(Tag::context(0), &certificate.repeat(1000));
    let originator = element(Tag::context(0), &certificates);
    let infos = vec![agreed(&before, &key, 1); 2000];
    let opened = open_chunked(&envelope(&originator, &infos, &[]), 4096, always(None));
    assert_eq!(opened.end, Err(EnvelopeError::OriginatorNotFound));
}

/// So many sequences in one another.
fn nested(depth: usize) -> Vec<u8> {
    let mut out = [0x30, 0x80].repeat(depth);
    out.extend_from_slice(&[0, 0].repeat(depth));
    out
}

#[test]
fn deep_nesting_is_refused_wherever_it_stands() {
    let (before, key) = agreement("interop/malformed/kari_base.der");
    let good = agreed(&before, &key, 1);
    for depth in [33, 1000, 100_000] {
        let bomb = nested(depth);
        let inside = |tag| element(tag, &bomb);
        for (between, infos) in [
            (inside(Tag::context(0)), vec![good.clone()]),
            (vec![], vec![inside(Tag::context(1))]),
            (vec![], vec![inside(Tag::SEQUENCE)]),
            (vec![], vec![inside(Tag::context(2))]),
            (vec![], vec![agreed(&bomb, &key, 1)]),
            (vec![], vec![agreed(&before, &bomb, 1)]),
        ] {
            let input = envelope(&between, &infos, &[]);
            let opened = open_chunked(&input, 1023, always(None));
            let kind = parse_kind(&opened);
            assert!(
                matches!(
                    kind,
                    ParseErrorKind::TooDeep | ParseErrorKind::LimitExceeded
                ),
                "{depth}: {kind:?}"
            );
        }
        let infos = [parts().0];
        let attributes = element(Tag::context(1), &bomb);
        let input = envelope(&[], &infos, &attributes);
        let opened = open_chunked(&input, 1023, From(0, Cell::new(0)));
        assert_eq!(parse_kind(&opened), ParseErrorKind::TooDeep);
    }
}

#[test]
fn lengths_near_2_to_the_63_cost_nothing() {
    let length = |first: u8, length: u64| {
        let mut out = vec![first, 0x88];
        out.extend_from_slice(&length.to_be_bytes());
        out
    };
    let head = |kari: &[u8]| {
        let mut out = length(0x30, (1 << 63) - 1);
        out.extend_from_slice(&crate::formats::oid::CT_ENVELOPED_DATA.to_der());
        out.extend_from_slice(&length(0xa0, (1 << 63) - 100));
        out.extend_from_slice(&length(0x30, (1 << 63) - 200));
        out.extend_from_slice(&[0x02, 1, 0]);
        out.extend_from_slice(kari);
        out
    };
    let steps = |input: &[u8]| {
        let mut opener = Opener::new(From(0, Cell::new(0)));
        let error = match opener.update(input, &mut Vec::new()) {
            Ok(_) => opener.finish().unwrap_err(),
            Err(error) => error,
        };
        let work = opener.work();
        assert!(work <= 16 * input.len() as u64 + (1 << 16), "{work}");
        error.code().name()
    };
    for (declared, verdict) in [
        (length(0xa0, 1 << 62), "LimitExceeded"),
        (length(0x31, 1 << 62), "Truncated"),
        (
            [&[0x31, 0x80][..], &length(0xa1, 1 << 62)].concat(),
            "LimitExceeded",
        ),
        (
            [&[0x31, 0x80][..], &length(0x30, 1 << 62)].concat(),
            "LimitExceeded",
        ),
        (
            [&[0x31, 0x80][..], &length(0xa2, 1 << 62)].concat(),
            "LimitExceeded",
        ),
    ] {
        assert_eq!(steps(&head(&declared)), verdict);
    }
    // A content that says it is as long: what is there comes out.
    let mut input = head(&element(Tag::SET, &parts().0));
    input.extend_from_slice(&length(0x30, 1 << 62));
    let info = &parts().1;
    let fields = Cursor::new(info, Rules::Ber).required("test").unwrap();
    let mut fields = fields.children("test").unwrap();
    for _ in 0..2 {
        input.extend_from_slice(fields.required("test").unwrap().raw);
    }
    input.extend_from_slice(&length(0x80, (1 << 62) - 1000));
    input.extend_from_slice(&[7; 50]);
    let mut opener = Opener::new(From(0, Cell::new(0)));
    let mut out = Vec::new();
    assert_eq!(opener.update(&input, &mut out).unwrap().written, 50);
    assert!(out.capacity() < 4096);
    assert!(opener.work() <= 16 * input.len() as u64 + (1 << 16));
    assert_eq!(opener.finish().unwrap_err().code().name(), "Truncated");
}
