//! The mark of what is likely a secret, where a list has no room for more.

use leptos::prelude::*;

use crate::ui::language::say;
use crate::words::{Message, secrets as words};

/// It says what that likely is where one points, and to those who do not see it;
/// nothing where it is none.
#[component]
pub(super) fn SecretMark(secret: Option<Message>) -> impl IntoView {
    let mark = |secret: Message| {
        let likely = say(secret);
        let title = likely.clone();
        view! {
            <span class="secret-mark" title=title>
                <span aria-hidden="true">{say(words::mark())}</span>
                <span class="visually-hidden">{likely}</span>
            </span>
            " "
        }
    };
    secret.map(mark)
}
