// SPDX-License-Identifier: MIT OR Apache-2.0
//! The messages of `vectors/` that the C library judges, what their indexes say, and what the Rust core says.
//!
//! Covered: every EnvelopedData, SignedData and JWS of `formats/{cms,jws}`, `interop/{openssl,bc,rudonick,synthetic,jws,
//! malformed}` and `real/`. A case of an unknown type, a list entry without a case, or a file of `real/` that is on no list
//! fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use gostseal_core::envelope::{CertificateId, FileOpener, RecipientKey};
use gostseal_core::hash::Streebog256;
use gostseal_core::jose::{JwsVerifier, UnverifiedJws};
use gostseal_core::keys::{Decapsulator, KeyAlgorithm, ParamSet, PrivateKey, PublicKey};
use gostseal_core::signed::Verifier;
use gostseal_core::trust::{Certificate, Trust, TrustStore};
use gostseal_core::{Error, ErrorCode, Oid, UnixTime, decode_any, userinfo};
use serde_json::Value;

/// Types that have no function in C.
const OTHER_TYPES: &[&str] = &[
    "CRL",
    "Certificate",
    "CertificateList",
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "GostR3410-KeyTransport (bare, as in CMS KeyTransRecipientInfo.encryptedKey)",
    "OCSPResponse",
    "PFX",
    "PrivateKeyInfo",
    "TimeStampResp",
];

/// Envelopes whose originator has a static key: its certificate is in the corpus beside them, and C cannot give it.
const STATIC_ORIGINATOR: &[&str] = &[
    "kari15_r256_kuznyechik_static_100",
    "kari15_r512_magma_static_1000",
    "tc26_encrypted_keyagree_a221",
];

/// The seed of the plaintexts of `interop/synthetic`, which its index leaves out.
const DEFAULT_SEED: u64 = 8;

/// 2026-12-01T00:00:00Z, within the validity of the peers' certificates.
const NOW: i64 = 1_796_083_200;
/// The instant for which the claims of `interop/jws` were made.
const CLAIMS_TIME: i64 = 1_767_225_600;
/// 2026-02-23T14:31:30Z, when the bank's token of 2026 was good.
const TOKEN_TIME: i64 = 1_771_857_090;

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the folder of the project")
}

/// What a call gave: the number of its result and, on success, the Streebog-256 of what it released.
pub(crate) type Outcome = (u32, Option<String>);

/// What an index says of a call.
#[derive(Debug)]
pub(crate) enum Expected {
    /// Success, with this released.
    Released(Option<String>),
    /// Success.
    Good,
    /// Refused, for whatever reason the core gives.
    Refused,
    /// Refused, and not only for want of trust.
    Bad,
    /// Refused because nobody answers for the signer, or because its certificate is not at hand.
    Untrusted,
    /// Either.
    Either,
}

impl Expected {
    pub(crate) fn allows(&self, (result, released): &Outcome) -> bool {
        let is = |code: ErrorCode| *result == code as u32;
        match self {
            Self::Released(expected) => *result == 0 && released == expected,
            Self::Good => *result == 0,
            Self::Refused => *result != 0,
            Self::Bad => *result != 0 && !is(ErrorCode::TrustNotEstablished),
            Self::Untrusted => {
                is(ErrorCode::TrustNotEstablished) || is(ErrorCode::SignerCertificateNotFound)
            }
            Self::Either => true,
        }
    }
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Envelope,
    Cms,
    Jws,
    UserInfo,
}

/// One line of the manifest, and what must come of it.
pub(crate) struct Message {
    id: String,
    pub(crate) kind: Kind,
    file: PathBuf,
    length: Option<usize>,
    chunk: Option<usize>,
    key: Option<PathBuf>,
    certificate: Option<PathBuf>,
    content: Option<PathBuf>,
    signer: Option<PathBuf>,
    anchors: Option<PathBuf>,
    now: i64,
    pub(crate) expected: Expected,
}

