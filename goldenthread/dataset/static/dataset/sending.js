// Sends a file in pieces and goes on where it stopped. Without this the form sends it whole.
const panel = document.querySelector("[data-sending]");
const form = document.querySelector("form[data-once]");
const field = form?.querySelector("input[type=file]");
const words = panel?.querySelector("[role=status]");
const bar = panel?.querySelector("progress");
const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
const WAITS = [1, 2, 5, 10, 20, 30, 60];

// A day as typed in its three boxes, or nothing where a box holds no number.
function day(name) {
  const typed = ["year", "month", "day"].map(
    (part) => form.querySelector(`[name=${name}_${part}]`)?.value.trim() ?? "",
  );
  if (!typed.every((value) => /^\d+$/.test(value))) return null;
  return typed.map((value) => value.padStart(2, "0")).join("-");
}

async function ask(url, options = {}) {
  const answer = await fetch(url, {
    ...options,
    headers: { "X-CSRFToken": token, ...options.headers },
  });
  const told = await answer.json();
  if (told.refused && answer.status !== 409) throw new Refused(told.refused);
  return told;
}

class Refused extends Error {}

function show(told) {
  const share = Math.floor((100 * told.held) / told.size);
  bar.value = share;
  words.textContent = `${share} per cent of the file has arrived.`;
}

async function pieces(told, file) {
  let failed = 0;
  while (told.held < told.size) {
    show(told);
    const piece = file.slice(told.held, told.held + told.piece);
    try {
      const body = await piece.arrayBuffer();
      told = await ask(`${told.put}?offset=${told.held}`, { method: "PUT", body });
      failed = 0;
    } catch (problem) {
      if (problem instanceof Refused || failed >= WAITS.length) throw problem;
      words.textContent = "The connection was lost. It goes on by itself in a moment.";
      await new Promise((done) => setTimeout(done, 1000 * WAITS[failed]));
      failed += 1;
      told = await ask(told.put).catch(() => told);
    }
  }
  location.assign(told.page);
}

async function send(event) {
  const file = field?.files[0];
  if (!file || file.size < 4 * 1024 * 1024) return; // small: whole, in one go
  const days = { starts_on: day("starts_on"), ends_on: day("ends_on") };
  if (panel.dataset.begin && !(days.starts_on && days.ends_on)) return; // the form tells
  event.preventDefault();
  panel.hidden = false;
  panel.scrollIntoView();
  try {
    let told;
    if (panel.dataset.put) {
      told = await ask(panel.dataset.put);
    } else {
      const body = JSON.stringify({
        ...days,
        name: file.name,
        size: file.size,
      });
      told = await ask(panel.dataset.begin, { method: "POST", body });
    }
    await pieces(told, file);
  } catch (problem) {
    words.textContent =
      problem instanceof Refused
        ? problem.message
        : "The connection was lost for long. What arrived is kept: open the submission and send the rest.";
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
}

form?.addEventListener("submit", send);
