// SPDX-License-Identifier: MIT OR Apache-2.0
//! OCSP requests and responses (RFC 6960). Nothing is verified.

use alloc::format;
use alloc::vec::Vec;

use super::cms::{LIST_MAX, more};
use super::reader::{self, Element};
use super::report::Node;
use super::values::{
    algorithm, bits, field, general_name, identifier, integer, missing, name, octets, serial,
    time_node, unreadable,
};
use super::{generic, x509};
use crate::formats::oid;

/// The parts of an OCSPResponse.
pub(super) fn response(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    match fields.take(reader::ENUMERATED) {
        Some(status) => {
            let text = match status.number() {
                Some(0) => "successful",
                Some(1) => "malformedRequest",
                Some(2) => "internalError",
                Some(3) => "tryLater",
                Some(5) => "sigRequired",
                Some(6) => "unauthorized",
                _ => "unknown",
            };
            nodes.push(Node::text("status", text));
        }
        None => nodes.push(missing("status")),
    }
    if let Some(bytes) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        let mut inner = bytes.fields();
        let kind = inner.take(reader::OID);
        nodes.push(kind.map_or_else(|| missing("type"), |e| identifier("type", &e)));
        match inner.take(reader::OCTET_STRING) {
            Some(value) => match (kind.and_then(|e| e.oid()), value.inner().next()) {
                (Some(oid::OCSP_BASIC), Some(basic)) => nodes.append(&mut basic_response(&basic)),
                (_, Some(other)) => nodes.push(generic::node(&other)),
                (_, None) => nodes.push(unreadable("response", &value)),
            },
            None => nodes.push(missing("response")),
        }
        inner.finish(&mut nodes);
    }
    fields.finish(&mut nodes);
    nodes
}

/// The parts of a BasicOCSPResponse.
pub(super) fn basic_response(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    match fields.take(reader::SEQUENCE) {
        Some(data) => response_data(&data, &mut nodes),
        None => nodes.push(missing("tbsResponseData")),
    }
    field(
        &mut nodes,
        &mut fields,
        reader::SEQUENCE,
        "signature algorithm",
        |e| algorithm("signature algorithm", e),
    );
    field(
        &mut nodes,
        &mut fields,
        reader::BIT_STRING,
        "signature",
        |e| bits("signature", e).remarked("not verified"),
    );
    if let Some(list) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        let mut certificates = list.fields();
        let mut count = 0;
        while count < LIST_MAX {
            let Some(certificate) = certificates.next() else {
                break;
            };
            count += 1;
            nodes.push(x509::certificate_node(
                format!("certificate {count}"),
                &certificate,
            ));
        }
        more(&mut certificates, &mut nodes, "certificates");
        certificates.finish(&mut nodes);
    }
    fields.finish(&mut nodes);
    nodes
}

fn response_data(data: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = data.fields();
    if let Some(version) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        nodes.push(integer("version", &version));
    }
    match fields.next() {
        Some(by_name) if by_name.tag == reader::context(1) => match by_name.fields().next() {
            Some(inner) => nodes.push(name("responder", &inner)),
            None => nodes.push(unreadable("responder", &by_name)),
        },
        Some(by_key) if by_key.tag == reader::context(2) => match by_key.fields().next() {
            Some(inner) => nodes.push(octets("responder key hash", &inner)),
            None => nodes.push(unreadable("responder", &by_key)),
        },
        Some(other) => nodes.push(unreadable("responder", &other)),
        None => nodes.push(missing("responder")),
    }
    field(
        nodes,
        &mut fields,
        reader::GENERALIZED_TIME,
        "produced at",
        |e| time_node("produced at", e),
    );
    match fields.take(reader::SEQUENCE) {
        Some(list) => {
            let mut responses = list.fields();
            let mut count = 0;
            while count < LIST_MAX {
                let Some(single) = responses.next() else {
                    break;
                };
                count += 1;
                nodes.push(single_response(&single));
            }
            more(&mut responses, nodes, "responses");
            responses.finish(nodes);
        }
        None => nodes.push(missing("responses")),
    }
    if let Some(list) = fields
        .take(reader::context(1))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group("extensions", x509::extensions(&list)));
    }
    fields.finish(nodes);
}

