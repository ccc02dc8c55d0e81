// The search of the firm, from anywhere: Ctrl+K opens it, and "/" where no list claims that key for its own box. What it shows is the server's, option by option; this
// file asks for it as one types, and moves among the options.
addEventListener("DOMContentLoaded", () => {
  const palette = document.getElementById("cb-palette");
  if (!palette) return;
  const box = palette.querySelector("[role=combobox]");
  const list = palette.querySelector("[role=listbox]");
  const status = palette.querySelector("[role=status]");
  const WAIT = 200;
  const SHORTEST = 2;
  let asked = null;
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const show = (html) => {
    list.innerHTML = html;
    const found = options();
    found.forEach((option, at) => (option.id = `cb-option-${at}`));
    box.setAttribute("aria-expanded", String(found.length > 0));
    choose(found[0]);
    // The last option leads to the page of all results.
    status.textContent = found.length ? `${found.length} ${palette.dataset.found}` : list.textContent.trim();
  };

  const ask = async () => {
    asked?.abort();
    const said = box.value.trim();
    if (said.length < SHORTEST) return show("");
    asked = new AbortController();
    const address = `${palette.dataset.address}?${new URLSearchParams({ q: said, as: "options" })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      show("");
      status.textContent = list.textContent = palette.dataset.failed;
    }
  };

  const open = () => {
    if (palette.open) return;
    palette.showModal();
    box.select();
  };

  const go = (option, apart) => {
    if (!option) return;
    if (apart) window.open(option.dataset.href, "_blank", "noopener");
    else location.assign(option.dataset.href);
  };

  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], .cb-palette");
    const byLetter = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const listed = document.getElementById("searchbar");
    const bySlash = event.key === "/" && !listed && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!byLetter && !bySlash) return;
    event.preventDefault();
    open();
  });

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const found = options();
    const at = found.indexOf(chosen());
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to !== undefined && found.length) choose(found[(to + found.length) % found.length]);
    else if (event.key === "Enter") go(chosen(), event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  palette.addEventListener("close", () => asked?.abort());
});
