// SPDX-License-Identifier: MIT OR Apache-2.0
//! SignerInfo (RFC 5652 section 5.3) and attributes (RFC 5652 section 11, RFC 5035, RFC 5126). Nothing is verified.

use alloc::format;
use alloc::vec::Vec;

use super::cms::{LIST_MAX, more, nested, version_node};
use super::reader::{self, Element};
use super::recipient::identifier_of_key;
use super::report::{Node, Value};
use super::values::{
    self, algorithm, algorithm_oid, field, identifier, missing, octets, serial, time_node,
};
use super::x509::{self, Holder};
use super::{generic, values::general_names};
use crate::formats::{Oid, oid};

/// One SignerInfo.
pub(super) fn signer_info(info: &Element<'_>, certificates: &[Holder<'_>]) -> Node {
    let mut nodes = Vec::new();
    let mut fields = info.fields();
    let version = fields.take(reader::INTEGER);
    let mut node = version_node(version.as_ref());
    let due = if fields.peek() == Some(reader::SEQUENCE) {
        1
    } else {
        3
    };
    if let Some(found) = version.and_then(|e| e.number())
        && found != due
    {
        node = node.remarked(format!("version {found} (RFC 5652 says {due})"));
    }
    nodes.push(node);
    identifier_of_key(&mut fields, &mut nodes, certificates);
    field(
        &mut nodes,
        &mut fields,
        reader::SEQUENCE,
        "digest algorithm",
        |e| algorithm("digest algorithm", e),
    );
    match fields.take(reader::context(0)) {
        Some(signed) => {
            let node = attributes("signed attributes", &signed);
            nodes.push(if is_sorted(&signed) {
                node
            } else {
                node.remarked("not in DER order")
            });
        }
        None => nodes.push(
            Node::new("signed attributes")
                .remarked("absent: the signature is over the content itself"),
        ),
    }
    field(
        &mut nodes,
        &mut fields,
        reader::SEQUENCE,
        "signature algorithm",
        |e| {
            let node = algorithm("signature algorithm", e);
            match algorithm_oid(e) {
                Some(
                    oid::GOST_R3410_2001 | oid::TC26_GOST3410_12_256 | oid::TC26_GOST3410_12_512,
                ) => node.remarked("the public key's identifier, as RFC 4490 section 3 has it"),
                _ => node,
            }
        },
    );
    field(
        &mut nodes,
        &mut fields,
        reader::OCTET_STRING,
        "signature",
        |e| octets("signature", e).remarked("not verified"),
    );
    if let Some(unsigned) = fields.take(reader::context(1)) {
        nodes.push(attributes("unsigned attributes", &unsigned));
    }
    fields.finish(&mut nodes);
    Node::group("signer", nodes).maybe_cut(info)
}

/// Whether the elements of a SET OF stand in the order of their encodings (X.690 section 11.6).
fn is_sorted(set: &Element<'_>) -> bool {
    let mut fields = set.fields();
    let mut last: &[u8] = &[];
    while let Some(element) = fields.next() {
        if element.raw < last {
            return false;
        }
        last = element.raw;
    }
    true
}

/// A SET OF Attribute.
pub(super) fn attributes(label: &'static str, set: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = set.fields();
    let mut count = 0;
    while count < LIST_MAX {
        let Some(attribute) = fields.next() else {
            break;
        };
        count += 1;
        nodes.push(attribute_node(&attribute));
    }
    more(&mut fields, &mut nodes, "attributes");
    fields.finish(&mut nodes);
    Node::group(label, nodes).maybe_cut(set)
}

fn attribute_node(attribute: &Element<'_>) -> Node {
    let mut fields = attribute.fields();
    let Some(kind) = fields.take(reader::OID) else {
        return values::unreadable("attribute", attribute);
    };
    let oid = kind.oid();
    let mut node = identifier("attribute", &kind);
    match fields.take(reader::SET) {
        Some(set) => {
            let mut values = set.fields();
            let mut count = 0;
            while let Some(value) = values.next() {
                count += 1;
                node.children.push(attribute_value(oid, &value));
            }
            if count != 1 {
                node = node.remarked(format!("{count} values"));
            }
            values.finish(&mut node.children);
        }
        None => node = node.remarked("values are absent"),
    }
    fields.finish(&mut node.children);
    node.maybe_cut(attribute)
}

