// The summary of a form's errors takes the focus, so that it is read first.

const focusIn = (root) => root.querySelector("[data-focus]")?.focus();

focusIn(document);
document.addEventListener("htmx:afterSettle", ({ target }) => focusIn(target));
