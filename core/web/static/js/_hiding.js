// Takes the page away: what is unsent goes out as a draft, then a blank screen at once, then the server's page.

import { send } from "./_send.js";

const AGAIN_AFTER = 3000;
let going = false;

// Going anywhere before the server knows would open the same work again at the next touch.
async function answered(action, fields) {
  for (;;) {
    try {
      return await send(action, fields, { leaving: true, accept: "text/html" });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
    }
  }
}

async function vanish(form, signal) {
  if (!form || going) return;
  going = true;
  const { action } = form;
  const fields = new FormData(form);
  document.dispatchEvent(new CustomEvent(signal));
  // Nothing may be left to read while the answer is awaited.
  document.body.replaceChildren();
  document.body.removeAttribute("class");
  const answer = await answered(action, fields);
  location.replace(answer.ok ? answer.url : "/");
}

export function hide() {
  return vanish(document.querySelector("form[data-hide]"), "abrigo:hide");
}

export function leave() {
  return vanish(document.querySelector("form[data-leave-fast]"), "abrigo:leave");
}
