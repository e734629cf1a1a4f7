// Hides the screen after a while without a touch, warns a minute before, and goes on at one key.

import { hide } from "./_hiding.js";
import { send } from "./_send.js";

const page = document.body.dataset;
const limit = Number(page.lockSeconds ?? 0) * 1000;
const warning = Math.min(60000, limit / 2);
const TELL_SERVER_EVERY = 60000;

const dialog = document.querySelector("[data-lock-dialog]");
const left = document.querySelector("[data-lock-left]");
let touched = Date.now();
let told = touched;

function tellServer() {
  if (!page.extend || Date.now() - told < TELL_SERVER_EVERY) return;
  told = Date.now();
  // An ended session is noticed at the next click; a broken line changes nothing here.
  send(page.extend).catch(() => undefined);
}

function touch() {
  if (dialog.open) return; // moving the mouse past the warning is no decision
  touched = Date.now();
  tellServer();
}

function extend() {
  dialog.close();
  touched = Date.now();
  told = 0;
  tellServer();
}

function watch() {
  const rest = limit - (Date.now() - touched);
  if (rest <= 0) {
    hide();
    return;
  }
  if (rest <= warning && !dialog.open) dialog.showModal();
  if (dialog.open) left.textContent = `${Math.ceil(rest / 1000)} s`;
}

if (limit > 0 && dialog && document.querySelector("form[data-hide]")) {
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    document.addEventListener(kind, touch, { passive: true });
  }
  dialog.querySelector("[data-lock-extend]").addEventListener("click", extend);
  dialog.addEventListener("cancel", extend);
  // A timer sleeps with the tab; the clock does not.
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 1000);
}
