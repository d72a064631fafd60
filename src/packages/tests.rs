mod distributions;
mod hostile;
mod languages;
mod layers;

use super::*;
use crate::bytes::tar::tests::{END, file, link, padded};
use crate::bytes::tar_scan::{Listing, TarScan};
use crate::file_system::FileSystem;

/// Paths and contents of files.
type Layer = Vec<(String, Vec<u8>)>;

/// Layers of files, the base first; `None` for one that was not read.
#[derive(Default)]
struct Image {
    layers: Vec<Option<Layer>>,
}

impl Image {
    fn of(layers: &[&[(&str, &str)]]) -> Self {
        layers
            .iter()
            .fold(Self::default(), |image, layer| image.layer(layer))
    }

    fn layer(mut self, files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        let files = files.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        self.layers.push(Some(files.collect()));
        self
    }

    fn unread(mut self) -> Self {
        self.layers.push(None);
        self
    }

    fn bytes(mut self, path: &str, bytes: &[u8]) -> Self {
        let layer = vec![(path.to_owned(), bytes.to_vec())];
        self.layers.push(Some(layer));
        self
    }

    fn files(&self) -> FileSystem {
        let layers = self.layers.iter();
        FileSystem::merge(layers.map(|layer| layer.as_deref().map(listing)).collect())
    }

    fn installed(&self) -> Installed {
        let files = self.files();
        let mut reader = Reader::of(&files);
        for (number, wanted) in reader.wanted().to_vec().into_iter().enumerate() {
            let layer = self.layers[wanted.at.layer as usize].as_ref().unwrap();
            let bytes = &layer[wanted.at.number as usize].1;
            assert_eq!(wanted.size, bytes.len() as u64);
            reader.take(number, bytes);
        }
        reader.finish(&files)
    }
}

fn listing(files: &[(String, Vec<u8>)]) -> Listing {
    let mut scan = TarScan::new();
    for (path, bytes) in files {
        scan.update(&match path.split_once(" -> ") {
            Some((path, target)) => link(path, b'2', target),
            None if bytes.starts_with(b"\x7fELF") => program(path, bytes),
            None => file(path, bytes),
        });
    }
    scan.update(&END);
    scan.finish().1
}

/// A file that can be started.
fn program(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = ::tar::Header::new_gnu();
    header.set_path(path).unwrap();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o755);
    header.set_cksum();
    [&header.as_bytes()[..], &padded(bytes)].concat()
}

/// `name version layer`, and `?` where that is not known.
fn spelled(installed: &Installed) -> Vec<String> {
    let spell = |package: &Package| {
        let layer = package.layer.map_or("?".to_owned(), |n| n.to_string());
        format!("{} {} {layer}", package.name, package.version)
    };
    installed.packages().iter().map(spell).collect()
}

fn notes(installed: &Installed) -> Vec<&'static str> {
    let notes = installed.notes().iter();
    notes.map(crate::words::Message::id).collect()
}

/// The files of the package of this name.
fn files_of(installed: &Installed, name: &str) -> Vec<String> {
    let mut packages = installed.packages().iter();
    let number = packages.position(|package| package.name == name).unwrap();
    installed.files_of(number, 0, 100).paths
}

/// A status file of dpkg with these packages and versions.
fn status(packages: &[(&str, &str)]) -> String {
    let one = |(name, version): &(&str, &str)| {
        format!("Package: {name}\nStatus: install ok installed\nVersion: {version}\n\n")
    };
    packages.iter().map(one).collect()
}