fn attribute_value(kind: Option<Oid>, value: &Element<'_>) -> Node {
    match kind {
        Some(oid::AA_CONTENT_TYPE) => identifier("type", value),
        Some(oid::AA_MESSAGE_DIGEST) => octets("digest", value).remarked("not checked"),
        Some(oid::AA_SIGNING_TIME) => time_node("time", value).remarked("the signer's own word"),
        Some(oid::AA_SIGNING_CERTIFICATE | oid::AA_SIGNING_CERTIFICATE_V2) => {
            signing_certificate(kind, value)
        }
        Some(
            oid::AA_SIGNATURE_TIME_STAMP
            | oid::AA_CONTENT_TIME_STAMP
            | oid::AA_ESC_TIME_STAMP
            | oid::AA_CERT_CRL_TIME_STAMP
            | oid::AA_ARCHIVE_TIME_STAMP
            | oid::AA_ARCHIVE_TIME_STAMP_V2,
        ) => nested("time-stamp token", value),
        Some(oid::AA_COUNTERSIGNATURE) => signer_info(value, &[]),
        Some(oid::AA_EXTENSION_REQUEST) => Node::group("extensions", x509::extensions(value)),
        Some(oid::TC26_CMS_MAC_ATTR) => octets("encrypted MAC", value).remarked("not checked"),
        Some(oid::AA_LOCAL_KEY_ID) => octets("value", value),
        Some(oid::AA_CERTIFICATE_VALUES) => {
            let mut fields = value.fields();
            let mut nodes = Vec::new();
            while let Some(certificate) = fields.next() {
                let label = format!("certificate {}", nodes.len() + 1);
                nodes.push(x509::certificate_node(label, &certificate));
            }
            fields.finish(&mut nodes);
            Node::group("certificates", nodes)
        }
        _ if values::is_text(value.tag) => Node::text("value", values::string(value)),
        _ => generic::node(value),
    }
}

/// SigningCertificate (RFC 2634 section 5.4) and SigningCertificateV2 (RFC 5035 section 4).
fn signing_certificate(kind: Option<Oid>, value: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = value.fields();
    match fields.take(reader::SEQUENCE) {
        Some(list) => {
            let mut ids = list.fields();
            while let Some(id) = ids.next() {
                nodes.push(certificate_id(kind, &id));
            }
            ids.finish(&mut nodes);
        }
        None => nodes.push(missing("certs")),
    }
    if let Some(policies) = fields.take(reader::SEQUENCE) {
        nodes.push(Node::group("policies", generic::children(&policies)));
    }
    fields.finish(&mut nodes);
    Node::group("certificates", nodes)
}

fn certificate_id(kind: Option<Oid>, id: &Element<'_>) -> Node {
    let mut nodes = Vec::new();
    let mut fields = id.fields();
    match fields.take(reader::SEQUENCE) {
        Some(hash) => nodes.push(algorithm("hash algorithm", &hash)),
        None if kind == Some(oid::AA_SIGNING_CERTIFICATE) => {
            nodes.push(
                Node::with("hash algorithm", Value::Identifier(oid::SHA1))
                    .remarked("fixed by RFC 2634"),
            );
        }
        None => nodes.push(
            Node::with("hash algorithm", Value::Identifier(oid::SHA256))
                .remarked("absent, the default of RFC 5035"),
        ),
    }
    field(&mut nodes, &mut fields, reader::OCTET_STRING, "hash", |e| {
        octets("hash", e).remarked("not checked")
    });
    if let Some(issuer_serial) = fields.take(reader::SEQUENCE) {
        let mut parts = issuer_serial.fields();
        if let Some(names) = parts.take(reader::SEQUENCE) {
            nodes.push(Node::group("issuer", general_names(&names)));
        }
        if let Some(number) = parts.take(reader::INTEGER) {
            nodes.push(serial(&number));
        }
        parts.finish(&mut nodes);
    }
    fields.finish(&mut nodes);
    Node::group("certificate", nodes)
}
