//! What kind of statement it is, by its `predicateType`.

use crate::words::{Message, attestations as words};

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// How it was built: SLSA.
    Provenance,
    /// What is inside: SPDX or CycloneDX.
    Sbom,
    /// Which weaknesses concern it: OpenVEX.
    Vex,
    /// What a scanner found, in cosign's form.
    Vulnerabilities,
    /// That it is signed, and nothing else: what `cosign sign` writes since version 3.
    CosignSign,
    Other,
}

/// The types with a version of their own behind them, after a `/`, and without.
const FAMILIES: [(&str, Predicate); 5] = [
    ("https://spdx.dev/Document", Predicate::Sbom),
    ("https://cyclonedx.org/bom", Predicate::Sbom),
    ("https://cyclonedx.org/schema", Predicate::Sbom),
    ("https://openvex.dev/ns", Predicate::Vex),
    (
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        Predicate::Vulnerabilities,
    ),
];

impl Predicate {
    /// The kind of a `predicateType`.
    #[must_use]
    pub fn of(predicate_type: &str) -> Self {
        match predicate_type {
            "https://slsa.dev/provenance/v0.2" | "https://slsa.dev/provenance/v1" => {
                return Self::Provenance;
            }
            "https://sigstore.dev/cosign/sign/v1" => return Self::CosignSign,
            _ => {}
        }
        let is_of = |family: &str| {
            let rest = predicate_type.strip_prefix(family);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut families = FAMILIES.iter();
        let found = families.find(|(family, _)| is_of(family));
        found.map_or(Self::Other, |(_, predicate)| *predicate)
    }

    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Provenance => words::provenance(),
            Self::Sbom => words::sbom(),
            Self::Vex => words::vex(),
            Self::Vulnerabilities => words::vulnerabilities(),
            Self::CosignSign => words::cosign_sign(),
            Self::Other => words::other_statement(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_says_the_kind() {
        for (predicate_type, kind) in [
            ("https://slsa.dev/provenance/v0.2", Predicate::Provenance),
            ("https://slsa.dev/provenance/v1", Predicate::Provenance),
            ("https://slsa.dev/provenance/v0.1", Predicate::Other),
            ("https://spdx.dev/Document", Predicate::Sbom),
            ("https://spdx.dev/Document/v2.3", Predicate::Sbom),
            ("https://spdx.dev/Documents", Predicate::Other),
            ("https://cyclonedx.org/bom/v1.4", Predicate::Sbom),
            ("https://openvex.dev/ns/v0.2.0", Predicate::Vex),
            (
                "https://cosign.sigstore.dev/attestation/vuln/v1",
                Predicate::Vulnerabilities,
            ),
            ("https://sigstore.dev/cosign/sign/v1", Predicate::CosignSign),
            ("", Predicate::Other),
        ] {
            assert_eq!(Predicate::of(predicate_type), kind, "{predicate_type}");
        }
    }
}
