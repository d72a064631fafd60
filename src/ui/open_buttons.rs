//! The two file inputs.

use leptos::html::Input;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::ui::shell::Shell;
use crate::web::files;
use crate::words::shell as words;

/// Buttons that open files, and a folder. The inputs themselves are hidden
/// from the eye; their labels are the buttons.
#[component]
pub fn OpenButtons(
    shell: Shell,
    /// They are what a person is to do next.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let (several, folder) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let changed = move |input: NodeRef<Input>| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let list = input.files().map(|list| files::handles(&list));
        // The same file can be chosen again: it may have changed.
        input.set_value("");
        if let Some(list) = list {
            shell.with_app(|rest| rest.open_list(list));
        }
    };
    view! {
        <div class="open-buttons">
            <label class="button" class:primary=first>
                {say(words::open_files())}
                <input type="file" multiple class="visually-hidden" node_ref=several
                    on:change=move |_| changed(several)/>
            </label>
            <label class="button">
                {say(words::open_folder())}
                <input type="file" prop:webkitdirectory=true class="visually-hidden" node_ref=folder
                    on:change=move |_| changed(folder)/>
            </label>
        </div>
    }
}
