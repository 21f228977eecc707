// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes with OpenSSL and BouncyCastle, both ways.
//!
//! gost-engine 3.0.1 deciphers CTR-ACPKM with sections of 1 KiB and 4 KiB although it enciphers with those of the standard,
//! so its messages are opened here and it is never asked to open ours. It reads no key agreement with GOST 28147-89.
//! Neither peer writes recipients by password or shared key with GOST algorithms, nor CNT or CBC.

use std::fs;

use getrandom::SysRng;
use gostseal::Certificate;
use gostseal::envelope::{
    CertificateId, ContentCipher, KeyManagement, Opener, Recipient, RecipientKey, SealError,
    SealOptions, Summary, WrapAlgorithm, seal, seal_encrypted_data,
};
use gostseal::keys::{ContentKey, Decapsulator, PrivateKey, RecipientId};

use crate::table::{Direction, Table, described};
use crate::{
    BC_KEYS, OPENSSL_KEYS, SIZES, Scratch, assert_file, assert_same, bc_key, bouncy_castle,
    gostseal, openssl, openssl_key, pattern,
};

/// Sizes around the blocks of Magma and Kuznyechik and around their sections, and of more sections than one.
const ACPKM_SIZES: &[usize] = &[
    1, 15, 16, 17, 1025, 4097, 8191, 8192, 8193, 100_003, 262_143, 262_144, 262_145, 600_000,
];

pub(crate) fn key_and_certificate(files: &(String, String)) -> (PrivateKey, Certificate) {
    let read = |file: &str| fs::read(file).expect("a file of the corpus");
    (
        PrivateKey::from_pem_or_der(&read(&files.0)).expect("a private key"),
        Certificate::from_pem_or_der(&read(&files.1)).expect("a certificate"),
    )
}

/// Opens a message with the key that its certificate names.
fn open(message: &[u8], files: &(String, String)) -> (Vec<u8>, Summary) {
    let (key, certificate) = key_and_certificate(files);
    let holder = RecipientKey::new(&key, CertificateId::of(&certificate));
    open_with(message, holder, None)
}

