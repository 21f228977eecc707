// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command as a user meets it: arguments in, standard output, standard error and exit status out.
//!
//! A refusal must be one line on standard error with the number that its exit status belongs to; standard output
//! must be empty then, unless a JSON report was asked for, plaintext had to be streamed, or verdicts are told.

mod authority;
mod cert;
mod der;
mod docflow;
mod envelope;
mod inspect;
mod jws;
mod keys;
mod misuse;
mod raw;
mod revocation;
mod server;
mod signed;
mod stamps;
mod userinfo;
mod verdicts;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// A file of the corpus.
fn vector(path: &str) -> String {
    let full = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../vectors")
        .join(path);
    assert!(full.exists(), "{path}");
    full.into_os_string().into_string().unwrap()
}

/// A folder that goes away with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0
            .path()
            .join(name)
            .into_os_string()
            .into_string()
            .unwrap()
    }

    fn write(&self, name: &str, octets: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, octets).unwrap();
        path
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Names of all files in the folder, hidden ones too.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// What a run of the command left.
struct Done {
    status: i32,
    stdout: Vec<u8>,
    stderr: String,
}

fn binary() -> PathBuf {
    env!("CARGO_BIN_EXE_gostseal").into()
}

/// Runs the command with empty standard input.
fn gostseal(args: &[&str]) -> Done {
    gostseal_with(args, b"")
}

/// Runs the command with this standard input.
fn gostseal_with(args: &[&str], input: &[u8]) -> Done {
    let mut child = Command::new(binary())
        .args(args)
        // Servers of the tests are not asked over a proxy.
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = thread::spawn(move || {
        // The command may refuse before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Done {
        status: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Done {
    fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    /// Demands success with nothing on standard error.
    #[track_caller]
    fn good(self) -> Self {
        assert_eq!(
            (self.status, self.stderr.as_str()),
            (0, ""),
            "{}",
            self.text()
        );
        self
    }

    /// Demands success and a report of this schema.
    #[track_caller]
    fn report(self, schema: &str) -> Value {
        let done = self.good();
        let json = one_object(&done.text());
        assert_eq!(json["schema"], schema);
        assert_eq!(json["ok"], true);
        json
    }

    /// Demands a refusal: exit status, number, one line, nothing on standard output.
    #[track_caller]
    fn refused(self, status: i32, code: u32) -> Self {
        let done = self.refused_with_output(status, code);
        assert_eq!(done.text(), "");
        done
    }

    #[track_caller]
    fn refused_with_output(self, status: i32, code: u32) -> Self {
        let expected = format!("gostseal: E{code}: ");
        assert!(
            self.stderr.starts_with(&expected),
            "{expected}{}",
            self.stderr
        );
        assert_eq!(
            (self.status, self.stderr.lines().count()),
            (status, 1),
            "{}",
            self.stderr
        );
        assert!(self.stderr.ends_with('\n'));
        self
    }

    /// Demands a refusal that is reported as JSON, too.
    #[track_caller]
    fn refused_json(self, schema: &str, status: i32, code: u32) -> Value {
        let done = self.refused_with_output(status, code);
        let json = one_object(&done.text());
        assert_eq!(json["schema"], schema);
        assert_eq!(json["ok"], false);
        assert_eq!(json["error"]["code"], code);
        assert_eq!(json["error"]["exit_status"], status);
        let line = format!(
            "gostseal: E{code}: {}\n",
            json["error"]["message"].as_str().unwrap()
        );
        assert_eq!(done.stderr, line);
        json
    }

    /// Demands that the argument parser refuses.
    #[track_caller]
    fn misuse(self, words: &str) {
        assert_eq!(
            (self.status, self.text().as_str()),
            (2, ""),
            "{}",
            self.stderr
        );
        assert!(self.stderr.contains(words), "{}", self.stderr);
    }
}

#[track_caller]
fn one_object(text: &str) -> Value {
    assert_eq!(text.lines().count(), 1, "{text}");
    let json: Value = serde_json::from_str(text).unwrap();
    assert!(json.is_object());
    json
}

/// The plaintext of the corpus (`vectors/README.md`).
fn plaintext(seed: usize, length: usize) -> Vec<u8> {
    (0..length)
        .map(|i| (seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) as u8)
        .collect()
}
