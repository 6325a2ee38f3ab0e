// Words of the page in the user's language.
let table = {};
export let language = "en";

export async function loadWords() {
  table = await (await fetch("words.json")).json();
  const known = localStorage.getItem("briefgen-language");
  const wanted = known || (navigator.languages || [navigator.language])[0] || "en";
  setLanguage(wanted.toLowerCase().startsWith("zh") ? "zh" : "en");
}

export function setLanguage(chosen, remember = false) {
  language = chosen;
  if (remember) localStorage.setItem("briefgen-language", chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-Hans" : "en";
  for (const each of document.querySelectorAll("[data-words]")) each.textContent = say(each.dataset.words);
  for (const each of document.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", say(each.dataset.label));
    if (each.matches("button, a")) each.title = say(each.dataset.label);
  }
  for (const each of document.querySelectorAll("[data-placeholder]")) each.placeholder = say(each.dataset.placeholder);
  const other = document.getElementById("language");
  other.textContent = chosen === "zh" ? "English" : "中文";
  other.lang = chosen === "zh" ? "en" : "zh";
}

export function say(key, values = {}) {
  const words = table[key];
  if (!words) throw new Error(`no words for ${key}`);
  return words[language === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// What comes from the server in both languages.
export function choose(both) {
  return both[language] || both.en || both.zh || "";
}

export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") || name.startsWith("data-") || name === "role" || name === "for" || name === "list") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}
