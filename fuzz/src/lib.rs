// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the fuzz targets share: keys, certificates and messages of `vectors/`, read once when a target starts.
//!
//! Every target asserts something beside "no panic". Those that verify know all that the trusted keys ever signed: since
//! the fuzzer has no private key, whatever else verifies is forged. The BER reader has no entry point of its own;
//! `envelope_open` drives it in pieces, `certificate` and `signed_verify` the one for octets in memory.
//!
//! Here a missing or broken file is a panic: it is no foreign input.

use std::fs;
use std::path::{Path, PathBuf};

use gostseal::Certificate;
use gostseal::keys::{Cek, Decapsulator, PrivateKey, UnwrapError, WrappedKey};
use gostseal::trust::{Trust, TrustStore};
use gostseal::{UnixTime, signed};

/// 2026-01-01T00:00:00Z, the time at which the corpus judges claims and paths.
pub const NOW: UnixTime = UnixTime(1_767_225_600);

/// 2026-12-01T00:00:00Z: what the peers made is valid.
pub const NOW_OF_PEERS: UnixTime = UnixTime(1_796_083_200);

/// Folders whose keys and certificates the targets use.
const KEYS: [&str; 2] = ["interop/malformed/keys", "interop/openssl/keys"];

/// The octets of a file in `vectors/`.
pub fn file(name: &str) -> Vec<u8> {
    read(&vectors().join(name))
}

/// The files of a folder in `vectors/` whose names begin and end so, in the order of their names.
pub fn files(folder: &str, begin: &str, ends: &[&str]) -> Vec<Vec<u8>> {
    let folder = vectors().join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("entry of a folder").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(begin) && ends.iter().any(|end| name.ends_with(end))
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{}: no such files", folder.display());
    paths.iter().map(|path| read(path)).collect()
}

/// The recipients' keys, as one holder: the first key that opens decides.
pub struct Keys(Vec<PrivateKey>);

impl Keys {
    /// Reads them.
    pub fn load() -> Self {
        let keys = KEYS
            .iter()
            .flat_map(|folder| files(folder, "", &[".p8.der", ".p8.pem"]))
            .map(|key| PrivateKey::from_pem_or_der(&key).expect("key of the corpus"));
        Self(keys.collect())
    }
}

impl Decapsulator for Keys {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        let mut refused = None;
        for key in &self.0 {
            match key.unwrap_cek(wrapped) {
                Some(Err(error)) => refused = refused.or(Some(Err(error))),
                None => {}
                opened => return opened,
            }
        }
        refused
    }

    /// Of EncryptedData that no corpus has: its plaintext is noise.
    fn content_key(&self) -> Option<Cek> {
        Some(Cek::new([0x42; 32].into()))
    }
}

/// The signers' certificates, each of them trusted. All are self-signed.
pub fn signers() -> TrustStore {
    let mut store = TrustStore::new();
    for certificate in files(KEYS[0], "m_", &[".cert.der"])
        .into_iter()
        .chain(files(KEYS[1], "", &[".cert.pem"]))
    {
        store.add(Certificate::from_pem_or_der(&certificate).expect("certificate of the corpus"));
    }
    store
}

/// All that [`signers`] are known to have signed: contents of messages, and their own certificates.
pub fn signed_contents(store: &TrustStore) -> Vec<Vec<u8>> {
    let mut contents: Vec<Vec<u8>> = store.anchors().iter().map(|c| c.tbs().to_vec()).collect();
    let own = contents.len();
    let verifier = signed::Verifier::new(Trust::Anchors(store)).allow_unsorted_attributes(true);
    let messages = ["sig_", "cades_"]
        .into_iter()
        .flat_map(|begin| files("interop/malformed", begin, &[".der"]))
        .chain(files("interop/openssl", "sig_", &[".der", ".ber"]));
    for message in messages {
        if let Ok(verified) = verifier.verify(&message)
            && let Some(content) = verified.into_content()
        {
            contents.push(content.into_owned());
        }
    }
    assert!(contents.len() > own, "no message of the corpus verifies");
    contents
}

/// Whether `part` lies in the memory of `whole`.
pub fn lies_within(whole: &[u8], part: &[u8]) -> bool {
    let (whole, part) = (whole.as_ptr_range(), part.as_ptr_range());
    part.is_empty() || whole.start <= part.start && part.end <= whole.end
}

/// Whether a terminal would obey what stands in `text`.
pub fn commands_terminal(text: &str) -> bool {
    let overrides = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .any(|c| c != '\n' && c.is_control() || overrides(c))
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
