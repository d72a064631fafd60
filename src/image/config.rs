//! Image configs: how to run an image, the DiffIDs of its layers, and the
//! history of its steps (image-spec, `config.md`).
//!
//! Reading is lenient: what has the wrong type is left out here, and is a
//! finding in `inspect::findings`.

use crate::image::descriptor::SpelledDigest;
use crate::image::json::Node;
use crate::image::platform::Platform;
use crate::words::{Message, documents};
use std::fmt;

/// An image config.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    pub platform: Option<Platform>,
    /// RFC 3339, as spelled.
    pub created: Option<String>,
    pub author: Option<String>,
    pub run: Run,
    pub rootfs_type: Option<String>,
    /// Base first, each with its place in the array.
    pub diff_ids: Vec<(usize, SpelledDigest)>,
    /// How many entries `diff_ids` has, well formed or not.
    pub diff_id_count: usize,
    pub history: Vec<HistoryEntry>,
}

/// The keys of the execution parameters, in the order in which Docker writes them:
/// those of image-spec, then its own.
pub const RUN_KEYS: [&str; 13] = [
    "User",
    "ExposedPorts",
    "Env",
    "Entrypoint",
    "Cmd",
    "Volumes",
    "WorkingDir",
    "Labels",
    "StopSignal",
    "ArgsEscaped",
    "Healthcheck",
    "OnBuild",
    "Shell",
];

/// The execution parameters (`config` of the config).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub user: Option<String>,
    pub exposed_ports: Vec<String>,
    pub env: Vec<String>,
    pub entrypoint: Option<Vec<String>>,
    pub cmd: Option<Vec<String>>,
    pub volumes: Vec<String>,
    pub working_dir: Option<String>,
    pub labels: Vec<(String, String)>,
    pub stop_signal: Option<String>,
    pub shell: Option<Vec<String>>,
    pub on_build: Vec<String>,
    pub healthcheck: Option<Healthcheck>,
    /// Windows: the command line is one string that is already escaped.
    pub args_escaped: bool,
}

/// Docker's health check. Times are in nanoseconds, 0 for the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healthcheck {
    pub test: Vec<String>,
    pub interval: u64,
    pub timeout: u64,
    pub start_period: u64,
    pub retries: u64,
}

/// One step of the history, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// RFC 3339, as spelled.
    pub created: Option<String>,
    pub created_by: Option<String>,
    pub author: Option<String>,
    pub comment: Option<String>,
    /// The step made no layer.
    pub empty_layer: bool,
}

impl Config {
    #[must_use]
    pub fn read(root: &Node) -> Self {
        let text = |key| root.get(key).and_then(Node::as_str).map(str::to_owned);
        let diff_ids = root
            .at("/rootfs/diff_ids")
            .map(Node::items)
            .unwrap_or_default();
        Self {
            platform: Platform::read(root),
            created: text("created"),
            author: text("author"),
            run: root.get("config").map(Run::read).unwrap_or_default(),
            rootfs_type: root
                .at("/rootfs/type")
                .and_then(Node::as_str)
                .map(str::to_owned),
            diff_ids: diff_ids
                .iter()
                .enumerate()
                .filter_map(|(index, node)| Some((index, SpelledDigest::read(node)?)))
                .collect(),
            diff_id_count: diff_ids.len(),
            history: root
                .get("history")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .map(HistoryEntry::read)
                .collect(),
        }
    }
}

impl Run {
    fn read(node: &Node) -> Self {
        let text = |key| {
            let value = node.get(key).and_then(Node::as_str)?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        let list = |key| {
            let value = node.get(key)?;
            let items: Vec<String> = match value.as_str() {
                // Old Docker wrote a string where it now writes a list.
                Some(one) => vec![one.to_owned()],
                None => strings(value),
            };
            (!items.is_empty()).then_some(items)
        };
        let keys = |key| {
            let members = node.get(key).map(Node::members).unwrap_or_default();
            members.iter().map(|member| member.key.clone()).collect()
        };
        Self {
            user: text("User"),
            exposed_ports: keys("ExposedPorts"),
            env: list("Env").unwrap_or_default(),
            entrypoint: list("Entrypoint"),
            cmd: list("Cmd"),
            volumes: keys("Volumes"),
            working_dir: text("WorkingDir"),
            labels: crate::image::descriptor::Annotations::read(node.get("Labels")).0,
            stop_signal: text("StopSignal"),
            shell: list("Shell"),
            on_build: list("OnBuild").unwrap_or_default(),
            healthcheck: node.get("Healthcheck").and_then(Healthcheck::read),
            args_escaped: node
                .get("ArgsEscaped")
                .and_then(Node::as_bool)
                .unwrap_or(false),
        }
    }
}

impl Healthcheck {
    fn read(node: &Node) -> Option<Self> {
        let number = |key| node.get(key).and_then(Node::as_size).unwrap_or(0);
        let test = strings(node.get("Test")?);
        Some(Self {
            test,
            interval: number("Interval"),
            timeout: number("Timeout"),
            start_period: number("StartPeriod"),
            retries: number("Retries"),
        })
    }
}

impl HistoryEntry {
    fn read(node: &Node) -> Self {
        let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        Self {
            created: text("created"),
            created_by: text("created_by"),
            author: text("author"),
            comment: text("comment"),
            empty_layer: node
                .get("empty_layer")
                .and_then(Node::as_bool)
                .unwrap_or(false),
        }
    }

