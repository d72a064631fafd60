//! AlgorithmIdentifiers: the hash, or how a signature is made (RFC 5280 §4.1.1.2,
//! RFC 5758, RFC 8017 §A.2, RFC 8410).

use crate::signature::cryptography::{Hash, Scheme};
use crate::signature::der::{self, DerError, DerErrorKind, Element, Reader};
use crate::signature::oid;

/// What an AlgorithmIdentifier names: something that is computed with, or the object
/// identifier of something else, such as SHA-1.
pub type Named<T> = Result<T, String>;

/// The hash that an AlgorithmIdentifier names.
///
/// # Errors
/// Where it is malformed.
pub fn hash(algorithm: &Element<'_>) -> Result<Named<Hash>, DerError> {
    let mut parts = parts(algorithm)?;
    let name = parts.expect(der::OID)?;
    parts.optional(der::NULL)?;
    parts.end()?;
    Ok(match name.content {
        oid::SHA256 => Ok(Hash::Sha256),
        oid::SHA384 => Ok(Hash::Sha384),
        oid::SHA512 => Ok(Hash::Sha512),
        other => Err(dotted(other)),
    })
}

/// How a signature is made, as an AlgorithmIdentifier names it. Some, which CMS allows,
/// name only the kind of key: then `hash` is the one beside it.
///
/// # Errors
/// Where it is malformed.
pub fn scheme(algorithm: &Element<'_>, hash: Option<Hash>) -> Result<Named<Scheme>, DerError> {
    let mut parts = parts(algorithm)?;
    let name = parts.expect(der::OID)?.content;
    Ok(match (name, hash) {
        (oid::ECDSA_SHA256, _) => Ok(Scheme::EcdsaDer(Hash::Sha256)),
        (oid::ECDSA_SHA384, _) => Ok(Scheme::EcdsaDer(Hash::Sha384)),
        (oid::ECDSA_SHA512, _) => Ok(Scheme::EcdsaDer(Hash::Sha512)),
        (oid::RSA_SHA256, _) => Ok(Scheme::RsaPkcs1(Hash::Sha256)),
        (oid::RSA_SHA384, _) => Ok(Scheme::RsaPkcs1(Hash::Sha384)),
        (oid::RSA_SHA512, _) => Ok(Scheme::RsaPkcs1(Hash::Sha512)),
        (oid::ED25519, _) => Ok(Scheme::Ed25519),
        (oid::EC_KEY, Some(hash)) => Ok(Scheme::EcdsaDer(hash)),
        (oid::RSA_KEY, Some(hash)) => Ok(Scheme::RsaPkcs1(hash)),
        (oid::RSA_PSS, _) => match pss(&mut parts)? {
            Some(hash) => Ok(Scheme::RsaPss(hash)),
            None => Err(dotted(name)),
        },
        (other, _) => Err(dotted(other)),
    })
}

/// The hash of RSASSA-PSS, if MGF1 has the same and the salt its length.
fn pss(parts: &mut Reader<'_>) -> Result<Option<Hash>, DerError> {
    let mut parameters = parts.inside(der::SEQUENCE)?;
    let (Some(own), Some(mask), Some(salt)) = (
        parameters.optional(der::constructed(0))?,
        parameters.optional(der::constructed(1))?,
        parameters.optional(der::constructed(2))?,
    ) else {
        // What is left out is SHA-1.
        return Ok(None);
    };
    let Ok(own) = hash(&own.inside()?.expect(der::SEQUENCE)?)? else {
        return Ok(None);
    };
    let mut mask = mask.inside()?.inside(der::SEQUENCE)?;
    let is_mgf1 = mask.expect(der::OID)?.content == oid::MGF1;
    let is_same = hash(&mask.expect(der::SEQUENCE)?)? == Ok(own);
    let salt = salt.inside()?.expect(der::INTEGER)?.number()?;
    let length = match own {
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
        Hash::Sha512 => 64,
    };
    Ok((is_mgf1 && is_same && salt == length).then_some(own))
}

fn parts<'a>(algorithm: &Element<'a>) -> Result<Reader<'a>, DerError> {
    match algorithm.tag {
        der::SEQUENCE => algorithm.inside(),
        _ => Err(algorithm.error(DerErrorKind::Unexpected)),
    }
}

fn dotted(oid: &[u8]) -> String {
    der::dotted(oid).unwrap_or_default()
}
