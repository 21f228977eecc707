// SPDX-License-Identifier: MIT OR Apache-2.0
//! The joint of key holders, shown by a second holder: a token that keeps its key, agrees inside and gives out the agreed
//! key; software unwraps with it. It knows its certificate, may be absent, and opens what the software key opens.

use super::*;
use crate::envelope::{ContentCipher, KeyManagement, Recipient, SealOptions, WrapAlgorithm, seal};
use crate::keys::vko::{vko_2001, vko_2012_256};
use crate::keys::{Agreement, ContentKey, PublicKey, RecipientId, keg};

const NAME: RecipientId<'_> = RecipientId::SubjectKeyId(&[7; 20]);

/// What of a token is reached: two commands, and the name of its certificate.
struct Token {
    inside: PrivateKey,
    present: Cell<bool>,
    commands: RefCell<Vec<&'static str>>,
}

impl Token {
    fn new(algorithm: KeyAlgorithm, set: ParamSet) -> Self {
        Self {
            inside: PrivateKey::generate(algorithm, set, &mut TestRng(77)).unwrap(),
            present: Cell::new(true),
            commands: RefCell::default(),
        }
    }

    fn command(&self, name: &'static str) -> Result<&PrivateKey, UnwrapError> {
        self.commands.borrow_mut().push(name);
        match self.present.get() {
            true => Ok(&self.inside),
            false => Err(UnwrapError::Holder),
        }
    }

    fn vko(&self, peer: &PublicKey, ukm: &[u8; 8]) -> Result<[u8; 32], UnwrapError> {
        let key = self.command("vko")?;
        let agreed = match key.algorithm() {
            KeyAlgorithm::Gost2001 => vko_2001(key, peer, ukm),
            _ => vko_2012_256(key, peer, ukm),
        };
        agreed.map(|kek| *kek).map_err(UnwrapError::EphemeralKey)
    }

    fn keg(&self, peer: &PublicKey, ukm: &[u8; 32]) -> Result<[u8; 64], UnwrapError> {
        let key = self.command("keg")?;
        let agreed = keg(key, peer, ukm);
        agreed.map(|keys| *keys).map_err(UnwrapError::EphemeralKey)
    }
}

impl Decapsulator for Token {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        if wrapped.recipient != NAME {
            return None;
        }
        let set = wrapped.sender_param_set.unwrap_or(self.inside.param_set());
        let peer = PublicKey::from_bytes_le(wrapped.sender_algorithm, set, wrapped.sender)
            .map_err(UnwrapError::EphemeralKey);
        Some(peer.and_then(|peer| match wrapped.wrap.agreement() {
            Agreement::Vko(ukm) => wrapped.unwrap_with_vko(&self.vko(&peer, &ukm)?),
            Agreement::Keg(ukm) => wrapped.unwrap_with_keg(&self.keg(&peer, &ukm)?),
        }))
    }
}

/// A message of each cipher by each kind of recipient, the token's among those of two others.
fn messages(token: &Token) -> Vec<(Vec<u8>, &'static str)> {
    let public = token.inside.public_key();
    let set = token.inside.param_set();
    let other = PrivateKey::generate(token.inside.algorithm(), set, &mut TestRng(5)).unwrap();
    let stranger = Recipient::new(other.public_key(), RecipientId::SubjectKeyId(&[8; 20]));
    let mut messages = Vec::new();
    for cipher in ContentCipher::ALL {
        let old = cipher == ContentCipher::Gost28147;
        if !old && token.inside.algorithm() == KeyAlgorithm::Gost2001 {
            continue;
        }
        for management in [KeyManagement::Transport, KeyManagement::Agreement] {
            let plain = old && matches!(management, KeyManagement::Agreement);
            let wraps: &[WrapAlgorithm] = match (old, plain) {
                (true, true) => &[WrapAlgorithm::CryptoPro, WrapAlgorithm::Plain],
                (true, false) => &[WrapAlgorithm::CryptoPro],
                _ => &[WrapAlgorithm::MagmaKExp15, WrapAlgorithm::KuznyechikKExp15],
            };
            for &wrap in wraps {
                let own = Recipient::new(public, NAME)
                    .management(management)
                    .wrap(wrap);
                let options = SealOptions {
                    cipher,
                    ..SealOptions::default()
                };
                let recipients = [stranger, own, stranger];
                let sealed = seal(b"on a token", &recipients, &options, &mut TestRng(6));
                messages.push((sealed.unwrap(), if old { "vko" } else { "keg" }));
            }
        }
    }
    messages
}

