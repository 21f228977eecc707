// SPDX-License-Identifier: MIT OR Apache-2.0
//! Chains of four certificates, each with one fault or none, made by us and by OpenSSL with gost-engine.
//!
//! Root, policy authority, issuing authority, leaf; a CRL of each authority. A chain without fault holds everything that a
//! fault is made of, in harmless form: a path length that is kept, a name within its constraint, an extension that nobody
//! knows and that is not critical, CRLs with entries of others. So a peer that refuses all of a kind shows.
//!
//! Who judges them is in `chain_judges`, what must come out in `chains`.

use std::fs;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use gostseal::issue::{
    CrlOptions, CrlReason, Issuer, RawExtension, Revoked, Role, SerialNumber, Subject, Template,
    Validity, certificate_pem, crl, crl_pem, issue, request, self_sign,
};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey};
use gostseal::{Certificate, Oid, UnixTime};

use super::{Scratch, openssl, succeed};

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The leaf ended yesterday.
    Expired,
    /// The leaf begins tomorrow.
    NotYetValid,
    /// The issuing authority ended yesterday.
    AuthorityExpired,
    /// The issuing authority's certificate is not there.
    IssuerAbsent,
    /// Signed by another authority of the same name, whose key identifier it gives.
    WrongIssuer,
    /// Signed by another authority of the same name and key identifier.
    Forged,
    /// The policy authority may have no authority below it.
    PathLength,
    /// The issuing authority is none by its basicConstraints.
    NotAuthority,
    /// The issuing authority's keyUsage lacks keyCertSign.
    NoCertSign,
    /// The CRL of the issuing authority lists the leaf.
    Revoked,
    /// The CRL of the policy authority lists the issuing authority.
    AuthorityRevoked,
    /// The leaf has a critical extension that nobody knows.
    CriticalExtension,
    /// The leaf's host name is not one that the issuing authority may give.
    NameConstraint,
    /// The leaf's signature is r | s in the place of s | r.
    SwappedSignature,
    /// The leaf's signature has the octets of s and of r turned around.
    LittleEndianSignature,
}

impl Fault {
    pub(crate) const ALL: [Self; 16] = [
        Self::None,
        Self::Expired,
        Self::NotYetValid,
        Self::AuthorityExpired,
        Self::IssuerAbsent,
        Self::WrongIssuer,
        Self::Forged,
        Self::PathLength,
        Self::NotAuthority,
        Self::NoCertSign,
        Self::Revoked,
        Self::AuthorityRevoked,
        Self::CriticalExtension,
        Self::NameConstraint,
        Self::SwappedSignature,
        Self::LittleEndianSignature,
    ];

    /// Its name in the table of README.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Expired => "expired",
            Self::NotYetValid => "not yet valid",
            Self::AuthorityExpired => "authority expired",
            Self::IssuerAbsent => "issuer's certificate absent",
            Self::WrongIssuer => "issuer of the same name, other key identifier",
            Self::Forged => "issuer of the same name and key identifier",
            Self::PathLength => "path length exceeded",
            Self::NotAuthority => "issuer is no authority",
            Self::NoCertSign => "issuer's key usage",
            Self::Revoked => "revoked",
            Self::AuthorityRevoked => "authority revoked",
            Self::CriticalExtension => "unknown critical extension",
            Self::NameConstraint => "name constraint broken",
            Self::SwappedSignature => "signature r, s in the wrong order",
            Self::LittleEndianSignature => "signature little-endian",
        }
    }
}

/// A kind of key, as we and as OpenSSL call it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) set: ParamSet,
    openssl: [&'static str; 3],
}

pub(crate) const KINDS: [Kind; 5] = [
    Kind {
        name: "2001, CryptoPro-A",
        algorithm: KeyAlgorithm::Gost2001,
        set: ParamSet::CryptoProA,
        openssl: ["gost2001", "A", "md_gost94"],
    },
    Kind {
        name: "2012-256, CryptoPro-A",
        algorithm: KeyAlgorithm::Gost2012_256,
        set: ParamSet::CryptoProA,
        openssl: ["gost2012_256", "A", "md_gost12_256"],
    },
    Kind {
        name: "2012-256, TC26-A",
        algorithm: KeyAlgorithm::Gost2012_256,
        set: ParamSet::Tc26Gost3410_2012_256A,
        openssl: ["gost2012_256", "TCA", "md_gost12_256"],
    },
    Kind {
        name: "2012-512, TC26-A",
        algorithm: KeyAlgorithm::Gost2012_512,
        set: ParamSet::Tc26Gost3410_2012_512A,
        openssl: ["gost2012_512", "A", "md_gost12_512"],
    },
    Kind {
        name: "2012-512, TC26-C",
        algorithm: KeyAlgorithm::Gost2012_512,
        set: ParamSet::Tc26Gost3410_2012_512C,
        openssl: ["gost2012_512", "C", "md_gost12_512"],
    },
];

