// Leaves at once: a blank screen, the session ended, and no way back to this page.

import { leave } from "./_hiding.js";

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-leave-fast]")) return;
  event.preventDefault();
  leave();
});
