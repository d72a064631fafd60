//! The form of JWS (RFC 7515 §7.2.2, flattened; `signature-envelope-jws.md`).

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::image::json::{Json, Node};
use crate::signature::base64;
use crate::signature::certificate::Certificate;
use crate::signature::fault::Fault;
use crate::signature::notary_fault::NotaryFault;
use crate::signature::proof::Carrier;

use super::envelope::{
    AGENT, AUTHENTIC_TIME, EXPIRY, Envelope, Headers, MAX_CERTIFICATES, PLUGIN, SCHEME,
    SIGNING_TIME, TIMESTAMP, once,
};

/// Reads an envelope.
pub(super) fn read(bytes: &[u8]) -> Result<Envelope, Fault> {
    let root = Json::parse(bytes).root.ok_or(NotaryFault::Envelope)?;
    once(&root)?;
    let part = |key: &str| text(&root, key).ok_or(NotaryFault::Missing(key.to_owned()));
    let decoded = |key: &str| {
        let bytes = base64::decode(part(key)?);
        bytes.ok_or(NotaryFault::Value(key.to_owned()))
    };
    let protected = decoded("protected")?;
    let protected = Json::parse(&protected).root;
    let protected = protected.ok_or(NotaryFault::Value("protected".to_owned()))?;
    let signed = format!("{}.{}", part("protected")?, part("payload")?);
    let unprotected = root.get("header");
    let timestamp = unprotected.and_then(|header| text(header, TIMESTAMP));
    let timestamp = timestamp.map(|text| {
        let token = base64::decode(text);
        token.ok_or(NotaryFault::Value(TIMESTAMP.to_owned()))
    });
    let agent = unprotected.and_then(|header| text(header, AGENT));
    Ok(Envelope {
        carrier: Carrier::NotaryJws,
        signed: signed.into_bytes(),
        payload: decoded("payload")?,
        signature: decoded("signature")?,
        certificates: certificates(unprotected)?,
        headers: headers(&protected)?,
        timestamp: timestamp.transpose()?,
        agent: agent.map(str::to_owned),
    })
}

fn text<'a>(object: &'a Node, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Node::as_str)
}

fn headers(protected: &Node) -> Result<Headers, NotaryFault> {
    once(protected)?;
    let must = |key: &str| match text(protected, key) {
        Some(text) => Ok(text.to_owned()),
        None => Err(NotaryFault::Missing(key.to_owned())),
    };
    let time = |key: &str| -> Result<Option<OffsetDateTime>, NotaryFault> {
        let Some(value) = protected.get(key) else {
            return Ok(None);
        };
        let time = value
            .as_str()
            .and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        time.map(Some).ok_or(NotaryFault::Value(key.to_owned()))
    };
    let critical = protected.get("crit").map_or(&[][..], Node::items);
    let critical = critical.iter().map(|name| {
        let name = name.as_str().ok_or(NotaryFault::Value("crit".to_owned()))?;
        Ok(name.to_owned())
    });
    Ok(Headers {
        algorithm: must("alg")?,
        content_type: must("cty")?,
        scheme: must(SCHEME)?,
        signing_time: time(SIGNING_TIME)?,
        authentic_time: time(AUTHENTIC_TIME)?,
        expiry: time(EXPIRY)?,
        plugin: protected
            .get(PLUGIN)
            .map(|name| name.as_str().unwrap_or_default().to_owned()),
        critical: critical.collect::<Result<_, NotaryFault>>()?,
        names: protected
            .members()
            .iter()
            .map(|member| member.key.clone())
            .collect(),
    })
}

fn certificates(unprotected: Option<&Node>) -> Result<Vec<Certificate>, Fault> {
    let list = unprotected.and_then(|header| header.get("x5c"));
    let list = list.map_or(&[][..], Node::items);
    if list.len() > MAX_CERTIFICATES {
        return Err(NotaryFault::TooLarge.into());
    }
    let read = |item: &Node| -> Result<Certificate, Fault> {
        let der = item.as_str().and_then(base64::decode);
        let der = der.ok_or(NotaryFault::Value("x5c".to_owned()))?;
        Ok(Certificate::parse(&der)?)
    };
    list.iter().map(read).collect()
}
