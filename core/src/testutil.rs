// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading `vectors/` in tests: JSON, hex, recipes, and the accounting of fields.
//!
//! A field that a runner did not read fails the test, so that no vector goes half used. Fields that only inform
//! (`id`, `source`, `verified_with`, …) are excepted by name. The file depends on nothing in the crate:
//! integration tests include it with `#[path = "../src/testutil.rs"] mod testutil;`.
#![allow(dead_code, reason = "each test target uses a part of it")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::string::String;
use std::vec::Vec;
use std::{format, fs};

use serde_json::{Map, Value};

/// Fields that say where a case comes from and change nothing in what is expected.
const INFORMATIONAL: &[&str] = &[
    "algorithm",
    "byte_order",
    "disagrees",
    "id",
    "note",
    "notes",
    "schema",
    "source",
    "verified_with",
];

/// The path of a file in `vectors/`.
pub(crate) fn vector_path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors")).join(name)
}

/// The octets of a file in `vectors/`.
pub(crate) fn vector_bytes(name: &str) -> Vec<u8> {
    fs::read(vector_path(name)).unwrap_or_else(|e| panic!("vectors/{name}: {e}"))
}

/// A JSON file in `vectors/`.
pub(crate) fn vector_json(name: &str) -> Value {
    serde_json::from_slice(&vector_bytes(name)).unwrap_or_else(|e| panic!("vectors/{name}: {e}"))
}

/// Runs `test` over `cases` of a primitive file and returns how many cases ran: at least one.
///
/// `informational` names further fields, of the file or of a case, that need not be read.
pub(crate) fn run(name: &str, informational: &[&str], mut test: impl FnMut(&Case)) -> usize {
    let file = Case::new(name, vector_json(name), informational);
    let cases = file.list("cases");
    for case in &cases {
        test(case);
    }
    assert!(!cases.is_empty(), "vectors/{name}: no cases");
    cases.len()
}

/// A JSON object of which every field must be read before it is dropped.
///
/// Displays as file and id, for messages. A missing field or one of another type panics.
pub(crate) struct Case {
    label: String,
    fields: Map<String, Value>,
    informational: Vec<String>,
    unread: RefCell<BTreeSet<String>>,
}

impl Case {
    /// Takes an object; `label` says where it is from.
    pub(crate) fn new(label: &str, value: Value, informational: &[&str]) -> Self {
        let informational: Vec<String> = informational.iter().map(|s| String::from(*s)).collect();
        Self::with(label, value, &informational)
    }

    fn with(label: &str, value: Value, informational: &[String]) -> Self {
        let Value::Object(fields) = value else {
            panic!("{label}: not an object")
        };
        let label = match fields.get("id") {
            Some(Value::String(id)) => format!("{label} {id}"),
            _ => String::from(label),
        };
        let unread = fields
            .keys()
            .filter(|k| !INFORMATIONAL.contains(&k.as_str()) && !informational.contains(k))
            .cloned()
            .collect();
        Self {
            label,
            fields,
            informational: informational.to_vec(),
            unread: RefCell::new(unread),
        }
    }

    /// The field, if there is one.
    pub(crate) fn opt(&self, name: &str) -> Option<&Value> {
        self.unread.borrow_mut().remove(name);
        self.fields.get(name)
    }

    /// The field.
    pub(crate) fn value(&self, name: &str) -> &Value {
        self.opt(name)
            .unwrap_or_else(|| panic!("{self}: no field {name}"))
    }

    /// A string.
    pub(crate) fn str(&self, name: &str) -> &str {
        self.value(name)
            .as_str()
            .unwrap_or_else(|| panic!("{self}: {name} is no string"))
    }

    /// A string, if there is one.
    pub(crate) fn opt_str(&self, name: &str) -> Option<&str> {
        self.opt(name).map(|_| self.str(name))
    }

