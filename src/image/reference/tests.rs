//! The cases of the reference implementation's own tables, and ours.

use super::*;

const HEX: &str = "dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";

#[track_caller]
fn check(input: &str, domain: &str, path: &str, tag: Option<&str>, pinned: bool) {
    let read: Reference = input.parse().expect(input);
    assert_eq!(read.repository.domain().as_str(), domain, "{input}");
    assert_eq!(read.repository.path(), path, "{input}");
    assert_eq!(read.tag.as_ref().map(Tag::as_str), tag, "{input}");
    assert_eq!(read.digest.is_some(), pinned, "{input}");
    assert_eq!(read.to_string().parse(), Ok(read.clone()), "full, {input}");
    assert_eq!(read.familiar().parse(), Ok(read), "familiar, {input}");
}

#[track_caller]
fn check_error(input: &str, message: &str) {
    let error = input.parse::<Reference>().expect_err(input);
    assert_eq!(error.to_string(), message, "{input}");
}

#[test]
fn names_get_docker_hubs_defaults() {
    check("redis", "docker.io", "library/redis", None, false);
    check("redis:6", "docker.io", "library/redis", Some("6"), false);
    check("dmcgowan/myapp", "docker.io", "dmcgowan/myapp", None, false);
    check("docker.io/foo", "docker.io", "library/foo", None, false);
    check(
        "index.docker.io/foo",
        "docker.io",
        "library/foo",
        None,
        false,
    );
    check("index.docker.io/a/b", "docker.io", "a/b", None, false);
    check(
        "library/foo/bar",
        "docker.io",
        "library/foo/bar",
        None,
        false,
    );
    check("test_com/foo", "docker.io", "test_com/foo", None, false);
    check("test_com", "docker.io", "library/test_com", None, false);
    // Without a slash there is no domain, whatever it looks like.
    check(
        "test.com:tag",
        "docker.io",
        "library/test.com",
        Some("tag"),
        false,
    );
    check(
        "localhost:5000",
        "docker.io",
        "library/localhost",
        Some("5000"),
        false,
    );
    check(
        "192.168.0.1",
        "docker.io",
        "library/192.168.0.1",
        None,
        false,
    );
    check(
        "192.168.0.1:80",
        "docker.io",
        "library/192.168.0.1",
        Some("80"),
        false,
    );
    check(
        &format!("docker.io/{HEX}"),
        "docker.io",
        &format!("library/{HEX}"),
        None,
        false,
    );
}

#[test]
fn the_first_component_is_a_domain_if_it_looks_like_one() {
    check("test.com/repo:tag", "test.com", "repo", Some("tag"), false);
    check("test:5000/repo", "test:5000", "repo", None, false);
    check("localhost/x", "localhost", "x", None, false);
    check(
        "localhost:5000/x:1",
        "localhost:5000",
        "x",
        Some("1"),
        false,
    );
    check("Foo/bar", "Foo", "bar", None, false);
    check(
        "xn--n3h.com:18080/foo",
        "xn--n3h.com:18080",
        "foo",
        None,
        false,
    );
    check(
        "192.168.1.1:5000/repo:5050",
        "192.168.1.1:5000",
        "repo",
        Some("5050"),
        false,
    );
    check(
        "b.gcr.io/test.example.com/my-app:test.example.com",
        "b.gcr.io",
        "test.example.com/my-app",
        Some("test.example.com"),
        false,
    );
    check("[2001:db8::1]/repo", "[2001:db8::1]", "repo", None, false);
    check(
        "[::1]:5000/repo:tag",
        "[::1]:5000",
        "repo",
        Some("tag"),
        false,
    );
    check(
        "[fc00:1:2:3:4:5:6:7]:5000/library/debian",
        "[fc00:1:2:3:4:5:6:7]:5000",
        "library/debian",
        None,
        false,
    );
}

#[test]
fn tag_and_digest_are_both_kept() {
    check(
        &format!("busybox:latest@sha256:{HEX}"),
        "docker.io",
        "library/busybox",
        Some("latest"),
        true,
    );
    check(
        &format!("test:5000/repo@sha256:{HEX}"),
        "test:5000",
        "repo",
        None,
        true,
    );
    let sha512 = format!("sha512:{}", "f".repeat(128));
    check(
        &format!("xn--7o8h.com/myimage:xn--7o8h.com@{sha512}"),
        "xn--7o8h.com",
        "myimage",
        Some("xn--7o8h.com"),
        true,
    );
}

#[test]
fn separators_may_be_dots_underscores_and_dashes() {
    for name in [
        "docker---rules/docker",
        "dock__er/docker",
        "a.b/c_d-e",
        "jess/t",
    ] {
        assert!(name.parse::<Reference>().is_ok(), "{name}");
    }
    for name in [
        "-docker/docker",
        "docker-/docker",
        "____/____",
        "_docker/_docker",
        "dock..er/docker",
        "dock_.er/docker",
        "dock-.er/docker",
        "dock___er/docker",
        "docker/",
        "docker///docker",
        "-docker",
        "aa/asdf$$^/aa",
        ":justtag",
        "a/b:",
        "a:b:c",
        "a/b:c/d",
        " a",
        "a b",
        "é",
        "-docker.io/docker/docker",
        "docker.io/docker/Docker",
        "docker.io/docker///docker",
    ] {
        assert!(name.parse::<Reference>().is_err(), "{name}");
    }
}

