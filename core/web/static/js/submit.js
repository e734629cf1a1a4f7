// Sends a form once, and not at all while there is no connection.

const banner = document.querySelector("[data-offline]");
const sent = new WeakSet();

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
    if (guarded) sent.add(form);
  },
  { capture: true },
);

window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-guard]")) sent.delete(form);
});
showConnection();
