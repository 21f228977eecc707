// SPDX-License-Identifier: MIT OR Apache-2.0
//! The work that `scripts/check-counts` has callgrind count: one named case after the other, each by itself.
//!
//! Every case runs once before it is counted, so that tables that are made once and the choice of a backend are not
//! in the figure. Inputs are the same in every run, and so are the counts up to what the system's library does.
//! Without valgrind the program runs the cases and says their names.

use std::ffi::CString;
use std::hint::black_box;

use gostseal::cipher::{
    CfbDecryptor, CfbEncryptor, CtrAcpkm, Gost3412, Gost28147Mac, Kuznyechik, Magma, Mgm, Omac,
    sbox, unwrap_cryptopro, wrap_cryptopro,
};
use gostseal::hash::{Gost94CryptoPro, HmacStreebog256, Streebog256, Streebog512};
use gostseal::keys::{
    CipherParamSet, Decapsulator, Gost28147Wrap, KeyWrap, ParamSet, PrivateKey, PublicKey,
    RecipientId, WrappedKey,
};
use gostseal::trust::{Trust, TrustStore};
use gostseal::userinfo::Open;
use gostseal::{Certificate, UnixTime};
use gostseal_assay::inputs::{algorithm, digest, key, pattern};
use gostseal_assay::valgrind;

const KEY: [u8; 32] = *b"a key of 32 octets, for counting";
const IV: [u8; 8] = *b"an IV, 8";

/// 2026-12-01T00:00:00Z.
const NOW: UnixTime = UnixTime(1_796_083_200);

/// The curves that real keys stand on, one of each field and form.
const CURVES: [(&str, ParamSet); 4] = [
    ("cryptopro-a", ParamSet::CryptoProA),
    ("cryptopro-b", ParamSet::CryptoProB),
    ("256-a", ParamSet::Tc26Gost3410_2012_256A),
    ("512-a", ParamSet::Tc26Gost3410_2012_512A),
];

fn main() {
    ciphers();
    modes::<Magma>("magma", &[7; 4], &[7; 8]);
    modes::<Kuznyechik>("kuznyechik", &[7; 8], &[7; 16]);
    hashes();
    for (name, param_set) in CURVES {
        curve(name, param_set);
    }
    structures();
}

/// Runs `work` once, then once more under the counter.
fn case<T>(name: &str, mut work: impl FnMut() -> T) {
    black_box(work());
    let label = CString::new(name).expect("a name without zeros");
    valgrind::count(&label, &mut || {
        black_box(work());
    });
    println!("{name}");
}

fn ciphers() {
    let sbox = &sbox::CRYPTOPRO_A;
    // 446 octets are a short user-info.
    for (size, name) in [(446, "446B"), (1024, "1KiB"), (65536, "64KiB")] {
        let mut data = pattern(1, size);
        case(&format!("28147-cfb-decrypt/{name}"), || {
            CfbDecryptor::new(&KEY, &IV, sbox, true).apply(black_box(&mut data));
        });
        case(&format!("28147-cfb-encrypt/{name}"), || {
            CfbEncryptor::new(&KEY, &IV, sbox, true).apply(black_box(&mut data));
        });
    }
    let data = pattern(2, 1024);
    case("28147-mac/1KiB", || {
        let mut mac = Gost28147Mac::new(&KEY, sbox, true);
        mac.update(black_box(&data));
        mac.finalize()
    });
    let (enc, mac) = wrap_cryptopro(&KEY, &IV, &[9; 32], sbox);
    case("28147-key-unwrap", || {
        unwrap_cryptopro(&KEY, &IV, black_box(&enc), &mac, sbox)
    });
}

/// Magma and Kuznyechik.
fn modes<C: Gost3412>(name: &str, iv: &C::HalfBlock, nonce: &C::Block) {
    for (size, label) in [(446, "446B"), (65536, "64KiB")] {
        let mut data = pattern(1, size);
        case(&format!("{name}-ctr-acpkm/{label}"), || {
            CtrAcpkm::<C>::new(&KEY, iv).apply(black_box(&mut data))
        });
    }
    let mut data = pattern(2, 1024);
    case(&format!("{name}-omac/1KiB"), || {
        let mut mac = Omac::<C>::new(&KEY);
        mac.update(black_box(&data));
        mac.finalize().as_ref()[0]
    });
    case(&format!("{name}-mgm/1KiB"), || {
        let tag = Mgm::<C>::new(&KEY).encrypt_detached(nonce, b"", black_box(&mut data));
        tag.is_ok()
    });
}

