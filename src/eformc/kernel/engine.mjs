// The page's twin of evaluate.py and judge.py: the same rules on the same trees. Change one, change the other.
// Data only: no eval, no markup from data, no Date objects but for today.
const BLANKS = " \t\u00a0";
const COMMON = 1000000n;

export function canonical(text, lines) {
  const ends = lines ? BLANKS + "\n" : BLANKS;
  let t = text.replace(/\r\n?/g, "\n").normalize("NFC");
  let a = 0, b = t.length;
  while (a < b && ends.includes(t[a])) a++;
  while (b > a && ends.includes(t[b - 1])) b--;
  return t.slice(a, b);
}

const leap = (y) => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
const daysIn = (y, m) => (m === 2 ? (leap(y) ? 29 : 28) : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]);

export function day(text) {
  const m = typeof text === "string" && /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/.exec(text);
  if (!m) return null;
  const y = +m[1], mo = m[2] ? +m[2] : 0, d = m[3] ? +m[3] : 0;
  if (y < 1800 || y > 2200 || (m[2] && (mo < 1 || mo > 12)) || (m[3] && (d < 1 || d > daysIn(y, mo)))) return null;
  return { y, m: mo, d };
}
const first = (x) => x.y * 10000 + (x.m || 1) * 100 + (x.d || 1);
const last = (x) => x.y * 10000 + (x.m || 12) * 100 + (x.d || daysIn(x.y, x.m || 12));
const before = (a, b) => (last(a) < first(b) ? true : first(a) >= last(b) ? false : null);
const same = (a, b) => (last(a) < first(b) || last(b) < first(a) ? false : a.d && b.d ? first(a) === first(b) : null);
const not = (t) => (t === null ? null : !t);

export function scaled(text, scale) {
  if (typeof text !== "string" || !/^-?(0|[1-9][0-9]*)\.[0-9]+$/.test(text)) return null;
  const [whole, fraction] = text.replace("-", "").split(".");
  if (fraction.length !== scale || whole.length + scale > 15) return null;
  const n = BigInt(whole + fraction);
  if (text[0] === "-") return n === 0n ? null : -n;
  return n;
}

function get(value, pointer) {
  for (const token of pointer) {
    if (value === null || typeof value !== "object" || Array.isArray(value) || !Object.hasOwn(value, token)) return undefined;
    value = value[token];
  }
  return value;
}

function comparable(value, type, scale) {
  if (value === undefined || value === null) return null;
  if (type === "integer") return typeof value === "number" && Number.isInteger(value) ? BigInt(value) * COMMON : null;
  if (type === "decimal") {
    const n = Array.isArray(value) ? BigInt(value[0]) : scaled(value, scale);
    return n === null ? null : n * 10n ** BigInt(6 - (Array.isArray(value) ? value[1] : scale));
  }
  if (type === "date") return day(value);
  if (type === "text" || type === "code") return typeof value === "string" ? value : null;
  if (type === "codes") return Array.isArray(value) ? value : null;
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  return null;
}

function ages(birth, on) {
  const years = (b, n) => Math.floor(n / 10000) - Math.floor(b / 10000) - (n % 10000 < b % 10000 ? 1 : 0);
  return { least: BigInt(years(last(birth), first(on))) * COMMON, most: BigInt(years(first(birth), last(on))) * COMMON };
}

export function amount(e, s) {
  switch (e[0]) {
    case "lit": return comparable(e[1], e[2], Array.isArray(e[1]) ? e[1][1] : 0);
    case "ref": return comparable(get(e[3] ? s.row : s.answers, e[1]), e[2], e[4]);
    case "calc": {
      const a = amount(e[2], s), b = amount(e[3], s);
      if (typeof a !== "bigint" || typeof b !== "bigint") return null;
      return e[1] === "+" ? a + b : e[1] === "-" ? a - b : (a * b) / COMMON;
    }
    case "call": return call(e, s);
    case "if": {
      const t = holds(e[1], s);
      return t === null ? null : amount(t ? e[2] : e[3], s);
    }
    default: return holds(e, s);
  }
}

