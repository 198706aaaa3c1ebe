// The outbox keeps an answer on this device from the moment it is given until the server has acknowledged it, and not
// longer. One entry per question, its latest state: sending twice, late or in another order can't do harm, because the
// server takes an answer as a state with the revision it was made from.

const prefix = "lauter:";
const longestWait = 60; // seconds between two attempts
const keptFor = 90 * 24 * 3600 * 1000; // as long as the server keeps an assessment
const memory = new Map(); // where the browser refuses to store
const listeners = new Set();
let sending = null; // the running attempt
let again = false; // something was added while it ran
let failures = 0; // attempts in a row that did not reach the server
let timer;

/** listen calls back with {what, path, …}; what: saved, unsent, conflict, invalid, closed, gone. */
export const listen = (callback) => listeners.add(callback);
const tell = (event) => listeners.forEach((callback) => callback(event));

export function read(path) {
  try {
    const stored = JSON.parse(localStorage.getItem(prefix + path));
    if (stored && Date.now() - stored.at < keptFor) return stored;
    if (stored) localStorage.removeItem(prefix + path);
  } catch { /* forbidden or damaged: the memory may know */ }
  return memory.get(path) ?? null;
}

function write(path, entry) {
  try {
    localStorage.setItem(prefix + path, JSON.stringify(entry));
    memory.delete(path);
  } catch { // storage is full or forbidden
    memory.set(path, entry);
  }
}

export function drop(path) {
  memory.delete(path);
  try {
    localStorage.removeItem(prefix + path);
  } catch { /* nothing was stored */ }
}

export function paths() {
  const all = new Set(memory.keys());
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key.startsWith(prefix)) all.add(key.slice(prefix.length));
    }
  } catch { /* forbidden */ }
  return [...all];
}

export const unsent = () => paths().length;
export const offline = () => failures > 0 || navigator.onLine === false;
/** fragile says that leaving now could lose something: it is unsent, and only this page knows it. */
export const fragile = () => memory.size > 0;

/** put keeps the state of a question's form and sends it soon. held: keep it, but don't send it yet. */
export function put(path, body, rev, held) {
  write(path, {body, rev, held, at: Date.now(), key: Math.random()});
  if (!held) flush();
}

/** flush sends what waits, one after the other, from one window of this browser at a time. */
export function flush() {
  clearTimeout(timer);
  if (sending) {
    again = true;
    return sending;
  }
  sending = oneWindow(drain).finally(() => {
    sending = null;
    if (again) {
      again = false;
      flush();
    }
  });
  return sending;
}

function oneWindow(work) {
  return navigator.locks ? navigator.locks.request("lauter-outbox", work) : work();
}

async function drain() {
  for (const path of paths()) {
    const entry = read(path);
    if (!entry || entry.held) continue;
    if (!(await send(path, entry))) {
      failures++;
      tell({what: "unsent", path});
      const seconds = Math.min(longestWait, 2 ** (failures - 1));
      timer = setTimeout(flush, seconds * 1000 * (0.75 + Math.random() / 2));
      return;
    }
    failures = 0;
  }
}

async function send(path, entry) {
  let response, reply;
  try {
    response = await post(path, entry, "application/json");
    reply = await response.json().catch(() => ({}));
  } catch {
    return false;
  }
  switch (response.status) {
    case 200:
      acknowledge(path, entry, reply);
      return true;
    case 409:
      hold(path, entry, reply.rev === undefined ? "closed" : "conflict", reply);
      return true;
    case 413: case 422:
      hold(path, entry, "invalid", reply);
      return true;
    case 403: case 404: case 410:
      hold(path, entry, "gone", reply);
      return true;
  }
  return false; // the server is busy, full or broken: try again
}

/** post sends an entry once and returns the answer as it is. */
export function post(path, entry, accept) {
  return fetch(path, {
    method: "POST",
    headers: {
      "Accept": accept,
      "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
      "If-Match": `"${entry.rev}"`,
    },
    body: `${entry.body}&intent=stay`,
    keepalive: entry.body.length < 50000,
    signal: AbortSignal.timeout(20000),
  });
}

function acknowledge(path, entry, reply) {
  const now = read(path);
  if (now && now.key !== entry.key) { // changed while it was on its way: the next state starts from this one
    write(path, {...now, rev: reply.rev});
    again = true;
  } else {
    drop(path);
  }
  tell({what: "saved", path, rev: reply.rev, at: reply.saved_at});
}

function hold(path, entry, held, reply) {
  const now = read(path);
  if (now && now.key !== entry.key) {
    again = true;
    return;
  }
  write(path, {...entry, held});
  tell({what: held, path, reply});
}

const retry = () => {
  if (unsent()) flush();
};
addEventListener("online", retry);
addEventListener("offline", () => tell({what: "unsent"}));
document.addEventListener("visibilitychange", retry);
addEventListener("pagehide", retry);
document.addEventListener("submit", (event) => { // an assessment is deleted
  const root = event.target.dataset.forget;
  if (root) paths().filter((path) => path.startsWith(root + "/")).forEach(drop);
});
flush();
