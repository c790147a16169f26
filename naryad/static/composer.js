// Writing letters: digits choose a type by its minutes, Enter sends, the draft is kept as it is typed.
// Everything works without this file; it only saves movements.
"use strict";
(() => {
  const form = document.getElementById("letter");
  const picker = form?.querySelector("[data-picker]");
  if (!form || !picker) return;
  const choices = [...picker.querySelectorAll("input[type=radio]")];
  const inField = (target) => target instanceof Element
    && target.matches("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable=true]");

  // 5 finds the 5 minute types, 1 0 the 10 minute ones; the same digits again go on to the next of equal minutes.
  let typed = "";
  let timer = 0;
  const choose = (digits) => {
    const fitting = choices.filter((choice) => choice.dataset.minutes === digits);
    if (!fitting.length) return false;
    const at = fitting.findIndex((choice) => choice.checked);
    const next = fitting[(at + 1) % fitting.length];
    next.checked = true;
    next.focus({ preventScroll: true });
    next.closest(".pick").scrollIntoView({ block: "nearest" });
    next.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const digitOf = (event) => (/^[0-9]$/.test(event.key) ? event.key : "");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-send]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || inField(event.target)) return;
    const digit = digitOf(event);
    if (digit) {
      event.preventDefault();
      clearTimeout(timer);
      timer = setTimeout(() => { typed = ""; }, 900);
      if (!choose(typed + digit)) { typed = ""; choose(digit); }
      typed = choices.some((choice) => choice.dataset.minutes.startsWith(typed + digit) && choice.dataset.minutes !== typed + digit) ? typed + digit : "";
      return;
    }
    const onButton = event.target instanceof Element && event.target.closest("a, button, summary");
    const send = form.querySelector("[data-send]");
    if (event.key === "Enter" && !onButton && send && choices.some((choice) => choice.checked)) {
      event.preventDefault();
      form.requestSubmit(send);
    }
  });

  // The draft is kept two seconds after the last change, one request at a time.
  const id = form.querySelector("[data-draft-id]");
  const saved = form.querySelector("[data-saved]");
  if (!id || !saved) return;
  let waiting = 0;
  let busy = false;
  let again = false;
  let sending = false;
  const keep = async () => {
    if (sending) return;
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch("/compose/draft", { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.ok) {
        const kept = await answer.json();
        id.value = kept.draft;
        saved.textContent = `${saved.dataset.savedWords} ${kept.saved}`;
      }
    } catch { /* the line is down: the text stays on the page, the next change tries again */ }
    busy = false;
    if (again) { again = false; keep(); }
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, 2000); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    // A first save under way would leave a second draft behind: sending waits for its number.
    clearTimeout(waiting);
    if (busy && !id.value) {
      event.preventDefault();
      delete form.dataset.sent;
      setTimeout(() => form.requestSubmit(event.submitter), 150);
      return;
    }
    sending = true;
  });
})();
