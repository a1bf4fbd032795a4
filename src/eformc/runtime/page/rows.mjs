// Rows of a repeating group: as many as are needed, each with names of its own.
import { all, byId, data, idOf, read, rowsOf, show } from "./form.mjs";

/*! <rows> */
function copied(from, table) {
  const copy = from.cloneNode(true), to = String(+from.dataset.row + 1);
  const name = "f." + table.id.slice(2), ids = `${table.id}-${from.dataset.row}-`, names = `${name}.${from.dataset.row}.`;
  copy.dataset.row = to;
  for (const element of all("*", copy)) {
    for (const key of ["id", "for", "name", "aria-describedby"]) {
      const value = element.getAttribute(key);
      if (value !== null) element.setAttribute(key, value.replaceAll(ids, `${table.id}-${to}-`).replaceAll(names, `${name}.${to}.`));
    }
    if (element.matches("[type=radio],[type=checkbox]")) element.checked = false;
    else if (element.matches("input,select,textarea")) element.value = "";
    if (element.matches(".error")) element.remove();
    element.removeAttribute("aria-invalid");
  }
  const legend = copy.querySelector("legend");
  legend.textContent = legend.textContent.replace(/[0-9]+(?=[^0-9]*$)/, String(+to + 1));
  return copy;
}
/*! </rows> */

const add = (table) => table.querySelector(":scope > .add");
const offer = (table, field) => { add(table).hidden = rowsOf(field).filter((one) => !one.hidden).length >= field.most; };

/*! <rows> */
// One more row, as far as there may be more.
export function row(table, field) {
  const list = rowsOf(field);
  let next = list.find((one) => one.hidden);
  if (!next && list.length >= field.most) return null;
  if (!next) { next = copied(list.at(-1), table); list.at(-1).after(next); }
  next.hidden = false;
  offer(table, field);
  return next;
}
/*! </rows> */

/*! <rows> */
export function start() {
  for (const field of data.fields.filter((one) => one.table)) {
    const table = byId(idOf(field.p)), least = field.opt ? 1 : field.least;
    const empty = (one) => field.table.every((column) => read(column, `${field.p}/${one.dataset.row}`) === undefined);
    rowsOf(field).forEach((one, n) => { one.hidden = n >= least && empty(one); });
    add(table).onclick = () => {
      const next = row(table, field);
      show();
      next.querySelector("input:enabled,select:enabled,textarea:enabled").focus();
    };
    offer(table, field);
  }
}
/*! </rows> */
