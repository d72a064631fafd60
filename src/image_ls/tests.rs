use super::*;

fn line(name: &str, created: i64) -> Line {
    let (repository, tag) = name.split_once(':').unwrap();
    Line {
        repository: Some(repository.to_owned()),
        tag: (tag != "-").then(|| tag.to_owned()),
        digest: Some(Digest::sha256(name.as_bytes())),
        id: Some(Digest::sha256(repository.as_bytes())),
        created: Some(created),
        size: Some(7_797_760),
        labels: Some(vec![("team".to_owned(), tag.to_owned())]),
    }
}

fn lines() -> Vec<Line> {
    vec![
        line("alpine:3.19", 1_000),
        line("alpine:3.20", 2_000),
        line("alpine:latest", 2_000),
        line("o/x:-", 3_000),
        Line {
            repository: Some("ghcr.io/o/y".to_owned()),
            tag: Some("1".to_owned()),
            ..Line::default()
        },
    ]
}

#[track_caller]
fn print(command: &str) -> String {
    let command = Command::read(command).expect(command);
    command.print(&lines(), 3_600 * 24 * 30).unwrap().text
}

fn names(options: &str) -> Vec<String> {
    let text = print(&format!(
        "{options} --format '{{{{.Repository}}}}:{{{{.Tag}}}}'"
    ));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn filters_are_those_of_docker() {
    for (options, expected) in [
        ("--filter dangling=true", "o/x:<none>"),
        (
            "-f dangling=0 -f reference=alpine",
            "alpine:3.19 alpine:3.20 alpine:latest",
        ),
        ("--filter=label=team=3.19", "alpine:3.19"),
        ("--filter 'label=team' --filter dangling=true", "o/x:<none>"),
        ("--filter before=alpine:3.20", "alpine:3.19"),
        ("--filter before=alpine", "alpine:3.19"),
        ("--filter since=alpine:3.19 --filter before=alpine:3.20", ""),
        ("--filter since=alpine:3.20", "o/x:<none>"),
        ("--filter reference='alpine:3.*'", "alpine:3.19 alpine:3.20"),
        ("docker images alpine:3.1?", "alpine:3.19"),
        ("docker image ls --filter reference=*/x", "o/x:<none>"),
        // One star stands for no slash, and only `^` is not.
        ("--filter reference=ghcr.io/*", ""),
        (
            "--filter reference=ghcr.io/*/* --filter reference=*:latest",
            "alpine:latest ghcr.io/o/y:1",
        ),
        ("--filter reference='alpine:3.[!1]*'", "alpine:3.19"),
        ("--filter reference='alpine:3.[^1]*'", "alpine:3.20"),
        ("--filter reference='alpine:[a-z]*'", "alpine:latest"),
        (
            r"--filter reference='alp\ine'",
            "alpine:3.19 alpine:3.20 alpine:latest",
        ),
    ] {
        assert_eq!(names(options).join(" "), expected, "{options}");
    }
}

#[test]
fn an_image_is_named_by_digits_and_digest_too() {
    let of = |name: &str| {
        let digest = Digest::sha256(name.as_bytes());
        (digest.to_string(), digest.encoded()[..12].to_owned())
    };
    let (digest, digits) = of("alpine:3.20");
    for name in [
        digits.as_str(),
        digest.as_str(),
        &format!("alpine@{digest}"),
    ] {
        assert_eq!(
            names(&format!("-f before={name}")).join(" "),
            "alpine:3.19",
            "{name}"
        );
    }
}

#[test]
fn what_is_not_known_is_counted_and_neither_kept_nor_dropped_in_silence() {
    for (options, count, unknown) in [
        ("--filter label=team", 4, 1),
        ("--filter since=alpine:3.19", 3, 1),
        ("--filter label=team=none", 0, 1),
        // The tag is known, and decides.
        ("--filter label=team --filter dangling=true", 1, 0),
        ("", 5, 0),
    ] {
        let printed = Command::read(options).unwrap().print(&lines(), 0).unwrap();
        assert_eq!(
            (printed.count, printed.unknown),
            (count, unknown),
            "{options}"
        );
    }
}

#[test]
fn the_table_is_that_of_docker() {
    let id = &Digest::sha256(b"alpine").encoded()[..12].to_owned();
    let printed = print("--filter before=alpine:3.20");
    assert_eq!(
        printed,
        format!(
            "REPOSITORY   TAG       IMAGE ID       CREATED       SIZE\n\
             alpine       3.19      {id}   4 weeks ago   7.8MB\n"
        )
    );
    let unknown = print("docker image ls ghcr.io/*/y");
    assert_eq!(
        unknown.lines().last().unwrap(),
        "ghcr.io/o/y   1         N/A        N/A       N/A"
    );
    assert!(print("--digests").starts_with("REPOSITORY    TAG       DIGEST   "));
    let ids = print("-q --no-trunc alpine:3.19");
    assert_eq!(ids, format!("{}\n", Digest::sha256(b"alpine")));
}

#[test]
fn templates_are_written_as_go_writes_them() {
    for (format, expected) in [
        (
            "'{{.Repository}}: {{.Tag}}: {{.Size}}'",
            "alpine: 3.19: 7.8MB",
        ),
        ("{{.Tag}}", "3.19"),
        (
            "'{{ upper .Repository }} {{.Tag | json}}'",
            "ALPINE \"3.19\"",
        ),
        (
            "'{{title .Repository}}{{\"\\t\"}}{{truncate .Repository 3}}'",
            "Alpine\talp",
        ),
        ("'{{.Repository | title}}{{`-`}}{{\"x\"}}'", "Alpine-x"),
        (r"'{{.Repository}}\t{{.Tag}}'", "alpine\t3.19"),
        ("'a {{- .Tag -}} b'", "a3.19b"),
        ("'{{.CreatedAt}}'", "1970-01-01 00:16:40 +0000 UTC"),
        ("'{{json .ID}} {{.Containers}}'", "SHORT N/A"),
    ] {
        let short = format!("\"{}\"", &Digest::sha256(b"alpine").encoded()[..12]);
        let command = format!("alpine:3.19 --format {format}");
        let command = Command::read(&command).expect(format);
        let text = command.print(&lines(), 0).unwrap().text;
        assert_eq!(text, expected.replace("SHORT", &short) + "\n", "{format}");
    }
    let table = print(r"alpine:3.19 --format 'table {{.Tag}}\t{{.Repository}}'");
    assert_eq!(table, "TAG       REPOSITORY\n3.19      alpine\n");
    let json: serde_json::Value =
        serde_json::from_str(&print("--format json -f dangling=1")).unwrap();
    assert_eq!(
        (&json["Tag"], &json["Size"], &json["SharedSize"]),
        (&"<none>".into(), &"7.8MB".into(), &"N/A".into())
    );
    assert_eq!(json.as_object().unwrap().len(), 11);
    assert_eq!(print("--format json"), print("--format '{{json .}}'"));
}

#[test]
fn what_is_no_such_command_is_said() {
    for (command, sentence) in [
        ("--tree", "found `--tree`"),
        ("--filter", "after `--filter`"),
        ("--filter dangling", "`name=value`"),
        ("--filter until=1h", "found `until`"),
        ("--filter dangling=maybe", "true or false"),
        ("--filter reference='[a'", "a pattern"),
        ("--filter before=nothing", "found `nothing`"),
        (
            "--filter before=ghcr.io/o/y:1",
            "of which the time is known",
        ),
        ("--format '{{.Names}}'", "found `.Names`"),
        ("--format '{{.Tag'", "the end of `{{`"),
        ("--format '{{if .Tag}}x{{end}}'", "found `if .Tag`"),
        ("--format '{{.}}'", "found `.`"),
        // What comes through a pipe is the last argument, and that is the limit.
        (
            "--format '{{.Tag | truncate 3}}'",
            "found `.Tag | truncate 3`",
        ),
        ("--format '{{Tag}}'", "found `Tag`"),
    ] {
        let read = Command::read(command);
        let error = read
            .and_then(|command| command.print(&lines(), 0))
            .expect_err(command);
        let said = error.message().to_string();
        assert!(said.contains(sentence), "{command}: {said}");
    }
    let long = "x".repeat(MAX_COMMAND + 1);
    assert_eq!(Command::read(&long), Err(CommandError::TooLong));
}

#[test]
fn sizes_and_times_are_those_of_go_units() {
    use super::text::{human_size, since};
    for (bytes, expected) in [
        (0, "0B"),
        (999, "999B"),
        (1_000, "1kB"),
        (12_345, "12.3kB"),
        (999_600, "1MB"),
        (7_797_760, "7.8MB"),
        (123_456_789, "123MB"),
        (1_500_000_000, "1.5GB"),
    ] {
        assert_eq!(human_size(bytes), expected);
    }
    for (seconds, expected) in [
        (-5, "Less than a second ago"),
        (1, "1 second ago"),
        (59, "59 seconds ago"),
        (60, "About a minute ago"),
        (59 * 60, "59 minutes ago"),
        (60 * 60, "About an hour ago"),
        (47 * 3_600, "47 hours ago"),
        (48 * 3_600, "2 days ago"),
        (14 * 86_400, "2 weeks ago"),
        (60 * 86_400, "2 months ago"),
        (800 * 86_400, "2 years ago"),
    ] {
        assert_eq!(since(seconds), expected);
    }
}
