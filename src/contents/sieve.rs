//! Finds the lines in which an expression may match, much faster than it does.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::expression::{Need, Needs};

/// What every line with a match contains.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    has: Has,
    /// How many bytes such a line has at least.
    pub(super) least: usize,
}

#[derive(Clone, Debug)]
enum Has {
    /// Nothing that is known.
    Any,
    OneOf(Vec<Finder<'static>>),
    /// So many bytes of a set, one behind the other.
    Run(Box<[bool; 256]>, usize),
}

impl Sieve {
    pub(super) fn of(needs: Needs, any_case: bool) -> Self {
        let least = needs.least;
        let has = match needs.best() {
            None => Has::Any,
            Some(Need::OneOf(texts)) => {
                let texts = texts.iter();
                Has::OneOf(texts.map(|text| finder(text, any_case)).collect())
            }
            Some(Need::Run(set, count)) => {
                let mut bytes = Box::new([false; 256]);
                for (byte, is_in) in (0..=u8::MAX).zip(bytes.iter_mut()) {
                    let capital = any_case && set.has(byte.to_ascii_uppercase());
                    *is_in = set.has(byte) || capital;
                }
                Has::Run(bytes, count)
            }
        };
        Self { has, least }
    }

    /// Goes through a text, which is in small letters where the case does not count.
    pub(super) fn over<'a>(&'a self, text: &'a [u8]) -> Sifting<'a> {
        let next = match &self.has {
            Has::OneOf(texts) => vec![Some(0..0); texts.len()],
            _ => Vec::new(),
        };
        let has = &self.has;
        Sifting { has, text, next }
    }
}

/// A text that is gone through.
pub(super) struct Sifting<'a> {
    has: &'a Has,
    text: &'a [u8],
    /// From where on each text was looked for last, and where it was found.
    next: Vec<Option<Range<usize>>>,
}

impl Sifting<'_> {
    /// The first place from one on, which is not before the last one, where something is
    /// that a match needs.
    pub(super) fn find(&mut self, from: usize) -> Option<usize> {
        match self.has {
            Has::Any => Some(from),
            Has::Run(set, count) => run(self.text, from, set, *count),
            Has::OneOf(texts) => {
                let all = texts.iter().zip(&mut self.next);
                let found = all.filter_map(|(finder, next)| {
                    if next.as_ref()?.end <= from {
                        let found = finder.find(self.text.get(from..)?);
                        *next = found.map(|found| from..from + found + 1);
                    }
                    Some(next.as_ref()?.end - 1)
                });
                found.min()
            }
        }
    }
}

fn run(text: &[u8], from: usize, set: &[bool; 256], count: usize) -> Option<usize> {
    let is_in = |byte: &u8| set.get(usize::from(*byte)).copied().unwrap_or(false);
    let mut at = from;
    loop {
        let window = text.get(at..at.checked_add(count)?)?;
        match window.iter().rposition(|byte| !is_in(byte)) {
            None => return Some(at),
            Some(other) => at += other + 1,
        }
    }
}

pub(super) fn finder(text: &str, any_case: bool) -> Finder<'static> {
    match any_case {
        true => Finder::new(&text.to_ascii_lowercase()).into_owned(),
        false => Finder::new(text).into_owned(),
    }
}
