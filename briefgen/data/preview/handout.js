// Handouts: a layout is chosen, its sheets take the place of the pages, its files can be fetched.
import { post } from "./net.js";
import { showSheets, shown } from "./pages.js";
import { select } from "./source.js";
import { choose, language, make, say } from "./words.js";

const form = document.getElementById("handout");
const plan = document.getElementById("plan");
const FOR = {
  each: ["nup"], beside: ["notes"], rows: ["cards", "poster"], columns: ["cards", "poster"], gap: ["nup", "notes", "cards"],
  frames: ["nup", "notes", "booklet", "cards"], rules: ["nup", "cards"], binding: ["booklet", "nup", "pages"], fold: ["booklet"],
  duplex: ["pages", "booklet", "nup", "notes", "cards"],
};
let values = { layout: "", each: 4, beside: 3, rows: 2, columns: 2, paper: "", duplex: "auto", binding: "left", margin: "", gap: "", copies: null };
let papers = [];
let timer = 0;
let laying = false;
let again = false;
let made = 0;

export function open(catalogue) { papers = catalogue.papers; build(); }

export function build() {
  const options = (name, all, key = name) => make("select", { id: `sheet-${name}`, onchange: (event) => set(name, event.target.value) },
    ...all.map((each) => make("option", { value: each, textContent: say(`${key}-${each}`), selected: String(values[name]) === String(each) })));
  form.replaceChildren(
    row("layout", options("layout", ["", "booklet", "nup", "notes", "cards", "poster", "pages"])),
    row("each", make("select", { id: "sheet-each", onchange: (event) => set("each", Number(event.target.value)) },
      ...[2, 4, 6, 8, 9].map((each) => make("option", { value: each, textContent: each, selected: each === values.each })))),
    row("beside", number("beside", 1, 6)),
    row("rows", number("rows", 1, 12)),
    row("columns", number("columns", 1, 12)),
    row("paper", make("select", { id: "sheet-paper", onchange: (event) => set("paper", event.target.value) },
      make("option", { value: "", textContent: say("paper-") }),
      ...papers.map((each) => make("option", { value: each, textContent: each, selected: each === values.paper })))),
    row("duplex", options("duplex", ["auto", "long", "short", "none"])),
    row("binding", options("binding", ["left", "right"])),
    row("margin", length("margin")),
    row("gap", length("gap")),
    check("large"), check("grey"),
    check("frames"), check("rules"), check("crop"), check("fold"), check("registration"),
    row("copies", number("copies", 1, 500, say("copies-brief"))),
    check("number"), check("receipt"), check("ticket"),
  );
  relevant();
}

function row(name, control) {
  return make("div", { class: "row line", "data-field": name }, make("label", { htmlFor: control.id, textContent: say(name) }), control);
}

function number(name, least, most, placeholder = "") {
  return make("input", { type: "number", id: `sheet-${name}`, min: least, max: most, value: values[name] ?? "", placeholder,
    oninput: (event) => set(name, event.target.value === "" ? null : Number(event.target.value)) });
}

function length(name) {
  return make("input", { type: "text", id: `sheet-${name}`, value: values[name], placeholder: "5mm", spellcheck: false, oninput: (event) => set(name, event.target.value) });
}

function check(name) {
  return make("label", { class: "row switch", "data-field": name },
    make("input", { type: "checkbox", checked: values[name] === true, onchange: (event) => set(name, event.target.checked) }), make("span", { textContent: say(name) }));
}

function relevant() {
  for (const each of form.querySelectorAll("[data-field]")) {
    const name = each.dataset.field;
    each.hidden = name !== "layout" && (!values.layout || (name in FOR && !FOR[name].includes(values.layout)));
  }
}

function set(name, value) {
  values[name] = value;
  relevant();
  clearTimeout(timer);
  timer = setTimeout(lay, 250);
}

// ---- sheets ---------------------------------------------------------------------------------------------------------

export function renew() { if (values.layout && made && made !== shown.build) lay(); }

export function leave() {
  values.layout = "";
  made = 0;
  build();
  plan.replaceChildren();
  showSheets(null);
}

async function lay() {
  if (!values.layout) { leave(); return; }
  // One run at a time; of what was chosen meanwhile only the last is made.
  again = laying;
  if (laying) return;
  laying = true;
  made = shown.build;
  plan.setAttribute("aria-busy", "true");
  if (!plan.childElementCount) plan.replaceChildren(make("p", { class: "quiet", textContent: say("making-sheets") }));
  const answer = await post("sheets", { form: values }).finally(() => { laying = false; });
  if (again) { again = false; lay(); return; }
  plan.removeAttribute("aria-busy");
  if (values.layout) tell(await answer.json().catch(() => ({})));
}

function tell(found) {
  const parts = [make("button", { type: "button", class: "strong", textContent: say("back-to-pages"), onclick: leave })];
  if (found.wrong) parts.push(make("p", { class: "error", textContent: say("wrong-field", { field: say(found.wrong) }) }));
  for (const each of found.messages || []) parts.push(make("p", { class: each.severity, textContent: choose(each.text) }));
  if (found.plan) {
    const lines = found.plan[language].flatMap(([label, value]) => [make("dt", { textContent: label }), make("dd", { textContent: value })]);
    parts.push(make("dl", {}, ...lines));
    parts.push(make("h3", { textContent: say("files") }), make("ul", { class: "files" }, ...found.files.map(([name, size]) =>
      make("li", {}, make("a", { href: `sheets/${found.number}/file/${encodeURIComponent(name)}`, download: "", textContent: name }), make("span", { class: "quiet", textContent: ` ${Math.max(1, Math.round(size / 1000))} KB` })))));
    select(-1);
    showSheets({ number: found.number, sides: found.sides, duplex: found.duplex });
  }
  plan.replaceChildren(...parts);
}
