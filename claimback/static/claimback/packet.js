// A packet: how far it is that is being built; and boxes drawn on the pages of an exhibit, which become lines of the
// form. Without this script the page shows how far it is when it is loaded, and the lines are typed. Its words come from
// the page; the label of a box is printed, and in the language of packets.
(() => {
  const fill = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const progress = document.querySelector(".cb-progress");
  if (progress) watch(progress);
  const lines = document.querySelector("[name=more]");
  if (lines) document.querySelectorAll(".cb-redact .cb-sheet").forEach((sheet) => draw(sheet, lines));

  // Asks the API as often as it says, and shows the page anew once a worker has ended.
  function watch(card) {
    const said = card.querySelector("[role=status]");
    const bar = card.querySelector("progress");
    async function look() {
      const answer = await fetch(card.dataset.look).catch(() => null);
      if (answer && answer.ok) {
        const packet = await answer.json();
        if (!["requested", "building"].includes(packet.state)) {
          location.reload();
          return;
        }
        const [done, total] = [packet.pages_done, packet.pages_total];
        const { built, counted, prepared } = card.dataset;
        const words = fill(total ? built : done ? counted : prepared, { done, total });
        if (said.textContent !== words) said.textContent = words;
        if (total) {
          bar.max = total;
          bar.value = done;
        }
      }
      setTimeout(look, 1000 * Number(answer?.headers.get("Retry-After") || 3));
    }
    setTimeout(look, 2000);
  }

  function draw(sheet, form) {
    const svg = sheet.querySelector("svg");
    let box = null;
    let from = null;
    const at = (event) => {
      const edge = sheet.getBoundingClientRect();
      const part = (where, start, size) => Math.min(1, Math.max(0, (where - start) / size));
      return [part(event.clientX, edge.left, edge.width), part(event.clientY, edge.top, edge.height)];
    };
    function shape(to) {
      const edges = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
      const [left, top, right, bottom] = edges.map((edge) => 1000 * edge);
      for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
        box.setAttribute(name, value);
      }
      return edges;
    }
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
      from = at(event);
      box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      box.setAttribute("class", "cb-redacted");
      svg.append(box);
    });
    sheet.addEventListener("pointermove", (event) => from && shape(at(event)));
    sheet.addEventListener("pointerup", (event) => {
      if (!from) return;
      const edges = shape(at(event));
      from = null;
      if (edges[2] - edges[0] < 0.005 || edges[3] - edges[1] < 0.003) {
        box.remove();
        return;
      }
      const line = [sheet.dataset.page, ...edges.map((edge) => (100 * edge).toFixed(2)), "Confidential"].join(" ");
      form.value = form.value.trim() ? `${form.value.trim()}\n${line}` : line;
    });
    sheet.addEventListener("pointercancel", () => {
      from = null;
      box?.remove();
    });
  }
})();
