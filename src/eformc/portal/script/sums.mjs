// What a page that stands alone works out itself: live, on the check and in the file that it saves.
import { worked } from "../../kernel/engine.mjs";

/*! <sums> */
const grouped = (text, mark) => text.replace(/\B(?=([0-9]{3})+$)/g, mark);

// A value as people read it (`format_value` in wording/values.py).
export function saidOf({ v, unit, said }, x, mark) {
  if (said) return said[x] ?? String(x);
  if (v.k === "date") return x.split("-").reverse().map(Number).join("/");
  if (v.k === "dec" || v.minor) {
    const [whole, rest] = v.minor ? [Math.trunc(Math.abs(x) / 10 ** v.minor), String(Math.abs(x) % 10 ** v.minor).padStart(v.minor, "0")] : x.replace("-", "").split(".");
    const text = (String(x).startsWith("-") ? "-" : "") + grouped(String(whole), mark) + (rest ? (mark === "." ? "," : ".") + rest : "");
    return unit ? `${text} ${unit}` : text;
  }
  return unit ? `${grouped(String(x), mark)} ${unit}` : String(x);
}

// Puts what can be worked out into answers, what is worked out of it too; `holds` says if a rule does. Gives [sum, row, value] of each.
export function reckoned(sums, answers, today, put, applies) {
  const found = new Map();
  for (let round = 0; round <= sums.length; round++) {
    let news = false;
    for (const sum of sums) {
      const [table, column] = sum.p.split("/*");
      const rows = column === undefined ? [null] : table.slice(1).split("/").reduce((one, name) => one?.[name], answers) || [];
      rows.forEach((row, number) => {
        const name = `${sum.p} ${number}`, s = { answers, row: row || undefined, today };
        if (found.has(name) || !applies(sum.w, s)) return;
        const value = worked(sum.v, sum.e, s);
        if (value === null) return;
        put(row || answers, column ?? sum.p, value);
        found.set(name, [sum, number, value]);
        news = true;
      });
    }
    if (!news) break;
  }
  return [...found.values()];
}
/*! </sums> */
