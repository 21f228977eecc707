// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parameters of a call, as they were passed and before anything is judged.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use super::form;

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST rest/api/docflow/sign`: sign a document. Its errorCode is a number.
    SignDocument,
    /// `POST rest/api/workflow/finish_process`: sign at approval, confirmation or acquaintance. Its errorCode is a string.
    FinishProcess,
}

impl Call {
    /// Its path, after the base address of the service.
    pub const fn path(self) -> &'static str {
        match self {
            Self::SignDocument => "rest/api/docflow/sign",
            Self::FinishProcess => "rest/api/workflow/finish_process",
        }
    }
}

/// The parameters that either call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Name {
    /// `documentID`: the document.
    DocumentId,
    /// `procInstID`: the process.
    ProcInstId,
    /// `signal`: the name of the signal.
    Signal,
    /// `comment`: text of a comment.
    Comment,
    /// `addSignature`: whether to add the signature; `false` by default.
    AddSignature,
    /// `rawdata`: what is signed, in base64.
    RawData,
    /// `signdata`: the signature, in base64.
    SignData,
    /// `certificate`: the signer's certificate, in base64.
    Certificate,
    /// `certID`: the identifier of the certificate.
    CertId,
    /// `locale`: the language of messages.
    Locale,
}

impl Name {
    const ALL: [Self; 10] = [
        Self::DocumentId,
        Self::ProcInstId,
        Self::Signal,
        Self::Comment,
        Self::AddSignature,
        Self::RawData,
        Self::SignData,
        Self::Certificate,
        Self::CertId,
        Self::Locale,
    ];

    /// The name in a form and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DocumentId => "documentID",
            Self::ProcInstId => "procInstID",
            Self::Signal => "signal",
            Self::Comment => "comment",
            Self::AddSignature => "addSignature",
            Self::RawData => "rawdata",
            Self::SignData => "signdata",
            Self::Certificate => "certificate",
            Self::CertId => "certID",
            Self::Locale => "locale",
        }
    }

    fn from_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a parameter has no value although it was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormFault {
    /// It was passed more than once.
    Duplicate,
    /// Its percent-encoding is broken, or it is no UTF-8.
    Encoding,
}

/// What was passed for a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Parameter {
    /// Nothing, or an empty text.
    #[default]
    Absent,
    /// Something that has no value.
    Malformed(FormFault),
    /// A text that is not empty.
    Value(String),
}

impl Parameter {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// The language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// `ru`, the default.
    #[default]
    Ru,
    /// `en`.
    En,
    /// `kz`.
    Kz,
}

impl Locale {
    /// Its name in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Kz => "kz",
        }
    }
}

/// A call with its parameters. Unknown parameters are left out.
#[derive(Clone, Debug)]
pub struct Request {
    call: Call,
    parameters: [Parameter; Name::ALL.len()],
}

impl Request {
    /// A call without parameters.
    pub fn new(call: Call) -> Self {
        Self {
            call,
            parameters: Default::default(),
        }
    }

    /// Reads the body of a form. It never fails: what cannot be read is a parameter that [`check`](super::check) refuses.
    pub fn from_form(call: Call, body: &[u8]) -> Self {
        let mut request = Self::new(call);
        for (name, value) in form::pairs(body) {
            let Some(name) = name.as_deref().and_then(Name::from_str) else {
                continue;
            };
            let parameter = request.slot(name);
            *parameter = match (&parameter, value) {
                (Parameter::Absent, Some(value)) if value.is_empty() => Parameter::Absent,
                (Parameter::Absent, Some(value)) => Parameter::Value(value),
                (Parameter::Absent, None) => Parameter::Malformed(FormFault::Encoding),
                _ => Parameter::Malformed(FormFault::Duplicate),
            };
        }
        request
    }

    /// The call with a parameter set, for servers whose framework has read the form. An empty value takes it away.
    #[must_use]
    pub fn with(mut self, name: Name, value: &str) -> Self {
        *self.slot(name) = if value.is_empty() {
            Parameter::Absent
        } else {
            Parameter::Value(value.to_owned())
        };
        self
    }

    /// Which call it is.
    pub fn call(&self) -> Call {
        self.call
    }

    /// What was passed for a parameter.
    pub fn parameter(&self, name: Name) -> &Parameter {
        &self.parameters[name as usize]
    }

    /// The comment. It counts for nothing in acquaintance processes.
    pub fn comment(&self, acquaintance: bool) -> Option<&str> {
        self.parameter(Name::Comment)
            .value()
            .filter(|_| !acquaintance)
    }

    /// The language of messages; Russian for any value that is not known.
    pub fn locale(&self) -> Locale {
        let named = self.parameter(Name::Locale).value();
        [Locale::En, Locale::Kz]
            .into_iter()
            .find(|locale| named.is_some_and(|text| text.eq_ignore_ascii_case(locale.as_str())))
            .unwrap_or_default()
    }

    fn slot(&mut self, name: Name) -> &mut Parameter {
        &mut self.parameters[name as usize]
    }
}
