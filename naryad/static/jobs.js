// A job's form: columns follow the way of sharing, parts are counted by the server as one types, rows grow as they fill.
(() => {
  const form = document.querySelector("[data-job]");
  const place = document.querySelector("[data-parts]");
  if (!form || !place) return;
  let waiting = 0;
  let asked = 0;

  const follow = (name, key) => {
    const field = form.elements[name];
    if (field) form.dataset[key] = field.value;
  };

  const ask = async () => {
    const number = (asked += 1);
    const answer = await fetch(form.dataset.job, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (answer && answer.ok && number === asked) place.innerHTML = await answer.text();
  };

  const grow = () => {
    const body = form.querySelector(".job-people tbody");
    const last = body && body.lastElementChild;
    const who = last && last.querySelector("input[list]");
    if (!who || !who.value.trim() || body.children.length >= 100) return;
    const number = body.children.length + 1;
    const row = last.cloneNode(true);
    row.querySelectorAll("input").forEach((input) => {
      input.name = input.name.replace(/\d+$/, String(number));
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, String(number)));
      input.value = input.name.startsWith("ktu-") ? "1" : "";
    });
    body.append(row);
  };

  form.addEventListener("input", () => {
    follow("shared_by", "shared");
    follow("price_by", "price");
    grow();
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  follow("shared_by", "shared");
  follow("price_by", "price");
})();
