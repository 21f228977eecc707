// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compiles the shims of the rivals that are C libraries, and finds out which backends the core has.
//!
//! A rival that is missing fails the build: a table without its row would say more than was measured.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Families of rows, and the folders of the core whose backends they run on.
const FAMILIES: [(&str, &[&str]); 4] = [
    ("GOST28147", &["gost28147"]),
    ("STREEBOG", &["streebog"]),
    ("GOST94", &["gost94"]),
    ("CURVES", &["field", "curve"]),
];

fn main() {
    println!("cargo::rerun-if-changed=shim");
    let mut openssl = cc::Build::new();
    let mut botan = cc::Build::new();
    for (build, library) in [(&mut openssl, "libcrypto"), (&mut botan, "botan-2")] {
        let found = pkg_config::Config::new()
            .cargo_metadata(false)
            .probe(library)
            .unwrap_or_else(|e| {
                panic!("{library} is not installed; scripts/setup installs all rivals: {e}")
            });
        build
            .includes(&found.include_paths)
            .opt_level(2)
            .extra_warnings(true)
            .warnings_into_errors(true);
    }
    openssl
        .file("shim/openssl.c")
        .compile("gostseal_bench_openssl");
    botan
        .cpp(true)
        .std("c++17")
        .file("shim/botan.cpp")
        .compile("gostseal_bench_botan");
    cc::Build::new()
        .file("shim/clock.c")
        .compile("gostseal_bench_clock");
    println!("cargo::rustc-link-lib=dylib=crypto");
    println!("cargo::rustc-link-lib=dylib=botan-2");
    backends();
}

/// Writes a constant for each family: the names of its backends beside the portable one.
fn backends() {
    let primitives = Path::new("../core/src/primitives");
    println!("cargo::rerun-if-changed={}", primitives.display());
    let mut code = String::new();
    for (family, folders) in FAMILIES {
        let mut names: Vec<&str> = folders
            .iter()
            .flat_map(|folder| backends_under(&primitives.join(folder)))
            .collect();
        names.sort_unstable();
        names.dedup();
        writeln!(
            code,
            "/// Instruction sets with a backend.\npub(super) const {family}: &[&str] = &{names:?};"
        )
        .expect("a String takes all");
    }
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("backends.rs"), code).expect("OUT_DIR can be written");
}

/// The instruction sets of all folders named `backend` in a folder, at any depth.
fn backends_under(folder: &Path) -> Vec<&'static str> {
    let mut found = Vec::new();
    for path in entries(folder).into_iter().filter(|path| path.is_dir()) {
        if path.ends_with("backend") {
            found.extend(entries(&path).iter().filter_map(|path| backend(path)));
        } else {
            found.extend(backends_under(&path));
        }
    }
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

/// The instruction set that a file or folder among the backends is for, by the first word of its name.
fn backend(path: &Path) -> Option<&'static str> {
    let stem = path.file_stem()?.to_str()?;
    match stem.split('_').next()? {
        // `table_free` is the portable form for secrets.
        "mod" | "portable" | "table" | "tests" => None,
        "adx" => Some("adx"),
        "avx2" => Some("avx2"),
        "avx512" | "ifma" => Some("avx512"),
        "neon" => Some("neon"),
        _ => panic!(
            "{}: benches/build.rs does not know which instruction set this is",
            path.display()
        ),
    }
}
