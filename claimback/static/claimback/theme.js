// What the theme leaves to the mouse and the eye. Its controls that are no buttons become such: they take the focus,
// Enter and Space. Its symbols are words in a font, which a screen reader would read aloud ("dock_to_right"): they fall
// silent, and where nothing else names the control, it gets a name: the page has them, in the reader's language.
addEventListener("DOMContentLoaded", () => {
  const names = document.getElementById("page")?.dataset ?? {};
  const CONTROLS = "[x-on\\:click]:not(a[href], button, input, label, #changelist-filter-close, :has(a, button, input))";

  document.querySelectorAll(CONTROLS).forEach((control) => {
    control.setAttribute("role", "button");
    control.tabIndex = 0;
  });
  document.querySelectorAll(".material-symbols-outlined").forEach((symbol) => {
    const said = symbol.textContent.trim();
    const control = symbol.closest("a, button, [role=button]");
    if (control !== symbol) symbol.setAttribute("aria-hidden", "true");
    if (control && control.textContent.trim() === said && !control.ariaLabel && !control.title)
      control.ariaLabel = names[said] ?? said.replaceAll("_", " ");
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches(CONTROLS) || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.target.click();
  });
});

// A field that looks its values up shows a box of its own, which does not know the field's label. jQuery makes the boxes
// as soon as it is ready, and keeps to the order in which it was asked.
addEventListener("load", () => {
  window.django?.jQuery?.(() => {
    document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
      const named = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
      named.forEach((box) => (box.ariaLabel = select.labels[0]?.textContent.trim()));
    });
  });
});

// Help beside a word lies over the page: one at a time, on the side where there is room, until Escape or a click away.
const opened = () => [...document.querySelectorAll(".cb-help[open]")];
document.addEventListener("toggle", ({ target: help }) => {
  if (!help.matches(".cb-help[open]")) return;
  opened().forEach((other) => (other.open = other === help));
  help.classList.toggle("cb-leftward", help.getBoundingClientRect().left + 360 > innerWidth);
}, true);
document.addEventListener("click", ({ target }) => opened().forEach((help) => (help.open = help.contains(target))));
document.addEventListener("keydown", ({ key, target }) => {
  const help = key === "Escape" && (target.closest(".cb-help[open]") ?? opened()[0]);
  if (!help) return;
  help.open = false;
  help.querySelector("summary").focus();
});
