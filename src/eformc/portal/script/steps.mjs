// One thing at a time: steps of the form, where one is, the way back, everything on one long page as a choice.
import { all, asksFor, byId, collect, data, form, made, root, say, titleOf, words } from "./form.mjs";
import { entitle } from "./errors.mjs";
import { overview } from "./check.mjs";
import { keep, leftAt, remembered, standing } from "./draft.mjs";
import { shown } from "./holding.mjs";

export const check = byId("check"), start = byId("start");
const back = byId("back"), send = byId("send"), whole = byId("whole"), where = byId("where"), head = root.querySelector("h1");
const own = [...head.childNodes], procedure = head.textContent;
let at = start;
let long = false;

const alive = (step) => step === start || step === check || (!step.closest("[hidden]") && all(".q,.held,.told", step).some((one) => !one.closest("[hidden]")));
const steps = () => all(".step", form).filter(alive);
const keyOf = (step) => String(all(".step", form).indexOf(step));
// A step by what stands on it: the same in every language, and in a later version of the form.
const placeOf = (step) => { const one = step.querySelector("[name^='f.'],[data-held]"); return step.id || one?.name || one?.dataset.held || ""; };
export const current = () => at;
export const isLong = () => long;

// The step after (or before) this one.
export function beside(by) {
  const list = steps();
  const n = list.indexOf(at);
  return list[n < 0 ? 0 : n + by];
}

// What names a step: its one question, what stands together on it, or its part of the form. The procedure names the start.
function nameOf(step) {
  if (step === start || (long && step !== check)) return null;
  const part = around(step).at(-1), { kind } = step.dataset;
  if (kind) return (kind === "free" && step.querySelector("h3")) || part;
  const first = all(".q,.held,.told", step).find((one) => !one.closest("[hidden]"));
  return (first?.matches(".q") && first.querySelector("legend,label:not(.option)")) || part;
}

// The headings that a step stands under, from the outermost.
function around(step) {
  const found = [step.closest("section").querySelector("h2")];
  /*! <groups> */
  found.push(...all(".group", found[0].parentElement).filter((group) => group.contains(step)).map((group) => group.querySelector("h3")));
  /*! </groups> */
  return found;
}

// Puts the name of a step on top, as the heading of the page; where it is stands above it.
function headed(step, place) {
  const named = nameOf(step), above = [place, ...around(step).filter((one) => one !== named).map((one) => one.textContent), procedure];
  root.classList.toggle("stepwise", !!named);
  where.lastElementChild.textContent = named ? (step === check ? [procedure] : above).join(" · ") : "";
  if (named === head.named) return;
  for (const one of all(".named")) one.classList.remove("named");
  head.named = named;
  named?.classList.add("named");
  const nodes = Array.from(named ? named.childNodes : own, (one) => one.cloneNode(true)), q = named?.closest(".q");
  const field = q && data.fields.find(({ p }) => asksFor(q, p));
  if (field && field.t !== titleOf(q)) nodes.splice(0, nodes.length, made("span", { textContent: field.t })); // several have this title: whose
  head.replaceChildren(...nodes);
}

// Hides what is not of this step. What is hidden so is still answered and sent; only conditions take answers away.
export function draw() {
  const list = steps(), n = list.indexOf(at), last = at === check;
  for (const step of all(".step", form)) step.classList.toggle("off", long ? last !== (step === check) : step !== at);
  const place = long && !last ? "" : say(last ? "check" : "step", { n: String(n), of: String(list.length - 2) });
  const parts = all("section[id^=p-]", form).filter((part) => !part.hidden && all(".step", part).some(alive));
  for (const part of all("section[id^=p-]", form)) part.classList.toggle("off", !parts.includes(part) || !all(".step:not(.off)", part).some(alive));
  /*! <groups> */
  for (const group of all(".group", form)) group.classList.toggle("off", !all(".step:not(.off)", group).some(alive));
  /*! </groups> */
  parts.forEach((part, index) => { part.querySelector(".part").textContent = say("part", { n: String(index + 1), of: String(parts.length) }); });
  let bounds = parts;
  /*! <groups> */
  bounds = [...parts, ...all(".group", form)];
  /*! </groups> */
  for (const part of bounds) {
    const first = all(".step", part).find(alive); // what a part says of itself, it says once
    for (const one of all(":scope > :not(.step,.group,h2,h3,.part)", part)) one.classList.toggle("off", !long && first !== at);
  }
  headed(at, place);
  entitle(at === start || !place ? "" : last ? place : `${head.textContent} – ${place}`);
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
  standing(placeOf(step));
  if (step === check) {
    overview(reach);
    seen = showing();
  }
  draw();
  byId("errors").hidden = true;
  keep();
  head.focus({ preventScroll: true });
  head.named ? where.scrollIntoView() : root.scrollIntoView();
  const first = all("input:enabled:not([type=hidden]),select:enabled,textarea:enabled,dd", step).find((one) => !one.closest("[hidden]"));
  if (head.named && first && first.getBoundingClientRect().bottom > innerHeight) head.scrollIntoView(); // large print, a small screen
}

// Brings a control into view, whatever step it stands on.
export function reach(input) {
  const step = input.closest(".step");
  if (!long && step && step !== at) go(step, { returning: at === check });
  else if (long && at === check && step !== check) go(start);
}

export function prepare() {
  root.classList.add("scripted");
  head.tabIndex = -1;
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

// Where to begin: the step of this tab's history, that on which the draft was left (in another tab, or language), else the start.
export function open() {
  const known = history.state && history.state.eform === data.id ? all(".step", form)[+history.state.step] : all(".step", form).find((one) => leftAt() && placeOf(one) === leftAt());
  go(known && alive(known) ? known : start, { replace: true });
}
