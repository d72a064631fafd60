//! Where the bytes of an image are: one directory after the other, as a list and as
//! areas, and those of each layer.

use leptos::prelude::*;

use crate::file_system::{Ask, Told, View};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::laid::Laid;
use crate::ui::language::{say, say_sentence};
use crate::ui::path_link::{PathLink, show_in_tree};
use crate::ui::reclaimable::Reclaimable;
use crate::views::file_sizes::{FolderSizes, SizeRow, SizeTile, way_to};
use crate::views::file_tree::{Stacked, unread_said};
use crate::web::document;
use crate::words::{amounts, detail, file_sizes as words, file_system, joined};

/// How many are in the list at first, and how many more on request.
const AT_ONCE: usize = 50;

/// The id of what says which directory is shown.
const HERE: &str = "sizes-here";

/// The directory that is looked at, of what the layers make in the end.
#[derive(Clone, Copy)]
struct Folder {
    driver: Driver,
    layers: Memo<Vec<Stacked>>,
    laid: RwSignal<Laid>,
    /// Its path, absolute, and how much of it is asked for.
    asked: RwSignal<(String, usize)>,
    told: RwSignal<Option<FolderSizes>>,
    /// A person went there: the focus goes with them.
    is_entered: StoredValue<bool>,
}

#[component]
pub(super) fn FileSizes(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let folder = Folder {
        driver,
        layers,
        laid: RwSignal::new(Laid::Not),
        asked: RwSignal::new(("/".to_owned(), AT_ONCE)),
        told: RwSignal::new(None),
        is_entered: StoredValue::new(false),
    };
    folder.lay_when_known();
    Effect::new(move |_| {
        let (asked, laid) = (folder.asked.get(), folder.laid.get());
        if matches!(laid, Laid::As(_)) {
            folder.ask(asked);
        }
    });
    let said = move || match folder.laid.get() {
        Laid::Failed(why) => Some(visible(&say_sentence(why))),
        Laid::Not => Some(say(file_system::reading())),
        Laid::As(_) => layers.with(|layers| unread_said(layers)).map(say_sentence),
    };
    view! {
        <div class="file-sizes">
            <p role="status">{said}</p>
            <Show when=move || folder.told.with(Option::is_some)>
                <Way folder/>
                <div class="sizes-of-folder">
                    <List folder/>
                    <Map folder/>
                </div>
            </Show>
            <Reclaimable driver layers laid=folder.laid/>
        </div>
    }
}

impl Folder {
    /// Lays the layers over each other, and again where more of them are known.
    fn lay_when_known(self) {
        let page = self.driver.page;
        Effect::new(move |before: Option<(usize, u64)>| {
            let (image, layers) = (page.image.get(), self.layers.get());
            if before.is_some_and(|(before, _)| before != image) {
                self.laid.set(Laid::Not);
                self.told.set(None);
                self.asked.set(("/".to_owned(), AT_ONCE));
            }
            let number = before.map_or(0, |(_, number)| number) + 1;
            let lists = layers.iter().map(Stacked::list).collect();
            let laid = self.laid;
            self.driver.lay_files(lists, move |done| {
                // The view may be gone by now.
                let _ = laid.try_set(match done {
                    Ok(()) => Laid::As(number),
                    Err(why) => Laid::Failed(why),
                });
            });
            (image, number)
        });
    }

    fn ask(self, asked: (String, usize)) {
        let last = self.layers.with_untracked(Vec::len).saturating_sub(1);
        let ask = Ask::Children {
            view: View::After(u32::try_from(last).unwrap_or(u32::MAX)),
            folder: asked.0.clone(),
            count: asked.1,
        };
        self.driver.ask_files(ask, move |answer| {
            // Another one may be asked for by now, or the view is gone.
            if self.asked.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            match answer {
                Ok(Told::Children(children)) => self.show(
                    FolderSizes::of(&asked.0, children.as_ref())
                        .unwrap_or_else(|| FolderSizes::gone(&asked.0)),
                ),
                Ok(_) => {}
                Err(why) => self.laid.set(Laid::Failed(why)),
            }
        });
    }

    fn show(self, sizes: FolderSizes) {
        self.told.set(Some(sizes));
        if self.is_entered.get_value() {
            self.is_entered.set_value(false);
            // Once it is in the document, as what had the focus is gone from there.
            request_animation_frame(|| document::focus(HERE));
        }
    }

    fn enter(self, path: String) {
        self.is_entered.set_value(true);
        self.asked.set((path, AT_ONCE));
    }

