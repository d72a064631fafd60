//! Lines as a shell would take them apart: continued lines, quotation marks,
//! commands behind each other, and what stands before a program's name.
//!
//! Not here: what a program's words mean (`command`).

/// Programs that run the one that is named after them.
const WRAPPERS: [&str; 14] = [
    "sudo", "doas", "env", "time", "command", "exec", "nohup", "wsl", "lima", "colima", "k3s",
    "rke2", "microk8s", "RUN",
];

/// Options of `sudo` and `doas` that take the next word.
const WRAPPERS_WITH_VALUE: [&str; 4] = ["-u", "-g", "--user", "--group"];

/// The most words of a prompt: `[root@host ~]#`.
const MAX_PROMPT: usize = 4;

/// Puts continued lines together: `\` of shells and Dockerfiles, the backtick
/// of PowerShell, the caret of `cmd`.
pub(super) fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let end = line.trim_end();
        let continued = match end.strip_suffix('\\') {
            Some(rest) => Some(rest),
            None => end
                .strip_suffix(['`', '^'])
                .filter(|rest| rest.ends_with(char::is_whitespace)),
        };
        joined.push_str(continued.unwrap_or(line));
        joined.push(if continued.is_some() { ' ' } else { '\n' });
    }
    joined
}

/// Splits like a shell that knows only spaces, quotation marks, and what ends a
/// command: `;`, `&`, `|`.
pub(super) fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word = None::<String>;
    let mut quote = None;
    for c in line.chars() {
        let ends = quote.is_none() && matches!(c, ';' | '&' | '|');
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, _) if c.is_whitespace() || ends => {
                if let (Some(word), Some(last)) = (word.take(), commands.last_mut()) {
                    last.push(word);
                }
            }
            _ => word.get_or_insert_default().push(c),
        }
        if ends {
            commands.push(Vec::new());
        }
    }
    if let (Some(word), Some(last)) = (word, commands.last_mut()) {
        last.push(word);
    }
    commands
}

/// The words from a program's name on, without a prompt, variables and programs
/// before it; `is_program` says what is one.
pub(super) fn from_program(
    mut words: &[String],
    is_program: impl Fn(&str) -> bool,
) -> Option<&[String]> {
    let starts = |word: &str| {
        let word = word.strip_prefix('!').unwrap_or(word);
        WRAPPERS.contains(&word) || is_program(word) || is_assignment(word)
    };
    let prompt = (1..=MAX_PROMPT).find(|at| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|word| word.ends_with(['$', '#', '%', '>', '❯', '➜']))
            && words.get(*at).is_some_and(|word| starts(word))
    });
    words = words.get(prompt.unwrap_or(0)..)?;
    loop {
        let (first, rest) = words.split_first()?;
        let first = first.strip_prefix('!').unwrap_or(first);
        if is_program(first) {
            return Some(words);
        }
        if !(WRAPPERS.contains(&first) || is_assignment(first)) {
            return None;
        }
        words = without_options(rest);
    }
}

fn without_options(mut words: &[String]) -> &[String] {
    while let Some((first, rest)) = words.split_first() {
        if !first.starts_with('-') {
            break;
        }
        let skipped = usize::from(WRAPPERS_WITH_VALUE.contains(&first.as_str()));
        words = rest.get(skipped..).unwrap_or_default();
    }
    words
}

/// `DOCKER_HOST=tcp://h`
fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// The text with the default of each variable that has one in its place:
/// `nginx:${TAG:-1.27}` is `nginx:1.27`.
pub(super) fn with_defaults(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            out.push_str("${");
            rest = after;
            continue;
        };
        let default = inside.split_once('-').filter(|_| !inside.contains('$'));
        match default {
            Some((_, default)) => out.push_str(default),
            None => {
                out.push_str("${");
                out.push_str(inside);
                out.push('}');
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}
