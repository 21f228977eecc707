// SPDX-License-Identifier: MIT OR Apache-2.0
//! The library as C and C++ see it: the programs beside this file are built with every warning an error, linked to the
//! shared and the static library, and run, the release build under valgrind too.
//!
//! `vectors.c` judges every EnvelopedData, SignedData and JWS of the corpus. Its results must be those of the Rust core for
//! the same call, and both what the index says. A missing compiler or a missing valgrind fails.

mod corpus;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use corpus::{Expected, Message, root};
use gostseal_core::jose::Profile;
use gostseal_core::keys::PrivateKey;
use gostseal_core::signed::SignOptions;
use gostseal_core::trust::Certificate;
use gostseal_core::userinfo::Seal;

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g"];

const VALGRIND: &[&str] = &[
    "--error-exitcode=99",
    "--leak-check=full",
    "--errors-for-leak-kinds=definite",
    "-q",
];

/// How a program is linked.
#[derive(Clone, Copy)]
enum Link {
    Shared,
    Static,
}

/// A folder of this test for what it makes; emptied by nobody, written anew by each run.
fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c_programs");
    fs::create_dir_all(&folder).expect("a folder for the programs");
    folder
}

fn succeed(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Builds the library in the profile of this test, and returns the folder with its files.
fn library() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "-p", "gostseal-ffi"]);
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            build.arg("--release");
            "release"
        };
        succeed(&mut build);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
        let built = target
            .join(profile)
            .canonicalize()
            .expect("the built library");
        // The loader asks for the soname, the linker for the plain name.
        let folder = scratch().join("lib");
        fs::create_dir_all(&folder).expect("a folder for the library");
        let soname = concat!("libgostseal.so.", env!("CARGO_PKG_VERSION_MAJOR"));
        for (name, file) in [
            ("libgostseal.so", "libgostseal.so"),
            (soname, "libgostseal.so"),
            ("libgostseal.a", "libgostseal.a"),
        ] {
            let link = folder.join(name);
            let _ = fs::remove_file(&link);
            symlink(built.join(file), &link).expect("a link to the library");
        }
        folder
    })
}

/// The numbers of the header, for `api.c`.
fn write_results(folder: &Path) {
    let header = fs::read_to_string(root().join("include/gostseal.h")).expect("the header");
    let names: String = header
        .lines()
        .filter_map(|line| {
            line.strip_prefix("#define GOSTSEAL_ERROR_")?
                .split_once(' ')
        })
        .map(|(name, _)| format!("GOSTSEAL_ERROR_{name},\n"))
        .collect();
    assert!(!names.is_empty());
    fs::write(folder.join("results.inc"), names).expect("results.inc");
}

/// Compiles a program of this folder; `name` is what the result is called.
fn compile(source: &str, link: Link, name: &str) -> PathBuf {
    let library = library();
    let (compiler, standard) = if source.ends_with(".cpp") {
        ("c++", "-std=c++17")
    } else {
        ("cc", "-std=c11")
    };
    let folder = scratch();
    // Tests run side by side: each program has a folder of its own for what is generated.
    let generated = folder.join(format!("{name}.generated"));
    fs::create_dir_all(&generated).expect("a folder for generated files");
    write_results(&generated);
    let program = folder.join(name);
    let mut command = Command::new(compiler);
    command
        .arg(standard)
        .args(WARNINGS)
        .arg("-I")
        .arg(root().join("include"))
        .arg("-I")
        .arg(generated)
        .arg(root().join("ffi/tests").join(source))
        .arg("-o")
        .arg(&program);
    match link {
        Link::Shared => command
            .arg("-L")
            .arg(library)
            .arg("-lgostseal")
            .arg(format!("-Wl,-rpath,{}", library.display())),
        Link::Static => {
            command
                .arg(library.join("libgostseal.a"))
                .args(["-lpthread", "-ldl", "-lm"])
        }
    };
    succeed(&mut command);
    program
}

/// Runs a program under valgrind where it is the build that people get; the debug build, which takes ten times as long
/// there, runs by itself.
fn watched(program: &Path) -> Command {
    if cfg!(debug_assertions) {
        return Command::new(program);
    }
    let mut command = Command::new("valgrind");
    command.args(VALGRIND).arg(program);
    command
}

