//! What the browser or this program could not do.

messages! { failures;
}
