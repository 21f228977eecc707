// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the tests have shown, for the tables in README: each test leaves a file of lines in the build's scratch folder, and
//! `scripts/interop-table` makes tables of all of them.

use std::fs;
use std::path::Path;

use gostseal::envelope::{ContentCipher, RecipientKind, Summary};

/// Who opened what was sealed by the other.
#[derive(Clone, Copy)]
pub(crate) enum Direction {
    /// We opened.
    Opened,
    /// The peer opened.
    Sealed,
}

/// The lines of one test. They are written when it is over and nothing in it failed.
pub(crate) struct Table {
    test: &'static str,
    lines: String,
}

impl Table {
    pub(crate) fn new(test: &'static str) -> Self {
        Self {
            test,
            lines: String::new(),
        }
    }

    /// Notes a message that was opened and held what had been sealed.
    pub(crate) fn saw(
        &mut self,
        peer: &str,
        direction: Direction,
        cipher: ContentCipher,
        recipient: &str,
    ) {
        let direction = match direction {
            Direction::Opened => "opened",
            Direction::Sealed => "sealed",
        };
        self.line(&[peer, direction, cipher.name(), recipient]);
    }

    /// Notes a line of another table.
    pub(crate) fn line(&mut self, words: &[&str]) {
        self.lines.push_str(&words.join("\t"));
        self.lines.push('\n');
    }

    /// Notes GOST 28147-89 by the key transport of RFC 4490.
    pub(crate) fn transport(&mut self, peer: &str, direction: Direction) {
        let recipient = "key transport, VKO";
        self.saw(peer, direction, ContentCipher::Gost28147, recipient);
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
        fs::create_dir_all(&folder).expect("scratch folder of the build");
        let file = folder.join(format!("{}.tsv", self.test));
        fs::write(file, &self.lines).expect("scratch file");
    }
}

/// How the content key came to the recipient that opened. `fixed` says that the originator's key is static.
pub(crate) fn described(summary: &Summary, fixed: bool) -> String {
    let (way, algorithm) = match summary.recipient_kind {
        Some(RecipientKind::KeyTransport(oid)) => ("key transport", oid),
        Some(RecipientKind::KeyAgreement(oid)) if fixed => ("key agreement of static keys", oid),
        Some(RecipientKind::KeyAgreement(oid)) => ("key agreement", oid),
        None => return String::from("content key given (EncryptedData)"),
        Some(other) => panic!("{other}"),
    };
    // KExp15 is under the keys of KEG, all other wraps under VKO.
    let agreed = match algorithm.name() {
        Some(name) if name.ends_with("kexp15") => "KEG and KExp15",
        _ => "VKO",
    };
    format!("{way}, {agreed}")
}
