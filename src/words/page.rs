//! What stands around every view: buttons, tabs, headings, help.

messages! { page;
}
