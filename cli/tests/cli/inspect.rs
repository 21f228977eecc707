// SPDX-License-Identifier: MIT OR Apache-2.0
//! `inspect`.

use super::*;

#[test]
fn shows_the_banks_user_info() {
    let text = gostseal(&["inspect", &vector("real/sber_userinfo_2019.jwe")])
        .good()
        .text();
    for part in [
        "enc: gost28147-89",
        "subject key identifier: E6B9DBDA3EC25EA72ADEA8A3977D8C59C616FF8A",
        "ephemeral key",
        "UKM: 11A4C1D7B161750F",
        "cipher: id-Gost28147-89",
        "id-Gost28147-89-CryptoPro-A-ParamSet",
        "id-GostR3410-2001-CryptoPro-B-ParamSet",
        "ciphertext: 446 octets",
        "version 0 with originatorInfo",
        "Маша и Медведь",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn reads_standard_input_with_and_without_a_hyphen() {
    let octets = std::fs::read(vector("real/sber_ift_ca_2024.cer.pem")).unwrap();
    for args in [&["inspect"][..], &["inspect", "-"]] {
        let text = gostseal_with(args, &octets).good().text();
        assert!(text.starts_with("X.509 certificate, in PEM\n"), "{text}");
    }
}

#[test]
fn reports_as_one_json_object() {
    let done = gostseal(&[
        "inspect",
        "--json",
        &vector("interop/malformed/tlv_random.der"),
    ])
    .good();
    let json = one_object(&done.text());
    assert_eq!(json["schema"], "gostseal/inspect/1");
    assert_eq!(json["kind"], "unknown");
    gostseal(&["inspect", "--json", "--levels", "1", "x"]).misuse("cannot be used with");
}

#[test]
fn levels_cut_the_text() {
    let path = vector("real/sber_userinfo_2019.jwe");
    assert_eq!(
        gostseal(&["inspect", "--levels", "0", &path]).good().text(),
        "JWE, compact\n"
    );
    let one = gostseal(&["inspect", "--levels", "1", &path]).good().text();
    assert!(one.lines().all(|line| !line.starts_with("    ")));
}

#[test]
fn says_good_of_anything_it_can_read() {
    for octets in [
        &b""[..],
        b"\0",
        b"{",
        b"plain text",
        &[0x30, 0x80],
        &[0xff; 1000],
    ] {
        gostseal_with(&["inspect"], octets).good();
    }
}

#[test]
fn depth_walks_the_layers() {
    let folder = Folder::new();
    let key = |what: &str| vector(&format!("interop/synthetic/keys/s_r256.{what}.der"));
    let signed = vector("interop/openssl/sig_256_cades_attached.der");
    let sealed = folder.path("sealed");
    let (certificate, secret) = (key("cert"), key("p8"));
    gostseal(&[
        "encrypt",
        &signed,
        "--to",
        &certificate,
        "--form",
        "smime",
        "-o",
        &sealed,
    ])
    .good();
    let text = |args: &[&str]| {
        gostseal(&[&["inspect", &sealed], args].concat())
            .good()
            .text()
    };
    let alone = text(&[]);
    assert!(
        alone.starts_with("CMS EnvelopedData, in S/MIME\n"),
        "{alone}"
    );
    assert!(!alone.contains("within"));
    assert!(text(&["--depth", "2"]).contains("within [sealed: a key is needed]"));
    let two = text(&["--depth", "2", "--key", &secret]);
    assert!(
        two.contains("\n  within: CMS SignedData [deciphered"),
        "{two}"
    );
    assert!(!two.contains("\n    within"), "{two}");
    let all = text(&["--depth", "9", "--key", &secret, "--cert", &certificate]);
    assert!(
        all.contains("\n    within: octets of no known format"),
        "{all}"
    );
    let other = vector("interop/malformed/keys/m_r256.p8.der");
    let refused = text(&["--depth", "2", "--key", &other]);
    assert!(refused.contains("within [not opened: "), "{refused}");
    gostseal(&["inspect", &sealed, "--cert", &certificate]).misuse("--key");
    // The user-info of the samples, down to the bank's signature.
    let sample = |name: &str| vector(&format!("../samples/{name}"));
    let jwe = sample("userinfo-cms.jwe");
    let recipient = sample("recipient.key.pem");
    let text = gostseal(&["inspect", &jwe, "--depth", "3", "--key", &recipient])
        .good()
        .text();
    assert!(text.starts_with("JWE, compact\n"), "{text}");
    assert!(text.contains("\n  within: JWS, compact"), "{text}");
}
