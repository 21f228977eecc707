// SPDX-License-Identifier: MIT OR Apache-2.0
//! The report: a tree of labelled values, as text and as JSON.
//!
//! Text that comes from the input is shown with control and direction characters escaped, so that a name in a
//! certificate cannot command the terminal.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::formats::Oid;

/// The schema that the JSON form names.
pub const SCHEMA: &str = "gostseal/inspect/1";

/// Octets of a value that are kept; of a longer one the first [`OCTETS_HEAD`] are.
const OCTETS_WHOLE: usize = 128;
const OCTETS_HEAD: usize = 32;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $title:literal;)*) => {
        /// What a blob is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Kind {
            /// The name in the JSON form, for instance `cms-enveloped-data`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The name in the text form, for instance `CMS EnvelopedData`.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

kinds! {
    /// ASN.1 of a structure that is not known here.
    Asn1 = "asn1", "ASN.1 of an unknown structure";
    /// An X.509 certificate.
    Certificate = "certificate", "X.509 certificate";
    /// A PKCS#10 certification request.
    CertificationRequest = "certification-request", "PKCS#10 certification request";
    /// CMS AuthenticatedData.
    CmsAuthenticatedData = "cms-authenticated-data", "CMS AuthenticatedData";
    /// CMS CompressedData.
    CmsCompressedData = "cms-compressed-data", "CMS CompressedData";
    /// CMS Data.
    CmsData = "cms-data", "CMS Data";
    /// CMS DigestedData.
    CmsDigestedData = "cms-digested-data", "CMS DigestedData";
    /// CMS EncryptedData.
    CmsEncryptedData = "cms-encrypted-data", "CMS EncryptedData";
    /// CMS EnvelopedData.
    CmsEnvelopedData = "cms-enveloped-data", "CMS EnvelopedData";
    /// CMS ContentInfo of another type.
    CmsOther = "cms-other", "CMS ContentInfo of another type";
    /// CMS SignedData.
    CmsSignedData = "cms-signed-data", "CMS SignedData";
    /// A certificate revocation list.
    Crl = "crl", "certificate revocation list";
    /// Nothing at all.
    Empty = "empty", "empty input";
    /// An encrypted PKCS#8 private key.
    EncryptedPrivateKey = "encrypted-private-key", "encrypted PKCS#8 private key";
    /// JSON that is neither signed nor encrypted.
    Json = "json", "JSON, neither signed nor encrypted";
    /// A JWE in compact form.
    Jwe = "jwe", "JWE, compact";
    /// A JWS in compact form.
    Jws = "jws", "JWS, compact";
    /// A GostR3410-KeyTransport outside of its message.
    KeyTransport = "key-transport", "GostR3410-KeyTransport";
    /// An OCSP request.
    OcspRequest = "ocsp-request", "OCSP request";
    /// An OCSP response.
    OcspResponse = "ocsp-response", "OCSP response";
    /// A private key of a format other than PKCS#8.
    OtherPrivateKey = "other-private-key", "private key of another format";
    /// Several PEM blocks.
    PemBundle = "pem-bundle", "several PEM blocks";
    /// A PKCS#12 file.
    Pfx = "pfx", "PFX (PKCS#12)";
    /// A PKCS#8 private key.
    PrivateKey = "private-key", "PKCS#8 private key";
    /// A SubjectPublicKeyInfo.
    PublicKey = "public-key", "public key (SubjectPublicKeyInfo)";
    /// 64 or 128 octets that may be a signature without any structure.
    RawSignature = "raw-signature", "perhaps a raw signature";
    /// Text of no known format.
    Text = "text", "text of no known format";
    /// A time-stamp request.
    TimeStampRequest = "time-stamp-request", "time-stamp request";
    /// A time-stamp response.
    TimeStampResponse = "time-stamp-response", "time-stamp response";
    /// A TSTInfo outside of its token.
    TstInfo = "tst-info", "TSTInfo";
    /// Octets of no known format.
    Unknown = "unknown", "octets of no known format";
    /// A ZIP archive.
    Zip = "zip", "ZIP archive";
}

/// A value of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// An object identifier.
    Identifier(Oid),
    /// A number.
    Number(i128),
    /// Octets. Long ones are cut.
    Octets {
        /// All octets when there are at most 128, otherwise the first 32.
        head: Vec<u8>,
        /// How many octets there are.
        length: usize,
    },
    /// A number of octets whose content is not shown.
    Size(usize),
    /// Text as the input has it, or a word about the input.
    Text(String),
    /// An instant in UTC, `2026-02-23T14:31:30Z`.
    Time(String),
}

impl Value {
    pub(super) fn octets(octets: &[u8]) -> Self {
        let shown = if octets.len() <= OCTETS_WHOLE {
            octets.len()
        } else {
            OCTETS_HEAD
        };
        Self::Octets {
            head: octets.iter().take(shown).copied().collect(),
            length: octets.len(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identifier(oid) => match oid.name() {
                Some(name) => write!(f, "{name} ({oid})"),
                None => write!(f, "{oid}"),
            },
            Self::Number(number) => write!(f, "{number}"),
            Self::Octets { head, length } => {
                write_hex(f, head)?;
                if head.len() < *length {
                    write!(f, "… ({length} octets)")
                } else {
                    Ok(())
                }
            }
            Self::Size(1) => f.write_str("1 octet"),
            Self::Size(length) => write!(f, "{length} octets"),
            Self::Text(text) => write_visible(f, text),
            Self::Time(time) => write_visible(f, time),
        }
    }
}

/// One line of a report and what lies under it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Node {
    /// What it is, in the words of its standard.
    pub label: Cow<'static, str>,
    /// What it says.
    pub value: Option<Value>,
    /// What a reader should know about it: a deviation, a missing part, what was not checked.
    pub remark: Option<String>,
    /// Its parts.
    pub children: Vec<Node>,
}

