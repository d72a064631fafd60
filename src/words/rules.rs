//! What the rules ask for.

messages! { rules;
}
