// Asks before a page with unsent writing is left.

let unsaved = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("form.ab-form")) unsaved = true;
});
// Sending is leaving with it; nothing may hold up hiding or leaving fast.
for (const kind of ["submit", "abrigo:hide", "abrigo:leave"]) {
  document.addEventListener(kind, () => {
    unsaved = false;
  });
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
