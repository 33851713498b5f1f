// Browsers may show a page from the back-forward cache even when it is "no-store": somebody who
// signed out on a shared computer would leave their payslip one click away. Load it anew instead.

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
