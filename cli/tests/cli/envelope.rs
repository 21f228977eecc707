// SPDX-License-Identifier: MIT OR Apache-2.0
//! `decrypt` and `encrypt`.

use super::*;

fn key(name: &str, what: &str) -> String {
    vector(&format!("interop/synthetic/keys/{name}.{what}.der"))
}

#[test]
fn decrypts_envelopes_of_other_makers() {
    let folder = Folder::new();
    for (file, secret, seed, length) in [
        (
            "interop/bc/bc_ktri_leaf256CPA_1023.cms",
            "interop/bc/keys/leaf256CPA.p8.der",
            2002,
            1023,
        ),
        (
            "interop/bc/bc_ktri_leaf512C_2100.cms",
            "interop/bc/keys/leaf512C.p8.der",
            2005,
            2100,
        ),
        (
            "interop/bc/bc_ktri_stream.cms",
            "interop/bc/keys/leaf256CPA.p8.der",
            2007,
            5000,
        ),
        (
            "interop/bc/bc_ktri_ski.cms",
            "interop/bc/keys/leaf256A.p8.der",
            2008,
            64,
        ),
    ] {
        let (file, secret) = (vector(file), vector(secret));
        let expected = plaintext(seed, length);
        assert_eq!(
            gostseal(&["decrypt", &file, "--key", &secret])
                .good()
                .stdout,
            expected
        );
        let out = folder.path("plain");
        assert_eq!(
            gostseal(&["decrypt", &file, "--key", &secret, "-o", &out])
                .good()
                .text(),
            ""
        );
        assert_eq!(folder.read("plain"), expected);
        let octets = std::fs::read(&file).unwrap();
        assert_eq!(
            gostseal_with(&["decrypt", "-", "--key", &secret], &octets)
                .good()
                .stdout,
            expected
        );
    }
    assert_eq!(folder.names(), ["plain"]);
}

#[test]
fn decrypts_pem_and_base64_text() {
    let pem = vector("interop/openssl/env_gost89_gost2012_256_XA_Z_2049.pem");
    let secret = vector("interop/openssl/keys/gost2012_256_XA.p8.pem");
    let plain = gostseal(&["decrypt", &pem, "--key", &secret]).good().stdout;
    assert_eq!(plain.len(), 2049);
    let text = std::fs::read_to_string(pem).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(
        gostseal_with(&["decrypt", "--key", &secret], body.as_bytes())
            .good()
            .stdout,
        plain
    );
}

#[test]
fn encrypts_what_it_decrypts_for_every_recipient_and_set() {
    let folder = Folder::new();
    let document = plaintext(7, 70_000);
    let file = folder.write("document", &document);
    let names = ["s_r2001", "s_r256", "s_r512", "s_cp"];
    let certificates: Vec<String> = names.iter().map(|name| key(name, "cert")).collect();
    for set in [None, Some("A"), Some("b"), Some("C"), Some("D"), Some("Z")] {
        let mut args = vec!["encrypt", &file, "-o"];
        let sealed = folder.path("sealed");
        args.push(&sealed);
        for certificate in &certificates {
            args.extend(["--to", certificate]);
        }
        if let Some(set) = set {
            args.extend(["--param-set", set]);
        }
        gostseal(&args).good();
        for name in names {
            let secret = key(name, "p8");
            assert_eq!(
                gostseal(&["decrypt", &sealed, "--key", &secret])
                    .good()
                    .stdout,
                document
            );
            let certificate = key(name, "cert");
            gostseal(&["decrypt", &sealed, "--key", &secret, "--cert", &certificate]).good();
        }
    }
    gostseal(&[
        "encrypt",
        &file,
        "--param-set",
        "E",
        "--to",
        &certificates[0],
    ])
    .misuse("--param-set");
    gostseal(&["encrypt", &file]).misuse("--to");
}

