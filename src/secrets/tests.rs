use super::SecretKind::{self, *};
use super::*;

/// Letters and digits that look drawn by lot, as those of tokens are.
fn body(length: usize) -> String {
    let all = "q7Zp2XvT9kLm4NcR8sWb3YhD6fGj1KtU5xEa";
    all.chars().cycle().take(length).collect()
}

/// The same of capital letters and the digits from 2 to 7.
fn base32() -> &'static str {
    "Q7ZP2XVT3KLM4NCR"
}

#[track_caller]
fn check_paths(paths: &[(&str, SecretKind)]) {
    for (path, kind) in paths {
        assert_eq!(by_path(path), Some(*kind), "{path}");
    }
}

#[track_caller]
fn check_no_paths(paths: &[&str]) {
    for path in paths {
        assert_eq!(by_path(path), None, "{path}");
    }
}

#[track_caller]
fn kinds(text: &str) -> Vec<SecretKind> {
    let found = by_content(text.as_bytes());
    assert!(found.is_complete, "{text}");
    found
        .matches
        .iter()
        .map(|found| found.likely.kind)
        .collect()
}

#[test]
fn names_of_files_say_what_is_in_them() {
    check_paths(&[
        ("/app/.env", Dotenv),
        (".env", Dotenv),
        ("app/.env.production", Dotenv),
        ("/root/.npmrc", Npmrc),
        ("/root/.pypirc", Pypirc),
        ("/root/.docker/config.json", DockerConfig),
        ("/kaniko/.docker/config.json", DockerConfig),
        ("/root/.config/containers/auth.json", DockerConfig),
        ("/src/.git", GitDirectory),
        ("/src/.git/", GitDirectory),
        ("/root/.git-credentials", GitCredentials),
        ("/root/.netrc", Netrc),
        ("/root/.pgpass", PgPass),
        ("/home/a/.aws/credentials", AwsCredentials),
        ("/root/.kube/config", Kubeconfig),
        ("/root/.ssh/id_ed25519", SshKey),
        ("/backup/id_rsa", SshKey),
        ("/etc/ssh/ssh_host_rsa_key", SshKey),
        ("/etc/ssl/private/ssl-cert-snakeoil.key", PrivateKey),
        ("/etc/nginx/SERVER.KEY", PrivateKey),
        ("/certs/privkey.pem", PrivateKey),
        ("/certs/server-key.pem", PrivateKey),
        ("/root/.gnupg/private-keys-v1.d/0A1B.key", PrivateKey),
        ("/app/release.keystore", KeyStore),
        ("/app/id.p12", KeyStore),
        ("/usr/local/cargo/credentials.toml", ToolCredentials),
        ("/root/.m2/settings.xml", ToolCredentials),
    ]);
}

#[test]
fn what_is_public_is_not_marked() {
    check_no_paths(&[
        "",
        "/",
        "//",
        "/app/.env.example",
        "/app/.env.local.sample",
        "/app/env",
        "/usr/local/lib/node_modules/npm/.npmrc",
        "/usr/local/lib/node_modules/npm/npmrc",
        "/usr/lib/python3/dist-packages/x/.git",
        "/root/.ssh/id_rsa.pub",
        "/root/.ssh/known_hosts",
        "/root/.ssh/authorized_keys",
        "/etc/ssh/ssh_host_rsa_key.pub",
        "/etc/ssl/private",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/ssl/certs/ISRG_Root_X1.pem",
        "/etc/ssl/cert.pem",
        "/usr/local/lib/python3.12/site-packages/certifi/cacert.pem",
        "/usr/local/lib/python3.12/test/certdata/ssl_key.pem",
        "/usr/local/go/src/crypto/tls/testdata/example-key.pem",
        "/usr/share/doc/libssl-dev/demos/server-key.pem",
        "/usr/share/dns/root.key",
        "/usr/share/keyrings/docker.key",
        "/build/llvm-snapshot.gpg.key",
        "/etc/apt/trusted.gpg.d/debian.key",
        "/etc/apk/keys/alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub",
        "/opt/java/lib/security/cacerts",
        "/app/truststore.jks",
        "/app/.gitignore",
        "/root/.config/app/config.json",
        "/etc/docker/config.json",
        "/app/jwt-public-key.pem",
        "/app/public.key",
        "/app/keyboard.json",
    ]);
}

