//! Commands copied whole (`docker pull …`, `helm pull …`), lines of a
//! Dockerfile (`FROM … AS …`) and of YAML, JSON or HCL (`image: …`).
//!
//! What stands where such a line has an image is a reference in Docker's
//! grammar: `rocket.chat` is a repository of Docker Hub there, and no host.
//!
//! Best effort: this knows which options take a value well enough to find the
//! image, and does not run anything. Options that carry a password
//! (`--creds`) are passed over and not kept.

use super::super::{Fragment, Input, InputError, PlatformName};
use super::helm;
use super::options::{self, ENGINES, Sort};
use super::shell;
use super::{bare, image, oci, transport, unquote};
use crate::image::reference::Domain;

/// Programs about registries, and those that take an image from one.
const OTHERS: [&str; 11] = [
    "crane",
    "skopeo",
    "regctl",
    "oras",
    "helm",
    "cosign",
    "trivy",
    "dive",
    "apptainer",
    "singularity",
    "flux",
];

/// Programs that name an image by `--image` alone.
const BY_OPTION: [&str; 2] = ["kubectl", "oc"];

/// Programs for which a name without `docker://` or `oci://` is no registry's.
const WITH_TRANSPORT: [&str; 4] = ["skopeo", "apptainer", "singularity", "flux"];

/// What others that know such transports have for something in no registry.
const TRANSPORTS: [&str; 7] = [
    "dir:",
    "oci:",
    "oci-archive:",
    "docker-archive:",
    "docker-daemon:",
    "containers-storage:",
    "ocidir:",
];

/// The image that `line` names, or `None` where it is no such line.
pub(super) fn parse(line: &str) -> Option<Result<Fragment, InputError>> {
    let commands = shell::commands(line);
    let words: Vec<&str> = commands.first()?.iter().map(String::as_str).collect();
    // One word alone is a name: there are images called `docker` and `crane`.
    if commands.len() == 1 && words.len() < 2 {
        return None;
    }
    if let Some(found) = from_line(&words).or_else(|| member(&words)) {
        return Some(found);
    }
    first_good(commands.iter().filter_map(|words| {
        let words = shell::from_program(words, |word| is_program(name_of(word)))?;
        let (program, words) = words.split_first()?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Some(command(name_of(program), &words))
    }))
}

/// The first that can be looked at, else why the first cannot.
pub(super) fn first_good(
    found: impl Iterator<Item = Result<Fragment, InputError>>,
) -> Option<Result<Fragment, InputError>> {
    let mut wrong = None;
    for one in found {
        match one {
            Ok(fragment) => return Some(Ok(fragment)),
            Err(error) => wrong = wrong.or(Some(Err(error))),
        }
    }
    wrong
}

/// `docker` of `/usr/bin/docker`, `!docker` and `docker.exe`.
fn name_of(word: &str) -> &str {
    let word = word.strip_prefix('!').unwrap_or(word);
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").unwrap_or(name)
}

fn is_program(name: &str) -> bool {
    ENGINES.contains(&name) || OTHERS.contains(&name) || BY_OPTION.contains(&name)
}

/// `FROM --platform=… image AS stage`
fn from_line(words: &[&str]) -> Option<Result<Fragment, InputError>> {
    let mut words = words.iter().copied();
    if !words.next()?.eq_ignore_ascii_case("from") {
        return None;
    }
    let mut platform = None;
    for word in words {
        match word.strip_prefix("--platform=") {
            // `--platform=$BUILDPLATFORM` is whatever builds; not a choice.
            Some(value) if value.starts_with('$') => {}
            Some(value) => match value.parse() {
                Ok(value) => platform = Some(value),
                Err(error) => return Some(Err(InputError::from(error))),
            },
            None if word == "scratch" => return Some(Err(InputError::Scratch)),
            None => return Some(name(word, platform)),
        }
    }
    Some(Err(InputError::Command {
        program: "FROM".to_owned(),
    }))
}

/// `image: x`, `"image": "x"`, `image = "x"`, `{name: a, image: x}`, and any
/// member whose value says by its scheme that it is in a registry.
fn member(words: &[&str]) -> Option<Result<Fragment, InputError>> {
    let inside = |word: &'_ str| word.trim_matches(['{', '}', '[', ']', ',']).len();
    let flow = words.first()?.starts_with('{');
    let at = match flow {
        true => words.iter().position(|word| is_key(word))?,
        false => 0,
    };
    let key = words.get(at)?;
    let mut value = *words.get(at + 1)?;
    let assigned = value == "=" && unquote(key) == "image";
    if assigned {
        value = words.get(at + 2)?;
    }
    let trimmed = value.trim_matches([',', ']', '}', '[']);
    let value = if value.contains("${") { value } else { trimmed };
    if inside(value) == 0 || value.starts_with('#') {
        return None;
    }
    let by_scheme = key.ends_with(':')
        && ["oci://", "docker://"]
            .iter()
            .any(|scheme| value.starts_with(scheme));
    (assigned || is_key(key) || by_scheme).then(|| name(unquote(value), None))
}

