//! The address of the page: what it asks for is opened, and what is shown is
//! written there.

use std::time::Duration;

use leptos::prelude::*;

use super::Driver;
use crate::failure::{Failure, FailureKind};
use crate::input::{Fragment, Input, InputError};
use crate::link::{self, Chosen};
use crate::session::{Event, Session};
use crate::views::View;
use crate::views::file_tree::FilesMode;
use crate::views::node_facts::Tab;
use crate::web::address;
use crate::words::{comparison, page as words};

impl Driver {
    /// Opens what the address asks for, and follows it from then on. What a
    /// person has given since the page was loaded is later, and wins over a link
    /// to another place: that is passed over, until it is known that something
    /// came. A link that asks for a file says what the file should be.
    pub fn follow_address(self) {
        let query = address::query();
        if matches!(query.parse::<Fragment>(), Err(InputError::Credentials)) {
            let _ = address::replace_query("");
        }
        if let Ok(link) = query.parse::<Fragment>()
            && names_input(&link)
        {
            // What stands behind the `#` is whole; it needs nothing before it.
            let asked = match address::fragment() {
                none if none.is_empty() => link.to_string(),
                fragment => fragment,
            };
            // Where the browser refuses, the address stays as it was.
            let _ = address::replace_query(&asked);
        }
        let fragment = address::fragment();
        match self.shell.has_waiting() && leads_elsewhere(&fragment) {
            true => self.passed_over.set(Some(fragment)),
            false => self.follow(&fragment),
        }
        let listener = address::listen(move |fragment| self.go_to(&fragment));
        // For as long as the page lives.
        self.listener.set_value(listener.ok());
        let shown = Memo::new(move |_| (self.opening.get(), self.address()));
        Effect::new(move |_| {
            let (opening, shown) = shown.get();
            match shown {
                Some(shown) => write(&shown, opening),
                None => self.leave_entry(opening),
            }
        });
        Effect::new(move |_| self.tocs.turn_to(self.page.image.get()));
        self.ask_before_leaving();
    }

    /// Follows the browser's history to what was open there, which comes back as it
    /// was, or to what its address asks for.
    fn go_to(self, fragment: &str) {
        let opening = address::opening();
        let link = fragment.parse::<Fragment>();
        match (opening, link) {
            (Some(opening), Ok(link)) if self.take_up(opening) => self.choose(&link),
            _ => self.follow(fragment),
        }
    }

    /// Opens the link that was passed over, where nothing that was given is open
    /// or being read.
    pub fn follow_if_nothing_came(self) {
        if self.turn.get_value() == 0 {
            self.follow_passed_over();
        }
    }

    pub(super) fn follow_passed_over(self) {
        let link = self.passed_over.try_update(Option::take);
        if let Some(link) = link.flatten() {
            self.follow(&link);
        }
    }

    /// Reads what was typed or pasted, and opens it.
    ///
    /// # Errors
    /// Where it is nothing that can be looked at.
    pub fn ask(self, text: &str) -> Result<(), InputError> {
        self.open_link(Input::parse_text(text)?);
        Ok(())
    }

    /// Opens what a link asks for.
    pub fn open_link(self, link: Fragment) {
        self.next_turn();
        self.passed_over.set(None);
        self.shell.notice.set(None);
        self.lay_aside();
        self.clear();
        self.send(Event::Asked(Box::new(link)));
    }

    /// The link to what is shown, with what is chosen of it; `None` where the
    /// address is to stay as it is.
    #[must_use]
    pub fn address(self) -> Option<Fragment> {
        if self.passed_over.with(Option::is_some) {
            return None;
        }
        self.page
            .session
            .with(|session| self.with_chosen(|chosen| link::of_session(session, chosen)))
    }

