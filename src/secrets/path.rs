//! What a path says of what is there. All sets of names are here.

use super::kind::SecretKind;
use SecretKind::{
    AwsCredentials, DockerConfig, Dotenv, GitCredentials, GitDirectory, KeyStore, Kubeconfig,
    Netrc, Npmrc, PgPass, PrivateKey, Pypirc, SshKey, ToolCredentials,
};

/// Names that say enough wherever they stand.
const NAMES: [(&str, SecretKind); 22] = [
    (".env", Dotenv),
    (".npmrc", Npmrc),
    (".pypirc", Pypirc),
    (".dockercfg", DockerConfig),
    (".git", GitDirectory),
    (".git-credentials", GitCredentials),
    (".netrc", Netrc),
    ("_netrc", Netrc),
    (".pgpass", PgPass),
    ("pgpass.conf", PgPass),
    ("kubeconfig", Kubeconfig),
    ("id_rsa", SshKey),
    ("id_dsa", SshKey),
    ("id_ecdsa", SshKey),
    ("id_ecdsa_sk", SshKey),
    ("id_ed25519", SshKey),
    ("id_ed25519_sk", SshKey),
    ("secring.gpg", PrivateKey),
    (".htpasswd", ToolCredentials),
    (".vault-token", ToolCredentials),
    ("application_default_credentials.json", ToolCredentials),
    ("accessTokens.json", ToolCredentials),
];

/// Names that say enough in a directory of this name only.
const NAMES_IN: [(&str, &str, SecretKind); 17] = [
    (".docker", "config.json", DockerConfig),
    ("containers", "auth.json", DockerConfig),
    (".aws", "credentials", AwsCredentials),
    (".kube", "config", Kubeconfig),
    ("kubernetes", "admin.conf", Kubeconfig),
    ("k3s", "k3s.yaml", Kubeconfig),
    (".ssh", "identity", SshKey),
    ("git", "credentials", GitCredentials),
    ("cargo", "credentials", ToolCredentials),
    ("cargo", "credentials.toml", ToolCredentials),
    (".cargo", "credentials", ToolCredentials),
    (".cargo", "credentials.toml", ToolCredentials),
    (".gem", "credentials", ToolCredentials),
    (".m2", "settings.xml", ToolCredentials),
    (".composer", "auth.json", ToolCredentials),
    ("gh", "hosts.yml", ToolCredentials),
    (".terraform.d", "credentials.tfrc.json", ToolCredentials),
];

/// Endings of files that hold private keys, in small letters.
const ENDINGS: [(&str, SecretKind); 9] = [
    ("key", PrivateKey),
    ("pem", PrivateKey),
    ("ppk", SshKey),
    ("keytab", PrivateKey),
    ("p12", KeyStore),
    ("pfx", KeyStore),
    ("jks", KeyStore),
    ("keystore", KeyStore),
    ("kdbx", KeyStore),
];

/// Endings of a `.env` that is there to be copied, and holds nothing yet.
const TEMPLATES: [&str; 9] = [
    "example", "sample", "template", "tmpl", "dist", "default", "defaults", "schema", "test",
];

/// Directories of packages that anybody can download.
const PUBLISHED: [&str; 4] = ["node_modules", "site-packages", "dist-packages", "gems"];

/// Directories whose keys are published with the tests and manuals that use them.
const OF_TESTS: [&str; 15] = [
    "test",
    "tests",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "fixtures",
    "spec",
    "example",
    "examples",
    "demo",
    "demos",
    "sample",
    "samples",
    "doc",
];

/// Directories whose files with the ending `key` are public ones: of packages, and
/// of the root of DNSSEC.
const OF_PUBLIC_KEYS: [&str; 6] = [
    "keyrings",
    "trusted.gpg.d",
    "rpm-gpg",
    "apt",
    "dns",
    "unbound",
];

/// What is likely a secret at this path, absolute or not. Whether it is a file, or
/// for `.git` a directory, is for the caller to know.
#[must_use]
pub fn by_path(path: &str) -> Option<SecretKind> {
    let path = path.trim_end_matches('/');
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let kind = by_name(folders, name)?;
    let has = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    let is_key = matches!(kind, PrivateKey | SshKey | KeyStore);
    let is_public = has(&PUBLISHED) || (is_key && has(&OF_TESTS));
    (!is_public).then_some(kind)
}

/// Whether this path is that of a test or an example: what looks like a secret there
/// was as a rule published with it.
#[must_use]
pub fn is_example(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut folders = folders.split('/');
    let mut parts = name.split('.');
    folders.any(|folder| OF_TESTS.contains(&folder)) || parts.any(|part| TEMPLATES.contains(&part))
}

fn by_name(folders: &str, name: &str) -> Option<SecretKind> {
    let parent = folders.rsplit('/').next().unwrap_or_default();
    let alone = NAMES.iter().find(|(known, _)| *known == name);
    let placed = || {
        let mut known = NAMES_IN.iter();
        let here = known.find(|(folder, known, _)| *known == name && *folder == parent);
        here.map(|(.., kind)| *kind)
    };
    alone
        .map(|(_, kind)| *kind)
        .or_else(placed)
        .or_else(|| by_form(parent, name))
}

/// By the beginning or the end of a name.
fn by_form(parent: &str, name: &str) -> Option<SecretKind> {
    if let Some(which) = name.strip_prefix(".env.") {
        let is_template = which.split('.').any(|part| TEMPLATES.contains(&part));
        return (!is_template).then_some(Dotenv);
    }
    if name.starts_with("ssh_host_") && name.ends_with("_key") {
        return Some(SshKey);
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let mut known = ENDINGS.iter();
    let (ending, kind) = known.find(|(known, _)| ending.eq_ignore_ascii_case(known))?;
    let stem = stem.to_ascii_lowercase();
    let is_private = match *ending {
        // Most are certificates.
        "pem" => is_named_private(&stem),
        "key" => stem != "root" && !stem.ends_with(".gpg") && !OF_PUBLIC_KEYS.contains(&parent),
        // Whom Java trusts: certificates.
        "jks" | "keystore" => !stem.contains("trust"),
        _ => true,
    };
    (is_private && !stem.contains("pub")).then_some(*kind)
}

/// `server-key`, `tls_key`, `privkey1`, `private`.
fn is_named_private(stem: &str) -> bool {
    let mut words = stem.split(|char: char| !char.is_alphanumeric());
    stem.ends_with("key") || words.any(|word| word == "key" || word.starts_with("priv"))
}
