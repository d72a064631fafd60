//! The command lines that do the same elsewhere, to be copied.

use leptos::prelude::*;

use crate::ui::detail::commands::CommandView;
use crate::ui::language::say;
use crate::views::commands::Command;
use crate::words::trust as words;

#[component]
pub fn Elsewhere(commands: Vec<Command>) -> impl IntoView {
    let commands = commands
        .into_iter()
        .map(|command| view! { <CommandView command/> });
    view! {
        <details>
            <summary>{say(words::elsewhere())}</summary>
            <ul class="commands">{commands.collect_view()}</ul>
        </details>
    }
}
