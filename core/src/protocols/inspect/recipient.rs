// SPDX-License-Identifier: MIT OR Apache-2.0
//! RecipientInfo of every kind (RFC 5652 section 6.2) and the GOST key structures inside.
//!
//! Sources: RFC 4490 section 4 (28147-89), R 1323565.1.025-2019 (KExp15). Nothing is unwrapped, no point is checked.

use alloc::format;
use alloc::vec::Vec;

use super::cms::{EnvelopeFacts, LIST_MAX, more, version_node};
use super::reader::{self, Element, Fields};
use super::report::{Node, Value};
use super::values::{
    algorithm, algorithm_oid, field, identifier, missing, octets, serial, time_node, unreadable,
};
use super::x509::{self, Holder};
use super::{generic, keys};
use crate::formats::{Oid, oid};

/// One RecipientInfo.
pub(super) fn recipient_info(
    info: &Element<'_>,
    certificates: &[Holder<'_>],
    facts: &mut EnvelopeFacts,
) -> Node {
    let version = info.fields().take(reader::INTEGER).and_then(|e| e.number());
    facts.recipient_not_version_0 |= version != Some(0);
    let (name, nodes) = match info.tag {
        reader::SEQUENCE => (
            "KeyTransRecipientInfo",
            key_transport_recipient(info, certificates),
        ),
        0xa1 => {
            facts.recipient_not_version_0 = true;
            (
                "KeyAgreeRecipientInfo",
                key_agreement_recipient(info, certificates),
            )
        }
        0xa2 => ("KEKRecipientInfo", kek_recipient(info)),
        0xa3 => {
            facts.password_or_other_recipient = true;
            ("PasswordRecipientInfo", password_recipient(info))
        }
        0xa4 => {
            facts.password_or_other_recipient = true;
            ("OtherRecipientInfo", other_recipient(info))
        }
        _ => {
            return Node::group("recipient", alloc::vec![generic::node(info)])
                .remarked("of no known kind");
        }
    };
    Node::text("recipient", name)
        .containing(nodes)
        .maybe_cut(info)
}

fn key_transport_recipient(info: &Element<'_>, certificates: &[Holder<'_>]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    let version = fields.take(reader::INTEGER);
    let mut node = version_node(version.as_ref());
    let due = if fields.peek() == Some(reader::SEQUENCE) {
        0
    } else {
        2
    };
    if let Some(found) = version.and_then(|e| e.number())
        && found != due
    {
        let form = if due == 0 {
            "issuerAndSerialNumber"
        } else {
            "subjectKeyIdentifier"
        };
        node = node.remarked(format!("version {found} with {form} (RFC 5652 says {due})"));
    }
    nodes.push(node);
    identifier_of_key(&mut fields, &mut nodes, certificates);
    let algorithm_element = fields.take(reader::SEQUENCE);
    nodes.push(match &algorithm_element {
        Some(e) => algorithm("key encryption", e),
        None => missing("key encryption"),
    });
    match fields.take_string(reader::OCTET_STRING) {
        Some(key) => {
            let structured = algorithm_element
                .as_ref()
                .and_then(algorithm_oid)
                .is_some_and(is_gost_transport);
            nodes.push(encrypted_key(&key, structured));
        }
        None => nodes.push(missing("encrypted key")),
    }
    fields.finish(&mut nodes);
    nodes
}

/// Key transports whose encryptedKey is a structure of its own.
fn is_gost_transport(algorithm: Oid) -> bool {
    [
        oid::GOST_R3410_2001,
        oid::GOST_R3410_2001_DH,
        oid::TC26_GOST3410_12_256,
        oid::TC26_GOST3410_12_512,
        oid::TC26_AGREEMENT_GOST3410_12_256,
        oid::TC26_AGREEMENT_GOST3410_12_512,
        oid::TC26_MAGMA_KEXP15,
        oid::TC26_KUZNYECHIK_KEXP15,
    ]
    .contains(&algorithm)
}

/// The encryptedKey of a key transport: a GOST structure, or octets of another algorithm.
fn encrypted_key(key: &Element<'_>, structured: bool) -> Node {
    let node = Node::with("encrypted key", Value::Size(key.octets_len())).maybe_cut(key);
    if !structured || key.is_constructed() {
        return node;
    }
    match key.inner().next() {
        Some(transport) if transport.tag == reader::SEQUENCE => {
            let mut children = key_transport(&transport);
            let mut after = key.inner();
            after.next();
            after.finish(&mut children);
            node.containing(children)
        }
        _ => node.remarked("no GostR3410-KeyTransport"),
    }
}

