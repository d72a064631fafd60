//! Image configs (image-spec, `config.md`), alone and against the layers of
//! the images that have them.

use super::annotations::check_created;
use super::collector::{Collector, DocumentFindings, Shape, below, excerpt, items};
use super::descriptor::check_digest_text;
use super::hostile;
use super::keys;
use super::manifest::check_object;
use super::secrets;
use super::subject::{Context, Subject};
use crate::image::config::{RUN_KEYS, layers_of_history};
use crate::image::json::{Node, Value};
use crate::inspect::graph::Image;
use crate::rules::{
    CONFIG_DIFF_IDS, CONFIG_ENV, CONFIG_PORT, CONFIG_REQUIRED, CONFIG_TYPE, DIFF_ID_COUNT,
    HISTORY_COUNT, ROOTFS_TYPE, STOP_SIGNAL,
};
use crate::words::documents;
use crate::words::findings as json;
use crate::words::findings_config as words;

/// What each property must be, where it is there and not null. Optional ones
/// may be null (`config.md#properties`).
const SHAPES: [(&str, Shape); 18] = [
    ("/created", Shape::Text),
    ("/author", Shape::Text),
    ("/variant", Shape::Text),
    ("/os.version", Shape::Text),
    ("/os.features", Shape::Texts),
    ("/config", Shape::Object),
    ("/config/User", Shape::Text),
    ("/config/ExposedPorts", Shape::Object),
    ("/config/Env", Shape::Texts),
    ("/config/Entrypoint", Shape::Texts),
    ("/config/Cmd", Shape::Texts),
    ("/config/Volumes", Shape::Object),
    ("/config/WorkingDir", Shape::Text),
    ("/config/Labels", Shape::TextMap),
    ("/config/StopSignal", Shape::Text),
    ("/config/ArgsEscaped", Shape::Flag),
    ("/config/OnBuild", Shape::Texts),
    ("/history", Shape::List),
];
const STEP_SHAPES: [(&str, Shape); 5] = [
    ("created", Shape::Text),
    ("created_by", Shape::Text),
    ("author", Shape::Text),
    ("comment", Shape::Text),
    ("empty_layer", Shape::Flag),
];

const KEYS: [&str; 9] = [
    "created",
    "author",
    "architecture",
    "os",
    "os.version",
    "variant",
    "config",
    "rootfs",
    "history",
];

pub(super) fn check(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    if !check_object(subject, findings) {
        return;
    }
    let root = subject.root;
    keys::check_unambiguous(subject.kind, root, findings);
    keys::check_case("", root, &KEYS, findings);
    names(root, findings);
    rootfs(root, context.is_layerless(subject), findings);
    for (pointer, shape) in SHAPES {
        if let Some(value) = root.at(pointer).filter(|value| !value.is_null()) {
            shape.check(&CONFIG_TYPE, pointer, value, findings);
        }
    }
    if let Some(created) = root.get("created").and_then(Node::as_str) {
        check_created("/created", created, findings);
    }
    history(root, findings);
    secrets::check(root, findings);
    if let Some(run) = root.get("config") {
        keys::check_case("/config", run, &RUN_KEYS, findings);
        parameters(run, findings);
        hostile::check(run, findings);
    }
}

fn names(root: &Node, findings: &mut DocumentFindings<'_>) {
    for key in ["architecture", "os"] {
        let value = root.get(key);
        if value.and_then(Node::as_str).is_none_or(str::is_empty) {
            findings.member(&CONFIG_REQUIRED, "", key, json::a_name(), value);
        }
    }
}

fn rootfs(root: &Node, layerless: bool, findings: &mut DocumentFindings<'_>) {
    let rootfs = match root.get("rootfs") {
        Some(rootfs) if matches!(rootfs.value, Value::Object(_)) => rootfs,
        other => {
            let expected = documents::an_object();
            return findings.member(&CONFIG_REQUIRED, "", "rootfs", expected, other);
        }
    };
    keys::check_case("/rootfs", rootfs, &["type", "diff_ids"], findings);
    let kind = rootfs.get("type");
    if kind.and_then(Node::as_str) != Some("layers") {
        let expected = json::the_string("layers");
        findings.member(&ROOTFS_TYPE, "/rootfs", "type", expected, kind);
    }
    let list = rootfs.get("diff_ids");
    // Docker leaves out a list that is empty (moby `image/rootfs.go`).
    if !layerless || list.is_some_and(|list| !list.is_null()) {
        diff_ids(list, findings);
    }
}

