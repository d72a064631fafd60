//! What things of an image are called: kinds, media types, artifacts, platforms.

messages! { images;
}
