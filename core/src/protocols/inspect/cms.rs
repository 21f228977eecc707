// SPDX-License-Identifier: MIT OR Apache-2.0
//! CMS ([RFC 5652]): ContentInfo and what it holds, except recipients (`recipient.rs`) and signers (`signer.rs`).
//!
//! Nothing is verified or decrypted. Version numbers that RFC 5652 would not give are remarked on, not refused.
//!
//! [RFC 5652]: https://www.rfc-editor.org/rfc/rfc5652

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::reader::{self, Element, Fields};
use super::report::{Kind, Node, Value};
use super::values::{algorithm, field, identifier, integer, missing, octets, unreadable};
use super::{generic, recipient, signer, tsp, x509};
use crate::formats::{Oid, oid};

/// Entries of one list that are shown; the others are counted.
pub(super) const LIST_MAX: usize = 64;

/// The kind of a ContentInfo by its type.
pub(super) fn kind(content_type: Oid) -> Kind {
    match content_type {
        oid::CT_COMPRESSED_DATA => Kind::CmsCompressedData,
        oid::CT_DATA => Kind::CmsData,
        oid::CT_SIGNED_DATA => Kind::CmsSignedData,
        oid::CT_ENVELOPED_DATA => Kind::CmsEnvelopedData,
        oid::CT_DIGESTED_DATA => Kind::CmsDigestedData,
        oid::CT_ENCRYPTED_DATA => Kind::CmsEncryptedData,
        oid::CT_AUTHENTICATED_DATA => Kind::CmsAuthenticatedData,
        _ => Kind::CmsOther,
    }
}

/// A ContentInfo: its kind and its parts.
pub(super) fn content_info(element: &Element<'_>) -> (Kind, Vec<Node>) {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    let content_type = fields.take(reader::OID);
    let oid = content_type.and_then(|e| e.oid());
    nodes.push(match &content_type {
        Some(e) => identifier("content type", e),
        None => missing("content type"),
    });
    match fields.take(reader::context(0)) {
        Some(explicit) => {
            if let Some(cut) = explicit.cut() {
                nodes.push(Node::new("content").remarked(cut));
            }
            let mut inner = explicit.fields();
            match inner.next() {
                Some(content) => content_of(oid, &content, &mut nodes),
                None => nodes.push(missing("content")),
            }
            inner.finish(&mut nodes);
        }
        None => nodes.push(missing("content")),
    }
    fields.finish(&mut nodes);
    (oid.map_or(Kind::CmsOther, kind), nodes)
}

/// A ContentInfo inside of something else.
pub(super) fn nested(label: &'static str, element: &Element<'_>) -> Node {
    let (kind, nodes) = content_info(element);
    Node::text(label, kind.title())
        .containing(nodes)
        .maybe_cut(element)
}

fn content_of(content_type: Option<Oid>, content: &Element<'_>, nodes: &mut Vec<Node>) {
    match content_type {
        Some(oid::CT_DATA) => {
            nodes.push(Node::with("content", Value::Size(content.octets_len())).maybe_cut(content))
        }
        Some(oid::CT_COMPRESSED_DATA) => compressed_data(content, nodes),
        Some(oid::CT_SIGNED_DATA) => signed_data(content, nodes),
        Some(oid::CT_ENVELOPED_DATA) => enveloped_data(content, nodes),
        Some(oid::CT_DIGESTED_DATA) => digested_data(content, nodes),
        Some(oid::CT_ENCRYPTED_DATA) => encrypted_data(content, nodes),
        Some(oid::CT_AUTHENTICATED_DATA) => authenticated_data(content, nodes),
        _ => nodes.push(
            Node::group("content", alloc::vec![generic::node(content)])
                .remarked("type not read here"),
        ),
    }
}

