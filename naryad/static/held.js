// The tray of held letters: shows the letter that is selected, says what was sent, lets the ages grow.
// typing.js gives the types; without scripts each letter has a page and a form of its own.
"use strict";
(() => {
  const root = document.querySelector("[data-held]");
  const pane = root?.querySelector("[data-letter]");
  if (!pane) return;
  const sent = root.querySelector("[data-sent]");
  const head = root.querySelector("[data-while-waiting]");
  const known = new Map([[root.dataset.active, pane.innerHTML]]);
  let shown = root.dataset.active;

  const textOf = async (id) => {
    if (!known.has(id)) {
      const answer = await fetch(`/held/${id}/letter`);
      if (!answer.ok) return null;
      known.set(id, await answer.text());
    }
    return known.get(id);
  };

  const show = async (id) => {
    if (id === shown) return;
    shown = id;
    pane.hidden = !id;
    if (!id) return;
    pane.classList.add("busy");
    let text = null;
    try { text = await textOf(id); } catch { /* the line is down: the list still stands, and typing says so */ }
    if (shown !== id) return;
    pane.classList.remove("busy");
    if (text !== null) pane.innerHTML = text;
    pane.hidden = text === null;
    history.replaceState(null, "", `/held/${id}`);
  };

  root.addEventListener("typing:now", (event) => { show(event.detail); });
  root.addEventListener("typing:told", (event) => {
    sent.hidden = !event.detail.said;
    sent.querySelector("[data-sent-words]").textContent = event.detail.said ? `${event.detail.title}: ${event.detail.said}.` : "";
    const left = root.querySelectorAll(".held-row").length > 0;
    head.hidden = !left;
    if (!left) history.replaceState(null, "", "/held");
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest(".work").click();
  });

  const since = new WeakMap();
  const grow = () => {
    document.querySelectorAll("[data-waits]").forEach((age) => {
      if (!since.has(age)) since.set(age, Date.now());
      const minutes = Number(age.dataset.waits) + Math.floor((Date.now() - since.get(age)) / 60000);
      const hours = Math.floor(minutes / 60);
      age.querySelector("[data-age]").textContent = (hours ? age.dataset.hours : age.dataset.minutes)
        .replace("{h}", hours).replace("{m}", hours ? minutes % 60 : minutes);
      age.classList.toggle("is-long", hours > 0);
    });
  };
  grow();
  setInterval(grow, 10000);
})();
