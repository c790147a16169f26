// The desk of the check: digits find types by their norm minutes, words find them by their portraits. And, on a list's
// page, the print of a thrower's digits. Everything works without this file, more slowly.
"use strict";
(() => {
  const form = document.querySelector("[data-desk]");
  if (form) {
    const items = [...form.querySelectorAll("[data-desk-type]")];
    const find = form.querySelector("[data-desk-find]");
    const shown = form.querySelector("[data-desk-digits]");
    let digits = "";

    const filter = (fits) => items.forEach((item) => { item.hidden = !fits(item); });
    const byDigits = () => {
      shown.hidden = !digits;
      shown.textContent = digits;
      filter((item) => item.dataset.minutes.startsWith(digits));
    };
    const byWords = () => {
      const words = find.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
      filter((item) => words.every((word) => item.dataset.minutes === word || item.textContent.toLowerCase().includes(word)));
    };
    // A type is taken at once only when nothing else could still be meant: it alone has these minutes, and no other begins so.
    const only = () => {
      const left = items.filter((item) => !item.hidden);
      return left.length === 1 && left[0].dataset.minutes === digits ? left[0] : null;
    };

    find.addEventListener("input", () => { digits = ""; shown.hidden = true; byWords(); });
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const left = items.filter((item) => !item.hidden);
      if (left.length === 1) left[0].querySelector("button").click();
      else left[0]?.querySelector("button").focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
      const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
      if (digit && !event.shiftKey) {
        event.preventDefault();
        digits += digit;
        byDigits();
        if (items.every((item) => item.hidden)) { digits = digit; byDigits(); }
        const chosen = only();
        if (chosen) chosen.querySelector("button").click();
      } else if (event.key === "Enter" && digits && event.target === document.body) {
        const exact = items.filter((item) => !item.hidden);
        if (exact.length === 1) { event.preventDefault(); exact[0].querySelector("button").click(); }
      } else if (event.key === "Escape" && digits) {
        digits = "";
        byDigits();
      }
    }, true);
  }

  // SHA-256 (FIPS 180-4), because the browser's own is closed on plain http addresses of an office network.
  const sha256 = (text) => {
    const K = [], H = [];
    const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    for (let n = 2; K.length < 64; n++) {
      let prime = true;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
      if (!prime) continue;
      if (H.length < 8) H.push(fraction(Math.sqrt(n)));
      K.push(fraction(Math.cbrt(n)));
    }
    const bytes = [...new TextEncoder().encode(text)];
    const length = bytes.length * 8;
    bytes.push(0x80);
    while (bytes.length % 64 !== 56) bytes.push(0);
    for (let i = 7; i >= 0; i--) bytes.push(Math.floor(length / 2 ** (8 * i)) & 255);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    let state = H.slice();
    for (let at = 0; at < bytes.length; at += 64) {
      const w = [];
      for (let i = 0; i < 16; i++) w.push((bytes[at + 4 * i] << 24) | (bytes[at + 4 * i + 1] << 16) | (bytes[at + 4 * i + 2] << 8) | bytes[at + 4 * i + 3]);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w.push((w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      state = [a, b, c, d, e, f, g, h].map((x, i) => (x + state[i]) | 0);
    }
    return state.map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
  };

  const pledge = document.querySelector("[data-pledge]");
  if (pledge) {
    pledge.hidden = false;
    const digits = pledge.querySelector("[data-pledge-digits]");
    const word = pledge.querySelector("[data-pledge-word]");
    const digest = document.querySelector("[data-pledge-digest]");
    const compute = () => {
      const thrown = digits.value.replace(/\s+/g, "");
      const whole = /^[0-9]{12,}$/.test(thrown) && /^[A-Za-z0-9]{8,64}$/.test(word.value.trim());
      digest.value = whole ? sha256(`${thrown},${word.value.trim()}`) : "";
    };
    digits.addEventListener("input", compute);
    word.addEventListener("input", compute);
  }
})();
