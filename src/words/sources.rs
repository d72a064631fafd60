//! Archives, folders and documents that cannot be read, or not all of them.

messages! { sources;
}
