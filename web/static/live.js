// Keeps a page as the server would show it now. The server only says that something has changed; what, the page asks
// for itself, so that nothing can be missed or come in the wrong order. Where streams are blocked it asks every few
// seconds. Parts of the page that carry an id and data-live are exchanged when they differ; one whose data-live is the
// same as before stays, with what was typed into it.

const main = document.querySelector("[data-events]");
const slow = 5000; // milliseconds between two looks without a stream
let source;
let polling;
let loading = false;
let again = false;
const followers = new Set();

/** follow calls back after every exchange, and when contact is lost or found again: {what: "page"|"lost"|"found"}. */
export const follow = (callback) => followers.add(callback);
const tell = (what) => followers.forEach((callback) => callback(what));

/** refresh asks for the page and exchanges what differs. Several at once are one. */
export async function refresh() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    do {
      again = false;
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected) {
        location.assign(response.url);
        return;
      }
      if (response.status >= 500) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !page.querySelector("[data-events]")) {
        location.reload(); // the room is over, or the seat was taken away: show that page as it is
        return;
      }
      exchange(page);
      contact(true);
    } while (again);
  } catch {
    contact(false);
  } finally {
    loading = false;
  }
}

function exchange(page) {
  const now = page.querySelector("[data-events]");
  main.dataset.rev = now.dataset.rev;
  document.documentElement.className = page.documentElement.className;
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(fresh.id);
    if (!old) {
      location.reload();
      return;
    }
    if (fresh.dataset.live && fresh.dataset.live === old.dataset.live) continue;
    if (old.outerHTML === fresh.outerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...old.querySelectorAll("details[open][id]")].map((d) => d.id);
    old.replaceWith(fresh);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  document.title = page.title;
  tell("page");
}

let inContact = true;

function contact(there) {
  if (there === inContact) return;
  inContact = there;
  const notice = document.getElementById("lost");
  if (notice) notice.hidden = there;
  tell(there ? "found" : "lost");
}

/** lost says that the server can't be reached. */
export const lost = () => !inContact;

function poll(on) {
  clearInterval(polling);
  polling = on ? setInterval(look, slow) : undefined;
}

// look asks whether the room has moved on, which is cheaper than the page; a page that counts votes asks for itself.
async function look() {
  if (!main.dataset.revAt) return refresh();
  try {
    const response = await fetch(main.dataset.revAt, { cache: "no-store" });
    if (!response.ok || (await response.text()).trim() !== main.dataset.rev) await refresh();
    else contact(true);
  } catch {
    contact(false);
  }
}

function listen() {
  source = new EventSource(main.dataset.events);
  source.addEventListener("open", () => poll(false));
  source.addEventListener("changed", (event) => {
    if (!event.data || event.data !== main.dataset.rev || lost()) refresh();
  });
  source.addEventListener("bye", () => comeBack());
  source.addEventListener("error", () => {
    if (!polling) poll(true);
    if (source.readyState === EventSource.CLOSED) comeBack();
  });
}

// comeBack comes back after a second or two, not all browsers of a room at the same moment.
function comeBack() {
  source.close();
  if (!polling) poll(true);
  setTimeout(listen, 500 + Math.random() * 1500);
}

if (main) {
  listen();
  poll(true); // until the stream is there
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
  });
}