impl Message {
    fn new(id: &str, kind: Kind, file: PathBuf, expected: Expected) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            file,
            length: None,
            chunk: None,
            key: None,
            certificate: None,
            content: None,
            signer: None,
            anchors: None,
            now: NOW,
            expected,
        }
    }

    fn signer(mut self, file: &Path) -> Self {
        self.signer = Some(file.to_owned());
        self
    }

    fn anchors(mut self, file: &Path) -> Self {
        self.anchors = Some(file.to_owned());
        self
    }

    fn key(mut self, key: &Path, certificate: Option<&Path>) -> Self {
        self.key = Some(key.to_owned());
        self.certificate = certificate.map(Path::to_owned);
        self
    }

    fn content(mut self, file: Option<&Path>) -> Self {
        self.content = file.map(Path::to_owned);
        self
    }

    fn length(mut self, length: Option<usize>) -> Self {
        self.length = length;
        self
    }

    fn chunk(mut self, chunk: usize) -> Self {
        self.chunk = Some(chunk);
        self
    }

    fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    /// The line of the manifest, as `vectors.c` describes it.
    pub(crate) fn line(&self) -> String {
        let kind = match self.kind {
            Kind::Envelope => "envelope",
            Kind::Cms => "cms",
            Kind::Jws => "jws",
            Kind::UserInfo => "userinfo",
        };
        let path = |path: &Option<PathBuf>| {
            path.as_ref()
                .map_or_else(|| "-".to_owned(), |path| path.display().to_string())
        };
        let size = |size: Option<usize>| size.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let fields = [
            kind.to_owned(),
            self.file.display().to_string(),
            size(self.length),
            size(self.chunk),
            path(&self.key),
            path(&self.certificate),
            path(&self.content),
            path(&self.signer),
            path(&self.anchors),
            self.now.to_string(),
        ];
        fields.join("\t") + "\n"
    }

    /// What the Rust core gives for the same call.
    pub(crate) fn judge(&self) -> Outcome {
        match self.released() {
            Ok(released) => (0, released.map(|octets| streebog(&octets))),
            Err(error) => (error.code() as u32, None),
        }
    }

    fn released(&self) -> Result<Option<Vec<u8>>, Error> {
        let mut text = read(&self.file);
        if let Some(length) = self.length {
            text.truncate(length);
        }
        let key = (self.key.as_deref())
            .map(|file| PrivateKey::from_pem_or_der(&read(file)))
            .transpose()?;
        let certificate = (self.certificate.as_deref())
            .map(|file| Certificate::from_pem_or_der(&read(file)))
            .transpose()?;
        let pinned = self.signer.as_deref().map(public_key).transpose()?;
        let pinned = pinned.map(|key| key.prepare());
        let anchors = (self.anchors.as_deref())
            .map(|file| TrustStore::from_bundle(&read(file)))
            .transpose()?;
        let trust = match (&pinned, &anchors) {
            (Some(key), None) => Trust::Pinned(key),
            (None, Some(store)) => Trust::Anchors(store),
            (None, None) => Trust::None,
            (Some(_), Some(_)) => panic!("{self}: key and anchors"),
        };
        let now = UnixTime(self.now);
        let holder: Option<Box<dyn Decapsulator + '_>> =
            key.as_ref().map(|key| match &certificate {
                Some(own) => Box::new(RecipientKey::new(key, CertificateId::of(own))) as Box<_>,
                None => Box::new(key) as Box<_>,
            });
        Ok(match self.kind {
            Kind::Envelope => {
                let holder = holder.unwrap_or_else(|| panic!("{self}: no key"));
                let mut opener = FileOpener::new(&*holder);
                let mut plaintext = Vec::new();
                opener.update(&text, &mut plaintext)?;
                opener.finish(&mut plaintext)?;
                Some(plaintext)
            }
            Kind::Cms => {
                let content = self.content.as_deref().map(read);
                let mut verifier = Verifier::new(trust).at(now);
                if let Some(content) = &content {
                    verifier = verifier.content(content);
                }
                verifier.verify(&text)?.content().map(<[u8]>::to_vec)
            }
            Kind::Jws => {
                let jws = JwsVerifier::new(trust).at(now).verify(&text)?;
                Some(jws.payload().to_vec())
            }
            Kind::UserInfo => {
                let mut open = userinfo::Open::new(trust).at(now);
                if let Some(holder) = &holder {
                    open = open.key(&**holder);
                }
                Some(open.open(&text)?.claims.to_json().into_bytes())
            }
        })
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?}", self.id, self.kind)?;
        if let Some(length) = self.length {
            write!(f, ", cut to {length}")?;
        }
        let trust = match (&self.signer, &self.anchors) {
            (Some(_), _) => ", pinned",
            (None, Some(_)) => ", anchored",
            (None, None) => "",
        };
        write!(f, "{trust})")
    }
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn public_key(file: &Path) -> Result<PublicKey, Error> {
    let octets = read(file);
    let key = if file
        .extension()
        .is_some_and(|extension| extension == "spki")
    {
        PublicKey::from_spki_der(&octets)
    } else {
        PublicKey::from_certificate(&octets)
    };
    Ok(key?)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

fn streebog(octets: &[u8]) -> String {
    hex(&Streebog256::digest(octets))
}

/// One index file and the folder for what is made of it.
struct Family<'a> {
    name: &'a str,
    folder: PathBuf,
    scratch: &'a Path,
    index: Value,
}

