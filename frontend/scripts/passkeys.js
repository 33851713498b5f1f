// Forms that a passkey fills in: ask the server what is to be signed, let the browser's own window
// ask its owner, and send the answer as a form like any other. Shown only where that can work.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function ask(form) {
  const token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.passkeyOptions, { method: "POST", body: token });
  const options = await answer.json();
  if (!answer.ok) throw new Error(options.message);
  options.challenge = toBytes(options.challenge);
  options.allowCredentials = known(options.allowCredentials);
  options.excludeCredentials = known(options.excludeCredentials);
  if (options.user) options.user.id = toBytes(options.user.id);
  return navigator.credentials[form.dataset.passkey]({ publicKey: options });
}

function asJSON({ id, rawId, type, authenticatorAttachment, response }) {
  const told = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) told[name] = toText(response[name]);
  }
  return JSON.stringify({ id, rawId: toText(rawId), type, authenticatorAttachment, response: told });
}

async function fill(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const reason = form.querySelector("[data-passkey-reason]");
  failed.hidden = true;
  try {
    form.querySelector("[data-passkey-answer]").value = asJSON(await ask(form));
    form.requestSubmit();
  } catch (error) {
    // Our server's own words, else those of the page: a browser's are for developers.
    if (error.constructor === Error && error.message) reason.textContent = error.message;
    failed.hidden = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const answer = form.querySelector("[data-passkey-answer]");
  if (!answer || answer.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.asking) return;
  form.dataset.asking = "yes";
  fill(form).finally(() => delete form.dataset.asking);
});

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = false;
  for (const text of document.querySelectorAll("[data-passkey-missing]")) text.hidden = true;
}

// An answer is good once: a page that is shown again asks anew.
window.addEventListener("pageshow", () => {
  for (const answer of document.querySelectorAll("[data-passkey-answer]")) answer.value = "";
});
