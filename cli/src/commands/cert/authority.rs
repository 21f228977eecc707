// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small authority for tests: a folder with a key, a certificate and a list of what was issued.
//!
//! ```text
//! DIR/ca.key       the private key: PKCS#8 in PEM, readable by its owner alone
//! DIR/ca.cer       the certificate, in PEM; those above it follow
//! DIR/index.json   what was issued and revoked, and the number of the last CRL
//! DIR/index.lock   while a command changes the list
//! ```
//!
//! The list is replaced as a whole, so that an interrupt leaves the old one or the new one. Two commands that would change
//! it at once do not: the second is refused.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use getrandom::SysRng;
use gostseal::issue::{self, Issuer, Role, SerialNumber, Subject, Template};
use gostseal::keys::PrivateKey;
use gostseal::trust::Certificate;
use gostseal::{ErrorCode, UnixTime};
use serde::{Deserialize, Serialize};

use super::profile::Lifetime;
use crate::commands::key::Algorithm;
use crate::exit::{At as _, Refusal, shown, write_failed};
use crate::input;
use crate::output::{Report, hex, report};
use crate::trust::CertificateMembers;

/// Make an authority for tests in a new folder: a key, a certificate and an empty list
#[derive(Args)]
pub(crate) struct NewCa {
    /// The folder; it must not exist, or be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The subject as RFC 4514 writes it, for instance CN=Тестовый УЦ,C=RU
    #[arg(long, value_name = "NAME")]
    subject: String,

    /// The folder of the authority that is to be above; without it the certificate is self-signed
    #[arg(long, value_name = "DIR")]
    parent: Option<PathBuf>,

    /// Authorities that may follow below
    #[arg(long, value_name = "N")]
    path_len: Option<u8>,

    /// What the key is for
    #[arg(long, value_enum, default_value_t = Algorithm::Gost2012_256)]
    algorithm: Algorithm,

    /// The curve: its name in the standard, or the end of it
    #[arg(long, value_name = "NAME")]
    param_set: Option<String>,

    #[command(flatten)]
    lifetime: Lifetime,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl NewCa {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        report(self.json, "gostseal/cert-new-ca/1", || self.make())
    }

    fn make(&self) -> Result<Made, Refusal> {
        let folder = &self.folder;
        let subject = Subject::parse(&self.subject).at("--subject")?;
        let param_set = self.algorithm.choose(self.param_set.as_deref())?;
        let key = PrivateKey::generate(self.algorithm.into(), param_set, &mut SysRng)?;
        let template = Template::new(Role::Authority {
            path_len: self.path_len,
        });
        let validity = self.lifetime.validity();
        let serial = random_serial()?;
        let mut chain = Vec::new();
        match &self.parent {
            None => chain.push(issue::self_sign(
                &subject, &key, serial, validity, &template,
            )?),
            Some(parent) => {
                let mut parent = Authority::open(parent)?;
                let request = issue::request(&subject, &key, &template)?;
                let certificate = issue::issue(
                    &parent.issuer()?,
                    &request,
                    None,
                    serial,
                    validity,
                    &template,
                )?;
                parent.index.add(&certificate);
                parent.save()?;
                chain.push(certificate);
                chain.extend(parent.chain);
            }
        }
        create_folder(folder)?;
        create(
            &folder.join(KEY_FILE),
            key.to_pkcs8_pem().as_bytes(),
            Secrecy::Owner,
        )?;
        let text: String = chain.iter().map(issue::certificate_pem).collect();
        create(
            &folder.join(CERTIFICATE_FILE),
            text.as_bytes(),
            Secrecy::None,
        )?;
        create(
            &folder.join(INDEX_FILE),
            Index::default().to_json().as_bytes(),
            Secrecy::None,
        )?;
        let members = chain.first().map(CertificateMembers::from);
        Ok(Made {
            folder: shown(folder),
            certificate: members,
        })
    }
}

#[derive(Serialize)]
struct Made {
    folder: String,
    certificate: Option<CertificateMembers>,
}

impl Report for Made {
    fn text(&self) -> String {
        format!("authority for tests in {}\n", self.folder)
    }
}

const KEY_FILE: &str = "ca.key";
const CERTIFICATE_FILE: &str = "ca.cer";
const INDEX_FILE: &str = "index.json";
const LOCK_FILE: &str = "index.lock";

/// An authority that is open. Nobody else changes its list before it is dropped.
pub(super) struct Authority {
    folder: PathBuf,
    key: PrivateKey,
    /// Its certificate, then those above it.
    pub(super) chain: Vec<Certificate>,
    pub(super) index: Index,
    _lock: Lock,
}