function call(e, s) {
  if (e[1] === "today") return s.today;
  if (e[1] === "present") return holds(e, s);
  if (e[1] === "count") {
    const rows = get(s.answers, e[2][1]);
    return Array.isArray(rows) ? BigInt(rows.length) * COMMON : null;
  }
  if (e[1] === "sum") {
    const rows = get(s.answers, e[2][1].slice(0, -1));
    if (!Array.isArray(rows)) return null;
    let total = 0n;
    for (const row of rows) {
      const n = comparable(get(row, e[2][1].slice(-1)), e[2][2], e[2][4]);
      if (n === null) return null;
      total += n;
    }
    return total;
  }
  const d = amount(e[2], s);
  if (!d || d.y === undefined) return null;
  return e[1] === "year" ? BigInt(d.y) * COMMON : ages(d, s.today);
}

function between(op, a, b) {
  if (op === "==") return a.least === a.most && b.least === b.most && a.most === b.least ? true : a.most < b.least || b.most < a.least ? false : null;
  if (op === "!=") return not(between("==", a, b));
  if (op === "<") return a.most < b.least ? true : a.least >= b.most ? false : null;
  if (op === "<=") return a.most <= b.least ? true : a.least > b.most ? false : null;
  return op === ">" ? between("<", b, a) : between("<=", b, a);
}

function compare(op, a, b) {
  if (a === null || b === null) return null;
  if (a.y !== undefined && b.y !== undefined) {
    if (op === "==" || op === "!=") return op === "==" ? same(a, b) : not(same(a, b));
    if (op === "<" || op === ">=") return op === "<" ? before(a, b) : not(before(a, b));
    return op === ">" ? before(b, a) : not(before(b, a));
  }
  const range = (x) => (x.least !== undefined ? x : { least: x, most: x });
  if (a.least !== undefined || b.least !== undefined) return between(op, range(a), range(b));
  if (typeof a !== typeof b) return null;
  switch (op) {
    case "==": return a === b;
    case "!=": return a !== b;
    case "<": return a < b;
    case "<=": return a <= b;
    case ">": return a > b;
    default: return a >= b;
  }
}

export function holds(e, s) {
  switch (e[0]) {
    case "lit": return e[1] === true;
    case "ref": {
      const v = get(e[3] ? s.row : s.answers, e[1]);
      return typeof v === "boolean" ? v : null;
    }
    case "not": return not(holds(e[1], s));
    case "and": return all(e.slice(1), (x) => holds(x, s));
    case "or": return not(all(e.slice(1), (x) => not(holds(x, s))));
    case "cmp": return compare(e[1], amount(e[2], s), amount(e[3], s));
    case "in": {
      const v = amount(e[1], s);
      if (v === null) return null;
      return Array.isArray(v) ? v.some((x) => e[2].includes(x)) : e[2].includes(v);
    }
    case "call": return e[1] === "present" ? get(e[2][3] ? s.row : s.answers, e[2][1]) !== undefined : null;
    case "if": {
      const t = holds(e[1], s);
      return t === null ? null : holds(t ? e[2] : e[3], s);
    }
    default: return null;
  }
}

function all(list, truth) {
  let result = true;
  for (const x of list) {
    const t = truth(x);
    if (t === false) return false;
    if (t === null) result = null;
  }
  return result;
}

