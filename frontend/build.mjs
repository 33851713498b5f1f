// Builds what pages load into ../static/build/: every file under a name that carries a hash of its
// content, beside it a Brotli and a gzip copy, and manifest.json from plain names to built ones.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const plain = join(here, "..", "static");
const output = join(plain, "build");
const browsers = ["chrome111", "edge111", "firefox113", "safari16.4"];

async function styleSheet(source) {
  const compiled = sass.compile(join(here, source), { loadPaths: [join(here, "node_modules")] });
  const minified = await esbuild.transform(compiled.css, { loader: "css", minify: true, target: browsers });
  return Buffer.from(minified.code);
}

async function script(source) {
  const bundled = await esbuild.build({
    entryPoints: [join(here, source)],
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    legalComments: "none",
    write: false,
  });
  return Buffer.from(bundled.outputFiles[0].contents);
}

async function publish(name, content) {
  const { name: stem, ext } = parse(name);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const built = join(output, `${stem}.${hash}${ext}`);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(built, content);
  await writeFile(`${built}.br`, brotliCompressSync(content, brotli));
  await writeFile(`${built}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  return [name, parse(built).base];
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
const files = await Promise.all([
  publish("app.css", await styleSheet("styles/app.scss")),
  publish("app.js", await script("scripts/app.js")),
  publish("public.js", await script("scripts/public.js")),
  publish("favicon.svg", await readFile(join(plain, "favicon.svg"))),
]);
await writeFile(join(output, "manifest.json"), JSON.stringify({ files: Object.fromEntries(files) }));
