// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys: SubjectPublicKeyInfo, PKCS#8 (RFC 5958), encrypted PKCS#8 and PFX (RFC 7292).
//!
//! The octets of a private key are never shown, not even in part. A public point is not checked.

use alloc::format;
use alloc::vec::Vec;

use super::cms::{self, LIST_MAX, more};
use super::reader::{self, Element};
use super::report::{Node, Value};
use super::signer;
use super::values::{
    algorithm, algorithm_oid, bits, field, identifier, integer, missing, octets, unreadable,
};
use super::x509;
use crate::formats::{Oid, oid};

/// The parts of a SubjectPublicKeyInfo: `algorithm`, `key`.
pub(super) fn public_key(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    let id = fields.take(reader::SEQUENCE);
    nodes.push(match &id {
        Some(id) => algorithm("algorithm", id),
        None => missing("algorithm"),
    });
    match fields.take(reader::BIT_STRING) {
        Some(key) => nodes.push(key_octets(id.as_ref().and_then(algorithm_oid), &key)),
        None => nodes.push(missing("key")),
    }
    fields.finish(&mut nodes);
    nodes
}

/// Octets of x | y under a GOST algorithm.
fn point_octets(algorithm: Option<Oid>) -> Option<usize> {
    match algorithm? {
        oid::GOST_R3410_2001
        | oid::GOST_R3410_2001_DH
        | oid::TC26_GOST3410_12_256
        | oid::TC26_AGREEMENT_GOST3410_12_256 => Some(64),
        oid::TC26_GOST3410_12_512 | oid::TC26_AGREEMENT_GOST3410_12_512 => Some(128),
        _ => None,
    }
}

fn key_octets(algorithm: Option<Oid>, key: &Element<'_>) -> Node {
    let Some(due) = point_octets(algorithm) else {
        return bits("key", key);
    };
    let mut inner = key.inner();
    let Some(point) = inner.take(reader::OCTET_STRING) else {
        return bits("key", key).remarked("no OCTET STRING inside (RFC 4491 section 2.3.2)");
    };
    let mut node = octets("key", &point);
    node = if point.value.len() == due {
        node.remarked("x | y, little-endian; not checked")
    } else {
        node.remarked(format!("{} octets, {due} are due", point.value.len()))
    };
    if key.value.first() != Some(&0) {
        node = node.remarked("unused bits");
    }
    inner.finish(&mut node.children);
    node
}

/// The parts of a PrivateKeyInfo, the key itself excepted.
pub(super) fn private_key(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    field(&mut nodes, &mut fields, reader::INTEGER, "version", |e| {
        integer("version", e)
    });
    let id = fields.take(reader::SEQUENCE);
    nodes.push(match &id {
        Some(id) => algorithm("algorithm", id),
        None => missing("algorithm"),
    });
    match fields.take_string(reader::OCTET_STRING) {
        Some(key) => {
            let node =
                Node::with("private key", Value::Size(key.octets_len())).remarked("not shown");
            let node = match private_form(id.as_ref().and_then(algorithm_oid), &key) {
                Some(form) => node.remarked(form),
                None => node,
            };
            nodes.push(node.maybe_cut(&key));
        }
        None => nodes.push(missing("private key")),
    }
    if let Some(attributes) = fields.take(reader::context(0)) {
        nodes.push(private_key_attributes(&attributes));
    }
    if let Some(public) = fields.take_string(reader::primitive(1)) {
        nodes.push(bits("public key", &public));
    }
    if fields.peek().is_some() {
        let count = fields.count_rest();
        nodes.push(Node::new("remark").remarked(format!(
            "{count} elements that have no place here are not shown"
        )));
    }
    nodes
}

