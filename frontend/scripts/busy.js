// While a form is on its way its button says so and a second press does nothing. The server holds
// the line against doubles; this is for the thumb. A button is never left dead: the form is freed
// when the page is shown again, and after ten seconds in any case.

const LONGEST_WAIT = 10_000;

function free(form) {
  delete form.dataset.busy;
  for (const button of document.querySelectorAll("button[aria-disabled]")) {
    if (button.form === form) button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if ("busy" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "";
  event.submitter?.setAttribute("aria-disabled", "true");
  window.setTimeout(free, LONGEST_WAIT, form);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) free(form);
});
