//! Rules of JSON itself: RFC 8259, and I-JSON (RFC 7493), which image-spec
//! asks for (`considerations.md#json`).

use super::collector::{DocumentFindings, below, excerpt};
use crate::format::is_deceiving;
use crate::image::json::{Json, Node, Problem, Value};
use crate::rules::{
    DECEIVING_TEXT, JSON_BYTE_ORDER_MARK, JSON_DUPLICATE_KEY, JSON_LONE_SURROGATE, JSON_NOT_UTF8,
    JSON_NUMBER_PRECISION, JSON_SYNTAX, JSON_TOO_DEEP, JSON_TOO_MANY_VALUES, JSON_TRAILING_BYTES,
    NUL_CHARACTER,
};
use crate::words::findings as words;

/// The largest whole number that a double holds with all before it: 2^53.
const MAX_EXACT: u128 = 1 << 53;

pub(super) fn check(json: &Json, findings: &mut DocumentFindings<'_>) {
    for problem in &json.problems {
        let (rule, message) = match problem {
            Problem::Syntax { .. } => (&JSON_SYNTAX, problem.message()),
            Problem::NotUtf8 { .. } => (&JSON_NOT_UTF8, problem.message()),
            Problem::TooDeep { .. } => (&JSON_TOO_DEEP, problem.message()),
            Problem::TooManyValues => (&JSON_TOO_MANY_VALUES, problem.message()),
            Problem::ByteOrderMark => (&JSON_BYTE_ORDER_MARK, problem.message()),
            Problem::LoneSurrogate { .. } => (&JSON_LONE_SURROGATE, problem.message()),
            Problem::TrailingBytes { .. } => (&JSON_TRAILING_BYTES, problem.message()),
            // Written anew: the key comes from outside and may be long.
            Problem::DuplicateKey { key, .. } => {
                (&JSON_DUPLICATE_KEY, words::duplicate_key(excerpt(key)))
            }
        };
        findings.add(rule, problem.pointer(), message);
    }
    if let Some(root) = &json.root {
        root.walk(&mut |pointer, node| value(pointer, node, findings));
    }
}

fn value(pointer: &str, node: &Node, findings: &mut DocumentFindings<'_>) {
    match &node.value {
        Value::Number(text) if !is_exact(text) => {
            let message = words::inexact_number(excerpt(text));
            findings.add(&JSON_NUMBER_PRECISION, pointer, message);
        }
        Value::String(text) => characters(pointer, text, findings),
        Value::Object(members) => {
            for key in members.iter().map(|member| &member.key) {
                if is_deceiving(key) {
                    characters(&below(pointer, key), key, findings);
                }
            }
        }
        _ => {}
    }
}

/// Whether every reader keeps the number: no whole number beyond 2^53, and
/// nothing beyond what a double can hold at all.
fn is_exact(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    if digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits
            .parse::<u128>()
            .is_ok_and(|number| number <= MAX_EXACT);
    }
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn characters(pointer: &str, text: &str, findings: &mut DocumentFindings<'_>) {
    if text.contains('\0') {
        findings.add(&NUL_CHARACTER, pointer, words::nul_character(excerpt(text)));
    } else if is_deceiving(text) {
        findings.add(
            &DECEIVING_TEXT,
            pointer,
            words::deceiving_text(excerpt(text)),
        );
    }
}
