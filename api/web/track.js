// The line of an itinerary with the distance from its start, for the profile and the map.

/** @typedef {import("./types.js").TrackPoint} TrackPoint */

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** @typedef {{ track: TrackPoint[], pieces: TrackPoint[][] }} Line */

/** @type {WeakMap<import("./types.js").Itinerary, Line>} */
const known = new WeakMap();

/**
 * All points of an itinerary in order, but those on board of trains and the like; made once.
 * @param {import("./types.js").Itinerary} itinerary
 * @returns {TrackPoint[]}
 */
export function toTrack(itinerary) {
  return toLine(itinerary).track;
}

/**
 * The same, cut where one is on board.
 * @param {import("./types.js").Itinerary} itinerary
 */
export function toPieces(itinerary) {
  return toLine(itinerary).pieces;
}

/**
 * @param {import("./types.js").Itinerary} itinerary
 * @returns {Line}
 */
function toLine(itinerary) {
  const line = known.get(itinerary) ?? makeLine(itinerary);
  known.set(itinerary, line);
  return line;
}

/**
 * @param {import("./types.js").Itinerary} itinerary
 * @returns {Line}
 */
function makeLine(itinerary) {
  /** @type {TrackPoint[][]} */
  const pieces = [];
  let metres = 0;
  let isNew = true;
  for (const leg of itinerary.legs) {
    if (leg.mode === "transit") {
      isNew = true;
      continue;
    }
    if (isNew) pieces.push([]);
    isNew = false;
    const piece = pieces[pieces.length - 1];
    for (const [lon, lat, ele] of leg.geometry.coordinates) {
      const last = piece.at(-1);
      if (last && last.lon === lon && last.lat === lat) continue;
      metres += last ? measure(last, { lon, lat }) : 0;
      piece.push({ lon, lat, ele: ele ?? null, metres });
    }
  }
  return { pieces, track: pieces.flat() };
}

/**
 * The place at a distance from the start.
 * @param {TrackPoint[]} track
 * @param {number} metres
 * @returns {TrackPoint}
 */
export function findAt(track, metres) {
  let [low, high] = [0, track.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (track[middle].metres <= metres) low = middle;
    else high = middle;
  }
  const [a, b] = [track[low], track[high]];
  const share = b.metres > a.metres ? Math.min(1, Math.max(0, (metres - a.metres) / (b.metres - a.metres))) : 0;
  const mix = (/** @type {number} */ from, /** @type {number} */ to) => from + share * (to - from);
  const ele = a.ele === null || b.ele === null ? null : mix(a.ele, b.ele);
  return { lon: mix(a.lon, b.lon), lat: mix(a.lat, b.lat), ele, metres: mix(a.metres, b.metres) };
}

/**
 * Distance from the start of the place of a track that is nearest to a point.
 * @param {TrackPoint[]} track
 * @param {{ lon: number, lat: number }} point
 * @param {number} [from] look no earlier than this distance
 */
export function findNearest(track, point, from = 0) {
  const scale = Math.cos(point.lat * RADIANS);
  let best = { square: Infinity, metres: 0 };
  for (let i = 1; i < track.length; i++) {
    const [a, b] = [track[i - 1], track[i]];
    if (b.metres < from || b.metres === a.metres) continue;
    const [dx, dy] = [(b.lon - a.lon) * scale, b.lat - a.lat];
    const [px, py] = [(point.lon - a.lon) * scale, point.lat - a.lat];
    const length = dx * dx + dy * dy;
    const share = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
    const square = (px - share * dx) ** 2 + (py - share * dy) ** 2;
    if (square < best.square) best = { square, metres: a.metres + share * (b.metres - a.metres) };
  }
  return best.metres;
}

/**
 * Where along the track each leg ends, in metres.
 * @param {import("./types.js").Itinerary} itinerary
 * @param {TrackPoint[]} track
 */
export function listLegEnds(itinerary, track) {
  const lengths = itinerary.legs.map((leg) => (leg.mode === "transit" ? 0 : leg.length_m));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const scale = whole ? (track.at(-1)?.metres ?? 0) / whole : 1;
  let gone = 0;
  return lengths.map((length) => (gone += length) * scale);
}

/**
 * Where along the track each visit lies, in metres.
 * @param {import("./types.js").Itinerary} itinerary
 * @param {TrackPoint[]} track
 */
export function listVisitMetres(itinerary, track) {
  const ends = listLegEnds(itinerary, track);
  return itinerary.visits.map((visit) => {
    const leg = itinerary.legs.findIndex((item) => item.to.site === visit.site.id);
    return leg < 0 ? findNearest(track, visit.position) : ends[leg];
  });
}

/**
 * @param {{ lon: number, lat: number }} a
 * @param {{ lon: number, lat: number }} b
 */
function measure(a, b) {
  const [dLat, dLon] = [(b.lat - a.lat) * RADIANS, (b.lon - a.lon) * RADIANS];
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, h)));
}
