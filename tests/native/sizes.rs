//! Sizes that nobody says or counts are said to be not known, and are no zero.

use std::path::Path;

use assay::session::Showing;
use assay::views::report::report;
use assay::views::{MatrixView, open_columns};

use crate::drive;
use crate::images;

fn side_by_side(showing: &Showing) -> MatrixView {
    MatrixView::of(&open_columns(showing))
}

#[test]
fn layers_of_docker_archives_have_the_sizes_that_they_have_in_the_file() {
    let tar = images::docker_save();
    let showing = drive::give(&[("one.tar", tar.clone()), ("two.tar", tar)], 1).unwrap();
    let view = side_by_side(&showing);
    assert!(view.matrix.columns.len() > 1);
    assert!(view.matrix.rows.iter().all(|row| row.size > Some(0)));
    let (apart, together) = (view.matrix.apart.whole(), view.matrix.together.whole());
    assert!(apart > together && together > Some(0));
    let report = report(&showing);
    let layers = report.images.iter().flat_map(|image| &image.layers);
    assert!(layers.into_iter().all(|layer| layer.size > Some(0)));
}

#[test]
fn two_archives_that_share_layers_never_have_zero_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/compare");
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let (Some(one), Some(two)) = (read("one.tar"), read("two.tar")) else {
        return println!("skipped: no {}", folder.display());
    };
    let showing = drive::give(&[("one.tar", one), ("two.tar", two)], 1).unwrap();
    let view = side_by_side(&showing);
    assert!(!view.matrix.rows.is_empty());
    let sentence = view.sentence.unwrap().to_string();
    assert!(view.matrix.together.known > 0, "{sentence}");
    assert!(!sentence.contains(" 0 bytes"), "{sentence}");
}

#[test]
fn what_is_left_out_of_a_file_has_no_size_and_makes_a_sum_a_part() {
    let mut layout = images::Layout::default();
    let layers = [images::layer(&[("a", "1")]), images::layer(&[("b", "2")])];
    let image = layout.image(&images::linux("amd64", None), &layers);
    layout.tag(image, "x");
    let mut showing = drive::archive(layout.to_tar());
    let claimed = side_by_side(&showing).matrix.together.whole();
    assert!(claimed.is_some());
    // As where a docker-archive was saved without it: no descriptor, no bytes.
    let gone = &mut showing.opened.graph.images[0].layers[1];
    (gone.descriptor, gone.node) = (None, None);
    let view = side_by_side(&showing);
    assert!(view.matrix.together.whole().is_none() && view.matrix.together.known > 0);
    let sentence = view.sentence.unwrap().to_string();
    assert!(sentence.contains("at least "), "{sentence}");
    assert_eq!(report(&showing).images[0].layers[1].size, None);
}
