// The form as it stands in the document: its data, its controls, and what was typed, as a submission.
import { day, decode, fill, get, holds, tokens } from "../../kernel/engine.mjs";
import { followed, readers } from "./index.mjs";
import { reckoned, saidOf } from "./sums.mjs";

export const root = document.querySelector(".eformc");
export const byId = (id) => document.getElementById(id);
export const all = (selector, within = root) => Array.from(within.querySelectorAll(selector));
export const data = JSON.parse(byId("data").content.textContent);
export const form = byId("form");
export const words = data.words;
export const nameOf = (pointer) => "f" + pointer.replaceAll("/", ".");
export const idOf = (pointer) => "f" + pointer.replaceAll("/", "-");
export const named = (name) => all(`[name="${name}"]`, form);
export const chosen = (name) => named(name).find((one) => one.checked && !one.disabled)?.value;
// Today where the form is at home: as the server says, or reckoned in its time zone.
function dayIn(timeZone) {
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone }).format();
  } catch {
    return new Intl.DateTimeFormat("sv-SE").format();
  }
}
export const today = day(data.today || dayIn(data.zone));
// What registries gave, by place: its `state`, its `value`, the `keys` (answers) it came by, its `mark`.
export const held = (data.given ||= {});

// An element of our own: nothing from data is ever markup.
export function made(tag, settings, ...children) {
  const element = Object.assign(document.createElement(tag), settings);
  element.append(...children);
  /*! <tongues> */
  for (const node of [...element.childNodes]) if (node.nodeType === 3) tell(node);
  /*! </tongues> */
  return element;
}

/*! <tongues> */
// Marks each run of a text that is in another language than the page; the same as `Spoken` in wording/localization.py.
function tell(text) {
  const [run, lang] = data.tongues.find(([one]) => text.data.includes(one)) || [];
  if (!run) return;
  const there = text.splitText(text.data.indexOf(run)), rest = there.splitText(run.length);
  const span = document.createElement("span");
  span.lang = lang;
  there.replaceWith(span);
  span.append(there);
  tell(text);
  tell(rest);
}
/*! </tongues> */

/*! <empties> */
// Empties the questions of a place, with their errors; whether something was there.
export function emptied(place) {
  let was = false;
  for (const one of all("input:not([type=hidden]),select,textarea", place)) {
    const key = one.matches("[type=radio],[type=checkbox]") ? "checked" : "value";
    was ||= !!one[key];
    one[key] = "";
    one.removeAttribute("aria-invalid");
    /*! <files> */
    delete one.dataset.kept;
    /*! </files> */
  }
  /*! <files> */
  for (const line of all(".preview,.size", place)) line.remove();
  /*! </files> */
  for (const line of all(".error", place)) line.remove();
  return was;
}
/*! </empties> */

const withHeld = all(".held").length > 0;

// The title of a question as it stands on the page.
export function titleOf(place) {
  const copy = (place.querySelector("legend,label") || place).cloneNode(true);
  for (const note of all(".note", copy)) note.remove();
  return copy.textContent.trim();
}
// Whether a question (or its first part) is that of a pointer.
export const asksFor = (place, pointer) => `${place.querySelector("[name]")?.name}.`.startsWith(nameOf(pointer) + ".");
for (const field of data.fields) field.t ??= titleOf(all(".q").find((place) => asksFor(place, field.p)));

export const heads = new WeakMap(); // file -> its first bytes, once they are read

function texts(name) {
  const found = new Map();
  for (const input of all(`[name="${name}"],[name^="${name}."]`, form)) {
    if (input.disabled) continue;
    const key = input.name.slice(name.length), { type, value } = input;
    /*! <files> */
    if (type === "file") {
      const file = input.files[0];
      if (file) found.set("file", { name: file.name, media_type: file.type, size: file.size, head: heads.get(file) });
      else if (input.dataset.kept) found.set("file", JSON.parse(input.dataset.kept)); // the server has it
      continue;
    }
    /*! </files> */
    if (type === "checkbox" || type === "radio") {
      if (!input.checked || !value) continue; // "" takes the answer back
      found.set(key, value);
      found.set("[]", [...(found.get("[]") || []), value]);
    } else found.set(key, value);
  }
  return found;
}

export function put(answers, pointer, value) {
  const path = tokens(pointer), last = path.pop();
  for (const token of path) {
    if (!Object.hasOwn(answers, token)) answers[token] = {};
    answers = answers[token];
  }
  answers[last] = value;
}

export const read = (field, base = "") => decode(field.v, texts(nameOf(base + field.p)), data.written);

/*! <choosing> */
// A row that was chosen by its place on the page, as the number it is sent with.
function numbered(field, value) {
  if (value === undefined || !field.v.rows) return value;
  const table = data.fields.find((one) => one.p === field.v.rows);
  rows(table);
  const list = [value].flat().map((n) => table.numbers.indexOf(String(n - 1)) + 1).filter(Boolean).sort((a, b) => a - b);
  return field.v.k === "row" ? list[0] : list.length ? list : undefined;
}
/*! </choosing> */
export const rowsOf = (field) => all(":scope > [data-row]", byId(idOf(field.p)));
const rowValues = new Map(); // element of a row -> its values at the last collecting

