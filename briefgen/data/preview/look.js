// The parameters as a form: what is tried shows at once and is kept only when it is saved.
import { post } from "./net.js";
import { choose, make, say } from "./words.js";

const form = document.getElementById("look");
export let tried = {};
let settings = [];
let template = "";
let pictures = [];
let send = () => {};
let told = "";
let fresh = true;

export function whenTried(tell) { send = tell; }

export function forget() { tried = {}; }

export function show(data, catalogue) {
  if (data.settings.length === 0 && data.state !== "ready") return; // what was there stays while there are errors
  const same = template === data.template && settings.map((each) => each.name).join() === data.settings.map((each) => each.name).join();
  settings = data.settings;
  template = data.template;
  pictures = catalogue.pictures;
  // After a reload, what was being tried is known to the server only.
  if (fresh) for (const each of settings) if (each.origin === "window") tried[each.name] = each.text;
  fresh = false;
  if (same && form.childElementCount) refresh(); else build();
}

export function build() {
  form.replaceChildren(...(settings.length ? settings.map(row) : [make("p", { class: "quiet", textContent: say("no-parameters") })]), bar());
  refresh();
}

function row(setting) {
  const id = `look-${setting.name}`;
  const help = choose(setting.help);
  const head = make("div", { class: "head" },
    make("label", { htmlFor: id, textContent: choose(setting.label) || setting.name.replaceAll("_", " ") }),
    make("span", { class: "origin" }),
    make("button", { type: "button", class: "link", textContent: say("reset"), onclick: () => change(setting.name, null), "aria-label": `${say("reset")}: ${choose(setting.label) || setting.name}` }));
  const made = make("div", { class: "row", "data-name": setting.name }, head, control(setting, id));
  if (help) {
    made.append(make("p", { class: "quiet help", id: `${id}-help`, textContent: help }));
    made.querySelector(`#${CSS.escape(id)}`).setAttribute("aria-describedby", `${id}-help`);
  }
  return made;
}

function control(setting, id) {
  const { name, kind } = setting;
  const now = (event) => change(name, event.target.value);
  switch (kind) {
    case "colour":
      return make("div", { class: "inputs" },
        make("input", { type: "color", class: "swatch", oninput: now, "aria-label": choose(setting.label) || name }),
        make("input", { type: "text", id, class: "value", oninput: now, spellcheck: false }));
    case "length":
      return make("div", { class: "inputs" },
        make("input", { type: "range", class: "slider", min: 0, max: 100, step: "any", "aria-label": choose(setting.label) || name, oninput: (event) => slide(setting, event.target) }),
        make("input", { type: "text", id, class: "value short", oninput: now, spellcheck: false }));
    case "choice":
      return make("select", { id, class: "value", onchange: now }, ...setting.choices.map((each) => make("option", { value: each, textContent: each })));
    case "yesno":
      return make("label", { class: "switch" }, make("input", { type: "checkbox", id, onchange: (event) => change(name, event.target.checked ? "yes" : "no") }), make("span", { textContent: say("yes") }));
    case "image":
      return make("div", { class: "inputs" },
        make("input", { type: "text", id, class: "value", oninput: now, list: `${id}-list`, placeholder: say("no-picture") }),
        make("datalist", { id: `${id}-list` }, ...pictures.map((each) => make("option", { value: each }))));
    case "font":
      return make("input", { type: "text", id, class: "value wide", oninput: now, spellcheck: false });
    default:
      return make("textarea", { id, class: "value", rows: 1, oninput: now });
  }
}

function bar() {
  return make("div", { class: "save" },
    make("p", { class: "quiet", id: "save-note", role: "status" }),
    make("button", { type: "submit", class: "strong", textContent: say("save") }),
    make("button", { type: "button", textContent: say("discard"), onclick: () => { tried = {}; told = ""; send(tried); refresh(); } }));
}

// ---- values ---------------------------------------------------------------------------------------------------------

function change(name, text) {
  if (text === null) delete tried[name]; else tried[name] = text;
  told = "";
  send(tried);
  refresh();
}

function value(setting) {
  if (setting.name in tried) return tried[setting.name];
  return setting.origin === "window" ? setting.default : setting.text;
}

function refresh() {
  for (const setting of settings) {
    const made = form.querySelector(`[data-name="${CSS.escape(setting.name)}"]`);
    if (!made) continue;
    const text = value(setting);
    const open = setting.name in tried;
    const field = made.querySelector(".value");
    if (field && field !== document.activeElement && field.value !== text) field.value = text;
    if (setting.kind === "yesno") made.querySelector("input").checked = /^(yes|true|on|1|是)$/i.test(text.trim());
    if (setting.kind === "colour") made.querySelector(".swatch").value = hex(text);
    if (setting.kind === "length") setSlider(made.querySelector(".slider"), setting, text);
    const origin = open ? "window" : setting.origin === "window" ? "template" : setting.origin;
    made.querySelector(".origin").textContent = say(`origin-${origin}`);
    made.querySelector(".origin").className = `origin ${origin}`;
    made.querySelector(".head button").hidden = !open;
  }
  const any = Object.keys(tried).length > 0;
  document.getElementById("unsaved").hidden = !any;
  form.querySelector(".save")?.classList.toggle("on", any || Boolean(told));
  for (const button of form.querySelectorAll(".save button")) button.hidden = !any;
  const stronger = settings.some((each) => each.name in tried && briefs.has(each.name));
  const note = document.getElementById("save-note");
  if (note) note.textContent = told || (any && stronger ? say("brief-stronger") : "");
}

const briefs = new Set();

export function remember(data) {
  for (const each of data.settings) if (each.origin === "brief") briefs.add(each.name);
}

const LENGTH = /^\s*(-?\d*\.?\d+)\s*(\D*)$/;

function setSlider(slider, setting, text) {
  const [, number, unit] = LENGTH.exec(text) || [];
  slider.hidden = number === undefined;
  if (number === undefined || slider === document.activeElement && slider.dataset.sliding) return;
  const usual = Number((LENGTH.exec(setting.default) || [])[1]) || Number(number) || 10;
  const most = Math.max(usual * 3, Number(number) * 1.2);
  slider.max = most;
  slider.step = most > 30 ? 0.5 : most > 3 ? 0.25 : 0.05;
  slider.dataset.unit = unit.trim() || "pt";
  slider.value = number;
}

function slide(setting, slider) {
  slider.dataset.sliding = "yes";
  change(setting.name, `${Number(Number(slider.value).toFixed(2))}${slider.dataset.unit}`);
  delete slider.dataset.sliding;
}

// What a colour field can show; names of colours are worked out by the browser.
function hex(text) {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = "#000000";
  canvas.fillStyle = text.trim();
  return /^#[0-9a-f]{6}$/.test(canvas.fillStyle) ? canvas.fillStyle : "#000000";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const saved = { ...tried };
  if (!Object.keys(saved).length) return;
  const answer = await post("save", { template, parameters: saved });
  const found = answer.ok ? await answer.json() : { messages: [] };
  const errors = found.messages.filter((each) => each.severity === "error");
  if (!answer.ok || errors.length) {
    told = errors.map((each) => choose(each.text)).join(" ") || String(answer.status);
  } else {
    for (const name of Object.keys(saved)) if (tried[name] === saved[name]) delete tried[name];
    told = say("saved");
    send(tried);
  }
  refresh();
});
