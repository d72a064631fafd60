//! The kinds of secrets, and what is said of one that was found.

use serde::{Deserialize, Serialize};

use crate::format::visible_line;
use crate::words::{Message, secrets as words};

/// What something is, if it is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SecretKind {
    PrivateKey,
    SshKey,
    /// PKCS #12, Java, KeePass.
    KeyStore,
    Dotenv,
    Npmrc,
    Pypirc,
    DockerConfig,
    GitDirectory,
    GitCredentials,
    Netrc,
    PgPass,
    AwsCredentials,
    Kubeconfig,
    /// Where another tool keeps how it signs in.
    ToolCredentials,
    GithubToken,
    GitlabToken,
    SlackToken,
    AwsKeyId,
    GoogleKey,
    StripeKey,
    NpmToken,
    PypiToken,
    Jwt,
    PasswordInUrl,
    /// Named so, whatever its shape.
    NamedSecret,
}

impl SecretKind {
    /// What it is, with its article.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::PrivateKey => words::private_key(),
            Self::SshKey => words::ssh_key(),
            Self::KeyStore => words::key_store(),
            Self::Dotenv => words::dotenv(),
            Self::Npmrc => words::npmrc(),
            Self::Pypirc => words::pypirc(),
            Self::DockerConfig => words::docker_config(),
            Self::GitDirectory => words::git_directory(),
            Self::GitCredentials => words::git_credentials(),
            Self::Netrc => words::netrc(),
            Self::PgPass => words::pg_pass(),
            Self::AwsCredentials => words::aws_credentials(),
            Self::Kubeconfig => words::kubeconfig(),
            Self::ToolCredentials => words::tool_credentials(),
            Self::GithubToken => words::github_token(),
            Self::GitlabToken => words::gitlab_token(),
            Self::SlackToken => words::slack_token(),
            Self::AwsKeyId => words::aws_key_id(),
            Self::GoogleKey => words::google_key(),
            Self::StripeKey => words::stripe_key(),
            Self::NpmToken => words::npm_token(),
            Self::PypiToken => words::pypi_token(),
            Self::Jwt => words::jwt(),
            Self::PasswordInUrl => words::password_in_url(),
            Self::NamedSecret => words::named_secret(),
        }
    }
}

/// How many characters of a secret are shown: those that say who made it.
const MAX_START: usize = 4;

/// Which part of a secret may be shown at most, so that of a short one less is.
const SHOWN_PART: usize = 4;

/// A secret as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Likely {
    pub kind: SecretKind,
    /// Its first characters, at most four and at most a quarter of it.
    pub start: String,
    /// How many characters it has.
    pub length: usize,
}

impl Likely {
    pub(super) fn of(kind: SecretKind, secret: &[u8]) -> Self {
        let text = String::from_utf8_lossy(secret);
        let length = text.chars().count();
        let shown = MAX_START.min(length / SHOWN_PART);
        Self {
            kind,
            start: text.chars().take(shown).collect(),
            length,
        }
    }

    /// What it is, with its beginning and length.
    #[must_use]
    pub fn message(&self) -> Message {
        words::redacted(self.kind.name(), visible_line(&self.start), self.length)
    }
}