/// Opens a message with a holder, and perhaps the certificate of a static originator.
pub(crate) fn open_with<D: Decapsulator>(
    message: &[u8],
    holder: D,
    originator: Option<&Certificate>,
) -> (Vec<u8>, Summary) {
    let mut opener = Opener::new(holder);
    if let Some(originator) = originator {
        opener.add_originator(originator);
    }
    let mut plaintext = Vec::new();
    for piece in message.chunks(4099) {
        opener.update(piece, &mut plaintext).expect("an envelope");
    }
    (plaintext, opener.finish().expect("a whole envelope"))
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn opens_what_gost_engine_seals_in_ctr_acpkm() {
    let scratch = Scratch::new();
    let mut table = Table::new("gost-engine-acpkm");
    for cipher in ContentCipher::ALL {
        if cipher == ContentCipher::Gost28147 {
            continue;
        }
        let option = format!("-{}", cipher.name());
        for id in OPENSSL_KEYS.iter().filter(|id| !id.contains("2001")) {
            let files = openssl_key(id);
            // One key has every size, the others two.
            let sizes = match *id {
                "gost2012_256_TCA" => ACPKM_SIZES,
                _ => &[100, 300_000],
            };
            for &size in sizes {
                for form in [&[][..], &["-stream", "-indef"]] {
                    let plain = scratch.write("plain", &pattern(size));
                    let sealed = scratch.path("sealed");
                    let seal = ["cms", "-encrypt", "-binary", &option, "-in", &plain];
                    let output = ["-outform", "DER", "-out", &sealed, &files.1];
                    openssl(&[&seal, form, &output].concat());
                    let message = fs::read(&sealed).expect("sealed");
                    let (opened, summary) = open(&message, &files);
                    let what = format!("{id}, {option}, {size}, {form:?}");
                    assert_same(&opened, &pattern(size), &what);
                    assert_eq!(summary.cipher, cipher, "{what}");
                    assert_eq!(summary.verified().is_some(), cipher.authenticates());
                    let recipient = described(&summary, false);
                    table.saw("gost-engine", Direction::Opened, cipher, &recipient);
                }
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn opens_what_bouncy_castle_seals_by_key_agreement() {
    let scratch = Scratch::new();
    let mut table = Table::new("bouncy-castle-agreement-opened");
    for id in BC_KEYS {
        let files = bc_key(id);
        for wrap in ["plain", "cryptopro"] {
            for size in [1, 1500] {
                let plain = scratch.write("plain", &pattern(size));
                let sealed = scratch.path("sealed");
                bouncy_castle(&["agree", wrap, &files.1, &plain, &sealed]);
                let (opened, summary) = open(&fs::read(&sealed).expect("sealed"), &files);
                assert_same(&opened, &pattern(size), &format!("{id}, {wrap}, {size}"));
                let recipient = described(&summary, false);
                table.saw(
                    "BouncyCastle",
                    Direction::Opened,
                    summary.cipher,
                    &recipient,
                );
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn each_of_several_recipients_of_one_agreement_opens_it() {
    let scratch = Scratch::new();
    let files = bc_key("leaf256A");
    // Another certificate on the curve, whose key is its authority's.
    let (_, other) = bc_key("int256A");
    let plain = scratch.write("plain", &pattern(100));
    for recipients in [[&files.1, &other], [&other, &files.1]] {
        let sealed = scratch.path("sealed");
        let [first, second] = recipients;
        bouncy_castle(&["agree", "cryptopro", first, second, &plain, &sealed]);
        let (opened, summary) = open(&fs::read(&sealed).expect("sealed"), &files);
        assert_same(&opened, &pattern(100), "two recipients");
        assert_eq!(summary.recipients, 1);
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_opens_what_we_seal_by_key_agreement() {
    let scratch = Scratch::new();
    let mut table = Table::new("bouncy-castle-agreement-sealed");
    for id in BC_KEYS {
        let files = bc_key(id);
        let (_, certificate) = key_and_certificate(&files);
        let public = certificate.public_key().expect("a public key");
        for wrap in [WrapAlgorithm::Plain, WrapAlgorithm::CryptoPro] {
            for size in [1, 1500] {
                let to = Recipient::from_certificate(&certificate, &public)
                    .expect("a certificate")
                    .management(KeyManagement::Agreement)
                    .wrap(wrap);
                let options = SealOptions::default();
                let message = seal(&pattern(size), &[to], &options, &mut SysRng).expect("sealed");
                let (sealed, opened) = (scratch.write("sealed", &message), scratch.path("opened"));
                bouncy_castle(&["open", &files.0, &sealed, &opened]);
                assert_file(&opened, &pattern(size), &format!("{id}, {wrap:?}, {size}"));
                let (_, summary) = open(&message, &files);
                let recipient = described(&summary, false);
                table.saw(
                    "BouncyCastle",
                    Direction::Sealed,
                    summary.cipher,
                    &recipient,
                );
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn opens_what_gost_engine_seals() {
    let scratch = Scratch::new();
    let mut table = Table::new("gost-engine-opened");
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
                table.transport("gost-engine", Direction::Opened);
            }
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn gost_engine_opens_what_we_seal() {
    let scratch = Scratch::new();
    let mut table = Table::new("gost-engine-sealed");
    for id in OPENSSL_KEYS {
        let (_, cert) = openssl_key(id);
        for &size in SIZES {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            gostseal(&["encrypt", &plain, "--to", &cert, "-o", &sealed]);
            assert_gost_engine_opens(&scratch, id, &sealed, &pattern(size));
            table.transport("gost-engine", Direction::Sealed);
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
fn opens_what_bouncy_castle_seals() {
    let scratch = Scratch::new();
    let mut table = Table::new("bouncy-castle-opened");
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for &size in &SIZES[1..] {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            bouncy_castle(&["seal", &cert, &plain, &sealed]);
            let opened = gostseal(&["decrypt", &sealed, "--key", &key, "--cert", &cert]);
            assert_same(&opened, &pattern(size), &format!("{id}, {size}"));
            table.transport("BouncyCastle", Direction::Opened);
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn bouncy_castle_opens_what_we_seal() {
    let scratch = Scratch::new();
    let mut table = Table::new("bouncy-castle-sealed");
    for id in BC_KEYS {
        let (key, cert) = bc_key(id);
        for &size in &SIZES[1..] {
            let plain = scratch.write("plain", &pattern(size));
            let (sealed, opened) = (scratch.path("sealed"), scratch.path("opened"));
            gostseal(&["encrypt", &plain, "--to", &cert, "-o", &sealed]);
            bouncy_castle(&["open", &key, &sealed, &opened]);
            assert_file(&opened, &pattern(size), &format!("{id}, {size}"));
            table.transport("BouncyCastle", Direction::Sealed);
        }
    }
}

/// Everything that can be sealed, opened by ourselves: what the standards join.
#[test]
fn opens_what_we_seal() {
    let mut table = Table::new("gostseal");
    for id in ["gost2001_XA", "gost2012_256_TCA", "gost2012_512_A"] {
        let files = openssl_key(id);
        let (key, certificate) = key_and_certificate(&files);
        let public = certificate.public_key().expect("a public key");
        let name = CertificateId::of(&certificate);
        let originator = RecipientId::IssuerSerial {
            issuer: name.issuer,
            serial: name.serial,
        };
        for cipher in ContentCipher::ALL {
            for management in [
                KeyManagement::Transport,
                KeyManagement::Agreement,
                // To oneself, which is legal and needs no second certificate.
                KeyManagement::StaticAgreement {
                    key: &key,
                    id: originator,
                },
            ] {
                for wrap in [
                    WrapAlgorithm::CryptoPro,
                    WrapAlgorithm::Plain,
                    WrapAlgorithm::MagmaKExp15,
                    WrapAlgorithm::KuznyechikKExp15,
                ] {
                    let to = Recipient::from_certificate(&certificate, &public)
                        .expect("a certificate")
                        .management(management)
                        .wrap(wrap);
                    let mut options = SealOptions::default();
                    options.cipher = cipher;
                    let message = match seal(&pattern(3000), &[to], &options, &mut SysRng) {
                        Err(SealError::WrapMismatch) => continue,
                        sealed => sealed.expect("sealed"),
                    };
                    let (opened, summary) = open_with(&message, &key, Some(&certificate));
                    assert_same(&opened, &pattern(3000), &format!("{id}, {to:?}"));
                    let fixed = matches!(management, KeyManagement::StaticAgreement { .. });
                    let recipient = described(&summary, fixed);
                    table.saw("gostseal", Direction::Opened, cipher, &recipient);
                }
            }
        }
    }
    let key = ContentKey::new([0x42; 32].into());
    for cipher in ContentCipher::ALL {
        let mut options = SealOptions::default();
        options.cipher = cipher;
        let message = seal_encrypted_data(&pattern(3000), &key, &options, &mut SysRng);
        let (opened, summary) = open_with(&message.expect("sealed"), &key, None);
        assert_same(&opened, &pattern(3000), cipher.name());
        let recipient = described(&summary, false);
        table.saw("gostseal", Direction::Opened, cipher, &recipient);
    }
}

/// EncryptedData under a key that both sides have. OpenSSL leaves the MAC of OMAC out, and is not asked for it.
#[test]
#[cfg_attr(debug_assertions, ignore = "the release build asks the peers")]
fn encrypted_data_goes_between_gost_engine_and_us() {
    let scratch = Scratch::new();
    let mut table = Table::new("gost-engine-encrypted-data");
    let octets: [u8; 32] = core::array::from_fn(|i| 7 * i as u8 + 1);
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let key = ContentKey::new(octets.into());
    for (cipher, option) in [
        (ContentCipher::Gost28147, "-gost89"),
        (ContentCipher::MagmaCtrAcpkm, "-magma-ctr-acpkm"),
        (ContentCipher::KuznyechikCtrAcpkm, "-kuznyechik-ctr-acpkm"),
    ] {
        for size in [1, 1025, 20_000] {
            let plain = scratch.write("plain", &pattern(size));
            let sealed = scratch.path("sealed");
            let seal = ["cms", "-EncryptedData_encrypt", "-binary", option];
            let files = ["-in", &plain, "-outform", "DER", "-out", &sealed];
            openssl(&[&seal, &["-secretkey", &hex][..], &files].concat());
            let message = fs::read(&sealed).expect("sealed");
            let (opened, summary) = open_with(&message, &key, None);
            assert_same(&opened, &pattern(size), &format!("{option}, {size}"));
            let recipient = described(&summary, false);
            table.saw("gost-engine", Direction::Opened, cipher, &recipient);

            if cipher == ContentCipher::Gost28147 {
                let options = SealOptions::default();
                let message = seal_encrypted_data(&pattern(size), &key, &options, &mut SysRng);
                let sealed = scratch.write("sealed", &message.expect("sealed"));
                let opened = scratch.path("opened");
                let open = ["cms", "-EncryptedData_decrypt", "-binary", "-inform", "DER"];
                let files = ["-in", &sealed, "-secretkey", &hex, "-out", &opened];
                openssl(&[&open[..], &files].concat());
                assert_file(&opened, &pattern(size), &format!("ours, {size}"));
                table.saw("gost-engine", Direction::Sealed, cipher, &recipient);
            }
        }
    }
}
