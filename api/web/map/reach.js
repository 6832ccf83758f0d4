// Where a circuit will lie, roughly, before it is planned.

/** @typedef {import("../types.js").Draft} Draft */
/** @typedef {[[number, number], [number, number]]} Corners west and south, east and north */

const METRES_PER_DEGREE = 111_195;
const RADIANS = Math.PI / 180;
const SHARE_OF_LENGTH = 0.25;
const WALKING_KMH = 3;
const RIDING_KMH = 9;

/**
 * A box around start and finish that most circuits of the length keep to; null where the start is not known yet.
 * @param {Draft} draft
 * @param {import("../types.js").Named[]} profiles
 * @returns {Corners | null}
 */
export function findReach(draft, profiles) {
  if (draft.by_train) return null;
  const ends = [draft.start, draft.end].filter((place) => place !== null && Number.isFinite(place.lat));
  if (!draft.start || ends.length < (draft.end ? 2 : 1)) return null;
  const lats = ends.map((place) => place?.lat ?? 0);
  const lons = ends.map((place) => place?.lon ?? 0);
  const [dLat, dLon] = measureMargin(draft, profiles);
  return [
    [Math.min(...lons) - dLon, Math.min(...lats) - dLat],
    [Math.max(...lons) + dLon, Math.max(...lats) + dLat],
  ];
}

/**
 * Degrees to the north and to the east that a circuit goes from its start.
 * @param {Draft} draft
 * @param {import("../types.js").Named[]} profiles
 */
function measureMargin(draft, profiles) {
  if (draft.end || !draft.start) return [0.01, 0.01];
  const dLat = (1000 * SHARE_OF_LENGTH * toKilometres(draft, profiles)) / METRES_PER_DEGREE;
  return [dLat, dLat / Math.max(0.1, Math.cos(draft.start.lat * RADIANS))];
}

/**
 * @param {Draft} draft
 * @param {import("../types.js").Named[]} profiles
 */
function toKilometres(draft, profiles) {
  if (draft.by === "distance") return draft.distance_km;
  const vehicle = profiles.find(({ name }) => name === draft.mode)?.vehicle;
  const speed = vehicle === "foot" || vehicle === "wheelchair" ? WALKING_KMH : RIDING_KMH;
  return (speed * draft.duration_min) / 60;
}
