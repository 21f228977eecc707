// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whether a CA may give a certificate its names ([RFC 5280, section 4.2.1.10]).
//!
//! Forms that are judged: directory names, DNS names, mail addresses, URIs by their host, IP addresses. A constraint on
//! another form refuses every certificate that has a name of that form. A name that cannot be judged (a URI without a
//! host, a DNS name with a NUL) is within no permitted tree and within every excluded one.
//!
//! A mail address in the subject counts where there is none among the alternative names. A constraint on DNS names or
//! URIs that begins with a dot takes subdomains only.
//!
//! [RFC 5280, section 4.2.1.10]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10

use alloc::string::String;
use alloc::vec::Vec;

use super::PathError;
use crate::formats::oid;
use crate::formats::x509::{Certificate, GeneralName, NameConstraints};

/// Judges every name of a certificate; each comparison is taken off `budget`.
pub(super) fn check(
    constraints: &NameConstraints<'_>,
    certificate: &Certificate,
    budget: &mut u32,
) -> Result<(), PathError> {
    let mut names = certificate
        .subject_alt_names()
        .map_err(PathError::InvalidExtension)?;
    let subject = certificate.subject();
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject));
    }
    for name in &names {
        check_name(constraints, name, budget)?;
    }
    if !names
        .iter()
        .any(|name| matches!(name, GeneralName::Email(_)))
    {
        let addresses: Vec<String> = subject
            .attributes()
            .into_iter()
            .filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS)
            .filter_map(|attribute| attribute.text)
            .collect();
        for address in &addresses {
            check_name(constraints, &GeneralName::Email(address), budget)?;
        }
    }
    Ok(())
}

fn check_name(
    constraints: &NameConstraints<'_>,
    name: &GeneralName<'_>,
    budget: &mut u32,
) -> Result<(), PathError> {
    let form = name.form();
    let count = constraints.permitted.len() + constraints.excluded.len();
    *budget = u32::try_from(count)
        .ok()
        .and_then(|count| budget.checked_sub(count))
        .ok_or(PathError::BudgetExceeded)?;
    let of_form = |base: &&GeneralName<'_>| base.form() == form;
    let refused = Err(PathError::NameNotPermitted { form });
    let mut permitted = constraints.permitted.iter().filter(of_form).peekable();
    if permitted.peek().is_some() && !permitted.any(|base| within(name, base) == Some(true)) {
        return refused;
    }
    let mut excluded = constraints.excluded.iter().filter(of_form);
    if excluded.any(|base| within(name, base) != Some(false) || covers(name, base)) {
        return refused;
    }
    Ok(())
}

/// Whether a name lies within the tree of a constraint of the same form; `None` when it cannot be judged.
fn within(name: &GeneralName<'_>, base: &GeneralName<'_>) -> Option<bool> {
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Some(name.is_under(base)),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => {
            Some(host_within(host(name)?, base, true))
        }
        (GeneralName::Email(address), GeneralName::Email(base)) => email_within(address, base),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => {
            Some(host_within(host(uri_host(uri)?)?, base, false))
        }
        (GeneralName::Ip(address), GeneralName::Ip(base)) => ip_within(address, base),
        _ => None,
    }
}

/// Whether a wildcard stands for names within an excluded tree that is smaller than its own.
fn covers(name: &GeneralName<'_>, base: &GeneralName<'_>) -> bool {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => name
            .strip_prefix("*.")
            .is_some_and(|parent| host_within(base.trim_start_matches('.'), parent, true)),
        _ => false,
    }
}

/// A host name that can be compared: not empty, without a NUL, a final dot left out.
fn host(name: &str) -> Option<&str> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let plain = |octet: u8| octet.is_ascii_graphic() && octet != b'/' && octet != b'@';
    (!name.is_empty() && name.bytes().all(plain)).then_some(name)
}

/// Whether `host` is in the domain `base`; with `subdomains` also below one that does not begin with a dot.
fn host_within(host: &str, base: &str, subdomains: bool) -> bool {
    let base = base.strip_suffix('.').unwrap_or(base);
    if base.is_empty() {
        return true;
    }
    let Some(split) = host.len().checked_sub(base.len()) else {
        return false;
    };
    // Both are ASCII: GeneralName reads nothing else.
    let (Some(head), Some(tail)) = (host.get(..split), host.get(split..)) else {
        return false;
    };
    tail.eq_ignore_ascii_case(base)
        && if base.starts_with('.') {
            !head.is_empty()
        } else {
            head.is_empty() || subdomains && head.ends_with('.')
        }
}

