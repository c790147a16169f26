// A year of the calendar: its norm hours follow what is typed.
(() => {
  const form = document.querySelector("[data-year-norms]");
  const place = document.querySelector("[data-norms]");
  if (!form || !place) return;
  form.querySelector("[data-look]")?.setAttribute("hidden", "");
  let waiting = 0;
  let asked = 0;
  const ask = async () => {
    const number = (asked += 1);
    const answer = await fetch(form.dataset.yearNorms, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (answer && answer.ok && number === asked) place.innerHTML = await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
})();
