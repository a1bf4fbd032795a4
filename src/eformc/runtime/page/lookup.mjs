// What an answer unlocks: when a key is typed, the server is asked what the registries hold, and it is shown at once.
// The server's words come as text; nothing is taken away from what was typed.
import { judge } from "../../kernel/engine.mjs";
import { all, byId, collect, data, made, nameOf, put, root, show, today, words } from "./form.mjs";

const WAIT = 5000; // milliseconds: then the questions stay as they are
let asked = "";

/*! <lookup> */
// Puts one answer of a registry in its place: {state, value, text, source, as_of}.
function place(pointer, one) {
  const dd = all("[data-held]").find((other) => other.dataset.held === pointer);
  if (!dd) return false;
  const value = one.state === "value", there = value || one.state === "none"; // known to be none: an answer too
  const text = value ? one.text : words[one.state] || words.unavailable;
  dd.replaceChildren(text);
  for (const more of [one.source, one.as_of]) if (there && more) dd.append(made("span", { className: "source", textContent: more }));
  dd.dataset.state = one.state;
  if (dd.dataset.lock) dd.dataset.lock = value ? "1" : "0";
  if (value) put((data.given ||= {}), pointer, one.value);
  const field = data.fields.find((other) => other.p === pointer), block = dd.closest(".held");
  if (field && field.held) field.opt = there ? 1 : 0;
  const ok = block.querySelector(".ok"), details = block.querySelector("details");
  if (ok) ok.hidden = !all("[data-state=value],[data-state=none]", block).length || all("[data-state]", block).some((other) => !["value", "none"].includes(other.dataset.state));
  if (details && !there) details.open = true;
  return there;
}
/*! </lookup> */

function announce(text) { byId("status").textContent = text; }

/*! <lookup> */
async function ask(answers) {
  announce(words.asking);
  const response = await fetch(data.prefill.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Eformc": "1" },
    body: JSON.stringify(answers),
    credentials: "same-origin",
    signal: AbortSignal.timeout ? AbortSignal.timeout(WAIT) : undefined,
  });
  if (!response.ok) throw new Error(response.statusText);
  const { held } = await response.json();
  const there = Object.entries(held).filter(([pointer, one]) => place(pointer, one)).length;
  announce(there ? words.came : words.none_came);
}
/*! </lookup> */

/*! <lookup> */
export async function look() {
  const answers = collect();
  const wrong = judge(data, answers, today).map(([pointer]) => pointer);
  const keys = data.prefill.keys.map((pointer) => (wrong.includes(pointer) ? "" : pointer.split("/").slice(1).reduce((at, token) => (at || {})[token], answers) || ""));
  const now = JSON.stringify(keys);
  if (now === asked || !keys.some(Boolean)) return;
  asked = now;
  try {
    await ask(answers);
  } catch {
    asked = "";
    announce(words.none_came);
  }
  show();
}
/*! </lookup> */

/*! <lookup> */
export function start() {
  const names = data.prefill.keys.map(nameOf);
  root.addEventListener("change", (event) => { if (names.some((name) => event.target.name === name || (event.target.name || "").startsWith(name + "."))) look(); });
}
/*! </lookup> */
