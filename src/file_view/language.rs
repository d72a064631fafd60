//! The language of a text, by the name of its file or its first line: for a label,
//! so that a wrong one does no harm.

/// A language that texts are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    /// As its makers write it, in every language.
    pub name: &'static str,
}

/// Languages with the endings of their files, and the programs that run them.
const KNOWN: &[(&str, &[&str], &[&str])] = &[
    ("JSON", &["json"], &[]),
    (
        "Shell",
        &["sh", "bash", "zsh", "ash"],
        &["sh", "bash", "dash", "ash", "zsh", "ksh"],
    ),
    ("Python", &["py", "pyi"], &["python"]),
    (
        "JavaScript",
        &["js", "mjs", "cjs"],
        &["node", "nodejs", "bun"],
    ),
    ("TypeScript", &["ts", "tsx", "mts"], &["deno", "ts-node"]),
    ("Ruby", &["rb", "gemspec"], &["ruby"]),
    ("Perl", &["pl", "pm"], &["perl"]),
    ("PHP", &["php"], &["php"]),
    ("Lua", &["lua"], &["lua"]),
    ("PowerShell", &["ps1", "psm1"], &["pwsh"]),
    ("HTML", &["html", "htm", "xhtml"], &[]),
    ("SVG", &["svg"], &[]),
    ("XML", &["xml", "xsd", "xsl", "pom", "csproj", "plist"], &[]),
    ("CSS", &["css", "scss", "less"], &[]),
    ("YAML", &["yaml", "yml"], &[]),
    ("TOML", &["toml"], &[]),
    (
        "INI",
        &["ini", "conf", "cfg", "cnf", "desktop", "service"],
        &[],
    ),
    ("Properties", &["properties"], &[]),
    ("Markdown", &["md", "markdown"], &[]),
    ("reStructuredText", &["rst"], &[]),
    ("CSV", &["csv", "tsv"], &[]),
    ("SQL", &["sql"], &[]),
    ("C", &["c", "h"], &[]),
    ("C++", &["cc", "cpp", "cxx", "hpp", "hh"], &[]),
    ("Go", &["go"], &[]),
    ("Rust", &["rs"], &[]),
    ("Java", &["java"], &[]),
    ("Kotlin", &["kt", "kts"], &[]),
    ("C#", &["cs"], &[]),
    ("Dockerfile", &["dockerfile"], &[]),
    ("Makefile", &["mk"], &["make"]),
    ("PEM", &["pem", "crt"], &[]),
    ("diff", &["diff", "patch"], &[]),
];

/// Names of files that say it without an ending.
const NAMED: &[(&str, &str)] = &[
    ("dockerfile", "Dockerfile"),
    ("containerfile", "Dockerfile"),
    ("makefile", "Makefile"),
    ("gnumakefile", "Makefile"),
    (".profile", "Shell"),
    (".bashrc", "Shell"),
    ("gemfile", "Ruby"),
    ("rakefile", "Ruby"),
];

impl Language {
    /// That of a text, by the path of its file and its beginning. The first line
    /// goes first where it names a program.
    #[must_use]
    pub fn of(path: &str, text: &str) -> Option<Self> {
        let first = text.lines().next().unwrap_or_default();
        let name = match first.strip_prefix("#!") {
            Some(command) => run_by(command),
            None => None,
        };
        let name = name.or_else(|| by_name(path)).or_else(|| by_start(text))?;
        Some(Self { name })
    }
}

/// By a command such as `/usr/bin/env -S python3 -u`.
fn run_by(command: &str) -> Option<&'static str> {
    let words = command.split_whitespace();
    let mut programs = words.map(|word| word.rsplit('/').next().unwrap_or_default());
    let is_program = |word: &&str| *word != "env" && !word.starts_with('-') && !word.contains('=');
    let program = programs.find(is_program)?;
    // Versions are part of some names: `python3.12`.
    let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let found = KNOWN
        .iter()
        .find(|(.., programs)| programs.contains(&program));
    found.map(|(name, ..)| *name)
}

fn by_name(path: &str) -> Option<&'static str> {
    let file = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if let Some((_, name)) = NAMED.iter().find(|(known, _)| *known == file) {
        return Some(name);
    }
    let (_, ending) = file.rsplit_once('.')?;
    let found = KNOWN
        .iter()
        .find(|(_, endings, _)| endings.contains(&ending));
    found.map(|(name, ..)| *name)
}

fn by_start(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let starts = [
        ("<?xml", "XML"),
        ("<!DOCTYPE html", "HTML"),
        ("<html", "HTML"),
        ("<svg", "SVG"),
        ("-----BEGIN ", "PEM"),
    ];
    let found = starts.iter().find(|(known, _)| {
        let head = start.get(..known.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(known))
    });
    found.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_first_line_name_or_start() {
        for (path, text, name) in [
            ("usr/bin/x", "#!/bin/sh -e\n", Some("Shell")),
            (
                "usr/bin/x",
                "#! /usr/bin/env -S A=b python3.12 -u\n",
                Some("Python"),
            ),
            // The first line goes before the name.
            ("x.txt", "#!/usr/bin/perl5", Some("Perl")),
            ("a/b.JSON", "{", Some("JSON")),
            ("a.b/Dockerfile", "FROM x", Some("Dockerfile")),
            ("etc/nginx.conf", "user x;", Some("INI")),
            ("page", "\n<!doctype HTML><html>", Some("HTML")),
            ("cert", "-----BEGIN CERTIFICATE-----", Some("PEM")),
            ("etc/passwd", "root:x:0:0", None),
            ("a.json/b", "x", None),
            ("x", "#!/opt/own\n", None),
            ("x", "#!\n", None),
            ("x.py", "#!/opt/own\n", Some("Python")),
            ("", "", None),
        ] {
            let found = Language::of(path, text).map(|language| language.name);
            assert_eq!(found, name, "{path} {text}");
        }
    }
}
