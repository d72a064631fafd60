//! Lists as `docker image ls` prints them.

messages! { image_ls;
    heading() "As docker image ls";
    command() "Options of docker image ls";
    what_it_takes() "`--filter` with dangling, label, before, since or reference, and `--format` with table, json or a template, as Docker takes them.";
    /// Above the list.
    images(n) "{n} {n|image|images}";
    /// A filter asks for something that nobody has read.
    undecided(n) "{n} more {n|image is|images are} left out: what a filter asks for is not known of {n|it|them}";
    stored_sizes() "Sizes are those of the layers as they are stored: a registry does not say more.";
    unasked(n) "{n} {n|tag has|tags have} not been looked at, and {n|its line says|their lines say} little.";
    list() "List";

    too_long(limit) "expected at most {limit} bytes, but found more";
    no_option(found) "expected an option of docker image ls, but found `{found}`";
    no_value(option) "expected a value after `{option}`, but found nothing";
    filter_form(found) "expected a filter as `name=value`, but found `{found}`";
    filter_name(found) "expected the filter dangling, label, before, since or reference, but found `{found}`";
    no_boolean(found) "expected true or false, but found `{found}`";
    no_pattern(found) "expected a pattern, but found `{found}`";
    no_such_image(found) "expected an image of this list of which the time is known, but found `{found}`";
    no_template(found) "expected a field with json, upper, lower, title or truncate, but found `{found}`";
    no_field(found) "expected a field such as .Repository, .Tag, .ID, .Digest, .CreatedAt, .CreatedSince or .Size, but found `.{found}`";
    open_template() "expected the end of `{{{{`, but found nothing";
}
