use super::*;
use crate::source::engine::Engine;
use crate::source::engine::client::Which;
use crate::source::engine::testing::{Digests, Shape, beside};
use crate::source::registry::fake::block_on;

const ID: &str = "sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";
const PULLED: &str = "sha256:ba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5e";

fn rows(shape: &str, query: &ImageQuery) -> Vec<EngineRow> {
    let digests = Digests {
        config: ID,
        manifest: ID,
        index: ID,
        diff_id: ID,
        pulled: PULLED,
    };
    let network = Shape::read(shape, &digests).network();
    let engine = Engine::new(&network, beside());
    let images = block_on(engine.images(Which::Usual)).unwrap();
    engine_rows(&images, query)
}

#[test]
fn an_image_is_opened_by_its_tag_and_a_dangling_one_by_its_id() {
    for (shape, of) in [
        ("docker-24", "of the config"),
        ("docker-29-containerd", "of the index"),
        ("podman-4.3", "of the config"),
    ] {
        let rows = rows(shape, &ImageQuery::default());
        assert_eq!(rows[0].open.as_str(), "example.test/hello:1", "{shape}");
        assert_eq!(rows[0].ask, Some(rows[0].open.clone()), "{shape}");
        assert_eq!(rows[0].id_is.to_string(), of, "{shape}");
        assert_eq!(rows[1].open.as_str(), rows[1].id, "{shape}");
        assert_eq!((&rows[1].ask, &rows[1].created), (&None, &None), "{shape}");
    }
    let containerd = rows("docker-29-containerd", &ImageQuery::default());
    assert_eq!(containerd[1].size.to_string(), "size not known");
    let platforms = containerd[0].platforms.clone().unwrap();
    assert_eq!(platforms.to_string(), "1 of 2 platforms stored");
}

#[test]
fn images_are_found_by_a_part_of_a_name_an_id_or_a_digest() {
    let found = |text: &str, only_dangling: bool| {
        let text = text.to_owned();
        let query = ImageQuery {
            text,
            only_dangling,
        };
        rows("docker-28", &query).len()
    };
    assert_eq!(found("", false), 2);
    assert_eq!(found(" hello ", false), 1);
    assert_eq!(found("dddddd", false), 1);
    assert_eq!(found("ba5eba5e", false), 1);
    assert_eq!(found("nothing", false), 0);
    assert_eq!((found("", true), found("hello", true)), (1, 0));
}

#[test]
fn whether_a_tag_still_leads_there_is_said() {
    let row = &rows("docker-28", &ImageQuery::default())[0];
    let said = |digest: &str| leads(row, &digest.parse().unwrap()).to_string();
    assert!(said(PULLED).starts_with("its registry's tag still leads to"));
    assert!(said(&PULLED.replace("ba5e", "0000")).ends_with("now, as reported by the engine"));
}
