// Suggestions beside a letter's types: `+`, or a press on the suggestion, chooses the type; sending stays another key.
// In the composer the suggestion follows the letter as it is written. Without this file nothing is lost but the key.
"use strict";
(() => {
  const choose = (code) => {
    const choice = [...document.querySelectorAll('[data-picker] input[name="work_type"]')].find((each) => each.value === code);
    if (!choice) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    choice.closest(".pick")?.scrollIntoView({ block: "nearest" });
    choice.focus({ preventScroll: true });
  };
  const inField = (target) => target instanceof Element
    && target.matches("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable=true]");
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-take-suggestion]");
    if (button && document.querySelector("[data-picker] input[name=work_type]")) choose(button.closest("[data-suggested]").dataset.suggested);
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inField(event.target)) return;
    const suggestion = event.key === "+" && document.querySelector("[data-suggested]");
    if (!suggestion || !document.querySelector("[data-picker] input[name=work_type]")) return;
    event.preventDefault();
    choose(suggestion.dataset.suggested);
  });

  const place = document.querySelector("[data-suggestion-url]");
  const form = place?.closest("form");
  if (!form) return;
  let waiting = 0;
  let asked = "";
  const ask = async () => {
    const sent = new FormData();
    for (const name of ["csrf", "subject", "text", "html", "to", "cc", "bcc"]) {
      const field = form.elements.namedItem(name);
      if (field && !field.disabled) sent.set(name, field.value);
    }
    const written = [...sent.values()].join("\n");
    if (written === asked) return;
    asked = written;
    try {
      const answer = await fetch(place.dataset.suggestionUrl, { method: "POST", body: sent });
      if (answer.ok && written === asked) place.innerHTML = await answer.text();
    } catch { /* the line is down: no suggestion, and nothing else changes */ }
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(ask, 1200); };
  form.addEventListener("input", later);
  ask();
})();