/// GostR3410-KeyTransport (RFC 4490 section 4.2.1) or the structure of R 1323565.1.025 for KExp15.
pub(super) fn key_transport(element: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    if fields.peek() == Some(reader::SEQUENCE) {
        if let Some(key) = fields.next() {
            wrapped_key(&key, &mut nodes);
        }
        match fields.take(reader::context(0)) {
            Some(parameters) => transport_parameters(&parameters, &mut nodes),
            None => nodes.push(missing("transportParameters")),
        }
    } else {
        field(
            &mut nodes,
            &mut fields,
            reader::OCTET_STRING,
            "encrypted key",
            |e| octets("encrypted key", e),
        );
        field(
            &mut nodes,
            &mut fields,
            reader::SEQUENCE,
            "ephemeral key",
            |e| Node::group("ephemeral key", keys::public_key(e)),
        );
        field(&mut nodes, &mut fields, reader::OCTET_STRING, "UKM", |e| {
            octets("UKM", e)
        });
    }
    fields.finish(&mut nodes);
    nodes
}

/// Gost28147-89-EncryptedKey (RFC 4490 section 4.1.2): both parts are shown, being ciphertext.
fn wrapped_key(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    field(nodes, &mut fields, reader::OCTET_STRING, "CEK_ENC", |e| {
        sized("CEK_ENC", e, 32)
    });
    if let Some(mask) = fields.take_string(reader::primitive(0)) {
        nodes.push(
            octets("mask key", &mask).remarked("must be absent in CMS (RFC 4490 section 4.1.2)"),
        );
    }
    field(nodes, &mut fields, reader::OCTET_STRING, "CEK_MAC", |e| {
        sized("CEK_MAC", e, 4)
    });
    fields.finish(nodes);
}

fn transport_parameters(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    field(nodes, &mut fields, reader::OID, "wrap parameter set", |e| {
        identifier("wrap parameter set", e)
    });
    field(
        nodes,
        &mut fields,
        reader::context(0),
        "ephemeral key",
        |e| Node::group("ephemeral key", keys::public_key(e)),
    );
    field(nodes, &mut fields, reader::OCTET_STRING, "UKM", |e| {
        sized("UKM", e, 8)
    });
    fields.finish(nodes);
}

/// Octets with their number, and a remark when it is not the one that is due.
fn sized(label: &'static str, element: &Element<'_>, due: usize) -> Node {
    let found = element.octets_len();
    let node = octets(label, element).remarked(format!("{found} octets"));
    if found == due {
        node
    } else {
        node.remarked(format!("{due} are due"))
    }
}

fn key_agreement_recipient(info: &Element<'_>, certificates: &[Holder<'_>]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    nodes.push(version_remarked(&mut fields, 3));
    match fields.take(reader::context(0)) {
        Some(originator) => {
            let mut inner = originator.fields();
            let mut children = Vec::new();
            match inner.peek() {
                Some(0xa1) => {
                    if let Some(key) = inner.next() {
                        children.push(Node::group("ephemeral key", keys::public_key(&key)));
                    }
                }
                _ => identifier_of_key(&mut inner, &mut children, certificates),
            }
            inner.finish(&mut children);
            nodes.push(Node::group("originator", children).maybe_cut(&originator));
        }
        None => nodes.push(missing("originator")),
    }
    match fields.take(reader::context(1)) {
        Some(ukm) => match ukm.fields().next() {
            Some(inner) => {
                nodes.push(octets("UKM", &inner).remarked(format!("{} octets", inner.octets_len())))
            }
            None => nodes.push(unreadable("UKM", &ukm)),
        },
        None => nodes.push(missing("UKM")),
    }
    field(
        &mut nodes,
        &mut fields,
        reader::SEQUENCE,
        "key encryption",
        |e| algorithm("key encryption", e),
    );
    match fields.take(reader::SEQUENCE) {
        Some(list) => {
            let mut keys = list.fields();
            let mut count = 0;
            while count < LIST_MAX {
                let Some(key) = keys.next() else { break };
                count += 1;
                nodes.push(recipient_encrypted_key(&key, certificates));
            }
            more(&mut keys, &mut nodes, "recipient keys");
            keys.finish(&mut nodes);
        }
        None => nodes.push(missing("recipientEncryptedKeys")),
    }
    fields.finish(&mut nodes);
    nodes
}