// Faults of one value that is present: [code, args, pointer within the value].
export function faults(v, x, today) {
  switch (v.k) {
    case "text": {
      const n = Array.from(x).length;
      const out = [];
      if (n < v.least) out.push(["too-short", { least: v.least }, ""]);
      if (n > v.most) out.push(["too-long", { most: v.most }, ""]);
      else if (v.re && !new RegExp(`^(?:${v.re})$`, "u").test(x)) out.push(["pattern", {}, ""]);
      return out;
    }
    case "int":
      if (typeof x !== "number" || !Number.isInteger(x) || Math.abs(x) > 999999999999999) return [["not-a-number", {}, ""]];
      if (v.min !== undefined && x < v.min) return [["too-small", { least: v.min }, ""]];
      if (v.max !== undefined && x > v.max) return [["too-large", { most: v.max }, ""]];
      return [];
    case "dec": {
      const n = scaled(x, v.scale);
      if (n === null) return [["not-a-number", {}, ""]];
      const show = (m) => (m / 10 ** v.scale).toFixed(v.scale);
      if (v.min !== undefined && n < BigInt(v.min)) return [["too-small", { least: show(v.min) }, ""]];
      if (v.max !== undefined && n > BigInt(v.max)) return [["too-large", { most: show(v.max) }, ""]];
      return [];
    }
    case "date": {
      const d = day(x);
      if (!d) return [["not-a-date", {}, ""]];
      const p = d.d ? "day" : d.m ? "month" : "year";
      if (v.p !== "partial" && p !== v.p) return [["precision", {}, ""]];
      const limit = (t) => (t === "today" ? today : t ? day(t) : null);
      const text = (t) => [t.y, t.m, t.d].filter(Boolean).map((n) => String(n).padStart(2, "0")).join("-");
      const a = limit(v.min), b = limit(v.max);
      if (a && before(d, a) === true) return [["too-early", { least: text(a) }, ""]];
      if (b && before(b, d) === true) return [["too-late", { most: text(b) }, ""]];
      return [];
    }
    case "choices":
      if (x.length < (v.least || 1)) return [["too-few", { least: v.least || 1 }, ""]];
      return v.most && x.length > v.most ? [["too-many", { most: v.most }, ""]] : [];
    case "bool": return v.must && x !== true ? [["must-accept", {}, ""]] : [];
    case "rec": {
      const out = [];
      for (const [name, inner, required] of v.parts) {
        if (!Object.hasOwn(x, name)) {
          if (required) out.push(["required", {}, "/" + name]);
        } else for (const [code, args, at] of faults(inner, x[name], today)) out.push([code, args, "/" + name + at]);
      }
      return out;
    }
    case "file":
      if (!v.types.includes(x.media_type)) return [["file-type", {}, ""]];
      return x.size > v.most ? [["file-size", { most: v.most }, ""]] : [];
    default: return [];
  }
}

// What somebody typed, as the value of the submission; undefined where nothing was typed.
export function decode(v, texts) {
  const one = canonical(texts.get("") || "", v.lines);
  switch (v.k) {
    case "text": {
      if (v.re && /^[0-9+()., \-\u00a0]+$/.test(one) && !/[A-Za-z ]/.test(v.re)) return one.replace(/[ .,()\-\u00a0]/g, "") || undefined;
      return one || undefined;
    }
    case "int": {
      const digits = one.replace(/[ .,\u00a0]/g, "");
      return !one ? undefined : /^-?[0-9]{1,15}$/.test(digits) ? Number(digits) : one;
    }
    case "dec": {
      if (!one) return undefined;
      const plain = one.replace(/[ \u00a0]/g, "").replace(",", ".");
      const m = /^(-?)([0-9]+)(?:\.([0-9]*))?$/.exec(plain);
      if (!m || (m[3] || "").length > v.scale) return one;
      const whole = m[2].replace(/^0+(?=[0-9])/, "");
      return `${m[1]}${whole}.${(m[3] || "").padEnd(v.scale, "0")}`;
    }
    case "date": {
      const [d, m, y] = ["day", "month", "year"].map((name) => canonical(texts.get("." + name) || ""));
      if (!d && !m && !y) return undefined;
      return [y, m && m.padStart(2, "0"), d && d.padStart(2, "0")].filter(Boolean).join("-");
    }
    case "bool": return one === "true" ? true : one === "false" ? false : undefined;
    case "choices": return texts.get("[]") && texts.get("[]").length ? texts.get("[]") : undefined;
    case "rec": {
      const out = {};
      for (const [name, inner] of v.parts) {
        const below = new Map();
        for (const [key, text] of texts) if (key === "." + name || key.startsWith("." + name + ".")) below.set(key.slice(name.length + 1), text);
        const value = decode(inner, below);
        if (value !== undefined) out[name] = value;
      }
      return Object.keys(out).length ? out : undefined;
    }
    case "file": return texts.get("file");
    default: return one || undefined;
  }
}

// --- the page -----------------------------------------------------------------------------------------------------

