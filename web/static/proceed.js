// Sends the only form of a page that somebody passes on their way. Without script its button does.
document.querySelector("form[data-proceed]")?.requestSubmit();
