// Everything that was answered, in large print, each with a link that changes it and comes back.
// The same lines as `overview` in portal/view/check_answers.py.
import { fill, get, tokens } from "../../kernel/engine.mjs";
import { all, asksFor, byId, collect, data, drawSums, form, held, made, nameOf, titleOf, today, words } from "./form.mjs";

// Digits as they are read: 079 200 000 001, 0912 345 678.
const grouped = (text) => (/^[0-9]{8,}$/.test(text) ? text.replace(/(?!^)(?=(?:[0-9]{3})+$)/g, " ").replace(/^([0-9]{1,2}) /, "$1") : text);

const number = (text) => (/^[0-9]+$/.test(text) ? text.replace(/\B(?=([0-9]{3})+$)/g, words.group_mark) : text);

// What stands in the boxes of a date or a time; the same as `boxes_text` in portal/view/row_options.py.
function boxed(boxes) {
  let date = boxes, clock = "";
  /*! <times> */
  const isClock = (box) => /\.(hour|minute)$/.test(box.name);
  date = boxes.filter((box) => !isClock(box));
  const times = boxes.filter(isClock).map((box) => box.value.trim());
  clock = times.length && times.every(Boolean) ? times.map((text) => text.padStart(2, "0")).join(":") : times.join("");
  /*! </times> */
  return [date.map((box) => box.value.trim()).filter(Boolean).join("/"), clock].filter(Boolean).join(" ");
}

export function said(place) {
  const parts = [];
  for (const one of all(".boxes,select,textarea,input", place)) {
    /*! <files> */
    if (one.type === "file") {
      parts.push((one.files[0] || JSON.parse(one.dataset.kept || "{}")).name || "");
      continue;
    }
    /*! </files> */
    if (one.matches(".boxes")) parts.push(boxed(all("input", one).filter((box) => !box.disabled)));
    else if (one.disabled || one.closest(".boxes")) continue;
    else if (one.type === "radio" || one.type === "checkbox") parts.push(one.checked && one.value ? (one.closest("[data-nothing]") ? words.is_so : one.closest(".declared") ? words.agreed : one.parentElement.textContent.trim()) : "");
    else if (one.matches("select")) parts.push(one.value ? one.selectedOptions[0].textContent.trim() : "");
    else parts.push(one.matches(".n") ? number(one.value.trim()) : one.inputMode ? grouped(one.value.trim()) : one.value.trim());
  }
  const given = parts.filter(Boolean);
  if (all("fieldset.address", place).length) given.reverse(); // as people write it: the house first
  return (all("fieldset.identity_document", place).length ? given.map(grouped) : given).join(", ");
}

// Of a held value, what was typed in its place.
const typed = (dd) => all(".q", dd.closest(".held")).find((q) => asksFor(q, dd.dataset.held) && !q.closest("[hidden]") && said(q));

function line(place) {
  const row = place.closest("[data-row]"), before = row ? row.querySelector("legend").textContent + ": " : "";
  if (!place.matches("dd")) return [before + titleOf(place), said(place)];
  /*! <lookup> */
  const there = place.firstChild ? place.firstChild.textContent.trim() : "", instead = typed(place);
  if (instead && place.dataset.state === "value") return [before + titleOf(instead), fill(words.was_held, { said: said(instead), held: there })];
  if (instead) return [before + titleOf(instead), said(instead)];
  const doubted = all("[name='e.doubt']:checked", place.closest(".held")).some((one) => one.value === place.dataset.held);
  if (doubted || there) return [before + place.previousElementSibling.textContent, doubted ? fill(words.was_doubted, { held: there }) : there];
  /*! </lookup> */
  return [before + place.previousElementSibling.textContent, place.firstChild ? place.firstChild.textContent.trim() : ""];
}

// An answer that texts read, as people say it; nothing where there is none. The same as `read_out` in portal/view/mentions.py.
/*! <mentions> */
export function mention(what) {
  const [pointer, currency] = what.split(" ");
  const table = pointer.startsWith("#") && data.fields.find((one) => one.p === pointer.slice(1));
  if (table) return String(get(collect(), tokens(table.p))?.length || "");
  const place = all(".q", form).find((q) => asksFor(q, pointer) && !q.closest("[hidden]") && !q.querySelector(".q"));
  const text = place && (all(`[name^="${nameOf(pointer)}."]`, place).length || place.querySelector(`[name="${nameOf(pointer)}"]`) ? said(place) : "");
  if (text) return place.querySelector(".boxes") ? text.replace(/(^|\/)0+(?=[0-9]+(?:\/|$| ))/g, "$1") : currency ? `${text} ${currency}` : text;
  const shown = all("[data-held]", form).find((dd) => dd.dataset.held === pointer && dd.dataset.state === "value" && !dd.closest("[hidden]"));
  if (shown) return shown.firstChild.textContent.trim();
  const { state, text: told, value } = held[pointer] || {};
  return state === "value" ? told || String(value) : "";
}

