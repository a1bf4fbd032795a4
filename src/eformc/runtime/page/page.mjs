// The page's script: conditions, steps, errors, the check before sending. Without it the page is one long form.
import { all, byId, chosen, collect, data, form, named, put, read, show, words } from "./form.mjs";
import { faults, report } from "./errors.mjs";
import * as draft from "./draft.mjs";
import * as files from "./files.mjs";
import * as lookup from "./lookup.mjs";
import * as rows from "./rows.mjs";
import * as steps from "./steps.mjs";

let sent = false;

/*! <held> */
// A field that a registry was asked for in vain is an ordinary question again.
function missing() {
  for (const dd of all("[data-held][data-state]")) {
    const field = data.fields.find((one) => one.p === dd.dataset.held);
    if (field && field.held && !["value", "none"].includes(dd.dataset.state)) field.opt = 0;
  }
}
/*! </held> */

// Somebody else types: the browser must not offer that person's own data.
function helped() {
  const typist = chosen("e.typed_by"), other = !!typist && typist !== "self";
  for (const box of all(".helped")) box.hidden = !other;
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
  helped();
  show();
  steps.draw();
  draft.keep();
}

function send(event) {
  if (sent || !navigator.onLine) {
    event.preventDefault();
    if (!sent) draft.notice(words.offline);
    return;
  }
  sent = true;
  byId("confirmed").disabled = false;
}

function finish() {
  const done = byId("complete");
  done.textContent = words.complete;
  byId("save").hidden = false;
  done.scrollIntoView();
}

function submit(event) {
  const at = steps.current(), last = at === steps.check, whole = steps.isLong() || last;
  const found = faults(show());
  const here = whole ? found : found.filter(({ input }) => at.contains(input));
  report(here, steps.reach);
  if (!here.length && last && form.getAttribute("action")) return send(event);
  event.preventDefault();
  if (here.length) return undefined;
  if (last) return finish();
  if (steps.returning() && found.length) return steps.go(found[0].input.closest(".step"), { returning: true });
  return steps.go(steps.isLong() || steps.returning() ? steps.check : steps.beside(1));
}

// The submission as a file, for a page that stands alone; who typed and who confirmed stand beside it, never in it.
async function save() {
  const answers = collect();
  if (has("file")) await files.digests(answers, put);
  draft.download(`${data.id}.json`, JSON.stringify(answers, null, 2) + "\n");
  const typist = chosen("e.typed_by");
  if (!typist || typist === "self") return;
  const envelope = { procedure: data.id, version: data.version, typed_by: typist, typed_name: named("e.typed_name")[0].value || undefined, confirmed_by: chosen("e.confirmed_by") };
  draft.download(`${data.id}.envelope.json`, JSON.stringify(envelope, null, 2) + "\n");
}

for (const line of all(".only")) line.hidden = true;
/*! <held> */
missing();
/*! </held> */
const has = (kind) => data.fields.some((one) => one.v && one.v.k === kind);
if (data.fields.some((one) => one.table)) rows.start();
if (has("file")) files.start();
if (data.prefill) lookup.start();
show();
steps.prepare();
draft.start();
helped();
form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", submit);
byId("save").onclick = save;
addEventListener("pageshow", () => { sent = false; });
const wrong = !byId("errors").hidden;
steps.open();
if (wrong) { byId("errors").hidden = false; byId("errors").focus(); }
