// Keys for people who work all day with this; whoever has them switched off keeps every other way.

const WAIT = 1500;
let afterG = -Infinity;

function writing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function go(selector) {
  const target = document.querySelector(selector);
  target?.click();
  return target !== null;
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  return Boolean(field);
}

function keys() {
  const dialog = document.querySelector("[data-keys-dialog]");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function answer(event) {
  if (event.timeStamp - afterG < WAIT && /^[a-z]$/.test(event.key)) {
    afterG = -Infinity;
    return go(`.ab-menu a[data-key="${event.key}"]`);
  }
  if (event.key === "g") {
    afterG = event.timeStamp;
    return true;
  }
  return { "/": search, n: () => go("[data-new]"), "?": keys }[event.key]?.() ?? false;
}

document.addEventListener("keydown", (event) => {
  if (document.body.dataset.shortcuts === "off") return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form.ab-form")?.requestSubmit();
    return;
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && !writing(event.target) && answer(event)) event.preventDefault();
});
