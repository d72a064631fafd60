//! One object: its facts, its bytes, its files, its commands.

messages! { detail;
}
