//! Commands that verify elsewhere who signed an image, and print what is stated of it.
//! Each names what it is about by its digest: a tag may be another image by then.

use super::{Command, quote};
use crate::image::digest::Digest;
use crate::image::reference::Repository;
use crate::url::HttpUrl;
use crate::words::{Message, attestations as words};

/// What is signed, or is spoken of: a manifest or an index.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub repository: &'a Repository,
    pub digest: &'a Digest,
}

/// Whom a person expects to have signed it.
#[derive(Clone, Copy, Debug)]
pub enum Signer<'a> {
    /// By a certificate, as both stand in it.
    Identity { identity: &'a str, issuer: &'a str },
    /// By a key, whose file is called as cosign calls it: its path is not known here.
    Key,
}

/// What cosign calls the public key that it makes.
const KEY: &str = "cosign.pub";

/// GitHub's own command looks for provenance where it is told nothing else.
const GITHUB_DEFAULT: &str = "https://slsa.dev/provenance/v1";

/// Verifies a signature with cosign; nothing where a name would be no word of a shell.
#[must_use]
pub fn cosign_verify(signed: &Signed<'_>, signer: &Signer<'_>) -> Option<Command> {
    let (image, by) = (signed.familiar()?, signer.options()?);
    Some(Command {
        tool: "cosign",
        line: format!("cosign verify {by} {image}"),
        explains: words::command_cosign_verify(),
    })
}

/// Verifies a signed statement of this `predicateType` with cosign.
#[must_use]
pub fn cosign_verify_attestation(
    signed: &Signed<'_>,
    signer: &Signer<'_>,
    predicate_type: &str,
) -> Option<Command> {
    let (image, by) = (signed.familiar()?, signer.options()?);
    let kind = quote::word(predicate_type)?;
    Some(Command {
        tool: "cosign",
        line: format!("cosign verify-attestation --type {kind} {by} {image}"),
        explains: words::command_cosign_verify_attestation(),
    })
}

/// Verifies a signature of the Notary Project, by the trust policy that the person has.
#[must_use]
pub fn notation_verify(signed: &Signed<'_>) -> Option<Command> {
    let image = signed.full()?;
    Some(Command {
        tool: "notation",
        line: format!("notation verify {image}"),
        explains: words::command_notation_verify(),
    })
}

/// Verifies an attestation that GitHub's action made. `source` is the repository as the
/// certificate says it, `https://github.com/OWNER/NAME`; nothing where it is none there.
#[must_use]
pub fn github_verify(signed: &Signed<'_>, source: &str, predicate_type: &str) -> Option<Command> {
    let url: HttpUrl = source.parse().ok()?;
    if url.origin().host() != "github.com" {
        return None;
    }
    let mut parts = url.path().trim_matches('/').split('/');
    let (owner, name) = parts.next().zip(parts.next())?;
    if owner.is_empty() || name.is_empty() {
        return None;
    }
    let repository = quote::word(&format!("{owner}/{name}"))?;
    let image = signed.familiar()?;
    let kind = match predicate_type {
        GITHUB_DEFAULT => String::new(),
        other => format!(" --predicate-type {}", quote::word(other)?),
    };
    Some(Command {
        tool: "gh",
        line: format!("gh attestation verify oci://{image} --repo {repository}{kind}"),
        explains: words::command_github_verify(),
    })
}

/// Prints what BuildKit states of an image beside it. Of the index: that names the
/// statements.
#[must_use]
pub fn buildx_inspect(index: &Signed<'_>) -> Vec<Command> {
    let Some(image) = index.familiar() else {
        return Vec::new();
    };
    let command = |member: &str, explains: Message| Command {
        tool: "docker",
        line: format!("docker buildx imagetools inspect --format '{{{{json .{member}}}}}' {image}"),
        explains,
    };
    vec![
        command("Provenance", words::command_buildx_provenance()),
        command("SBOM", words::command_buildx_sbom()),
    ]
}

