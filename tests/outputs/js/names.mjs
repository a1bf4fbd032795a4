// The names that generators of types make of OpenAPI documents, and what tsc says of declarations: JSON in, JSON out.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import openapiTS, { astToString } from "openapi-typescript";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { declarations, documents } = JSON.parse(Buffer.concat(chunks).toString());
const folder = mkdtempSync(join(tmpdir(), "eformc-"));
const said = {}, names = {};
const paths = [];
for (const [name, files] of Object.entries(declarations)) {
  mkdirSync(join(folder, name));
  said[name] = [];
  for (const [path, text] of Object.entries(files)) writeFileSync(paths[paths.push(join(folder, name, path)) - 1], text);
}
if (paths.length) {
  const program = ts.createProgram(paths, { strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], exactOptionalPropertyTypes: true });
  for (const one of ts.getPreEmitDiagnostics(program)) (said[one.file?.fileName.split("/").at(-2)] ??= []).push(`${one.file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`);
}
for (const [name, document] of Object.entries(documents)) {
  const made = astToString(await openapiTS(document));
  names[name] = [...made.match(/schemas: \{[\s\S]*?\n    \};/)[0].matchAll(/^        (\w+|"[^"]+"):/gm)].map((one) => one[1]);
}
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify({ said, names }));
