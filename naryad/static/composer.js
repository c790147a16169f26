// Typing letters: digits choose a type by its minutes, a full stop the one of last time, Enter sends; a missing type is asked for.
// Everything works without this file; it only saves movements.
"use strict";
(() => {
  const form = document.getElementById("letter");
  const picker = form?.querySelector("[data-picker]");
  if (!form || !picker) return;
  const choices = [...picker.querySelectorAll("input[type=radio]")];
  const inField = (target) => target instanceof Element
    && target.matches("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable=true]");

  // The bar grows with its words; the page is told how high it is, so that nothing with the cursor lies under it.
  const bar = form.querySelector(".composer-actions");
  if (bar) new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  // 5 finds the 5 minute types, 1 0 the 10 minute ones; the same digits again go on to the next of equal minutes.
  let typed = "";
  let timer = 0;
  const take = (choice) => {
    choice.checked = true;
    choice.focus({ preventScroll: true });
    choice.closest(".pick").scrollIntoView({ block: "nearest" });
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    picker.classList.remove("asks");
  };
  const choose = (digits) => {
    const fitting = choices.filter((choice) => choice.dataset.minutes === digits);
    if (!fitting.length) return false;
    const at = fitting.findIndex((choice) => choice.checked);
    take(fitting[(at + 1) % fitting.length]);
    return true;
  };
  picker.querySelector("[data-as-last]")?.addEventListener("click", (event) => {
    const choice = choices.find((each) => each.value === event.currentTarget.dataset.asLast);
    if (choice) take(choice);
  });
  // A type is missing: ask right here, without leaving the page. A tag in the subject is a type too.
  const asks = () => {
    const subject = form.querySelector("[name=subject]");
    if (!choices.length || choices.some((choice) => choice.checked) || (subject && subject.value.includes("[#"))) return false;
    picker.classList.add("asks");
    picker.focus({ preventScroll: true });
    picker.scrollIntoView({ block: "nearest" });
    return true;
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-send]") && asks()) { event.preventDefault(); event.stopImmediatePropagation(); }
  });
  const digitOf = (event) => (/^[0-9]$/.test(event.key) ? event.key : "");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!document.querySelector("[popover]:popover-open")) form.requestSubmit(form.querySelector("[data-send]"));
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
})();
