// The page: what the server tells goes to the parts, what the user wants goes to the server.
import * as compare from "./compare.js";
import * as handout from "./handout.js";
import * as look from "./look.js";
import * as messages from "./messages.js";
import { get, name, of, post } from "./net.js";
import * as pages from "./pages.js";
import * as search from "./search.js";
import * as source from "./source.js";
import { choose, language, loadWords, make, say, setLanguage } from "./words.js";

const $ = (id) => document.getElementById(id);
const VIEWS = ["pdf", "both", "word", "compare"];
let catalogue = { revision: 0, briefs: [], templates: [], pictures: [], papers: [] };
let data = null;
let lost = false;

// ---- what the server tells ------------------------------------------------------------------------------------------

function listen() {
  const stream = new EventSource(`events?${new URLSearchParams({ window: name })}`);
  stream.onmessage = (event) => { lost = false; take(JSON.parse(event.data)); };
  stream.onerror = () => { lost = true; tellState(); };
}

async function take(news) {
  const first = data === null;
  data = news;
  if (first) lookAt();
  pages.show(data); // the page in view comes first
  tellState();
  messages.show(data);
  if (news.catalogue !== catalogue.revision) {
    catalogue = await get("catalogue");
    handout.open(catalogue);
    if (news !== data) return;
  }
  choices();
  look.remember(data);
  look.show(data, catalogue);
  downloads();
  handout.renew();
  await source.load();
  if (news !== data) return;
  messages.show(data);
  search.search(true);
}

function choices() {
  const briefs = $("brief");
  fillSelect(briefs, catalogue.briefs.map((each) => [each.id, each.id]));
  briefs.value = data.brief;
  const templates = $("template");
  const own = data.chosen || !data.template ? say("template-own") : `${data.template} (${say("template-own")})`;
  fillSelect(templates, [["", own], ...catalogue.templates.map((each) => [each.name, `${each.name} · ${choose(each.title)}`])]);
  templates.value = data.chosen || "";
  document.title = `${data.brief} · briefgen`;
}

function fillSelect(select, entries) {
  const same = select.options.length === entries.length && entries.every(([value, words], n) => select.options[n].value === value && select.options[n].textContent === words);
  if (!same) select.replaceChildren(...entries.map(([value, textContent]) => make("option", { value, textContent })));
}

function tellState() {
  const state = $("state");
  if (lost) { state.dataset.state = "lost"; state.textContent = say("lost"); $("nothing").textContent = say("lost-long"); $("nothing").hidden = pages.shown.build > 0; return; }
  if (!data) return;
  const seconds = data.build?.seconds;
  state.dataset.state = data.state;
  state.textContent = data.state === "ready" && seconds ? say("ready-in", { seconds }) : say(data.state);
  $("nothing").hidden = Boolean(data.build || data.early);
  $("nothing").textContent = data.state === "building" ? say("first-build") : say("no-pages");
}

function downloads() {
  const build = data.build;
  const set = (link, there, kind) => {
    if (there) { link.href = of(build.number, `file.${kind}`); link.removeAttribute("aria-disabled"); } else { link.removeAttribute("href"); link.setAttribute("aria-disabled", "true"); }
  };
  set($("get-pdf"), build, "pdf");
  set($("get-word"), build?.docx, "docx");
}

// ---- what the user wants --------------------------------------------------------------------------------------------

let sending = false;
let again = false;

// One wish is under way at a time; of those that come meanwhile only the last is sent.
async function wish() {
  if (sending) { again = true; return; }
  sending = true;
  try {
    await post("choose", { brief: $("brief").value, template: $("template").value, parameters: look.tried });
  } finally {
    sending = false;
    if (again) { again = false; wish(); }
  }
}

function setView(wanted) {
  document.body.dataset.view = wanted;
  localStorage.setItem("briefgen-view", wanted);
  for (const each of $("views").children) each.setAttribute("aria-checked", String(each.dataset.view === wanted));
  compare.show(wanted === "compare");
  if (data) lookAt();
  source.select(-1);
  pages.arrange();
  search.search(true);
}

