// The twin of evaluate.py and judge.py: the same rules on the same trees. Change one, change the other.
// What stands between <name> marks is left out of pages that have no use for it (portal/html/assets.py).
// Data only: no eval, no markup, no document, no clock: the page itself is portal/script.
const BLANKS = " \t\u00a0";
const COMMON = 1000000n;
const MOST = 999999999999999;

// characters.py in regular expressions: what is taken out of a text, joiners and selectors that shape nothing, 31 marks.
const TAKEN_OUT = /(?![\n\u200c\u200d\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\ufff9-\ufffc\ufffe\uffff\ufdd0-\ufdef]/gu;
const MISPLACED = /(^|[^\u0600-\u180a\u1810-\u1cff\u2190-\u2bff\u3005-\u9fff\ua840-\uabff\uf900-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe\u{10a00}-\u{1faff}\u{20000}-\u{3fffd}\ufe0f])[\u200c\u200d\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+|(\ufe0f)[\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+/gu;
const MARKS = /\p{M}{31}/u;
const normalized = (text, form = "NFC") => (MARKS.test(text) ? text : text.normalize(form));

// The canonical form of what somebody typed: what nobody sees is taken out.
export function typed(text, lines) {
  const ends = lines ? BLANKS + "\n" : BLANKS;
  let t = text.replace(/\r\n?|[\x0b\x0c\x85\u2028\u2029]/g, "\n").replace(/\t/g, " ");
  if (!lines) t = t.replace(/\n/g, " ");
  t = normalized(normalized(t.replace(TAKEN_OUT, "")).replace(MISPLACED, "$1$2"));
  let a = 0, b = t.length;
  while (a < b && ends.includes(t[a])) a++;
  while (b > a && ends.includes(t[b - 1])) b--;
  return t.slice(a, b);
}

/*! <moves> */
// The days from 1 March of the year 0 to a day (yyyymmdd), and the day of such a number.
const numberOf = (n) => {
  const m = Math.floor(n / 100) % 100, y = Math.floor(n / 10000) - (m < 3 ? 1 : 0);
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * (m < 3 ? m + 12 : m) - 457) / 5) + (n % 100) - 1;
};
const dated = (y, m, d) => (y < 1800 || y > 2200 ? null : { y, m, d });
function dayOf(number) {
  const era = Math.floor(number / 146097), rest = number - era * 146097;
  const y = Math.floor((rest - Math.floor(rest / 1460) + Math.floor(rest / 36524) - Math.floor(rest / 146096)) / 365);
  const left = rest - (365 * y + Math.floor(y / 4) - Math.floor(y / 100)), m = Math.floor((5 * left + 2) / 153);
  return dated(y + 400 * era + (m > 9 ? 1 : 0), m < 10 ? m + 3 : m - 9, left - Math.floor((153 * m + 2) / 5) + 1);
}

// A date so many days, months or years later. A day that the month does not have is its last one.
function moved(x, count, unit) {
  if (unit === "days") return x.d ? dayOf(numberOf(first(x)) + count) : null;
  if (unit === "months" && !x.m) return null;
  const n = 12 * x.y + (x.m || 1) - 1 + (unit === "months" ? count : 12 * count), y = Math.floor(n / 12), m = n - 12 * y + 1;
  return dated(y, x.m ? m : 0, x.d && Math.min(x.d, daysIn(y, m)));
}

/*! </moves> */

// A limit as a day: a date, today, or counted from today.
function limit(text, today) {
  /*! <moves> */
  const [, sign, count, unit] = (text || "").split(" ");
  if (sign) return moved(today, sign === "-" ? -count : +count, unit);
  /*! </moves> */
  return text === "today" ? today : text ? day(text) : null;
}

/*! <times> */
const isTime = (text) => typeof text === "string" && /^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
const isMoment = (text) => typeof text === "string" && text[10] === "T" && isTime(text.slice(11)) && !!day(text.slice(0, 10))?.d;
const dayText = (t) => [t.y, t.m, t.d].filter(Boolean).map((n) => String(n).padStart(2, "0")).join("-");

// A limit of moments: a moment, or a day with the time that is given.
function momentLimit(text, today, time) {
  if (!text || isMoment(text)) return text;
  const found = limit(text, today);
  return found && `${dayText(found)}T${time}`;
}

// Faults of a time, or of a day with a time.
function timed(v, x, today) {
  const moments = v.k === "moment";
  if (!(moments ? isMoment : isTime)(x)) return [[moments ? "not-a-moment" : "not-a-time", {}, ""]];
  const least = moments ? momentLimit(v.min, today, "00:00") : v.min, most = moments ? momentLimit(v.max, today, "23:59") : v.max;
  const told = (one, own) => (moments && one !== own ? one.slice(0, 10) : one);
  const early = least && x < least ? [["too-early", { least: told(least, v.min) }, ""]] : [];
  return most && x > most ? [...early, ["too-late", { most: told(most, v.max) }, ""]] : early;
}
/*! </times> */

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

/*! <decimals> */
export function scaled(text, scale) {
  if (typeof text !== "string" || !/^-?(0|[1-9][0-9]*)\.[0-9]+$/.test(text)) return null;
  const [whole, fraction] = text.replace("-", "").split(".");
  if (fraction.length !== scale || whole.length + scale > 15) return null;
  const n = BigInt(whole + fraction);
  if (text[0] === "-") return n === 0n ? null : -n;
  return n;
}
/*! </decimals> */

export function get(value, pointer) {
  for (const token of pointer) {
    if (value === null || typeof value !== "object" || Array.isArray(value) || !Object.hasOwn(value, token)) return undefined;
    value = value[token];
  }
  return value;
}

// The value a name stands for: in the row it is read in, in the row that any, all or count looks at, or of the whole.
function read([, pointer, , inRow], s) {
  /*! <looks> */
  if (!inRow && s.looked && pointer[0] === s.looked[0]) return get(s.looked[1], pointer.slice(1));
  /*! </looks> */
  return get(inRow ? s.row : s.answers, pointer);
}

function comparable(value, type, scale) {
  if (value === undefined || value === null) return null;
  if (type === "integer" || type === "row") return typeof value === "number" && Number.isInteger(value) ? BigInt(value) * COMMON : null;
  /*! <decimals> */
  if (type === "decimal") {
    const n = scaled(value, scale);
    return n === null ? null : n * 10n ** BigInt(6 - scale);
  }
  /*! </decimals> */
  if (type === "date") return day(value);
  /*! <times> */
  if (type === "time") return isTime(value) ? value : null;
  if (type === "moment") return isMoment(value) ? value : null;
  /*! </times> */
  if (type === "text" || type === "code") return typeof value === "string" ? value : null;
  if (type === "codes") return Array.isArray(value) ? value : null;
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  return null;
}

/*! <calls> */
function calculated(e, s) {
  const a = amount(e[2], s), b = amount(e[3], s);
  if (typeof a !== "bigint" || typeof b !== "bigint") return null;
  return e[1] === "+" ? a + b : e[1] === "-" ? a - b : e[1] === "*" ? (a * b) / COMMON : null;
}

/*! <moves> */
// The number of days, or of completed months or years, from a date to another.
function span(a, b, unit) {
  const counted = (x, y) => {
    if (unit === "days") return numberOf(y) - numberOf(x);
    if (y < x) return -counted(y, x);
    if (unit === "years") return Math.floor(y / 10000) - Math.floor(x / 10000) - (y % 10000 < x % 10000 ? 1 : 0);
    const months = (n) => 12 * Math.floor(n / 10000) + (Math.floor(n / 100) % 100);
    return months(y) - months(x) - (y % 100 < x % 100 ? 1 : 0);
  };
  const least = BigInt(counted(last(a), first(b))) * COMMON, most = BigInt(counted(first(a), last(b))) * COMMON;
  return least === most ? least : { least, most };
}
/*! </moves> */

function ages(birth, on) {
  const years = (b, n) => Math.floor(n / 10000) - Math.floor(b / 10000) - (n % 10000 < b % 10000 ? 1 : 0);
  return { least: BigInt(years(last(birth), first(on))) * COMMON, most: BigInt(years(first(birth), last(on))) * COMMON };
}
/*! </calls> */

export function amount(e, s) {
  switch (e[0]) {
    case "lit": return Array.isArray(e[1]) ? BigInt(e[1][0]) * 10n ** BigInt(6 - e[1][1]) : comparable(e[1], e[2], 0);
    case "ref": return comparable(read(e, s), e[2], e[4]);
    case "calc": return calculated(e, s);
    case "call": return call(e, s);
    case "if": {
      const t = holds(e[1], s);
      return t === null ? null : amount(t ? e[2] : e[3], s);
    }
    default: return holds(e, s);
  }
}

/*! <calls> */
/*! <looks> */
const blank = (x) => (x ?? null) === null;
/*! </looks> */

function call(e, s) {
  if (e[1] === "today") return s.today;
  if (e[1] === "present") return holds(e, s);
  /*! <looks> */
  if (["any", "all", "distinct"].includes(e[1])) return holds(e, s);
  if (e[1] === "or_zero") return blank(read(e[2][0] === "ref" ? e[2] : e[2][2], s)) ? 0n : amount(e[2], s);
  if (e[1] === "count" && e[3]) {
    const found = truths(e, s);
    return !found || found.includes(null) ? null : BigInt(found.filter(Boolean).length) * COMMON;
  }
  if (e[1] === "sum" && e[2][0] === "call") {
    const column = e[2][2], rows = get(s.answers, column[1].slice(0, -1));
    if (blank(rows)) return 0n;
    const cells = Array.isArray(rows) ? rows.map((row) => get(row, column[1].slice(-1))) : [{}];
    const numbers = cells.map((cell) => (blank(cell) ? 0n : comparable(cell, column[2], column[4])));
    return numbers.includes(null) ? null : numbers.reduce((a, b) => a + b, 0n);
  }
  /*! </looks> */
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
  if (e[1].startsWith("round")) {
    const exact = fraction(e[2], s), places = e[3][1];
    return exact && rounded(exact, places, e[1]) * 10n ** BigInt(6 - places);
  }
  const d = amount(e[2], s);
  if (!d || d.y === undefined) return null;
  if (e[1] === "year") return BigInt(d.y) * COMMON;
  /*! <moves> */
  if (e[1] !== "age") return shifted(e, d, s);
  /*! </moves> */
  return ages(d, s.today);
}

/*! <moves> */
function shifted(e, d, s) {
  const other = amount(e[3], s);
  if (e[1].startsWith("plus_")) return typeof other === "bigint" ? moved(d, Number(other / COMMON), e[1].slice(5)) : null;
  return other && other.y !== undefined ? span(d, other, e[1]) : null;
}
/*! </moves> */

// A calculation without loss, as [numerator, denominator above 0]; null for unknown, and for a division by zero.
function fraction(e, s) {
  if (e[0] === "calc") {
    const a = fraction(e[2], s), b = fraction(e[3], s);
    if (!a || !b) return null;
    if (e[1] === "*") return [a[0] * b[0], a[1] * b[1]];
    if (e[1] === "/") return b[0] === 0n ? null : b[0] < 0n ? [-a[0] * b[1], a[1] * -b[0]] : [a[0] * b[1], a[1] * b[0]];
    return [e[1] === "+" ? a[0] * b[1] + b[0] * a[1] : a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
  }
  if (e[0] === "if") {
    const t = holds(e[1], s);
    return t === null ? null : fraction(t ? e[2] : e[3], s);
  }
  const n = amount(e, s);
  return typeof n === "bigint" ? [n, COMMON] : null;
}

export function rounded([above, below], places, how) {
  const scaled = (above < 0n ? -above : above) * 10n ** BigInt(places);
  const whole = scaled / below, half = 2n * (scaled % below) - below;
  const up = how === "round_half_up" ? half >= 0n
    : how === "round_half_even" ? half > 0n || (half === 0n && whole % 2n === 1n)
    : how === "round_up" && half > -below;
  const n = whole + (up ? 1n : 0n);
  return above < 0n ? -n : n;
}

function between(op, a, b) {
  if (op === "==") return a.least === a.most && b.least === b.most && a.most === b.least ? true : a.most < b.least || b.most < a.least ? false : null;
  if (op === "!=") return not(between("==", a, b));
  if (op === "<") return a.most < b.least ? true : a.least >= b.most ? false : null;
  if (op === "<=") return a.most <= b.least ? true : a.least > b.most ? false : null;
  return op === ">" ? between("<", b, a) : between("<=", b, a);
}
/*! </calls> */

function compare(op, a, b) {
  if (a === null || b === null) return null;
  if (a.y !== undefined && b.y !== undefined) {
    if (op === "==" || op === "!=") return op === "==" ? same(a, b) : not(same(a, b));
    if (op === "<" || op === ">=") return op === "<" ? before(a, b) : not(before(a, b));
    return op === ">" ? before(b, a) : not(before(b, a));
  }
  /*! <calls> */
  const range = (x) => (x.least !== undefined ? x : { least: x, most: x });
  if (a.least !== undefined || b.least !== undefined) return between(op, range(a), range(b));
  /*! </calls> */
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
      const v = read(e, s);
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
    case "call":
      /*! <looks> */
      if (e[1] === "any") return not(all(truths(e, s), not));
      if (e[1] === "all") return all(truths(e, s), (t) => t);
      if (e[1] === "distinct") return distinct(e.slice(2), s);
      /*! </looks> */
      return e[1] === "present" ? (read(e[2], s) ?? null) !== null : null;
    case "if": {
      const t = holds(e[1], s);
      return t === null ? null : holds(t ? e[2] : e[3], s);
    }
    default: return null;
  }
}

/*! <looks> */
// A condition's truth in each row of a table; null where the table is not there.
function truths(e, s) {
  const rows = get(s.answers, e[2][1]);
  return Array.isArray(rows) ? rows.map((row) => holds(e[3], { ...s, looked: [e[2][1][0], row] })) : null;
}

// False where two rows are certainly alike in all columns; unknown where a row lacks one, or a day is not known.
function distinct(columns, s) {
  const rows = get(s.answers, columns[0][1].slice(0, -1)), seen = new Set();
  if (!Array.isArray(rows)) return null;
  let sure = true;
  for (const row of rows) {
    const values = columns.map((one) => comparable(get(row, one[1].slice(1)), one[2], one[4]));
    if (values.some((v) => v === null || (v.y !== undefined && !v.d))) {
      sure = null;
      continue;
    }
    const key = values.map((v) => (v.y === undefined ? `${typeof v}${String(v).length}:${v}` : first(v))).join(" ");
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return sure;
}
/*! </looks> */

function all(list, truth) {
  /*! <looks> */
  if (!list) return null;
  /*! </looks> */
  let result = true;
  for (const x of list) {
    const t = truth(x);
    if (t === false) return false;
    if (t === null) result = null;
  }
  return result;
}

const isObject = (x) => x !== null && typeof x === "object" && !Array.isArray(x);
const has = (value, pointer) => {
  const parent = get(value, pointer.slice(0, -1));
  return isObject(parent) && Object.hasOwn(parent, pointer.at(-1));
};
/*! <whole> */
const STRAY = ["\\n", ""].map((line) => new RegExp(`[${line}\\ufffd]|${TAKEN_OUT.source}|${MISPLACED.source.replaceAll("]+", "]")}`, "u"));
const stray = (text, lines) => {
  const found = STRAY[lines ? 1 : 0].exec(text);
  return found ? "U+" + Array.from(found[0]).at(-1).codePointAt(0).toString(16).toUpperCase().padStart(4, "0") : "";
};
/*! </whole> */

/*! <decimals> */
function scaledText(n, scale) {
  const digits = String(n < 0 ? -n : n).padStart(scale + 1, "0");
  return (n < 0 ? "-" : "") + digits.slice(0, -scale) + "." + digits.slice(-scale);
}

// A number with its decimals and groups of three digits, as the language writes them (`amount_text` in wording/values.py).
function amountText(n, scale, mark) {
  const [whole, rest] = scaledText(n, scale).split(".");
  return whole.replace(/\B(?=([0-9]{3})+$)/g, mark) + (mark === "." ? "," : ".") + rest;
}
/*! </decimals> */

// The value of a calculation as a submission writes it (`calculated` in prefill/derive.py); null while something is not there.
/*! <sums> */
export function worked(v, e, s) {
  const found = e[0] === "ref" ? (read(e, s) ?? null) : v.k === "bool" ? holds(e, s) : written(v, amount(e, s));
  return found === null || faults(v, found, s.today).length ? null : found;
}

function written(v, n) {
  if (v.k === "date") return n && n.y && (v.p === "partial" || v.p === (n.d ? "day" : n.m ? "month" : "year")) ? [String(n.y).padStart(4, "0"), n.m, n.d].filter(Boolean).map((one) => String(one).padStart(2, "0")).join("-") : null;
  if (v.k !== "int" && v.k !== "dec") return typeof n === "string" ? n : null;
  const exact = n !== null && typeof n === "object" && n.least === n.most ? n.least : n;
  if (typeof exact !== "bigint") return null;
  /*! <decimals> */
  if (v.k === "dec") {
    const step = 10n ** BigInt(6 - v.scale);
    return exact % step ? null : scaledText(exact / step, v.scale);
  }
  /*! </decimals> */
  return exact % COMMON ? null : Number(exact / COMMON);
}
/*! </sums> */

/*! <checks> */
// Check digits, as kernel/check_digits.py reckons them.
const TURNS = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"];
const MOVES = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"];

function checked([algorithm, weights, modulus, remainder], x) {
  if (algorithm === "mod97") {
    if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]+$/.test(x) || +x.slice(2, 4) < 2 || +x.slice(2, 4) > 98) return false; // 98 less what is left of 97
    const digits = Array.from(x.slice(4) + x.slice(0, 4), (c) => parseInt(c, 36)).join("");
    return Array.from(digits).reduce((rest, c) => (rest * 10 + +c) % 97, 0) === 1;
  }
  if (algorithm === "weighted") {
    if (x.length !== weights.length || !/^[0-9X]+$/.test(x)) return false;
    const sum = weights.reduce((total, weight, n) => total + weight * (x[n] === "X" ? 10 : +x[n]), 0);
    return ((sum % modulus) + modulus) % modulus === remainder;
  }
  if (!/^[0-9]+$/.test(x)) return false;
  const n = Array.from(x, Number);
  if (algorithm === "mod11_10") return (n.slice(0, -1).reduce((carry, c) => (((carry + c) % 10 || 10) * 2) % 11, 10) + n.at(-1)) % 10 === 1;
  n.reverse();
  if (algorithm === "luhn") return n.reduce((sum, c, at) => sum + (at % 2 ? (c > 4 ? c * 2 - 9 : c * 2) : c), 0) % 10 === 0;
  return n.reduce((state, c, at) => +TURNS[state][+MOVES[at % 8][c]], 0) === 0;
}
/*! </checks> */

