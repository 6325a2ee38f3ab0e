// The stage: pages as pictures, the Word file's beside or over them, zoom, and which page is in view.
import { name } from "./net.js";
import { make, say } from "./words.js";

const stage = document.getElementById("stage");
const holder = document.getElementById("pages");
const STEPS = [0.4, 0.5, 0.6, 0.75, 0.9, 1, 1.15, 1.35, 1.6, 2, 2.5, 3];
const GAP = 24;

export const shown = { build: 0, pages: [], word: { build: 0, pages: [], state: "waiting" }, early: null, sheets: null };
let zoom = 1;
let visible = new Set();
let onPage = () => {};

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const page = Number(entry.target.dataset.page);
    if (entry.isIntersecting) visible.add(page); else visible.delete(page);
  }
  fill();
}, { root: stage, rootMargin: "400px 0px" });

export function whenPageChanges(tell) { onPage = tell; }

export function show(data) {
  const build = data.build;
  shown.early = data.early;
  if (build && build.number !== shown.build) {
    shown.build = build.number;
    shown.pages = build.pages;
  }
  if (build) {
    shown.word.state = build.word.state;
    if (build.word.state === "done") { shown.word.build = build.number; shown.word.pages = build.word.pages; }
  }
  arrange();
}

export function showSheets(sheets) {
  shown.sheets = sheets;
  document.body.toggleAttribute("data-sheets", Boolean(sheets));
  for (const sheet of holder.querySelectorAll(".sheet")) sheet.querySelector(".marks").replaceChildren();
  arrange();
  stage.scrollTop = 0;
}

export function view() { return shown.sheets ? "sheets" : document.body.dataset.view; }

export function figures() { return [...holder.children]; }

// ---- frames ---------------------------------------------------------------------------------------------------------

function sizes() {
  if (shown.sheets) return shown.sheets.sides;
  const pages = shown.pages.length ? [...shown.pages] : shown.early ? Array(shown.early.page + 1).fill(shown.early.size) : [];
  if (document.body.dataset.view !== "pdf") {
    for (let n = pages.length; n < shown.word.pages.length; n += 1) pages.push(shown.word.pages[n]);
  }
  return pages;
}

export function arrange() {
  const wanted = sizes();
  while (holder.children.length > wanted.length) {
    seen.unobserve(holder.lastChild);
    visible.delete(Number(holder.lastChild.dataset.page));
    holder.lastChild.remove();
  }
  while (holder.children.length < wanted.length) {
    const figure = frame(holder.children.length);
    holder.append(figure);
    seen.observe(figure);
  }
  const width = sheetWidth(wanted);
  stage.style.setProperty("--sheet", `${Math.round(width)}px`);
  wanted.forEach(([across, down], page) => {
    const figure = holder.children[page];
    for (const sheet of figure.querySelectorAll(".sheet")) {
      sheet.style.width = `${Math.round(width * across / widest(wanted))}px`;
      sheet.style.aspectRatio = `${across} / ${down}`;
    }
  });
  document.getElementById("fit").textContent = `${Math.round(zoom * 100)}%`;
  fill();
  follow();
}

function frame(page) {
  const sheet = (kind) => make("div", { class: `sheet ${kind}` }, make("img", { alt: "" }), make("div", { class: "marks" }), make("p", { class: "note", hidden: true }));
  const figure = make("figure", { class: "page" }, make("div", { class: "pair" }, sheet("pdf"), sheet("word")), make("figcaption"));
  figure.dataset.page = page;
  return figure;
}

function widest(wanted) { return Math.max(...wanted.map(([across]) => across), 1); }

function sheetWidth(wanted) {
  const columns = view() === "both" && stage.clientWidth > 700 ? 2 : 1;
  const room = (stage.clientWidth - GAP * (columns + 1)) / columns;
  const natural = widest(wanted) * (96 / 72) * 1.06;
  return Math.max(160, Math.min(room, natural) * zoom);
}

// ---- pictures -------------------------------------------------------------------------------------------------------

function fill() {
  const wanted = sizes();
  const kind = view();
  for (const figure of holder.children) {
    const page = Number(figure.dataset.page);
    const [pdf, word] = figure.querySelectorAll(".sheet");
    caption(figure, page, wanted.length);
    if (!visible.has(page)) continue;
    if (kind === "sheets") {
      put(pdf, `sheets/${shown.sheets.number}/${page}.png`, {}, sideName(page), shown.sheets.number);
      continue;
    }
    if (kind !== "word") fillPdf(figure, pdf, page);
    if (kind !== "pdf") fillWord(word, page);
  }
}

