// SPDX-License-Identifier: MIT OR Apache-2.0
//! Live peers, both ways: OpenSSL with gost-engine, BouncyCastle, and GnuTLS for certificates.
//!
//! They seal, we open (`envelope`); we seal, they open; they sign, we verify; we sign, they verify (`signed`). All judge the
//! same chains (`chains`). A peer that is not there fails the test. `scripts/setup` installs them.
//!
//! The release build alone asks them: their answers do not depend on how we were built, and each costs a process.

mod cades;
mod certificates;
mod chain;
mod chain_judges;
mod chains;
mod corpus;
mod envelope;
mod house;
mod signed;
mod table;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Sizes around the block, the key meshing section and its second turn, and one of many sections.
const SIZES: &[usize] = &[0, 1, 7, 8, 1023, 1024, 1025, 2049, 100_003];

/// Keys of OpenSSL, PEM.
const OPENSSL_KEYS: &[&str] = &[
    "gost2001_XA",
    "gost2012_256_XA",
    "gost2012_256_TCA",
    "gost2012_256_TCC",
    "gost2012_512_A",
    "gost2012_512_C",
];

/// Keys of BouncyCastle, DER; it knows neither the OIDs 256-B, -C, -D nor the test sets.
const BC_KEYS: &[&str] = &[
    "leaf2001XA",
    "leaf256CPA",
    "leaf256A",
    "leaf512A",
    "leaf512C",
];

/// What the command prints; it must succeed.
fn gostseal(arguments: &[&str]) -> Vec<u8> {
    succeed(Command::new(env!("CARGO_BIN_EXE_gostseal")).args(arguments))
}

/// What `openssl VERB -engine gost ...` prints; it must succeed.
fn openssl(arguments: &[&str]) -> Vec<u8> {
    let (verb, rest) = arguments.split_first().expect("a verb");
    succeed(
        Command::new("openssl")
            .args([verb, "-engine", "gost"])
            .args(rest),
    )
}

/// Has BouncyCastle do something; it must succeed.
fn bouncy_castle(arguments: &[&str]) {
    let answer = ask_bouncy_castle(arguments);
    assert_eq!(answer, "ok", "{arguments:?}");
}

/// What BouncyCastle answers: `ok`, `invalid` or `error: ` and why.
fn ask_bouncy_castle(arguments: &[&str]) -> String {
    static PEER: LazyLock<Mutex<BouncyCastle>> =
        LazyLock::new(|| Mutex::new(BouncyCastle::start()));
    // A test that failed leaves the peer between two commands, where it can go on.
    let mut peer = PEER.lock().unwrap_or_else(PoisonError::into_inner);
    peer.ask(arguments)
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|e| panic!("{command:?} cannot be started: {e}"))
}

fn succeed(command: &mut Command) -> Vec<u8> {
    let output = run(command);
    assert!(
        output.status.success(),
        "{command:?} failed with {:?}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// BouncyCastle's half: one process, a command a line, an answer a line. A Java machine takes a second to start.
struct BouncyCastle {
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Child,
}

impl BouncyCastle {
    fn start() -> Self {
        let jars =
            "/usr/share/java/bcprov.jar:/usr/share/java/bcpkix.jar:/usr/share/java/bcutil.jar";
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/BouncyCastlePeer.java");
        let mut process = Command::new("java")
            .args(["-cp", jars, "-XX:TieredStopAtLevel=1"])
            .arg(source)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java");
        Self {
            commands: process.stdin.take().expect("piped"),
            answers: BufReader::new(process.stdout.take().expect("piped")),
            _process: process,
        }
    }

    fn ask(&mut self, arguments: &[&str]) -> String {
        writeln!(self.commands, "{}", arguments.join("\t")).expect("BouncyCastle listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        answer.trim_end().to_owned()
    }
}

/// A scratch folder that goes with the test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("scratch folder"))
    }

    /// A file of this name; what was there is gone.
    fn path(&self, name: &str) -> String {
        let path = self.0.path().join(name);
        let _ = fs::remove_file(&path);
        path.into_os_string().into_string().expect("UTF-8")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("scratch file");
        path
    }
}

/// Octets in which swapped or repeated blocks show: a pattern of prime length.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

fn vector(path: &str) -> String {
    format!("{}/../vectors/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// The files of a private key and its certificate.
fn openssl_key(id: &str) -> (String, String) {
    let file = |kind| vector(&format!("interop/openssl/keys/{id}.{kind}.pem"));
    (file("p8"), file("cert"))
}

/// The files of a private key and its certificate.
fn bc_key(id: &str) -> (String, String) {
    let file = |kind| vector(&format!("interop/bc/keys/{id}.{kind}.der"));
    (file("p8"), file("cert"))
}

/// OpenSSL's name of the hash that goes with a key.
fn digest(id: &str) -> &'static str {
    if id.contains("2001") {
        "md_gost94"
    } else if id.contains("256") {
        "md_gost12_256"
    } else {
        "md_gost12_512"
    }
}

fn assert_same(left: &[u8], right: &[u8], what: &str) {
    let lengths = (left.len(), right.len());
    assert!(left == right, "{what}: octets differ, lengths {lengths:?}");
}

fn assert_file(path: &str, octets: &[u8], what: &str) {
    assert_same(&fs::read(path).expect(path), octets, what);
}
