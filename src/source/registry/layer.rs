//! One layer on its way: where its bytes are asked for, and what is done about an
//! answer that is not the bytes.
//!
//! Not here: the bytes, which go through a worker (`web::fetch_blob`): a redirect to
//! another storage is followed there, by the browser.

use super::client::{BlobRequest, Registry};
use super::error::PullError;
use super::http::{Http, TransportError};
use super::image::FetchTarget;
use super::route::Way;
use crate::image::digest::Digest;
use crate::words::Message;

/// A layer that is wanted.
#[derive(Clone, Debug)]
pub struct LayerFetch {
    target: FetchTarget,
    digest: Digest,
    /// The last request for it.
    sent: Option<BlobRequest>,
    /// The registry has refused it once, and was asked anew since.
    again: bool,
}

/// Why a layer does not come.
#[derive(Clone, Debug)]
pub enum LayerError {
    /// The doctor may know more.
    Pull(PullError),
    /// The registry's own answer says all.
    Refused(Message),
}

impl From<PullError> for LayerError {
    fn from(error: PullError) -> Self {
        Self::Pull(error)
    }
}

impl LayerFetch {
    /// A layer of what `target` names.
    #[must_use]
    pub fn new(target: FetchTarget, digest: Digest) -> Self {
        Self {
            target,
            digest,
            sent: None,
            again: false,
        }
    }

    #[must_use]
    pub fn target(&self) -> &FetchTarget {
        &self.target
    }

    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The request to be sent, with a token that has not ended.
    ///
    /// # Errors
    /// Where there is no token, or no such address.
    pub async fn request<H: Http>(
        &mut self,
        registry: &Registry<H>,
    ) -> Result<BlobRequest, LayerError> {
        let request = match self.target.reference() {
            Some(reference) => {
                let repository = &reference.repository;
                registry.blob_request(repository, &self.digest).await?
            }
            None => BlobRequest {
                url: self
                    .target
                    .blob_address(&self.digest)
                    .map_err(PullError::from)?,
                way: Way::Direct,
                registry: self.target.origin().clone(),
                authorization: None,
            },
        };
        self.sent = Some(request.clone());
        Ok(request)
    }

    /// What to do about an answer that is not the bytes: `status` is that of the
    /// registry, `None` where there was no answer, and `why` its own words. A token
    /// may have ended while other layers were fetched, so a 401 is asked about once
    /// more; where there was no answer, a relay may have one.
    ///
    /// # Errors
    /// Where there is nothing more to try.
    pub async fn refused<H: Http>(
        &mut self,
        registry: &Registry<H>,
        status: Option<u16>,
        why: Message,
    ) -> Result<BlobRequest, LayerError> {
        match (status, self.target.reference()) {
            (None, reference) => {
                let sent = self.sent.as_ref().filter(|_| reference.is_some());
                let carried = match sent {
                    Some(sent) => registry.blob_by_relay(sent).await?,
                    None => None,
                };
                let Some(carried) = carried else {
                    return Err(self.no_answer().into());
                };
                self.sent = Some(carried.clone());
                Ok(carried)
            }
            (Some(401), Some(reference)) if !self.again => {
                self.again = true;
                let (repository, digest) = (&reference.repository, &self.digest);
                registry.presence(repository, digest).await?;
                self.request(registry).await
            }
            (Some(_), _) => Err(LayerError::Refused(why)),
        }
    }

    /// Who did not answer: a browser asks first whether a request with credentials may
    /// be sent.
    fn no_answer(&self) -> PullError {
        let asked = self.sent.as_ref().map(|sent| sent.url.origin());
        PullError::Transport {
            error: TransportError::NoAnswer {
                origin: asked.unwrap_or(self.target.origin()).clone(),
            },
            preflight: self
                .sent
                .as_ref()
                .is_some_and(|sent| sent.authorization.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::input::Input;
    use crate::source::registry::fake::{Answer, Fake, block_on, ok, status};
    use crate::words::joined;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn fetch() -> LayerFetch {
        let reference = "registry.test/app:1".parse().unwrap();
        let target = FetchTarget::of(&Input::Image(reference), None).unwrap();
        LayerFetch::new(target, DIGEST.parse().unwrap())
    }

    fn own_words() -> Message {
        joined::verbatim("its own words")
    }

    /// A registry whose tokens are counted: the first one is `t1`.
    fn with_tokens() -> (Registry<Fake>, Rc<Cell<u32>>) {
        let given = Rc::new(Cell::new(0));
        let count = Rc::clone(&given);
        let network = Fake::new(move |request| {
            if request.url.path() == "/token" {
                count.set(count.get() + 1);
                return ok(format!(
                    r#"{{"token":"t{}","expires_in":300}}"#,
                    count.get()
                ));
            }
            let latest = format!("Bearer t{}", count.get());
            let sent = request
                .authorization
                .as_ref()
                .map(|sent| sent.reveal().to_owned());
            match sent == Some(latest) && count.get() > 0 {
                true => ok(""),
                false => Some(
                    Answer {
                        status: 401,
                        ..Answer::default()
                    }
                    .with(
                        "WWW-Authenticate",
                        r#"Bearer realm="https://registry.test/token",service="s",scope="repository:app:pull""#,
                    ),
                ),
            }
        });
        (Registry::new(network), given)
    }

    #[test]
    fn a_layer_is_asked_for_by_its_digest() {
        let registry = Registry::new(Fake::new(|_| status(404, "")));
        let request = block_on(fetch().request(&registry)).unwrap();
        assert_eq!(
            request.url.to_string(),
            format!("https://registry.test/v2/app/blobs/{DIGEST}")
        );
        assert_eq!(request.authorization, None);
    }

    #[test]
    fn a_token_that_ended_is_replaced_once() {
        let (registry, given) = with_tokens();
        let mut fetch = fetch();
        block_on(fetch.request(&registry)).unwrap();
        let again = block_on(fetch.refused(&registry, Some(401), own_words())).unwrap();
        let sent = again.authorization.map(|sent| sent.reveal().to_owned());
        assert_eq!(sent, Some(format!("Bearer t{}", given.get())));
        let end = block_on(fetch.refused(&registry, Some(401), own_words()));
        let Err(LayerError::Refused(why)) = end else {
            panic!("{end:?}")
        };
        assert_eq!(why, own_words());
    }

    #[test]
    fn a_refusal_is_in_the_registrys_words() {
        let registry = Registry::new(Fake::new(|_| status(404, "")));
        for code in [0, 403, 404, 429, 500] {
            let end = block_on(fetch().refused(&registry, Some(code), own_words()));
            assert!(
                matches!(end, Err(LayerError::Refused(_))),
                "{code}: {end:?}"
            );
        }
    }

    #[test]
    fn where_nobody_answers_the_doctor_is_told_whether_the_browser_asked_first() {
        let (registry, _) = with_tokens();
        let mut fetch = fetch();
        for authorized in [false, true] {
            if authorized {
                let _ = block_on(fetch.refused(&registry, Some(401), own_words()));
            }
            let end = block_on(fetch.refused(&registry, None, own_words()));
            let Err(LayerError::Pull(PullError::Transport { preflight, .. })) = end else {
                panic!("{end:?}")
            };
            assert_eq!(preflight, authorized);
        }
    }
}
