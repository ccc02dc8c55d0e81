// The parts of a case's page as tabs, and the timeline's filter. Without this script all parts stand below each other,
// and the tabs are links to them. What a part hides is still found by the browser's own search.
(() => {
  const bar = document.querySelector(".cb-tabs");
  if (!bar) return;
  const tabs = [...bar.querySelectorAll("a")];
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
  bar.setAttribute("role", "tablist");
  tabs.forEach((tab, place) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[place].id);
    panels[place].setAttribute("role", "tabpanel");
    panels[place].setAttribute("aria-labelledby", tab.id);
    panels[place].addEventListener("beforematch", () => show(place));
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", tab.hash);
      show(place);
    });
  });

  function show(chosen) {
    tabs.forEach((tab, place) => {
      const is = place === chosen;
      tab.setAttribute("aria-selected", is);
      tab.tabIndex = is ? 0 : -1;
      if (is) panels[place].removeAttribute("hidden");
      else panels[place].setAttribute("hidden", "until-found");
    });
    const left = tabs[chosen].offsetLeft - (bar.clientWidth - tabs[chosen].clientWidth) / 2;
    bar.scrollTo({ left, behavior: "instant" });
  }

  function follow() {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    const place = panels.findIndex((panel) => panel.contains(target));
    show(Math.max(place, 0));
    if (target && !panels.includes(target)) target.scrollIntoView();
  }

  bar.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
  // What was just done is read first: the browser itself scrolls to the anchor before this.
  addEventListener("load", () => document.querySelector(".cb-said")?.scrollIntoView());
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  follow();

  const filter = document.querySelector(".cb-filter");
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("click", ({ target }) => {
      const channel = target.dataset.channel;
      if (channel === undefined) return;
      filter.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", each === target));
      document.querySelectorAll(".cb-timeline > li[data-channel]").forEach((entry) => {
        entry.hidden = channel !== "" && entry.dataset.channel !== channel;
      });
    });
  }

  const menu = document.querySelector(".cb-menu");
  if (menu) {
    document.addEventListener("click", ({ target }) => {
      if (!menu.contains(target)) menu.open = false;
    });
    menu.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
})();
