// SPDX-License-Identifier: MIT OR Apache-2.0
//! The same messages in the worst BER that is legal: every length indefinite, every string in segments that nest.

use super::*;
use crate::formats::ber::{Cursor, Rules};
use crate::keys::ContentKey;
use crate::testutil::{vector_bytes, vector_json};

/// Writes DER anew: indefinite lengths, strings of OCTET STRING and of the implicit tags for it in segments of a tag
/// deeper, BIT STRINGs in two.
fn worst(der: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut cursor = Cursor::new(der, Rules::Der);
    while let Some(element) = cursor.next("test").unwrap() {
        let constructed = |out: &mut Vec<u8>, tag: u8, content: &[u8]| {
            out.extend_from_slice(&[tag, 0x80]);
            out.extend_from_slice(content);
            out.extend_from_slice(&[0, 0]);
        };
        let segment = |tag: u8, octets: &[u8]| {
            // Non-minimal: the length in two octets.
            let len = octets.len() as u16;
            [&[tag, 0x82][..], &len.to_be_bytes(), octets].concat()
        };
        match element.tag.0 {
            tag if tag & 0x20 != 0 => constructed(&mut out, tag, &worst(element.value)),
            0x04 | 0x80 => {
                let (first, rest) = element.value.split_at(element.value.len() / 3);
                let mut inner = segment(0x04, first);
                constructed(&mut inner, 0x24, &segment(0x04, rest));
                inner.extend_from_slice(&segment(0x04, &[]));
                constructed(&mut out, element.tag.0 | 0x20, &inner);
            }
            0x03 => {
                let (first, rest) = element.value.split_at(element.value.len() / 2);
                let rest = [&[0][..], rest].concat();
                let inner = [segment(0x03, first), segment(0x03, &rest)].concat();
                constructed(&mut out, 0x23, &inner);
            }
            tag => out.extend_from_slice(&segment(tag, element.value)),
        }
    }
    out
}

#[test]
fn the_worst_form_of_each_message_opens_as_its_der() {
    let mut ran = 0;
    for (folder, names) in [
        (
            "formats/cms",
            &[
                ("rfc4490_keytrans", "rfc4490_recipient"),
                ("rfc4490_keyagree", "rfc4490_recipient"),
                ("tk26cms_kari_512", "tk26cms_kari_512"),
                ("tc26_encrypted_keyagree_a211", "tc26_recipient512"),
                ("tc26_encrypted_keytrans_a241", "tc26_recipient512"),
            ][..],
        ),
        (
            "interop/malformed",
            &[
                ("env89_base", "keys/m_r256"),
                ("env15_r256_mag_base", "keys/m_r256"),
                ("env15_r512_kuz_base", "keys/m_r512"),
                ("kari_base", "keys/m_r256"),
                ("kari15_base", "keys/m_r256"),
            ],
        ),
    ] {
        for (name, key) in names {
            let der = vector_bytes(&format!("{folder}/{name}.der"));
            let key = TestKey::load(&format!("{folder}/{key}.p8.der"), None);
            let good = open(&der, &key.private);
            assert!(good.end.is_ok(), "{name}: {:?}", good.end);
            let ber = worst(&der);
            assert_ne!(ber, der);
            assert_eq!(open(&ber, &key.private), good, "{name}");
            for len in (0..ber.len()).step_by(5) {
                let cut = open_chunked(&ber[..len], usize::MAX, &key.private);
                assert_eq!(cut.verdict(), "Truncated", "{name} {len}");
            }
            ran += 1;
        }
    }
    assert_eq!(ran, 10);
}

#[test]
fn the_worst_form_of_encrypted_data_opens_as_its_der() {
    let folder = "formats/cms";
    let index = Case::new(folder, vector_json("formats/cms/index.json"), &[]);
    let mut ran = 0;
    for case in index.list("cases") {
        if case.str("type") == "EncryptedData" {
            let der = vector_bytes(&format!("{folder}/{}", case.str("file")));
            let key = ContentKey::new(case.array("content_encryption_key").into());
            let good = open(&der, &key);
            assert!(good.end.is_ok(), "{case}: {:?}", good.end);
            assert_eq!(open(&worst(&der), &key), good, "{case}");
            ran += 1;
        }
        case.skip();
    }
    assert_eq!(ran, 2);
}
