// A record that moves on by itself: asks whether it has, then shows the page as it is now.
// Without this a link does the same.
const panel = document.querySelector("[data-under-way]");
const EVERY = 3000;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(panel.dataset.underWay);
      if (!answer.ok) return; // signed out, or no longer there: the link will say so
      if (!(await answer.json()).under_way) {
        location.reload();
        return;
      }
    } catch {
      // The connection was lost; it is asked again.
    }
  }
  setTimeout(look, EVERY);
}

if (panel) setTimeout(look, EVERY);
