// Copies what the page needs out of node_modules into api/web/vendor, with the licences. Run by `make` after `npm ci`.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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