fn signed_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    let version = fields.take(reader::INTEGER);
    let version_at = nodes.len();
    nodes.push(version_node(version.as_ref()));
    digest_algorithms(&mut fields, nodes);
    let content_type = encapsulated(&mut fields, nodes);
    let mut certificates = Vec::new();
    let mut other_certificates = false;
    let mut crls_other = false;
    if let Some(set) = fields.take(reader::context(0)) {
        other_certificates = certificate_set(&set, &mut certificates, nodes);
    }
    if let Some(set) = fields.take(reader::context(1)) {
        crls_other = crl_set(&set, nodes);
    }
    let mut signer_versions = Vec::new();
    match fields.take(reader::SET) {
        Some(set) => {
            let mut infos = set.fields();
            let mut count = 0;
            while count < LIST_MAX {
                let Some(info) = infos.next() else { break };
                count += 1;
                signer_versions
                    .extend(info.fields().take(reader::INTEGER).and_then(|e| e.number()));
                nodes.push(signer::signer_info(&info, &certificates));
            }
            more(&mut infos, nodes, "signers");
            if count == 0 {
                nodes.push(Node::new("signer").remarked("there is none: nothing is signed"));
            }
            infos.finish(nodes);
        }
        None => nodes.push(missing("signers")),
    }
    fields.finish(nodes);
    // RFC 5652 section 5.1.
    let due = if other_certificates || crls_other {
        5
    } else if signer_versions.contains(&3) || content_type.is_some_and(|oid| oid != oid::CT_DATA) {
        3
    } else {
        1
    };
    remark_version(nodes, version_at, version.as_ref(), due, "");
}

fn enveloped_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    let version = fields.take(reader::INTEGER);
    let version_at = nodes.len();
    nodes.push(version_node(version.as_ref()));
    let mut facts = EnvelopeFacts::default();
    let mut certificates = Vec::new();
    if let Some(originator) = fields.take(reader::context(0)) {
        facts.originator = true;
        nodes.push(originator_info(&originator, &mut certificates, &mut facts));
    }
    recipients(&mut fields, nodes, &certificates, &mut facts);
    match fields.take(reader::SEQUENCE) {
        Some(content) => encrypted_content(&content, nodes),
        None => nodes.push(missing("encryptedContentInfo")),
    }
    if let Some(attributes) = fields.take(reader::context(1)) {
        facts.unprotected_attributes = true;
        nodes.push(signer::attributes("unprotected attributes", &attributes));
    }
    fields.finish(nodes);
    remark_version(
        nodes,
        version_at,
        version.as_ref(),
        facts.version(),
        facts.reason(),
    );
}

/// What the version of an EnvelopedData depends on (RFC 5652 section 6.1).
#[derive(Default)]
pub(super) struct EnvelopeFacts {
    originator: bool,
    other_certificates_or_crls: bool,
    attribute_certificates: bool,
    unprotected_attributes: bool,
    pub(super) password_or_other_recipient: bool,
    pub(super) recipient_not_version_0: bool,
}

impl EnvelopeFacts {
    fn version(&self) -> i128 {
        if self.originator && self.other_certificates_or_crls {
            4
        } else if self.originator && self.attribute_certificates || self.password_or_other_recipient
        {
            3
        } else if !self.originator && !self.unprotected_attributes && !self.recipient_not_version_0
        {
            0
        } else {
            2
        }
    }

    fn reason(&self) -> &'static str {
        if self.originator {
            " with originatorInfo"
        } else if self.unprotected_attributes {
            " with unprotectedAttrs"
        } else if self.recipient_not_version_0 {
            " with a recipient of version other than 0"
        } else {
            ""
        }
    }
}

fn originator_info<'a>(
    element: &Element<'a>,
    certificates: &mut Vec<x509::Holder<'a>>,
    facts: &mut EnvelopeFacts,
) -> Node {
    let mut nodes = Vec::new();
    let mut fields = element.fields();
    if let Some(set) = fields.take(reader::context(0)) {
        let mut choices = set.fields();
        while let Some(choice) = choices.next() {
            facts.attribute_certificates |=
                choice.tag == reader::context(1) || choice.tag == reader::context(2);
            facts.other_certificates_or_crls |= choice.tag == reader::context(3);
        }
        certificate_set(&set, certificates, &mut nodes);
    }
    if let Some(set) = fields.take(reader::context(1)) {
        facts.other_certificates_or_crls |= crl_set(&set, &mut nodes);
    }
    fields.finish(&mut nodes);
    Node::group("originatorInfo", nodes).maybe_cut(element)
}

