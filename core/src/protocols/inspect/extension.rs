// SPDX-License-Identifier: MIT OR Apache-2.0
//! Extensions of certificates, CRLs and OCSP (RFC 5280 sections 4.2 and 5.2, RFC 9215 section 5).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::generic;
use super::reader::{self, Element};
use super::report::{Node, Value};
use super::values::{
    boolean, general_name, general_names, identifier, integer, is_text, name, octets, serial,
    string, time_node, unreadable,
};
use crate::formats::{Oid, oid};

const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

const CRL_REASONS: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "7",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

/// One Extension: its name, whether it is critical, what it says.
pub(super) fn node(entry: &Element<'_>) -> Node {
    let mut fields = entry.fields();
    let Some(kind) = fields.take(reader::OID) else {
        return unreadable("extension", entry);
    };
    let mut node = identifier("extension", &kind);
    if let Some(critical) = fields.take(reader::BOOLEAN) {
        node = match boolean(&critical) {
            "TRUE" => node.remarked("critical"),
            "FALSE" => node,
            _ => node.remarked("critical: unreadable"),
        };
    }
    match fields.take_string(reader::OCTET_STRING) {
        Some(value) if value.is_constructed() => node
            .children
            .push(Node::with("value", Value::Size(value.octets_len()))),
        Some(value) => {
            let mut inner = value.inner();
            match inner.next() {
                Some(content) => content_of(kind.oid(), &content, &mut node.children),
                None => node.children.push(octets("value", &value)),
            }
            inner.finish(&mut node.children);
        }
        None => node = node.remarked("value is absent"),
    }
    fields.finish(&mut node.children);
    node.maybe_cut(entry)
}

fn content_of(kind: Option<Oid>, content: &Element<'_>, nodes: &mut Vec<Node>) {
    match kind {
        Some(oid::CE_BASIC_CONSTRAINTS) => {
            let mut fields = content.fields();
            let authority = fields
                .take(reader::BOOLEAN)
                .map_or("FALSE", |e| boolean(&e));
            nodes.push(Node::text("cA", authority));
            if let Some(length) = fields.take(reader::INTEGER) {
                nodes.push(integer("pathLenConstraint", &length));
            }
            fields.finish(nodes);
        }
        Some(oid::CE_KEY_USAGE) => nodes.push(named_bits("usage", content, &KEY_USAGES)),
        Some(oid::CE_EXT_KEY_USAGE) => {
            let mut fields = content.fields();
            while let Some(purpose) = fields.next() {
                nodes.push(identifier("purpose", &purpose));
            }
            fields.finish(nodes);
        }
        Some(oid::CE_SUBJECT_KEY_ID) => nodes.push(octets("key identifier", content)),
        Some(oid::CE_AUTHORITY_KEY_ID) => authority_key_id(content, nodes),
        Some(oid::CE_SUBJECT_ALT_NAME | oid::CE_ISSUER_ALT_NAME | oid::CE_CERTIFICATE_ISSUER) => {
            nodes.append(&mut general_names(content));
        }
        Some(oid::CE_CRL_DISTRIBUTION_POINTS | oid::CE_FRESHEST_CRL) => {
            let mut fields = content.fields();
            while let Some(point) = fields.next() {
                distribution_point(&point, nodes);
            }
            fields.finish(nodes);
        }
        Some(oid::CE_ISSUING_DISTRIBUTION_POINT) => distribution_point(content, nodes),
        Some(oid::PE_AUTHORITY_INFO_ACCESS | oid::PE_SUBJECT_INFO_ACCESS) => {
            let mut fields = content.fields();
            while let Some(access) = fields.next() {
                let mut parts = access.fields();
                let method = parts.take(reader::OID);
                let mut node = method.map_or_else(
                    || unreadable("access", &access),
                    |e| identifier("access", &e),
                );
                node.children
                    .extend(parts.next().map(|location| general_name(&location)));
                parts.finish(&mut node.children);
                nodes.push(node);
            }
            fields.finish(nodes);
        }
        Some(oid::CE_CERTIFICATE_POLICIES) => {
            let mut fields = content.fields();
            while let Some(policy) = fields.next() {
                let mut parts = policy.fields();
                let id = parts.take(reader::OID);
                let mut node = id.map_or_else(
                    || unreadable("policy", &policy),
                    |e| identifier("policy", &e),
                );
                if let Some(qualifiers) = parts.take(reader::SEQUENCE) {
                    node.children
                        .push(Node::group("qualifiers", generic::children(&qualifiers)));
                }
                parts.finish(&mut node.children);
                nodes.push(node);
            }
            fields.finish(nodes);
        }
        Some(oid::CE_PRIVATE_KEY_USAGE_PERIOD) => {
            let mut fields = content.fields();
            if let Some(time) = fields.take(reader::primitive(0)) {
                nodes.push(implicit_time("not before", &time));
            }
            if let Some(time) = fields.take(reader::primitive(1)) {
                nodes.push(implicit_time("not after", &time));
            }
            fields.finish(nodes);
        }
        Some(
            oid::CE_CRL_NUMBER
            | oid::CE_DELTA_CRL
            | oid::CE_INHIBIT_ANY_POLICY
            | oid::MS_CA_VERSION,
        ) => {
            nodes.push(integer("number", content));
        }
        Some(oid::CE_CRL_REASON) => {
            let reason = content
                .number()
                .and_then(|n| usize::try_from(n).ok())
                .and_then(|n| CRL_REASONS.get(n));
            nodes.push(reason.map_or_else(
                || integer("reason", content),
                |reason| Node::text("reason", *reason),
            ));
        }
        Some(oid::CE_INVALIDITY_DATE) => nodes.push(time_node("date", content)),
        Some(oid::IDENTIFICATION_KIND) => {
            let kind = match content.number() {
                Some(0) => "0: in person",
                Some(1) => "1: remotely, by a qualified signature",
                Some(2) => "2: remotely, by a passport with a chip",
                Some(3) => "3: remotely, by the unified identification and biometric system",
                _ => return nodes.push(integer("kind", content)),
            };
            nodes.push(Node::text("kind", kind));
        }
        Some(oid::ISSUER_SIGN_TOOL) => {
            let labels = [
                "sign tool",
                "CA tool",
                "sign tool certificate",
                "CA tool certificate",
            ];
            let mut fields = content.fields();
            for label in labels {
                let Some(text) = fields.next() else { break };
                nodes.push(Node::text(label, string(&text)));
            }
            fields.finish(nodes);
        }
        Some(oid::OCSP_NONCE) => nodes.push(octets("nonce", content)),
        _ if is_text(content.tag) => nodes.push(Node::text("value", string(content))),
        _ => nodes.push(generic::node(content)),
    }
}

