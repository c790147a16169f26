// What would keep somebody from using the page as it stands, one line each: names, structure, contrast.
() => {
  const found = [];
  const blame = (element, why) => found.push(`${why}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 120)}`);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const said = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true]").forEach((part) => part.remove());
    return copy.textContent.trim() || [...copy.querySelectorAll("[alt], [aria-label]")].map((part) => part.getAttribute("aria-label") || part.alt).join(" ").trim();
  };
  const byIds = (element, name) => (element.getAttribute(name) || "").split(/\s+/).filter(Boolean);
  const nameOf = (element) => {
    const labelled = byIds(element, "aria-labelledby").map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    if (labelled) return labelled;
    if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
    if (element.labels?.length) return [...element.labels].map(said).join(" ").trim();
    if (element.matches("input, select, textarea")) return element.title;
    return said(element) || element.title;
  };

  // ---- structure
  if (!document.documentElement.lang) found.push("the page does not say its language");
  if (!document.title.trim()) found.push("the page has no title");
  for (const [selector, count] of [["h1", 1], ["main", 1]]) {
    const there = [...document.querySelectorAll(selector)].filter(shown).length;
    if (there !== count) found.push(`${there} of <${selector}>`);
  }
  let level = 0;
  for (const heading of [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown)) {
    const own = Number(heading.tagName[1]);
    if (level && own > level + 1) blame(heading, `a heading of level ${own} under level ${level}`);
    if (!said(heading)) blame(heading, "an empty heading");
    level = own;
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`two elements have the id ${id}`));
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "popovertarget", "form"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      byIds(element, name).filter((id) => !document.getElementById(id)).forEach((id) => blame(element, `${name} names ${id}, which is not there`));
    }
  }
  for (const table of [...document.querySelectorAll("main table")].filter(shown)) {
    if (!table.caption && !nameOf(table)) blame(table, "a table without a caption");
    if (!table.querySelector("th")) blame(table, "a table without headings");
  }

  // ---- names
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, a[href], [role=option], [role=listbox]")) {
    if (control.closest("[aria-hidden=true]") || !(shown(control) || control.matches(".visually-hidden"))) continue;
    if (!nameOf(control)?.trim()) blame(control, "nothing says what it is");
  }
  for (const image of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden]):not([role]):not([aria-label])")) {
    if (shown(image) && !image.closest("[aria-hidden=true]")) blame(image, "an image without words");
  }

  // ---- contrast (WCAG 2.2, 1.4.3)
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, at) => part * a + under[at] * (1 - a));
  const light = (color) => {
    const [r, g, b] = color.map((part) => { const c = part / 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && at !== document.body && at !== document.documentElement) return null;
      const color = rgba(style.backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    const page = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((under, layer) => over(layer, under), page);
  };
  const fading = (element) => {
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const judged = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || judged.has(element)) continue;
    judged.add(element);
    const box = element.getBoundingClientRect();
    if (!shown(element) || box.width <= 1 || element.closest("[aria-hidden=true], :disabled, .visually-hidden, template, .skip, option")) continue;
    const under = ground(element);
    if (!under) continue;
    const style = getComputedStyle(element);
    const [r, g, b, a] = rgba(style.color);
    const ink = over([r, g, b, a * fading(element)], under);
    const [more, less] = [light(ink), light(under)].sort((one, other) => other - one);
    const ratio = (more + .05) / (less + .05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) blame(element, `contrast ${ratio.toFixed(2)}`);
  }
  return found;
}
