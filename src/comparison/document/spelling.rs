//! Whether two JSON values say the same, and how they differ where they do and
//! their bytes do not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::image::json::{Node, Value};

/// In what two documents that say the same differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spelling {
    /// White space between values, or escapes within strings.
    Formatting,
    /// The order of their members.
    KeyOrder,
    /// How it is written that something is not set: `null`, `false`, empty, or not
    /// at all.
    Unset,
}

impl Spelling {
    /// `None` where they do not say the same.
    #[must_use]
    pub fn between(left: &Node, right: &Node) -> Option<Self> {
        let modes = [Self::Formatting, Self::KeyOrder, Self::Unset];
        modes
            .into_iter()
            .find(|mode| differ_only_in(left, right, *mode))
    }
}

/// Whether two values are the same, in whatever order their members are.
#[must_use]
pub fn is_alike(left: &Node, right: &Node) -> bool {
    differ_only_in(left, right, Spelling::KeyOrder)
}

fn differ_only_in(left: &Node, right: &Node, spelling: Spelling) -> bool {
    let alike = |left: &Node, right: &Node| differ_only_in(left, right, spelling);
    match (&left.value, &right.value) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| alike(l, r))
        }
        (Value::Object(left), Value::Object(right)) if spelling == Spelling::Formatting => {
            let mut pairs = left.iter().zip(right);
            left.len() == right.len()
                && pairs.all(|(l, r)| l.key == r.key && alike(&l.value, &r.value))
        }
        (Value::Object(_), Value::Object(_)) => {
            let said = |node| {
                let mut members = members(node);
                members.retain(|_, value| spelling != Spelling::Unset || !is_unset(value));
                members
            };
            let (left, right) = (said(left), said(right));
            let mut pairs = left.iter().zip(&right);
            left.len() == right.len() && pairs.all(|(l, r)| l.0 == r.0 && alike(l.1, r.1))
        }
        (left, right) => left == right,
    }
}

/// The members of an object by their keys, sorted; of repeated ones the last.
pub(super) fn members(node: &Node) -> BTreeMap<&str, &Node> {
    let members = node.members().iter();
    members
        .map(|member| (member.key.as_str(), &member.value))
        .collect()
}

fn is_unset(node: &Node) -> bool {
    is_nothing(node) || node.as_bool() == Some(false)
}

/// A value as Go's encoders write it where nothing is set.
pub(super) fn is_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