fn recipients(
    fields: &mut Fields<'_>,
    nodes: &mut Vec<Node>,
    certificates: &[x509::Holder<'_>],
    facts: &mut EnvelopeFacts,
) {
    let Some(set) = fields.take(reader::SET) else {
        nodes.push(missing("recipients"));
        return;
    };
    let mut infos = set.fields();
    let mut count = 0;
    while count < LIST_MAX {
        let Some(info) = infos.next() else { break };
        count += 1;
        nodes.push(recipient::recipient_info(&info, certificates, facts));
    }
    more(&mut infos, nodes, "recipients");
    if count == 0 {
        nodes.push(Node::new("recipient").remarked("there is none: nobody can open it"));
    }
    if let Some(cut) = set.cut() {
        nodes.push(Node::new("recipients").remarked(cut));
    }
    infos.finish(nodes);
}

fn encrypted_content(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut children = Vec::new();
    let mut fields = element.fields();
    field(&mut children, &mut fields, reader::OID, "type", |e| {
        identifier("type", e)
    });
    field(
        &mut children,
        &mut fields,
        reader::SEQUENCE,
        "cipher",
        |e| algorithm("cipher", e),
    );
    children.push(match fields.take_string(reader::primitive(0)) {
        Some(ciphertext) => {
            Node::with("ciphertext", Value::Size(ciphertext.octets_len())).maybe_cut(&ciphertext)
        }
        None => Node::new("ciphertext").remarked("is absent: it stands outside of the message"),
    });
    fields.finish(&mut children);
    nodes.push(Node::group("encrypted content", children).maybe_cut(element));
}

fn encrypted_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    let version = fields.take(reader::INTEGER);
    let version_at = nodes.len();
    nodes.push(version_node(version.as_ref()));
    match fields.take(reader::SEQUENCE) {
        Some(content) => encrypted_content(&content, nodes),
        None => nodes.push(missing("encryptedContentInfo")),
    }
    let attributes = fields.take(reader::context(1));
    if let Some(attributes) = &attributes {
        nodes.push(signer::attributes("unprotected attributes", attributes));
    }
    fields.finish(nodes);
    let (due, reason) = if attributes.is_some() {
        (2, " with unprotectedAttrs")
    } else {
        (0, "")
    };
    remark_version(nodes, version_at, version.as_ref(), due, reason);
}

/// RFC 3274.
fn compressed_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    let version = fields.take(reader::INTEGER);
    let version_at = nodes.len();
    nodes.push(version_node(version.as_ref()));
    field(nodes, &mut fields, reader::SEQUENCE, "compression", |e| {
        algorithm("compression", e)
    });
    encapsulated(&mut fields, nodes);
    fields.finish(nodes);
    remark_version(nodes, version_at, version.as_ref(), 0, "");
}

fn digested_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    let version = fields.take(reader::INTEGER);
    let version_at = nodes.len();
    nodes.push(version_node(version.as_ref()));
    field(
        nodes,
        &mut fields,
        reader::SEQUENCE,
        "digest algorithm",
        |e| algorithm("digest algorithm", e),
    );
    let content_type = encapsulated(&mut fields, nodes);
    field(nodes, &mut fields, reader::OCTET_STRING, "digest", |e| {
        octets("digest", e).remarked("not checked")
    });
    fields.finish(nodes);
    let due = if content_type.is_some_and(|oid| oid != oid::CT_DATA) {
        2
    } else {
        0
    };
    remark_version(nodes, version_at, version.as_ref(), due, "");
}

fn authenticated_data(element: &Element<'_>, nodes: &mut Vec<Node>) {
    let mut fields = element.fields();
    nodes.push(version_node(fields.take(reader::INTEGER).as_ref()));
    let mut facts = EnvelopeFacts::default();
    let mut certificates = Vec::new();
    if let Some(originator) = fields.take(reader::context(0)) {
        nodes.push(originator_info(&originator, &mut certificates, &mut facts));
    }
    recipients(&mut fields, nodes, &certificates, &mut facts);
    field(nodes, &mut fields, reader::SEQUENCE, "MAC algorithm", |e| {
        algorithm("MAC algorithm", e)
    });
    if let Some(digest) = fields.take(reader::context(1)) {
        nodes.push(algorithm("digest algorithm", &digest));
    }
    encapsulated(&mut fields, nodes);
    if let Some(attributes) = fields.take(reader::context(2)) {
        nodes.push(signer::attributes("authenticated attributes", &attributes));
    }
    field(nodes, &mut fields, reader::OCTET_STRING, "MAC", |e| {
        octets("MAC", e).remarked("not checked")
    });
    if let Some(attributes) = fields.take(reader::context(3)) {
        nodes.push(signer::attributes(
            "unauthenticated attributes",
            &attributes,
        ));
    }
    fields.finish(nodes);
}

fn digest_algorithms(fields: &mut Fields<'_>, nodes: &mut Vec<Node>) {
    let Some(set) = fields.take(reader::SET) else {
        nodes.push(missing("digest algorithms"));
        return;
    };
    let mut algorithms = set.fields();
    while let Some(entry) = algorithms.next() {
        nodes.push(algorithm("digest algorithm", &entry));
    }
    algorithms.finish(nodes);
}