/// A chain as judges get it.
pub(crate) struct Chain {
    pub(crate) root: Certificate,
    pub(crate) leaf: Certificate,
    /// The authorities between, the leaf's first.
    pub(crate) between: Vec<Certificate>,
    /// DER.
    pub(crate) crls: Vec<Vec<u8>>,
}

/// The files of a chain.
pub(crate) struct Files {
    pub(crate) root: String,
    pub(crate) leaf: String,
    pub(crate) between: String,
    /// The leaf and the authorities between.
    pub(crate) chain: String,
    pub(crate) crls: String,
}

impl Chain {
    pub(crate) fn write(&self, scratch: &Scratch) -> Files {
        let between: String = self.between.iter().map(certificate_pem).collect();
        let leaf = certificate_pem(&self.leaf);
        let crls: String = self.crls.iter().map(|der| crl_pem(der)).collect();
        Files {
            root: scratch.write("root.pem", certificate_pem(&self.root).as_bytes()),
            chain: scratch.write("chain.pem", (leaf.clone() + &between).as_bytes()),
            leaf: scratch.write("leaf.pem", leaf.as_bytes()),
            between: scratch.write("between.pem", between.as_bytes()),
            crls: scratch.write("crls.pem", crls.as_bytes()),
        }
    }

    /// The faults that are made when everything is signed.
    fn spoil(mut self, fault: Fault) -> Self {
        match fault {
            Fault::IssuerAbsent => drop(self.between.remove(0)),
            Fault::SwappedSignature => {
                self.leaf = resigned(&self.leaf, |s, r| [r, s].concat());
            }
            Fault::LittleEndianSignature => {
                let turned = |half: &[u8]| half.iter().rev().copied().collect::<Vec<u8>>();
                self.leaf = resigned(&self.leaf, |s, r| [turned(s), turned(r)].concat());
            }
            _ => {}
        }
        self
    }
}

/// The certificate with another signature, which `make` gets from s and r as they are. It is what stands last.
fn resigned(certificate: &Certificate, make: impl Fn(&[u8], &[u8]) -> Vec<u8>) -> Certificate {
    let (der, signature) = (certificate.der(), certificate.signature());
    let (signed, end) = der.split_at(der.len() - signature.len());
    assert_eq!(end, signature);
    let (s, r) = signature.split_at(signature.len() / 2);
    Certificate::from_der(&[signed, &make(s, r)].concat()).expect("a certificate")
}

pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixTime(since.expect("a clock").as_secs() as i64)
}

fn days(count: i64) -> UnixTime {
    UnixTime(now().0 + count * 86_400)
}

/// 30 days around now, save for what a fault says.
fn validity(of: Place, fault: Fault) -> Validity {
    let (from, to) = match (of, fault) {
        (Place::Leaf, Fault::Expired) | (Place::Issuing, Fault::AuthorityExpired) => (-30, -1),
        (Place::Leaf, Fault::NotYetValid) => (1, 30),
        _ => (-30, 30),
    };
    Validity {
        not_before: days(from),
        not_after: days(to),
    }
}

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Root,
    Policy,
    Issuing,
    Leaf,
    /// The authority that calls itself as the issuing one does.
    Stranger,
}

impl Place {
    const ALL: [Self; 5] = [
        Self::Root,
        Self::Policy,
        Self::Issuing,
        Self::Leaf,
        Self::Stranger,
    ];

    fn common_name(self) -> &'static str {
        match self {
            Self::Root => "Root",
            Self::Policy => "Policy authority",
            Self::Issuing | Self::Stranger => "Issuing authority",
            Self::Leaf => "Leaf",
        }
    }

    fn serial(self) -> u8 {
        0x11 + self as u8
    }
}

