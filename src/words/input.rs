//! What was typed, pasted or linked, and is nothing that can be looked at.

messages! { input;
}