/// The encoding that a GOST private key has: tag and lengths are looked at, never the number.
fn private_form(algorithm: Option<Oid>, key: &Element<'_>) -> Option<&'static str> {
    let octets = point_octets(algorithm)? / 2;
    let length = key.octets_len();
    if length == octets {
        return Some("raw, little-endian");
    }
    match (key.is_constructed(), key.value.first()) {
        (false, Some(&reader::OCTET_STRING)) => {
            let inner = key.inner().next()?.value.len();
            if inner == octets {
                Some("OCTET STRING, little-endian")
            } else if inner > octets && inner.is_multiple_of(octets) {
                Some("OCTET STRING, masked")
            } else {
                Some("OCTET STRING of unusual length")
            }
        }
        (false, Some(&reader::INTEGER)) => Some("INTEGER, big-endian"),
        _ if length > octets && length.is_multiple_of(octets) => Some("raw, masked"),
        _ => Some("of unusual form"),
    }
}

/// Attributes of a private key: their types alone, because a value may be key material.
fn private_key_attributes(set: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = set.fields();
    while nodes.len() < LIST_MAX {
        let Some(attribute) = fields.next() else {
            break;
        };
        nodes.push(match attribute.fields().take(reader::OID) {
            Some(kind) => identifier("attribute", &kind).remarked("value not shown"),
            None => unreadable("attribute", &attribute),
        });
    }
    more(&mut fields, &mut nodes, "attributes");
    Node::group("attributes", nodes).maybe_cut(set)
}

/// The parts of an EncryptedPrivateKeyInfo.
pub(super) fn encrypted_private_key(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    field(
        &mut nodes,
        &mut fields,
        reader::SEQUENCE,
        "encryption",
        |e| algorithm("encryption", e),
    );
    field(
        &mut nodes,
        &mut fields,
        reader::OCTET_STRING,
        "encrypted key",
        |e| Node::with("encrypted key", Value::Size(e.octets_len())),
    );
    fields.finish(&mut nodes);
    nodes
}

/// The parts of a PFX.
pub(super) fn pfx(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    field(&mut nodes, &mut fields, reader::INTEGER, "version", |e| {
        let node = integer("version", e);
        if e.number() == Some(3) {
            node
        } else {
            node.remarked("RFC 7292 says 3")
        }
    });
    match fields.take(reader::SEQUENCE) {
        Some(safe) => nodes.push(safe_info("authenticated safe", &safe, |content, nodes| {
            let mut infos = content.fields();
            let mut count = 0;
            while count < LIST_MAX {
                let Some(info) = infos.next() else { break };
                count += 1;
                nodes.push(safe_info("safe", &info, safe_bags));
            }
            more(&mut infos, nodes, "safes");
            infos.finish(nodes);
        })),
        None => nodes.push(missing("authSafe")),
    }
    match fields.take(reader::SEQUENCE) {
        Some(mac) => nodes.push(mac_data(&mac)),
        None => nodes.push(Node::new("MAC").remarked("is absent")),
    }
    fields.finish(&mut nodes);
    nodes
}

/// A ContentInfo of a PFX: data is opened by `read`, all else is shown as CMS.
fn safe_info(
    label: &'static str,
    info: &Element<'_>,
    read: impl FnOnce(&Element<'_>, &mut Vec<Node>),
) -> Node {
    let mut fields = info.fields();
    if fields.take(reader::OID).and_then(|e| e.oid()) != Some(oid::CT_DATA) {
        return cms::nested(label, info);
    }
    let data = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next());
    let mut nodes = Vec::new();
    match data {
        Some(data) if data.is_constructed() => {
            nodes.push(
                Node::with("data", Value::Size(data.octets_len()))
                    .remarked("in segments, not read here"),
            );
        }
        Some(data) => match data.inner().next() {
            Some(content) => read(&content, &mut nodes),
            None => nodes.push(unreadable("data", &data)),
        },
        None => nodes.push(missing("data")),
    }
    Node::text(label, "not encrypted")
        .containing(nodes)
        .maybe_cut(info)
}

fn safe_bags(content: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut bags = content.fields();
    let mut count = 0;
    while count < LIST_MAX {
        let Some(bag) = bags.next() else { break };
        count += 1;
        nodes.push(safe_bag(&bag));
    }
    more(&mut bags, nodes, "bags");
}

fn safe_bag(bag: &Element<'_>) -> Node {
    let mut fields = bag.fields();
    let Some(kind) = fields.take(reader::OID) else {
        return unreadable("bag", bag);
    };
    let mut node = identifier("bag", &kind);
    let value = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next());
    match (kind.oid(), value) {
        (Some(oid::BAG_SHROUDED_KEY), Some(value)) => node.children = encrypted_private_key(&value),
        (Some(oid::BAG_KEY), Some(value)) => node.children = private_key(&value),
        (Some(oid::BAG_CERTIFICATE), Some(value)) => {
            let mut parts = value.fields();
            let format = parts.take(reader::OID).and_then(|e| e.oid());
            let certificate = parts
                .take(reader::context(0))
                .and_then(|e| e.fields().next());
            match (format, certificate.and_then(|e| e.inner().next())) {
                (Some(oid::CERT_TYPE_X509), Some(certificate)) => {
                    node.children = x509::certificate(&certificate)
                }
                _ => node = node.remarked("of another format"),
            }
        }
        (Some(oid::BAG_SAFE_CONTENTS), Some(value)) => safe_bags(&value, &mut node.children),
        (Some(_), Some(_)) => node = node.remarked("not shown"),
        (_, None) => node = node.remarked("value is absent"),
        (None, Some(_)) => {}
    }
    if let Some(set) = fields.take(reader::SET) {
        node.children.push(signer::attributes("attributes", &set));
    }
    node.maybe_cut(bag)
}

fn mac_data(mac: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = mac.fields();
    match fields.take(reader::SEQUENCE) {
        Some(info) => {
            let mut inner = info.fields();
            field(&mut nodes, &mut inner, reader::SEQUENCE, "algorithm", |e| {
                algorithm("algorithm", e)
            });
            field(&mut nodes, &mut inner, reader::OCTET_STRING, "value", |e| {
                octets("value", e).remarked("not checked")
            });
            inner.finish(&mut nodes);
        }
        None => nodes.push(missing("mac")),
    }
    field(&mut nodes, &mut fields, reader::OCTET_STRING, "salt", |e| {
        octets("salt", e)
    });
    match fields.take(reader::INTEGER) {
        Some(iterations) => nodes.push(integer("iterations", &iterations)),
        None => nodes.push(Node::with("iterations", Value::Number(1)).remarked("the default")),
    }
    fields.finish(&mut nodes);
    Node::group("MAC", nodes).maybe_cut(mac)
}