impl Signed<'_> {
    /// As one word of a shell, as most tools take it.
    fn familiar(&self) -> Option<String> {
        let repository = quote::word(&self.repository.familiar())?;
        Some(format!("{repository}@{}", self.digest))
    }

    /// With the registry: some tools add none.
    fn full(&self) -> Option<String> {
        let repository = quote::word(&self.repository.to_string())?;
        Some(format!("{repository}@{}", self.digest))
    }
}

impl Signer<'_> {
    /// The options of cosign that name whom one expects.
    fn options(&self) -> Option<String> {
        match self {
            Self::Key => Some(format!("--key {KEY}")),
            Self::Identity { identity, issuer } => Some(format!(
                "--certificate-identity {} --certificate-oidc-issuer {}",
                option(identity)?,
                option(issuer)?
            )),
        }
    }
}

/// The value of an option. An empty one would expect anybody, and one that begins with a
/// dash would be an option of its own.
fn option(text: &str) -> Option<String> {
    let is_value = !text.is_empty() && !text.starts_with('-');
    is_value.then(|| quote::word(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::reference::Reference;

    fn lines(name: &str, identity: &str, kind: &str, source: &str) -> Vec<String> {
        let reference: Reference = name.parse().unwrap();
        let digest = Digest::sha256(b"own");
        let signed = Signed {
            repository: &reference.repository,
            digest: &digest,
        };
        let signer = Signer::Identity {
            identity,
            issuer: "https://token.actions.githubusercontent.com",
        };
        let mut commands = vec![
            cosign_verify(&signed, &signer),
            cosign_verify(&signed, &Signer::Key),
            cosign_verify_attestation(&signed, &signer, kind),
            notation_verify(&signed),
            github_verify(&signed, source, kind),
        ];
        commands.extend(buildx_inspect(&signed).into_iter().map(Some));
        let digest = digest.to_string();
        let lines = commands.into_iter().flatten();
        lines
            .map(|command| command.line.replace(&digest, "DIGEST"))
            .collect()
    }

    #[test]
    fn each_is_filled_in_and_quoted() {
        let identity = "https://github.com/a/b/.github/workflows/it's.yml@refs/heads/main";
        let kind = "https://spdx.dev/Document";
        let found = lines("alpine:3.20", identity, kind, "https://github.com/a/b");
        let expected = [
            r"cosign verify --certificate-identity 'https://github.com/a/b/.github/workflows/it'\''s.yml@refs/heads/main' --certificate-oidc-issuer https://token.actions.githubusercontent.com alpine@DIGEST",
            "cosign verify --key cosign.pub alpine@DIGEST",
            r"cosign verify-attestation --type https://spdx.dev/Document --certificate-identity 'https://github.com/a/b/.github/workflows/it'\''s.yml@refs/heads/main' --certificate-oidc-issuer https://token.actions.githubusercontent.com alpine@DIGEST",
            "notation verify docker.io/library/alpine@DIGEST",
            "gh attestation verify oci://alpine@DIGEST --repo a/b --predicate-type https://spdx.dev/Document",
            "docker buildx imagetools inspect --format '{{json .Provenance}}' alpine@DIGEST",
            "docker buildx imagetools inspect --format '{{json .SBOM}}' alpine@DIGEST",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_value_leads_to_no_command() {
        let found = |identity: &str, kind: &str, source: &str| {
            let lines = lines("ghcr.io/a/b:1", identity, kind, source);
            let words = lines
                .iter()
                .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
            words.collect::<Vec<_>>()
        };
        let rest = [
            "cosign verify",
            "notation verify",
            "docker buildx",
            "docker buildx",
        ];
        assert_eq!(found("", "t", "https://example.org/a/b"), rest);
        assert_eq!(found("--key=x", "t", "https://github.com/a"), rest);
        assert_eq!(found("a\u{202e}b", "t\n", "https://github.com/a/b"), rest);
        let provenance = "https://slsa.dev/provenance/v1";
        let all = lines("ghcr.io/a/b:1", "i", provenance, "https://github.com/a/b/");
        assert!(
            all.contains(&"gh attestation verify oci://ghcr.io/a/b@DIGEST --repo a/b".to_owned())
        );
    }
}
