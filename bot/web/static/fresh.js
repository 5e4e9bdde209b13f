// The day as it stands now: the page asks for itself every minute while somebody may be looking, and
// takes over what has changed. Without it one loads the page again.
"use strict";
(() => {
  const EVERY = 60000, main = document.getElementById("main");

  // Whoever reads with the keyboard, or has marked something, keeps what they have before them.
  const isBusy = () =>
    document.hidden ||
    (main.contains(document.activeElement) && document.activeElement !== main) ||
    !getSelection().isCollapsed;

  async function look() {
    if (isBusy()) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) return location.reload();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (fresh && !isBusy()) main.replaceChildren(...fresh.childNodes);
  }
  const again = () => look().catch(() => {});

  setInterval(again, EVERY);
  document.addEventListener("visibilitychange", again);
})();
