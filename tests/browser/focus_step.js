// Called after each press of the Tab key: where the focus is, and whether it was seen where it was before.
// What a person sees of the focus is how the element, or what stands around it, looks with it and without it.
() => {
  const sides = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "color", "transform"];
  const look = (element) => [element, element.nextElementSibling, element.parentElement].filter(Boolean)
    .map((part) => { const style = getComputedStyle(part); return sides.map((side) => style[side]).join(); }).join("|");
  const words = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);

  const before = window.lastFocused;
  const element = document.activeElement;
  // A date has several parts, and the focus goes from one to the next within it.
  const stays = before?.element === element;
  const blamed = before && !stays && before.look === look(before.element) ? words(before.element) : "";
  const inside = Boolean(element) && element !== document.body && element !== document.documentElement;
  const again = inside && !stays && element.hasAttribute("data-walked");
  if (inside) element.setAttribute("data-walked", "");
  window.lastFocused = inside ? { element, look: look(element) } : null;
  return {
    again,
    blamed,
    words: inside ? words(element) : "",
    unseen: inside && !element.closest("[aria-hidden=true]") && element.getClientRects().length === 0,
  };
}