fn authority_key_id(content: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = content.fields();
    if let Some(id) = fields.take_string(reader::primitive(0)) {
        nodes.push(octets("key identifier", &id));
    }
    if let Some(names) = fields.take(reader::context(1)) {
        nodes.push(Node::group("issuer", general_names(&names)));
    }
    if let Some(number) = fields.take(reader::primitive(2)) {
        nodes.push(serial(&number));
    }
    fields.finish(nodes);
}

/// DistributionPoint and IssuingDistributionPoint: the names of `[0]`, the flags and reasons of the others.
fn distribution_point(point: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = point.fields();
    if let Some(place) = fields.take(reader::context(0)) {
        let mut choice = place.fields();
        match choice.next() {
            Some(full) if full.tag == reader::context(0) => nodes.append(&mut general_names(&full)),
            Some(relative) => nodes.push(name("relative name", &relative)),
            None => nodes.push(unreadable("distribution point", &place)),
        }
    }
    fields.finish(nodes);
}

fn implicit_time(label: &'static str, element: &Element<'_>) -> Node {
    // [0] and [1] stand for GeneralizedTime here.
    time_node(label, &element.retagged(reader::GENERALIZED_TIME))
}

/// A BIT STRING of named bits, the first bit first.
fn named_bits(label: &'static str, element: &Element<'_>, names: &[&str]) -> Node {
    let octets = element.value.get(1..).unwrap_or_default();
    let mut line = String::new();
    for (index, octet) in octets.iter().enumerate().take(8) {
        for bit in 0..8 {
            if octet & (0x80 >> bit) == 0 {
                continue;
            }
            if !line.is_empty() {
                line.push_str(", ");
            }
            match names.get(index * 8 + bit) {
                Some(name) => line.push_str(name),
                None => line.push_str(&format!("bit {}", index * 8 + bit)),
            }
        }
    }
    Node::text(label, line)
}
