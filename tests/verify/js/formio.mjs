// Form.io's own verdicts on conditions: one JSON document in (form, asked), for each condition a list of booleans out, null for one that fails.
import { readFileSync } from "node:fs";
import core from "@formio/core";
import lodash from "lodash";
import moment from "moment";

const { form, asked } = JSON.parse(readFileSync(0, "utf8"));
console.log = console.warn = console.error = () => {};

// What Form.io's renderer gives to code beside the data.
const instance = { evaluate: (code, context, ret, interpolate, options) => core.Evaluator.evaluate(code, { ...context, _: lodash, moment }, ret, interpolate, {}, options) };

function shown({ component, custom }, { data, row }) {
  const context = { component, form, data, row: row ?? data, value: undefined, paths: row ? { dataIndex: 0 } : {}, local: undefined, scope: {}, options: {}, instance };
  if (custom) {
    const said = core.checkCustomConditional(custom, context);
    return said === null || said === undefined ? null : Boolean(said);
  }
  const said = core.isSimpleConditional(component.conditional) ? core.checkSimpleConditional(component.conditional, context) : core.checkLegacyConditional(component.conditional, context);
  return said === null ? null : Boolean(said);
}

function safely(one, answers) {
  try {
    return shown(one, answers);
  } catch {
    return null;
  }
}

process.stdout.write(JSON.stringify(asked.map((one) => one.answers.map((answers) => safely(one, answers)))));
