// SPDX-License-Identifier: MIT OR Apache-2.0
//! README's first command does what README says, in both languages, and every sample opens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn gostseal(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gostseal"))
        .current_dir(root())
        .args(arguments)
        .output()
        .expect("the command starts")
}

/// Arguments of the first `gostseal-cli --` line of a document.
fn first_command(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).expect("document");
    let line = text
        .lines()
        .find(|line| line.starts_with("cargo run "))
        .expect("a first command");
    let (_, arguments) = line.split_once(" -- ").expect("arguments");
    arguments.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn first_command_prints_the_claims() {
    for document in ["README.md", "README.ru.md"] {
        let command = first_command(document);
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let output = gostseal(&arguments);
        assert!(
            output.status.success(),
            "{document}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let shown = String::from_utf8(output.stdout).expect("UTF-8");
        for claim in ["7700000016", "Ромашка", "Иванова Мария Петровна"]
        {
            assert!(shown.contains(claim), "{document}: {claim} is not shown");
        }
    }
    assert_eq!(first_command("README.md"), first_command("README.ru.md"));
}

#[test]
fn every_sample_opens_with_a_pinned_key_and_cms_forms_with_an_anchor() {
    let key = ["--key", "samples/recipient.key.pem"];
    for (file, sealed, cms) in [
        ("samples/userinfo-raw.jwe", true, false),
        ("samples/userinfo-cms.jwe", true, true),
        ("samples/userinfo-raw.jwt", false, false),
        ("samples/userinfo-cms.jwt", false, true),
    ] {
        let mut pinned = vec![
            "userinfo",
            file,
            "--bank",
            "samples/bank.cer.pem",
            "--aud",
            "2233",
            "--json",
        ];
        let mut anchored = vec!["userinfo", file, "--trust", "samples/bank-ca.cer.pem"];
        if sealed {
            pinned.extend(key);
            anchored.extend(key);
        }
        let output = gostseal(&pinned);
        assert!(
            output.status.success(),
            "{file}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let expected = if cms { Some(0) } else { Some(2) };
        assert_eq!(
            gostseal(&anchored).status.code(),
            expected,
            "{file} with an anchor"
        );
    }
}

#[test]
fn real_samples_are_judged_as_their_table_says() {
    let id_token = "samples/real/sber_ift_idtoken_2026.jwt";
    let anchor = "samples/real/sber_ift_ca_2024.cer.pem";
    let good = gostseal(&[
        "userinfo",
        id_token,
        "--trust",
        anchor,
        "--at",
        "2026-02-23T14:31:30Z",
    ]);
    assert_eq!(
        good.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&good.stderr)
    );
    let sealed = gostseal(&[
        "userinfo",
        "samples/real/sber_userinfo_2019.jwe",
        "--key",
        "samples/recipient.key.pem",
        "--bank",
        "samples/bank.cer.pem",
    ]);
    assert_eq!(sealed.status.code(), Some(5));
    let unknown = gostseal(&[
        "userinfo",
        "samples/real/sber_userinfo_jws_2021.jwt",
        "--bank",
        "samples/bank.cer.pem",
    ]);
    assert_eq!(unknown.status.code(), Some(1));
}
