// Keeps what is being written as a draft on the server, every twenty seconds and before the page is hidden.
// Nothing is kept in the browser. The server puts the draft back when the form is opened again.

import { send } from "./_send.js";

const EVERY = 20000;
const page = document.body.dataset;
const forms = page.drafts ? [...document.querySelectorAll("form[data-draft-key]")] : [];
const kept = new Map();

function written(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) {
    const secret = form.elements[name]?.type === "password";
    if (value instanceof File || secret || name === "csrf_token" || name === "form_token") fields.delete(name);
  }
  return fields;
}

function stateOf(fields) {
  return JSON.stringify([...fields]);
}

async function keep(form, leaving = false) {
  const fields = written(form);
  const state = stateOf(fields);
  if (kept.get(form) === state) return;
  kept.set(form, state);
  fields.append("draft_key", form.dataset.draftKey);
  try {
    const answer = await send(page.drafts, fields, { leaving });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    const place = form.querySelector("[data-saved]");
    if (place) place.textContent = `${page.savedWords} ${now}`;
  } catch {
    kept.delete(form); // tried again at the next turn
  }
}

for (const form of forms) {
  kept.set(form, stateOf(written(form)));
  form.addEventListener("submit", () => kept.set(form, stateOf(written(form))));
}
if (forms.length > 0) {
  setInterval(() => forms.forEach((form) => keep(form)), EVERY);
  document.addEventListener("abrigo:hide", () => forms.forEach((form) => keep(form, true)));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") forms.forEach((form) => keep(form, true));
  });
}