/// A key of an index.
struct Key {
    private: Option<PathBuf>,
    certificate: PathBuf,
    chain: Vec<String>,
}

impl<'a> Family<'a> {
    fn load(name: &'a str, scratch: &'a Path) -> Self {
        let folder = root().join("vectors").join(name);
        let index = serde_json::from_slice(&read(&folder.join("index.json"))).expect(name);
        Self {
            name,
            folder,
            scratch,
            index,
        }
    }

    fn cases(&self) -> &[Value] {
        self.index["cases"].as_array().expect("cases")
    }

    fn keys(&self) -> BTreeMap<String, Key> {
        let keys = self.index["keys"].as_array().into_iter().flatten();
        keys.map(|key| {
            let file = |field: &str| Some(self.folder.join(key[field].as_str()?));
            let entry = Key {
                private: file("private_key_file"),
                certificate: file("cert_file").expect("cert_file"),
                chain: names(&key["chain"]),
            };
            (text(key, "id").to_owned(), entry)
        })
        .collect()
    }

    /// A file of the family, without its armour.
    fn binary(&self, case: &Value) -> PathBuf {
        let file = self.folder.join(text(case, "file"));
        let octets = read(&file);
        if !octets.starts_with(b"-----BEGIN") {
            return file;
        }
        let decoded = decode_any(&octets, "sample").expect("PEM");
        self.made(case, "der", &decoded[0])
    }

    /// Writes a file for a case.
    fn made(&self, case: &Value, extension: &str, octets: &[u8]) -> PathBuf {
        let family = self.name.replace('/', "_");
        let name = format!("{family}_{}.{extension}", text(case, "id"));
        let file = self.scratch.join(name);
        fs::write(&file, octets).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        file
    }
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{value}: no text {field}"))
}

fn names(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

/// The content that a case declares: written out, or made by the recipe of `vectors/README.md`.
fn plaintext(case: &Value) -> Vec<u8> {
    let made = case["plaintext_length"].as_u64().map(|length| {
        let seed = case["plaintext_seed"].as_u64().unwrap_or(DEFAULT_SEED);
        (0..length)
            .map(|i| (seed + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)) as u8)
            .collect::<Vec<u8>>()
    });
    let written = case["plaintext"].as_str().map(unhex);
    let plaintext = written
        .or(made)
        .unwrap_or_else(|| panic!("{case}: no plaintext"));
    if let Some(digest) = case["plaintext_streebog256"].as_str() {
        assert_eq!(streebog(&plaintext), digest, "{case}");
    }
    plaintext
}

