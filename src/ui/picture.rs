//! The picture: the graph as SVG. Where things stand is decided in
//! `views::picture`; here they are drawn, lit and walked through.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::verify::Verdict;
use crate::views::Tone;
use crate::views::picture::node_verdicts::NodeVerdicts;
use crate::views::picture::{self, Direction, PlacedEdge, PlacedNode, Subject, Texts, related};
use crate::web::document;
use crate::words::{Message, detail, overview};

/// What the parts of the picture share.
#[derive(Clone, Copy)]
struct Drawing {
    page: Page,
    picture: Memo<picture::Picture>,
    verdicts: Memo<NodeVerdicts>,
    /// The node under the pointer or with the focus.
    pointed: RwSignal<Option<NodeId>>,
    /// The node that the Tab key reaches.
    current: RwSignal<Option<NodeId>>,
    /// What hangs together with the pointed node.
    lit: Memo<BTreeSet<NodeId>>,
}

/// The graph of what is open, around the chosen image where it is large.
#[component]
pub fn Picture(page: Page) -> impl IntoView {
    let drawing = Drawing::new(page);
    let picture = drawing.picture;
    let size = move || picture.with(|picture| (picture.width, picture.height));
    let view_box = move || format!("0 0 {} {}", size().0, size().1);
    let edges = move || {
        let edges = picture.with(|picture| picture.edges.clone()).into_iter();
        edges
            .map(|edge| view! { <EdgeView drawing edge/> })
            .collect_view()
    };
    let nodes = move || {
        let nodes = picture.with(|picture| picture.nodes.clone()).into_iter();
        nodes
            .map(|node| view! { <NodeView drawing node/> })
            .collect_view()
    };
    view! {
        <section class="picture" aria-labelledby="picture-heading">
            <div class="section-head">
                <h2 id="picture-heading">{say(detail::how_it_is_linked())}</h2>
                <Legend/>
            </div>
            <div class="picture-scroll">
                <svg viewBox=view_box width=move || size().0 height=move || size().1 role="group"
                    aria-label=say(detail::about_the_picture())
                    class:lighting=move || drawing.lit.with(|lit| !lit.is_empty())
                    on:keydown=move |event| drawing.pressed(&event)>
                    <g class="edges" aria-hidden="true">{edges}</g>
                    {nodes}
                </svg>
            </div>
        </section>
    }
}

impl Drawing {
    fn new(page: Page) -> Self {
        let picture = Memo::new(move |_| {
            let image = page.image.get();
            page.with_showing(|showing| picture::Picture::draw(&showing.opened.graph, image))
                .unwrap_or_default()
        });
        let verdicts = Memo::new(move |_| {
            page.with_showing(|showing| NodeVerdicts::of(&showing.opened))
                .unwrap_or_default()
        });
        let pointed = RwSignal::new(None);
        let lit = Memo::new(move |_| {
            let related =
                |id| untrack(|| page.with_showing(|showing| related(&showing.opened.graph, id)));
            pointed.get().and_then(related).unwrap_or_default()
        });
        Self {
            page,
            picture,
            verdicts,
            pointed,
            current: RwSignal::new(None),
            lit,
        }
    }

    /// Whether the Tab key reaches this node: the last that had the focus,
    /// else the first.
    fn is_current(self, id: NodeId) -> bool {
        let of_picture = |id: &NodeId| {
            self.picture
                .with(|picture| picture.nodes.iter().any(|node| node.id() == Some(*id)))
        };
        let first = || {
            self.picture
                .with(|picture| picture.nodes.iter().find_map(PlacedNode::id))
        };
        self.current.get().filter(of_picture).or_else(first) == Some(id)
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        let direction = match event.key().as_str() {
            "ArrowLeft" => Direction::Left,
            "ArrowRight" => Direction::Right,
            "ArrowUp" => Direction::Up,
            "ArrowDown" => Direction::Down,
            "Enter" | " " => {
                event.prevent_default();
                if let Some(id) = self.current.get_untracked() {
                    self.page.select(id);
                }
                return;
            }
            _ => return,
        };
        // Else the page would scroll as well.
        event.prevent_default();
        let next = self.current.get_untracked().and_then(|from| {
            self.picture
                .with_untracked(|picture| picture.neighbour(from, direction))
        });
        if let Some(next) = next {
            document::focus(&element_id(next));
        }
    }
}

fn element_id(id: NodeId) -> String {
    format!("picture-{}", id.0)
}

/// Icon, colour and word of what is known.
fn face(verdict: Option<&Verdict>) -> (&'static str, &'static str, Message) {
    match verdict {
        Some(verdict) => {
            let tone = Tone::of(verdict);
            (tone.class(), tone.icon(), verdict.label())
        }
        None => ("unclaimed", "·", detail::no_claim()),
    }
}

