// SPDX-License-Identifier: MIT OR Apache-2.0
//! Live peers, both ways: OpenSSL with gost-engine, and BouncyCastle.
//!
//! They seal, we open; we seal, they open; they sign, we verify; we sign, they verify. A peer that is not there
//! fails the test. `scripts/setup` installs both.
//!
//! The release build alone asks them: their answers do not depend on how we were built, and each costs a process.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use base64ct::{Base64UrlUnpadded, Encoding};

/// Sizes around the block, the key meshing section and its second turn, and one of many sections.
const SIZES: &[usize] = &[0, 1, 7, 8, 1023, 1024, 1025, 2049, 100_003];

/// Keys of OpenSSL, PEM.
const OPENSSL_KEYS: &[&str] = &[
    "gost2001_XA",
    "gost2012_256_XA",
    "gost2012_256_TCA",
    "gost2012_256_TCC",
    "gost2012_512_A",
    "gost2012_512_C",
];

/// Keys of BouncyCastle, DER; it knows neither the OIDs 256-B, -C, -D nor the test sets.
const BC_KEYS: &[&str] = &[
    "leaf2001XA",
    "leaf256CPA",
    "leaf256A",
    "leaf512A",
    "leaf512C",
];

/// What the command prints; it must succeed.
fn gostseal(arguments: &[&str]) -> Vec<u8> {
    succeed(Command::new(env!("CARGO_BIN_EXE_gostseal")).args(arguments))
}

/// What `openssl VERB -engine gost ...` prints; it must succeed.
fn openssl(arguments: &[&str]) -> Vec<u8> {
    let (verb, rest) = arguments.split_first().expect("a verb");
    succeed(
        Command::new("openssl")
            .args([verb, "-engine", "gost"])
            .args(rest),
    )
}

/// Has BouncyCastle do something; it must succeed.
fn bouncy_castle(arguments: &[&str]) {
    static PEER: LazyLock<Mutex<BouncyCastle>> =
        LazyLock::new(|| Mutex::new(BouncyCastle::start()));
    // A test that failed leaves the peer between two commands, where it can go on.
    let mut peer = PEER.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = peer.ask(arguments);
    assert_eq!(answer, "ok", "{arguments:?}");
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|e| panic!("{command:?} cannot be started: {e}"))
}

