// What was typed, kept on this device: through a reload, a closed tab, no network; as a file to take along; forgotten
// on request and after DAYS. Names of controls to their texts: the same in every language, and what a new version of
// the form still has is kept.
import { all, byId, data, form, made, nameOf, say, idOf, words } from "./form.mjs";
import { recall, shown } from "./holding.mjs";
import { row, visible } from "./rows.mjs";

const DAYS = 30;
const key = `eformc:${data.id}`;
/*! <sends> */
const first = history.state; // as the browser had it when the page was opened
/*! </sends> */
let loading = false, refilled = () => {}, at = "";
// The step one stands on is kept with the draft.
export const standing = (place) => { at = place; };
export const leftAt = () => at;

// Storage may be forbidden or full: then the page works as before, and says so.
function store(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value);
    return value;
  } catch {
    return null;
  }
}

export const remembered = (name, value) => store(`eformc-${name}`, value);
// What a person answers; hidden ones and buttons are the page's own.
const controls = () => all("[name^='f.'],[name^='e.']", form).filter((one) => !["file", "hidden", "submit"].includes(one.type));

function typed() {
  const values = Object.create(null);
  for (const one of controls()) {
    const pick = one.type === "radio" || one.type === "checkbox";
    if (pick ? one.checked : one.value) (values[one.name] ||= []).push(one.value);
  }
  return values;
}

function whole() {
  const draft = { eformc: 1, form: data.id, version: data.version, at: Date.now(), step: at, values: typed() };
  /*! <lookup> */
  draft.shown = shown();
  /*! </lookup> */
  return draft;
}

let own, apart = false; // what the page itself has chosen; whether another window has sent or forgotten these answers

// Keeps a draft as soon as something of it is a person's answer.
export function keep() {
  if (loading || apart) return;
  const draft = whole();
  if (!data.kept && JSON.stringify(draft.values) === own) return void store(key, null);
  byId("notice").dataset.kept = store(key, JSON.stringify(draft)) ? "1" : "";
}

/*! <was> */
// What was kept under a former name, or as a former code, by those of today; what stands under today's name stays.
function renamed(values) {
  for (const [from, to, codes] of data.was) {
    const former = new RegExp("^" + nameOf(from).replaceAll(".", "\\.").replace("*", "(\\d+)") + "(?=\\.|$)");
    for (const name of Object.keys(values)) {
      if (!former.test(name)) continue;
      const kept = values[name].map((one) => (codes && Object.hasOwn(codes, one) ? codes[one] : one));
      const now = name.replace(former, (_, n) => nameOf(to).replace("*", n));
      if (now !== name) delete values[name];
      values[now] = now !== name && Object.hasOwn(values, now) ? values[now] : kept;
    }
  }
}
/*! </was> */

function put({ values, shown: marks }) {
  loading = true;
  /*! <was> */
  renamed(values);
  /*! </was> */
  /*! <rows> */
  for (const field of data.fields.filter((one) => one.table)) {
    for (const name of Object.keys(values)) {
      const [, n] = name.split(nameOf(field.p) + ".");
      while (parseInt(n, 10) >= visible(field).length && row(byId(idOf(field.p)), field));
    }
  }
  /*! </rows> */
  for (const one of controls()) {
    const kept = Object.hasOwn(values, one.name) ? values[one.name] : [];
    if (one.type === "radio" || one.type === "checkbox") one.checked = kept.includes(one.value);
    else if (!one.matches("select") || !kept[0] || Array.from(one.options).some((option) => option.value === kept[0])) one.value = kept[0] || "";
  }
  /*! <lookup> */
  recall(marks);
  /*! </lookup> */
  refilled();
  loading = false;
}

// A draft in whatever text: nothing but names and texts is taken from it.
function draftOf(text) {
  try {
    const draft = JSON.parse(text);
    const fits = draft && draft.form === data.id && draft.values && typeof draft.values === "object";
    if (!fits) return null;
    const values = Object.entries(draft.values).filter(([, list]) => Array.isArray(list) && list.every((one) => typeof one === "string"));
    let shown;
    /*! <lookup> */
    shown = Object.fromEntries(Object.entries(draft.shown || {}).filter(([, mark]) => typeof mark === "string"));
    /*! </lookup> */
    return { shown, step: draft.step, at: +draft.at, version: draft.version, values: Object.assign(Object.create(null), Object.fromEntries(values)) };
  } catch {
    return null;
  }
}

export function notice(text, ...more) {
  const box = byId("notice");
  box.replaceChildren(...(text ? [made("p", { textContent: text }), ...more] : []));
}

