/**
 * The look of the base map, as a MapLibre style (version 8).
 *
 * Calm colours, so that circuits and sites drawn above stand out; nothing is told by hue alone, so that those who see red and
 * green alike read it too. There is no `glyphs`: MapLibre then draws letters with the reader's own fonts, and no font is fetched.
 */

const REGULAR = ["system-ui", "sans-serif"];
// MapLibre takes weight and slope from the first name; the family is the next one that exists.
const BOLD = ["Sans Bold", "system-ui", "sans-serif"];
const ITALIC = ["Sans Italic", "system-ui", "sans-serif"];

const LIGHT = {
  land: "#f7f4ee",
  builtUp: "#ece7df",
  industrial: "#e7e2e2",
  campus: "#efe9dc",
  quarry: "#e2dcd2",
  farmland: "#f3eedf",
  bare: "#eee7d6",
  grass: "#e4ead6",
  park: "#dce8cc",
  pitch: "#d3e2c3",
  cemetery: "#dde3d2",
  scrub: "#dce4cb",
  wetland: "#d6e3de",
  wood: "#cbdbbe",
  reserve: "#7d9a6a",
  ice: "#eef6fa",
  water: "#a9cbe0",
  waterLine: "#8fb8d2",
  building: "#ddd4c7",
  buildingLine: "#cbc0b0",
  pavement: "#efebe5",
  terril: "#a89a8f",
  terrilLine: "#6e6058",
  street: "#ffffff",
  secondary: "#fdf3d3",
  primary: "#fae3b2",
  motorway: "#f3c88d",
  casing: "#d5ccbf",
  primaryCasing: "#d2b380",
  path: "#8a6f4d",
  foot: "#8d8178",
  cycle: "#33699f",
  rail: "#93919a",
  tunnel: "#f2eee8",
  border: "#8a7f96",
  routeCycling: "#0072b2",
  routeHiking: "#b8480a",
  routeMtb: "#7a3e76",
  text: "#34322f",
  softText: "#5f5a54",
  waterText: "#3c6f90",
  terrilText: "#4d4039",
  halo: "#fbf9f5",
};

const DARK = {
  land: "#1d2023",
  builtUp: "#25282b",
  industrial: "#282a2f",
  campus: "#2a2a2a",
  quarry: "#2a2826",
  farmland: "#202321",
  bare: "#2a2925",
  grass: "#212822",
  park: "#213026",
  pitch: "#25362a",
  cemetery: "#232b27",
  scrub: "#222b23",
  wetland: "#1f2c2e",
  wood: "#1f2f25",
  reserve: "#5f7d62",
  ice: "#2b3337",
  water: "#17354a",
  waterLine: "#2c5a78",
  building: "#2f3235",
  buildingLine: "#3b3f43",
  pavement: "#2b2d30",
  terril: "#6d6259",
  terrilLine: "#a89a8e",
  street: "#45494e",
  secondary: "#55544b",
  primary: "#665c48",
  motorway: "#7a6644",
  casing: "#15171a",
  primaryCasing: "#15171a",
  path: "#a48d6b",
  foot: "#8b857d",
  cycle: "#7fb2e0",
  rail: "#74767d",
  tunnel: "#33363a",
  border: "#9a8fa8",
  routeCycling: "#56b4e9",
  routeHiking: "#e69f00",
  routeMtb: "#cc79a7",
  text: "#e6e2da",
  softText: "#b4afa6",
  waterText: "#86b8d8",
  terrilText: "#d8ccc0",
  halo: "#16181a",
};

const SOURCE = "basemap";

/** @typedef {typeof LIGHT} Colours */
/** @typedef {any} Layer A layer of the style; MapLibre checks it when the map is made. */

/**
 * Width that grows by the zoom: pairs of zoom and pixels.
 * @param {number[]} stops
 */
function width(...stops) {
  return ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
}

/**
 * Value that goes straight from zoom to zoom: pairs of zoom and value.
 * @param {number[]} stops
 */
function fade(...stops) {
  return ["interpolate", ["linear"], ["zoom"], ...stops];
}

/** @param {string[]} names */
function isClass(...names) {
  return ["match", ["get", "class"], names, true, false];
}

