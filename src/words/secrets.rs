//! What is likely a secret, and as what.

messages! { secrets;
    private_key() "a private key";
    ssh_key() "a private SSH key";
    key_store() "a store of keys or passwords";
    dotenv() "a file of environment variables";
    npmrc() "the settings of npm, which may have a token";
    pypirc() "what Python packages are uploaded with";
    docker_config() "what Docker signs in to registries with";
    git_directory() "a Git repository with its history";
    git_credentials() "what Git signs in with";
    netrc() "user names and passwords for hosts";
    pg_pass() "passwords of PostgreSQL";
    aws_credentials() "what the AWS command line signs in with";
    kubeconfig() "access to a Kubernetes cluster";
    tool_credentials() "what a tool signs in with";
    github_token() "a GitHub token";
    gitlab_token() "a GitLab token";
    slack_token() "a Slack token";
    aws_key_id() "the ID of an AWS access key";
    google_key() "a Google key";
    stripe_key() "a Stripe key";
    npm_token() "an npm token";
    pypi_token() "a PyPI token";
    jwt() "a signed token (JWT)";
    password_in_url() "a password in a URL";
    named_secret() "a secret, by its name";

    /// The mark of one.
    likely(what) "likely {what}";
    visible() "visible in the end";

    /// The short mark of one, where a list has no room for what it is.
    mark() "secret?";

    // All of them.
    count(n) "{n} {n|path is|paths are} likely that of a secret";
    none_found() "no path is likely that of a secret";
    caption() "What the layers ship that is likely a secret, by path, the latest version first";
    kind() "What it likely is";
    visibility() "Whether it is visible";
    looked_for() "This goes by paths only: names such as `.env`, `id_rsa` and `.aws/credentials`, and the endings of files that hold private keys. Inside a file is looked when it is opened";
    what_likely_means() "Likely is all that is claimed: nobody is asked whether it is a secret or still works, and nothing is sent anywhere";

    // In a file that is opened.
    at_line(n, what) "line {n}: {what}";
    at_byte(offset, what) "at byte {offset}: {what}";
    more_in_file(n) "{n} more {n|place|places} of this file {n|is|are} likely a secret";
    more_is_possible() "Not all of this file was looked through for secrets: there may be more";
    of_an_example() "This is the path of a test or an example: what looks like a secret there opens nothing as a rule";

    /// A secret that is not shown as a whole.
    redacted(what, start, n) "{what} (`{start}…`, {n} {n|character|characters})";
}
