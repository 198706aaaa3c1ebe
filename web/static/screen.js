// Keeps the big screen as the room is, and lets the clock run. Without this file it asks again every few seconds.
import { follow } from "./live.js";

const main = document.querySelector("[data-now]");
const skew = Date.now() - Number(main.dataset.now); // between the clock of the server and the one here

/** tick writes how long ago each clock on the page was started. */
export function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - skew - Number(clock.dataset.clock)) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

follow(tick);
tick();
setInterval(tick, 1000);
