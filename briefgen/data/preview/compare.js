// PDF and Word page over page: fading, blinking, or only what differs.

const bar = document.getElementById("compare-bar");
const fade = document.getElementById("fade");
const pages = document.getElementById("pages");
let way = "fade";
let beat = 0;

export function show(on) {
  bar.hidden = !on;
  pages.dataset.way = on ? way : "";
  clearInterval(beat);
  pages.style.setProperty("--over", Number(fade.value) / 100);
  document.getElementById("fade-row").hidden = way !== "fade";
  const blinking = document.getElementById("blinking");
  blinking.hidden = way !== "blink";
  for (const each of bar.querySelectorAll("[data-way]")) each.setAttribute("aria-checked", String(each.dataset.way === way));
  if (!on || way !== "blink") return;
  let word = false;
  const turn = () => {
    word = !word;
    pages.style.setProperty("--over", word ? 1 : 0);
    blinking.textContent = word ? "Word" : "PDF";
  };
  turn();
  beat = setInterval(turn, 700);
}

fade.addEventListener("input", () => pages.style.setProperty("--over", Number(fade.value) / 100));
document.getElementById("ways").addEventListener("click", (event) => {
  const button = event.target.closest("[data-way]");
  if (button) { way = button.dataset.way; show(true); }
});
