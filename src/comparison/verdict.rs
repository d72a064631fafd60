//! What follows of all differences: one verdict, and why two builds of the same
//! have other digests.

use serde::Serialize;

use crate::comparison::document::{Part, Spelling};
use crate::comparison::files::FilesDiff;
use crate::comparison::history::{StepPair, StepState};
use crate::comparison::layers::{Counts, LayerState};
use crate::comparison::side::Side;
use crate::comparison::{Base, Comparison};
use crate::words::{Message, comparison as words};

/// How two images compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Verdict {
    /// One manifest digest.
    Identical,
    /// One image ID and the same DiffIDs, and neither has a manifest.
    SameSaved,
    /// One image ID and the same DiffIDs; one of them has no manifest.
    SameImage,
    /// The same, compressed differently, so the manifest has another digest.
    Recompressed {
        layers: usize,
    },
    /// One image ID and the same stored layers: the manifests differ.
    OnlyManifest,
    /// The same DiffIDs; the configs differ in nothing but times.
    OnlyTimes,
    /// The same DiffIDs; the configs say the same in other bytes.
    OnlySpelling {
        spelling: Spelling,
    },
    /// The same DiffIDs; the configs differ in these parts, none where they are not
    /// known.
    Config {
        parts: Vec<Part>,
        history: bool,
    },
    /// The same DiffIDs; of a config too little is known.
    SameDiffIds,
    /// One begins with all layers of the other.
    Base(Base),
    /// Some layers are the same.
    Layers(Counts),
    NothingInCommon,
    /// Too little is known.
    NotKnown,
}

impl Verdict {
    /// Of everything else that is in a comparison.
    #[must_use]
    pub(super) fn of(comparison: &Comparison) -> Self {
        let digests = &comparison.digests;
        let manifest = &digests.manifest;
        if manifest.sameness.is_same() {
            return Self::Identical;
        }
        if !digests.diff_ids.is_same() {
            return Self::of_layers(comparison);
        }
        if digests.config.sameness.is_different() {
            return Self::of_configs(comparison);
        }
        if !digests.config.sameness.is_same() {
            return Self::SameDiffIds;
        }
        let layers = comparison.layers.counts.recompressed;
        match (&manifest.digests.left, &manifest.digests.right) {
            (None, None) => Self::SameSaved,
            (None, _) | (_, None) => Self::SameImage,
            _ if layers > 0 => Self::Recompressed { layers },
            _ => Self::OnlyManifest,
        }
    }

    fn of_layers(comparison: &Comparison) -> Self {
        let counts = comparison.layers.counts;
        if let Some(base) = comparison.base {
            Self::Base(base)
        } else if counts.shared > 0 {
            Self::Layers(counts)
        } else if counts.only_left + counts.only_right == 0 || counts.not_known > 0 {
            Self::NotKnown
        } else {
            Self::NothingInCommon
        }
    }

    fn of_configs(comparison: &Comparison) -> Self {
        let steps = comparison.history.iter().flat_map(|history| &history.pairs);
        let history = steps.clone().any(|pair| !pair.state.is_same());
        let times = steps.clone().any(StepPair::has_other_time);
        let Some(config) = &comparison.config else {
            return Self::Config {
                parts: Vec::new(),
                history: false,
            };
        };
        if let Some(spelling) = config.spelling {
            return Self::OnlySpelling { spelling };
        }
        let others = config.changes.iter().filter(|change| !change.is_time());
        let mut parts: Vec<Part> = others.map(|change| change.part).collect();
        parts.sort_unstable();
        parts.dedup();
        let has_times = times || config.changes.iter().any(|change| change.is_time());
        match parts.is_empty() && !history && has_times {
            true => Self::OnlyTimes,
            false => Self::Config { parts, history },
        }
    }

    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Identical => words::identical(),
            Self::SameSaved => words::same_saved(),
            Self::SameImage => words::same_image(),
            Self::Recompressed { layers } => words::recompressed(*layers),
            Self::OnlyManifest => words::only_manifest(),
            Self::OnlyTimes => words::only_times(),
            Self::OnlySpelling { spelling } => words::only_spelling(spelling.message()),
            Self::Config { parts, history } => config_message(parts, *history),
            Self::SameDiffIds => words::same_diff_ids(),
            Self::Base(base) => match base.side {
                Side::Left => words::left_is_base(base.prefix.on_top),
                Side::Right => words::right_is_base(base.prefix.on_top),
            },
            Self::Layers(counts) => layers_message(*counts),
            Self::NothingInCommon => words::nothing_in_common(),
            Self::NotKnown => words::not_known(),
        }
    }
}

fn config_message(parts: &[Part], history: bool) -> Message {
    let parts = parts.iter().map(|part| part.message());
    let parts: Vec<Message> = parts.chain(history.then(words::history)).collect();
    match parts.is_empty() {
        true => words::config_differs(),
        false => words::config_differs_in(parts),
    }
}

