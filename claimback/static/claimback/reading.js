// A reading: proposals beside the letter, walked by keys, each shown where it stands; and how far one is that is under
// way. Without this script the page is a plain form, and its links lead to the letter's pages.
(() => {
  const desk = document.querySelector(".cb-desk");
  if (desk) walk(desk);
  const progress = document.querySelector(".cb-progress");
  if (progress) watch(progress);

  function walk(root) {
    const proposals = [...root.querySelectorAll(".cb-proposal")];
    const marks = [...root.querySelectorAll("[data-mark]")];
    const letter = root.querySelector(".cb-pages");
    const keys = root.querySelector(".cb-keys");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

    function show(proposal) {
      const finding = proposal?.dataset.finding;
      proposals.forEach((each) => each.classList.toggle("cb-current", each === proposal));
      marks.forEach((each) => each.classList.toggle("cb-lit", finding !== undefined && each.dataset.mark === finding));
      const lit = marks.find((each) => each.classList.contains("cb-lit") && each.getClientRects().length);
      if (!lit) return;
      const [place, pane] = [lit.getBoundingClientRect(), letter.getBoundingClientRect()];
      if (place.top < pane.top + 40 || place.bottom > Math.min(pane.bottom, innerHeight) - 20) {
        // At once: a scroll that goes on would carry the passage off that is asked for next.
        letter.scrollBy({ top: place.top - pane.top - pane.height / 3, behavior: "instant" });
      }
    }

    function go(to) {
      const open = proposals.filter((each) => each.getClientRects().length);
      const at = open.indexOf(current());
      const next = open[Math.min(Math.max(at + to, 0), open.length - 1)];
      if (!next) return;
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
    }

    const current = () => root.querySelector(".cb-proposal.cb-current");
    const keep = (proposal) => proposal.querySelector("input[type=checkbox][name$=-keep]");
    const field = (proposal, name) =>
      proposal.querySelector(`[name$=-${name}]`) || proposal.querySelector("input:not([type=hidden]), select, textarea");

    function decide(proposal, accepted) {
      const box = keep(proposal);
      const value = field(proposal, "quote");
      if (box) box.checked = accepted;
      else if (value && !accepted) value.value = "";
      proposal.classList.toggle("cb-settled-now", accepted);
      if (accepted) go(1);
    }

    function edit(proposal, name) {
      const wanted = field(proposal, name);
      if (!wanted) return;
      wanted.focus();
      wanted.scrollIntoView({ block: "nearest" });
    }

    const act = {
      j: () => go(1),
      ArrowDown: () => go(1),
      k: () => go(-1),
      ArrowUp: () => go(-1),
      a: (proposal) => proposal && decide(proposal, true),
      x: (proposal) => proposal && decide(proposal, false),
      e: (proposal) => proposal && edit(proposal, "quote"),
      c: (proposal) => proposal && edit(proposal, "code"),
      "?": () => {
        if (!keys) return;
        keys.open = !keys.open;
        keys.querySelector("summary").focus();
      },
    };

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest("input, select, textarea");
      if (event.key === "Escape" && typing && root.contains(typing)) {
        (typing.closest(".cb-proposal") || current() || typing).focus();
        return;
      }
      if (typing && typing.type !== "checkbox") return;
      if (event.key.startsWith("Arrow") && !root.contains(event.target) && event.target !== document.body) return;
      const chosen = act[event.key];
      if (!chosen) return;
      event.preventDefault();
      chosen(current());
    });
    root.addEventListener("focusin", ({ target }) => {
      const proposal = target.closest(".cb-proposal");
      if (proposal && proposal !== current()) show(proposal);
    });
    root.addEventListener("click", ({ target }) => {
      const mark = target.closest("[data-mark]");
      const proposal = mark ? proposals.find((each) => each.dataset.finding === mark.dataset.mark) : null;
      if (proposal) {
        const folded = proposal.closest("details");
        if (folded) folded.open = true;
        proposal.focus({ preventScroll: true });
        proposal.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
        return;
      }
      const chosen = target.closest(".cb-proposal");
      if (!chosen) return;
      if (!target.closest("input, select, textarea, label, a, summary, button")) chosen.focus({ preventScroll: true });
      show(chosen);
    });
  }

  // Asks the API as often as it says, and shows the page anew once a worker has ended.
  function watch(card) {
    const fill = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
    const said = card.querySelector("[role=status]");
    const bar = card.querySelector("progress");
    const stages = JSON.parse(card.dataset.stages);
    async function look() {
      const answer = await fetch(card.dataset.look).catch(() => null);
      if (answer && answer.ok) {
        const reading = await answer.json();
        if (!["requested", "reading"].includes(reading.state)) {
          location.reload();
          return;
        }
        const counted = reading.pages_total && !["", "understanding"].includes(reading.stage);
        const { stage, pages_done: done, pages_total: total } = reading;
        const words = counted ? fill(card.dataset.says, { stage: stages[stage], done, total }) : `${stages[stage]}.`;
        if (said.textContent !== words) said.textContent = words;
        if (counted) bar.value = reading.pages_done;
      }
      setTimeout(look, 1000 * Number(answer?.headers.get("Retry-After") || 5));
    }
    setTimeout(look, 2000);
  }
})();