/**
 * Name in the reader's language where the map has one, else as it is on the spot.
 * @param {string} language
 */
function nameIn(language) {
  return ["coalesce", ["get", `name:${language}`], ["get", "name"]];
}

/**
 * @param {string} type
 * @param {string} id
 * @param {string} sourceLayer
 * @param {object} [options]
 * @returns {Layer}
 */
function layer(type, id, sourceLayer, options) {
  return { id, type, source: SOURCE, "source-layer": sourceLayer, ...options };
}

/** @param {Colours} c */
function listGrounds(c) {
  const cover = ["match", ["get", "class"], "wood", c.wood, "scrub", c.scrub, "wetland", c.wetland, "grass", c.grass];
  const use = ["match", ["get", "class"], "built_up", c.builtUp, "industrial", c.industrial, "campus", c.campus];
  return [
    layer("fill", "landuse-built-up", "landuse", {
      filter: isClass("built_up", "industrial", "quarry", "campus"),
      paint: { "fill-color": [...use, "quarry", c.quarry, c.builtUp], "fill-antialias": false },
    }),
    layer("fill", "landcover", "landcover", {
      paint: {
        "fill-color": [...cover, "farmland", c.farmland, "bare", c.bare, "ice", c.ice, c.grass],
        "fill-antialias": false,
        "fill-opacity": fade(6, 0.7, 12, 1),
      },
    }),
    layer("fill", "landuse-green", "landuse", {
      filter: isClass("park", "pitch", "cemetery", "pedestrian"),
      paint: {
        "fill-color": [
          ...["match", ["get", "class"], "park", c.park, "pitch", c.pitch, "cemetery", c.cemetery],
          ...["pedestrian", c.pavement, c.park],
        ],
        "fill-antialias": false,
      },
    }),
    layer("line", "reserves", "landuse", {
      filter: isClass("reserve"),
      layout: { "line-join": "round" },
      paint: { "line-color": c.reserve, "line-width": width(10, 1, 16, 4), "line-opacity": 0.4 },
    }),
  ];
}

/** @param {Colours} c */
function listWater(c) {
  return [
    layer("line", "waterway", "waterway", {
      filter: ["!=", ["get", "tunnel"], true],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": c.waterLine,
        "line-width": [
          ...["interpolate", ["exponential", 1.5], ["zoom"]],
          ...[8, ["match", ["get", "class"], ["river", "canal"], 0.6, 0.3]],
          ...[14, ["match", ["get", "class"], ["river", "canal"], 3, 1]],
          ...[18, ["match", ["get", "class"], ["river", "canal"], 12, 4]],
        ],
      },
    }),
    layer("fill", "water", "water", { filter: ["!", isClass("label")], paint: { "fill-color": c.water } }),
  ];
}

/** @param {Colours} c */
function listTerrils(c) {
  return [
    layer("fill", "terrils", "terrils", {
      filter: isClass("terril"),
      paint: { "fill-color": c.terril, "fill-opacity": fade(8, 0.8, 14, 0.5) },
    }),
    layer("line", "terrils-outline", "terrils", {
      filter: isClass("terril"),
      layout: { "line-join": "round" },
      paint: { "line-color": c.terrilLine, "line-width": width(8, 0.8, 14, 1.6, 18, 3), "line-opacity": 0.8 },
    }),
  ];
}

/** @param {Colours} c */
function listBuildings(c) {
  return [
    layer("fill", "buildings", "buildings", {
      minzoom: 14,
      paint: { "fill-color": c.building, "fill-outline-color": c.buildingLine, "fill-opacity": fade(14, 0.5, 15.5, 1) },
    }),
  ];
}

const ZOOMS = [6, 10, 14, 18];
const RIMS = [0.2, 0.5, 1, 1.6];

