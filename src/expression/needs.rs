//! What each match of a regular expression of the `regex-lite` crate contains, as far as
//! that is easily seen.

use std::iter::Peekable;
use std::mem;
use std::str::Chars;

/// How deep groups may be within each other, which `regex-lite` bounds as well.
const MAX_DEPTH: usize = 60;

/// How many alternatives are worth to be looked for one by one.
const MAX_TEXTS: usize = 16;

/// Something that each match contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// One of these texts.
    OneOf(Vec<String>),
    /// So many ASCII characters of a set, one behind the other.
    Run(Set, usize),
}

/// A set of ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set(u128);

impl Set {
    fn of(is_in: impl Fn(u8) -> bool) -> Self {
        let all = 0..128_u8;
        Self(
            all.filter(|byte| is_in(*byte))
                .fold(0, |set, byte| set | 1 << byte),
        )
    }

    #[must_use]
    pub fn has(&self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }
}

/// What each match has, and how many bytes at least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// One behind the other.
    pub all: Vec<Need>,
    pub least: usize,
}

impl Needs {
    /// Of an expression; nothing where this does not see any.
    #[must_use]
    pub fn of(expression: &str) -> Self {
        let mut pieces = Pieces(expression.chars().peekable());
        let ways = pieces.ways(0).unwrap_or_default();
        match pieces.0.peek() {
            // A bracket that closes nothing.
            Some(_) => Self::default(),
            None => one_of_ways(ways),
        }
    }

    /// The one that is found fastest, and in the fewest places.
    #[must_use]
    pub fn best(self) -> Option<Need> {
        let worth = |need: &Need| match need {
            Need::OneOf(texts) => 8 * texts.iter().map(String::len).min().unwrap_or(0),
            Need::Run(_, count) => *count,
        };
        self.all.into_iter().max_by_key(worth)
    }
}

/// What a match has in whichever of several ways.
fn one_of_ways(mut ways: Vec<Needs>) -> Needs {
    if ways.len() <= 1 {
        return ways.pop().unwrap_or_default();
    }
    let least = ways.iter().map(|way| way.least).min().unwrap_or(0);
    let texts = ways.into_iter().map(|way| match way.best() {
        Some(Need::OneOf(texts)) => Some(texts),
        _ => None,
    });
    let texts: Option<Vec<_>> = texts.collect();
    let texts = texts.map(|texts| texts.concat());
    let texts = texts.filter(|texts| texts.len() <= MAX_TEXTS);
    let all = texts.map(Need::OneOf).into_iter().collect();
    Needs { all, least }
}

enum Atom {
    Literal(char),
    /// One character; of which, where that is seen.
    Class(Option<Set>),
    Group(Needs),
    /// Nothing, in some place.
    Place,
}

struct Pieces<'a>(Peekable<Chars<'a>>);

