// Makes the page of whoever leads a workshop smoother: it follows the room, takes steps without loading a whole page, so
// that nothing typed is lost, and listens to keys. Without this file everything works by plain forms.
import { follow, refresh } from "./live.js";
import { tick } from "./screen.js";

const main = document.getElementById("main");
const drafts = new Map(); // what is typed into the form at the side, by what it is about
let last = Promise.resolve(); // the step before: each waits for it, and none is lost

history.replaceState(null, "", main.dataset.home); // a reload shows where the room is, and sends nothing again

const side = () => document.getElementById("agree");
const sideForm = () => side().querySelector("form[id=agree-form]");

side().dataset.seen = side().dataset.live;
addEventListener("input", (event) => {
  const f = sideForm();
  if (f?.contains(event.target)) drafts.set(side().dataset.live, new URLSearchParams(new FormData(f)));
});

// A field may be called "action", so a form's own properties can't be relied on.
const goal = (f) => f.getAttribute("action");

// Who comes back to a question finds what they had typed.
follow((what) => {
  if (what !== "page") return;
  document.getElementById("lost").hidden = true;
  const key = side().dataset.live;
  if (key === side().dataset.seen) return;
  side().dataset.seen = key;
  const draft = drafts.get(key);
  const f = sideForm();
  if (!draft || !f) return;
  document.getElementById("agree-box").open = true;
  for (const radio of f.querySelectorAll("[name=agreed]")) radio.checked = radio.value === draft.get("agreed");
  for (const field of f.querySelectorAll("textarea, input[type=text], input:not([type])")) field.value = draft.get(field.name) ?? "";
  if (draft.get("dissent")) document.getElementById("dissent").open = true;
});

addEventListener("submit", (event) => {
  const f = event.target;
  if (!("step" in f.dataset) || event.defaultPrevented) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(f, event.submitter));
  last = last.then(() => take(f, body)).catch(() => {
    document.getElementById("lost").hidden = false;
  });
});

async function take(f, body) {
  const key = side().dataset.live;
  const response = await fetch(goal(f), { method: "POST", body, headers: { Accept: "text/html" } });
  if (!response.ok && response.status !== 404 && response.status < 500) return resend(f, body); // the page says what is wrong
  if (!response.ok) throw new Error(response.status);
  const at = new URL(response.url);
  if (at.pathname !== location.pathname) return location.assign(response.url); // the workshop is over, or one has to sign in
  const notice = at.searchParams.get("notice");
  for (const id of ["moved", "few"]) document.getElementById(id).hidden = id !== notice;
  document.querySelectorAll(".errors, .kept").forEach((part) => part.remove());
  if (body.get("do") === "agree" && !notice) drafts.delete(key);
  if (body.get("do") === "park") f.reset();
  await refresh();
  if (document.activeElement === document.body) main.focus({ preventScroll: true });
  if (body.get("do") === "goto") scrollTo(0, 0);
}

// resend sends a refused form as the browser would, so that its answer is the page.
function resend(f, body) {
  const again = document.createElement("form");
  again.method = "post";
  again.action = goal(f);
  for (const [name, value] of body) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

// Keys, never while somebody types and never with a modifier; what a key means to a button or a choice stays so.
const writes = (element) => element.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");
const named = { " ": "space", ArrowLeft: "left", ArrowRight: "right", a: "a", q: "q", b: "b" };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || main.dataset.shortcuts === "off") return;
  const at = event.target;
  if (writes(at)) return;
  if (event.key === " " && at.closest?.("a, button, summary, input")) return;
  if (event.key.startsWith("Arrow") && at.closest?.("input, [tabindex='0']")) return;
  if (event.key === "?") {
    event.preventDefault();
    document.getElementById("keys").focus();
    return;
  }
  const target = /^[1-5]$/.test(event.key)
    ? document.getElementById("agreed-" + event.key)
    : document.querySelector(`[data-key="${named[event.key]}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.type !== "radio") return target.click();
  document.getElementById("agree-box").open = true;
  target.click();
  target.focus();
});

// One window is enough where the laptop is what the room sees.
const full = document.getElementById("full");
full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () => {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  change.catch(() => (full.hidden = true)); // the browser does not allow it here
});
addEventListener("fullscreenchange", () => full.setAttribute("aria-pressed", String(!!document.fullscreenElement)));

follow(tick);