#[test]
fn default_s_boxes_follow_the_key() {
    for (name, set) in [
        ("s_r2001", "id-Gost28147-89-CryptoPro-A-ParamSet"),
        ("s_r256", "id-tc26-gost-28147-param-Z"),
    ] {
        let folder = Folder::new();
        let out = folder.path("out");
        let json = gostseal_with(
            &["encrypt", "--json", "-o", &out, "--to", &key(name, "cert")],
            b"x",
        )
        .report("gostseal/encrypt/1");
        assert_eq!(json["param_set"], set);
        assert_eq!(json["octets"], 1);
        let text = gostseal(&["inspect", &out]).good().text();
        assert!(
            text.contains(&format!("    parameter set: {set}"))
                || text.contains(&format!("parameter set: {set}")),
            "{text}"
        );
    }
}

#[test]
fn reports_a_decryption_as_json_beside_the_file() {
    let folder = Folder::new();
    let file = vector("interop/bc/bc_ktri_multi.cms");
    let secret = vector("interop/bc/keys/leaf512A.p8.der");
    let out = folder.path("plain");
    let json = gostseal(&["decrypt", "--json", &file, "--key", &secret, "-o", &out])
        .report("gostseal/decrypt/1");
    assert_eq!(json["octets"], 777);
    assert_eq!(json["recipients"], 3);
    assert_eq!(json["authenticated"], false);
    gostseal(&["decrypt", "--json", &file, "--key", &secret]).misuse("--output");
    gostseal(&["decrypt", "--json", &file, "--key", &secret, "-o", "-"]).refused(2, 101);
    let other = vector("interop/bc/keys/sender256A.p8.der");
    let json = gostseal(&["decrypt", "--json", &file, "--key", &other, "-o", &out]).refused_json(
        "gostseal/decrypt/1",
        5,
        312,
    );
    assert_eq!(json["error"]["name"], "WrongKey");
}

#[test]
fn the_banks_envelope_opens_with_no_other_key() {
    for file in [
        "real/sber_userinfo_2019.jwe",
        "real/sber_userinfo_2019.cms.der",
    ] {
        for name in ["s_r2001", "s_r256", "s_r512", "s_cp"] {
            gostseal(&["decrypt", &vector(file), "--key", &key(name, "p8")]).refused(5, 311);
        }
    }
}

#[test]
fn a_refusal_leaves_no_file_and_touches_none() {
    let folder = Folder::new();
    let secret = vector("interop/malformed/keys/m_r256.p8.der");
    let kept = folder.write("kept", b"before");
    for (file, status) in [
        ("env89_cekmac_flip", 5),
        ("env89_content_noeoc", 3),
        ("env89_content_unknownalg", 4),
        ("tlv_trailing_zero", 3),
        ("tlv_eoc_extra", 3),
        ("tlv_empty", 3),
        ("sig_base", 4),
    ] {
        let file_path = vector(&format!("interop/malformed/{file}.der"));
        let done = gostseal(&[
            "decrypt",
            &file_path,
            "--key",
            &secret,
            "-o",
            &folder.path("new"),
        ]);
        assert_eq!(
            (done.status, done.text().as_str()),
            (status, ""),
            "{file}: {}",
            done.stderr
        );
        assert_eq!(done.stderr.lines().count(), 1, "{}", done.stderr);
        gostseal(&["decrypt", &file_path, "--key", &secret, "-o", &kept]);
        assert_eq!(folder.names(), ["kept"], "{file}");
        assert_eq!(folder.read("kept"), b"before", "{file}");
    }
    gostseal(&[
        "decrypt",
        &vector("interop/malformed/env89_base.der"),
        "--key",
        &secret,
        "-o",
        &kept,
    ])
    .good();
    assert_ne!(folder.read("kept"), b"before");
}

