//! What people paste, and what they mean by it.

use super::*;

mod commands;

const HEX: &str = "dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";

/// `text` is read as the fragment `meant`.
#[track_caller]
fn check(text: &str, meant: &str) {
    let read = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(read.to_string(), meant, "{text}");
    assert!(read.input.is_some(), "{text}");
}

#[track_caller]
fn check_error(text: &str, message: &str) {
    let error = parse(text).expect_err(text);
    assert_eq!(error.to_string(), message, "{text}");
}

#[test]
fn names_digests_and_registries() {
    check("alpine:3.20", "image=alpine:3.20");
    check("  `ghcr.io/o/r`, \n", "image=ghcr.io/o/r");
    check("localhost:5000/x", "image=localhost:5000/x");
    check("docker", "image=docker");
    check("ubuntu:22.04", "image=ubuntu:22.04");
    check(HEX, &format!("sha256:{HEX}"));
    check(&HEX.to_uppercase(), &format!("sha256:{HEX}"));
    check(&format!("sha256:{HEX}"), &format!("sha256:{HEX}"));
    check("ghcr.io", "registry=ghcr.io");
    check("ghcr.io/", "registry=ghcr.io");
    check("localhost:5000", "registry=localhost:5000");
    check(
        "registry.example.com:5000",
        "registry=registry.example.com:5000",
    );
    check("[::1]:5000", "registry=%5B::1%5D:5000");
    check("docker://alpine:3.20", "image=alpine:3.20");
    check(
        "docker://localhost:5000/a/b@sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c",
        &format!("image=localhost:5000/a/b@sha256:{HEX}"),
    );
    check("oci://ghcr.io/o/chart", "image=ghcr.io/o/chart");
}

#[test]
fn web_pages_of_registries() {
    check("https://hub.docker.com/_/alpine", "image=alpine");
    check("https://hub.docker.com/_/alpine/tags", "repo=alpine");
    check(
        "https://hub.docker.com/_/alpine?tag=3.20",
        "image=alpine:3.20",
    );
    check("hub.docker.com/r/grafana/loki", "image=grafana/loki");
    check(
        "https://hub.docker.com/r/grafana/loki/tags?page=1",
        "repo=grafana/loki",
    );
    check(
        &format!(
            "https://hub.docker.com/layers/library/alpine/3.20/images/sha256-{HEX}?context=explore"
        ),
        &format!("image=alpine:3.20@sha256:{HEX}"),
    );
    check(
        "https://quay.io/repository/prometheus/node-exporter",
        "image=quay.io/prometheus/node-exporter",
    );
    check(
        "https://quay.io/repository/o/x?tab=tags",
        "repo=quay.io/o/x",
    );
    check("quay.io/repository/o/x?tag=v1", "image=quay.io/o/x:v1");
    check(
        &format!("https://quay.io/repository/o/x/manifest/sha256:{HEX}"),
        &format!("image=quay.io/o/x@sha256:{HEX}"),
    );
    check("https://ghcr.io/o/r:v1", "image=ghcr.io/o/r:v1");
    check("https://ghcr.io/o/r", "image=ghcr.io/o/r");
    check(
        "https://github.com/Owner/Repo/pkgs/container/name",
        "image=ghcr.io/owner/name",
    );
    check(
        "https://github.com/o/r/pkgs/container/charts%2Fx/1234567?tag=v2",
        "image=ghcr.io/o/charts/x:v2",
    );
    check(
        "https://github.com/orgs/o/packages/container/package/x",
        "image=ghcr.io/o/x",
    );
    check(
        "https://gcr.io/distroless/static:nonroot",
        "image=gcr.io/distroless/static:nonroot",
    );
    check(
        "https://us-docker.pkg.dev/p/r/i",
        "image=us-docker.pkg.dev/p/r/i",
    );
    check(
        "https://gallery.ecr.aws/docker/library/alpine",
        "image=public.ecr.aws/docker/library/alpine",
    );
    check("https://ghcr.io", "registry=ghcr.io");
    check(
        "https://registry.example:5000/v2/",
        "registry=registry.example:5000",
    );
    check(
        "https://r.example/v2/a/b/manifests/v1",
        "image=r.example/a/b:v1",
    );
    check(
        &format!("https://r.example/v2/a/b/manifests/sha256:{HEX}"),
        &format!("image=r.example/a/b@sha256:{HEX}"),
    );
    check(
        &format!("https://r.example/v2/a/b/blobs/sha256:{HEX}"),
        &format!("blob=r.example/a/b@sha256:{HEX}"),
    );
    check(
        "https://r.example/v2/a/b/tags/list?n=5",
        "repo=r.example/a/b",
    );
}

