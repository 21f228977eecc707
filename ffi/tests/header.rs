// SPDX-License-Identifier: MIT OR Apache-2.0
//! The committed header is what the sources give, its constants are those of the library, and nothing else is exported.
//!
//! `UPDATE_HEADER=1 cargo test -p gostseal-ffi --test header` writes it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gostseal_core::ErrorCode;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn generated() -> String {
    let config =
        cbindgen::Config::from_file(Path::new(env!("CARGO_MANIFEST_DIR")).join("cbindgen.toml"))
            .expect("cbindgen.toml");
    let bindings = cbindgen::Builder::new()
        .with_crate(env!("CARGO_MANIFEST_DIR"))
        .with_config(config)
        .generate()
        .expect("the header is generated");
    let mut out = Vec::new();
    bindings.write(&mut out);
    // What a Rust caller must uphold is said in C's words at the top of the header.
    let text = String::from_utf8(out).expect("UTF-8");
    let mut lines = Vec::new();
    let mut in_safety = false;
    for line in text.lines() {
        let comment = line.trim_start().starts_with("///") || line.trim_start().starts_with("//");
        if comment && line.trim_end().ends_with("# Safety") {
            in_safety = true;
            while lines
                .last()
                .is_some_and(|last: &&str| last.trim() == "///" || last.trim() == "//")
            {
                lines.pop();
            }
        }
        if !comment {
            in_safety = false;
        }
        if !in_safety {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn committed_header_is_what_the_sources_give() {
    let path = root().join("include/gostseal.h");
    let text = generated();
    if std::env::var_os("UPDATE_HEADER").is_some() {
        fs::write(&path, &text).expect("header written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "include/gostseal.h is stale; run UPDATE_HEADER=1 cargo test -p gostseal-ffi --test header"
    );
}

/// Upper snake case of a variant's name, as the constants have it.
fn constant(name: &str) -> String {
    let mut out = String::from("GOSTSEAL_ERROR_");
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out
}

#[test]
fn header_has_every_error_number_and_no_other() {
    let text = generated();
    let mut defined: Vec<(String, u32)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#define GOSTSEAL_ERROR_"))
        .filter_map(|line| line.split_once(' '))
        .map(|(name, value)| {
            (
                format!("GOSTSEAL_ERROR_{name}"),
                value.trim().parse().expect("a number"),
            )
        })
        .collect();
    let mut known: Vec<(String, u32)> = ErrorCode::ALL
        .iter()
        .map(|code| (constant(code.name()), *code as u32))
        .collect();
    defined.sort();
    known.sort();
    assert_eq!(defined, known);
}

#[test]
fn version_macros_are_those_of_the_package() {
    let text = generated();
    for (name, value) in [
        ("MAJOR", env!("CARGO_PKG_VERSION_MAJOR")),
        ("MINOR", env!("CARGO_PKG_VERSION_MINOR")),
        ("PATCH", env!("CARGO_PKG_VERSION_PATCH")),
    ] {
        assert!(
            text.contains(&format!("#define GOSTSEAL_VERSION_{name} {value}\n")),
            "{name}"
        );
    }
}

#[test]
fn exports_only_its_own_names() {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "gostseal-ffi"])
        .status()
        .expect("cargo");
    assert!(status.success());
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let output = Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(target.join("debug/libgostseal.so"))
        .output()
        .expect("nm");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned))
        .collect();
    assert!(names.iter().any(|name| name == "gostseal_userinfo_open"));
    let foreign: Vec<&String> = names
        .iter()
        .filter(|name| !name.starts_with("gostseal_"))
        .collect();
    assert!(foreign.is_empty(), "foreign exports: {foreign:?}");
    let header = generated();
    let undeclared: Vec<&String> = names
        .iter()
        .filter(|name| !header.contains(&format!("{name}(")))
        .collect();
    assert!(
        undeclared.is_empty(),
        "exported but not declared: {undeclared:?}"
    );
}
