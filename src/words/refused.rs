//! Where a registry gives nothing: what happened, the ways round, signing in.

messages! { refused;
    token_server_unreachable() "The token server cannot be reached";
    no_registry() "There is no registry there";
    registry_unreachable() "The registry cannot be reached";
    no_such_image() "There is no such image";
    no_such_repository() "There is no such repository";
    rate_limited() "The registry asks to wait";
    no_cors() "The registry does not let web pages read it";
    not_given() "The registry did not provide it";
    neither_layout_nor_repository(address) "There is neither an OCI layout nor a repository at {address}";
    no_token() "The token server issues no token";
    login_needed() "The registry asks for a login";

    try_anyway() "Try it anyway";
    try_again() "Try again";
    own_words() "In the registry's own words:";
    source(link) "Source: {link}";

    if_it_is_yours() "If the registry is yours";
    what_the_lines_do() "These lines let any web page read it, without cookies or stored passwords: the same that curl gets.";
    your_registry() "Your registry";
    /// What is copied.
    configuration() "configuration";

    save_and_drop() "Save the image, and drop the file";
    if_you_have_a_file() "If you have it as a file";
    keeps_digest(tool, file) "{tool}, keeps the digest; then drop `{file}`";
    may_change_digest(tool, file) "{tool}, may change the manifest's digest; then drop `{file}`";
    /// What is copied.
    command_of(tool) "{tool} command";
    /// Before one of the next two.
    drop_here() "Drop the file here";
    or_anywhere() ", or anywhere on the page. It opens the way the link asks for.";
    or_anywhere_and_checked() ", or anywhere on the page. It opens the way the link asks for, and is checked against the link's digest.";
    list_in_a_terminal() "List it in a terminal";

    sign_in() "Sign in";
    where_they_go(registry) "User name and password are sent to {registry} and to a token server of the same site that it names, and are forgotten when you close this page.";
    user_name() "User name";
    password() "Password";
    other_site(registry, realm) "The password that you typed for {registry} would be sent to {realm}, which is another site. Continue only if you know that it belongs to the registry.";
    send_to(realm) "Send it to {realm}";
}
