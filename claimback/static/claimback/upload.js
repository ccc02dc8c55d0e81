// Sends files straight to the document store: asks the API for a signed form, or for addresses of parts, sends the
// bytes, confirms, and waits for the inspection. On a form that takes many, each file becomes a document of the case;
// on any other the file becomes what the form chose. Without this script the form offers files that were sent before.
// Its words come from the page, in the reader's language.
(() => {
  const fill = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const box = document.querySelector(".cb-upload");
  if (!box) return;
  const words = box.dataset;
  const form = box.closest("form");
  const fields = form.elements;
  const input = box.querySelector("input[type=file]");
  const drop = box.querySelector(".cb-drop");
  const list = box.querySelector(".cb-files");
  const said = box.querySelector("[role=status]");
  const select = box.querySelector("select");
  const send = form.querySelector("button[type=submit]");
  const sendLabel = send.textContent;
  const many = input.multiple;
  const chosen = [];
  let busy = false;

  class Refused extends Error {}

  async function ask(path, body, headers) {
    const options = body && {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": fields.csrfmiddlewaretoken.value, ...headers },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${box.dataset.api}/${path}`, options || {}).catch(() => {
      throw new Refused(words.silent);
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return { told, etag: answer.headers.get("ETag") };
    const why = (told.errors || []).map((error) => error.detail).join(" ") || told.detail || told.title;
    throw new Refused(why || fill(words.failed, { status: answer.status }));
  }

  function transfer(method, address, body, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = () => reject(new Refused(words.lost));
      request.open(method, address);
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
      request.addEventListener("load", () => (request.status < 300 ? resolve() : fail()));
      request.addEventListener("error", fail);
      request.send(body);
    });
  }

  async function hashOf(file) {
    if (!crypto.subtle || file.size > Number(box.dataset.whole)) return "";
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function sendWhole(one, signed) {
    const body = new FormData();
    Object.entries(signed.fields).forEach(([name, value]) => body.append(name, value));
    body.append("file", one.file);
    await transfer("POST", signed.url, body, one.advance);
  }

  // An address of a part holds for an hour: when one fails, what is missing is asked for anew.
  async function sendParts(one, parts) {
    let { missing } = parts;
    for (let attempt = 1; missing.length; ) {
      try {
        for (const part of missing) {
          const piece = one.file.slice(part.start, part.start + part.size);
          await transfer("PUT", part.url, piece, (loaded) => one.advance(part.start + loaded));
        }
        return;
      } catch (error) {
        if (++attempt > 3) throw error;
        ({ missing } = (await ask(`uploads/${one.id}/parts`, {})).told);
      }
    }
  }

  async function upload(one) {
    one.say(words.preparing);
    const sha256 = await hashOf(one.file);
    const { told, etag } = await ask("uploads", { name: one.file.name, size: one.file.size, sha256 });
    one.same = told.same_files.map((file) => file.name);
    one.id = told.file.id;
    one.bar.hidden = false;
    one.say(words.sending);
    if (told.form) await sendWhole(one, told.form);
    else await sendParts(one, told.parts);
    await ask(`uploads/${one.id}/confirm`, {}, { "If-Match": etag });
    one.sent = true;
    one.bar.hidden = true;
  }

  async function place(one) {
    const filing = {
      case_id: box.dataset.case || fields.case_id.value,
      file_id: one.id,
      title: one.title.value,
      kind: one.kind.value,
      dated_on: fields.dated_on.value || null,
      source: fields.source.value,
      folder: fields.folder.value,
      tags: fields.tags.value.split("\n").map((tag) => tag.trim()).filter(Boolean),
    };
    const { told } = await ask("documents", filing);
    one.link(told);
  }

  // The inspection takes seconds as a rule. Whoever leaves earlier sees on the document what became of it.
  async function inspected(one) {
    for (let tries = 0; tries < 15; tries += 1) {
      const { told } = await ask(`uploads/${one.id}`);
      if (told.state !== "received") return told;
      await new Promise((resolve) => setTimeout(resolve, 500 + 100 * tries));
    }
    return { state: "received" };
  }

  async function carry(one) {
    one.fix(true);
    try {
      if (!one.sent) await upload(one);
      one.say(words.inspected);
      const { state, refusal } = await inspected(one);
      one.refused = !["received", "kept"].includes(state);
      if (one.refused) throw new Refused(refusal);
      if (many) await place(one);
      else select.append(new Option(one.file.name, one.id, true, true));
      one.done = true;
      const waits = state === "received" ? words.waits : "";
      const same = one.same.length ? fill(words.same, { names: one.same.join(", ") }) : "";
      one.say([words.placed, waits, same].filter(Boolean).join(" "), same ? "warn" : "good");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      one.bar.hidden = true;
      one.fix(false);
      one.say(error.message, "bad");
    }
  }

  function copied(one, name, number) {
    const original = fields[name];
    const copy = original.cloneNode(true);
    const label = document.createElement("label");
    const cell = document.createElement("div");
    copy.id = `${original.id}_${number}`;
    copy.removeAttribute("name");
    label.htmlFor = copy.id;
    label.textContent = name === "title" ? words.called : words.kind;
    cell.append(label, copy);
    one.row.querySelector(".cb-fields").append(cell);
    return copy;
  }

  function row(file) {
    const item = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const remove = item.querySelector("button");
    const outcome = item.querySelector(".cb-outcome");
    const name = item.querySelector("b");
    const one = { file, row: item, bar: item.querySelector("progress"), same: [], done: false };
    name.textContent = file.name;
    item.querySelector("small").textContent = sizeOf(file.size);
    one.bar.setAttribute("aria-label", fill(words.much, { name: file.name }));
    remove.setAttribute("aria-label", fill(words.remove, { name: file.name }));
    remove.addEventListener("click", () => {
      chosen.splice(chosen.indexOf(one), 1);
      item.remove();
      shape();
      input.focus();
    });
    one.advance = (bytes) => (one.bar.value = file.size ? Math.min(bytes / file.size, 1) : 1);
    one.say = (text, tone = "") => {
      outcome.textContent = text;
      outcome.className = `cb-outcome ${tone && `cb-${tone}`}`;
      said.textContent = `${file.name}: ${text}`;
    };
    one.fix = (fixed) => {
      remove.hidden = fixed;
      item.querySelectorAll("input, select").forEach((field) => (field.disabled = fixed));
    };
    one.link = (made) => {
      const link = document.createElement("a");
      link.className = "cb-link";
      link.href = `${box.dataset.documents}${made.id}/change/`;
      link.textContent = made.title;
      name.replaceWith(link);
      item.querySelector(".cb-fields").remove();
    };
    list.append(item);
    return one;
  }

  function sizeOf(bytes) {
    const units = ["bytes", "KB", "MB", "GB"];
    const step = bytes ? Math.min(Math.floor(Math.log2(bytes) / 10), 3) : 0;
    return `${(bytes / 1024 ** step).toLocaleString(undefined, { maximumFractionDigits: step ? 1 : 0 })} ${units[step]}`;
  }

  function waiting() {
    return chosen.filter((one) => !one.done && !one.refused);
  }

  // What each file says for itself is not asked for once more below.
  function shape() {
    if (!many) return;
    const left = waiting().length;
    ["title", "kind"].forEach((name) => (cellOf(fields[name]).hidden = chosen.length > 0));
    box.querySelector(".cb-sent").hidden = chosen.length > 0;
    send.textContent = left ? fill(left === 1 ? words.one : words.several, { n: left }) : sendLabel;
    send.hidden = chosen.length > 0 && left === 0;
    const back = form.querySelector(".cb-submit a");
    back.textContent = send.hidden ? words.back : words.cancel;
    back.hash = send.hidden && box.dataset.case ? "documents" : "";
  }

  function cellOf(field) {
    return [...form.querySelectorAll(".cb-fields > *")].find((cell) => cell.contains(field));
  }

  async function take(files) {
    if (busy) return;
    if (!many) list.replaceChildren();
    for (const file of many ? files : [...files].slice(0, 1)) {
      const one = row(file);
      if (!many) {
        await work([one]);
        continue;
      }
      chosen.push(one);
      one.title = copied(one, "title", chosen.length);
      one.kind = copied(one, "kind", chosen.length);
      one.title.value = file.name.replace(/\.[^.]+$/, "").replaceAll("_", " ");
      one.kind.value = fields.kind.value;
    }
    shape();
  }

  async function work(all) {
    busy = true;
    send.disabled = true;
    for (const one of all) await carry(one);
    busy = false;
    send.disabled = false;
  }

  input.hasChangeListener = true; // else the theme looks for a text field of its own beside it
  drop.hidden = false;
  if (select.options.length > 1) box.querySelector(".cb-sent-label").hidden = false;
  else if (!select.value) box.querySelector(".cb-sent").hidden = true;
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  ["dragenter", "dragover"].forEach((name) =>
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("cb-over");
    }),
  );
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("cb-over")));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("submit", async (event) => {
    if (busy || (many && chosen.length)) event.preventDefault();
    if (busy || !many || !chosen.length) return;
    await work(waiting());
    shape();
    const left = chosen.filter((one) => !one.done).length;
    said.textContent = left ? fill(words.left, { left, all: chosen.length }) : words.all;
  });
  addEventListener("beforeunload", (event) => busy && event.preventDefault());
})();
