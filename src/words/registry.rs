//! What registries answer, and why a page cannot read them.

messages! { registry;
}
