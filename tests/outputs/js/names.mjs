// The names that generators of types make of OpenAPI documents, and what tsc says of declarations: JSON in, JSON out.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import openapiTS, { astToString } from "openapi-typescript";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { declarations, documents } = JSON.parse(Buffer.concat(chunks).toString());
const folder = mkdtempSync(join(tmpdir(), "eformc-"));
const said = {}, names = {};
for (const [name, files] of Object.entries(declarations)) {
  const paths = Object.entries(files).map(([path, text]) => (writeFileSync(join(folder, path), text), join(folder, path)));
  const program = ts.createProgram(paths, { strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], exactOptionalPropertyTypes: true });
  said[name] = ts.getPreEmitDiagnostics(program).map((one) => `${one.file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`);
}
for (const [name, document] of Object.entries(documents)) {
  const made = astToString(await openapiTS(document));
  names[name] = [...made.match(/schemas: \{[\s\S]*?\n    \};/)[0].matchAll(/^        (\w+|"[^"]+"):/gm)].map((one) => one[1]);
}
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify({ said, names }));
