// The grid of the timesheet: arrows and Enter move, changed cells are marked, only they are sent.
(() => {
  const form = document.querySelector("[data-timesheet]");
  if (!form) return;
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.querySelector("input")));

  let isLeaving = false;

  const placeOf = (input) => {
    for (let y = 0; y < rows.length; y += 1) {
      const x = rows[y].indexOf(input);
      if (x >= 0) return [x, y];
    }
    return null;
  };

  const go = (x, y, dx, dy) => {
    for (let steps = 0; steps < 400; steps += 1) {
      x += dx;
      y += dy;
      if (y < 0 || y >= rows.length || x < 0 || x >= rows[y].length) return;
      const there = rows[y][x];
      if (there) {
        there.focus();
        there.select();
        return;
      }
    }
  };

  const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], Enter: [0, 1] };

  form.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    const input = event.target.closest("input[name^='c-']");
    if (!move || !input || event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
    const atEnd = input.selectionStart === input.value.length;
    if (event.key === "ArrowLeft" && !whole && !atStart) return;
    if (event.key === "ArrowRight" && !whole && !atEnd) return;
    event.preventDefault();
    const [x, y] = placeOf(input);
    go(x, y, ...move);
  });

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("input[name^='c-']")) event.target.select();
  });

  form.addEventListener("input", (event) => {
    event.target.classList.toggle("changed", event.target.value !== event.target.defaultValue);
  });

  form.addEventListener("submit", () => {
    isLeaving = true;
    form.querySelectorAll("input[name^='c-']").forEach((input) => {
      if (input.value === input.defaultValue && !form.dataset.refused) input.disabled = true;
    });
  });

  window.addEventListener("beforeunload", (event) => {
    if (form.querySelector(".changed") && !isLeaving) event.preventDefault();
  });
})();
