//! Words for a POSIX shell. Names come from archives and registries, and a
//! person pastes the line into a terminal: a name must never be more than a
//! name (POSIX.1-2024, Shell Command Language, 2.2).

use crate::format::visible_line;

/// `text` as one word of a shell; `None` where it has characters that a
/// terminal acts upon even inside quotes, or that hide what the line does.
pub(super) fn word(text: &str) -> Option<String> {
    if visible_line(text) != text {
        return None;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    // A leading `=` is a command's path to zsh.
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('=') {
        return Some(text.to_owned());
    }
    Some(format!("'{}'", text.replace('\'', r"'\''")))
}

/// The path of a file here as one word: a leading `-` would be an option, and
/// `host:file` a file on another machine to GNU tar.
pub(super) fn file(path: &str) -> Option<String> {
    let elsewhere = path
        .split_once('/')
        .map_or(path, |(first, _)| first)
        .contains(':');
    if path.starts_with('-') || elsewhere {
        word(&format!("./{path}"))
    } else {
        word(path)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What a shell makes of `quoted` as an argument.
    #[track_caller]
    fn through_shell(quoted: &str) -> String {
        let script = format!("printf '<%s>' {quoted}");
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn a_shell_reads_every_word_as_the_name_that_it_was() {
        for name in [
            "hello.tar",
            "",
            "a b",
            "it's",
            "''",
            "'; rm -rf /; '",
            "$(id) `id` ${HOME} $HOME",
            "a\\",
            "*?[a]{b,c}~",
            "~root",
            "#x",
            "!x",
            "=ls",
            "a;b|c&d<e>f(g)",
            "\"",
            "é 字",
        ] {
            assert_eq!(through_shell(&word(name).unwrap()), format!("<{name}>"));
        }
    }

    #[test]
    fn a_file_is_never_an_option_nor_on_another_machine() {
        for (path, quoted) in [
            ("-x", "./-x"),
            ("--to-command=id", "./--to-command=id"),
            ("host:file.tar", "./host:file.tar"),
            ("a/b:c", "a/b:c"),
            ("-it's", r"'./-it'\''s'"),
            ("hello.tar", "hello.tar"),
        ] {
            assert_eq!(file(path).as_deref(), Some(quoted));
        }
    }

    #[test]
    fn what_a_terminal_would_act_upon_is_no_word() {
        for name in ["a\nb", "a\tb", "a\u{1b}[2J", "a\rb", "a\u{202e}b", "a\0b"] {
            assert_eq!(word(name), None, "{name:?}");
        }
    }
}
