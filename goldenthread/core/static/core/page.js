// Starts the design system's own scripts; every page works without them.
const { initAll } = await import(document.body.dataset.govuk);
initAll();
