//! What a person gave becomes files or text. Folders, which no script can make,
//! are dropped in `tests/e2e`.

use assay::web::files::{self, Dropped, Held};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DataTransfer, File};

fn transfer(files: &[(&str, &str)]) -> DataTransfer {
    let transfer = DataTransfer::new().unwrap();
    for (name, text) in files {
        let parts = Array::of1(&JsValue::from_str(text));
        let file = File::new_with_str_sequence(&parts, name).unwrap();
        transfer.items().add_with_file(&file).unwrap();
    }
    transfer
}

fn described(picked: &[files::Picked]) -> Vec<(&str, u64)> {
    picked
        .iter()
        .map(|picked| (picked.input.path.as_str(), picked.input.size))
        .collect()
}

#[wasm_bindgen_test]
async fn dropped_files_come_sorted_and_with_their_sizes() {
    let given = Held::of(&transfer(&[("b.tar", "four"), ("a.tar", "")]))
        .read()
        .await;
    let Ok(Dropped::Files(picked)) = given else {
        panic!("{given:?}")
    };
    assert_eq!(described(&picked), [("a.tar", 0), ("b.tar", 4)]);
}

#[wasm_bindgen_test]
fn chosen_files_keep_their_order() {
    let list = transfer(&[("b.tar", "four"), ("a.tar", "")])
        .files()
        .unwrap();
    let picked = files::from_list(files::handles(&list)).unwrap();
    assert_eq!(described(&picked), [("b.tar", 4), ("a.tar", 0)]);
}

#[wasm_bindgen_test]
async fn text_is_taken_where_there_is_no_file() {
    for (formats, expected) in [
        (&[("text/plain", "alpine:3.20")][..], Some("alpine:3.20")),
        (
            &[
                ("text/plain", "a title"),
                ("text/uri-list", "https://example.org/x"),
            ],
            Some("https://example.org/x"),
        ),
        (&[("text/plain", " \n")], None),
        (&[("text/html", "<b>alpine</b>")], None),
        (&[], None),
    ] {
        let transfer = transfer(&[]);
        for (format, text) in formats {
            transfer.set_data(format, text).unwrap();
        }
        let given = Held::of(&transfer).read().await.unwrap();
        let found = match &given {
            Dropped::Text(text) => Some(text.as_str()),
            Dropped::Nothing => None,
            Dropped::Files(files) => panic!("{files:?}"),
        };
        assert_eq!(found, expected, "{formats:?}");
    }
}
