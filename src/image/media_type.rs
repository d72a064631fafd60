//! Media types: the only place in the project that spells `application/vnd…`.