// Faults of one value that is present: [code, args, pointer within the value, titles of the parts].
export function faults(v, x, today) {
  switch (v.k) {
    case "text": {
      /*! <whole> */
      if (typeof x !== "string") return [["type", {}, ""]];
      if (!x) return [["empty", {}, ""]];
      /*! </whole> */
      const n = Array.from(x).length, out = [];
      /*! <whole> */
      const ends = v.lines ? BLANKS + "\n" : BLANKS;
      if (ends.includes(x[0]) || ends.includes(x.at(-1)) || normalized(x) !== x) out.push(["not-canonical", {}, ""]);
      const character = stray(x, v.lines);
      if (character) out.push(["control-character", { character }, ""]);
      if (MARKS.test(x)) out.push(["too-many-marks", { most: 30 }, ""]);
      /*! </whole> */
      if (n < v.least) out.push(["too-short", { least: v.least }, ""]);
      if (n > v.most) out.push(["too-long", { most: v.most }, ""]);
      else if (v.re && !new RegExp(`^(?:${v.re})$`, "u").test(x)) out.push(["pattern", {}, ""]);
      /*! <checks> */
      else if (v.checks && n >= (v.least ?? 1) && !v.checks.every((one) => checked(one, x))) out.push(["check-digit", {}, ""]);
      /*! </checks> */
      return out;
    }
    case "int": {
      if (typeof x !== "number" || !Number.isInteger(x)) return [["type", {}, ""]];
      const least = Math.max(-MOST, v.min ?? -MOST), most = Math.min(MOST, v.max ?? MOST);
      const low = x < least ? [["too-small", { least }, ""]] : [];
      return x > most ? [...low, ["too-large", { most }, ""]] : low;
    }
    case "dec": return decimal(v, x);
    case "date": {
      const d = day(x);
      if (!d) return [["not-a-date", {}, ""]];
      const p = d.d ? "day" : d.m ? "month" : "year";
      if (v.p !== "partial" && p !== v.p) return [["precision", { precision: v.p }, ""]];
      const text = (t) => [t.y, t.m, t.d].filter(Boolean).map((n) => String(n).padStart(2, "0")).join("-");
      const a = limit(v.min, today), b = limit(v.max, today);
      const early = a && before(d, a) === true ? [["too-early", { least: text(a) }, ""]] : [];
      return b && before(b, d) === true ? [...early, ["too-late", { most: text(b) }, ""]] : early;
    }
    /*! <times> */
    case "time": case "moment": return timed(v, x, today);
    /*! </times> */
    /*! <choosing> */
    case "row": return rowNumber(x);
    case "rows": return rowNumbers(v, x);
    /*! </choosing> */
    case "choice": return listed(v, x);
    case "choices": return several(v, x);
    case "bool": {
      /*! <whole> */
      if (typeof x !== "boolean") return [["type", {}, ""]];
      if (v.must && !x) return [["must-accept", {}, ""]];
      /*! </whole> */
      return [];
    }
    case "rec": return record(v, x, today);
    case "file": return file(v, x);
    default: return [];
  }
}

