// Fills api/web/vendor, run by `make`: what the page needs out of node_modules, with the licences, and its own scripts made small.
import { createHash } from "node:crypto";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { minify } from "terser";

const FONT = "@fontsource-variable/figtree";
const FILES = {
  "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
  "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
  "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
  "maplibre-gl.LICENSE.txt": "maplibre-gl/LICENSE.txt",
  "pmtiles.js": "pmtiles/dist/pmtiles.js",
  "fflate.LICENSE.txt": "fflate/LICENSE",
  "font-latin.woff2": `${FONT}/files/figtree-latin-wght-normal.woff2`,
  "font-latin-ext.woff2": `${FONT}/files/figtree-latin-ext-wght-normal.woff2`,
  "font.LICENSE.txt": `${FONT}/LICENSE`,
};

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "vendor");
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
for (const [name, source] of Object.entries(FILES)) {
  cpSync(join(here, "..", "..", "node_modules", source), join(target, name));
}

/** @type {Record<string, string>} SHA-256 of what each small script was made of: the service takes it for that alone. */
const sources = {};
for (const path of globSync("**/*.js", { cwd: here, exclude: ["vendor/**"] }).sort()) {
  const source = readFileSync(join(here, path));
  const { code } = await minify(source.toString(), { module: true, ecma: 2020 });
  mkdirSync(join(target, "own", dirname(path)), { recursive: true });
  writeFileSync(join(target, "own", path), code);
  sources[path] = createHash("sha256").update(source).digest("hex");
}
writeFileSync(join(target, "own", "sources.json"), JSON.stringify(sources));
