// Typing work from the keyboard: digits are norm minutes, letters look for a code or a name, the portrait stays in sight.
// Without this file every line has a plain form of its own; with it nothing is reloaded and nothing is waited for.
"use strict";
(() => {
  const root = document.querySelector("[data-typing]");
  const picker = root?.querySelector("[data-picker]");
  if (!picker) return;
  const find = (name) => picker.querySelector(`[data-${name}]`);
  const [query, list, none, enter, portrait, said, heading] = ["query", "matches", "none", "enter", "portrait", "said", "picker-for"]
    .map((name) => (name === "picker-for" ? picker.querySelector("[data-picker-for]") : find(name)));
  const described = find("described");
  const texts = find("texts").dataset;
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const refusedBox = document.querySelector("[data-refused]");

  const typesByDay = new Map();
  const busy = new Set();
  let active = root.dataset.active || null, mending = null, lastDone = null, lit = 0, matches = [], quantity = "", queue = Promise.resolve();

  // ---- rows
  const rows = () => [...part("waiting").querySelectorAll(".work")];
  const open = () => rows().filter((row) => !busy.has(row.dataset.entry) && !("asks" in row.dataset));
  const rowOf = (id) => root.querySelector(`.work[data-entry="${id}"]`);
  const picked = () => open().filter((row) => row.querySelector("[data-pick]")?.checked);
  const targets = () => {
    if (mending) return [rowOf(mending)].filter(Boolean);
    const several = picked();
    return several.length ? several : [rowOf(active)].filter((row) => row && !busy.has(active));
  };
  const titleOf = (row) => row.querySelector(".work-title").textContent.trim();

  const show = () => {
    const some = open();
    if (!mending && (!active || !some.some((row) => row.dataset.entry === active))) active = some[0]?.dataset.entry ?? null;
    root.querySelectorAll(".work").forEach((row) => {
      row.classList.toggle("active", row.dataset.entry === (mending || active));
      row.classList.toggle("busy", busy.has(row.dataset.entry));
      row.classList.toggle("picked", Boolean(row.querySelector("[data-pick]")?.checked));
      if (busy.has(row.dataset.entry) && !row.querySelector(".work-busy")) {
        const note = document.createElement("span");
        note.className = "work-busy";
        note.textContent = row.dataset.kind === "letter_out" && row.closest("[data-part=waiting]") ? texts.sending : texts.saving;
        row.append(note);
      }
    });
    const now = targets();
    picker.hidden = now.length === 0 && busy.size === 0;
    heading.textContent = now.length > 1 ? `${texts.chosen} ${now.length}`
      : now.length === 1 ? (mending ? `${texts.mending} ` : "") + titleOf(now[0]) : "";
    root.dispatchEvent(new CustomEvent("typing:now", { detail: mending || active }));
    match();
  };

  const move = (step, extend) => {
    const some = open();
    if (!some.length) return;
    const at = some.findIndex((row) => row.dataset.entry === active);
    if (extend && at >= 0) mark(some[at], true);
    const next = some[Math.min(Math.max(at + step, 0), some.length - 1)];
    mending = null;
    active = next.dataset.entry;
    if (extend) mark(next, true);
    next.scrollIntoView({ block: "nearest", behavior: "smooth" });
    show();
  };
  const mark = (row, on) => { const box = row.querySelector("[data-pick]"); if (box) box.checked = on ?? !box.checked; };

  // ---- types
  const typesOn = async (day) => {
    if (!typesByDay.has(day)) {
      typesByDay.set(day, fetch(`${root.dataset.typesUrl}?day=${day}`, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .catch(() => { typesByDay.delete(day); return []; }));
    }
    return typesByDay.get(day);
  };

  const RU = "йцукенгшщзхъфывапролджэячсмитьбю", EN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
  const LOOKS = { а: "a", в: "b", е: "e", к: "k", м: "m", н: "h", о: "o", р: "p", с: "c", т: "t", у: "y", х: "x" };
  const otherLayout = (text) => [...text].map((c) => { const ru = RU.indexOf(c), en = EN.indexOf(c); return ru >= 0 ? EN[ru] : en >= 0 ? RU[en] : c; }).join("");
  const looks = (text) => [...text].map((c) => LOOKS[c] || c).join("");

  const rank = (type, words) => {
    if (/^[\d.,]+$/.test(words)) {
      const minutes = words.replace(",", ".");
      return type.minutes === minutes ? 0 : type.minutes.startsWith(minutes) ? 1 : -1;
    }
    const names = [type.code.toLowerCase(), type.alias.toLowerCase()].filter(Boolean);
    const said = [words, otherLayout(words)];
    if (said.some((w) => names.includes(w)) || names.map(looks).includes(looks(words))) return 0;
    if (said.some((w) => names.some((name) => name.startsWith(w))) || names.some((name) => looks(name).startsWith(looks(words)))) return 1;
    const name = type.name.toLowerCase();
    if (said.some((w) => name.startsWith(w))) return 2;
    if (said.some((w) => name.includes(" " + w))) return 3;
    if (said.some((w) => w.length > 1 && name.includes(w))) return 4;
    const text = type.portrait ? [type.portrait.summary, ...type.portrait.belongs, ...type.portrait.examples].join(" ").toLowerCase() : "";
    return said.some((w) => w.length > 2 && text.includes(w)) ? 5 : -1;
  };

  // ---- what is suggested: `+` writes its code, Enter gives it like any other
  const suggestionOf = (id) => root.querySelector(`.work[data-entry="${id}"] [data-suggested], [data-shows="${id}"] [data-suggested]`);
  const suggest = () => {
    const suggestion = suggestionOf(mending || active);
    if (!suggestion) return;
    query.value = suggestion.dataset.suggested;
    query.focus({ preventScroll: true });
    match();
  };

  const match = async () => {
    const rowsNow = targets();
    if (!rowsNow.length) { list.replaceChildren(); portrait.replaceChildren(); none.hidden = true; return; }
    const typed = query.value;
    const types = await typesOn(rowsNow[0].dataset.day);
    if (typed !== query.value) return;
    const kinds = new Set(rowsNow.map((row) => row.dataset.kind));
    const parts = /^(.*?)(?:\s*[*×xх]\s*(\d+(?:[.,]\d+)?))?$/i.exec(typed.trim().toLowerCase());
    const words = parts[1];
    quantity = parts[2] || "";
    matches = types.filter((type) => [...kinds].every((kind) => type.kinds.includes(kind)))
      .map((type) => ({ type, rank: words ? rank(type, words) : 0 }))
      .filter((found) => found.rank >= 0)
      .sort((a, b) => a.rank - b.rank || (Number(a.type.minutes) === 0) - (Number(b.type.minutes) === 0)
        || (words ? b.type.used - a.type.used : 0) || Number(a.type.minutes) - Number(b.type.minutes) || a.type.code.localeCompare(b.type.code))
      .map((found) => found.type);
    lit = 0;
    draw(Boolean(words));
    // Unambiguous: exactly these minutes, one such type, and no longer number begins so. Zero minutes always ask for Enter.
    if (/^[\d.,]+$/.test(words) && !quantity && matches.length === 1 && matches[0].minutes === words.replace(",", ".")
        && words !== "0" && !matches[0].described) commit(matches[0]);
  };

  const draw = (searching) => {
    list.replaceChildren(...matches.slice(0, 40).map((type, at) => {
      const item = document.createElement("li");
      item.id = `picker-match-${at}`;
      item.className = "picker-match";
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(searching && at === lit));
      const minutes = document.createElement("span");
      minutes.className = "picker-minutes";
      minutes.textContent = type.written;
      const name = document.createElement("span");
      name.className = "picker-name";
      name.textContent = type.name;
      const code = document.createElement("span");
      code.className = "picker-code";
      code.textContent = type.code;
      item.append(minutes, name, code);
      if (type.portrait) {
        const summary = document.createElement("span");
        summary.className = "picker-summary";
        summary.textContent = type.portrait.summary;
        item.append(summary);
      }
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => commit(type));
      item.addEventListener("mouseenter", () => paint(type));
      return item;
    }));
    none.hidden = matches.length > 0;
    enter.hidden = !(searching && matches.length);
    light(searching ? lit : -1);
  };

  const light = (at) => {
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at >= 0 && list.children[at]) {
      query.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
      paint(matches[at]);
    } else {
      query.removeAttribute("aria-activedescendant");
      portrait.replaceChildren();
    }
    described.hidden = true;
  };

  const paint = (type) => {
    const made = [];
    const add = (tag, text, className) => { const node = document.createElement(tag); node.textContent = text; if (className) node.className = className; made.push(node); return node; };
    const lines = (title, items, className) => {
      if (!items.length) return;
      add("h4", title, className);
      const ul = document.createElement("ul");
      ul.className = className;
      items.forEach((text) => { const li = document.createElement("li"); li.textContent = text; ul.append(li); });
      made.push(ul);
    };
    add("h3", `${type.name} · ${type.written} ${texts.min}${type.places ? " / " + type.unit : ""}`);
    if (type.portrait) {
      add("p", type.portrait.summary);
      lines(texts.belongs, type.portrait.belongs, "belongs");
      lines(texts.not, type.portrait.not.map(([text, to]) => (to ? `${text} → ${to}` : text)), "not");
      lines(texts.separately, type.portrait.separately, "separately");
      lines(texts.examples, type.portrait.examples, "examples");
    }
    portrait.replaceChildren(...made);
  };

  // ---- giving the type
  const commit = (type, more = {}) => {
    const rowsNow = targets();
    if (!rowsNow.length) return;
    if (type.described && !more.minutes) {
      described.hidden = false;
      described.dataset.code = type.code;
      described.querySelector("input").focus();
      return;
    }
    const ids = rowsNow.map((row) => row.dataset.entry);
    const some = rows();
    const after = some.slice(some.indexOf(rowsNow[rowsNow.length - 1]) + 1).find((row) => !ids.includes(row.dataset.entry) && !busy.has(row.dataset.entry));
    ids.forEach((id) => busy.add(id));
    rowsNow.forEach((row) => mark(row, false));
    if (!mending) active = after?.dataset.entry ?? null;
    mending = null;
    const form = new FormData();
    ids.forEach((id) => form.append("entry", id));
    ids.map(suggestionOf).filter(Boolean).forEach((suggestion) => form.append("suggested", suggestion.dataset.proof));
    form.append("work_type", type.code);
    form.append("quantity", quantity);
    form.append("page_day", root.dataset.pageDay);
    Object.entries(more).forEach(([name, value]) => form.append(name, value));
    query.value = "";
    query.focus({ preventScroll: true });
    show();
    queue = queue.then(() => send(ids, form));
  };

  const send = async (ids, form) => {
    let answer = null;
    try {
      const response = await fetch(root.dataset.codeUrl || "/day/code", { method: "POST", body: form, headers: { Accept: "application/json", "X-CSRF-Token": root.dataset.csrf } });
      answer = await response.json();
      if (!response.ok) answer = { refused: [{ title: "", message: answer.message }] };
    } catch {
      answer = { refused: [{ title: "", message: texts.offline }] };
    }
    ids.forEach((id) => busy.delete(id));
    root.querySelectorAll(".work-busy").forEach((note) => note.remove());
    const kept = new Set(picked().map((row) => row.dataset.entry));
    for (const name of ["waiting", "done", "figures", "strip"]) if (answer[name] !== undefined) part(name).innerHTML = answer[name];
    rows().forEach((row) => { if (kept.has(row.dataset.entry)) mark(row, true); });
    tell(answer, ids);
    show();
    if (document.activeElement === document.body) query.focus({ preventScroll: true });
  };

  const tell = (answer, ids) => {
    const refused = answer.refused || [];
    root.dispatchEvent(new CustomEvent("typing:told", { detail: answer }));
    refusedBox.replaceChildren();
    if (refused.length) {
      const notice = document.createElement("div");
      notice.className = "notice error";
      const title = document.createElement("p");
      title.className = "notice-title";
      title.textContent = texts.refusal;
      const ul = document.createElement("ul");
      ul.className = "problems";
      refused.forEach((each) => { const li = document.createElement("li"); const b = document.createElement("strong"); b.textContent = each.title; li.append(b, " ", each.message); ul.append(li); });
      notice.append(title, ul);
      refusedBox.append(notice);
      if (!active && refused[0].entry) active = String(refused[0].entry);
    }
    if (answer.said) {
      said.textContent = answer.said;
      const stat = part("figures")?.querySelector(".stat-value");
      const gain = document.createElement("span");
      gain.className = "gain";
      gain.setAttribute("aria-hidden", "true");
      gain.textContent = answer.said;
      stat?.append(gain);
      gain.addEventListener("animationend", () => gain.remove());
      const fresh = ids.filter((id) => !refused.some((each) => String(each.entry) === id));
      lastDone = fresh[fresh.length - 1] ?? lastDone;
      fresh.forEach((id) => rowOf(id)?.classList.add("fresh"));
    }
    document.querySelectorAll("[data-waiting-count]").forEach((count) => { count.textContent = rows().length; });
    document.querySelector("[data-nothing-waits]").hidden = rows().length > 0;
    const nothing = document.querySelector("[data-nothing-done]");
    if (nothing) nothing.hidden = part("done").childElementCount > 0;
  };

  const mend = (id) => {
    const row = rowOf(id);
    if (!row || "shut" in row.dataset) return;
    mending = id;
    picker.hidden = false;
    query.value = "";
    row.scrollIntoView({ block: "nearest" });
    show();
    query.focus({ preventScroll: true });
  };

  // ---- keys
  query.addEventListener("input", match);
  query.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const empty = query.value.trim() === "";
    const stop = () => { event.preventDefault(); event.stopPropagation(); };
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyA" && empty) { stop(); open().forEach((row) => mark(row, true)); show(); return; }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      stop();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (empty) move(step, event.shiftKey);
      else { lit = Math.min(Math.max(lit + step, 0), Math.min(matches.length, 40) - 1); light(lit); }
    } else if (event.key === "Enter") {
      stop();
      if (!empty && matches[lit]) commit(matches[lit]);
    } else if (event.key === " " && empty) {
      stop();
      const row = rowOf(active);
      if (row && !mending) { mark(row); move(1, false); }
    } else if (event.key === "+" && empty) {
      stop();
      suggest();
    } else if (event.key === "Backspace" && empty && lastDone) {
      stop();
      mend(lastDone);
    } else if (event.key === "Escape") {
      stop();
      if (!empty) { query.value = ""; match(); } else if (mending) { mending = null; show(); } else if (picked().length) { picked().forEach((row) => mark(row, false)); show(); } else query.blur();
    }
  });
  described.addEventListener("submit", (event) => {
    event.preventDefault();
    const [minutes, text] = described.querySelectorAll("input");
    const type = matches.find((each) => each.code === described.dataset.code);
    if (!minutes.value) { minutes.focus(); return; }
    if (text && !text.value.trim()) { text.focus(); return; }
    commit(type, { minutes: minutes.value, description: text?.value ?? "" });
    described.querySelectorAll("input").forEach((input) => { input.value = ""; });
    described.hidden = true;
  });
  described.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); described.hidden = true; query.focus(); } });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || picker.hidden) return;
    const at = document.activeElement;
    if (at && at !== document.body && at.matches("input, select, textarea, button, a, summary")) return;
    if (/^[0-9]$/.test(event.key)) query.focus({ preventScroll: true });
    else if (event.key === "+") { event.preventDefault(); suggest(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); query.focus({ preventScroll: true }); move(event.key === "ArrowDown" ? 1 : -1, event.shiftKey); }
  });
  root.addEventListener("change", (event) => { if (event.target.matches("[data-pick]")) show(); });
  root.addEventListener("click", (event) => {
    const change = event.target.closest("[data-retype]");
    if (change && !event.ctrlKey && !event.metaKey) { event.preventDefault(); mend(change.closest(".work").dataset.entry); return; }
    const taken = event.target.closest("[data-take-suggestion]");
    if (taken) {
      mending = null;
      active = taken.closest(".work")?.dataset.entry ?? taken.closest("[data-shows]")?.dataset.shows ?? active;
      show();
      suggest();
      return;
    }
    const row = event.target.closest('[data-part="waiting"] .work');
    if (!row || event.target.closest("a, button, input, label, select, form")) return;
    mending = null;
    active = row.dataset.entry;
    show();
    query.focus({ preventScroll: true });
  });

  show();
  if (!picker.hidden && matchMedia("(pointer: fine)").matches && !document.querySelector("[aria-invalid=true]")) query.focus({ preventScroll: true });
})();
