// SPDX-License-Identifier: MIT OR Apache-2.0
//! The work that `scripts/check-constant-time` has memcheck watch, with the secrets marked as undefined octets.
//!
//! Memcheck follows undefined octets through every instruction and reports a jump and a memory address that depends on
//! one. So a report is a place where time or the cache depends on a secret. What it does not see is an instruction whose
//! own time depends on its operands (division).
//!
//! What becomes public at the end (a signature, a wrapped key, the octets of a ciphertext) is declassified here; what
//! becomes public on the way (the verdict over a MAC, the rejection of a nonce) has an entry in
//! `assay/allowed.supp` with its reason. Any other report fails the case.
//!
//! Not here: verification, certificates and parsing, which see public octets only and take variable time on purpose.
//!
//! Usage: `constant-time [PART]` runs the cases with PART in their names; `constant-time --self-test` runs two that must be
//! reported.

use std::hint::black_box;
use std::process::ExitCode;

use gostseal::cipher::{
    CbcDecryptor, CbcEncryptor, CfbDecryptor, CfbEncryptor, Cnt, Ctr, CtrAcpkm,
    CtrAcpkmOmacDecryptor, CtrAcpkmOmacEncryptor, Gost3412, Gost28147, Gost28147Mac, Kuznyechik,
    Magma, Mgm, Omac, OmacAcpkm, Sbox, feedback, kexp15, kimp15, sbox, unwrap_cryptopro,
    unwrap_none, wrap_cryptopro, wrap_none,
};
use gostseal::envelope::{Opener, Recipient, SealOptions, Sealer};
use gostseal::hash::digest::Mac;
use gostseal::hash::{
    HmacGost94, HmacStreebog256, HmacStreebog512, SecretGost94CryptoPro, SecretStreebog256,
    SecretStreebog512,
};
use gostseal::kdf::{kdf_gostr3411_2012_256, kdf_tree_gostr3411_2012_256};
use gostseal::keys::{
    CipherParamSet, Decapsulator, Gost28147Wrap, KeyAlgorithm, KeyWrap, ParamSet, PrivateKey,
    RecipientId, SignatureOrder, WrappedKey,
};
use gostseal_assay::inputs::{CURVES, algorithm, digest, key, pattern, scalar};
use gostseal_assay::secret::{Secrets, secret, secret_array};
use gostseal_assay::valgrind::{self, declassify};

const UKM: [u8; 8] = [1, 0, 255, 4, 5, 6, 7, 0x88];

const SBOXES: [(&str, &Sbox); 8] = [
    ("test", &sbox::TEST),
    ("cryptopro-a", &sbox::CRYPTOPRO_A),
    ("cryptopro-b", &sbox::CRYPTOPRO_B),
    ("cryptopro-c", &sbox::CRYPTOPRO_C),
    ("cryptopro-d", &sbox::CRYPTOPRO_D),
    ("tc26-z", &sbox::TC26_Z),
    ("hash-test", &sbox::HASH_TEST),
    ("hash-cryptopro", &sbox::HASH_CRYPTOPRO),
];

/// Octets at a time: parts of a block, a short message, around a mesh section, and enough for every bulk form.
const SIZES: [usize; 8] = [1, 8, 63, 446, 1024, 1025, 5000, 40_003];

fn main() -> ExitCode {
    let argument = std::env::args().nth(1).unwrap_or_default();
    if !valgrind::is_running() {
        eprintln!("constant-time: shows nothing without valgrind; run scripts/check-constant-time");
        return ExitCode::FAILURE;
    }
    let mut watch = Watch::default();
    if argument == "--self-test" {
        self_test(&mut watch);
        return ExitCode::SUCCESS;
    }
    watch.part = argument;
    for (name, sbox) in SBOXES {
        cipher(&mut watch, name, sbox);
    }
    ciphers_of_3412(&mut watch);
    hashes(&mut watch);
    for (name, param_set) in CURVES {
        curve(&mut watch, name, param_set);
    }
    watch.verdict()
}

