//! What is odd or wrong about bytes: digests, sizes, compression and tars, by rule.

messages! { findings_layers;
    // What the rules ask for
    rule_digest_mismatch() "Bytes have the digest that is claimed";
    rule_size_mismatch() "Bytes have the size that is claimed";
    rule_diff_id_mismatch() "A layer unpacks to its DiffID";
    rule_diff_ids_swapped() "DiffIDs are in the order of the layers";
    rule_stored_uncompressed() "A layer is stored in the form that its digest is of: compressed, if it is of compressed bytes";
    rule_unreadable_layer() "The bytes of a layer can be read to their end";
    rule_compression_mismatch() "A layer is compressed as its media type says";
    rule_not_a_tar() "A layer of a tar type is a tar";
    rule_several_members() "Compressed streams of several members are pointed out";
    rule_trailing_zeros() "Padding after a compressed stream is pointed out";
    rule_trailing_bytes() "Nothing follows a compressed stream";
    rule_decompression_bomb() "Layers unpack to at most 100 times their stored size";
    rule_tar_duplicate_path() "A layer holds each path once";
    rule_tar_repeated_directory() "A layer holds each directory once";
    rule_tar_empty_whiteout() "A whiteout names what it deletes";
    rule_tar_escapes_root() "Entries of a layer stay inside its root";
    rule_tar_truncated() "A tar ends after its last entry, not within it";
    rule_tar_sparse_file() "A layer holds no sparse files, whose size inside differs from that in the tar";
    rule_tar_size_without_data() "Links, directories and devices have no size: readers differ on what follows them";
    rule_tar_disputed_size() "A size in PAX records is that of the header, where the header can say it";
    rule_tar_disputed_name() "A name is one that every tool reads: only headers of the format ustar have a prefix";
    rule_tar_malformed_number() "The numbers of a header are numbers, and owners are 0 or more";
    rule_tar_unknown_type() "Entries are of types that every tool knows";
    rule_tar_malformed_extension() "Extension headers follow their grammar";
    rule_tar_oversized_extension() "Extension headers have a size that readers accept";
    rule_tar_repeated_extension() "An entry has one long name and one set of extended attributes";
    rule_tar_displaced_extension() "No global header comes between an extension and its entry";
    rule_tar_global_override() "A global header neither names nor measures entries, nor gives them an owner";
    rule_tar_hidden_data() "Only zeros follow the end of a tar";
    rule_tar_hidden_archive() "No other archive follows the end of a tar: tools differ on whether they unpack it";
    rule_tar_table_of_contents() "A table of contents after the end of a layer is pointed out";
    rule_tar_link_leaves_root() "Symbolic links lead to somewhere inside the root";
    rule_tar_link_circle() "Links do not lead back to themselves";
    rule_tar_links_not_followed() "A layer has no more symbolic links than are followed here";
    rule_tar_no_end() "A tar ends with two blocks of zeros";
    rule_tar_cut_padding() "The last block of a tar is whole: GNU tar refuses what Go accepts";
    rule_tar_stopped() "A tar can be read to its end";

    // Digests and sizes
    wrong_digest(what, expected, found) "expected {what} to have the digest {expected}, but found {found}";
    wrong_file_name(what, expected, found) "expected {what} to have the digest {expected}, as its file name says, but found {found}";
    wrong_size(what, expected, found) "expected {what} to have {expected} {expected|byte|bytes}, but found {found}";
    digest_as_claimed() "the digest is as claimed";
    digest_differs(computed) "the digest is not as claimed but {computed}";
    digest_not_computed() "the digest was not computed";
    served_uncompressed(what, claimed, computed) "expected {what} as it was compressed, {claimed}, but found {computed}, its DiffID: either its server labels it with `Content-Encoding`, so that the browser decompressed it on the way, or the server keeps the uncompressed bytes";
    stored_uncompressed(what, claimed, computed) "expected {what} as it was compressed, {claimed}, but found {computed}, its DiffID: whatever stored it here kept the uncompressed bytes";
    diff_ids_swapped(one, other) "expected DiffIDs in the order of the layers, but found those of layers {one} and {other} swapped";
    diff_id_mismatch(layer, expected, found) "expected layer {layer} to unpack to {expected}, but found {found}";
    diff_id_of_another(layer, expected, found, other) "expected layer {layer} to unpack to {expected}, but found {found}, which the config claims for layer {other}";

    // Compression
    several_members(what, n, compression) "{what} consists of {n} {compression} members: all of them are its contents";
    several_frames(what, n) "{what} consists of {n} zstd frames: all of them are its contents";
    trailing_zeros(what, n) "expected nothing after the compressed stream of {what}, but found {n} zero {n|byte|bytes}";
    trailing_bytes(what, n) "expected nothing after the compressed stream of {what}, but found {n} {n|byte|bytes} that no tool unpacks";
    bomb(what, most, stored, found) "expected {what} to unpack to at most {most} times its stored size of {stored}, but found {found}";
    bomb_of_layers(most, stored, found) "expected all layers together to unpack to at most {most} times their stored size of {stored}, but found {found}";
    other_compression(what, expected, media_type, found) "expected {what} with {expected}, as `{media_type}` says, but found {found}";
    no_compression() "no compression";

    // Tars
    more_oddities(what, n) "the tar of {what} has {n} more {n|oddity|oddities} than are listed";
    at_path(path) "`{path}`";
    duplicate_path(what, path) "{what}: {path} occurs more than once";
    repeated_directory(what, path) "{what}: the directory {path} occurs more than once";
    empty_whiteout(what, path) "{what}: the whiteout {path} does not name what it deletes";
    escapes_root(what, path) "{what}: {path} is outside the root";
    link_leaves_root(what, path) "{what}: the link {path} leads outside the root, where containers stop it";
    link_circle(what, path) "{what}: the link {path} leads back to itself";
    links_not_followed(what) "{what}: there are too many symbolic links to tell whether some lead back to themselves";
    sparse_file(what, path) "{what}: {path} is a sparse file, whose size inside differs from that in the tar";
    hidden_data(what) "{what}: expected only zeros after the end of the tar, but found data";
    hidden_archive(what) "{what}: expected only zeros after the end of the tar, but found another archive, which some tools unpack too";
    table_of_contents(what) "{what}: after the end of the tar comes the table of contents of an eStargz layer, which most tools do not unpack";
    size_without_data(what, path) "{what}: {path} has no data but states a size";
    disputed_size(what, path) "{what}: the header and the PAX records of {path} state different sizes";
    disputed_name(what, path) "{what}: the name of {path} has a prefix that only some tools read";
    malformed_number(what, path) "{what}: a field in the header of {path} should be a number and is not";
    unknown_type(what, path) "{what}: {path} is of a type that not all tools know";
    malformed_extension(what, path) "{what}: the extension headers of {path} are malformed";
    oversized_extension(what, path) "{what}: the extension headers of {path} are larger than readers accept";
    repeated_extension(what, path) "{what}: {path} has more than one set of extension headers";
    displaced_extension(what, path) "{what}: a global header separates {path} from its extension headers, which makes some tools forget them";
    global_override(what, path) "{what}: a global header gives {path} its name, size or owner";
}
