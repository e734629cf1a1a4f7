// Sends a form once, says so where the answer takes its time, and sends nothing while there is no connection.

const banner = document.querySelector("[data-offline]");
const waiting = document.querySelector("[data-waiting]");
const PATIENCE = 1000;
const sent = new WeakSet();
let patience = 0;

function offline() {
  return navigator.onLine === false;
}

function showConnection() {
  if (banner) banner.hidden = !offline();
  for (const button of document.querySelectorAll("main form[method=post] button[type=submit]")) {
    button.toggleAttribute("aria-disabled", offline());
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const guarded = form.matches("[data-guard]");
    if (guarded && (offline() || sent.has(form))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      showConnection();
      return;
    }
    if (!guarded) return;
    sent.add(form);
    patience = setTimeout(() => { if (waiting) waiting.hidden = false; }, PATIENCE);
  },
  { capture: true },
);

window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  clearTimeout(patience);
  if (waiting) waiting.hidden = true;
  for (const form of document.querySelectorAll("form[data-guard]")) sent.delete(form);
});
showConnection();
