// Makes the question page smoother: saves while one answers, goes on without loading whole pages, also for a while
// without a network, and listens to keys. Without this file everything works by plain forms.
import * as outbox from "./outbox.js";
import {listenToKeys} from "./keys.js";

const ahead = 20; // pages of questions kept at hand for when the network goes
const parts = ["[data-part=progress]", "[data-part=question]"];
const pages = new Map(); // path → page, in memory only
let saved = ""; // state of the form as the server has it
let before = null; // state before the last change, for undo
let typing; // timer of text that is still being typed
let going = false; // on the way to another question
let begun = false; // something was answered in this window: it is worth reading ahead
let stocking = 0; // the newest round of fetching pages ahead; older rounds end

const form = () => document.querySelector("form[data-next]");
const pathOf = (url) => new URL(url, location.href).pathname;
const here = () => location.pathname;

/** state is the form as the server would get it, without revision and intent. */
function state(f = form()) {
  const data = new URLSearchParams(new FormData(f));
  data.delete("rev");
  data.delete("intent");
  return data.toString();
}

function apply(body) {
  const f = form(), data = new URLSearchParams(body);
  for (const radio of f.elements.answer) radio.checked = radio.value === data.get("answer");
  for (const name of ["reason", "note", "evidence_grade"]) {
    if (f.elements[name]) f.elements[name].value = data.get(name) ?? "";
  }
  const evidence = data.getAll("evidence");
  f.querySelectorAll("[name=evidence]").forEach((field, i) => { field.value = evidence[i] ?? ""; });
  f.querySelectorAll("details").forEach((d) => {
    if ([...d.querySelectorAll("input[type=text], textarea")].some((field) => field.value)) d.open = true;
  });
}

const chosen = (f = form()) => new FormData(f).get("answer");
const incomplete = (f = form()) => chosen(f) === "na" && !f.elements.reason?.value.trim();

/**
 * save hands the form's state to the outbox if it differs from what the server has. An answer that was taken over from
 * the last run is confirmed by sending it as it is.
 */
function save(confirms = false) {
  clearTimeout(typing);
  const f = form();
  if (!f || "finished" in f.dataset) return;
  const now = state(f);
  confirms &&= "carried" in f.dataset;
  if (now === saved && !confirms) return;
  if ("carried" in f.dataset && !confirms) changed(f);
  delete f.dataset.carried;
  before = {body: saved, at: Date.now(), path: here()};
  saved = now;
  if (!begun) {
    begun = true;
    stockUp(f.dataset.next);
  }
  f.querySelector("[value=clear]").hidden = !chosen(f);
  outbox.put(here(), now, f.elements.rev.value, incomplete(f) ? "incomplete" : undefined);
  setTimeout(showState, 400); // no flicker when the server is quick
}

// What the person sees of it.

function say(text, icon, link, brief) {
  const line = document.querySelector(".save");
  if (!line || line.dataset.shown === text) return;
  line.dataset.shown = text;
  const words = document.createElement(link ? "a" : brief ? "time" : "span");
  if (link) words.href = link;
  if (brief) { // for a narrow screen
    words.dataset.brief = brief;
    words.append(document.createElement("span"));
  }
  (words.firstChild ?? words).textContent = text;
  const picture = document.querySelector(`template[data-icon=${icon}]`)?.content.cloneNode(true) ?? "";
  line.replaceChildren(picture, words);
}

function showState(event) {
  const words = document.querySelector(".save")?.dataset;
  if (!words) return;
  const n = outbox.unsent();
  const count = (one, many) => (n === 1 ? one : many.replace("{n}", n));
  const stuck = outbox.paths().find((path) => path !== here() && ["conflict", "invalid"].includes(outbox.read(path)?.held));
  if (event?.what === "gone") say(count(words.goneOne, words.gone), "warn");
  else if (event?.what === "closed") say(words.closed, "warn");
  else if (stuck) say(words.stuck, "warn", stuck + "#q");
  else if (outbox.read(here())?.held === "incomplete") say(words.incomplete, "info");
  else if (n === 0) event?.what === "saved" && event.path === here() && saySaved(words, clock(event.at));
  else if (outbox.fragile() && outbox.offline()) say(words.fragile, "warn");
  else if (navigator.onLine === false) say(count(words.offlineOne, words.offline), "warn");
  else if (outbox.offline()) say(words.retry, "warn");
  else say(words.saving, "info");
}

function saySaved(words, time) {
  say(words.saved.replace("{time}", time), "done", "", words.savedBrief.replace("{time}", time));
}

function clock(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang === "de" ? "de-DE" : "en-GB", {hour: "2-digit", minute: "2-digit"});
}

outbox.listen((event) => {
  const current = event.path === here();
  if (event.what === "saved") {
    if (current) form()?.elements.rev && (form().elements.rev.value = event.rev);
    if (pages.has(event.path)) fetchPage(event.path).catch(() => pages.delete(event.path));
    if (current) showFieldErrors({});
  } else if (event.what === "invalid" && current) {
    showFieldErrors(event.reply.fields ?? {});
  } else if (event.what === "conflict" && current) {
    showRefusal(event.path);
  }
  showState(event);
});

function showFieldErrors(fields) {
  const f = form();
  f.querySelectorAll("[data-live-error]").forEach((e) => e.remove());
  for (const [name, text] of Object.entries(fields)) {
    const field = f.querySelector(`[name=${name}]:not([type=radio])`);
    if (!field) continue;
    const line = document.createElement("p");
    line.className = "error";
    line.dataset.liveError = name;
    line.textContent = text;
    field.before(line);
  }
}

