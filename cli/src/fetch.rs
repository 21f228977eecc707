// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small HTTP client: CRLs, OCSP responses, issuers' certificates and time stamps over `http:`.
//!
//! The URLs are foreign text: they stand in certificates that nobody has proved yet, and may name hosts of the caller's own
//! network. So nothing is fetched unless the command line says so, and what is fetched proves itself by its own signature
//! or counts for nothing. Only `http:` is spoken, as RFC 5280 has it for these files, never `file:` or `ldap:`. A request
//! has limits of time, of octets and of redirects, a run has one of requests. Proxies are those of the environment.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::time::Duration;

use clap::Args;
use gostseal::ErrorCode;
use gostseal::signed::{Transport, TransportFailed};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::exit::{Refusal, write_failed};

/// Octets of an OCSP response, a certificate or a time stamp at most.
const MAX_SMALL: u64 = 1 << 20;
/// Octets of a CRL at most; the largest published ones have some 50 MiB.
const MAX_CRL: u64 = 512 << 20;
/// Redirects that are followed.
const MAX_REDIRECTS: u32 = 3;
/// Requests of one run.
const MAX_REQUESTS: u32 = 64;

/// How long a request may last.
#[derive(Args)]
pub(crate) struct NetworkOptions {
    /// Seconds that a request over the network may last
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// What fetches.
pub(crate) struct Client {
    agent: Agent,
    requests: Cell<u32>,
}

impl NetworkOptions {
    pub(crate) fn client(&self) -> Client {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(self.timeout)))
            .max_redirects(MAX_REDIRECTS)
            .max_redirects_will_error(true)
            .http_status_as_error(true)
            .user_agent(concat!("gostseal/", env!("CARGO_PKG_VERSION")))
            .build();
        Client {
            agent: config.new_agent(),
            requests: Cell::new(0),
        }
    }
}

impl Client {
    /// Gets a file of limited size.
    pub(crate) fn get(&self, url: &str) -> Result<Vec<u8>, Refusal> {
        let response = self.begin_get(url)?;
        read(response, url)
    }

    /// Gets a CRL into a file without a name: it may be too large for memory.
    pub(crate) fn get_crl(&self, url: &str) -> Result<File, Refusal> {
        let response = self.begin_get(url)?;
        let mut body = response
            .into_body()
            .into_with_config()
            .limit(MAX_CRL)
            .reader();
        let local = |error: &io::Error| write_failed(error, "temporary file");
        let mut file = tempfile::tempfile().map_err(|error| local(&error))?;
        let mut octets = vec![0; 64 << 10];
        loop {
            match body.read(&mut octets) {
                Ok(0) => return Ok(file),
                Ok(count) => file
                    .write_all(octets.get(..count).unwrap_or_default())
                    .map_err(|error| local(&error))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(&ureq::Error::from(error), url)),
            }
        }
    }

    /// Sends a request and gives the answer.
    pub(crate) fn post(
        &self,
        url: &str,
        media: &Media,
        request: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        self.allow(url)?;
        let response = self
            .agent
            .post(url)
            .content_type(media.query)
            .header("Accept", media.answer)
            .send(request)
            .map_err(|error| failed(&error, url))?;
        read(response, url)
    }

    fn begin_get(&self, url: &str) -> Result<Response<Body>, Refusal> {
        self.allow(url)?;
        let sent = self.agent.get(url).call();
        sent.map_err(|error| failed(&error, url))
    }

    /// Counts a request, and refuses what is no `http:`.
    fn allow(&self, url: &str) -> Result<(), Refusal> {
        let scheme = url.get(..7).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("http://") {
            return Err(refused("only http: is fetched", url));
        }
        if self.requests.get() >= MAX_REQUESTS {
            return Err(refused("too many requests", url));
        }
        self.requests.set(self.requests.get() + 1);
        Ok(())
    }
}

/// Media types of a request and of its answer.
pub(crate) struct Media {
    query: &'static str,
    answer: &'static str,
}

/// RFC 6960, appendix A.
pub(crate) const OCSP: Media = Media {
    query: "application/ocsp-request",
    answer: "application/ocsp-response",
};

/// RFC 3161, section 3.4.
const TIME_STAMP: Media = Media {
    query: "application/timestamp-query",
    answer: "application/timestamp-reply",
};

/// A time-stamp authority behind a URL.
pub(crate) struct Authority<'a> {
    client: &'a Client,
    url: &'a str,
    refusal: Cell<Option<Refusal>>,
}

impl<'a> Authority<'a> {
    pub(crate) fn new(client: &'a Client, url: &'a str) -> Self {
        Self {
            client,
            url,
            refusal: Cell::new(None),
        }
    }

    /// Why the last exchange failed, in the place of an error that says only that it did.
    pub(crate) fn reason(&self, error: gostseal::signed::SignedError) -> Refusal {
        match self.refusal.take() {
            Some(refusal) => refusal,
            None => error.into(),
        }
    }
}

impl Transport for Authority<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
        self.client
            .post(self.url, &TIME_STAMP, request)
            .map_err(|refusal| {
                self.refusal.set(Some(refusal));
                TransportFailed
            })
    }
}

fn read(response: Response<Body>, url: &str) -> Result<Vec<u8>, Refusal> {
    let limited = response.into_body().into_with_config().limit(MAX_SMALL);
    limited.read_to_vec().map_err(|error| failed(&error, url))
}

fn failed(error: &ureq::Error, url: &str) -> Refusal {
    let what = match error {
        ureq::Error::StatusCode(status) => format!("the server answers {status}"),
        ureq::Error::Timeout(_) => "the server does not answer in time".into(),
        ureq::Error::TooManyRedirects => "the server redirects too often".into(),
        ureq::Error::BodyExceedsLimit(_) => "the answer is too large".into(),
        ureq::Error::HostNotFound => "there is no such host".into(),
        ureq::Error::Io(error) => match error.get_ref().and_then(|e| e.downcast_ref()) {
            Some(inner) => return failed(inner, url),
            None => format!("the server cannot be reached: {error}"),
        },
        error => format!("the server cannot be asked: {error}"),
    };
    refused(&what, url)
}

fn refused(what: &str, url: &str) -> Refusal {
    Refusal::new(ErrorCode::TransportFailed, what).at(url)
}
