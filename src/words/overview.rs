//! An image at a glance: cards, family, picture, platforms, steps.

messages! { overview;
}
