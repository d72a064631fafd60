use super::*;
use crate::image::media_type::{DOCKER_LAYER_GZIP, DOCKER_MANIFEST, OCI_MANIFEST};

/// Gives the detective `given` and the digest of `right`, and compares what it
/// says is different.
#[track_caller]
fn check(given: &str, right: &str, steps: &[&str]) {
    let expected = Digest::sha256(right.as_bytes());
    let solution = investigate(given.as_bytes(), &expected).unwrap();
    assert_eq!(String::from_utf8(solution.bytes).unwrap(), right);
    let said: Vec<String> = solution.steps.iter().map(ToString::to_string).collect();
    assert_eq!(said, steps);
}

#[test]
fn a_manifest_printed_with_other_keys_and_indent_leads_back_to_its_digest() {
    let printed = format!(
        r#"{{
    "config": {{
        "digest": "sha256:2b8fd9751c4c0f5dd266fcae00707e67a2545ef34f9a29354585f93dac906749",
        "mediaType": "application/octet-stream",
        "size": 1459
    }},
    "layers": [
        {{
            "digest": "sha256:8ddc19f16526912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f",
            "mediaType": "{DOCKER_LAYER_GZIP}",
            "size": 667590
        }}
    ],
    "mediaType": "{DOCKER_MANIFEST}",
    "schemaVersion": 2
}}
"#
    );
    let expected = "sha256:a59906e33509d14c036c8678d687bd4eec81ed7c4b8ce907b888c607f6a1e0e6";
    let solution = investigate(printed.as_bytes(), &expected.parse().unwrap()).unwrap();
    assert_eq!(
        solution.sentence().to_string(),
        "The content is right but was reformatted: the registry's document has 505 bytes with its keys in Docker's order, an indent of 3 spaces and no line break at the end, and hashes to sha256:a59906e33509d14c036c8678d687bd4eec81ed7c4b8ce907b888c607f6a1e0e6"
    );
    assert_eq!(
        Digest::sha256(&solution.bytes).as_str(),
        expected,
        "the bytes are the registry's"
    );
}

#[test]
fn white_space_around_the_document_is_found_whatever_the_document_is() {
    check("{}\n", "{}", &["no line break at the end"]);
    check("{}", "{}\n", &["1 line break at the end"]);
    check("{}", "{}\n\n\n", &["3 line breaks at the end"]);
    check("{}", "{}\r\n", &["1 line break (CR LF) at the end"]);
    check("{}\n", "{}\r\n\r\n", &["2 line breaks (CR LF) at the end"]);
    check(" \n{}\n", "{}\n", &["no white space before the document"]);
    check("{}", "\u{feff}{}", &["a byte order mark"]);
    check("\u{feff}{}\n", "{}\n", &["no byte order mark"]);
    check(
        "{ not JSON\r\n",
        "{ not JSON",
        &["no line break at the end"],
    );
    check(
        "{\r\n \"a\" : 1\r\n}",
        "{\n \"a\" : 1\n}",
        &["lines ending in LF"],
    );
    check(
        "{\n \"a\" : 1\n}\n",
        "{\r\n \"a\" : 1\r\n}\r\n",
        &["lines ending in CR LF", "1 line break (CR LF) at the end"],
    );
}

#[test]
fn every_usual_layout_is_found() {
    let compact = r#"{"a":[],"b":[{"c":1.50e3},-0],"d":{}}"#;
    for (right, step) in [
        (
            "{\n  \"a\": [],\n  \"b\": [\n    {\n      \"c\": 1.50e3\n    },\n    -0\n  ],\n  \"d\": {}\n}",
            "an indent of 2 spaces",
        ),
        (
            "{\n\t\"a\":[],\n\t\"b\":[\n\t\t{\n\t\t\t\"c\":1.50e3\n\t\t},\n\t\t-0\n\t],\n\t\"d\":{}\n}",
            "an indent of one tab and no space after colons",
        ),
        (
            r#"{"a": [], "b": [{"c": 1.50e3}, -0], "d": {}}"#,
            "everything on one line with a space after each comma and colon",
        ),
        (
            r#"{"a": [],"b": [{"c": 1.50e3},-0],"d": {}}"#,
            "everything on one line with a space after each colon",
        ),
    ] {
        check(compact, right, &[step]);
        check(right, compact, &["everything on one line without spaces"]);
    }
    check(
        compact,
        "{\r\n \"a\": [],\r\n \"b\": [\r\n  {\r\n   \"c\": 1.50e3\r\n  },\r\n  -0\r\n ],\r\n \"d\": {}\r\n}\r\n",
        &[
            "an indent of 1 space",
            "lines ending in CR LF",
            "1 line break (CR LF) at the end",
        ],
    );
}

