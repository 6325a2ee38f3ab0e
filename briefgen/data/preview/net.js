// Requests: every address is relative to the token in that of the page.
export const name = tabName();

function tabName() {
  let known = sessionStorage.getItem("briefgen-window");
  if (!known) {
    known = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("briefgen-window", known);
  }
  return known;
}

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export async function post(path, body) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ window: name, ...body }),
  });
}

export function of(build, rest, query = {}) {
  return `build/${build}/${rest}?${new URLSearchParams({ window: name, ...query })}`;
}
