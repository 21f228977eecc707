// SPDX-License-Identifier: MIT OR Apache-2.0
//! `sign` and `verify`.

use super::*;

const SCHEMA: &str = "gostseal/verify/1";
const AT: &str = "2026-11-22T00:00:00Z";

fn bc(name: &str) -> String {
    vector(&format!("interop/bc/{name}"))
}

#[test]
fn verifies_signatures_of_other_makers() {
    let root = bc("keys/root512A.cert.der");
    for file in [
        "bc_sig_256A.p7s",
        "bc_sig_2001XA_stream.p7s",
        "bc_sig_512A_noattr.p7s",
        "bc_sig_two.p7s",
        "bc_sig_empty.p7s",
    ] {
        let anchors = bc("keys/int256A.cert.der");
        let done = gostseal(&[
            "verify",
            &bc(file),
            "--trust",
            &anchors,
            "--trust",
            &root,
            "--at",
            AT,
        ]);
        assert_eq!(done.status, 0, "{file}: {}", done.stderr);
    }
    let json = gostseal(&[
        "verify",
        "--json",
        &bc("bc_sig_two.p7s"),
        "--trust",
        &bc("keys/int256A.cert.der"),
        "--at",
        AT,
    ])
    .report(SCHEMA);
    assert_eq!(json["signers"].as_array().unwrap().len(), 2);
    assert_eq!(json["signers"][0]["trust"], "anchor");
    assert_eq!(json["signers"][0]["cades_bes"], true);
    assert_eq!(json["detached"], false);
}

#[test]
fn verifies_detached_signatures_with_their_content() {
    let folder = Folder::new();
    let content = folder.write("content", &plaintext(2012, 2000));
    let other = folder.write("other", &plaintext(2012, 2001));
    let (file, anchor) = (
        bc("bc_sig_256A_detached_cades.p7s"),
        bc("keys/int256A.cert.der"),
    );
    let verify = |more: &[&str]| {
        gostseal(&[&["verify", &file, "--trust", &anchor, "--at", AT], more].concat())
    };
    let text = verify(&["--content", &content]).good().text();
    assert!(
        text.starts_with("signature good (detached), signer trusted\n"),
        "{text}"
    );
    assert!(text.contains("CAdES-BES"));
    verify(&["--content", &other]).refused_with_output(1, 322);
    verify(&[]).refused(2, 106);
    verify(&["--content", &folder.path("absent")]).refused(7, 601);
}

#[test]
fn trust_decides_between_0_and_6() {
    let file = bc("bc_sig_256A.p7s");
    let signer = bc("keys/leaf256A.cert.der");
    gostseal(&["verify", &file, "--signer", &signer, "--at", AT]).good();
    // A certificate that is given as trusted is an anchor, self-signed or not.
    gostseal(&["verify", &file, "--trust", &signer, "--at", AT]).good();
    let done = gostseal(&["verify", &file, "--at", AT]).refused_with_output(6, 401);
    assert!(
        done.stderr
            .contains("signature good, trust not established")
    );
    gostseal(&[
        "verify",
        &file,
        "--trust",
        &bc("keys/int256A.cert.der"),
        "--at",
        "2050-01-01T00:00:00Z",
    ])
    .refused_with_output(6, 403);
    gostseal(&[
        "verify",
        &file,
        "--signer",
        &bc("keys/sender256A.cert.der"),
        "--at",
        AT,
    ])
    .refused_with_output(1, 321);
    gostseal(&["verify", &file, "--signer", &signer, "--trust", &signer])
        .misuse("cannot be used with");
    let json = gostseal(&["verify", "--json", &file, "--at", AT]).refused_json(SCHEMA, 6, 401);
    assert_eq!(json["signature"], "good");
}

#[test]
fn refuses_with_the_exit_status_of_the_reason() {
    let signer = vector("interop/malformed/keys/m_r256.cert.der");
    for (file, status, has_signer) in [
        ("sig_md_wrong", 1, true),
        ("sig_content_changed", 1, true),
        ("sig_md_missing", 1, true),
        ("sig_no_signers", 1, false),
        ("sig_r0", 1, true),
        ("sig_digalg_unknown", 4, true),
        ("env89_base", 4, false),
        ("tlv_random", 3, false),
        ("tlv_empty", 3, false),
    ] {
        let done = gostseal(&[
            "verify",
            &vector(&format!("interop/malformed/{file}.der")),
            "--signer",
            &signer,
        ]);
        assert_eq!(done.status, status, "{file}: {}", done.stderr);
        assert_eq!(done.stderr.lines().count(), 1, "{}", done.stderr);
        // There are verdicts where there are signatures to judge, and none is that all is well.
        let text = done.text();
        assert_eq!(
            text.is_empty(),
            status == 3 || !has_signer,
            "{file}: {text}"
        );
        assert!(!text.starts_with("signature good"), "{file}: {text}");
    }
    let json = gostseal(&[
        "verify",
        "--json",
        &vector("interop/malformed/sig_r0.der"),
        "--signer",
        &signer,
    ])
    .refused_json(SCHEMA, 1, 321);
    assert_eq!(json["signature"], "bad");
}

#[test]
fn signs_what_it_verifies() {
    let folder = Folder::new();
    let document = folder.write("document", &plaintext(5, 5000));
    for name in ["s_r2001", "s_r256", "s_r512", "s_cp", "s_sender512"] {
        let secret = vector(&format!("interop/synthetic/keys/{name}.p8.der"));
        let certificate = vector(&format!("interop/synthetic/keys/{name}.cert.der"));
        let signature = folder.path("signature");
        gostseal(&[
            "sign",
            &document,
            "--key",
            &secret,
            "--cert",
            &certificate,
            "-o",
            &signature,
        ])
        .good();
        let json =
            gostseal(&["verify", "--json", &signature, "--signer", &certificate]).report(SCHEMA);
        assert_eq!(json["signers"][0]["cades_bes"], true);
        assert!(
            json["signers"][0]["signing_time"]
                .as_str()
                .unwrap()
                .ends_with('Z')
        );

        let detached = gostseal(&[
            "sign",
            "--detached",
            &document,
            "--key",
            &secret,
            "--cert",
            &certificate,
        ])
        .good()
        .stdout;
        assert!(detached.len() < 5000);
        gostseal_with(
            &[
                "verify",
                "-",
                "--content",
                &document,
                "--signer",
                &certificate,
            ],
            &detached,
        )
        .good();
        gostseal_with(&["verify", "-", "--signer", &certificate], &detached).refused(2, 106);
    }
    assert_eq!(folder.names(), ["document", "signature"]);
}

#[test]
fn sign_wants_the_certificate_of_the_key() {
    let folder = Folder::new();
    let out = folder.path("out");
    let secret = vector("interop/synthetic/keys/s_r256.p8.der");
    let other = vector("interop/synthetic/keys/s_cp.cert.der");
    gostseal_with(
        &["sign", "--key", &secret, "--cert", &other, "-o", &out],
        b"x",
    )
    .refused(2, 101);
    gostseal_with(&["sign", "--key", &secret], b"x").misuse("--cert");
    assert_eq!(folder.names(), [""; 0]);
    let own = vector("interop/synthetic/keys/s_r256.cert.der");
    let json = gostseal_with(
        &[
            "sign", "--json", "--key", &secret, "--cert", &own, "-o", &out,
        ],
        b"x",
    )
    .report("gostseal/sign/1");
    assert_eq!(json["octets"], 1);
}
