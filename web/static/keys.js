// Keyboard shortcuts of the question page. They never fire while somebody types, and never with a modifier; arrows stay
// what they are in a group of radio buttons. Keys pressed on the way to the next question wait for it.

const waiting = [];

export function listenToKeys(page) {
  document.addEventListener("keydown", (event) => {
    const f = page.form();
    if (!f || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return escape(event);
    if (writes(event.target) || document.querySelector("dialog[open]")) return;
    if (!wanted(event, f)) return;
    event.preventDefault();
    waiting.push(event.key);
    work(page);
  });
}

const writes = (element) => element.matches?.("textarea, select, input:not([type=radio])");

/** wanted says that a key is a shortcut here. Enter always works where the browser gives it no meaning of its own. */
function wanted(event, f) {
  if (event.key === "Enter") return !event.target.closest?.("a, button, summary");
  if (f.dataset.shortcuts === "off") return false;
  return /^[0-5cnNjkmlruz?]$/.test(event.key);
}

let working = false;
async function work(page) {
  if (working) return;
  working = true;
  while (waiting.length) {
    while (page.busy()) await new Promise((done) => setTimeout(done, 10));
    const key = waiting.shift(), f = page.form();
    if (f) press(key, f, page);
    await null;
  }
  working = false;
}

function press(key, f, page) {
  switch (key) {
    case "Enter": return f.requestSubmit(f.querySelector("[name=intent]"));
    case "j": return f.requestSubmit(f.querySelector("[value=skip]"));
    case "k": return f.querySelector("[value=back]")?.click();
    case "m": return reach(f.querySelector("[name=note]"));
    case "l": return reach([...f.querySelectorAll("[name=evidence]")].at(-1));
    case "c": return page.confirm(f);
    case "r": return page.save(), page.go(f.dataset.review);
    case "u": return page.save(), page.go(f.dataset.open);
    case "z": return page.undo();
    case "?": return document.querySelector("dialog.keydialog")?.showModal();
    case "n": case "N": return choose(f, "na", page);
    case "0": return choose(f, "dk", page);
    default: return choose(f, key, page);
  }
}

function choose(f, value, page) {
  const radio = f.querySelector(`[name=answer][value="${value}"]`);
  if (!radio || "finished" in f.dataset) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", {bubbles: true}));
  if (value === "na") f.elements.reason?.focus();
  else if (f.dataset.advance === "on") page.advance(f);
}

function reach(field) {
  if (!field) return;
  const details = field.closest("details");
  if (details) details.open = true;
  field.focus();
}

function escape(event) {
  if (writes(event.target)) event.target.blur();
}