/// EncapsulatedContentInfo; its type.
fn encapsulated(fields: &mut Fields<'_>, nodes: &mut Vec<Node>) -> Option<Oid> {
    let Some(element) = fields.take(reader::SEQUENCE) else {
        nodes.push(missing("encapContentInfo"));
        return None;
    };
    let mut inner = element.fields();
    let mut children = Vec::new();
    let content_type = inner.take(reader::OID);
    let oid = content_type.and_then(|e| e.oid());
    children.push(match &content_type {
        Some(e) => identifier("type", e),
        None => missing("type"),
    });
    match inner.take(reader::context(0)) {
        None => children.push(Node::new("octets").remarked("absent: the content is detached")),
        Some(explicit) => match explicit.fields().next() {
            Some(content) => {
                children.push(
                    Node::with("octets", Value::Size(content.octets_len())).maybe_cut(&content),
                );
                if oid == Some(oid::CT_TST_INFO) && !content.is_constructed() {
                    children.extend(content.inner().next().map(|info| tsp::tst_info(&info)));
                }
            }
            None => children.push(missing("octets")),
        },
    }
    inner.finish(&mut children);
    nodes.push(Node::group("content", children).maybe_cut(&element));
    oid
}

/// The certificates of a set, whether there are other forms among them (`[3]`).
fn certificate_set<'a>(
    set: &Element<'a>,
    certificates: &mut Vec<x509::Holder<'a>>,
    nodes: &mut Vec<Node>,
) -> bool {
    let mut other = false;
    let mut fields = set.fields();
    while certificates.len() < LIST_MAX {
        let Some(choice) = fields.next() else { break };
        match choice.tag {
            reader::SEQUENCE => {
                let number = certificates.len() + 1;
                nodes.push(x509::certificate_node(
                    format!("certificate {number}"),
                    &choice,
                ));
                certificates.push(x509::Holder::read(&choice));
            }
            0xa1 | 0xa2 => nodes.push(Node::with(
                "attribute certificate",
                Value::Size(choice.raw.len()),
            )),
            _ => {
                other = true;
                nodes.push(Node::with(
                    "certificate of another format",
                    Value::Size(choice.raw.len()),
                ));
            }
        }
    }
    more(&mut fields, nodes, "certificates");
    if let Some(cut) = set.cut() {
        nodes.push(Node::new("certificates").remarked(cut));
    }
    fields.finish(nodes);
    other
}

/// The CRLs of a set; whether there are other forms among them (`[1]`).
fn crl_set(set: &Element<'_>, nodes: &mut Vec<Node>) -> bool {
    let mut other = false;
    let mut fields = set.fields();
    let mut count = 0;
    while count < LIST_MAX {
        let Some(choice) = fields.next() else { break };
        count += 1;
        if choice.tag == reader::SEQUENCE {
            nodes.push(Node::group("CRL", x509::crl(&choice)).maybe_cut(&choice));
            continue;
        }
        other = true;
        let mut parts = choice.fields();
        let format = parts.take(reader::OID);
        let mut node = match &format {
            Some(format) => identifier("revocation information", format),
            None => unreadable("revocation information", &choice),
        };
        if let (Some(oid::RI_OCSP_RESPONSE), Some(response)) =
            (format.and_then(|e| e.oid()), parts.next())
        {
            node.children = super::ocsp::response(&response);
        }
        nodes.push(node);
    }
    more(&mut fields, nodes, "CRLs");
    fields.finish(nodes);
    other
}

/// Says how many entries of a list are not shown.
pub(super) fn more(fields: &mut Fields<'_>, nodes: &mut Vec<Node>, what: &'static str) {
    if fields.peek().is_some() {
        let count = fields.count_rest();
        nodes.push(Node::new(what).remarked(format!("{count} more are not shown")));
    }
}

pub(super) fn version_node(version: Option<&Element<'_>>) -> Node {
    version.map_or_else(|| missing("version"), |e| integer("version", e))
}

/// Remarks on the version at `at` when it is not the one that RFC 5652 gives.
fn remark_version(
    nodes: &mut [Node],
    at: usize,
    version: Option<&Element<'_>>,
    due: i128,
    reason: &str,
) {
    let found = version.and_then(|e| e.number());
    if let (Some(node), Some(found)) = (nodes.get_mut(at), found)
        && found != due
    {
        let old = core::mem::replace(node, Node::new(""));
        let remark: String = format!("version {found}{reason} (RFC 5652 says {due})");
        *node = old.remarked(remark);
    }
}
