// SPDX-License-Identifier: MIT OR Apache-2.0
//! Help, misuse, input and output that fail, and the exit statuses as a whole.

use super::*;

#[test]
fn help_says_once_that_it_is_not_certified() {
    let text = gostseal(&["--help"]).good().text();
    assert_eq!(text.matches("not a certified").count(), 1);
    for verb in [
        "inspect", "userinfo", "decrypt", "encrypt", "sign", "verify", "jws", "cert", "key",
    ] {
        assert!(text.contains(&format!("\n  {verb} ")), "{verb}");
        assert!(
            gostseal(&[verb, "--help"])
                .good()
                .text()
                .contains("Usage: ")
        );
    }
    assert!(
        gostseal(&["--version"])
            .good()
            .text()
            .starts_with("gostseal 0.")
    );
}

#[test]
fn misuse_exits_2() {
    gostseal(&[]).misuse("Usage");
    gostseal(&["frobnicate"]).misuse("unrecognized subcommand");
    gostseal(&["inspect", "a", "b"]).misuse("unexpected argument");
    gostseal(&["verify", "--crypto"]).misuse("unexpected argument");
    gostseal(&["decrypt", "x"]).misuse("--key");
    gostseal(&["jws", "sign", "--key", "k"]).misuse("--profile");
    gostseal(&["jws", "verify", "--order", "xy"]).misuse("--order");
    gostseal(&["userinfo", "--cert", "c"]).misuse("--key");
    gostseal(&["userinfo", "--bank", "b", "--trust", "t"]).misuse("cannot be used with");
    gostseal(&["userinfo", "--leeway=-1"]).misuse("--leeway");
}

#[test]
fn input_that_cannot_be_read_exits_7() {
    let folder = Folder::new();
    let absent = folder.path("absent");
    let secret = vector("interop/synthetic/keys/s_r256.p8.der");
    let there = vector("real/sber_ift_idtoken_2026.jwt");
    for args in [
        &["inspect", &absent][..],
        &["inspect", &folder.path("")],
        &["verify", &absent],
        &["decrypt", &absent, "--key", &secret],
        &["decrypt", &there, "--key", &absent],
        &["encrypt", &there, "--to", &absent],
        &["jws", "verify", &absent],
        &["jws", "verify", &there, "--trust", &absent],
        &["jws", "verify", &there, "--signer", &absent],
        &["userinfo", &absent],
        &["userinfo", "seal", &absent, "--sign-key", &secret],
        &["cert", "show", &absent],
        &["key", "show", &absent],
    ] {
        let done = gostseal(args).refused(7, 601);
        assert!(
            done.stderr.contains(folder.0.path().to_str().unwrap()),
            "{}",
            done.stderr
        );
    }
}

#[test]
fn output_that_cannot_be_written_exits_7() {
    let folder = Folder::new();
    let inside_nothing = folder.path("absent/out");
    gostseal(&["key", "new", "-o", &inside_nothing]).refused(7, 602);
    gostseal(&["key", "new", "-o", &folder.path("")]).refused(7, 602);
    let certificate = vector("interop/synthetic/keys/s_r256.cert.der");
    gostseal_with(
        &["encrypt", "--to", &certificate, "-o", &inside_nothing],
        b"x",
    )
    .refused(7, 602);
    assert_eq!(folder.names(), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn full_device_exits_7() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let run = |args: &[&str]| {
        let output = Command::new(binary())
            .args(args)
            .stdin(Stdio::null())
            .stdout(full.try_clone().unwrap())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for args in [
        &["inspect", &vector("real/sber_userinfo_2019.jwe")][..],
        &["key", "new"],
        &[
            "cert",
            "show",
            "--json",
            &vector("real/sber_ift_ca_2024.cer.pem"),
        ],
        &[
            "decrypt",
            &vector("interop/bc/bc_ktri_stream.cms"),
            "--key",
            &vector("interop/bc/keys/leaf256CPA.p8.der"),
        ],
    ] {
        let (status, stderr) = run(args);
        assert_eq!(status, Some(7), "{stderr}");
        assert!(
            stderr.starts_with("gostseal: E602: ") && stderr.lines().count() == 1,
            "{stderr}"
        );
    }
}

#[test]
fn refusals_show_foreign_text_on_one_line() {
    let folder = Folder::new();
    let odd = folder.write("a\nb\u{1b}[2J", b"no token");
    let done = gostseal(&["jws", "verify", &odd]).refused(3, 211);
    assert!(!done.stderr.contains('\u{1b}'));
}

/// One refusal for each exit status.
#[test]
fn each_exit_status_has_its_refusal() {
    let token = vector("real/sber_ift_idtoken_2026.jwt");
    let at = ["--at", "2026-02-23T14:31:30Z"];
    let anchor = vector("real/sber_ift_ca_2024.cer.pem");
    let secret = vector("interop/synthetic/keys/s_r256.p8.der");
    gostseal(&["jws", "verify", &token, "--trust", &anchor, at[0], at[1]]).good();
    gostseal(&["verify", &vector("interop/malformed/sig_r0.der")]).refused_with_output(1, 321);
    gostseal(&["jws", "verify", &vector("interop/jws/ok_0.jwt")]).refused(2, 105);
    gostseal(&["jws", "verify", &vector("interop/jws/dots.jwt")]).refused_with_output(3, 211);
    gostseal(&["key", "show", &vector("interop/keys_pfx/p8enc_0.der")]).refused(4, 304);
    gostseal(&[
        "decrypt",
        &vector("real/sber_userinfo_2019.jwe"),
        "--key",
        &secret,
    ])
    .refused(5, 311);
    gostseal(&["jws", "verify", &token, at[0], at[1]]).refused(6, 401);
    gostseal(&["inspect", "/nonexistent"]).refused(7, 601);
    gostseal(&[
        "sign",
        &token,
        "--key",
        &secret,
        "--cert",
        &vector("interop/synthetic/keys/s_r256.cert.der"),
        "--tsa",
        "https://127.0.0.1/",
    ])
    .refused_with_output(8, 704);
    gostseal(&[
        "jws", "verify", &token, "--trust", &anchor, "--aud", "x", at[0], at[1],
    ])
    .refused(9, 501);
}