/*! <decimals> */
function decimal(v, x) {
  const n = scaled(x, v.scale);
  if (n === null) return [["type", {}, ""]];
  const low = v.min !== undefined && n < BigInt(v.min) ? [["too-small", { least: scaledText(v.min, v.scale) }, ""]] : [];
  return v.max !== undefined && n > BigInt(v.max) ? [...low, ["too-large", { most: scaledText(v.max, v.scale) }, ""]] : low;
}

function decimalOf(one, v, w) {
  const { scale } = v, number = bareNumber(one, v, w), words = scaledNumber(number, w);
  const bare = words === null ? number.replaceAll(" ", "") : String(words);
  // one mark before three digits: 1.200 is 1200 for some, 1 and two tenths for others
  const doubt = words === null && readings(bare);
  if (doubt && (v.max === undefined || BigInt(doubt[0]) * 10n ** BigInt(scale) <= BigInt(v.max))) return one;
  const groups = bare.includes(",") && bare.includes(".") ? bare[bare.search(/[.,]/)] : "";
  const plain = (groups ? bare.replaceAll(groups, "") : bare).replace(",", ".");
  const m = /^(-?)([0-9]+)(?:\.([0-9]*))?$/.exec(plain);
  const rest = m ? (m[3] || "").replace(/0+$/, "") : "";
  if (!m || rest.length > scale) return one;
  return `${m[1]}${m[2].replace(/^0+(?=[0-9])/, "")}.${rest.padEnd(scale, "0")}`;
}
/*! </decimals> */