impl Pieces<'_> {
    /// What the alternatives have up to a closing bracket; `None` where this does not
    /// know all of it.
    fn ways(&mut self, depth: usize) -> Option<Vec<Needs>> {
        let mut ways = Vec::new();
        loop {
            ways.push(self.way(depth)?);
            if self.0.next_if_eq(&'|').is_none() {
                return Some(ways);
            }
        }
    }

    fn way(&mut self, depth: usize) -> Option<Needs> {
        let (mut needs, mut run) = (Needs::default(), String::new());
        let end = |run: &mut String, needs: &mut Needs| {
            if !run.is_empty() {
                needs.all.push(Need::OneOf(vec![mem::take(run)]));
            }
        };
        while let Some(first) = self.0.next_if(|next| !matches!(next, '|' | ')')) {
            let atom = self.atom(first, depth)?;
            let (times, is_repeated) = self.times()?;
            match atom {
                Atom::Literal(literal) => {
                    needs.least = needs.least.saturating_add(times);
                    run.extend((times > 0).then_some(literal));
                    if !is_repeated {
                        continue;
                    }
                    end(&mut run, &mut needs);
                }
                Atom::Class(set) => {
                    end(&mut run, &mut needs);
                    needs.least = needs.least.saturating_add(times);
                    let set = set.filter(|_| times > 0);
                    needs.all.extend(set.map(|set| Need::Run(set, times)));
                }
                Atom::Group(group) => {
                    end(&mut run, &mut needs);
                    needs.least = needs
                        .least
                        .saturating_add(group.least.saturating_mul(times));
                    if times > 0 {
                        needs.all.extend(group.all);
                    }
                }
                Atom::Place => end(&mut run, &mut needs),
            }
        }
        end(&mut run, &mut needs);
        Some(needs)
    }

    /// What begins with a character; `None` where this does not know it.
    fn atom(&mut self, first: char, depth: usize) -> Option<Atom> {
        Some(match first {
            '(' => self.group(depth)?,
            '[' => Atom::Class(self.class()?),
            '.' => Atom::Class(None),
            '^' | '$' => Atom::Place,
            '\\' => self.escaped()?,
            // As bytes they are not what is decoded; and what repeats nothing.
            '\u{fffd}' | '\r' | '\n' | '*' | '+' | '?' | '{' => return None,
            character => Atom::Literal(character),
        })
    }

    fn escaped(&mut self) -> Option<Atom> {
        Some(match self.0.next()? {
            'b' | 'B' | 'A' | 'z' | '<' | '>' => Atom::Place,
            'd' => Atom::Class(Some(Set::of(|byte| byte.is_ascii_digit()))),
            'w' => Atom::Class(Some(Set::of(|byte| {
                byte.is_ascii_alphanumeric() || byte == b'_'
            }))),
            's' | 'D' | 'W' | 'S' => Atom::Class(None),
            punctuation if punctuation.is_ascii_punctuation() => Atom::Literal(punctuation),
            // Others go on behind the letter, or are none.
            _ => return None,
        })
    }

    /// Of a group that sets no flags.
    fn group(&mut self, depth: usize) -> Option<Atom> {
        if depth >= MAX_DEPTH {
            return None;
        }
        if self.0.next_if_eq(&'?').is_some() {
            self.0.next_if_eq(&':')?;
        }
        let ways = self.ways(depth + 1)?;
        self.0.next_if_eq(&')')?;
        Some(Atom::Group(one_of_ways(ways)))
    }

    /// Passes over the rest of a class; none with others in it. Returns what is in it,
    /// where that is seen.
    fn class(&mut self) -> Option<Option<Set>> {
        let mut is_seen = self.0.next_if_eq(&'^').is_none();
        let mut ranges: Vec<(char, char)> = Vec::new();
        let mut is_first = true;
        loop {
            let first = match self.0.next()? {
                ']' if !is_first => break,
                '[' => return None,
                '\\' => {
                    let escaped = self.0.next()?;
                    is_seen &= escaped.is_ascii_punctuation();
                    escaped
                }
                other => other,
            };
            is_first = false;
            let mut last = first;
            if self.0.next_if_eq(&'-').is_some() {
                match self
                    .0
                    .next_if(|next| !matches!(next, ']' | '[' | '\\' | '-'))
                {
                    Some(next) => last = next,
                    // It stands for itself, or this does not see what it does.
                    None => is_seen = false,
                }
            }
            is_seen &= last.is_ascii() && !matches!(first, '&' | '~' | '-');
            ranges.push((first, last));
        }
        let has = |byte: u8| {
            let mut ranges = ranges.iter();
            ranges.any(|(first, last)| (*first..=*last).contains(&char::from(byte)))
        };
        Some(is_seen.then(|| Set::of(has)))
    }

    /// How many times what stands before comes at least, and whether that is said.
    fn times(&mut self) -> Option<(usize, bool)> {
        let (mut times, mut is_repeated) = (1_usize, false);
        while let Some(sign) = self.0.next_if(|next| matches!(next, '*' | '?' | '+' | '{')) {
            is_repeated = true;
            let least = match sign {
                '+' => 1,
                '{' => self.counted()?,
                _ => 0,
            };
            times = times.checked_mul(least)?;
            // As few as possible.
            let _ = self.0.next_if_eq(&'?');
        }
        Some((times, is_repeated))
    }

    /// The least number in braces; 0 where there is none, as in `\b{start}`.
    fn counted(&mut self) -> Option<usize> {
        let (mut least, mut is_least) = (0_usize, true);
        loop {
            match self.0.next()? {
                '}' => return Some(least),
                digit if is_least && digit.is_ascii_digit() => {
                    let digit = digit.to_digit(10)? as usize;
                    least = least.checked_mul(10)?.checked_add(digit)?;
                }
                ' ' => {}
                _ => is_least = false,
            }
        }
    }
}
