//! Parameters of a config that have been used to attack whoever runs the
//! image. They are shown and told, and never followed.

use super::collector::{DocumentFindings, below, excerpt};
use crate::image::json::Node;
use crate::rules::{HOSTILE_USER, HOSTILE_VOLUME, HOSTILE_WORKING_DIR};
use crate::words::findings_config as words;

/// The largest user or group id that containerd takes; beyond it the id
/// overflowed to 0, which is root (CVE-2024-40635).
const MAX_ID: u64 = i32::MAX as u64;

/// Looks at the `config` of a config.
pub(super) fn check(run: &Node, findings: &mut DocumentFindings<'_>) {
    let text = |key| run.get(key).and_then(Node::as_str);
    if let Some(user) = text("User").filter(|user| user.split(':').any(overflows)) {
        let message = words::hostile_user(MAX_ID, excerpt(user));
        findings.add(&HOSTILE_USER, "/config/User", message);
    }
    if let Some(directory) = text("WorkingDir").filter(|path| is_open_file(path)) {
        let message = words::hostile_working_dir(excerpt(directory));
        findings.add(&HOSTILE_WORKING_DIR, "/config/WorkingDir", message);
    }
    let volumes = run.get("Volumes").map(Node::members).unwrap_or_default();
    for volume in volumes {
        let pointer = below("/config/Volumes", &volume.key);
        if volume.key.split(['/', '\\']).any(|part| part == "..") {
            let message = words::volume_climbs(excerpt(&volume.key));
            findings.add(&HOSTILE_VOLUME, &pointer, message);
        } else if clean(&volume.key).first() == Some(&"proc") {
            let message = words::volume_over_proc(excerpt(&volume.key));
            findings.add(&HOSTILE_VOLUME, &pointer, message);
        }
    }
}

fn overflows(id: &str) -> bool {
    // Signs are taken by the parsers of some tools.
    let digits = id.trim_start_matches(['+', '-']);
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // What does not fit in 64 bits does not fit in 31, either.
    numeric && !digits.parse::<u64>().is_ok_and(|id| id <= MAX_ID)
}

/// Whether a path is below the open files of a process, however it is spelled:
/// `/proc/self/fd/7`, `/proc//1/./fd`, `/dev/fd/3`.
fn is_open_file(path: &str) -> bool {
    // `/proc/self/task/7/fd` and `/proc/thread-self/fd` lead there, too.
    match clean(path).as_slice() {
        ["proc", rest @ ..] => rest.contains(&"fd"),
        ["dev", "fd", ..] => true,
        _ => false,
    }
}

/// The parts of a path as it is meant: without empty ones, `.` and `..`.
fn clean(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}