/// What a program wrote and how it ended; one that a signal or valgrind ended fails here.
fn run(command: &mut Command) -> (i32, String, String) {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let text = |octets| String::from_utf8(octets).expect("UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    let status = output
        .status
        .code()
        .unwrap_or_else(|| panic!("{command:?}: {}\n{stderr}", output.status));
    assert_ne!(status, 99, "{command:?}: {stderr}");
    (status, stdout, stderr)
}

#[test]
fn the_contract_of_the_header_holds() {
    let vectors = root().join("vectors");
    let shared = compile("api.c", Link::Shared, "api_shared");
    for command in [&mut Command::new(&shared), &mut watched(&shared)] {
        let output = succeed(command.arg(&vectors));
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(stdout.ends_with(" checks\n"), "{stdout}");
    }
    let linked = compile("api.c", Link::Static, "api_static");
    succeed(Command::new(linked).arg(&vectors));
}

#[test]
fn signatures_certificates_and_calls_are_judged_and_made() {
    let vectors = root().join("vectors");
    for name in ["signed", "stamped"] {
        let source = format!("{name}.c");
        let shared = compile(&source, Link::Shared, &format!("{name}_shared"));
        let output = succeed(watched(&shared).arg(&vectors));
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(stdout.ends_with(" checks\n"), "{stdout}");
        let linked = compile(&source, Link::Static, &format!("{name}_static"));
        succeed(Command::new(linked).arg(&vectors));
    }
}

const CLAIMS: &str = r#"{"sub":"74","aud":"2233","iss":"http://bank/","name":"ФИО \"Ъ\""}"#;

/// Whole user-infos for the samples' recipient, in both signature forms, and one for somebody else.
fn sealed(folder: &Path) -> [PathBuf; 3] {
    let read = |name: &str| {
        fs::read(root().join("vectors/interop/openssl/keys").join(name)).expect("a key")
    };
    let signer = PrivateKey::from_pem_or_der(&read("gost2012_256_TCA.p8.pem")).expect("a key");
    let certificate =
        |name: &str| Certificate::from_pem_or_der(&read(name)).expect("a certificate");
    let own = certificate("gost2012_256_TCA.cert.pem");
    let to = certificate("gost2012_512_A.cert.pem");
    let stranger = certificate("gost2012_512_C.cert.pem");
    let raw = Seal::new(&Profile::SBER, &signer);
    let cms = raw.clone().cms(&own, SignOptions::default());
    [
        ("raw.jwe", raw.clone().to(&to)),
        ("cms.jwe", cms.to(&to)),
        ("stranger.jwe", raw.to(&stranger)),
    ]
    .map(|(name, seal)| {
        let path = folder.join(name);
        fs::write(&path, seal.seal(CLAIMS.as_bytes()).expect("sealed")).expect("written");
        path
    })
}

/// Runs one build of the example program through success and every kind of refusal.
fn userinfo(program: &Path, folder: &Path) {
    let keys = root().join("vectors/interop/openssl/keys");
    let key = keys.join("gost2012_512_A.p8.pem");
    let bank = keys.join("gost2012_256_TCA.cert.pem");
    let [raw, cms, stranger] = sealed(folder);
    let open = |jwe: &Path, key: &Path, bank: &Path, audience: Option<&str>| {
        run(watched(program).arg(jwe).arg(key).arg(bank).args(audience))
    };
    let printed = (0, format!("{CLAIMS}\n"), String::new());
    assert_eq!(open(&raw, &key, &bank, None), printed);
    assert_eq!(open(&cms, &key, &bank, Some("2233")), printed);

    let altered = folder.join("altered.jwe");
    let mut text = fs::read(&raw).expect("a user-info");
    let at = text.len() - 20;
    text[at] = if text[at] == b'A' { b'B' } else { b'A' };
    fs::write(&altered, text).expect("written");
    let refused = [
        (open(&raw, &key, &bank, Some("other")), "E501: "),
        (open(&stranger, &key, &bank, None), "E311: "),
        (
            open(&raw, &key, &keys.join("gost2012_256_XA.cert.pem"), None),
            "E321: ",
        ),
        (open(&raw, &bank, &bank, None), "E2"),
        (open(&raw, &key, &key, None), "E2"),
        (open(&key, &key, &bank, None), "E211: "),
        (open(&altered, &key, &bank, None), "E"),
    ];
    for ((status, stdout, stderr), expected) in refused {
        assert_eq!((status, stdout.as_str()), (1, ""), "{stderr}");
        assert!(stderr.starts_with(expected), "{expected}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let absent = folder.join("absent");
    let (status, stdout, stderr) = open(&absent, &key, &bank, None);
    assert_eq!((status, stdout.as_str()), (1, ""), "{stderr}");
    assert!(stderr.contains("absent"), "{stderr}");
    assert_eq!(run(&mut Command::new(program)).0, 2);
}

/// The files that a reader of the README tries first.
fn samples(program: &Path) {
    let samples = root().join("samples");
    let claims = fs::read_to_string(samples.join("claims.json")).expect("samples/claims.json");
    let claims: serde_json::Value = serde_json::from_str(&claims).expect("JSON");
    for name in ["userinfo-raw.jwe", "userinfo-cms.jwe"] {
        let mut command = Command::new(program);
        for file in [name, "recipient.key.pem", "bank.cer.pem"] {
            command.arg(samples.join(file));
        }
        let (status, stdout, stderr) = run(&mut command);
        assert_eq!((status, stderr.as_str()), (0, ""), "{name}");
        let printed: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
        assert_eq!(printed, claims, "{name}");
    }
}

#[test]
fn the_c_program_prints_claims_or_the_number_of_the_refusal() {
    let folder = scratch().join("userinfo_c");
    fs::create_dir_all(&folder).expect("a folder");
    let program = compile("userinfo.c", Link::Shared, "userinfo_c_shared");
    userinfo(&program, &folder);
    samples(&program);
    samples(&compile("userinfo.c", Link::Static, "userinfo_c_static"));
}

#[test]
fn the_cpp_program_prints_claims_or_the_number_of_the_refusal() {
    let folder = scratch().join("userinfo_cpp");
    fs::create_dir_all(&folder).expect("a folder");
    let program = compile("userinfo.cpp", Link::Shared, "userinfo_cpp_shared");
    userinfo(&program, &folder);
    samples(&program);
    samples(&compile(
        "userinfo.cpp",
        Link::Static,
        "userinfo_cpp_static",
    ));
}

/// Every part of the C++ layer, under valgrind.
#[test]
fn the_cpp_layer_owns_and_throws() {
    let program = compile("layer.cpp", Link::Shared, "layer_shared");
    let output = succeed(watched(&program).arg(root().join("vectors")));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "done\n");
}

/// The manifest's results, line by line.
fn judged(command: &mut Command, messages: &[&Message]) -> Vec<(u32, Option<String>)> {
    let manifest: String = messages.iter().map(|message| message.line()).collect();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let mut stdin = child.stdin.take().expect("a pipe");
    // Written from aside: the program answers before it has read all.
    let writer = std::thread::spawn(move || stdin.write_all(manifest.as_bytes()));
    let output = child.wait_with_output().expect("the program's output");
    writer.join().expect("written").expect("written");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let results: Vec<_> = stdout
        .lines()
        .map(|line| {
            let (result, released) = line.split_once('\t').expect("two fields");
            let released = (released != "-").then(|| released.to_owned());
            (result.parse().expect("a number"), released)
        })
        .collect();
    assert_eq!(results.len(), messages.len());
    results
}

#[test]
fn c_judges_every_message_as_rust_and_the_index_do() {
    let folder = scratch().join("corpus");
    fs::create_dir_all(&folder).expect("a folder");
    let messages = corpus::messages(&folder);
    let program = compile("vectors.c", Link::Shared, "vectors_shared");
    let every: Vec<&Message> = messages.iter().collect();
    let results = judged(&mut Command::new(&program), &every);

    let mut wrong = Vec::new();
    for (message, result) in every.iter().zip(&results) {
        let rust = message.judge();
        if *result != rust {
            wrong.push(format!("{message}: C gives {result:?}, Rust {rust:?}"));
        }
        if !message.expected.allows(result) {
            wrong.push(format!(
                "{message}: {result:?}, and the index says {:?}",
                message.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let opened = results.iter().filter(|(result, _)| *result == 0).count();
    let released = |expected: &Message| matches!(expected.expected, Expected::Released(_));
    assert!(opened >= every.iter().filter(|m| released(m)).count());

    // One message of each kind and result is enough for valgrind, which is slow.
    let mut seen = BTreeSet::new();
    let (sample, expected): (Vec<&Message>, Vec<_>) = every
        .iter()
        .zip(&results)
        .filter(|(message, (result, _))| seen.insert((message.kind, *result)))
        .map(|(message, result)| (*message, result.clone()))
        .unzip();
    assert!(sample.len() > 50, "{}", sample.len());
    assert_eq!(judged(&mut watched(&program), &sample), expected);
}