    /// Into a directory; of a file, into the tree.
    fn press(self, row: &SizeRow) {
        match row.is_folder {
            true => self.enter(row.path.clone()),
            false => show_in_tree(self.driver.page, &row.path),
        }
    }

    fn ask_more(self) {
        self.asked.update(|(_, count)| *count += AT_ONCE);
    }
}

/// The directories above the one that is shown, and what is in that.
#[component]
fn Way(folder: Folder) -> impl IntoView {
    let step = move |(path, name): (String, String), is_here: bool| {
        match is_here {
        true => view! { <li><span aria-current="location"><bdi>{name}</bdi></span></li> }.into_any(),
        false => view! {
            <li><button type="button" class="link" on:click=move |_| folder.enter(path.clone())><bdi>{name}</bdi></button></li>
        }
        .into_any(),
    }
    };
    let path = Memo::new(move |_| folder.asked.with(|(path, _)| path.clone()));
    let steps = move || {
        let here = path.get();
        let way = way_to(&here).into_iter();
        way.map(|one| {
            let is_here = one.0 == here;
            step(one, is_here)
        })
        .collect_view()
    };
    let said = move || folder.told.with(|told| told.as_ref()?.said.clone());
    view! {
        <nav class="sizes-way" aria-label=say(words::where_it_is())><ol>{steps}</ol></nav>
        <p id=HERE class="hint" tabindex="-1">{move || said().map(say_sentence)}</p>
    }
}

#[component]
fn List(folder: Folder) -> impl IntoView {
    let rows = move || folder.told.with(|told| Some(told.as_ref()?.rows.clone()));
    let rows = move || {
        let rows = rows().unwrap_or_default().into_iter();
        rows.map(|row| view! { <ListRow folder row/> })
            .collect_view()
    };
    let more = move || {
        let (more, rest) = folder.told.with(|told| told.as_ref()?.more.clone())?;
        let said = joined::facts(more, joined::verbatim(Bytes(rest)));
        Some(view! {
            <p class="more">{say(said)}" "
                <button type="button" on:click=move |_| folder.ask_more()>{say(file_system::show_more())}</button>
            </p>
        })
    };
    let heads = [file_system::name, detail::size, words::part];
    view! {
        <div class="sizes-list">
            <div class="table-scroll" role="region" aria-label=say(words::list()) tabindex="0">
                <table class="hidden-table">
                    <caption class="visually-hidden">{say(words::list())}</caption>
                    <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </div>
    }
}

#[component]
fn ListRow(folder: Folder, row: SizeRow) -> impl IntoView {
    let full = say(amounts::bytes_in_full(row.size));
    let name = match row.is_folder {
        true => view! {
            <button type="button" class="link" on:click=move |_| folder.enter(row.path.clone())><bdi>{row.name}</bdi></button>
        }
        .into_any(),
        false => {
            let page = folder.driver.page;
            view! { <PathLink page path=row.path shown=row.name/> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="size" title=full>{say(joined::verbatim(Bytes(row.size)))}</td>
            <td class="size">{say(row.part)}</td>
        </tr>
    }
}

/// The same as areas.
#[component]
fn Map(folder: Folder) -> impl IntoView {
    let tiles = move || folder.told.with(|told| Some(told.as_ref()?.tiles.clone()));
    let tiles = move || {
        let tiles = tiles().unwrap_or_default().into_iter();
        tiles
            .map(|tile| view! { <Tile folder tile/> })
            .collect_view()
    };
    view! {
        <div class="size-map-scroll">
            <div class="size-map" role="group" aria-label=say(words::map())>{tiles}</div>
        </div>
    }
}

/// A button, where it is large enough for one; all that is in it is in the list, too.
#[component]
fn Tile(folder: Folder, tile: SizeTile) -> impl IntoView {
    let label = say(&tile.label);
    let title = label.clone();
    let rect = tile.rect;
    let [left, top, width, height] =
        [rect.x, rect.y, rect.width, rect.height].map(|percent| format!("{percent:.3}%"));
    let inside = match tile.row.filter(|_| tile.is_pressed) {
        None => view! { <span class="tile">{label}</span> }.into_any(),
        Some(row) => {
            let is_folder = row.is_folder;
            let press = move |_| folder.press(&row);
            view! { <button type="button" class="tile" class:folder=is_folder on:click=press>{label}</button> }.into_any()
        }
    };
    view! {
        <div class="tile-place" title=title style:inset-inline-start=left style:inset-block-start=top
            style:inline-size=width style:block-size=height>{inside}</div>
    }
}
