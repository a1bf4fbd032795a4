// What is wrong: all at once in a summary on top, each linked to its control, and beside the control.
import { day, fill, get, judge, tokens } from "../../kernel/engine.mjs";
import { all, byId, chosen, data, form, held, idOf, made, read, root, titleOf, today, words } from "./form.mjs";
import { open, unanswered } from "./holding.mjs";

const DESCRIBED = "aria-describedby", title = document.title.replace(`${words.error}: `, "");
let prefix = "", place = "";

// The title says first that something is wrong, then where one is.
export function entitle(where) {
  if (where !== undefined) place = where && where + " – ";
  document.title = prefix + place + title;
}

// A limit as people write it; the same as `shown` in wording/messages.py.
function shown(value) {
  if (typeof value === "number") return String(value).replace(/\B(?=([0-9]{3})+$)/g, words.group_mark);
  /*! <times> */
  if (/^[0-9-]{10}T/.test(value)) return `${shown(value.slice(0, 10))} ${value.slice(11)}`;
  /*! </times> */
  return /^[0-9]{4}-/.test(value) && day(value) ? value.split("-").reverse().map(Number).join("/") : value;
}

function textOf([, code, args, label, text]) {
  if (text) return text;
  const limits = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, shown(value)]));
  return fill(data.texts[code] || data.texts.type, { title: label, ...limits });
}

/*! <rows> */
// Rows left empty are not sent: the place of a row among the answers, back to the row of the page.
function placed([pointer, ...rest]) {
  const field = data.fields.find((one) => one.table && pointer.startsWith(one.p + "/"));
  if (!field) return [pointer, ...rest];
  const [n, ...column] = pointer.slice(field.p.length + 1).split("/");
  return [[field.p, field.numbers[n], ...column].join("/"), ...rest];
}
/*! </rows> */

function nearest(pointer, find) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = find(idOf(at));
    if (found) return found;
  }
}

const boxOf = (id) => byId(id) || byId(id + "-0"); // a declaration's box has a number

function control(pointer) {
  const inside = "input:enabled,select:enabled,textarea:enabled,button:not([hidden])";
  return nearest(pointer, (id) => {
    const box = boxOf(id);
    return box && (box.matches("input,select,textarea") ? box : box.querySelector(inside));
  }) || byId("send");
}

/*! <lookup> */
// What a registry gave and nobody typed over is the server's to judge: nobody here could mend it.
function isTheirs([pointer]) {
  if (Object.keys(held).some((one) => held[one].masked && one.startsWith(pointer + "/"))) return true;
  const at = Object.keys(held).find((one) => held[one].state === "value" && (pointer === one || pointer.startsWith(one + "/")));
  const field = at && data.fields.find((one) => one.v && one.p === at);
  return !!at && (!field || read(field) === undefined);
}
/*! </lookup> */

// What is asked around the form: who helps, on the check how it was seen, and a number somebody can be called at.
function aside() {
  const typist = chosen("e.typed_by"), checked = byId("e-confirmed"), atCheck = !checked.closest(".off"), name = byId("e-name"), helped = typist && typist !== "self";
  const wrong = [];
  if (helped && !name.value.trim()) wrong.push([name, name, "required", name.parentElement]);
  if (helped && atCheck && !chosen("e.confirmed_by")) wrong.push([byId("e-read"), checked, "required-choice", checked]);
  /*! <sends> */
  const call = byId("e-call");
  if (atCheck && call.value.trim() && call.value.replace(/[^0-9]/g, "").length < 6) wrong.push([call, call, "type", call.parentElement]);
  /*! </sends> */
  return wrong.map(([input, box, code, place]) => ({ input, box, text: fill(data.texts[code] || data.texts.required, { title: titleOf(place) }) }));
}

const placeOf = (one, other) => (one === other ? 0 : one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1);

