// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads the index files of the corpus for the tests of SignedData.
//!
//! A [`Case`] panics when it is dropped with fields that no test has read.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use gostseal::Oid;
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey, PublicKey};
use gostseal::trust::Certificate;
use serde_json::{Map, Value};

/// Fields that describe a case and change nothing about it.
const INFORMATIONAL: &[&str] = &[
    "description",
    "expected",
    "maker",
    "observed_openssl_gost_engine",
    "reason",
    "source",
    "verified_with",
];

/// The folder `vectors/` of the project.
pub(crate) fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// A file of the corpus; PEM is decoded.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    let octets = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if !octets.starts_with(b"-----BEGIN") {
        return octets;
    }
    let text: String = String::from_utf8(octets)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Base64::decode_vec(&text).unwrap()
}

/// A certificate of the corpus.
pub(crate) fn certificate(path: &Path) -> Certificate {
    Certificate::from_der(&read(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// One index file.
pub(crate) struct Family {
    pub(crate) folder: PathBuf,
    pub(crate) keys: BTreeMap<String, Key>,
    pub(crate) cases: Vec<Case>,
}

impl Family {
    /// Reads `vectors/<name>/index.json`.
    pub(crate) fn load(name: &str) -> Self {
        let folder = vectors().join(name);
        let text = std::fs::read_to_string(folder.join("index.json")).unwrap();
        let index: Value = serde_json::from_str(&text).unwrap();
        let list = |field: &str| index[field].as_array().cloned().unwrap_or_default();
        let keys = list("keys")
            .into_iter()
            .map(|key| {
                (
                    key["id"].as_str().unwrap().to_string(),
                    Key::new(&folder, &key),
                )
            })
            .collect();
        let cases = list("cases")
            .into_iter()
            .map(|case| Case::new(name, case))
            .collect();
        Self {
            folder,
            keys,
            cases,
        }
    }

    /// The keys alone, for tests that need no case.
    pub(crate) fn keys(name: &str) -> Self {
        let family = Self::load(name);
        family.cases.iter().for_each(Case::skip);
        family
    }
}

/// A key of an index file.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) certificate: Certificate,
    pub(crate) chain: Vec<String>,
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
    private_be: Vec<u8>,
    public_be: [Vec<u8>; 2],
}

impl Key {
    fn new(folder: &Path, key: &Value) -> Self {
        let text = |field: &str| key[field].as_str().unwrap();
        let names = key["chain"].as_array().cloned().unwrap_or_default();
        Self {
            id: text("id").to_string(),
            certificate: certificate(&folder.join(text("cert_file"))),
            chain: names
                .iter()
                .map(|name| name.as_str().unwrap().to_string())
                .collect(),
            algorithm: KeyAlgorithm::from_oid(dotted(text("key_oid"))).unwrap(),
            param_set: ParamSet::from_oid(dotted(text("curve_oid"))).unwrap(),
            private_be: hex(text("private_key")),
            public_be: [hex(text("public_x")), hex(text("public_y"))],
        }
    }

    /// The private integer, big-endian, for signers that are not this library's.
    pub(crate) fn private_be(&self) -> &[u8] {
        &self.private_be
    }

    pub(crate) fn param_set(&self) -> ParamSet {
        self.param_set
    }

    pub(crate) fn private(&self) -> PrivateKey {
        private_key(self.algorithm, self.param_set, &self.private_be)
    }

    pub(crate) fn public(&self) -> PublicKey {
        let [mut x, mut y] = self.public_be.clone();
        x.reverse();
        y.reverse();
        PublicKey::from_bytes_le(self.algorithm, self.param_set, &[x, y].concat()).unwrap()
    }
}

/// A private key from its big-endian integer.
pub(crate) fn private_key(algorithm: KeyAlgorithm, params: ParamSet, be: &[u8]) -> PrivateKey {
    let le: Vec<u8> = be.iter().rev().copied().collect();
    PrivateKey::from_bytes_le(algorithm, params, &le).unwrap()
}

/// An object identifier of an index file.
pub(crate) fn dotted(text: &str) -> Oid {
    Oid::new(text)
}

/// Octets written in hex.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2));
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
        .collect()
}

/// One case of an index file.
pub(crate) struct Case {
    pub(crate) id: String,
    fields: Map<String, Value>,
    unread: RefCell<BTreeSet<String>>,
}

impl Case {
    fn new(family: &str, case: Value) -> Self {
        let Value::Object(fields) = case else {
            panic!("{family}: a case is no object")
        };
        let unread = fields
            .keys()
            .filter(|name| !INFORMATIONAL.contains(&name.as_str()))
            .cloned()
            .collect();
        let case = Self {
            id: fields["id"].as_str().unwrap().to_string(),
            fields,
            unread: RefCell::new(unread),
        };
        case.value("id");
        case
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.unread.borrow_mut().remove(name);
        self.fields.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.opt_text(name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.id))
    }

    pub(crate) fn opt_text(&self, name: &str) -> Option<&str> {
        self.value(name).map(|value| value.as_str().unwrap())
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.value(name).map(|value| value.as_bool().unwrap())
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.value(name).map(|value| value.as_u64().unwrap())
    }

    pub(crate) fn list(&self, name: &str) -> Vec<Value> {
        self.value(name)
            .map_or_else(Vec::new, |value| value.as_array().unwrap().clone())
    }

    /// The content: written out, or made by the recipe of `vectors/README.md`.
    pub(crate) fn plaintext(&self) -> Option<Vec<u8>> {
        let made = self.number("plaintext_seed").map(|seed| {
            let length = self.number("plaintext_length").unwrap();
            (0..length)
                .map(|i| (seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) as u8)
                .collect::<Vec<u8>>()
        });
        let written = self.opt_text("plaintext").map(hex);
        if let (Some(made), Some(written)) = (&made, &written) {
            assert_eq!(made, written, "{}: recipe", self.id);
        }
        let content = written.or(made)?;
        if let Some(length) = self.number("plaintext_length") {
            assert_eq!(content.len() as u64, length, "{}: length", self.id);
        }
        Some(content)
    }

    /// Gives the case up: it is of a kind that another test covers.
    pub(crate) fn skip(&self) {
        self.unread.borrow_mut().clear();
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let unread = self.unread.borrow();
        if !unread.is_empty() && !std::thread::panicking() {
            panic!("{}: fields not accounted for: {unread:?}", self.id);
        }
    }
}