// Codes are judged where the data lists them; the pages' data leaves them out: a page offers no others.
function listed(v, x) {
  /*! <whole> */
  if (typeof x !== "string") return [["type", {}, ""]];
  if (v.codes && !Object.hasOwn(v.codes, x)) return [["not-in-list", { value: Array.from(x).slice(0, 40).join("") }, ""]];
  /*! </whole> */
  return [];
}

/*! <choices> */
function several(v, x) {
  const out = [];
  /*! <whole> */
  if (!Array.isArray(x)) return [["type", {}, ""]];
  out.push(...x.flatMap((one) => listed(v, one)));
  const known = v.codes ? v.order : [];
  const places = x.map((one) => known.indexOf(one)).filter((n) => n >= 0);
  if (new Set(places).size < places.length) out.push(["twice", {}, ""]);
  else if (places.some((n, at) => at && n < places[at - 1])) out.push(["order", {}, ""]);
  /*! </whole> */
  const least = Math.max(v.least || 1, 1);
  if (x.length < least) out.push(["too-few", { least }, ""]);
  return v.most !== undefined && x.length > v.most ? [...out, ["too-many", { most: v.most }, ""]] : out;
}
/*! </choices> */

/*! <choosing> */
// A number; if there is such a row is asked where the rows are.
const rowNumber = (x) => (typeof x === "number" && Number.isInteger(x) ? [] : [["type", {}, ""]]);

function rowNumbers(v, x) {
  if (!Array.isArray(x)) return [["type", {}, ""]];
  const out = x.flatMap(rowNumber), numbers = x.filter((one) => !rowNumber(one).length);
  if (new Set(numbers).size < numbers.length) out.push(["twice", {}, ""]);
  else if (numbers.some((n, at) => at && n < numbers[at - 1])) out.push(["order", {}, ""]);
  const least = Math.max(v.least || 1, 1);
  if (x.length < least) out.push(["too-few", { least }, ""]);
  return v.most !== undefined && x.length > v.most ? [...out, ["too-many", { most: v.most }, ""]] : out;
}

// The numbers of rows that the table does not have.
function notThere(v, x, answers) {
  const rows = get(answers, tokens(v.rows)), most = Array.isArray(rows) ? rows.length : 0;
  return (v.k === "rows" && Array.isArray(x) ? x : [x]).filter((n) => !rowNumber(n).length && (n < 1 || n > most)).map(() => ["no-such-row", { most }]);
}
/*! </choosing> */

