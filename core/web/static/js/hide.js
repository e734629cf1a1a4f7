// Shift pressed three times within five seconds hides the page; so does the button, and leaving a shared device.

import { hide } from "./_hiding.js";

const WITHIN = 5000;
const TIMES = 3;
let pressed = [];

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") {
    pressed = []; // capital letters are no signal
    return;
  }
  if (event.repeat) return;
  pressed = [...pressed, event.timeStamp].filter((at) => event.timeStamp - at <= WITHIN);
  if (pressed.length >= TIMES) hide();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-hide]")) return;
  event.preventDefault();
  hide();
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && "shared" in document.body.dataset) hide();
});

// A page taken out of the browser's memory by the back button is as old as it is readable.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
