//! What is odd or wrong, by rule.

messages! { findings;
}
