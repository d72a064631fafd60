//! What is installed on this machine, held against what its own tools say.

use std::collections::{BTreeSet, HashSet};
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use assay::bytes::tar_scan::{Listing, TarScan};
use assay::file_system::FileSystem;
use assay::packages::{Ecosystem, Files, Installed, Reader};

fn listing(layer: &[u8]) -> Listing {
    let mut scan = TarScan::new();
    scan.update(layer);
    scan.finish().1
}

/// The bytes of each entry of a layer.
fn entries(layer: &[u8]) -> Vec<Vec<u8>> {
    let mut archive = tar::Archive::new(layer);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut bytes = Vec::new();
        entry.unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    });
    entries.collect()
}

/// What is installed in an image of this one layer.
fn installed(layer: &[u8]) -> Installed {
    let files = FileSystem::merge(vec![Some(listing(layer))]);
    let entries = entries(layer);
    let mut reader = Reader::of(&files);
    for (number, wanted) in reader.wanted().to_vec().into_iter().enumerate() {
        reader.take(number, &entries[wanted.at.number as usize]);
    }
    reader.finish(&files)
}

/// The database of this machine, and the directories that its lists name, some of them
/// through links.
fn database_here() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    builder.follow_symlinks(false);
    for link in ["bin", "lib", "lib64", "sbin"] {
        let path = Path::new("/").join(link);
        if path.is_symlink() {
            builder.append_path_with_name(path, link).unwrap();
        }
    }
    let mut folders = BTreeSet::new();
    for list in std::fs::read_dir("/var/lib/dpkg/info").unwrap() {
        let list = list.unwrap().path();
        if list.extension().is_some_and(|ending| ending == "list") {
            let text = std::fs::read_to_string(list).unwrap();
            let real = text
                .lines()
                .filter_map(|path| std::fs::canonicalize(path).ok());
            folders.extend(real.filter(|path| path.is_dir()));
        }
    }
    for folder in folders.iter().filter(|folder| folder.as_os_str() != "/") {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_size(0);
        let inside = folder.strip_prefix("/").unwrap();
        builder.append_data(&mut header, inside, &[][..]).unwrap();
    }
    let status = "var/lib/dpkg/status";
    builder
        .append_path_with_name(Path::new("/").join(status), status)
        .unwrap();
    let info = "var/lib/dpkg/info";
    builder
        .append_dir_all(info, Path::new("/").join(info))
        .unwrap();
    builder.into_inner().unwrap()
}

/// What a tool prints, by line; `None` where it is not here.
fn lines(tool: &str, arguments: &[&str]) -> Option<Vec<String>> {
    let output = Command::new(tool).args(arguments).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        println!("skipped: no {tool} with packages here");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn dpkg_query_says_the_same() {
    let format = "${db:Status-Status} ${Package} ${Version} ${Architecture}\n";
    let Some(said) = lines("dpkg-query", &["-W", "-f", format]) else {
        return;
    };
    let said = said
        .iter()
        .filter_map(|line| line.strip_prefix("installed "));
    let mut said: Vec<String> = said.map(str::to_owned).collect();
    said.sort();
    let installed = installed(&database_here());
    let spelled = installed.packages().iter().map(|package| {
        let architecture = package.architecture.as_deref().unwrap_or("");
        assert_eq!(
            (package.ecosystem, package.layer),
            (Ecosystem::Dpkg, Some(0))
        );
        assert!(matches!(package.files, Files::Listed(_)), "{package:?}");
        format!("{} {} {architecture}", package.name, package.version)
    });
    let mut spelled: Vec<String> = spelled.collect();
    spelled.sort();
    assert_eq!(spelled, said);
    assert_eq!(installed.notes(), []);
    for (number, package) in installed.packages().iter().enumerate().step_by(25) {
        let name = package.name.as_str();
        let listed = files_of(&format!(
            "{name}:{}",
            package.architecture.as_deref().unwrap()
        ))
        .or_else(|| files_of(name))
        .unwrap();
        let found = installed.files_of(number, 0, usize::MAX).paths;
        assert_eq!(found, listed, "{name}");
        for path in found.iter().take(1) {
            assert!(installed.owners_of(path).contains(&number), "{path}");
        }
    }
}

/// The files of a package that are no directories, with links on the way followed.
fn files_of(package: &str) -> Option<Vec<String>> {
    let listed = lines("dpkg-query", &["-L", package])?;
    let folder = |path: &'_ String| Path::new(path).parent().map(Path::to_path_buf);
    let folders: HashSet<_> = listed.iter().filter_map(folder).collect();
    let is_file = |path: &&String| {
        let path = Path::new(path);
        path.is_absolute() && !folders.contains(path) && (path.is_symlink() || !path.is_dir())
    };
    let files = listed.iter().filter(is_file).map(|path| {
        let (top, rest) = path.split_at(path[1..].find('/').map_or(path.len(), |at| at + 1));
        match std::fs::read_link(top) {
            Ok(target) if !rest.is_empty() => format!("/{}{rest}", target.display()),
            _ => path.clone(),
        }
    });
    let mut files: Vec<String> = files.collect();
    files.sort();
    files.dedup();
    Some(files)
}

/// A layer of these directories of this machine.
fn layer_of(folders: &[&str]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    builder.follow_symlinks(false);
    for folder in folders {
        let inside = folder.trim_start_matches('/');
        builder.append_dir_all(inside, folder).unwrap();
    }
    builder.into_inner().unwrap()
}

/// `name version` of all packages, sorted.
fn spelled(installed: &Installed) -> Vec<String> {
    let packages = installed.packages().iter();
    let spelled = packages.map(|package| format!("{} {}", package.name, package.version));
    let mut spelled: Vec<String> = spelled.collect();
    spelled.sort();
    spelled
}

#[test]
fn python_says_the_same() {
    let folder = lines(
        "python3",
        &["-c", "import pip; print(pip.__path__[0][:-4])"],
    );
    let Some([folder]) = folder.as_deref() else {
        return;
    };
    let code = "import sys, importlib.metadata as m\n\
        for d in m.distributions(path=[sys.argv[1]]):\n    \
            print(d.metadata['Name'], d.version)\n";
    let mut said = lines("python3", &["-c", code, folder]).unwrap();
    said.sort();
    let installed = installed(&layer_of(&[folder]));
    assert_eq!(spelled(&installed), said);
    let pip = installed
        .rows("pip", Some(Ecosystem::Python), 0, 1)
        .rows
        .remove(0);
    let files = installed.files_of(pip.number, 0, usize::MAX).paths;
    assert!(
        files.contains(&format!("{folder}/pip/__init__.py")),
        "{files:?}"
    );
}

#[test]
fn node_says_the_same() {
    let root = lines("npm", &["root", "--global"]);
    let Some([root]) = root.as_deref() else {
        return;
    };
    let code = "const fs = require('fs'), path = require('path');\n\
        function walk(at) { for (const e of fs.readdirSync(at, { withFileTypes: true })) {\n\
            const below = path.join(at, e.name);\n\
            if (e.isDirectory()) walk(below);\n\
            else if (/node_modules\\/(@[^/]+\\/)?[^@/][^/]*\\/package.json$/.test(below)) {\n\
                const { name, version } = JSON.parse(fs.readFileSync(below));\n\
                console.log(name, version);\n\
        } } }\n\
        walk(process.argv[1]);";
    let mut said = lines("node", &["-e", code, root]).unwrap();
    said.sort();
    let installed = installed(&layer_of(&[root]));
    assert_eq!(spelled(&installed), said);
    assert_eq!(installed.notes(), []);
}
