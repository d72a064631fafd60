//! What of an image did not come.

use crate::image::platform::Platform;
use crate::source::registry::image::{Lack, Named};
use crate::words::{Arg, Message, joined, overview};

/// One sentence, or a few, of everything that did not come. `why` is what is
/// known about the first of them, where the error does not say all.
#[must_use]
pub fn lack_sentence(lacks: &[Lack], why: Option<Message>) -> Option<Message> {
    let said = of(lacks.first()?, why);
    Some(match lacks.len() {
        1 => said,
        all => joined::sentences(said, overview::more_documents_missing(all - 1)),
    })
}

fn of(lack: &Lack, why: Option<Message>) -> Message {
    match lack {
        Lack::Document { named, error } => {
            let what = name(named);
            let said = match error.is_not_found() {
                true => overview::registry_lacks(what),
                false => {
                    let why = why.unwrap_or_else(|| error.message());
                    overview::did_not_come(what, why)
                }
            };
            with_others(said, &named.others)
        }
        Lack::Platform {
            asked,
            close,
            named,
        } => {
            let mut said = overview::no_manifest_for(asked.to_string());
            if let Some(close) = close {
                said = joined::clauses(said, overview::docker_would_take(close.to_string()));
            }
            with_others(said, named)
        }
        Lack::OtherPlatform { asked, found } => {
            overview::other_platform(found.to_string(), asked.to_string())
        }
        Lack::Full => overview::too_many_documents(),
    }
}

fn name(named: &Named) -> Message {
    let digest = named.digest.short();
    match (&named.platform, named.manifest) {
        (Some(platform), true) => overview::manifest_of(platform.to_string(), digest),
        (None, true) => overview::manifest_named_here(digest),
        (Some(platform), false) => overview::config_of(platform.to_string(), digest),
        (None, false) => overview::document(digest),
    }
}

/// And what a person can choose instead. Nobody else does.
fn with_others(said: Message, platforms: &[Platform]) -> Message {
    const MOST: usize = 8;
    if platforms.is_empty() {
        return said;
    }
    let names = platforms.iter().take(MOST);
    let mut names: Vec<Arg> = names.map(|platform| platform.to_string().into()).collect();
    match platforms.len().saturating_sub(MOST) {
        0 => {}
        more => names.push(overview::more(more).into()),
    }
    joined::sentences(said, overview::index_also_names(names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::digest::Digest;
    use crate::source::registry::error::{PullError, RegistryError};
    use crate::words::joined::verbatim;

    fn platform(architecture: &str) -> Platform {
        Platform {
            os: "linux".to_owned(),
            architecture: architecture.to_owned(),
            ..Platform::default()
        }
    }

    #[test]
    fn what_is_missing_and_what_there_is_instead_is_said() {
        let digest = Digest::sha256(b"x");
        let short = digest.short();
        let lack = |manifest, error| Lack::Document {
            named: Named {
                digest: digest.clone(),
                manifest,
                platform: Some(platform("amd64")),
                others: match manifest {
                    true => vec![platform("arm64")],
                    false => Vec::new(),
                },
            },
            error: Box::new(error),
        };
        let gone = lack(true, PullError::Registry(RegistryError::read(404, b"")));
        assert_eq!(
            lack_sentence(std::slice::from_ref(&gone), None)
                .unwrap()
                .to_string(),
            format!(
                "The registry does not have the manifest of linux/amd64 ({short}) that is named here. The index also names linux/arm64: fetch the one that you want to see"
            )
        );
        let silent = lack(
            false,
            PullError::Form {
                what: verbatim("a config"),
            },
        );
        assert_eq!(
            lack_sentence(&[silent.clone(), gone], Some(verbatim("it is silent")))
                .unwrap()
                .to_string(),
            format!(
                "the config of linux/amd64 ({short}) could not be fetched: it is silent. 1 more document could not be fetched"
            )
        );
        let absent = Lack::Platform {
            asked: "windows/amd64".parse().unwrap(),
            close: None,
            named: vec![platform("arm64")],
        };
        assert_eq!(
            lack_sentence(&[absent], None).unwrap().to_string(),
            "This index has no manifest for windows/amd64. The index also names linux/arm64: fetch the one that you want to see"
        );
        assert_eq!(lack_sentence(&[], None), None);
    }
}
