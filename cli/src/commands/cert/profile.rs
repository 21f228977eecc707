// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a certificate is to be for and what stands in it: options that `request`, `new-ca` and `issue` share.

use clap::{Args, ValueEnum};
use gostseal::issue::{Role, Template, Validity};
use gostseal::{ErrorCode, Oid, UnixTime};

use crate::exit::Refusal;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What a certificate is for, on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Profile {
    /// Signs documents and receives encrypted ones
    Person,
    /// A TLS server
    Server,
    /// A time stamp service
    Tsa,
    /// Answers OCSP for the authority
    Ocsp,
    /// An authority below
    Ca,
    /// No basicConstraints, keyUsage and extKeyUsage
    Bare,
}

/// Extensions.
#[derive(Args)]
pub(super) struct Extensions {
    /// What the certificate is for
    #[arg(long, value_enum, default_value_t = Profile::Person)]
    profile: Profile,

    /// Authorities that may follow below, with --profile ca
    #[arg(long, value_name = "N")]
    path_len: Option<u8>,

    /// A policy, for instance 1.2.643.100.113.1 (KC1). May be given several times
    #[arg(long, value_name = "OID", value_parser = oid)]
    policy: Vec<Oid>,

    /// subjectSignTool: the tool that holds the key
    #[arg(long, value_name = "TEXT")]
    subject_sign_tool: Option<String>,

    /// identificationKind: how the person was identified, 0 to 3
    #[arg(long, value_name = "N")]
    identification_kind: Option<u8>,

    /// A host name in subjectAltName. May be given several times
    #[arg(long, value_name = "NAME")]
    dns: Vec<String>,

    /// A mail address in subjectAltName. May be given several times
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,

    /// Where the CRL is. May be given several times
    #[arg(long, value_name = "URL")]
    crl_url: Vec<String>,

    /// Where OCSP is answered. May be given several times
    #[arg(long, value_name = "URL")]
    ocsp_url: Vec<String>,

    /// Where the issuer's certificate is. May be given several times
    #[arg(long, value_name = "URL")]
    issuer_url: Vec<String>,
}

impl Extensions {
    /// Gives the template to `work`, which cannot outlive the lists in it.
    pub(super) fn with_template<T>(
        &self,
        key_period: Option<(UnixTime, UnixTime)>,
        work: impl FnOnce(&Template<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.path_len.is_some() && !matches!(self.profile, Profile::Ca) {
            return Err(Refusal::new(
                ErrorCode::InvalidArgument,
                "--path-len is for --profile ca",
            ));
        }
        let role = match self.profile {
            Profile::Person => Role::Person,
            Profile::Server => Role::Server,
            Profile::Tsa => Role::TimeStamping,
            Profile::Ocsp => Role::OcspResponder,
            Profile::Ca => Role::Authority {
                path_len: self.path_len,
            },
            Profile::Bare => Role::Bare,
        };
        let dns_names = borrowed(&self.dns);
        let emails = borrowed(&self.email);
        let crl_urls = borrowed(&self.crl_url);
        let ocsp_urls = borrowed(&self.ocsp_url);
        let issuer_urls = borrowed(&self.issuer_url);
        work(&Template {
            key_period,
            policies: &self.policy,
            subject_sign_tool: self.subject_sign_tool.as_deref(),
            identification_kind: self.identification_kind,
            dns_names: &dns_names,
            emails: &emails,
            crl_urls: &crl_urls,
            ocsp_urls: &ocsp_urls,
            issuer_urls: &issuer_urls,
            ..Template::new(role)
        })
    }
}

fn borrowed(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn oid(text: &str) -> Result<Oid, String> {
    Oid::from_dotted(text).ok_or_else(|| "not an object identifier in dotted form".into())
}

/// When a certificate is to be valid.
#[derive(Args)]
pub(super) struct Lifetime {
    /// The first instant (RFC 3339); without it the system's clock
    #[arg(long, value_name = "TIME")]
    from: Option<UnixTime>,

    /// How many days
    #[arg(long, value_name = "N", default_value_t = 365)]
    days: u32,
}

impl Lifetime {
    pub(super) fn validity(&self) -> Validity {
        let (not_before, not_after) =
            Self::days_from(self.from.unwrap_or_else(UnixTime::now), self.days);
        Validity {
            not_before,
            not_after,
        }
    }

    /// So many days from an instant.
    pub(super) fn days_from(start: UnixTime, days: u32) -> (UnixTime, UnixTime) {
        let end = start.0.saturating_add(i64::from(days) * DAY);
        (start, UnixTime(end))
    }
}