#[test]
fn tokens_are_known_by_prefix_and_length() {
    let (b20, b24, b35, b36, b82) = (body(20), body(24), body(35), body(36), body(82));
    for (text, kind) in [
        (format!("ghp_{b36}"), GithubToken),
        (format!("token=ghs_{b36}&x"), GithubToken),
        (format!("github_pat_{b82}"), GithubToken),
        (format!("\"glpat-{b20}\""), GitlabToken),
        (format!("xoxb-123456789012-123456789012-{b24}"), SlackToken),
        (format!("AKIA{}", base32()), AwsKeyId),
        (format!("key: AIza{b35}\n"), GoogleKey),
        (format!("sk_live_{b24}"), StripeKey),
        (
            format!("//registry.npmjs.org/:_authToken=npm_{b36}"),
            NpmToken,
        ),
        (format!("pypi-AgEIcHlwaS5vcmc{b82}"), PypiToken),
        (
            format!(
                "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.{}",
                body(43)
            ),
            Jwt,
        ),
    ] {
        assert_eq!(kinds(&text), [kind], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_token_is_none() {
    let (b15, b35, b36, b37) = (body(15), body(35), body(36), body(37));
    for text in [
        String::new(),
        "ghp_".to_owned(),
        format!("ghp_{b35}"),
        format!("xghp_{b36}"),
        format!("npm_{b37}"),
        format!("npm_{b36}_x"),
        format!("ghp_{}", "x".repeat(36)),
        format!("AKIA{b15}"),
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        format!("AKIA{}A", base32()),
        "xoxb-your-slack-bot-token-goes-here".to_owned(),
        format!("sk_test_{b36}"),
        // That of jwt.io, and one without a signature.
        format!(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.{}",
            body(43)
        ),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.".to_owned(),
        // Checksums.
        "a0d28e6a4c22b6a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071829".to_owned(),
    ] {
        assert_eq!(kinds(&text), [], "{text}");
    }
}

/// A key in PEM, of 64 characters by line.
fn pem(label: &str, headers: &str, end: &str) -> String {
    let line = format!("{}{end}", body(64));
    format!("-----BEGIN {label}-----{end}{headers}{line}{line}-----END {label}-----")
}

#[test]
fn private_keys_are_found_however_their_lines_are_broken() {
    for (label, headers) in [
        ("PRIVATE KEY", ""),
        (
            "RSA PRIVATE KEY",
            "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n",
        ),
        ("OPENSSH PRIVATE KEY", ""),
        ("ENCRYPTED PRIVATE KEY", ""),
        ("PGP PRIVATE KEY BLOCK", "Version: GnuPG v2\n\n"),
    ] {
        let text = format!("one\n{}\nghp_{}", pem(label, headers, "\n"), body(36));
        let found = by_content(text.as_bytes());
        let lines: Vec<_> = found
            .matches
            .iter()
            .map(|found| (found.likely.kind, found.line))
            .collect();
        let last = text.lines().count();
        assert_eq!(lines, [(PrivateKey, 2), (GithubToken, last)], "{label}");
        let key = text.get(found.matches[0].bytes.clone()).unwrap();
        assert!(
            key.starts_with("-----BEGIN") && key.ends_with(" KEY-----")
                || key.ends_with("BLOCK-----"),
            "{key}"
        );
    }
    for end in ["\\n", "\r\n", " "] {
        let text = format!("\"key\": \"{}\"", pem("PRIVATE KEY", "", end));
        assert_eq!(kinds(&text), [PrivateKey], "{end:?}");
    }
}

#[test]
fn certificates_public_keys_and_first_lines_alone_are_no_private_keys() {
    let none = [
        pem("CERTIFICATE", "", "\n"),
        pem("PUBLIC KEY", "", "\n"),
        pem("PGP PUBLIC KEY BLOCK", "", "\n"),
        "-----BEGIN PRIVATE KEY-----\0-----END PRIVATE KEY-----\0".to_owned(),
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n-----END RSA PRIVATE KEY-----"
            .to_owned(),
        "-----BEGIN RSA PRIVATE KEY-----\n<your key>\n-----END RSA PRIVATE KEY-----".to_owned(),
        "-----BEGIN ".to_owned(),
        "-----BEGIN PRIVATE KEY".to_owned(),
    ];
    for text in none {
        assert_eq!(kinds(&text), [], "{text}");
    }
}

#[test]
fn passwords_in_urls_are_those_that_somebody_uses() {
    for (text, secret) in [
        ("postgres://app:S3cr3tPw@db:5432/app", "S3cr3tPw"),
        ("redis://:p%40ssW0rd9@cache/0", "p%40ssW0rd9"),
        (
            "git clone https://me:hunter22@git.corp.io/x.git",
            "hunter22",
        ),
        ("mongodb+srv://u:Qw3rty!x@c0.mongodb.net,c1", "Qw3rty!x"),
    ] {
        let found = by_content(text.as_bytes());
        assert_eq!(found.matches.len(), 1, "{text}");
        assert_eq!(found.matches[0].likely.kind, PasswordInUrl);
        assert_eq!(text.get(found.matches[0].bytes.clone()), Some(secret));
    }
    let token = format!("https://oauth2:glpat-{}@gitlab.com/x", body(20));
    assert_eq!(kinds(&token), [GitlabToken]);
    for text in [
        "https://registry.npmjs.org/",
        "https://host:8080/a@b",
        "http://user:password@proxy:3128",
        "http://user:pass@example.com/",
        "http://joe:Tr0ub4dor@www.example.org/",
        "ftp://joe:joe@ftp.debian.org",
        "http://%s:%s@%s",
        "https://${USER}:${TOKEN}@github.com",
        "https://<user>:<password>@server",
        "scheme://[user[:password]@]server",
        "://a:bcdefgh@c",
        "https://user@github.com/",
        "http://[::1]:80/",
    ] {
        assert_eq!(kinds(text), [], "{text}");
    }
}

/// The variables of official images: Debian's, Node's, Python's, Go's, PHP's, those of
/// databases.
#[test]
fn variables_of_official_images_are_no_secrets() {
    for (name, value) in [
        (
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ),
        ("LANG", "C.UTF-8"),
        ("PWD", "/"),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
        (
            "GPG_KEYS",
            "1198C0117593497A5EC5C199286AF1F9897469DC C28D937575603EB4ABB725861C0779DC5C0A9DE4",
        ),
        ("PYTHON_VERSION", "3.12.4"),
        (
            "PYTHON_SHA256",
            "f6d419a6d8743ab26700801b4908d26d97e8b986e14f95de31b32de2b0e79554",
        ),
        (
            "PYTHON_GET_PIP_URL",
            "https://github.com/pypa/get-pip/raw/x/public/get-pip.py",
        ),
        ("NODE_VERSION", "20.15.0"),
        ("YARN_VERSION", "1.22.22"),
        (
            "PHP_ASC_URL",
            "https://www.php.net/get/php-8.3.8.tar.xz.asc/from/this/mirror",
        ),
        (
            "RABBITMQ_PGP_KEY_ID",
            "0x0A9AF2115F4687BD29803A206B73A36E6026DFCA",
        ),
        ("POSTGRES_PASSWORD_FILE", "/run/secrets/pw"),
        ("MYSQL_ROOT_PASSWORD", ""),
        ("ALLOW_EMPTY_PASSWORD", "yes"),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "true"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN_TTL", "360000"),
        ("API_TOKEN", "${API_TOKEN}"),
        ("API_TOKEN", "$(cat /run/secrets/token)"),
        ("API_TOKEN", "<your token>"),
        ("API_TOKEN", "your-token-here"),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "xxxxxxxx"),
        ("SECRET_PATH", "kv/data/app"),
        ("CLIENT_SECRET", "/run/secrets/client"),
        ("TOKEN_URL", "https://login.microsoftonline.com/x"),
        ("AWS_SECRET_NAME", "prod/db"),
        ("STRIPE_PUBLIC_SECRET", "pk_live_abcdefgh"),
        (
            "org.opencontainers.image.description",
            "asks for a password and a token",
        ),
        ("PASSWORD_HELP", "at least eight characters"),
        ("SSH_AUTH_SOCK", "/tmp/ssh"),
        ("COMPASS", "northwest"),
        ("", ""),
        ("___", "abcdefgh"),
    ] {
        assert_eq!(by_variable(name, value), None, "{name}={value}");
    }
}

#[test]
fn variables_are_secrets_by_name_or_by_the_shape_of_their_value() {
    for (name, value, kind) in [
        ("GITHUB_TOKEN", "0123456789abcdef", NamedSecret),
        ("POSTGRES_PASSWORD", "s3cr3tpw", NamedSecret),
        ("PGPASSWORD", "postgres", NamedSecret),
        ("DB_PASS", "qwertz", NamedSecret),
        ("client-secret", "aB3dE6gH", NamedSecret),
        ("spring.datasource.password", "aB3dE6gH", NamedSecret),
        ("STRIPE_API_KEY", "aB3dE6gH", NamedSecret),
        (
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzKEYabc",
            NamedSecret,
        ),
        ("SECRET_KEY_BASE", "0a1b2c3d4e5f", NamedSecret),
        (
            "DATABASE_URL",
            "postgres://app:S3cr3tPw@db/app",
            PasswordInUrl,
        ),
    ] {
        let likely = by_variable(name, value).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(likely.kind, kind, "{name}");
    }
    let likely = by_variable("ANYTHING", &format!("AKIA{}", base32())).unwrap();
    assert_eq!(
        (likely.kind, &*likely.start, likely.length),
        (AwsKeyId, "AKIA", 20)
    );
}

#[test]
fn a_secret_is_never_shown_whole() {
    for (secret, start) in [
        ("abcd", "a"),
        ("hunter22", "hu"),
        ("0123456789abcdefgh", "0123"),
        ("ééééé", "é"),
    ] {
        let likely = by_variable("X_PASSWORD", secret).unwrap();
        assert_eq!(
            (&*likely.start, likely.length),
            (start, secret.chars().count())
        );
        let said = likely.message().to_string();
        assert!(!said.contains(secret), "{said}");
    }
    let likely = by_variable("X_PASSWORD", "\u{202e}abcdefghijklmnopq").unwrap();
    assert_eq!(
        likely.message().to_string(),
        "a secret, by its name (`\\u{202e}abc…`, 18 characters)"
    );
}

#[test]
fn commands_are_searched_for_what_they_set() {
    let token = format!("npm_{}", body(36));
    for (command, expected) in [
        (
            "/bin/sh -c #(nop)  ENV API_TOKEN=abcd1234",
            vec![(NamedSecret, "abcd1234")],
        ),
        ("ENV A=b DB_PASSWORD=\"two words\" C=d", vec![]),
        (
            "ENV DB_PASSWORD=\"s3cr3tpw\"",
            vec![(NamedSecret, "s3cr3tpw")],
        ),
        (
            "RUN |2 USER=a NPM_TOKEN=abcdef12 /bin/sh -c npm ci # buildkit",
            vec![(NamedSecret, "abcdef12")],
        ),
        (
            "RUN /bin/sh -c export PASSWORD='hunter22'; x --token=zyxw9876&& y",
            vec![(NamedSecret, "hunter22"), (NamedSecret, "zyxw9876")],
        ),
        ("RUN /bin/sh -c PASSWORD=$(cat /run/secrets/x) make", vec![]),
        (
            "RUN sh -c \"TOKEN=abcd1234 make\"",
            vec![(NamedSecret, "abcd1234")],
        ),
        ("ARG PASSWORD", vec![]),
        (
            "RUN /bin/sh -c set -eux; apt-get install -y --no-install-recommends gnupg; rm -rf /var/lib/apt/lists/*",
            vec![],
        ),
        ("=", vec![]),
        ("a==b='", vec![]),
        (
            &*format!("ENV NPM_TOKEN={token}"),
            vec![(NpmToken, &*token)],
        ),
    ] {
        let found = by_command(command);
        let found: Vec<_> = found
            .matches
            .iter()
            .map(|found| (found.likely.kind, command.get(found.bytes.clone()).unwrap()))
            .collect();
        assert_eq!(found, expected, "{command}");
    }
}

#[test]
fn what_is_cut_by_a_limit_is_said() {
    let token = format!("ghp_{}\n", body(36));
    let many = by_content(token.repeat(MAX_MATCHES + 1).as_bytes());
    assert_eq!((many.matches.len(), many.is_complete), (MAX_MATCHES, false));
    assert_eq!(many.matches[MAX_MATCHES - 1].line, MAX_MATCHES);
    let all = by_content(token.repeat(MAX_MATCHES).as_bytes());
    assert_eq!((all.matches.len(), all.is_complete), (MAX_MATCHES, true));
    let long = format!("{}{token}", " ".repeat(MAX_SCANNED));
    let cut = by_content(long.as_bytes());
    assert_eq!((cut.matches.len(), cut.is_complete), (0, false));
    let set = by_command(&"A_TOKEN=abcdefg1 ".repeat(MAX_MATCHES + 1));
    assert_eq!((set.matches.len(), set.is_complete), (MAX_MATCHES, false));
}

#[test]
fn hostile_bytes_are_gone_over_in_a_moment() {
    let pieces = [
        "=",
        "a=",
        "a='",
        "a=\"b='",
        "ghp_",
        "eyJa.eyJ",
        "eyJ-",
        "://",
        "a://b:c",
        "@",
        "-----BEGIN PRIVATE KEY-----\n",
        "x:-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\\n \\n",
        "glpat-",
        "\u{0}",
        "é=é",
    ];
    let start = std::time::Instant::now();
    for piece in pieces {
        let text = piece.repeat((1 << 18) / piece.len());
        let _ = by_command(&text);
        let _ = by_variable("TOKEN", &text);
        let _ = by_path(&text);
        // Cut anywhere.
        let _ = by_content(text.as_bytes().get(1..text.len() - 1).unwrap());
    }
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    })
    .take(1 << 20)
    .collect();
    assert_eq!(by_content(&noise).matches, []);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn tests_and_examples_are_known_by_their_paths() {
    for path in [
        "/a/tests/b",
        "testdata/b",
        "/a/.env.example",
        "a.sample.json",
    ] {
        assert!(is_example(path), "{path}");
    }
    for path in ["", "/", "/a/latest/b", "/tests", "/.env"] {
        assert!(!is_example(path), "{path}");
    }
}