/// Every message of the corpus; what has to be made is written to `scratch`.
pub(crate) fn messages(scratch: &Path) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut without_key: BTreeSet<&str> = STATIC_ORIGINATOR.iter().copied().collect();
    for (name, envelopes, signatures) in [
        ("formats/cms", 16, 5),
        ("interop/openssl", 31, 10),
        ("interop/bc", 11, 7),
        ("interop/rudonick", 4, 4),
        ("interop/synthetic", 17, 5),
        ("interop/malformed", 166, 56),
    ] {
        let family = Family::load(name, scratch);
        let keys = family.keys();
        let (mut ran_envelopes, mut ran_signed) = (0, 0);
        for case in family.cases() {
            match (text(case, "type"), name) {
                ("EnvelopedData", "interop/malformed") => {
                    malformed_envelope(&family, &keys, case, &mut messages);
                    ran_envelopes += 1;
                }
                ("EnvelopedData", _) => {
                    envelope(&family, &keys, case, &mut without_key, &mut messages);
                    ran_envelopes += 1;
                }
                ("SignedData", "interop/malformed") => {
                    malformed_signed(&family, &keys, case, &mut messages);
                    ran_signed += 1;
                }
                ("SignedData", _) => {
                    signed(&family, &keys, case, &mut messages);
                    ran_signed += 1;
                }
                (other, _) => assert!(OTHER_TYPES.contains(&other), "{case}: unknown type"),
            }
        }
        assert_eq!(
            (ran_envelopes, ran_signed),
            (envelopes, signatures),
            "{name}"
        );
    }
    assert!(without_key.is_empty(), "no case for {without_key:?}");
    jws(&Family::load("interop/jws", scratch), &mut messages);
    esia(&Family::load("formats/jws", scratch), &mut messages);
    real(scratch, &mut messages);
    messages
}

/// An envelope of a peer or a standard: every recipient opens it, by the certificate and by the bare key.
fn envelope(
    family: &Family<'_>,
    keys: &BTreeMap<String, Key>,
    case: &Value,
    without_key: &mut BTreeSet<&str>,
    messages: &mut Vec<Message>,
) {
    let id = text(case, "id");
    let file = family.binary(case);
    let without_key = without_key.remove(id);
    let own_key = |field: &str| Some(family.folder.join(case[field].as_str()?));
    let recipients: Vec<(PathBuf, Option<PathBuf>)> = match own_key("private_key_file") {
        Some(key) => vec![(key, own_key("recipient_cert_file"))],
        None => names(&case["recipients"])
            .into_iter()
            .map(|name| {
                let key = &keys[&name];
                let private = key.private.clone().expect("a private key");
                (private, Some(key.certificate.clone()))
            })
            .collect(),
    };
    assert!(!recipients.is_empty(), "{case}");
    for (key, certificate) in recipients {
        let mut forms = vec![None];
        forms.extend(certificate.as_deref().map(Some));
        for certificate in forms {
            let expected = match (without_key, text(case, "verdict")) {
                (true, _) => Expected::Refused,
                (false, "ok") => Expected::Released(Some(streebog(&plaintext(case)))),
                // Its key is made as no standard says.
                (false, "either") => Expected::Refused,
                (false, verdict) => panic!("{case}: verdict {verdict}"),
            };
            let message = Message::new(id, Kind::Envelope, file.clone(), expected);
            messages.push(message.key(&key, certificate).chunk(1021));
        }
    }
}

/// An envelope of `interop/malformed`, for the key that its index names and its certificate.
fn malformed_envelope(
    family: &Family<'_>,
    keys: &BTreeMap<String, Key>,
    case: &Value,
    messages: &mut Vec<Message>,
) {
    let id = text(case, "id");
    let file = family.binary(case);
    let key = &keys[text(case, "recipient")];
    let private = key.private.as_deref().expect("a private key");
    let lengths: Vec<Option<usize>> = match case["truncate_to"].as_array() {
        Some(lengths) => lengths
            .iter()
            .map(|length| Some(length.as_u64().expect("a length") as usize))
            .collect(),
        None => vec![None],
    };
    for length in lengths {
        let expected = match text(case, "verdict") {
            "ok" => match case["plaintext"].as_str() {
                Some(plaintext) => Expected::Released(Some(streebog(&unhex(plaintext)))),
                None => Expected::Good,
            },
            "reject" => Expected::Refused,
            "either" => Expected::Either,
            verdict => panic!("{case}: verdict {verdict}"),
        };
        for chunk in [7, usize::MAX >> 1] {
            // Prefixes differ in little: one way to cut is enough.
            if length.is_some() && chunk == 7 {
                continue;
            }
            let expected = match &expected {
                Expected::Released(released) => Expected::Released(released.clone()),
                Expected::Good => Expected::Good,
                Expected::Refused => Expected::Refused,
                _ => Expected::Either,
            };
            let message = Message::new(id, Kind::Envelope, file.clone(), expected);
            let message = message.key(private, Some(&key.certificate));
            messages.push(message.length(length).chunk(chunk));
        }
    }
}

