// The law of what is held (docs/semantics.md, section 15), for the page: `portal/submission/holding.py` keeps it for servers, with the
// same names. What registries gave, and what was said of it, belongs to the answers it came by; when they change it is gone.
import { faults as faultsOf, fill, tokens } from "../../kernel/engine.mjs";
import { all, asksFor, byId, data, emptied, form, held, made, named, nameOf, read, rowsOf, show, titleOf, today, typed, words } from "./form.mjs";

/*! <lookup> */
const there = (one) => one && (one.state === "value" || one.state === "none");
/*! </lookup> */
/*! <lookup> */
const ddOf = (pointer, within) => all("[data-held]", within).find((one) => one.dataset.held === pointer);
/*! </lookup> */
const under = {}; // place -> the mark that what is said of it was said under

// An answer as a key: nothing where it is not of its kind yet.
/*! <lookup> */
function key(pointer, answers) {
  const path = tokens(pointer), at = path.findIndex((one) => /^[0-9]+$/.test(one));
  const field = data.fields.find((one) => (at < 0 ? one.p === pointer : one.table && one.p === "/" + path.slice(0, at).join("/")));
  let value = answers;
  for (const token of path) value = value === null || typeof value !== "object" ? undefined : value[token];
  const of = at < 0 ? field : field?.table.find((one) => one.p === "/" + path.slice(at + 1).join("/"));
  return value === undefined || (of && of.v && faultsOf(of.v, value, today).length) ? null : value;
}
/*! </lookup> */

/*! <lookup> */
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/*! </lookup> */

// Whether what is held fits the answers that stand now.
/*! <lookup> */
export const belongs = (one, answers) => Object.entries(one.keys || {}).every(([pointer, value]) => same(key(pointer, answers), value));
/*! </lookup> */

// What was said of a place: a correction, a tick, a doubt. Gives its title where something was said.
/*! <lookup> */
function unsay(pointer, { corrections = true } = {}) {
  const dd = ddOf(pointer), block = dd && dd.closest(".held");
  delete under[pointer];
  if (!block) return "";
  let said = "";
  for (const one of all(".ok input:checked", block)) one.checked = false;
  for (const one of all("[name='e.doubt']", block)) if (one.value === pointer) one.checked = false;
  if (!corrections) return "";
  for (const q of all(".q", block)) if (asksFor(q, pointer) && emptied(q)) said = titleOf(q);
  return said;
}
/*! </lookup> */

// What stands beside another value of the block, or of the registry at the end of the page, is not said again.
/*! <lookup> */
const toldThere = (block, text) => [...all(".source", block), byId("sources")].some((one) => one?.textContent.includes(text));
/*! </lookup> */

// Draws one place as it is: {state, value, keys, mark, text, source, as_of}; nothing where nothing is known of it.
/*! <lookup> */
export function drawn(pointer, one, within) {
  const dd = ddOf(pointer, within);
  if (!dd) return;
  const value = one && one.state === "value", block = dd.closest(".held"), details = block.querySelector("details");
  if (!one || one.text !== undefined || one.state !== "value") {
    dd.replaceChildren(!one ? words.will_come || "" : value ? one.text : one.text || words[one.state] || words.unavailable);
    for (const more of there(one) ? [one.source, one.as_of] : []) if (more && !toldThere(block, more)) dd.append(made("span", { className: "source", textContent: more }));
  }
  one ? (dd.dataset.state = one.state) : delete dd.dataset.state;
  if (dd.dataset.lock) dd.dataset.lock = value ? "1" : "0";
  if (details && one && !there(one)) details.open = true;
  const doubt = all("[name='e.doubt']", block).find((box) => box.value === pointer);
  if (doubt) doubt.closest("label").hidden = !value;
  else if (value && details) details.append(made("label", { className: "option" }, made("input", { type: "checkbox", name: "e.doubt", value: pointer }), ` ${words.doubt} ${dd.previousElementSibling.textContent}`));
  const ok = block.querySelector(".ok"), states = all("[data-held]", block).map((other) => other.dataset.state);
  if (ok) ok.hidden = !states.some((state) => state) || states.some((state) => state && !["value", "none"].includes(state));
}
/*! </lookup> */

