// SPDX-License-Identifier: MIT OR Apache-2.0
//! Live peers, both ways: OpenSSL with gost-engine, and BouncyCastle.
//!
//! They seal, we open; we seal, they open; they sign, we verify; we sign, they verify. A peer that is not there
//! fails the test. `scripts/setup` installs both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const GOSTSEAL: &str = env!("CARGO_BIN_EXE_gostseal");
const JARS: &str =
    "/usr/share/java/bcprov.jar:/usr/share/java/bcpkix.jar:/usr/share/java/bcutil.jar";

/// Sizes around the block, the key meshing section and its second turn, and one of many sections.
const SIZES: &[usize] = &[0, 1, 7, 8, 1023, 1024, 1025, 2049, 100_003];

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// A scratch folder that goes with the test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("scratch folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("scratch file");
        path
    }
}

/// Octets in which swapped or repeated blocks show: a pattern of prime length.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
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

fn gostseal() -> Command {
    Command::new(GOSTSEAL)
}

fn openssl(verb: &str) -> Command {
    let mut command = Command::new("openssl");
    command.args([verb, "-engine", "gost"]);
    command
}

/// BouncyCastle's half, compiled once.
fn bouncy_castle(verb: &str) -> Command {
    static CLASSES: OnceLock<tempfile::TempDir> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("class folder");
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/BouncyCastlePeer.java");
        succeed(
            Command::new("javac")
                .args(["-cp", JARS, "-d"])
                .arg(folder.path())
                .arg(source),
        );
        folder
    });
    let mut command = Command::new("java");
    command
        .arg("-cp")
        .arg(format!("{}:{JARS}", classes.path().display()));
    command.args(["BouncyCastlePeer", verb]);
    command
}

/// Keys of OpenSSL, PEM.
const OPENSSL_KEYS: &[&str] = &[
    "gost2001_XA",
    "gost2012_256_XA",
    "gost2012_256_TCA",
    "gost2012_256_TCC",
    "gost2012_512_A",
    "gost2012_512_C",
];

fn openssl_key(id: &str) -> (PathBuf, PathBuf) {
    let keys = vectors().join("interop/openssl/keys");
    (
        keys.join(format!("{id}.p8.pem")),
        keys.join(format!("{id}.cert.pem")),
    )
}

/// Keys of BouncyCastle, DER; it knows neither the OIDs 256-B, -C, -D nor the test sets.
const BC_KEYS: &[&str] = &[
    "leaf2001XA",
    "leaf256CPA",
    "leaf256A",
    "leaf512A",
    "leaf512C",
];

fn bc_key(id: &str) -> (PathBuf, PathBuf) {
    let keys = vectors().join("interop/bc/keys");
    (
        keys.join(format!("{id}.p8.der")),
        keys.join(format!("{id}.cert.der")),
    )
}

fn assert_same(left: &[u8], right: &[u8], what: &str) {
    assert!(
        left == right,
        "{what}: {} octets against {}",
        left.len(),
        right.len()
    );
}

#[test]
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
                succeed(
                    openssl("cms")
                        .args(["-encrypt", "-binary", "-gost89"])
                        .args(form)
                        .arg("-in")
                        .arg(&plain)
                        .arg("-out")
                        .arg(&sealed)
                        .arg(&cert),
                );
                let opened = succeed(
                    gostseal()
                        .arg("decrypt")
                        .arg(&sealed)
                        .arg("--key")
                        .arg(&key)
                        .arg("--cert")
                        .arg(&cert),
                );
                assert_same(&opened, &pattern(size), &format!("{id}, {size}, {form:?}"));
            }
        }
    }
}

#[test]
fn gost_engine_opens_what_we_seal() {
    let scratch = Scratch::new();
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for &size in SIZES {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            succeed(
                gostseal()
                    .arg("encrypt")
                    .arg(&plain)
                    .arg("--to")
                    .arg(&cert)
                    .arg("-o")
                    .arg(&sealed),
            );
            let opened = scratch.path("opened");
            succeed(
                openssl("cms")
                    .args(["-decrypt", "-binary", "-inform", "DER", "-in"])
                    .arg(&sealed)
                    .arg("-out")
                    .arg(&opened)
                    .arg("-inkey")
                    .arg(&key)
                    .arg("-recip")
                    .arg(&cert),
            );
            assert_same(
                &fs::read(&opened).expect("opened"),
                &pattern(size),
                &format!("{id}, {size}"),
            );
        }
    }
}

