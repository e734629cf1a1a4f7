// Brings whoever sent a faulty form to the list of what to put right.

document.querySelector("[data-error-summary]")?.focus();
