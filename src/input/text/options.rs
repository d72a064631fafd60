//! The words of a command: which are its subcommands, which are options and
//! their values, and which name something.

use super::super::{InputError, PlatformName};

/// What the words of a command say.
#[derive(Debug, Default)]
pub(super) struct Read<'a> {
    pub(super) sort: Sort,
    /// Words that are no options.
    pub(super) places: Vec<&'a str>,
    /// `--version` of Helm.
    pub(super) version: Option<&'a str>,
    /// `--image` of kubectl.
    pub(super) image: Option<&'a str>,
    platform: Option<&'a str>,
    os: Option<&'a str>,
    architecture: Option<&'a str>,
    variant: Option<&'a str>,
}

/// What a command is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    #[default]
    Image,
    /// All tags of a repository.
    Tags,
    /// All repositories of a registry.
    Registry,
    Blob,
    /// The first place is a file, and the image comes after it.
    FileFirst,
}

/// Programs of containers, whose `cp` and `login` are about no image.
pub(super) const ENGINES: [&str; 7] = [
    "docker", "podman", "nerdctl", "finch", "buildah", "ctr", "crictl",
];

/// Words between a program and its arguments.
const SUBCOMMANDS: [&str; 71] = [
    "image",
    "images",
    "i",
    "container",
    "containers",
    "manifest",
    "index",
    "blob",
    "config",
    "digest",
    "tag",
    "repo",
    "artifact",
    "content",
    "service",
    "pull",
    "push",
    "run",
    "create",
    "save",
    "inspect",
    "inspecti",
    "history",
    "get",
    "fetch",
    "head",
    "copy",
    "cp",
    "sync",
    "delete",
    "export",
    "ls",
    "list",
    "list-tags",
    "tags",
    "catalog",
    "discover",
    "resolve",
    "attach",
    "backup",
    "from",
    "validate",
    "flatten",
    "mutate",
    "rebase",
    "mod",
    "buildx",
    "imagetools",
    "scout",
    "cves",
    "quickview",
    "recommendations",
    "sbom",
    "trust",
    "verify",
    "verify-attestation",
    "sign",
    "attest",
    "tree",
    "download",
    "triangulate",
    "rmi",
    "rm",
    "mount",
    "exec",
    "shell",
    "install",
    "upgrade",
    "template",
    "show",
    "checkout",
];

/// What follows a group of subcommands and takes no image.
const WITHOUT_IMAGE: [&str; 11] = [
    "bake", "build", "import", "kill", "load", "login", "logs", "prune", "restart", "start", "stop",
];

/// `docker buildx imagetools inspect`.
const MAX_SUBCOMMANDS: usize = 3;

/// Options without a value. Whatever else begins with two dashes and has no `=`
/// takes the next word.
const FLAGS: [&str; 68] = [
    "--all",
    "--all-platforms",
    "--all-tags",
    "--allow-nondistributable-artifacts",
    "--allow-path-traversal",
    "--atomic",
    "--bootstrap",
    "--create-namespace",
    "--debug",
    "--debug-full",
    "--dependency-update",
    "--descriptor",
    "--detach",
    "--devel",
    "--disable-content-trust",
    "--dry-run",
    "--follow",
    "--force",
    "--force-update",
    "--full-ref",
    "--generate-name",
    "--help",
    "--hide-notes",
    "--include-subject",
    "--init",
    "--insecure",
    "--insecure-registry",
    "--insecure-skip-tls-verify",
    "--install",
    "--interactive",
    "--keep-old-files",
    "--list",
    "--local",
    "--no-creds",
    "--no-healthcheck",
    "--no-hooks",
    "--no-tags",
    "--no-trunc",
    "--no-tty",
    "--omit-digest-tags",
    "--oom-kill-disable",
    "--pass-credentials",
    "--plain-http",
    "--preserve-digests",
    "--pretty",
    "--privileged",
    "--prov",
    "--publish-all",
    "--quiet",
    "--raw",
    "--read-only",
    "--recursive",
    "--remove-signatures",
    "--replace",
    "--reset-values",
    "--reuse-values",
    "--rm",
    "--rmi",
    "--sig-proxy",
    "--skip-crds",
    "--src-no-creds",
    "--dest-no-creds",
    "--tls-verify",
    "--tty",
    "--unpack",
    "--untar",
    "--verbose",
    "--wait",
];

