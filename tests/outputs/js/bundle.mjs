// The script of `forms.jsx`, in one file, to standard output.
import { build } from "esbuild";

const made = await build({ entryPoints: [new URL("forms.jsx", import.meta.url).pathname], bundle: true, write: false, format: "iife", minify: true, define: { "process.env.NODE_ENV": '"production"' } });
process.stdout.write(made.outputFiles[0].text);