fn is_key(word: &str) -> bool {
    let word = word.trim_start_matches(['{', ',']);
    let key = word.strip_suffix(':').map(unquote);
    matches!(key, Some("image" | "Image"))
}

fn command(program: &str, words: &[&str]) -> Result<Fragment, InputError> {
    let missing = || InputError::Command {
        program: program.to_owned(),
    };
    if let (true, Some((&"search", rest))) = (ENGINES.contains(&program), words.split_first()) {
        return search(rest).ok_or_else(missing);
    }
    let read = options::read(program, words).ok_or_else(missing)?;
    if let Some(image) = read.image {
        return name(image, read.platform()?);
    }
    if BY_OPTION.contains(&program) {
        return Err(missing());
    }
    if program == "helm" {
        return helm::chart(&read).ok_or_else(missing)?;
    }
    // skopeo and oras take several places; the first in a registry counts.
    let places = read.places.iter().copied();
    let mut places = places.filter(|word| may_be_in_a_registry(program, word));
    if read.sort == Sort::FileFirst {
        // `crane push file image`; a file with a path is passed over above.
        let file = read.places.first().copied();
        return match places.find(|word| Some(*word) != file) {
            Some(word) => name(word, read.platform()?),
            None => Err(missing()),
        };
    }
    let word = places.next().ok_or_else(missing)?;
    if read.sort == Sort::Registry {
        let mut fragment = Fragment::of(bare(word.trim_end_matches('/'))?);
        fragment.platform = read.platform()?;
        return Ok(fragment);
    }
    let fragment = name(word, read.platform()?)?;
    Ok(match read.sort {
        Sort::Tags => all_tags(fragment),
        Sort::Blob => blob(fragment, places.next()),
        _ => fragment,
    })
}

/// `docker search --limit 5 nginx`
fn search(words: &[&str]) -> Option<Fragment> {
    let mut words = words.iter();
    let mut term = None;
    while let Some(word) = words.next() {
        match *word {
            "-f" | "--filter" | "--format" | "--limit" => {
                words.next();
            }
            option if option.starts_with('-') => {}
            word => term = Some(word.to_owned()),
        }
    }
    let hub = Domain::from_link("docker.io").ok()?;
    Some(Fragment {
        search: Some(term?),
        ..Fragment::of(Input::Registry(hub))
    })
}

fn may_be_in_a_registry(program: &str, word: &str) -> bool {
    let elsewhere = word.contains(":/") && !is_transport(word);
    let path = word.starts_with(['.', '/', '~', '<', '>']) || word == "-";
    !elsewhere && !path && !other_transport(program, word)
}

fn is_transport(word: &str) -> bool {
    word.starts_with("docker://") || word.starts_with("oci://")
}

/// Something of these programs that is in no registry.
fn other_transport(program: &str, word: &str) -> bool {
    let knows = matches!(program, "podman" | "buildah" | "regctl")
        && TRANSPORTS.iter().any(|other| word.starts_with(other));
    !is_transport(word) && (knows || WITH_TRANSPORT.contains(&program))
}

fn all_tags(mut fragment: Fragment) -> Fragment {
    fragment.input = match fragment.input {
        Some(Input::Image(reference)) => Some(Input::Repository(reference.repository)),
        other => other,
    };
    fragment
}

/// `name@digest`, or with the digest as the next word.
fn blob(mut fragment: Fragment, next: Option<&str>) -> Fragment {
    fragment.input = match fragment.input {
        Some(Input::Image(reference)) => {
            let digest = reference.digest.clone();
            match digest.or_else(|| next?.parse().ok()) {
                Some(digest) => Some(Input::Blob {
                    repository: reference.repository,
                    digest,
                }),
                None => Some(Input::Image(reference)),
            }
        }
        other => other,
    };
    fragment
}

fn name(word: &str, platform: Option<PlatformName>) -> Result<Fragment, InputError> {
    let word = shell::with_defaults(word);
    let input = match word.strip_prefix("oci://") {
        _ if word.is_empty() => return Err(InputError::Empty),
        Some(rest) => oci(rest)?,
        None => {
            let word = word.strip_prefix("docker://").unwrap_or(&word);
            match word.contains('$') {
                true => image(word)?,
                false => transport(word)?,
            }
        }
    };
    Ok(Fragment {
        platform,
        ..Fragment::of(input)
    })
}