/// A message of a peer or a standard: good with the signer's key, good with an anchor, untrusted with neither.
fn signed(
    family: &Family<'_>,
    keys: &BTreeMap<String, Key>,
    case: &Value,
    messages: &mut Vec<Message>,
) {
    let id = text(case, "id");
    let file = family.binary(case);
    let content = plaintext(case);
    let detached = case["detached"].as_bool().unwrap_or(false);
    let detached_file = detached.then(|| family.made(case, "content", &content));
    let signers = names(&case["signers"]);
    let mut push = |expected: Expected, trust: &dyn Fn(Message) -> Message| {
        let message = Message::new(id, Kind::Cms, file.clone(), expected);
        messages.push(trust(message.content(detached_file.as_deref())));
    };
    // rudonick/crypto transmits its attributes unsorted: its index leaves the judgement open.
    let good = || match text(case, "verdict") {
        "ok" => Expected::Released((!detached).then(|| streebog(&content))),
        "either" => Expected::Either,
        verdict => panic!("{case}: verdict {verdict}"),
    };
    let untrusted = match text(case, "verdict") {
        "ok" => Expected::Untrusted,
        _ => Expected::Refused,
    };
    push(untrusted, &|message| message);
    match signers.as_slice() {
        [] => {
            let key = match case["signer_cert_file"].as_str() {
                Some(name) => family.folder.join(name),
                None => spki(family, case),
            };
            push(good(), &|message| message.signer(&key));
        }
        [signer] => push(good(), &|message| message.signer(&keys[signer].certificate)),
        // One key does not vouch for two signers.
        [first, ..] => push(Expected::Bad, &|m| m.signer(&keys[first].certificate)),
    }
    let included = case["certificates_included"].as_bool().unwrap_or(true);
    if let (true, Some(issuer)) = (
        included,
        signers.first().and_then(|s| keys[s].chain.first()),
    ) {
        push(good(), &|message| {
            message.anchors(&keys[issuer].certificate)
        });
    } else if let (true, "interop/openssl", [_, ..]) = (included, family.name, &signers[..]) {
        // Whatever certificate is given as trusted is an anchor: here the signers' own, in one PEM file.
        let bundle: Vec<u8> = signers
            .iter()
            .flat_map(|signer| read(&keys[signer].certificate))
            .collect();
        let bundle = family.made(case, "anchors.pem", &bundle);
        push(good(), &|message| message.anchors(&bundle));
    }
}

/// The public key of a case that gives only the signer's private one.
fn spki(family: &Family<'_>, case: &Value) -> PathBuf {
    let mut private = unhex(text(case, "signer_private_key"));
    private.reverse();
    let curve = ParamSet::from_oid(Oid::new(text(case, "curve_oid"))).expect("a curve");
    let algorithm = match private.len() {
        64 => KeyAlgorithm::Gost2012_512,
        _ => KeyAlgorithm::Gost2012_256,
    };
    let key = PrivateKey::from_bytes_le(algorithm, curve, &private).expect("a key");
    family.made(case, "spki", &key.public_key().to_spki_der())
}

