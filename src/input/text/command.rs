//! Commands copied whole (`docker pull …`, `crane manifest …`), lines of a
//! Dockerfile (`FROM … AS …`) and of YAML or JSON (`image: …`).
//!
//! Best effort: this knows which options take a value well enough to find the
//! image, and does not run anything. Options that carry a password
//! (`--creds`) are passed over and not kept.

use super::super::{Fragment, Input, InputError, PlatformName};
use super::{bare, transport, unquote};

const PROGRAMS: [&str; 10] = [
    "docker", "podman", "nerdctl", "buildah", "crane", "skopeo", "regctl", "oras", "ctr", "crictl",
];

/// Words between the program and its arguments.
const SUBCOMMANDS: [&str; 36] = [
    "image",
    "images",
    "i",
    "container",
    "manifest",
    "index",
    "blob",
    "config",
    "digest",
    "tag",
    "repo",
    "pull",
    "push",
    "run",
    "create",
    "save",
    "inspect",
    "history",
    "get",
    "fetch",
    "head",
    "copy",
    "cp",
    "export",
    "ls",
    "list",
    "tags",
    "catalog",
    "discover",
    "from",
    "validate",
    "buildx",
    "imagetools",
    "scout",
    "cves",
    "rmi",
];

/// `docker buildx imagetools inspect`.
const MAX_SUBCOMMANDS: u8 = 3;

/// Options without a value. Whatever else begins with a dash and has no `=`
/// takes the next word, except for bundles of short options such as `-it`.
const FLAGS: [&str; 26] = [
    "--rm",
    "--detach",
    "--interactive",
    "--tty",
    "--init",
    "--privileged",
    "--read-only",
    "--publish-all",
    "--quiet",
    "--all-tags",
    "--all",
    "--raw",
    "--no-trunc",
    "--verbose",
    "--insecure",
    "--debug",
    "--sig-proxy",
    "--oom-kill-disable",
    "--replace",
    "--full-ref",
    "--no-healthcheck",
    "--disable-content-trust",
    "--plain-http",
    "--list",
    "--no-tags",
    "--help",
];

/// Short options with a value, of `docker run` and `podman run`.
const SHORT_WITH_VALUE: &str = "pvewuhlmcafo";

/// The image that `line` names, or `None` where it is no such line.
pub(super) fn parse(line: &str) -> Option<Result<Fragment, InputError>> {
    let words = split_words(line);
    let mut words = words.iter().map(String::as_str).peekable();
    while matches!(words.peek(), Some(&("sudo" | "RUN" | "$" | "#"))) {
        words.next();
    }
    let first = words.next()?;
    // One word alone is a name: there are images called `docker` and `crane`.
    words.peek()?;
    if first.eq_ignore_ascii_case("from") {
        return Some(from_line(words));
    }
    let key = unquote(first.strip_suffix(':').unwrap_or(first));
    if first != "image" && matches!(key, "image" | "Image") {
        return Some(name(unquote(words.next().unwrap_or_default()), None));
    }
    let program = first.rsplit('/').next().unwrap_or(first);
    PROGRAMS
        .contains(&program)
        .then(|| command(program, &words.collect::<Vec<_>>()))
}

fn from_line<'a>(words: impl Iterator<Item = &'a str>) -> Result<Fragment, InputError> {
    let mut platform = None;
    for word in words {
        match word.strip_prefix("--platform=") {
            // `--platform=$BUILDPLATFORM` is whatever builds; not a choice.
            Some(value) if value.starts_with('$') => {}
            Some(value) => platform = Some(value.parse()?),
            None if word == "scratch" => return Err(InputError::Scratch),
            None => return name(word, platform),
        }
    }
    Err(InputError::Command {
        program: "FROM".to_owned(),
    })
}

fn command(program: &str, words: &[&str]) -> Result<Fragment, InputError> {
    let missing = || InputError::Command {
        program: program.to_owned(),
    };
    let mut platform: Option<PlatformName> = None;
    let mut lists = false;
    let mut subcommands = 0;
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('-') {
            if let Some(value) = word.strip_prefix("--platform=") {
                platform = Some(value.parse()?);
            } else if word == "--platform" {
                platform = Some(words.next().ok_or_else(missing)?.parse()?);
            } else if takes_value(word, option) {
                words.next();
            }
            continue;
        }
        // The first word is a subcommand and the last is none:
        // `crane config config` shows an image called config.
        let more = subcommands == 0 || words.peek().is_some();
        if subcommands < MAX_SUBCOMMANDS && SUBCOMMANDS.contains(&word) && more {
            subcommands += 1;
            lists = matches!(word, "ls" | "tags" | "list");
            continue;
        }
        subcommands = MAX_SUBCOMMANDS;
        // skopeo and oras take several places; the first in a registry counts.
        if word.contains(":/") && !word.starts_with("docker://") && !word.starts_with("oci://") {
            continue;
        }
        let fragment = name(word, platform)?;
        return Ok(if lists { all_tags(fragment) } else { fragment });
    }
    Err(missing())
}

fn takes_value(word: &str, option: &str) -> bool {
    if word.contains('=') {
        return false;
    }
    if word.starts_with("--") {
        return word.len() > 2 && !FLAGS.contains(&word);
    }
    // `-p 80:80` takes the next word, `-p80:80` and `-it` do not.
    option.len() == 1 && SHORT_WITH_VALUE.contains(option)
}

fn all_tags(mut fragment: Fragment) -> Fragment {
    fragment.input = match fragment.input {
        Some(Input::Image(reference)) => Some(Input::Repository(reference.repository)),
        other => other,
    };
    fragment
}

fn name(word: &str, platform: Option<PlatformName>) -> Result<Fragment, InputError> {
    let word = ["docker://", "oci://"]
        .iter()
        .find_map(|scheme| word.strip_prefix(scheme))
        .unwrap_or(word);
    let mut fragment = if word.is_empty() {
        return Err(InputError::Empty);
    } else if word.contains('$') {
        Fragment::of(bare(word)?)
    } else {
        Fragment::of(transport(word)?)
    };
    fragment.platform = platform;
    Ok(fragment)
}

/// Splits like a shell that knows only spaces and quotation marks.
fn split_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut started = false;
    for c in line.chars() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                started = true;
            }
            (None, _) if c.is_whitespace() => {
                if started {
                    words.push(std::mem::take(&mut word));
                    started = false;
                }
            }
            _ => {
                word.push(c);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    words
}
