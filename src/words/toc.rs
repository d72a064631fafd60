//! The table of contents that a layer brings with it, and what is read by it.

messages! { toc;
    // Lists by tables.
    read_tables(n) "Read {n} {n|list|lists} of files by {n|the table|the tables} of contents";
    read_tables_of(n, size) "Read {n} {n|list|lists} of files by {n|the table|the tables} of contents ({size})";
    reading_tables() "Reading tables of contents…";
    listed_by_tables(n) "{n} {n|layer is|layers are} listed from {n|its table|their tables} of contents: {n|the layer itself was|the layers themselves were} not verified";
    file_by_table() "read by the table of contents of the layer, which names the digest of what was read; the layer itself was not verified";
    file_begun_by_table(checked) "read by the table of contents of the layer, which names the digest of the first {checked} {checked|byte|bytes}; the rest of what is shown, and the layer itself, were not verified";

    only_table_read() "of this layer only the table of contents was read: fetch the layer to read its files";

    // Where it is fetched.
    ranges_ignored(origin) "{origin} sends only whole layers, so that the layer has to be fetched to be read";

    // What the descriptor of the layer says of it.
    annotation_digest(key, why) "the annotation `{key}` should be a digest: {why}";
    annotation_algorithm(key, digest) "the annotation `{key}` is the digest {digest}, which Assay cannot compute";
    annotation_missing(key) "expected the annotation `{key}` beside the other one of the table of contents, but it is missing";
    annotation_position(key, found) "expected the annotation `{key}` to be four numbers (`offset:length:uncompressed length:type`), but found `{found}`";
    annotation_type(key, found) "expected the annotation `{key}` to name a table of contents of type 1, but found type {found}";
    media_type_of_form(form, found) "annotated as {form}, but the media type of the layer is `{found}`";
    layer_without_size() "the descriptor does not say how large the layer is, so its table of contents cannot be found";
    outside_the_layer(length, start, size) "the table of contents should have {length} bytes at {start}, but the layer has {size} bytes";
    table_over_the_limit(limit, found) "Assay reads tables of contents of up to {limit} bytes, but this one should have {found}; fetch the layer to list its files";

    // The table itself.
    other_amount(expected, found) "expected {expected} {expected|byte|bytes} of the layer, but {found} came";
    no_footer() "the layer does not end in the footer of an eStargz layer, which says where its table of contents is";
    footer_outside(offset, size) "the footer of the layer says that the table of contents begins at {offset}, but the layer has {size} bytes";
    table_unpacks_over_the_limit(limit) "the table of contents has more than {limit} bytes; fetch the layer to list its files";
    table_unreadable(why) "the table of contents cannot be unpacked: {why}";
    table_not_there() "expected a tar with the table of contents (`stargz.index.json`), but found something else";
    table_length(claimed, found) "the table of contents should unpack to {claimed} bytes, but has {found}";
    table_mismatch(claimed, computed) "the table of contents is not the one that the manifest names: expected {claimed}, but computed {computed}";
    table_json(detail) "the table of contents is no JSON of the expected form: {detail}";
    table_version(found) "expected a table of contents of version 1, but found version {found}";
    entry_type(name, found) "the table of contents says that `{name}` is of the type `{found}`, which tables do not have";
    entry_negative(name) "the table of contents has a number below 0 for `{name}`";
    entry_xattr(name) "the table of contents has an extended attribute for `{name}` that is not in base64";
    stray_chunk(name) "the table of contents has a part of `{name}` that does not follow its file";

    // A file that is read by it.
    parts_do_not_meet(at) "the parts of the file, as the table of contents has them, do not meet at byte {at}";
    part_outside(start, end) "the table of contents says that a part of the file stands from {start} to {end}, where the layer has no files";
    entry_digest(why) "the table of contents has a digest of the file that is none: {why}";
    file_without_digest() "the table of contents has no digest of the file that Assay can compute; fetch the layer to read it";
    part_unreadable(why) "a part of the file cannot be unpacked: {why}";
    part_ends_early(at) "a part of the file ends at byte {at}, before the table of contents says so";
    parts_over_the_limit(limit) "more than {limit} bytes would have to be unpacked for the file";
    part_mismatch(at, claimed, computed) "the part of the file from byte {at} on is not the one that the table of contents names: expected {claimed}, but computed {computed}";
    file_mismatch(claimed, computed) "the file is not the one that the table of contents names: expected {claimed}, but computed {computed}";
}