fn recipient_encrypted_key(element: &Element<'_>, certificates: &[Holder<'_>]) -> Node {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    match fields.peek() {
        // RecipientKeyIdentifier is a SEQUENCE that begins with the key identifier.
        Some(0xa0) => {
            if let Some(id) = fields.next() {
                let mut inner = id.fields();
                if let Some(ski) = inner.take(reader::OCTET_STRING) {
                    nodes.push(with_holder(
                        octets("subject key identifier", &ski),
                        x509::by_key_id(certificates, ski.value),
                    ));
                }
                if let Some(date) = inner.take(reader::GENERALIZED_TIME) {
                    nodes.push(time_node("date", &date));
                }
                inner.finish(&mut nodes);
            }
        }
        _ => identifier_of_key(&mut fields, &mut nodes, certificates),
    }
    match fields.take_string(reader::OCTET_STRING) {
        Some(key) => {
            let mut node =
                Node::with("encrypted key", Value::Size(key.octets_len())).maybe_cut(&key);
            // Gost28147-89-EncryptedKey is a SEQUENCE of all these octets; a KExp15 output is no structure.
            if !key.is_constructed()
                && let Some(inner) = key.inner().next()
                && inner.tag == reader::SEQUENCE
                && inner.raw.len() == key.value.len()
                && inner.lack.is_none()
            {
                wrapped_key(&inner, &mut node.children);
            }
            nodes.push(node);
        }
        None => nodes.push(missing("encrypted key")),
    }
    fields.finish(&mut nodes);
    Node::group("recipient key", nodes).maybe_cut(element)
}

fn kek_recipient(info: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    nodes.push(version_remarked(&mut fields, 4));
    match fields.take(reader::SEQUENCE) {
        Some(id) => {
            let mut inner = id.fields();
            field(
                &mut nodes,
                &mut inner,
                reader::OCTET_STRING,
                "key identifier",
                |e| octets("key identifier", e),
            );
            if let Some(date) = inner.take(reader::GENERALIZED_TIME) {
                nodes.push(time_node("date", &date));
            }
            inner.finish(&mut nodes);
        }
        None => nodes.push(missing("kekid")),
    }
    algorithm_and_key(&mut fields, &mut nodes);
    fields.finish(&mut nodes);
    nodes
}

fn password_recipient(info: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    nodes.push(version_remarked(&mut fields, 0));
    if let Some(derivation) = fields.take(reader::context(0)) {
        nodes.push(algorithm("key derivation", &derivation));
    }
    algorithm_and_key(&mut fields, &mut nodes);
    fields.finish(&mut nodes);
    nodes
}

fn other_recipient(info: &Element<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    field(&mut nodes, &mut fields, reader::OID, "type", |e| {
        identifier("type", e)
    });
    if let Some(value) = fields.next() {
        nodes.push(generic::node(&value));
    }
    fields.finish(&mut nodes);
    nodes
}

fn algorithm_and_key(fields: &mut Fields<'_>, nodes: &mut Vec<Node>) {
    field(nodes, fields, reader::SEQUENCE, "key encryption", |e| {
        algorithm("key encryption", e)
    });
    field(nodes, fields, reader::OCTET_STRING, "encrypted key", |e| {
        Node::with("encrypted key", Value::Size(e.octets_len()))
    });
}

fn version_remarked(fields: &mut Fields<'_>, due: i128) -> Node {
    let version = fields.take(reader::INTEGER);
    let node = version_node(version.as_ref());
    match version.and_then(|e| e.number()) {
        Some(found) if found != due => {
            node.remarked(format!("version {found} (RFC 5652 says {due})"))
        }
        _ => node,
    }
}

/// Issuer and serial number, or `[0]` subject key identifier; the certificate it means if the message has it.
pub(super) fn identifier_of_key(
    fields: &mut Fields<'_>,
    nodes: &mut Vec<Node>,
    certificates: &[Holder<'_>],
) {
    match fields.peek() {
        Some(reader::SEQUENCE) => {
            let Some(id) = fields.next() else { return };
            let mut inner = id.fields();
            let issuer = inner.take(reader::SEQUENCE);
            let number = inner.take(reader::INTEGER);
            nodes.push(match &issuer {
                Some(issuer) => super::values::name("issuer", issuer),
                None => missing("issuer"),
            });
            nodes.push(match &number {
                Some(number) => {
                    let holder = issuer
                        .and_then(|issuer| x509::by_issuer(certificates, issuer.raw, number.value));
                    with_holder(serial(number), holder)
                }
                None => missing("serial number"),
            });
            inner.finish(nodes);
        }
        Some(0x80 | 0xa0) => {
            let Some(ski) = fields.next() else { return };
            let octets_found = ski.octets();
            // Some writers put an explicit OCTET STRING where an implicit tag is due; `octets` joins both alike.
            nodes.push(with_holder(
                octets("subject key identifier", &ski),
                x509::by_key_id(certificates, &octets_found),
            ));
        }
        _ => nodes.push(missing("recipient identifier")),
    }
}

/// Names the certificate that an identifier means.
fn with_holder(node: Node, holder: Option<(usize, &Holder<'_>)>) -> Node {
    match holder {
        Some((index, holder)) => {
            let mut child = super::values::name("subject", &holder.subject);
            child = child.remarked(format!("certificate {} of this message", index + 1));
            node.containing(alloc::vec![child])
        }
        None => node,
    }
}
