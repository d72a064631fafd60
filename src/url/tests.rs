//! What is read, what is refused, and the words for it.

use super::*;

#[test]
fn an_address_is_read_into_its_parts_and_printed_back() {
    for (text, printed) in [
        ("https://ghcr.io", "https://ghcr.io/"),
        ("HTTPS://GHCR.IO:443/V2/", "https://ghcr.io/V2/"),
        ("http://localhost:5000/v2/", "http://localhost:5000/v2/"),
        ("http://[2001:DB8::1]:5000/", "http://[2001:db8::1]:5000/"),
        ("https://h.example?a=b#c", "https://h.example/?a=b"),
        ("https://1.2.3.4/x", "https://1.2.3.4/x"),
    ] {
        let url: HttpUrl = text.parse().expect(text);
        assert_eq!(url.to_string(), printed);
        assert_eq!(url.to_string().parse(), Ok(url));
    }
}

#[test]
fn what_browsers_and_programs_read_differently_is_refused() {
    for (text, message) in [
        (
            "/token",
            "expected an address that begins with `https://` or `http://`, but found another form",
        ),
        (
            "//evil.example/",
            "expected an address that begins with `https://` or `http://`, but found another form",
        ),
        (
            "javascript:alert(1)",
            "expected an address that begins with `https://` or `http://`, but found another form",
        ),
        (
            "file:///etc/passwd",
            "expected an address that begins with `https://` or `http://`, but found another form",
        ),
        (
            "https:\\\\evil.example",
            "expected an address of printable ASCII characters, but found `\\\\`",
        ),
        (
            "https://ev\til.example",
            "expected an address of printable ASCII characters, but found `\\t`",
        ),
        (
            "https://gооgle.example",
            "expected an address of printable ASCII characters, but found `\\u{43e}`",
        ),
        (
            "https://u:secret@h.example/",
            "expected an address without a user name or password, but found one before the host",
        ),
        (
            "https:///x",
            "expected a host name or an IP address, but found ``",
        ),
        (
            "https://0x7f.1/",
            "expected a host name or an IP address, but found `0x7f.1`",
        ),
        (
            "https://2130706433/",
            "expected a host name or an IP address, but found `2130706433`",
        ),
        (
            "https://127.1/",
            "expected a host name or an IP address, but found `127.1`",
        ),
        (
            "https://a..b/",
            "expected a host name or an IP address, but found `a..b`",
        ),
        (
            "https://[::1/",
            "expected a host name or an IP address, but found `[::1`",
        ),
        (
            "https://[fe80::1%25eth0]/",
            "expected a host name or an IP address, but found `[fe80::1%25eth0]`",
        ),
        (
            "https://h.example:0/",
            "expected a port from 1 to 65535, but found `0`",
        ),
        (
            "https://h.example:/",
            "expected a port from 1 to 65535, but found ``",
        ),
        (
            "https://h.example:+80/",
            "expected a port from 1 to 65535, but found `+80`",
        ),
        (
            "https://h.example/v2/../x",
            "expected a path without `.` and `..` segments, but found one",
        ),
        (
            "https://h.example/v2/%2E%2e/x",
            "expected a path without `.` and `..` segments, but found one",
        ),
    ] {
        let error = text.parse::<HttpUrl>().expect_err(text);
        assert_eq!(error.to_string(), message, "{text}");
    }
    let long = format!("https://h.example/{}", "a".repeat(MAX_URL_LENGTH));
    assert_eq!(
        long.parse::<HttpUrl>(),
        Err(UrlError::TooLong { found: long.len() })
    );
}

#[test]
fn origins_are_equal_where_the_browser_says_so() {
    let origin = |text: &str| text.parse::<HttpUrl>().expect(text).origin().clone();
    assert_eq!(
        origin("https://A.example"),
        origin("https://a.example:443/x")
    );
    assert_ne!(origin("https://a.example"), origin("http://a.example"));
    assert_ne!(
        origin("https://a.example"),
        origin("https://a.example:8443")
    );
    assert!(origin("http://127.8.9.10:5000").is_loopback());
    assert!(origin("http://[::1]:5000").is_loopback());
    assert!(origin("http://x.localhost").is_loopback());
    assert!(!origin("http://localhost.evil.example").is_loopback());
}

#[test]
fn parameters_are_added_without_losing_what_is_there() {
    let url: HttpUrl = "https://h.example/token?account=a%20b".parse().unwrap();
    let url = url
        .with_parameter("service", "a&b=c")
        .with_parameter("scope", "repository:library/x:pull");
    assert_eq!(
        url.to_string(),
        "https://h.example/token?account=a%20b&service=a%26b%3Dc&scope=repository:library/x:pull"
    );
    assert_eq!(url.parameter("service").as_deref(), Some("a&b=c"));
    assert_eq!(url.parameter("account").as_deref(), Some("a b"));
    assert_eq!(url.parameter("nothing"), None);
}

#[test]
fn percent_encoding_round_trips_and_refuses_half_of_it() {
    for text in [
        "",
        "a b",
        "é\u{202e}",
        "100%",
        "a&b=c#d",
        "x:1@sha256:ab/c,d",
        "\0\n",
    ] {
        assert_eq!(percent_decode(&percent_encode(text)).as_deref(), Some(text));
    }
    assert_eq!(percent_encode("a b&é"), "a%20b%26%C3%A9");
    for broken in ["%", "%4", "%zz", "%ff", "a%C3"] {
        assert_eq!(percent_decode(broken), None, "{broken}");
    }
}