#[test]
fn links_to_this_page_and_to_its_peers() {
    check(
        "https://oci.dag.dev/?image=cgr.dev/chainguard/static:latest",
        "image=cgr.dev/chainguard/static:latest",
    );
    check(
        "https://oci.dag.dev/?repo=ghcr.io%2Fo%2Fx",
        "repo=ghcr.io/o/x",
    );
    check(
        &format!("https://oci.dag.dev/?blob=ghcr.io/o/x@sha256:{HEX}&mt=x&size=1"),
        &format!("blob=ghcr.io/o/x@sha256:{HEX}&mt=x&size=1"),
    );
    check(
        "https://page.example/#image=alpine:3&platform=linux/arm64",
        "image=alpine:3&platform=linux/arm64",
    );
    check(
        &format!("https://page.example/#sha256:{HEX}"),
        &format!("sha256:{HEX}"),
    );
    check("#image=alpine&tab=bytes", "image=alpine&tab=bytes");
}

#[test]
fn a_registry_is_asked_by_the_scheme_that_was_typed() {
    for (text, meant, origin) in [
        (
            "https://127.0.0.1:5000/o/x:1",
            "image=https://127.0.0.1:5000/o/x:1",
            "https://127.0.0.1:5000",
        ),
        (
            "https://localhost/v2/o/x/manifests/1",
            "image=https://localhost/o/x:1",
            "https://localhost",
        ),
        (
            "http://127.0.0.1:5000/v2/o/x/manifests/1",
            "image=127.0.0.1:5000/o/x:1",
            "http://127.0.0.1:5000",
        ),
        (
            "http://registry.lan:5000/v2/o/x/manifests/1",
            "image=http://registry.lan:5000/o/x:1",
            "http://registry.lan:5000",
        ),
        (
            "https://registry.lan/v2/o/x/manifests/1",
            "image=registry.lan/o/x:1",
            "https://registry.lan",
        ),
        // Everybody's registries are there by https only.
        (
            "http://ghcr.io/o/x:1",
            "image=ghcr.io/o/x:1",
            "https://ghcr.io",
        ),
    ] {
        check(text, meant);
        // A link that is shared asks the same.
        let link: Fragment = meant.parse().unwrap();
        let Some(Input::Image(reference)) = link.input else {
            panic!("{meant}");
        };
        assert_eq!(reference.repository.domain().origin().to_string(), origin);
    }
    check("https://[::1]:5000/", "registry=https://%5B::1%5D:5000");
    check(
        "https://127.0.0.1:5000/v2/o/x/tags/list",
        "repo=https://127.0.0.1:5000/o/x",
    );
    check(
        &format!("https://127.0.0.1:5000/v2/o/x/blobs/sha256:{HEX}"),
        &format!("blob=https://127.0.0.1:5000/o/x@sha256:{HEX}"),
    );
    for link in [
        "image=https://alpine",
        "image=https://library/alpine",
        "image=ftp://h.example/x",
        "registry=https://",
        "repo=https://h.example",
    ] {
        assert!(link.parse::<Fragment>().is_err(), "{link}");
    }
    assert_eq!(
        "image=https://user:secret@h.example/x".parse::<Fragment>(),
        Err(InputError::Credentials)
    );
}

#[test]
fn a_registry_below_a_path_is_told_from_a_layout() {
    for path in [
        "manifests/1".to_owned(),
        format!("manifests/sha256:{HEX}"),
        format!("blobs/sha256:{HEX}"),
        "tags/list".to_owned(),
    ] {
        check_error(
            &format!("https://h.example/in/there/v2/o/x/{path}"),
            "expected a registry at `/v2/` of h.example, but found one below `/in/there`: image names cannot contain such a path, so neither docker nor this page can reach it",
        );
    }
    check(
        &format!("https://h.example/a/v2/blobs/sha256/{HEX}"),
        "layout=https://h.example/a/v2/",
    );
}

#[test]
fn layouts_on_static_hosts() {
    for text in [
        "https://h.example/a/b",
        "https://h.example/a/b/",
        "https://h.example/a/b/index.json",
        "https://h.example/a/b/oci-layout?x=1#y",
        "https://h.example/a/b/blobs/sha256/ab",
    ] {
        check(text, "layout=https://h.example/a/b/");
    }
    check(
        "http://localhost:8000/index.json",
        "layout=http://localhost:8000/",
    );
}

