//! "Download report".

use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::language::{locale, say};
use crate::views::report::{file_name, report};
use crate::web::download;
use crate::words::controls;

/// How a report is written.
#[derive(Clone, Copy)]
pub enum Format {
    Json,
    Markdown,
}

/// Saves what was found so far.
pub fn save_report(driver: Driver, format: Format) {
    let (ending, media_type) = match format {
        Format::Json => ("json", "application/json"),
        Format::Markdown => ("md", "text/markdown"),
    };
    let saved = driver.page.with_showing_now(|showing| {
        let name = file_name(&showing.opened.contents.input.name, ending);
        let text = match format {
            Format::Json => report(showing).to_json(),
            Format::Markdown => report(showing).to_markdown(&*locale()),
        };
        download::save(&name, media_type, &text)
    });
    if let Some(Err(thrown)) = saved {
        driver.shell.notice.set(Some(thrown.message()));
    }
}

/// Saves what was found so far, as JSON and as Markdown.
#[component]
pub fn DownloadReport(driver: Driver) -> impl IntoView {
    let json = move |_| save_report(driver, Format::Json);
    let markdown = move |_| save_report(driver, Format::Markdown);
    view! {
        <div class="report" role="group" aria-labelledby="report-label">
            <span id="report-label">{say(controls::download_report())}</span>
            <button type="button" on:click=json>"JSON"</button>
            <button type="button" on:click=markdown>"Markdown"</button>
        </div>
    }
}
