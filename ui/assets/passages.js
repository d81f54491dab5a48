// A click on a citation shows its passage in place; too large a document is told before it is sent.
(() => {
  "use strict";
  const LARGEST = 20 * 2 ** 20;
  const READABLE = ".pdf,.docx,.html,.htm,.md,.markdown,.txt,.csv,.tsv";

  const SAID = {
    en: {
      close: "Close",
      unread: "The passage could not be read. Load the page again.",
      large: (name) => `${name} is larger than ${LARGEST / 2 ** 20} MB. Split it, or save it without its pictures.`,
    },
    zh: {
      close: "关闭",
      unread: "无法读取该段落。请重新载入页面。",
      large: (name) => `${name} 超过 ${LARGEST / 2 ** 20} MB。请把它分成几份，或去掉图片后再保存。`,
    },
  };
  const words = () => (document.documentElement.lang.startsWith("zh") ? SAID.zh : SAID.en);

  // The passage is set as text: whatever a document holds, nothing of it becomes part of the page.
  function show(found) {
    document.querySelector("dialog.q-passage-view")?.remove();
    const view = document.createElement("dialog");
    view.className = "q-passage-view";
    const where = document.createElement("p");
    where.className = "q-passage-where";
    where.textContent = found.number ? `[${found.number}] ${found.where}` : "";
    const text = document.createElement("p");
    text.className = "q-passage-text";
    text.textContent = found.text ?? found.error;
    const close = document.createElement("button");
    close.textContent = words().close;
    close.addEventListener("click", () => view.close());
    view.addEventListener("click", (event) => { if (event.target === view) view.close(); });
    view.addEventListener("close", () => view.remove());
    view.append(where, text, close);
    document.body.append(view);
    view.showModal();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.q-cite");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    fetch(link.href)
      .then((answer) => answer.json())
      .then(show)
      .catch(() => show({ error: words().unread }));
  }, true);

  function refuseLarge(event) {
    const box = event.target.closest?.("#q-documents-file");
    const files = [...((event.dataTransfer ?? event.target).files ?? [])];
    if (!box || !files.length) return;
    document.querySelector("#q-documents-large")?.remove();
    const large = files.find((file) => file.size > LARGEST);
    if (!large) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const told = document.createElement("div");
    told.id = "q-documents-large";
    told.className = "q-notice q-error";
    told.setAttribute("role", "alert");
    told.textContent = words().large(large.name);
    box.after(told);
  }

  function narrowPicker() {
    const picker = document.querySelector("#q-documents-file input[type=file]");
    if (picker && picker.accept !== READABLE) picker.accept = READABLE;
  }

  document.addEventListener("change", refuseLarge, true);
  document.addEventListener("drop", refuseLarge, true);
  document.addEventListener("focusin", narrowPicker);
  document.addEventListener("pointerover", narrowPicker);
})();