fn diff_ids(list: Option<&Node>, findings: &mut DocumentFindings<'_>) {
    for (pointer, item) in findings.array(&CONFIG_DIFF_IDS, "/rootfs", "diff_ids", list) {
        match item.as_str() {
            Some(text) => {
                let _checked = check_digest_text(&CONFIG_DIFF_IDS, &pointer, text, findings);
            }
            None => findings.unexpected(&CONFIG_DIFF_IDS, &pointer, json::a_digest(), item),
        }
    }
}

fn history(root: &Node, findings: &mut DocumentFindings<'_>) {
    for (pointer, step) in items("/history".to_owned(), root.get("history")) {
        Shape::Object.check(&CONFIG_TYPE, &pointer, step, findings);
        for (key, shape) in STEP_SHAPES {
            if let Some(value) = step.get(key).filter(|value| !value.is_null()) {
                shape.check(&CONFIG_TYPE, &below(&pointer, key), value, findings);
            }
        }
        if let Some(created) = step.get("created").and_then(Node::as_str) {
            check_created(&below(&pointer, "created"), created, findings);
        }
    }
}

/// How environment variables, ports and the stop signal are written.
fn parameters(run: &Node, findings: &mut DocumentFindings<'_>) {
    for (pointer, variable) in items("/config/Env".to_owned(), run.get("Env")) {
        // `^[^=]+=.*$`
        let variable = variable.as_str();
        if let Some(text) = variable.filter(|text| text.find('=').is_none_or(|at| at == 0)) {
            findings.add(&CONFIG_ENV, &pointer, words::not_a_variable(excerpt(text)));
        }
    }
    let ports = run.get("ExposedPorts").into_iter().flat_map(Node::members);
    for port in ports.filter(|port| !is_port(&port.key)) {
        let pointer = below("/config/ExposedPorts", &port.key);
        let message = words::not_a_port(excerpt(&port.key));
        findings.add(&CONFIG_PORT, &pointer, message);
    }
    let signal = run.get("StopSignal").and_then(Node::as_str);
    if let Some(signal) = signal.filter(|text| !text.is_empty() && !is_signal(text)) {
        let message = words::not_a_signal(excerpt(signal));
        findings.add(&STOP_SIGNAL, "/config/StopSignal", message);
    }
}

/// `port`, `port/protocol`, and the ranges that Docker's builder writes.
fn is_port(text: &str) -> bool {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok();
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    number(first) && number(last) && matches!(protocol, "tcp" | "udp" | "sctp")
}

fn is_signal(text: &str) -> bool {
    match text.strip_prefix("SIG") {
        Some(name) => {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"+-".contains(&b))
        }
        None => text
            .parse::<u8>()
            .is_ok_and(|number| (1..=64).contains(&number)),
    }
}

/// The configs against the layers of their images. Nothing is ever shifted to
/// make counts fit.
pub(super) fn check_images(context: &Context<'_>, collector: &mut Collector) {
    for image in &context.opened.graph.images {
        let config = image.config.and_then(|id| Some((id, context.config(id)?)));
        let Some((id, config)) = config else {
            continue;
        };
        let name = context.opened.name_of(id);
        let mut findings = DocumentFindings::new(&name, collector);
        // A config that came alone, or one that has no list at all, which is
        // another rule's finding, has no layers to be counted against.
        let counted = image.manifest.is_some() || !image.forms.is_empty();
        let layers = image.layers.len();
        if counted && config.diff_id_count != layers && config.rootfs_type.is_some() {
            let (owner, count) = (owner(image, context), config.diff_id_count);
            let message = match layers {
                0 => words::diff_ids_without_layers(owner, count),
                _ => words::diff_id_count(layers, owner, count),
            };
            findings.add(&DIFF_ID_COUNT, "/rootfs/diff_ids", message);
        }
        if !config.history.is_empty()
            && let Err(mismatch) = layers_of_history(&config.history, layers)
        {
            findings.add(&HISTORY_COUNT, "/history", mismatch.message());
        }
    }
}

/// Whoever lists the layers.
fn owner(image: &Image, context: &Context<'_>) -> String {
    match image.manifest {
        Some(manifest) => excerpt(&context.opened.name_of(manifest)),
        None => "manifest.json".to_owned(),
    }
}
