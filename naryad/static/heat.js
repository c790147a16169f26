// The table of confused types: arrows go from cell to cell, past the empty ones.
"use strict";
(() => {
  const table = document.querySelector("[data-heat]");
  if (!table) return;
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const cell = event.target.closest("td");
    if (!step || !cell) return;
    const rows = [...table.tBodies[0].rows];
    let row = rows.indexOf(cell.parentElement) + step[0];
    let column = cell.cellIndex + step[1];
    while (rows[row] && rows[row].cells[column]) {
      const link = rows[row].cells[column].querySelector("a");
      if (link) {
        event.preventDefault();
        link.focus();
        return;
      }
      row += step[0];
      column += step[1];
    }
  });
})();
