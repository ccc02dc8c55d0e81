// Sends one document of a client's: asks the portal's API for a signed form, sends the file straight to the store,
// confirms, and puts it on the case. All its words come from the page, in the reader's language.
(() => {
  const form = document.getElementById("sending");
  if (!form) return;
  const words = form.dataset;
  const said = form.querySelector("[role=status]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const { file: input, title, kind } = form.elements;
  let confirmed = null; // a file that arrived, and whose place on the case was refused: it is not sent twice
  form.hidden = false;

  class Refused extends Error {}

  async function ask(path, body, headers) {
    const answer = await fetch(`${words.api}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...headers },
      body: JSON.stringify(body),
    }).catch(() => {
      throw new Refused(words.unreachable);
    });
    if (answer.status === 401) throw new Refused(words.over);
    if (!answer.ok) throw new Refused(answer.status < 500 ? words.refused : words.unreachable);
    return { told: await answer.json(), etag: answer.headers.get("ETag") };
  }

  function transfer(signed, file) {
    const body = new FormData();
    Object.entries(signed.fields).forEach(([name, value]) => body.append(name, value));
    body.append("file", file);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = () => reject(new Refused(words.unreachable));
      request.open("POST", signed.url);
      request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
      request.addEventListener("load", () => (request.status < 300 ? resolve() : fail()));
      request.addEventListener("error", fail);
      request.send(body);
    });
  }

  async function arrived(file) {
    if (file.size > Number(words.limit)) throw new Refused(words.large);
    const { told, etag } = await ask("uploads", { name: file.name, size: file.size });
    await transfer(told.form, file);
    await ask(`uploads/${told.file.id}/confirm`, {}, { "If-Match": etag });
    return told.file.id;
  }

  function say(text, wrong) {
    said.textContent = text;
    said.className = wrong ? "bad" : "";
  }

  input.addEventListener("change", () => {
    confirmed = null;
    if (input.files[0] && !title.value) title.value = input.files[0].name.replace(/\.[^.]*$/, "").slice(0, 200);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    say(words.sending);
    try {
      confirmed = confirmed || (await arrived(input.files[0]));
      await ask("documents", { case_id: words.case, file_id: confirmed, title: title.value, kind: kind.value });
      say(words.done);
      location.reload();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(error.message, true);
    } finally {
      button.disabled = false;
      bar.hidden = true;
    }
  });
})();
