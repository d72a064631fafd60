//! skopeo's `dir:` transport: `version`, `manifest.json` and files that are
//! named by their hash without its algorithm (containers/image,
//! `directory/directory_transport.go`).

use std::collections::HashSet;
use std::io;

use crate::image::digest::Digest;
use crate::image::manifest::Role;
use crate::source::Form;
use crate::source::oci_layout;
use crate::source::reader::{Reader, is_list};

pub(super) fn read(reader: &mut Reader<'_>) -> io::Result<()> {
    // An OCI layout or a docker-archive was recognised already.
    if !reader.contents.roots.is_empty() {
        return Ok(());
    }
    let Some(manifest) = reader.document("manifest.json", None, None)? else {
        return Ok(());
    };
    let Some(json) = reader.json(manifest).filter(|json| !is_list(json)) else {
        return Ok(());
    };
    reader.root(Form::Directory, manifest);
    let Some(root) = json.root else {
        return Ok(());
    };
    let named = oci_layout::named_by(&root, Role::AnyManifest);
    let names: HashSet<&str> = reader.regular_files().map(|(path, _)| path).collect();
    let locate = |digest: &Digest| {
        let stem = match digest.algorithm_name() {
            "sha256" => digest.encoded().to_owned(),
            algorithm => format!("{algorithm}-{}", digest.encoded()),
        };
        let instance = format!("{stem}.manifest.json");
        match names.contains(instance.as_str()) {
            true => instance,
            false => stem,
        }
    };
    oci_layout::follow(reader, named, &locate)
}
