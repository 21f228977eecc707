// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job in one call.

use gostseal::ErrorCode;
use gostseal::userinfo::Open;
use pyo3::prelude::*;

use crate::certificate::Certificate;
use crate::errors::{OrRaise, raise};
use crate::jws::parsed;
use crate::keys::{Holder, PrivateKey};
use crate::octets::Text;
use crate::time::instant;
use crate::trust::{Believed, Pinned, TrustStore};

/// Opens a user-info, a compact JWE or JWS, and gives the claims that the bank's signature proves.
#[pyfunction]
#[pyo3(signature = (text, *, key=None, certificate=None, bank=None, anchors=None, audience=None, issuer=None,
                    nonce=None, now=None, leeway=0, require_exp=false))]
#[allow(
    clippy::too_many_arguments,
    reason = "each is a keyword argument of Python"
)]
pub(crate) fn open_userinfo<'py>(
    py: Python<'py>,
    text: Text<'py>,
    key: Option<Bound<'py, PrivateKey>>,
    certificate: Option<Bound<'py, Certificate>>,
    bank: Option<Pinned<'py>>,
    anchors: Option<Bound<'py, TrustStore>>,
    audience: Option<String>,
    issuer: Option<String>,
    nonce: Option<String>,
    now: Option<Bound<'py, PyAny>>,
    leeway: u32,
    require_exp: bool,
) -> PyResult<Bound<'py, PyAny>> {
    if key.is_none() && certificate.is_some() {
        let message = "a recipient's certificate without its key opens nothing";
        return Err(raise(py, ErrorCode::InvalidArgument, message));
    }
    let now = instant(now.as_ref())?;
    let believed = Believed::new(py, bank.as_ref(), anchors.as_ref())?;
    let certificate = certificate.as_ref().map(|certificate| certificate.get());
    let holder = key.as_ref().map(|key| Holder::new(key.get(), certificate));
    let text = text.as_slice();
    let opened = py.detach(|| {
        let mut open = Open::new(believed.trust())
            .at(now)
            .leeway(leeway)
            .require_exp(require_exp);
        if let Some(holder) = &holder {
            open = open.key(holder);
        }
        if let Some(audience) = &audience {
            open = open.audience(audience);
        }
        if let Some(issuer) = &issuer {
            open = open.issuer(issuer);
        }
        if let Some(nonce) = &nonce {
            open = open.nonce(nonce);
        }
        open.open(text)
    });
    parsed(py, &opened.or_raise(py)?.claims.to_json())
}