/// What was issued.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Index {
    /// The number of the last CRL; 0: there was none.
    pub(super) crl_number: u64,
    pub(super) issued: Vec<Issued>,
}

/// One certificate that was issued.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issued {
    /// Content octets of the serial number, in hexadecimal digits.
    pub(super) serial: String,
    pub(super) subject: String,
    pub(super) not_after: String,
    pub(super) revoked: Option<Revocation>,
}

/// When and why a certificate was revoked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    /// RFC 3339.
    pub(super) at: String,
    /// The standard's name.
    pub(super) reason: String,
}

impl Index {
    pub(super) fn add(&mut self, certificate: &Certificate) {
        let members = CertificateMembers::from(certificate);
        self.issued.push(Issued {
            serial: hex(certificate.serial()),
            subject: members.subject,
            not_after: members.not_after,
            revoked: None,
        });
    }

    fn to_json(&self) -> String {
        // Maps with other keys than strings are what fails here, and there are none.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl Authority {
    pub(super) fn open(folder: &Path) -> Result<Self, Refusal> {
        let lock = Lock::take(folder.join(LOCK_FILE))?;
        let key = input::private_key(&folder.join(KEY_FILE))?;
        let path = folder.join(CERTIFICATE_FILE);
        let chain = Certificate::read_bundle(&input::read_file(&path)?).at(shown(&path))?;
        let path = folder.join(INDEX_FILE);
        let index = serde_json::from_slice(&input::read_file(&path)?).map_err(|error| {
            Refusal::new(
                ErrorCode::InvalidJson,
                format_args!("not a list of certificates: {error}"),
            )
            .at(shown(&path))
        })?;
        Ok(Self {
            folder: folder.into(),
            key,
            chain,
            index,
            _lock: lock,
        })
    }

    pub(super) fn issuer(&self) -> Result<Issuer<'_>, Refusal> {
        // A bundle that was read has at least one certificate.
        let certificate = self.chain.first().ok_or_else(|| {
            Refusal::new(ErrorCode::MissingField, "the authority has no certificate")
        })?;
        Issuer::new(certificate, &self.key).at(shown(&self.folder))
    }

    /// Replaces the list.
    pub(super) fn save(&self) -> Result<(), Refusal> {
        let target = self.folder.join(INDEX_FILE);
        let failed = |error: io::Error| write_failed(&error, shown(&target));
        let mut temporary = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        temporary
            .write_all(self.index.to_json().as_bytes())
            .map_err(failed)?;
        temporary
            .persist(&target)
            .map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// A file that exists while a list is being changed.
struct Lock(PathBuf);

impl Lock {
    fn take(path: PathBuf) -> Result<Self, Refusal> {
        match File::create_new(&path) {
            Ok(_) => Ok(Self(path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Refusal::new(
                ErrorCode::WriteFailed,
                "another command is changing the authority; if none is, remove this file",
            )
            .at(shown(&path))),
            Err(error) => Err(write_failed(&error, shown(&path))),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Who cannot remove it is told by the next command.
        let _ = fs::remove_file(&self.0);
    }
}

/// A serial number of 16 random octets.
pub(super) fn random_serial() -> Result<SerialNumber, Refusal> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| Refusal::new(ErrorCode::EntropyFailed, error))?;
    Ok(SerialNumber::from_random(random))
}

/// A time of the list, which this command wrote.
pub(super) fn time(text: &str) -> Result<UnixTime, Refusal> {
    text.parse()
        .map_err(|error| Refusal::new(ErrorCode::InvalidValue, error))
}

fn create_folder(folder: &Path) -> Result<(), Refusal> {
    fs::create_dir_all(folder).map_err(|error| write_failed(&error, shown(folder)))?;
    let mut entries = fs::read_dir(folder).map_err(|error| write_failed(&error, shown(folder)))?;
    if entries.next().is_some() {
        let what = "the folder of a new authority must be empty";
        return Err(Refusal::new(ErrorCode::InvalidArgument, what).at(shown(folder)));
    }
    Ok(())
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    Owner,
    None,
}

/// Writes a file that must not exist.
fn create(path: &Path, octets: &[u8], secrecy: Secrecy) -> Result<(), Refusal> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secrecy == Secrecy::Owner {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secrecy;
    options
        .open(path)
        .and_then(|mut file| file.write_all(octets))
        .map_err(|error| write_failed(&error, shown(path)))
}
