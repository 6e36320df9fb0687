// A slider over the periods of the map. The page works without it: a list and links.
const frame = document.querySelector("[data-map-slider]");
const list = document.querySelector("#map-on");
const shown = document.querySelector("#map-shown");
if (frame && list && list.options.length > 1) begin();
mark();

function begin() {
  const slider = frame.querySelector("input");
  const now = frame.querySelector("output");
  let latest = 0;
  slider.max = list.options.length - 1;
  slider.value = list.selectedIndex;
  frame.hidden = false;
  say();
  slider.addEventListener("input", say);
  slider.addEventListener("change", turn);

  function say() {
    const words = list.options[slider.value].text;
    now.value = words;
    slider.setAttribute("aria-valuetext", words);
  }

  async function turn() {
    const mine = (latest += 1);
    list.selectedIndex = slider.value;
    const asked = new URLSearchParams(new FormData(list.form));
    const page = `?${asked}`;
    asked.set("part", "shown");
    const answer = await fetch(`?${asked}`);
    if (mine !== latest) return;
    // Signed out, or gone: the whole page says so.
    if (!answer.ok || answer.redirected) return location.assign(page);
    shown.innerHTML = await answer.text();
    history.replaceState(null, "", page);
    mark();
  }
}

// A row and its place on the map are shown together.
function mark() {
  const places = shown?.querySelectorAll(".map-area") ?? [];
  for (const row of shown?.querySelectorAll("[data-place]") ?? []) {
    const place = places[row.dataset.place];
    const light = (on) => () => {
      row.classList.toggle("gt-map-lit", on);
      place?.classList.toggle("gt-map-lit", on);
    };
    for (const one of [row, place]) {
      one?.addEventListener("mouseenter", light(true));
      one?.addEventListener("mouseleave", light(false));
    }
  }
}