/** showRefusal lets the server draw its own answer to a conflict: both states, and the choice between them. */
async function showRefusal(path) {
  const entry = outbox.read(path);
  if (!entry) return;
  const response = await outbox.post(path, entry, "text/html").catch(() => null);
  if (response?.status === 409) show(await response.text(), ".conflict");
  else if (response?.ok) outbox.drop(path);
}

// Going from question to question.

async function fetchPage(path) {
  const response = await fetch(path + location.search, {headers: {Accept: "text/html"}, signal: AbortSignal.timeout(10000)});
  if (!response.ok || response.redirected) throw new Error(response.status);
  const page = await response.text();
  pages.set(path, page);
  return page;
}

async function go(url, remember = true) {
  const path = pathOf(url);
  going = true;
  try {
    await Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, 500))]);
    if (!path.includes("/questions/")) {
      if (outbox.offline() && outbox.unsent()) return showState();
      return location.assign(url);
    }
    const page = await fetchPage(path).catch((failure) => pages.get(path) ?? Promise.reject(failure));
    if (remember) history.pushState(null, "", url);
    show(page, "#q");
  } catch {
    if (outbox.offline()) showState();
    else location.assign(url);
  } finally {
    going = false;
  }
}

/** show swaps the changing parts of the page for those of another one. */
function show(page, focus) {
  const other = new DOMParser().parseFromString(page, "text/html");
  document.title = other.title;
  for (const part of parts) {
    const now = document.querySelector(part), next = other.querySelector(part);
    if (now && next) now.replaceWith(document.adoptNode(next));
  }
  open();
  scrollTo(0, 0);
  document.querySelector(focus)?.focus({preventScroll: true});
}

/** open starts on a question's form: what waits unsent for it is shown again. */
function open() {
  const f = form();
  if (!f) return;
  saved = state(f);
  before = null;
  const waiting = outbox.read(here());
  if (waiting) {
    if (waiting.body === saved) outbox.drop(here());
    else if (!document.querySelector(".conflict")) {
      apply(waiting.body);
      saved = waiting.body;
      f.elements.rev.value = waiting.rev; // what it was made from, so that nothing newer is overwritten
      if (waiting.held === "conflict") showRefusal(here());
    }
    showState();
  }
  if (begun) stockUp(f.dataset.next);
}

/** stockUp fetches the pages that follow, one at a time and only while nothing else is going on. */
async function stockUp(url) {
  const round = ++stocking;
  for (let i = 0; i < ahead && url?.includes("/questions/"); i++) {
    const path = pathOf(url);
    if (!pages.has(path)) {
      await new Promise((done) => setTimeout(done, 150));
      if (round !== stocking || going || outbox.offline() || document.hidden) return;
      if (!(await fetchPage(path).catch(() => null))) return;
    }
    url = /data-next="([^"]*)"/.exec(pages.get(path))?.[1]?.replaceAll("&amp;", "&");
  }
}

document.addEventListener("submit", (event) => {
  const f = event.target;
  if (f.matches("[data-drop]")) outbox.drop(here());
  if (f !== form() || "finished" in f.dataset) return;
  if (going) return event.preventDefault(); // a second click or key on the way
  const intent = event.submitter?.name === "intent" ? event.submitter.value : "continue";
  const leads = {continue: f.dataset.next, skip: f.dataset.next, back: f.dataset.back}[intent];
  const refused = (intent === "continue" && !chosen(f)) || incomplete(f);
  if (!leads || refused) { // the server says what is missing; without it, the outbox keeps what is there
    if (refused && outbox.offline()) event.preventDefault();
    return;
  }
  event.preventDefault();
  save(intent === "continue");
  go(leads);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-drop]");
  if (link) outbox.drop(here());
});
document.addEventListener("change", (event) => event.target.form === form() && form() && save());
document.addEventListener("focusout", (event) => event.target.form && event.target.form === form() && save());
document.addEventListener("input", (event) => {
  if (event.target.form !== form() || event.target.type === "radio") return;
  clearTimeout(typing);
  typing = setTimeout(save, 800);
});
document.addEventListener("click", (event) => { // a pointer, not arrows: those have no detail
  const f = form();
  if (f?.dataset.advance === "on" && event.detail > 0 && event.target.matches?.("[name=answer]")) advance(f);
});
addEventListener("popstate", () => location.hash !== "#q" && !form() ? undefined : go(location.href, false));
addEventListener("pagehide", () => save());
addEventListener("beforeunload", (event) => {
  if (outbox.unsent() && (outbox.fragile() || outbox.offline())) event.preventDefault();
});

function advance(f) {
  if (chosen(f) !== "na") f.requestSubmit();
}

/** changed makes the button that confirms the one that saves: what it says is no longer what was taken over. */
function changed(f) {
  const button = f.querySelector("[data-confirm]");
  if (button) {
    button.firstElementChild.textContent = button.dataset.confirm;
    button.dataset.brief = button.dataset.confirmBrief;
  }
  f.querySelector("fieldset > .notice")?.remove();
}

/** confirm is the button that says of an answer taken over that it still holds. */
const confirm = (f) => "carried" in f.dataset && f.requestSubmit(f.querySelector("[data-confirm]"));

function undo() {
  if (!before || before.path !== here() || Date.now() - before.at > 10000) return;
  apply(before.body);
  save();
  before = null;
}

listenToKeys({form, go, undo, advance, confirm, save, busy: () => going});
open();
