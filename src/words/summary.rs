//! What is open, at its head: what it is, and what the verdict on it means.

messages! { summary;
    // What it is.
    name() "name";
    other_names(n) "{n} more {n|name|names}";
    shown() "Shown";
    platform() "Platform";
    platform_of(n, all) "{n} of {all}";
    picked_by_link() "as asked for";
    picked_as_usual() "picked, as no other was asked for";
    picked_as_first() "picked: the first that is here";
    one_platform_image() "image for one platform";
    multi_platform_image(n) "image for {n} {n|platform|platforms}";
    docker_image() "image as Docker saves it";
    image_id() "image ID";
    size() "Size";
    stored_and_unpacked(stored, unpacked) "{stored} stored, {unpacked} unpacked";
    stored_only(stored) "{stored} stored";
    layers() "Layers";
    created() "Created";
    opened_from(file) "from {file}";

    // What the verdict means, and what to do next.
    verified_means() "The bytes are those that the digests name; who made them is another question";
    problems_mean() "The bytes are those that the digests name, and some of what they say is wrong";
    failed_means() "Some bytes are not those that a digest names: they were changed or damaged, or the digest is not theirs";
    incomplete_means() "What was checked agrees; of the rest nothing is known";
    after_problems() "Read the findings before you use it";
    after_failed() "Do not run this copy: get it again from where it came, and if it differs again ask whoever made it";
    after_unfetched() "Fetch what is missing to have it checked, too";
    after_stopped() "Hash the rest to know about it";
    after_missing() "Get all of it, and open that: export it again with all its layers, or ask for the missing files";
    after_unread() "Look in the ledger at what was not checked, and why";
    see(what) "See {what}";
    see_findings(n) "See {n} {n|finding|findings}";
    objects_bad(n) "{n} wrong";
    objects_missing(n) "{n} not here";
    objects_unchecked(n) "{n} not checked";
    objects_pending(n) "{n} still to be checked";
    objects_verified(n) "{n} verified";
}