/// A message of `interop/malformed`: by the certificate inside, as its rule asks, and with the signer's key pinned.
fn malformed_signed(
    family: &Family<'_>,
    keys: &BTreeMap<String, Key>,
    case: &Value,
    messages: &mut Vec<Message>,
) {
    let id = text(case, "id");
    let file = family.binary(case);
    let verdict = text(case, "verdict");
    let pinned = match text(case, "signer") {
        "in message" => None,
        name => Some(keys[name].certificate.clone()),
    };
    if let Some(lengths) = case["truncate_to"].as_array() {
        assert_eq!(verdict, "reject", "{case}");
        for length in lengths {
            let length = length.as_u64().expect("a length") as usize;
            let message = Message::new(id, Kind::Cms, file.clone(), Expected::Bad);
            messages.push(message.length(Some(length)));
        }
        return;
    }
    let (inside, with_key) = match verdict {
        "ok" => (Expected::Untrusted, Expected::Good),
        // A message without certificates is good with the key at hand.
        "reject" if id == "sig_nocerts" => (Expected::Bad, Expected::Good),
        "reject" => (Expected::Bad, Expected::Refused),
        "either" => (Expected::Refused, Expected::Either),
        other => panic!("{case}: verdict {other}"),
    };
    messages.push(Message::new(id, Kind::Cms, file.clone(), inside));
    if let Some(pinned) = pinned {
        messages.push(Message::new(id, Kind::Cms, file, with_key).signer(&pinned));
    }
}

/// A token of `interop/jws`: its signature alone, and as a user-info, whose claims are judged.
fn jws(family: &Family<'_>, messages: &mut Vec<Message>) {
    let keys = family.keys();
    for case in family.cases() {
        let id = text(case, "id");
        let file = family.folder.join(text(case, "file"));
        let now = case["now"].as_i64().unwrap_or(CLAIMS_TIME);
        let (signature, claims) = match text(case, "verdict") {
            // The index: a good JWS whose payload is no set of claims.
            "ok" if text(case, "expected").ends_with("as JWT reject") => {
                (payload(&file), Expected::Refused)
            }
            "ok" => (payload(&file), Expected::Good),
            // Some are refused for their claims only.
            "reject" => (Expected::Either, Expected::Refused),
            "either" => (Expected::Either, Expected::Either),
            other => panic!("{case}: verdict {other}"),
        };
        let signer = &keys[text(case, "key")].certificate;
        for (kind, expected) in [(Kind::Jws, signature), (Kind::UserInfo, claims)] {
            let message = Message::new(id, kind, file.clone(), expected);
            messages.push(message.signer(signer).at(now));
        }
    }
    assert_eq!(family.cases().len(), 74);
}

/// Success, with the payload that stands in the token.
fn payload(file: &Path) -> Expected {
    let octets = read(file);
    let jws = UnverifiedJws::parse(&octets).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    Expected::Released(Some(streebog(jws.payload())))
}

/// The tokens of ESIA in `formats/jws`.
fn esia(family: &Family<'_>, messages: &mut Vec<Message>) {
    for case in family.cases() {
        let id = text(case, "id");
        let file = family.folder.join(text(case, "file"));
        match text(case, "verdict") {
            "ok" => {
                let signer = family.folder.join(text(case, "cert_file"));
                let message = Message::new(id, Kind::Jws, file.clone(), payload(&file));
                messages.push(message.signer(&signer));
                // Expired long ago.
                let message = Message::new(id, Kind::UserInfo, file, Expected::Refused);
                messages.push(message.signer(&signer));
            }
            "unverifiable" => never_valid(id, &file, messages),
            other => panic!("{case}: verdict {other}"),
        }
    }
    assert_eq!(family.cases().len(), 2);
}

/// A token of an unknown key: no key at hand makes it valid.
fn never_valid(id: &str, file: &Path, messages: &mut Vec<Message>) {
    let keys = root().join("vectors/interop/jws/keys");
    messages.push(Message::new(id, Kind::Jws, file.to_owned(), Expected::Bad));
    for name in ["j1", "j2", "j3", "j4", "evil"] {
        for kind in [Kind::Jws, Kind::UserInfo] {
            let message = Message::new(id, kind, file.to_owned(), Expected::Bad);
            messages.push(message.signer(&keys.join(format!("{name}.cert.der"))));
        }
    }
}