/** @type {{ names: string[], minzoom: number, widths: number[], colour: keyof Colours, rim: keyof Colours }[]} widths at `ZOOMS` */
const STREETS = [
  { names: ["service"], minzoom: 13, widths: [0, 0, 1.2, 9], colour: "street", rim: "casing" },
  { names: ["pedestrian"], minzoom: 12, widths: [0, 0, 2, 13], colour: "pavement", rim: "casing" },
  { names: ["minor"], minzoom: 12, widths: [0, 0.4, 2.6, 15], colour: "street", rim: "casing" },
  { names: ["tertiary"], minzoom: 10, widths: [0, 0.6, 3.6, 18], colour: "street", rim: "casing" },
  { names: ["secondary"], minzoom: 9, widths: [0.3, 0.9, 4.4, 20], colour: "secondary", rim: "casing" },
  { names: ["primary"], minzoom: 8, widths: [0.4, 1.2, 5, 22], colour: "primary", rim: "primaryCasing" },
  { names: ["trunk", "motorway"], minzoom: 6, widths: [0.7, 1.8, 5.6, 24], colour: "motorway", rim: "primaryCasing" },
];

/**
 * @param {Colours} c
 * @param {"tunnel" | "plain" | "bridge"} part
 */
function listStreets(c, part) {
  const bridge = ["==", ["get", "bridge"], true];
  const tunnel = ["==", ["get", "tunnel"], true];
  const own = {
    tunnel,
    plain: ["all", ["!", tunnel], ["!", bridge]],
    bridge: ["all", bridge, ["!", tunnel]],
  }[part];
  const layout = { "line-join": "round", "line-cap": part === "plain" ? "round" : "butt" };
  /** @param {number[]} values at `ZOOMS` */
  const grow = (values) => width(...ZOOMS.flatMap((zoom, index) => [zoom, values[index] ?? 0]));
  const casings = STREETS.map(({ names, minzoom, widths, rim }) =>
    layer("line", `streets-${part}-${names[0]}-casing`, "streets", {
      minzoom,
      filter: ["all", isClass(...names), own],
      layout,
      paint: {
        "line-color": c[rim],
        "line-width": grow(widths.map((value, index) => value + 2 * (RIMS[index] ?? 0))),
        "line-opacity": fade(minzoom, 0.6, minzoom + 2, 1),
        ...(part === "tunnel" ? { "line-dasharray": [3, 2] } : {}),
      },
    }),
  );
  const fills = STREETS.map(({ names, minzoom, widths, colour }) =>
    layer("line", `streets-${part}-${names[0]}`, "streets", {
      minzoom,
      filter: ["all", isClass(...names), own],
      layout,
      paint: { "line-color": part === "tunnel" ? c.tunnel : c[colour], "line-width": grow(widths) },
    }),
  );
  return [...casings, ...fills];
}

/**
 * Ways without cars: told apart by dashes as well as by colour.
 * @param {Colours} c
 */
