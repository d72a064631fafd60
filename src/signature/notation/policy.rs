//! `trustpolicy.json`: whom a person trusts for which repositories, and which checks
//! must hold (notaryproject/specifications, `trust-store-trust-policy.md`).

use crate::image::json::{Json, Node};
use crate::signature::certificate::{Name, Value};
use crate::words::{Message, certificates as words};

/// The most statements of a policy that are read.
const MAX_STATEMENTS: usize = 256;

/// For what the roots of a store are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// Signers.
    Ca,
    /// Who signs for signers.
    SigningAuthority,
    /// Timestamps.
    Tsa,
}

impl StoreKind {
    /// By its name in a policy, and of its folder.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "ca" => Some(Self::Ca),
            "signingAuthority" => Some(Self::SigningAuthority),
            "tsa" => Some(Self::Tsa),
            _ => None,
        }
    }
}

/// The five checks of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// The bytes are those that were signed, in a way that is allowed.
    Integrity,
    /// The signer is one who is trusted.
    Authenticity,
    /// The certificates were valid when it was signed.
    AuthenticTimestamp,
    /// The signer still wants it to be taken.
    Expiry,
    /// No certificate was revoked.
    Revocation,
}

/// What follows where a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The signature is refused.
    Enforce,
    /// It is said.
    Log,
    /// It is not checked.
    Skip,
}

impl Check {
    /// In the order in which notation takes them.
    pub const ALL: [Self; 5] = [
        Self::Integrity,
        Self::Authenticity,
        Self::AuthenticTimestamp,
        Self::Expiry,
        Self::Revocation,
    ];

    /// As a policy calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Authenticity => "authenticity",
            Self::AuthenticTimestamp => "authenticTimestamp",
            Self::Expiry => "expiry",
            Self::Revocation => "revocation",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Integrity => words::check_integrity(),
            Self::Authenticity => words::check_authenticity(),
            Self::AuthenticTimestamp => words::check_timestamp(),
            Self::Expiry => words::check_expiry(),
            Self::Revocation => words::check_revocation(),
        }
    }
}

/// Why a document is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPolicy {
    NotJson,
    /// Another version than "1.0".
    Version,
    /// What stands at a place is not what must stand there: a JSON pointer.
    At(String),
    /// Two statements are for the same repository, or all, or have the same name.
    Twice(String),
}

impl NoPolicy {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotJson => words::policy_not_json(),
            Self::Version => words::policy_version(),
            Self::At(pointer) => words::policy_at(pointer),
            Self::Twice(what) => words::policy_twice(what),
        }
    }
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPolicy {
    pub statements: Vec<Statement>,
}

/// What holds for some repositories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    /// `registry/repository`, or `*` alone for all that no other statement has.
    pub scopes: Vec<String>,
    pub actions: [Action; 5],
    /// Whether timestamps count only where a certificate has expired.
    pub only_after_expiry: bool,
    /// The kinds and names of the trust stores.
    pub stores: Vec<(StoreKind, String)>,
    /// `None` for all whom a store vouches for.
    pub identities: Option<Vec<Identity>>,
}

/// Attributes that the subject of a certificate must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    attributes: Vec<(String, String)>,
}

const ALL: &str = "*";

impl TrustPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NoPolicy> {
        let root = Json::parse(bytes).root.ok_or(NoPolicy::NotJson)?;
        if root.get("version").and_then(Node::as_str) != Some("1.0") {
            return Err(NoPolicy::Version);
        }
        let list = root.get("trustPolicies").map_or(&[][..], Node::items);
        if list.is_empty() || list.len() > MAX_STATEMENTS {
            return Err(NoPolicy::At("/trustPolicies".to_owned()));
        }
        let statements = list.iter().enumerate().map(|(n, node)| {
            let place = format!("/trustPolicies/{n}");
            Statement::read(node, &place)
        });
        let statements = statements.collect::<Result<Vec<_>, _>>()?;
        let names = statements.iter().map(|statement| &statement.name);
        twice(names)?;
        twice(statements.iter().flat_map(|statement| &statement.scopes))?;
        Ok(Self { statements })
    }

    /// What holds for a repository (`registry/repository`); `None` where its name is not
    /// known: then only what holds for all.
    #[must_use]
    pub fn statement(&self, repository: Option<&str>) -> Option<&Statement> {
        let of = |wanted: &str| {
            let mut statements = self.statements.iter();
            statements.find(|statement| statement.scopes.iter().any(|scope| scope == wanted))
        };
        repository.and_then(of).or_else(|| of(ALL))
    }
}

fn twice<'a>(texts: impl Iterator<Item = &'a String>) -> Result<(), NoPolicy> {
    let mut seen = Vec::new();
    for text in texts {
        if seen.contains(&text) {
            return Err(NoPolicy::Twice(text.clone()));
        }
        seen.push(text);
    }
    Ok(())
}

