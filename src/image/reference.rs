//! References: `registry/repository:tag@digest`.
