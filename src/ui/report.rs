//! "Download report".

use leptos::prelude::*;

use crate::session::Showing;
use crate::ui::driver::Driver;
use crate::ui::language::{locale, say};
use crate::views::report::{file_name, report};
use crate::web::download;
use crate::words::controls;

/// Saves what was found so far, as JSON and as Markdown.
#[component]
pub fn DownloadReport(driver: Driver) -> impl IntoView {
    let save =
        move |ending: &'static str, media_type: &'static str, write: fn(&Showing) -> String| {
            let text = driver.page.with_showing_now(|showing| {
                let name = file_name(&showing.opened.contents.input.name, ending);
                (name, write(showing))
            });
            let saved = text.map(|(name, text)| download::save(&name, media_type, &text));
            if let Some(Err(thrown)) = saved {
                driver.shell.notice.set(Some(thrown.message()));
            }
        };
    let json = move |_| {
        save("json", "application/json", |showing| {
            report(showing).to_json()
        })
    };
    let markdown = move |_| {
        save("md", "text/markdown", |showing| {
            report(showing).to_markdown(&*locale())
        });
    };
    view! {
        <div class="report" role="group" aria-labelledby="report-label">
            <span id="report-label">{say(controls::download_report())}</span>
            <button type="button" on:click=json>"JSON"</button>
            <button type="button" on:click=markdown>"Markdown"</button>
        </div>
    }
}
