// Passkeys: asks for a challenge, lets the browser sign it or make a key, and sends the form.
// A form says what it is for: data-passkey="sign" or "make", data-challenge="/where/to/ask".

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

const sign = async (asked) => {
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge),
    allowCredentials: listed(asked.allowCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  return {
    id,
    type,
    rawId: toText(rawId),
    response: {
      authenticatorData: toText(response.authenticatorData),
      clientDataJSON: toText(response.clientDataJSON),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
};

const make = async (asked) => {
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge),
    user: { ...asked.user, id: toBytes(asked.user.id) },
    excludeCredentials: listed(asked.excludeCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  return {
    id,
    type,
    rawId: toText(rawId),
    response: {
      attestationObject: toText(response.attestationObject),
      clientDataJSON: toText(response.clientDataJSON),
    },
  };
};

const WAYS = { sign, make };
const TROUBLE = {
  InvalidStateError: "This device already holds a passkey of yours for this place.",
  NotAllowedError: "Nothing was signed. Try again, or use another way.",
};

const run = async (form) => {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.challenge, { method: "POST", body });
  if (!answer.ok) throw new Error("no challenge");
  const signed = await WAYS[form.dataset.passkey](await answer.json());
  form.elements.answer.value = JSON.stringify(signed);
  form.submit();
};

const isAble = "PublicKeyCredential" in window;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[data-said]");
  const unable = form.querySelector("[data-unable]");
  if (!isAble) {
    unable.textContent = "This browser does not know passkeys.";
    continue;
  }
  unable.hidden = true;
  form.querySelector("[data-able]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      await run(form);
    } catch (trouble) {
      said.textContent = TROUBLE[trouble.name] ?? "That did not work. Reload the page and try again.";
      delete form.dataset.sent;
    }
  });
}
