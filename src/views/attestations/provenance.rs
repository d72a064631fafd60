//! How an image was built, as its builder says: facts, parameters, what was used, and the
//! lines and steps with the layers that they made.

use super::fact::Fact;
use crate::attestation::Listed;
use crate::attestation::provenance::{
    BuildFile, BuildStep, Dependency, Given, Parameter, Place, Provenance, ToldBy, Work,
};
use crate::comparison::base::{Holds, held_bases};
use crate::format::{visible, visible_line};
use crate::inspect::Opened;
use crate::inspect::graph::Image;
use crate::views::comparison::shown_title;
use crate::views::file_tree::layer_name;
use crate::words::{Message, attestations as words, joined};

/// A parameter of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterRow {
    pub key: String,
    /// What stands in place of it, where it is likely a secret.
    pub value: Message,
}

/// Something that the build used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedRow {
    pub uri: String,
    pub address: Option<String>,
    /// `sha256:…`, as written.
    pub digests: Vec<String>,
    /// What is known of it as the base of the image, where it is an image.
    pub held: Option<Message>,
}

/// A file with instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileShown {
    pub name: String,
    pub lines: Vec<LineShown>,
    /// Why there are no lines, or not all.
    pub note: Option<Message>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineShown {
    /// From 1.
    pub number: usize,
    pub text: String,
    /// The layers of the image that it made, where it is the first line that did.
    pub layers: Option<Message>,
}

/// A step of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    pub id: String,
    pub work: Message,
    /// Where it stands in the file.
    pub lines: Option<Message>,
    /// The layer of the image that it made.
    pub layer: Option<Message>,
    /// The digest of the layer, also of one that the image does not have.
    pub digest: Option<String>,
}

/// What is said of the build as a whole; what the builder may claim stands there also
/// where it does not.
#[must_use]
pub fn provenance_facts(provenance: &Provenance) -> Vec<Fact> {
    let mut facts = origin(provenance);
    let texts = [
        (words::builder(), &provenance.builder),
        (words::build_type(), &provenance.build_type),
        (words::invocation(), &provenance.invocation),
    ];
    for (name, text) in texts {
        facts.extend(text.as_deref().map(|text| Fact::text(name, text)));
    }
    let times = [
        (words::started(), &provenance.started),
        (words::finished(), &provenance.finished),
    ];
    for (name, text) in times {
        facts.extend(text.as_deref().map(|text| Fact::moment(name, text)));
    }
    let complete = provenance.completeness;
    let claims = [
        (words::reproducible(), provenance.reproducible),
        (words::hermetic(), provenance.hermetic),
        (words::complete_parameters(), complete.parameters),
        (words::complete_environment(), complete.environment),
        (words::complete_dependencies(), complete.dependencies),
    ];
    facts.extend(claims.map(|(name, claim)| Fact::said(name, claim.message())));
    facts
}

fn origin(provenance: &Provenance) -> Vec<Fact> {
    let Some(origin) = &provenance.origin else {
        return vec![Fact::said(words::source(), words::not_said())];
    };
    let by_client = (origin.told_by == ToldBy::Client).then(words::source_by_client);
    let address = origin.repository_link();
    let mut facts =
        vec![Fact::linked(words::source(), &origin.uri, address.as_deref()).with_note(by_client)];
    if let Some(commit) = &origin.commit {
        let address = origin.commit_link();
        facts.push(Fact::linked(words::commit(), commit, address.as_deref()));
    }
    let path = origin.path.as_deref();
    facts.extend(path.map(|path| Fact::text(words::build_file(), path)));
    facts
}

/// The parameters of one of the lists.
#[must_use]
pub fn parameter_rows(parameters: &Listed<Parameter>) -> Vec<ParameterRow> {
    let rows = parameters.kept.iter().map(|parameter| ParameterRow {
        key: visible_line(&parameter.key),
        value: match &parameter.value {
            Given::Text(text) => joined::verbatim(visible(text)),
            Given::Secret(likely) => likely.message(),
        },
    });
    rows.collect()
}

/// What the build used, each image of it held against what is open. `image` is the one
/// that the statement is about, where that is here.
#[must_use]
pub fn used_rows(opened: &Opened, image: Option<&Image>, provenance: &Provenance) -> Vec<UsedRow> {
    let held = image.map(|image| held_bases(opened, image, provenance.images()));
    let mut held = held.unwrap_or_default().into_iter();
    let row = |dependency: &Dependency| UsedRow {
        uri: visible_line(&dependency.uri),
        address: dependency.link(),
        digests: digests(dependency),
        held: dependency.image.as_ref().and_then(|_| {
            let (place, holds) = held.next()?;
            Some(base(opened, place, holds))
        }),
    };
    provenance.dependencies.kept.iter().map(row).collect()
}