// What has to be mended, one thing at a time in each place: {input, box, text}. Held values are confirmed or corrected.
export function faults(answers) {
  let onPage = (one) => one, isPut;
  /*! <rows> */
  onPage = placed;
  /*! </rows> */
  /*! <lookup> */
  const put = open();
  isPut = (p) => put.has(onPage([p])[0]);
  /*! </lookup> */
  let rules = data;
  /*! <lookup> */
  rules = { ...data, constraints: data.constraints.filter(({ id }) => !Object.hasOwn(data.says, `c:${id}`)) };
  /*! </lookup> */
  let ours = judge(rules, answers, today, isPut).map(onPage);
  /*! <lookup> */
  ours = ours.filter((one) => !isTheirs(one));
  /*! </lookup> */
  /*! <stops> */
  const stops = data.constraints.filter((one) => one.stop).map((one) => one.id);
  const ends = ours.filter(([, code, args]) => code === "constraint" && stops.includes(args.constraint)); // nothing else is to be mended
  if (ends.length) ours = ends;
  /*! </stops> */
  const list = ours.filter((one, n) => ours.findIndex((other) => other[0] === one[0]) === n)
    .map((one) => ({ input: control(one[0]), box: nearest(one[0], boxOf), text: textOf(one) }));
  /*! <lookup> */
  list.push(...unanswered());
  /*! </lookup> */
  /*! <sends> */
  for (const one of theirs) if (!one.input.disabled && textsIn(one.place) === one.said && !list.some((other) => other.input === one.input)) list.push(one);
  /*! </sends> */
  list.push(...aside());
  return list.sort((one, other) => placeOf(one.input, other.input)); // as the page has them
}

// What the server found, until that answer changes: {input, box, text, place, said}.
const theirs = [];
/*! <sends> */
const textsIn = (place) => JSON.stringify(all("input:not([type=hidden]),select,textarea", place).map((one) => (one.type === "file" ? one.files.length : one.matches("[type=radio],[type=checkbox]") ? one.checked : one.value)));
/*! </sends> */

/*! <sends> */
export function adopt() {
  for (const link of all("#errors a")) {
    const target = byId(link.getAttribute("href").slice(1)), input = target && (target.matches("input,select,textarea") ? target : target.querySelector("input,select,textarea"));
    if (!input) continue;
    const place = input.closest(".q,.ok") || input.parentElement;
    theirs.push({ input, box: place.matches(".ok") ? place : place.querySelector("fieldset[id]") || input, text: link.textContent, place, said: textsIn(place) });
  }
  return theirs;
}
/*! </sends> */

// What was said of a control is taken back; or something is said of it, until it is answered otherwise.
/*! <names> */
export function accept(input) {
  for (let n = theirs.length; n--;) if (theirs[n].input === input) theirs.splice(n, 1);
  byId(`${input.id}-error`)?.remove();
  input.removeAttribute("aria-invalid");
}
/*! </names> */
/*! <names> */
export function refuse(input, text) {
  const place = input.closest(".q"), one = { input, box: input, text, place, said: textsIn(place) };
  accept(input);
  theirs.push(one);
  mark(one);
}
/*! </names> */

function clear() {
  for (const line of all(".error")) {
    for (const owner of all(`[aria-describedby~="${line.id}"]`)) {
      const left = owner.getAttribute(DESCRIBED).replace(line.id, "").trim();
      left ? owner.setAttribute(DESCRIBED, left) : owner.removeAttribute(DESCRIBED);
    }
    line.remove();
  }
  for (const input of all("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

export function mark({ input, box, text }) {
  for (let d = input.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  input.setAttribute("aria-invalid", "true");
  if (!box) return;
  const line = made("p", { className: "error", id: box.id.replace(/-0$/, "") + "-error", textContent: `${words.error}: ${text}` });
  const group = box.matches("fieldset"), owner = group ? box : input;
  if (group) (box.querySelector(":scope > .help") || box.querySelector("legend")).after(line);
  else (box.closest(".option") || box).before(line);
  owner.setAttribute(DESCRIBED, `${owner.getAttribute(DESCRIBED) || ""} ${line.id}`.trim());
}

// Shows what is wrong; `reach` brings a control into view before it takes the focus.
export function report(found, reach) {
  const summary = byId("errors"), list = summary.querySelector("ul");
  clear();
  summary.hidden = !found.length;
  prefix = found.length ? words.error + ": " : "";
  entitle();
  found.forEach(mark);
  list.replaceChildren(...found.map(({ input, text }) => {
    const link = made("a", { href: "#" + input.id, textContent: text });
    link.onclick = (event) => {
      event.preventDefault();
      reach(input);
      input.focus();
      const place = input.closest(".q") || input;
      (place.querySelector(".named") ? root.querySelector("h1") : place).scrollIntoView();
    };
    return made("li", {}, link);
  }));
  if (found.length) { summary.focus(); summary.scrollIntoView(); }
}

