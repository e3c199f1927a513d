"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const cards = all(".claim");
  const card = (number) => one(`.claim[data-claim="${CSS.escape(number)}"]`);
  const panel = one("#claims");
  const help = one("#help");
  const bar = one(".bar");
  const wide = matchMedia("(width >= 62rem)");
  let current = null;
  let letters = true;

  root.classList.add("js");

  /* -------------------------------------------------- a claim, open or closed */

  const toggleOf = (claim) => one("h3 > button", claim);
  const isOpen = (claim) => !claim.classList.contains("closed");

  function setOpen(claim, open) {
    claim.classList.toggle("closed", !open);
    toggleOf(claim).setAttribute("aria-expanded", String(open));
  }

  function makeToggle(claim) {
    const heading = one("h3", claim);
    const button = document.createElement("button");
    const body = one(".body", claim);
    body.id = `${claim.id}-body`;
    button.type = "button";
    button.setAttribute("aria-controls", body.id);
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => (isOpen(claim) && claim === current ? leave() : choose(claim)));
    setOpen(claim, false);
  }

  /* -------------------------------------------------- the chosen claim */

  const places = (claim) => all(`[data-claim="${CSS.escape(claim.dataset.claim)}"]:not(.claim)`);
  const reference = (claim) => one(`#ref-${CSS.escape(claim.dataset.claim)}`);

  // On a narrow screen the chosen claim stands below its paragraph; elsewhere, and when it is left, in the list.
  const home = new Map();

  function putBack(claim) {
    const mark = home.get(claim);
    if (mark) {
      mark.replaceWith(claim);
      home.delete(claim);
    }
  }

  function putInline(claim) {
    const paragraph = reference(claim)?.closest("p");
    if (wide.matches || !paragraph || home.has(claim)) return;
    const mark = document.createComment("");
    claim.replaceWith(mark);
    home.set(claim, mark);
    paragraph.after(claim);
  }

  function writeAddress(address) {
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page shown inside another has no address of its own to write.
    }
  }

  function unmark() {
    if (!current) return;
    current.classList.remove("current");
    places(current).forEach((place) => place.classList.remove("current"));
    reference(current)?.removeAttribute("aria-current");
    setOpen(current, false);
    putBack(current);
    current = null;
  }

  function choose(claim, { focus = true, scroll = true } = {}) {
    if (claim !== current) unmark();
    current = claim;
    claim.classList.add("current");
    places(claim).forEach((place) => place.classList.add("current"));
    reference(claim)?.setAttribute("aria-current", "true");
    setOpen(claim, true);
    putInline(claim);
    writeAddress(`#${claim.id}`);
    if (focus) toggleOf(claim).focus({ preventScroll: true });
    if (scroll) show(claim);
  }

  function show(claim) {
    const place = reference(claim);
    if (wide.matches && panel.scrollHeight > panel.clientHeight) {
      panel.scrollTop += claim.getBoundingClientRect().top - panel.getBoundingClientRect().top - 4;
      if (place && !isInView(place)) place.scrollIntoView({ block: "center" });
    } else {
      (wide.matches || !place ? claim : place).scrollIntoView({ block: wide.matches ? "nearest" : "start" });
    }
  }

  function isInView(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return top > bar.offsetHeight + 16 && bottom < innerHeight - 40;
  }

  function leave() {
    const place = current && reference(current);
    const claim = current;
    unmark();
    writeAddress(location.pathname + location.search);
    if (place && !place.classList.contains("off")) place.focus();
    else if (claim) toggleOf(claim).focus();
  }

  function step(by) {
    const shown = cards.filter((claim) => !claim.hidden);
    if (!shown.length) return;
    const at = current ? shown.indexOf(current) : by > 0 ? -1 : shown.length;
    choose(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]);
  }

  function openAll() {
    const open = cards.some((claim) => !claim.hidden && !isOpen(claim));
    cards.forEach((claim) => setOpen(claim, open));
  }

  /* -------------------------------------------------- filters */

  const chips = all(".chip");
  const boxes = all(".sources-filter input");
  const pressed = (kind) =>
    chips.filter((chip) => chip.dataset[kind] && chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset[kind]);

  function passes(claim, verdicts, standings, sources) {
    const own = claim.dataset.sources.split(" ");
    return (
      (!verdicts.length || verdicts.includes(claim.dataset.verdict)) &&
      (!standings.length || standings.includes(claim.dataset.standing)) &&
      (!sources.length || sources.some((source) => own.includes(source)))
    );
  }

  function filter() {
    const sources = boxes.filter((box) => box.checked).map((box) => box.value);
    const given = [pressed("verdict"), pressed("standing"), sources];
    cards.forEach((claim) => {
      claim.hidden = !passes(claim, ...given);
      places(claim).forEach((place) => place.classList.toggle("off", claim.hidden));
    });
    if (current?.hidden) unmark();
    const shown = cards.filter((claim) => !claim.hidden).length;
    one(".status").textContent = shown === cards.length ? `${shown} claims` : `${shown} of ${cards.length} claims`;
    one(".nothing").hidden = shown > 0;
    one(".chosen").textContent = sources.length ? `: ${sources.length}` : "";
    one("#all").hidden = given.every((chosen) => !chosen.length);
    const rest = one(".rest");
    if (rest) rest.hidden = !cards.some((claim) => !claim.hidden && !reference(claim));
  }

  function showAll() {
    chips.forEach((chip) => chip.setAttribute("aria-pressed", "false"));
    boxes.forEach((box) => (box.checked = false));
    filter();
    if (document.activeElement === document.body) chips[0]?.focus();
  }

  /* -------------------------------------------------- theme */

  const themes = ["automatic", "light", "dark"];

  function nextTheme() {
    const next = themes[(themes.indexOf(root.dataset.theme ?? "automatic") + 1) % themes.length];
    if (next === "automatic") delete root.dataset.theme;
    else root.dataset.theme = next;
    one("#theme span").textContent = next;
  }

  /* -------------------------------------------------- keys and pointer */

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    e: openAll,
    f: () => chips[0]?.focus(),
    a: showAll,
    t: nextTheme,
    "?": () => help.showModal(),
  };

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape") {
      const list = one(".sources-filter");
      if (list.open) {
        list.open = false;
        one("summary", list).focus();
      } else if (current) leave();
    } else if (letters && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  function onClick(event) {
    const list = one(".sources-filter");
    if (list.open && !list.contains(event.target)) list.open = false;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    const claim = link ? target?.closest(".claim") : fromMark(event.target);
    if (claim) {
      event.preventDefault();
      if (claim.hidden) showAll();
      if (claim === current && !link?.closest(".claim, .source")) leave();
      else choose(claim);
    }
  }

  function fromMark(element) {
    const mark = element.closest("mark:not(.off)");
    return mark && getSelection().isCollapsed ? card(mark.dataset.claim) : null;
  }

  function fromAddress() {
    const claim = document.getElementById(location.hash.slice(1))?.closest(".claim");
    if (claim) choose(claim);
  }

  cards.forEach(makeToggle);
  chips.forEach((chip) => {
    chip.disabled = false;
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  });
  boxes.forEach((box) => box.addEventListener("change", filter));
  one("#all").addEventListener("click", showAll);
  one("#theme").addEventListener("click", nextTheme);
  one("#keys").addEventListener("click", () => help.showModal());
  one("#close").addEventListener("click", () => help.close());
  one("#single").addEventListener("change", (event) => (letters = event.target.checked));
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  addEventListener("hashchange", fromAddress);
  new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
  wide.addEventListener("change", () => {
    const claim = current;
    if (claim) {
      putBack(claim);
      putInline(claim);
    }
  });
  filter();
  fromAddress();
})();
