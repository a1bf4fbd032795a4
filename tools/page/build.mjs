// Makes src/eformc/portal/script/page.min.{js,css} of their sources; with --check it only says whether they are that.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = root + "src/eformc/portal/script/";
const targets = ["chrome90", "firefox90", "safari14"];
const style = async (path) => {
  const { outputFiles: [file] } = await build({ entryPoints: [root + path], target: targets, charset: "utf8", minify: true, write: false });
  return file.text.trim();
};
const sections = readdirSync(root + "templates/page").map((name) => name.replace(".css", "")).sort();
const { outputFiles: [script] } = await build({
  entryPoints: [folder + "page.mjs"], bundle: true, format: "iife", target: "es2021", charset: "utf8", minify: true, write: false, legalComments: "inline",
});
const marked = async (name) => `/*! <${name}> */${await style(`templates/page/${name}.css`)}/*! </${name}> */`;
const styles = [await style("templates/page.css"), ...await Promise.all(sections.map(marked))];
let same = true;
[script.text.trim(), styles.join("\n")].forEach((made, n) => {
  const path = folder + ["page.min.js", "page.min.css"][n];
  const text = made + "\n";
  if (!process.argv.includes("--check")) return writeFileSync(path, text);
  let there = "";
  try { there = readFileSync(path, "utf8"); } catch { /* not there yet */ }
  if (there !== text) { same = false; console.error(`${path} is not what its source gives: run tools/page/build.mjs`); }
});
process.exit(same ? 0 : 1);
