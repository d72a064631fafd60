//! Verifies signatures by the crates of RustCrypto and dalek: the same code in a page, in
//! a worker and in tests, without a secure context.

use p256::ecdsa::Error;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;

use rsa::BoxedUint;

use crate::image::digest::raw::{Sha256, Sha384, Sha512};
use crate::signature::cryptography::{Cryptography, Hash, RSA_BITS, Refusal, Scheme};
use crate::signature::key::{self, KeyKind, PublicKey};

/// The adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl Cryptography for RustCrypto {
    fn verify(
        &self,
        scheme: Scheme,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        match (scheme, key.kind()) {
            (Scheme::EcdsaDer(hash), _) => ecdsa(Form::Der, hash, key, message, signature),
            (Scheme::EcdsaFixed(hash), _) => ecdsa(Form::Fixed, hash, key, message, signature),
            (Scheme::RsaPkcs1(hash), KeyKind::Rsa(bits)) => {
                pkcs1(hash, &rsa_key(key, bits, signature)?, message, signature)
            }
            (Scheme::RsaPss(hash), KeyKind::Rsa(bits)) => {
                pss(hash, &rsa_key(key, bits, signature)?, message, signature)
            }
            (Scheme::Ed25519, KeyKind::Ed25519) => ed25519(key, message, signature),
            _ => Err(Refusal::OtherKey),
        }
    }
}

#[derive(Clone, Copy)]
enum Form {
    Der,
    Fixed,
}

/// Of each curve the same, by types that share no trait.
macro_rules! ecdsa_by {
    ($curve:ident, $form:expr, $prehash:expr, $key:expr, $signature:expr) => {{
        use $curve::ecdsa::{Signature, VerifyingKey};
        let key = VerifyingKey::from_sec1_bytes($key.bits()).map_err(|_| Refusal::BadKey)?;
        let signature = match $form {
            Form::Der => Signature::from_der($signature),
            Form::Fixed => Signature::from_slice($signature),
        };
        let signature = signature.map_err(|_| Refusal::Malformed)?;
        key.verify_prehash($prehash, &signature)
    }};
}

fn ecdsa(
    form: Form,
    hash: Hash,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let prehash = hash.of(message);
    let verified: Result<(), Error> = match key.kind() {
        KeyKind::P256 => ecdsa_by!(p256, form, &prehash, key, signature),
        KeyKind::P384 => ecdsa_by!(p384, form, &prehash, key, signature),
        KeyKind::P521 => ecdsa_by!(p521, form, &prehash, key, signature),
        KeyKind::Rsa(_) | KeyKind::Ed25519 => return Err(Refusal::OtherKey),
    };
    verified.map_err(|_| Refusal::Wrong)
}

/// The key, for a signature that is as long as its modulus.
fn rsa_key(key: &PublicKey, bits: usize, signature: &[u8]) -> Result<rsa::PublicKey, Refusal> {
    let (least, most) = RSA_BITS;
    if !(least..=most).contains(&bits) {
        return Err(Refusal::KeySize);
    }
    if signature.len() != bits.div_ceil(8) {
        return Err(Refusal::Malformed);
    }
    let (modulus, exponent) = key::rsa_numbers(key.bits()).map_err(|_| Refusal::BadKey)?;
    let number = BoxedUint::from_be_slice_vartime;
    rsa::PublicKey::new_with_size_limits(number(modulus), number(exponent), least..=most)
        .map_err(|_| Refusal::BadKey)
}

fn pkcs1(
    hash: Hash,
    key: &rsa::PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let hashed = hash.of(message);
    let verified = match hash {
        Hash::Sha256 => key.pkcs1v15_verify_prehash::<Sha256>(&hashed, signature),
        Hash::Sha384 => key.pkcs1v15_verify_prehash::<Sha384>(&hashed, signature),
        Hash::Sha512 => key.pkcs1v15_verify_prehash::<Sha512>(&hashed, signature),
    };
    verified.map_err(|_| Refusal::Wrong)
}

fn pss(hash: Hash, key: &rsa::PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let hashed = hash.of(message);
    let verified = match hash {
        Hash::Sha256 => key.pss_verify_prehash::<Sha256>(&hashed, signature),
        Hash::Sha384 => key.pss_verify_prehash::<Sha384>(&hashed, signature),
        Hash::Sha512 => key.pss_verify_prehash::<Sha512>(&hashed, signature),
    };
    verified.map_err(|_| Refusal::Wrong)
}

fn ed25519(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let bytes = key.bits().try_into().map_err(|_| Refusal::BadKey)?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| Refusal::BadKey)?;
    if key.is_weak() {
        return Err(Refusal::BadKey);
    }
    let signature = signature.try_into().map_err(|_| Refusal::Malformed)?;
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    key.verify_strict(message, &signature)
        .map_err(|_| Refusal::Wrong)
}
