// Counts the work of one change: rules asked and questions read, by the page's own index and engine, without a document.
import { readFileSync } from "node:fs";
const [kernel, index, given] = process.argv.slice(2);
const { holds, tokens } = await import(kernel);
const { followed, readers } = await import(index);
const { fields, rules, changes } = JSON.parse(readFileSync(given, "utf8"));

const rulesOf = readers(rules), work = { rules: 0, reads: 0 };
const answers = {}, typed = {}, hidden = new Map(fields.map((field) => [field, field.w !== undefined]));
const ask = (rule) => (work.rules++, holds(rules[rule], { answers, today: { y: 2026, m: 11, d: 23 } }) === true);
const byRule = new Map();
for (const field of fields) if (field.w !== undefined) byRule.set(field.w, [...(byRule.get(field.w) || []), field]);
function again(field) {
  work.reads++;
  const value = hidden.get(field) ? undefined : typed[field.p];
  if (value === undefined) delete answers[field.p.slice(1)];
  else answers[field.p.slice(1)] = value;
}
const steps = {
  most: rules.length,
  again,
  of: (field) => [...(rulesOf.get(tokens(field.p).join("/")) || [])].flatMap((rule) => byRule.get(rule) || []),
  hides: (field) => !ask(field.w),
  hide: (field, now) => (hidden.get(field) === now ? undefined : (hidden.set(field, now), [field])),
};
function whole() { // looked at from the beginning, as the page is when it is opened
  for (let changed = true; changed;) {
    changed = false;
    for (const field of fields) {
      const now = field.w !== undefined && !ask(field.w);
      changed ||= now !== hidden.get(field);
      hidden.set(field, now);
      again(field);
    }
  }
}
whole();
let most = 0, wrong = 0;
for (const [p, value] of changes) {
  typed[p] = value;
  work.rules = work.reads = 0;
  followed(new Set([fields.find((field) => field.p === p)]), steps);
  most = Math.max(most, work.rules + work.reads);
  const told = fields.map((field) => hidden.get(field));
  whole();
  if (fields.some((field, n) => hidden.get(field) !== told[n])) wrong++;
}
console.log(JSON.stringify({ most, wrong }));
