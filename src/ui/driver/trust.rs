//! What the driver does for signatures: it brings what verifies them as soon as there are
//! some, and keeps what a person gave to verify them with.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;

use super::Driver;
use crate::inspect::graph::NodeKind;
use crate::session::Showing;
use crate::trust::Given;
use crate::views::View;
use crate::web::files::Picked;
use crate::words::Message;

/// What a person gave, for as long as the page is there.
#[derive(Clone, Copy)]
pub struct TrustKept {
    /// `None` until the part is here that reads it.
    pub given: RwSignal<Option<Given>, LocalStorage>,
    /// How many are verified, of how many; `None` where nothing is under way.
    pub progress: RwSignal<Option<(usize, usize)>>,
    /// Why the last file gave nothing to trust.
    pub trouble: RwSignal<Option<Message>>,
    /// Counts how often verifying began: what was begun before is over.
    pub turn: StoredValue<u64>,
}

impl TrustKept {
    pub(super) fn new() -> Self {
        Self {
            given: RwSignal::new_local(None),
            progress: RwSignal::new(None),
            trouble: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }
}

impl Driver {
    /// Whether files that are dropped are to be trusted, and not to be opened: where
    /// signatures are looked at, by their names.
    pub(super) fn are_to_trust(self, picked: &[Picked]) -> bool {
        let is_open = self.page.with_showing_now(|_| ()).is_some();
        let is_wanted = is_open && self.page.view.get_untracked() == View::Trust;
        is_wanted && picked.iter().all(|one| is_to_trust(&one.input.path))
    }

    pub(super) async fn give_to_trust(self, picked: Vec<Picked>) {
        if let Some(part) = (self.load.trust)().await {
            (part.give)(self, picked);
        }
    }

    /// Verifies signatures as soon as there are some or somebody is expected to have signed,
    /// and again where more come or something else is open.
    pub fn signatures_to_come(self) {
        let page = self.page;
        let state = Memo::new(move |_| {
            let state = page.with_showing(state).flatten();
            state.map(|state| (self.opening.get(), state))
        });
        Effect::new(move |_| {
            if state.get().is_some() {
                spawn_local_scoped(async move {
                    if let Some(part) = (self.load.trust)().await {
                        (part.verify)(self);
                    }
                });
            }
        });
    }
}

/// Keys, certificates, roots and policies, by their names.
fn is_to_trust(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let endings = [".pem", ".pub", ".crt", ".cert", ".cer", ".key", ".jsonl"];
    let names = ["trusted_root", "trusted-root", "trustpolicy"];
    endings.iter().any(|ending| name.ends_with(ending))
        || names.iter().any(|known| name.contains(known))
}

/// What verifying depends on; `None` where there is nothing to verify.
#[derive(Clone, PartialEq)]
struct State {
    /// How many manifests may carry signatures or attestations.
    carriers: usize,
    /// How many documents there are, which grow where more of them come.
    documents: usize,
    /// How many places were looked at.
    looked: usize,
    expected: [Option<String>; 2],
}

fn state(showing: &Showing) -> Option<State> {
    let opened = &showing.opened;
    let nodes = opened.graph.nodes.iter();
    let is_carrier = |kind: NodeKind| matches!(kind, NodeKind::Artifact | NodeKind::Attestation);
    let carriers = nodes.filter(|node| is_carrier(node.kind)).count();
    let state = State {
        carriers: carriers + opened.contents.attached.len(),
        documents: opened.contents.documents.len(),
        looked: opened.contents.looked.len(),
        expected: [showing.wanted.signer.clone(), showing.wanted.issuer.clone()],
    };
    let is_expected = state.expected.iter().any(Option::is_some);
    (state.carriers > 0 || state.looked > 0 || is_expected).then_some(state)
}
