//! The languages of the page.

/// A language that every message is worded in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    /// 简体中文
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The tag by which browsers and documents name it (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The one that a person can change to.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    /// The language of a tag such as `zh-CN` or `en-GB`; `None` for one that no
    /// message is worded in.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let is = |language: &Self| language.tag().split('-').next() == Some(primary);
        let lower = tag.to_ascii_lowercase();
        match lower == tag {
            true => Self::ALL.into_iter().find(is),
            false => Self::of_tag(&lower),
        }
    }

    /// The first of a person's languages that there is; English where there is
    /// none.
    #[must_use]
    pub fn preferred<'t>(tags: impl IntoIterator<Item = &'t str>) -> Self {
        tags.into_iter().find_map(Self::of_tag).unwrap_or_default()
    }
}
