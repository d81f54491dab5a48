// Puts an interactive chart in the place of each picture. Expressions are interpreted (ast: true): the page's policy
// allows no code made from text. Where a chart cannot be drawn, its picture stays.
"use strict";
document.querySelectorAll('script[type="application/json"]').forEach((stored) => {
  const drawing = document.querySelector(`#${stored.dataset.figure} .drawing`);
  const place = document.createElement("div");
  const loader = { load: () => Promise.reject(new Error("nothing is loaded")) };
  window.vegaEmbed(place, JSON.parse(stored.textContent), { ast: true, actions: false, renderer: "svg", loader })
    .then(() => drawing.replaceChildren(place), () => undefined);
});
