// The line of an itinerary with the distance from its start, for the profile and the map.

/** @typedef {import("./types.js").TrackPoint} TrackPoint */

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** @type {WeakMap<import("./types.js").Itinerary, TrackPoint[]>} */
const known = new WeakMap();

/**
 * All points of an itinerary in order; made once.
 * @param {import("./types.js").Itinerary} itinerary
 * @returns {TrackPoint[]}
 */
export function toTrack(itinerary) {
  const track = known.get(itinerary) ?? makeTrack(itinerary);
  known.set(itinerary, track);
  return track;
}

/**
 * @param {import("./types.js").Itinerary} itinerary
 * @returns {TrackPoint[]}
 */
function makeTrack(itinerary) {
  /** @type {TrackPoint[]} */
  const track = [];
  for (const leg of itinerary.legs) {
    for (const [lon, lat, ele] of leg.geometry.coordinates) {
      const last = track.at(-1);
      if (last && last.lon === lon && last.lat === lat) continue;
      track.push({ lon, lat, ele: ele ?? null, metres: last ? last.metres + measure(last, { lon, lat }) : 0 });
    }
  }
  return track;
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
    if (b.metres < from) continue;
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
  const whole = itinerary.legs.reduce((sum, leg) => sum + leg.length_m, 0);
  const scale = whole ? (track.at(-1)?.metres ?? 0) / whole : 1;
  let gone = 0;
  return itinerary.legs.map((leg) => (gone += leg.length_m) * scale);
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
