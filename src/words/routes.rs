//! By which way a registry is asked: itself, a relay, a mirror.

messages! { routes;
    direct() "from the registry itself";
    through_site_relay() "through the relay of this site";
    through_relay(base) "through the relay {base}";
    from_mirror(base) "from the mirror {base}";
    /// Of a tag that came by one of the last three; `between` is one or more origins.
    could_be_another(between) "{between} could have named another digest: only a digest that you know from elsewhere proves the image";
    /// After what a registry answered.
    said_by(answer, way) "{answer} ({way})";
    /// Of a list; `way` is one of the above.
    listed_by(way) "The list came {way}, whose word it is, as is which digest a tag has";

    // What is wrong with `relay.json`.
    no_relay_of_file(file, why) "This page comes with a {file} that cannot be used, so there is no relay: {why}";
    file_too_large(limit) "expected at most {limit} bytes, but found more";
    file_form() "expected a JSON object with `prefix` and `hosts`, but found something else";
    file_prefix(error) "its prefix leads nowhere: {error}";
    file_hosts(limit, found) "expected at most {limit} hosts, but found {found}";
    file_host(found) "expected the name of a host, but found `{found}`";

    // What a relay refuses.
    relay_refuses() "The relay does not go there";
    refused_address(relay, host, file) "The relay of {relay} does not serve this address of {host}: whoever runs it can add {host} to its hosts.conf, or take it out of {file}";
    refused_site(relay) "The relay of {relay} serves its own page only, and this page came from elsewhere";
    refused_redirect(relay, host, to) "{host} sends on to {to}, and the relay of {relay} does not go there: whoever runs it can add {to} to the redirects in its hosts.conf";
    refused_unnamed_redirect(relay, host) "{host} sends on to a place to which the relay of {relay} does not go: whoever runs it can add that to the redirects in its hosts.conf";
    refused_otherwise(relay, host, why) "The relay of {relay} refuses to ask {host} for this: {why}";
    /// Beside what the doctor says.
    relay_would_help(host, file) "A page that is hosted with a relay can read it all the same: the source of this page says how in deploy/README.md, and {file} has to name {host}. A relay or mirror that you have can be given below.";

    // What a person gives.
    no_registry_name(found) "expected the name of a registry, but found `{found}`";
    no_base(error) "expected the address of a relay or mirror: {error}";
    base_with_query() "expected an address without a query";
    open_relay() "expected an address that begins with https://: by http anybody on the way could read what passes";
    no_name_prefix(found) "expected the beginning of a repository's name, but found `{found}`";
    too_many(limit) "expected at most {limit} relays and mirrors";

    relays_and_mirrors() "Relays and mirrors";
    what_they_are() "Registries are asked themselves, where they let a page read them. Where they do not, the relay of this site is asked, for the hosts that it names. What you give here is asked first. All digests are computed here in any case; which digest a tag has is the word of whoever is asked.";
    no_site_relay() "This site has no relay.";
    site_relay(origin) "The relay of this site, {origin}, is for:";
    for_host(host, way) "{host}: {way}";
    /// After a mirror's address.
    names_begin(way, prefix) "{way}, where names begin with {prefix}";
    asked_by_ns(way) "{way}, which is told the registry (`?ns=`)";
    remove() "Remove";
    remove_of(host) "Remove what is asked for {host}";
    registry() "Registry";
    address() "Address of the relay or mirror";
    name_prefix() "Before names (a Harbor project)";
    kind() "Kind";
    mirror() "Mirror";
    mirror_by_ns() "Mirror of several registries (?ns=)";
    relay() "Relay";
    add() "Add";
    kept_here() "Kept in this browser until you remove it. Who is logged in to that registry is logged out.";

    untold(registry, relay) "The password for {registry} would pass through the relay of {relay}, of which the form did not tell. Sign in again to let it pass";

    /// In the form that asks for a password.
    password_passes(relay) "They pass through the relay of {relay}: whoever runs it can see them.";
}
