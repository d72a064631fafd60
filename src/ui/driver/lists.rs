//! What the driver does for lists: why one did not come.

use super::Driver;
use crate::source::registry::doctor::{self, Diagnosis, Examination, Step};
use crate::source::registry::error::PullError;
use crate::views::{ListHelp, Listed};
use crate::web::address;

impl Driver {
    /// What is known of a registry without asking it, and there is no other way.
    pub async fn known_to_refuse(self, wanted: &Listed) -> Option<ListHelp> {
        let known = doctor::known(wanted.domain())?;
        let registry = self.registry();
        let has_way = registry.has_way_beside(wanted.domain().origin()).await;
        self.tell_relay_trouble();
        if has_way {
            return None;
        }
        let diagnosis = Diagnosis::KnownNoCors { known };
        Some(ListHelp::of(wanted, None, Some(&diagnosis)))
    }

    /// Asks the doctor, where the error does not say all.
    pub async fn why_no_list(self, wanted: &Listed, error: &PullError) -> ListHelp {
        let registry = self.registry();
        let page = address::scheme();
        // The doctor looks at images: of a registry as a whole only the host
        // can be examined, and of a repository any tag will do.
        let reference = match wanted {
            Listed::Tags(repository) => "latest".parse().ok().map(|tag| repository.tagged(tag)),
            Listed::Repositories(_) => None,
        };
        let diagnosis = match reference {
            Some(reference) => {
                let examination = Examination {
                    page,
                    reference: &reference,
                    step: &Step::Manifest,
                    error,
                };
                doctor::diagnose(registry.http(), &examination).await
            }
            None => self.examine_host(wanted, error).await,
        };
        ListHelp::of(wanted, Some(error), diagnosis.as_ref())
    }

    async fn examine_host(self, wanted: &Listed, error: &PullError) -> Option<Diagnosis> {
        let origin = wanted.domain().origin();
        if let PullError::AuthNeeded { registry } = error {
            let registry = registry.clone();
            return Some(Diagnosis::AuthNeeded { registry });
        }
        // Of a relay or a mirror nothing is known.
        if let PullError::Transport { error, .. } = error
            && error.origin() != origin
        {
            return None;
        }
        let url = origin.at("/v2/").ok()?;
        let registry = self.registry();
        doctor::diagnose_host(registry.http(), address::scheme(), &url, error).await
    }
}
