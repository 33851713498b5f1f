// What goes along with each htmx request, and what happens when one fails.

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = meta("csrf-token");
});

// A form whose answer never came, or was an error page: say so above it instead of doing nothing.
function explain(form) {
  const notice = document.getElementById("request-failed").content.firstElementChild.cloneNode(true);
  form.querySelector("[data-request-failed]")?.remove();
  form.prepend(notice);
  notice.focus();
}

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, ({ detail }) => {
    if (detail.xhr.status === 401) window.location.assign(meta("sign-in-url"));
    else if (detail.elt instanceof HTMLFormElement) explain(detail.elt);
  });
}
