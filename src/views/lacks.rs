//! What of an image did not come, in sentences without a full stop.

use crate::image::platform::Platform;
use crate::source::registry::image::{Lack, Named};
use crate::views::sentence;

/// One sentence, or a few, of everything that did not come. `why` is what is
/// known about the first of them, where the error does not say all.
#[must_use]
pub fn lack_sentence(lacks: &[Lack], why: Option<&str>) -> Option<String> {
    let said = sentence(&of(lacks.first()?, why));
    Some(match lacks.len() {
        1 => said,
        2 => format!("{said} 1 more document did not come."),
        all => format!("{said} {} more documents did not come.", all - 1),
    })
}

fn of(lack: &Lack, why: Option<&str>) -> String {
    match lack {
        Lack::Document { named, error } => {
            let what = name(named);
            let others = others(&named.others);
            match error.is_not_found() {
                true => format!("The registry does not have {what}{others}"),
                false => {
                    let error = error.to_string();
                    format!("{what} did not come: {}{others}", why.unwrap_or(&error))
                }
            }
        }
        Lack::Platform {
            asked,
            close,
            named,
        } => {
            let close = match close {
                Some(close) => format!("; Docker would take {close}"),
                None => String::new(),
            };
            let others = others(named);
            format!("There is no manifest for {asked} in this index{close}{others}")
        }
        Lack::OtherPlatform { asked, found } => {
            format!("This image is for {found}, and there is none for {asked}")
        }
        Lack::Full => {
            "There are more documents than one view holds: those that came are shown".to_owned()
        }
    }
}

fn name(named: &Named) -> String {
    let digest = named.digest.short();
    match (&named.platform, named.manifest) {
        (Some(platform), true) => {
            format!("the manifest of {platform} ({digest}) that is named here")
        }
        (None, true) => format!("the manifest {digest} that is named here"),
        (Some(platform), false) => format!("the config of {platform} ({digest})"),
        (None, false) => format!("the document {digest}"),
    }
}

/// What a person can choose instead. Nobody else does.
fn others(platforms: &[Platform]) -> String {
    const MOST: usize = 8;
    if platforms.is_empty() {
        return String::new();
    }
    let names: Vec<String> = platforms
        .iter()
        .take(MOST)
        .map(ToString::to_string)
        .collect();
    let more = match platforms.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        ". The index also names {}{more}: fetch the one that you want to see",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::digest::Digest;
    use crate::source::registry::error::{PullError, RegistryError};

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
            lack_sentence(std::slice::from_ref(&gone), None).unwrap(),
            format!(
                "The registry does not have the manifest of linux/amd64 ({short}) that is named here. The index also names linux/arm64: fetch the one that you want to see."
            )
        );
        let silent = lack(
            false,
            PullError::Form {
                what: "a config".into(),
            },
        );
        assert_eq!(
            lack_sentence(&[silent.clone(), gone], Some("it is silent")).unwrap(),
            format!(
                "The config of linux/amd64 ({short}) did not come: it is silent. 1 more document did not come."
            )
        );
        let absent = Lack::Platform {
            asked: "windows/amd64".parse().unwrap(),
            close: None,
            named: vec![platform("arm64")],
        };
        assert_eq!(
            lack_sentence(&[absent], None).unwrap(),
            "There is no manifest for windows/amd64 in this index. The index also names linux/arm64: fetch the one that you want to see."
        );
        assert_eq!(lack_sentence(&[], None), None);
    }
}
