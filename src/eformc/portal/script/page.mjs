// The page's script: conditions, steps, errors, the check before sending. Without it the page is one long form.
import { all, byId, chosen, collect, data, drawSums, form, held, named, nameOf, put, read, show, showAfter, words } from "./form.mjs";
import { helping, mentions } from "./check.mjs";
import { adopt, faults, report } from "./errors.mjs";
import * as draft from "./draft.mjs";
import * as files from "./files.mjs";
import * as holding from "./holding.mjs";
import * as names from "./names.mjs";
import * as rows from "./rows.mjs";
import * as steps from "./steps.mjs";

let sent = false;

// Somebody else types: the browser must not offer that person's own data.
function helped() {
  const typist = chosen("e.typed_by"), other = !!typist && typist !== "self";
  for (const box of all(".helped")) box.hidden = !other;
  helping(other);
  for (const input of all("[autocomplete]", form)) {
    input.dataset.purpose ||= input.getAttribute("autocomplete");
    input.setAttribute("autocomplete", other ? "off" : input.dataset.purpose);
  }
}

// A whole date in one box is spread over the three.
function spread(input) {
  const field = data.fields.find((one) => one.v && one.v.k === "date" && input.name.startsWith("f" + one.p.replaceAll("/", ".") + "."));
  const value = field && /^[0-9]{4}(-[0-9]{2}){1,2}$/.exec(read(field) || "");
  if (!value || /^[0-9]*$/.test(input.value.trim())) return;
  const [year, month, day = ""] = value[0].split("-");
  for (const [name, text] of Object.entries({ year, month, day })) for (const box of named(input.name.replace(/[^.]*$/, name))) box.value = text.replace(/^0/, "");
}

function changed(event) {
  if (event.type === "change" && event.target.closest(".boxes")) spread(event.target);
  /*! <held> */
  if (event.target.closest(".ok") && event.target.value === "wrong") event.target.closest(".held").querySelector("details").open = true;
  /*! </held> */
  /*! <index> */
  if (/^f\./.test(event.target.name) && !unlocks(event.target)) {
    if (showAfter(event.target)) steps.draw();
    /*! <mentions> */
    mentions();
    /*! </mentions> */
    return draft.keep();
  }
  /*! </index> */
  follow();
  return draft.keep();
}

// Whether more follows than what the rules show: what is held came by this answer, or it says how many rows there are.
/*! <index> */
function unlocks(input) {
  /*! <sums> */
  if ((data.sums || []).length) return true;
  /*! </sums> */
  /*! <limits> */
  if (data.fields.some((one) => one.few !== undefined || one.many !== undefined)) return true; // rows come and go
  /*! </limits> */
  /*! <choosing> */
  if (data.fields.some((one) => [one, ...(one.table || [])].some((inner) => inner.v?.rows))) return true; // options come and go
  /*! </choosing> */
  const is = ({ keys }) => Object.keys(keys || {}).some((pointer) => `${input.name}.`.startsWith(nameOf(pointer) + "."));
  return Object.values(held).some(is);
}
/*! </index> */

// What follows wherever answers come from: typed, a draft, a file, another tab, the browser itself.
function follow() {
  /*! <lookup> */
  holding.settle();
  /*! </lookup> */
  helped();
  /*! <choosing> */
  rows.offerRows();
  /*! </choosing> */
  show();
  /*! <limits> */
  if (rows.fit()) show();
  /*! </limits> */
  /*! <sums> */
  drawSums();
  /*! </sums> */
  /*! <mentions> */
  mentions();
  /*! </mentions> */
  steps.draw();
}

function refilled() {
  follow();
  /*! <lookup> */
  if (data.prefill) holding.look();
  /*! </lookup> */
}

// Says something at the button that was pressed.
/*! <sends> */
function atButton(text) {
  byId("complete").textContent = text;
  byId("complete").scrollIntoView({ block: "nearest" });
}
/*! </sends> */

// Whether somebody answers there: a browser's word for it is not enough.
/*! <sends> */
async function reachable() {
  if (!navigator.onLine) return false;
  if (!/^http/.test(location.protocol)) return true;
  try {
    await fetch(data.prefill ? data.prefill.url : form.action, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(8000) });
    return true;
  } catch {
    return false;
  }
}
/*! </sends> */

// Sends what the check shows, and nothing else: what comes in the meantime is shown first.
/*! <sends> */
async function send() {
  if (sent) return;
  sent = true;
  atButton("");
  /*! <lookup> */
  if (data.prefill && holding.look()) {
    atButton(words.wait);
    await holding.look();
    atButton("");
  }
  /*! </lookup> */
  const found = faults(show());
  if (found.length || steps.news()) {
    sent = false;
    report(found, steps.reach);
    if (!found.length) atButton(words.look_once_more);
    return;
  }
  if (!(await reachable())) {
    sent = false;
    return atButton(words.offline);
  }
  /*! <lookup> */
  holding.tell();
  /*! </lookup> */
  draft.sending();
  byId("confirmed").disabled = false;
  form.submit();
}
/*! </sends> */

function finish() {
  const done = byId("complete");
  done.textContent = words.complete;
  byId("save").hidden = false;
  done.scrollIntoView();
}

function submit(event) {
  event.preventDefault();
  /*! <names> */
  if (names.waiting()) return names.waiting().then(() => submit(event));
  /*! </names> */
  const at = steps.current(), last = at === steps.check, whole = steps.isLong() || last;
  const found = faults(show());
  const here = whole ? found : found.filter(({ input }) => at.contains(input));
  report(here, steps.reach);
  if (here.length) return undefined;
  /*! <sends> */
  if (last && form.getAttribute("action")) return send();
  /*! </sends> */
  if (last) return finish();
  if (steps.returning() && found.length) return steps.go(found[0].input.closest(".step"), { returning: true });
  return steps.go(steps.isLong() || steps.returning() ? steps.check : steps.beside(1));
}

// The submission as a file, for a page that stands alone; who typed and who confirmed stand beside it, never in it.
async function save() {
  const answers = collect();
  /*! <files> */
  await files.digests(answers, put);
  /*! </files> */
  draft.download(`${data.id}.json`, JSON.stringify(answers, null, 2) + "\n");
  const typist = chosen("e.typed_by");
  if (!typist || typist === "self") return;
  const envelope = { procedure: data.id, version: data.version, typed_by: typist, typed_name: named("e.typed_name")[0].value || undefined, confirmed_by: chosen("e.confirmed_by") };
  draft.download(`${data.id}.envelope.json`, JSON.stringify(envelope, null, 2) + "\n");
}

for (const line of all(".only")) line.hidden = true;
/*! <rows> */
rows.start(() => { follow(); draft.keep(); });
/*! </rows> */
/*! <names> */
names.start(() => { follow(); draft.keep(); });
/*! </names> */
/*! <files> */
files.start();
/*! </files> */
/*! <sends> */
const theirs = adopt();
/*! </sends> */
/*! <lookup> */
if (data.prefill) holding.start();
/*! </lookup> */
show();
steps.prepare();
draft.start(refilled);
follow();
form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", submit);
byId("save").onclick = save;
addEventListener("pageshow", () => {
  /*! <sends> */
  sent = false;
  byId("confirmed").disabled = true;
  draft.sentBefore();
  /*! </sends> */
  refilled();
});
steps.open();
/*! <sends> */
if (theirs.length) {
  const now = theirs.filter((one) => !one.input.disabled);
  if (now.length) steps.reach(now[0].input);
  report(now.length ? now : theirs, steps.reach);
}
/*! </sends> */