#[test]
fn hosts_that_are_none_are_refused() {
    for name in [
        "[2001:db8::1]",
        "[2001:db8::1]:5000",
        "[2001:db8::1]:tag",
        "fc00::1:5000/debian",
        "[fe80::1%eth0]:5000/debian",
        "[2001:db8:3:4::192.0.2.33]:5000/debian",
        "https://github.com/docker/docker",
        "a_b.com:80/x",
        "h:99999/x",
        "h:/x",
        "127.1/x",
        "0x7f.0.0.1/x",
        ".com/x",
        "a..b/x",
        "[::1/x",
        "u:p@h/x",
    ] {
        assert!(name.parse::<Reference>().is_err(), "{name}");
    }
}

#[test]
fn lengths_are_limited_where_the_reference_implementation_does() {
    let path = |n: usize| "a/".repeat(n) + "a";
    assert!(
        format!("h.io/{}:tag-puts-this-over-max", path(127))
            .parse::<Reference>()
            .is_ok()
    );
    check_error(
        &format!("h.io/{}:tag", path(128)),
        "expected a repository name of at most 255 bytes, but found 257",
    );
    assert!("t".repeat(128).parse::<Tag>().is_ok());
    assert!("t".repeat(129).parse::<Tag>().is_err());
}

#[test]
fn errors_say_what_was_expected_and_what_was_found() {
    check_error(
        "",
        "expected a reference such as `alpine:3.20`, but found nothing",
    );
    check_error(
        HEX,
        "expected the name of an image, but found 64 hex digits: that is a digest or an image ID",
    );
    check_error(
        "docker/Docker",
        "expected a repository name in lower case, but found `docker/Docker`",
    );
    check_error(
        "Uppercase:tag",
        "expected a repository name in lower case, but found `library/Uppercase`",
    );
    check_error(
        "h.io/",
        "expected a name on both sides of every slash in `h.io/`, but one is missing",
    );
    check_error(
        "h.io/a//b",
        "expected a name on both sides of every slash in `h.io/a//b`, but one is missing",
    );
    check_error(
        "a/b\u{202e}",
        "expected lower-case letters and digits, joined by `.`, `_`, `__` or dashes, but found `b\\u{202e}`",
    );
    check_error(
        "a:-x",
        "expected a tag of 1 to 128 letters, digits, `.`, `_` and `-` that does not begin with `.` or `-`, but found `-x`",
    );
    check_error(
        "-a.io/x",
        "expected a registry such as `ghcr.io` or `localhost:5000`, but found `-a.io`",
    );
    check_error(
        "repo@sha256:ff",
        "expected 64 hex digits after `sha256:`, but found 2",
    );
    check_error(
        "repo@sha256:../../x",
        "expected 64 hex digits after `sha256:`, but found 7",
    );
    check_error(
        &format!("repo@sha256:{}", HEX.to_uppercase()),
        "expected lower-case hex digits after `sha256:`, but found `D`",
    );
}

#[test]
fn the_short_form_is_the_one_people_write() {
    for (input, familiar, full) in [
        (
            "docker.io/library/alpine:3.20",
            "alpine:3.20",
            "docker.io/library/alpine:3.20",
        ),
        ("index.docker.io/fooo/bar", "fooo/bar", "docker.io/fooo/bar"),
        (
            "library/foo/bar",
            "library/foo/bar",
            "docker.io/library/foo/bar",
        ),
        ("ghcr.io/o/r:1", "ghcr.io/o/r:1", "ghcr.io/o/r:1"),
        ("docker.io/a.b/c", "docker.io/a.b/c", "docker.io/a.b/c"),
    ] {
        let read: Reference = input.parse().unwrap();
        assert_eq!(read.familiar(), familiar);
        assert_eq!(read.to_string(), full);
    }
    let hex = format!("docker.io/library/{HEX}");
    assert_eq!(hex.parse::<Reference>().unwrap().familiar(), hex);
}

#[test]
fn the_api_is_asked_at_its_own_host_and_over_https_unless_it_is_this_machine() {
    for (input, host, origin) in [
        (
            "alpine",
            "registry-1.docker.io",
            "https://registry-1.docker.io",
        ),
        ("ghcr.io/o/r", "ghcr.io", "https://ghcr.io"),
        ("GHCR.io/o/r", "GHCR.io", "https://ghcr.io"),
        (
            "localhost:5000/x",
            "localhost:5000",
            "http://localhost:5000",
        ),
        ("127.0.0.1/x", "127.0.0.1", "http://127.0.0.1"),
        ("[::1]:5000/x", "[::1]:5000", "http://[::1]:5000"),
        (
            "192.168.1.1:5000/x",
            "192.168.1.1:5000",
            "https://192.168.1.1:5000",
        ),
    ] {
        let read: Reference = input.parse().unwrap();
        let domain = read.repository.domain();
        assert_eq!(domain.api_host(), host);
        assert_eq!(domain.origin().to_string(), origin);
    }
}

#[test]
fn a_digest_decides_what_is_asked_for() {
    let read: Reference = "alpine:3.20".parse().unwrap();
    assert_eq!(read.target(), "3.20");
    let digest: Digest = format!("sha256:{HEX}").parse().unwrap();
    let pinned = read.with_digest(digest.clone());
    assert_eq!(pinned.target(), digest.as_str());
    assert_eq!(pinned.familiar(), format!("alpine:3.20@sha256:{HEX}"));
    assert_eq!("alpine".parse::<Reference>().unwrap().target(), "latest");
}

#[test]
fn a_repository_has_neither_tag_nor_digest() {
    assert_eq!(
        "alpine".parse::<Repository>().unwrap().to_string(),
        "docker.io/library/alpine"
    );
    assert_eq!("h:5000/a/b".parse::<Repository>().unwrap().path(), "a/b");
    for text in ["", "alpine:3", "h.io/a:b", "h.io/a@sha256:x", HEX] {
        assert!(text.parse::<Repository>().is_err(), "{text}");
    }
}