fn email_within(address: &str, base: &str) -> Option<bool> {
    let (local, domain) = address.rsplit_once('@')?;
    if local.is_empty() || local.contains('\0') {
        return None;
    }
    let domain = host(domain)?;
    Some(match base.rsplit_once('@') {
        Some((wanted, of)) => local == wanted && domain.eq_ignore_ascii_case(of),
        None => host_within(domain, base, false),
    })
}

/// The host of a URI; `None` where it has none or has an address in its place.
fn uri_host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_address = host.starts_with('[')
        || host
            .rsplit('.')
            .next()
            .is_some_and(|label| label.bytes().all(|octet| octet.is_ascii_digit()));
    (!is_address).then_some(host)
}

fn ip_within(address: &[u8], base: &[u8]) -> Option<bool> {
    if address.len() != 4 && address.len() != 16 {
        return None;
    }
    let (network, mask) = base.split_at_checked(base.len() / 2)?;
    if network.len() != address.len() {
        return Some(false);
    }
    let same = |((a, n), m): ((&u8, &u8), &u8)| a & m == n & m;
    Some(address.iter().zip(network).zip(mask).all(same))
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn judge(
        permitted: &[GeneralName<'_>],
        excluded: &[GeneralName<'_>],
        name: &GeneralName<'_>,
    ) -> bool {
        let constraints = NameConstraints {
            permitted: permitted.to_vec(),
            excluded: excluded.to_vec(),
        };
        check_name(&constraints, name, &mut 1000).is_ok()
    }

    #[test]
    fn dns_names_lie_in_domains() {
        use GeneralName::Dns;
        for (name, base, inside) in [
            ("bank.ru", "bank.ru", true),
            ("WWW.Bank.RU", "bank.ru", true),
            ("bank.ru.", "bank.ru", true),
            ("abank.ru", "bank.ru", false),
            ("bank.ru", ".bank.ru", false),
            ("a.bank.ru", ".bank.ru", true),
            ("ru", "bank.ru", false),
            ("any.org", "", true),
            ("bank.ru\0.evil.org", "bank.ru", false),
            ("evil.org\0.bank.ru", "bank.ru", false),
            ("", "bank.ru", false),
        ] {
            assert_eq!(
                judge(&[Dns(base)], &[], &Dns(name)),
                inside,
                "{name:?} {base}"
            );
        }
    }

    #[test]
    fn what_cannot_be_judged_is_excluded() {
        use GeneralName::{Dns, Ip, Other, Uri};
        let excluded = [
            Dns("bank.ru"),
            Uri("bank.ru"),
            Other(0, b"x"),
            Ip(&[10, 0, 0, 0, 255, 0, 0, 0]),
        ];
        assert!(judge(&[], &excluded, &Dns("bank.org")));
        assert!(!judge(&[], &excluded, &Dns("org\0")));
        assert!(!judge(&[], &excluded, &Dns("*.ru")));
        assert!(judge(&[], &excluded, &Dns("*.org")));
        assert!(!judge(&[], &excluded, &Uri("urn:x")));
        assert!(!judge(&[], &excluded, &Uri("http://10.0.0.1/")));
        assert!(judge(&[], &excluded, &Uri("http://u@x.bank.ru:80/bank.ru")));
        assert!(!judge(&[], &excluded, &Uri("http://u@bank.ru:80/")));
        assert!(!judge(&[], &excluded, &Other(0, b"y")));
        assert!(judge(&[], &excluded, &Other(3, b"y")));
        assert!(!judge(&[], &excluded, &Ip(&[10, 1, 2, 3])));
        assert!(judge(&[], &excluded, &Ip(&[11, 1, 2, 3])));
        assert!(!judge(&[], &excluded, &Ip(&[11, 1, 2])));
    }

    #[test]
    fn mail_addresses_lie_in_mailboxes_hosts_and_domains() {
        use GeneralName::Email;
        for (name, base, inside) in [
            ("a@bank.ru", "a@bank.ru", true),
            ("A@bank.ru", "a@bank.ru", false),
            ("a@BANK.ru", "a@bank.ru", true),
            ("a@bank.ru", "bank.ru", true),
            ("a@x.bank.ru", "bank.ru", false),
            ("a@x.bank.ru", ".bank.ru", true),
            ("bank.ru", "bank.ru", false),
            ("@bank.ru", "bank.ru", false),
        ] {
            assert_eq!(
                judge(&[Email(base)], &[], &Email(name)),
                inside,
                "{name} {base}"
            );
        }
    }

    #[test]
    fn comparisons_are_bounded() {
        let constraints = NameConstraints {
            permitted: vec![GeneralName::Dns("a"); 11],
            excluded: Vec::new(),
        };
        let result = check_name(&constraints, &GeneralName::Dns("a"), &mut 10);
        assert_eq!(result, Err(PathError::BudgetExceeded));
    }
}
