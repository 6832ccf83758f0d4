// Shapes that the modules share; read by the type check alone.

export type Language = "fr" | "nl" | "en";

export interface Config {
  name: string;
  version: string;
  language: Language;
  languages: Language[];
  bbox: [number, number, number, number];
  /** Name in the IANA database of the zone that departures are told in. */
  time_zone: string;
  notice: Partial<Record<Language, string>>;
  attribution: Record<Language, string[]>;
  /** Address of the tiles of the map, null where the territory has none. */
  basemap: string | null;
  /** First and last day that the timetables cover, null where the territory has none. */
  timetable: [string, string] | null;
  /** Whether places to hire a bike are known. */
  hire: boolean;
  /** Whether places to eat are known. */
  meals: boolean;
  frame: null | { origins: string[]; color: string | null; title: string | null };
}

/** A place as the visitor chose it; `name` is what is shown. */
export interface Place {
  lat: number;
  lon: number;
  name: string;
  stop?: string;
  site?: string;
}

export interface Site {
  id: string;
  name: string;
}

/** What the form holds. */
export interface Draft {
  mode: string;
  start: Place | null;
  end: Place | null;
  by: "distance" | "duration";
  distance_km: number;
  duration_min: number;
  themes: Record<string, number>;
  departure: string;
  direction: string;
  allow_other_length: boolean;
  must: Site[];
  avoid: Site[];
  seed: number;
  /** Whether the day begins and ends at a stop, and the planner chooses where the circuit lies. */
  by_train: boolean;
  /** Stop where the day begins and ends. */
  origin: Place | null;
  /** Time of day by which one is back, such as 19:00; empty for the last connection of the night. */
  back: string;
  bikes: "required" | "if_possible" | "no";
  /** Whether the bike is hired, near the start or where the train arrives. */
  hire: boolean;
  /** Whether there is a break for lunch on the way. */
  lunch: boolean;
  /** What the time on the move is multiplied by. */
  pace: number;
  /** Days on the way; with more than one, the measure is that of each. */
  days: number;
  /** With several days: another place every night, or back to the start. */
  nights: "lodgings" | "base";
}

export interface Named {
  name: string;
  title: string;
  vehicle?: string;
}

export interface Step {
  text: string;
  length_m: number;
  position: { lat: number; lon: number };
}

export interface Leg {
  mode: string;
  part: "out" | "circuit" | "home";
  /** Day of several, from 1. */
  stage?: number;
  from: { name: string; lat: number; lon: number };
  to: { name: string; lat: number; lon: number; site?: string };
  departure: string | number;
  arrival: string | number;
  length_m: number;
  duration_s: number;
  geometry: { coordinates: [number, number, number?][] };
  /** Not on board. */
  steps?: Step[];
  /** On board alone: the line and what it takes. */
  route?: string;
  vehicle?: string;
  headsign?: string;
  bikes?: "yes" | "no" | "unknown";
  bike_reservation?: boolean;
}

/** A way there or home by public transport. */
export interface Connection {
  departure: string;
  arrival: string;
}

export interface Visit {
  /** Day of several, from 1. */
  stage?: number;
  site: { id: string; name: string; kind: string; kind_name: string; commune: string; access: string };
  arrival: string | number;
  departure: string | number;
  opening: "open" | "closed" | "unknown" | "not_checked";
  wait_s: number;
  access_m: number;
  position: { lat: number; lon: number };
  why: { code: string; text: string }[];
}

/** A break at a place to eat. */
export interface Break {
  name: string;
  kind_name: string;
  arrival: string;
  departure: string;
  opening: "open" | "unknown";
  position: { lat: number; lon: number };
}

/** One day of several. */
export interface Stage {
  day: number;
  title: string;
  departure: string | null;
  summary: Itinerary["summary"];
  night: null | { place: { name: string; lat: number; lon: number }; kind: string; kind_name: string; known: boolean; services: { name: string }[]; website: string };
  access?: Itinerary["access"];
  links: Record<string, string>;
}

export interface Itinerary {
  id: string;
  rank: number;
  title: string;
  mode: string;
  circuit: boolean;
  departure: string | null;
  start: { lat: number; lon: number; name: string; access_m: number };
  summary: {
    length_m: number;
    duration_s: number;
    moving_s: number;
    visit_s: number;
    wait_s: number;
    transit_s?: number;
    ascent_m: number | null;
    surface: Record<string, number>;
    stress: Record<string, number>;
    emissions?: { text: string[] };
    signposted_share: number;
    routes: string[];
  };
  quality: {
    length_error: number | null;
    retraced_share: number;
    pleasant_share: number;
    major_share: number;
  };
  legs: Leg[];
  visits: Visit[];
  /** Only with a lunch on the way. */
  breaks?: Break[];
  warnings: { code: string; text: string }[];
  attribution: string[];
  links: Record<string, string>;
  /** Only of a day that begins and ends with public transport. */
  access?: { out: Connection | null; home: Connection | null; after_home: Connection | null };
  /** Only of several days. */
  stages?: Stage[];
  /** Places of a circuit that the visitor changed; the visits where it is as planned. */
  stops?: Stop[];
  /** The circuit before the last change. */
  before?: Itinerary;
  /** The visitor's changes to it, in their order. */
  edits?: Record<string, unknown>[][];
}

export interface Answer {
  notice: string;
  itineraries: Itinerary[];
  /** Whether it differs from the one before by a change of one circuit only. */
  isChange?: boolean;
  /** What was asked for. */
  asked?: Draft;
}

/** A place between start and end: a site or a point. */
export interface Stop {
  site?: string;
  name?: string;
  lat?: number;
  lon?: number;
}

export type Change =
  | { status: "idle" }
  | { status: "working" }
  | { status: "done" }
  | { status: "undone" }
  | { status: "refused"; code: string };

export interface ProblemDocument {
  status: number;
  code: string;
  field?: string;
  feasible?: { distance_km?: [number | null, number | null]; duration_min?: [number | null, number | null] };
  access?: string;
  retry_after_s?: number;
  /** Days that would do, where fewer were asked for. */
  least_days?: number;
  /** Timetables and the days that they cover. */
  feeds?: { from: string; until: string }[];
}

export type Plan =
  | { status: "idle" }
  | { status: "working"; since: number }
  | { status: "done" }
  | { status: "cancelled" }
  | { status: "refused"; problem: ProblemDocument };

export interface State {
  language: Language;
  ready: boolean;
  online: boolean;
  themes: Named[];
  profiles: Named[];
  draft: Draft;
  editing: boolean;
  picking: null | "start" | "end";
  plan: Plan;
  change: Change;
  answer: Answer | null;
  /** Index of the itinerary that is looked at. */
  selected: number;
  /** Index of the visit that is looked at. */
  visit: number | null;
  /** Metres from the start, where the profile and the map point. */
  cursor: number | null;
  /** Whether a map can be shown. */
  mapped: boolean;
}

/** A point of a track: where it is, how far from the start, how high. */
export interface TrackPoint {
  lon: number;
  lat: number;
  ele: number | null;
  metres: number;
}
