// The month by keyboard: arrows from day to day, Home and End in the week, Page Up and Page Down to the months beside it.
const grid = document.querySelector(".cb-month");
const go = (where) => document.querySelector(`[data-go=${where}]`).click();

grid?.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches("td") || event.altKey || event.ctrlKey || event.metaKey) return;
  const cells = [...grid.querySelectorAll("td")];
  const at = cells.indexOf(cell);
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -(at % 7), End: 6 - (at % 7) };
  const pages = { PageUp: "before", PageDown: "after" };
  if (event.key in steps) {
    const next = cells[at + steps[event.key]];
    if (!next) go(steps[event.key] < 0 ? "before" : "after");
    else {
      cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  } else if (event.key in pages) go(pages[event.key]);
  else if (event.key === "Enter") cell.querySelector("[data-open]").click();
  else return;
  event.preventDefault();
});
