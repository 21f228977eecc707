// SPDX-License-Identifier: MIT OR Apache-2.0
//! Leaves: strings, times, numbers, names, algorithm identifiers.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::generic;
use super::reader::{self, Element, Fields};
use super::report::{Node, Value, write_hex};
use crate::formats::{Oid, oid};

/// Characters of a string that are shown.
const TEXT_MAX: usize = 4096;

/// The characters of code page 1251 from 0x80 on. CryptoPro programs put them into TeletexString.
const CP1251: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї\
                      АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";

/// Whether a tag is that of a character string.
pub(super) fn is_text(tag: u8) -> bool {
    matches!(tag, 0x0c | 0x12 | 0x13 | 0x14 | 0x16 | 0x1a | 0x1c | 0x1e)
}

/// The characters of a string.
///
/// Octets above 127 in a type that has none are read as UTF-8 where they are UTF-8, else as code page 1251.
pub(super) fn string(element: &Element<'_>) -> String {
    let octets = element.octets();
    let text = match element.tag & 0x1f {
        0x1e => {
            let units = octets
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        0x1c => octets
            .chunks_exact(4)
            .map(|c| {
                char::from_u32(u32::from_be_bytes([c[0], c[1], c[2], c[3]]))
                    .unwrap_or(char::REPLACEMENT_CHARACTER)
            })
            .collect(),
        _ => plain_text(&octets),
    };
    shorten(text)
}

/// Octets as UTF-8, else as code page 1251.
pub(super) fn plain_text(octets: &[u8]) -> String {
    match core::str::from_utf8(octets) {
        Ok(text) => text.into(),
        Err(_) => octets.iter().map(|&octet| cp1251(octet)).collect(),
    }
}

fn cp1251(octet: u8) -> char {
    match octet.checked_sub(0x80) {
        None => char::from(octet),
        Some(index) => CP1251
            .chars()
            .nth(usize::from(index))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// At most [`TEXT_MAX`] characters.
pub(super) fn shorten(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(TEXT_MAX) {
        text.truncate(at);
        text.push('…');
    }
    text
}

pub(super) fn boolean(element: &Element<'_>) -> &'static str {
    match element.value {
        [0] => "FALSE",
        [_] => "TRUE",
        _ => "unreadable",
    }
}

/// A UTCTime or GeneralizedTime as `2026-02-23T14:31:30Z`, or as it stands when it has another form.
pub(super) fn time(element: &Element<'_>) -> Option<String> {
    let text = core::str::from_utf8(element.value).ok()?;
    let digits = text.strip_suffix('Z').unwrap_or_default();
    let long = match element.tag & 0x1f {
        // RFC 5280 section 4.1.2.5.1: years from 50 on belong to the twentieth century.
        0x17 if digits.len() == 12 && digits.is_ascii() => {
            format!(
                "{}{digits}",
                if digits.as_bytes() >= b"50" {
                    "19"
                } else {
                    "20"
                }
            )
        }
        _ => digits.into(),
    };
    if long.len() != 14 || !long.bytes().all(|c| c.is_ascii_digit()) {
        return Some(shorten(text.into()));
    }
    let part = |from: usize, to: usize| long.get(from..to).unwrap_or_default();
    Some(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}

pub(super) fn time_node(label: &'static str, element: &Element<'_>) -> Node {
    match (element.tag & 0x1f, time(element)) {
        (0x17 | 0x18, Some(time)) if time.ends_with('Z') && time.contains('T') => {
            Node::with(label, Value::Time(time))
        }
        (_, Some(time)) => Node::text(label, time).remarked("no time of the usual form"),
        (_, None) => unreadable(label, element),
    }
}

/// An INTEGER: a number when it is small, else hexadecimal digits.
pub(super) fn integer(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    match element.number() {
        Some(number) if element.value.len() <= 8 => Node::with(label, Value::Number(number)),
        _ if element.value.is_empty() => Node::new(label).remarked("INTEGER without octets"),
        _ => Node::with(label, Value::octets(element.value)),
    }
}

/// A certificate's serial number as hexadecimal digits, as Russian certification authorities print it.
pub(super) fn serial(element: &Element<'_>) -> Node {
    let mut octets = element.value;
    if let [0, rest @ ..] = octets
        && !rest.is_empty()
    {
        octets = rest;
    }
    let node = Node::with("serial number", Value::octets(octets));
    match element.value.first() {
        None => node.remarked("INTEGER without octets"),
        Some(first) if first & 0x80 != 0 => node.remarked("negative"),
        Some(_) => node,
    }
}

/// The octets of a string, in segments or not.
pub(super) fn octets(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    Node::with(label, Value::octets(&element.octets())).maybe_cut(element)
}

/// A BIT STRING of whole octets.
pub(super) fn bits(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    match element.value {
        [unused, octets @ ..] => {
            let node = Node::with(label, Value::octets(octets)).maybe_cut(element);
            if *unused == 0 {
                node
            } else {
                node.remarked(format!("{unused} unused bits"))
            }
        }
        [] => Node::new(label).remarked("BIT STRING without octets"),
    }
}

/// An OBJECT IDENTIFIER.
pub(super) fn identifier(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    match element.oid() {
        Some(oid) => Node::with(label, Value::Identifier(oid)),
        None => Node::with(label, Value::octets(element.value))
            .remarked("no readable OBJECT IDENTIFIER"),
    }
}

/// What is said of an element that is not what it should be.
pub(super) fn unreadable(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    Node::new(label).remarked(format!("unreadable at octet {}", element.offset))
}

/// What is said of a part that is not there.
pub(super) fn missing(label: impl Into<Cow<'static, str>>) -> Node {
    Node::new(label).remarked("is absent")
}

impl Node {
    /// Says that the element is not whole.
    pub(super) fn maybe_cut(self, element: &Element<'_>) -> Self {
        match element.cut() {
            Some(cut) => self.remarked(cut),
            None => self,
        }
    }
}

/// A field that must be there: `read` shows it, its absence is a remark.
pub(super) fn field<'a>(
    nodes: &mut Vec<Node>,
    fields: &mut Fields<'a>,
    tag: u8,
    label: &'static str,
    read: impl FnOnce(&Element<'a>) -> Node,
) {
    nodes.push(match fields.take(tag) {
        Some(element) => read(&element).maybe_cut_once(&element),
        None => missing(label),
    });
}

impl Node {
    fn maybe_cut_once(self, element: &Element<'_>) -> Self {
        match &self.remark {
            Some(remark) if remark.contains("cut off") => self,
            _ => self.maybe_cut(element),
        }
    }
}

/// An AlgorithmIdentifier: the name, and under it the parameters with theirs.
pub(super) fn algorithm(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    let mut fields = element.fields();
    let Some(first) = fields.take(reader::OID) else {
        return unreadable(label, element).containing(generic::children(element));
    };
    let mut node = identifier(label, &first);
    let mut children = Vec::new();
    if let Some(parameters) = fields.next() {
        match parameters.tag {
            reader::NULL => node = node.remarked("parameters NULL"),
            _ => children = algorithm_parameters(first.oid(), &parameters),
        }
    }
    fields.finish(&mut children);
    node.containing(children).maybe_cut(element)
}

/// The OID of an AlgorithmIdentifier.
pub(super) fn algorithm_oid(element: &Element<'_>) -> Option<Oid> {
    element.fields().take(reader::OID)?.oid()
}

fn algorithm_parameters(algorithm: Option<Oid>, parameters: &Element<'_>) -> Vec<Node> {
    let Some(algorithm) = algorithm else {
        return alloc::vec![generic::node(parameters)];
    };
    let mut nodes = Vec::new();
    match parameters.tag {
        reader::OID => nodes.push(identifier("parameter set", parameters)),
        reader::OCTET_STRING => nodes.push(octets("IV", parameters)),
        reader::SEQUENCE => {
            let mut fields = parameters.fields();
            if holds_algorithm(parameters) {
                // A key agreement holds the wrap, KExp15 the agreement.
                return alloc::vec![self::algorithm("inner algorithm", parameters)];
            } else if algorithm == oid::PBES2 {
                nested(&mut nodes, &mut fields, "key derivation");
                nested(&mut nodes, &mut fields, "encryption");
            } else if algorithm == oid::PBMAC1 {
                nested(&mut nodes, &mut fields, "key derivation");
                nested(&mut nodes, &mut fields, "MAC");
            } else if algorithm == oid::PBKDF2 {
                field(&mut nodes, &mut fields, reader::OCTET_STRING, "salt", |e| {
                    octets("salt", e)
                });
                field(
                    &mut nodes,
                    &mut fields,
                    reader::INTEGER,
                    "iterations",
                    |e| integer("iterations", e),
                );
                if let Some(length) = fields.take(reader::INTEGER) {
                    nodes.push(integer("key length", &length));
                }
                nested(&mut nodes, &mut fields, "PRF");
            } else if is_password_based(algorithm) {
                field(&mut nodes, &mut fields, reader::OCTET_STRING, "salt", |e| {
                    octets("salt", e)
                });
                field(
                    &mut nodes,
                    &mut fields,
                    reader::INTEGER,
                    "iterations",
                    |e| integer("iterations", e),
                );
            } else if algorithm == oid::GOST_28147_89 {
                field(&mut nodes, &mut fields, reader::OCTET_STRING, "IV", |e| {
                    let node = octets("IV", e);
                    if e.value.len() == 8 {
                        node
                    } else {
                        node.remarked("8 octets are due")
                    }
                });
                field(&mut nodes, &mut fields, reader::OID, "parameter set", |e| {
                    identifier("parameter set", e)
                });
            } else if is_key_wrap(algorithm) {
                field(&mut nodes, &mut fields, reader::OID, "parameter set", |e| {
                    identifier("parameter set", e)
                });
                if let Some(ukm) = fields.take(reader::OCTET_STRING) {
                    nodes.push(
                        octets("UKM", &ukm)
                            .remarked("must be absent in CMS (RFC 4490 section 4.1.1)"),
                    );
                }
            } else if is_public_key(algorithm) {
                field(&mut nodes, &mut fields, reader::OID, "parameter set", |e| {
                    identifier("parameter set", e)
                });
                if let Some(digest) = fields.take(reader::OID) {
                    nodes.push(identifier("digest parameter set", &digest));
                }
                if let Some(cipher) = fields.take(reader::OID) {
                    nodes.push(identifier("encryption parameter set", &cipher));
                }
            } else if is_acpkm(algorithm) {
                field(&mut nodes, &mut fields, reader::OCTET_STRING, "UKM", |e| {
                    octets("UKM", e)
                });
            } else {
                return generic::children(parameters);
            }
            fields.finish(&mut nodes);
        }
        _ => nodes.push(generic::node(parameters)),
    }
    nodes
}

/// Whether parameters are an AlgorithmIdentifier: one OID alone, or an OID and its parameters in a SEQUENCE.
fn holds_algorithm(parameters: &Element<'_>) -> bool {
    let mut fields = parameters.fields();
    let Some(first) = fields.take(reader::OID) else {
        return false;
    };
    match fields.peek() {
        Some(tag) => tag == reader::SEQUENCE,
        None => first.oid().is_some_and(is_public_key),
    }
}

fn nested(nodes: &mut Vec<Node>, fields: &mut Fields<'_>, label: &'static str) {
    if let Some(inner) = fields.take(reader::SEQUENCE) {
        nodes.push(algorithm(label, &inner));
    }
}

/// Algorithms whose parameters are GostR3410-PublicKeyParameters (RFC 4491 section 2.3.2, RFC 9215 section 4).
fn is_public_key(algorithm: Oid) -> bool {
    [
        oid::GOST_R3410_2001,
        oid::GOST_R3410_2001_DH,
        oid::GOST_R3410_94,
        oid::GOST_R3410_94_DH,
        oid::TC26_GOST3410_12_256,
        oid::TC26_GOST3410_12_512,
        oid::TC26_AGREEMENT_GOST3410_12_256,
        oid::TC26_AGREEMENT_GOST3410_12_512,
    ]
    .contains(&algorithm)
}

fn is_key_wrap(algorithm: Oid) -> bool {
    [
        oid::GOST_28147_89_NONE_KEYWRAP,
        oid::GOST_28147_89_CRYPTOPRO_KEYWRAP,
    ]
    .contains(&algorithm)
}

fn is_acpkm(algorithm: Oid) -> bool {
    [
        oid::TC26_MAGMA_CTR_ACPKM,
        oid::TC26_MAGMA_CTR_ACPKM_OMAC,
        oid::TC26_KUZNYECHIK_CTR_ACPKM,
        oid::TC26_KUZNYECHIK_CTR_ACPKM_OMAC,
    ]
    .contains(&algorithm)
}

/// Algorithms whose parameters are a salt and a number of iterations.
fn is_password_based(algorithm: Oid) -> bool {
    [
        oid::CRYPTOPRO_PFX_PBE,
        oid::PBE_MD5_DES,
        oid::PBE_SHA_RC4_128,
        oid::PBE_SHA_3DES,
        oid::PBE_SHA_RC2_128,
        oid::PBE_SHA_RC2_40,
    ]
    .contains(&algorithm)
}

/// A Name on one line, in the order and in the characters of the certificate.
pub(super) fn name(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    let mut line = String::new();
    let mut fields = element.fields();
    let mut broken = Vec::new();
    while let Some(rdn) = fields.next() {
        let mut joint = ", ";
        let mut attributes = rdn.fields();
        while let Some(attribute) = attributes.next() {
            let mut parts = attribute.fields();
            let kind = parts.take(reader::OID).map(|kind| match kind.oid() {
                Some(oid) => attribute_type(oid),
                None => Cow::Borrowed("?"),
            });
            let value = parts.next().map(|value| match value.tag {
                tag if is_text(tag) => string(&value),
                _ => {
                    let mut hex = String::from("#");
                    let _ = write_hex(
                        &mut hex,
                        value.raw.get(..value.raw.len().min(64)).unwrap_or_default(),
                    );
                    hex
                }
            });
            if !line.is_empty() {
                line.push_str(joint);
            }
            joint = " + ";
            line.push_str(&kind.unwrap_or(Cow::Borrowed("?")));
            line.push('=');
            push_escaped(&mut line, &value.unwrap_or_default());
        }
        attributes.finish(&mut broken);
    }
    fields.finish(&mut broken);
    Node::text(label, shorten(line))
        .containing(broken)
        .maybe_cut(element)
}

/// A comma, plus sign or backslash in a value would read as the end of it.
fn push_escaped(line: &mut String, value: &str) {
    for c in value.chars() {
        if matches!(c, ',' | '+' | '\\') {
            line.push('\\');
        }
        line.push(c);
    }
}

fn attribute_type(kind: Oid) -> Cow<'static, str> {
    let short = match kind {
        oid::AT_COMMON_NAME => "CN",
        oid::AT_SURNAME => "SN",
        oid::AT_COUNTRY => "C",
        oid::AT_LOCALITY => "L",
        oid::AT_STATE => "ST",
        oid::AT_STREET => "STREET",
        oid::AT_ORGANIZATION => "O",
        oid::AT_ORGANIZATIONAL_UNIT => "OU",
        oid::AT_TITLE => "T",
        oid::AT_GIVEN_NAME => "G",
        oid::AT_USER_ID => "UID",
        oid::AT_DOMAIN_COMPONENT => "DC",
        oid::EMAIL_ADDRESS => "E",
        _ => {
            return kind
                .name()
                .map_or_else(|| Cow::Owned(format!("{kind}")), Cow::Borrowed);
        }
    };
    Cow::Borrowed(short)
}

/// GeneralNames, one node each.
pub(super) fn general_names(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    while let Some(entry) = fields.next() {
        nodes.push(general_name(&entry));
    }
    fields.finish(&mut nodes);
    nodes
}

/// One GeneralName (RFC 5280 section 4.2.1.6).
pub(super) fn general_name(entry: &Element<'_>) -> Node {
    match entry.tag {
        0x81 => Node::text("rfc822Name", shorten(plain_text(entry.value))),
        0x82 => Node::text("dNSName", shorten(plain_text(entry.value))),
        0x86 => Node::text("URI", shorten(plain_text(entry.value))),
        0x87 => Node::with("iPAddress", Value::octets(entry.value)),
        0x88 => match Oid::from_content(entry.value) {
            Some(oid) => Node::with("registeredID", Value::Identifier(oid)),
            None => unreadable("registeredID", entry),
        },
        0xa4 => match entry.fields().next() {
            Some(inner) => name("directoryName", &inner),
            None => missing("directoryName"),
        },
        0xa0 => {
            let mut fields = entry.fields();
            let kind = fields.take(reader::OID);
            let mut node = match &kind {
                Some(kind) => identifier("otherName", kind),
                None => Node::new("otherName"),
            };
            if let Some(value) = fields.take(reader::context(0)) {
                node.children = generic::children(&value);
            }
            node
        }
        _ => generic::node(entry),
    }
}
