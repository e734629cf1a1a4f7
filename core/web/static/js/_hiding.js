// Takes the page away: drafts first, then a blank screen at once, then the server's neutral page.

import { send } from "./_send.js";

let hiding = false;

export function canHide() {
  return document.querySelector("form[data-hide]") !== null;
}

export async function hide() {
  const form = document.querySelector("form[data-hide]");
  if (!form || hiding) return;
  hiding = true;
  const { action } = form;
  const fields = new FormData(form);
  document.dispatchEvent(new CustomEvent("abrigo:hide"));
  // Before the server answers nothing may be left to read, not even with a dead connection.
  document.body.replaceChildren();
  document.body.removeAttribute("class");
  let next = "/";
  try {
    const answer = await send(action, fields, { leaving: true, accept: "text/html" });
    next = answer.url || next;
  } finally {
    location.replace(next);
  }
}