export function mentions() {
  for (const place of all("[data-say]")) {
    const text = mention(data.mentions[place.dataset.say]) || place.dataset.else;
    if (place.textContent !== text) place.textContent = text;
  }
}
/*! </mentions> */

function entry(place, reach) {
  const [title, text] = line(place);
  const value = made("dd", { textContent: text || words.blank }), change = made("a", { href: "#", textContent: words.change });
  change.append(made("span", { className: "unseen", textContent: " " + title }));
  change.onclick = (event) => {
    event.preventDefault();
    const input = (place.matches("dd") ? place.closest(".held") : place).querySelector("input:enabled,select:enabled,textarea:enabled");
    reach(input || place);
    if (input) input.focus();
  };
  const kept = place.matches("dd") && !place.closest(".held").querySelector("details:not([hidden]),.ok:not([hidden])");
  return made("div", {}, made("dt", { textContent: title }), value, ...(kept ? [] : [made("dd", {}, change)]));
}

// What was typed where it does not apply.
function unsent() {
  const places = all(".q", form).filter((q) => q.closest("[hidden]") && !q.querySelector(".q") && !q.closest(".helped,.held,[data-row][hidden]") && q.querySelector("[name^='f.']"));
  return places.map((q) => {
    const off = all("input,select,textarea", q).filter((one) => one.disabled);
    for (const one of off) one.disabled = false;
    const told = [line(q)[0], said(q)];
    for (const one of off) one.disabled = true;
    return told;
  }).filter(([, text]) => text);
}

const more = (title, lines) => (lines.length ? [made("h2", { textContent: title }), made("dl", {}, ...lines.map(([name, text]) => made("div", {}, made("dt", { textContent: name }), made("dd", { textContent: text }))))] : []);
const filled = (row) => row.dataset.there !== undefined || all(".q", row).some(said) || all("[data-state]", row).length > 0;

// The name of the person it is filled in for, as far as it is there.
const whose = () => (data.whom || []).map((at) => {
  const asked = all(".q", form).find((q) => asksFor(q, at) && !q.closest("[hidden]") && said(q));
  return asked ? said(asked) : all("[data-state=value]", form).find((dd) => dd.dataset.held === at)?.firstChild.textContent.trim() || "";
}).filter(Boolean).join(" ");

// For whom a helper types, what is to be read out, and what both sign.
export function helping(helped) {
  const own = whose(), whom = own || words.somebody, { y, m, d } = today;
  for (const [id, text] of [["whom", words.for_whom], ["aloud", words.read_out]]) {
    byId(id).hidden = !helped;
    byId(id).textContent = helped ? fill(text, { whom }) : "";
  }
  [own, helped ? byId("e-name").value : "", [d, m, y].join("/")].forEach((text, n) => { all(".sign b")[n].textContent = text; });
}

// `reach` brings a control into view, whatever step it stands on.
export function overview(reach) {
  const parts = [];
  all("section[id^=p-]", form).forEach((section, n) => {
    if (section.hidden) return;
    const own = all(".q,[data-held]", section).filter((one) => !one.matches("[data-row] *,.q .q,.held .q")); // as on paper
    const places = all(".q,[data-held]", section).filter((one) => !one.closest("[hidden]") && (one.matches("dd") || !(one.querySelector(".q") || (one.matches("[data-nothing]") && !said(one)) || one.closest(".held") || (one.closest("[data-row]") && !filled(one.closest("[data-row]"))))));
    let before, list;
    for (const place of places) {
      let head = section.querySelector("h2").textContent;
      /*! <groups> */
      const group = place.closest(".group");
      if (group) head += " – " + group.querySelector("h3").textContent;
      /*! </groups> */
      if (head !== before) parts.push(made("h2", { textContent: before = head }), list = made("dl"));
      list.append(entry(place, reach));
      list.lastChild.firstChild.dataset.n = `${n + 1}.${own.findIndex((one) => one.contains(place)) + 1}`;
    }
  });
  /*! <lookup> */
  parts.push(...more(words.office_adds, Object.values(held).filter(({ title, text }) => title !== undefined && text).map(({ title, text }) => [title, text])));
  /*! </lookup> */
  /*! <sums> */
  parts.push(...more(words.office_adds, drawSums()));
  /*! </sums> */
  parts.push(...more(words.not_sent, unsent()));
  byId("answers").replaceChildren(...parts);
}
