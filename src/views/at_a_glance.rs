//! The overview's first screen: what it is, what runs, how it was built, and what is
//! odd, each in a few lines that lead to the whole.

use crate::format::visible;
use crate::image::config::Config;
use crate::inspect::graph::Image;
use crate::rules::Finding;
use crate::session::Showing;
use crate::views::cards::{Body, Card, cards};
use crate::views::steps::{Step, steps};
use crate::words::{Message, joined, overview};

/// How many steps, the last ones, and how many findings, the worst ones, are told.
const STEPS_TOLD: usize = 5;
const FINDINGS_TOLD: usize = 4;

/// A message that takes no arguments.
type Words = fn() -> Message;

/// The label of an image by which people know what it is, and what it is called here
/// (image-spec, `annotations.md`).
const LABELS: [(&str, Words); 7] = [
    ("org.opencontainers.image.title", overview::label_title),
    (
        "org.opencontainers.image.description",
        overview::label_description,
    ),
    ("org.opencontainers.image.version", overview::label_version),
    (
        "org.opencontainers.image.revision",
        overview::label_revision,
    ),
    ("org.opencontainers.image.source", overview::label_source),
    ("org.opencontainers.image.base.name", overview::label_base),
    (
        "org.opencontainers.image.licenses",
        overview::label_licenses,
    ),
];

/// The cards of a config that say what it is, and those that say what runs. When it
/// was created, and for which platform, stands at the head.
const TOLD_AS_IS: [Words; 2] = [overview::os_version, overview::author];
const TOLD_AS_RUN: [Words; 6] = [
    overview::entrypoint,
    overview::command,
    overview::user,
    overview::working_directory,
    overview::exposed_ports,
    overview::volumes,
];
const TOLD_AT_THE_HEAD: [Words; 2] = [overview::platform, overview::created];

/// An image at a glance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtAGlance {
    pub is: Vec<Card>,
    pub runs: Vec<Card>,
    /// The last steps of its build, in their order.
    pub built: Vec<Step>,
    /// Steps in all.
    pub steps: usize,
    /// The worst of what is odd.
    pub odd: Vec<Finding>,
    /// Findings in all.
    pub findings: usize,
}

impl AtAGlance {
    /// Of the image at `place`; findings are of all that is open.
    #[must_use]
    pub fn of(showing: &Showing, place: usize) -> Self {
        let opened = &showing.opened;
        let image = opened.graph.images.get(place);
        let config = image.and_then(|image| opened.graph.config_of(image, &opened.contents));
        let mut built = image
            .and_then(|image| steps(opened, image))
            .unwrap_or_default()
            .steps;
        let steps = built.len();
        let odd = showing.findings.iter().take(FINDINGS_TOLD);
        Self {
            is: config
                .as_ref()
                .map_or_else(Vec::new, |config| is(config, image)),
            runs: config.as_ref().map_or_else(Vec::new, runs),
            built: built.split_off(steps.saturating_sub(STEPS_TOLD)),
            steps,
            odd: odd.cloned().collect(),
            findings: showing.findings.len(),
        }
    }
}

fn is(config: &Config, image: Option<&Image>) -> Vec<Card> {
    let mut all = named(config, &TOLD_AS_IS);
    let label = |key: &str| {
        let mut labels = config.run.labels.iter();
        labels.find(|(name, value)| name == key && !value.is_empty())
    };
    all.extend(LABELS.iter().filter_map(|(key, name)| {
        let (_, value) = label(key)?;
        Some(Card {
            title: name(),
            body: Body::Text(joined::verbatim(visible(value))),
        })
    }));
    if let Some(attestations) = image.map(|image| image.attestations.len())
        && attestations > 0
    {
        all.push(Card {
            title: overview::attestations(),
            body: Body::Text(joined::verbatim(attestations)),
        });
    }
    all
}

fn runs(config: &Config) -> Vec<Card> {
    let mut all = named(config, &TOLD_AS_RUN);
    if all.iter().all(|card| card.title != overview::user()) {
        all.push(Card {
            title: overview::user(),
            body: Body::Text(overview::root_as_none_is_set()),
        });
    }
    let variables = config.run.env.len();
    if variables > 0 {
        all.push(Card {
            title: overview::environment(),
            body: Body::Text(overview::variables(variables)),
        });
    }
    all
}

/// Those cards of a config, in their order there.
fn named(config: &Config, wanted: &[Words]) -> Vec<Card> {
    let mut all = cards(config);
    all.retain(|card| wanted.iter().any(|title| title() == card.title));
    all
}

/// The cards of a config that are told neither at the head nor at a glance.
#[must_use]
pub fn untold_cards(config: &Config) -> Vec<Card> {
    let told = TOLD_AS_IS
        .iter()
        .chain(&TOLD_AS_RUN)
        .chain(&TOLD_AT_THE_HEAD);
    let told: Vec<Message> = told.map(|title| title()).collect();
    let mut all = cards(config);
    all.retain(|card| !told.contains(&card.title));
    all
}