// What is in view is built first, and LibreOffice draws only what is looked at.
function lookAt() {
  post("view", { page: pages.current(), word: document.body.dataset.view !== "pdf" }).catch(() => {});
}

function setTab(wanted) {
  const small = matchMedia("(max-width: 860px)").matches;
  const tab = wanted === document.body.dataset.tab && small ? "" : wanted;
  document.body.dataset.tab = tab;
  for (const each of document.querySelectorAll("[role=tab]")) each.setAttribute("aria-selected", String(each.dataset.tab === tab));
  for (const each of document.querySelectorAll("[role=tabpanel]")) each.hidden = each.id !== `panel-${tab}`;
}

function help() {
  const rows = [["← →", "key-pages"], ["+ − 0", "key-zoom"], ["/", "key-search"], [". ,", "key-sources"], ["1 2 3 4", "key-views"], ["Esc", "key-close"]];
  $("help").replaceChildren(
    make("h2", { id: "help-title", textContent: say("keys") }),
    make("dl", {}, ...rows.flatMap(([keys, words]) => [make("dt", {}, ...keys.split(" ").map((key) => make("kbd", { textContent: key }))), make("dd", { textContent: say(words) })])),
    make("p", { textContent: say("help-click") }),
    make("form", { method: "dialog" }, make("button", { class: "strong", textContent: say("close") })),
  );
  $("help").querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); $("help").close(); });
  $("help").showModal();
}

const KEYS = {
  ArrowRight: () => pages.go(pages.current() + 1),
  ArrowLeft: () => pages.go(pages.current() - 1),
  "+": () => pages.zoomBy(1), "=": () => pages.zoomBy(1), "-": () => pages.zoomBy(-1), 0: () => pages.zoomBy(0),
  "/": search.begin,
  ".": () => source.step(1), ",": () => source.step(-1),
  "?": help,
  Escape: () => { source.select(-1); search.clear(); },
};
VIEWS.forEach((view, n) => { KEYS[n + 1] = () => setView(view); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "Enter" && event.target === $("stage")) { source.openSelected(); return; }
  const inRow = event.target.closest("[role=radiogroup], [role=tablist]");
  if (inRow && event.key.startsWith("Arrow")) { turn(inRow, event); return; }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

// Arrows move within a row of buttons, as people who use a screen reader expect.
function turn(row, event) {
  const all = [...row.querySelectorAll("button")];
  const next = all[(all.indexOf(document.activeElement) + (event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length];
  event.preventDefault();
  next.focus();
  next.click();
}

function wire() {
  $("brief").addEventListener("change", () => { look.forget(); handout.leave(); source.select(-1); wish(); });
  $("template").addEventListener("change", () => { look.forget(); handout.leave(); wish(); });
  look.whenTried(wish);
  pages.whenPageChanges(() => { if (data) lookAt(); });
  for (const each of $("views").children) each.addEventListener("click", () => setView(each.dataset.view));
  for (const each of document.querySelectorAll("[role=tab]")) each.addEventListener("click", () => setTab(each.dataset.tab));
  $("larger").addEventListener("click", () => pages.zoomBy(1));
  $("smaller").addEventListener("click", () => pages.zoomBy(-1));
  $("fit").addEventListener("click", () => pages.zoomBy(0));
  $("keys").addEventListener("click", help);
  $("language").addEventListener("click", () => {
    setLanguage(language === "zh" ? "en" : "zh", true);
    look.build();
    handout.build();
    if (data) take(data);
  });
}

await loadWords();
wire();
setTab(matchMedia("(max-width: 860px)").matches ? "" : "messages");
const kept = localStorage.getItem("briefgen-view");
document.body.dataset.view = VIEWS.includes(kept) ? kept : matchMedia("(min-width: 1100px)").matches ? "both" : "pdf";
listen();
setView(document.body.dataset.view);