function fillPdf(figure, sheet, page) {
  const early = shown.early && shown.early.number > shown.build && shown.early.page === page ? shown.early : null;
  const there = page < shown.pages.length;
  note(sheet, !early && !there && shown.pages.length ? say("pdf-no-page") : "");
  const alt = say("page", { page: page + 1, pages: Math.max(shown.pages.length, page + 1) });
  if (early) put(sheet, `build/${early.number}/early/0.bmp`, {}, alt, early.number);
  else if (there) put(sheet, `build/${shown.build}/pdf/${page}.png`, {}, alt, shown.build);
}

function fillWord(sheet, page) {
  const { state, build, pages } = shown.word;
  const old = build && build !== shown.build;
  if (page < pages.length) {
    put(sheet, `build/${build}/word/${page}.png`, {}, say("page-word", { page: page + 1, pages: pages.length }), build);
    note(sheet, old ? `${say(state === "done" ? "word-older" : `word-${state}`)}` : "", old);
  } else {
    const words = say(build && !old ? "word-no-page" : state === "done" ? "word-no-page" : `word-${state}`);
    note(sheet, words, view() === "compare");
  }
}

function note(sheet, words, small = false) {
  const note = sheet.querySelector(".note");
  note.textContent = words;
  note.hidden = !words;
  note.classList.toggle("small", small);
}

function caption(figure, page, pages) {
  const words = view() === "sheets" ? sideName(page) : `${page + 1} / ${pages}`;
  figure.querySelector("figcaption").textContent = words;
}

function sideName(page) {
  const { duplex } = shown.sheets;
  if (!duplex) return say("side-number", { side: page + 1 });
  return say(page % 2 ? "side-back" : "side-front", { sheet: Math.floor(page / 2) + 1 });
}

// A picture takes the place of the one before when it is there: nothing flickers.
async function put(sheet, path, query, alt, number) {
  const pixels = Math.min(2400, Math.ceil(sheet.clientWidth * (window.devicePixelRatio || 1) / 50) * 50);
  if (!pixels) return;
  const address = `${path}?${new URLSearchParams({ window: name, width: pixels, ...query })}`;
  if (sheet.dataset.wanted === address) return;
  sheet.dataset.wanted = address;
  const picture = new Image();
  picture.alt = alt;
  picture.draggable = false;
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    if (sheet.dataset.wanted === address) delete sheet.dataset.wanted; // an older build, gone by now
    return;
  }
  if (sheet.dataset.wanted !== address) return;
  sheet.querySelector("img").replaceWith(picture);
  requestAnimationFrame(() => { sheet.dataset.shown = number; });
}

// ---- moving about ---------------------------------------------------------------------------------------------------

export function current() {
  const middle = stage.getBoundingClientRect().top + stage.clientHeight / 3;
  const found = figures().findIndex((figure) => figure.getBoundingClientRect().bottom > middle);
  return Math.max(0, found);
}

export function go(page) {
  const figure = holder.children[Math.max(0, Math.min(page, holder.children.length - 1))];
  if (!figure) return;
  const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  stage.scrollTo({ top: figure.offsetTop - holder.offsetTop, behavior: smooth ? "smooth" : "auto" });
}

export function zoomBy(step) {
  const page = current();
  const at = STEPS.reduce((best, each, n) => (Math.abs(each - zoom) < Math.abs(STEPS[best] - zoom) ? n : best), 0);
  zoom = step === 0 ? 1 : STEPS[Math.max(0, Math.min(STEPS.length - 1, at + step))];
  arrange();
  const figure = holder.children[page];
  if (figure) stage.scrollTop = figure.offsetTop - holder.offsetTop;
}

let last = -1;
export function follow() {
  const page = current();
  const pages = holder.children.length;
  const number = document.getElementById("page-number");
  number.textContent = pages ? `${page + 1} / ${pages}` : "";
  if (page !== last) { last = page; onPage(page); }
}

stage.addEventListener("scroll", follow, { passive: true });
new ResizeObserver(() => arrange()).observe(stage);
