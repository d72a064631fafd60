//! Real tars, read as the `tar` crate reads them.

use super::*;

/// Path, size, kind.
type Row = (Vec<u8>, u64, EntryKind);

/// The listing of the `tar` crate, in the same terms; up to its first error.
fn by_tar_crate(bytes: &[u8]) -> (Vec<Row>, Option<String>) {
    let mut archive = ::tar::Archive::new(bytes);
    let mut listed = Vec::new();
    for entry in archive.entries().expect("entries") {
        match entry {
            Err(error) => return (listed, Some(error.to_string())),
            Ok(entry) if entry.header().entry_type().is_pax_global_extensions() => {}
            Ok(entry) => {
                let path = entry.path_bytes().to_vec();
                let [typeflag] = entry.header().as_old().linkflag;
                let kind = EntryKind::new(typeflag, &path);
                listed.push((path, entry.size(), kind));
            }
        }
    }
    (listed, None)
}

/// Real tars: the archives of the corpus, and what is inside them.
fn real_tars() -> Vec<(String, Vec<u8>)> {
    let Some(corpus) = corpus() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in tars(&corpus) {
        let bytes = fs::read(&path).expect("readable");
        let name = path
            .strip_prefix(&corpus)
            .expect("below")
            .display()
            .to_string();
        let (entries, _, _) = read(&bytes, usize::MAX);
        for entry in entries {
            let inside = &bytes[entry.data_offset as usize..][..entry.stored as usize];
            let inside = decompressed(inside);
            if inside.get(257..262) == Some(b"ustar") {
                let path = String::from_utf8_lossy(&entry.path);
                found.push((format!("{name}: {path}"), inside));
            }
        }
        found.push((name, bytes));
    }
    found
}

fn decompressed(bytes: &[u8]) -> Vec<u8> {
    use crate::bytes::compression::{Compression, Output, Unpacker};
    let mut inside = Vec::new();
    if let Ok(mut unpacker) = Unpacker::new(Compression::sniff(bytes)) {
        let mut output = Output::default();
        let pushed = unpacker.push(bytes, &mut output, &mut |_| ControlFlow::Continue(()));
        assert_eq!(pushed, Ok(()));
        inside.extend_from_slice(output.all());
    }
    inside
}

#[test]
fn real_tars_are_listed_as_the_tar_crate_lists_them() {
    let real_tars = real_tars();
    eprintln!("{} real tars", real_tars.len());
    for (name, bytes) in real_tars {
        let (expected, error) = by_tar_crate(&bytes);
        for chunk in CHUNKS {
            let (entries, _, end) = read(&bytes, chunk);
            let found: Vec<_> = entries
                .iter()
                .map(|entry| (entry.path.to_vec(), entry.size, entry.kind))
                .collect();
            assert_eq!(
                found, expected,
                "{name} in chunks of {chunk}: {error:?} {end:?}"
            );
            let ended = matches!(end, TarEnd::Marked | TarEnd::Unmarked);
            assert_eq!(ended, error.is_none(), "{name}: {error:?} {end:?}");
        }
    }
}