fn layers_message(counts: Counts) -> Message {
    let Counts {
        shared,
        only_left,
        only_right,
        not_known,
        ..
    } = counts;
    let said = words::layers_shared(shared, only_left, only_right);
    match not_known {
        0 => said,
        n => crate::words::joined::clauses(said, words::layers_not_known(n)),
    }
}

/// One reason for which a build that did the same has other digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// Times in the configs.
    Times,
    /// The same variables in another order.
    EnvOrder,
    /// The same DiffIDs, compressed by another tool, at another level or with
    /// another header.
    Compression {
        layers: usize,
    },
    ConfigSpelling {
        spelling: Spelling,
    },
    ManifestSpelling {
        spelling: Spelling,
    },
    /// Files that differ in nothing but the time of their last change.
    FileTimes {
        files: u64,
    },
}

impl Reason {
    /// All that documents, measurements and compared files tell.
    #[must_use]
    pub(super) fn all(comparison: &Comparison, files: Option<&FilesDiff>) -> Vec<Self> {
        let config = comparison.config.as_ref();
        let changes = config.map_or(&[][..], |config| &config.changes);
        let history = comparison.history.as_ref();
        let history = history.filter(|history| history.is_of_one_build());
        // Of other builds the time is no news.
        let times = history.is_some_and(|history| {
            changes.iter().any(|change| change.is_time()) || history.has_other_times()
        });
        let order = changes.iter().any(|change| change.part == Part::EnvOrder);
        let layers = comparison.layers.counts.recompressed;
        let config = config.and_then(|config| config.spelling);
        let manifest = comparison.manifest.as_ref();
        let manifest = manifest.and_then(|manifest| manifest.spelling);
        let files = files.map_or(0, |files| files.counts.only_times);
        let reasons = [
            times.then_some(Self::Times),
            order.then_some(Self::EnvOrder),
            (layers > 0).then_some(Self::Compression { layers }),
            config.map(|spelling| Self::ConfigSpelling { spelling }),
            manifest.map(|spelling| Self::ManifestSpelling { spelling }),
            (files > 0).then_some(Self::FileTimes { files }),
        ];
        reasons.into_iter().flatten().collect()
    }

    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Times => words::because_of_times(),
            Self::EnvOrder => words::because_of_env_order(),
            Self::Compression { layers } => words::because_of_compression(layers),
            Self::ConfigSpelling { spelling } => {
                words::because_of_config_spelling(spelling.message())
            }
            Self::ManifestSpelling { spelling } => {
                words::because_of_manifest_spelling(spelling.message())
            }
            Self::FileTimes { files } => words::because_of_file_times(files),
        }
    }
}

impl LayerState {
    /// What a person calls it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Same => words::same(),
            Self::Recompressed => words::compressed_differently(),
            Self::SameContent => words::same_content(),
            Self::OnlyLeft => words::only_left(),
            Self::OnlyRight => words::only_right(),
            Self::NotKnown => words::cannot_be_compared(),
        }
    }
}

impl StepState {
    /// What a person calls it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Same => words::same(),
            Self::OtherTime => words::other_time(),
            Self::OtherRecord => words::other_record(),
            Self::OtherLayer => words::other_layer(),
            Self::Changed => words::changed(),
            Self::OnlyLeft => words::only_left(),
            Self::OnlyRight => words::only_right(),
        }
    }
}

impl Spelling {
    /// What they differ in.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Formatting => words::in_formatting(),
            Self::KeyOrder => words::in_key_order(),
            Self::Unset => words::in_what_is_not_set(),
        }
    }
}

impl Part {
    /// What a person calls it.
    #[must_use]
    pub fn message(self) -> Message {
        use crate::words::{detail, overview};
        match self {
            Self::MediaType => detail::media_type(),
            Self::ArtifactType => words::artifact_type(),
            Self::Annotations => words::annotations(),
            Self::Subject => words::subject(),
            Self::Architecture => words::architecture(),
            Self::Os => words::os(),
            Self::OsVersion => overview::os_version(),
            Self::Variant => words::variant(),
            Self::Created => overview::created(),
            Self::Author => overview::author(),
            Self::User => overview::user(),
            Self::ExposedPorts => overview::exposed_ports(),
            Self::Env => overview::environment(),
            Self::EnvOrder => words::order_of_variables(),
            Self::Entrypoint => overview::entrypoint(),
            Self::Cmd => overview::command(),
            Self::Volumes => overview::volumes(),
            Self::WorkingDir => overview::working_directory(),
            Self::Labels => overview::labels(),
            Self::StopSignal => overview::stop_signal(),
            Self::Healthcheck => overview::health_check(),
            Self::OnBuild => overview::on_build(),
            Self::Shell => overview::shell(),
            Self::Other => words::other_members(),
        }
    }
}
