//! What is installed in an image.

messages! { packages;
    // What installed it.
    dpkg() "Debian packages (dpkg)";
    apk() "Alpine packages (apk)";
    npm() "Node modules (npm)";
    python() "Python packages";
    ruby() "Ruby gems";
    go() "Go modules";
    java() "Java archives";

    // The list.
    count(n) "{n} {n|package|packages}, as the databases in the image say";
    not_read() "Reading what is installed was stopped";
    read_again() "Read what is installed";
    look_for() "Name or version";
    installed_by() "Kind";
    anything() "all";
    of_ecosystem(name, n) "{name}: {n}";
    caption() "Packages, by name";
    name() "Package";
    version() "Version";
    since() "Since";
    files() "Files";
    count_of_files(n) "{n} {n|file|files}";
    more_files(n) "and {n} more";
    files_unknown() "not known";
    layer_unknown() "not known";
    none_found() "No package has this in its name or version";

    // What to know about the list.
    rpm_not_read(path) "The packages of the rpm database `{path}` are not listed: Assay does not read it";
    too_large(n, limit, path) "{n} {n|file that may say|files that may say} what is installed {n|is|are} larger than {limit} and {n|was|were} not read, such as `{path}`";
    too_much(n, path) "{n} {n|file that may say|files that may say} what is installed {n|was|were} not read, as there are too many or too large ones, such as `{path}`";
    layers_not_read(n) "{n} {n|layer was|layers were} not read, or not to the end: packages of {n|it|them} may be missing here, and others gone";
    files_not_read(n) "{n} {n|file that may say|files that may say} what is installed could not be read out of {n|its layer|their layers}";
    packages_not_read(n, path) "{n} {n|description of a package|descriptions of packages} cannot be read, or {n|has|have} no name or no version, such as in `{path}`";
    packages_left_out(n) "There are too many packages: {n} {n|is|are} not listed";
    paths_left_out(n) "There are too many files of packages, or too long paths: {n} {n|is|are} not listed";
}