fn single_response(single: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = single.fields();
    match fields.take(reader::SEQUENCE) {
        Some(id) => certificate_id(&id, &mut nodes),
        None => nodes.push(missing("certID")),
    }
    match fields.next() {
        Some(good) if good.tag == reader::primitive(0) => nodes.push(Node::text("status", "good")),
        Some(revoked) if revoked.tag == reader::context(1) => {
            let mut children = Vec::new();
            let mut inner = revoked.fields();
            field(
                &mut children,
                &mut inner,
                reader::GENERALIZED_TIME,
                "revocation time",
                |e| time_node("revocation time", e),
            );
            if let Some(reason) = inner
                .take(reader::context(0))
                .and_then(|e| e.fields().next())
            {
                children.push(integer("reason", &reason));
            }
            inner.finish(&mut children);
            nodes.push(Node::text("status", "revoked").containing(children));
        }
        Some(unknown) if unknown.tag == reader::primitive(2) => {
            nodes.push(Node::text("status", "unknown"))
        }
        Some(other) => nodes.push(unreadable("status", &other)),
        None => nodes.push(missing("status")),
    }
    field(
        &mut nodes,
        &mut fields,
        reader::GENERALIZED_TIME,
        "this update",
        |e| time_node("this update", e),
    );
    if let Some(time) = fields
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        nodes.push(time_node("next update", &time));
    }
    if let Some(list) = fields
        .take(reader::context(1))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group("extensions", x509::extensions(&list)));
    }
    fields.finish(&mut nodes);
    Node::group("response", nodes).maybe_cut(single)
}

fn certificate_id(id: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = id.fields();
    field(
        nodes,
        &mut fields,
        reader::SEQUENCE,
        "hash algorithm",
        |e| algorithm("hash algorithm", e),
    );
    field(
        nodes,
        &mut fields,
        reader::OCTET_STRING,
        "issuer name hash",
        |e| octets("issuer name hash", e),
    );
    field(
        nodes,
        &mut fields,
        reader::OCTET_STRING,
        "issuer key hash",
        |e| octets("issuer key hash", e),
    );
    field(nodes, &mut fields, reader::INTEGER, "serial number", serial);
    fields.finish(nodes);
}

/// The parts of an OCSPRequest.
pub(super) fn request(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    let Some(tbs) = fields.take(reader::SEQUENCE) else {
        return alloc::vec![missing("tbsRequest")];
    };
    let mut inner = tbs.fields();
    if let Some(version) = inner
        .take(reader::context(0))
        .and_then(|e| e.fields().next())
    {
        nodes.push(integer("version", &version));
    }
    if let Some(requestor) = inner
        .take(reader::context(1))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group(
            "requestor",
            alloc::vec![general_name(&requestor)],
        ));
    }
    match inner.take(reader::SEQUENCE) {
        Some(list) => {
            let mut requests = list.fields();
            let mut count = 0;
            while count < LIST_MAX {
                let Some(single) = requests.next() else { break };
                count += 1;
                let mut children = Vec::new();
                let mut parts = single.fields();
                match parts.take(reader::SEQUENCE) {
                    Some(id) => certificate_id(&id, &mut children),
                    None => children.push(missing("reqCert")),
                }
                parts.finish(&mut children);
                nodes.push(Node::group("request", children));
            }
            more(&mut requests, &mut nodes, "requests");
            requests.finish(&mut nodes);
        }
        None => nodes.push(missing("requestList")),
    }
    if let Some(list) = inner
        .take(reader::context(2))
        .and_then(|e| e.fields().next())
    {
        nodes.push(Node::group("extensions", x509::extensions(&list)));
    }
    inner.finish(&mut nodes);
    if let Some(signature) = fields.take(reader::context(0)) {
        nodes
            .push(Node::group("signature", generic::children(&signature)).remarked("not verified"));
    }
    fields.finish(&mut nodes);
    nodes
}