/*! <records> */
function record(v, x, today) {
  /*! <whole> */
  if (!isObject(x)) return [["type", {}, ""]];
  if (!Object.keys(x).length) return [["empty", {}, ""]];
  /*! </whole> */
  const out = [];
  for (const [name, inner, required, title] of v.parts) {
    if (!Object.hasOwn(x, name)) {
      if (required) out.push(["required", {}, "/" + name, title, required]);
      continue;
    }
    for (const [code, args, at, label, message] of faults(inner, x[name], today)) out.push([code, args, "/" + name + at, label || title, message]);
    /*! <whole> */
    const code = inner.within && inner.codes && typeof x[name] === "string" && Object.hasOwn(inner.codes, x[name]) ? inner.codes[x[name]] : null;
    if (code && code.parent !== x[inner.within]) out.push(["not-within", {}, "/" + name, title]);
    /*! </whole> */
  }
  /*! <whole> */
  for (const key of Object.keys(x)) if (!v.parts.some(([name]) => name === key)) out.push(["unknown-field", {}, "/" + escaped(key)]);
  /*! </whole> */
  return out;
}
/*! </records> */

/*! <files> */
const STRANGE = "\\x00-\\x1f\\x7f-\\x9f/\\\\\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffd";
/*! <whole> */
const FILE_NAME = new RegExp(`^[^${STRANGE}. \\u00a0]([^${STRANGE}]*[^${STRANGE}. \\u00a0])?$`, "u");
/*! </whole> */
const UNKNOWN = "application/octet-stream", HEIC = "image/heic";
const HEIF = "^[\\x00-\\xff]{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)";
const ending = (name) => (typeof name === "string" && /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] || "").toLowerCase();

// The media type of a file, by its first bytes and its name; `told` is the browser's word.
export function kindOf(v, name, head, told) {
  const text = String.fromCharCode(...head.slice(0, 64)), end = ending(name), begins = (re) => new RegExp(re).test(text);
  const at = v.heads.findIndex((re, n) => re && begins(re) && (!v.named?.includes(n) || v.ends[n].includes(end)));
  if (at >= 0) return v.types[at];
  if (begins(HEIF)) return HEIC;
  const named = text ? -1 : v.ends.findIndex((ends) => ends.includes(end));
  if (named >= 0) return v.types[named];
  const word = (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/.exec(told) || [UNKNOWN])[0].toLowerCase();
  return v.heads[v.types.indexOf(word)] ? UNKNOWN : word;
}

// A name made one that a file may have, ending as its kind does.
function cleaned(v, name, media) {
  const last = Array.from(name).slice(-1000).join("").split(/[/\\]/).at(-1);
  let text = typed(last.replace(new RegExp(`[${STRANGE}]`, "gu"), ""));
  if (MARKS.test(text)) text = normalized(text.replace(/[\p{M}\u200c\u200d]/gu, ""));
  text = text.replace(/^[. \u00a0]+|[. \u00a0]+$/g, "");
  const ends = v.ends[v.types.indexOf(media)] || [];
  if (ends.length && !ends.includes(ending(text))) text = `${(text || "file").replaceAll(".", "-")}.${ends[0]}`;
  const tail = ending(text) && "." + text.split(".").at(-1), whole = Array.from(text);
  if (whole.length > 255) text = whole.slice(0, 255 - tail.length).join("").replace(/[. \u00a0]+$/, "") + tail;
  return text || "file";
}

function file(v, x) {
  /*! <whole> */
  if (!isObject(x)) return [["type", {}, ""]];
  /*! </whole> */
  const own = (key) => (Object.hasOwn(x, key) ? x[key] : undefined);
  const [name, media, size, digest] = ["name", "media_type", "size", "sha256"].map(own);
  const out = [], kinds = v.ends.map((ends, n) => (ends.length ? ends[0].toUpperCase() : v.types[n])).join(", ");
  /*! <whole> */
  if (typeof name !== "string" || Array.from(name).length > 255 || !FILE_NAME.test(name) || stray(name) || MARKS.test(name)) out.push(["file-name", {}, "/name"]);
  /*! </whole> */
  if (!v.types.includes(media) && size !== 0) {
    const code = [HEIC, "image/heif"].includes(media) ? "heic" : typeof media !== "string" || !media || media === UNKNOWN ? "unknown" : "type";
    const end = ending(name), kind = end && !v.ends.flat().includes(end) ? end.toUpperCase() : media;
    out.push(["file-" + code, code === "type" ? { kind, kinds } : { kinds }, "/media_type"]);
  }
  if (size === 0) out.push(["file-empty", {}, "/size"]);
  else if (size > v.most) out.push(["file-size", { most: v.most }, "/size"]);
  /*! <whole> */
  if (size !== 0 && (typeof size !== "number" || !Number.isInteger(size) || size < 1)) {
    if (out.at(-1)?.[0] === "file-size") out.pop();
    out.push(["type", {}, "/size"]);
  }
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest)) out.push(["type", {}, "/sha256"]);
  for (const key of Object.keys(x)) if (!["name", "media_type", "size", "sha256"].includes(key)) out.push(["unknown-field", {}, "/" + escaped(key)]);
  /*! </whole> */
  return out;
}

// A file as it came, with its first bytes (`head`) where they are known, as a submission says it.
function described(v, one) {
  if (!one) return undefined;
  const { head, ...rest } = one, media_type = head ? kindOf(v, one.name, head, one.media_type) : one.media_type;
  return { ...rest, name: cleaned(v, one.name, media_type), media_type };
}
/*! </files> */

/*! <written> */
// Numbers and dates as people write them: the same as wording/written.py, by the words `w` of the page's data.
const fold = (text) => (Array.from(text).length > 60 ? text
  : normalized(text.toLowerCase(), "NFD").replace(/[\u0300-\u034e\u0350-\u036f]/g, "").replace(/đ/g, "d")
    .replace(/([a-z])([²³])/g, (_, a, n) => a + (n === "²" ? 2 : 3)).replace(/[ \u00a0]+/g, " "));
/*! </written> */
/*! <numbers> */
const LONE = "([1-9][0-9]{0,2})[.,]([0-9]{3})";
const whole = (re, text) => new RegExp(`^(?:${re})$`).exec(text);

function bareNumber(text, v, w) {
  const plain = fold(text);
  if (w.none.includes(plain)) return "0";
  for (const word of v.beside || []) {
    const before = plain.endsWith(word) ? plain.slice(0, -word.length) : "", after = plain.startsWith(word) ? plain.slice(word.length) : "";
    if (/[0-9](?: ?| ?[a-z]+ )$/.test(before)) return before.replace(/ $/, "");
    if (/^ ?[0-9]/.test(after)) return after.replace(/^ /, "");
  }
  return plain;
}

