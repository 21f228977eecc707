// SPDX-License-Identifier: MIT OR Apache-2.0
//! The floors of `core/src` and who may know whom.
//!
//! An import points down or stays inside one folder of its floor; the only sideways edges are those in
//! [`SIDEWAYS`]. `unsafe` is allowed in the files of [`MAY_BE_UNSAFE`] and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

/// Sideways edges on the floor of decisions.
const SIDEWAYS: &[(&str, &str)] = &[
    ("userinfo", "jose"),
    ("userinfo", "envelope"),
    ("userinfo", "signed"),
    ("userinfo", "trust"),
    ("jose", "envelope"),
    ("jose", "signed"),
    ("jose", "trust"),
    ("inspect", "layers"),
    ("layers", "envelope"),
    ("layers", "signed"),
    ("signed", "trust"),
    ("docflow", "signed"),
    ("docflow", "trust"),
];

/// Files that may hold `unsafe`: instruction-set backends and the floor of masks.
const MAY_BE_UNSAFE: &[&str] = &["ct.rs", "cpu.rs"];

/// A place in the house: its floor and the folder (or file) on it.
#[derive(Debug, PartialEq)]
struct Place {
    floor: u8,
    room: String,
}

/// Where a module path such as `protocols::jose::jws` or `primitives` stands.
///
/// `None` for what stands above all floors (`lib.rs`, `error.rs`) and for names that are no floor.
fn place(path: &[&str]) -> Option<Place> {
    let floor = match path.first().copied()? {
        "protocols" => 4,
        "formats" => 3,
        "keys" => 2,
        "primitives" => 1,
        "ct" | "cpu" => 0,
        _ => return None,
    };
    // Floors with several independent folders are told apart by their second name.
    let room = match floor {
        4 | 1 => path.get(1).copied().unwrap_or(""),
        _ => path[0],
    };
    Some(Place {
        floor,
        room: room.trim_end_matches(".rs").to_owned(),
    })
}

/// Every `crate::a::b` path in a source text, comments and test modules left out, braces expanded.
fn crate_paths(text: &str) -> Vec<Vec<String>> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n");
    let mut paths = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find("crate::") {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + "crate::".len()..];
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        expand(rest, Vec::new(), &mut paths);
    }
    paths
}

/// Reads `a::b`, `a::{b, c::d}` at the start of `text` and returns how much was read.
fn expand(text: &str, prefix: Vec<String>, out: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.starts_with('{') {
            at += 1;
            loop {
                at +=
                    text[at..].len() - text[at..].trim_start_matches([' ', '\n', '\t', ',']).len();
                if text[at..].starts_with('}') {
                    return at + 1;
                }
                let read = expand(&text[at..], path.clone(), out);
                if read == 0 {
                    return at;
                }
                at += read;
            }
        }
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if name.is_empty() {
            out.push(path);
            return at;
        }
        at += name.len();
        path.push(name);
        if text[at..].starts_with("::") {
            at += 2;
        } else {
            // `as alias` belongs to this path.
            let tail = text[at..].trim_start();
            if let Some(alias) = tail.strip_prefix("as ") {
                at = text.len() - alias.len();
                at += alias
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .count();
            }
            out.push(path);
            return at;
        }
    }
}

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("source folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .expect("under src")
                .to_string_lossy()
                .replace('\\', "/");
            (name, fs::read_to_string(&path).expect("source file"))
        })
        .collect()
}

/// Test code may reach for anything: vectors of a floor are often keys of a floor above.
fn is_test_file(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/") || name == "testutil.rs"
}

fn without_test_modules(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

#[test]
fn imports_point_down() {
    let mut edges = 0;
    let mut upward = Vec::new();
    for (name, text) in sources() {
        if is_test_file(&name) {
            continue;
        }
        let own: Vec<&str> = name.split('/').collect();
        let own_name: Vec<&str> = own
            .iter()
            .map(|part| part.trim_end_matches(".rs"))
            .collect();
        let Some(from) = place(&own_name) else {
            continue;
        };
        for path in crate_paths(without_test_modules(&text)) {
            let parts: Vec<&str> = path.iter().map(String::as_str).collect();
            let Some(to) = place(&parts) else {
                let allowed_above = matches!(
                    parts.first().copied(),
                    Some(
                        "Error"
                            | "ErrorCode"
                            | "Oid"
                            | "ParseError"
                            | "ParseErrorKind"
                            | "FormatError"
                            | "UnixTime"
                    )
                );
                if from.floor < 4
                    && matches!(
                        parts.first().copied(),
                        Some("error" | "Error" | "ErrorCode")
                    )
                {
                    upward.push(format!(
                        "{name}: crate::{} (errors with numbers live above all floors)",
                        parts.join("::")
                    ));
                } else if !allowed_above
                    && parts.first().copied() != Some("error")
                    && parts.first().copied() != Some("testutil")
                {
                    upward.push(format!("{name}: crate::{} (not a floor)", parts.join("::")));
                }
                continue;
            };
            edges += 1;
            let sideways = from.room == to.room
                || to.floor != 4 && from.floor == to.floor && from.floor != 1
                || SIDEWAYS.contains(&(from.room.as_str(), to.room.as_str()))
                || from.floor == 1 && is_primitive_of(&from.room, &to.room);
            if to.floor > from.floor || (to.floor == from.floor && !sideways) {
                upward.push(format!("{name}: crate::{}", parts.join("::")));
            }
        }
    }
    assert!(
        upward.is_empty(),
        "upward or sideways imports:\n{}",
        upward.join("\n")
    );
    assert!(edges > 0 || sources().len() < 5, "no import was looked at");
}

/// The folders of the lowest floor stand on one another in this order.
fn is_primitive_of(from: &str, to: &str) -> bool {
    matches!(
        (from, to),
        ("hmac", "streebog" | "gost94")
            | ("kdf", "hmac" | "streebog")
            | ("curve", "field")
            | ("gost3412", "gost28147" | "pi")
            | ("streebog", "pi")
            | ("gost3413", "gost3412" | "kdf")
            | ("kexp15", "gost3413")
            | ("gost94", "gost28147")
    )
}

#[test]
fn unsafe_stays_in_its_files() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let backend = name.contains("/backend/")
            && !name.ends_with("portable.rs")
            && !name.ends_with("mod.rs");
        let code: String = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\n");
        let has = code
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == "unsafe");
        if has && !backend && !MAY_BE_UNSAFE.contains(&name.as_str()) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "unsafe outside its files: {wrong:?}");
}

#[test]
fn files_are_small_enough_to_read() {
    let mut long = Vec::new();
    for (name, text) in sources() {
        let lines = without_test_modules(&text).lines().count();
        if lines > 900 {
            long.push(format!("{name}: {lines}"));
        }
    }
    assert!(long.is_empty(), "files over 900 lines: {long:?}");
}

#[test]
fn path_reader_expands_braces() {
    let paths = crate_paths(
        "use crate::{ct, keys::{PublicKey as P, vko::vko_2001}};\nlet x = crate::formats::oid::A;",
    );
    let joined: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        joined,
        [
            "ct",
            "keys::PublicKey",
            "keys::vko::vko_2001",
            "formats::oid::A"
        ]
    );
}

#[test]
fn upward_edge_is_seen() {
    let from = place(&["keys", "vko"]).expect("a floor");
    let to = place(&["formats", "oid"]).expect("a floor");
    assert!(to.floor > from.floor);
    assert!(!SIDEWAYS.contains(&("trust", "signed")));
    assert_eq!(place(&["error"]), None);
}
