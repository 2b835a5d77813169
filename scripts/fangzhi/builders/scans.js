"use strict";
/* The scan beside the text: it follows the reader, and shows where a paragraph stands. */
(() => {
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const SVG = "http://www.w3.org/2000/svg";
  const root = document.documentElement, text = $(".fz-text");
  const pane = $(".fz-scans"), frame = $(".fz-leaf", pane), button = $(".fz-scan-button");
  const { words, leaves } = JSON.parse(document.getElementById("fz:leaves").textContent);
  const vertical = root.classList.contains("vertical");
  const wide = matchMedia("(min-width: 80rem)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  const number = new Map(); /* of the leaf, by the ids of its zones and its own */
  leaves.forEach((leaf, at) => [leaf.id, ...Object.keys(leaf.zones)].forEach(id => number.set(id, at)));

  const pages = $$(".pb[data-facs]", text), blocks = $$("[data-facs]:not(.pb)", text);
  const zones = block => block.dataset.facs.split(" ");
  const owner = new Map(); /* the innermost text of each zone */
  for (const block of blocks) for (const id of zones(block)) owner.set(id, block);

  /* ---------- one leaf */
  let shown = -1, sheet = null, rects = new Map(), marked = null, zoom = "width";
  const make = (name, attributes = {}, within = null) => {
    const element = document.createElement(name);
    Object.assign(element, attributes);
    if (within) within.append(element);
    return element;
  };
  const say = (said, leaf) => {
    frame.classList.add("fz-missing");
    const note = make("p", { className: "fz-leaf-note", textContent: said }, sheet);
    if (leaf.link) make("a", { href: leaf.link, textContent: decodeURI(leaf.link) }, note);
  };
  const draw = leaf => {
    const layer = document.createElementNS(SVG, "svg");
    layer.setAttribute("viewBox", `0 0 ${leaf.size[0]} ${leaf.size[1]}`);
    layer.setAttribute("preserveAspectRatio", "none"); /* zones may be in another unit */
    layer.setAttribute("aria-hidden", "true"); /* the text itself is there */
    /* What is small lies above what is large, so that it can be reached. */
    const placed = Object.entries(leaf.zones).filter(([id]) => owner.has(id))
      .sort(([, a], [, b]) => b[2] * b[3] - a[2] * a[3]);
    for (const [id, box] of placed) {
      const rect = document.createElementNS(SVG, "rect");
      ["x", "y", "width", "height"].forEach((name, at) => rect.setAttribute(name, box[at]));
      rect.dataset.zone = id;
      rects.set(id, rect);
      layer.append(rect);
    }
    return layer;
  };
  const turn = at => {
    if (at === shown || at < 0 || at >= leaves.length) return;
    shown = at;
    const leaf = leaves[at];
    rects = new Map();
    frame.classList.remove("fz-missing");
    frame.replaceChildren();
    frame.scrollTo(0, 0);
    sheet = make("div", { className: "fz-sheet" }, frame);
    $(".fz-leaf-name", pane).textContent = `${leaf.label} · ${at + 1} / ${leaves.length}`;
    for (const step of $$(".fz-leaf-step", pane)) step.disabled = !leaves[at + Number(step.value)];
    const source = leaf.copy ? $("img", document.getElementById(leaf.copy)).src : leaf.source;
    if (!source) {
      say(leaf.link ? words.elsewhere : words.none, leaf);
      return;
    }
    const [width, height] = leaf.size;
    sheet.style.aspectRatio = `${width} / ${height}`;
    const image = new Image();
    image.alt = leaf.alt;
    image.addEventListener("load", () => { sheet.style.aspectRatio = ""; size(); });
    image.addEventListener("error", () => sheet.contains(image) && say(words.missing, leaf));
    image.src = source;
    sheet.append(image, draw(leaf));
    size();
    paint();
  };
  const size = () => {
    const image = sheet && $("img", sheet);
    if (!image) return;
    const [width, height] = image.naturalWidth
      ? [image.naturalWidth, image.naturalHeight] : leaves[shown].size;
    const style = getComputedStyle(frame), room = frame.clientHeight - 2 * parseFloat(style.paddingTop);
    sheet.style.width = { width: "100%", full: `${width}px`, page: `${Math.max(room, 80) * width / height}px` }[zoom];
  };
  const zoomTo = kind => {
    zoom = kind;
    for (const one of $$(".fz-zooms button", pane)) one.setAttribute("aria-pressed", String(one.value === kind));
    size();
    if (marked) show(zones(marked).find(id => rects.has(id)));
  };

  /* ---------- marks: a text and its zones */
  const paint = () => {
    const ids = new Set(marked ? zones(marked) : []);
    for (const [id, rect] of rects) rect.classList.toggle("fz-marked", ids.has(id));
  };
  /* Bring a zone into the frame, if it is not. */
  const show = id => {
    const rect = rects.get(id);
    if (!rect || pane.hidden) return;
    const box = rect.getBoundingClientRect(), view = frame.getBoundingClientRect();
    const down = box.top < view.top || Math.min(box.bottom, box.top + view.height / 2) > view.bottom;
    const across = box.left < view.left || Math.min(box.right, box.left + view.width / 2) > view.right;
    if (!down && !across) return;
    frame.scrollBy({
      top: down ? box.top - view.top - view.height / 5 : 0,
      left: across ? (vertical ? box.right - view.right + 24 : box.left - view.left - 24) : 0,
      behavior: still.matches ? "instant" : "smooth",
    });
  };
  const mark = block => {
    if (marked) marked.classList.remove("fz-marked-text");
    marked = block;
    if (!block) { paint(); return; }
    if (!pane.hidden) block.classList.add("fz-marked-text");
    const ids = zones(block);
    if (!ids.some(id => number.get(id) === shown)) turn(number.get(ids[0]) ?? -1);
    paint();
    show(ids.find(id => rects.has(id)));
  };
  const textOf = node => {
    const element = node && (node.nodeType === 1 ? node : node.parentElement);
    return element && text.contains(element) ? element.closest("[data-facs]:not(.pb)") : null;
  };
  /* A pointer that rests for a moment means the text under it. */
  let resting = 0;
  text.addEventListener("pointerover", event => {
    clearTimeout(resting);
    const block = textOf(event.target);
    if (!block || block === marked || pane.hidden || event.pointerType !== "mouse") return;
    const here = zones(block).some(id => number.get(id) === shown);
    resting = setTimeout(() => mark(block), here ? 40 : 300);
  });
  text.addEventListener("pointerleave", () => clearTimeout(resting));
  text.addEventListener("focusin", event => { const block = textOf(event.target); if (block) mark(block); });
  text.addEventListener("click", event => {
    const link = event.target.closest(".fz-scan-link");
    if (link) {
      event.preventDefault();
      open(true);
      turn(number.get(link.dataset.leaf));
      return;
    }
    const block = textOf(event.target);
    if (block) mark(block);
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (selection.isCollapsed) return;
    const block = textOf(selection.anchorNode);
    if (block && block !== marked) mark(block);
  });

  /* ---------- the leaf follows the text */
  const scroller = vertical ? text : window;
  const ahead = box => vertical ? text.getBoundingClientRect().right - box.right : box.top;
  const length = () => vertical ? text.clientWidth : innerHeight;
  /* The last of `all`, which stand in reading order, that begins before the point of reading. */
  const lastBefore = (all, point) => {
    let low = -1, high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ahead(all[middle].getBoundingClientRect()) <= point) low = middle; else high = middle - 1;
    }
    return low;
  };
  /* The point of reading: a third down, and down to the end where the text ends. */
  const point = () => {
    const box = vertical ? text : root;
    const [done, all] = vertical
      ? [-box.scrollLeft, box.scrollWidth - box.clientWidth] : [scrollY, box.scrollHeight - innerHeight];
    const rest = length() * .65, near = Math.max(0, rest - (all - done));
    return length() * .35 + (all > 0 ? near * Math.min(1, done / Math.min(all, rest)) : 0);
  };
  /* For a moment after a jump that was made for a certain leaf, scrolling turns no other. */
  let waiting = false, held = 0;
  const hold = () => { held = performance.now() + 250; };
  const follow = () => {
    waiting = false;
    if (pane.hidden) return;
    const page = pages[Math.max(lastBefore(pages, point()), 0)];
    if (page) turn(number.get(page.dataset.facs.split(" ")[0]));
    const block = blocks[lastBefore(blocks, point())];
    if (zoom !== "page" && block) show(zones(block).find(id => rects.has(id)));
  };
  scroller.addEventListener("scroll", () => {
    if (performance.now() < held) return;
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }, { passive: true });
  const go = (target, from = .25) => {
    const box = target.getBoundingClientRect();
    hold();
    scroller.scrollBy(vertical
      ? { left: -(ahead(box) - text.clientWidth * from), behavior: "instant" }
      : { top: box.top - innerHeight * from, behavior: "instant" });
  };
  const arrive = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !text.contains(target) || pane.hidden) return;
    const block = target.matches("[data-facs]:not(.pb)") ? target : $("[data-facs]:not(.pb)", target);
    if (!block || target.matches(".pb")) return;
    hold();
    mark(block);
  };
  addEventListener("hashchange", () => requestAnimationFrame(arrive));
  addEventListener("load", arrive);

  /* ---------- from the scan to the text */
  frame.addEventListener("click", event => {
    const block = owner.get(event.target.dataset?.zone);
    if (!block) return;
    if (!wide.matches) open(false);
    block.classList.add("fz-marked-text");
    mark(block);
    /* Of a text over several pages, the part that stands on this one. */
    go(beginning(shown, block) || block);
  });
  const beginning = (at, within) => pages.find(page =>
    number.get(page.dataset.facs.split(" ")[0]) === at && within.contains(page));
  const leafTo = by => {
    const at = shown + by, name = $(".fz-leaf-name", pane);
    if (!leaves[at]) return;
    name.setAttribute("aria-live", "polite"); /* said aloud only if it was asked for */
    setTimeout(() => name.setAttribute("aria-live", "off"), 1000);
    mark(null);
    turn(at);
    const page = beginning(at, text);
    if (page) go(page, .12);
  };
  for (const step of $$(".fz-leaf-step", pane)) step.addEventListener("click", () => leafTo(Number(step.value)));
  for (const one of $$(".fz-zooms button", pane)) one.addEventListener("click", () => zoomTo(one.value));

  /* ---------- open and close */
  const open = on => {
    pane.hidden = !on;
    root.classList.toggle("fz-beside", on);
    button.setAttribute("aria-expanded", String(on));
    const over = on && !wide.matches;
    for (const part of $$("main, .fz-bar, .fz-side")) {
      if (over) { part.dataset.inert = "1"; part.inert = true; }
      else if (part.dataset.inert) { delete part.dataset.inert; part.inert = false; }
    }
    if (!on && marked) marked.classList.remove("fz-marked-text");
    if (!on) return;
    if (shown < 0) { follow(); if (shown < 0) turn(0); arrive(); } else follow();
    size();
  };
  /* What is read stays where it is, though the lines get shorter or longer. */
  const keeping = change => {
    const block = blocks[Math.max(lastBefore(blocks, length() * .35), 0)];
    const before = block && wide.matches && ahead(block.getBoundingClientRect());
    change();
    if (!block || !wide.matches || !scrollY && !vertical) return;
    const moved = ahead(block.getBoundingClientRect()) - before;
    scroller.scrollBy(vertical ? { left: -moved, behavior: "instant" } : { top: moved, behavior: "instant" });
  };
  const close = () => { keeping(() => open(false)); button.focus({ preventScroll: true }); };
  button.addEventListener("click", () => {
    const on = pane.hidden;
    keeping(() => open(on));
    if (on && !wide.matches) $(".fz-scan-close", pane).focus();
  });
  $(".fz-scan-close", pane).addEventListener("click", close);
  const KEYS = { "[": () => leafTo(-1), "]": () => leafTo(1), w: () => zoomTo("width"), p: () => zoomTo("page"), 1: () => zoomTo("full") };
  pane.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    else if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
  });
  addEventListener("resize", size);
  wide.addEventListener("change", () => open(wide.matches));
  open(wide.matches);
})();