function listPaths(c) {
  const ways = [
    { name: "track", colour: c.path, dash: [5, 1.5], widths: [11, 0.5, 14, 1.3, 18, 4] },
    { name: "path", colour: c.path, dash: [2.5, 1.5], widths: [11, 0.4, 14, 1.1, 18, 3] },
    { name: "footway", colour: c.foot, dash: [1.2, 1.2], widths: [11, 0.3, 14, 1, 18, 3] },
    { name: "cycleway", colour: c.cycle, dash: null, widths: [11, 0.6, 14, 1.4, 18, 4] },
    { name: "steps", colour: c.foot, dash: [0.4, 0.4], widths: [11, 0.8, 14, 2.4, 18, 8] },
  ];
  return ways.map(({ name, colour, dash, widths }) =>
    layer("line", `streets-${name}`, "streets", {
      minzoom: name === "cycleway" ? 11 : 12,
      filter: ["all", isClass(name), ["!=", ["get", "tunnel"], true]],
      layout: { "line-join": "round" },
      paint: {
        "line-color": colour,
        "line-width": width(...widths),
        "line-opacity": fade(12, 0.5, 14, 0.85),
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    }),
  );
}

/** @param {Colours} c */
function listRail(c) {
  const open = ["!=", ["get", "tunnel"], true];
  return [
    layer("line", "rail", "rail", {
      filter: ["all", isClass("rail"), open],
      paint: { "line-color": c.rail, "line-width": width(8, 0.5, 14, 1.4, 18, 3) },
    }),
    layer("line", "rail-sleepers", "rail", {
      minzoom: 13,
      filter: ["all", isClass("rail"), open],
      paint: { "line-color": c.rail, "line-width": width(13, 2.5, 18, 9), "line-dasharray": [0.3, 3] },
    }),
    layer("line", "rail-minor", "rail", {
      minzoom: 12,
      filter: ["all", isClass("siding", "tram"), open],
      paint: { "line-color": c.rail, "line-width": width(12, 0.4, 18, 2), "line-opacity": 0.8 },
    }),
  ];
}

/** @param {Colours} c */
function listFerries(c) {
  return [
    layer("line", "ferries", "ferries", {
      paint: { "line-color": c.waterText, "line-width": width(9, 0.8, 16, 2), "line-dasharray": [4, 3] },
    }),
  ];
}

/**
 * Signposted routes: a soft band along their streets; those on foot are dashed.
 * @param {Colours} c
 */
function listRoutes(c) {
  const kinds = [
    { kind: "cycling", colour: c.routeCycling, dash: null },
    { kind: "hiking", colour: c.routeHiking, dash: [2, 1] },
    { kind: "mtb", colour: c.routeMtb, dash: [4, 1.5] },
  ];
  return kinds.map(({ kind, colour, dash }) =>
    layer("line", `routes-${kind}`, "routes", {
      filter: ["==", ["get", "kind"], kind],
      layout: { "line-join": "round" },
      paint: {
        "line-color": colour,
        "line-opacity": fade(7, 0.4, 14, 0.32, 16, 0.26),
        "line-width": width(7, 0.8, 11, 1.8, 14, 5, 18, 16),
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    }),
  );
}

/** @param {Colours} c */
function listBoundaries(c) {
  return [
    layer("line", "boundaries", "boundaries", {
      layout: { "line-join": "round" },
      paint: {
        "line-color": c.border,
        "line-width": width(6, 1, 14, 2.4),
        "line-dasharray": [5, 2, 1, 2],
        "line-opacity": 0.8,
      },
    }),
  ];
}

/**
 * @param {Colours} c
 * @param {string} language
 */
function listLineLabels(c, language) {
  const along = { "symbol-placement": "line", "text-max-angle": 30, "text-padding": 4, "symbol-spacing": 300 };
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.4 };
  const kind = ["match", ["get", "kind"], "cycling", c.routeCycling, "hiking", c.routeHiking, c.routeMtb];
  return [
    layer("symbol", "waterway-names", "waterway", {
      minzoom: 12,
      filter: isClass("river", "canal"),
      layout: { ...along, "text-field": nameIn(language), "text-font": ITALIC, "text-size": 11 },
      paint: { "text-color": c.waterText, ...halo },
    }),
    layer("symbol", "street-names", "streets", {
      minzoom: 14,
      filter: ["has", "name"],
      layout: { ...along, "text-field": nameIn(language), "text-font": REGULAR, "text-size": fade(14, 10, 18, 13) },
      paint: { "text-color": c.softText, ...halo },
    }),
    layer("symbol", "street-refs", "streets", {
      minzoom: 10,
      filter: ["all", ["has", "ref"], isClass("motorway", "trunk", "primary", "secondary")],
      layout: {
        ...along,
        "symbol-spacing": 500,
        "text-rotation-alignment": "viewport",
        "text-field": ["get", "ref"],
        "text-font": REGULAR,
        "text-size": 10,
      },
      paint: { "text-color": c.softText, "text-halo-color": c.halo, "text-halo-width": 2 },
    }),
    layer("symbol", "route-refs", "routes", {
      minzoom: 11,
      filter: ["all", ["has", "ref"], ["!", isClass("nodes")]],
      layout: {
        ...along,
        "symbol-spacing": 400,
        "text-rotation-alignment": "viewport",
        "text-field": ["get", "ref"],
        "text-font": BOLD,
        "text-size": 11,
      },
      paint: { "text-color": kind, "text-halo-color": c.halo, "text-halo-width": 2 },
    }),
  ];
}

/**
 * Numbered junctions of the node networks: a disc with the number, its ring heavier for bikes.
 * @param {Colours} c
 */
function listJunctions(c) {
  const kind = ["match", ["get", "class"], "cycling", c.routeCycling, c.routeHiking];
  return [
    layer("circle", "junctions", "junctions", {
      minzoom: 12,
      paint: {
        "circle-radius": fade(12, 2, 13, 8, 16, 10),
        "circle-color": c.halo,
        "circle-stroke-color": kind,
        "circle-stroke-width": ["match", ["get", "class"], "cycling", 2, 1],
      },
    }),
    layer("symbol", "junction-numbers", "junctions", {
      minzoom: 13,
      layout: {
        "text-field": ["get", "ref"],
        "text-font": BOLD,
        "text-size": fade(13, 9, 16, 11),
        "text-allow-overlap": true,
        "text-ignore-placement": false,
      },
      paint: { "text-color": kind },
    }),
  ];
}

/**
 * @param {Colours} c
 * @param {string} language
 */
function listPlaceLabels(c, language) {
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.6 };
  /**
   * @param {string} id
   * @param {string[]} names
   * @param {number} minzoom
   * @param {any} size
   * @param {string[]} font
   * @param {string} colour
   */
  const place = (id, names, minzoom, size, font, colour) =>
    layer("symbol", id, "places", {
      minzoom,
      maxzoom: 17,
      filter: isClass(...names),
      layout: { "text-field": nameIn(language), "text-font": font, "text-size": size, "text-max-width": 8, "text-padding": 6 },
      paint: { "text-color": colour, ...halo },
    });
  return [
    layer("symbol", "water-names", "water", {
      minzoom: 12,
      filter: isClass("label"),
      layout: { "text-field": nameIn(language), "text-font": ITALIC, "text-size": 11, "text-max-width": 7 },
      paint: { "text-color": c.waterText, ...halo },
    }),
    layer("symbol", "terril-names", "terrils", {
      minzoom: 11,
      filter: isClass("label"),
      layout: { "text-field": nameIn(language), "text-font": ITALIC, "text-size": fade(11, 10, 16, 13), "text-max-width": 8 },
      paint: { "text-color": c.terrilText, ...halo },
    }),
    place("places-minor", ["hamlet", "neighbourhood"], 13, fade(13, 10.5, 17, 13), REGULAR, c.softText),
    place("places-suburb", ["suburb"], 12, fade(12, 11, 16, 14), REGULAR, c.softText),
    place("places-village", ["village"], 11, fade(11, 10.5, 16, 15), REGULAR, c.text),
    place("places-town", ["town"], 8, fade(8, 10.5, 12, 14, 16, 18), REGULAR, c.text),
    place("places-city", ["city"], 6, fade(6, 12, 12, 19, 16, 22), BOLD, c.text),
  ];
}