/// Runs cases and counts what memcheck reports in each.
#[derive(Default)]
struct Watch {
    part: String,
    ran: usize,
    reported: usize,
}

impl Watch {
    fn case(&mut self, name: &str, work: impl FnOnce()) {
        if !name.contains(&self.part) {
            return;
        }
        let before = valgrind::errors();
        work();
        let errors = valgrind::errors() - before;
        self.ran += 1;
        self.reported += usize::from(errors > 0);
        println!("{errors:6} {name}");
    }

    fn verdict(&self) -> ExitCode {
        println!("{} cases, {} reported", self.ran, self.reported);
        ExitCode::from(u8::from(self.ran == 0 || self.reported > 0))
    }
}

fn cipher(watch: &mut Watch, name: &str, sbox: &'static Sbox) {
    let key = &secret_array::<32>(0x31);
    let iv = &[7; 8];
    watch.case(&format!("28147-ecb/{name}"), || {
        let cipher = Gost28147::new(key, sbox);
        for blocks in [1, 3, 4, 300] {
            let mut octets = secret(&pattern(1, 8 * blocks));
            cipher.encrypt_blocks(octets.as_chunks_mut().0);
            cipher.decrypt_blocks(octets.as_chunks_mut().0);
        }
    });
    watch.case(&format!("28147-cfb-encrypt/{name}"), || {
        for (size, meshing) in sizes() {
            let mut data = secret(&pattern(2, size));
            CfbEncryptor::new(key, iv, sbox, meshing).apply(&mut data);
        }
    });
    watch.case(&format!("28147-cfb-decrypt/{name}"), || {
        for (size, meshing) in sizes() {
            // The ciphertext is public, its plaintext is not.
            let mut data = pattern(3, size);
            CfbDecryptor::new(key, iv, sbox, meshing).apply(&mut data);
            declassify(&mut data);
        }
    });
    watch.case(&format!("28147-cfb-in-chunks/{name}"), || {
        let mut data = secret(&pattern(4, 3000));
        let mut encryptor = CfbEncryptor::new(key, iv, sbox, true);
        data.chunks_mut(7).for_each(|chunk| encryptor.apply(chunk));
        let mut decryptor = CfbDecryptor::new(key, iv, sbox, true);
        data.chunks_mut(1000)
            .for_each(|chunk| decryptor.apply(chunk));
    });
    watch.case(&format!("28147-cnt/{name}"), || {
        for (size, meshing) in sizes() {
            Cnt::new(key, iv, sbox, meshing).apply(&mut secret(&pattern(2, size)));
        }
    });
    watch.case(&format!("28147-cbc/{name}"), || {
        for (size, meshing) in sizes() {
            let mut data = secret(&pattern(2, size));
            let blocks = data.as_chunks_mut().0;
            CbcEncryptor::new(key, iv, sbox, meshing).encrypt_blocks(blocks);
            CbcDecryptor::new(key, iv, sbox, meshing).decrypt_blocks(blocks);
        }
    });
    watch.case(&format!("28147-mac/{name}"), || {
        for (size, meshing) in sizes() {
            let mut mac = Gost28147Mac::new(key, sbox, meshing);
            mac.update(&secret(&pattern(5, size)));
            black_box(mac.finalize());
        }
    });
    watch.case(&format!("28147-key-wrap/{name}"), || {
        let cek = &secret_array::<32>(0x32);
        for (mut enc, mut mac) in [
            wrap_none(key, &UKM, cek, sbox),
            wrap_cryptopro(key, &UKM, cek, sbox),
        ] {
            declassify(&mut enc);
            declassify(&mut mac);
            // One of the two is the wrong unwrap, which is as secret until its verdict.
            black_box(unwrap_none(key, &UKM, &enc, &mac, sbox));
            black_box(unwrap_cryptopro(key, &UKM, &enc, &mac, sbox));
        }
    });
}