/// The words after `program`; `None` where its subcommand takes no image.
pub(super) fn read<'a>(program: &str, words: &[&'a str]) -> Option<Read<'a>> {
    let mut read = Read::default();
    let mut subcommands: Vec<&str> = Vec::new();
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            // What `docker run` is to run has options of its own.
            if !read.places.is_empty() && runs(program, &subcommands) {
                continue;
            }
            let (key, value) = match word.split_once('=') {
                Some((key, value)) if word.starts_with("--") => (key, Some(value)),
                _ if takes_value(program, &subcommands, word, option) => (word, words.next()),
                _ => (word, None),
            };
            read.option(key, value);
            continue;
        }
        // The first word is a subcommand and the last is none:
        // `crane config config` shows an image called config.
        let more = subcommands.is_empty() || words.peek().is_some();
        let open = read.places.is_empty() && subcommands.len() < MAX_SUBCOMMANDS;
        if open && more && SUBCOMMANDS.contains(&word) {
            subcommands.push(word);
            continue;
        }
        let first = subcommands.is_empty() && !matches!(program, "dive" | "kubectl" | "oc");
        if first || (read.places.is_empty() && WITHOUT_IMAGE.contains(&word)) {
            return None;
        }
        read.places.push(word);
    }
    read.sort = sort(program, &subcommands)?;
    Some(read)
}

fn runs(program: &str, subcommands: &[&str]) -> bool {
    let mut words = subcommands.iter();
    ENGINES.contains(&program) && words.any(|word| matches!(*word, "run" | "create" | "exec"))
}

/// `None` where it is about no image: `docker cp`, `docker exec`.
fn sort(program: &str, subcommands: &[&str]) -> Option<Sort> {
    let engine = ENGINES.contains(&program);
    let last = subcommands.last().copied().unwrap_or_default();
    let repo = subcommands.first() == Some(&"repo");
    Some(match last {
        "cp" | "copy" | "exec" if engine => return None,
        // Of containers; `docker image rm` is of images.
        "rm" if engine && subcommands.len() == 1 => return None,
        "push" if program == "crane" => Sort::FileFirst,
        "catalog" => Sort::Registry,
        "ls" | "list" if repo => Sort::Registry,
        "ls" | "list" | "tags" | "list-tags" => Sort::Tags,
        _ if subcommands.contains(&"blob") => Sort::Blob,
        _ => Sort::Image,
    })
}

fn takes_value(program: &str, subcommands: &[&str], word: &str, option: &str) -> bool {
    if word == "--version" {
        return program == "helm";
    }
    if word.starts_with("--") {
        return word.len() > 2 && !FLAGS.contains(&word);
    }
    let with_value = match subcommands {
        [] => "cHlnra",
        [.., "rmi" | "rm"] => "",
        _ if runs(program, subcommands) => "pvewuhlmca",
        _ if program == "trivy" => "ofsc",
        _ => "ofunp",
    };
    // `-p 80:80` and `-itp 80:80` take the next word, `-p80:80` and `-it` do not.
    option.find(|c| with_value.contains(c)) == Some(option.len() - 1)
}

impl<'a> Read<'a> {
    fn option(&mut self, key: &str, value: Option<&'a str>) {
        match key {
            "--platform" => self.platform = value,
            "--os" | "--override-os" => self.os = value,
            "--arch" | "--override-arch" => self.architecture = value,
            "--variant" | "--override-variant" => self.variant = value,
            "--version" => self.version = value,
            "--image" => self.image = value,
            _ => {}
        }
    }

    /// The platform that is asked for, by one option or by several; the first
    /// of a list.
    pub(super) fn platform(&self) -> Result<Option<PlatformName>, InputError> {
        let named = self.platform.and_then(|list| list.split(',').next());
        let text = match (named, self.architecture.or(self.os)) {
            // All of them, whatever builds, or the person's own machine.
            (Some(all), _) if matches!(all, "all" | "local") || all.contains('$') => {
                return Ok(None);
            }
            (Some(name), _) => name.to_owned(),
            (None, None) => return Ok(None),
            (None, Some(_)) => {
                let os = self.os.unwrap_or("linux");
                let architecture = self.architecture.unwrap_or("amd64");
                let variant = self.variant.map(|variant| format!("/{variant}"));
                format!("{os}/{architecture}{}", variant.unwrap_or_default())
            }
        };
        Ok(Some(text.parse()?))
    }
}
