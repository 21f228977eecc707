// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is inside: any CMS, JWE, JWS, certificate, CRL, request, key, PFX, OCSP or time-stamp blob, without a key.
//!
//! [`inspect`] names what it finds and decides nothing: no signature is verified, no point is checked, nothing is
//! decrypted, and the report says so where a reader could think otherwise. [`inspect_within`] goes on with what is within a
//! message, and opens what is sealed when it is given a key. Both always return a report. What it
//! cannot read becomes a remark with its offset, and the rest goes on; offsets count octets of the unpacked blob
//! (after PEM, base64, hexadecimal digits or a JSON string are taken off).
//!
//! Private keys, secret JWK members and octets of unknown structures are never shown, only their sizes.
//! Depth, number of elements and length of each value are bounded (`reader.rs`, `report.rs`).

mod cms;
mod extension;
mod generic;
mod jose;
mod keys;
mod ocsp;
mod packing;
mod reader;
mod recipient;
mod report;
mod signer;
mod tsp;
mod values;
mod within;
mod x509;
mod zip;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use packing::Unpacked;
use reader::{Context, Element};
pub use report::{Kind, Node, Report, SCHEMA, Value};
pub use within::inspect_within;

/// Packings that are taken off at most: a JSON string that holds PEM of base64 has three.
const MAX_PACKINGS: usize = 4;

/// Looks at a blob and reports what is inside.
///
/// ```
/// let report = gostseal::inspect::inspect(b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
/// assert_eq!(report.packing, ["PEM"]);
/// ```
pub fn inspect(input: &[u8]) -> Report {
    let mut packing = Vec::new();
    let context = Context::new();
    let (kind, nodes) = unpack(input, &context, &mut packing);
    Report {
        kind,
        packing,
        nodes,
    }
}

fn unpack(input: &[u8], context: &Context, packing: &mut Vec<&'static str>) -> (Kind, Vec<Node>) {
    let unpacked = if packing.len() < MAX_PACKINGS {
        packing::unpack(input)
    } else {
        Unpacked::Octets
    };
    match unpacked {
        Unpacked::Empty => (Kind::Empty, Vec::new()),
        Unpacked::Quoted(text) => {
            packing.push("JSON string");
            unpack(text.as_bytes(), context, packing)
        }
        Unpacked::Decoded(name, octets) => {
            packing.push(name);
            unpack(&octets, context, packing)
        }
        Unpacked::Pem(blocks) => {
            packing.push("PEM");
            pem(&blocks, context)
        }
        Unpacked::Compact(text) => jose::compact(text, context),
        Unpacked::Json(value) => (Kind::Json, jose::json_members(&value)),
        Unpacked::Text => (
            Kind::Text,
            alloc::vec![Node::with("size", Value::Size(input.len()))],
        ),
        Unpacked::Octets => octets(input, context),
    }
}

