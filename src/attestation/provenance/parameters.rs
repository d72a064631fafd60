//! With what a build was asked for, as keys and texts. What is likely a secret is not
//! kept: builds are told passwords as arguments, and those end in statements that
//! everybody can read.

use crate::attestation::bounded::{Listed, cut, scalar};
use crate::image::json::{Node, Value};
use crate::secrets::{Likely, by_variable};

/// How many are kept; GitHub's have some ten, BuildKit's one for each argument.
pub const MAX_PARAMETERS: usize = 500;

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The keys on the way to it, with dots, as `request.args.target`.
    pub key: String,
    pub value: Given,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Text(String),
    /// Likely a secret, which is left out.
    Secret(Likely),
}

/// All texts, numbers and truths below a node, without the member `skipped` of it.
pub(super) fn parameters(node: Option<&Node>, skipped: &str) -> Listed<Parameter> {
    let mut found = Listed::default();
    let members = node.map_or(&[][..], Node::members).iter();
    for member in members.filter(|member| member.key != skipped) {
        collect(&member.key, &member.key, &member.value, &mut found);
    }
    found
}

/// `name` is the last key that is a word.
fn collect(key: &str, name: &str, node: &Node, found: &mut Listed<Parameter>) {
    // What is only counted needs no key.
    let is_full = found.kept.len() >= MAX_PARAMETERS;
    let below = |part: &str| match is_full {
        true => String::new(),
        false => format!("{}.{part}", cut(key)),
    };
    match &node.value {
        Value::Object(members) => {
            for member in members {
                collect(&below(&member.key), &member.key, &member.value, found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                collect(&below(&number.to_string()), name, item, found);
            }
        }
        _ if is_full => found.left_out += 1,
        _ => {
            let Some(text) = scalar(node) else { return };
            let parameter = Parameter {
                key: cut(key),
                value: given(name, text),
            };
            found.add(parameter, MAX_PARAMETERS);
        }
    }
}

/// BuildKit names arguments `build-arg:NAME` and labels `label:NAME`.
fn given(name: &str, text: String) -> Given {
    let name = name.rsplit(':').next().unwrap_or(name);
    match by_variable(name, &text) {
        Some(likely) => Given::Secret(likely),
        None => Given::Text(text),
    }
}
