//! A repository that a search found: what Docker Hub says, or an engine that asked it.

use serde_json::Value;

/// How many repositories a search asks for: what Docker Hub gives at once.
pub const MAX_HITS: usize = 100;

/// The longest text of one that is kept, in characters.
const MAX_TEXT: usize = 1_000;

/// One repository. What is absent, or of another type, is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// As a person writes it: `nginx`.
    pub name: String,
    pub description: Option<String>,
    pub stars: Option<u64>,
    pub is_official: bool,
}

impl Hit {
    /// Reads a list, of at most [`MAX_HITS`].
    pub(super) fn read_all(list: &Value) -> Option<Vec<Self>> {
        let hits = list.as_array()?.iter().take(MAX_HITS);
        Some(hits.filter_map(Self::read).collect())
    }

    fn read(hit: &Value) -> Option<Self> {
        let text = |key: &str| {
            let text = hit.get(key)?.as_str()?;
            (!text.is_empty()).then(|| text.chars().take(MAX_TEXT).collect::<String>())
        };
        let count = |key: &str| hit.get(key)?.as_u64();
        Some(Self {
            // Podman writes them with a capital.
            name: text("name").or_else(|| text("Name"))?,
            description: text("description").or_else(|| text("Description")),
            stars: count("star_count").or_else(|| count("Stars")),
            is_official: hit.get("is_official").and_then(Value::as_bool) == Some(true),
        })
    }
}