fn succeed(command: &mut Command) -> Vec<u8> {
    let output = run(command);
    assert!(
        output.status.success(),
        "{command:?} failed with {:?}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// BouncyCastle's half: one process, a command a line, an answer a line. A Java machine takes a second to start.
struct BouncyCastle {
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Child,
}

impl BouncyCastle {
    fn start() -> Self {
        let jars =
            "/usr/share/java/bcprov.jar:/usr/share/java/bcpkix.jar:/usr/share/java/bcutil.jar";
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/BouncyCastlePeer.java");
        let mut process = Command::new("java")
            .args(["-cp", jars, "-XX:TieredStopAtLevel=1"])
            .arg(source)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java");
        Self {
            commands: process.stdin.take().expect("piped"),
            answers: BufReader::new(process.stdout.take().expect("piped")),
            _process: process,
        }
    }

    fn ask(&mut self, arguments: &[&str]) -> String {
        writeln!(self.commands, "{}", arguments.join("\t")).expect("BouncyCastle listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        answer.trim_end().to_owned()
    }
}

/// A scratch folder that goes with the test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("scratch folder"))
    }

    /// A file of this name; what was there is gone.
    fn path(&self, name: &str) -> String {
        let path = self.0.path().join(name);
        let _ = fs::remove_file(&path);
        path.into_os_string().into_string().expect("UTF-8")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("scratch file");
        path
    }
}

/// Octets in which swapped or repeated blocks show: a pattern of prime length.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

fn vector(path: &str) -> String {
    format!("{}/../vectors/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// The files of a private key and its certificate.
fn openssl_key(id: &str) -> (String, String) {
    let file = |kind| vector(&format!("interop/openssl/keys/{id}.{kind}.pem"));
    (file("p8"), file("cert"))
}

/// The files of a private key and its certificate.
fn bc_key(id: &str) -> (String, String) {
    let file = |kind| vector(&format!("interop/bc/keys/{id}.{kind}.der"));
    (file("p8"), file("cert"))
}

/// OpenSSL's name of the hash that goes with a key.
fn digest(id: &str) -> &'static str {
    if id.contains("2001") {
        "md_gost94"
    } else if id.contains("256") {
        "md_gost12_256"
    } else {
        "md_gost12_512"
    }
}

fn assert_same(left: &[u8], right: &[u8], what: &str) {
    let lengths = (left.len(), right.len());
    assert!(left == right, "{what}: octets differ, lengths {lengths:?}");
}

fn assert_file(path: &str, octets: &[u8], what: &str) {
    assert_same(&fs::read(path).expect(path), octets, what);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn opens_what_gost_engine_seals() {
    let scratch = Scratch::new();
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for &size in SIZES {
            for form in [
                &["-outform", "DER"][..],
                &["-outform", "DER", "-stream", "-indef"],
                &["-outform", "PEM"],
            ] {
                // `cms -encrypt -stream` of nothing fails in OpenSSL itself.
                if size == 0 && form.contains(&"-stream") {
                    continue;
                }
                let plain = scratch.write("plain", &pattern(size));
                let sealed = scratch.path("sealed");
                let seal = ["cms", "-encrypt", "-binary", "-gost89", "-in", &plain];
                openssl(&[&seal, form, &["-out", &sealed, &cert]].concat());
                let opened = gostseal(&["decrypt", &sealed, "--key", &key, "--cert", &cert]);
                assert_same(&opened, &pattern(size), &format!("{id}, {size}, {form:?}"));
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn gost_engine_opens_what_we_seal() {
    let scratch = Scratch::new();
    for id in OPENSSL_KEYS {
        let (_, cert) = openssl_key(id);
        for &size in SIZES {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            gostseal(&["encrypt", &plain, "--to", &cert, "-o", &sealed]);
            assert_gost_engine_opens(&scratch, id, &sealed, &pattern(size));
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn gost_engine_opens_every_parameter_set_and_several_recipients() {
    let scratch = Scratch::new();
    let plain = scratch.write("plain", &pattern(3000));
    let (_, cert) = openssl_key("gost2012_256_XA");
    let (_, other) = openssl_key("gost2012_512_A");
    for set in ["A", "B", "C", "D", "Z"] {
        let sealed = scratch.path("sealed");
        let to = ["--to", &other, "--to", &cert];
        let options = ["--param-set", set, "-o", &sealed];
        gostseal(&[&["encrypt", &plain], &to[..], &options[..]].concat());
        assert_gost_engine_opens(&scratch, "gost2012_256_XA", &sealed, &pattern(3000));
    }
}

fn assert_gost_engine_opens(scratch: &Scratch, id: &str, sealed: &str, plain: &[u8]) {
    let (key, cert) = openssl_key(id);
    let opened = scratch.path("opened");
    let input = [
        "cms", "-decrypt", "-binary", "-inform", "DER", "-in", sealed,
    ];
    let output = ["-inkey", &key, "-recip", &cert, "-out", &opened];
    openssl(&[&input[..], &output].concat());
    assert_file(&opened, plain, &format!("{id}, {}", plain.len()));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn verifies_what_gost_engine_signs() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(5000));
    let other = scratch.write("other", &pattern(5001));
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for form in [
            &[][..],
            &["-noattr"],
            &["-cades"],
            &["-keyid"],
            &["-stream", "-indef"],
        ] {
            let sign = |detached: &[&str]| {
                let signed = scratch.path("signed");
                let input = [
                    "cms",
                    "-sign",
                    "-binary",
                    "-md",
                    digest(id),
                    "-in",
                    &content,
                ];
                let signer = ["-signer", &cert, "-inkey", &key];
                let output = ["-outform", "DER", "-out", &signed];
                openssl(&[&input, &signer[..], form, detached, &output].concat());
                signed
            };
            gostseal(&["verify", &sign(&["-nodetach"]), "--trust", &cert]);
            let detached = sign(&[]);
            let verify = |content| ["verify", &detached, "--content", content, "--trust", &cert];
            gostseal(&verify(&content));
            let refused = run(Command::new(env!("CARGO_BIN_EXE_gostseal")).args(verify(&other)));
            assert_eq!(refused.status.code(), Some(1), "{id} {form:?}: other");
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn gost_engine_verifies_what_we_sign() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(5000));
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for (ours, theirs) in [
            (&[][..], &[][..]),
            (&["--detached"], &["-content", &content]),
        ] {
            let signed = scratch.path("signed");
            let sign = [
                "sign", &content, "--key", &key, "--cert", &cert, "-o", &signed,
            ];
            gostseal(&[&sign, ours].concat());
            let verify = ["cms", "-verify", "-binary", "-cades", "-purpose", "any"];
            let input = ["-inform", "DER", "-in", &signed, "-CAfile", &cert];
            let shown = openssl(&[&verify, &input[..], theirs].concat());
            assert_same(&shown, &pattern(5000), &format!("{id} {ours:?}"));
        }
    }
}

/// The raw signature of a JWS is the octets that `openssl dgst` makes and takes.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn raw_jws_signatures_agree_with_openssl_dgst() {
    let scratch = Scratch::new();
    let claims = br#"{"sub":"peer","aud":"2233","iss":"gostseal test"}"#;
    let claims = scratch.write("claims.json", claims);
    for (id, profile) in [
        ("gost2012_256_XA", "sber"),
        ("gost2012_256_TCA", "esia"),
        ("gost2012_512_A", "sber"),
        ("gost2012_512_C", "sber"),
    ] {
        let (key, cert) = openssl_key(id);
        let public = openssl(&["x509", "-in", &cert, "-noout", "-pubkey"]);
        let public = scratch.write("public.pem", &public);
        let hash = format!("-{}", digest(id));

        let token = gostseal(&["jws", "sign", &claims, "--key", &key, "--profile", profile]);
        let token = String::from_utf8(token).expect("text");
        let (input, signature) = token.trim_end().rsplit_once('.').expect("three parts");
        let signed = scratch.write("input", input.as_bytes());
        let signature = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
        let raw = scratch.write("raw", &signature);
        openssl(&[
            "dgst",
            &hash,
            "-verify",
            &public,
            "-signature",
            &raw,
            &signed,
        ]);

        openssl(&["dgst", &hash, "-sign", &key, "-out", &raw, &signed]);
        let signature = Base64UrlUnpadded::encode_string(&fs::read(&raw).expect("raw"));
        let theirs = scratch.write("theirs.jwt", format!("{input}.{signature}").as_bytes());
        let signer = ["--signer", &cert, "--profile", profile];
        gostseal(&[&["jws", "verify", &theirs], &signer[..]].concat());
    }
}

/// Our keys are read by OpenSSL, which issues certificates for them; we read these and use them.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn openssl_certifies_our_keys() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(100));
    for (algorithm, set) in [
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetA"),
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetB"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetA"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetC"),
    ] {
        let (key, cert) = (scratch.path("new.key.pem"), scratch.path("new.cer.pem"));
        let kind = ["--algorithm", algorithm, "--param-set", set, "-o", &key];
        gostseal(&[&["key", "new"], &kind[..]].concat());
        let subject = ["-subj", "/C=RU/O=gostseal/CN=peer", "-days", "2"];
        let files = ["-key", &key, "-out", &cert];
        openssl(&[&["req", "-x509", "-new"], &subject[..], &files].concat());
        let shown = gostseal(&["cert", "show", "--json", &cert]);
        assert!(String::from_utf8_lossy(&shown).contains("peer"), "{set}");

        let signed = scratch.path("signed");
        gostseal(&[
            "sign", &content, "--key", &key, "--cert", &cert, "-o", &signed,
        ]);
        let verify = ["cms", "-verify", "-binary", "-purpose", "any"];
        let input = ["-inform", "DER", "-in", &signed, "-CAfile", &cert];
        openssl(&[&verify[..], &input].concat());
        gostseal(&["verify", &signed, "--trust", &cert]);
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn opens_what_bouncy_castle_seals() {
    let scratch = Scratch::new();
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for &size in &SIZES[1..] {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            bouncy_castle(&["seal", &cert, &plain, &sealed]);
            let opened = gostseal(&["decrypt", &sealed, "--key", &key, "--cert", &cert]);
            assert_same(&opened, &pattern(size), &format!("{id}, {size}"));
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_opens_what_we_seal() {
    let scratch = Scratch::new();
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for &size in &SIZES[1..] {
            let plain = scratch.write("plain", &pattern(size));
            let (sealed, opened) = (scratch.path("sealed"), scratch.path("opened"));
            gostseal(&["encrypt", &plain, "--to", &cert, "-o", &sealed]);
            bouncy_castle(&["open", &key, &sealed, &opened]);
            assert_file(&opened, &pattern(size), &format!("{id}, {size}"));
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_and_we_verify_each_other() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(3000));
    let root = vector("interop/bc/keys/int256A.cert.der");
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for detached in [false, true] {
            let (theirs, ours) = (scratch.path("theirs"), scratch.path("ours"));
            // What each call has more when the signature is detached.
            let only = |arguments: &'static [&str]| if detached { arguments } else { &[] };
            let content_only = if detached {
                &[content.as_str()][..]
            } else {
                &[]
            };

            let form = if detached { "detached" } else { "attached" };
            bouncy_castle(&["sign", &key, &cert, &content, &theirs, form]);
            let verify = ["verify", &theirs, "--trust", &root];
            gostseal(&[&verify, only(&["--content"]), content_only].concat());

            let sign = [
                "sign", &content, "--key", &key, "--cert", &cert, "-o", &ours,
            ];
            gostseal(&[&sign, only(&["--detached"])].concat());
            bouncy_castle(&[&["verify", &cert, &ours], content_only].concat());
        }
    }
}

/// What the peer refuses must show, or its verdicts say nothing.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
#[should_panic(expected = "invalid")]
fn bouncy_castle_refuses_other_content() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(3000));
    let other = scratch.write("other", &pattern(3001));
    let (key, cert) = bc_key(BC_KEYS[0]);
    let signed = scratch.path("signed");
    let sign = [
        "sign",
        &content,
        "--key",
        &key,
        "--cert",
        &cert,
        "--detached",
    ];
    gostseal(&[&sign[..], &["-o", &signed]].concat());
    bouncy_castle(&["verify", &cert, &signed, &other]);
}
