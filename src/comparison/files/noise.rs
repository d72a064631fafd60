//! Files that differ from build to build and of which nothing that runs depends:
//! caches and logs of package managers and interpreters.

/// How a path of the table fits.
#[derive(Clone, Copy, Debug)]
enum Fits {
    /// This very file.
    Is(&'static str),
    /// All below this folder, not the folder itself.
    Below(&'static str),
    /// A folder of this name anywhere, and all below it.
    Folder(&'static str),
    /// A file whose name ends so, anywhere.
    Ends(&'static str),
}

const NOISE: [Fits; 20] = [
    // Python writes the time of its source into each.
    Fits::Ends(".pyc"),
    Fits::Ends(".pyo"),
    Fits::Folder("__pycache__"),
    // The dynamic linker's: inodes and times.
    Fits::Is("var/cache/ldconfig/aux-cache"),
    Fits::Is("etc/ld.so.cache"),
    Fits::Below("var/log"),
    // dpkg and apt.
    Fits::Below("var/cache/apt"),
    Fits::Below("var/cache/debconf"),
    Fits::Below("var/lib/apt/lists"),
    Fits::Is("var/lib/dpkg/status-old"),
    Fits::Is("var/lib/dpkg/available-old"),
    // apk.
    Fits::Below("var/cache/apk"),
    Fits::Is("lib/apk/db/lock"),
    // yum, dnf and rpm.
    Fits::Below("var/cache/yum"),
    Fits::Below("var/cache/dnf"),
    Fits::Below("var/lib/yum/history"),
    Fits::Below("var/lib/dnf/history"),
    Fits::Is("var/lib/dnf/history.sqlite"),
    Fits::Is("var/lib/rpm/.rpm.lock"),
    // Fonts.
    Fits::Below("var/cache/fontconfig"),
];

/// Whether a path, in plain form, is such a file.
#[must_use]
pub fn is_noise(path: &str) -> bool {
    NOISE.iter().any(|fits| match fits {
        Fits::Is(file) => path == *file,
        Fits::Below(folder) => path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/')),
        Fits::Folder(name) => path.split('/').any(|part| part == *name),
        Fits::Ends(ending) => path.ends_with(ending),
    })
}