#[test]
fn gost_engine_opens_every_parameter_set_and_several_recipients() {
    let scratch = Scratch::new();
    let plain = scratch.write("plain", &pattern(3000));
    for set in ["A", "B", "C", "D", "Z"] {
        let (key, cert) = openssl_key("gost2012_256_XA");
        let (_, other) = openssl_key("gost2012_512_A");
        let sealed = scratch.path("sealed");
        succeed(
            gostseal()
                .arg("encrypt")
                .arg(&plain)
                .args(["--param-set", set])
                .arg("--to")
                .arg(&other)
                .arg("--to")
                .arg(&cert)
                .arg("-o")
                .arg(&sealed),
        );
        let opened = scratch.path("opened");
        succeed(
            openssl("cms")
                .args(["-decrypt", "-binary", "-inform", "DER", "-in"])
                .arg(&sealed)
                .arg("-out")
                .arg(&opened)
                .arg("-inkey")
                .arg(&key)
                .arg("-recip")
                .arg(&cert),
        );
        assert_same(&fs::read(&opened).expect("opened"), &pattern(3000), set);
    }
}

#[test]
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
            let sign = |detached: bool| {
                let signed = scratch.path("signed");
                let mut command = openssl("cms");
                command
                    .args(["-sign", "-binary", "-outform", "DER", "-md", digest(id)])
                    .args(form);
                if !detached {
                    command.arg("-nodetach");
                }
                succeed(
                    command
                        .arg("-in")
                        .arg(&content)
                        .arg("-signer")
                        .arg(&cert)
                        .arg("-inkey")
                        .arg(&key)
                        .arg("-out")
                        .arg(&signed),
                );
                signed
            };
            let attached = sign(false);
            succeed(
                gostseal()
                    .arg("verify")
                    .arg(&attached)
                    .arg("--trust")
                    .arg(&cert),
            );
            let detached = sign(true);
            succeed(
                gostseal()
                    .arg("verify")
                    .arg(&detached)
                    .arg("--content")
                    .arg(&content)
                    .arg("--trust")
                    .arg(&cert),
            );
            let refused = run(gostseal()
                .arg("verify")
                .arg(&detached)
                .arg("--content")
                .arg(&other)
                .arg("--trust")
                .arg(&cert));
            assert_eq!(
                refused.status.code(),
                Some(1),
                "{id} {form:?}: other content"
            );
        }
    }
}

fn digest(id: &str) -> &'static str {
    if id.contains("2001") {
        "md_gost94"
    } else if id.contains("256") {
        "md_gost12_256"
    } else {
        "md_gost12_512"
    }
}

#[test]
fn gost_engine_verifies_what_we_sign() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(5000));
    for id in OPENSSL_KEYS {
        let (key, cert) = openssl_key(id);
        for detached in [false, true] {
            let signed = scratch.path("signed");
            let mut sign = gostseal();
            sign.arg("sign")
                .arg(&content)
                .arg("--key")
                .arg(&key)
                .arg("--cert")
                .arg(&cert)
                .arg("-o")
                .arg(&signed);
            let mut verify = openssl("cms");
            verify
                .args([
                    "-verify", "-binary", "-cades", "-purpose", "any", "-inform", "DER", "-in",
                ])
                .arg(&signed)
                .arg("-CAfile")
                .arg(&cert);
            if detached {
                sign.arg("--detached");
                verify.arg("-content").arg(&content);
            }
            succeed(&mut sign);
            let shown = succeed(&mut verify);
            assert_same(
                &shown,
                &pattern(5000),
                &format!("{id}, detached {detached}"),
            );
        }
    }
}

/// The raw signature of a JWS is the octets that `openssl dgst` makes and takes.
#[test]
fn raw_jws_signatures_agree_with_openssl_dgst() {
    let scratch = Scratch::new();
    let claims = scratch.write(
        "claims.json",
        br#"{"sub":"peer","aud":"2233","iss":"gostseal test"}"#,
    );
    for (id, profile) in [
        ("gost2012_256_XA", "sber"),
        ("gost2012_256_TCA", "esia"),
        ("gost2012_512_A", "sber"),
        ("gost2012_512_C", "sber"),
    ] {
        let (key, cert) = openssl_key(id);
        let public = scratch.path("public.pem");
        fs::write(
            &public,
            succeed(
                openssl("x509")
                    .arg("-in")
                    .arg(&cert)
                    .args(["-noout", "-pubkey"]),
            ),
        )
        .expect("public key");

        let token = succeed(
            gostseal()
                .args(["jws", "sign"])
                .arg(&claims)
                .arg("--key")
                .arg(&key)
                .args(["--profile", profile]),
        );
        let token = String::from_utf8(token).expect("text");
        let (input, signature) = token.trim_end().rsplit_once('.').expect("three parts");
        let input_file = scratch.write("input", input.as_bytes());
        let raw = scratch.write("raw", &base64url(signature));
        succeed(
            openssl("dgst")
                .arg(format!("-{}", digest(id)))
                .arg("-verify")
                .arg(&public)
                .arg("-signature")
                .arg(&raw)
                .arg(&input_file),
        );

        succeed(
            openssl("dgst")
                .arg(format!("-{}", digest(id)))
                .arg("-sign")
                .arg(&key)
                .arg("-out")
                .arg(&raw)
                .arg(&input_file),
        );
        let theirs = format!("{input}.{}", to_base64url(&fs::read(&raw).expect("raw")));
        let theirs = scratch.write("theirs.jwt", theirs.as_bytes());
        succeed(
            gostseal()
                .args(["jws", "verify"])
                .arg(&theirs)
                .arg("--signer")
                .arg(&cert)
                .args(["--profile", profile]),
        );
    }
}

