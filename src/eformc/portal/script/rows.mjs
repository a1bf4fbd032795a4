// Rows of a repeating group: as many as are needed, each with names of its own.
import { fill, rowLimits } from "../../kernel/engine.mjs";
import { mention } from "./check.mjs";
import { all, byId, collect, data, emptied, held, idOf, read, rowsOf, today, words } from "./form.mjs";
import { drawn } from "./holding.mjs";

/*! <rows> */
// Whether a key that is typed in a row brings what registries hold of it.
/*! <lookup> */
const brings = (field) => Object.keys(data.prefill?.keys || {}).some((pattern) => pattern.startsWith(field.p + "/*"));
/*! </lookup> */

function copied(from, table, field) {
  const copy = from.cloneNode(true), to = String(+from.dataset.row + 1);
  const name = "f." + table.id.slice(2), ids = `${table.id}-${from.dataset.row}-`, names = `${name}.${from.dataset.row}.`;
  copy.dataset.row = to;
  copy.hidden = false;
  for (const element of all("*", copy)) {
    for (const key of ["id", "for", "name", "aria-describedby"]) {
      const value = element.getAttribute(key);
      if (value !== null) element.setAttribute(key, value.replaceAll(ids, `${table.id}-${to}-`).replaceAll(names, `${name}.${to}.`));
    }
  }
  emptied(copy);
  delete copy.dataset.there;
  /*! <lookup> */
  for (const dd of all("[data-held]", copy)) {
    dd.dataset.held = dd.dataset.held.replace(`${field.p}/${from.dataset.row}/`, `${field.p}/${to}/`);
    drawn(dd.dataset.held, undefined, copy);
  }
  for (const one of all("[name='e.row'],[name='e.shown']", copy)) one.remove();
  for (const one of all("[name='e.doubt']", copy)) one.closest("label").remove();
  /*! </lookup> */
  return copy;
}

export const visible = (field) => rowsOf(field).filter((one) => !one.hidden);
const add = (table) => table.querySelector(":scope > .add");
const offer = (table, field) => { add(table).hidden = visible(field).length >= limits(field)[1]; };
const isEmpty = (field, one) => one.dataset.there === undefined && field.table.every((column) => read(column, `${field.p}/${one.dataset.row}`) === undefined);

/*! <choosing> */
// The options that are rows of a table: one for each row with something in it, called as people know it. Whether some came or went.
export function offerRows() {
  let moved = false;
  for (const set of all("[data-rows]")) {
    const [pointer, named = ""] = set.dataset.rows.split(" "), field = data.fields.find((one) => one.p === pointer), list = rowsOf(field);
    for (const option of all(":scope > .option", set)) {
      if (all(":scope > .option", set).length > 1 && !list.some((row) => row.dataset.row === option.querySelector("input").value)) option.remove();
    }
    for (const row of list) {
      const n = row.dataset.row, is = (option) => option.querySelector("input").value === n;
      let option = all(":scope > .option", set).find(is);
      const hidden = row.hidden || isEmpty(field, row), title = row.querySelector("legend").textContent;
      if (!option) {
        const last = all(":scope > .option", set).at(-1), input = (option = last.cloneNode(true)).querySelector("input");
        input.checked = false;
        input.value = n;
        input.id = option.htmlFor = `${set.id}-${n}`;
        last.after(option);
      }
      const name = named && mention(`${pointer}/${n}${named}`);
      option.lastChild.textContent = " " + (name ? fill(words.row_named, { row: name, n: title.match(/[0-9]+(?=[^0-9]*$)/)[0] }) : title);
      if (option.hidden !== hidden) moved = true;
      option.hidden = hidden;
    }
  }
  return moved;
}
/*! </choosing> */

// How many rows there are at the least and at the most, by the answers of now.
function limits(field) {
  let s;
  /*! <limits> */
  s = { answers: collect(), today };
  /*! </limits> */
  return rowLimits(data, field, s);
}

/*! <limits> */
// As many rows as are wanted now; those that were only shown for it, and are empty, go again. Whether rows came or went.
export function fit() {
  let moved = false;
  for (const field of data.fields.filter((one) => one.few !== undefined || one.many !== undefined)) {
    const table = byId(idOf(field.p)), [few, most] = limits(field), least = Math.max(field.opt ? 1 : few, 1);
    for (const one of visible(field).slice(least).reverse()) {
      if (!isEmpty(field, one) || (one.dataset.wanted === undefined && visible(field).length <= most)) continue;
      one.hidden = moved = true;
    }
    for (let next; visible(field).length < least && (next = row(table, field)); moved = true) next.dataset.wanted = "";
    offer(table, field);
  }
  return moved;
}
/*! </limits> */

// One more row, as far as there may be more.
export function row(table, field) {
  const list = rowsOf(field);
  let next = list.find((one) => one.hidden);
  if (!next && list.length >= field.most) return null;
  if (!next) list.at(-1).after((next = copied(list.at(-1), table, field)));
  next.hidden = false;
  delete next.dataset.wanted;
  renumber(field);
  /*! <lookup> */
  if (!brings(field) && next.dataset.there === undefined) for (const dd of all("[data-held]", next)) drawn(dd.dataset.held, (held[dd.dataset.held] = { state: "no_record" }), next);
  /*! </lookup> */
  offer(table, field);
  return next;
}

// The rows count on from one, whatever was taken out.
function renumber(field) {
  visible(field).forEach((one, n) => {
    for (const title of all(":scope > legend, :scope > .drop .unseen", one)) title.textContent = title.textContent.replace(/[0-9]+(?=[^0-9]*$)/, String(n + 1));
  });
}

// Takes a row out, with its errors and all that is held for it; the last one is emptied.
function takeOut(one, table, field) {
  const left = visible(field).filter((other) => other !== one);
  emptied(one);
  /*! <lookup> */
  for (const pointer of Object.keys(held)) if (pointer.startsWith(`${field.p}/${one.dataset.row}/`)) delete held[pointer];
  for (const dd of all("[data-held]", one)) drawn(dd.dataset.held, undefined, one);
  /*! </lookup> */
  if (left.length) rowsOf(field).length > 1 && one.remove();
  renumber(field);
  offer(table, field);
  (left.at(-1)?.querySelector("legend") || add(table)).scrollIntoView({ block: "nearest" });
  add(table).focus({ preventScroll: true });
}

export function start(changed) {
  for (const field of data.fields.filter((one) => one.table)) {
    const table = byId(idOf(field.p)), least = field.opt ? 1 : field.least;
    rowsOf(field).forEach((one, n) => { one.hidden = n >= least && isEmpty(field, one); });
    add(table).onclick = () => {
      const next = row(table, field);
      changed();
      next.querySelector("input:enabled,select:enabled,textarea:enabled")?.focus();
    };
    table.addEventListener("click", (event) => {
      const button = event.target.closest(".drop");
      if (!button) return;
      event.preventDefault();
      takeOut(button.closest("[data-row]"), table, field);
      changed();
    });
    offer(table, field);
  }
}
/*! </rows> */
