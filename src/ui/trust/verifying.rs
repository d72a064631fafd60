//! Verifies what is open, one signature after the other: the page answers in between.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use time::OffsetDateTime;

use crate::inspect::signed::{Found, found};
use crate::session::{Event, Showing};
use crate::signature::cryptography::Cryptography;
use crate::signature::remembered::Remembered;
use crate::signature::rustcrypto::RustCrypto;
use crate::trust::{Checked, Given, TrustReport, check};
use crate::ui::driver::Driver;
use crate::views::trust::to_look_for;
use crate::web::clock;
use crate::web::yielding;

/// How long the page does not answer at most, in milliseconds, but for one signature.
const TURN: f64 = 16.0;

/// For what something was begun.
#[derive(Clone, Copy)]
struct Began {
    turn: Option<u64>,
    opening: Option<u64>,
}

impl Began {
    /// Whether that is still what is open, and nothing was begun since.
    fn goes_on(self, driver: Driver) -> bool {
        let is_latest = self.turn.is_some() && driver.trust.turn.try_get_value() == self.turn;
        is_latest && driver.opened_as() == self.opening
    }
}

/// Verifies what is open by what is trusted, anew.
pub fn verify(driver: Driver) {
    let kept = driver.trust;
    let turn = kept.turn.try_update_value(|turn| {
        *turn += 1;
        *turn
    });
    let _ = kept.progress.try_set(None);
    look_where_expected(driver);
    let found = driver
        .page
        .with_showing_now(|showing| found(&showing.opened));
    let Some(found) = found else {
        return;
    };
    let began = Began {
        turn,
        opening: driver.opened_as(),
    };
    spawn_local(async move {
        let checked = all(driver, found, began).await;
        if began.goes_on(driver) {
            let _ = kept.progress.try_set(None);
            if let Some(checked) = checked {
                let expects = |given: &Option<Given>| {
                    given
                        .as_ref()
                        .is_some_and(|given| given.expectation.is_some())
                };
                let is_expected = kept.given.try_with_untracked(expects) == Some(true);
                let report = TrustReport {
                    checked,
                    is_expected,
                };
                driver.send(Event::Signed(Rc::new(report)));
            }
        }
    });
}

/// `None` where something else is open by now.
async fn all(driver: Driver, found: Vec<Found>, began: Began) -> Option<Vec<Checked>> {
    let kept = driver.trust;
    let given = given(driver)?;
    let (count, mut checked) = (found.len(), Vec::new());
    // Chains and heads of logs are the same for many.
    let crypto = Remembered::new(RustCrypto);
    let mut since = clock::now();
    for one in found {
        if clock::now() - since > TURN {
            yielding::turn().await;
            since = clock::now();
            if !began.goes_on(driver) {
                return None;
            }
            let _ = kept.progress.try_set(Some((checked.len(), count)));
        }
        checked.push(one_of(driver, one, &given, &crypto)?);
    }
    Some(checked)
}

/// What is trusted, with whom the link to what is open expects.
fn given(driver: Driver) -> Option<Given> {
    let wanted = |showing: &Showing| (showing.wanted.signer.clone(), showing.wanted.issuer.clone());
    let (signer, issuer) = driver.page.with_showing_now(wanted)?;
    driver.trust.given.try_update_untracked(|given| {
        let given = given.get_or_insert_with(Given::default);
        given.expect(signer.as_deref(), issuer.as_deref());
        given.clone()
    })
}

fn one_of(
    driver: Driver,
    found: Found,
    given: &Given,
    crypto: &dyn Cryptography,
) -> Option<Checked> {
    let now = OffsetDateTime::from_unix_timestamp((clock::now() / 1_000.0) as i64);
    let now = now.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let page = driver.page;
    page.with_showing_now(|showing| check(found, &showing.opened, given, now, crypto))
}

/// Where a link expects a signer, the registry is asked for signatures at once: leaving
/// them out must not be enough. Until they come nobody is as expected; what comes is
/// verified then.
fn look_where_expected(driver: Driver) {
    let page = driver.page;
    let image = page.image.get_untracked();
    let digests = page.with_showing_now(|showing| {
        let is_expected = showing.wanted.signer.is_some() || showing.wanted.issuer.is_some();
        match is_expected {
            true => to_look_for(showing, image),
            false => Vec::new(),
        }
    });
    let digests = digests.unwrap_or_default();
    if !digests.is_empty() {
        driver.find_signatures(digests);
    }
}
