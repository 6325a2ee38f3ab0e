// The messages: in the panel, and over the pages when there are errors.
import { jump, spotFrom } from "./source.js";
import { choose, make, say } from "./words.js";

const MOST = 3;

export function show(data) {
  const list = document.getElementById("messages");
  list.replaceChildren(...data.messages.map(entry));
  document.getElementById("all-well").hidden = data.messages.length > 0 || data.state !== "ready";
  const count = document.getElementById("count");
  const errors = data.messages.filter((each) => each.severity === "error").length;
  count.textContent = data.messages.length || "";
  count.className = errors ? "error" : data.messages.some((each) => each.severity === "warning") ? "warning" : "";
  banner(data);
}

function entry(found) {
  const text = make("p", {}, make("b", { class: found.severity, textContent: say(found.severity) }), ` ${choose(found.text)}`);
  const row = make("li", { class: found.severity }, text);
  const actions = make("p", { class: "place" });
  if (found.link) actions.append(make("a", { href: found.link, textContent: found.place, title: say("open") }));
  else if (found.place) actions.append(make("code", { textContent: found.place }));
  if (found.source && spotFrom(found.source) >= 0) {
    actions.append(make("button", { type: "button", class: "link", textContent: say("show"), onclick: () => jump(found.source) }));
  }
  if (actions.childNodes.length) row.append(actions);
  return row;
}

function banner(data) {
  const card = document.getElementById("banner");
  const bad = data.state === "failed" || data.state === "broken";
  if (!bad) {
    if (data.state !== "building") { card.hidden = true; card.replaceChildren(); }
    return;
  }
  const errors = data.messages.filter((each) => each.severity === "error");
  const words = errors.length === 1 ? say("errors-one") : say("errors", { count: errors.length });
  const rest = errors.length - MOST;
  card.replaceChildren(
    make("p", { class: "head" }, make("b", { textContent: words }), make("span", { class: "quiet", textContent: data.build ? say("last-good") : "" })),
    make("ul", {}, ...errors.slice(0, MOST).map(entry)),
    ...(rest > 0 ? [make("p", { class: "quiet", textContent: say("more", { count: rest }) })] : []),
    ...(data.trace ? [make("pre", { textContent: data.trace })] : []),
  );
  card.hidden = false;
}

