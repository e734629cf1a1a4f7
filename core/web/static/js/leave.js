// Leaves at once: a blank screen, the session ended, and no way back to this page.

import { send } from "./_send.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-leave-fast]")) return;
  event.preventDefault();
  const fields = new FormData(form);
  document.dispatchEvent(new CustomEvent("abrigo:leave"));
  document.body.replaceChildren();
  let next = "/";
  try {
    next = (await send(form.action, fields, { leaving: true, accept: "text/html" })).url || next;
  } finally {
    location.replace(next);
  }
});
