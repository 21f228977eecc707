// SPDX-License-Identifier: MIT OR Apache-2.0
//! The certificates that the caller trusts.
//!
//! Whatever is given is an anchor, self-signed or not, a root, an intermediate or a signer's own certificate. What an
//! anchor is still asked for is said in `path`.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::formats::ParseError;
use crate::formats::x509::Certificate;

/// Trusted certificates, found by their names.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<Certificate>,
    /// Places in `anchors` by the canonical form of the subject.
    by_subject: BTreeMap<Vec<u8>, Vec<usize>>,
}

/// What a folder gave to a store.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct FolderReport {
    /// Certificates that were read, those that were there already included.
    pub certificates: usize,
    /// Files that hold none, or one that cannot be read; nothing of such a file was added.
    pub skipped: Vec<(std::path::PathBuf, ParseError)>,
}

impl TrustStore {
    /// Octets of one file of a folder at most: [`Self::add_folder`] takes no larger one.
    #[cfg(feature = "std")]
    pub const MAX_FILE: u64 = 64 << 20;

    /// An empty store, which trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts a certificate. One that is there already is not added twice.
    pub fn add(&mut self, certificate: Certificate) {
        let places = self
            .by_subject
            .entry(certificate.canonical_subject().to_vec())
            .or_default();
        let known = |place: &usize| self.anchors.get(*place) == Some(&certificate);
        if !places.iter().any(known) {
            places.push(self.anchors.len());
            self.anchors.push(certificate);
        }
    }

    /// Trusts every certificate of a file (PEM with any number of blocks, DER, base64, certs-only CMS) and says how
    /// many it had.
    ///
    /// # Errors
    /// A file without certificates, or with one that cannot be read; nothing of it is added then.
    pub fn add_bundle(&mut self, input: &[u8]) -> Result<usize, ParseError> {
        let certificates = Certificate::read_bundle(input)?;
        let count = certificates.len();
        certificates
            .into_iter()
            .for_each(|certificate| self.add(certificate));
        Ok(count)
    }

    /// Trusts every certificate of the files of a folder, in the order of their names. Folders inside and
    /// files whose names begin with a dot are passed over.
    ///
    /// # Errors
    /// What reading the folder or a file meets. A file that holds no certificates is reported and is no error.
    #[cfg(feature = "std")]
    pub fn add_folder(
        &mut self,
        folder: impl AsRef<std::path::Path>,
    ) -> std::io::Result<FolderReport> {
        use std::io::Read;

        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            // Follows links, as certificate folders of systems are made of them.
            if !hidden && std::fs::metadata(entry.path())?.is_file() {
                files.push(entry.path());
            }
        }
        files.sort();
        let mut report = FolderReport::default();
        for file in files {
            let mut octets = Vec::new();
            std::fs::File::open(&file)?
                .take(Self::MAX_FILE + 1)
                .read_to_end(&mut octets)?;
            let read = if octets.len() as u64 > Self::MAX_FILE {
                Err(ParseError::new(
                    crate::formats::ParseErrorKind::LimitExceeded,
                    Self::MAX_FILE,
                    "certificates",
                ))
            } else {
                self.add_bundle(&octets)
            };
            match read {
                Ok(count) => report.certificates += count,
                Err(e) => report.skipped.push((file, e)),
            }
        }
        Ok(report)
    }

    /// A store of the certificates of one file; see [`Self::add_bundle`].
    pub fn from_bundle(input: &[u8]) -> Result<Self, ParseError> {
        let mut store = Self::new();
        store.add_bundle(input)?;
        Ok(store)
    }

    /// The trusted certificates, in the order they were added.
    pub fn anchors(&self) -> &[Certificate] {
        &self.anchors
    }

    /// The trusted certificates of a subject, by the canonical form of its name.
    pub(super) fn of_subject(&self, canonical: &[u8]) -> impl Iterator<Item = &Certificate> {
        let places = self.by_subject.get(canonical);
        places
            .into_iter()
            .flatten()
            .filter_map(|&place| self.anchors.get(place))
    }

    /// Whether this very certificate is trusted.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.of_subject(certificate.canonical_subject())
            .any(|anchor| anchor == certificate)
    }

    /// Whether there are no anchors.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }
}

impl Extend<Certificate> for TrustStore {
    fn extend<T: IntoIterator<Item = Certificate>>(&mut self, certificates: T) {
        certificates
            .into_iter()
            .for_each(|certificate| self.add(certificate));
    }
}

impl FromIterator<Certificate> for TrustStore {
    fn from_iter<T: IntoIterator<Item = Certificate>>(certificates: T) -> Self {
        let mut store = Self::new();
        store.extend(certificates);
        store
    }
}
