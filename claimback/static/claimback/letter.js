// The editor of a letter: asks for the page and the check shortly after the last key, and moves, adds and removes
// blocks. Without this script the page is a plain form. Its words come from the page, in the reader's language.
(() => {
  const fill = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const root = document.querySelector(".cb-editor");
  if (!root) return;
  const form = root.querySelector("form");
  const list = root.querySelector(".cb-blocks");
  const beside = root.querySelector(".cb-beside");
  const picture = beside.querySelector("img");
  const pageOf = beside.querySelector(".cb-page-of");
  const heard = beside.querySelector(".cb-hear");
  const findings = beside.querySelector(".cb-findings");
  const verdict = beside.querySelector(".cb-verdict");
  const words = root.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const WAIT = 600;
  let page = 1;
  let pages = 1;
  let waiting = 0;
  let asked = 0;
  let unkept = false; // what was typed and is in no version yet

  const blocks = () => [...list.children];
  const field = (block, name) => block.querySelector(`[name$="-${name}"]`);
  const value = (block, name) => field(block, name)?.value ?? "";

  const lines = (typed) => typed.split("\n").map((line) => line.trim()).filter(Boolean);
  const cells = (line) => (line.trim() ? line.split("|").map((cell) => cell.trim()) : []);

  // As the API takes it.
  function text() {
    return {
      subject: form.querySelector("[name=subject]").value,
      blocks: blocks().map((block) => ({
        kind: block.dataset.kind,
        text: value(block, "text"),
        label: value(block, "label") || null,
        source: value(block, "source") || null,
        items: lines(value(block, "items")),
        columns: cells(value(block, "columns")),
        rows: lines(value(block, "rows")).map(cells),
        total: cells(value(block, "total")),
        level: Number(value(block, "level")) || 0,
        ground: Number(value(block, "ground")) || null,
      })),
    };
  }

  function ask(what, body) {
    return fetch(`${root.dataset.letter}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "*/*" },
      body: JSON.stringify(body),
    });
  }

  async function look() {
    const turn = ++asked;
    const said = text();
    try {
      const [drawn, checked] = await Promise.all([ask("preview", { ...said, format: "png", page }), ask("check", said)]);
      if (turn !== asked) return;
      if (!drawn.ok || !checked.ok) {
        const problem = await (drawn.ok ? checked : drawn).json().catch(() => ({}));
        heard.textContent = problem.detail || words.closed;
        return;
      }
      pages = Number(drawn.headers.get("Pages")) || 1;
      page = Math.min(page, pages);
      const bytes = await drawn.blob();
      if (picture.src) URL.revokeObjectURL(picture.src);
      picture.src = URL.createObjectURL(bytes);
      picture.alt = fill(words.picture, { page, pages });
      pageOf.textContent = fill(words.pages, { page, pages });
      heard.textContent = "";
      tell(await checked.json());
    } catch {
      if (turn === asked) heard.textContent = words.silent;
    }
  }

  function tell(report) {
    verdict.textContent = report.may_be_approved ? words.may : words.forbids;
    verdict.className = `cb-badge cb-verdict cb-${report.may_be_approved ? "good" : "bad"}`;
    blocks().forEach((block) => block.querySelector(".cb-found").replaceChildren());
    findings.replaceChildren(...report.findings.map(item));
    if (!report.findings.length) findings.append(Object.assign(document.createElement("li"), { textContent: words.nothing }));
    report.findings.forEach((finding) => {
      const place = finding.block === null ? null : blocks()[finding.block];
      if (place) place.querySelector(".cb-found").append(item(finding, null));
    });
  }

  function item(finding, place) {
    const made = document.createElement("li");
    const badge = document.createElement("span");
    badge.className = `cb-badge cb-${finding.severity === "blocks" ? "bad" : "warn"}`;
    badge.textContent = words[finding.severity];
    made.append(badge, " ", finding.message);
    if (place !== null && finding.block !== null) {
      const jump = document.createElement("button");
      jump.type = "button";
      jump.className = "cb-link";
      jump.textContent = fill(words.block, { n: finding.block + 1 });
      jump.addEventListener("click", () => go(blocks()[finding.block]));
      made.append(" ", jump);
    }
    return made;
  }

  function go(block) {
    if (!block) return;
    block.scrollIntoView({ block: "center", behavior: "instant" });
    (block.querySelector("textarea") || block.querySelector("input:not([type=hidden])") || block).focus({ preventScroll: true });
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  }

  function move(block, to) {
    const other = to < 0 ? block.previousElementSibling : block.nextElementSibling;
    if (!other) return;
    if (to < 0) other.before(block);
    else other.after(block);
    unkept = true;
    later();
  }

  function add(after, kind) {
    const fresh = root.querySelector(`template[data-fresh="${kind}"]`);
    after.after(fresh.content.cloneNode(true));
    const made = after.nextElementSibling;
    field(made, "ground").value = value(after, "ground");
    ready(made);
    go(made);
    unkept = true;
    later();
  }

  function remove(block) {
    const next = block.nextElementSibling || block.previousElementSibling;
    if (!next) return;
    block.remove();
    go(next);
    unkept = true;
    later();
  }

  function ready(block) {
    block.querySelector(".cb-block-acts").hidden = false;
  }

  // The fields are named by their place, as the form reads them.
  function number() {
    blocks().forEach((block, place) =>
      block.querySelectorAll("[name^=block-]").forEach((each) => {
        each.name = each.name.replace(/^block-(\w+)-/, `block-${place}-`);
      }),
    );
    form.querySelector("[name=count]").value = blocks().length;
  }

  list.addEventListener("click", ({ target }) => {
    const act = target.closest("button[data-act]");
    if (!act) return;
    const block = act.closest(".cb-edit-block");
    if (act.dataset.act === "remove") remove(block);
    else move(block, act.dataset.act === "up" ? -1 : 1);
    if (act.isConnected) act.focus();
  });
  list.addEventListener("change", ({ target }) => {
    if (target.dataset.act !== "add" || !target.value) return;
    add(target.closest(".cb-edit-block"), target.value);
    target.value = "";
  });
  list.addEventListener("keydown", (event) => {
    const block = event.target.closest(".cb-edit-block");
    if (!event.altKey || !block || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(block, event.key === "ArrowUp" ? -1 : 1);
    event.target.focus();
  });
  beside.addEventListener("click", ({ target }) => {
    const turn = target.closest("[data-page]");
    if (!turn) return;
    page = Math.min(Math.max(page + Number(turn.dataset.page), 1), pages);
    look();
  });
  form.addEventListener("input", () => {
    unkept = true;
    later();
  });
  form.addEventListener("submit", () => {
    unkept = false;
    number();
  });
  addEventListener("beforeunload", (event) => unkept && event.preventDefault());
  blocks().forEach(ready);
  beside.hidden = false;
  look();
})();