    /// The step as a Dockerfile would spell it: `/bin/sh -c #(nop)  CMD ["x"]`
    /// is `CMD ["x"]`, and `/bin/sh -c make` is `RUN make`.
    #[must_use]
    pub fn instruction(&self) -> String {
        let Some(text) = self.created_by.as_deref() else {
            return String::new();
        };
        let text = text.trim();
        if let Some(nop) = text.split_once("#(nop)") {
            return nop.1.trim().to_owned();
        }
        // BuildKit: `RUN /bin/sh -c make # buildkit`, and `RUN |1 A=b /bin/sh -c make`.
        let text = text.strip_suffix("# buildkit").map_or(text, str::trim_end);
        let (run, body) = match text.strip_prefix("RUN ") {
            Some(body) => (true, body),
            None => (false, text),
        };
        let body = without_build_arguments(body);
        for shell in [
            "/bin/sh -c ",
            "/bin/bash -c ",
            "/bin/ash -c ",
            "/bin/bash -o pipefail -c ",
            "/bin/sh -o pipefail -c ",
            "cmd /S /C ",
        ] {
            if let Some(command) = body.strip_prefix(shell) {
                return format!("RUN {}", command.trim());
            }
        }
        if run {
            format!("RUN {body}")
        } else {
            body.to_owned()
        }
    }
}

/// `|2 A=b C=d /bin/sh -c make` is `/bin/sh -c make`: the classic builder puts
/// build arguments in front, counted.
fn without_build_arguments(body: &str) -> &str {
    let Some((count, rest)) = body.strip_prefix('|').and_then(|rest| rest.split_once(' ')) else {
        return body;
    };
    if count.parse::<usize>().is_err() {
        return body;
    }
    // The arguments may hold spaces, so look for where the shell begins.
    let at = ["/bin/sh -", "/bin/bash -", "/bin/ash -"]
        .iter()
        .filter_map(|shell| rest.find(shell))
        .min();
    at.and_then(|at| rest.get(at..)).unwrap_or(rest)
}

/// Which step of the history made which layer: for each entry the index of its
/// layer, or `None` for a step without one.
///
/// Never shifts silently: where the number of steps with a layer is not
/// `layers`, nothing is mapped and the counts are returned.
pub fn layers_of_history(
    history: &[HistoryEntry],
    layers: usize,
) -> Result<Vec<Option<usize>>, HistoryMismatch> {
    let steps = history.iter().filter(|entry| !entry.empty_layer).count();
    if steps != layers {
        return Err(HistoryMismatch { steps, layers });
    }
    let mut next = 0..layers;
    Ok(history
        .iter()
        .map(|entry| if entry.empty_layer { None } else { next.next() })
        .collect())
}

/// The history does not have one step for each layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryMismatch {
    pub steps: usize,
    pub layers: usize,
}

impl HistoryMismatch {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        documents::history_mismatch(self.layers, self.steps)
    }
}

impl fmt::Display for HistoryMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

fn strings(list: &Node) -> Vec<String> {
    list.items()
        .iter()
        .filter_map(Node::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_read_as_a_dockerfile_spells_them() {
        for (created_by, instruction) in [
            ("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]"),
            ("/bin/sh -c #(nop) ADD file:1 in / ", "ADD file:1 in /"),
            ("/bin/sh -c apk add curl", "RUN apk add curl"),
            ("RUN /bin/sh -c make # buildkit", "RUN make"),
            ("RUN |1 V=1 2 /bin/sh -c make # buildkit", "RUN make"),
            ("|1 V=1 /bin/sh -c make", "RUN make"),
            ("COPY /a /b # buildkit", "COPY /a /b"),
            ("ENTRYPOINT [\"/x\"]", "ENTRYPOINT [\"/x\"]"),
            ("bazel build ...", "bazel build ..."),
        ] {
            let entry = HistoryEntry {
                created_by: Some(created_by.into()),
                ..HistoryEntry::default()
            };
            assert_eq!(entry.instruction(), instruction);
        }
    }

    #[test]
    fn steps_without_a_layer_take_none_and_a_wrong_count_maps_nothing() {
        let step = |empty_layer| HistoryEntry {
            empty_layer,
            ..HistoryEntry::default()
        };
        let history = [step(false), step(true), step(false)];
        assert_eq!(
            layers_of_history(&history, 2),
            Ok(vec![Some(0), None, Some(1)])
        );
        assert_eq!(
            layers_of_history(&history, 3).unwrap_err().to_string(),
            "expected as many history steps with a layer as there are layers, 3, but found 2"
        );
    }
}
