// The letter being written: kept as it is typed, addresses completed, files taken, fields of a standard letter shown in
// place. Everything works without this file; it only saves movements.
"use strict";
(() => {
  const form = document.getElementById("letter");
  const id = form?.querySelector("[data-draft-id]");
  if (!form || !id) return;
  const token = form.querySelector("[name=csrf]").value;
  const revision = form.querySelector("[data-revision]");
  const saved = form.querySelector("[data-saved]");
  const headers = { Accept: "application/json", "X-CSRF-Token": token };

  // ---- the draft is kept a second and a half after the last change, one request at a time
  let waiting = 0;
  let going = null;
  let changed = false;
  let sending = false;
  let blocked = false;
  const tell = (text, isWrong) => { saved.textContent = text; saved.classList.toggle("field-error", Boolean(isWrong)); };
  const keep = () => {
    clearTimeout(waiting);
    if (sending || blocked) return Promise.resolve(false);
    if (going) { changed = true; return going.then(() => (changed ? keep() : true)); }
    changed = false;
    going = post().finally(() => { going = null; if (changed) later(); });
    return going;
  };
  const post = async () => {
    form.dispatchEvent(new Event("rich:store"));
    const body = new FormData(form);
    body.delete("files");
    try {
      const answer = await fetch("/compose/draft", { method: "POST", body, headers });
      const kept = await answer.json();
      if (!answer.ok) {
        // Another window has this draft: from here on only the person's own step writes over it.
        if (kept.code === "draft_changed_elsewhere") { blocked = true; revision.value = kept.revision; }
        tell(kept.message, true);
        return false;
      }
      id.value = kept.draft;
      revision.value = kept.revision;
      if (location.search !== `?draft=${kept.draft}`) history.replaceState(null, "", `/compose?draft=${kept.draft}`);
      tell(`${saved.dataset.savedWords} ${kept.saved}`);
      offerLast(kept.as_last);
      return true;
    } catch {
      tell(saved.dataset.lostWords, true);
      return false;
    }
  };
  const later = () => { changed = true; clearTimeout(waiting); waiting = setTimeout(keep, 1500); };
  form.addEventListener("input", (event) => { if (!event.target.closest("[data-own-keys]") && event.target.type !== "file") later(); });
  form.addEventListener("change", (event) => { if (event.target.type !== "file" && !event.target.closest("[data-own-keys]")) later(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    if (going || uploading) {
      // A saving under way would leave a second draft behind: the step waits for its number.
      const submitter = event.submitter;
      event.preventDefault();
      Promise.resolve(going || uploading).then(() => setTimeout(() => form.requestSubmit(submitter), 0));
      return;
    }
    sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => { if (changed && !sending) { keep(); event.preventDefault(); } });

  const last = form.querySelector("[data-as-last]");
  const offerLast = (type) => {
    if (!last) return;
    last.hidden = !type;
    if (!type) return;
    last.dataset.asLast = type.code;
    last.querySelector("[data-as-last-name]").textContent = type.name;
    last.querySelector("[data-as-last-minutes]").textContent = type.minutes;
  };

  // ---- Enter goes on to the next empty field, and from the last one into the text
  const editor = form.querySelector("[data-editor]");
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.defaultPrevented || !event.target.matches?.("[data-next]")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("[data-next]")];
    const next = fields.slice(fields.indexOf(event.target) + 1).find((field) => !field.value.trim() && !field.closest(".copies"));
    (next || editor)?.focus();
  });

  // ---- addresses grow with what is typed and are completed from earlier letters, clients and colleagues
  const grow = (box) => { box.rows = Math.min(6, 1 + (box.value.match(/\n/g) || []).length + Math.floor(box.value.length / 70)); };
  form.querySelectorAll("[data-addresses]").forEach((box) => {
    const list = box.parentElement.querySelector(".offers");
    let lit = -1;
    let asked = 0;
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
    const start = () => {
      const before = box.value.slice(0, box.selectionStart);
      const quotes = (before.match(/"/g) || []).length % 2;
      return quotes ? before.lastIndexOf('"') : Math.max(...[",", ";", "\n"].map((sign) => before.lastIndexOf(sign))) + 1;
    };
    const shut = () => { list.hidden = true; lit = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
    const light = (at) => {
      lit = at;
      [...list.children].forEach((offer, number) => offer.setAttribute("aria-selected", String(number === at)));
      if (list.children[at]) { box.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
    };
    const take = (offer) => {
      const from = start();
      const rest = box.value.slice(box.selectionStart).replace(/^[^,;\n]*/, "");
      const head = box.value.slice(0, from);
      box.value = `${head}${head && !/[\s]$/.test(head) ? " " : ""}${offer.dataset.text}${rest || ", "}`;
      box.selectionStart = box.selectionEnd = box.value.length - rest.length;
      shut();
      grow(box);
      later();
    };
    const ask = async () => {
      const words = box.value.slice(start(), box.selectionStart).trim();
      if (words.length < 2) { shut(); return; }
      const mine = ++asked;
      try {
        const answer = await fetch(`/compose/people?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
        const offers = answer.ok ? await answer.json() : [];
        if (mine !== asked || document.activeElement !== box) return;
        list.replaceChildren(...offers.map((each, number) => {
          const offer = document.createElement("li");
          offer.id = `${list.id}-${number}`;
          offer.setAttribute("role", "option");
          offer.dataset.text = each.text;
          offer.textContent = each.text;
          return offer;
        }));
        list.hidden = !offers.length || (offers.length === 1 && offers[0].text === words);
        box.setAttribute("aria-expanded", String(!list.hidden));
        if (!list.hidden) light(0);
      } catch { shut(); }
    };
    let timer = 0;
    box.addEventListener("input", () => { grow(box); clearTimeout(timer); timer = setTimeout(ask, 120); });
    box.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        light((lit + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length);
      } else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && list.children[lit]) {
        event.preventDefault();
        event.stopPropagation();
        take(list.children[lit]);
      } else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); shut(); }
    });
    box.addEventListener("blur", () => { asked += 1; setTimeout(shut, 150); });
    list.addEventListener("mousedown", (event) => { const offer = event.target.closest("[role=option]"); if (offer) { event.preventDefault(); take(offer); } });
    grow(box);
  });

  // ---- files: chosen, dropped or pasted, with progress; the draft keeps them at once
  const files = form.querySelector("[data-files]");
  const chooser = form.querySelector("input[type=file]");
  const wrong = form.querySelector("[data-files-error]");
  const progress = form.querySelector("[data-uploading]");
  let uploading = null;
  const upload = async (chosen) => {
    const list = [...chosen];
    if (!list.length) return;
    while (uploading) await uploading;
    wrong.hidden = true;
    uploading = (async () => {
      if (!id.value && !(await keep())) return;
      const body = new FormData();
      list.forEach((file) => body.append("files", file));
      progress.hidden = false;
      progress.querySelector("span").textContent = list.map((file) => file.name).join(", ");
      await new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open("POST", `/compose/${id.value}/files`);
        Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
        request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress.querySelector("progress").value = event.loaded / event.total; });
        request.addEventListener("loadend", () => {
          if (request.status === 200) files.innerHTML = request.responseText;
          else {
            let message = saved.dataset.lostWords;
            try { message = JSON.parse(request.responseText).message; } catch { /* the line is down */ }
            wrong.textContent = message;
            wrong.hidden = false;
          }
          done();
        });
        request.send(body);
      });
      progress.hidden = true;
    })().finally(() => { uploading = null; });
    await uploading;
  };
  chooser.addEventListener("change", () => { const chosen = [...chooser.files]; chooser.value = ""; upload(chosen); });
  form.addEventListener("rich:files", (event) => upload(event.detail));
  const zone = form.querySelector(".composer-sheet");
  zone.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); zone.classList.add("dropping"); } });
  zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) zone.classList.remove("dropping"); });
  zone.addEventListener("drop", (event) => { zone.classList.remove("dropping"); if (event.dataTransfer.files.length) { event.preventDefault(); upload(event.dataTransfer.files); } });
  files.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const answer = await fetch(button.dataset.remove, { method: "POST", headers }).catch(() => null);
    if (answer?.ok) files.innerHTML = await answer.text();
    chooser.focus();
  });

  // ---- fields of a standard letter: what is filled in shows in the text at once
  const FIELD = /\{\{\s*([^{}<>\n]{1,80}?)\s*\}\}/g;
  const fills = [...form.querySelectorAll("[data-fills]")];
  const key = (name) => name.replace(/\s+/g, " ").toLowerCase();
  const said = (field) => (field.type === "date" && field.value ? field.value.split("-").reverse().join(".") : field.value);
  const known = new Map(fills.map((field) => [key(field.dataset.fills), field]));
  if (known.size && editor) {
    const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach((text) => {
      const pieces = text.data.split(FIELD);
      if (pieces.length < 2) return;
      text.replaceWith(...pieces.map((piece, number) => {
        if (number % 2 === 0) return document.createTextNode(piece);
        if (!known.has(key(piece))) return document.createTextNode(`{{${piece}}}`);
        const mark = document.createElement("span");
        mark.dataset.mark = piece;
        mark.contentEditable = "false";
        return mark;
      }));
    });
    const subject = form.querySelector("[data-subject]");
    const filled = form.querySelector("[data-subject-filled]");
    const fill = () => {
      editor.querySelectorAll("[data-mark]").forEach((mark) => {
        const field = known.get(key(mark.dataset.mark));
        mark.textContent = said(field) || mark.dataset.mark;
        mark.classList.toggle("unfilled", !field.value);
      });
      filled.hidden = subject.value.search(FIELD) < 0;
      filled.textContent = subject.value.replace(FIELD, (whole, name) => (known.has(key(name)) ? said(known.get(key(name))) || `…${name}…` : whole));
    };
    form.addEventListener("input", fill);
    fill();
    // The address is there already: the cursor begins in the first field that is empty.
    const to = form.querySelector("[name=to]");
    if (to.value.trim() && !document.querySelector("[aria-invalid=true]")) (fills.find((field) => !field.value) || editor).focus();
  }

  // ---- the list of standard letters: Alt S opens it, words narrow it, Enter takes the first
  const sheet = document.getElementById("standards");
  const search = sheet?.querySelector("[data-standard-search]");
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyS" && sheet) { event.preventDefault(); sheet.togglePopover(); search?.focus(); }
  });
  if (search) {
    const buttons = [...sheet.querySelectorAll("[data-standard]")];
    const shown = () => buttons.filter((button) => !button.parentElement.hidden);
    let at = 0;
    const light = (number) => { at = number; buttons.forEach((button) => button.classList.remove("lit")); shown()[at]?.classList.add("lit"); shown()[at]?.scrollIntoView({ block: "nearest" }); };
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      buttons.forEach((button) => { button.parentElement.hidden = !words.every((word) => button.textContent.toLowerCase().includes(word)); });
      light(0);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); const all = shown().length; if (all) light((at + (event.key === "ArrowDown" ? 1 : -1) + all) % all); }
      else if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); const button = shown()[at]; if (button) form.requestSubmit(button); }
    });
    sheet.addEventListener("toggle", (event) => { if (event.newState === "open") { search.value = ""; buttons.forEach((button) => { button.parentElement.hidden = false; }); light(0); search.focus(); } });
  }
})();