fn sizes() -> impl Iterator<Item = (usize, bool)> {
    SIZES
        .into_iter()
        .flat_map(|size| [(size, true), (size, false)])
}

fn ciphers_of_3412(watch: &mut Watch) {
    let key = &secret_array::<32>(0x34);
    watch.case("magma-ecb", || {
        for blocks in [1, 3, 4, 300] {
            let mut octets = secret(&pattern(1, 8 * blocks));
            let cipher = Magma::new(key);
            cipher.encrypt_blocks(octets.as_chunks_mut().0);
            cipher.decrypt_blocks(octets.as_chunks_mut().0);
        }
    });
    watch.case("kuznyechik-ecb", || {
        for blocks in [1, 3, 8, 9, 17, 300] {
            let mut octets = secret(&pattern(1, 16 * blocks));
            let cipher = Kuznyechik::new(key);
            cipher.encrypt_blocks(octets.as_chunks_mut().0);
            cipher.decrypt_blocks(octets.as_chunks_mut().0);
        }
    });
    modes::<Magma>(watch, "magma", &[7; 4], &[7; 8]);
    modes::<Kuznyechik>(watch, "kuznyechik", &[7; 8], &[7; 16]);
}

fn modes<C: Gost3412>(watch: &mut Watch, name: &str, iv: &C::HalfBlock, nonce: &C::Block) {
    let key = &secret_array::<32>(0x35);
    watch.case(&format!("{name}-ctr"), || {
        for size in SIZES {
            let mut mode = Ctr::<C>::new(key, iv);
            mode.apply(&mut secret(&pattern(2, size)))
                .expect("a length");
        }
    });
    watch.case(&format!("{name}-ctr-acpkm"), || {
        for size in SIZES {
            let mut mode = CtrAcpkm::<C>::with_section(key, iv, 1024).expect("whole blocks");
            mode.apply(&mut secret(&pattern(2, size)))
                .expect("a length");
        }
    });
    watch.case(&format!("{name}-omac"), || {
        for size in SIZES {
            let mut mac = Omac::<C>::new(key);
            mac.update(&secret(&pattern(5, size)));
            black_box(mac.finalize().as_ref());
            let mut mac = OmacAcpkm::<C>::new(key, 1024, 480).expect("whole blocks");
            mac.update(&secret(&pattern(5, size))).expect("a length");
            black_box(mac.finalize().expect("a length").as_ref());
        }
    });
    watch.case(&format!("{name}-ctr-acpkm-omac"), || {
        for size in SIZES {
            let mut data = secret(&pattern(2, size));
            let mut mode = CtrAcpkmOmacEncryptor::<C>::new(key, iv, &UKM);
            mode.apply(&mut data).expect("a length");
            let mut mac = mode.finalize().expect("a length");
            declassify(&mut data);
            declassify(mac.as_mut());
            for change in [0, 1] {
                mac.as_mut()[0] ^= change;
                let mut data = data.clone();
                let mut mode = CtrAcpkmOmacDecryptor::<C>::new(key, iv, &UKM);
                mode.apply(&mut data).expect("a length");
                black_box(mode.verify(mac.as_ref()).is_ok());
                declassify(&mut data);
            }
        }
    });
    watch.case(&format!("{name}-feedback"), || {
        let iv = nonce.as_ref();
        for size in SIZES {
            let mut data = secret(&pattern(2, size));
            let mut mode = feedback::CfbEncryptor::<C>::new(key, iv).expect("an IV");
            mode.apply(&mut data);
            let mut mode = feedback::CfbDecryptor::<C>::new(key, iv).expect("an IV");
            mode.apply(&mut data);
            let mut mode = feedback::Ofb::<C>::new(key, iv).expect("an IV");
            mode.apply(&mut data);
        }
    });
    watch.case(&format!("{name}-mgm"), || {
        for size in SIZES {
            let mgm = Mgm::<C>::new(key);
            let mut data = secret(&pattern(2, size));
            let mut tag = mgm
                .encrypt_detached(nonce, &secret(&pattern(3, 40)), &mut data)
                .expect("a length");
            declassify(&mut data);
            declassify(tag.as_mut());
            for change in [0, 1] {
                tag.as_mut()[0] ^= change;
                let mut data = data.clone();
                black_box(mgm.decrypt_detached(nonce, &pattern(3, 40), &mut data, &tag)).ok();
                declassify(&mut data);
            }
        }
    });
    watch.case(&format!("{name}-kexp15"), || {
        let (cek, mac_key) = (&secret_array::<32>(0x32), &secret_array::<32>(0x36));
        let mut wrapped = kexp15::<C>(cek, mac_key, key, iv);
        declassify(&mut wrapped);
        for change in [0, 1] {
            wrapped[3] ^= change;
            black_box(kimp15::<C>(&wrapped, mac_key, key, iv)).ok();
        }
    });
}