impl Node {
    pub(super) fn new(label: impl Into<Cow<'static, str>>) -> Self {
        Self {
            label: label.into(),
            value: None,
            remark: None,
            children: Vec::new(),
        }
    }

    pub(super) fn with(label: impl Into<Cow<'static, str>>, value: Value) -> Self {
        Self {
            value: Some(value),
            ..Self::new(label)
        }
    }

    pub(super) fn text(label: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self::with(label, Value::Text(text.into()))
    }

    pub(super) fn group(label: impl Into<Cow<'static, str>>, children: Vec<Self>) -> Self {
        Self {
            children,
            ..Self::new(label)
        }
    }

    pub(super) fn remarked(mut self, remark: impl Into<String>) -> Self {
        let remark = remark.into();
        match &mut self.remark {
            Some(old) => {
                old.push_str("; ");
                old.push_str(&remark);
            }
            None => self.remark = Some(remark),
        }
        self
    }

    pub(super) fn containing(mut self, children: Vec<Self>) -> Self {
        self.children = children;
        self
    }

    /// The first child with this label.
    pub fn child(&self, label: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.label == label)
    }

    fn write(&self, out: &mut String, depth: usize, limit: usize) {
        for _ in 0..depth {
            out.push_str("  ");
        }
        // Writing to a String does not fail.
        let _ = write_visible(out, &self.label);
        if let Some(value) = &self.value {
            let _ = write!(out, ": {value}");
        }
        if let Some(remark) = &self.remark {
            out.push_str(" [");
            let _ = write_visible(out, remark);
            out.push(']');
        }
        out.push('\n');
        if depth < limit {
            for child in &self.children {
                child.write(out, depth + 1, limit);
            }
        }
    }
}

/// What was found in a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What the blob is.
    pub kind: Kind,
    /// How its octets were packed, outermost first: `PEM`, `base64`, `hex`, `JSON string`.
    pub packing: Vec<&'static str>,
    /// Its parts.
    pub nodes: Vec<Node>,
}

impl Report {
    /// The report as lines of text, indented by two spaces a level.
    pub fn to_text(&self) -> String {
        self.to_text_to_depth(usize::MAX)
    }

    /// As [`Self::to_text`], without what lies deeper than `depth` levels (1 = the parts of the blob alone).
    pub fn to_text_to_depth(&self, depth: usize) -> String {
        let mut out = String::from(self.kind.title());
        for packing in &self.packing {
            out.push_str(", in ");
            out.push_str(packing);
        }
        out.push('\n');
        if depth > 0 {
            for node in &self.nodes {
                node.write(&mut out, 1, depth);
            }
        }
        out
    }

    /// The report as one JSON object: `schema`, `kind`, `packing`, `nodes`.
    ///
    /// A node has `label` and, where there are any, `type` (`oid`, `number`, `octets`, `size`, `text`, `time`),
    /// `value` (octets as hex), `name` (of an OID), `length` (of octets), `remark` and `children`.
    pub fn to_json(&self) -> String {
        // Serialising into a String fails only where a Serialize implementation says so; these do not.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The first node with this label.
    pub fn node(&self, label: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.label == label)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        map.serialize_entry("kind", self.kind.name())?;
        map.serialize_entry("packing", &self.packing)?;
        map.serialize_entry("nodes", &self.nodes)?;
        map.end()
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &*self.label)?;
        match &self.value {
            None => {}
            Some(Value::Identifier(oid)) => {
                map.serialize_entry("type", "oid")?;
                map.serialize_entry("value", &Shown(oid))?;
                if let Some(name) = oid.name() {
                    map.serialize_entry("name", name)?;
                }
            }
            Some(Value::Number(number)) => {
                map.serialize_entry("type", "number")?;
                // A reader of JSON may keep numbers in 53 bits: larger ones are text.
                match i64::try_from(*number) {
                    Ok(small) if small.unsigned_abs() < 1 << 53 => {
                        map.serialize_entry("value", &small)?
                    }
                    _ => map.serialize_entry("value", &Shown(number))?,
                }
            }
            Some(Value::Octets { head, length }) => {
                map.serialize_entry("type", "octets")?;
                map.serialize_entry("value", &Shown(Hex(head)))?;
                map.serialize_entry("length", length)?;
            }
            Some(Value::Size(length)) => {
                map.serialize_entry("type", "size")?;
                map.serialize_entry("value", length)?;
            }
            Some(Value::Text(text)) => {
                map.serialize_entry("type", "text")?;
                map.serialize_entry("value", text)?;
            }
            Some(Value::Time(time)) => {
                map.serialize_entry("type", "time")?;
                map.serialize_entry("value", time)?;
            }
        }
        if let Some(remark) = &self.remark {
            map.serialize_entry("remark", remark)?;
        }
        if !self.children.is_empty() {
            map.serialize_entry("children", &self.children)?;
        }
        map.end()
    }
}

/// Serialises what can be displayed as a string.
struct Shown<T>(T);

impl<T: fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, self.0)
    }
}

/// Octets as upper-case hexadecimal digits.
pub(super) fn write_hex(out: &mut impl fmt::Write, octets: &[u8]) -> fmt::Result {
    octets
        .iter()
        .try_for_each(|octet| write!(out, "{octet:02X}"))
}

/// Text with control characters and characters that change the direction of writing escaped.
fn write_visible(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    for c in text.chars() {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if hidden {
            write!(out, "\\u{{{:x}}}", u32::from(c))?;
        } else {
            out.write_char(c)?;
        }
    }
    Ok(())
}
