//! What stands around every view: buttons, tabs, headings, help.

messages! { page;
    language_did_not_come(language) "The texts in {language} could not be loaded, so the page stays in the language it is in. Try again";
}
