// Observing: the stopwatch of a time study (space bar) and the tally of looks (1, 2, 3). Without this file times and
// counts are typed.
"use strict";
(() => {
  const inField = (target) => target instanceof Element && target.matches("input, select, textarea, button, a, summary");

  const watch = document.querySelector("[data-stopwatch]");
  const readings = document.querySelector("textarea[name=readings]");
  if (watch && readings) {
    watch.hidden = false;
    const part = (name) => watch.querySelector(`[data-stopwatch-${name}]`);
    const words = part("words").dataset;
    let began = 0;
    const write = (milliseconds) => {
      const tenths = Math.max(1, Math.round(milliseconds / 100));
      const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
      return `${Math.floor(tenths / 600)}:${seconds}`;
    };
    const count = () => {
      const lines = readings.value.split("\n").filter((line) => line.trim()).length;
      part("count").textContent = lines ? `${words.readings} ${lines}` : "";
    };
    const show = () => {
      part("time").textContent = began ? write(performance.now() - began).replace(/\.\d$/, "") : "0:00";
      part("idle").hidden = Boolean(began);
      part("running").hidden = !began;
      part("toggle").textContent = began ? words.stop : words.start;
      watch.classList.toggle("running", Boolean(began));
    };
    const toggle = () => {
      if (began) {
        const lasted = write(performance.now() - began);
        readings.value = `${readings.value.replace(/\s*$/, "")}${readings.value.trim() ? "\n" : ""}${lasted}\n`;
        readings.scrollTop = readings.scrollHeight;
        began = 0;
      } else began = performance.now();
      show();
      count();
    };
    part("toggle").addEventListener("click", toggle);
    readings.addEventListener("input", count);
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const isToggle = event.target === part("toggle");
      if (event.code === "Space" && (isToggle || !inField(event.target))) { event.preventDefault(); toggle(); }
      else if (event.code === "Backspace" && began && !(inField(event.target) && !isToggle)) { event.preventDefault(); began = 0; show(); }
    });
    document.addEventListener("keyup", (event) => { if (event.code === "Space" && event.target === part("toggle")) event.preventDefault(); });
    setInterval(() => { if (began) show(); }, 200);
    // A running stopwatch is not lost by a slip: the browser asks first.
    window.addEventListener("beforeunload", (event) => { if (began) event.preventDefault(); });
    show();
    count();
  }

  const tally = document.querySelector("[data-tally]");
  if (tally) {
    const fields = new Map([...tally.querySelectorAll("[data-tally-key]")].map((field) => [field.dataset.tallyKey, field]));
    const done = [];
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || inField(event.target)) return;
      const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
      const field = digit && !event.shiftKey ? fields.get(digit) : null;
      if (field) {
        event.preventDefault();
        field.value = String((Number.parseInt(field.value, 10) || 0) + 1);
        done.push(field);
      } else if (event.code === "Backspace" && done.length) {
        event.preventDefault();
        const last = done.pop();
        last.value = String(Math.max(0, (Number.parseInt(last.value, 10) || 0) - 1));
      }
    });
  }
})();