#[test]
fn every_usual_key_order_is_found() {
    let oci = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"c","digest":"d","size":1}},"layers":[{{"mediaType":"l","digest":"e","size":2,"annotations":{{"a":"1","b":"2"}}}}],"annotations":{{"x":"y"}},"own":1}}"#
    );
    let docker = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"c","size":1,"digest":"d"}},"layers":[{{"mediaType":"l","size":2,"digest":"e","annotations":{{"a":"1","b":"2"}}}}],"annotations":{{"x":"y"}},"own":1}}"#
    );
    let sorted = format!(
        r#"{{"annotations":{{"x":"y"}},"config":{{"digest":"d","mediaType":"c","size":1}},"layers":[{{"annotations":{{"a":"1","b":"2"}},"digest":"e","mediaType":"l","size":2}}],"mediaType":"{OCI_MANIFEST}","own":1,"schemaVersion":2}}"#
    );
    let go = "its keys in the order of the OCI specification's Go types";
    check(&sorted, &oci, &[go]);
    check(&docker, &oci, &[go]);
    check(&oci, &docker, &["its keys in Docker's order"]);
    check(&oci, &sorted, &["its keys sorted"]);
    check(
        r#"{"history":[{"empty_layer":true,"created_by":"x"}],"os":"linux","config":{"Cmd":["a"],"User":"u","Labels":{"b":"1","a":"2"}},"rootfs":{"diff_ids":[],"type":"layers"},"architecture":"arm"}"#,
        r#"{"architecture":"arm","os":"linux","config":{"User":"u","Cmd":["a"],"Labels":{"a":"2","b":"1"}},"rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"x","empty_layer":true}]}"#,
        &[go],
    );
}

#[test]
fn escapes_are_found_alone_and_together() {
    let plain = "{\"k\":\"<a> & é/😀\\n\\u0001\\\"\"}";
    for (right, steps) in [
        (
            "{\"k\":\"\\u003ca\\u003e \\u0026 é/😀\\n\\u0001\\\"\"}",
            &["`<`, `>` and `&` escaped"][..],
        ),
        (
            "{\"k\":\"<a> & \\u00e9/\\ud83d\\ude00\\n\\u0001\\\"\"}",
            &["non-ASCII characters escaped"],
        ),
        ("{\"k\":\"<a> & é\\/😀\\n\\u0001\\\"\"}", &["`/` escaped"]),
        (
            "{\n  \"k\": \"\\u003ca\\u003e \\u0026 \\u00e9\\/\\ud83d\\ude00\\n\\u0001\\\"\"\n}\n",
            &[
                "an indent of 2 spaces",
                "`<`, `>` and `&` escaped",
                "non-ASCII characters escaped",
                "`/` escaped",
                "1 line break at the end",
            ],
        ),
    ] {
        check(plain, right, steps);
    }
    check(
        "{\"k\":\"\\u003c\"}",
        "{\"k\":\"<\"}",
        &["`<`, `>` and `&` not escaped"],
    );
}

#[test]
fn repeated_keys_stay() {
    check(
        r#"{"b":1,"a":2,"a":3}"#,
        r#"{"a":2,"a":3,"b":1}"#,
        &["its keys sorted"],
    );
}

#[test]
fn a_sha512_digest_is_looked_for_too() {
    let any: Digest = format!("sha512:{}", "0".repeat(128)).parse().unwrap();
    let expected = any.recompute(b"{}\n").unwrap();
    assert_eq!(investigate(b"{}", &expected).unwrap().bytes, b"{}\n");
}

#[test]
fn what_cannot_be_solved_says_why() {
    let zero: Digest = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    for (bytes, expected, message) in [
        (
            b"{}".to_vec(),
            Digest::sha256(b"{}"),
            "these bytes are the expected ones",
        ),
        (
            b"{}".to_vec(),
            "sha384:00".parse().unwrap(),
            "expected a sha256 or sha512 digest, but found `sha384`, which cannot be computed here",
        ),
        (
            vec![b' '; MAX_COMPARED + 1],
            zero.clone(),
            "expected a document of at most 4,194,304 bytes, but found 4,194,305",
        ),
        (
            b"nothing".to_vec(),
            zero.clone(),
            "none of 14 usual ways to reformat the document gives the expected digest: the content differs, or was reformatted in another way",
        ),
        (
            b"\xff".to_vec(),
            zero.clone(),
            "none of 0 usual ways to reformat the document gives the expected digest: the content differs, or was reformatted in another way",
        ),
    ] {
        assert_eq!(
            investigate(&bytes, &expected)
                .unwrap_err()
                .message()
                .to_string(),
            message
        );
    }
}

#[test]
fn the_work_is_bounded() {
    let zero: Digest = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    let everything = "{\r\n\"<é/\":1}";
    let Err(Unsolved::NotFound { tried }) = investigate(everything.as_bytes(), &zero) else {
        panic!("a digest of zeros was found");
    };
    assert!(tried <= MAX_BODIES * ENDINGS.len(), "{tried}");
    assert!(tried > 1_000 * ENDINGS.len(), "{tried}");
}
