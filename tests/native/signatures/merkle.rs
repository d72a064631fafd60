//! Inclusion proofs of others (transparency-dev, as kept in sigstore-rust).

use assay::image::json::{Json, Node, Value};
use assay::signature::base64;
use assay::signature::merkle::{Climb, NodeHash};

use super::vectors;

/// Whether a path leads from the leaf to the root that is claimed.
fn leads_to_root(proof: &Node) -> Option<bool> {
    let bytes = |node: &Node| base64::decode(node.as_str()?);
    let number = |key| match &proof.get(key)?.value {
        Value::Number(text) => text.parse::<u64>().ok(),
        _ => None,
    };
    let hash = |key| proof.get(key).and_then(bytes);
    let path = proof.get("proof").map_or(&[][..], Node::items);
    let path: Option<Vec<Vec<u8>>> = path.iter().map(bytes).collect();
    let Ok(leaf) = NodeHash::try_from(hash("leafHash")?) else {
        return Some(false);
    };
    let climb = Climb::of(leaf, number("leafIdx")?, number("treeSize")?, &path?);
    Some(climb.is_ok_and(|climb| Some(climb.root.to_vec()) == hash("root")))
}

#[test]
fn every_path_of_a_tree_is_right_or_wrong_as_its_vector_says() {
    let Some(folders) = vectors::folders("merkle/inclusion") else {
        return;
    };
    let more = vectors::folders("merkle/inclusion/additional").unwrap();
    let (mut right, mut wrong) = (0, 0);
    for (name, bytes) in folders.iter().chain(&more).flat_map(vectors::Vector::files) {
        let vector = Json::parse(&bytes).root.unwrap();
        let is_wrong = vector.get("wantErr").and_then(Node::as_bool).unwrap();
        assert_eq!(leads_to_root(&vector), Some(!is_wrong), "{name}");
        match is_wrong {
            true => wrong += 1,
            false => right += 1,
        }
    }
    assert!(right >= 5 && wrong >= 60, "{right} {wrong}");
}