const KEYS: [(KeyAlgorithm, ParamSet); 3] = [
    (KeyAlgorithm::Gost2001, ParamSet::CryptoProA),
    (KeyAlgorithm::Gost2012_256, ParamSet::Tc26Gost3410_2012_256A),
    (KeyAlgorithm::Gost2012_512, ParamSet::Tc26Gost3410_2012_512C),
];

#[test]
fn a_token_opens_what_its_key_opens_by_one_agreement() {
    let mut ran = 0;
    for (algorithm, set) in KEYS {
        let token = Token::new(algorithm, set);
        for (message, command) in messages(&token) {
            token.commands.borrow_mut().clear();
            let opened = open_chunked(&message, 100, &token);
            assert_eq!(opened.plaintext, b"on a token", "{:?}", opened.end);
            // Strangers' recipients cost it nothing.
            assert_eq!(*token.commands.borrow(), [command]);
            let software = open_chunked(&message, 100, &token.inside);
            assert_eq!(software.plaintext, opened.plaintext);
            assert_eq!(software.end, opened.end);
            ran += 1;
        }
    }
    assert_eq!(ran, 3 + 2 * (3 + 4 * 4));
}

#[test]
fn a_token_that_is_gone_is_told_from_a_wrong_key() {
    for (algorithm, set) in KEYS {
        let token = Token::new(algorithm, set);
        token.present.set(false);
        for (message, _) in messages(&token) {
            let opened = open_chunked(&message, 100, &token);
            assert_eq!(opened.verdict(), "KeyHolderFailed");
            assert!(opened.plaintext.is_empty());
        }
    }
}

#[test]
fn an_agreed_key_of_the_other_kind_unwraps_nothing() {
    struct Confused;
    impl Decapsulator for Confused {
        fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
            Some(match wrapped.wrap.agreement() {
                Agreement::Vko(_) => wrapped.unwrap_with_keg(&[1; 64]),
                Agreement::Keg(_) => wrapped.unwrap_with_vko(&[1; 32]),
            })
        }
    }
    let token = Token::new(KEYS[1].0, KEYS[1].1);
    for (message, _) in messages(&token) {
        let opened = open_chunked(&message, 100, Confused);
        assert_eq!(opened.verdict(), "AlgorithmMismatch");
    }
}

#[test]
fn a_holder_that_unwraps_by_itself_gives_the_key_alone() {
    struct Cloud;
    impl Decapsulator for Cloud {
        fn unwrap_cek(&self, _: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
            Some(Ok(Cek::new([3; 32].into())))
        }
        fn content_key(&self) -> Option<Cek> {
            Some(Cek::new([3; 32].into()))
        }
    }
    let options = SealOptions {
        cipher: ContentCipher::MagmaCtrAcpkmOmac,
        ..SealOptions::default()
    };
    let sealed = crate::envelope::seal_encrypted_data(
        b"text",
        &ContentKey::new([3; 32].into()),
        &options,
        &mut TestRng(1),
    );
    let opened = open(&sealed.unwrap(), Box::new(Cloud));
    assert!(opened.end.unwrap().verified().is_some());
    // A foreign content key under a MAC is found out at the end.
    let token = Token::new(KEYS[1].0, KEYS[1].1);
    let to = [Recipient::new(token.inside.public_key(), NAME)];
    let sealed = seal(b"text", &to, &options, &mut TestRng(1)).unwrap();
    assert_eq!(open(&sealed, Cloud).verdict(), "InvalidMac");
}
