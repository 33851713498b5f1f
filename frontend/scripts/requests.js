// What goes along with each htmx request, and where one leads whose session is over.

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = meta("csrf-token");
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) window.location.assign(meta("sign-in-url"));
});
