// SPDX-License-Identifier: MIT OR Apache-2.0
//! Structures that are not known here, element by element.
//!
//! The content of an OCTET STRING, a BIT STRING or a long INTEGER is never shown, only its size: the structure
//! may be a private key in a format that was not recognised.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::reader::{self, Element};
use super::report::{Node, Value};
use super::values;

/// Octets up to which a number is shown.
const NUMBER_OCTETS: usize = 8;

/// The element and what is inside.
pub(super) fn node(element: &Element<'_>) -> Node {
    let mut node = Node::new(type_name(element.tag));
    node.value = match element.tag {
        reader::OID => element.oid().map(Value::Identifier),
        reader::BOOLEAN => Some(Value::Text(values::boolean(element).into())),
        reader::INTEGER | reader::ENUMERATED if element.value.len() <= NUMBER_OCTETS => {
            element.number().map(Value::Number)
        }
        reader::UTC_TIME | reader::GENERALIZED_TIME => values::time(element).map(Value::Time),
        reader::NULL => None,
        tag if values::is_text(tag) => Some(Value::Text(values::string(element))),
        tag if tag & 0x20 == 0 => Some(Value::Size(element.value.len())),
        _ => None,
    };
    if let Some(cut) = element.cut() {
        node = node.remarked(cut);
    }
    if element.is_constructed() {
        node.children = children(element);
    }
    node
}

/// The elements inside `element`, each as [`node`] shows it.
pub(super) fn children(element: &Element<'_>) -> Vec<Node> {
    let mut fields = element.fields();
    let mut nodes = Vec::new();
    while let Some(child) = fields.next() {
        nodes.push(node(&child));
    }
    fields.finish(&mut nodes);
    nodes
}

fn type_name(tag: u8) -> Cow<'static, str> {
    let name = match (tag & 0xc0, tag & 0x1f) {
        (0, 0x01) => "BOOLEAN",
        (0, 0x02) => "INTEGER",
        (0, 0x03) => "BIT STRING",
        (0, 0x04) => "OCTET STRING",
        (0, 0x05) => "NULL",
        (0, 0x06) => "OBJECT IDENTIFIER",
        (0, 0x0a) => "ENUMERATED",
        (0, 0x0c) => "UTF8String",
        (0, 0x10) => "SEQUENCE",
        (0, 0x11) => "SET",
        (0, 0x12) => "NumericString",
        (0, 0x13) => "PrintableString",
        (0, 0x14) => "TeletexString",
        (0, 0x16) => "IA5String",
        (0, 0x17) => "UTCTime",
        (0, 0x18) => "GeneralizedTime",
        (0, 0x1a) => "VisibleString",
        (0, 0x1c) => "UniversalString",
        (0, 0x1e) => "BMPString",
        (0, number) => return format!("universal type {number}").into(),
        (0x40, number) => return format!("[APPLICATION {number}]").into(),
        (0x80, number) => return format!("[{number}]").into(),
        (_, number) => return format!("[PRIVATE {number}]").into(),
    };
    name.into()
}
