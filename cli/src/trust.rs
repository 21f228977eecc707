// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom a signature is believed by, and at which time.
//!
//! `--trust` gives anchors, `--signer` and `--bank` pin the signer's key. With neither a good signature is not
//! trusted, which is exit status 6, and a raw one cannot be verified, which is exit status 2.

use std::path::{Path, PathBuf};

use clap::Args;
use gostseal::keys::PreparedKey;
use gostseal::trust::{Certificate, Trust, TrustStore};
use gostseal::{ErrorCode, UnixTime};
use serde::Serialize;

use crate::exit::{At as _, Refusal, read_failed, shown};
use crate::input;
use crate::output::{hex, visible};

/// Whom to believe, as the command line says.
#[derive(Args)]
pub(crate) struct Believe {
    /// Trusted certificates: PEM with any number of blocks, DER, certs-only CMS, or a folder of such files. Each is an
    /// anchor, self-signed or not. May be given several times
    #[arg(long, value_name = "BUNDLE")]
    trust: Vec<PathBuf>,

    /// The signer's own certificate or public key: nobody else is believed
    #[arg(long, value_name = "CERT|PUB", conflicts_with = "trust")]
    signer: Option<PathBuf>,
}

impl Believe {
    pub(crate) fn read(&self) -> Result<Believed, Refusal> {
        Believed::read(&self.trust, self.signer.as_deref())
    }
}

/// When to judge certificates and claims.
#[derive(Args)]
pub(crate) struct At {
    /// Time to judge by (RFC 3339, for instance 2026-02-23T14:31:30Z); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,
}

impl At {
    pub(crate) fn time(&self) -> UnixTime {
        self.at.unwrap_or_else(UnixTime::now)
    }
}

/// Whom to believe, read.
pub(crate) enum Believed {
    Nobody,
    Pinned(Box<PreparedKey>),
    Anchors(TrustStore),
}

impl Believed {
    /// Reads bundles of anchors, or a signer's key.
    pub(crate) fn read(bundles: &[PathBuf], signer: Option<&Path>) -> Result<Self, Refusal> {
        if let Some(path) = signer {
            return Ok(Self::Pinned(Box::new(input::public_key(path)?.prepare())));
        }
        if bundles.is_empty() {
            return Ok(Self::Nobody);
        }
        let mut store = TrustStore::new();
        for path in bundles {
            if path.is_dir() {
                add_folder(&mut store, path)?;
            } else {
                store.add_bundle(&input::read_file(path)?).at(shown(path))?;
            }
        }
        Ok(Self::Anchors(store))
    }

    /// The anchors, where there are some.
    pub(crate) fn store(&self) -> Option<&TrustStore> {
        match self {
            Self::Anchors(store) => Some(store),
            _ => None,
        }
    }

    pub(crate) fn trust(&self) -> Trust<'_> {
        match self {
            Self::Nobody => Trust::None,
            Self::Pinned(key) => Trust::Pinned(key),
            Self::Anchors(store) => Trust::Anchors(store),
        }
    }

    /// What the trust rests on, in a report.
    pub(crate) fn basis(&self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::Pinned(_) => "pinned key",
            Self::Anchors(_) => "anchor",
        }
    }
}

/// Trusts the certificates of a folder. Other files may lie beside them; a folder without any certificate is refused.
fn add_folder(store: &mut TrustStore, path: &Path) -> Result<(), Refusal> {
    let added = store
        .add_folder(path)
        .map_err(|error| read_failed(&error, shown(path)))?;
    match (added.certificates, added.skipped.into_iter().next()) {
        (0, Some((file, error))) => Err(error).at(shown(&file)),
        (0, None) => {
            let what = "the folder holds no certificates";
            Err(Refusal::new(ErrorCode::MissingField, what).at(shown(path)))
        }
        _ => Ok(()),
    }
}

/// When to judge certificates, if at all.
#[derive(Args)]
pub(crate) struct Judged {
    /// Time to judge by (RFC 3339, for instance 2026-02-23T14:31:30Z); without it the system's clock
    #[arg(long, value_name = "TIME")]
    at: Option<UnixTime>,

    /// Do not judge by time at all
    #[arg(long, conflicts_with = "at")]
    no_check_time: bool,
}

impl Judged {
    pub(crate) fn time(&self) -> Option<UnixTime> {
        (!self.no_check_time).then(|| self.at.unwrap_or_else(UnixTime::now))
    }
}

/// A certificate in a report.
#[derive(Serialize)]
pub(crate) struct CertificateMembers {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) serial: String,
    pub(crate) not_before: String,
    pub(crate) not_after: String,
}

impl From<&Certificate> for CertificateMembers {
    fn from(certificate: &Certificate) -> Self {
        // The zero octet before a high bit is the encoding's, not the number's.
        let serial = match certificate.serial() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            serial => serial,
        };
        Self {
            subject: visible(&certificate.subject().to_string()),
            issuer: visible(&certificate.issuer().to_string()),
            serial: hex(serial),
            not_before: certificate.not_before().to_string(),
            not_after: certificate.not_after().to_string(),
        }
    }
}
