//! The roles that a digest plays, its family, and the digest detective.

messages! { roles;
}
