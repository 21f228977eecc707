// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates and CRLs ([RFC 5280], RFC 9215) and PKCS#10 requests (RFC 2986). Nothing is verified.
//!
//! [RFC 5280]: https://www.rfc-editor.org/rfc/rfc5280

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::reader::{self, Element, Fields};
use super::report::{Node, Value};
use super::values::{
    algorithm, bits, field, integer, missing, name, serial, time_node, unreadable,
};
use super::{cms, extension, keys, signer};
use crate::formats::oid;

/// Entries of a CRL that are shown; the others are counted.
const CRL_ENTRIES_MAX: usize = 20;

/// What is needed to find a certificate by what a recipient or signer names.
pub(super) struct Holder<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    key_id: Option<&'a [u8]>,
    /// The subject's Name.
    pub(super) subject: Element<'a>,
}

impl<'a> Holder<'a> {
    /// Reads what there is; a certificate that is half unreadable is found by nothing.
    pub(super) fn read(certificate: &Element<'a>) -> Self {
        let mut holder = Self {
            issuer: &[],
            serial: &[],
            key_id: None,
            subject: *certificate,
        };
        let Some(tbs) = certificate.fields().take(reader::SEQUENCE) else {
            return holder;
        };
        let mut fields = tbs.fields();
        fields.take(reader::context(0));
        let serial = fields.take(reader::INTEGER);
        fields.take(reader::SEQUENCE);
        let issuer = fields.take(reader::SEQUENCE);
        fields.take(reader::SEQUENCE);
        let subject = fields.take(reader::SEQUENCE);
        fields.take(reader::SEQUENCE);
        if let (Some(serial), Some(issuer), Some(subject)) = (serial, issuer, subject) {
            holder = Self {
                issuer: issuer.raw,
                serial: serial.value,
                key_id: None,
                subject,
            };
        }
        while let Some(field) = fields.next() {
            if field.tag == reader::context(3)
                && let Some(list) = field.fields().next()
            {
                holder.key_id = key_id(&list);
            }
        }
        holder
    }
}

fn key_id<'a>(extensions: &Element<'a>) -> Option<&'a [u8]> {
    let mut fields = extensions.fields();
    while let Some(extension) = fields.next() {
        let mut parts = extension.fields();
        if parts.take(reader::OID).and_then(|e| e.oid()) == Some(oid::CE_SUBJECT_KEY_ID) {
            parts.take(reader::BOOLEAN);
            let value = parts.take(reader::OCTET_STRING)?;
            return value
                .inner()
                .take(reader::OCTET_STRING)
                .map(|inner| inner.value);
        }
    }
    None
}

/// The certificate with this issuer (a whole Name) and serial number (content octets).
pub(super) fn by_issuer<'c, 'a>(
    holders: &'c [Holder<'a>],
    issuer: &[u8],
    serial: &[u8],
) -> Option<(usize, &'c Holder<'a>)> {
    holders
        .iter()
        .enumerate()
        .find(|(_, holder)| holder.issuer == issuer && holder.serial == serial)
}

/// The certificate with this subject key identifier.
pub(super) fn by_key_id<'c, 'a>(
    holders: &'c [Holder<'a>],
    key_id: &[u8],
) -> Option<(usize, &'c Holder<'a>)> {
    holders
        .iter()
        .enumerate()
        .find(|(_, holder)| holder.key_id == Some(key_id))
}

/// A certificate inside of something else.
pub(super) fn certificate_node(label: impl Into<Cow<'static, str>>, element: &Element<'_>) -> Node {
    Node::group(label, certificate(element)).maybe_cut(element)
}

/// The parts of a certificate.
pub(super) fn certificate(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    let mut inner_algorithm: &[u8] = &[];
    match fields.take(reader::SEQUENCE) {
        Some(tbs) => inner_algorithm = tbs_certificate(&tbs, &mut nodes),
        None => nodes.push(missing("tbsCertificate")),
    }
    signature(&mut fields, &mut nodes, inner_algorithm);
    fields.finish(&mut nodes);
    nodes
}

/// The parts of a TBSCertificate; the octets of its signature field.
fn tbs_certificate<'a>(tbs: &Element<'a>, nodes: &mut Vec<Node>) -> &'a [u8] {
    let mut fields = tbs.fields();
    match fields.take(reader::context(0)).map(|e| e.fields().next()) {
        Some(Some(version)) => match version.number() {
            // The number that is written is one less than the version.
            Some(number @ 0..=2) => nodes.push(Node::with("version", Value::Number(number + 1))),
            _ => nodes.push(integer("version", &version).remarked("unknown")),
        },
        Some(None) => nodes.push(Node::new("version").remarked("unreadable")),
        None => nodes.push(Node::with("version", Value::Number(1))),
    }
    field(nodes, &mut fields, reader::INTEGER, "serial number", serial);
    let algorithm_element = fields.take(reader::SEQUENCE);
    if algorithm_element.is_none() {
        nodes.push(missing("signature"));
    }
    field(nodes, &mut fields, reader::SEQUENCE, "issuer", |e| {
        name("issuer", e)
    });
    match fields.take(reader::SEQUENCE) {
        Some(validity) => {
            let mut times = validity.fields();
            for label in ["not before", "not after"] {
                nodes.push(
                    times
                        .next()
                        .map_or_else(|| missing(label), |time| time_node(label, &time)),
                );
            }
            times.finish(nodes);
        }
        None => nodes.push(missing("validity")),
    }
    field(nodes, &mut fields, reader::SEQUENCE, "subject", |e| {
        name("subject", e)
    });
    field(nodes, &mut fields, reader::SEQUENCE, "public key", |e| {
        Node::group("public key", keys::public_key(e))
    });
    for (tag, label) in [(1, "issuer unique id"), (2, "subject unique id")] {
        if let Some(id) = fields.take_string(reader::primitive(tag)) {
            nodes.push(bits(label, &id));
        }
    }
    if let Some(explicit) = fields.take(reader::context(3)) {
        match explicit.fields().next() {
            Some(list) => nodes.push(Node::group("extensions", extensions(&list)).maybe_cut(&list)),
            None => nodes.push(unreadable("extensions", &explicit)),
        }
    }
    if let Some(cut) = tbs.cut() {
        nodes.push(Node::new("tbsCertificate").remarked(cut));
    }
    fields.finish(nodes);
    algorithm_element.map_or(&[], |e| e.raw)
}

