// The small comforts every page shares: keys in either layout, the list of keys, copying, printing, notices that go away.
// Everything works without this file; it only saves movements.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("has-scripts");

  const inField = (target) => target instanceof Element
    && target.matches("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), select, textarea, [contenteditable=true], [data-own-keys], [data-own-keys] *");

  // The physical key under a Latin letter or digit, so that a Russian layout presses the same key.
  const codeOf = (key) => {
    if (/^[a-z]$/i.test(key)) return "Key" + key.toUpperCase();
    if (/^[0-9]$/.test(key)) return "Digit" + key;
    return { "[": "BracketLeft", "]": "BracketRight", ".": "Period", ",": "Comma" }[key] || key;
  };
  const pressed = (event, key) => event.key === key || event.code === codeOf(key)
    || (/^[0-9]$/.test(key) && event.code === "Numpad" + key);

  const visible = (element) => element.getClientRects().length > 0;
  const keyed = () => [...document.querySelectorAll("[data-key]")].filter((element) => visible(element) && !element.disabled);

  const use = (element) => {
    if (element.matches("input:not([type=checkbox],[type=radio]), select, textarea")) { element.focus(); element.select?.(); return; }
    if (element.matches("label")) { document.getElementById(element.htmlFor)?.click(); return; }
    if (element.matches("a[href], button")) element.focus({ preventScroll: true });
    element.click();
  };

  const sheet = document.getElementById("keys");
  const listKeys = () => {
    const rows = sheet?.querySelector("[data-key-rows]");
    if (!rows) return;
    rows.replaceChildren(...keyed().map((element) => {
      const line = document.createElement("div");
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      key.textContent = element.dataset.key.length === 1 ? element.dataset.key.toUpperCase() : element.dataset.key;
      term.append(key);
      const says = document.createElement("dd");
      const copy = element.cloneNode(true);
      copy.querySelectorAll("kbd, [aria-hidden=true]").forEach((part) => part.remove());
      says.textContent = element.dataset.keySays || copy.textContent.trim() || element.getAttribute("aria-label") || "";
      line.append(term, says);
      return line;
    }));
  };
  sheet?.addEventListener("beforetoggle", (event) => { if (event.newState === "open") listKeys(); });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.who[open], details.confirm[open]").forEach((open) => { open.open = false; open.querySelector("summary")?.focus(); });
      if (inField(document.activeElement) && !document.activeElement.closest("[data-own-keys]")) document.activeElement.blur();
      return;
    }
    if (inField(event.target)) return;
    if (event.key === "?" && sheet) { event.preventDefault(); sheet.togglePopover(); return; }
    if (document.querySelector("[popover]:popover-open")) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    if (event.shiftKey || event.repeat) return;
    const element = keyed().find((candidate) => pressed(event, candidate.dataset.key));
    if (element) { event.preventDefault(); use(element); }
  });

  // Sums shown on one page of a sitting stay shown on the next; a new sitting starts hidden.
  const money = document.getElementById("show-money");
  if (money) {
    try {
      money.checked = sessionStorage.getItem("show-money") === "1";
      money.addEventListener("change", () => sessionStorage.setItem("show-money", money.checked ? "1" : "0"));
    } catch { /* storage is closed in this browser: the switch works for the page */ }
  }

  document.addEventListener("click", async (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const copy = target?.closest("[data-copy]");
    if (copy) {
      const source = copy.parentElement.querySelector("[data-copy-source]");
      const text = source.textContent;
      try { await navigator.clipboard.writeText(text); } catch {
        const range = document.createRange();
        range.selectNodeContents(source);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.execCommand("copy");
      }
      const before = copy.textContent;
      copy.textContent = copy.dataset.copied;
      setTimeout(() => { copy.textContent = before; }, 1600);
      return;
    }
    if (target?.closest("[data-back]") && history.length > 1) { event.preventDefault(); history.back(); return; }
    if (target?.closest("[data-print]")) { window.print(); return; }
    document.querySelectorAll("details.who[open]").forEach((open) => { if (!open.contains(target)) open.open = false; });
  });

  // Whoever follows a link to one choice of the office means to change it.
  const choice = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (choice && !document.referrer.includes("/settings")) choice.querySelector(".setting form")?.closest("details")?.setAttribute("open", "");

  // Good news leaves by itself, unless it is being read or pointed at; everything else stays.
  document.querySelectorAll("[data-goes-away]").forEach((notice) => {
    let timer = 0;
    const start = () => { timer = setTimeout(() => notice.remove(), 9000); };
    notice.addEventListener("mouseenter", () => clearTimeout(timer));
    notice.addEventListener("mouseleave", start);
    start();
  });

  // A form is sent once; the button says that it is working.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("data-busy", "");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    document.querySelectorAll("[data-busy]").forEach((button) => button.removeAttribute("data-busy"));
  });
  // A download answers without leaving the page: let it be asked for again.
  document.querySelectorAll("form[data-download]").forEach((form) => form.addEventListener("submit", () => setTimeout(() => { delete form.dataset.sent; form.querySelectorAll("[data-busy]").forEach((button) => button.removeAttribute("data-busy")); }, 1500)));

  // What changes with a choice: <select data-submits> sends its form at once.
  document.querySelectorAll("[data-submits]").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));

  // On a page with a wrong field the cursor is already there.
  const wrong = document.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();
  else document.querySelector("[data-focus]")?.focus();

  // Cards on a phone name their cells; where a template left a name out, the heading gives it.
  document.querySelectorAll("table.cards").forEach((table) => {
    const names = [...table.querySelectorAll("thead :is(th, td)")].map((cell) => cell.textContent.trim());
    table.querySelectorAll("tbody tr").forEach((row) => {
      let column = 0;
      for (const cell of row.cells) {
        if (names[column] && cell.colSpan === 1 && !cell.hasAttribute("data-label")) cell.dataset.label = names[column];
        column += cell.colSpan;
      }
    });
  });
})();