fn hashes() {
    let (short, long) = (pattern(3, 64), pattern(4, 8192));
    case("streebog256/64B", || Streebog256::digest(black_box(&short)));
    case("streebog256/8KiB", || Streebog256::digest(black_box(&long)));
    case("streebog512/8KiB", || Streebog512::digest(black_box(&long)));
    case("gost94/1KiB", || {
        Gost94CryptoPro::digest(black_box(&long[..1024]))
    });
    case("hmac-streebog256/64B", || {
        HmacStreebog256::mac(black_box(&KEY), &[&short])
    });
}

fn curve(name: &str, param_set: ParamSet) {
    let (key, digest) = (key(param_set, 11), digest(param_set));
    let random = [7; 32];
    case(&format!("sign/{name}"), || {
        key.sign_digest(black_box(&digest), Some(&random))
    });
    let public = key.public_key();
    let prepared = public.prepare();
    let signature = key
        .sign_digest(&digest, Some(&random))
        .expect("a signature");
    let verdict = || public.verify_digest(black_box(&digest), &signature);
    assert!(verdict().is_ok() && prepared.verify_digest(&digest, &signature).is_ok());
    case(&format!("verify/{name}"), verdict);
    case(&format!("verify-prepared/{name}"), || {
        prepared.verify_digest(black_box(&digest), &signature)
    });
    agreement(name, param_set);
}

/// The recipient's half of a key transport: the peer's point checked, VKO, key unwrap. The key is the wrong one, which
/// costs the same.
fn agreement(name: &str, param_set: ParamSet) {
    let (own, peer) = (key(param_set, 13), key(param_set, 17));
    let ephemeral = peer.public_key().to_bytes_le();
    let wrapped = WrappedKey {
        recipient: RecipientId::SubjectKeyId(&[1]),
        algorithm: algorithm(param_set),
        param_set: None,
        sender_algorithm: algorithm(param_set),
        sender_param_set: None,
        sender: &ephemeral,
        wrap: KeyWrap::CryptoPro(Gost28147Wrap {
            cipher: CipherParamSet::Tc26Z,
            ukm: IV,
            encrypted_key: KEY,
            mac: [0; 4],
        }),
    };
    case(&format!("vko-and-unwrap/{name}"), || {
        assert!(matches!(own.unwrap_cek(black_box(&wrapped)), Some(Err(_))));
    });
}

fn structures() {
    let octets = include_bytes!("../../../samples/bank.cer.pem");
    case("read-certificate", || {
        Certificate::from_pem_or_der(black_box(octets)).expect("a certificate")
    });
    let recipient =
        PrivateKey::from_pem_or_der(include_bytes!("../../../samples/recipient.key.pem"))
            .expect("a key");
    let bank = Certificate::from_pem_or_der(octets).expect("a certificate");
    let prepared = PublicKey::prepare(&bank.public_key().expect("a key"));
    let authority =
        Certificate::from_pem_or_der(include_bytes!("../../../samples/bank-ca.cer.pem"))
            .expect("a certificate");
    let store = TrustStore::from_iter([authority]);
    for (name, text, trust) in [
        (
            "open-userinfo/raw-pinned",
            include_str!("../../../samples/userinfo-raw.jwe"),
            Trust::Pinned(&prepared),
        ),
        (
            "open-userinfo/cms-anchored",
            include_str!("../../../samples/userinfo-cms.jwe"),
            Trust::Anchors(&store),
        ),
    ] {
        let text = text.trim_end();
        let open = Open::new(trust).key(&recipient).audience("2233").at(NOW);
        case(name, || {
            open.open(black_box(text)).unwrap_or_else(|e| panic!("{e}"))
        });
    }
}
