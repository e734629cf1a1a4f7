// One way to send to the server: same origin, with the page's token, never kept by the browser.

const page = document.body.dataset;

export function send(address, fields, { leaving = false, accept = "application/json" } = {}) {
  const body = fields instanceof FormData ? fields : new FormData();
  if (!(fields instanceof FormData)) {
    for (const [name, value] of Object.entries(fields ?? {})) body.append(name, value);
  }
  return fetch(address, {
    method: "POST",
    body,
    headers: { Accept: accept, "X-CSRFToken": page.csrf ?? "" },
    credentials: "same-origin",
    cache: "no-store",
    // keepalive lets it arrive although the page goes away
    keepalive: leaving,
  });
}
