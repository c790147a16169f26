// Simple rich text: bold, italic, lists, links and quotes over a text area that works without this file.
// What is posted is reduced once more on the server; nothing here is trusted.
"use strict";
(() => {
  const KEPT = { B: "b", STRONG: "b", I: "i", EM: "i", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote", A: "a", BR: "br" };
  const LINES = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "PRE", "SECTION", "ARTICLE", "HEADER", "FOOTER", "ADDRESS", "DT", "DD"]);
  const GONE = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "META", "LINK", "XML"]);
  const ADDRESS = /^(?:https?:\/\/|mailto:|tel:)/i;
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

  // What is pasted keeps only what the letter can hold.
  const reduced = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/[ \t\r\n\f]+/g, " "));
    if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.nodeName.toUpperCase())) return "";
    const inner = [...node.childNodes].map(reduced).join("");
    const name = KEPT[node.nodeName];
    if (name === "br") return "<br>";
    if (name === "a") {
      const href = node.getAttribute("href") || "";
      return ADDRESS.test(href) && inner.trim() ? `<a href="${escaped(href)}">${inner}</a>` : inner;
    }
    if (name) return inner.trim() ? `<${name}>${inner}</${name}>` : "";
    if (LINES.has(node.nodeName)) {
      if (!inner.trim()) return "";
      const apart = node.nodeName === "P" && !/Mso/.test(node.className) || /^H[1-6]$/.test(node.nodeName);
      return `<div>${inner}</div>${apart && node.nextElementSibling ? "<div><br></div>" : ""}`;
    }
    return node.nodeName === "TD" || node.nodeName === "TH" ? `${inner} ` : inner;
  };

  document.querySelectorAll("[data-rich]").forEach((field) => {
    const editor = field.querySelector("[data-editor]");
    const plain = field.querySelector("[data-plain]");
    const html = field.querySelector("[data-html]");
    const toolbar = field.querySelector("[data-toolbar]");
    const linkForm = field.querySelector("[data-link-form]");
    const linkField = field.querySelector("[data-link]");
    const form = field.closest("form");

    const fromPlain = (text) => text.split("\n").map((line) => `<div>${escaped(line).replace(/^ | (?= )/g, "\u00a0") || "<br>"}</div>`).join("");
    editor.innerHTML = html.value || (plain.value ? fromPlain(plain.value.replace(/\r\n?/g, "\n")) : "");
    const focused = plain === document.activeElement;
    plain.hidden = true;
    plain.removeAttribute("id");
    editor.hidden = toolbar.hidden = html.disabled = false;
    const label = field.querySelector("label");
    label.removeAttribute("for");
    label.addEventListener("click", () => editor.focus());
    try {
      document.execCommand("defaultParagraphSeparator", false, "div");
      document.execCommand("styleWithCSS", false, false);
    } catch { /* a browser that does not know the command uses its own separator; the server reduces both */ }

    // Marks that only this page has (filled-in fields) are taken out of what is posted.
    const store = () => {
      const copy = editor.cloneNode(true);
      copy.querySelectorAll("[data-mark]").forEach((mark) => mark.replaceWith(`{{${mark.dataset.mark}}}`));
      const empty = !copy.textContent.trim() && !copy.querySelector("li");
      html.value = empty ? "" : copy.innerHTML;
      plain.value = empty ? "" : plain.value;
    };
    editor.addEventListener("input", store);
    form.addEventListener("submit", store, true);
    form.addEventListener("rich:store", store);
    store();

    const within = (selector) => {
      const at = getSelection().anchorNode;
      const element = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement);
      return element && editor.contains(element) ? element.closest(selector) : null;
    };
    // Making a list throws the cursor to the beginning of its line in some browsers: it is put back by counting letters.
    const lettersBefore = () => {
      const selection = getSelection();
      if (!selection.rangeCount || !selection.isCollapsed || !editor.contains(selection.anchorNode)) return -1;
      const range = document.createRange();
      range.setStart(editor, 0);
      range.setEnd(selection.anchorNode, selection.anchorOffset);
      return range.toString().length;
    };
    const goBackTo = (letters) => {
      const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
      let left = letters;
      while (walker.nextNode()) {
        if (left <= walker.currentNode.length) { if (left > 0) getSelection().collapse(walker.currentNode, left); return; }
        left -= walker.currentNode.length;
      }
    };
    const run = (command, value) => {
      editor.focus();
      const letters = /List$/.test(command) ? lettersBefore() : -1;
      document.execCommand(command, false, value);
      if (letters > 0 && lettersBefore() !== letters) goBackTo(letters);
      store();
      show();
    };
    const show = () => toolbar.querySelectorAll("[aria-pressed]").forEach((tool) => {
      let on = false;
      try { on = document.queryCommandState(tool.dataset.do); } catch { /* the state is only shown */ }
      tool.setAttribute("aria-pressed", String(on));
    });

    let marked = null;
    const openLink = () => {
      const selection = getSelection();
      marked = selection.rangeCount && editor.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
      linkField.value = within("a")?.getAttribute("href") || "";
      linkForm.hidden = false;
      linkField.focus();
    };
    const setLink = () => {
      linkForm.hidden = true;
      editor.focus();
      if (marked) { const selection = getSelection(); selection.removeAllRanges(); selection.addRange(marked); }
      let href = linkField.value.trim();
      if (!href) { run("unlink"); return; }
      if (!ADDRESS.test(href)) href = /^[^\s@/]+@[^\s@]+$/.test(href) ? `mailto:${href}` : `https://${href}`;
      if (getSelection().isCollapsed && !within("a")) run("insertHTML", `<a href="${escaped(href)}">${escaped(linkField.value.trim())}</a>`);
      else run("createLink", href);
    };
    linkField.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); setLink(); }
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); linkForm.hidden = true; editor.focus(); }
    });
    field.querySelector("[data-link-set]").addEventListener("click", setLink);

    const quote = () => {
      const quoted = within("blockquote");
      if (!quoted) { run("formatBlock", "blockquote"); return; }
      const last = quoted.lastChild;
      quoted.replaceWith(...quoted.childNodes);
      if (last) getSelection().collapse(last, last.nodeType === Node.TEXT_NODE ? last.length : last.childNodes.length);
      store();
    };
    const own = { link: openLink, blockquote: quote };
    const act = (command) => { if (own[command]) own[command](); else run(command); };
    toolbar.addEventListener("mousedown", (event) => { if (event.target.closest("[data-do]")) event.preventDefault(); });
    toolbar.addEventListener("click", (event) => { const tool = event.target.closest("[data-do]"); if (tool) act(tool.dataset.do); });
    const KEYS = { KeyB: "bold", KeyI: "italic", KeyK: "link" };
    const SHIFTED = { Digit7: "insertOrderedList", Digit8: "insertUnorderedList", Digit9: "blockquote", Digit0: "removeFormat" };
    editor.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
      const command = (event.shiftKey ? SHIFTED : KEYS)[event.code];
      if (command) { event.preventDefault(); act(command); }
      else if (event.code === "KeyU") event.preventDefault();
    });
    document.addEventListener("selectionchange", () => { if (document.activeElement === editor) show(); });

    editor.addEventListener("paste", (event) => {
      const clip = event.clipboardData;
      if (!clip) return;
      event.preventDefault();
      if (clip.files.length && !clip.types.includes("text/html") && !clip.types.includes("text/plain")) {
        editor.dispatchEvent(new CustomEvent("rich:files", { bubbles: true, detail: clip.files }));
        return;
      }
      // Styles and handlers are dropped before parsing: the page's policy would complain of each of them.
      const pasted = clip.getData("text/html").replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\s(?:style|on\w+)\s*=\s*("[^"]*"|'[^']*')/gi, "");
      if (pasted) document.execCommand("insertHTML", false, reduced(new DOMParser().parseFromString(pasted, "text/html").body) || escaped(clip.getData("text/plain")));
      else document.execCommand("insertText", false, clip.getData("text/plain"));
      store();
    });
    editor.addEventListener("drop", (event) => { if (!event.dataTransfer?.files.length) return; event.preventDefault(); });
    if (focused || (editor.hasAttribute("data-focus") && !document.querySelector("[aria-invalid=true]"))) editor.focus();
  });
})();