/// signatureAlgorithm and signatureValue; `inner` is the algorithm that the signed part names.
fn signature(fields: &mut Fields<'_>, nodes: &mut Vec<Node>, inner: &[u8]) {
    field(
        nodes,
        fields,
        reader::SEQUENCE,
        "signature algorithm",
        |e| {
            let node = algorithm("signature algorithm", e);
            if inner.is_empty() || inner == e.raw {
                node
            } else {
                node.remarked("the signed part names another one")
            }
        },
    );
    field(nodes, fields, reader::BIT_STRING, "signature", |e| {
        bits("signature", e).remarked("not verified")
    });
}

/// The parts of a CRL.
pub(super) fn crl(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    let mut inner_algorithm: &[u8] = &[];
    match fields.take(reader::SEQUENCE) {
        Some(tbs) => inner_algorithm = tbs_cert_list(&tbs, &mut nodes),
        None => nodes.push(missing("tbsCertList")),
    }
    signature(&mut fields, &mut nodes, inner_algorithm);
    fields.finish(&mut nodes);
    nodes
}

fn tbs_cert_list<'a>(tbs: &Element<'a>, nodes: &mut Vec<Node>) -> &'a [u8] {
    let mut fields = tbs.fields();
    match fields.take(reader::INTEGER) {
        Some(version) => match version.number() {
            Some(1) => nodes.push(Node::with("version", Value::Number(2))),
            _ => nodes.push(integer("version", &version).remarked("unknown")),
        },
        None => nodes.push(Node::with("version", Value::Number(1))),
    }
    let algorithm_element = fields.take(reader::SEQUENCE);
    field(nodes, &mut fields, reader::SEQUENCE, "issuer", |e| {
        name("issuer", e)
    });
    nodes.push(fields.next().map_or_else(
        || missing("this update"),
        |time| time_node("this update", &time),
    ));
    if let Some(reader::UTC_TIME | reader::GENERALIZED_TIME) = fields.peek()
        && let Some(time) = fields.next()
    {
        nodes.push(time_node("next update", &time));
    }
    if let Some(list) = fields.take(reader::SEQUENCE) {
        let mut entries = list.fields();
        let mut children = Vec::new();
        while children.len() < CRL_ENTRIES_MAX {
            let Some(entry) = entries.next() else { break };
            children.push(revoked(&entry));
        }
        let count = children.len() + entries.clone().count_rest();
        cms::more(&mut entries, &mut children, "entries");
        entries.finish(&mut children);
        nodes.push(
            Node::with("revoked certificates", Value::Number(count as i128))
                .containing(children)
                .maybe_cut(&list),
        );
    } else {
        nodes.push(Node::with("revoked certificates", Value::Number(0)));
    }
    if let Some(list) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group("extensions", extensions(&list)).maybe_cut(&list));
    }
    fields.finish(nodes);
    algorithm_element.map_or(&[], |e| e.raw)
}

fn revoked(entry: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = entry.fields();
    let node = match fields.take(reader::INTEGER) {
        Some(number) => serial(&number),
        None => missing("serial number"),
    };
    nodes.push(fields.next().map_or_else(
        || missing("revocation date"),
        |time| time_node("revocation date", &time),
    ));
    if let Some(list) = fields.take(reader::SEQUENCE) {
        nodes.append(&mut extensions(&list));
    }
    fields.finish(&mut nodes);
    node.containing(nodes).maybe_cut(entry)
}

/// The parts of a certification request.
pub(super) fn certification_request(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    match fields.take(reader::SEQUENCE) {
        Some(info) => {
            let mut inner = info.fields();
            field(&mut nodes, &mut inner, reader::INTEGER, "version", |e| {
                integer("version", e)
            });
            field(&mut nodes, &mut inner, reader::SEQUENCE, "subject", |e| {
                name("subject", e)
            });
            field(
                &mut nodes,
                &mut inner,
                reader::SEQUENCE,
                "public key",
                |e| Node::group("public key", keys::public_key(e)),
            );
            if let Some(set) = inner.take(reader::context(0)) {
                nodes.push(signer::attributes("attributes", &set));
            }
            inner.finish(&mut nodes);
        }
        None => nodes.push(missing("certificationRequestInfo")),
    }
    signature(&mut fields, &mut nodes, &[]);
    fields.finish(&mut nodes);
    nodes
}

/// A SEQUENCE OF Extension, one node each.
pub(super) fn extensions(list: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = list.fields();
    while nodes.len() < cms::LIST_MAX {
        let Some(entry) = fields.next() else { break };
        nodes.push(extension::node(&entry));
    }
    cms::more(&mut fields, &mut nodes, "extensions");
    fields.finish(&mut nodes);
    nodes
}