#[test]
fn a_large_envelope_that_is_cut_leaves_no_file() {
    let folder = Folder::new();
    let sealed = folder.path("sealed");
    gostseal_with(
        &["encrypt", "--to", &key("s_r256", "cert"), "-o", &sealed],
        &plaintext(1, 3 << 20),
    )
    .good();
    let whole = folder.read("sealed");
    let cut = folder.write("cut", &whole[..whole.len() - 5]);
    let secret = key("s_r256", "p8");
    gostseal(&[
        "decrypt",
        &cut,
        "--key",
        &secret,
        "-o",
        &folder.path("plain"),
    ])
    .refused(3, 201);
    assert_eq!(folder.names(), ["cut", "sealed"]);
    // What a pipe was given cannot be taken back; the exit status says what it is worth.
    let done = gostseal(&["decrypt", &cut, "--key", &secret]).refused_with_output(3, 201);
    assert!(plaintext(1, 3 << 20).starts_with(&done.stdout));
}

#[cfg(unix)]
#[test]
fn output_keeps_links_and_devices() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};

    let folder = Folder::new();
    let (file, secret) = (
        vector("interop/bc/bc_ktri_ski.cms"),
        vector("interop/bc/keys/leaf256A.p8.der"),
    );
    let target = folder.write("target", b"old");
    symlink(&target, folder.path("link")).unwrap();
    gostseal(&[
        "decrypt",
        &file,
        "--key",
        &secret,
        "-o",
        &folder.path("link"),
    ])
    .good();
    assert!(
        std::fs::symlink_metadata(folder.path("link"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(folder.read("target"), plaintext(2008, 64));
    gostseal(&["decrypt", &file, "--key", &secret, "-o", "/dev/null"]).good();
    assert!(
        std::fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    // A file gets what the umask leaves, not the temporary file's narrow mode.
    gostseal(&[
        "decrypt",
        &file,
        "--key",
        &secret,
        "-o",
        &folder.path("plain"),
    ])
    .good();
    let fresh = std::fs::metadata(folder.write("fresh", b""))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(
        std::fs::metadata(folder.path("plain"))
            .unwrap()
            .permissions()
            .mode(),
        fresh
    );
}

#[test]
fn certificate_and_key_must_belong_together() {
    let file = vector("interop/bc/bc_ktri_ski.cms");
    let secret = vector("interop/bc/keys/leaf256A.p8.der");
    gostseal(&[
        "decrypt",
        &file,
        "--key",
        &secret,
        "--cert",
        &vector("interop/bc/keys/leaf256A.cert.der"),
    ])
    .good();
    gostseal(&[
        "decrypt",
        &file,
        "--key",
        &secret,
        "--cert",
        &vector("interop/bc/keys/leaf512A.cert.der"),
    ])
    .refused(2, 101);
}

#[test]
fn every_form_is_written_and_read() {
    let folder = Folder::new();
    let document = plaintext(9, 100_000);
    let certificate = key("s_r256", "cert");
    let secret = key("s_r256", "p8");
    for (form, begins) in [
        ("der", &b"\x30\x80"[..]),
        ("pem", b"-----BEGIN CMS-----\n"),
        ("base64", b"MIA"),
        ("smime", b"MIME-Version: 1.0\r\n"),
    ] {
        let args = ["encrypt", "--to", &certificate, "--form", form];
        let sealed = gostseal_with(&args, &document).good().stdout;
        assert!(sealed.starts_with(begins), "{form}");
        let opened = gostseal_with(&["decrypt", "--key", &secret], &sealed);
        assert_eq!(opened.good().stdout, document);
        // Line ends as another system has them.
        if form != "der" {
            let text = String::from_utf8(sealed).unwrap();
            let other = match form {
                "smime" => text.replace("\r\n", "\n"),
                _ => text.replace('\n', "\r\n"),
            };
            let file = folder.write("other", other.as_bytes());
            let opened = gostseal(&["decrypt", &file, "--key", &secret]);
            assert_eq!(opened.good().stdout, document);
        }
    }
    gostseal(&["encrypt", "--to", &certificate, "--form", "xml"]).misuse("--form");
}

#[test]
fn a_broken_text_leaves_no_file() {
    let folder = Folder::new();
    let certificate = key("s_r256", "cert");
    let secret = key("s_r256", "p8");
    let args = ["encrypt", "--to", &certificate, "--form", "pem"];
    let mut sealed = gostseal_with(&args, &plaintext(9, 100_000)).good().stdout;
    let out = folder.path("out");
    let decrypt = ["decrypt", "--key", &secret, "-o", &out];
    let at = sealed.len() - 200;
    let whole = sealed.clone();
    sealed[at] = b'!';
    gostseal_with(&decrypt, &sealed).refused(3, 209);
    gostseal_with(&decrypt, &whole[..at]).refused(3, 201);
    gostseal_with(&decrypt, b"no envelope").refused(3, 215);
    assert_eq!(folder.names(), Vec::<String>::new());
}

/// The lines of progress on standard error.
fn progress(done: &Done) -> Vec<Value> {
    done.stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn progress_is_told_in_json_lines() {
    let folder = Folder::new();
    let certificate = key("s_r256", "cert");
    let secret = key("s_r256", "p8");
    let document = plaintext(9, 100_000);
    let file = folder.write("document", &document);
    let sealed = folder.path("sealed");
    let args = ["encrypt", &file, "--to", &certificate, "-o", &sealed];
    let done = gostseal(&[&args[..], &["--progress", "json"]].concat());
    assert_eq!(done.status, 0);
    let last = progress(&done).pop().unwrap();
    assert_eq!(last["schema"], "gostseal/progress/1");
    assert_eq!(
        (&last["octets"], &last["total"]),
        (&100_000.into(), &100_000.into())
    );
    assert_eq!(
        (&last["ended"], &last["remaining_seconds"]),
        (&true.into(), &0.0.into())
    );
    // The length of a pipe is not known.
    let args = ["decrypt", "--key", &secret, "--progress", "json"];
    let done = gostseal_with(&args, &folder.read("sealed"));
    assert_eq!((done.status, &done.stdout), (0, &document));
    let last = progress(&done).pop().unwrap();
    assert_eq!(
        (&last["total"], &last["ended"]),
        (&Value::Null, &true.into())
    );
    for quiet in ["auto", "none"] {
        let args = ["decrypt", &sealed, "--key", &secret, "--progress", quiet];
        gostseal(&args).good();
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_partial_file() {
    let certificate = key("s_r256", "cert");
    let secret = key("s_r256", "p8");
    let document = plaintext(3, 1 << 20);
    let sealed = gostseal_with(&["encrypt", "--to", &certificate], &document)
        .good()
        .stdout;
    for signal in ["-INT", "-TERM", "-HUP"] {
        for (args, input) in [
            (["encrypt", "--to", &certificate], &document),
            (["decrypt", "--key", &secret], &sealed),
        ] {
            let folder = Folder::new();
            let mut child = Command::new(binary())
                .args(args)
                .args(["-o", &folder.path("out")])
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            // A pipe holds less than this, so the command is at work when all of it is written.
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(&input[..input.len() - 1000]).unwrap();
            assert_eq!(folder.names().len(), 1);
            let killed = Command::new("kill")
                .args([signal, &child.id().to_string()])
                .status()
                .unwrap();
            assert!(killed.success());
            assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
            assert_eq!(folder.names(), Vec::<String>::new(), "{signal}");
        }
    }
}

#[test]
fn content_with_a_mac_appears_when_the_mac_agrees() {
    let folder = Folder::new();
    let document = plaintext(5, 200_000);
    let certificate = key("s_r256", "cert");
    let secret = key("s_r256", "p8");
    for cipher in [
        "magma-ctr-acpkm",
        "magma-ctr-acpkm-omac",
        "kuznyechik-ctr-acpkm",
        "kuznyechik-ctr-acpkm-omac",
    ] {
        let has_mac = cipher.ends_with("omac");
        let encrypt = ["encrypt", "--to", &certificate, "--cipher", cipher];
        let decrypt = ["decrypt", "--key", &secret];
        let mut sealed = gostseal_with(&[&encrypt[..], &["--agree"]].concat(), &document)
            .good()
            .stdout;
        assert_eq!(gostseal_with(&decrypt, &sealed).good().stdout, document);
        let out = folder.path("out");
        let json = gostseal_with(&[&decrypt[..], &["--json", "-o", &out]].concat(), &sealed)
            .report("gostseal/decrypt/1");
        assert_eq!(json["authenticated"], has_mac);
        assert_eq!(json["cipher"], cipher);
        std::fs::remove_file(&out).unwrap();

        let at = sealed.len() / 2;
        sealed[at] ^= 1;
        let streamed = [&decrypt[..], &["--unverified-stream"]].concat();
        if !has_mac {
            assert_ne!(gostseal_with(&decrypt, &sealed).good().stdout, document);
            continue;
        }
        gostseal_with(&decrypt, &sealed).refused(1, 326);
        gostseal_with(&[&decrypt[..], &["-o", &out]].concat(), &sealed).refused(1, 326);
        // A device is written in place, so it is held back, too.
        gostseal_with(&[&decrypt[..], &["-o", "/dev/null"]].concat(), &sealed).refused(1, 326);
        let done = gostseal_with(&streamed, &sealed).refused_with_output(1, 326);
        assert_eq!(done.stdout.len(), document.len());
    }
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn a_known_length_gives_der_and_a_pipe_ber() {
    let folder = Folder::new();
    let document = plaintext(5, 100_000);
    let file = folder.write("document", &document);
    let certificate = key("s_r256", "cert");
    let known = gostseal(&["encrypt", &file, "--to", &certificate])
        .good()
        .stdout;
    assert_eq!(known[..2], [0x30, 0x83]);
    let piped = gostseal_with(&["encrypt", "--to", &certificate], &document);
    assert_eq!(piped.good().stdout[..2], [0x30, 0x80]);
    let opened = gostseal_with(&["decrypt", "--key", &key("s_r256", "p8")], &known);
    assert_eq!(opened.good().stdout, document);
}

#[test]
fn an_originator_with_a_key_of_its_own_is_found_where_it_is_given() {
    let folder = "interop/synthetic";
    let file = vector(&format!("{folder}/kari15_r256_kuznyechik_static_100.der"));
    let secret = key("s_r256", "p8");
    gostseal(&["decrypt", &file, "--key", &secret]).refused(5, 314);
    let originator = key("s_sender256", "cert");
    let plain = gostseal(&[
        "decrypt",
        &file,
        "--key",
        &secret,
        "--originator",
        &originator,
    ]);
    assert_eq!(plain.good().stdout.len(), 100);
}

#[test]
fn encrypted_data_opens_with_its_content_key() {
    let folder = Folder::new();
    let octets = |hex: &str| -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    };
    let gost89 = octets("2fcd8379a19dcb2f18724d241789cfe3b1a20a98fb65f673a7bd9da6289f03d4");
    let omac = octets("78337be662498dc503c1835f92641dc2a8d560663337812b1b190e47b89b6c46");
    let (gost89, omac) = (folder.write("gost89", &gost89), folder.write("omac", &omac));
    let file = vector("interop/openssl/encdata_gost89.der");
    let plain = gostseal(&["decrypt", &file, "--content-key", &gost89]).good();
    assert_eq!(plain.stdout, plaintext(170, 1500));
    let file = vector("interop/synthetic/encdata_omac.der");
    let plain = gostseal(&["decrypt", &file, "--content-key", &omac]).good();
    assert_eq!(plain.stdout.len(), 70);
    gostseal(&["decrypt", &file, "--content-key", &gost89]).refused(1, 326);
    gostseal(&["decrypt", &file, "--key", &key("s_r256", "p8")]).refused(5, 315);
    gostseal(&["decrypt", &file, "--content-key", &file]).refused(3, 214);
    gostseal(&["decrypt", &file]).misuse("--key");
    let both = ["--content-key", &omac, "--key", &key("s_r256", "p8")];
    gostseal(&[&["decrypt", &file][..], &both].concat()).misuse("cannot be used with");
}
