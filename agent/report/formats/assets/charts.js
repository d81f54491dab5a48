// Puts an interactive chart in the place of each picture. Expressions are interpreted (ast: true): the page's policy
// allows no code made from text. Where a chart cannot be drawn, its picture stays.
"use strict";
document.querySelectorAll("figure").forEach((figure) => {
  const stored = figure.querySelector('script[type="application/json"]');
  if (!stored) return;
  const place = document.createElement("div");
  const options = { ast: true, actions: false, renderer: "svg", loader: { load: () => Promise.reject(new Error("no loading")) } };
  window.vegaEmbed(place, JSON.parse(stored.textContent), options).then(() => {
    const drawing = figure.querySelector(".drawing");
    drawing.replaceChildren(place);
    drawing.classList.add("interactive");
  }).catch(() => {});
});