/*! <rows> */
function typedIn(field, row, sending) {
  const values = {};
  for (const column of field.table) {
    let value = read(column, `${field.p}/${row.dataset.row}`);
    /*! <choosing> */
    if (sending) value = numbered(column, value);
    /*! </choosing> */
    if (value !== undefined) put(values, column.p, value);
  }
  return values;
}

// The rows with something in them, typed or held; `numbers` says which they are.
function rows(field) {
  const list = [];
  field.numbers = [];
  for (const row of rowsOf(field)) {
    const values = typedIn(field, row, true);
    /*! <lookup> */
    beneath(values, `${field.p}/${row.dataset.row}`);
    /*! </lookup> */
    rowValues.set(row, values);
    let there = Object.keys(values).length > 0;
    /*! <lookup> */
    there ||= Object.keys(held).some((pointer) => held[pointer].masked && pointer.startsWith(`${field.p}/${row.dataset.row}/`));
    /*! </lookup> */
    if (!there) continue;
    list.push(values);
    field.numbers.push(row.dataset.row);
  }
  return list.length ? list : undefined;
}

// The rows as they stand on the page, empty ones too.
/*! <lookup> */
function rowsAsTyped(field) {
  const list = [];
  for (const row of rowsOf(field)) list[+row.dataset.row] = typedIn(field, row);
  while (list.length && !Object.keys(list.at(-1) || {}).length) list.pop();
  return list.length ? Array.from(list, (one) => one || {}) : undefined;
}
/*! </lookup> */
/*! </rows> */

// Puts held values beneath what was typed: a typed answer takes their place.
/*! <lookup> */
function beneath(answers, base = "") {
  for (const [pointer, { state, value }] of Object.entries(held)) {
    if (state !== "value" || value === undefined || !pointer.startsWith(base + "/")) continue; // masked: the server has it
    const path = tokens(pointer.slice(base.length));
    if (!path.some((one) => /^[0-9]+$/.test(one)) && get(answers, path) === undefined) put(answers, pointer.slice(base.length), value);
  }
}
/*! </lookup> */

// What was typed, and nothing else; each row in its place.
/*! <lookup> */
export function typed() {
  const answers = {};
  for (const field of data.fields) {
    const value = field.table ? rowsAsTyped(field) : read(field);
    if (value !== undefined) put(answers, field.p, value);
  }
  return answers;
}
/*! </lookup> */

let single = read;
/*! <choosing> */
single = (field) => numbered(field, read(field));
/*! </choosing> */
const now = (field) => (field.table ? rows(field) : single(field));
let reading = now;
/*! <index> */
const valueOf = new Map(); // field -> its value at the last reading
reading = (field) => valueOf.set(field, now(field)).get(field);
/*! </index> */

// What would be sent: what was typed, and what is held beneath it.
export function collect(value = reading) {
  const answers = {};
  for (const field of data.fields) {
    const found = value(field);
    if (found !== undefined) put(answers, field.p, found);
  }
  /*! <lookup> */
  beneath(answers);
  /*! </lookup> */
  /*! <sums> */
  workedOut = reckoned(data.sums || [], answers, today, put, (rule, s) => rule === undefined || holds(data.rules[rule], s) === true);
  /*! </sums> */
  return answers;
}

/*! <sums> */
let workedOut = [];
// Shows what is worked out in its places; gives [title, text] of what stands on no page.
export function drawSums() {
  const texts = new Map(workedOut.map(([sum, number, value]) => {
    const field = data.fields.find((one) => one.table && sum.p.startsWith(`${one.p}/*`));
    return [field ? sum.p.replace("*", field.numbers[number]) : sum.p, [sum, saidOf(sum, value, words.group_mark)]];
  }));
  for (const dd of all("[data-held]")) {
    if (!(data.sums || []).some(({ p }) => p === dd.dataset.held.replace(/\/[0-9]+(?=\/)/, "/*"))) continue;
    const [, text] = texts.get(dd.dataset.held) || [];
    dd.dataset.before ??= dd.firstChild.textContent;
    const now = text === undefined ? dd.dataset.before : text + " ";
    if (dd.firstChild.textContent !== now) dd.firstChild.textContent = now;
    text === undefined ? delete dd.dataset.state : (dd.dataset.state = "value");
  }
  return [...texts.values()].filter(([{ t }]) => t).map(([{ t }, text]) => [t, text]);
}
/*! </sums> */