impl Statement {
    fn read(node: &Node, place: &str) -> Result<Self, NoPolicy> {
        let at = |key: &str| NoPolicy::At(format!("{place}/{key}"));
        let texts = |key: &str| -> Result<Vec<&str>, NoPolicy> {
            let items = node.get(key).map_or(&[][..], Node::items);
            items
                .iter()
                .map(|item| item.as_str().ok_or_else(|| at(key)))
                .collect()
        };
        let name = node.get("name").and_then(Node::as_str);
        let name = name
            .filter(|name| !name.is_empty())
            .ok_or_else(|| at("name"))?;
        let scopes = texts("registryScopes")?;
        if scopes.is_empty() || (scopes.contains(&ALL) && scopes.len() > 1) {
            return Err(at("registryScopes"));
        }
        let verification = node.get("signatureVerification");
        let verification = verification.ok_or_else(|| at("signatureVerification"))?;
        let actions = actions(verification).ok_or_else(|| at("signatureVerification"))?;
        let only_after_expiry = match verification.get("verifyTimestamp").map(Node::as_str) {
            None | Some(Some("" | "always")) => false,
            Some(Some("afterCertExpiry")) => true,
            _ => return Err(at("signatureVerification/verifyTimestamp")),
        };
        let stores = texts("trustStores")?.into_iter().map(|store| {
            let (kind, name) = store.split_once(':')?;
            Some((StoreKind::of(kind)?, name.to_owned()))
        });
        let stores: Option<Vec<_>> = stores.collect();
        let stores = stores.ok_or_else(|| at("trustStores"))?;
        let identities = texts("trustedIdentities")?;
        let skips = actions.iter().all(|action| *action == Action::Skip);
        if stores.is_empty() != skips {
            return Err(at("trustStores"));
        }
        if identities.is_empty() != skips || (identities.contains(&ALL) && identities.len() > 1) {
            return Err(at("trustedIdentities"));
        }
        let read = identities.iter().filter(|text| **text != ALL).map(|text| {
            let identity = text.strip_prefix("x509.subject:").and_then(Identity::read);
            identity.ok_or_else(|| at("trustedIdentities"))
        });
        let read = read.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            name: name.to_owned(),
            scopes: scopes.into_iter().map(str::to_owned).collect(),
            actions,
            only_after_expiry,
            stores,
            identities: (!identities.contains(&ALL)).then_some(read),
        })
    }

    /// What follows where a check fails.
    #[must_use]
    pub fn action(&self, check: Check) -> Action {
        let pairs = Check::ALL.into_iter().zip(self.actions);
        let mut found = pairs.filter(|(own, _)| *own == check);
        found.next().map_or(Action::Enforce, |(_, action)| action)
    }
}

/// What follows of each check, by the level and what overrides it.
fn actions(verification: &Node) -> Option<[Action; 5]> {
    use Action::{Enforce, Log, Skip};
    let level = verification.get("level").and_then(Node::as_str)?;
    let mut actions = match level {
        "strict" => [Enforce; 5],
        "permissive" => [Enforce, Enforce, Log, Log, Log],
        "audit" => [Enforce, Log, Log, Log, Log],
        "skip" => [Skip; 5],
        _ => return None,
    };
    let overrides = verification.get("override").map_or(&[][..], Node::members);
    if level == "skip" && !overrides.is_empty() {
        return None;
    }
    for member in overrides {
        let action = match member.value.as_str()? {
            "enforce" => Enforce,
            "log" => Log,
            "skip" => Skip,
            _ => return None,
        };
        // Integrity is always enforced, and only revocation may be skipped.
        let place = Check::ALL
            .iter()
            .position(|check| check.name() == member.key)?;
        if place == 0 || (action == Skip && member.key != Check::Revocation.name()) {
            return None;
        }
        *actions.get_mut(place)? = action;
    }
    Some(actions)
}

impl Identity {
    /// Reads the attributes of a name (RFC 4514) that has at least country, state and
    /// organisation.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut attributes: Vec<(String, String)> = Vec::new();
        for part in split(text)? {
            let (kind, value) = part.split_once('=')?;
            let kind = kind.trim().to_ascii_uppercase();
            let kind = if kind == "S" { "ST".to_owned() } else { kind };
            if attributes.iter().any(|(own, _)| *own == kind) {
                return None;
            }
            attributes.push((kind, unescaped(value)?));
        }
        let has = |kind: &str| attributes.iter().any(|(own, _)| own == kind);
        (has("C") && has("ST") && has("O")).then_some(Self { attributes })
    }

    /// Whether a name has all of its attributes.
    #[must_use]
    pub fn is_of(&self, name: &Name) -> bool {
        self.attributes.iter().all(|(kind, value)| {
            name.attributes().any(|attribute| {
                let is_value = matches!(&attribute.value, Value::Text(text) if text == value);
                attribute.kind.eq_ignore_ascii_case(kind) && is_value
            })
        })
    }
}

/// The parts between commas and plus signs that are not escaped.
fn split(text: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in text.chars() {
        if !is_escaped && matches!(c, ',' | '+') {
            parts.push(String::new());
            continue;
        }
        is_escaped = !is_escaped && c == '\\';
        parts.last_mut()?.push(c);
    }
    (!is_escaped).then_some(parts)
}