/// A serial number that the CRLs hold and no chain has.
const OTHER_SERIAL: u8 = 0x77;
/// The host that the issuing authority may certify, and one below it and one that is not.
const HOST: &str = "bank.example";
const HOST_WITHIN: &str = "www.bank.example";
const HOST_OUTSIDE: &str = "www.other.example";
/// An extension that nobody knows, of the enterprise for examples (RFC 5612).
const UNKNOWN: Oid = Oid::new("1.3.6.1.4.1.32473.5");
const UNKNOWN_TEXT: &str = "1.3.6.1.4.1.32473.5";

fn host(fault: Fault) -> &'static str {
    match fault {
        Fault::NameConstraint => HOST_OUTSIDE,
        _ => HOST_WITHIN,
    }
}

/// Makes the chain with our own `issue`.
pub(crate) fn ours(kind: Kind, fault: Fault) -> Chain {
    let key = |of: Place| {
        let mut d = [0x35; 64];
        d[0] = of.serial();
        PrivateKey::from_bytes_le(kind.algorithm, kind.set, &d[..kind.algorithm.octets()])
            .expect("a key")
    };
    let name = |of: Place| Subject::parse(&format!("CN={},C=RU", of.common_name())).expect("name");
    let serial = |of: Place| SerialNumber::from_bytes_be(&[of.serial()]).expect("serial");
    let authority = |path_len| Template::new(Role::Authority { path_len });

    let keys = Place::ALL.map(key);
    let key = |of: Place| &keys[of as usize];
    let valid = |of| validity(of, fault);
    let own = |of: Place, template: &Template<'_>| {
        self_sign(&name(of), key(of), serial(of), valid(of), template).expect("self-signed")
    };
    let issued = |of: Place, by: (Place, &Certificate), template: &Template<'_>| {
        let issuer = Issuer::new(by.1, key(by.0)).expect("an issuer");
        let asked = request(&name(of), key(of), &Template::new(Role::Bare)).expect("a request");
        issue(&issuer, &asked, None, serial(of), valid(of), template).expect("issued")
    };

    let root = own(Place::Root, &authority(None));
    let path_len = if fault == Fault::PathLength { 0 } else { 1 };
    let policy = issued(
        Place::Policy,
        (Place::Root, &root),
        &authority(Some(path_len)),
    );

    // permittedSubtrees [0] { GeneralSubtree { dNSName [2] } }
    let host_len = HOST.len() as u8;
    let mut constraint = vec![0x30, host_len + 6, 0xa0, host_len + 4, 0x30, host_len + 2];
    constraint.extend([0x82, host_len]);
    constraint.extend(HOST.as_bytes());
    let raw = |oid, critical, value| RawExtension {
        oid,
        critical,
        value,
    };
    let constraint = raw(Oid::new("2.5.29.30"), true, &constraint[..]);
    // keyUsage of cRLSign alone; basicConstraints of no authority.
    let usage = raw(Oid::new("2.5.29.15"), true, &[3, 2, 1, 2]);
    let basic = raw(Oid::new("2.5.29.19"), true, &[0x30, 0]);
    let extensions = match fault {
        Fault::NotAuthority => vec![constraint, basic],
        Fault::NoCertSign => vec![constraint, usage],
        _ => vec![constraint],
    };
    let mut template = authority(Some(0));
    template.raw = &extensions;
    let issuing = issued(Place::Issuing, (Place::Policy, &policy), &template);

    let unknown = [raw(UNKNOWN, fault == Fault::CriticalExtension, &[5, 0])];
    let hosts = [host(fault)];
    let mut template = Template::new(Role::Person);
    template.dns_names = &hosts;
    template.raw = &unknown;
    let key_id = issuing.subject_key_id().expect("a key identifier");
    let key_id = [&[4, key_id.len() as u8], key_id].concat();
    let same_id = [raw(Oid::new("2.5.29.14"), false, &key_id)];
    let mut stranger = authority(None);
    let leaf = match fault {
        Fault::WrongIssuer | Fault::Forged => {
            if fault == Fault::Forged {
                stranger.raw = &same_id;
            }
            let stranger = own(Place::Stranger, &stranger);
            issued(Place::Leaf, (Place::Stranger, &stranger), &template)
        }
        _ => issued(Place::Leaf, (Place::Issuing, &issuing), &template),
    };

    let list = |of: Place, by: &Certificate, below: Place, listed: bool| {
        let entry = |serial| Revoked {
            serial,
            at: days(-2),
            reason: CrlReason::KeyCompromise,
            invalid_since: None,
        };
        let (other, below) = ([OTHER_SERIAL], [below.serial()]);
        let mut entries = vec![entry(&other)];
        entries.extend(listed.then(|| entry(&below)));
        let options = CrlOptions {
            this_update: days(-1),
            next_update: Some(days(6)),
            number: 1,
            delta_of: None,
            raw: &[],
        };
        crl(
            &Issuer::new(by, key(of)).expect("an issuer"),
            &options,
            &entries,
        )
        .expect("a CRL")
    };
    let crls = vec![
        list(Place::Root, &root, Place::Policy, false),
        list(
            Place::Policy,
            &policy,
            Place::Issuing,
            fault == Fault::AuthorityRevoked,
        ),
        list(
            Place::Issuing,
            &issuing,
            Place::Leaf,
            fault == Fault::Revoked,
        ),
    ];
    Chain {
        root,
        leaf,
        between: vec![issuing, policy],
        crls,
    }
    .spoil(fault)
}

