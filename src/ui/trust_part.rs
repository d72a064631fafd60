//! The part of the page that verifies signatures, and shows what came of it.

use leptos::prelude::*;

use crate::ui::driver::TrustPart;
use crate::ui::trust::{TrustView, give, verify};

/// What the rest of the page knows of it.
pub const PART: TrustPart = TrustPart {
    draw: |driver| view! { <TrustView driver/> }.into_any(),
    verify,
    give,
};
