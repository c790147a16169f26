// Standard letters: words narrow the list and Enter takes the marked one; the fields of a text show as it is written.
// Everything works without this file; it only saves movements.
"use strict";
(() => {
  const filter = document.querySelector("[data-standard-filter]");
  const rows = [...document.querySelectorAll("[data-standard-page] > li")];
  if (filter && rows.length) {
    const shown = () => rows.filter((row) => !row.hidden);
    let at = 0;
    const light = (number) => { at = number; rows.forEach((row) => row.classList.remove("lit")); shown()[at]?.classList.add("lit"); shown()[at]?.scrollIntoView({ block: "nearest" }); };
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => { row.hidden = !words.every((word) => row.querySelector("a").textContent.toLowerCase().includes(word)); });
      light(0);
    });
    filter.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); const all = shown().length; if (all) light((at + (event.key === "ArrowDown" ? 1 : -1) + all) % all); }
      else if (event.key === "Enter" && shown()[at]) { event.preventDefault(); shown()[at].querySelector("a").click(); }
    });
    light(0);
  }

  const section = document.querySelector("[data-field-rows]");
  if (!section) return;
  const form = section.closest("form");
  const list = section.querySelector("[data-rows]");
  const template = section.querySelector("[data-row-template]");
  const none = section.querySelector("[data-no-fields]");
  const known = new Map();
  const key = (name) => name.replace(/\s+/g, " ").toLowerCase();
  list.querySelectorAll("[data-field-row]").forEach((row) => known.set(key(row.querySelector("[name=field_name]").value), row));
  const find = () => {
    const text = `${form.elements.subject.value}\n${form.querySelector("[data-editor]").innerText}`;
    const names = new Map();
    for (const found of text.matchAll(/\{\{\s*([^{}<>\n]{1,80}?)\s*\}\}/g)) if (!names.has(key(found[1]))) names.set(key(found[1]), found[1].replace(/\s+/g, " "));
    names.forEach((name, its) => {
      if (known.has(its)) return;
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector("strong").textContent = row.querySelector("[name=field_name]").value = name;
      known.set(its, row);
    });
    // A field whose braces are broken for a moment keeps its settings until the page is left.
    list.replaceChildren(...[...names.keys()].map((its) => known.get(its)));
    none.hidden = names.size > 0;
  };
  const open = () => list.querySelectorAll("[data-field-row]").forEach((row) => { row.querySelector(".only-choice").hidden = row.querySelector("select").value !== "choice"; });
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => { find(); open(); }, 200); });
  find();
  open();
})();
