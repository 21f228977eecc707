// SPDX-License-Identifier: MIT OR Apache-2.0
//! Time-stamp requests, responses and TSTInfo (RFC 3161). Nothing is verified.

use alloc::vec::Vec;

use super::reader::{self, Element, Fields};
use super::report::{Node, Value};
use super::values::{
    algorithm, boolean, field, general_name, identifier, integer, missing, octets, serial, string,
    time_node,
};
use super::{cms, x509};

/// The parts of a TimeStampReq.
pub(super) fn request(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    field(&mut nodes, &mut fields, reader::INTEGER, "version", |e| {
        integer("version", e)
    });
    message_imprint(&mut fields, &mut nodes);
    if let Some(policy) = fields.take(reader::OID) {
        nodes.push(identifier("policy", &policy));
    }
    if let Some(nonce) = fields.take(reader::INTEGER) {
        nodes.push(Node::with("nonce", Value::octets(nonce.value)));
    }
    if let Some(wanted) = fields.take(reader::BOOLEAN) {
        nodes.push(Node::text("certificate wanted", boolean(&wanted)));
    }
    if let Some(list) = fields.take(reader::context(0)) {
        nodes.push(Node::group("extensions", x509::extensions(&list)));
    }
    fields.finish(&mut nodes);
    nodes
}

/// The parts of a TimeStampResp.
pub(super) fn response(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    match fields.take(reader::SEQUENCE) {
        Some(status) => {
            let mut inner = status.fields();
            match inner.take(reader::INTEGER) {
                Some(number) => {
                    let text = match number.number() {
                        Some(0) => "granted",
                        Some(1) => "grantedWithMods",
                        Some(2) => "rejection",
                        Some(3) => "waiting",
                        Some(4) => "revocationWarning",
                        Some(5) => "revocationNotification",
                        _ => "unknown",
                    };
                    nodes.push(Node::text("status", text));
                }
                None => nodes.push(missing("status")),
            }
            if let Some(texts) = inner.take(reader::SEQUENCE) {
                let mut lines = texts.fields();
                while let Some(line) = lines.next() {
                    nodes.push(Node::text("status text", string(&line)));
                }
                lines.finish(&mut nodes);
            }
            if let Some(failure) = inner.take(reader::BIT_STRING) {
                nodes.push(super::values::bits("failure", &failure));
            }
            inner.finish(&mut nodes);
        }
        None => nodes.push(missing("status")),
    }
    if let Some(token) = fields.take(reader::SEQUENCE) {
        nodes.push(cms::nested("time-stamp token", &token));
    }
    fields.finish(&mut nodes);
    nodes
}

/// A TSTInfo inside of a token.
pub(super) fn tst_info(element: &Element<'_>) -> Node {
    Node::group("TSTInfo", tst_info_parts(element)).maybe_cut(element)
}

/// The parts of a TSTInfo.
pub(super) fn tst_info_parts(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    field(&mut nodes, &mut fields, reader::INTEGER, "version", |e| {
        integer("version", e)
    });
    field(&mut nodes, &mut fields, reader::OID, "policy", |e| {
        identifier("policy", e)
    });
    message_imprint(&mut fields, &mut nodes);
    field(
        &mut nodes,
        &mut fields,
        reader::INTEGER,
        "serial number",
        serial,
    );
    field(
        &mut nodes,
        &mut fields,
        reader::GENERALIZED_TIME,
        "time",
        |e| time_node("time", e),
    );
    if let Some(accuracy) = fields.take(reader::SEQUENCE) {
        nodes.push(Node::group("accuracy", accuracy_parts(&accuracy)));
    }
    if let Some(ordering) = fields.take(reader::BOOLEAN) {
        nodes.push(Node::text("ordering", boolean(&ordering)));
    }
    if let Some(nonce) = fields.take(reader::INTEGER) {
        nodes.push(Node::with("nonce", Value::octets(nonce.value)));
    }
    if let Some(tsa) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group("authority", alloc::vec![general_name(&tsa)]));
    }
    if let Some(list) = fields.take(reader::context(1)) {
        nodes.push(Node::group("extensions", x509::extensions(&list)));
    }
    fields.finish(&mut nodes);
    nodes
}

fn accuracy_parts(accuracy: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = accuracy.fields();
    for (tag, label) in [
        (reader::INTEGER, "seconds"),
        (0x80, "milliseconds"),
        (0x81, "microseconds"),
    ] {
        if let Some(number) = fields.take(tag) {
            nodes.push(integer(label, &number));
        }
    }
    fields.finish(&mut nodes);
    nodes
}

fn message_imprint(fields: &mut Fields<'_>, nodes: &mut Vec<Node>) {
    match fields.take(reader::SEQUENCE) {
        Some(imprint) => {
            let mut inner = imprint.fields();
            field(nodes, &mut inner, reader::SEQUENCE, "hash algorithm", |e| {
                algorithm("hash algorithm", e)
            });
            field(nodes, &mut inner, reader::OCTET_STRING, "hash", |e| {
                octets("hash", e).remarked("not checked")
            });
            inner.finish(nodes);
        }
        None => nodes.push(missing("messageImprint")),
    }
}