/// Makes the chain with `openssl req` and `openssl ca`.
pub(crate) fn of_openssl(kind: Kind, fault: Fault) -> Chain {
    OpensslAuthority::new(kind, fault).chain()
}

struct OpensslAuthority {
    kind: Kind,
    fault: Fault,
    scratch: Scratch,
}

impl OpensslAuthority {
    fn new(kind: Kind, fault: Fault) -> Self {
        let scratch = Scratch::new();
        let this = Self {
            kind,
            fault,
            scratch,
        };
        this.scratch.write("config", this.config().as_bytes());
        let [algorithm, set, _] = kind.openssl;
        for place in Place::ALL {
            let set = format!("paramset:{set}");
            let out = this.file(place, "key");
            let make = ["genpkey", "-algorithm", algorithm, "-pkeyopt", &set];
            openssl(&[&make[..], &["-out", &out]].concat());
            fs::write(this.file(place, "index"), "").expect("an index");
            fs::write(this.file(place, "number"), "01\n").expect("a number");
        }
        this
    }

    /// A file of a place; what is there stays.
    fn file(&self, of: Place, what: &str) -> String {
        let file = self.scratch.0.path().join(format!("{of:?}.{what}"));
        file.into_os_string().into_string().expect("UTF-8")
    }

    fn config(&self) -> String {
        let fault = self.fault;
        let critical = match fault {
            Fault::CriticalExtension => "critical,",
            _ => "",
        };
        let path_len = if fault == Fault::PathLength { 0 } else { 1 };
        let basic = match fault {
            Fault::NotAuthority => "CA:FALSE",
            _ => "CA:TRUE,pathlen:0",
        };
        let usage = match fault {
            Fault::NoCertSign => "cRLSign",
            _ => "keyCertSign,cRLSign",
        };
        let mut text = format!(
            "[req]\ndistinguished_name = dn\n[dn]\n[policy]\ncommonName = supplied\ncountryName = supplied\n\
             [id]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
             [Root]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\nbasicConstraints = critical,CA:TRUE\n\
             keyUsage = critical,keyCertSign,cRLSign\n\
             [Policy]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
             basicConstraints = critical,CA:TRUE,pathlen:{path_len}\nkeyUsage = critical,keyCertSign,cRLSign\n\
             [Issuing]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\nbasicConstraints = critical,{basic}\n\
             keyUsage = critical,{usage}\nnameConstraints = critical,permitted;DNS:{HOST}\n\
             [Leaf]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
             keyUsage = critical,digitalSignature,nonRepudiation\nsubjectAltName = DNS:{}\n{UNKNOWN_TEXT} = {critical}DER:0500\n\
             [crl]\nauthorityKeyIdentifier = keyid\n",
            host(fault)
        );
        for place in Place::ALL {
            let (key, cert) = (self.file(place, "key"), self.file(place, "cer"));
            let (index, number) = (self.file(place, "index"), self.file(place, "number"));
            let folder = self.scratch.0.path().display();
            text += &format!(
                "[ca_{place:?}]\nprivate_key = {key}\ncertificate = {cert}\ndatabase = {index}\ncrlnumber = {number}\n\
                 serial = {number}\nnew_certs_dir = {folder}\npolicy = policy\nunique_subject = no\ndefault_md = {}\n\
                 crl_extensions = crl\ndefault_crl_days = 6\n",
                self.kind.openssl[2]
            );
        }
        text
    }

