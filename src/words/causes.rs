//! Why bytes are not what is claimed of them: what was proven, and what usually
//! makes it so. None has its full stop.

messages! { causes;
    // How a digest is spelled.
    upper_case() "The digest is right except for its capital letters: digests are written in lower case, but a tool or a person wrote this one in upper case";
    no_algorithm() "The digits are right, but `sha256:` is missing before them: they were copied without it, as `sha256sum` prints them";
    white_space() "The digest is right except for the white space in it: it was copied with a line break or a space";
    wrong_algorithm(right) "The digits are the {right} of these bytes, but another algorithm is named before them: whoever wrote the claim named the wrong algorithm";

    // Nothing in place of something.
    digest_of_nothing() "The claimed digest is that of zero bytes: whoever wrote it hashed a file or stream that was still empty or already read";
    digest_of_empty_layer() "The claimed digest is that of the well-known empty layer, but these bytes are not it: a layer with files is claimed as one without";
    nothing_here() "There are no bytes here at all: nothing was written or fetched, as when a disk is full";
    empty_layer_here() "The bytes here are the well-known empty layer: what the layer should hold was left out, for example because the builder saw no change in the step";

    // One thing in place of another.
    exchanged(whose) "The bytes are those of {whose}, and vice versa: the two were swapped when they were stored or named";
    bytes_of(whose) "The bytes are those of {whose}: they were stored in the wrong place, as when files are named in another order than they were written";
    digest_of_config() "The digest is that of the config, which is the image ID, not that of the manifest: `docker images` and `docker inspect` show the image ID, but a registry is asked for the manifest digest";
    digest_of_platform(whose) "The digest is that of {whose}, which is one of the platforms, not that of the index: `docker pull` accepts either digest, and tools show one or the other";
    digest_of_index() "The digest is that of the index over all platforms, not that of this manifest: a tag usually names the index, from which a registry or a tool chose one platform";
    digest_of_manifest() "The digest is that of the manifest, not that of the config: the image ID is the config digest, but `docker pull` prints the manifest digest";
    diff_id_of(whose) "The claimed digest is the DiffID of {whose}, the digest of its uncompressed bytes: a digest was confused with a DiffID, or one layer with another";
    chain_id_of(layers) "The claimed digest is the ChainID of the lowest {layers} layers: whoever wrote it mistook the name of a stack, as in Docker's storage, for that of a layer";
    digest_of(whose) "The claimed digest is that of {whose}: the two were confused when the claim was written";

    // Layers.
    named_by_diff_id() "The claimed digest is the layer's DiffID, the digest of its uncompressed bytes, but the layer is stored compressed: it was named before it was compressed, or was compressed by whatever stored it";
    fetched_uncompressed() "The bytes are the uncompressed ones inside the layer: its server labels it with `Content-Encoding`, so that the browser decompressed it on the way, or stores it uncompressed";
    stored_uncompressed() "The bytes are the uncompressed ones inside the layer: whatever stored it here kept the uncompressed bytes";
    diff_id_of_compressed(compression) "The claimed DiffID is the digest of the layer as stored, compressed with {compression}; it should be that of the uncompressed bytes: whoever wrote the config hashed the layer after compressing it, or compressed it later and changed the DiffID along with the digest";
    diff_ids_exchanged(other) "The config has swapped the DiffIDs of this layer and layer {other}: they were not written in the order of the layers";
    diff_ids_too_high(other) "A run of DiffIDs in the config is one place too high: the config claims what this layer unpacks to for layer {other}, as when a layer was added or left out in one of the two lists";
    diff_ids_too_low(other) "A run of DiffIDs in the config is one place too low: the config claims what this layer unpacks to for layer {other}, as when a layer was added or left out in one of the two lists";
    diff_ids_reversed() "The config lists the DiffIDs in the reverse order of the layers: both lists should start with the base, but one was written top first, as in schema 1";
    diff_id_elsewhere(other) "The config claims what this layer unpacks to for layer {other}: the DiffIDs were not written in the order of the layers";
    layer_is_wrong() "The layer's stored bytes are not the claimed ones, so neither are the bytes inside: see the layer for the cause";

    // Sizes.
    size_unpacked() "The claimed size is that of the uncompressed bytes: whoever wrote it measured the layer before compressing it";
    size_of(whose) "The claimed size is that of {whose}: the sizes were not written in the order of the things they describe";
    size_wrapped() "The claimed size is the right one cut to 32 bits: a tool counted the bytes in 32 bits";
    size_in_characters() "The claimed size counts the characters of the document, not its bytes: some characters take several bytes";

    // What the bytes show.
    ends_early_by(missing) "The bytes break off, {missing} {missing|byte|bytes} before their end: a download or copy was cut short";
    ends_early() "The bytes break off before their content is complete: a download or copy was cut short";
    made_incomplete() "The layer breaks off before it is complete, but its digest is that of exactly these bytes: whatever built or pushed it cut it short before hashing it";
    html_page() "The bytes are an HTML page: a proxy, a login or an error answered instead of the registry, and whatever fetched them stored the page";
    registry_error() "The bytes are a registry's error response: whatever fetched them stored the error instead of the content";
    storage_error() "The bytes are an error response of object storage, such as for an expired link: whatever fetched them stored the error instead of the content";
    git_lfs_pointer() "The bytes are a Git LFS pointer to the claimed content: the repository was cloned without `git lfs pull`";
    git_annex_pointer() "The bytes are a git-annex pointer to the claimed content: it was not fetched with `git annex get`";

    // Accidents.
    appended(kept) "The claimed digest is that of the first {kept} {kept|byte|bytes}, and something was appended to them: padding by whatever stored them, or a download that was started twice";
    line_break_appended() "The claimed digest is that of the bytes without the line break at their end: an editor, `echo` or a copy from a terminal appended it";
    line_break_lost() "The claimed digest is that of the bytes with a line break at their end: an editor or a shell's `$(…)` removed it";
    zeros_added(n) "The claimed digest is that of these bytes without the last {n} zero {n|byte|bytes}: the padding at the end of a tar was written but not hashed, as by tools that split a tar and put it together again";
    zeros_added_inside(n) "The claimed digest is that of the bytes inside this layer without the last {n} zero {n|byte|bytes}: the padding at the end of a tar was written but not hashed, as by tools that split a tar and put it together again";
    zeros_lost(n) "The claimed digest is that of these bytes with {n} more zero {n|byte|bytes} at their end: the padding at the end of a tar was lost, as by tools that split a tar and put it together again";
    zeros_lost_inside(n) "The claimed digest is that of the bytes inside this layer with {n} more zero {n|byte|bytes} at their end: the padding at the end of a tar was lost, as by tools that split a tar and put it together again";
    lf_to_cr_lf() "The claimed digest is that of the bytes with LF in place of each CR LF: they were transferred or checked out as text (FTP in ASCII mode, Git's `autocrlf`)";
    cr_lf_to_lf() "The claimed digest is that of the bytes with CR LF in place of each LF: they were transferred or checked out as text (FTP in ASCII mode, Git's `autocrlf`)";
    latin1_to_utf8() "The claimed digest is that of the bytes before each was read as a character and written as UTF-8: a script read the response as text, not as bytes";
    compressed() "The claimed digest is that of what these bytes decompress to: they were compressed once more when they were stored, as for a `Content-Encoding`";
    compressed_twice() "The claimed digest is that of what these bytes become when decompressed twice: they were compressed a second time, as by a tool that did not notice that they already were";
    compressed_twice_inside() "The claimed DiffID is that of the layer decompressed twice: it was compressed a second time, as by a tool that did not notice that it already was";

    // Documents.
    reformatted(differences) "The content is right but was reformatted: the claimed digest is that of the same document with {differences}, as it was before a terminal, an editor or a tool that prints JSON rewrote it";
    reformatted_space() "The content is right but was reformatted: the claimed digest is that of the same document with other white space, as it was before a terminal, an editor or a tool that prints JSON rewrote it";
    utf16() "The content is right but was saved as UTF-16, as Windows PowerShell's `>` does: as UTF-8 the document has the claimed digest";
    with_signatures() "The claimed digest is that of the whole file: the digest of a signed manifest covers its payload without the signatures, which `sha256sum` does not leave out";

    // No cause was found.
    none() "None of the usual causes fits these bytes";
    none_without_bytes() "None of the usual causes that can be checked without the bytes fits: they were hashed as they came and not kept. To have them examined, save the image to a file and open it";
    none_not_unpacked() "None of the causes tried fits: the document is compressed and was examined as stored. Decompress it and compare the digests";
    none_too_large(most) "None of the causes tried fits: the bytes exceed what is examined again (at most {most} of one blob)";
    not_read_again() "The bytes could not be read again to look for the cause";
    inside_is_right(nothing) "{nothing}; the layer does unpack to its DiffID, so the files in it are the ones the config names";
}