/**
 * Make the style of the base map.
 *
 * @param {object} options
 * @param {string | null} [options.tilesUrl] Address of the PMTiles archive, without `pmtiles://`; null where a territory has none: then
 *   only the ground colour is drawn.
 * @param {boolean} [options.dark] For dark surroundings.
 * @param {string} [options.language] `fr`, `nl` or `en`.
 * @param {string | null} [options.attribution] Whom the map credits; null where the page does so itself.
 * @returns {import("maplibre-gl").StyleSpecification} A style of version 8.
 */
export function makeStyle({
  tilesUrl = null,
  dark = false,
  language = "fr",
  attribution = "© OpenStreetMap contributors",
} = {}) {
  const c = dark ? DARK : LIGHT;
  /** @type {import("maplibre-gl").BackgroundLayerSpecification} */
  const ground = { id: "land", type: "background", paint: { "background-color": c.land } };
  if (!tilesUrl) {
    return { version: 8, name: "Terrils", sources: {}, layers: [ground] };
  }
  return {
    version: 8,
    name: "Terrils",
    sources: { [SOURCE]: { type: "vector", url: `pmtiles://${tilesUrl}`, attribution: attribution ?? "" } },
    layers: [
      ground,
      ...listGrounds(c),
      ...listWater(c),
      ...listTerrils(c),
      ...listBuildings(c),
      ...listStreets(c, "tunnel"),
      ...listPaths(c),
      ...listStreets(c, "plain"),
      ...listRail(c),
      ...listStreets(c, "bridge"),
      ...listRoutes(c),
      ...listFerries(c),
      ...listBoundaries(c),
      ...listLineLabels(c, language),
      ...listJunctions(c),
      ...listPlaceLabels(c, language),
    ],
  };
}
