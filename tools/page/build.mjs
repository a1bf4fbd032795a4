// Makes src/eformc/portal/script/page.min.{js,css} of their sources; with --check it only says whether they are that.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = root + "src/eformc/portal/script/";
const targets = ["chrome90", "firefox90", "safari14"];
const made = await Promise.all([
  build({ entryPoints: [folder + "page.mjs"], bundle: true, format: "iife", target: "es2021", charset: "utf8", minify: true, write: false, legalComments: "inline" }),
  build({ entryPoints: [root + "templates/page.css"], target: targets, charset: "utf8", minify: true, write: false }),
]);
let same = true;
made.forEach(({ outputFiles: [file] }, n) => {
  const path = folder + ["page.min.js", "page.min.css"][n];
  const text = file.text.trim() + "\n";
  if (!process.argv.includes("--check")) return writeFileSync(path, text);
  let there = "";
  try { there = readFileSync(path, "utf8"); } catch { /* not there yet */ }
  if (there !== text) { same = false; console.error(`${path} is not what its source gives: run tools/page/build.mjs`); }
});
process.exit(same ? 0 : 1);
