// Fetches one hidden value, shows it for half a minute and takes it off the page again.

import { send } from "./_send.js";

async function show(form) {
  const place = form.querySelector("[data-value]");
  const button = form.querySelector("button");
  const covered = place.cloneNode(true);
  button.disabled = true;
  try {
    const answer = await send(form.action, new FormData(form));
    if (!answer.ok) throw new Error(String(answer.status));
    const { value } = await answer.json();
    place.textContent = value;
    setTimeout(() => {
      place.replaceChildren(...covered.childNodes);
      button.disabled = false;
    }, Number(form.dataset.seconds) * 1000);
  } catch {
    place.textContent = form.dataset.failed;
    button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-reveal]")) return;
  event.preventDefault();
  show(event.target);
});
