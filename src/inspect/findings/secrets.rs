//! What a config tells to everybody who has the image, and is likely a secret:
//! variables, labels, and the commands of its history with their build arguments.

use super::collector::{DocumentFindings, below, excerpt, items};
use crate::image::json::Node;
use crate::rules::LIKELY_SECRET;
use crate::secrets::{by_command, by_variable};
use crate::words::{Message, findings_config as words};

/// How many secrets of one command are listed; there is one finding for each.
const MAX_LISTED: usize = 4;

/// Looks at a config.
pub(super) fn check(root: &Node, findings: &mut DocumentFindings<'_>) {
    let variables = items("/config/Env".to_owned(), root.at("/config/Env"));
    for (pointer, variable) in variables {
        if let Some((name, value)) = variable.as_str().and_then(|text| text.split_once('=')) {
            named(&pointer, name, value, findings);
        }
    }
    let labels = root.at("/config/Labels").map(Node::members);
    for label in labels.unwrap_or_default() {
        if let Some(value) = label.value.as_str() {
            let pointer = below("/config/Labels", &label.key);
            named(&pointer, &label.key, value, findings);
        }
    }
    for (pointer, step) in items("/history".to_owned(), root.get("history")) {
        if let Some(command) = step.get("created_by").and_then(Node::as_str) {
            of_command(&below(&pointer, "created_by"), command, findings);
        }
    }
}

fn named(pointer: &str, name: &str, value: &str, findings: &mut DocumentFindings<'_>) {
    if let Some(likely) = by_variable(name, value) {
        let message = words::likely_secret_in(excerpt(name), likely.message());
        findings.add(&LIKELY_SECRET, pointer, message);
    }
}

fn of_command(pointer: &str, command: &str, findings: &mut DocumentFindings<'_>) {
    let found = by_command(command);
    let all = found.matches.len();
    let listed = found.matches.into_iter().take(MAX_LISTED);
    let listed: Vec<Message> = listed.map(|found| found.likely.message()).collect();
    let message = match all.saturating_sub(listed.len()) {
        _ if all == 0 => return,
        0 => words::likely_secrets(listed),
        _ if !found.is_complete => words::likely_secrets_and_others(listed),
        more => words::likely_secrets_and_more(listed, more),
    };
    findings.add(&LIKELY_SECRET, pointer, message);
}
