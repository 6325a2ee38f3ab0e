// Search on the pages: hits are marked where they stand.
import { get, of } from "./net.js";
import { figures, go, shown, view } from "./pages.js";
import { place } from "./source.js";
import { make, say } from "./words.js";

const field = document.getElementById("words");
const count = document.getElementById("hits");
let hits = [];
let at = -1;
let timer = 0;

export async function search(stay = false) {
  const words = field.value.trim();
  const kind = view() === "word" ? "word" : "pdf";
  const build = kind === "word" ? shown.word.build : shown.build;
  if (!words || !build) { hits = []; at = -1; mark(); return; }
  try {
    hits = await get(of(build, "find", { words, in: kind }));
  } catch { return; }
  if (words !== field.value.trim()) return;
  at = hits.length ? Math.max(0, stay ? Math.min(at, hits.length - 1) : 0) : -1;
  mark();
  if (!stay) show();
}

function mark() {
  for (const old of document.querySelectorAll(".hit")) old.remove();
  hits.forEach((hit, n) => {
    const sheet = figures()[hit.page]?.querySelector(view() === "word" ? ".word .marks" : ".pdf .marks");
    for (const part of hit.parts) {
      const mark = make("div", { class: n === at ? "hit current" : "hit" });
      place(mark, hit.page, part);
      sheet?.append(mark);
    }
  });
  count.textContent = !field.value.trim() ? "" : hits.length ? `${at + 1}/${hits.length}` : say("no-hits");
}

function show() {
  const mark = document.querySelector(".hit.current");
  if (mark) mark.scrollIntoView({ block: "center" }); else if (at >= 0) go(hits[at].page);
}

export function step(by) {
  if (!hits.length) return;
  at = (at + by + hits.length) % hits.length;
  mark();
  show();
}

export function clear() { field.value = ""; search(); }

export function begin() { field.focus(); field.select(); }

field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => search(), 150); });
document.getElementById("search").addEventListener("submit", (event) => { event.preventDefault(); step(1); });
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); step(-1); }
  if (event.key === "Escape") { clear(); field.blur(); document.getElementById("stage").focus(); }
});
