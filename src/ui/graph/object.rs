//! One object in its place: its mark, and what tells it from others.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::ui::language::say;
use crate::views::graph::faces::Face;
use crate::views::graph::{Cell, Part, Stop};
use crate::words::Message;

/// An object as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Looks {
    pub(super) face: Face,
    pub(super) is_chosen: bool,
    /// It hangs together with what is pointed at.
    pub(super) is_lit: bool,
    /// The Tab key leads to it.
    pub(super) is_current: bool,
}

/// What of an object does not change.
pub(super) struct Named<'a> {
    pub(super) id: String,
    pub(super) stop: &'a Stop,
    pub(super) cell: &'a Cell,
    pub(super) whose: Option<Message>,
    pub(super) digits: usize,
}

/// A button. What it does is for its grid to say, which hears of it.
pub(super) fn object(named: Named<'_>, looks: Looks) -> impl IntoView + use<> {
    let written = named.stop.written(named.cell, named.digits);
    let written = written.map(|text| short(&visible(&say(text))));
    let written = written.unwrap_or_default();
    let word = looks.face.word.clone();
    let beside = match looks.face.is_quiet() {
        true => String::new(),
        false => format!(" {}", say(&word)),
    };
    // What can be read comes first, as it stands (WCAG 2.5.3).
    let shown = format!("{written}{beside}");
    let word = looks.face.is_quiet().then_some(word);
    let label = named.stop.label(shown.trim(), named.whose, word);
    let label = visible(&say(label));
    let class = [
        ("object", true),
        (looks.face.class(), true),
        ("chosen", looks.is_chosen),
        ("lit", looks.is_lit),
        ("named", named.stop.part == Part::Attached),
    ];
    let class: Vec<&str> = class
        .into_iter()
        .filter(|(_, on)| *on)
        .map(|(class, _)| class)
        .collect();
    view! {
        <button type="button" id=named.id class=class.join(" ") aria-label=label
            aria-current=looks.is_chosen.then_some("true")
            tabindex=if looks.is_current { "0" } else { "-1" }>
            <span class="icon" aria-hidden="true">{looks.face.icon()}</span>
            <bdi>{written}</bdi>
            <span class="word">{beside}</span>
        </button>
    }
}
