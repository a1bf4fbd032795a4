// Puts answers to the page's script in Node: one JSON document in, one out (see readers.py).
import { readFileSync } from "node:fs";

const { engine, form, cases, today } = JSON.parse(readFileSync(0, "utf8"));
const { evaluate } = await import(engine);
const said = cases.map((answers) => evaluate(form, answers, today).map(({ p, code, args, warning }) => [p, code, args, warning]));
process.stdout.write(JSON.stringify(said));
