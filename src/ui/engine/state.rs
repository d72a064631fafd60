//! What asks an engine.

use std::rc::Rc;

use leptos::prelude::*;

use crate::format::Bytes;
use crate::input::{EnginePlace, Fragment, Input};
use crate::inspect::reported::EngineReport;
use crate::source::engine::client::Which;
use crate::source::engine::{Engine, EngineAddress, EngineError, ImageName};
use crate::ui::driver::Driver;
use crate::ui::driver::engine::EngineKept;
use crate::web::address;
use crate::web::fetch::Fetch;
use crate::web::received::{ReceiveError, receive};
use crate::web::task::Task;
use crate::words::{Arg, Message, engine as words};

/// The largest archive that is received, in bytes. The largest images have some tens of
/// gigabytes, and a browser gives an origin a part of the disk only.
const MAX_ARCHIVE: u64 = 64 << 30;

/// One engine. All requests end with the view that shows it; what it told is kept by the
/// page.
#[derive(Clone, Copy)]
pub(super) struct EngineState {
    pub(super) driver: Driver,
    pub(super) kept: EngineKept,
    pub(super) place: StoredValue<EnginePlace>,
    pub(super) is_asking: RwSignal<bool>,
    pub(super) error: RwSignal<Option<EngineError>>,
    /// Which image comes, and how many bytes of it did.
    pub(super) receiving: RwSignal<Option<(ImageName, u64)>>,
    /// Why one was not opened.
    pub(super) trouble: RwSignal<Option<Message>>,
    list: StoredValue<Option<Task>, LocalStorage>,
    opening: StoredValue<Option<Task>, LocalStorage>,
}

impl EngineState {
    pub(super) fn new(driver: Driver, place: EnginePlace) -> Self {
        driver.engine.turn_to(&place);
        Self {
            driver,
            kept: driver.engine,
            place: StoredValue::new(place),
            is_asking: RwSignal::new(false),
            error: RwSignal::new(None),
            receiving: RwSignal::new(None),
            trouble: RwSignal::new(None),
            list: StoredValue::new_local(None),
            opening: StoredValue::new_local(None),
        }
    }

    /// Asks the engine that is named for its images; another one has a page of its own.
    pub(super) fn ask(self, typed: &str, which: Which) {
        let place: EnginePlace = match typed.parse() {
            Ok(place) => place,
            Err(error) => return self.error.set(Some(EngineError::Address(error))),
        };
        if place != self.place.get_value() {
            self.driver.engine.turn_to(&place);
            self.driver.engine.ask_at_once(which);
            return self.driver.open_link(Fragment::of(Input::Engine(place)));
        }
        self.list_images(which);
    }

    pub(super) fn list_images(self, which: Which) {
        self.error.set(None);
        self.trouble.set(None);
        self.kept.greeting.set(None);
        self.kept.images.set(None);
        self.is_asking.set(true);
        self.list.set_value(Some(Task::start(async move {
            let found = self.listed(which).await;
            self.is_asking.set(false);
            if let Err(error) = found {
                self.error.set(Some(error));
            }
        })));
    }

    async fn listed(self, which: Which) -> Result<(), EngineError> {
        let address = self.address()?;
        let engine = Engine::new(&Fetch, address);
        self.kept.greeting.set(Some(engine.greet().await?));
        self.kept.images.set(Some(engine.images(which).await?));
        Ok(())
    }

    /// Where the engine is.
    pub(super) fn address(self) -> Result<EngineAddress, EngineError> {
        let page = address::of_page().ok_or(EngineError::NoEngine)?;
        Ok(EngineAddress::of(&self.place.get_value(), &page)?)
    }

    /// Receives the archive of an image and opens it.
    pub(super) fn open(self, name: ImageName) {
        self.trouble.set(None);
        self.receiving.set(Some((name.clone(), 0)));
        self.driver.remove_received();
        self.opening.set_value(Some(Task::start(async move {
            if let Err(why) = self.opened(&name).await {
                self.receiving.set(None);
                self.trouble
                    .set(Some(words::not_opened(name.as_str(), why)));
            }
        })));
    }

    async fn opened(self, name: &ImageName) -> Result<(), Message> {
        let said = |error: EngineError| error.message();
        let address = self.address().map_err(said)?;
        let engine = Engine::new(&Fetch, address);
        let reported = engine.report(name).await.map_err(said)?;
        let archive = engine.archive(name).await.map_err(said)?;
        let told = |length| self.receiving.set(Some((name.clone(), length)));
        let received = receive(archive.body, MAX_ARCHIVE, told).await;
        let received = received.map_err(why_not_received)?;
        let report = Rc::new(EngineReport(reported));
        self.driver.open_reported(received, name, report);
        Ok(())
    }

    /// Ends the receiving.
    pub(super) fn cancel(self) {
        self.opening.set_value(None);
        self.receiving.set(None);
    }
}

fn why_not_received(error: ReceiveError) -> Message {
    match error {
        ReceiveError::TooLarge { limit } => words::archive_too_large(Arg::Size { bytes: limit }),
        ReceiveError::Broken => words::connection_broke(),
        ReceiveError::Browser(thrown) => thrown.message(),
    }
}

/// How much has come.
pub(super) fn so_far(name: &ImageName, length: u64) -> Message {
    match length {
        0 => words::receiving(name.as_str()),
        length => words::received(name.as_str(), Arg::from(Bytes(length))),
    }
}
