// Starts the design system's own scripts; every page works without them.
const { initAll } = await import(document.body.dataset.govuk);
initAll();

// A drawing wider than its frame must be reachable by keyboard to be scrolled, also one
// that took the place of another on the open page.
function reach(part) {
  for (const frame of part.querySelectorAll(".gt-chart__drawing")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
  }
}
reach(document);
document.addEventListener("htmx:afterSettle", (event) => reach(event.target));
