//! A term, explained beside it when a person points at it, reaches it by keys or
//! taps it (WCAG 2.2, 1.4.13): the pointer can move onto the explanation, which
//! stays until it leaves, and Escape takes it away.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use leptos::ev;
use leptos::html::Button;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::ui::language::say;
pub use crate::views::Term;
use crate::views::sentence_case;
use crate::web::popover::{self, Element};
use crate::words::{Message, terms as words};

/// How long a pointer rests on a word before it is explained, so that nothing
/// opens on the way across it.
const BEFORE: Duration = Duration::from_millis(200);

/// How long the explanation stays after the pointer has left: to come back to it.
const AFTER: Duration = Duration::from_millis(300);

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The word, or another one of the same meaning that fits the place better. What
/// is within stands below the explanation.
#[component]
pub fn Term(
    of: Term,
    #[prop(optional, into)] label: Option<Message>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let (id, meaning) = (format!("term-{number}"), format!("meaning-{number}"));
    let word = NodeRef::<Button>::new();
    let pointer = Pointer::new(word);
    let came = move |event: ev::PointerEvent| {
        // A finger taps.
        if event.pointer_type() != "touch" {
            pointer.after(BEFORE, popover::show);
        }
    };
    let left = move |_| pointer.after(AFTER, popover::hide_unless_in_use);
    let focused = move |event: ev::FocusEvent| {
        pointer.now(|word| {
            let from_elsewhere =
                event.related_target().is_none() || popover::leaves(word, event.related_target());
            if from_elsewhere && popover::is_reached_by_keys(word) {
                popover::show(word);
            }
        });
    };
    let blurred = move |event: ev::FocusEvent| {
        pointer.now(|word| {
            if popover::leaves(word, event.related_target()) {
                popover::hide(word);
            }
        });
    };
    view! {
        <span class="term" on:pointerenter=came on:pointerleave=left on:focusin=focused on:focusout=blurred>
            <button type="button" class="term-word" node_ref=word popovertarget=id.clone()
                popovertargetaction="show" aria-describedby=meaning.clone()
                on:click=move |_| pointer.now(popover::place)>
                {sentence_case(&say(label.unwrap_or_else(|| of.name())))}
            </button>
            <span id=id class="explanation" popover="auto">
                <Explanation of meaning/>
                {children.map(|children| children())}
            </span>
        </span>
    }
}

/// What the word means, and where that is specified.
#[component]
fn Explanation(of: Term, meaning: String) -> impl IntoView {
    let section = of.section();
    view! {
        <strong>{say(of.name())}</strong>
        <span id=meaning>{say(of.meaning())}</span>
        <a href=section.address target="_blank" rel="noopener noreferrer nofollow">
            {say(words::specified_in(section.name))}
            <span class="visually-hidden">" ("{say(words::opens_a_tab())}")"</span>
        </a>
    }
}

/// What a pointer does around a word, in its time.
#[derive(Clone, Copy)]
struct Pointer {
    word: NodeRef<Button>,
    waiting: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Pointer {
    fn new(word: NodeRef<Button>) -> Self {
        let pointer = Self {
            word,
            waiting: StoredValue::new_local(None),
        };
        on_cleanup(move || pointer.stop());
        pointer
    }

    fn now(self, act: impl FnOnce(&Element)) {
        if let Some(word) = self.word.try_get_untracked().flatten() {
            act(&word);
        }
    }

    fn after(self, time: Duration, act: impl FnOnce(&Element) + 'static) {
        self.stop();
        let timer = set_timeout_with_handle(move || self.now(act), time);
        self.waiting.set_value(timer.ok());
    }

    fn stop(self) {
        if let Some(timer) = self.waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}
