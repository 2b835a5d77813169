"use strict";
/* Contents drawer, marking where the reader is, and a search that reads over seams and tags. */
(() => {
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const root = document.documentElement;
  const side = $(".fz-side"), menu = $(".fz-menu"), text = $(".fz-text");
  root.classList.add("fz-js");

  /* ---------- the contents as a drawer on narrow screens */
  const wide = matchMedia("(min-width: 64rem)");
  const drawer = open => {
    root.classList.toggle("fz-open", open);
    menu.setAttribute("aria-expanded", String(open));
    side.inert = !open && !wide.matches;
    if (open) ($(".fz-here", side) || $("a", side)).focus();
  };
  menu.addEventListener("click", () => drawer(!root.classList.contains("fz-open")));
  wide.addEventListener("change", () => drawer(false));
  side.addEventListener("click", event => {
    if (event.target.closest("a") && !wide.matches) drawer(false);
  });
  text.addEventListener("click", () => root.classList.contains("fz-open") && drawer(false));
  drawer(false);

  /* ---------- lines or columns
     Vertical text scrolls to the left inside the window of the text; lines scroll the page. */
  const vertical = root.classList.contains("vertical");
  const scroller = vertical ? text : window;
  /* How far a box lies behind the point of reading, in the direction of reading. */
  const ahead = box => vertical ? text.getBoundingClientRect().right - box.right : box.top;
  const go = (box, from) => scroller.scrollBy(vertical
    ? { left: -(ahead(box) - text.clientWidth * from), behavior: "auto" }
    : { top: box.top - innerHeight * from, behavior: "auto" });
  if (vertical) {
    text.addEventListener("wheel", event => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      text.scrollBy({ left: -event.deltaY * (event.deltaMode ? 40 : 1) });
      event.preventDefault();
    }, { passive: false });
    /* The browser would bring the end of a long section into view, not its beginning. */
    const arrive = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && text.contains(target)) go(($("h1,h2,h3,h4,h5,h6", target) || target).getBoundingClientRect(), .08);
    };
    addEventListener("hashchange", arrive);
    addEventListener("load", () => requestAnimationFrame(arrive));
  }

  /* ---------- where the reader is */
  const links = new Map($$("a:not(.fz-pages a)", side).map(a => [decodeURIComponent(a.hash.slice(1)), a]));
  const places = [...links.keys()].map(id => document.getElementById(id)).filter(Boolean);
  let here = null, waiting = false;
  const locate = () => {
    waiting = false;
    let low = 0, high = places.length - 1; /* the last place that begins above the fold */
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ahead(places[middle].getBoundingClientRect()) <= 140) low = middle; else high = middle - 1;
    }
    const link = places.length ? links.get(places[low].id) : null;
    if (!link || link === here) return;
    if (here) { here.classList.remove("fz-here"); here.removeAttribute("aria-current"); }
    here = link;
    here.classList.add("fz-here");
    here.setAttribute("aria-current", "location");
    for (let box = here.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
    const box = here.getBoundingClientRect(), frame = side.getBoundingClientRect();
    if (wide.matches && (box.top < frame.top + 40 || box.bottom > frame.bottom - 40)) {
      side.scrollTop += box.top - frame.top - frame.height / 2;
    }
  };
  scroller.addEventListener("scroll", () => {
    if (!waiting) { waiting = true; requestAnimationFrame(locate); }
  }, { passive: true });
  addEventListener("resize", locate);

  /* ---------- a link to every head and paragraph, shown when one is near
     The signs are drawn by the style sheet: they are no text, and nothing finds or copies them. */
  for (const block of $$("section[id] > :is(h1,h2,h3,h4,h5,h6), section[id] > .heads > :first-child, p[id]", text)) {
    const head = block.matches("p") ? null : block;
    const link = document.createElement("a");
    link.className = "fz-link";
    link.href = `#${head ? block.closest("section[id]").id : block.id}`;
    link.setAttribute("aria-label", root.dataset.link + block.textContent.trim().slice(0, 24));
    if (!head) link.tabIndex = -1; /* the keyboard goes from head to head */
    block.append(link);
  }

  /* ---------- search
     Each block is one string, put together from its text nodes: so a word is found although a
     page break, a tag or a note's mark stands inside it. White space and width do not matter. */
  const BLOCKS = "p,h1,h2,h3,h4,h5,h6,li,td,th,dt,dd,caption,figcaption";
  const SKIP = ".noteref,.backlink";
  let index = null, found = [], at = -1, searched = "";
  const fold = char => {
    const plain = char.normalize("NFKC").toLowerCase();
    return plain.length === char.length ? plain : char;
  };
  const build = () => {
    const blocks = new Map();
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const parent = node.parentElement;
      if (parent.closest(SKIP)) continue;
      const block = parent.closest(BLOCKS);
      if (!block) continue;
      if (!blocks.has(block)) blocks.set(block, { string: "", nodes: [], offsets: [] });
      const entry = blocks.get(block);
      for (let i = 0; i < node.data.length; i++) {
        const char = fold(node.data[i]);
        if (/\s/.test(char)) continue;
        entry.string += char;
        entry.nodes.push(node);
        entry.offsets.push(i);
      }
    }
    return [...blocks.values()];
  };
  const count = $(".fz-count"), query = $(".fz-search input"), form = $(".fz-search");
  const canMark = "highlights" in CSS && typeof Highlight === "function";
  const search = () => {
    const wanted = [...query.value].map(fold).join("").replace(/\s+/g, "");
    index ||= build();
    found = [];
    at = -1;
    searched = query.value;
    if (wanted) {
      for (const { string, nodes, offsets } of index) {
        for (let i = string.indexOf(wanted); i >= 0; i = string.indexOf(wanted, i + wanted.length)) {
          const last = i + wanted.length - 1, range = new Range();
          range.setStart(nodes[i], offsets[i]);
          range.setEnd(nodes[last], offsets[last] + 1);
          found.push(range);
        }
      }
    }
    if (canMark) {
      CSS.highlights.set("fz-found", new Highlight(...found));
      CSS.highlights.delete("fz-at");
    }
    for (const button of $$(".fz-step")) button.disabled = !found.length;
    count.textContent = wanted ? String(found.length) : "";
  };
  const step = by => {
    if (!found.length) return;
    at = at < 0 ? (by > 0 ? first() : found.length - 1) : (at + by + found.length) % found.length;
    const range = found[at];
    if (canMark) CSS.highlights.set("fz-at", new Highlight(range));
    else { getSelection().removeAllRanges(); getSelection().addRange(range); }
    go(range.getBoundingClientRect(), 1 / 3);
    count.textContent = `${at + 1} / ${found.length}`;
  };
  /* The first match at or below where the reader is. */
  const first = () => {
    const below = found.findIndex(range => ahead(range.getBoundingClientRect()) >= (vertical ? 0 : 60));
    return below < 0 ? 0 : below;
  };
  let timer = 0;
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(timer);
    if (at < 0 || query.value !== searched) search();
    step(1);
  });
  $(".fz-step[value='-1']").addEventListener("click", () => step(-1));
  query.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); step(-1); }
    if (event.key === "Escape") { query.value = ""; search(); text.focus({ preventScroll: true }); }
  });
  addEventListener("keydown", event => {
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "/" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      query.focus();
    }
    if (event.key === "Escape" && root.classList.contains("fz-open")) { drawer(false); menu.focus(); }
  });
  locate();
})();
