//! Lines of what a config says: its keys, labels, variables and steps.

use super::{Deed, Line, Lines};
use crate::format::{short, visible};
use crate::inspect::graph::{Image, NodeId};
use crate::session::Showing;
use crate::views::cards::{Body, Card, cards};
use crate::views::sentence_case;
use crate::views::steps::steps;
use crate::words::{Locale, overview};

/// All of what is open that a word may mean: the images, what the config of the one
/// at `place` says, media types, and every object.
#[must_use]
pub fn everything(showing: &Showing, place: usize, locale: &dyn Locale) -> Vec<Line> {
    let mut lines = Lines::new(locale);
    lines.choices(showing);
    if let Some(image) = showing.opened.graph.images.get(place) {
        lines.config(showing, image);
    }
    lines.media_types(&showing.opened.graph);
    lines.findings(showing);
    lines.objects(showing);
    lines.all
}

impl Lines<'_> {
    fn config(&mut self, showing: &Showing, image: &Image) {
        let opened = &showing.opened;
        let config = opened.graph.config_of(image, &opened.contents);
        if let (Some(config), Some(node)) = (config, image.config) {
            for card in cards(&config) {
                self.card(card, node);
            }
            self.steps(showing, image, node);
        }
    }

    fn card(&mut self, card: Card, node: NodeId) {
        let title = self.say(&card.title);
        match card.body {
            Body::Text(text) => {
                let text = self.say(&text);
                self.term(&title, &text, "", node);
            }
            Body::Code(text) => self.term(&title, &text, "", node),
            Body::Codes(all) => {
                for text in all {
                    self.term(&title, &text, "", node);
                }
            }
            Body::Pairs(pairs) => {
                for (name, value) in pairs {
                    self.term(&title, &name, &value, node);
                }
            }
            Body::Facts(facts) => {
                for (term, fact) in facts {
                    let (term, fact) = (self.say(&term), self.say(&fact));
                    self.term(&title, &term, &fact, node);
                }
            }
        }
    }

    /// Those that made no layer, too, which stand in the config only.
    fn steps(&mut self, showing: &Showing, image: &Image, config: NodeId) {
        let told = steps(&showing.opened, image).unwrap_or_default();
        let title = sentence_case(&self.say(&overview::step()));
        for step in told.steps {
            let text = format!("{} {}", step.keyword, step.rest);
            let layer = step.layer.and_then(|layer| layer.node);
            self.term(&title, text.trim(), "", layer.unwrap_or(config));
        }
    }

    fn term(&mut self, title: &str, text: &str, beside: &str, node: NodeId) {
        let (text, beside) = (short(&visible(text)), short(&visible(beside)));
        let line = Line::new(title.to_owned(), text, beside, "", Deed::Select(node));
        self.all.push(line);
    }
}
