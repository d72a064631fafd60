//! What is odd or wrong about bytes: digests, sizes, compression and tars, by rule.

messages! { findings_layers;
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
