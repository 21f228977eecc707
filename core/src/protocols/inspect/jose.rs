// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compact JWS (RFC 7515) and JWE (RFC 7516), and JSON. Nothing is verified: claims are what the token says.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde_json::{Map, Value as Json};

use super::packing::base64;
use super::reader::{self, Context};
use super::report::{Kind, Node, Value};
use super::values::shorten;

/// Levels of JSON that become nodes; deeper ones are shown as text.
const JSON_DEPTH: usize = 8;
/// Members or elements of one level that are shown.
const JSON_MEMBERS: usize = 256;
/// Members of a JWK (RFC 7518 section 6) that are secret.
const SECRET_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A text of parts with dots between.
pub(super) fn compact(text: &str, context: &Context) -> (Kind, Vec<Node>) {
    let parts: Vec<&str> = text.splitn(16, '.').collect();
    let mut nodes = Vec::new();
    let header = parts.first().and_then(|part| json_part(part));
    let encrypted = match (parts.len(), &header) {
        (3, _) => false,
        (5, _) => true,
        (_, Some(Json::Object(members))) => members.contains_key("enc"),
        _ => parts.len() > 3,
    };
    let sizes: Vec<String> = parts.iter().map(|part| part.len().to_string()).collect();
    let sizes_node = Node::text("parts", format!("{} characters", sizes.join(" . ")));
    let due = if encrypted { 5 } else { 3 };
    nodes.push(if parts.len() == due {
        sizes_node
    } else {
        sizes_node.remarked(format!("{} parts, {due} are due", parts.len()))
    });
    nodes.push(match &header {
        Some(Json::Object(members)) => header_node(members, encrypted),
        Some(_) => Node::new("header").remarked("no JSON object"),
        None => Node::new("header").remarked("no base64url of JSON"),
    });
    if encrypted {
        jwe_parts(&parts, context, &mut nodes);
        (Kind::Jwe, nodes)
    } else {
        jws_parts(&parts, context, &mut nodes);
        (Kind::Jws, nodes)
    }
}

fn json_part(part: &str) -> Option<Json> {
    serde_json::from_slice(&base64(part)?.0).ok()
}

fn header_node(members: &Map<String, Json>, encrypted: bool) -> Node {
    let mut node = Node::group("header", json_object(members, JSON_DEPTH));
    for child in &mut node.children {
        if child.label == "alg"
            && let Some(remark) = alg_remark(members.get("alg"), encrypted)
        {
            child.remark = Some(remark.into());
        }
    }
    if !members.contains_key("alg") {
        let remark = if encrypted {
            "there is no alg: the envelope names its algorithms itself"
        } else {
            "there is no alg: RFC 7515 demands one"
        };
        node = node.remarked(remark);
    }
    node
}

fn alg_remark(alg: Option<&Json>, encrypted: bool) -> Option<&'static str> {
    let Some(Json::String(alg)) = alg else {
        return Some("no string");
    };
    match alg.as_str() {
        "gost34.10-2012" => Some("names two forms: a raw signature and a detached CMS SignedData"),
        "GOST3410_2012_256" | "GOST3410_2012_512" => None,
        "none" => Some("no signature at all"),
        _ if encrypted => None,
        _ => Some("no algorithm that is known here"),
    }
}

fn jws_parts(parts: &[&str], context: &Context, nodes: &mut Vec<Node>) {
    match parts.get(1) {
        Some(part) => match base64(part).map(|(octets, _)| octets) {
            Some(octets) => nodes.push(payload(&octets)),
            None => nodes.push(Node::new("payload").remarked("no base64url")),
        },
        None => nodes.push(Node::new("payload").remarked("is absent")),
    }
    let Some(part) = parts.get(2) else {
        return nodes.push(Node::new("signature").remarked("is absent"));
    };
    if part.is_empty() {
        return nodes.push(Node::new("signature").remarked("empty: nothing is signed"));
    }
    nodes.push(match base64(part) {
        None => Node::new("signature").remarked("no base64url"),
        Some((octets, _)) => match (octets.len(), octets.first()) {
            (64 | 128, _) => {
                Node::with("signature", Value::octets(&octets)).remarked("raw; not verified")
            }
            (_, Some(&reader::SEQUENCE)) => cms_part(
                "signature",
                ", detached, over the signing input",
                &octets,
                context,
            )
            .remarked("not verified"),
            (length, _) => Node::with("signature", Value::Size(length))
                .remarked("neither raw (64 or 128 octets) nor CMS"),
        },
    });
}

