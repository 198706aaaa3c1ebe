// Passkeys: asks the device for one and sends its answer with the form around the button. The buttons are hidden until it
// is known that this browser can; a sentence stands in their place. Messages come with the page.

const can = window.PublicKeyCredential?.parseCreationOptionsFromJSON &&
  PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.prototype.toJSON;

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!can) continue;
  if (location.hostname === box.dataset.host) offer(box);
  else box.querySelector("[data-without]").textContent = box.dataset.elsewhere;
}

function offer(box) {
  for (const without of box.querySelectorAll("[data-without]")) without.hidden = true;
  for (const form of box.querySelectorAll("form")) {
    form.hidden = false;
    if (form.elements.credential) form.addEventListener("submit", (event) => answer(event, box, form));
  }
}

async function answer(event, box, form) {
  if (form.elements.credential.value) return;
  event.preventDefault();
  const state = box.querySelector("[role=status]"), button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  state.textContent = "";
  try {
    const credential = box.dataset.options ? await create(box.dataset.options) : await get(box.dataset.begin);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    state.textContent = error.told ?? box.dataset[messageOf(error)];
  } finally {
    button.disabled = false;
  }
}

function messageOf(error) {
  if (error.name === "InvalidStateError") return "known";
  return error.name === "NotAllowedError" || error.name === "AbortError" ? "cancelled" : "failed";
}

const create = (options) =>
  navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options))});

async function get(address) {
  const response = await fetch(address, {method: "POST", headers: {Accept: "application/json"}});
  const said = await response.json();
  if (!response.ok) throw Object.assign(new Error(), {told: said.error});
  return navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(said.options)});
}
