// Draws charts interactively, shows the jobs, answers the keys, switches between light and dark, mends labels for screen
// readers, finds a list again.
// Vega runs with its expression interpreter (ast: true): the page's policy allows no code made from text.
(() => {
  "use strict";
  const STORED_THEME = "quesnay-theme";
  const STORED_LIST = "quesnay-list";
  const READABLE = ".csv,.tsv,.txt,.xlsx";
  const LARGEST_UPLOAD = 20 * 2 ** 20;
  const LANGUAGE = document.currentScript?.dataset.language ?? "en";
  const SAID = {
    en: { large: (name, most) => `${name} is larger than ${most} MB. Keep the columns that are needed, or split the list.` },
    zh: { large: (name, most) => `${name} 超过 ${most} MB。请只保留需要的列，或把列表分成几份。` },
  };
  const WORDS = SAID[LANGUAGE] ?? SAID.en;
  const BUSY_MS = 1000;
  const IDLE_MS = 4000;
  const drawn = new Map();
  let vega = null;

  function loadVega() {
    vega ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.type = "module";
      script.src = "quesnay/assets/vega.js";
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = () => reject(new Error("the chart library could not be loaded"));
      document.head.append(script);
    });
    return vega;
  }

  const isDark = () => document.body.classList.contains("dark");

  function colours() {
    const style = getComputedStyle(document.querySelector(".gradio-container") ?? document.body);
    const read = (name, other) => style.getPropertyValue(name).trim() || other;
    return {
      ink: read("--q-ink", "#1d2733"), soft: read("--q-soft", "#5d6875"), line: read("--q-line", "#dcdfe3"),
      font: style.fontFamily,
    };
  }

  function merge(into, from) {
    for (const [key, value] of Object.entries(from)) {
      const both = value && typeof value === "object" && !Array.isArray(value) && into[key] && typeof into[key] === "object";
      into[key] = both ? merge(into[key], value) : value;
    }
    return into;
  }

  function subtitle(title) {
    const part = title && typeof title === "object" && !Array.isArray(title) ? title.subtitle : "";
    return Array.isArray(part) ? part.join(" ") : part || "";
  }

  const isComposed = (spec) => ["hconcat", "vconcat", "concat", "facet", "repeat"].some((key) => key in spec) ||
    ["row", "column", "facet"].some((channel) => spec.encoding && channel in spec.encoding);

  // A line under a single panel (the source) is left to the page, which can wrap it.
  function takeCaption(spec) {
    if (spec.vconcat?.length !== 1 || spec.vconcat[0].title?.orient !== "bottom") return [spec, ""];
    const { vconcat, ...outer } = spec;
    const { title, ...panel } = vconcat[0];
    return [{ ...outer, ...panel }, [title.text].flat().join(" ")];
  }

  // Dark ink on a dark page: near-black colours are lifted.
  function lift(node, key) {
    if (key === "data" || key === "datasets") return node;
    if (Array.isArray(node)) return node.map((item) => lift(item, key));
    if (node && typeof node === "object") {
      return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, lift(value, name)]));
    }
    if (typeof node !== "string" || !/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(node)) return node;
    const hex = node.length === 4 ? [...node.slice(1)].map((digit) => digit + digit).join("") : node.slice(1);
    const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
    const light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    if (light > 110) return node;
    const lifted = parts.map((part) => Math.round(part + (255 - part) * (light < 70 ? 0.55 : 0.25)));
    return `rgb(${lifted.join(",")})`;
  }

  // On a phone, labels of axes are cut and bars leave more room for the figures beside them.
  function narrow(node) {
    if (Array.isArray(node)) node.forEach(narrow);
    else if (node && typeof node === "object") {
      if (node.labelLimit > 120) node.labelLimit = 120;
      const domain = node.type === "quantitative" && node.scale?.domain;
      if (Array.isArray(domain) && domain.length === 2 && domain.every(Number.isFinite)) {
        const room = 0.32 * (domain[1] - domain[0]);
        node.scale.domain = [domain[0] < 0 ? domain[0] - room : domain[0], domain[1] > 0 ? domain[1] + room : domain[1]];
      }
      Object.entries(node).forEach(([key, value]) => key === "data" || key === "datasets" || narrow(value));
    }
  }

  // A specification as stored -> as this page shows it: its own colours, the width at hand, the title left to the page.
  function adapt(stored, width) {
    const spec = isDark() ? lift(stored, "") : structuredClone(stored);
    const { ink, soft, line, font } = colours();
    delete spec.title;
    if (!isComposed(spec)) {
      spec.width = "container";
      spec.autosize = { type: "fit-x", contains: "padding" };
    } else if (spec.hconcat && width < 640) {
      spec.vconcat = spec.hconcat;
      delete spec.hconcat;
      for (const part of spec.vconcat) part.width = Math.max(width - 130, 120);
    }
    spec.background = "transparent";
    spec.config = merge(spec.config ?? {}, {
      background: "transparent", font,
      view: { stroke: null },
      axis: { labelColor: soft, titleColor: soft, domainColor: line, tickColor: line, gridColor: line, labelFont: font, titleFont: font, titleFontWeight: "normal", labelFontSize: 12, titleFontSize: 12 },
      axisBand: { grid: false },
      legend: { labelColor: ink, titleColor: soft, labelFont: font, titleFont: font, labelFontSize: 12 },
      header: { labelColor: ink, titleColor: soft, labelFont: font, titleFont: font },
      title: { color: ink, subtitleColor: soft, font, subtitleFont: font },
      text: { color: ink, font },
    });
    if (width < 560) {
      narrow(spec);
      spec.padding = { left: 2, right: 26, top: 4, bottom: 4 };
      spec.config = merge(spec.config, { legend: { orient: "bottom", columns: 2 }, axis: { labelLimit: 120 } });
    }
    return spec;
  }

  async function draw(link) {
    link.dataset.drawn = "1";
    const view = document.createElement("div");
    view.className = "q-view";
    link.after(view);
    try {
      const [embed, answer] = await Promise.all([loadVega(), fetch(link.href)]);
      if (!answer.ok) throw new Error(`the chart could not be read (${answer.status})`);
      const stored = await answer.json();
      const [spec, caption] = takeCaption(stored);
      const source = document.createElement("p");
      source.className = "q-source";
      source.textContent = [subtitle(stored.title), caption].filter(Boolean).join(" ");
      if (source.textContent) view.after(source);
      await redraw(embed, view, spec);
      drawn.set(view, { embed, spec });
      link.hidden = true;
    } catch (error) {
      const picture = document.createElement("img");
      picture.className = "q-picture";
      picture.src = link.href.replace(/\.json$/, ".png");
      picture.alt = link.title;
      view.replaceChildren(picture);
      link.hidden = true;
      console.warn(String(error));
    }
  }

  async function redraw(embed, view, spec) {
    await embed(view, adapt(spec, view.clientWidth), {
      ast: true, actions: false, renderer: "svg", tooltip: { theme: isDark() ? "dark" : "light" },
    });
    view.dataset.ready = "1";
  }

  function redrawAll() {
    for (const [view, { embed, spec }] of drawn) {
      if (view.isConnected) redraw(embed, view, spec).catch((error) => console.warn(String(error)));
      else drawn.delete(view);
    }
  }

  function wantedTheme() {
    try { return localStorage.getItem(STORED_THEME); } catch { return null; }
  }

  function applyTheme() {
    const wanted = wantedTheme();
    if (wanted && document.body.classList.contains("dark") !== (wanted === "dark")) {
      document.body.classList.toggle("dark", wanted === "dark");
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#q-theme")) return;
    const next = isDark() ? "light" : "dark";
    try { localStorage.setItem(STORED_THEME, next); } catch { /* private window: the choice lasts until reload */ }
    document.body.classList.toggle("dark", next === "dark");
  });

  // Gradio labels each message with its source text, HTML included: the content speaks for itself.
  function mendLabels() {
    for (const element of document.querySelectorAll('[data-testid="bot"][aria-label], [data-testid="user"][aria-label]')) {
      element.removeAttribute("aria-label");
    }
  }

  // A new question goes to the top of the conversation, and the answer grows below it.
  let questions = 0;
  function showQuestion() {
    const rows = document.querySelectorAll("#q-chat .user-row");
    if (rows.length === questions) return;
    const asked = rows.length > questions;
    questions = rows.length;
    const log = document.querySelector("#q-chat .bubble-wrap, #q-chat .panel-wrap");
    if (!asked || !log) return;
    const row = rows[rows.length - 1];
    const list = row.parentElement;
    const top = row.getBoundingClientRect().top - list.getBoundingClientRect().top;
    list.style.minHeight = `${top + log.clientHeight}px`;
    log.scrollTo({ top, behavior: questions > 1 ? "smooth" : "instant" });
  }

  // What is typed into a list looks for an entry: it takes the place of the one that is chosen.
  function selectOnFocus(event) {
    const entry = event.target;
    if (entry.matches?.("input[role=combobox]")) setTimeout(() => entry.select());
  }

  // The picker offers what can be read; what is dropped all the same is told beside it, by the server.
  function narrowPicker() {
    const picker = document.querySelector("#q-label-file input[type=file]");
    if (picker && picker.accept !== READABLE) picker.accept = READABLE;
  }

  // Gradio gives each choice of an item a name of its own; under one name the arrow keys go from choice to choice.
  function joinChoices() {
    for (const row of document.querySelectorAll(".q-review")) {
      for (const choice of row.querySelectorAll("input[type=radio]")) if (choice.name !== row.id) choice.name = row.id;
    }
  }

  // Too large a file is told beside the box before it is sent; Gradio would tell it in a corner of the page.
  function refuseLarge(event) {
    const box = event.target.closest?.("#q-label-file");
    const file = (event.dataTransfer ?? event.target).files?.[0];
    if (!box || !file) return;
    document.querySelector(".q-too-large")?.remove();
    if (file.size <= LARGEST_UPLOAD) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const told = document.createElement("div");
    told.className = "q-notice q-error q-too-large";
    told.setAttribute("role", "alert");
    told.textContent = WORDS.large(file.name, LARGEST_UPLOAD / 2 ** 20);
    box.after(told);
  }

  // The list of the Label tab is found again after a reload, in this window alone: its ticket is kept for the session.
  let asksLeft = 8;
  function keepList() {
    const box = document.querySelector("#q-label-return textarea, #q-label-return input");
    if (!box) return;
    const shown = document.querySelector("#q-label-card .q-file");
    const ticket = shown && shown.offsetParent !== null && shown.className.match(/q-ticket-(\w+)/)?.[1];
    const left = document.querySelector("#q-label-intro")?.offsetParent;
    try {
      const kept = sessionStorage.getItem(STORED_LIST);
      if (ticket) sessionStorage.setItem(STORED_LIST, ticket);
      if (ticket || !kept) asksLeft = 0;
      else if (asksLeft > 0 && !asking) askBack(box, kept);
      else if (asksLeft === 0 && left) sessionStorage.removeItem(STORED_LIST);
    } catch { /* no storage: the list is gone after a reload, its labels are kept */ }
  }

  // The box may be there before Gradio listens to it: asked again until the list is shown.
  let asking = false;
  function askBack(box, ticket) {
    asking = true;
    asksLeft -= 1;
    box.value = ticket;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => document.querySelector("#q-label-return button")?.click(), 60);
    setTimeout(() => { asking = false; look(); }, 900);
  }

  // The frame around Gradio's part: header buttons and the jobs panel, as the server writes them.
  let framing = false;
  async function frame() {
    const top = document.querySelector("#q-top");
    if (framing || !top || top.querySelector(".q-controls")) return;
    framing = true;
    try {
      const answer = await fetch("quesnay/frame");
      if (!answer.ok) return;
      const parts = await answer.json();
      if (!top.querySelector(".q-controls")) top.insertAdjacentHTML("beforeend", parts.controls);
      if (!document.querySelector("#q-jobs-panel")) top.insertAdjacentHTML("beforeend", parts.panel);
      document.querySelector("#q-side-toggle")?.setAttribute("aria-expanded", "false");
      fetchJobs();
    } catch { /* the server is away: tried again at the next change of the page */ } finally { framing = false; }
  }

  // The jobs come from the server as HTML; they are asked for often while something runs, seldom otherwise.
  let jobsShown = "";
  let jobsTimer = 0;
  async function fetchJobs() {
    clearTimeout(jobsTimer);
    let active = 0;
    try {
      const answer = await fetch("quesnay/jobs");
      if (answer.status === 401) { location.reload(); return; }
      const told = await answer.json();
      active = told.active;
      const list = document.querySelector("#q-jobs-list");
      const panel = document.querySelector("#q-jobs-panel");
      if (list && panel && !panel.hidden && told.panel !== jobsShown) {
        const focused = list.contains(document.activeElement) ? document.activeElement.dataset.job : "";
        list.innerHTML = jobsShown = told.panel;
        if (focused) list.querySelector(`[data-job="${CSS.escape(focused)}"]`)?.focus();
      }
      const count = document.querySelector("#q-jobs-count");
      if (count) { count.hidden = !active; count.textContent = active ? String(active) : ""; }
    } catch { /* the server is away: asked again */ }
    jobsTimer = setTimeout(fetchJobs, document.hidden ? 4 * IDLE_MS : active ? BUSY_MS : IDLE_MS);
  }

  function showJobs(wanted) {
    const panel = document.querySelector("#q-jobs-panel");
    const opener = document.querySelector("#q-jobs-open");
    if (!panel || !opener) return;
    const show = wanted ?? panel.hidden;
    if (show === !panel.hidden) return;
    panel.hidden = !show;
    opener.setAttribute("aria-expanded", String(show));
    jobsShown = "";
    if (show) { fetchJobs(); document.querySelector("#q-jobs-close")?.focus(); } else opener.focus();
  }

  async function cancelJob(button) {
    button.disabled = true;
    try {
      await fetch(`quesnay/jobs/${encodeURIComponent(button.dataset.job)}/cancel`, { method: "POST", headers: { "x-quesnay": "1" } });
    } finally { fetchJobs(); }
  }

  // On a narrow window the conversations are behind a button.
  function showSide(wanted) {
    const open = document.querySelector("#q-ask")?.classList.toggle("q-side-open", wanted) ?? false;
    document.querySelector("#q-side-toggle")?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector("#q-side-search textarea, #q-side-search input")?.focus();
  }

  // The same run may stand in the chat more than once and in the Runs tab: a number leads to the card that follows it.
  function showRun(event, link) {
    const id = link.getAttribute("href")?.split("#")[1];
    if (!id) return;
    const lines = [...document.querySelectorAll(`[id="${CSS.escape(id)}"]`)].filter((line) => line.offsetParent !== null);
    const after = lines.find((line) => link.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING);
    const line = after ?? lines.at(-1);
    if (!line) return;
    event.preventDefault();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    line.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
    document.querySelector(".q-run.q-pointed")?.classList.remove("q-pointed");
    line.classList.add("q-pointed");
  }

  function answerClick(event) {
    const at = event.target;
    const figure = at.closest?.("a.q-figure");
    if (figure) { showRun(event, figure); return; }
    if (at.closest?.("#q-jobs-open")) showJobs();
    else if (at.closest?.("#q-jobs-close")) showJobs(false);
    else if (at.closest?.(".q-cancel")) cancelJob(at.closest(".q-cancel"));
    else if (at.closest?.("#q-side-toggle")) showSide();
    else if (at.closest?.("#q-side-new, #q-talks label")) showSide(false);
    else if (at.closest?.("#q-box .submit-button, #tool-run, #q-label-run")) setTimeout(fetchJobs, 400);
  }

  const typing = (target) => target.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  function answerKey(event) {
    if (event.isComposing) return;
    const box = document.querySelector("#q-box textarea");
    if (event.altKey && !event.ctrlKey && event.code === "KeyN") {
      event.preventDefault();
      document.querySelector("#q-tabs button[role=tab]")?.click();
      document.querySelector("#q-new")?.click();
      setTimeout(() => box?.focus(), 300);
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyJ") {
      event.preventDefault();
      showJobs();
    } else if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.querySelector("#q-tabs button[role=tab]")?.click();
      setTimeout(() => box?.focus(), 30);
    } else if (event.key === "Escape") {
      const panel = document.querySelector("#q-jobs-panel");
      if (panel && !panel.hidden) showJobs(false);
      else if (document.querySelector("#q-ask.q-side-open")) showSide(false);
      else document.querySelector("#q-box .stop-button, #tool-stop:not([disabled])")?.click();
    } else if (event.key === "Enter" && event.target === box) setTimeout(fetchJobs, 400);
  }

  let planned = false;
  function look() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      frame();
      mendLabels();
      showQuestion();
      narrowPicker();
      joinChoices();
      keepList();
      document.querySelectorAll("a.q-vega:not([data-drawn])").forEach((link) => {
        if (link.offsetParent !== null) draw(link);
      });
    });
  }

  function start() {
    let dark = isDark();
    applyTheme();
    new MutationObserver(() => {
      applyTheme();
      if (isDark() !== dark) { dark = isDark(); redrawAll(); }
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if ((width < 640) !== (window.innerWidth < 640)) redrawAll();
      width = window.innerWidth;
    });
    document.documentElement.lang = LANGUAGE === "zh" ? "zh-CN" : "en";
    document.addEventListener("click", look);
    document.addEventListener("click", answerClick);
    document.addEventListener("keydown", answerKey);
    document.addEventListener("focusin", selectOnFocus);
    document.addEventListener("change", refuseLarge, true);
    document.addEventListener("drop", refuseLarge, true);
    look();
  }

  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