    fn config_file(&self) -> String {
        let file = self.scratch.0.path().join("config");
        file.into_os_string().into_string().expect("UTF-8")
    }

    /// Issues with the extensions of a section; `by` may be the place itself.
    fn issue(&self, of: Place, by: Place, section: &str) -> Certificate {
        let (config, request) = (self.config_file(), self.file(of, "req"));
        let (key, out) = (self.file(of, "key"), self.file(of, "cer"));
        let subject = format!("/C=RU/CN={}", of.common_name());
        let make = ["req", "-new", "-config", &config, "-key", &key];
        openssl(&[&make[..], &["-subj", &subject, "-out", &request]].concat());

        let stamp = |at: UnixTime| {
            let digits = |c: &char| c.is_ascii_digit() || *c == 'Z';
            at.to_string().chars().filter(digits).collect::<String>()
        };
        let valid = validity(of, self.fault);
        let (from, to) = (stamp(valid.not_before), stamp(valid.not_after));
        let name = format!("ca_{by:?}");
        // The number file of the CRLs is that of the serial numbers: each place has one of its own.
        fs::write(self.file(by, "number"), format!("{:02X}\n", of.serial())).expect("a number");
        let mut arguments = vec![
            "ca", "-config", &config, "-name", &name, "-batch", "-notext",
        ];
        arguments.extend(["-in", &request, "-out", &out, "-extensions", section]);
        arguments.extend(["-startdate", &from, "-enddate", &to]);
        if of == by {
            arguments.push("-selfsign");
        }
        openssl(&arguments);
        Certificate::from_pem_or_der(&fs::read(&out).expect("issued")).expect("a certificate")
    }

    fn crl(&self, of: Place, below: Place, listed: bool) -> Vec<u8> {
        let (config, out) = (self.config_file(), self.file(of, "crl"));
        let name = format!("ca_{of:?}");
        let ca = ["ca", "-config", &config, "-name", &name];
        if listed {
            let file = self.file(below, "cer");
            let why = ["-crl_reason", "keyCompromise"];
            openssl(&[&ca[..], &["-revoke", &file], &why].concat());
        }
        let index = self.file(of, "index");
        let mut lines = fs::read_to_string(&index).expect("an index");
        lines += &format!(
            "R\t491231235959Z\t200101000000Z,keyCompromise\t{OTHER_SERIAL:02X}\tunknown\t/CN=other\n"
        );
        fs::write(&index, lines).expect("an index");
        openssl(&[&ca[..], &["-gencrl", "-out", &out]].concat());
        // No key is used here, and `openssl crl` takes no engine.
        succeed(Command::new("openssl").args(["crl", "-in", &out, "-outform", "DER"]))
    }

    fn chain(&self) -> Chain {
        let fault = self.fault;
        let root = self.issue(Place::Root, Place::Root, "Root");
        let policy = self.issue(Place::Policy, Place::Root, "Policy");
        let issuing = self.issue(Place::Issuing, Place::Policy, "Issuing");
        let signer = match fault {
            Fault::WrongIssuer | Fault::Forged => {
                if fault == Fault::Forged {
                    let id = issuing.subject_key_id().expect("a key identifier");
                    let id: String = id.iter().map(|octet| format!("{octet:02X}")).collect();
                    let section = format!(
                        "[Stranger]\nsubjectKeyIdentifier = {id}\nbasicConstraints = CA:TRUE\n"
                    );
                    let config = self.config() + &section;
                    fs::write(self.config_file(), config).expect("the configuration");
                    self.issue(Place::Stranger, Place::Stranger, "Stranger");
                } else {
                    self.issue(Place::Stranger, Place::Stranger, "Root");
                }
                Place::Stranger
            }
            _ => Place::Issuing,
        };
        let leaf = self.issue(Place::Leaf, signer, "Leaf");
        let crls = vec![
            self.crl(Place::Root, Place::Policy, false),
            self.crl(
                Place::Policy,
                Place::Issuing,
                fault == Fault::AuthorityRevoked,
            ),
            self.crl(Place::Issuing, Place::Leaf, fault == Fault::Revoked),
        ];
        Chain {
            root,
            leaf,
            between: vec![issuing, policy],
            crls,
        }
        .spoil(fault)
    }
}
