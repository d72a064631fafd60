//! What is likely a secret, in rows, lists and searches.

use super::*;
use crate::secrets::SecretKind::{Dotenv, GitDirectory, Npmrc, SshKey};

fn image() -> FileSystem {
    merge(&[
        &[
            sized("app/.env", 3),
            dir("app/.git"),
            sized("app/.git/HEAD", 4),
            sized("root/.npmrc", 5),
            sized("etc/passwd", 6),
            symlink("home/.npmrc", "/root/.npmrc"),
            sized("sub/.git", 7),
        ],
        &[
            sized("app/.env", 8),
            dir("app/.git"),
            sized("app/.git/config", 9),
            sized("root/.ssh/id_rsa", 10),
            sized("root/.ssh/id_rsa", 11),
        ],
        &[sized("root/.wh..npmrc", 0), sized("app/.wh..git", 0)],
    ])
}

fn all(files: &FileSystem) -> Vec<SecretFile> {
    let secrets = files.secrets();
    assert!(secrets.is_complete());
    secrets.window(files, 0, secrets.len())
}

/// `path layer size`, and why it is hidden.
fn listed(files: &[SecretFile]) -> Vec<(String, Option<Cause>)> {
    let spell = |file: &SecretFile| {
        let size = file.size.unwrap_or_default();
        (format!("{} {} {size}", file.path, file.layer), file.hidden)
    };
    files.iter().map(spell).collect()
}

#[test]
fn secrets_of_all_layers_are_listed_hidden_or_not() {
    let secrets = all(&image());
    let deleted = |how| Some(Cause::Deleted { by: 2, how });
    let expected = [
        ("/app/.env 1 8", None),
        ("/app/.env 0 3", Some(Cause::Replaced { by: 1 })),
        // In two layers, and one directory.
        ("/app/.git 0 0", deleted(How::Directory)),
        ("/root/.npmrc 0 5", deleted(How::File)),
        ("/root/.ssh/id_rsa 1 11", None),
        ("/root/.ssh/id_rsa 1 10", Some(Cause::Duplicate)),
    ];
    let found = listed(&secrets);
    let found: Vec<_> = found
        .iter()
        .map(|(line, hidden)| (&**line, *hidden))
        .collect();
    assert_eq!(found, expected);
    let kinds: Vec<_> = secrets.iter().map(|file| file.secret).collect();
    assert_eq!(kinds, [Dotenv, Dotenv, GitDirectory, Npmrc, SshKey, SshKey]);
}

#[test]
fn a_directory_is_one_secret_until_something_takes_its_place() {
    let files = merge(&[
        &[sized("a/.git/HEAD", 1)],
        &[dir("a/.git")],
        &[sized("a/.git", 2)],
        &[sized("a/.git/HEAD", 3)],
    ]);
    let found = listed(&all(&files));
    let replaced = Some(Cause::Replaced { by: 2 });
    let expected = [
        ("/a/.git 3 0".to_owned(), None),
        ("/a/.git 0 0".to_owned(), replaced),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_lies_below_a_layer_that_was_not_read_may_be_gone() {
    let layers = vec![listing(&[sized(".env", 1)]), None];
    let secrets = all(&FileSystem::merge(layers));
    assert_eq!((secrets[0].hidden, secrets[0].unread), (None, Some(1)));
}

#[test]
fn the_desk_tells_some_of_them_and_how_many_there_are() {
    let layers = [&[sized(".env", 1), sized("a/.env", 2), sized("b", 3)][..]];
    let mut desk = Desk::of(layers.map(listing).into());
    for (first, count, expected) in [(0, 9, 2), (1, 1, 1), (2, 5, 0), (usize::MAX, 1, 0)] {
        let Told::Secrets {
            files,
            first: told,
            all,
            is_complete,
            partial,
        } = desk.answer(Ask::Secrets { first, count })
        else {
            panic!("another answer");
        };
        assert_eq!((files.len(), told, all), (expected, first, 2));
        assert_eq!((is_complete, partial), (true, vec![]));
    }
}

#[test]
fn rows_hits_and_hidden_files_are_marked() {
    let files = image();
    let marked: Vec<_> = rows(&files, View::After(1))
        .into_iter()
        .filter_map(|row| Some((row.path, row.secret?)))
        .collect();
    let expected = [
        ("/app/.env", Dotenv),
        ("/app/.git", GitDirectory),
        ("/root/.npmrc", Npmrc),
        ("/root/.ssh/id_rsa", SshKey),
    ];
    let marked: Vec<_> = marked.iter().map(|(path, kind)| (&**path, *kind)).collect();
    assert_eq!(marked, expected);

    let hits = files.search(&Query::parse("is:secret layer:3").unwrap());
    let hits = hits.window(&files, 0, 9);
    let hits: Vec<_> = hits.iter().map(|hit| (&*hit.path, hit.secret)).collect();
    assert_eq!(
        hits,
        [
            ("/app/.git", Some(GitDirectory)),
            ("/root/.npmrc", Some(Npmrc))
        ]
    );
    let of_size = files.search(&Query::parse("is:secret root size:>5").unwrap());
    assert_eq!(of_size.window(&files, 0, 9)[0].path, "/root/.ssh/id_rsa");

    let layers = [
        &[sized(".env", 1), sized("b", 2)][..],
        &[sized(".wh..env", 0), sized(".wh.b", 0)],
    ];
    let mut desk = Desk::of(layers.map(listing).into());
    let Told::Hidden { hidden, .. } = desk.answer(Ask::Hidden { first: 0, count: 9 }) else {
        panic!("another answer");
    };
    let hidden: Vec<_> = hidden.iter().map(|one| (&*one.path, one.secret)).collect();
    assert_eq!(hidden, [("/b", None), ("/.env", Some(Dotenv))]);
}
