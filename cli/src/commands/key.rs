// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal key`: makes and shows keys. The octets of a private key appear nowhere but in the file that `new` writes.

use clap::{Args, Subcommand, ValueEnum};
use getrandom::SysRng;
use gostseal::inspect::{self, Kind};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey, PublicKey};
use gostseal::{ErrorCode, Label};
use serde::Serialize;

use crate::exit::{At as _, Refusal};
use crate::input::{Input, structure};
use crate::output::{Content, Output, Report, hex, report};

/// Make or show a key
#[derive(Subcommand)]
pub(crate) enum Key {
    New(New),
    Show(Show),
}

impl Key {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        match self {
            Self::New(new) => new
                .output
                .report(new.json, "gostseal/key-new/1", || new.make()),
            Self::Show(show) => report(show.json, "gostseal/key-show/1", || show.show()),
        }
    }
}

/// Make a private key: PKCS#8 in PEM, not encrypted, readable by its owner alone
#[derive(Args)]
pub(crate) struct New {
    /// What the key is for
    #[arg(long, value_enum, default_value_t = Algorithm::Gost2012_256)]
    algorithm: Algorithm,

    /// The curve: its name in the standard, or the end of it, for instance 256-paramSetA or CryptoPro-XchA
    #[arg(long, value_name = "NAME")]
    param_set: Option<String>,

    #[command(flatten)]
    output: Output,

    /// Report as one JSON object; the key goes to OUT
    #[arg(long, requires = "output")]
    json: bool,
}

/// What a new key may be for. GOST R 34.10-2001 is not: nothing new is made with it.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Algorithm {
    /// GOST R 34.10-2012, 256 bits
    #[value(name = "gost2012-256")]
    Gost2012_256,
    /// GOST R 34.10-2012, 512 bits
    #[value(name = "gost2012-512")]
    Gost2012_512,
}

impl From<Algorithm> for KeyAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Gost2012_256 => Self::Gost2012_256,
            Algorithm::Gost2012_512 => Self::Gost2012_512,
        }
    }
}

impl Algorithm {
    /// Curves for new keys, the default first. Those of test examples are left out.
    fn param_sets(self) -> &'static [ParamSet] {
        match self {
            Self::Gost2012_256 => &[
                ParamSet::Tc26Gost3410_2012_256A,
                ParamSet::Tc26Gost3410_2012_256B,
                ParamSet::Tc26Gost3410_2012_256C,
                ParamSet::Tc26Gost3410_2012_256D,
                ParamSet::CryptoProA,
                ParamSet::CryptoProB,
                ParamSet::CryptoProC,
                ParamSet::CryptoProXchA,
                ParamSet::CryptoProXchB,
            ],
            Self::Gost2012_512 => &[
                ParamSet::Tc26Gost3410_2012_512A,
                ParamSet::Tc26Gost3410_2012_512B,
                ParamSet::Tc26Gost3410_2012_512C,
            ],
        }
    }

    /// The curve of a name, or the default one.
    pub(crate) fn choose(self, name: Option<&str>) -> Result<ParamSet, Refusal> {
        let sets = self.param_sets();
        let found = match name {
            None => sets.first(),
            Some(name) => sets.iter().find(|set| names(**set, name)),
        };
        found.copied().ok_or_else(|| {
            let known: Vec<&str> = sets.iter().map(|set| set.name()).collect();
            let what = format!(
                "--param-set: known for this algorithm are {}",
                known.join(" ")
            );
            Refusal::new(ErrorCode::InvalidArgument, what)
        })
    }
}

/// Whether `name` is the set's name or an end of it that begins after a hyphen; `-ParamSet` may be left out.
fn names(set: ParamSet, name: &str) -> bool {
    // A letter alone would name CryptoPro-A to one reader and paramSetA to another.
    const SHORTEST: usize = 4;
    let (full, name) = (set.name().to_ascii_lowercase(), name.to_ascii_lowercase());
    let bare = full.strip_suffix("-paramset").unwrap_or(&full);
    let ends = |full: &str| {
        full.strip_suffix(name.as_str())
            .is_some_and(|before| before.is_empty() || before.ends_with('-'))
    };
    name.len() >= SHORTEST && name != "paramset" && (ends(&full) || ends(bare))
}

