// Saves the part while one types. Without this script the buttons save it.
const form = document.querySelector("form[data-autosave]");
const says = form.querySelector("[data-autosave-says]");
const box = form.querySelector("textarea");
const PAUSE = 3000;
const AGAIN = 15000;
let saved = box.value;
let waiting;
let stopped = false;

const tell = (words) => { says.textContent = words; };

async function save() {
  const text = box.value;
  if (stopped || text === saved) return;
  const body = new FormData(form);
  let answer;
  try {
    answer = await fetch("", { method: "POST", body, headers: { "X-Autosave": "1" } });
  } catch {
    tell("Not saved: there is no connection. Keep this page open; it tries again by itself.");
    later(AGAIN);
    return;
  }
  if (answer.status === 401) {
    stopped = true;
    const { held } = await answer.json();
    tell(held
      ? "Your session has ended. What you typed is kept: press Save, sign in, and it is here again."
      : "Your session has ended. Copy what you typed before you sign in again.");
    return;
  }
  if (answer.status === 409) {
    stopped = true;
    tell((await answer.json()).said);
    return;
  }
  if (!answer.ok) {
    tell("Not saved yet. It tries again by itself.");
    later(AGAIN);
    return;
  }
  form.elements.version.value = (await answer.json()).version;
  saved = text;
  tell(`Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`);
  if (box.value !== saved) later(PAUSE);
}

function later(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(save, pause);
}

box.addEventListener("input", () => later(PAUSE));
window.addEventListener("online", save);
form.addEventListener("submit", () => { stopped = true; clearTimeout(waiting); });
window.addEventListener("beforeunload", (event) => {
  if (!stopped && box.value !== saved) event.preventDefault();
});
