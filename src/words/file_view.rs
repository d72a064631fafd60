//! One file of a layer, opened: what it is, and why it has no bytes to show.

messages! { file_view;
    // Why there are no bytes.
    layer_ends_early() "the layer ends before the end of the file";
    layer_unreadable(why) "the layer cannot be read as far as the file: {why}";
    no_such_entry() "the layer has no such entry";
    bytes_at_target(target) "a hard link has no bytes of its own: they are those of `{target}`";
    a_directory() "expected a regular file, but found a directory";
    a_symbolic_link() "expected a regular file, but found a symbolic link";
    a_device() "expected a regular file, but found a device or a FIFO";
    sparse() "expected a regular file, but found a sparse file, which Assay does not put together";
    over_the_limit(limit) "the file ends more than {limit} bytes behind the start of the layer";

    // What kind of file it is.
    kind() "Kind";
    an_empty_file() "empty file";
    text() "text";
    text_in(language) "text, {language}";
    json() "JSON document";
    picture(format) "picture, {format}";
    linux_program() "program for Linux (ELF)";
    linux_library() "library for Linux (ELF)";
    relocatable() "object file or kernel module (ELF)";
    core_dump() "memory of a program that ended (ELF core)";
    other_elf() "ELF file";
    windows_program() "program for Windows (PE)";
    windows_library() "library for Windows (PE)";
    zip() "zip archive";
    jar() "Java archive (zip)";
    wheel() "Python wheel (zip)";
    android_package() "Android package (zip)";
    nuget_package() "NuGet package (zip)";
    office_document() "office document (zip)";
    ar() "ar archive";
    debian_package() "Debian package (ar)";
    tar() "tar archive";
    compressed_tar(format) "tar archive, compressed with {format}";
    compressed(format) "one file, compressed with {format}";
    binary() "bytes";

    // What is known of it.
    size() "Size";
    encoding() "Encoding";
    with_byte_order_mark(encoding) "{encoding} with a byte order mark";
    one_byte_encoding() "one byte for each character, shown as ISO 8859-1";
    lines() "Lines";
    at_least_lines(n) "more than {n}";
    pixels() "Pixels";
    width_and_height(width, height) "{width} × {height}";
    architecture() "Architecture";
    bits_and_order(machine, bits, order) "{machine} ({bits} bits, {order})";
    bits(machine, bits) "{machine} ({bits} bits)";
    little_endian() "little-endian";
    big_endian() "big-endian";
    loaded_by() "Loaded by";
    named() "Library name";
    needs() "Needs";
    needs_nothing() "no library";
    linking() "Linking";
    is_static() "static: it needs no library of the image";
    is_dynamic() "dynamic: it needs libraries of the image";
    symbols() "Symbols";
    has_symbols() "there";
    is_stripped() "stripped";
    build_id() "Build ID";
    go_version() "Built with";
    go_package() "Go package";
    go_module() "Go module";
    runs_in() "Runs in";
    console() "a console";
    windows() "windows";
    native() "the kernel";
    efi() "UEFI, before any system";
    other_subsystem(number) "subsystem {number}";
    managed() "Runtime";
    entries() "Entries";
    at_least_entries(n) "{n} or more";

    // What to know about what is shown.
    beginning_shown(shown, size) "The first {shown} of {size} are shown";
    rest_not_known(read, size) "Only the first {read} of {size} were read: what the rest says is not known";
    not_all_listed() "Not all entries are listed: the archive is not all here, damaged, or too large";
    encoding_unknown() "The bytes do not tell which encoding it is: letters beyond ASCII may be other ones";
    spelled_out() "Characters that are not seen, or that hide or reorder others, are spelled out";

    // Two versions of it.
    lines_removed_and_added(removed, added) "{removed} {removed|line|lines} removed, {added} added";
    same_lines() "All lines are the same";
    same_as_far_as_compared() "The lines that were compared are the same";
    only_line_ends() "All lines are the same, and end otherwise";
    no_text_to_compare() "only texts are compared line by line, and one of the two versions is none";
    compare_sums() "compare their SHA-256 and sizes, or save both";
    more_rows(n) "{n} more {n|row|rows} {n|is|are} not shown";
    perhaps_fewer() "So many lines differ that perhaps not the fewest are marked";
    not_all_compared() "Not all of both versions was compared, or not all that differs is shown";
}
