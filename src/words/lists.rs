//! Repositories, tags and what they share.

messages! { lists;
}
