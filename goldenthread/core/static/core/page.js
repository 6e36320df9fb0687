// Starts the design system's own scripts; every page works without them.
const { initAll } = await import(document.body.dataset.govuk);
initAll();

// A drawing wider than its frame must be reachable by keyboard to be scrolled.
for (const frame of document.querySelectorAll(".gt-chart__drawing")) {
  if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
}
