// The reading system foliate-js reads an EPUB: node foliate.mjs ADDRESS BOOK PLAN
// ADDRESS serves reader.html, the package foliate-js and BOOK; PLAN is JSON: {queries: [text]}.
// Prints {title, toc, pages, cover, visits, found, pictures, requests, complaints}.
import { listen, report } from "./chromium.mjs";

const [address, book, planned] = process.argv.slice(2);
const plan = JSON.parse(planned);

/* The functions below run in the page; `view` is a variable of its own. */
const open = async name => {
  await customElements.whenDefined("foliate-view");
  const view = globalThis.view = document.createElement("foliate-view");
  document.body.append(view);
  await view.open(name);
  /* Large letters, so that no two entries begin on one screen: the reader names the last one. */
  view.renderer.setStyles("html { font-size: 24px }");
  await view.init({});
  const listed = items => (items ?? []).map(item => ({
    label: item.label, href: item.href, items: listed(item.subitems),
  }));
  return {
    title: view.book.metadata.title, language: view.book.metadata.language,
    direction: view.book.dir,
    toc: listed(view.book.toc), pages: listed(view.book.pageList),
    cover: (await view.book.getCover())?.type ?? null,
  };
};

/* Go to an address or a CFI; what the reader then says of the place, and what of it is shown.
   A file that was just opened is laid out more than once: the last report counts. */
const visit = async where => {
  const { view } = globalThis;
  let moves = 0;
  const count = () => { moves += 1; };
  view.addEventListener("relocate", count);
  const { anchor } = await view.goTo(where);
  for (let before = -1; before !== moves || !moves;) {
    before = moves;
    await new Promise(done => setTimeout(done, 80));
  }
  view.removeEventListener("relocate", count);
  const { tocItem, pageItem } = view.lastLocation;
  const { doc } = view.renderer.getContents()[0];
  const target = anchor(doc) || doc.body; // 0 stands for the beginning of a file
  const frame = doc.defaultView.frameElement.getBoundingClientRect();
  const box = target.getBoundingClientRect();
  const [left, top] = [box.left + frame.left, box.top + frame.top];
  return {
    where, entry: tocItem?.href ?? null, page: pageItem?.label ?? null,
    text: "startContainer" in target ? String(target) : target.textContent,
    block: (target.startContainer?.parentElement ?? target).closest("[id]")?.id ?? "",
    shown: left > -1 && left < innerWidth && top > -1 && top < innerHeight,
    pictures: await Promise.all([...doc.images].map(async one => {
      await one.decode();
      return { width: one.naturalWidth, alt: one.alt };
    })),
  };
};

/* Letters are compared one by one: words that a dictionary knows would end at each seam. */
const search = async query => {
  const found = [];
  for await (const result of globalThis.view.search({ query, matchWholeWords: false })) {
    found.push(...(result.subitems ?? []).map(({ cfi }) => cfi));
  }
  return found;
};

const flat = items => items.flatMap(item => [item, ...flat(item.items)]);

await report(async browser => {
  const heard = { requests: [], complaints: [] };
  const page = await listen(browser, heard);
  await page.setViewport({ width: 320, height: 300 });
  await page.goto(`${address}/reader.html`);
  const seen = { ...await page.evaluate(open, `/${book}`), visits: {}, found: {}, pictures: [] };
  for (const { href } of flat([...seen.toc, ...seen.pages])) {
    const { pictures, ...visited } = await page.evaluate(visit, href);
    seen.visits[href] = visited;
    seen.pictures.push(...pictures);
  }
  for (const query of plan.queries) {
    seen.found[query] = [];
    for (const cfi of await page.evaluate(search, query)) {
      const { text, block, shown } = await page.evaluate(visit, cfi);
      seen.found[query].push({ text, block, shown });
    }
  }
  return { ...seen, ...heard };
});
