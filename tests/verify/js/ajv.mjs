// Ajv's verdicts: one JSON document in (schema, cases), booleans out.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const { schema, cases } = JSON.parse(readFileSync(0, "utf8"));
const validate = new Ajv({ strict: false, allErrors: false, logger: false }).compile(schema);
process.stdout.write(JSON.stringify(cases.map((answers) => validate(answers))));