#[component]
fn NodeView(drawing: Drawing, node: PlacedNode) -> impl IntoView {
    let ids = match &node.subject {
        Subject::Node(id) => vec![*id],
        Subject::More(hidden) => hidden.clone(),
    };
    let verdict = Memo::new(move |_| drawing.verdicts.with(|verdicts| verdicts.nodes(&ids)));
    let face = move || verdict.with(|verdict| face(verdict.as_ref()));
    let texts = Texts::of(&node, |message| say(message));
    let inside =
        view! { <NodeInside node=node.clone() texts=texts.clone() face=Signal::derive(face)/> };
    let place = format!("translate({} {})", node.x, node.y);
    let Some(id) = node.id() else {
        let class = move || format!("node folded {}", face().0);
        return view! { <g class=class transform=place>{inside}</g> }.into_any();
    };
    let kind = untrack(|| {
        let kind = |showing: &Showing| Some(showing.opened.graph.node(id)?.kind.name());
        drawing.page.find(kind)
    });
    let kind = kind.map(say).unwrap_or_default();
    let label = move || label(&texts, &say(face().2), &kind);
    let focused = move |_| {
        drawing.current.set(Some(id));
        drawing.pointed.set(Some(id));
    };
    let leave = move || drawing.pointed.set(None);
    view! {
        <g class=move || format!("node {}", face().0) transform=place id=element_id(id)
            role="button" aria-label=label
            tabindex=move || if drawing.is_current(id) { "0" } else { "-1" }
            class:lit=move || drawing.lit.with(|lit| lit.contains(&id))
            class:chosen=move || drawing.page.selected.with(|chosen| *chosen == Some(id))
            on:click=move |_| drawing.page.select(id)
            on:focus=focused on:blur=move |_| leave()
            on:pointerenter=move |_| drawing.pointed.set(Some(id))
            on:pointerleave=move |_| leave()>
            {inside}
        </g>
    }
    .into_any()
}

#[component]
fn NodeInside(
    node: PlacedNode,
    texts: Texts,
    face: Signal<(&'static str, &'static str, Message)>,
) -> impl IntoView {
    let right = node.width - 10;
    // Without a space the texts would be read, and compared with the name of
    // the node, as one word.
    let [title, size, digits] = [texts.title, texts.size, texts.subtitle].map(spaced);
    view! {
        <rect class="frame" width=node.width height=node.height rx="7"/>
        <path class="stripe" d=format!("M7 0H28V{0}H7A7 7 0 0 1 0 {1}V7A7 7 0 0 1 7 0Z", node.height, node.height - 7)/>
        <text class="icon" aria-hidden="true" x="14" y=node.height / 2 + 5>{move || face.get().1}</text>
        <text class="title" x="38" y="19">{title}</text>
        <text class="size" x=right y="19">{size}</text>
        <text class="digits" x="38" y="36">{digits}</text>
        <text class="word" x=right y="36">{move || say(face.get().2)}</text>
    }
}

fn spaced(mut text: String) -> String {
    if !text.is_empty() {
        text.push(' ');
    }
    text
}

/// What can be read comes first, as it stands (WCAG 2.5.3), then the kind.
fn label(texts: &Texts, verdict: &str, kind: &str) -> String {
    let shown = [&texts.title, &texts.size, &texts.subtitle, verdict];
    let shown: Vec<&str> = shown.into_iter().filter(|part| !part.is_empty()).collect();
    match kind.is_empty() || kind == texts.title {
        true => shown.join(" "),
        false => format!("{}, {kind}", shown.join(" ")),
    }
}

#[component]
fn EdgeView(drawing: Drawing, edge: PlacedEdge) -> impl IntoView {
    let PlacedEdge {
        edges,
        from,
        to,
        path,
        mark: (x, y),
        ..
    } = edge;
    let verdict = Memo::new(move |_| drawing.verdicts.with(|verdicts| verdicts.edges(&edges)));
    let class = move || format!("edge {}", verdict.with(|verdict| face(verdict.as_ref()).0));
    let mark = move || {
        let icon = verdict.with(|verdict| verdict.as_ref().map(|verdict| face(Some(verdict)).1));
        icon.map(|icon| {
            view! {
                <circle cx=x cy=y r="7"/>
                <text class="icon" x=x y=y + 4>{icon}</text>
            }
        })
    };
    let ends = [from, to];
    let lit = move || {
        drawing
            .lit
            .with(|lit| ends.iter().all(|end| lit.contains(end)))
    };
    view! {
        <g class=class class:lit=lit>
            <path d=path/>
            {mark}
        </g>
    }
}

/// What the icons say, in words.
#[component]
fn Legend() -> impl IntoView {
    let tones = [
        (Tone::Good, overview::verified()),
        (Tone::Bad, overview::wrong()),
        (Tone::Missing, overview::missing()),
        (Tone::Working, overview::checking()),
        (Tone::Unknown, overview::not_checked()),
    ];
    let items = tones.map(|(tone, word)| {
        view! {
            <li class=tone.class()><span class="icon" aria-hidden="true">{tone.icon()}</span>{say(word)}</li>
        }
    });
    view! { <ul class="legend" aria-label=say(detail::marks())>{items.collect_view()}</ul> }
}
