// From a spot on the paper to its source, by mouse, finger and keyboard.
import { get, of } from "./net.js";
import { figures, shown, go, view } from "./pages.js";
import { make, say } from "./words.js";

const where = document.getElementById("where");
let known = { build: 0, sources: [], spots: [] };
let selected = -1;

export async function load() {
  if (!shown.build || known.build === shown.build) return;
  const build = shown.build;
  try {
    const found = await get(of(build, "spots"));
    if (build === shown.build) known = { build, ...found };
  } catch { /* an older build, gone by now */ }
}

function spotAt(page, x, y) {
  let best = -1;
  known.spots.forEach(([at, left, top, width, height], n) => {
    const inside = at === page && x >= left - 2 && x <= left + width + 2 && y >= top && y <= top + height;
    if (inside && (best < 0 || width * height <= known.spots[best][3] * known.spots[best][4])) best = n;
  });
  return best;
}

function spotOf(event) {
  const sheet = event.target.closest(".sheet.pdf");
  if (!sheet || view() === "sheets") return -1;
  const page = Number(sheet.closest("figure").dataset.page);
  const size = shown.pages[page];
  if (!size) return -1;
  const box = sheet.getBoundingClientRect();
  return spotAt(page, (event.clientX - box.left) * size[0] / box.width, (event.clientY - box.top) * size[1] / box.height);
}

export function place(mark, page, [left, top, width, height]) {
  const [across, down] = shown.pages[page] || [1, 1];
  mark.style.left = `${left / across * 100}%`;
  mark.style.top = `${top / down * 100}%`;
  mark.style.width = `${width / across * 100}%`;
  mark.style.height = `${height / down * 100}%`;
}

function outline(spot, kind) {
  for (const old of document.querySelectorAll(`.${kind}`)) old.remove();
  if (spot < 0) return null;
  const [page, ...box] = known.spots[spot];
  const mark = make("div", { class: kind });
  place(mark, page, box);
  figures()[page]?.querySelector(".pdf .marks").append(mark);
  return mark;
}

export function select(spot, { open = false, scroll = false } = {}) {
  selected = spot;
  const mark = outline(spot, "chosen");
  if (spot < 0) { where.hidden = true; return; }
  const source = known.sources[known.spots[spot][5]];
  tell(source);
  if (scroll && mark) mark.scrollIntoView({ block: "nearest" });
  if (open && source.link) openLink(source.link);
}

function tell(source) {
  const copy = make("button", {
    type: "button",
    textContent: say("copy"),
    onclick: async () => { await navigator.clipboard.writeText(source.place); copy.textContent = say("copied"); },
  });
  const parts = [make("code", { textContent: source.place }), make("span", { class: "quiet field", textContent: source.field }), copy];
  if (source.link) parts.push(make("a", { href: source.link, class: "button", textContent: say("open") }));
  parts.push(make("button", { type: "button", class: "plain", textContent: "×", "aria-label": say("close"), onclick: () => select(-1) }));
  where.replaceChildren(...parts);
  if (!source.link) where.title = say("no-editor"); else where.removeAttribute("title");
  where.hidden = false;
}

export function openLink(link) {
  // The address is an editor's own (vscode:…): the page stays.
  make("a", { href: link }).click();
}

export function step(by) {
  if (!known.spots.length) return;
  const next = selected < 0 ? (by > 0 ? 0 : known.spots.length - 1) : selected + by;
  const spot = Math.max(0, Math.min(known.spots.length - 1, next));
  go(known.spots[spot][0]);
  select(spot);
}

export function openSelected() { if (selected >= 0) select(selected, { open: true }); }

// The spot of a message's file:line; -1 where nothing on the pages is from there.
export function spotFrom(source) {
  const wanted = known.sources.findIndex((each) => each.place === source);
  return wanted < 0 ? -1 : known.spots.findIndex((spot) => spot[5] === wanted);
}

export function jump(source) {
  const spot = spotFrom(source);
  if (spot >= 0) { go(known.spots[spot][0]); select(spot); }
}

const stage = document.getElementById("pages");
stage.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") outline(spotOf(event), "hovered"); });
stage.addEventListener("pointerleave", () => outline(-1, "hovered"));
stage.addEventListener("click", (event) => { if (view() !== "sheets") select(spotOf(event), { open: true }); });
