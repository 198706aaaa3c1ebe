// Makes voting on a phone one tap: the vote is sent at once, and kept on the phone until the server has it. Nothing else
// is kept, and nothing after it was sent, refused, or the seat was left. Without this file a button sends the vote.
import { follow, refresh, lost } from "./live.js";

const prefix = "lauter-room:";
const pause = 4000; // milliseconds between two attempts
const memory = new Map(); // where the browser refuses to store
const sent = new Map(); // what the server has taken, since the page was opened
const main = document.getElementById("main");
const room = main.dataset.room;
let sending = false;
let again = false;
let failed = false; // the last attempt did not reach the server
let timer;
let shown; // key of the part that is on the page

// What waits, by (code, question, round).

const keyOf = (question, round) => `${prefix}${room}:${round}:${question}`;

function put(key, vote) {
  try {
    localStorage.setItem(key, vote);
    memory.delete(key);
  } catch { // storage is full or forbidden
    memory.set(key, vote);
  }
}

function get(key) {
  try {
    return memory.get(key) ?? localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function drop(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch { /* nothing was stored */ }
}

function waiting(code) {
  const all = new Set(memory.keys());
  try {
    Object.keys(localStorage).forEach((key) => all.add(key));
  } catch { /* forbidden */ }
  return [...all].filter((key) => key.startsWith(`${prefix}${code}:`));
}

const forget = (code) => waiting(code).forEach(drop);

// Sending.

async function flush() {
  clearTimeout(timer);
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  try {
    do {
      again = false;
      for (const key of waiting(room)) {
        failed = !(await send(key));
        if (!failed) continue;
        timer = setTimeout(flush, pause * (0.75 + Math.random() / 2));
        return;
      }
    } while (again);
  } finally {
    sending = false;
    say();
  }
}

/** send sends one vote. false: the server can't be reached or is busy. */
async function send(key) {
  const vote = get(key);
  const [, round, ...question] = key.slice(prefix.length).split(":");
  let response;
  try {
    response = await fetch(`/w/${room}/vote`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
      body: new URLSearchParams({ question: question.join(":"), round, vote }).toString(),
      keepalive: true,
      signal: AbortSignal.timeout(10000),
    });
  } catch {
    return false;
  }
  if (response.status >= 500 || response.status === 429) return false;
  if (response.ok) {
    sent.set(key, vote);
    count(question.join(":"));
  }
  if (get(key) !== vote) { // changed while it was on its way
    again = true;
    return true;
  }
  drop(key);
  if (response.ok) return true;
  if (response.status === 410) tellLate();
  look();
  return true;
}

// count says on how many questions the server has a vote.
function count(question) {
  const link = document.getElementById("mine");
  if (!link) return;
  const voted = new Set(link.dataset.voted.split(" ").filter(Boolean)).add(question);
  link.dataset.voted = [...voted].join(" ");
  link.textContent = link.dataset.text.replace("{n}", voted.size);
}

// look shows where the room is now. A page that was the answer to a form can't be asked for again.
function look() {
  if (main.dataset.events) refresh();
  else location.assign(`/w/${room}`);
}

// What the person sees of it.

function tellLate() {
  const late = document.getElementById("late");
  late.textContent = late.dataset.text;
  late.hidden = false;
}

const form = () => document.getElementById("vote");

function current() {
  const f = form();
  return f && keyOf(f.elements.question.value, f.elements.round.value);
}

// say writes what has become of the vote on the question in hand, or another text.
function say(text) {
  const line = document.getElementById("said");
  const f = form();
  if (!line || !f) return;
  const chosen = f.querySelector("[name=vote]:checked");
  const waits = get(current()) !== null;
  const stuck = failed || lost() || navigator.onLine === false;
  if (!text && chosen) {
    if (!waits) text = line.dataset.sent.replace("{vote}", chosen.dataset.said);
    else text = stuck ? line.dataset.kept : line.dataset.sending;
  }
  line.classList.toggle("voted", Boolean(chosen) && !waits);
  const words = line.querySelector("span");
  if (text && words.textContent !== text) words.textContent = text;
}

/** restore shows what waits on this phone, and what the page has come to. */
function restore() {
  const part = document.getElementById("part");
  if (shown !== undefined && part.dataset.live !== shown) scrollTo(0, 0);
  shown = part.dataset.live;
  const f = form();
  const choice = (vote) => f.querySelector(`[name=vote][value="${CSS.escape(vote)}"]`);
  const vote = f && get(current());
  if (vote) choice(vote)?.click();
  else if (f && sent.has(current()) && !f.querySelector("[name=vote]:checked")) {
    choice(sent.get(current())).checked = true; // the page was asked for before the vote arrived
    count(f.elements.question.value);
  }
  limit();
  say();
}

// limit lets nobody choose more actions than there are votes.
function limit() {
  const dots = document.getElementById("dots");
  if (!dots) return;
  const boxes = [...dots.querySelectorAll("[name=action]")];
  const full = boxes.filter((box) => box.checked).length >= Number(dots.dataset.most);
  for (const box of boxes) box.disabled = full && !box.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.name === "action") limit();
  if (event.target.name !== "vote" || !room) return;
  document.getElementById("late").hidden = true;
  put(current(), event.target.value);
  flush();
  setTimeout(() => say(), 300); // no flicker when the server is quick
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "vote") { // Enter: it was sent already
    event.preventDefault();
    return;
  }
  if (room && event.target.getAttribute("action").endsWith("/leave")) forget(room);
  if ("once" in event.target.dataset) { // a second tap would take a second seat
    if (event.target.dataset.once) event.preventDefault();
    event.target.dataset.once = "sent";
  }
});

document.addEventListener("click", (event) => {
  const way = event.target.closest?.("[rel=next], [rel=prev], #part > p > a");
  if (way && (lost() || navigator.onLine === false)) { // the browser's own page for it would lead nowhere
    event.preventDefault();
    say(document.getElementById("said").dataset.away);
  }
});

addEventListener("pageshow", (event) => { // back to a page the browser has kept
  document.querySelectorAll("[data-once]").forEach((f) => { f.dataset.once = ""; });
  if (event.persisted && room) look();
});

if (main.dataset.forget) forget(main.dataset.forget);
if (room) {
  document.body.classList.add("scripted");
  follow((what) => {
    if (what === "page") restore();
    if (what === "found") flush();
    if (what === "lost") say();
  });
  addEventListener("online", flush);
  restore();
  flush();
}