export function start(doc) {
  const data = JSON.parse(doc.getElementById("data").textContent);
  const form = doc.getElementById("form");
  const query = (selector, root = form) => Array.from(Element.prototype.querySelectorAll.call(root, selector));
  const now = new Date();
  const today = { y: now.getFullYear(), m: now.getMonth() + 1, d: now.getDate() };
  const title = doc.title;

  function texts(name) {
    const found = new Map();
    for (const input of query(`[name="${name}"],[name^="${name}."]`)) {
      if (input.disabled) continue;
      const key = input.name.slice(name.length);
      if (input.type === "file") {
        const file = input.files[0];
        if (file) found.set("file", { name: file.name, media_type: file.type, size: file.size });
      } else if (input.type === "checkbox" || input.type === "radio") {
        if (!input.checked) continue;
        found.set(key, input.value);
        if (input.type === "checkbox") found.set("[]", [...(found.get("[]") || []), input.value]);
      } else found.set(key, input.value);
    }
    return found;
  }

  const nameOf = (pointer) => "f" + pointer.replaceAll("/", ".");
  const rowsOf = (field) => query(`[data-row]`, doc.getElementById("f" + field.p.replaceAll("/", "-")));

  function put(answers, pointer, value) {
    const tokens = pointer.slice(1).split("/");
    let at = answers;
    for (const token of tokens.slice(0, -1)) {
      if (!Object.hasOwn(at, token)) at[token] = {};
      at = at[token];
    }
    at[tokens.at(-1)] = value;
  }

  function collect() {
    const answers = {};
    for (const field of data.fields) {
      if (field.table) {
        const rows = [];
        for (const row of rowsOf(field)) {
          const made = {};
          for (const column of field.table) {
            const value = decode(column.v, texts(nameOf(`${field.p}/${row.dataset.row}${column.p}`)));
            if (value !== undefined) put(made, column.p, value);
          }
          if (Object.keys(made).length) rows.push([made, row.dataset.row]);
        }
        if (rows.length) {
          put(answers, field.p, rows.map(([row]) => row));
          field.numbers = rows.map(([, number]) => number);
        }
      } else {
        const value = decode(field.v, texts(nameOf(field.p)));
        if (value !== undefined) put(answers, field.p, value);
      }
    }
    return answers;
  }

  const scope = (answers, row) => ({ answers, row, today });
  const applies = (field, answers, row) => field.w === undefined || holds(data.rules[field.w], scope(answers, row)) === true;

  // Showing one thing may change what another reads: repeated until nothing changes, at most once per rule.
  function show() {
    for (let round = 0; round <= data.rules.length; round++) {
      const answers = collect();
      let changed = false;
      for (const element of query("[data-rule]")) {
        const shown = holds(data.rules[+element.dataset.rule], scope(answers)) === true;
        if (element.hidden === shown) changed = true;
        element.hidden = !shown;
      }
      for (const row of query("[data-row]")) {
        const at = row.parentElement.id.slice(2);
        const index = (data.fields.find((f) => f.p === "/" + at) || {}).numbers || [];
        const values = (answers[at] || [])[index.indexOf(row.dataset.row)] || {};
        for (const element of query("[data-row-rule]", row)) element.hidden = holds(data.rules[+element.dataset.rowRule], scope(answers, values)) !== true;
      }
      for (const element of query("input,select,textarea")) element.disabled = element.closest("[hidden]") !== null;
      if (!changed) return answers;
    }
    return collect();
  }

  function judge(answers) {
    const found = [];
    const one = (field, values, base, row) => {
      if (!applies(field, answers, row)) return;
      const value = get(values, field.p.slice(1).split("/"));
      if (value === undefined) {
        const known = field.known !== undefined && holds(data.rules[field.known], scope(answers)) === true;
        if (!field.opt && !known) found.push([base + field.p, "required", {}, field.t]);
      } else for (const [code, args, at] of faults(field.v, value, today)) found.push([base + field.p + at, code, args, field.t]);
    };
    for (const field of data.fields) {
      if (!field.table) one(field, answers, "", undefined);
      else if (applies(field, answers)) {
        const rows = get(answers, field.p.slice(1).split("/")) || [];
        if (!rows.length && !field.opt) found.push([field.p, "required", {}, field.t]);
        rows.forEach((row, n) => field.table.forEach((column) => one(column, row, `${field.p}/${field.numbers[n]}`, row)));
      }
    }
    for (const rule of data.constraints) {
      if (rule.when && holds(rule.when, scope(answers)) !== true) continue;
      if (holds(rule.holds, scope(answers)) === false) found.push([rule.at, "constraint", {}, "", rule.text]);
    }
    return found;
  }

  function words([, code, args, label, text]) {
    if (text) return text;
    let out = data.texts[code] || data.texts.type;
    for (const [key, value] of [["title", label], ...Object.entries(args)]) out = out.replaceAll(`{${key}}`, String(value));
    return out;
  }

  function control(pointer) {
    for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
      const box = doc.getElementById("f" + at.replaceAll("/", "-"));
      if (box) return box.matches("input,select,textarea") ? box : box.querySelector("input,select,textarea,button:not([hidden])") || box;
    }
    return form;
  }

  function report(found) {
    const box = doc.getElementById("errors");
    const list = box.querySelector("ul");
    for (const line of query(".error")) { line.hidden = true; line.textContent = ""; }
    for (const input of query("[aria-invalid]")) input.removeAttribute("aria-invalid");
    list.replaceChildren();
    box.hidden = !found.length;
    doc.title = found.length ? `${data.words.error}: ${title}` : title;
    for (const one of found) {
      const input = control(one[0]);
      const details = input.closest("details");
      if (details) details.open = true;
      input.setAttribute("aria-invalid", "true");
      let line = null;
      for (let at = one[0]; at && !line; at = at.slice(0, at.lastIndexOf("/"))) line = doc.getElementById("f" + at.replaceAll("/", "-") + "-error");
      if (line) {
        line.textContent = `${data.words.error}: ${words(one)}`;
        line.hidden = false;
        const owner = input.closest("fieldset[aria-describedby]") || input;
        const ids = new Set((owner.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
        owner.setAttribute("aria-describedby", [...ids.add(line.id)].join(" "));
      }
      const link = doc.createElement("a");
      link.href = "#" + input.id;
      link.textContent = words(one);
      link.addEventListener("click", (event) => { event.preventDefault(); input.scrollIntoView(); input.focus(); });
      const item = doc.createElement("li");
      item.append(link);
      list.append(item);
    }
    if (found.length) { box.scrollIntoView(); box.focus(); }
  }

  function addRow(table) {
    const rows = query(":scope > [data-row]", table);
    const hidden = rows.find((row) => row.hidden);
    if (hidden) { hidden.hidden = false; show(); hidden.querySelector("input,select,textarea").focus(); return; }
    const from = rows.at(-1), to = String(+from.dataset.row + 1);
    const copy = from.cloneNode(true);
    copy.dataset.row = to;
    const base = table.id;
    for (const element of [copy, ...query("*", copy)]) {
      for (const name of ["id", "for", "name", "aria-describedby", "data-p", "data-held"]) {
        const value = element.getAttribute(name);
        if (value !== null) element.setAttribute(name, value.split(" ").map((part) => part.replace(`${base}-${from.dataset.row}-`, `${base}-${to}-`).replace(`f.${base.slice(2)}.${from.dataset.row}.`, `f.${base.slice(2)}.${to}.`)).join(" "));
      }
      if (element.matches("input:not([type=radio],[type=checkbox]),textarea")) element.value = "";
      if (element.matches("[type=radio],[type=checkbox]")) element.checked = false;
      if (element.matches("select")) element.value = "";
      if (element.matches(".error")) { element.hidden = true; element.textContent = ""; }
    }
    const legend = copy.querySelector("legend");
    legend.textContent = legend.textContent.replace(/[0-9]+(?=[^0-9]*$)/, String(+to + 1));
    from.after(copy);
    show();
    copy.querySelector("input,select,textarea").focus();
  }

  for (const table of query("fieldset.table")) {
    query(":scope > [data-row]", table).forEach((row, n) => { row.hidden = n > 0 && !query("input", row).some((input) => input.value && input.type === "text"); });
    const add = table.querySelector(".add");
    add.hidden = false;
    add.addEventListener("click", () => addRow(table));
  }
  for (const line of query(".only")) line.hidden = true;
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    const found = judge(show());
    report(found);
    const done = doc.getElementById("complete");
    done.textContent = "";
    const standalone = !form.getAttribute("action");
    if (found.length || standalone) event.preventDefault();
    if (!found.length && standalone) {
      done.textContent = data.words.complete;
      doc.getElementById("save").hidden = false;
      done.scrollIntoView();
    }
  });
  doc.getElementById("save").addEventListener("click", () => {
    const link = doc.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(collect(), null, 2) + "\n"], { type: "application/json" }));
    link.download = `${data.id}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  show();
}
