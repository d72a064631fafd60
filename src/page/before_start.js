// What a person gives before the page has started is kept here, and given to it
// once it has: what is dropped, pasted, chosen, typed and asked for. And what a browser
// is slow at for the first time is done meanwhile. Runs before anything is painted, so
// it is small.
{
  const kept = [];
  let box = null;

  const isField = (target) => target.matches?.("textarea, input:not([type=file])") ?? false;
  const hasFiles = (transfer) => transfer.types.includes("Files");

  // The browser empties a transfer once its event is over.
  function copyOf(transfer) {
    const copy = (item) => {
      const [entry, file] = [item.webkitGetAsEntry?.(), item.getAsFile()];
      return { kind: item.kind, webkitGetAsEntry: () => entry, getAsFile: () => file };
    };
    const items = [...transfer.items].filter(({ kind }) => kind === "file").map(copy);
    const texts = Object.fromEntries([...transfer.types].map((type) => [type, transfer.getData(type)]));
    return { types: [...transfer.types], items, getData: (type) => texts[type] ?? "" };
  }

  function keep(event, name) {
    event.preventDefault();
    const again = new Event(event.type, { bubbles: true, cancelable: true });
    again[name] = copyOf(event[name]);
    kept.push(() => document.body.dispatchEvent(again));
  }

  // Gives the files that one input holds to the page's own.
  function hand(files, folder) {
    const own = [...document.querySelectorAll("input[type=file]")].find((input) => input.webkitdirectory === folder);
    if (!own) return;
    own.files = files;
    own.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function chosen({ target: { type, files, webkitdirectory } }) {
    if (type === "file" && files.length > 0) kept.push(() => hand(files, webkitdirectory));
  }

  const heard = {
    focusin({ target }) {
      if (target.id === "ask") box = target;
    },
    dragover(event) {
      if (!isField(event.target) || hasFiles(event.dataTransfer)) event.preventDefault();
    },
    drop(event) {
      if (!isField(event.target) || hasFiles(event.dataTransfer)) keep(event, "dataTransfer");
    },
    paste(event) {
      if (!isField(event.target)) keep(event, "clipboardData");
    },
    submit(event) {
      event.preventDefault();
      kept.push(() => document.getElementById("ask")?.form.requestSubmit());
    },
    change: chosen,
  };
  for (const [type, hear] of Object.entries(heard)) addEventListener(type, hear);

  // A browser takes milliseconds for the first of each, and microseconds from then on:
  // they are taken while the page is on its way.
  const slowAtFirst = [
    () => localStorage.getItem(""),
    () => new Intl.NumberFormat("en").format(0),
    () => new Intl.DateTimeFormat("en").format(0),
  ];
  const tried = (first) => {
    try {
      first();
    } catch {
      // Who needs it says so.
    }
  };
  for (const first of slowAtFirst) setTimeout(tried, 0, first);

  // An input may be gone once a person has chosen, because the page has started or
  // shows another view: then nobody else hears of it.
  const hearLate = (input) => {
    input.onchange = () => input.isConnected || hand(input.files, input.webkitdirectory);
  };
  addEventListener("click", ({ target }) => target.type === "file" && hearLate(target));
  const hearAll = () => document.querySelectorAll("input[type=file]").forEach(hearLate);
  document.addEventListener("readystatechange", hearAll, { once: true });

  // A link is not the page before anything is open.
  if (location.hash.length > 1 || location.search.length > 1) document.documentElement.classList.add("linked");

  globalThis.pageStarted = () => {
    for (const [type, hear] of Object.entries(heard)) removeEventListener(type, hear);
    const own = document.getElementById("ask");
    if (box && own) {
      own.value = box.value;
      if (document.activeElement === document.body) own.focus();
      own.setSelectionRange(box.selectionStart, box.selectionEnd);
    }
    for (const give of kept) give();
  };
}