/// What `vectors/real` holds, as its README says what must come of it.
fn real(scratch: &Path, messages: &mut Vec<Message>) {
    let folder = root().join("vectors/real");
    let path = |name: &str| folder.join(name);
    let ca = path("sber_ift_ca_2024.cer.pem");
    let signing = path("esia_test_signing_2019.cer.pem");
    // Some of the files end with a line feed, which is not the token's.
    let token = |name: &str| {
        let mut octets = read(&path(name));
        while octets.last() == Some(&b'\n') {
            octets.pop();
        }
        let file = scratch.join(name);
        fs::write(&file, octets).expect("written");
        file
    };

    let verified = token("sber_ift_idtoken_2026.jwt");
    let released = payload(&verified);
    let message = |expected| {
        Message::new(
            "sber_ift_idtoken_2026",
            Kind::Jws,
            verified.clone(),
            expected,
        )
    };
    messages.push(message(released).anchors(&ca).at(TOKEN_TIME));
    messages.push(message(Expected::Untrusted).at(TOKEN_TIME));
    messages.push(message(Expected::Bad).anchors(&ca).at(0));
    messages.push(message(Expected::Bad).signer(&ca).at(TOKEN_TIME));
    let userinfo = Message::new(
        "sber_ift_idtoken_2026",
        Kind::UserInfo,
        verified.clone(),
        Expected::Good,
    );
    messages.push(userinfo.anchors(&ca).at(TOKEN_TIME));

    let input = path("sber_ift_idtoken_2026.signing_input");
    let cms = path("sber_ift_idtoken_2026.sig.cms.ber");
    let message = |expected| {
        Message::new(
            "sber_ift_idtoken_2026.sig",
            Kind::Cms,
            cms.clone(),
            expected,
        )
    };
    let trusted = message(Expected::Released(None)).content(Some(&input));
    messages.push(trusted.anchors(&ca).at(TOKEN_TIME));
    messages.push(
        message(Expected::Untrusted)
            .content(Some(&input))
            .at(TOKEN_TIME),
    );
    messages.push(message(Expected::Bad).anchors(&ca).at(TOKEN_TIME));

    let esia = token("esia_test_authcode_2020.jwt");
    let released = payload(&esia);
    messages
        .push(Message::new("esia_test_authcode_2020", Kind::Jws, esia, released).signer(&signing));

    let unknown = [
        "esia_test_access_2023_unverified.jwt",
        "esia_test_access_2025_unverified.jwt",
        "sber_inner_jws_2019.jwt",
        "sber_legacy_idtoken_2020.jwt",
        "sber_userinfo_jws_2021.jwt",
    ];
    for name in unknown {
        never_valid(name, &token(name), messages);
    }

    let keys = root().join("vectors/interop/openssl/keys");
    let (envelope, sealed) = (
        path("sber_userinfo_2019.cms.der"),
        token("sber_userinfo_2019.jwe"),
    );
    for name in ["gost2001_XA", "gost2012_256_XA", "gost2012_512_A"] {
        let key = keys.join(format!("{name}.p8.pem"));
        let certificate = keys.join(format!("{name}.cert.pem"));
        for (kind, file) in [(Kind::Envelope, &envelope), (Kind::UserInfo, &sealed)] {
            for certificate in [None, Some(certificate.as_path())] {
                let message = Message::new("sber_userinfo_2019", kind, file.clone(), Expected::Bad);
                messages.push(message.key(&key, certificate));
            }
        }
    }

    let used: BTreeSet<String> = unknown
        .into_iter()
        .chain([
            "README.md",
            "esia_test_authcode_2020.jwt",
            "esia_test_signing_2019.cer.pem",
            "sber_ift_ca_2024.cer.pem",
            "sber_ift_idtoken_2026.jwt",
            "sber_ift_idtoken_2026.sig.cms.ber",
            "sber_ift_idtoken_2026.signing_input",
            "sber_userinfo_2019.cms.der",
            "sber_userinfo_2019.jwe",
        ])
        .map(str::to_owned)
        .collect();
    let present: BTreeSet<String> = fs::read_dir(&folder)
        .expect("vectors/real")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    assert_eq!(present, used);
}
