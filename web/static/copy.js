// Copies links that are shown once. Its buttons are hidden until this runs: the fields can always be selected by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

async function copy(button) {
  const state = button.parentElement.querySelector("[role=status]");
  const fields = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
  state.textContent = "";
  try {
    await put(fields.map(line).join("\n"));
    state.textContent = button.dataset.copied;
  } catch {
    fields[0].select(); // one key stroke is left to do
  }
}

// Among several, a link stands behind the name of whoever it is for.
const line = (field, _, all) => (all.length > 1 && field.dataset.name ? `${field.dataset.name}: ` : "") + field.value;

// Without TLS a page may not use the clipboard by itself, only as if somebody had pressed the keys.
async function put(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error();
}
