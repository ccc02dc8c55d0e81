// A worker's job over many rows, such as an export or an import: how far it is, on its list and on its own page. Without
// this script a page shows how far it is when it is loaded.
(() => {
  document.querySelectorAll("[data-progress]").forEach(watch);

  // Asks the API as often as it says, and shows the page anew once the job's state is another one.
  function watch(card) {
    const said = card.querySelector("[role=status]") ?? card;
    const bar = card.querySelector("progress");
    async function look() {
      const answer = await fetch(card.dataset.progress).catch(() => null);
      if (answer && answer.ok) {
        const job = await answer.json();
        if (job.state !== card.dataset.state) {
          location.reload();
          return;
        }
        const done = job.rows_done;
        const total = Math.max(job.rows_total ?? 0, done);
        if (card.dataset.says && job.rows_total) {
          const [so_far, of] = [done, total].map((rows) => rows.toLocaleString("en"));
          const words = card.dataset.says.replace("{done}", so_far).replace("{total}", of);
          if (said.textContent !== words) said.textContent = words;
          if (bar) [bar.max, bar.value] = [total, done];
        }
      }
      setTimeout(look, 1000 * Number(answer?.headers.get("Retry-After") || 3));
    }
    setTimeout(look, 2000);
  }
})();
