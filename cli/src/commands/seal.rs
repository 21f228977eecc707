// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal userinfo seal`: makes user-infos as the bank makes them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gostseal::jose::Profile;
use gostseal::signed::SignOptions;
use gostseal::{UnixTime, userinfo};

use crate::exit::{At as _, Refusal};
use crate::input::{self, Input};
use crate::output::print;

/// Sign claims as the bank does, and encrypt them when there is somebody to encrypt for
#[derive(Args)]
pub(crate) struct Seal {
    #[command(flatten)]
    claims: Input,

    /// The signer's private key (PKCS#8)
    #[arg(long, value_name = "K")]
    sign_key: PathBuf,

    /// The signer's certificate, which goes into the CMS form
    #[arg(long, value_name = "C")]
    sign_cert: Option<PathBuf>,

    /// The recipient's certificate; without it the result is a plain JWS
    #[arg(long, value_name = "CERT")]
    to: Option<PathBuf>,

    /// The form of the signature
    #[arg(long, value_enum, default_value_t = Form::Raw, requires_if("cms", "sign_cert"))]
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The 64 or 128 octets of the signature
    Raw,
    /// A detached CMS SignedData in BER with the signer's certificate inside
    Cms,
}

impl Seal {
    pub(crate) fn run(&self) -> Result<(), Refusal> {
        let claims = self.claims.read_token()?;
        let key = input::private_key(&self.sign_key)?;
        let certificate = self
            .sign_cert
            .as_deref()
            .map(|path| input::certificate_of(&key, path))
            .transpose()?;
        let recipient = self.to.as_deref().map(input::certificate).transpose()?;
        let mut seal = userinfo::Seal::new(&Profile::SBER, &key);
        if let (Form::Cms, Some(certificate)) = (self.form, &certificate) {
            let options = SignOptions {
                signing_time: Some(UnixTime::now()),
                ber_indefinite: true,
                ..SignOptions::default()
            };
            seal = seal.cms(certificate, options);
        }
        if let Some(recipient) = &recipient {
            seal = seal.to(recipient);
        }
        let token = seal.seal(&claims).at(self.claims.name())?;
        print(&(token + "\n"))
    }
}