fn hashes(watch: &mut Watch) {
    for size in [0, 1, 31, 32, 63, 64, 65, 300, 5000] {
        let data = &secret(&pattern(12, size));
        watch.case(&format!("secret-streebog256/{size}"), || {
            black_box(SecretStreebog256::digest(data));
        });
        watch.case(&format!("secret-streebog512/{size}"), || {
            black_box(SecretStreebog512::digest(data));
        });
        watch.case(&format!("secret-gost94/{size}"), || {
            black_box(SecretGost94CryptoPro::digest(data));
        });
    }
    let message = &secret(&pattern(6, 300));
    // Shorter than a block, a block, and longer, which is hashed first.
    for len in [0, 20, 32, 64, 100] {
        let key = &secret(&pattern(7, len));
        watch.case(&format!("hmac-streebog256/key-{len}"), || {
            black_box(HmacStreebog256::mac(key, &[message, &message[..7]]));
        });
        watch.case(&format!("hmac-streebog512/key-{len}"), || {
            black_box(HmacStreebog512::mac(key, &[message, &message[..7]]));
        });
        watch.case(&format!("hmac-gost94/key-{len}"), || {
            black_box(HmacGost94::mac(key, &[message, &message[..7]]));
        });
    }
    let key = &secret(&pattern(8, 32));
    watch.case("hmac-verify", || {
        for tag in [pattern(9, 32), HmacStreebog256::mac(key, &[]).to_vec()] {
            let mac = HmacStreebog256::new(key);
            black_box(mac.verify_slice(&tag).is_ok());
        }
    });
    watch.case("kdf", || {
        let seed = secret(&pattern(10, 16));
        black_box(kdf_gostr3411_2012_256(key, b"label", &seed));
        let mut out = [0; 100];
        kdf_tree_gostr3411_2012_256(key, b"label", &seed, 2, &mut out).expect("a length");
        black_box(out);
    });
}

fn curve(watch: &mut Watch, name: &str, param_set: ParamSet) {
    let algorithm = algorithm(param_set);
    let d = secret(&scalar(param_set, 21));
    let import = || PrivateKey::from_bytes_le(algorithm, param_set, &d).expect("in range");

    watch.case(&format!("import-key/{name}"), || {
        black_box(import());
    });
    watch.case(&format!("import-masked-key/{name}"), || {
        let parts = secret(&[scalar(param_set, 22), scalar(param_set, 23)].concat());
        black_box(
            PrivateKey::from_masked_bytes_le(algorithm, param_set, &parts).expect("in range"),
        );
    });
    watch.case(&format!("generate-key/{name}"), || {
        black_box(PrivateKey::generate(algorithm, param_set, &mut Secrets::new(1)).expect("a key"));
    });
    watch.case(&format!("pkcs8/{name}"), || {
        let pem = import().to_pkcs8_pem();
        let mut der = key(param_set, 24).to_pkcs8_der();
        // The private key stands at the end.
        let start = der.len() - param_set.octets();
        valgrind::classify(&mut der[start..]);
        let again = PrivateKey::from_pkcs8_der(&der).expect("a key");
        black_box((pem, again.to_bytes_le()));
    });
    watch.case(&format!("sign/{name}"), || {
        let key = import();
        for random in [None, Some(secret_array(0x33))] {
            let signature = key.sign_digest(&digest(param_set), random.as_ref());
            let mut octets = signature
                .expect("a signature")
                .to_bytes(SignatureOrder::SrBe);
            declassify(&mut octets);
            assert!(octets.iter().any(|&octet| octet != 0));
        }
    });
    let algorithms = match param_set.octets() {
        32 => &[KeyAlgorithm::Gost2001, KeyAlgorithm::Gost2012_256][..],
        _ => &[KeyAlgorithm::Gost2012_512],
    };
    for &algorithm in algorithms {
        agreement(watch, name, algorithm, param_set, &d);
    }
}