/// A value without its escapes, and without the spaces around it.
fn unescaped(value: &str) -> Option<String> {
    let mut bytes = Vec::new();
    // Up to where spaces at the end are part of the value.
    let mut kept = 0;
    let mut rest = value.trim_start().bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            if byte != b' ' {
                kept = bytes.len();
            }
            continue;
        }
        let next = rest.next()?;
        match char::from(next).to_digit(16) {
            Some(high) => {
                let low = char::from(rest.next()?).to_digit(16)?;
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            None => bytes.push(next),
        }
        kept = bytes.len();
    }
    bytes.truncate(kept);
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(statement: &str) -> Result<TrustPolicy, NoPolicy> {
        let text = format!(r#"{{"version":"1.0","trustPolicies":[{statement}]}}"#);
        TrustPolicy::read(text.as_bytes())
    }

    const STATEMENT: &str = r#"{"name":"a","registryScopes":["*"],
        "signatureVerification":{"level":"strict"},"trustStores":["ca:x","tsa:y"],
        "trustedIdentities":["x509.subject: C=US, ST=WA, O=a\\, b"]}"#;

    #[test]
    fn a_policy_is_chosen_by_repository() {
        let own = STATEMENT
            .replace('*', "r.example/a")
            .replace("\"a\"", "\"b\"");
        let policy = policy(&format!("{STATEMENT},{own}")).unwrap();
        let name = |repository| policy.statement(repository).map(|one| one.name.as_str());
        assert_eq!(name(Some("r.example/a")), Some("b"));
        assert_eq!(name(Some("r.example/a/b")), Some("a"));
        assert_eq!(name(None), Some("a"));
        let stores = &policy.statements[0].stores;
        let expected = [
            (StoreKind::Ca, "x".to_owned()),
            (StoreKind::Tsa, "y".to_owned()),
        ];
        assert_eq!(stores[..], expected);
    }

    #[test]
    fn levels_say_what_follows() {
        use Action::{Enforce, Log, Skip};
        let actions = |verification: &str| {
            let text = STATEMENT.replace(r#"{"level":"strict"}"#, verification);
            policy(&text).map(|policy| policy.statements[0].actions)
        };
        assert_eq!(actions(r#"{"level":"strict"}"#), Ok([Enforce; 5]));
        let level = r#"{"level":"permissive","override":{"expiry":"enforce","revocation":"skip"}}"#;
        assert_eq!(actions(level), Ok([Enforce, Enforce, Log, Enforce, Skip]));
        assert_eq!(
            actions(r#"{"level":"audit"}"#),
            Ok([Enforce, Log, Log, Log, Log])
        );
        for wrong in [
            r#"{"level":"lax"}"#,
            r#"{"level":"strict","override":{"integrity":"log"}}"#,
            r#"{"level":"strict","override":{"expiry":"skip"}}"#,
            r#"{"level":"strict","override":{"other":"log"}}"#,
        ] {
            let place = "/trustPolicies/0/signatureVerification".to_owned();
            assert_eq!(actions(wrong), Err(NoPolicy::At(place)), "{wrong}");
        }
        // Who skips all trusts nobody.
        let place = "/trustPolicies/0/trustStores".to_owned();
        assert_eq!(actions(r#"{"level":"skip"}"#), Err(NoPolicy::At(place)));
    }

    #[test]
    fn what_is_no_policy_says_where() {
        assert_eq!(TrustPolicy::read(b"["), Err(NoPolicy::NotJson));
        assert_eq!(TrustPolicy::read(b"{}"), Err(NoPolicy::Version));
        let both = format!("{STATEMENT},{STATEMENT}");
        assert_eq!(policy(&both), Err(NoPolicy::Twice("a".to_owned())));
        for (part, other, key) in [
            (r#""a""#, r#""""#, "name"),
            (r#"["*"]"#, r#"["*","r/a"]"#, "registryScopes"),
            ("ca:x", "x", "trustStores"),
            ("O=a", "OU=a", "trustedIdentities"),
            ("x509.subject", "other", "trustedIdentities"),
        ] {
            let place = format!("/trustPolicies/0/{key}");
            assert_eq!(
                policy(&STATEMENT.replace(part, other)),
                Err(NoPolicy::At(place))
            );
        }
    }

    #[test]
    fn identities_are_names() {
        let identity = Identity::read(r"C=US, S = WA ,O=a\, b\20 + CN=\c3\bc").unwrap();
        let pair = |kind: &str, value: &str| (kind.to_owned(), value.to_owned());
        let expected = [
            pair("C", "US"),
            pair("ST", "WA"),
            pair("O", "a, b "),
            pair("CN", "ü"),
        ];
        assert_eq!(identity.attributes, expected);
        for none in [
            "C=US,ST=WA",
            "C=US,ST=WA,O",
            "C=US,ST=WA,O=a,O=b",
            r"C=US,ST=WA,O=\",
        ] {
            assert_eq!(Identity::read(none), None, "{none}");
        }
    }
}