fn base64url(text: &str) -> Vec<u8> {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::decode_vec(text).expect("base64url")
}

fn to_base64url(bytes: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(bytes)
}

/// Our keys are read by OpenSSL, which issues certificates for them; we read these and use them.
#[test]
fn openssl_certifies_our_keys() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(100));
    for (algorithm, set) in [
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetA"),
        ("gost2012-256", "id-tc26-gost-3410-2012-256-paramSetB"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetA"),
        ("gost2012-512", "id-tc26-gost-3410-2012-512-paramSetC"),
    ] {
        let key = scratch.path("new.key.pem");
        let _ = fs::remove_file(&key);
        succeed(
            gostseal()
                .args([
                    "key",
                    "new",
                    "--algorithm",
                    algorithm,
                    "--param-set",
                    set,
                    "-o",
                ])
                .arg(&key),
        );
        let cert = scratch.path("new.cer.pem");
        succeed(
            openssl("req")
                .args([
                    "-x509",
                    "-new",
                    "-days",
                    "2",
                    "-subj",
                    "/C=RU/O=gostseal/CN=peer",
                    "-key",
                ])
                .arg(&key)
                .arg("-out")
                .arg(&cert),
        );
        let shown = succeed(gostseal().args(["cert", "show", "--json"]).arg(&cert));
        assert!(
            String::from_utf8_lossy(&shown).contains("peer"),
            "subject of {set}"
        );

        let signed = scratch.path("signed");
        let _ = fs::remove_file(&signed);
        succeed(
            gostseal()
                .arg("sign")
                .arg(&content)
                .arg("--key")
                .arg(&key)
                .arg("--cert")
                .arg(&cert)
                .arg("-o")
                .arg(&signed),
        );
        succeed(
            openssl("cms")
                .args([
                    "-verify", "-binary", "-purpose", "any", "-inform", "DER", "-in",
                ])
                .arg(&signed)
                .arg("-CAfile")
                .arg(&cert),
        );
        succeed(
            gostseal()
                .arg("verify")
                .arg(&signed)
                .arg("--trust")
                .arg(&cert),
        );
    }
}

#[test]
fn opens_what_bouncy_castle_seals() {
    let scratch = Scratch::new();
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for size in [1, 1024, 1025, 5000] {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            succeed(bouncy_castle("seal").arg(&cert).arg(&plain).arg(&sealed));
            let opened = succeed(
                gostseal()
                    .arg("decrypt")
                    .arg(&sealed)
                    .arg("--key")
                    .arg(&key)
                    .arg("--cert")
                    .arg(&cert),
            );
            assert_same(&opened, &pattern(size), &format!("{id}, {size}"));
        }
    }
}

#[test]
fn bouncy_castle_opens_what_we_seal() {
    let scratch = Scratch::new();
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for size in [1, 1024, 1025, 5000] {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            succeed(
                gostseal()
                    .arg("encrypt")
                    .arg(&plain)
                    .arg("--to")
                    .arg(&cert)
                    .arg("-o")
                    .arg(&sealed),
            );
            let opened = scratch.path("opened");
            succeed(bouncy_castle("open").arg(&key).arg(&sealed).arg(&opened));
            assert_same(
                &fs::read(&opened).expect("opened"),
                &pattern(size),
                &format!("{id}, {size}"),
            );
        }
    }
}

#[test]
fn bouncy_castle_and_we_verify_each_other() {
    let scratch = Scratch::new();
    let content = scratch.write("content", &pattern(3000));
    let root = vectors().join("interop/bc/keys/int256A.cert.der");
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for detached in [false, true] {
            let theirs = scratch.path("theirs");
            succeed(
                bouncy_castle("sign")
                    .arg(&key)
                    .arg(&cert)
                    .arg(&content)
                    .arg(&theirs)
                    .arg(if detached { "detached" } else { "attached" }),
            );
            let ours = scratch.path("ours");
            let _ = fs::remove_file(&ours);
            let mut sign = gostseal();
            sign.arg("sign")
                .arg(&content)
                .arg("--key")
                .arg(&key)
                .arg("--cert")
                .arg(&cert)
                .arg("-o")
                .arg(&ours);
            let mut verify_theirs = gostseal();
            verify_theirs
                .arg("verify")
                .arg(&theirs)
                .arg("--trust")
                .arg(&root);
            let mut verify_ours = bouncy_castle("verify");
            verify_ours.arg(&cert).arg(&ours);
            if detached {
                sign.arg("--detached");
                verify_theirs.arg("--content").arg(&content);
                verify_ours.arg(&content);
            }
            succeed(&mut sign);
            succeed(&mut verify_theirs);
            succeed(&mut verify_ours);
        }
    }
}