fn digests(dependency: &Dependency) -> Vec<String> {
    let digests = dependency.digests.iter();
    let digests = digests.map(|(algorithm, digits)| visible_line(&format!("{algorithm}:{digits}")));
    digests.collect()
}

fn base(opened: &Opened, place: Option<usize>, holds: Holds) -> Message {
    let found = place.and_then(|place| Some((place, opened.graph.images.get(place)?)));
    let Some((place, image)) = found else {
        return words::base_not_open();
    };
    let title = shown_title(image, place);
    match holds {
        Holds::Agrees => words::base_is_below(title),
        Holds::Contradicts => words::base_is_not_below(title),
        Holds::NotKnown => words::base_not_known(title),
    }
}

/// The digests of the layers of an image as they are stored, from the base on.
#[must_use]
pub fn layer_digests(opened: &Opened, image: &Image) -> Vec<Option<String>> {
    let layers = image.layers.iter().map(|layer| {
        let node = opened.graph.node(layer.node?)?;
        Some(node.digest.as_ref()?.text.clone())
    });
    layers.collect()
}

/// Which layer of the image has this digest.
fn layer_of(step: &BuildStep, layers: &[Option<String>]) -> Option<usize> {
    let digest = step.layer.as_ref()?;
    layers.iter().position(|own| own.as_ref() == Some(digest))
}

fn layer(number: usize) -> Message {
    layer_name(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The files with instructions, and which layer each line made. `layers` are those of the
/// image ([`layer_digests`]).
#[must_use]
pub fn file_rows(provenance: &Provenance, layers: &[Option<String>]) -> Vec<FileShown> {
    let files = provenance.files.kept.iter().enumerate();
    let shown = files.map(|(number, file)| shown(file, &made(provenance, number, layers)));
    shown.collect()
}

/// The layers that a line of a file made, by the line at which it begins.
fn made(provenance: &Provenance, file: usize, layers: &[Option<String>]) -> Vec<(usize, usize)> {
    let steps = provenance.steps.kept.iter();
    let made = steps.filter_map(|step| {
        let layer = layer_of(step, layers)?;
        let place = step.places.iter().find(|place| place.file == file)?;
        Some((place.first, layer))
    });
    let mut made: Vec<_> = made.collect();
    made.sort_unstable();
    made
}

fn shown(file: &BuildFile, made: &[(usize, usize)]) -> FileShown {
    let text = file.text.as_deref();
    let lines = text.unwrap_or_default().lines().zip(1..);
    let lines = lines.map(|(text, number)| {
        let start = made.partition_point(|(line, _)| *line < number);
        let own = made.get(start..).unwrap_or_default().iter();
        let own = own.take_while(|(line, _)| *line == number);
        LineShown {
            number,
            text: visible(text),
            layers: joined::all_facts(own.map(|(_, made)| layer(*made))),
        }
    });
    FileShown {
        name: visible_line(&file.name),
        lines: lines.collect(),
        note: match (&file.text, file.is_cut) {
            (None, _) => Some(words::build_file_no_text()),
            (Some(_), true) => Some(words::build_file_cut()),
            (Some(_), false) => None,
        },
    }
}

/// The steps, in the order of the statement.
#[must_use]
pub fn step_rows(provenance: &Provenance, layers: &[Option<String>]) -> Vec<StepRow> {
    let row = |step: &BuildStep| StepRow {
        id: visible_line(&step.id),
        work: match &step.work {
            Work::Exec(command) => joined::verbatim(visible(command)),
            Work::Source(source) => words::work_source(visible_line(source)),
            Work::File => words::work_file(),
            Work::Merge => words::work_merge(),
            Work::Other => words::work_other(),
        },
        lines: joined::all_facts(step.places.iter().map(|place| lines(provenance, place))),
        layer: layer_of(step, layers).map(layer),
        digest: step.layer.as_deref().map(visible_line),
    };
    provenance.steps.kept.iter().map(row).collect()
}

/// With the file's name, where it is not the first.
fn lines(provenance: &Provenance, place: &Place) -> Message {
    let lines = match place.first == place.last {
        true => words::line(place.first),
        false => words::lines(place.first, place.last),
    };
    let file = provenance.files.kept.get(place.file);
    match file.filter(|_| place.file > 0) {
        Some(file) => joined::because(joined::verbatim(visible_line(&file.name)), lines),
        None => lines,
    }
}