// What the server says of the conditions that read what is masked: number of a condition -> if it holds (in rows: row -> that).
/*! <lookup> */
export function told(rule, row) {
  const one = data.says[rule];
  if (!one || typeof one !== "object") return one === true;
  const table = row && data.fields.find((field) => field.table && byId(idOf(field.p)).contains(row));
  return !!table && one[`${table.p}/${row.dataset.row}`] === true;
}
data.says ||= {};
/*! </lookup> */

function says(rule, s, element) {
  if (rule === undefined) return false;
  /*! <lookup> */
  if (Object.hasOwn(data.says, rule)) return told(rule, element.closest("[data-row]"));
  /*! </lookup> */
  return holds(data.rules[rule], s) === true;
}

/*! <held> */
// Held values that stand: a block that is said to be right, or a value that is locked and there, asks nothing below.
function settled(element) {
  const block = element.closest(".held");
  if (!block) return false;
  if (element.matches("details")) {
    const ok = block.querySelector(".ok");
    return !!ok && !ok.hidden && !all("input", ok)[1].checked;
  }
  return all("[data-lock='1']", block).some((one) => asksFor(element, one.dataset.held));
}
/*! </held> */

// A question whose answer would be known, but no registry could say it.
/*! <lookup> */
const wanting = (element) => Object.entries(held).some(([pointer, { state }]) => state !== "value" && asksFor(element, pointer));
/*! </lookup> */

// An answer that there is nothing, though a registry has something of it.
/*! <nothing> */
function denied(element) {
  const { instead } = (element.matches("[data-nothing]") && data.fields.find((field) => asksFor(element, field.p))) || {};
  return !!instead && Object.entries(held).some(([at, { state }]) => state === "value" && instead.some((place) => `${at}/`.startsWith(place + "/")));
}
/*! </nothing> */

// Whether something is hidden under answers.
function hides(element, answers) {
  const { rule, known } = element.dataset;
  const s = { answers, row: rowValues.get(element.closest("[data-row]")), today };
  let isKnown = says(known, s, element);
  /*! <lookup> */
  if (isKnown && wanting(element)) isKnown = false;
  /*! </lookup> */
  /*! <nothing> */
  if (denied(element)) return true;
  /*! </nothing> */
  return (rule !== undefined && !says(rule, s, element)) || (withHeld && settled(element)) || isKnown;
}

const CONTROLS = "input:not([type=hidden]),select,textarea", RULED = "[data-rule],[data-known],[data-nothing]";
function enable(inputs, options) {
  for (const input of inputs) input.disabled = input.closest("[hidden]") !== null;
  for (const option of options) {
    option.disabled = option.hidden;
    if (option.hidden && option.selected) option.parentElement.value = "";
  }
}

/*! <index> */
let ruled; // rule -> elements, as long as no row comes or goes
/*! </index> */

// Showing one thing may change what another reads: repeated until nothing changes, at most once per rule.
export function show() {
  /*! <index> */
  ruled = undefined;
  /*! </index> */
  for (let round = 0; ; round++) {
    const answers = collect();
    let changed = false;
    for (const element of all(RULED + ",.held details,.held .q")) {
      const hidden = hides(element, answers);
      if (element.hidden !== hidden) changed = true;
      element.hidden = hidden;
    }
    enable(all(CONTROLS, form), all("option[data-rule]"));
    if (!changed || round > data.rules.length) return answers;
  }
}

/*! <index> */
const rulesOf = readers(data.rules);
const fields = new Map(data.fields.map((field) => [nameOf(field.p), field]));
function fieldOf(name) {
  while (name && !fields.has(name)) name = name.slice(0, Math.max(0, name.lastIndexOf(".")));
  return fields.get(name);
}

// The same after one answer was changed: whether anything else changed. Only what reads it is looked at.
export function showAfter(input) {
  const first = fieldOf(input.name);
  if (!first) return !!show();
  if (!ruled) {
    ruled = new Map();
    for (const element of all(RULED)) for (const rule of [element.dataset.rule, element.dataset.known]) if (rule !== undefined) ruled.set(+rule, [...(ruled.get(+rule) || []), element]);
  }
  const elements = (place) => [...(rulesOf.get(place) || [])].flatMap((rule) => ruled.get(rule) || []);
  let answers;
  return followed(new Set([first]), {
    most: data.rules.length,
    again: (field) => { reading(field); answers = null; },
    of: (field) => [...elements(tokens(field.p).join("/")), ...(field.table ? elements("*").filter((one) => byId(idOf(field.p)).contains(one)) : [])],
    hides: (element) => hides(element, (answers ||= collect((field) => valueOf.get(field)))),
    hide(element, hidden) {
      if (element.hidden === hidden) return undefined;
      element.hidden = hidden;
      const inside = [...all(CONTROLS, element), ...(element.matches("option") ? [element.parentElement] : [])];
      enable(inside, element.matches("option") ? [element] : all("option[data-rule]", element));
      return inside.map((one) => fieldOf(one.name)).filter(Boolean);
    },
  });
}
/*! </index> */

export const say = (name, values = {}) => fill(words[name], values);