#[test]
fn commands_copied_whole() {
    for (text, meant) in [
        ("docker pull alpine:3.20", "image=alpine:3.20"),
        (
            "$ sudo docker pull --platform linux/arm64 -q alpine",
            "image=alpine&platform=linux/arm64",
        ),
        (
            "docker image pull --platform=linux/arm/v7 alpine",
            "image=alpine&platform=linux/arm/v7",
        ),
        (
            "docker run --rm -it -p 80:80 -v /a:/b -e A=b --name x nginx:1.27 sh -c 'x'",
            "image=nginx:1.27",
        ),
        (
            "docker run -d \\\n  --name db \\\n  -e POSTGRES_PASSWORD=secret \\\n  postgres:16",
            "image=postgres:16",
        ),
        (
            "podman pull --creds me:secret registry.example/x",
            "image=registry.example/x",
        ),
        (
            "crane manifest --platform linux/amd64 ghcr.io/o/r:v1",
            "image=ghcr.io/o/r:v1&platform=linux/amd64",
        ),
        ("crane ls ghcr.io/o/r", "repo=ghcr.io/o/r"),
        ("crane catalog localhost:5000", "registry=localhost:5000"),
        ("crane config config", "image=config"),
        (
            "skopeo copy --all docker://alpine:3 oci-archive:x.tar",
            "image=alpine:3",
        ),
        (
            "skopeo inspect --raw docker://quay.io/o/x",
            "image=quay.io/o/x",
        ),
        ("nerdctl pull --all-platforms=false alpine", "image=alpine"),
        ("regctl manifest get ghcr.io/o/r", "image=ghcr.io/o/r"),
        ("/usr/bin/docker save -o x.tar alpine", "image=alpine"),
    ] {
        check(text, meant);
    }
    check_error(
        "docker pull",
        "expected an image in the `docker` command, but found none",
    );
    check_error(
        "docker pull -q",
        "expected an image in the `docker` command, but found none",
    );
}

#[test]
fn lines_of_a_dockerfile_and_of_yaml() {
    for (text, meant) in [
        ("FROM alpine:3.20 AS build", "image=alpine:3.20"),
        (
            "from --platform=linux/arm64 ghcr.io/o/r",
            "image=ghcr.io/o/r&platform=linux/arm64",
        ),
        (
            "FROM --platform=$BUILDPLATFORM golang:1.23 AS b",
            "image=golang:1.23",
        ),
        (
            "#syntax=docker/dockerfile:1\nARG X=1\nFROM alpine\nRUN x",
            "image=alpine",
        ),
        ("image: alpine:3.20", "image=alpine:3.20"),
        ("  - image: \"ghcr.io/o/r:v1\"  ", "image=ghcr.io/o/r:v1"),
        ("\"image\": \"nginx:1.27\",", "image=nginx:1.27"),
        (
            "services:\n  db:\n    image: 'postgres:16'\n",
            "image=postgres:16",
        ),
    ] {
        check(text, meant);
    }
    check_error(
        "FROM scratch",
        "expected the name of an image, but found `scratch`, which is the empty start of a build",
    );
    check_error(
        "FROM ${BASE}",
        "expected the name of an image, but found the variable `${BASE}`, whose value is not known here",
    );
    check_error(
        "FROM",
        "expected a repository name in lower case, but found `library/FROM`",
    );
}

#[test]
fn credentials_are_refused_and_not_repeated() {
    for text in [
        "https://me:secret@registry.example/x",
        "http://me@h.example/",
        "docker://me:secret@h.example/x",
        "me:secret@h.example/x",
        "docker pull me:secret@h.example/x",
        "#layout=https://me:secret@h.example/",
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error, InputError::Credentials, "{text}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[test]
fn what_is_nothing_to_look_at_is_said() {
    check_error(
        "  \n ",
        "expected an image such as `alpine:3.20`, a link or a digest, but found nothing",
    );
    check_error(
        "{\"schemaVersion\":2}",
        "expected the name of an image, but found a JSON document",
    );
    check_error(
        "sha256:abc",
        "expected 64 hex digits after `sha256:`, but found 3",
    );
    check_error(
        "https://hub.docker.com/search?q=x",
        "expected the page of an image on hub.docker.com, but found `/search`",
    );
    check_error(
        "https://github.com/o/r",
        "expected the page of an image on github.com, but found `/o/r`",
    );
    check_error(
        "ftp://h.example/x",
        "expected a registry such as `ghcr.io` or `localhost:5000`, but found `ftp:`",
    );
    check_error(
        "#platform=linux/amd64",
        "expected an image such as `alpine:3.20`, a link or a digest, but found nothing",
    );
    check_error(
        "what is this",
        "expected lower-case letters and digits, joined by `.`, `_`, `__` or dashes, but found `what is this`",
    );
    assert_eq!(
        parse(&"a".repeat(MAX_TEXT_LENGTH + 1)),
        Err(InputError::TooLong {
            found: MAX_TEXT_LENGTH + 1
        })
    );
}

#[test]
fn arbitrary_text_never_panics() {
    let pieces = [
        "docker",
        " ",
        "pull",
        "--platform",
        "=",
        "://",
        "@",
        ":",
        "/",
        "[",
        "]",
        "#",
        "%",
        "é",
        "image",
        "\n",
        "\\",
        "\"",
        "FROM",
        "sha256:",
        "v2",
        "https",
        "?",
        "&",
        "\u{202e}",
        "\0",
    ];
    let mut seed: u32 = 7;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..6 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        if let Ok(read) = parse(&text) {
            assert_eq!(read.to_string().parse(), Ok(read), "{text:?}");
        }
    }
}