    /// What is chosen, for a link.
    pub fn with_chosen<T>(self, f: impl FnOnce(Chosen<'_>) -> T) -> T {
        let page = self.page;
        let path = page.path.get();
        f(Chosen {
            path: Some(&path),
            image: page.image.get(),
            other: page.other.get(),
            artifact: page.artifact.get(),
            node: page.selected.get(),
            files: page.files.get(),
            layer: page.layer.get(),
            view: page.view.get(),
            tab: page.tab.get(),
        })
    }

    fn follow(self, fragment: &str) {
        self.passed_over.set(None);
        match fragment.parse::<Fragment>() {
            Err(error) => {
                if error == InputError::Credentials {
                    // Nor does it stay in the address.
                    let _ = address::replace("", self.opening.get_untracked());
                }
                self.fail(Failure::new(
                    FailureKind::Input,
                    words::link_not_followed(error.message()),
                    error.hint(),
                ));
            }
            Ok(link) => {
                let session = self.page.session;
                if session.with_untracked(|session| link::is_open(session, &link)) {
                    self.choose(&link);
                    if link.input.is_some() {
                        self.send(Event::SignerExpected(link.signer, link.issuer));
                    }
                } else if link.is_of_a_file() {
                    self.miss_file();
                } else if session.with_untracked(|session| !is_empty(session, &link)) {
                    self.open_link(link);
                    // It is there that the history is already.
                    let _ = address::replace(fragment, self.opening.get_untracked());
                }
            }
        }
    }

    /// Says that a file which only another page knew has to be given again.
    fn miss_file(self) {
        self.open_link(Fragment::default());
        let _ = address::replace("", self.opening.get_untracked());
        // The app may be about to take its place, which takes away what was said of
        // waiting for it.
        let tell = move || {
            let session = self.page.session;
            if session.with_untracked(|session| matches!(session, Session::Start)) {
                self.tell(words::file_to_be_given_again());
            }
        };
        set_timeout(tell, Duration::ZERO);
    }

    /// Chooses of what was just opened what its link asks for.
    pub(super) fn choose_as_wanted(self) {
        let wanted = self.page.with_showing_now(|showing| showing.wanted.clone());
        let Some(wanted) = wanted else {
            return;
        };
        self.choose(&wanted);
        if let Some(Input::Digest(digest)) = &wanted.input {
            self.page.sought.set(digest.to_string());
        }
    }

    fn choose(self, link: &Fragment) {
        let page = self.page;
        let found = page.with_showing_now(|showing| {
            let graph = &showing.opened.graph;
            let node = |text: &Option<String>| graph.by_digest(text.as_deref()?);
            let image = link::image_of(showing, link);
            let other = link::other_of(showing, link, image);
            (image, other, node(&link.artifact), node(&link.node))
        });
        let Some((image, other, artifact, node)) = found else {
            return;
        };
        let view = View::of_link(link).unwrap_or_default();
        let tab = link.tab.as_deref().and_then(Tab::of_word);
        let files = link.tab.as_deref().and_then(FilesMode::of_word);
        let (layer, node) = match view {
            View::Files => (node, None),
            _ => (None, node),
        };
        page.image.set(image);
        page.other.set(other);
        if view == View::Compare && link.with.is_some() && other.is_none() {
            self.tell(comparison::other_not_open());
        }
        page.artifact.set(artifact);
        page.layer.set(layer);
        page.selected.set(node);
        page.view.set(view);
        page.tab.set(tab.unwrap_or_default());
        page.files.set(files.unwrap_or_default());
        // A tar's paths begin at no root.
        let path = link.path.as_deref().unwrap_or_default();
        page.path.set(path.trim_start_matches('/').to_owned());
    }

    /// Does what gives objects other numbers, and chooses the same ones again.
    pub(super) fn keep_choice(self, change: impl FnOnce()) {
        let page = self.page;
        let (image, node) = (page.image.get_untracked(), page.selected.get_untracked());
        let (artifact, layer) = (page.artifact.get_untracked(), page.layer.get_untracked());
        let digest = |id| {
            page.find_now(|showing| {
                let node = showing.opened.graph.node(id)?;
                Some(node.digest.as_ref()?.text.clone())
            })
        };
        let other = page.other.get_untracked();
        let manifest = |image: Option<usize>| {
            page.find_now(|showing| showing.opened.graph.images.get(image?)?.manifest)
        };
        let (image, other) = (manifest(Some(image)), manifest(other));
        let (image, other) = (image.and_then(digest), other.and_then(digest));
        let (node, artifact) = (node.and_then(digest), artifact.and_then(digest));
        let layer = layer.and_then(digest);
        change();
        let again = |text: Option<String>| {
            let text = text?;
            page.find_now(|showing| showing.opened.graph.by_digest(&text))
        };
        let place = |manifest: Option<String>| {
            let manifest = again(manifest)?;
            page.find_now(|showing| {
                let mut images = showing.opened.graph.images.iter();
                images.position(|image| image.manifest == Some(manifest))
            })
        };
        page.selected.set(again(node));
        page.artifact.set(again(artifact));
        page.layer.set(again(layer));
        page.image.set(place(image).unwrap_or_default());
        page.other.set(place(other));
    }
}

fn names_input(link: &Fragment) -> bool {
    link.input.is_some()
}

/// A link names a place, and not only what a file should be.
fn leads_elsewhere(fragment: &str) -> bool {
    let link = fragment.parse::<Fragment>();
    link.is_ok_and(|link| !matches!(link.input, None | Some(Input::Digest(_))))
}

/// Nothing is asked for, and nothing is shown.
fn is_empty(session: &Session, link: &Fragment) -> bool {
    matches!(session, Session::Start) && link.input.is_none() && link.expect.is_empty()
}

/// Writes the address, where it says something else or something else is open.
fn write(shown: &Fragment, opening: u64) {
    let (old, new) = (address::fragment(), shown.to_string());
    let entry = address::opening();
    if old == new && entry == Some(opening) {
        return;
    }
    let before: Fragment = old.parse().unwrap_or_default();
    let is_other = entry.is_some_and(|entry| entry != opening);
    // A browser that has enough of changes leaves the address as it is.
    let _ = match is_other || link::is_step(&before, shown) {
        true => address::push(&new, opening),
        false => address::replace(&new, opening),
    };
}
