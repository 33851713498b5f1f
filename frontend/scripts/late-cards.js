// A late card that could not be fetched says so and leaves its plain link.

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, ({ detail }) => {
    const card = detail.elt.closest("[data-late]");
    if (!card) return;
    card.setAttribute("aria-busy", "false");
    card.querySelector("[data-late-waiting]").hidden = true;
    card.querySelector("[data-late-failed]").hidden = false;
  });
}