// Day, month, year: as the page writes dates, in every language.
function date(at) {
  const day = new Date(at);
  return [day.getDate(), day.getMonth() + 1, day.getFullYear()].join("/");
}

const UNDO = 60000; // milliseconds in which what was forgotten can be had again, in the same window
function inWindow(text) {
  try {
    if (text === undefined) return sessionStorage.getItem(key);
    text === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, text);
  } catch { /* forbidden: then it cannot be undone */ }
  return null;
}

// Begins anew, without what was typed.
function anew() {
  store(key, null);
  form.reset();
  history.replaceState(null, "", location.pathname + location.search);
  location.replace(location.pathname);
}

function forget() {
  inWindow(JSON.stringify({ ...whole(), at: Date.now() }));
  anew();
}

// Nothing is forgotten by one press.
function askFirst() {
  const no = made("button", { type: "button", textContent: words.forget_not, onclick: () => { notice(""); byId("send").focus(); } });
  notice(words.forget_sure, made("p", {}, no, made("button", { type: "button", className: "plain", textContent: words.forget_yes, onclick: forget })));
  byId("notice").scrollIntoView({ block: "nearest" });
  no.focus();
}

// Says what was forgotten just now, with the way to have it again.
function forgotten() {
  const draft = draftOf(inWindow());
  const left = draft ? draft.at + UNDO - Date.now() : 0;
  if (left <= 0) return inWindow(null);
  const gone = setTimeout(() => { inWindow(null); notice(""); }, left);
  notice(words.forgotten, made("p", {}, made("button", { type: "button", className: "plain", textContent: words.undo, onclick() {
    clearTimeout(gone);
    inWindow(null);
    notice("");
    put(draft);
    keep();
  } })));
}

function restore() {
  const draft = draftOf(store(key));
  if (!draft && !data.kept) return forgotten();
  if (!draft || data.kept) return;
  if (Date.now() - draft.at > DAYS * 86400000) {
    store(key, null);
    return notice(say("expired", { date: date(draft.at), days: String(DAYS) }));
  }
  put(draft);
  at = draft.step;
  const files = all("[type=file][name]", form).length ? " " + words.files_again : "";
  const text = say("restored", { date: date(draft.at) }) + files + (draft.version === data.version ? "" : " " + words.new_version);
  notice(text, made("p", {}, made("button", { type: "button", className: "plain", textContent: words.forget, onclick: askFirst })));
}

export function download(name, text) {
  const link = made("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function bring(input) {
  const draft = input.files[0] && draftOf(await input.files[0].text());
  notice(draft ? say("brought", { date: date(draft.at) }) : words.not_a_draft);
  if (draft) put(draft);
  input.value = "";
  keep();
}

export function start(filledAgain) {
  refilled = filledAgain;
  const once = form.elements["e.once"];
  once.value ||= (history.state && history.state.once) || Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
  own = JSON.stringify(typed());
  restore();
  byId("tools").hidden = false;
  byId("take").onclick = () => download(`${data.id}.eform.json`, JSON.stringify(whole(), null, 2) + "\n");
  byId("bring").onchange = (event) => bring(event.target);
  byId("forget").onclick = askFirst;
  byId("print").onclick = () => print();
  // Another tab of the same form: what is typed there stands here too; sent or forgotten there, it is said here.
  addEventListener("storage", (event) => {
    if (event.key !== key || apart) return;
    const draft = draftOf(event.newValue);
    apart = !draft; // what stands here stays, and is no longer mixed with what is typed there
    draft ? put(draft) : notice(words.elsewhere);
  });
}

const SENT = `eformc-sent:${data.id}`;

// Remembers which form is being sent; the receipt adds under which reference it was taken.
/*! <sends> */
export function sending() {
  store(SENT, JSON.stringify({ once: form.elements["e.once"].value }));
}
/*! </sends> */

// The page of a form that was sent (one came back to it) says so; a new application is an act of its own.
/*! <sends> */
export function sentBefore() {
  let sent;
  try {
    sent = JSON.parse(store(SENT));
  } catch { /* not ours */ }
  if (!sent?.reference || ![first, history.state].some((one) => one && one.eform === data.id && one.once === sent.once)) return;
  const again = made("button", { type: "button", textContent: words.new_application, onclick: anew });
  notice(say("sent_already", { reference: sent.reference }), made("p", {}, made("a", { href: sent.at, textContent: words.see_receipt })), again);
  form.hidden = true;
}
/*! </sends> */
