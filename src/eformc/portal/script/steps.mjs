// One thing at a time: steps of the form, where one is, the way back, everything on one long page as a choice.
import { all, byId, collect, data, form, root, say, words } from "./form.mjs";
import { entitle } from "./errors.mjs";
import { overview } from "./check.mjs";
import { keep, remembered } from "./draft.mjs";
import { shown } from "./holding.mjs";

export const check = byId("check"), start = byId("start");
const back = byId("back"), send = byId("send"), whole = byId("whole");
let at = start;
let long = false;

const alive = (step) => step === start || step === check || (!step.closest("[hidden]") && all(".q,.held,.told", step).some((one) => !one.closest("[hidden]")));
const steps = () => all(".step", form).filter(alive);
const keyOf = (step) => String(all(".step", form).indexOf(step));
export const current = () => at;
export const isLong = () => long;

// The step after (or before) this one.
export function beside(by) {
  const list = steps();
  const n = list.indexOf(at);
  return list[n < 0 ? 0 : n + by];
}

// Hides what is not of this step. What is hidden so is still answered and sent; only conditions take answers away.
export function draw() {
  const list = steps(), n = list.indexOf(at), last = at === check;
  for (const step of all(".step", form)) step.classList.toggle("off", long ? last !== (step === check) : step !== at);
  const where = long && !last ? "" : say(last ? "check" : "step", { n: String(n), of: String(list.length - 2) });
  const parts = all("section[id^=p-]", form).filter((part) => !part.hidden && all(".step", part).some(alive));
  for (const part of all("section[id^=p-]", form)) part.classList.toggle("off", !parts.includes(part) || !all(".step:not(.off)", part).some(alive));
  /*! <groups> */
  for (const group of all(".group", form)) group.classList.toggle("off", !all(".step:not(.off)", group).some(alive));
  /*! </groups> */
  parts.forEach((part, index) => { part.querySelector(".part").textContent = long ? say("part", { n: String(index + 1), of: String(parts.length) }) : where; });
  entitle(at === start ? "" : where);
  back.hidden = at === start || (long && !last);
  send.textContent = last ? words.send : long ? words.check : at === start ? words.begin : words.next;
  whole.textContent = long ? words.one_by_one : words.whole;
  root.classList.toggle("checking", last);
}

// Goes to a step. `returning`: the answer is changed from the check, and the way leads back there.
export function go(step, { returning = false, replace = false } = {}) {
  const state = history.state || {};
  const depth = replace ? state.depth || 0 : (state.depth || 0) + 1;
  history[replace ? "replaceState" : "pushState"]({ eform: data.id, once: form.elements["e.once"].value, step: keyOf(step), depth, returning }, "", "#" + (step.id || "step-" + keyOf(step)));
  enter(step);
}

export const returning = () => !!(history.state && history.state.returning);

let seen = "";
function showing() {
  const all = [collect()];
  /*! <lookup> */
  all.push(shown());
  /*! </lookup> */
  return JSON.stringify(all);
}

// Whether something has come since the check was drawn; then it is drawn anew.
export function news() {
  if (showing() === seen) return false;
  overview(reach);
  seen = showing();
  return true;
}

function enter(step) {
  at = step;
  if (step === check) {
    overview(reach);
    seen = showing();
  }
  draw();
  byId("errors").hidden = true;
  keep();
  const head = step.closest("section").querySelector("h2");
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  root.scrollIntoView();
}

// Brings a control into view, whatever step it stands on.
export function reach(input) {
  const step = input.closest(".step");
  if (!long && step && step !== at) go(step, { returning: at === check });
  else if (long && at === check && step !== check) go(start);
}

export function prepare() {
  root.classList.add("scripted");
  check.hidden = false;
  long = remembered("long") === "1";
  back.onclick = () => (history.state && history.state.depth > 0 ? history.back() : go(long ? start : beside(-1), { replace: true }));
  whole.hidden = false;
  whole.onclick = () => {
    long = !long;
    remembered("long", long ? "1" : "");
    go(long || at === check ? start : beside(1) || start, { replace: true });
  };
  addEventListener("popstate", () => {
    const step = all(".step", form)[history.state && history.state.eform === data.id ? +history.state.step : -1] || byId(location.hash.slice(1))?.querySelector(".step");
    enter(step && alive(step) ? step : start);
  });
}

// Where to begin: the step of this tab's history, else the start.
export function open() {
  const known = history.state && history.state.eform === data.id ? all(".step", form)[+history.state.step] : null;
  go(known && alive(known) ? known : start, { replace: true });
}
