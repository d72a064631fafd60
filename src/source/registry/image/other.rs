//! What else an address may be that a person wrote with its scheme,
//! `http://host/a/b`: the folder of a layout, or a repository of a registry there.
//! Only asking tells.

use super::super::client::Registry;
use super::super::error::PullError;
use super::super::http::Http;
use super::{FetchProgress, FetchTarget, Target};
use crate::image::reference::{Reference, Repository};
use crate::input::Input;
use crate::url::HttpUrl;
use crate::words::registry as words;

/// The repository of which a registry at this address answers, where no layout is
/// there.
pub async fn instead<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    told: FetchProgress<'_>,
) -> Option<Input> {
    let Target::Layout(base) = &ask.target else {
        return None;
    };
    let repository = repository_at(base)?;
    told(words::its_tags());
    let found = match registry.tags(&repository).await {
        Ok(_) => true,
        Err(error) => asks_who_asks(&error),
    };
    found.then_some(Input::Repository(repository))
}

/// The repository that an address would be; `None` for one that no name has.
#[must_use]
pub fn repository_at(base: &HttpUrl) -> Option<Repository> {
    let path = base.path().trim_matches('/');
    let name = format!("{}/{path}", base.origin());
    let reference = Reference::from_link(&name).ok()?;
    let is_name = !path.is_empty() && reference.tag.is_none() && reference.digest.is_none();
    is_name.then_some(reference.repository)
}

/// Only a registry asks so: its page lets a person sign in.
fn asks_who_asks(error: &PullError) -> bool {
    matches!(
        error,
        PullError::AuthNeeded { .. }
            | PullError::WrongCredentials { .. }
            | PullError::ConfirmRealm { .. }
            | PullError::TokenRefused { .. }
            | PullError::Token { .. }
    )
}
