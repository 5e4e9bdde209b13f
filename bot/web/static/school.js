// Keys for sorting by hand, and a training's progress. Without it the forms and links do the same.
"use strict";
(() => {
  const sort = document.getElementById("sort"), undo = document.getElementById("undo");

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("select, textarea, input:not([type=radio])")) return;
    const choice = sort && sort.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
    if (choice) {
      choice.checked = true;
      choice.focus();
    } else if (event.key === "Enter" && sort && !event.target.closest("a, button")) {
      sort.requestSubmit();
    } else if (event.key === "u" || event.key === "U") {
      if (undo.querySelector("button:disabled")) return;
      undo.requestSubmit();
    } else {
      return;
    }
    event.preventDefault();
  }

  // A form that was sent twice would meet its own label.
  function once(event) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  }

  async function follow(progress) {
    const told = await fetch(progress.dataset.address).then((answer) => answer.json());
    if (told.over) return location.assign(location.pathname);
    progress.querySelector("progress").value = told.share;
    progress.querySelector(".share").textContent = `${told.share}%`;
    progress.querySelector(".step").textContent = told.step;
    return again(progress);
  }
  const again = (progress) => setTimeout(() => follow(progress).catch(() => again(progress)), 1000);

  if (undo) {
    document.addEventListener("keydown", pressed);
    document.addEventListener("submit", once);
    // Who goes back finds the form as it was, ready to be sent.
    addEventListener("pageshow", () => [sort, undo].forEach((form) => form && delete form.dataset.sent));
  }
  const progress = document.getElementById("progress");
  if (progress) again(progress);
})();
