// Lists that are too long for a page: their names are offered once it is known of what (a province), and what was typed is looked
// at where it stands: the server says which name it is, or which it may be.
import { all, byId, data, form, made, named, words } from "./form.mjs";
import { accept, refuse } from "./errors.mjs";

/*! <names> */
let pending = null;
export const waiting = () => pending;
/*! </names> */

/*! <names> */
const above = (box) => (box.dataset.within ? named(box.name.replace(/[^.]*$/, box.dataset.within))[0]?.value || "" : "");
/*! </names> */

/*! <names> */
async function ask(box, said) {
  const answer = await fetch(data.names, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Eformc": "1" },
    body: JSON.stringify({ at: box.name.slice(1).replaceAll(".", "/"), within: above(box), said }),
    credentials: "same-origin",
    signal: AbortSignal.timeout?.(5000),
  });
  return answer.ok ? answer.json() : {};
}
/*! </names> */

// The names of the place above, for the browser to offer.
/*! <names> */
async function offer(box) {
  const parent = above(box), id = `n-${box.id}`;
  if (box.dataset.of === parent || (box.dataset.within && !parent)) return;
  box.dataset.of = parent;
  const { names = [] } = await ask(box);
  const list = byId(id) || form.appendChild(made("datalist", { id }));
  list.replaceChildren(...names.map((value) => made("option", { value })));
  box.setAttribute("list", id);
}
/*! </names> */

// What was typed, as the list has it; else it is said at once, with what may be meant.
/*! <names> */
async function judge(box, changed) {
  const said = box.value.trim();
  box.parentElement.querySelector(".guess")?.remove();
  accept(box);
  if (!said || (box.dataset.within && !above(box))) return;
  const { is, no, near = [] } = await ask(box, said);
  if (box.value.trim() !== said) return; // typed over meanwhile
  if (is) {
    box.value = is;
    return changed();
  }
  if (!no) return;
  refuse(box, no);
  const take = ({ name, text }) => made("button", { type: "button", className: "plain", textContent: text, onclick() {
    box.value = name;
    box.focus();
    look(box, changed);
  } });
  if (near.length) box.after(made("div", { className: "guess" }, made("p", { textContent: words.is_it }), ...near.map(take)));
}
/*! </names> */

/*! <names> */
function look(box, changed) {
  const mine = (pending = judge(box, changed).catch(() => {}).finally(() => { if (pending === mine) pending = null; }));
}
/*! </names> */

/*! <names> */
export function start(changed) {
  const offered = (box) => offer(box).catch(() => delete box.dataset.of);
  form.addEventListener("focusin", ({ target }) => { if (target.dataset.within !== undefined) offered(target); });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.within !== undefined) return look(target, changed);
    for (const box of all("[data-within]", target.closest("fieldset") || form)) {
      if (box.dataset.within && target.name === box.name.replace(/[^.]*$/, box.dataset.within)) {
        offered(box);
        look(box, changed);
      }
    }
  });
}
/*! </names> */
