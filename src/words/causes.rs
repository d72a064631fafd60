//! Why bytes are not what is claimed of them.

messages! { causes;
}