// A number with words for thousands; null for others, and for what could be meant in two ways.
function scaledNumber(text, w) {
  const line = text.replace("-", "");
  let total = 0, last = 99;
  if (!/^-?([0-9][0-9., ]*[a-z]+ ?){1,9}$/.test(text)) return null;
  for (const [, digits, word] of line.matchAll(/([0-9][0-9., ]*)([a-z]+)/g)) {
    const number = digits.replaceAll(" ", ""), found = whole("([0-9]+)(?:[.,]([0-9]+))?", number), power = w.scales[word];
    const zeros = found && power - (found[2] || "").length;
    if (!found || whole(LONE, number) || !(power < last && zeros >= 0)) return null;
    total += Number(found[1] + (found[2] || "")) * 10 ** zeros;
    last = power;
  }
  return total < 1e15 ? (line === text ? total : -total) : null;
}

// Both ways in which a number with one mark before three digits can be meant.
export function readings(text) {
  const found = whole(`[^0-9.,]*${LONE}[^0-9.,]*`, text), rest = found && found[2].replace(/0+$/, "");
  return found && [found[1] + found[2], rest ? `${found[1]},${rest}` : found[1]];
}
/*! </numbers> */

/*! <days> */
function dateInWords(text, w) {
  const plain = fold(text);
  const list = Array.from(text).length <= 60 && /^[a-z0-9 ,./-]*$/.test(plain) ? plain.match(/[0-9]+|[a-z]+/g) || [] : [];
  const isNumber = (one) => /^[0-9]/.test(one), monthOf = (one) => (one[2] ? w.months.findIndex((name) => name.startsWith(one)) % 12 : -1) + 1;
  const name = list.find(monthOf);
  const fits = (d, m, y) => y.length === 4 && m.length < 3 && d.length < 3 && [d, m, y];
  if (name) {
    const numbers = list.filter(isNumber), year = numbers.at(-1) || "", day = numbers.length === 2 ? numbers[0] : "";
    return numbers.length < 3 && list.length === numbers.length + 1 && list.at(-1) === year && fits(day, String(monthOf(name)), year);
  }
  const parts = { day: "", month: "", year: "" };
  let part = "";
  for (const one of list) {
    if (!isNumber(one)) part = w.parts[one];
    else if (parts[part] !== "") return null;
    else [parts[part], part] = [one, "?"];
  }
  return part === "?" && (parts.month || !parts.day) && fits(parts.day, parts.month, parts.year);
}
/*! </days> */

// A date said in one line, in whichever box: 17/5/1980, 17-05-1980, 17051980, 1980-05-17, 5/1980, "ngày 17 tháng 5 năm 1980",
// "17 May 1980". With a word that is not known, only a line of three numbers is a date.
function said(texts, w) {
  const text = texts.length === 1 ? texts[0] : "", words = /[^0-9 \u00a0./-]/.test(text);
  let n = text.match(/[0-9]+/g) || [];
  if (/^[0-9]{8}$/.test(text)) { // the first two of a year are no month, and no year begins with a month: never both
    const [a, b] = /^(18|19|2[0-2])/.test(text) && text.slice(4, 6) <= "12" ? [4, 6] : [2, 4];
    n = [text.slice(0, a), text.slice(a, b), text.slice(b)];
  }
  const read = words && n.length < 3 && dateInWords(text, w);
  if (read) n = read.reverse().filter(Boolean);
  else if (n.length < (words ? 3 : 2) || n.length > 3) return "";
  if (n[0].length !== 4) n.reverse();
  return n[0].length === 4 && n.slice(1).every((one) => one.length < 3) ? n.map((one) => one.padStart(2, "0")).join("-") : "";
}

/*! <choosing> */
// The number of a row, from 1, by its place on the page, from 0.
const placed = (text) => (/^[0-9]{1,6}$/.test(text) ? +text + 1 : text);
/*! </choosing> */

/*! <times> */
// The time that two boxes say, or one of them: 17:30, 17h30, 17 giờ 30, 8h.
function clock(texts) {
  let [h, m] = ["hour", "minute"].map((name) => typed(texts.get("." + name) || ""));
  if (!h && !m) return undefined;
  const one = h && m ? null : /^([0-9]{1,2}) ?(?:[:.hg]|giờ|gio) ?(?:([0-9]{1,2}) ?(?:phút|phut|ph)?)?$/i.exec(h || m);
  if (one) [h, m] = [one[1], one[2] || "00"];
  const two = (t) => (/^[0-9]$/.test(t) ? "0" + t : t);
  return `${two(h)}:${two(m)}`;
}
/*! </times> */

