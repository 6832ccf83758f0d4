// Layers of the base map that are areas and lines, from the ground up.

import { fade, isClass, layer, width } from "./layers.js";

/** @typedef {import("./colours.js").Colours} Colours */

/** @param {Colours} c */
export function listGrounds(c) {
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
export function listWater(c) {
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
export function listTerrils(c) {
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
export function listBuildings(c) {
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
export function listStreets(c, part) {
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
export function listPaths(c) {
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
export function listRail(c) {
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
export function listFerries(c) {
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
export function listRoutes(c) {
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
export function listBoundaries(c) {
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