    /// A non-negative integer.
    pub(crate) fn u64(&self, name: &str) -> u64 {
        self.value(name)
            .as_u64()
            .unwrap_or_else(|| panic!("{self}: {name} is no integer"))
    }

    /// A non-negative integer, if there is one.
    pub(crate) fn opt_u64(&self, name: &str) -> Option<u64> {
        self.opt(name).map(|_| self.u64(name))
    }

    /// A truth value.
    pub(crate) fn bool(&self, name: &str) -> bool {
        self.value(name)
            .as_bool()
            .unwrap_or_else(|| panic!("{self}: {name} is no truth value"))
    }

    /// Octets written in hex.
    pub(crate) fn hex(&self, name: &str) -> Vec<u8> {
        hex(self.str(name)).unwrap_or_else(|| panic!("{self}: {name} is no hex"))
    }

    /// Octets written in hex, if there are any.
    pub(crate) fn opt_hex(&self, name: &str) -> Option<Vec<u8>> {
        self.opt(name).map(|_| self.hex(name))
    }

    /// Exactly `N` octets written in hex.
    pub(crate) fn array<const N: usize>(&self, name: &str) -> [u8; N] {
        let octets = self.hex(name);
        octets
            .as_slice()
            .try_into()
            .unwrap_or_else(|_| panic!("{self}: {name} has {} octets", octets.len()))
    }

    /// A list of objects, each of which must be read in full too.
    pub(crate) fn list(&self, name: &str) -> Vec<Case> {
        let list = self
            .value(name)
            .as_array()
            .unwrap_or_else(|| panic!("{self}: {name} is no list"));
        list.iter()
            .map(|v| Self::with(&self.label, v.clone(), &self.informational))
            .collect()
    }

    /// An object, which must be read in full too.
    pub(crate) fn object(&self, name: &str) -> Case {
        Self::with(&self.label, self.value(name).clone(), &self.informational)
    }

    /// The field `message` (hex), or what `message_recipe` describes.
    pub(crate) fn message(&self) -> Vec<u8> {
        match self.opt_str("message_recipe") {
            Some(text) => recipe(text).unwrap_or_else(|| panic!("{self}: unknown recipe {text}")),
            None => self.hex("message"),
        }
    }

    /// Gives the whole case up: for kinds on a named list of exclusions.
    pub(crate) fn skip(&self) {
        self.unread.borrow_mut().clear();
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let unread = self.unread.borrow();
        // A second panic would abort and hide the first.
        if !unread.is_empty() && !std::thread::panicking() {
            panic!("{}: fields not accounted for: {unread:?}", self.label);
        }
    }
}

/// Reads hex digits of either case, two an octet, nothing else.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| Some(c.to_digit(16)? as u8)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// The long plaintexts of the corpus (`vectors/README.md`):
/// octet i is `seed + 31*i + 7*(i >> 8) + 131*(i >> 16)` mod 256.
pub(crate) fn pattern(seed: u64, len: usize) -> Vec<u8> {
    (0..len as u64)
        .map(|i| (seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) as u8)
        .collect()
}

/// The messages that the primitive files describe in words.
fn recipe(text: &str) -> Option<Vec<u8>> {
    let cat = |parts: &[&[u8]]| parts.concat();
    Some(match text {
        "'12345670' x 128" => b"12345670".repeat(128),
        "first 539 octets of '12345670' x 128" => b"12345670".repeat(128)[..539].to_vec(),
        "00 01 02 15 84 67 45 31 x 128" => hex("0001021584674531")?.repeat(128),
        "('121345678' x 7 + '1234567' + 0x0a) x 4096 + '12345' + 0x0a" => {
            let line = cat(&[&b"121345678".repeat(7), b"1234567\n"]);
            cat(&[&line.repeat(4096), b"12345\n"])
        }
        "('12345670' x 8 followed by 0x0a) repeated 4096 times (266240 octets)" => {
            cat(&[&b"12345670".repeat(8), b"\n"]).repeat(4096)
        }
        _ => return None,
    })
}