// What somebody typed, as the value of the submission; undefined where nothing was typed.
export function decode(v, texts, w = { none: [], scales: {}, parts: {}, months: [] }) {
  const one = typed(texts.get("") || "", v.lines);
  switch (v.k) {
    case "text": {
      let kept = v.strip ? Array.from(one).filter((c) => !(BLANKS + v.strip).includes(c)).join("") : one;
      /*! <checks> */
      if (v.upper) kept = kept.replace(/[a-z]/g, (c) => c.toUpperCase());
      /*! </checks> */
      const fitting = (v.begins || []).filter(([from]) => kept.startsWith(from)).map(([from, to]) => to + kept.slice(from.length));
      return fitting.find((text) => new RegExp(`^(?:${v.re})$`, "u").test(text)) || kept || one || undefined;
    }
    case "int": {
      /*! <decimals> */
      if (v.minor && one) { // in major units: 12.50 EUR is 1250
        const n = scaled(decimalOf(one, { ...v, scale: v.minor }, w), v.minor);
        return n === null ? one : Number(n);
      }
      /*! </decimals> */
      // a lone mark is a group's only before exactly three digits: 12.5 is not 125
      const number = bareNumber(one, v, w), plain = number.replaceAll(" ", "");
      const digits = /^-?[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*$/.test(plain) ? plain.replace(/[.,]/g, "") : plain;
      return !one ? undefined : /^-?[0-9]{1,16}$/.test(digits) ? Number(digits) : scaledNumber(number, w) ?? one;
    }
    case "dec": return one ? decimalOf(one, v, w) : undefined;
    /*! <times> */
    case "time": return clock(texts);
    case "moment": {
      const date = decode({ k: "date" }, texts, w), time = clock(texts);
      return date || time ? `${date || ""}T${time || ""}` : undefined;
    }
    /*! </times> */
    /*! <choosing> */
    case "row": return one ? placed(one) : undefined;
    case "rows": return texts.get("[]")?.length ? texts.get("[]").map(placed) : undefined;
    /*! </choosing> */
    case "date": {
      const [d, m, y] = ["day", "month", "year"].map((name) => typed(texts.get("." + name) || ""));
      if (!d && !m && !y) return undefined;
      const line = said([d, m, y].filter(Boolean), w);
      if (line) return line;
      if (d && !m) return `${y}--${d}`; // no date: a day is never read as a month
      const two = (t) => (/^[0-9]$/.test(t) ? "0" + t : t);
      if (!y) return `-${two(m)}-${two(d)}`.replace(/-+$/, ""); // no date: a month is never read as a year
      return [y, two(m), two(d)].filter(Boolean).join("-");
    }
    case "bool": return one === "true" ? true : one === "false" ? false : undefined;
    case "choices": return texts.get("[]") && texts.get("[]").length ? texts.get("[]") : undefined;
    case "rec": {
      const out = {};
      for (const [name, inner] of v.parts) {
        const below = new Map();
        for (const [key, text] of texts) if (key === "." + name || key.startsWith("." + name + ".")) below.set(key.slice(name.length + 1), text);
        const value = decode(inner, below, w);
        if (value !== undefined) out[name] = value;
      }
      return Object.keys(out).length ? out : undefined;
    }
    case "file": {
      const one = texts.get("file");
      return one && described(v, { ...one, name: typed(one.name) });
    }
    default: return one || undefined;
  }
}

export const tokens = (pointer) => pointer.slice(1).split("/").map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
const escaped = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

/*! <rows> */
// The least and the greatest number of rows of a table: 0 at the least where none are wanted.
export function rowLimits(form, field, s) {
  let few = field.least, most = field.most;
  /*! <limits> */
  const whole = (rule, otherwise) => {
    const n = amount(form.rules[rule], s), found = n && n.least !== undefined && n.least === n.most ? n.least : n;
    return typeof found === "bigint" ? Number(found / COMMON) : otherwise;
  };
  if (field.many !== undefined) most = Math.max(0, Math.min(whole(field.many, most), most));
  if (field.few !== undefined) few = Math.max(0, whole(field.few, 0));
  few = Math.min(few, most);
  /*! </limits> */
  return [few, most];
}
/*! </rows> */

// The definition (evaluate.py): everything wrong with any JSON, as {p: pointer, code, args, warning, field, part, message}.
export function evaluate(form, answers, today) {
  const found = [];
  const says = (rule, s) => holds(form.rules[rule], s) === true;
  const say = (p, code, args, field, more) => found.push({ p, code, args: args || {}, warning: false, field, ...more });
  /*! <whole> */
  if (!isObject(answers)) return [{ p: "", code: "type", args: {}, warning: false }];
  /*! </whole> */
  const one = (field, values, base, row) => {
    const s = { answers, row, today }, path = tokens(field.p), p = base + field.p;
    const present = has(values, path);
    if (field.w !== undefined && !says(field.w, s)) {
      if (present) say(p, "not-applicable", {}, field);
      return;
    }
    if (!present) {
      const leftOut = !base && field.of !== undefined && !Object.hasOwn(answers, field.of); // an optional subject, as a whole
      if (!field.free && !leftOut) say(p, "required", {}, field, { warning: !!field.rec, message: field.req });
      return;
    }
    const value = get(values, path);
    for (const [code, args, at, part, message] of faults(field.v, value, today)) say(p + at, code, args, field, { part, message, at });
    /*! <choosing> */
    if (field.v.rows) for (const [code, args] of notThere(field.v, value, answers)) say(p, code, args, field);
    /*! </choosing> */
    /*! <whole> */
    for (const code of field.v.codes ? (Array.isArray(value) ? value : [value]) : []) {
      const when = typeof code === "string" && Object.hasOwn(field.v.codes, code) ? field.v.codes[code].w : undefined;
      if (when !== undefined && !says(when, s)) say(p, "option-not-applicable", { option: code }, field);
    }
    /*! </whole> */
  };
  /*! <rows> */
  const table = (field) => {
    const path = tokens(field.p), present = has(answers, path), rows = get(answers, path), s = { answers, today };
    const [few, most] = rowLimits(form, field, s), least = Math.max(few, 1);
    if (field.w !== undefined && !says(field.w, s)) {
      if (present) say(field.p, "not-applicable", {}, field);
      return;
    }
    if (!present) {
      if (!field.free && few) say(field.p, "required", {}, field, { warning: !!field.rec });
      return;
    }
    /*! <whole> */
    if (!Array.isArray(rows)) return say(field.p, "type", {}, field);
    /*! </whole> */
    if (rows.length < least) say(field.p, "too-few-rows", { least }, field);
    if (rows.length > most) say(field.p, "too-many-rows", { most }, field);
    rows.forEach((row, n) => {
      const base = `${field.p}/${n}`;
      /*! <whole> */
      if (!isObject(row) || !Object.keys(row).length) return say(base, isObject(row) ? "empty" : "type", {}, field);
      /*! </whole> */
      for (const column of field.table) one(column, row, base, row);
      /*! <whole> */
      const names = field.table.map((column) => tokens(column.p)[0]);
      for (const key of Object.keys(row)) if (!names.includes(key)) say(`${base}/${escaped(key)}`, "unknown-field", {}, field);
      /*! </whole> */
    });
  };
  /*! </rows> */
  for (const field of form.fields) field.table ? table(field) : one(field, answers, "");
  /*! <whole> */
  for (const finding of shape(form, answers)) say(...finding);
  /*! </whole> */
  for (const rule of form.constraints) {
    /*! <looks> */
    if (rule.table) {
      const rows = get(answers, tokens(rule.table));
      for (const [n, row] of Array.isArray(rows) ? rows.entries() : []) {
        const s = { answers, today, row };
        if (!isObject(row) || (rule.when && holds(rule.when, s) !== true)) continue;
        if (holds(rule.holds, s) === false) say(`${rule.table}/${n}${rule.at}`, "constraint", { constraint: rule.id }, undefined, { text: rule.text });
      }
      continue;
    }
    /*! </looks> */
    if (rule.when && holds(rule.when, { answers, today }) !== true) continue;
    if (holds(rule.holds, { answers, today }) === false) say(rule.at, "constraint", { constraint: rule.id }, undefined, { text: rule.text });
  }
  return found;
}

/*! <whole> */
// Keys nobody asked for, and objects that are empty or are no objects.
function shape(form, answers) {
  const groups = new Map(), single = new Set(), out = [];
  for (const field of form.fields) {
    const [first, second] = tokens(field.p);
    if (second === undefined) single.add(first);
    else groups.set(first, (groups.get(first) || new Set()).add(second));
  }
  for (const [key, value] of Object.entries(answers)) {
    const p = "/" + escaped(key);
    if (single.has(key)) continue;
    if (!groups.has(key)) out.push([p, "unknown-field"]);
    else if (!isObject(value)) out.push([p, "type"]);
    else if (!Object.keys(value).length) out.push([p, "empty"]);
    else for (const inner of Object.keys(value)) if (!groups.get(key).has(inner)) out.push([`${p}/${escaped(inner)}`, "unknown-field"]);
  }
  return out;
}
/*! </whole> */

// What a page cannot give: what is hidden is not sent, codes are chosen, texts are made canonical before.
const NOT_THE_PAGES = ["not-applicable"];
/*! <whole> */
NOT_THE_PAGES.push("unknown-field", "not-canonical", "empty");
/*! </whole> */

// The cause of a fault in what somebody typed, as far as the text shows it: [message, args], as `cause_of` in causes.py.
export function cause(v, code, x) {
  if (typeof x !== "string") return null;
  /*! <numbers> */
  if (["int", "dec"].includes(v.k) && code === "type") {
    const plain = fold(x), both = readings(plain), strange = /[^0-9., \u00a0-][^0-9]*/.exec(x);
    if (both) return ["number-which", { a: both[0], b: both[1] }];
    if (strange) return ["number-character", { character: Array.from(strange[0].replace(/ +$/, "")).slice(0, 20).join("") }];
    if (!whole("-?[0-9]+[.,][0-9]+", plain.replaceAll(" ", ""))) return null;
    const most = v.scale || v.minor;
    return most ? ["number-places", { most }] : ["number-whole", {}];
  }
  /*! </numbers> */
  /*! <days> */
  if (v.k === "date" && code === "not-a-date") {
    // "--" is before a line in one box, "-" before a month without a year, else the year stands first
    const century = (two) => ["date-century", { year: two, a: "19" + two.padStart(2, "0"), b: "20" + two.padStart(2, "0") }];
    const n = x.match(/[0-9]+/g) || [], year = /^[0-9]{1,2}(?![0-9])/.exec(x);
    if (!x.startsWith("--")) return x[0] === "-" ? ["date-year", {}] : year && century(year[0]);
    if (n.length === 3 && n[2].length < 3 && n[0].length < 3) return century(n[2]);
    return n.length && n.length < 3 && n.every((one) => one.length < 3) ? ["date-year", {}] : null;
  }
  /*! </days> */
  if (v.k === "text" && v.re && ["pattern", "too-short", "too-long"].includes(code)) {
    const strange = new RegExp(`[^${v.chars}]`, "u").exec(x), n = Array.from(x).length;
    if (strange) return ["character", { character: strange[0] }];
    let at = -1;
    for (const character of v.needs || "") {
      at = x.indexOf(character, at + 1);
      if (at < 0) return ["character-missing", { character }];
    }
    if (v.sides) {
      const cut = x.indexOf("@"), odd = (n, part) => new RegExp(`[^${v.sides[n]}]`, "u").exec(part);
      const side = odd(0, x.slice(0, cut)) || odd(1, x.slice(cut + 1));
      if (side) return ["character", { character: side[0] }];
    }
    /*! <plan> */
    if (v.plan && !x.startsWith("+")) {
      const fit = v.plan.filter(([re]) => new RegExp(`^(?:${re})`).test(x));
      if (!fit.length) return ["phone-begins", { begins: x.slice(0, 3) }];
      const low = Math.min(...fit.map((one) => one[1])), high = Math.max(...fit.map((one) => one[2]));
      if (n < low || n > high) return ["digits", { need: low < high ? `${low}–${high}` : `${low}`, have: n }];
    }
    /*! </plan> */
    if (v.size && (n < v.size[0] || n > v.size[1])) return ["digits", { need: v.size[2], have: n }];
  }
  return null;
}

// Who is asked for a month or a year is told of that alone, and of its limits so far.
/*! <months> */
const cut = (v, args) => {
  const length = v && { month: 7, year: 4 }[v.p];
  return length ? Object.fromEntries(Object.entries(args).map(([key, one]) => [key, ["least", "most"].includes(key) ? one.slice(0, length) : one])) : args;
};
const ofMonths = (v, code) => v && ["month", "year"].includes(v.p) && ["not-a-date", "precision"].includes(code) && [`not-a-${v.p}`, {}];
/*! </months> */

// What the page's visitor can mend: [pointer, code of the message, args, title, text]. A row is named by its place.
// `isPut`: whether a question that would not be asked is put, since registries had no answer.
export function judge(data, answers, today, isPut = () => false) {
  const found = [];
  for (const { p, code, args, warning, field, part, message, text, at } of evaluate(data, answers, today)) {
    if (warning || NOT_THE_PAGES.includes(code)) continue;
    const inFile = at && field.v.k === "file";
    /*! <whole> */
    if (inFile && p.endsWith("/sha256")) continue; // worked out when the submission is saved
    /*! </whole> */
    let known = false, asks = false;
    /*! <held> */
    known = field && field.known !== undefined && code === "required" && holds(data.rules[field.known], { answers, today }) === true;
    asks = (field?.held || known) && isPut(p);
    /*! </held> */
    if (code === "required" && !part && field && !asks && (field.opt || known)) continue;
    const title = part && field ? fill(data.words.titled, { title: part, where: field.t }) : field ? field.t : "";
    let v = field && field.v;
    /*! <records> */
    for (const name of at ? tokens(at) : []) v = (v?.parts || []).find(([one]) => one === name)?.[1];
    /*! </records> */
    const number = code === "type" && v && ["int", "dec"].includes(v.k);
    let limits = args;
    /*! <decimals> */
    if (v && v.minor) limits = Object.fromEntries(Object.entries(args).map(([key, n]) => [key, amountText(n, v.minor, data.words.group_mark)]));
    /*! </decimals> */
    /*! <months> */
    limits = cut(v, limits);
    /*! </months> */
    let told = v && cause(v, code, tokens(p).reduce((x, token) => x?.[token], answers));
    /*! <months> */
    told ||= ofMonths(v, code);
    /*! </months> */
    const [why, blanks] = told || [message || (number ? "not-a-number" : code), limits];
    let own;
    /*! <own> */
    own = field && field.own && field.own[code === "required" && !part ? 0 : 1];
    /*! </own> */
    found.push([inFile ? p.slice(0, p.lastIndexOf("/")) : p, why, blanks, title, text || own]);
  }
  return found;
}

export const fill = (text, values) => Object.entries(values).reduce((t, [key, value]) => t.replaceAll(`{${key}}`, () => value), text);