fn payload(octets: &[u8]) -> Node {
    match serde_json::from_slice(octets) {
        Ok(Json::Object(members)) => {
            Node::group("claims", json_object(&members, JSON_DEPTH)).remarked("not verified")
        }
        Ok(other) => {
            json_node("payload", &other, JSON_DEPTH).remarked("not verified; no JSON object")
        }
        Err(_) => Node::with("payload", Value::Size(octets.len())).remarked("no JSON"),
    }
}

fn jwe_parts(parts: &[&str], context: &Context, nodes: &mut Vec<Node>) {
    for (index, label) in [
        (1, "encrypted key"),
        (2, "initialization vector"),
        (3, "ciphertext"),
        (4, "authentication tag"),
    ] {
        let Some(part) = parts.get(index).map(|part| part.trim_ascii()) else {
            nodes.push(Node::new(label).remarked("is absent"));
            continue;
        };
        if part.is_empty() {
            nodes.push(Node::new(label).remarked(if index == 3 {
                "empty"
            } else {
                "empty, as the bank sends it"
            }));
            continue;
        }
        nodes.push(match base64(part) {
            None => Node::new(label).remarked("no base64url"),
            Some((octets, _)) if index == 3 && octets.first() == Some(&reader::SEQUENCE) => {
                cms_part(label, "", &octets, context)
            }
            Some((octets, _)) => Node::with(label, Value::Size(octets.len())),
        });
    }
}

/// A part that holds a ContentInfo; `note` follows its title.
fn cms_part(label: &'static str, note: &str, octets: &[u8], context: &Context) -> Node {
    let (kind, nodes) = super::octets(octets, context);
    Node::text(label, format!("{}{note}", kind.title())).containing(nodes)
}

/// JSON at the outermost level.
pub(super) fn json_members(value: &Json) -> Vec<Node> {
    match value {
        Json::Object(members) => json_object(members, JSON_DEPTH),
        other => alloc::vec![json_node("value", other, JSON_DEPTH)],
    }
}

fn json_object(members: &Map<String, Json>, depth: usize) -> Vec<Node> {
    let key = members.contains_key("kty");
    let mut nodes: Vec<Node> = members
        .iter()
        .take(JSON_MEMBERS)
        .map(|(name, value)| {
            if key && SECRET_MEMBERS.contains(&name.as_str()) {
                Node::new(shorten(name.clone())).remarked("not shown")
            } else {
                json_node(name, value, depth)
            }
        })
        .collect();
    if members.len() > JSON_MEMBERS {
        nodes.push(Node::new("remark").remarked(format!(
            "{} more are not shown",
            members.len() - JSON_MEMBERS
        )));
    }
    nodes
}

fn json_node(name: &str, value: &Json, depth: usize) -> Node {
    let label = shorten(name.into());
    match value {
        Json::String(text) => Node::text(label, shorten(text.clone())),
        Json::Object(_) | Json::Array(_) if depth == 0 => {
            Node::new(label).remarked("nested too deep to be shown")
        }
        Json::Object(members) => Node::group(label, json_object(members, depth - 1)),
        Json::Array(elements) if elements.iter().all(|e| !e.is_array() && !e.is_object()) => {
            let texts: Vec<String> = elements.iter().take(JSON_MEMBERS).map(plain).collect();
            Node::text(label, shorten(format!("[{}]", texts.join(", "))))
        }
        Json::Array(elements) => {
            let nodes = elements
                .iter()
                .take(JSON_MEMBERS)
                .map(|e| json_node("element", e, depth - 1))
                .collect();
            Node::group(label, nodes)
        }
        other => Node::text(label, plain(other)),
    }
}

fn plain(value: &Json) -> String {
    shorten(value.to_string())
}