fn pem(blocks: &[packing::PemBlock<'_>], context: &Context) -> (Kind, Vec<Node>) {
    let mut reports: Vec<(Kind, Vec<Node>)> = Vec::new();
    for block in blocks.iter().take(cms::LIST_MAX) {
        let mut nodes = alloc::vec![Node::text("PEM label", block.label)];
        let kind = match &block.octets {
            Some(decoded) => {
                let (kind, mut inner) = octets(decoded, context);
                nodes.append(&mut inner);
                kind
            }
            None => {
                nodes.push(
                    Node::new("remark").remarked("the lines between BEGIN and END are no base64"),
                );
                Kind::Unknown
            }
        };
        if !block.closed {
            nodes.push(Node::new("remark").remarked("the END line is absent"));
        }
        reports.push((kind, nodes));
    }
    if reports.len() == 1
        && let Some(single) = reports.pop()
    {
        return single;
    }
    let mut nodes: Vec<Node> = reports
        .into_iter()
        .map(|(kind, nodes)| Node::text("block", kind.title()).containing(nodes))
        .collect();
    if blocks.len() > nodes.len() {
        nodes.push(
            Node::new("blocks")
                .remarked(format!("{} more are not shown", blocks.len() - nodes.len())),
        );
    }
    (Kind::PemBundle, nodes)
}

/// Octets that have no packing any more.
fn octets(input: &[u8], context: &Context) -> (Kind, Vec<Node>) {
    let size = Node::with("size", Value::Size(input.len()));
    let Some((element, rest)) = Element::first(context, input, 0) else {
        return not_asn1(input, size);
    };
    // One octet of garbage in sixteen begins like a SEQUENCE; what ends early and has nothing inside is none.
    if !element.is_constructed() || element.lack.is_some() && element.fields().next().is_none() {
        return not_asn1(input, size);
    }
    let (kind, mut parts) = match classify(&element) {
        Kind::CmsOther => cms::content_info(&element),
        kind => (kind, describe(kind, &element)),
    };
    let mut out = alloc::vec![size, encoding(context)];
    if let Some(cut) = element.cut() {
        out.push(Node::new("remark").remarked(cut));
    }
    out.append(&mut parts);
    if !rest.is_empty() {
        let at = input.len() - rest.len();
        out.push(Node::new("remark").remarked(format!(
            "{} octets follow the structure, at octet {at}",
            rest.len()
        )));
    }
    (kind, out)
}

fn not_asn1(input: &[u8], size: Node) -> (Kind, Vec<Node>) {
    if zip::is_zip(input) {
        let mut nodes = alloc::vec![size];
        nodes.append(&mut zip::entries(input));
        return (Kind::Zip, nodes);
    }
    match input.len() {
        64 | 128 => (
            Kind::RawSignature,
            alloc::vec![size.remarked("the size of a signature s | r without structure")],
        ),
        _ => (Kind::Unknown, alloc::vec![size]),
    }
}

fn encoding(context: &Context) -> Node {
    let mut line = String::new();
    for (seen, text) in [
        (&context.indefinite, "indefinite lengths"),
        (&context.segmented, "strings in segments"),
        (
            &context.padded_length,
            "lengths in more octets than they need",
        ),
    ] {
        if seen.get() {
            line.push_str(if line.is_empty() { "BER: " } else { ", " });
            line.push_str(text);
        }
    }
    if line.is_empty() {
        line.push_str("DER, as far as lengths show");
    }
    Node::text("encoding", line)
}

/// What a structure is, from the tags of its first two levels.
fn classify(element: &Element<'_>) -> Kind {
    if element.tag != reader::SEQUENCE {
        return Kind::Asn1;
    }
    let parts = tags(element);
    let first = element.fields().next();
    let inside = first.map(|e| tags(&e)).unwrap_or_default();
    let inside_first = first.and_then(|e| e.fields().next());
    match *parts {
        [reader::OID] | [reader::OID, 0xa0, ..] => Kind::CmsOther,
        [reader::SEQUENCE, reader::SEQUENCE, reader::BIT_STRING, ..] => signed_structure(&inside),
        [reader::SEQUENCE, reader::BIT_STRING, ..] if inside.first() == Some(&reader::OID) => {
            Kind::PublicKey
        }
        [reader::SEQUENCE, reader::OCTET_STRING, ..] if inside.first() == Some(&reader::OID) => {
            Kind::EncryptedPrivateKey
        }
        [reader::SEQUENCE, 0xa0, ..]
            if matches!(*inside, [reader::OCTET_STRING, reader::OCTET_STRING, ..]) =>
        {
            Kind::KeyTransport
        }
        [reader::SEQUENCE, ..] if inside.first() == Some(&reader::INTEGER) && parts.len() <= 2 => {
            Kind::TimeStampResponse
        }
        [reader::SEQUENCE, ..] => match signed_structure(&inside) {
            // Cut off after the signed part, or damaged there.
            kind @ (Kind::Certificate | Kind::CertificationRequest | Kind::Crl) => kind,
            kind if parts.len() > 2 => kind,
            // A request is a SEQUENCE of requests, each of which holds a certID that begins with an algorithm.
            _ if inside_first
                .is_some_and(|e| is_ocsp_request(&e) || matches!(e.tag, 0xa0 | 0xa1)) =>
            {
                Kind::OcspRequest
            }
            _ => Kind::Asn1,
        },
        [reader::ENUMERATED] | [reader::ENUMERATED, 0xa0, ..] => Kind::OcspResponse,
        [reader::INTEGER, reader::SEQUENCE, ..] => integer_then_sequence(element, &parts),
        [
            reader::INTEGER,
            reader::OID,
            reader::SEQUENCE,
            reader::INTEGER,
            reader::GENERALIZED_TIME,
            ..,
        ] => Kind::TstInfo,
        // SEC1 and PKCS#1.
        [reader::INTEGER, reader::OCTET_STRING, ..] => Kind::OtherPrivateKey,
        [
            reader::INTEGER,
            reader::INTEGER,
            reader::INTEGER,
            reader::INTEGER,
            reader::INTEGER,
            reader::INTEGER,
            ..,
        ] => Kind::OtherPrivateKey,
        _ => Kind::Asn1,
    }
}

/// The identifier octets of the first elements inside.
fn tags(element: &Element<'_>) -> Vec<u8> {
    const ENOUGH: usize = 8;
    let mut fields = element.fields();
    let mut tags = Vec::with_capacity(ENOUGH);
    while tags.len() < ENOUGH {
        let Some(part) = fields.next() else { break };
        tags.push(part.tag);
    }
    tags
}

/// Which structure a signed part belongs to: certificate, CRL, request or OCSP response.
fn signed_structure(tbs: &[u8]) -> Kind {
    const S: u8 = reader::SEQUENCE;
    const I: u8 = reader::INTEGER;
    match *tbs {
        [0xa0, I, S, ..] | [I, S, S, S, S, ..] => Kind::Certificate,
        [I, S, S, reader::UTC_TIME | reader::GENERALIZED_TIME, ..]
        | [S, S, reader::UTC_TIME | reader::GENERALIZED_TIME, ..] => Kind::Crl,
        [I, S, S, 0xa0, ..] | [I, S, S] => Kind::CertificationRequest,
        [0xa0, 0xa1 | 0xa2, ..] | [0xa1 | 0xa2, reader::GENERALIZED_TIME, ..] => Kind::OcspResponse,
        _ => Kind::Asn1,
    }
}

fn is_ocsp_request(list: &Element<'_>) -> bool {
    list.fields()
        .take(reader::SEQUENCE)
        .and_then(|request| request.fields().take(reader::SEQUENCE))
        .is_some_and(|id| {
            matches!(
                *tags(&id),
                [
                    reader::SEQUENCE,
                    reader::OCTET_STRING,
                    reader::OCTET_STRING,
                    reader::INTEGER
                ]
            )
        })
}

/// PFX, PKCS#8 and TimeStampReq all begin with a version and a SEQUENCE.
fn integer_then_sequence(element: &Element<'_>, parts: &[u8]) -> Kind {
    let mut fields = element.fields();
    fields.next();
    let inside = fields.next().map(|e| tags(&e)).unwrap_or_default();
    match (*inside).first() {
        Some(&reader::OID) if inside.get(1) == Some(&0xa0) => Kind::Pfx,
        Some(&reader::OID) => Kind::PrivateKey,
        Some(&reader::SEQUENCE) if inside.get(1) == Some(&reader::OCTET_STRING) => {
            Kind::TimeStampRequest
        }
        _ if parts.get(2) == Some(&reader::OCTET_STRING) => Kind::PrivateKey,
        _ => Kind::Asn1,
    }
}

fn describe(kind: Kind, element: &Element<'_>) -> Vec<Node> {
    match kind {
        Kind::Certificate => x509::certificate(element),
        Kind::CertificationRequest => x509::certification_request(element),
        Kind::Crl => x509::crl(element),
        Kind::EncryptedPrivateKey => keys::encrypted_private_key(element),
        Kind::KeyTransport => recipient::key_transport(element),
        Kind::OcspRequest => ocsp::request(element),
        Kind::OcspResponse if element.fields().peek() == Some(reader::ENUMERATED) => {
            ocsp::response(element)
        }
        Kind::OcspResponse => ocsp::basic_response(element),
        Kind::OtherPrivateKey => {
            alloc::vec![
                Node::with("private key", Value::Size(element.raw.len())).remarked("not shown")
            ]
        }
        Kind::Pfx => keys::pfx(element),
        Kind::PrivateKey => keys::private_key(element),
        Kind::PublicKey => keys::public_key(element),
        Kind::TimeStampRequest => tsp::request(element),
        Kind::TimeStampResponse => tsp::response(element),
        Kind::TstInfo => tsp::tst_info_parts(element),
        _ => alloc::vec![generic::node(element)],
    }
}