// What the server said of conditions that read what is masked counts no longer: they hold nowhere until it says so again.
/*! <lookup> */
function hush(says) {
  const masked = Object.values(held).some((one) => one.masked);
  data.says = masked ? Object.fromEntries(Object.keys(says).map((rule) => [rule, null])) : {};
}
/*! </lookup> */

// Takes a held value away, with all that was said of it.
/*! <lookup> */
function drop(pointer) {
  const was = held[pointer]?.masked;
  delete held[pointer];
  if (was) hush(data.says);
  const said = unsay(pointer);
  drawn(pointer);
  return said;
}
/*! </lookup> */

// Takes away what does not fit the answers that stand now: at once, before any answer comes.
/*! <lookup> */
export function settle() {
  const answers = typed(), gone = Object.keys(held).filter((pointer) => !belongs(held[pointer], answers));
  const said = gone.map(drop).filter(Boolean);
  if (said.length) byId("notice").replaceChildren(...said.map((title) => made("p", { textContent: fill(words.dropped || "", { title }) })));
  return gone.length;
}
/*! </lookup> */

// Puts one answer of a registry in its place; what was said under other answers, or of another value, is taken back.
/*! <lookup> */
function place(pointer, one) {
  const before = under[pointer] ?? held[pointer]?.mark, [keys, value] = (one.mark || ".").split(".");
  held[pointer] = one;
  drawn(pointer, one);
  if (!before || before === one.mark) return;
  if (before.split(".")[0] !== keys) unsay(pointer);
  else if (before.split(".")[1] !== value) unsay(pointer, { corrections: false });
}
/*! </lookup> */

// What a draft says was shown where its answers were given; before lookups are made for them.
/*! <lookup> */
export function recall(shown) {
  for (const [pointer, mark] of Object.entries(shown || {})) {
    if (held[pointer]) {
      under[pointer] = mark;
      place(pointer, held[pointer]);
      delete under[pointer];
    } else under[pointer] = mark;
  }
  for (const box of all(".ok")) {
    const first = box.closest(".held").querySelector("[data-held]")?.dataset.held;
    if (!(shown || {})[first]) for (const one of all("input:checked", box)) one.checked = false;
  }
}
/*! </lookup> */

// The places whose registries had nothing: their questions are put.
/*! <lookup> */
export const open = () => new Set(Object.keys(held).filter((pointer) => !there(held[pointer])));
/*! </lookup> */

// The marks of what the page shows: place -> mark.
/*! <lookup> */
export function shown() {
  const found = {};
  for (const [pointer, { mark, title }] of Object.entries(held)) {
    const dd = ddOf(pointer);
    if (mark && (dd ? !dd.closest("[hidden]") : title !== undefined)) found[pointer] = mark;
  }
  return found;
}
/*! </lookup> */

// Says in the post what was shown, and what rows there were.
/*! <lookup> */
export function tell() {
  for (const one of named("e.shown")) one.remove();
  for (const [pointer, mark] of Object.entries(shown())) form.append(made("input", { type: "hidden", name: "e.shown", value: `${pointer} ${mark}` }));
}
/*! </lookup> */

// Blocks that want a word: {input, box, text}.
/*! <lookup> */
export function unanswered() {
  const list = [];
  for (const box of all(".ok:not([hidden])", form)) {
    const [right, wrong] = all("input", box), block = box.closest(".held");
    if (right.disabled) continue;
    if (!right.checked && !wrong.checked) list.push({ input: right, box, text: words.confirm_held });
    const said = all("[name='e.doubt']:checked", block).length || data.fields.some((field) => field.v && all("[data-held]", block).some((dd) => dd.dataset.held === field.p) && read(field) !== undefined);
    if (wrong.checked && !said) list.push({ input: wrong, box, text: words.which_wrong });
  }
  return list;
}
/*! </lookup> */

const WAIT = 5000; // milliseconds: then the questions are put
let asked = "", asking = null, giveUp = null;

/*! <lookup> */
const announce = (text) => { byId("status").textContent = text; };
/*! </lookup> */
/*! <lookup> */
const patterns = () => Object.keys(data.prefill.keys);
/*! </lookup> */

