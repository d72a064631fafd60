//! The form of COSE (RFC 9052 §4.2, `COSE_Sign1`; `signature-envelope-cose.md`).

use time::OffsetDateTime;

use crate::signature::certificate::Certificate;
use crate::signature::fault::Fault;
use crate::signature::notary_fault::NotaryFault;
use crate::signature::proof::Carrier;

use super::cbor::{self, Value};
use super::envelope::{
    AGENT, AUTHENTIC_TIME, EXPIRY, Envelope, Headers, MAX_CERTIFICATES, PLUGIN, SCHEME,
    SIGNING_TIME, TIMESTAMP,
};

/// The tags of `COSE_Sign1` and of seconds since 1970, and the labels of headers.
const SIGN1: u64 = 18;
const SECONDS: u64 = 1;
const ALGORITHM: i64 = 1;
const CRITICAL: i64 = 2;
const CONTENT_TYPE: i64 = 3;
const CERTIFICATES: i64 = 33;

/// Reads an envelope.
pub(super) fn read(bytes: &[u8]) -> Result<Envelope, Fault> {
    let Some(Value::Tag(SIGN1, inner)) = Value::read(bytes) else {
        return Err(NotaryFault::Envelope.into());
    };
    let Value::Array(parts) = *inner else {
        return Err(NotaryFault::Envelope.into());
    };
    let [
        Value::Bytes(protected),
        unprotected @ Value::Map(_),
        Value::Bytes(payload),
        Value::Bytes(signature),
    ] = parts.as_slice()
    else {
        return Err(NotaryFault::Envelope.into());
    };
    let headers = Value::read(protected).filter(|headers| matches!(headers, Value::Map(_)));
    let headers = headers.ok_or(NotaryFault::Value("protected".to_owned()))?;
    let timestamp = unprotected.get(TIMESTAMP).map(|token| {
        let token = token.bytes();
        token.ok_or(NotaryFault::Value(TIMESTAMP.to_owned()))
    });
    let agent = unprotected.get(AGENT).and_then(Value::text);
    Ok(Envelope {
        carrier: Carrier::NotaryCose,
        signed: signed(protected, payload),
        payload: payload.to_vec(),
        signature: signature.to_vec(),
        certificates: certificates(unprotected)?,
        headers: read_headers(&headers)?,
        timestamp: timestamp.transpose()?.map(<[u8]>::to_vec),
        agent: agent.map(str::to_owned),
    })
}

/// What is signed (RFC 9052 §4.4): an array of four, without further data.
fn signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut signed = vec![0x84];
    cbor::write(3, b"Signature1", &mut signed);
    for part in [protected, &[], payload] {
        cbor::write(2, part, &mut signed);
    }
    signed
}

fn read_headers(headers: &Value<'_>) -> Result<Headers, NotaryFault> {
    let missing = |name: &str| NotaryFault::Missing(name.to_owned());
    let time = |key: &str| -> Result<Option<OffsetDateTime>, NotaryFault> {
        let seconds = match headers.get(key) {
            Some(Value::Tag(SECONDS, seconds)) => seconds.number(),
            Some(_) => None,
            None => return Ok(None),
        };
        let time = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        time.map(Some).ok_or(NotaryFault::Value(key.to_owned()))
    };
    let critical = match headers.at(CRITICAL) {
        Some(Value::Array(names)) => names.iter().map(name).collect(),
        Some(_) => return Err(NotaryFault::Value("crit".to_owned())),
        None => Vec::new(),
    };
    let algorithm = headers.at(ALGORITHM).and_then(Value::number);
    let content_type = headers.at(CONTENT_TYPE).and_then(Value::text);
    let scheme = headers.get(SCHEME).and_then(Value::text);
    let plugin = headers.get(PLUGIN);
    Ok(Headers {
        algorithm: algorithm_name(algorithm.ok_or_else(|| missing("alg"))?),
        content_type: content_type.ok_or_else(|| missing("cty"))?.to_owned(),
        scheme: scheme.ok_or_else(|| missing(SCHEME))?.to_owned(),
        signing_time: time(SIGNING_TIME)?,
        authentic_time: time(AUTHENTIC_TIME)?,
        expiry: time(EXPIRY)?,
        plugin: plugin.map(|name| name.text().unwrap_or_default().to_owned()),
        critical,
        names: headers.entries().iter().map(|(key, _)| name(key)).collect(),
    })
}

/// What a header is called: a text, or a number.
fn name(label: &Value<'_>) -> String {
    match (label.text(), label.number()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => String::new(),
    }
}

/// As JWS names it (IANA, COSE Algorithms).
fn algorithm_name(number: i64) -> String {
    match number {
        -37 => "PS256".to_owned(),
        -38 => "PS384".to_owned(),
        -39 => "PS512".to_owned(),
        -7 => "ES256".to_owned(),
        -35 => "ES384".to_owned(),
        -36 => "ES512".to_owned(),
        other => other.to_string(),
    }
}

/// One certificate, or a list.
fn certificates(unprotected: &Value<'_>) -> Result<Vec<Certificate>, Fault> {
    let list = match unprotected.at(CERTIFICATES) {
        Some(Value::Array(list)) if list.len() > MAX_CERTIFICATES => {
            return Err(NotaryFault::TooLarge.into());
        }
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let read = |item: &Value<'_>| -> Result<Certificate, Fault> {
        let der = item
            .bytes()
            .ok_or(NotaryFault::Value("x5chain".to_owned()))?;
        Ok(Certificate::parse(der)?)
    };
    list.iter().map(read).collect()
}
