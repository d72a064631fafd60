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
    several_members(what, n, compression) "{what} consists of {n} {compression} members, all of which are its contents";
    several_frames(what, n) "{what} consists of {n} zstd frames, all of which are its contents";
    trailing_zeros(what, n) "expected nothing after the compressed stream of {what}, but found {n} zero {n|byte|bytes}";
    trailing_bytes(what, n) "expected nothing after the compressed stream of {what}, but found {n} {n|byte|bytes} that no tool unpacks";
    bomb(what, most, stored, found) "expected {what} to unpack to at most {most} times its stored size of {stored}, but found {found}";
    bomb_of_layers(most, stored, found) "expected all layers together to unpack to at most {most} times their stored size of {stored}, but found {found}";
    other_compression(what, expected, media_type, found) "expected {what} with {expected}, as `{media_type}` says, but found {found}";
    no_compression() "no compression";

    // Tars
    more_oddities(what, n) "the tar of {what} has {n} more {n|oddity|oddities} than are listed";
    the_end() "the end";
    at_path(path) "`{path}`";
    duplicate_path(what, path) "{what}: expected each path once, but found another {path}";
    repeated_directory(what, path) "{what}: expected each directory once, but found another {path}";
    empty_whiteout(what, path) "{what}: expected a whiteout to name what it deletes, but found none in {path}";
    escapes_root(what, path) "{what}: expected entries inside the root, but found {path}";
    link_leaves_root(what, path) "{what}: expected links that stay inside the root, where containers stop them, but found {path}";
    link_circle(what, path) "{what}: expected links to lead to something, but found one that leads back to itself at {path}";
    links_not_followed(what, path) "{what}: expected fewer symbolic links, but found too many to know whether some lead back to themselves, up to {path}";
    sparse_file(what, path) "{what}: expected files as they are, but found the sparse file {path}";
    hidden_data(what, path) "{what}: expected only zeros after the end of the tar, but found data after {path}";
    hidden_archive(what, path) "{what}: expected only zeros after the end of the tar, but found another archive, which some tools unpack too, after {path}";
    table_of_contents(what, path) "{what}: the table of contents of an eStargz layer, which most tools do not unpack, follows {path}";
    size_without_data(what, path) "{what}: expected no size for an entry without data, but found one for {path}";
    disputed_size(what, path) "{what}: expected one size, but found another in the header than in the PAX records of {path}";
    disputed_name(what, path) "{what}: expected a name that all tools read alike, but found one that has a prefix for some only: {path}";
    malformed_number(what, path) "{what}: expected numbers in the header, but found a field that is not one in {path}";
    unknown_type(what, path) "{what}: expected an entry of a type that all tools know, but found {path}";
    malformed_extension(what, path) "{what}: expected well-formed extension headers, but found others for {path}";
    oversized_extension(what, path) "{what}: expected extension headers of a size that readers accept, but found larger ones for {path}";
    repeated_extension(what, path) "{what}: expected one set of extensions for an entry, but found more for {path}";
    displaced_extension(what, path) "{what}: expected extension headers right before their entry, but found a global header in between, which makes some tools forget them, for {path}";
    global_override(what, path) "{what}: expected each entry to name itself, but found a global name, size or owner at {path}";
}
