// SPDX-License-Identifier: MIT OR Apache-2.0
//! An authority for tests in a folder of its own, made through the command as a user makes it.

use super::*;

/// A time at which everything here is valid.
pub(super) const AT: &str = "2026-03-01T00:00:00Z";
pub(super) const FROM: &str = "2026-02-23T00:00:00Z";

/// An authority with one person: the folder, and the paths of `ca`, `person.key`, `person.cer`.
pub(super) struct Authority {
    pub(super) folder: Folder,
}

impl Authority {
    pub(super) fn new() -> Self {
        let authority = Self::alone();
        authority.person("person", "CN=Иванов Иван,ИНН=500100732259,C=RU", &[]);
        authority
    }

    /// As [`Self::new`], for tests that issue certificates of their own.
    pub(super) fn alone() -> Self {
        let authority = Self {
            folder: Folder::new(),
        };
        gostseal(&[
            "cert",
            "new-ca",
            &authority.ca(),
            "--subject",
            "CN=Тестовый УЦ,C=RU",
            "--from",
            FROM,
            "--days",
            "3650",
        ])
        .good();
        authority
    }

    pub(super) fn ca(&self) -> String {
        self.folder.path("ca")
    }

    pub(super) fn anchor(&self) -> String {
        self.folder.path("ca/ca.cer")
    }

    /// Makes a key, a request and a certificate, and gives the path of the certificate.
    pub(super) fn person(&self, name: &str, subject: &str, options: &[&str]) -> String {
        let path = |end: &str| self.folder.path(&format!("{name}.{end}"));
        gostseal(&["key", "new", "-o", &path("key")]).good();
        gostseal(&[
            "cert",
            "request",
            "--key",
            &path("key"),
            "--subject",
            subject,
            "-o",
            &path("req"),
        ])
        .good();
        let (ca, request, out) = (self.ca(), path("req"), path("cer"));
        let mut arguments = vec![
            "cert", "issue", "--ca", &ca, &request, "--from", FROM, "-o", &out,
        ];
        arguments.extend(options);
        gostseal(&arguments).good();
        path("cer")
    }

    pub(super) fn index(&self) -> Value {
        serde_json::from_slice(&self.folder.read("ca/index.json")).unwrap()
    }
}
