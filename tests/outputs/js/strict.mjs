// Ajv's strict mode on each schema: JSON of name -> schema in, name -> what it said out ("" where nothing).
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const said = {};
for (const [name, schema] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const warned = [];
  const logger = { log: (...one) => warned.push(one.join(" ")), warn: (...one) => warned.push(one.join(" ")), error: (...one) => warned.push(one.join(" ")) };
  try {
    addFormats(new Ajv({ strict: true, keywords: ["x-eformc", "x-eformc-runtime-rules"], logger })).compile(schema);
  } catch (error) {
    warned.push(error.message);
  }
  said[name] = warned.join("\n");
}
process.stdout.write(JSON.stringify(said));
