//! The numbers of dive, right or wrong: each line of what was established of them
//! by running its algorithm on small trees.

use super::states::with;
use super::*;

fn dive(layers: &[&[Vec<u8>]]) -> Dive {
    let listings: Vec<_> = layers.iter().filter_map(|layer| listing(layer)).collect();
    Dive::of(&listings.iter().collect::<Vec<_>>())
}

/// Score and wasted bytes.
#[track_caller]
fn check(layers: &[&[Vec<u8>]], efficiency: f64, wasted: u64) {
    let dive = dive(layers);
    assert_eq!((dive.efficiency, dive.wasted), (efficiency, wasted));
}

#[test]
fn both_copies_of_a_file_are_wasted() {
    let a = || sized("a", 1000);
    check(&[&[a()], &[a()]], 0.5, 2000);
    let dive = dive(&[&[a(), sized("b", 10)], &[a()], &[sized("a", 500)]]);
    assert_eq!((dive.size, dive.user_size, dive.wasted), (2510, 1500, 2500));
    assert_eq!(dive.efficiency, 510.0 / 2510.0);
    assert_eq!(dive.wasted_user_percent(), Some(2500.0 / 1500.0));
    let expected = Inefficient {
        count: 3,
        bytes: 2500,
        path: "/a".to_owned(),
    };
    assert_eq!(dive.inefficient, [expected]);
}

#[test]
fn a_deleted_file_counts_as_it_should() {
    check(&[&[sized("a", 1000)], &[sized(".wh.a", 0)]], 0.0, 1000);
}

#[test]
fn a_deleted_directory_counts_once_with_all_that_is_in_it() {
    let base = [dir("d"), sized("d/a", 1000), sized("d/b", 200)];
    // The whiteout is the only leaf at its path.
    check(&[&base, &[sized(".wh.d", 0)]], 1.0, 0);
    // Without an entry it is no directory, and weighs nothing.
    check(&[&base[1..], &[sized(".wh.d", 0)]], 1.0, 0);
    let empty = [dir("d")];
    let layers = [&empty[..], &base[1..], &[sized(".wh.d", 0)]];
    let twice = dive(&layers);
    // The middle layer has no entry for it, which dive takes for a file's.
    assert_eq!((twice.wasted, twice.inefficient.len()), (0, 1));
    let layers = [&empty[..], &base, &[sized(".wh.d", 0)]];
    assert_eq!(dive(&layers).wasted, 1200);
}

#[test]
fn opaque_directories_are_ignored() {
    let top = [sized("d/.wh..wh..opq", 0), sized("d/n", 5)];
    check(&[&[sized("d/a", 1000)], &top], 1.0, 0);
}

#[test]
fn a_whiteout_of_nothing_ends_its_layer() {
    let base = [sized("b", 1000)];
    let top = [sized(".wh.a", 0), sized("b", 1000)];
    // One byte less than nothing, for what has no size.
    check(&[&base, &top], 999.0 / 1000.0, 0);
    let top = [sized("+", 1), sized(".wh.a", 0), sized("b", 1000)];
    check(&[&base, &top], 1000.0 / 1001.0, 0);
}

#[test]
fn a_copy_with_another_mode_wastes_both_copies() {
    let other = with(sized("a", 1000), |header| header.set_mode(0o600));
    check(&[&[sized("a", 1000)], &[other]], 0.5, 2000);
}

#[test]
fn what_changes_its_type_is_two_paths() {
    // The leaf is what is in the directory, and then what took its place.
    check(&[&[dir("d"), sized("d/a", 10)], &[sized("d", 1)]], 1.0, 0);
    let top = [dir("f"), sized("f/n", 2)];
    check(&[&[sized("f", 5)], &top], 1.0, 0);
}

#[test]
fn a_hard_link_weighs_nothing() {
    let base = [sized("a", 1000), hard_link("b", "a")];
    let dive = dive(&[&base, &[sized("b", 1000)]]);
    // The second name is written out: as if it were there for the first time.
    assert_eq!((dive.size, dive.wasted), (2000, 1000));
    assert_eq!(dive.efficiency, 1000.0 / 2000.0);
}

#[test]
fn a_whiteout_beside_what_comes_again_counts_by_the_order_of_names() {
    let layers = |name: &str| {
        let base = [dir("d"), sized(&format!("d/{name}"), 1000)];
        let again = [
            dir("d"),
            sized(&format!("d/.wh.{name}"), 0),
            sized(&format!("d/{name}"), 10),
        ];
        let dive = dive(&[&base, &again, &[sized(".wh.d", 0)]]);
        (dive.efficiency, dive.wasted)
    };
    assert_eq!(layers("a"), (10.0 / 1020.0, 1010));
    // Before the dot: it comes, and the whiteout beside it deletes it.
    assert_eq!(layers("-"), (0.0, 1010));
}

#[test]
fn nothing_is_as_efficient_as_can_be() {
    check(&[], 1.0, 0);
    check(&[&[]], 1.0, 0);
    let one = dive(&[&[sized("a", 10)]]);
    assert_eq!((one.efficiency, one.wasted_user_percent()), (1.0, None));
}

#[test]
fn its_json_has_the_shape_that_scripts_know() {
    let base = [dir("d"), sized("d/a", 3), symlink("s", "d")];
    let dive = dive(&[&base, &[sized("x/.wh.y", 0)]]);
    let layer = DiveLayer {
        id: "folder".to_owned(),
        digest: "sha256:0".to_owned(),
        command: "COPY".to_owned(),
    };
    let json = dive.to_json(&[layer]).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let file = |path, flag, link, size, mode: u32| {
        serde_json::json!({"path": path, "typeFlag": flag, "linkName": link, "size": size,
            "fileMode": mode, "uid": 1, "gid": 2, "isDir": flag == b'5'})
    };
    let layer = &json["layer"][0];
    let expected = serde_json::json!({
        "index": 0, "id": "folder", "digestId": "sha256:0", "sizeBytes": 3, "command": "COPY",
        "fileList": [
            file("d/a", b'0', "", 3, 0o644),
            file("d", b'5', "", 0, 1 << 31 | 0o644),
            file("s", b'2', "d", 0, 1 << 27 | 0o644),
        ],
    });
    assert_eq!(*layer, expected);
    let list = &json["layer"][1]["fileList"];
    assert_eq!(list[0]["path"], "x/.wh.y");
    // A directory without an entry.
    assert_eq!(
        (&list[1]["path"], &list[1]["typeFlag"]),
        (&"".into(), &0.into())
    );
    let image = serde_json::json!({"sizeBytes": 3, "inefficientBytes": 0,
        "efficiencyScore": 2.0 / 3.0, "fileReference": []});
    assert_eq!(json["image"], image);
}
