//! One statement, shown by its kind.

use leptos::prelude::*;

use super::provenance::ProvenanceView;
use super::sbom::SbomView;
use super::vex::VexView;
use super::vulnerabilities::VulnerabilitiesView;
use crate::attestation::predicate::Predicate;
use crate::attestation::provenance::Provenance;
use crate::attestation::sbom::Sbom;
use crate::attestation::statement::{NoStatement, Statement};
use crate::attestation::vex::Vex;
use crate::attestation::vulnerabilities::Vulnerabilities;
use crate::format::{visible, visible_line};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::words::{Message, attestations as words};

/// What is stated of the image that is shown. `bytes` are those of a statement, or of a
/// bill of materials that stands alone; `said_by` says who signed them, as a clause, and
/// is `None` where nobody did.
#[component]
pub fn AttestationView(driver: Driver, bytes: Vec<u8>, said_by: Option<Message>) -> impl IntoView {
    let said_by = said_by.unwrap_or_else(words::said_by_nobody);
    let (kind, shown) = match Statement::read(&bytes) {
        Ok(statement) => of_statement(driver, &statement, &bytes),
        Err(why) => alone(driver, why, &bytes),
    };
    view! {
        <article class="attestation">
            <h3>{say(kind.name())}</h3>
            <p class="said-by">{visible(&say_sentence(said_by))}</p>
            {shown}
        </article>
    }
}

fn of_statement(driver: Driver, statement: &Statement, bytes: &[u8]) -> (Predicate, AnyView) {
    let predicate = &statement.predicate;
    let kind = Predicate::of(&statement.predicate_type);
    let shown = match kind {
        Predicate::Provenance => {
            let read = Provenance::read(&statement.predicate_type, predicate);
            read.map(|provenance| view! { <ProvenanceView driver provenance/> }.into_any())
        }
        Predicate::Sbom => Some(bill(driver, bytes)),
        Predicate::Vex => Vex::read(predicate).map(|vex| view! { <VexView vex/> }.into_any()),
        Predicate::Vulnerabilities => Vulnerabilities::read(predicate)
            .map(|scan| view! { <VulnerabilitiesView scan/> }.into_any()),
        Predicate::CosignSign => Some(sentence(words::cosign_sign_says_nothing())),
        Predicate::Other => {
            let kind = visible_line(&statement.predicate_type);
            Some(sentence(words::statement_not_read(kind)))
        }
    };
    let shown = shown.unwrap_or_else(|| sentence(words::predicate_unreadable()));
    (kind, shown)
}

/// What is no statement may be a bill of materials, which older tools keep alone.
fn alone(driver: Driver, why: NoStatement, bytes: &[u8]) -> (Predicate, AnyView) {
    match Sbom::read(bytes) {
        Ok(sbom) => (
            Predicate::Sbom,
            view! { <SbomView driver sbom/> }.into_any(),
        ),
        Err(_) => (
            Predicate::Other,
            sentence(words::is_no_statement(why.message())),
        ),
    }
}

fn bill(driver: Driver, bytes: &[u8]) -> AnyView {
    match Sbom::read(bytes) {
        Ok(sbom) => view! { <SbomView driver sbom/> }.into_any(),
        Err(why) => sentence(words::sbom_not_read(why.message())),
    }
}

fn sentence(said: Message) -> AnyView {
    view! { <p class="answer">{visible(&say_sentence(said))}</p> }.into_any()
}