/// VKO and what stands on it: a recipient that is not meant, and an envelope sealed and opened.
fn agreement(
    watch: &mut Watch,
    name: &str,
    algorithm: KeyAlgorithm,
    param_set: ParamSet,
    d: &[u8],
) {
    let import = |d: &[u8]| PrivateKey::from_bytes_le(algorithm, param_set, d).expect("in range");
    let ephemeral = key(param_set, 25).public_key().to_bytes_le();
    let wrapped = WrappedKey {
        recipient: RecipientId::SubjectKeyId(&[1]),
        algorithm,
        param_set: None,
        sender_algorithm: algorithm,
        sender_param_set: None,
        sender: &ephemeral,
        wrap: KeyWrap::CryptoPro(Gost28147Wrap {
            cipher: CipherParamSet::Tc26Z,
            ukm: UKM,
            encrypted_key: [3; 32],
            mac: [0; 4],
        }),
    };
    watch.case(&format!("vko-wrong-key/{name}/{algorithm:?}"), || {
        assert!(matches!(import(d).unwrap_cek(&wrapped), Some(Err(_))));
    });
    watch.case(&format!("vko-batch/{name}/{algorithm:?}"), || {
        let answers = import(d).unwrap_ceks(&[wrapped; 9]);
        assert!(answers.iter().all(|one| matches!(one, Some(Err(_)))));
    });
    watch.case(&format!("envelope/{name}/{algorithm:?}"), || {
        let mut public = d.to_vec();
        declassify(&mut public);
        let recipient = import(&public);
        let id = RecipientId::SubjectKeyId(&[1, 2, 3]);
        let recipients = [Recipient::new(recipient.public_key(), id)];
        let mut sealed = Vec::new();
        let mut sealer = Sealer::new(&recipients, &SealOptions::default(), &mut Secrets::new(2))
            .expect("a sealer");
        sealer
            .update(&secret(&pattern(11, 2500)), &mut sealed)
            .expect("sealed");
        sealer.finish(&mut sealed).expect("sealed");
        declassify(&mut sealed);

        let mut plain = Vec::new();
        let mut opener = Opener::new(import(d));
        opener.update(&sealed, &mut plain).expect("opened");
        opener.finish().expect("opened");
        declassify(&mut plain);
        assert!(plain == pattern(11, 2500));
    });
}

/// What must be reported: else a clean run of the others says nothing.
fn self_test(watch: &mut Watch) {
    let secret = secret_array::<32>(0x55);
    let table: [u8; 256] = core::array::from_fn(|i| i as u8 ^ 0x3c);
    watch.case("jumps on a secret", || {
        if secret[3] & 1 == 0 {
            println!("       even");
        }
    });
    watch.case("looks a secret up in a table", || {
        black_box(black_box(&table)[usize::from(secret[5])]);
    });
    watch.case("does neither", || {
        black_box(secret[7].wrapping_mul(3) ^ secret[8]);
    });
}