// Every place of a pattern: one in each row for `*`.
/*! <lookup> */
function places(pattern) {
  const at = pattern.indexOf("/*");
  const field = at < 0 ? null : data.fields.find((one) => one.table && one.p === pattern.slice(0, at));
  return field ? rowsOf(field).map((row) => pattern.replace("*", row.dataset.row)) : [pattern];
}
/*! </lookup> */

// Conditions that the server judges may read any answer.
/*! <lookup> */
const asksServer = () => Object.keys(data.says).length > 0;
/*! </lookup> */

/*! <lookup> */
function signature(answers) {
  const found = patterns().flatMap(places).map((pointer) => [pointer, key(pointer, answers)]).filter(([, value]) => value !== null);
  return { now: JSON.stringify(asksServer() ? [found, answers] : found), found };
}
/*! </lookup> */

/*! <lookup> */
async function ask(answers, signal) {
  const response = await fetch(data.prefill.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Eformc": "1", "X-Eformc-Who": form.elements["e.who"]?.value || "" },
    body: JSON.stringify(answers),
    credentials: "same-origin",
    signal,
  });
  if (response.status === 401) return { over: true };
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}
/*! </lookup> */

// What the registries could not be asked for: the questions are put, until a key changes.
/*! <lookup> */
function fail(found) {
  for (const [pointer, value] of found) {
    const row = pointer.match(/\/([0-9]+)\//)?.[1];
    for (const pattern of data.prefill.keys[row === undefined ? pointer : pointer.replace(`/${row}/`, "/*/")] || []) {
      const at = row === undefined ? pattern : pattern.replace("/*/", `/${row}/`);
      if (!held[at] && !at.includes("*")) place(at, { state: "unavailable", keys: { [pointer]: value } });
    }
  }
}
/*! </lookup> */

// Asks what the answers unlock, if they are not those that were asked with before. An answer that does not fit the answers
// that stand when it comes is dropped; older questions are given up.
/*! <lookup> */
export function look() {
  const answers = typed(), { now, found } = signature(answers);
  if (now === asked) return asking;
  giveUp?.abort();
  asked = now;
  asking = null;
  if (!found.length) return asking;
  const stop = (giveUp = new AbortController()), clock = setTimeout(() => stop.abort(), WAIT);
  announce(words.asking);
  asking = ask(answers, stop.signal).then(({ held: came, says, over }) => {
    if (stop !== giveUp) return;
    if (over) {
      asked = "";
      return announce(words.session_look);
    }
    const left = typed(), fresh = Object.entries(came).filter(([, one]) => belongs(one, left));
    for (const pointer of Object.keys(held)) if (held[pointer].keys && !Object.hasOwn(came, pointer)) drop(pointer);
    for (const [pointer, one] of fresh) place(pointer, one);
    same(left, answers) ? (data.says = says || {}) : hush(says || {});
    asked = signature(answers).now;
    const own = fresh.filter(([, one]) => one.keys), keyed = own.length ? own : fresh;
    announce(keyed.some(([, one]) => there(one)) ? words.came : keyed.some(([, one]) => one.state === "nobody") ? words.nobody : keyed.length ? words.none_came : "");
  }).catch(() => {
    if (stop !== giveUp) return;
    asked = "";
    fail(found);
    hush(data.says);
    announce(words.none_came);
  }).finally(() => {
    clearTimeout(clock);
    if (stop !== giveUp) return;
    asking = giveUp = null;
    show();
    if (asked && asksServer()) look(); // what is shown now may have changed what is answered
  });
  return asking;
}
/*! </lookup> */

/*! <lookup> */
export const isKey = (name) => patterns().some((pattern) => {
  const [start, end = ""] = nameOf(pattern).split("*");
  return `${name}.`.startsWith(start) && (!pattern.includes("*") ? `${name}.`.startsWith(start + ".") : `${name}.`.includes(end + "."));
});
/*! </lookup> */

/*! <lookup> */
export function start() {
  if (data.kept) asked = signature(typed()).now; // the server has looked
  form.addEventListener("change", (event) => { if (isKey(event.target.name || "") || asksServer()) look(); });
}
/*! </lookup> */
