//! What a first visit waits for.

messages! { shell;
}
