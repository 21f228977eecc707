// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the reports of tokens have in common.

use gostseal::jose::{Object, SignatureForm, Value};

use crate::output::visible;

/// Claims, one line each: strings as they are, all else as JSON.
pub(super) fn claims_text(claims: &Object) -> String {
    let mut text = String::from("claims:\n");
    for (name, value) in claims.iter() {
        let shown = match value {
            Value::String(string) => visible(string),
            other => visible(&other.to_string()),
        };
        text += &format!("  {}: {shown}\n", visible(name));
    }
    text
}

/// The name of a signature's form in a report.
pub(super) fn form_name(form: SignatureForm) -> &'static str {
    match form {
        SignatureForm::Raw => "raw",
        SignatureForm::Cms => "CMS",
    }
}
