// Exports: how far those are that are being made, on their list and on their own pages. Without this script a page shows
// how far it is when it is loaded.
(() => {
  document.querySelectorAll("[data-export]").forEach(watch);

  // Asks the API as often as it says, and shows the page anew once a worker has ended.
  function watch(card) {
    const said = card.querySelector("[role=status]") ?? card;
    const bar = card.querySelector("progress");
    async function look() {
      const answer = await fetch(card.dataset.export).catch(() => null);
      if (answer && answer.ok) {
        const job = await answer.json();
        if (!["requested", "making"].includes(job.state)) {
          location.reload();
          return;
        }
        const done = job.rows_done;
        const total = Math.max(job.rows_total ?? 0, done);
        if (job.state === "making" && job.rows_total) {
          const words = `${done.toLocaleString("en")} of about ${total.toLocaleString("en")} rows`;
          if (said.textContent !== words) said.textContent = words;
          if (bar) [bar.max, bar.value] = [total, done];
        }
      }
      setTimeout(look, 1000 * Number(answer?.headers.get("Retry-After") || 5));
    }
    setTimeout(look, 2000);
  }
})();
