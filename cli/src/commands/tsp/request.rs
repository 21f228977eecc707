// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal tsp request`: a TimeStampReq for a file or a digest; and what `verify` hashes by.

use std::io;
use std::io::Read as _;

use clap::{Args, ValueEnum};
use gostseal::hash::digest::Digest;
use gostseal::hash::{Gost94CryptoPro, Streebog256, Streebog512};
use gostseal::signed::{MessageImprint, NamedHash, TimeStampReq};
use gostseal::{DigestAlgorithm, ErrorCode, Oid};
use serde::Serialize;

use super::oid;
use crate::exit::{Refusal, read_failed};
use crate::input::Input;
use crate::output::{Content, Output, Report, hex};

/// Make a request for a time stamp: a TimeStampReq in DER
#[derive(Args)]
pub(crate) struct Request {
    #[command(flatten)]
    data: Input,

    #[command(flatten)]
    imprint: ImprintOptions,

    /// Ask for this policy of the authority
    #[arg(long, value_name = "OID", value_parser = oid)]
    policy: Option<Oid>,

    /// Send no nonce
    #[arg(long)]
    no_nonce: bool,

    /// Do not ask for the authority's certificate
    #[arg(long)]
    no_certificate: bool,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the request goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

/// What a time stamp is over.
#[derive(Args)]
pub(super) struct ImprintOptions {
    /// The digest in hexadecimal digits, in the place of the data
    #[arg(long, value_name = "HEX", conflicts_with = "input")]
    digest: Option<String>,

    /// The hash function
    #[arg(long, value_enum, default_value_t = Hash::Streebog256)]
    hash: Hash,
}

/// A hash function.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Hash {
    /// GOST R 34.11-2012 of 256 bits
    Streebog256,
    /// GOST R 34.11-2012 of 512 bits
    Streebog512,
    /// GOST R 34.11-94
    Gost94,
}

impl From<Hash> for DigestAlgorithm {
    fn from(hash: Hash) -> Self {
        match hash {
            Hash::Streebog256 => Self::Streebog256,
            Hash::Streebog512 => Self::Streebog512,
            Hash::Gost94 => Self::Gost94,
        }
    }
}

impl ImprintOptions {
    /// The imprint of the digest that was given, if one was.
    pub(super) fn given(&self) -> Result<Option<MessageImprint>, Refusal> {
        match &self.digest {
            Some(text) => self.imprint(&unhex(text)?).map(Some),
            None => Ok(None),
        }
    }

    /// The imprint of the digest that was given, or of `data`.
    fn of(&self, data: &Input) -> Result<MessageImprint, Refusal> {
        match self.given()? {
            Some(imprint) => Ok(imprint),
            None => self.imprint(&digest_of(data, self.hash.into())?),
        }
    }

    fn imprint(&self, digest: &[u8]) -> Result<MessageImprint, Refusal> {
        let hash = NamedHash::Gost(self.hash.into());
        MessageImprint::from_digest(hash, digest).ok_or_else(|| {
            let what = "the digest has not the length of the hash function";
            Refusal::new(ErrorCode::InvalidArgument, what).at("--digest")
        })
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, Refusal> {
    let wrong = || {
        let what = "not hexadecimal digits";
        Refusal::new(ErrorCode::InvalidArgument, what).at("--digest")
    };
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return Err(wrong());
    }
    let pairs = (0..text.len()).step_by(2).map(|at| text.get(at..at + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect::<Option<Vec<u8>>>()
        .ok_or_else(wrong)
}

/// The digest of data of any size.
pub(super) fn digest_of(data: &Input, algorithm: DigestAlgorithm) -> Result<Vec<u8>, Refusal> {
    match algorithm {
        DigestAlgorithm::Gost94 => digest_with::<Gost94CryptoPro>(data),
        DigestAlgorithm::Streebog256 => digest_with::<Streebog256>(data),
        DigestAlgorithm::Streebog512 => digest_with::<Streebog512>(data),
    }
}

fn digest_with<D: Digest>(data: &Input) -> Result<Vec<u8>, Refusal> {
    let mut source = data.open()?.octets;
    let (mut hasher, mut octets) = (D::new(), vec![0; 64 << 10]);
    loop {
        match source.read(&mut octets) {
            Ok(0) => return Ok(hasher.finalize().to_vec()),
            Ok(count) => hasher.update(octets.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(read_failed(&error, data.name())),
        }
    }
}

impl Request {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        self.output
            .report(self.json, "gostseal/tsp-request/1", || self.make())
    }

    fn make(&self) -> Result<Made, Refusal> {
        let imprint = self.imprint.of(&self.data)?;
        let digest = hex(imprint.digest());
        let mut request = TimeStampReq::new(imprint).certificate(!self.no_certificate);
        if let Some(policy) = self.policy {
            request = request.policy(policy);
        }
        let mut nonce = [0; 8];
        if !self.no_nonce {
            getrandom::fill(&mut nonce)
                .map_err(|error| Refusal::new(ErrorCode::EntropyFailed, error))?;
            request = request.nonce(&nonce);
        }
        let mut sink = self.output.open(Content::Binary)?;
        sink.put(&request.to_der())?;
        sink.finish()?;
        Ok(Made {
            digest,
            nonce: (!self.no_nonce).then(|| hex(&nonce)),
        })
    }
}

#[derive(Serialize)]
struct Made {
    digest: String,
    nonce: Option<String>,
}

impl Report for Made {}