impl New {
    fn make(&self) -> Result<Made, Refusal> {
        let param_set = self.algorithm.choose(self.param_set.as_deref())?;
        let key = PrivateKey::generate(self.algorithm.into(), param_set, &mut SysRng)?;
        let mut sink = self.output.open(Content::Secret)?;
        sink.put(key.to_pkcs8_pem().as_bytes())?;
        sink.finish()?;
        Ok(Made(Shown::new("private", key.public_key())))
    }
}

/// Show algorithm, curve and public key of a private key (PKCS#8), a public key or a certificate
#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    input: Input,

    /// Report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    fn show(&self) -> Result<Shown, Refusal> {
        let name = self.input.name();
        let file = self.input.read()?;
        let labels = [
            Label::PrivateKey,
            Label::EncryptedPrivateKey,
            Label::PublicKey,
            Label::Certificate,
        ];
        let der = structure(&file, &labels, "key").at(&name)?;
        match inspect::inspect(&der).kind {
            Kind::PublicKey => Ok(Shown::new(
                "public",
                &PublicKey::from_spki_der(&der).at(&name)?,
            )),
            Kind::Certificate => Ok(Shown::new(
                "certificate",
                &PublicKey::from_certificate(&der).at(&name)?,
            )),
            _ => Ok(Shown::new(
                "private",
                PrivateKey::from_pem_or_der(&der).at(&name)?.public_key(),
            )),
        }
    }
}

#[derive(Serialize)]
struct Shown {
    #[serde(rename = "type")]
    kind: &'static str,
    algorithm: &'static str,
    param_set: &'static str,
    /// x | y, each little-endian, as certificates have it.
    public_key: String,
}

/// A key that was made: reported as JSON only, for the file says the rest.
#[derive(Serialize)]
struct Made(Shown);

impl Report for Made {}

impl Shown {
    fn new(kind: &'static str, key: &PublicKey) -> Self {
        Self {
            kind,
            algorithm: key.algorithm().oid().name().unwrap_or_default(),
            param_set: key.param_set().name(),
            public_key: hex(&key.to_bytes_le()),
        }
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        format!(
            "{}\n  algorithm: {}\n  parameter set: {}\n  public key: {}\n",
            match self.kind {
                "private" => "private key (not shown)",
                "public" => "public key",
                _ => "key of a certificate",
            },
            self.algorithm,
            self.param_set,
            self.public_key
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_sets_by_the_end_of_their_names() {
        let choose = |name| Algorithm::Gost2012_256.choose(Some(name)).ok();
        assert_eq!(
            choose("256-paramSetB"),
            Some(ParamSet::Tc26Gost3410_2012_256B)
        );
        assert_eq!(choose("paramsetc"), Some(ParamSet::Tc26Gost3410_2012_256C));
        assert_eq!(choose("cryptopro-xcha"), Some(ParamSet::CryptoProXchA));
        assert_eq!(choose("XchB"), Some(ParamSet::CryptoProXchB));
        assert_eq!(
            choose("id-GostR3410-2001-CryptoPro-B-ParamSet"),
            Some(ParamSet::CryptoProB)
        );
        for unknown in [
            "",
            "a",
            "TestParamSet",
            "512-paramSetA",
            "aramSetA",
            "ParamSet",
        ] {
            assert_eq!(choose(unknown).map(ParamSet::name), None, "{unknown}");
        }
        assert!(
            Algorithm::Gost2012_512
                .choose(Some("512-paramSetC"))
                .is_ok()
        );
        assert_eq!(
            Algorithm::Gost2012_256.choose(None).ok(),
            Some(ParamSet::Tc26Gost3410_2012_256A)
        );
    }
}
